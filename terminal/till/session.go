package till

import (
	"context"
	"maps"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/staff"
)

// approvalKept is how long a supervisor's agreement may be used, once.
const approvalKept = 60 * time.Second

// sessionsMax bounds who can be signed in at once.
const sessionsMax = 64

// Session is a person at work. It lives in memory: a restart signs everybody out.
type Session struct {
	ID    string        `json:"session"`
	Staff string        `json:"staff"`
	Name  string        `json:"name"`
	Role  terminal.Role `json:"role"`
}

// signedIn is a session and when it was used last, by the clock's monotonic hand.
type signedIn struct {
	Session
	used time.Duration
}

type approval struct {
	session Session
	until   time.Duration // by the clock's monotonic hand
}

func notSignedIn() error {
	return terminal.Errorf(terminal.SignIn, "staff.not_signed_in", "Nobody is signed in here.").WithHint("Sign in with your badge and PIN.")
}

func (t *Till) session(id string) (Session, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept, ok := t.sessions[id]
	if !ok {
		return Session{}, notSignedIn()
	}
	kept.used = t.options.Clock.Now().Monotonic
	return kept.Session, nil
}

// SignIn checks badge and PIN and starts a session. The slow hash runs before
// the command; lock-outs are in the database and survive a restart. Beyond
// sessionsMax the session that was unused for longest ends: one that somebody
// left must not keep people out. It returns errors of code staff.wrong_pin,
// staff.locked and staff.not_found.
func (t *Till) SignIn(ctx context.Context, badge, pin string) (Session, error) {
	session, err := t.checkPIN(ctx, badge, pin)
	if err != nil {
		return Session{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.sessions) >= sessionsMax {
		oldest := ""
		for id, kept := range t.sessions {
			if oldest == "" || kept.used < t.sessions[oldest].used {
				oldest = id
			}
		}
		delete(t.sessions, oldest)
	}
	t.sessions[session.ID] = &signedIn{session, t.options.Clock.Now().Monotonic}
	return session, nil
}

// Approve checks a supervisor's badge and PIN and gives a token that lets one
// command through within approvalKept.
func (t *Till) Approve(ctx context.Context, badge, pin string) (string, error) {
	session, err := t.checkPIN(ctx, badge, pin)
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.options.Clock.Now().Monotonic
	maps.DeleteFunc(t.approval, func(_ string, given approval) bool { return now > given.until })
	t.approval[session.ID] = approval{session: session, until: now + approvalKept}
	return session.ID, nil
}

// SignOut ends a session. It is not an error if there is none.
func (t *Till) SignOut(ctx context.Context, id string) error {
	session, err := t.session(id)
	if err != nil {
		return nil
	}
	t.mu.Lock()
	delete(t.sessions, id)
	t.mu.Unlock()
	_, err = t.Submit(ctx, Command{Body: &noteSignIn{Staff: session.Staff, Event: "out"}})
	return err
}

func (t *Till) checkPIN(ctx context.Context, badge, pin string) (Session, error) {
	var member terminal.StaffMember
	err := t.options.Store.View(ctx, func(reader terminal.Reader) (err error) {
		member, err = reader.StaffByBadge(badge)
		if terminal.KindOf(err) == terminal.NotFound {
			member, err = reader.Staff(badge)
		}
		return err
	})
	if err != nil {
		return Session{}, err
	}
	if !member.Active {
		return Session{}, terminal.Errorf(terminal.Refused, "staff.inactive", "That badge is not active.")
	}
	if err := staff.CheckLock(member, t.options.Clock.Now().Wall); err != nil {
		return Session{}, err
	}
	matches, err := staff.VerifyPIN(ctx, member.PINHash, pin)
	if err != nil {
		return Session{}, err
	}
	event := "wrong_pin"
	if matches {
		event = "in"
	}
	if _, err := t.Submit(ctx, Command{Body: &noteSignIn{Staff: member.ID, Event: event}}); err != nil {
		return Session{}, err
	}
	if !matches {
		return Session{}, terminal.Errorf(terminal.Refused, "staff.wrong_pin", "That PIN is not right.").
			WithHint("After five wrong tries the badge is locked for a while.")
	}
	return Session{ID: clock.NewID(), Staff: member.ID, Name: member.Name, Role: member.Role}, nil
}

// noteSignIn journals a sign-in, a sign-out or a wrong PIN, and moves the
// lock-out.
type noteSignIn struct {
	machineCommand
	Staff string
	Event string
}

func (*noteSignIn) Name() string { return "staff.note" }

func (n *noteSignIn) run(a *act) (any, error) {
	member, err := a.tx.Staff(n.Staff)
	if err != nil {
		return nil, err
	}
	fact := terminal.SignedIn{Staff: n.Staff, Event: n.Event}
	// Locks run by the clock that whoever tries next is held to, also while it is
	// in doubt. They are looked at again here: many tries at once all began before
	// the first of them was counted.
	now := a.reading.Wall
	if err := staff.CheckLock(member, now); err != nil && n.Event != "out" {
		return nil, err
	}
	switch n.Event {
	case "in":
		member = staff.NoteRightPIN(member)
	case "wrong_pin":
		member = staff.NoteWrongPIN(member, now)
		fact.Until = member.LockedUntil
	}
	if err := a.tx.PutStaff(member); err != nil {
		return nil, err
	}
	return nil, a.record(fact)
}

// authorize lets the actor through by role, or by a supervisor's approval that
// is used up by it.
func (t *Till) authorize(a *act) error {
	needed := a.command.Body.permission()
	if a.command.Body.machine() || staff.Can(a.session.Role, needed) {
		return nil
	}
	if by, ok := t.useApproval(a, needed); ok {
		a.approvedBy = by.Staff
		return nil
	}
	return refuse(a.command.ID, terminal.Errorf(terminal.Refused, "staff.not_allowed",
		"A %s may not do this (%s).", a.session.Role, needed).WithHint("Ask a supervisor for their PIN."), nil)
}

func (t *Till) useApproval(a *act, needed staff.Permission) (Session, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	given, ok := t.approval[a.command.Approval]
	if !ok || t.options.Clock.Now().Monotonic > given.until || !staff.Can(given.session.Role, needed) {
		return Session{}, false
	}
	a.then(func() {
		t.mu.Lock()
		delete(t.approval, a.command.Approval)
		t.mu.Unlock()
	})
	return given.session, true
}

// approver is who agreed to the command: the supervisor whose word was needed,
// otherwise the actor.
func (a *act) approver() string {
	if a.approvedBy != "" {
		return a.approvedBy
	}
	return a.actor()
}
