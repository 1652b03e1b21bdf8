package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// shopTitle is the title of the window that customers see; the counter's begins
// with it.
const shopTitle = "Larimer Street Dispensary"

// shotCustomers takes what customers see.
func (w *windowDay) shotCustomers(name string) error {
	time.Sleep(settleBeforeShot)
	return w.display.part(filepath.Join(w.out, fmt.Sprintf("%s-%s.png", name, w.suffix())), screenWidth, customerWidth, customerHeight)
}

const (
	// typedScanTries is how often a person would scan again.
	typedScanTries = 4
	typedScanWait  = 4 * time.Second
)

// typedScan scans with a scanner that is a keyboard until the goods are in the
// cart. On a machine that starves its display server keys come with pauses that no
// keyboard makes; then nothing is sold and the tag is scanned again.
func (w *windowDay) typedScan(tag string) (err error) {
	for range typedScanTries {
		time.Sleep(settleBeforeShot)
		if err := w.display.burst(tag); err != nil {
			return err
		}
		err = until(w.ctx, typedScanWait, func() error {
			shown, err := w.screen()
			if err == nil && (shown.Checkout == nil || len(shown.Checkout.Cart.Lines) != 1) {
				err = errors.New("the cart has not the one line")
			}
			return err
		})
		if err == nil {
			return nil
		}
		if err := w.display.press("Escape", "Escape"); err != nil {
			return err
		}
	}
	return err
}

// benchtop plays what is weighed, typed in by hand, and scanned by a keyboard.
func (w *windowDay) benchtop() {
	w.step("goods by the gram: the panel shows the scale, Enter takes a steady weight, and it is sold", func() (string, error) {
		tag, err := w.gramTag()
		if err != nil {
			return "", err
		}
		return tag, inTurn(
			func() error { return w.feed("person=devon") },
			func() error { return w.shows("checkout", func(s screen) error { return s.says("Devon") }) },
			func() error { return w.pan(map[string]any{"grams": "3.52"}) },
			func() error { return w.feed("code=" + tag) },
			func() error { return w.shows("checkout", func(s screen) error { return s.says("3.52") }) },
			func() error { return w.shot("weigh") },
			func() error { return w.pressOn("checkout", "Enter") },
			func() error { return w.cartHas(1) },
			func() error { return w.pan(map[string]any{"grams": ""}) },
			func() error { return w.pressOn("checkout", "F9") },
			func() error { return w.pressOn("pay", "Enter") },
			func() error { return w.pressOn("change", "Enter") },
			func() error { return w.shows("checkout", nil) },
		)
	})
	w.step("a scanner that is a keyboard: a tag typed in a burst is a scan, whatever has the focus", func() (string, error) {
		return "", inTurn(
			func() error { return w.feed("person=morgan") },
			func() error { return w.shows("checkout", func(s screen) error { return s.says("Morgan") }) },
			func() error { return w.typedScan(tagPreroll) },
			func() error { return w.pressOn("checkout", "F9") },
			func() error { return w.pressOn("pay", "Enter") },
			func() error { return w.pressOn("change", "Enter") },
			func() error { return w.shows("checkout", nil) },
		)
	})
	w.step("a document by hand: asked for in place, and given up with Escape", func() (string, error) {
		prompted := func(wanted bool) func() error {
			return func() error {
				return w.shows("checkout", func(s screen) error {
					if (s.Prompt != nil) != wanted {
						return fmt.Errorf("a question is open: %t", s.Prompt != nil)
					}
					return nil
				})
			}
		}
		return "", inTurn(
			func() error { return w.pressOn("checkout", "F3") },
			func() error { time.Sleep(settleBeforeShot); return w.display.press("F3") },
			prompted(true),
			func() error { return w.shot("by-hand") },
			func() error { return w.display.press("Escape") },
			prompted(false),
		)
	})
}
