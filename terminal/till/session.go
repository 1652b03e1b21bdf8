package till

import (
	"context"
	"crypto/rand"
	"maps"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

const (
	// approvalKept is how long a supervisor's agreement may be used, once.
	approvalKept = 60 * time.Second
	// sessionsMax bounds who can be signed in at the counter at once, and
	// tabletSessionsMax who can at one tablet.
	sessionsMax       = 64
	tabletSessionsMax = 4
	// tabletSessionKept is how long a session on a tablet lasts unused: a tablet
	// is put down, and somebody else takes it up.
	tabletSessionKept = 30 * time.Minute
)

// Session is a person at work at one device. It lives in memory: a restart signs
// everybody out. ID is a secret.
type Session struct {
	ID         string        `json:"session"`
	Staff      string        `json:"staff"`
	Name       string        `json:"name"`
	Role       terminal.Role `json:"role"`
	Device     string        `json:"device"` // the terminal's own id at the counter
	DeviceName string        `json:"device_name"`
	// MustChangePIN: the PIN was issued by somebody else; ChangePIN is all that
	// this session may do.
	MustChangePIN bool `json:"must_change_pin,omitempty"`
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

// SessionOf gives a session by its id and counts as a use of it. It returns an
// error of code staff.not_signed_in if there is none, and staff.session_over if
// it lay unused on a tablet for too long.
func (t *Till) SessionOf(id string) (Session, error) { return t.session(id) }

func (t *Till) session(id string) (Session, error) { return t.look(id, true) }

// PeekSession is SessionOf without the use: for what a page does by itself.
func (t *Till) PeekSession(id string) (Session, error) { return t.look(id, false) }

func (t *Till) look(id string, use bool) (Session, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept, ok := t.sessions[id]
	if !ok {
		return Session{}, notSignedIn()
	}
	now := t.options.Clock.Now().Monotonic
	if !t.atCounter(kept.Device) && now-kept.used >= tabletSessionKept {
		delete(t.sessions, id)
		return Session{}, terminal.Errorf(terminal.SignIn, "staff.session_over", "This tablet was unused for too long.").
			WithHint("Sign in again.")
	}
	if use {
		kept.used = now
	}
	return kept.Session, nil
}

// atCounter says whether a device is the counter itself.
func (t *Till) atCounter(device string) bool {
	return device == "" || device == t.options.Shop.TerminalID
}

// SignIn is SignInAt at the counter.
func (t *Till) SignIn(ctx context.Context, badge, pin string) (Session, error) {
	return t.SignInAt(ctx, t.options.Shop.TerminalID, badge, pin)
}

// SignInAt checks badge and PIN at a device and starts a session there. The slow
// hash runs before the command; lock-outs of person and device are in the
// database and survive a restart. Beyond the device's bound the session that was
// unused there for longest ends: one that somebody left must not keep people
// out. It returns errors of code staff.wrong_pin, which also stands for a badge
// that nobody has, staff.locked, staff.device_locked and tablet.not_paired.
func (t *Till) SignInAt(ctx context.Context, device, badge, pin string) (Session, error) {
	note, err := t.checkPIN(ctx, device, badge, pin, enters)
	if err != nil {
		return Session{}, err
	}
	return note.session, nil
}

// keepSession runs in the actor after the sign-in is on disk, so that whatever
// ends sessions comes wholly before or wholly after it.
func (t *Till) keepSession(session Session) {
	t.mu.Lock()
	defer t.mu.Unlock()
	most := sessionsMax
	if !t.atCounter(session.Device) {
		most = tabletSessionsMax
	}
	oldest, count := "", 0
	for id, kept := range t.sessions {
		if kept.Device != session.Device {
			continue
		}
		if count++; oldest == "" || kept.used < t.sessions[oldest].used {
			oldest = id
		}
	}
	if count >= most {
		delete(t.sessions, oldest)
	}
	t.sessions[session.ID] = &signedIn{session, t.options.Clock.Now().Monotonic}
}

// Approve is ApproveAt at the counter.
func (t *Till) Approve(ctx context.Context, badge, pin string) (string, error) {
	return t.ApproveAt(ctx, t.options.Shop.TerminalID, badge, pin)
}

// ApproveAt checks a supervisor's badge and PIN, typed at a device, and gives a
// token that lets one command through within approvalKept. It returns the errors
// of SignInAt, and staff.must_change_pin for a PIN that somebody else chose.
func (t *Till) ApproveAt(ctx context.Context, device, badge, pin string) (string, error) {
	note, err := t.checkPIN(ctx, device, badge, pin, agrees)
	if err != nil {
		return "", err
	}
	if note.session.MustChangePIN {
		return "", mustChangePIN()
	}
	return note.session.ID, nil
}

func (t *Till) keepApproval(session Session) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.options.Clock.Now().Monotonic
	maps.DeleteFunc(t.approval, func(_ string, given approval) bool { return now > given.until })
	t.approval[session.ID] = approval{session: session, until: now + approvalKept}
}

// endSessions ends every session and agreement that matches.
func (t *Till) endSessions(matches func(Session) bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	maps.DeleteFunc(t.sessions, func(_ string, kept *signedIn) bool { return matches(kept.Session) })
	maps.DeleteFunc(t.approval, func(_ string, given approval) bool { return matches(given.session) })
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
	_, err = t.Submit(ctx, Command{Body: &noteSignIn{Staff: session.Staff, Device: session.Device, Event: leaves}})
	return err
}

func mustChangePIN() error {
	return terminal.Errorf(terminal.SignIn, "staff.must_change_pin", "This PIN was issued and must be changed first.").
		WithHint("Sign in and choose a PIN of your own.")
}

// authorize lets the actor through by role, or by a supervisor's approval that
// is used up by it. Some permissions take the approval whoever asks.
func (t *Till) authorize(a *act) error {
	if a.command.Body.machine() {
		return nil
	}
	if a.session.MustChangePIN {
		return mustChangePIN()
	}
	needed := a.command.Body.permission()
	can, steps := staff.Can(a.session.Role, needed), staff.NeedsStepUp(needed)
	if can && !steps {
		return nil
	}
	if by, ok := t.useApproval(a, needed); ok {
		a.approvedBy = by.Staff
		return nil
	}
	if can {
		// Not a refusal: the question for the PIN comes first each time, and the
		// same command goes on with the answer.
		return terminal.Errorf(terminal.SignIn, "staff.step_up", "This takes a supervisor's PIN each time.").
			WithHint("Enter a supervisor's PIN.")
	}
	return refuse(a.command.ID, terminal.Errorf(terminal.Refused, "staff.not_allowed",
		"A %s may not do this (%s).", a.session.Role, needed).WithHint("Ask a supervisor for their PIN."), nil)
}

func (t *Till) useApproval(a *act, needed staff.Permission) (Session, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	given, ok := t.approval[a.command.Approval]
	if !ok || t.options.Clock.Now().Monotonic > given.until {
		return Session{}, false
	}
	by := given.session.Role
	if !staff.Liftable(a.session.Role) || !staff.Supervisor(by) || !staff.Can(by, needed) {
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

// secret is a random text of at least 128 bits, for what only its holder knows.
func secret() string { return rand.Text() }
