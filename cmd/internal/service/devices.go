package service

import (
	"context"
	"errors"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/devices/hub"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
)

func (p *Program) openDevices() error {
	var err error
	p.hub, err = hub.Open(hub.Config{
		Scanner: hub.ScannerConfig{Port: p.config.Devices.Scanner.Port, Baud: p.config.Devices.Scanner.Baud},
		Printer: hub.PrinterConfig{
			Port: p.config.Devices.Printer.Port, Baud: p.config.Devices.Printer.Baud, Profile: p.config.Devices.Printer.Profile,
		},
		Clock: p.clock, Log: p.log,
	})
	return err
}

func (p *Program) runHub(ctx context.Context) {
	if err := p.hub.Run(ctx); err != nil && ctx.Err() == nil {
		p.log.Error("devices", "error", err)
	}
}

// decodeID reads the bytes of an ID. What cannot be read is a refusal in words.
func decodeID(raw []byte) (idcard.Document, error) {
	document, err := aamva.Parse(raw)
	var refused *aamva.Error
	if errors.As(err, &refused) {
		return document, terminal.Errorf(terminal.Refused, refused.Code, "%s", refused.Message).WithHint("%s", refused.Hint)
	}
	return document, err
}

// takeScans routes what the scanner reads, wherever the focus is.
func (p *Program) takeScans(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case scan := <-p.hub.Scans():
			switch scan.Kind {
			case scanner.ID:
				p.scans.ScanID(scan.Raw)
				scan.Wipe()
			case scanner.Code:
				p.scans.ScanCode(scan.Text)
			case scanner.Unreadable:
				p.scans.ScanFailed(terminal.Errorf(terminal.Refused, string(scan.Err.Code), "%s", scan.Err.Message).
					WithHint("%s", scan.Err.Hint))
			}
		}
	}
}
