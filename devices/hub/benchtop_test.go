package hub_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/hub"
	"github.com/curbline/curbline/devices/labelprinter"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/paper"
)

// benchtop is a hub with a scale and a label printer.
type benchtop struct {
	shop
	scale  *virtual.Scale
	labels *virtual.LabelPrinter
}

func newBenchtop(t *testing.T) benchtop {
	t.Helper()
	folder := t.TempDir()
	scale, err := virtual.NewScale(virtual.ScaleOptions{Link: filepath.Join(folder, "scale"), Protocol: "mt-sics", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	labels, err := virtual.NewLabelPrinter(virtual.LabelPrinterOptions{Link: filepath.Join(folder, "labels"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := hub.Open(hub.Config{
		Scale: hub.ScaleConfig{Port: scale.Path(), Protocol: "mt-sics"},
		Labels: hub.LabelConfig{
			Port: labels.Path(), Media: zpl.Media{DotsPerMM: 8, WidthMM: 100, HeightMM: 62},
			Waits: labelprinter.Waits{Answer: 300 * time.Millisecond, Poll: 50 * time.Millisecond},
		},
		PollEvery: 50 * time.Millisecond, Clock: clock.NewSystem(time.Time{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- opened.Run(t.Context()) }()
	t.Cleanup(func() {
		opened.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		scale.Close()
		labels.Close()
	})
	one := benchtop{shop: shop{hub: opened}, scale: scale, labels: labels}
	one.await(t, devices.ScaleDevice, devices.Ready, "")
	one.await(t, devices.LabelDevice, devices.Ready, "")
	return one
}

func label() devices.PrintJob {
	return devices.PrintJob{ID: "l", Document: paper.Document{
		Blocks: []paper.Block{paper.Line(paper.Left, "label")},
		Label:  &paper.Label{Template: "exit-unit", Store: "Larimer Street", Product: "House flower", NetWeight: "3.50 g", Barcode: "1A4060300003E85000001042", PackageTag: "1A4060300003E85000001042"},
	}}
}

func TestWeighingThroughTheHub(t *testing.T) {
	b := newBenchtop(t)
	if err := b.scale.Put("3.52"); err != nil {
		t.Fatal(err)
	}
	weight, err := b.hub.Scale().Weigh(t.Context())
	if err != nil || weight.Text != "3.52" || weight.Unit != "g" || len(weight.Frame) == 0 {
		t.Fatalf("%+v, %v", weight, err)
	}
	if identity := b.hub.Scale().Identity(); identity.Protocol != "mt-sics" || identity.Model == "" {
		t.Errorf("%+v", identity)
	}
	if err := b.scale.Unplug(); err != nil {
		t.Fatal(err)
	}
	b.await(t, devices.ScaleDevice, devices.Waiting, devices.PortMissing)
	if _, err := b.hub.Scale().Weigh(t.Context()); devices.CodeOf(err) != devices.PortMissing {
		t.Errorf("weighed without a scale: %v", err)
	}
	if err := b.scale.Replug(); err != nil {
		t.Fatal(err)
	}
	b.await(t, devices.ScaleDevice, devices.Ready, "")
	if _, err := b.hub.Scale().Weigh(t.Context()); err != nil {
		t.Error(err)
	}
	b.scale.Silent(true)
	b.await(t, devices.ScaleDevice, devices.Fault, devices.NoAnswer)
	b.scale.Silent(false)
	b.await(t, devices.ScaleDevice, devices.Ready, "")
}

func TestLabelsThroughTheHub(t *testing.T) {
	b := newBenchtop(t)
	if result := b.hub.Labels().Print(t.Context(), label()); result.Outcome != devices.Printed {
		t.Fatalf("%+v", result)
	}
	if err := b.labels.Unplug(); err != nil {
		t.Fatal(err)
	}
	b.await(t, devices.LabelDevice, devices.Waiting, devices.PortMissing)
	if result := b.hub.Labels().Print(t.Context(), label()); result.Outcome != devices.Blocked || result.Err == nil {
		t.Fatalf("%+v", result)
	}
	if err := b.labels.Replug(); err != nil {
		t.Fatal(err)
	}
	b.await(t, devices.LabelDevice, devices.Ready, "")
	if result := b.hub.Labels().Print(t.Context(), label()); result.Outcome != devices.Printed {
		t.Fatalf("%+v", result)
	}
	if printed := b.labels.Labels(); len(printed) != 2 {
		t.Errorf("%d labels", len(printed))
	}
	// What is not configured says so.
	if result := b.hub.Print(t.Context(), label()); result.Outcome != devices.Failed || result.Err.Code != devices.NotConfigured {
		t.Errorf("%+v", result)
	}
}

// A device that talks without end does not keep the others from working.
func TestRubbishHurtsNobodyElse(t *testing.T) {
	b := newBenchtop(t)
	b.scale.Garble(true)
	if err := b.scale.Put("3.52"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.hub.Scale().Weigh(t.Context()); err == nil {
		t.Error("rubbish was taken for a weight")
	}
	if result := b.hub.Labels().Print(t.Context(), label()); result.Outcome != devices.Printed {
		t.Fatalf("%+v", result)
	}
}

// Plugged in and out again and again, nothing is left open.
func TestNoDescriptorLeaks(t *testing.T) {
	b := newBenchtop(t)
	open := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	before := open()
	for range 4 {
		if err := b.scale.Unplug(); err != nil {
			t.Fatal(err)
		}
		b.await(t, devices.ScaleDevice, devices.Waiting, devices.PortMissing)
		if err := b.scale.Replug(); err != nil {
			t.Fatal(err)
		}
		b.await(t, devices.ScaleDevice, devices.Ready, "")
	}
	if after := open(); after > before+2 {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}
