package main

import (
	"encoding/json"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/store"
)

type outboxVerb struct {
	Ls      outboxLs      `cmd:"" help:"List what is not final."`
	Show    outboxShow    `cmd:"" help:"Show one filing whole."`
	Requeue outboxRequeue `cmd:"" help:"Look a quarantined filing up and send it again."`
	Void    outboxVoid    `cmd:"" help:"Take a quarantined filing out for good."`
}

type outboxLs struct {
	All bool `help:"Also list what is final."`
}

// Run lists the queue.
func (v *outboxLs) Run(r *run) error {
	states := []terminal.UploadState{
		terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown, terminal.UploadQuarantined,
	}
	if v.All {
		states = append(states, terminal.UploadAcknowledged, terminal.UploadNeverSent)
	}
	return r.read(func(opened *store.Store) error {
		return opened.View(r.ctx, func(reader terminal.Reader) error {
			uploads, err := reader.UploadsIn(states...)
			if err != nil {
				return err
			}
			for _, upload := range uploads {
				r.say("%5d  %-12s %-6s %-32s due %s  tries %d  %s", upload.RowID, upload.State, upload.Kind, upload.External,
					upload.Deadline.In(r.config.Zone).Format("Jan 2, 3:04 PM"), upload.Attempts, upload.Problem)
			}
			r.say("%d filings", len(uploads))
			return nil
		})
	})
}

type outboxShow struct {
	Upload int64 `arg:"" help:"Number of the filing."`
}

// Run shows one filing with what was or will be sent.
func (v *outboxShow) Run(r *run) error {
	return r.read(func(opened *store.Store) error {
		return opened.View(r.ctx, func(reader terminal.Reader) error {
			upload, err := reader.Upload(v.Upload)
			if err != nil {
				return err
			}
			var payload any
			if len(upload.Payload) > 0 {
				if err := json.Unmarshal(upload.Payload, &payload); err != nil {
					return err
				}
			}
			upload.Payload = nil
			text, err := json.MarshalIndent(map[string]any{"filing": upload, "told": payload}, "", "  ")
			if err != nil {
				return err
			}
			r.say("%s", text)
			return nil
		})
	})
}

// decision is a person's word on a quarantined filing.
type decision struct {
	Upload int64  `arg:"" help:"Number of the filing."`
	Reason string `help:"Why, in a few words; it goes into the journal." required:""`
	Badge  string `help:"Your badge." required:""`
	PIN    string `help:"Your PIN; read from standard input if left out." env:"CURBLINE_PIN"`
}

type (
	outboxRequeue struct{ decision }
	outboxVoid    struct{ decision }
)

// Run looks it up and sends it again if it is absent.
func (v *outboxRequeue) Run(r *run) error { return v.decide(r, "upload.requeue") }

// Run takes it out for good.
func (v *outboxVoid) Run(r *run) error { return v.decide(r, "upload.void") }

func (d *decision) decide(r *run, kind string) error {
	client, err := dialRunning(r)
	if err != nil {
		return err
	}
	pin, err := askPIN(r, d.PIN)
	if err != nil {
		return err
	}
	var upload terminal.Upload
	err = client.as(r.ctx, d.Badge, pin, func() error {
		return client.do(r.ctx, kind, map[string]any{"upload": d.Upload, "reason": d.Reason}, &upload)
	})
	if err != nil {
		return err
	}
	r.say("%s is %s now (%s).", upload.External, upload.State, time.Now().Format(time.Kitchen))
	return nil
}
