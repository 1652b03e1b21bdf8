package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// windowDay plays a walk-in and a pick-up through the real window, with keys and
// the scanner alone.
type windowDay struct {
	*day
	display *display
	theme   string
	lang    string
}

// playWindow plays the day in the window; false if a step failed.
func playWindow(ctx context.Context, s *script, programs, out, theme, lang string) bool {
	folder, err := os.MkdirTemp("", "curbline-window-")
	if err != nil {
		s.step("make a temporary folder", func() (string, error) { return "", err })
		return false
	}
	w := &windowDay{
		day:   &day{script: s, ctx: ctx, out: out, world: &world{programs: programs, folder: folder}},
		theme: theme, lang: lang,
	}
	w.open()
	w.walkIn()
	w.benchtop()
	w.refuse()
	w.pickUp()
	w.lineDown()
	w.closeShift()
	w.step("the window closes when told to", func() (string, error) {
		return "", errors.Join(w.close(), w.display.close())
	})
	if s.failed > 0 {
		if w.display != nil {
			_ = w.display.picture(filepath.Join(out, "failed.png"))
		}
		if w.terminal != nil {
			_ = os.WriteFile(filepath.Join(out, "failed.log"), []byte(w.terminal.log.all()), 0o600)
		}
		_ = errors.Join(w.close(), w.display.close()) // told already; what is left must still end
	}
	if err := os.RemoveAll(folder); err != nil {
		w.step("tidy up", func() (string, error) { return "", err })
	}
	return s.failed == 0
}

func (w *windowDay) open() {
	w.step("the outside world, a display and the counter's window open", func() (string, error) {
		if err := os.MkdirAll(w.out, 0o755); err != nil {
			return "", err
		}
		if err := w.startSandbox(w.ctx, "one"); err != nil {
			return "", err
		}
		if _, err := w.ctl(w.ctx, "setup", "--sandbox", "--staff", w.file("staff.csv"), "--products", w.file("products.csv"),
			"--packages", w.file("packages.csv"), "--badge", lena.badge, "--pin", lena.pin); err != nil {
			return "", err
		}
		var err error
		if w.display, err = openDisplay(w.ctx); err != nil {
			return "", err
		}
		return w.display.name, w.startWindow()
	})
	w.step("sign-in by badge and PIN", func() (string, error) {
		if err := w.shows("sign_in", nil); err != nil {
			return "", err
		}
		if err := w.feed("code=" + mara.badge); err != nil {
			return "", err
		}
		if err := w.shows("sign_in", func(s screen) error { return s.says(mara.badge) }); err != nil {
			return "", err
		}
		if err := w.shot("sign-in"); err != nil {
			return "", err
		}
		if err := errors.Join(w.display.write(mara.pin), w.display.press("Enter")); err != nil {
			return "", err
		}
		return "", w.shows("count", nil)
	})
	w.step("the float is counted and the shift opened", func() (string, error) {
		// Hundreds, fifties, twenties, tens, fives: Enter goes down the fields.
		for _, pieces := range []string{"0", "0", "5", "0", "20"} {
			if err := errors.Join(w.display.write(pieces), w.display.press("Enter")); err != nil {
				return "", err
			}
		}
		if err := w.display.press("F10"); err != nil {
			return "", err
		}
		return "", w.shows("checkout", nil)
	})
}

func (w *windowDay) startWindow() error {
	address, err := freePort(w.ctx)
	if err != nil {
		return err
	}
	w.api = address
	command := exec.CommandContext(w.ctx, filepath.Join(w.programs, "curbline"), "--config", w.config, "--listen", address,
		"--theme", w.theme, "--language", w.lang, "--customer-display")
	// Fyne wants a language; "C" is none.
	command.Env = append(os.Environ(), "DISPLAY="+w.display.name, "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
	if w.terminal, err = startCommand(command); err != nil {
		return err
	}
	err = until(w.ctx, readyWithin, func() error {
		select {
		case err := <-w.terminal.ended:
			w.terminal.ended <- err
			return fmt.Errorf("the window ended: %w\n%s", err, w.terminal.log.tail())
		default:
		}
		return w.connect(w.ctx)
	})
	if err != nil {
		return err
	}
	return w.display.arrange(w.ctx, shopTitle)
}

func (w *windowDay) walkIn() {
	w.step("walk-in: ID, three tags, F9, Enter", func() (string, error) {
		before, err := w.pulses()
		if err != nil {
			return "", err
		}
		if err := w.feed("person=avery"); err != nil {
			return "", err
		}
		if err := w.shows("checkout", func(s screen) error { return s.says("Avery") }); err != nil {
			return "", err
		}
		for i, tag := range []string{tagFlower, tagPreroll, tagResin} {
			if err := w.feed("code=" + tag); err != nil {
				return "", err
			}
			if err := w.cartHas(i + 1); err != nil {
				return "", err
			}
		}
		if err := w.shot("checkout"); err != nil {
			return "", err
		}
		if err := w.shotCustomers("customer"); err != nil {
			return "", err
		}
		if err := w.display.press("F9"); err != nil {
			return "", err
		}
		if err := errors.Join(w.shows("pay", nil), w.shot("pay"), w.pressOn("pay", "Enter"), w.shows("change", nil)); err != nil {
			return "", err
		}
		if err := w.pulsed(before + 1); err != nil {
			return "", err
		}
		return "two keys after the scans; drawer opened once", errors.Join(w.shot("change"), w.shotCustomers("customer-change"), w.pressOn("change", "Enter"))
	})
}

func (w *windowDay) refuse() {
	w.step("an under-age ID: the refusal fills the screen, Enter clears it", func() (string, error) {
		if err := w.feed("person=toby"); err != nil {
			return "", err
		}
		if err := w.shows("refused", nil); err != nil {
			return "", err
		}
		if err := w.shot("refused"); err != nil {
			return "", err
		}
		return "", errors.Join(w.pressOn("refused", "Enter"), w.shows("checkout", nil))
	})
	w.step("over the limit: the reason and its fixes; key 1 applies the first, and it is sold", func() (string, error) {
		if err := w.feed("person=casey"); err != nil {
			return "", err
		}
		for _, tag := range []string{tagShake, tagShake, tagFlower} {
			if err := w.feed("code=" + tag); err != nil {
				return "", err
			}
		}
		if err := w.shows("checkout", func(s screen) error { return s.says("1.1250") }); err != nil {
			return "", err
		}
		if err := errors.Join(w.shot("over-limit"), w.display.press("1")); err != nil {
			return "", err
		}
		err := w.shows("checkout", func(s screen) error {
			if s.Checkout.Cart.Pay.State != "" {
				return fmt.Errorf("the Pay button says %q", s.Checkout.Cart.Pay.Label)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		return "", errors.Join(w.pressOn("checkout", "F9"), w.pressOn("pay", "Enter"), w.pressOn("change", "Enter"), w.shows("checkout", nil))
	})
}

// pickUp takes an online order from its arrival to the hand-over.
func (w *windowDay) pickUp() {
	var id string
	w.step("an online order is accepted, picked by scan, sealed and ready", func() (said string, err error) {
		if id, err = w.checkout(draftOf("Jordan", "Park", 1988, "pickup", map[string]string{"FLW-SKY-3.5": "1"})); err != nil {
			return "", err
		}
		if _, err := w.checkout(draftOf("Riley", "Marsh", 1983, "curbside", map[string]string{"PRE-ALP-1": "2"})); err != nil {
			return "", err
		}
		return id, inTurn(
			func() error { return w.display.press("F6") },
			func() error { return w.shows("orders", func(s screen) error { return s.says(id) }) },
			func() error { return w.shot("orders") },
			func() error { return w.pressOn("orders", "Down", "space") },
			func() error { return w.does(id, "accept") },
			func() error { return w.offers(id, "seal", "blocked") },
			func() error { return w.feed("code=" + tagSherbet) },
			func() error { return w.does(id, "seal") },
			func() error { return w.does(id, "ready") },
		)
	})
	w.step("pick-up: here, ID, bag code, paid, handed over", func() (string, error) {
		return id, inTurn(
			func() error { return w.does(id, "arrived") },
			func() error { return w.feed("person=jordan") },
			func() error {
				bag, err := w.bagOf(id)
				return errors.Join(err, w.feed("code="+bag))
			},
			func() error { return w.offers(id, "pay", "") },
			func() error { return w.shot("hand-over") },
			func() error { return w.pressOn("order", "Enter") },
			func() error { return w.pressOn("pay", "Enter") },
			func() error { return w.pressOn("change", "Enter") },
			func() error { return w.shopSees(id, "handed_over") },
		)
	})
}

// bannerAfter is how long the line is down before more than the chip says so.
const bannerAfter = 60 * time.Second

func (w *windowDay) lineDown() {
	w.step("line down: the chip at once, the banner after 40 s, and a sale all the same", func() (string, error) {
		if err := w.outageOf(true, true); err != nil {
			return "", err
		}
		if err := w.display.press("F2"); err != nil {
			return "", err
		}
		err := until(w.ctx, bannerAfter, func() error {
			s, err := w.screen()
			if err == nil && s.Banner == nil {
				err = errors.New("no banner yet")
			}
			return err
		})
		if err != nil {
			return "", err
		}
		if err := w.feed("person=devon"); err != nil {
			return "", err
		}
		if err := w.feed("code=" + tagPreroll); err != nil {
			return "", err
		}
		if err := errors.Join(w.cartHas(1), w.shot("line-down")); err != nil {
			return "", err
		}
		return "", errors.Join(w.pressOn("checkout", "F9"), w.pressOn("pay", "Enter"), w.pressOn("change", "Enter"), w.outageOf(false, false))
	})
}

func (w *windowDay) closeShift() {
	w.step("the shift is closed by a blind count", func() (string, error) {
		if err := errors.Join(w.pressOn("checkout", "F10"), w.shows("count", nil)); err != nil {
			return "", err
		}
		counts, err := w.exactCounts()
		if err != nil {
			return "", err
		}
		if err := w.shot("close-shift"); err != nil {
			return "", err
		}
		for _, value := range counted {
			pieces := fmt.Sprint(counts["counter"][value])
			if err := errors.Join(w.display.write(pieces), w.display.press("Enter")); err != nil {
				return "", err
			}
		}
		if err := errors.Join(w.display.press("F10"), w.shows("closed", nil)); err != nil {
			return "", err
		}
		closed, err := w.screen()
		if err == nil {
			err = errors.Join(closed.says("exact"), w.shot("closed"))
		}
		return "to the cent", err
	})
}
