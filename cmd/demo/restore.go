package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
)

// restore: a copy of the database is put back, as after a broken disk. What was
// sold since the copy was taken is at the state, and no number is given out
// twice.
func (d *day) restore() {
	var first completed
	d.step("a copy of the database is put back: no sale and no upload until it is settled", func() (said string, err error) {
		first, said, err = d.putCopyBack()
		return said, err
	})
	d.step("curblinectl restore --in-place opens a new epoch, and the next sale carries it", func() (string, error) {
		return d.newEpoch(first)
	})
	d.step("the journal still verifies over both epochs", func() (string, error) {
		said, err := d.ctl(d.ctx, "journal", "verify")
		return lastLine(said), err
	})
}

// putCopyBack sells once more, and then puts back a copy from before that sale.
func (d *day) putCopyBack() (sold completed, said string, err error) {
	for _, do := range []func() error{
		func() error { return d.terminal.stop(5 * time.Second) },
		func() error { return d.copyDatabase("data/curbline.db", "copy.db") },
		d.nextShift,
		func() (err error) { sold, err = d.sell("avery", 10000, tagPreroll); return err },
		func() error { _, err := d.filed(20 * time.Second); return err },
		func() error { return d.terminal.stop(5 * time.Second) },
		func() error { return d.copyDatabase("copy.db", "data/curbline.db") },
		func() error { return d.startTerminal(d.ctx) },
		func() error { return d.till.signIn(d.ctx, lena.badge, lena.pin) },
	} {
		if err := do(); err != nil {
			return sold, "", err
		}
	}
	h, err := d.health()
	if err != nil {
		return sold, "", err
	}
	if h.Trust == nil || h.Trust.Code != "store.needs_restore" {
		return sold, "", errors.New("the terminal trusts a database that is behind its witness")
	}
	said, err = wantText(d.till.do(d.ctx, "shift.open", map[string]any{
		"floats": map[string]terminal.Count{"counter": {2000: 5}},
	}, nil), "store.needs_restore")
	return sold, said, err
}

// newEpoch restores, sells and looks whether anything was filed twice.
func (d *day) newEpoch(first completed) (string, error) {
	if err := d.terminal.stop(5 * time.Second); err != nil {
		return "", err
	}
	said, err := d.ctl(d.ctx, "restore", "--in-place", "--reason", "disk replaced", "--by", "lena")
	if err != nil {
		return "", err
	}
	if err := d.nextShift(); err != nil {
		return "", err
	}
	second, err := d.sellUnknown("avery", 10000, tagPreroll)
	if err != nil {
		return "", err
	}
	if epochOf(second.External) == epochOf(first.External) {
		return "", fmt.Errorf("%s and then %s: the epoch is the same", first.External, second.External)
	}
	if _, err := d.filed(30 * time.Second); err != nil {
		return "", err
	}
	for _, external := range []string{first.External, second.External} {
		if err := d.onceAtState(external); err != nil {
			return "", err
		}
	}
	return epochOf(second.External) + ", " + strings.ToLower(lastLine(said)), nil
}

func epochOf(external string) string {
	parts := strings.Split(external, "-")
	return parts[len(parts)-2]
}

func (d *day) copyDatabase(from, to string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(filepath.Join(d.folder, to+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	content, err := os.ReadFile(filepath.Join(d.folder, from))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.folder, to), content, 0o600)
}

// nextShift starts the terminal and opens a shift.
func (d *day) nextShift() error {
	if err := d.startTerminal(d.ctx); err != nil {
		return err
	}
	if err := d.till.signIn(d.ctx, mara.badge, mara.pin); err != nil {
		return err
	}
	return d.till.do(d.ctx, "shift.open", map[string]any{"floats": map[string]terminal.Count{"counter": {2000: 5}}}, nil)
}
