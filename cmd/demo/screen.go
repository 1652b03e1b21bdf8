package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

// screen is what the window shows, as far as the script looks at it.
type screen struct {
	Name     string `json:"name"`
	Checkout *struct {
		Person struct {
			State string `json:"state"`
		} `json:"person"`
		Cart struct {
			Lines []json.RawMessage `json:"lines"`
			Pay   struct {
				Label string `json:"label"`
				State string `json:"state"`
			} `json:"pay"`
		} `json:"cart"`
	} `json:"checkout"`
	Order *struct {
		ID      string `json:"id"`
		Primary struct {
			Action string `json:"action"`
			Button struct {
				Label string `json:"label"`
				State string `json:"state"`
			} `json:"button"`
		} `json:"primary"`
	} `json:"order"`
	Prompt *json.RawMessage `json:"prompt"`
	Banner *struct {
		Title string `json:"title"`
		Text  string `json:"text"`
	} `json:"banner"`
	text string
}

// feed scans without waiting for a headless workplace.
func (w *windowDay) feed(query string) error {
	if err := w.wait(query, sameIDAfter); err != nil {
		return err
	}
	w.hand.last, w.hand.at = query, time.Now()
	return w.control.call(w.ctx, http.MethodPost, "/control/scanner?"+query, nil, nil)
}

func (w *windowDay) screen() (screen, error) {
	var raw json.RawMessage
	var shown screen
	if err := w.till.get(w.ctx, "screen", nil, &raw); err != nil {
		return shown, err
	}
	err := json.Unmarshal(raw, &shown)
	shown.text = string(raw)
	return shown, err
}

func (s screen) says(words string) error {
	if !strings.Contains(s.text, words) {
		return fmt.Errorf("%q is not on the screen %s", words, s.Name)
	}
	return nil
}

// shows waits for a screen, and for what is checked on it.
func (w *windowDay) shows(name string, check func(screen) error) error {
	return until(w.ctx, 15*time.Second, func() error {
		shown, err := w.screen()
		if err != nil {
			return err
		}
		if shown.Name != name {
			return fmt.Errorf("the screen is %s, want %s", shown.Name, name)
		}
		if check == nil {
			return nil
		}
		return check(shown)
	})
}

// settleBeforeShot lets the last frame be drawn: a key that is pressed before
// its screen stands goes to the one before it.
const settleBeforeShot = 400 * time.Millisecond

// pressOn waits until a screen stands, and presses keys there.
func (w *windowDay) pressOn(name string, keys ...string) error {
	if err := w.shows(name, nil); err != nil {
		return err
	}
	time.Sleep(settleBeforeShot)
	return w.display.press(keys...)
}

func (w *windowDay) shot(name string) error {
	time.Sleep(settleBeforeShot)
	return w.display.picture(filepath.Join(w.out, fmt.Sprintf("%s-%s.png", name, w.suffix())))
}

func (w *windowDay) suffix() string {
	if w.lang != "en" {
		return w.theme + "-" + w.lang
	}
	return w.theme
}

// cartHas waits until the cart shows so many lines.
func (w *windowDay) cartHas(lines int) error {
	return w.shows("checkout", func(s screen) error {
		if got := len(s.Checkout.Cart.Lines); got != lines {
			return fmt.Errorf("%d lines in the cart, want %d", got, lines)
		}
		return nil
	})
}

// inTurn does one thing after the other, up to the first error.
func inTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// does waits until the order's one main action is at hand, and presses Enter.
func (w *windowDay) does(id, action string) error {
	if err := w.offers(id, action, ""); err != nil {
		return err
	}
	return w.pressOn("order", "Enter")
}

// offers waits until the order's main action is one, in a state.
func (w *windowDay) offers(id, action, state string) error {
	return w.shows("order", func(s screen) error {
		primary := s.Order.Primary
		if s.Order.ID != id || primary.Action != action || primary.Button.State != state {
			said := ""
			if s.Banner != nil {
				said = s.Banner.Title + " " + s.Banner.Text
			}
			return fmt.Errorf("waiting for %s: order %s offers %s (%s, %s) %s", action, s.Order.ID, primary.Action, primary.Button.Label, primary.Button.State, said)
		}
		return nil
	})
}
