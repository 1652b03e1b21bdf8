package shop

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"
)

// Control serves the JSON interface that tests and demonstrations steer the
// shop with. It answers on loopback only and to nothing a browser page sends.
// An error is {"error": "words"}.
func (s *Shop) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /state", s.controlState)
	mux.HandleFunc("GET /orders", s.controlOrders)
	mux.HandleFunc("GET /orders/{id}", s.controlOrder)
	mux.HandleFunc("GET /events", s.controlEvents)
	mux.HandleFunc("GET /frames", s.controlFrames)
	mux.HandleFunc("GET /commands", s.controlCommands)
	mux.HandleFunc("GET /nacks", s.controlNacks)
	mux.HandleFunc("GET /stock", s.controlStock)
	mux.HandleFunc("GET /baskets/{id}", s.controlBasket)
	mux.Handle("POST /orders", act(s.controlPlace))
	mux.Handle("POST /checkout", act(s.controlCheckout))
	mux.Handle("POST /baskets", act(s.controlAsk))
	mux.Handle("POST /catalog", act(s.controlCatalog))
	mux.Handle("POST /orders/{id}/amend", onOrder(s, s.amend))
	mux.Handle("POST /orders/{id}/request-cancel", onOrder(s, func(r *record, in cancelRequest) error {
		return s.requestCancel(r, in.reason())
	}))
	mux.Handle("POST /orders/{id}/cancel", onOrder(s, func(r *record, in cancelRequest) error {
		return s.cancelNow(r, orText(in.By, "shop"), in.reason())
	}))
	mux.Handle("POST /orders/{id}/arrive", onOrder(s, func(r *record, in arriveRequest) error {
		return s.arrive(r, orText(in.State, arrivalArrived), in.Spot, in.Vehicle)
	}))
	mux.Handle("POST /orders/{id}/payment", onOrder(s, s.pay))
	mux.Handle("POST /orders/{id}/customer", onOrder(s, s.changeCustomer))
	s.faultRoutes(mux)
	return loopbackOnly(mux)
}

type cancelRequest struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

func (c cancelRequest) reason() string { return orText(c.Reason, "CUSTOMER_REQUEST") }

type arriveRequest struct {
	State   string   `json:"state"`
	Spot    string   `json:"spot"`
	Vehicle *vehicle `json:"vehicle"`
}

func orText(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// loopbackOnly refuses other machines, and pages in a browser on this one: they
// send an Origin, or reach loopback under a name of their own.
func loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		remote, _, err := net.SplitHostPort(r.RemoteAddr)
		host := r.Host
		if name, _, splitErr := net.SplitHostPort(r.Host); splitErr == nil {
			host = name
		}
		if err != nil || !loopback(remote) || !loopback(host) || r.Header.Get("Origin") != "" {
			answerError(w, &refusal{http.StatusForbidden, "the shop is steered from this machine only"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func answerJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(encode(value), '\n')) // a caller that went away hears nothing
}

func answerError(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var no *refusal
	if errors.As(err, &no) {
		status = no.status
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(encode(map[string]string{"error": err.Error()}), '\n'))
}

// readBody reads a JSON body strictly: a misspelt field is told, not ignored.
// An empty body is the zero value.
func readBody[In any](w http.ResponseWriter, r *http.Request) (In, error) {
	var in In
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, faultFrameMax+bodyMaxBytes))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&in)
	if errors.Is(err, io.EOF) {
		return in, nil
	}
	if err != nil {
		return in, &refusal{http.StatusBadRequest, "the body cannot be read: " + err.Error()}
	}
	if _, err = decoder.Token(); !errors.Is(err, io.EOF) {
		return in, &refusal{http.StatusBadRequest, "the body holds more than one value"}
	}
	return in, nil
}

// act makes a handler of a function from a JSON body to a JSON answer.
func act[In any](do func(In) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, err := readBody[In](w, r)
		if err != nil {
			answerError(w, err)
			return
		}
		out, err := do(in)
		if err != nil {
			answerError(w, err)
			return
		}
		answerJSON(w, out)
	})
}

// onOrder makes a handler of a change of the order named in the address; it
// answers with the order after it.
func onOrder[In any](s *Shop, move func(*record, In) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, err := readBody[In](w, r)
		if err != nil {
			answerError(w, err)
			return
		}
		var after json.RawMessage
		err = s.change(func() error {
			found, err := s.find(r.PathValue("id"))
			if err != nil {
				return err
			}
			if err := move(found, in); err != nil {
				return err
			}
			after = encode(found)
			return nil
		})
		if err != nil {
			answerError(w, err)
			return
		}
		answerJSON(w, after)
	})
}

func (s *Shop) controlPlace(o order) (any, error) {
	var placed json.RawMessage
	err := s.change(func() error {
		r, err := s.place(o)
		if err != nil {
			return err
		}
		placed = encode(r)
		return nil
	})
	return placed, err
}

// controlCheckout places an order the way the customers' page does, with all
// its checks.
func (s *Shop) controlCheckout(d draft) (any, error) {
	outcome, err := s.checkout(d)
	if err != nil {
		return nil, err
	}
	if len(outcome.problems) > 0 {
		return map[string]any{"problems": outcome.problems}, nil
	}
	return map[string]string{"order": outcome.order, "basket": outcome.basket, "page": outcome.page}, nil
}

type askRequest struct {
	Order     order `json:"order"`
	DeadlineS int   `json:"deadline_s"`
}

func (s *Shop) controlAsk(in askRequest) (any, error) {
	var asked json.RawMessage
	err := s.change(func() error {
		b, err := s.askVerdict(in.Order, time.Duration(orDefault(in.DeadlineS, deadlineSeconds))*time.Second)
		if err != nil {
			return err
		}
		asked = encode(b)
		return nil
	})
	return asked, err
}

// controlCatalog changes or adds items and tells the terminal.
func (s *Shop) controlCatalog(in struct {
	Items []Item `json:"items"`
},
) (any, error) {
	err := s.change(func() error {
		items := slices.Clone(s.items)
		skus := []string{}
		for _, item := range in.Items {
			skus = append(skus, item.SKU)
			at := slices.IndexFunc(items, func(have Item) bool { return have.SKU == item.SKU })
			if at >= 0 {
				items[at] = item
			} else {
				items = append(items, item)
			}
		}
		if err := checkItems(items); err != nil || len(skus) == 0 {
			return refusef("the items cannot be sold: %v", err)
		}
		s.items = items
		s.log(event{Type: eventCatalog, Subject: "catalog", Data: encode(map[string]any{"skus": skus})})
		return nil
	})
	return map[string]any{}, err
}

func (s *Shop) controlState(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := map[string]any{
		"epoch": s.epochName(), "last": cursor(s.state.Epoch, s.state.Seq), "oldest": cursor(s.state.Epoch, s.state.Oldest),
		"acked": cursor(s.state.Epoch, s.state.Acked), "connected": s.current != nil, "connections": len(s.sessions),
		"down": s.down, "bad_frames": s.seen.badFrames, "unknown_frames": s.seen.unknown, "inflight": 0,
	}
	if s.current != nil {
		state["inflight"] = len(s.current.inflight)
	}
	answerJSON(w, state)
}

func (s *Shop) controlOrders(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answerJSON(w, map[string]any{"orders": s.ordered()})
}

func (s *Shop) controlOrder(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(r.PathValue("id"))
	if err != nil {
		answerError(w, err)
		return
	}
	answerJSON(w, found)
}

func (s *Shop) controlBasket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.state.Baskets[r.PathValue("id")]
	if !ok {
		answerError(w, &refusal{http.StatusNotFound, fmt.Sprintf("there is no basket %s", r.PathValue("id"))})
		return
	}
	answerJSON(w, found)
}

func (s *Shop) controlEvents(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answerJSON(w, map[string]any{"events": append([]*event{}, s.state.Events...)})
}

func (s *Shop) controlFrames(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answerJSON(w, map[string]any{"frames": append([]keptFrame{}, s.seen.frames...)})
}

func (s *Shop) controlCommands(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answerJSON(w, map[string]any{"commands": append([]keptCommand{}, s.seen.commands...)})
}

func (s *Shop) controlNacks(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answerJSON(w, map[string]any{"nacks": append([]keptNack{}, s.seen.nacks...)})
}

func (s *Shop) controlStock(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	type shelf struct {
		Item
		Available string `json:"available,omitempty"`
		Known     bool   `json:"known"`
	}
	shelves := []shelf{}
	for _, item := range s.items {
		left, known := s.available(item.SKU)
		one := shelf{Item: item, Known: known}
		if known {
			one.Available = left.Trim(0).String()
		}
		shelves = append(shelves, one)
	}
	answerJSON(w, map[string]any{"as_of": s.state.StockAsOf, "items": shelves})
}
