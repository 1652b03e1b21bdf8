package state

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Control steers the state and shows its truth. It is for tests and
// demonstrations and is served on an address of its own:
//
//	GET, POST    switches                  the answers; POST takes some of them
//	POST         preset/{name}             one or other
//	GET, POST    faults                    POST takes one fault or an array
//	DELETE       faults, faults/{id}
//	GET          state/receipts            every receipt with its lines, voided too
//	GET          state/packages
//	POST         state/packages/{label}    quantity, on_hold, finished
//	GET          state/requests            ?after=SEQ
func (s *State) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /switches", s.showSwitches)
	mux.HandleFunc("POST /switches", s.changeSwitches)
	mux.HandleFunc("POST /preset/{name}", s.choosePreset)
	mux.HandleFunc("GET /faults", s.showFaults)
	mux.HandleFunc("POST /faults", s.addFaults)
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, r *http.Request) { s.faults.clear(0); s.showFaults(w, r) })
	mux.HandleFunc("DELETE /faults/{id}", s.dropFault)
	mux.HandleFunc("GET /state/receipts", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, s.Receipts()) })
	mux.HandleFunc("GET /state/packages", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, s.Packages()) })
	mux.HandleFunc("POST /state/packages/{label}", s.changePackage)
	mux.HandleFunc("GET /state/requests", s.showRequests)
	return mux
}

// Receipts gives the truth: every receipt, voided ones too, with lines.
func (s *State) Receipts() []Receipt {
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	return s.book.allReceipts()
}

// Packages gives every package as the state has it.
func (s *State) Packages() []Package {
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	return s.book.allPackages()
}

// Requests gives what came after the request of the given number.
func (s *State) Requests(after int64) []Request { return s.record.after(after) }

// AddFault sets a fault that meets requests from now on.
func (s *State) AddFault(fault Fault) (Fault, error) { return s.faults.add(fault, time.Now()) }

func (s *State) showSwitches(w http.ResponseWriter, _ *http.Request) {
	switches := s.Switches()
	reply(w, http.StatusOK, map[string]any{"preset": switches.PresetName(), "switches": switches})
}

func (s *State) changeSwitches(w http.ResponseWriter, r *http.Request) {
	raw, err := controlBody(r)
	if err == nil {
		var switches Switches
		if switches, err = s.Switches().changed(raw); err == nil {
			err = s.SetSwitches(switches)
		}
	}
	if err != nil {
		replyMessage(w, http.StatusBadRequest, err.Error())
		return
	}
	s.showSwitches(w, r)
}

func (s *State) choosePreset(w http.ResponseWriter, r *http.Request) {
	switches, err := Preset(r.PathValue("name"))
	if err == nil {
		err = s.SetSwitches(switches)
	}
	if err != nil {
		replyMessage(w, http.StatusBadRequest, err.Error())
		return
	}
	s.showSwitches(w, r)
}

func (s *State) showFaults(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, s.faults.list(time.Now()))
}

func (s *State) addFaults(w http.ResponseWriter, r *http.Request) {
	raw, err := controlBody(r)
	if err != nil {
		replyMessage(w, http.StatusBadRequest, err.Error())
		return
	}
	if !strings.HasPrefix(strings.TrimSpace(string(raw)), "[") {
		raw = append(append([]byte{'['}, raw...), ']')
	}
	var wanted []Fault
	if err := strictEnd(raw, &wanted, true); err != nil {
		replyMessage(w, http.StatusBadRequest, err.Error())
		return
	}
	set := []Fault{}
	for _, fault := range wanted {
		added, err := s.AddFault(fault)
		if err != nil {
			replyMessage(w, http.StatusBadRequest, err.Error())
			return
		}
		set = append(set, added)
	}
	reply(w, http.StatusOK, set)
}

func (s *State) dropFault(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id <= 0 || !s.faults.clear(id) {
		replyMessage(w, http.StatusNotFound, "There is no such fault.")
		return
	}
	s.showFaults(w, r)
}

func (s *State) showRequests(w http.ResponseWriter, r *http.Request) {
	after := int64(0)
	if text := r.URL.Query().Get("after"); text != "" {
		var err error
		if after, err = strconv.ParseInt(text, 10, 64); err != nil {
			replyMessage(w, http.StatusBadRequest, "after is the number of a request")
			return
		}
	}
	reply(w, http.StatusOK, s.Requests(after))
}

// changePackage sets what the state has of a package, as another program of the
// same shop could.
func (s *State) changePackage(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Quantity *Number `json:"quantity"`
		OnHold   *bool   `json:"on_hold"`
		Finished *bool   `json:"finished"`
	}
	raw, err := controlBody(r)
	if err == nil {
		err = strictEnd(raw, &wanted, true)
	}
	if err != nil {
		replyMessage(w, http.StatusBadRequest, err.Error())
		return
	}
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	p, found := s.book.packages[strings.ToUpper(r.PathValue("label"))]
	if !found {
		replyMessage(w, http.StatusNotFound, "There is no such package.")
		return
	}
	if wanted.Quantity != nil {
		p.Quantity = *wanted.Quantity
	}
	if wanted.OnHold != nil {
		p.OnHold = *wanted.OnHold
	}
	if wanted.Finished != nil {
		p.finish(*wanted.Finished, s.now().In(s.facility.Zone))
	}
	p.LastModified = s.now()
	if err := s.book.commit(change{Packages: []Package{p}}); err != nil {
		s.failed(w, err)
		return
	}
	reply(w, http.StatusOK, p)
}

func (p *Package) finish(finished bool, at time.Time) {
	p.Finished, p.FinishedDate = finished, ""
	if finished {
		p.FinishedDate = at.Format(time.DateOnly)
	}
}

func controlBody(r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, bodyBytesMax))
	if err != nil {
		return nil, errors.New("the body could not be read")
	}
	if !json.Valid(raw) {
		return nil, errors.New("the body is not JSON")
	}
	return raw, nil
}
