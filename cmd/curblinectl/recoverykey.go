package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/secrets"
)

// recoveryTo says where a new recovery key goes: to a file, or on the screen.
type recoveryTo struct {
	RecoveryFile string `help:"Write the recovery key to this new file (mode 0600) instead of printing it." type:"path"`
}

// recoveryPlace is where a recovery key is told: a file, or the screen if it is
// nil. It is made first, so that a key for which there is no place is never the
// one in use.
type recoveryPlace struct{ file *os.File }

// drop takes a file away that did not become a key's.
func (p recoveryPlace) drop() error {
	if p.file == nil {
		return nil
	}
	return errors.Join(p.file.Close(), os.Remove(p.file.Name()))
}

// make makes a recovery key and tells it once.
func (p recoveryPlace) make(r *run) error {
	box, err := service.OpenBox(r.config)
	if err != nil {
		return errors.Join(err, p.drop())
	}
	made, err := secrets.NewRecovery()
	if err == nil && p.file != nil {
		_, err = p.file.WriteString(made.Text())
		err = errors.Join(err, p.file.Sync())
	}
	if err == nil {
		err = box.KeepRecipient(made.Recipient)
	}
	if err != nil {
		return errors.Join(err, p.drop())
	}
	if p.file != nil {
		r.say("The recovery key is in %s. It alone opens backups: keep it away from this machine.", p.file.Name())
		return p.file.Close()
	}
	r.say("Recovery key of %s. It alone opens the backups; without it a backup is worth nothing. Write it down, keep it away", r.config.Terminal.ID)
	r.say("from this machine, and test it with a restore. It is shown this once and kept nowhere here.\n")
	r.say("%s", made.Text())
	return nil
}

// open makes the file, never over another one and never beside the data that it
// is to outlive.
func (v recoveryTo) open(r *run) (place recoveryPlace, err error) {
	if v.RecoveryFile == "" {
		return place, nil
	}
	if inside(r.config.Terminal.DataDir, v.RecoveryFile) {
		return place, terminal.Errorf(terminal.Invalid, "recovery.place", "The recovery key does not belong into the data folder.").
			WithHint("Whoever loses that folder needs the key. Name a place elsewhere.")
	}
	place.file, err = os.OpenFile(v.RecoveryFile, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return place, terminal.Errorf(terminal.Conflict, "recovery.exists", "%s is there already.", v.RecoveryFile).
			WithHint("A recovery key never writes over another file: older backups may need what is in it.")
	}
	if err != nil {
		return place, terminal.Errorf(terminal.Unavailable, "recovery.unwritable", "%s cannot be written.", v.RecoveryFile).Wrap(err)
	}
	return place, nil
}

// inside says whether a path is in a folder, links followed.
func inside(folder, path string) bool {
	for _, place := range []*string{&folder, &path} {
		if absolute, err := filepath.Abs(*place); err == nil {
			*place = absolute
		}
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	if real, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(real, filepath.Base(path))
	}
	below, err := filepath.Rel(folder, path)
	return err == nil && below != ".." && !strings.HasPrefix(below, ".."+string(filepath.Separator))
}

type secretRecovery struct {
	recoveryTo
	Yes bool `help:"Do not ask for confirmation."`
}

// Run makes a new recovery key in place of the one in use.
func (v *secretRecovery) Run(r *run) error {
	if _, err := os.Stat(service.DatabasePath(r.config)); err != nil {
		return terminal.Errorf(terminal.Unavailable, "service.not_set_up", "This terminal is not set up yet.").
			WithHint("Run: curblinectl setup").Wrap(err)
	}
	if !v.Yes {
		err := r.confirm("Backups from now on open with a new recovery key. Those that were made before still need the old one: keep it.")
		if err != nil {
			return err
		}
	}
	place, err := v.open(r)
	if err != nil {
		return err
	}
	return place.make(r)
}
