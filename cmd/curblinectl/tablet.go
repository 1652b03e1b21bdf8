package main

import (
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/store"
)

type tabletVerb struct {
	List   tabletList   `cmd:"" help:"Tablets that are paired with this terminal."`
	Revoke tabletRevoke `cmd:"" help:"Shut a tablet out, at once."`
}

type tabletList struct {
	All bool `help:"Also list tablets that were shut out."`
}

// Run lists the tablets.
func (v *tabletList) Run(r *run) error {
	devices, err := devicesOf(r)
	if err != nil {
		return err
	}
	shown := 0
	const layout = "Jan 2, 2006, 3:04 PM"
	for _, device := range devices {
		if device.Revoked() && !v.All {
			continue
		}
		shown++
		ended := ""
		if device.Revoked() {
			ended = "  shut out " + device.RevokedAt.In(r.config.Zone).Format(layout)
		}
		r.say("%-14s %-20s paired %s by %s%s", device.ID, device.Name, device.PairedAt.In(r.config.Zone).Format(layout), device.PairedBy, ended)
	}
	r.say("%d tablets", shown)
	return nil
}

func devicesOf(r *run) (devices []terminal.Device, err error) {
	err = r.read(func(opened *store.Store) error {
		return opened.View(r.ctx, func(reader terminal.Reader) (err error) {
			devices, err = reader.Devices()
			return err
		})
	})
	return devices, err
}

type tabletRevoke struct {
	manager
	Tablet string `arg:"" help:"Id or name of the tablet."`
	Reason string `help:"Why, in a few words; it goes into the journal."`
}

// Run shuts a tablet out.
func (v *tabletRevoke) Run(r *run) error {
	devices, err := devicesOf(r)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(devices, func(d terminal.Device) bool { return !d.Revoked() && (d.ID == v.Tablet || d.Name == v.Tablet) })
	if at < 0 {
		return terminal.Errorf(terminal.NotFound, "tablet.not_paired", "No tablet %q is paired here.", v.Tablet).
			WithHint("curblinectl tablet list")
	}
	return v.as(r, func(client *remote) error {
		body := map[string]any{"device": devices[at].ID}
		if v.Reason != "" {
			body["reason"] = v.Reason
		}
		if err := client.do(r.ctx, "tablet.revoke", body, nil); err != nil {
			return err
		}
		r.say("%s is shut out; whoever was signed in on it is signed out.", devices[at].Name)
		return nil
	})
}
