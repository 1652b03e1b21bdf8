package main

import (
	"image/png"
	"io"
	"os"
	"strings"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/doctor"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal"
)

// logoMaxBytes bounds a logo's file.
const logoMaxBytes = 4 << 20

type logoCmd struct {
	File    string `arg:"" help:"The logo, black on white, as PNG; as wide as it is to be printed, in dots." type:"path"`
	Printer string `required:"" help:"The printer's port; the terminal must not be running on it." placeholder:"PORT"`
	Profile string `help:"Its profile." default:"epson-tm-t88v"`
	Baud    int    `help:"Its speed (38400)."`
}

// Run stores the logo. It stays in the printer when it is switched off.
func (v *logoCmd) Run(r *run) error {
	profile, err := escpos.ProfileByName(v.Profile)
	if err != nil {
		return terminal.Errorf(terminal.Invalid, "doctor.profile", "There is no printer profile %q.", v.Profile).
			WithHint("One of: %s", strings.Join(escpos.ProfileNames(), ", "))
	}
	file, err := os.Open(v.File)
	if err != nil {
		return terminal.Errorf(terminal.Invalid, "logo.file", "The logo cannot be opened.").Wrap(err)
	}
	defer func() { _ = file.Close() }() // only read from
	picture, err := png.Decode(io.LimitReader(file, logoMaxBytes))
	if err != nil {
		return terminal.Errorf(terminal.Invalid, "logo.file", "The logo is no PNG picture.").Wrap(err)
	}
	stored, err := escpos.StoreLogo(picture, profile)
	if err != nil {
		return terminal.Errorf(terminal.Invalid, "logo.size", "The printer cannot keep this logo.").WithHint("%s", err.Error())
	}
	line := &doctorCmd{Baud: v.Baud}
	err = line.with(v.Printer, defaultPrinterBaud, func(port devices.Port) error {
		return doctor.Print(r.ctx, port, [][]byte{stored}, line.baud(defaultPrinterBaud))
	})
	if err != nil {
		return err
	}
	r.say("The logo was sent to %s. Set logo = true under [devices.printer], and look at the next receipt.", v.Printer)
	return nil
}
