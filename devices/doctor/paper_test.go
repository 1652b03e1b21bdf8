package doctor_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/devices/doctor"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/virtual"
)

// rows gives the rows of dots of all GS v 0 bands (ESC/POS), one byte a dot.
func rows(t *testing.T, sent []byte) [][]byte {
	t.Helper()
	var all [][]byte
	for {
		at := bytes.Index(sent, []byte("\x1dv0\x00"))
		if at < 0 {
			return all
		}
		across, down := int(sent[at+4])+int(sent[at+5])<<8, int(sent[at+6])+int(sent[at+7])<<8
		data := sent[at+8 : at+8+across*down]
		for start := 0; start < len(data); start += across {
			var row []byte
			for _, dots := range data[start : start+across] {
				for bit := range 8 {
					row = append(row, dots>>(7-bit)&1)
				}
			}
			all = append(all, row)
		}
		sent = sent[at+8+across*down:]
	}
}

// The card on paper is the picture, turned, dot by dot but for the few that the
// encoder blackens.
func TestPaperCard(t *testing.T) {
	for _, name := range escpos.ProfileNames() {
		profile, err := escpos.ProfileByName(name)
		if err != nil {
			t.Fatal(err)
		}
		sent, err := doctor.PaperCard(profile)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		picture, err := doctor.Picture(3)
		if err != nil {
			t.Fatal(err)
		}
		printed := rows(t, bytes.Join(sent, nil))
		if len(printed) != picture.Bounds().Dx() || len(printed[0]) > profile.DotsAcross {
			t.Fatalf("%s: %d rows of %d dots", name, len(printed), len(printed[0]))
		}
		differ := 0
		for x := range picture.Bounds().Dx() {
			for y := range picture.Bounds().Dy() {
				dark := picture.GrayAt(x, y).Y == 0
				if dark != (printed[x][picture.Bounds().Dy()-1-y] == 1) {
					differ++
				}
			}
		}
		if differ > len(printed) {
			t.Errorf("%s: %d dots are others", name, differ)
		}
	}
	narrow, err := escpos.ProfileByName("generic-58mm")
	if err != nil {
		t.Fatal(err)
	}
	narrow.DotsAcross = 100
	if _, err := doctor.PaperCard(narrow); err == nil {
		t.Error("printed on 100 dots")
	}
}

func TestPrintTheCard(t *testing.T) {
	for name, options := range map[string]virtual.PrinterOptions{"it tells": {}, "it does not": {NoOrderedAnswers: true}} {
		t.Run(name, func(t *testing.T) { printTheCard(t, options) })
	}
}

func printTheCard(t *testing.T, options virtual.PrinterOptions) {
	options.Now = time.Now
	model, err := virtual.NewReceiptPrinter(options)
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	profile, err := escpos.ProfileByName("generic-80mm")
	if err != nil {
		t.Fatal(err)
	}
	sent, err := doctor.PaperCard(profile)
	if err != nil {
		t.Fatal(err)
	}
	if err := doctor.Print(t.Context(), openPort(t, model.Path()), sent, 230400); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 4000 {
		if len(model.Papers()) > 0 {
			break
		}
		<-tick.C
	}
	papers := model.Papers()
	if len(papers) != 1 || !papers[0].Cut || !strings.Contains(papers[0].Text(), "Scanner self-test card") || len(model.Unknown()) != 0 {
		t.Errorf("%v, not understood: %q", papers, model.Unknown())
	}
}
