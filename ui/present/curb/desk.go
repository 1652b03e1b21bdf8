package curb

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/text"
)

const (
	// actionTimeout bounds what one tap or scan may take.
	actionTimeout = 10 * time.Second
	// viewTimeout bounds reading what a page shows.
	viewTimeout = 3 * time.Second
	// muteFor is how long an alarm's sound stays away.
	muteFor = time.Minute
	// lateAfter is how long a car may wait unclaimed before it turns red.
	lateAfter = 3 * time.Minute
)

// Till is what the desk needs of the till.
type Till interface {
	Submit(ctx context.Context, command till.Command) (till.Outcome, error)
	Watch() (<-chan till.Event, func())
	State() (till.State, string)
	Person(about string) *till.Person
	RefusalAbout(about string) (till.Refusal, bool)
	PreviewHandOver(reader terminal.Reader, order string) (till.HandOverPreview, error)

	SignInAt(ctx context.Context, device, badge, pin string) (till.Session, error)
	SignOut(ctx context.Context, session string) error
	SessionOf(session string) (till.Session, error)
	PeekSession(session string) (till.Session, error)
	ChangePIN(ctx context.Context, session, oldPIN, newPIN string) error
	ApproveAt(ctx context.Context, device, badge, pin string) (string, error)
	DeviceByToken(token string) (terminal.Device, error)
	AskPairing(ctx context.Context, code, name string) (ticket string, err error)
	PairingResult(ticket string) (till.PairingState, string)
}

// Options are what a desk needs. Feed must answer at once and may be nil.
type Options struct {
	Till   Till
	View   func(ctx context.Context, fn func(terminal.Reader) error) error
	Rules  *rules.Engine
	Decode func(raw []byte) (idcard.Document, error) // coded errors for what cannot be read
	Clock  clock.Clock
	Zone   *time.Location
	Shop   present.Shop
	Feed   func() present.FeedStatus
	// Address are the addresses under which tablets reach the terminal, such as
	// https://192.168.1.10:8443; Fingerprint is of the certificate's authority.
	Address     []string
	Fingerprint string
	// Decoder says that the program was built with the camera's decoder.
	Decoder bool
	// Log is told when a page cannot be read; nil is nobody.
	Log *slog.Logger
}

// Who is a tablet and who is signed in at it. Session is zero if nobody is.
type Who struct {
	Device  terminal.Device
	Session till.Session
}

// Desk is the workplace at the car, for all tablets at once. All methods are
// safe for use from several goroutines. What it remembers is in memory only and
// bounded.
type Desk struct {
	options Options
	secret  [32]byte
	streams streams

	mu        sync.Mutex // held for a moment
	drafts    map[place]*draft
	reads     map[string]read
	mutes     map[string]time.Time
	uses      int64
	leaseEnds time.Time
}

// New makes a desk. Run passes changes on to its streams.
func New(options Options) *Desk {
	if options.Zone == nil {
		options.Zone = time.UTC
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	d := &Desk{options: options, drafts: map[place]*draft{}, reads: map[string]read{}, mutes: map[string]time.Time{}}
	d.streams.all = map[*stream]struct{}{}
	rand.Read(d.secret[:]) // never fails; it ends the process instead
	return d
}

// Device knows a paired tablet by its token. It returns an error of kind SignIn
// if the token is not known or the tablet was revoked.
func (d *Desk) Device(token string) (Who, error) {
	device, err := d.options.Till.DeviceByToken(token)
	return Who{Device: device}, err
}

// Session adds who works at the tablet. It returns an error of kind SignIn if
// the session is over or was begun at another tablet.
func (d *Desk) Session(who Who, session string) (Who, error) {
	found, err := d.options.Till.SessionOf(session)
	return join(who, found, err)
}

// Peek is Session for what a page asks by itself, such as its own newer state: it
// does not count as a use, so that a tablet that lies there is signed out in time.
func (d *Desk) Peek(who Who, session string) (Who, error) {
	found, err := d.options.Till.PeekSession(session)
	return join(who, found, err)
}

func join(who Who, found till.Session, err error) (Who, error) {
	if err != nil {
		return who, err
	}
	if found.Device != who.Device.ID || who.Device.ID == "" {
		return who, notSignedIn()
	}
	who.Session = found
	return who, nil
}

func notSignedIn() error {
	return terminal.Errorf(terminal.SignIn, "staff.not_signed_in", "Nobody is signed in here.").
		WithHint("Sign in with your badge and PIN.")
}

// working refuses a tablet at which nobody is signed in, or only to change a PIN.
func working(who Who) error {
	switch {
	case who.Session.ID == "":
		return notSignedIn()
	case who.Session.MustChangePIN:
		return terminal.Errorf(terminal.SignIn, "staff.must_change_pin", "This PIN was issued and must be changed first.").
			WithHint("Choose a PIN of your own.")
	}
	return nil
}

func (d *Desk) now() time.Time { return d.options.Clock.Now().Wall.In(d.options.Zone) }

// show reads one consistent state and puts a page together from it.
func (d *Desk) show(ctx context.Context, who Who, language text.Language, build func(*frame) error) error {
	ctx, cancel := context.WithTimeout(ctx, viewTimeout)
	defer cancel()
	err := d.options.View(ctx, func(reader terminal.Reader) error {
		f := &frame{d: d, who: who, language: language, now: d.now(), reader: reader}
		if err := f.open(); err != nil {
			return err
		}
		return build(f)
	})
	if err != nil && terminal.KindOf(err) == terminal.Internal {
		d.options.Log.Error("page not read", "error", err)
	}
	return err
}
