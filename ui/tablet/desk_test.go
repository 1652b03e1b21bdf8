package tablet_test

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/tablet"
	"github.com/curbline/curbline/ui/text"
)

const deviceID, otherID = "device-1", "device-2"

const (
	token, otherToken = "token-of-device-1", "token-of-device-2"
	ticketGood        = "ticket-1"
)

var errNobody = terminal.Errorf(terminal.SignIn, "staff.not_signed_in", "Nobody is signed in here.")

var _ tablet.Desk = (*curb.Desk)(nil) // the one of the shop

// desk is a workplace of a few made-up cars.
type desk struct {
	mu       sync.Mutex
	devices  map[string]string // token → device
	sessions map[string]string // session → device
	mustPIN  map[string]bool
	signIns  int
	cars     int
	done     []curb.Action
	raws     [][]byte // as they were handed over, not copied
	lengths  []int
	doErr    error
	panics   any
	state    string
	watching map[string]chan curb.Change
	stops    int
	asked    []string
}

func newDesk() *desk {
	return &desk{
		devices:  map[string]string{token: deviceID, otherToken: otherID},
		sessions: map[string]string{"session-1": deviceID, "session-2": otherID, "session-new": deviceID},
		mustPIN:  map[string]bool{"session-new": true}, cars: 3, state: "waiting",
		watching: map[string]chan curb.Change{},
	}
}

func (d *desk) locked(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

func (d *desk) Device(given string) (who curb.Who, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id, ok := d.devices[given]
	if !ok {
		return who, terminal.Errorf(terminal.SignIn, "tablet.not_paired", "This tablet is not paired.")
	}
	who.Device.ID = id
	return who, nil
}

func (d *desk) Session(who curb.Who, session string) (curb.Who, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if device, ok := d.sessions[session]; !ok || device != who.Device.ID {
		return who, errNobody
	}
	who.Session.ID, who.Session.Device, who.Session.MustChangePIN = session, who.Device.ID, d.mustPIN[session]
	return who, nil
}

func (d *desk) Peek(who curb.Who, session string) (curb.Who, error) { return d.Session(who, session) }

func (d *desk) Arrivals(context.Context, curb.Who, text.Language) (curb.Arrivals, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.panics != nil {
		panic(d.panics)
	}
	view := curb.Arrivals{Heading: "Cars waiting"}
	for i := range d.cars {
		view.Cars = append(view.Cars, curb.Car{
			Order: fmt.Sprintf("A-%d", 1000+i), Version: "1", Spot: fmt.Sprint(i), Color: "blue", Vehicle: "Blue Subaru Outback",
			Customer: "Jordan P.", Button: curb.Button{Label: "Meet", Action: "claim", Command: commandID},
		})
	}
	return view, nil
}

func (d *desk) Ready(context.Context, curb.Who, text.Language) (curb.Bags, error) {
	return curb.Bags{Heading: "Ready bags"}, nil
}

func (d *desk) Handed(context.Context, curb.Who, text.Language) (curb.Bags, error) {
	return curb.Bags{Heading: "Handed over"}, nil
}

func (d *desk) Order(_ context.Context, _ curb.Who, _ text.Language, id string) (curb.Order, error) {
	if id == "A-404" {
		return curb.Order{}, terminal.Errorf(terminal.NotFound, "order.not_found", "There is no such order.")
	}
	return curb.Order{ID: id, Done: &curb.Done{Title: "Handed over"}}, nil
}

func (d *desk) Camera(_ context.Context, _ curb.Who, _ text.Language, id, scan string) (curb.Camera, error) {
	return curb.Camera{Order: id, Heading: "Camera", Scan: scan, Command: commandID}, nil
}

func (d *desk) SignInPage(_ context.Context, who curb.Who, _ text.Language, badge string, problem error) (curb.SignIn, error) {
	view := curb.SignIn{Heading: "Who works?", Chosen: badge}
	if problem != nil {
		view.Problem = terminal.AsError(problem).Message
	}
	if who.Session.MustChangePIN {
		view.Change = &curb.ChangePIN{Heading: "Choose a PIN", Problem: view.Problem}
	}
	return view, nil
}

func (d *desk) SignIn(_ context.Context, who curb.Who, badge, pin string) (string, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if pin != "4711" {
		return "", false, terminal.Errorf(terminal.Refused, "staff.wrong_pin", "Badge or PIN is not right.")
	}
	d.signIns++
	session := fmt.Sprintf("session-%s-%d", badge, d.signIns)
	d.sessions[session], d.mustPIN[session] = who.Device.ID, badge == "new"
	return session, badge == "new", nil
}

func (d *desk) ChangePIN(_ context.Context, who curb.Who, oldPIN, _ string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if oldPIN != "4711" {
		return terminal.Errorf(terminal.Refused, "staff.wrong_pin", "The old PIN is not right.")
	}
	delete(d.mustPIN, who.Session.ID)
	return nil
}

func (d *desk) SignOut(_ context.Context, who curb.Who) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sessions, who.Session.ID)
	return nil
}

func (d *desk) Pairing(_ text.Language, code, ticket string, problem error) curb.Pairing {
	view := curb.Pairing{Heading: "Pair this tablet", Code: code, Waiting: ticket != ""}
	if problem != nil {
		view.Problem = terminal.AsError(problem).Message
	}
	return view
}

func (d *desk) AskPairing(_ context.Context, code, name string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, code+" "+name)
	if code != "482915" {
		return "", terminal.Errorf(terminal.Refused, "pairing.wrong_code", "That is not the code.")
	}
	return ticketGood, nil
}

func (d *desk) PairingResult(ticket string) (string, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ticket != ticketGood {
		return "over", ""
	}
	if d.state == "approved" {
		d.state = "over"
		return "approved", token
	}
	return d.state, ""
}

func (d *desk) Help(lang text.Language) curb.Help {
	view := curb.Help{Heading: "Set-up", Parts: []curb.HelpPart{{Title: "First", Steps: slices.Repeat([]string{"Open the page and compare."}, 400)}}}
	view.Language = lang
	return view
}

func (d *desk) Do(_ context.Context, _ curb.Who, action curb.Action) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.raws, d.lengths = append(d.raws, action.Raw), append(d.lengths, len(action.Raw))
	if !slices.ContainsFunc(d.done, func(before curb.Action) bool { return before.Command == action.Command }) {
		d.done = append(d.done, action)
	}
	return d.doErr
}

func (d *desk) Watch(device string) (<-chan curb.Change, func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	changes := make(chan curb.Change, 64)
	d.cut(device) // as the desk of the shop does
	d.watching[device] = changes
	return changes, func() { d.locked(func() { d.stops++ }) }
}

// cut closes a tablet's changes, as for one that reads too slowly.
func (d *desk) cut(device string) {
	if older, ok := d.watching[device]; ok {
		close(older)
		delete(d.watching, device)
	}
}

// tell sends a change to the tablet's newest stream.
func (d *desk) tell(device string, change curb.Change) {
	d.mu.Lock()
	changes := d.watching[device]
	d.mu.Unlock()
	changes <- change
}

func (d *desk) revoke(given string) { d.locked(func() { delete(d.devices, given) }) }

func (d *desk) actions() []curb.Action {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.done)
}
