package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal"
)

// The printer takes the whole logo and understands all of it.
func TestTheLogoIsStored(t *testing.T) {
	folder := t.TempDir()
	logo := image.NewGray(image.Rect(0, 0, 200, 60))
	for at := range logo.Pix {
		logo.Pix[at] = 255
	}
	for x := 20; x < 180; x++ {
		logo.SetGray(x, 30, color.Gray{})
	}
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, logo); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "logo.png")
	if err := os.WriteFile(file, encoded.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Link: filepath.Join(folder, "printer"), Columns: 42, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	r := &run{ctx: t.Context(), out: &bytes.Buffer{}}
	if err := (&logoCmd{File: file, Printer: model.Path(), Profile: "epson-tm-t88v"}).Run(r); err != nil {
		t.Fatal(err)
	}
	if unknown := model.Unknown(); len(unknown) > 0 {
		t.Errorf("the printer did not understand %x", unknown)
	}
	if got := model.Received(); got < 60*200/8 {
		t.Errorf("only %d bytes came", got)
	}
	err = (&logoCmd{File: filepath.Join(folder, "none.png"), Printer: model.Path(), Profile: "epson-tm-t88v"}).Run(r)
	if terminal.AsError(err).Code != "logo.file" {
		t.Errorf("%v", err)
	}
}
