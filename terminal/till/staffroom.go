package till

import (
	"context"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

// staffIDLetters is the length of an id that the terminal gives a person.
const staffIDLetters = 8

// preparer is a command with something slow or secret to be done with before it
// is handed in, such as the hash of a PIN.
type preparer interface {
	prepare(ctx context.Context) error
}

// issuedPIN is a PIN that one person gives another. It is hashed before the
// command is handed in, and gone from it then.
type issuedPIN struct {
	PIN  string `json:"pin,omitempty"`
	hash string
}

func (p *issuedPIN) prepare(ctx context.Context) error {
	if p.PIN == "" {
		return nil
	}
	if err := staff.CheckPIN(p.PIN, false); err != nil {
		return err
	}
	hash, err := staff.HashPIN(ctx, p.PIN)
	p.PIN, p.hash = "", hash
	return err
}

// give sets the PIN, which opens nothing but its own change.
func (p *issuedPIN) give(member *terminal.StaffMember) {
	member.PINHash, member.MustChangePIN, member.SandboxPIN = p.hash, true, false
	*member = staff.NoteRightPIN(*member)
}

// PutStaff takes a person in, or changes one: an empty ID is somebody new, who
// needs a PIN. With a PIN a person who had left is back.
type PutStaff struct {
	personCommand
	issuedPIN
	ID       string        `json:"id,omitempty"`
	FullName string        `json:"name"`
	Badge    string        `json:"badge"`
	Role     terminal.Role `json:"role"`
}

// Name is "staff.put".
func (*PutStaff) Name() string                 { return "staff.put" }
func (*PutStaff) permission() staff.Permission { return staff.ManageStaff }

func (c *PutStaff) run(a *act) (any, error) {
	before, isNew, err := c.before(a)
	if err != nil {
		return nil, err
	}
	after := before
	after.Name, after.Badge, after.Role = c.FullName, c.Badge, c.Role
	if err := staff.CheckMember(after); err != nil {
		return nil, err
	}
	if err := a.checkBadge(after); err != nil {
		return nil, err
	}
	switch {
	case c.hash != "":
		c.give(&after)
		after.Active = true
	case isNew:
		return nil, terminal.Errorf(terminal.Invalid, "staff.no_pin", "Somebody new needs a first PIN.")
	}
	if err := a.putStaff(before, after, c.hash != ""); err != nil {
		return nil, err
	}
	return map[string]string{"staff": after.ID}, nil
}

// before is the person as they were, or a new one with an id.
func (c *PutStaff) before(a *act) (member terminal.StaffMember, isNew bool, err error) {
	if c.ID == "" {
		letters, err := crockfordText(staffIDLetters)
		return terminal.StaffMember{ID: strings.ToLower(letters)}, true, err
	}
	member, err = a.tx.Staff(c.ID)
	if terminal.KindOf(err) == terminal.NotFound {
		return terminal.StaffMember{ID: c.ID}, true, nil
	}
	return member, false, err
}

// checkBadge says whether badge and id are nobody else's: either can be typed at
// the door.
func (a *act) checkBadge(member terminal.StaffMember) error {
	others, err := a.tx.StaffMembers()
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID == member.ID {
			continue
		}
		if other.Badge == member.Badge || other.ID == member.Badge || other.Badge == member.ID {
			return terminal.Errorf(terminal.Conflict, "staff.badge_taken", "Badge or id is somebody else's.")
		}
	}
	return nil
}

// putStaff saves a person, keeps one manager in the house, and ends the sessions
// of who may do something else from now on.
func (a *act) putStaff(before, after terminal.StaffMember, newPIN bool) error {
	if before.Active && before.Role == terminal.Manager && (!after.Active || after.Role != terminal.Manager) {
		if err := a.anotherManager(after.ID); err != nil {
			return err
		}
	}
	if err := a.tx.PutStaff(after); err != nil {
		return err
	}
	if newPIN || after.Role != before.Role || !after.Active {
		t := a.till
		a.then(func() { t.endSessions(func(s Session) bool { return s.Staff == after.ID }) })
	}
	if err := a.record(terminal.StaffSaved{Staff: after.ID, Role: after.Role, Active: after.Active}); err != nil || !newPIN {
		return err
	}
	return a.record(terminal.PINChanged{Staff: after.ID, Issued: true})
}

func (a *act) anotherManager(but string) error {
	people, err := a.tx.StaffMembers()
	if err != nil {
		return err
	}
	for _, member := range people {
		if member.ID != but && member.Active && member.Role == terminal.Manager {
			return nil
		}
	}
	return terminal.Errorf(terminal.Conflict, "staff.last_manager", "This is the last manager.").
		WithHint("Make somebody else a manager first.")
}

// IssuePIN gives a person a PIN that they must change when they next sign in. It
// ends their sessions and their lock-out.
type IssuePIN struct {
	personCommand
	issuedPIN
	Staff string `json:"staff"`
}

// Name is "staff.issue_pin".
func (*IssuePIN) Name() string                 { return "staff.issue_pin" }
func (*IssuePIN) permission() staff.Permission { return staff.ManageStaff }

func (c *IssuePIN) run(a *act) (any, error) {
	member, err := a.tx.Staff(c.Staff)
	if err != nil {
		return nil, err
	}
	if c.hash == "" {
		return nil, terminal.Errorf(terminal.Invalid, "staff.no_pin", "There is no PIN to issue.")
	}
	if !member.Active {
		return nil, terminal.Errorf(terminal.Conflict, "staff.inactive", "This person does not work here any more.")
	}
	after := member
	c.give(&after)
	return nil, a.putStaff(member, after, true)
}

// DeactivateStaff ends a person's work here. What they did stays theirs.
type DeactivateStaff struct {
	personCommand
	Staff string `json:"staff"`
}

// Name is "staff.deactivate".
func (*DeactivateStaff) Name() string                 { return "staff.deactivate" }
func (*DeactivateStaff) permission() staff.Permission { return staff.ManageStaff }

func (c *DeactivateStaff) run(a *act) (any, error) {
	member, err := a.tx.Staff(c.Staff)
	if err != nil {
		return nil, err
	}
	if !member.Active {
		return nil, terminal.Errorf(terminal.Conflict, "staff.inactive", "This person does not work here any more.")
	}
	after := member
	after.Active = false
	return nil, a.putStaff(member, after, false)
}

// ChangePIN gives the signed-in person a PIN of their own choice. All their
// other sessions end. It returns errors of code staff.wrong_pin, staff.locked,
// staff.device_locked, staff.pin_rule and staff.pin_same.
func (t *Till) ChangePIN(ctx context.Context, session, oldPIN, newPIN string) error {
	who, err := t.session(session)
	if err != nil {
		return err
	}
	note, err := t.checkPIN(ctx, who.Device, who.Staff, oldPIN, changes)
	if err != nil {
		return err
	}
	var person terminal.StaffMember
	err = t.options.Store.View(ctx, func(reader terminal.Reader) (err error) {
		person, err = reader.Staff(who.Staff)
		return err
	})
	if err != nil {
		return err
	}
	if err := staff.CheckNewPIN(person, oldPIN, newPIN); err != nil {
		return err
	}
	hash, err := staff.HashPIN(ctx, newPIN)
	if err != nil {
		return err
	}
	_, err = t.Submit(ctx, Command{Body: &changePIN{
		Staff: who.Staff, Device: note.Device, Session: session, before: note.pinHash, after: hash,
	}})
	return err
}

type changePIN struct {
	machineCommand
	Staff, Device string
	Session       string `json:"-"`
	before, after string // hashes
}

func (*changePIN) Name() string { return "staff.change_pin" }
func (*changePIN) opensDoors()  {}

func (c *changePIN) run(a *act) (any, error) {
	member, err := a.tx.Staff(c.Staff)
	if err != nil {
		return nil, err
	}
	if !member.Active || member.PINHash != c.before {
		return nil, notRight()
	}
	member.PINHash, member.MustChangePIN, member.SandboxPIN = c.after, false, false
	if err := a.tx.PutStaff(member); err != nil {
		return nil, err
	}
	fact := terminal.PINChanged{Staff: c.Staff}
	if !a.till.atCounter(c.Device) {
		fact.At = c.Device
	}
	t := a.till
	a.then(func() {
		t.endSessions(func(s Session) bool { return s.Staff == c.Staff && s.ID != c.Session })
		t.mu.Lock()
		defer t.mu.Unlock()
		if kept, ok := t.sessions[c.Session]; ok {
			kept.MustChangePIN = false
		}
	})
	return nil, a.record(fact)
}
