package main

import (
	"errors"
	"net/http"
	"net/url"
	"time"
)

// A person's hand at the scanner. The terminal takes faster repeats for the
// scanner's stutter, so the demo scans no faster than a person can.
const (
	// handMove is between any two scans.
	handMove = 250 * time.Millisecond
	// sameIDAfter is until the same document counts as scanned again.
	sameIDAfter = 2100 * time.Millisecond
	// sameTagAfter is until the same tag counts as scanned again.
	sameTagAfter = 450 * time.Millisecond
)

// hand remembers what was scanned last.
type hand struct {
	last string
	at   time.Time
	ids  map[string]time.Time
}

// wait holds the hand still until it may scan what.
func (d *day) wait(what string, again time.Duration) error {
	until := d.hand.at.Add(handMove)
	if what == d.hand.last {
		until = d.hand.at.Add(again)
	}
	if seen, ok := d.hand.ids[what]; ok && seen.Add(again).After(until) {
		until = seen.Add(again)
	}
	select {
	case <-d.ctx.Done():
		return d.ctx.Err()
	case <-time.After(time.Until(until)):
		return nil
	}
}

// scan feeds the scanner's serial line and waits until the terminal has acted.
func (d *day) scan(query string, raw []byte) error {
	before, err := d.counter()
	if err != nil {
		return err
	}
	if err := d.control.call(d.ctx, http.MethodPost, "/control/scanner?"+query, raw, nil); err != nil {
		return err
	}
	var acted error
	err = until(d.ctx, 10*time.Second, func() error {
		after, err := d.counter()
		if err != nil {
			return err
		}
		if after.Scan.Count <= before.Scan.Count {
			return errors.New("the scan has not arrived")
		}
		acted = nil
		if after.Scan.Error != nil {
			acted = after.Scan.Error
		}
		return nil
	})
	return errors.Join(err, acted)
}

func (d *day) scanPerson(key string) error {
	if err := d.wait(key, sameIDAfter); err != nil {
		return err
	}
	err := d.scan("person="+key, nil)
	if d.hand.ids == nil {
		d.hand.ids = map[string]time.Time{}
	}
	d.hand.last, d.hand.at, d.hand.ids[key] = key, time.Now(), time.Now()
	return err
}

func (d *day) scanCode(code string) error {
	if err := d.wait(code, sameTagAfter); err != nil {
		return err
	}
	err := d.scan("code="+url.QueryEscape(code), nil)
	d.hand.last, d.hand.at = code, time.Now()
	return err
}
