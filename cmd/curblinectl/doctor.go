package main

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"os"
	"strings"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/doctor"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// defaultScannerBaud and defaultPrinterBaud are what most of them come with.
const (
	defaultScannerBaud = 9600
	defaultPrinterBaud = 38400
)

type devicesCmd struct {
	Doctor doctorCmd `cmd:"" help:"Find out what is on the serial ports, and check a scanner with the self-test card."`
	Logo   logoCmd   `cmd:"" help:"Store the shop's logo in the receipt printer, for devices.printer.logo."`
}

type doctorCmd struct {
	Port    string        `help:"Look at this port only." placeholder:"PORT"`
	Scanner string        `help:"Wait for the self-test card from the scanner on this port, and say what it does to it." placeholder:"PORT"`
	Card    string        `help:"Write the self-test card as a picture to this file." placeholder:"FILE.png"`
	Printer string        `help:"Print the self-test card on the receipt printer on this port." placeholder:"PORT"`
	Profile string        `help:"Profile of that printer." default:"generic-80mm"`
	Baud    int           `help:"Speed of --scanner (9600) or --printer (38400)."`
	Wait    time.Duration `help:"How long to wait for the card." default:"60s"`

	finder doctor.Finder // of tests; empty means this machine
}

// Run looks at all ports, or does what its flags ask. Exit codes: 0 fine, 3 a
// scanner that is not set right, 1 anything that failed.
func (v *doctorCmd) Run(r *run) error {
	if v.Card == "" && v.Printer == "" && v.Scanner == "" {
		return v.look(r)
	}
	if v.Card != "" {
		if err := v.writeCard(r); err != nil {
			return err
		}
	}
	if v.Printer != "" {
		if err := v.printCard(r); err != nil {
			return err
		}
	}
	if v.Scanner != "" {
		return v.checkScanner(r)
	}
	return nil
}

// look probes every port, or the one that is named.
func (v *doctorCmd) look(r *run) error {
	ports, err := v.finder.Ports()
	if err != nil && v.Port == "" {
		return failed("doctor.ports", "The serial ports of this machine cannot be listed.", "Name one with --port.", err)
	}
	if v.Port != "" {
		ports = v.named(ports)
	}
	if len(ports) == 0 {
		r.say("This machine has no serial ports. Plug the device in, or name its port with --port.")
		return nil
	}
	prober := doctor.Prober{Clock: clock.NewSystem(time.Time{}), Finder: v.finder}
	refused := 0
	for _, port := range ports {
		r.say("%s: %s", port.Name, port.Words())
		if port.Name != port.Path {
			r.say("  it is %s now", port.Path)
		}
		finding, err := prober.Probe(r.ctx, port.Path)
		if err != nil {
			return err
		}
		for _, line := range finding.Lines(port.Name) {
			r.say("  %s", line)
		}
		if finding.Kind == doctor.Refused {
			refused++
		}
	}
	if v.Port != "" && refused > 0 {
		return failed("doctor.port", "The port cannot be used.", "What stands above says why.", nil)
	}
	return nil
}

// named gives the port that was asked for, with what is known of it.
func (v *doctorCmd) named(ports []doctor.Port) []doctor.Port {
	for _, port := range ports {
		if port.Path == v.Port || port.Name == v.Port {
			return []doctor.Port{port}
		}
	}
	return []doctor.Port{{Path: v.Port, Name: v.Port}}
}

func (v *doctorCmd) writeCard(r *run) error {
	picture, err := doctor.Picture(doctor.PictureScale)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return err
	}
	if err := os.WriteFile(v.Card, file.Bytes(), 0o644); err != nil { //nolint:gosec // a picture to be printed by anybody
		return failed("doctor.card", "The picture cannot be written.", "Name a file in a folder that you may write to.", err)
	}
	r.say("The self-test card is in %s. Print it 11 cm wide, or larger.", v.Card)
	return nil
}

func (v *doctorCmd) printCard(r *run) error {
	profile, err := escpos.ProfileByName(v.Profile)
	if err != nil {
		return terminal.Errorf(terminal.Invalid, "doctor.profile", "There is no printer profile %q.", v.Profile).
			WithHint("One of: %s", strings.Join(escpos.ProfileNames(), ", "))
	}
	pieces, err := doctor.PaperCard(profile)
	if err != nil {
		return inWords(err)
	}
	err = v.with(v.Printer, defaultPrinterBaud, func(port devices.Port) error { return doctor.Print(r.ctx, port, pieces, v.baud(defaultPrinterBaud)) })
	if err != nil {
		return err
	}
	r.say("The self-test card was sent to %s. Look whether it came out clean.", v.Printer)
	return nil
}

func (v *doctorCmd) checkScanner(r *run) error {
	var got []byte
	err := v.with(v.Scanner, defaultScannerBaud, func(port devices.Port) error {
		r.say("Scan the self-test card now.")
		ctx, cancel := context.WithTimeout(r.ctx, v.Wait)
		defer cancel()
		var err error
		got, err = doctor.ReadCard(ctx, port)
		return err
	})
	if err != nil {
		return err
	}
	report := doctor.Compare(got)
	for _, line := range report.Lines() {
		r.say("%s", line)
	}
	switch report.Grade {
	case doctor.Fine:
		return nil
	case doctor.Degraded:
		// Unknown is the kind whose exit code is 3.
		return terminal.Errorf(terminal.Unknown, "doctor.degraded", "This scanner is not set right.").WithHint("What stands above says what to set.")
	default:
		return failed("doctor.no_card", "The self-test card was not read.", "Scan it again.", nil)
	}
}

// with opens a port that nobody else has.
func (v *doctorCmd) with(name string, usualBaud int, use func(devices.Port) error) error {
	if user := v.finder.User(name); user != "" {
		return failed("doctor.in_use", "The port is in use by "+user+".", "Stop that program first.", nil)
	}
	port, err := (&serialport.Opener{}).Open(serialport.Settings{Name: name, Baud: v.baud(usualBaud), Clock: clock.NewSystem(time.Time{})})
	if err != nil {
		return inWords(err)
	}
	return inWords(errors.Join(use(port), port.Close()))
}

func (v *doctorCmd) baud(usual int) int {
	if v.Baud == 0 {
		return usual
	}
	return v.Baud
}

// inWords makes a device's error one of the terminal.
func inWords(err error) error {
	var coded *devices.Error
	if !errors.As(err, &coded) {
		return err
	}
	return failed(string(coded.Code), coded.Message, coded.Hint, coded.Err)
}

func failed(code, message, hint string, cause error) error {
	said := terminal.Errorf(terminal.Unavailable, code, "%s", message)
	if hint != "" {
		said = said.WithHint("%s", hint)
	}
	if cause != nil {
		said = said.Wrap(cause)
	}
	return said
}
