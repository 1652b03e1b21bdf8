package service

import (
	"context"

	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/hub"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/idcard"
)

func (p *Program) openDevices() error {
	var err error
	p.hub, err = hub.Open(hub.Config{
		Scanner: hub.ScannerConfig{Port: p.config.Devices.Scanner.Port, Baud: p.config.Devices.Scanner.Baud},
		Printer: hub.PrinterConfig{
			Port: p.config.Devices.Printer.Port, Baud: p.config.Devices.Printer.Baud, Profile: p.config.Devices.Printer.Profile,
			Choices: PrinterChoices(p.config),
		},
		Labels: hub.LabelConfig{
			Port: p.config.Devices.Labels.Port, Baud: p.config.Devices.Labels.Baud,
			Media: zpl.Media{
				DotsPerMM: p.config.Devices.Labels.DotsPerMM, WidthMM: p.config.Devices.Labels.WidthMM, HeightMM: p.config.Devices.Labels.HeightMM,
			},
		},
		Scale: hub.ScaleConfig{
			Port: p.config.Devices.Scale.Port, Baud: p.config.Devices.Scale.Baud, Protocol: p.config.Devices.Scale.Protocol,
			MotionInverted: p.config.Devices.Scale.MotionInverted,
		},
		Clock: p.clock, Log: p.log,
	})
	return err
}

// PrinterChoices are what the configuration sets of the printer's profile.
func PrinterChoices(c config.Config) escpos.Choices {
	return escpos.Choices{
		CodePage: escpos.CodePage(c.Devices.Printer.CodePage), DrawerPin: c.Devices.Printer.DrawerPin, Logo: c.Devices.Printer.Logo,
	}
}

func (p *Program) runHub(ctx context.Context) {
	if err := p.hub.Run(ctx); err != nil && ctx.Err() == nil {
		p.log.Error("devices", "error", err)
	}
}

// decodeID reads the bytes of an ID. What cannot be read is a refusal in words.
func decodeID(raw []byte) (idcard.Document, error) {
	document, err := scanner.ReadDocument(raw)
	if code, message, hint, refused := scanner.RefusalOf(err); refused {
		return document, terminal.Errorf(terminal.Refused, code, "%s", message).WithHint("%s", hint)
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
				p.scans.ScanFailed(unreadable(scan.Err))
			}
		}
	}
}
