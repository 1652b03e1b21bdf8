package curbtest_test

import (
	"encoding/base64"
	"path/filepath"
	"testing"

	"github.com/curbline/curbline/cmd/internal/browser"
	"github.com/curbline/curbline/cmd/internal/browser/picture"
	"github.com/curbline/curbline/terminal"
)

// Tablets whose browser reads PDF417 by itself need no decoder. Debian's Chromium
// is none of them, so that another BarcodeDetector takes its place here: it finds the card
// that it was given, with the bytes as the letters of Latin-1, which is what the
// Shape Detection API hands out.
func TestTheBrowsersOwnReaderIsUsedWhereItKnowsTheFormat(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Ivo", "Brandt", 1986, "920000031"))
	film := filepath.Join(t.TempDir(), "blurred.y4m")
	if err := picture.CardFile(film, c.card(), picture.Look{Blur: 12, Noise: 20, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	p := w.working(t, w.browse(t, browser.Options{Camera: film}), "Native", dee)
	p.Before(`self.BarcodeDetector = class {
		static async getSupportedFormats() { return ["pdf417", "qr_code", "code_128"]; }
		async detect() { self.nativeReads = (self.nativeReads ?? 0) + 1; return [{ rawValue: atob("` +
		base64.StdEncoding.EncodeToString(c.card()) + `") }]; }
	};`)
	c.take(p)
	p.Open(w.origin() + "/order/" + c.id + "/camera?scan=id")
	p.WaitAddress("/order/" + c.id)
	step(p, 1, "done")
	c.is(t, func(o terminal.Order) bool { return o.Identity == terminal.Verified })
}
