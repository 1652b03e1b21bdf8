package till

import (
	"context"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

// What a PIN is typed for, and what can become of it, as the journal says it.
const (
	enters     = "in"
	leaves     = "out"
	agrees     = "approved"
	changes    = "pin" // typed the old one, to choose another
	wrongPIN   = "wrong_pin"
	wrongBadge = "wrong_badge"
)

// notRight is the one answer to a wrong PIN and to a badge that nobody has or
// that is not active any more: the door does not tell who works here.
func notRight() error {
	return terminal.Errorf(terminal.Refused, "staff.wrong_pin", "Badge or PIN is not right.").
		WithHint("After five wrong tries the badge is locked for a while.")
}

func notPaired() error {
	return terminal.Errorf(terminal.SignIn, "tablet.not_paired", "This tablet is not paired with this terminal.").
		WithHint("Pair it at the counter.")
}

// door reads what a device's door says: whether it may be used at all, its name,
// and its wrong PINs.
func (t *Till) door(reader terminal.Reader, device string) (name string, lock terminal.DoorLock, err error) {
	name = device
	if !t.atCounter(device) {
		paired, err := reader.Device(device)
		if terminal.KindOf(err) == terminal.NotFound || err == nil && paired.Revoked() {
			return "", lock, notPaired()
		}
		if err != nil {
			return "", lock, err
		}
		name = paired.Name
	}
	lock, err = reader.DoorLock(device)
	return name, lock, err
}

// member finds whom a badge, or an id that was typed in its place, belongs to.
// Nobody, or somebody who does not work here any more, is not found.
func member(reader terminal.Reader, badge string) (found terminal.StaffMember, ok bool, err error) {
	found, err = reader.StaffByBadge(badge)
	if terminal.KindOf(err) == terminal.NotFound {
		found, err = reader.Staff(badge)
	}
	if terminal.KindOf(err) == terminal.NotFound {
		return found, false, nil
	}
	return found, found.Active, err
}

// checkPIN checks a badge and a PIN that were typed at a device, for one of the
// purposes above, and journals what became of it. The note that it returns holds
// the session of who it is.
func (t *Till) checkPIN(ctx context.Context, device, badge, pin, purpose string) (*noteSignIn, error) {
	if device == "" {
		device = t.options.Shop.TerminalID
	}
	var person terminal.StaffMember
	var lock terminal.DoorLock
	var known bool
	err := t.options.Store.View(ctx, func(reader terminal.Reader) (err error) {
		if _, lock, err = t.door(reader, device); err == nil {
			person, known, err = member(reader, badge)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	now := t.options.Clock.Now().Wall
	if err := staff.CheckDoor(lock, now); err != nil {
		return nil, err
	}
	note := &noteSignIn{Device: device, Event: wrongBadge}
	if known {
		note.Staff, note.pinHash, note.Event = person.ID, person.PINHash, wrongPIN
		if err := staff.CheckLock(person, now); err != nil {
			return nil, err
		}
		matches, err := staff.VerifyPIN(ctx, person.PINHash, pin)
		if err != nil {
			return nil, err
		}
		if matches {
			note.Event = purpose
		}
	} else if err := staff.SpendPIN(ctx, pin); err != nil {
		return nil, err
	}
	if _, err := t.Submit(ctx, Command{Body: note}); err != nil {
		return nil, err
	}
	if note.Event != purpose {
		return nil, notRight()
	}
	return note, nil
}

// noteSignIn journals a sign-in, a sign-out, an agreement or a wrong PIN, and
// moves the lock-outs.
type noteSignIn struct {
	machineCommand
	Staff  string
	Device string // empty is the counter
	Event  string
	// pinHash is what the PIN was held against; it must still be the person's.
	pinHash string
	session Session // of who came in or agreed, set by run
}

func (*noteSignIn) Name() string { return "staff.note" }

// opensDoors marks what must go through while the clock is in doubt, or nobody
// could come in to say what time it is.
func (*noteSignIn) opensDoors() {}

func (n *noteSignIn) run(a *act) (any, error) {
	if n.Device == "" {
		n.Device = a.till.options.Shop.TerminalID
	}
	fact := terminal.SignedIn{Staff: n.Staff, Event: n.Event}
	if !a.till.atCounter(n.Device) {
		fact.Device = n.Device
	}
	if n.Event == leaves {
		return nil, a.record(fact)
	}
	// Locks run by the clock that whoever tries next is held to, also while it is
	// in doubt. They are looked at again here: many tries at once all began before
	// the first of them was counted.
	now := a.reading.Wall
	name, lock, err := a.till.door(a.tx, n.Device)
	if err != nil {
		return nil, err
	}
	if err := staff.CheckDoor(lock, now); err != nil {
		return nil, err
	}
	moved := lock
	switch n.Event {
	case wrongBadge:
		moved = staff.NoteWrongAtDoor(lock, now)
	case wrongPIN:
		moved, err = n.wrong(a, lock, &fact)
	default:
		moved, err = n.right(a, lock, name)
	}
	if err != nil {
		return nil, err
	}
	if moved.LockedUntil.After(now) {
		fact.DeviceUntil, fact.Device = moved.LockedUntil, n.Device
	}
	if moved != lock {
		if err := a.tx.PutDoorLock(moved); err != nil {
			return nil, err
		}
	}
	return nil, a.record(fact)
}

func (n *noteSignIn) wrong(a *act, lock terminal.DoorLock, fact *terminal.SignedIn) (terminal.DoorLock, error) {
	person, err := a.tx.Staff(n.Staff)
	if err != nil {
		return lock, err
	}
	if err := staff.CheckLock(person, a.reading.Wall); err != nil {
		return lock, err
	}
	person = staff.NoteWrongPIN(person, a.reading.Wall)
	fact.Until = person.LockedUntil
	return staff.NoteWrongAtDoor(lock, a.reading.Wall), a.tx.PutStaff(person)
}

func (n *noteSignIn) right(a *act, lock terminal.DoorLock, deviceName string) (terminal.DoorLock, error) {
	person, err := a.tx.Staff(n.Staff)
	if err != nil {
		return lock, err
	}
	if err := staff.CheckLock(person, a.reading.Wall); err != nil {
		return lock, err
	}
	if !person.Active || person.PINHash != n.pinHash {
		return lock, notRight() // changed while the hash was being worked out
	}
	lock = staff.NoteRightAtDoor(lock, person)
	n.session = Session{
		ID: secret(), Staff: person.ID, Name: person.Name, Role: person.Role,
		Device: n.Device, DeviceName: deviceName, MustChangePIN: person.MustChangePIN,
	}
	session := n.session
	switch {
	case n.Event == enters:
		a.then(func() { a.till.keepSession(session) })
	case n.Event == agrees && !session.MustChangePIN:
		a.then(func() { a.till.keepApproval(session) })
	}
	return lock, a.tx.PutStaff(staff.NoteRightPIN(person))
}
