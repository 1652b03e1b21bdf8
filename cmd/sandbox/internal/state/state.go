// Package state is the sandbox's seed-to-sale system: the API of a state in the
// shapes of Metrc v2, with a facility, its packages and its sales receipts, and
// with faults and answers that a test or a demonstration can set.
package state

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Facility is the one licence of this state.
type Facility struct {
	Name    string
	License string
	Zone    *time.Location // of SalesDateTime; the wire never names it
}

// Options say what the state is. VendorKey and UserKey are the two halves of the
// Basic authorization; UserName is the person behind the user key. File keeps
// everything over a restart, and with none nothing is kept. Preset names the
// switches; where it is empty, those of the file stay, or PresetOne.
type Options struct {
	Facility  Facility
	VendorKey string
	UserKey   string
	UserName  string
	Packages  []Package // only where File holds none yet
	Preset    string
	File      string
	Now       func() time.Time
	Log       *slog.Logger
}

// State is the server. Its methods are safe for concurrent use.
type State struct {
	facility  Facility
	vendorKey string
	userKey   string
	userName  string
	now       func() time.Time
	logger    *slog.Logger
	book      *book
	faults    faults
	record    recorder
	limits    limits
	mux       *http.ServeMux

	ctx      context.Context
	cancel   context.CancelFunc
	landings sync.WaitGroup
	closing  sync.Mutex
	closed   bool
}

// New opens the state. It returns an error for missing options, an unknown
// preset, or a file that cannot be read.
func New(o Options) (*State, error) {
	if o.Facility.License == "" || o.Facility.Zone == nil || o.VendorKey == "" || o.UserKey == "" || o.Now == nil || o.Log == nil {
		return nil, errors.New("state: facility, keys, clock and log are needed")
	}
	wanted := o.Preset
	if wanted == "" {
		wanted = PresetOne
	}
	switches, err := Preset(wanted)
	if err != nil {
		return nil, err
	}
	opened, err := openBook(o.File, o.Packages, switches)
	if err != nil {
		return nil, err
	}
	if o.Preset != "" {
		if err := opened.commit(change{Switches: &switches}); err != nil {
			return nil, err
		}
	}
	s := &State{
		facility: o.Facility, vendorKey: o.VendorKey, userKey: o.UserKey, userName: o.UserName,
		now: o.Now, logger: o.Log, book: opened,
	}
	s.limits.set(opened.switches)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.mux = s.routes()
	return s, nil
}

// Close ends every delay. What was to land late lands now, as the real service
// would not forget it; then the file is closed and its error returned.
func (s *State) Close() error {
	s.closing.Lock()
	if s.closed {
		s.closing.Unlock()
		return nil
	}
	s.closed = true
	s.closing.Unlock()
	s.cancel()
	s.landings.Wait()
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	return s.book.file.close()
}

// Switches gives the answers in force.
func (s *State) Switches() Switches {
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	return s.book.switches
}

// SetSwitches changes the answers for every request from now on.
func (s *State) SetSwitches(switches Switches) error {
	if err := switches.check(); err != nil {
		return err
	}
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	if err := s.book.commit(change{Switches: &switches}); err != nil {
		return err
	}
	s.limits.set(switches)
	return nil
}

// routes are the paths of the API. A path is meant to the letter: the slash at
// the end of /facilities/v2/ is part of it.
func (s *State) routes() *http.ServeMux {
	mux := http.NewServeMux()
	open := func(pattern string, answer http.HandlerFunc) {
		mux.HandleFunc(pattern, s.authorized(answer))
	}
	licensed := func(pattern string, answer http.HandlerFunc) {
		mux.HandleFunc(pattern, s.authorized(s.licensed(answer)))
	}
	mux.HandleFunc("/facilities/v2", http.NotFound)
	open("GET /facilities/v2/{$}", s.getFacilities)
	open("GET /sales/v2/customertypes", s.getCustomerTypes)
	open("GET /unitsofmeasure/v2/active", s.getUnits)
	licensed("GET /packages/v2/active", s.listPackages(func(p Package) bool { return !p.Finished && !p.OnHold }))
	licensed("GET /packages/v2/inactive", s.listPackages(func(p Package) bool { return p.Finished }))
	licensed("GET /packages/v2/onhold", s.listPackages(func(p Package) bool { return p.OnHold && !p.Finished }))
	licensed("GET /packages/v2/{label}", s.getPackage)
	licensed("GET /sales/v2/receipts/active", s.listReceipts(Receipt.active))
	licensed("GET /sales/v2/receipts/inactive", s.listReceipts(func(r Receipt) bool { return !r.active() }))
	licensed("GET /sales/v2/receipts/external/{number}", s.getReceiptByNumber)
	open("GET /sales/v2/receipts/{id}", s.getReceipt)
	licensed("POST /sales/v2/receipts", s.postReceipts)
	licensed("PUT /sales/v2/receipts", s.putReceipts)
	licensed("PUT /sales/v2/receipts/finalize", s.putFinal(true))
	licensed("PUT /sales/v2/receipts/unfinalize", s.putFinal(false))
	licensed("DELETE /sales/v2/receipts/{id}", s.deleteReceipt)
	return mux
}
