package labelprinter_test

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal/paper"
)

var pictures = flag.String("pictures", "", "write the pictures of the labels into this folder, to look at")

func many() paper.Label {
	label := unit()
	label.Product = "Blue Dream Pre-Roll 5-pack, infused with rosin, The Quiet Garden Collective of the Upper Arkansas Valley"
	label.Warnings = []string{
		"Marijuana has intoxicating effects and may be habit forming and addictive.",
		"Marijuana impairs concentration, coordination, and judgment. Do not operate a vehicle or machinery under its influence.",
		"There are health risks associated with consumption of marijuana.",
		"For use only by adults twenty-one and older. Keep out of the reach of children.",
		"Marijuana should not be used by women who are pregnant or breast feeding.",
	}
	return label
}

func crowded() paper.Label {
	label := bag()
	label.Items = nil
	for index := range 40 {
		label.Items = append(label.Items, fmt.Sprintf("%d x Gummies, flavour %d, 10 x 10 mg, tag 1A40000000000220000003%02d", index%3+1, index, index))
	}
	return label
}

// Every template on every medium, through the encoder, the line and the model,
// which reads ZPL by its own code: all that the label says is on the paper.
func TestEveryTemplateOnEveryMedium(t *testing.T) {
	t.Parallel()
	plain := unit()
	plain.Patient, plain.QR, plain.THC, plain.CBD, plain.Harvested, plain.Warnings = "", "", "", "", "", nil
	hexTag := unit()
	hexTag.PackageTag, hexTag.Barcode, hexTag.QR = "1A400021266EE9B000006353", "1A400021266EE9B000006353", ""
	labels := map[string]paper.Label{"unit": unit(), "unit-many": many(), "unit-plain": plain, "unit-hex": hexTag, "bag": bag(), "bag-crowded": crowded()}
	media := map[string]zpl.Media{"57x32-203": small, "57x32-300": smallFine, "100x62-203": large, "100x62-300": largeFine}
	for mediaName, medium := range media {
		r := newRig(t, medium)
		seen := 0
		for name, label := range labels {
			outcome(t, r.driver.Print(within(t), job(label)), devices.Printed, "")
			printed := r.model.Labels()[seen:]
			seen += len(printed)
			if unknown := r.model.Unknown(); len(unknown) > 0 {
				t.Fatalf("%s on %s: unknown commands %q", name, mediaName, unknown)
			}
			saysAll(t, name+" on "+mediaName, label, printed)
			for page, one := range printed {
				encoded, err := one.PNG()
				if err != nil {
					t.Fatal(err)
				}
				if *pictures != "" {
					path := filepath.Join(*pictures, fmt.Sprintf("%s-%s-%d.png", name, mediaName, page+1))
					if err := os.WriteFile(path, encoded, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				drawn, err := png.Decode(bytes.NewReader(encoded))
				if err != nil {
					t.Fatal(err)
				}
				if size := drawn.Bounds().Size(); size.X != medium.WidthMM*medium.DotsPerMM+32 || size.Y != medium.HeightMM*medium.DotsPerMM+32 {
					t.Errorf("the picture is %v", size)
				}
			}
		}
	}
}

func saysAll(t *testing.T, where string, label paper.Label, printed []virtual.PrintedLabel) {
	t.Helper()
	var all []string
	var bars, qrs []string
	for _, one := range printed {
		all = append(all, strings.Fields(one.Text())...)
		bars, qrs = append(bars, one.Codes(virtual.LabelCode128)...), append(qrs, one.Codes(virtual.LabelQR)...)
	}
	text := strings.Join(all, " ")
	wanted := append([]string{
		label.Store, label.License, label.Product, label.NetWeight, label.THC, label.CBD, label.PackageTag, label.Packaged, label.Harvested,
		label.Sold, label.Patient, label.Order, label.Channel, label.Shelf,
	}, append(label.Items, label.Warnings...)...)
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("%s: %q is not on it: %q", where, want, text)
		}
	}
	if len(bars) > 0 && bars[0] != label.Barcode || len(bars)+len(qrs) == 0 {
		t.Errorf("%s: barcodes %q, QR codes %q", where, bars, qrs)
	}
	if label.QR != "" && (len(qrs) != 1 || qrs[0] != label.QR) {
		t.Errorf("%s: QR codes %q", where, qrs)
	}
}
