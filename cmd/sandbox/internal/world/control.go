package world

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/curbline/curbline/cmd/sandbox/internal/line"
)

// control serves every part's control under one address, /control/, and what
// concerns several parts:
//
//	GET        /control/           what ReadyFile holds
//	GET        /control/clock      the store's time
//	GET, POST  /control/outage     {"state":true,"shop":true,"mode":"refuse","for":"30s"}
func (w *World) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /control/{$}", func(out http.ResponseWriter, _ *http.Request) { reply(out, http.StatusOK, w.Ready) })
	mux.HandleFunc("GET /control/clock", func(out http.ResponseWriter, _ *http.Request) {
		reply(out, http.StatusOK, map[string]time.Time{"now": w.clock.now()})
	})
	mux.HandleFunc("GET /control/outage", w.showOutage)
	mux.HandleFunc("POST /control/outage", w.setOutage)
	mux.Handle("/control/shop/", http.StripPrefix("/control/shop", w.shop.Control()))
	devices := http.StripPrefix("/control", w.counter.Control())
	for _, path := range []string{"/control/scanner", "/control/scanner/", "/control/people", "/control/people/", "/control/printer", "/control/printer/", "/control/drawer", "/control/drawer/", "/control/labels", "/control/labels/", "/control/scale", "/control/scale/"} {
		mux.Handle(path, devices)
	}
	mux.Handle("/control/", http.StripPrefix("/control", w.state.Control()))
	return mux
}

func reply(out http.ResponseWriter, status int, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		http.Error(out, "could not be written as JSON", http.StatusInternalServerError)
		return
	}
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_, _ = out.Write(raw) // a client that went away hears nothing
}

// outage asks for lines to go down (true) or up (false); what is not named
// stays. Mode is how they are down; refuse where it is empty. For is after which
// time those that go down come up again by themselves; never where it is empty.
type outage struct {
	State *bool     `json:"state"`
	Shop  *bool     `json:"shop"`
	Mode  line.Mode `json:"mode"`
	For   string    `json:"for"`

	span time.Duration
}

// outageMax bounds For.
const outageMax = time.Hour

func readOutage(r *http.Request) (outage, error) {
	wanted := outage{}
	decoder := json.NewDecoder(io.LimitReader(r.Body, 1<<16))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wanted); err != nil {
		return wanted, err
	}
	if wanted.Mode == "" {
		wanted.Mode = line.Refuse
	}
	if !wanted.Mode.Valid() || wanted.Mode == line.Up {
		return wanted, errors.New("mode is refuse, drop or silent")
	}
	if wanted.For == "" {
		return wanted, nil
	}
	var err error
	if wanted.span, err = time.ParseDuration(wanted.For); err != nil || wanted.span <= 0 || wanted.span > outageMax {
		return wanted, errors.New("for is a time of at most an hour, such as 30s")
	}
	return wanted, nil
}

func (w *World) showOutage(out http.ResponseWriter, _ *http.Request) {
	stateMode, shopMode := w.lines.state.Mode(), w.shopMode()
	reply(out, http.StatusOK, map[string]any{
		"state": stateMode != line.Up, "shop": shopMode != line.Up, "state_mode": stateMode, "shop_mode": shopMode,
	})
}

func (w *World) setOutage(out http.ResponseWriter, r *http.Request) {
	wanted, err := readOutage(r)
	if err != nil {
		reply(out, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	w.outages.Lock()
	defer w.outages.Unlock()
	if w.endOutage != nil {
		w.endOutage() // what is asked for now replaces what was to come
	}
	if err := w.apply(wanted.State, wanted.Shop, wanted.Mode); err != nil {
		reply(out, http.StatusInternalServerError, map[string]string{"error": err.Error()})
		return
	}
	if wanted.span > 0 {
		w.comeUpLater(wanted)
	}
	w.showOutage(out, r)
}

// apply sets the modes of the named lines.
func (w *World) apply(state, shop *bool, mode line.Mode) error {
	if state != nil {
		if err := w.lines.state.SetMode(modeOf(*state, mode)); err != nil {
			return err
		}
	}
	if shop != nil {
		w.setShopMode(modeOf(*shop, mode))
	}
	return nil
}

// comeUpLater brings the lines that went down up again. The caller holds
// outages.
func (w *World) comeUpLater(wanted outage) {
	ctx, cancel := context.WithCancel(w.ctx)
	w.endOutage = cancel
	up := func(down *bool) *bool {
		if down == nil || !*down {
			return nil
		}
		return new(bool)
	}
	w.tasks.Go(func() {
		defer cancel()
		timer := time.NewTimer(wanted.span)
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		w.outages.Lock()
		defer w.outages.Unlock()
		if ctx.Err() != nil {
			return // replaced in the meantime
		}
		if err := w.apply(up(wanted.State), up(wanted.Shop), wanted.Mode); err != nil {
			w.logger.Error("a line did not come up", "error", err)
		}
	})
}

func modeOf(down bool, mode line.Mode) line.Mode {
	if down {
		return mode
	}
	return line.Up
}
