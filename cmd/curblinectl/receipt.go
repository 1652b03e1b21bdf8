package main

import (
	"encoding/json"
	"os"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/paper"
	"github.com/curbline/curbline/terminal/store"
)

type receiptVerb struct {
	Render renderVerb `cmd:"" help:"Write the bytes, and the picture, of a sale's receipt as a printer would get them."`
}

type renderVerb struct {
	Sale    string `arg:"" help:"The sale's id or its number, such as LARIM-T1-7K3Q-000188."`
	Profile string `help:"Printer profile; the configured one if left out." placeholder:"NAME"`
	Copy    int    `help:"Which paper: 1 is the first, 2 the first reprint." default:"1"`
	Kind    string `help:"Which paper of the sale." default:"receipt"`
	Out     string `help:"File for the bytes; standard output if neither this nor --png is given." type:"path" placeholder:"FILE"`
	PNG     string `help:"File for the picture." type:"path" placeholder:"FILE" name:"png"`
}

// Run renders a paper that was queued for a sale.
func (v *renderVerb) Run(r *run) error {
	name := v.Profile
	if name == "" {
		name = r.config.Devices.Printer.Profile
	}
	profile, err := escpos.ProfileByName(name)
	if err == nil && v.Profile == "" {
		profile, err = profile.With(service.PrinterChoices(r.config))
	}
	if err != nil {
		return terminal.Errorf(terminal.Invalid, "receipt.profile", "The printer's profile is not known.").WithHint("%s", err.Error())
	}
	var document paper.Document
	err = r.read(func(opened *store.Store) error {
		return opened.View(r.ctx, func(reader terminal.Reader) (err error) {
			document, err = v.find(reader)
			return err
		})
	})
	if err != nil {
		return err
	}
	encoded, err := escpos.Encode(document, profile)
	if err != nil {
		return terminal.Errorf(terminal.Internal, "receipt.encode", "This paper cannot be encoded.").Wrap(err)
	}
	if v.PNG != "" {
		if err := v.draw(encoded, profile); err != nil {
			return err
		}
	}
	switch {
	case v.Out != "":
		return os.WriteFile(v.Out, encoded, 0o600)
	case v.PNG != "":
		return nil
	}
	_, err = r.out.Write(encoded)
	return err
}

func (v *renderVerb) draw(encoded []byte, profile escpos.Profile) error {
	papers := virtual.Render(encoded, profile.Columns)
	if len(papers) == 0 {
		return terminal.Errorf(terminal.Internal, "receipt.picture", "Nothing would be printed.")
	}
	picture, err := papers[0].PNG()
	if err != nil {
		return err
	}
	return os.WriteFile(v.PNG, picture, 0o600)
}

// find looks a paper up among those that were queued for the sale.
func (v *renderVerb) find(reader terminal.Reader) (document paper.Document, err error) {
	find := reader.SaleByExternal
	if clock.IsID(v.Sale) {
		find = reader.Sale
	}
	made, err := find(v.Sale)
	if err != nil {
		return document, err
	}
	jobs, err := reader.PrintJobsOf(made.ID)
	if err != nil {
		return document, err
	}
	for _, job := range jobs {
		if job.Kind == v.Kind && job.Copy == v.Copy {
			return document, json.Unmarshal(job.Document, &document)
		}
	}
	return document, terminal.Errorf(terminal.NotFound, "receipt.none", "There is no such paper of this sale.").
		WithHint("Copies count from 1; reprints come after it.")
}
