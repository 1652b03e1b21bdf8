package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// backup: the day ends with a backup, made while the terminal works and brought
// up on a second data folder, as on a new PC. What was open in it was filed
// meanwhile, and is not filed twice.
func (d *day) backup() {
	var open, lost completed
	d.step("a backup is made while a filing waits, sealed for the recovery key", func() (said string, err error) {
		open, said, err = d.makeBackup()
		return said, err
	})
	d.step("after it the line comes back and one more sale is made and filed", func() (string, error) {
		if err := d.outageOf(false, false); err != nil {
			return "", err
		}
		var err error
		if lost, err = d.sellUnknown("avery", 10000, tagPreroll); err != nil {
			return "", err
		}
		if _, err := d.filed(40 * time.Second); err != nil {
			return "", err
		}
		return lost.External, d.terminal.stop(5 * time.Second)
	})
	d.step("restored on a second data folder: a wrong key, a torn file and a used folder are refused", d.bringUp)
	d.step("uploads are resumed there, and nothing is filed twice", func() (string, error) { return d.resumed(open, lost) })
}

func (d *day) makeBackup() (open completed, said string, err error) {
	if err := d.outageOf(true, false); err != nil {
		return open, "", err
	}
	if open, err = d.sellUnknown("priya", 10000, tagPreroll); err != nil {
		return open, "", err
	}
	said, err = d.ctl(d.ctx, "backup", d.file("backup.age"))
	if err != nil {
		return open, "", err
	}
	text, err := os.ReadFile(d.file("backup.age"))
	if err != nil {
		return open, "", err
	}
	for _, clear := range []string{"SQLite format", "Nadia", "Mara", "LARIM"} {
		if strings.Contains(string(text), clear) {
			return open, "", fmt.Errorf("%q stands in the backup in clear", clear)
		}
	}
	_, err = wantText(errOfText(d.ctl(d.ctx, "backup", d.file("backup.age"))), "backup.")
	return open, strings.SplitN(said, ", ", 2)[0], err
}

func errOfText(_ string, err error) error { return err }

// bringUp restores into a folder of its own, with a configuration that differs
// in nothing else.
func (d *day) bringUp() (string, error) {
	text, err := os.ReadFile(d.config)
	if err != nil {
		return "", err
	}
	other := strings.Replace(string(text), `data_dir = "data"`, `data_dir = "second"`, 1)
	if other == string(text) {
		return "", errors.New("the configuration names no data folder")
	}
	whole, err := os.ReadFile(d.file("backup.age"))
	if err != nil {
		return "", err
	}
	for name, content := range map[string]string{
		"second.toml": other, "torn.age": string(whole[:len(whole)/2]),
		"wrong.key": "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ\n",
	} {
		if err := os.WriteFile(d.file(name), []byte(content), 0o600); err != nil {
			return "", err
		}
	}
	restore := func(file, key string) (string, error) {
		return d.ctl(d.ctx, "restore", d.file(file), "--identity", d.file(key), "--by", "lena", "--reason", "new PC")
	}
	if _, err := restore("backup.age", "recovery.key"); err == nil {
		return "", errors.New("a used data folder was written over")
	}
	d.config = d.file("second.toml")
	for _, bad := range [][2]string{{"backup.age", "wrong.key"}, {"torn.age", "recovery.key"}} {
		if _, err := restore(bad[0], bad[1]); err == nil {
			return "", fmt.Errorf("%s with %s was taken", bad[0], bad[1])
		}
	}
	said, err := restore("backup.age", "recovery.key")
	if err != nil {
		return "", err
	}
	verified, err := d.ctl(d.ctx, "journal", "verify")
	if err != nil {
		return "", err
	}
	return strings.SplitN(said, ", every", 2)[0] + "; " + lastLine(verified), nil
}

func (d *day) resumed(open, lost completed) (string, error) {
	d.till = nil // the token is another one
	if err := d.nextShiftAnew(); err != nil {
		return "", err
	}
	last, err := d.sellUnknown("riley", 10000, tagPreroll)
	if err != nil {
		return "", err
	}
	if epochOf(last.External) == epochOf(open.External) {
		return "", errors.New("the epoch is the same")
	}
	if _, err := d.filed(40 * time.Second); err != nil {
		return "", err
	}
	for _, external := range []string{open.External, lost.External, last.External} {
		if err := d.onceAtState(external); err != nil {
			return "", err
		}
	}
	return open.External + ", " + lost.External + ", " + last.External + ": once each", nil
}

// sellUnknown sells on a day whose key was not in the backup: what the person
// bought before is not known, so that a supervisor must agree.
func (d *day) sellUnknown(person string, given int64, code string) (done completed, err error) {
	cart, err := d.ring(person, code)
	if err != nil {
		return done, err
	}
	if _, err := wantText(errOf(d.tender(cart, given)), "rules.ledger_unknown"); err != nil {
		return done, err
	}
	approval, err := d.till.approve(d.ctx, lena.badge, lena.pin)
	if err != nil {
		return done, err
	}
	err = d.till.doAs(d.ctx, clock.NewID(), approval, "identity.accept_unknown_day",
		map[string]string{"about": cart, "reason": "restored from a backup today"}, nil)
	if err != nil {
		return done, err
	}
	return d.tender(cart, given)
}

// nextShiftAnew goes on in the shift that was open when the backup was made.
func (d *day) nextShiftAnew() error {
	if err := d.startTerminal(d.ctx); err != nil {
		return err
	}
	if err := d.till.signIn(d.ctx, mara.badge, mara.pin); err != nil {
		return err
	}
	var shift terminal.Shift
	if err := d.till.get(d.ctx, "shift", nil, &shift); err != nil {
		return err
	}
	if shift.ClosedAt.IsZero() {
		return nil
	}
	return d.till.do(d.ctx, "shift.open", map[string]any{"floats": map[string]terminal.Count{"counter": {2000: 5}}}, nil)
}
