package scale_test

import (
	"slices"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/scale"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
)

// brief waits give up soon, for faults that never end in a weight.
var brief = scale.Waits{Answer: 60 * time.Millisecond, Late: 80 * time.Millisecond, Acknowledge: 30 * time.Millisecond, Between: 5 * time.Millisecond, Quiet: 20 * time.Millisecond}

// until asks again until a weight comes, as a person does.
func until(t *testing.T, driver *scale.Driver, text string) {
	t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		weight, err := driver.Weigh(t.Context())
		if err == nil {
			if weight.Text != text {
				t.Fatalf("weighed %q, not %q", weight.Text, text)
			}
			return
		}
		select {
		case <-again.C:
		case <-limit.C:
			t.Fatalf("no weight: %v", err)
		}
	}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	for protocol, want := range map[string]devices.ScaleIdentity{
		scale.MTSICS:     {Protocol: "mt-sics", Model: "CB2002 Counter 2000.00 g", Serial: "B214560987"},
		scale.Ohaus:      {Protocol: "ohaus", Model: "SCB2201 Sr 1.10, LFT ON", Serial: "C018234567"},
		scale.AND:        {Protocol: "and"},
		scale.NCI:        {Protocol: "nci"},
		scale.Toledo8217: {Protocol: "toledo-8217"},
	} {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			driver, model := plugIn(t, virtual.ScaleOptions{Protocol: protocol}, patient)
			if got := driver.Identity(); got != (devices.ScaleIdentity{Protocol: protocol}) {
				t.Errorf("before it was asked: %+v", got)
			}
			for range 2 {
				if err := driver.Probe(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if got := driver.Identity(); got != want {
				t.Errorf("got %+v, not %+v", got, want)
			}
			questions := 0
			for _, command := range model.Commands() {
				if slices.Contains([]string{"I2", "I4", "PV", "PSN"}, command) {
					questions++
				}
			}
			if named := want.Model != ""; named && questions != 2 || !named && questions != 0 {
				t.Errorf("asked %q", model.Commands())
			}
		})
	}
}

// A scale that is set to eight bits where its kind comes with seven and parity
// is found all the same.
func TestProbeFindsTheParity(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{scale.AND, scale.Toledo8217} {
		waits := patient
		waits.Answer, waits.Late = 500*time.Millisecond, 100*time.Millisecond
		driver, model := plugIn(t, virtual.ScaleOptions{Protocol: protocol, EightBits: true, Acknowledges: true}, waits)
		if err := driver.Probe(t.Context()); err != nil {
			t.Fatalf("%s: %v", protocol, err)
		}
		if err := model.Put("3.50"); err != nil {
			t.Fatal(err)
		}
		until(t, driver, "3.50")
	}
}

func TestProbeWithoutAScale(t *testing.T) {
	t.Parallel()
	driver, model := plugIn(t, virtual.ScaleOptions{Protocol: scale.MTSICS}, brief)
	model.Silent(true)
	if err := driver.Probe(t.Context()); devices.CodeOf(err) != devices.NoAnswer {
		t.Errorf("silent: %v", err)
	}
	model.Silent(false)
	model.Garble(true)
	err := driver.Probe(t.Context())
	if devices.CodeOf(err) != devices.NoAnswer {
		t.Errorf("garbled: %v", err)
	}
	model.Garble(false)
	until(t, driver, putOn(t, model, "3.50"))
}

func TestAScaleThatDoesNotUnderstand(t *testing.T) {
	port := devicetest.NewPlayback(rules("IP\r\n", "ES\r\n")...)
	driver := start(t, port, scale.Options{Protocol: scale.Ohaus, Waits: patient})
	if err := driver.Probe(t.Context()); devices.CodeOf(err) != devices.ScaleFault {
		t.Errorf("got %v", err)
	}
}

func putOn(t *testing.T, model *virtual.Scale, text string) string {
	t.Helper()
	if err := model.Put(text); err != nil {
		t.Fatal(err)
	}
	return text
}

// Whatever is the matter with the line, a weight is not given, no call hangs, and
// when it is over the scale weighs again.
func TestFaultsOfTheLine(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(*virtual.Scale, bool){
		"silent":      (*virtual.Scale).Silent,
		"garbled":     (*virtual.Scale).Garble,
		"stuck":       (*virtual.Scale).Stuck,
		"half frames": (*virtual.Scale).Halve,
		"slow": func(model *virtual.Scale, on bool) {
			model.Slow(map[bool]time.Duration{true: 300 * time.Millisecond}[on])
		},
	} {
		for _, protocol := range scale.Protocols() {
			t.Run(name+"/"+protocol, func(t *testing.T) {
				t.Parallel()
				waits := brief
				if name == "slow" || name == "stuck" { // where answers come all the same
					waits.Late = time.Second
				}
				driver, model := plugIn(t, virtual.ScaleOptions{Protocol: protocol, Unsettled: -1}, waits)
				until(t, driver, putOn(t, model, "9.99"))
				fault(model, true)
				if name == "slow" {
					// Asked for 9.99; the answer comes when another weight is on the pan.
					if _, err := driver.Look(t.Context()); devices.CodeOf(err) != devices.NoAnswer {
						t.Errorf("look: %v", err)
					}
					putOn(t, model, "3.50")
					fault(model, false)
					until(t, driver, "3.50")
					return
				}
				for range 2 {
					weight, err := driver.Weigh(t.Context())
					stuck := name == "stuck" && err == nil && weight.Text == "9.99" // between two bytes of the stream
					if devices.CodeOf(err) != devices.NoAnswer && !stuck {
						t.Errorf("weighed %+v, %v", weight, err)
					}
				}
				fault(model, false)
				until(t, driver, putOn(t, model, "3.50"))
			})
		}
	}
}

func TestPowerCycle(t *testing.T) {
	t.Parallel()
	driver, model := plugIn(t, virtual.ScaleOptions{Protocol: scale.MTSICS, Unsettled: -1}, patient)
	until(t, driver, putOn(t, model, "3.50"))
	model.PowerCycle() // what lies on the pan counts as nothing now
	if _, err := driver.Weigh(t.Context()); devices.CodeOf(err) != devices.ScaleEmpty {
		t.Errorf("got %v", err)
	}
}

// The key on the scale sets a tare as the command does.
func TestTareByTheKeyOnTheScale(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{scale.Ohaus, scale.NCI, scale.Toledo8217} {
		driver, model := plugIn(t, virtual.ScaleOptions{Protocol: protocol, Unsettled: -1}, patient)
		putOn(t, model, "20.00")
		model.PressTare()
		putOn(t, model, "23.50")
		weight, err := driver.Weigh(t.Context())
		if err != nil || weight.Text != "3.50" || !weight.Net {
			t.Errorf("%s: %+v, %v", protocol, weight, err)
		}
		if got := model.Display(); got != "3.50 g" {
			t.Errorf("%s shows %s", protocol, got)
		}
	}
}

func TestATareIsClearedOnlyOnAnEmptyPan(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{scale.AND, scale.NCI} {
		driver, model := plugIn(t, virtual.ScaleOptions{Protocol: protocol, Unsettled: -1}, patient)
		putOn(t, model, "20.00")
		if err := driver.Tare(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := driver.ClearTare(t.Context()); devices.CodeOf(err) != devices.ScaleFault {
			t.Errorf("%s: with the jar on it: %v", protocol, err)
		}
		putOn(t, model, "23.50")
		if weight, err := driver.Weigh(t.Context()); err != nil || weight.Text != "3.50" || !weight.Net {
			t.Errorf("%s: the tare is gone: %+v, %v", protocol, weight, err)
		}
	}
}

// A hub opens the port anew after the scale was plugged in again.
func TestUnplugAndReplug(t *testing.T) {
	t.Parallel()
	model, err := virtual.NewScale(virtual.ScaleOptions{Link: t.TempDir() + "/scale", Protocol: scale.AND, Unsettled: -1, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	putOn(t, model, "3.50")
	var opener serialport.Opener
	for range 3 {
		port, err := opener.Open(serialport.Settings{Name: model.Path(), Baud: scale.DefaultBaud(scale.AND), Clock: clock.NewSystem(time.Time{})})
		if err != nil {
			t.Fatal(err)
		}
		driver, err := scale.New(port, scale.Options{Protocol: scale.AND, Waits: patient, Clock: stillness()})
		if err != nil {
			t.Fatal(err)
		}
		until(t, driver, "3.50")
		if err := model.Unplug(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-driver.Done():
		case <-time.After(20 * time.Second):
			t.Fatal("not noticed")
		}
		if devices.CodeOf(driver.Err()) != devices.Unplugged {
			t.Errorf("Err is %v", driver.Err())
		}
		driver.Close()
		port.Close()
		if err := model.Replug(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestModelSettings(t *testing.T) {
	for _, options := range []virtual.ScaleOptions{{Protocol: scale.NCI}, {Protocol: "other", Now: time.Now}} {
		if _, err := virtual.NewScale(options); err == nil {
			t.Errorf("%+v is taken", options)
		}
	}
	model, err := virtual.NewScale(virtual.ScaleOptions{Protocol: scale.NCI, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	for _, text := range []string{"", "3.505", "-1", "x", "3,5", "12345678"} {
		if model.Put(text) == nil {
			t.Errorf("%q is put on the pan", text)
		}
	}
}
