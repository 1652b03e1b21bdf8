// Package present is the workplace of one counter: what a person does there
// becomes commands of the till, and what the till and its database hold becomes
// one immutable tree of words and numbers. It draws nothing and knows no window,
// so that a screen and a program on the loopback API see the same.
package present

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

const (
	// intentTimeout bounds what one press or scan may take.
	intentTimeout = 10 * time.Second
	// viewTimeout bounds reading what a screen shows.
	viewTimeout = 3 * time.Second
	// tickEvery is how often ages and waiting times move.
	tickEvery = time.Second
)

// Till is what the workplace needs of the till.
type Till interface {
	Submit(ctx context.Context, command till.Command) (till.Outcome, error)
	SignIn(ctx context.Context, badge, pin string) (till.Session, error)
	SignOut(ctx context.Context, session string) error
	Approve(ctx context.Context, badge, pin string) (string, error)
	Person(about string) *till.Person
	PreviewHandOver(reader terminal.Reader, order string) (till.HandOverPreview, error)
	Question(reader terminal.Reader, about string, class terminal.CustomerClass, channel string, lines []terminal.Line) (rules.Question, error)
	EarlierPurchases(reader terminal.Reader, about string) ([]terminal.Purchase, error)
	RefusalAbout(about string) (till.Refusal, bool)
	ClearRefusal(about string)
	Watch() (<-chan till.Event, func())
	State() (till.State, string)
	ChangePIN(ctx context.Context, session, oldPIN, newPIN string) error

	Tablets() ([]till.Tablet, error)
	OfferPairingApproved(ctx context.Context, session, approval string) (till.Offer, error)
	PairingOffer() (till.Offer, bool)
	PairingRequests() []till.PairingRequest
	ApprovePairing(ctx context.Context, session, approval, request string) error
	RefusePairing(ctx context.Context, session, request string) error
}

// Shop is what a screen says of the store.
type Shop struct {
	Name               string
	Terminal           string
	License            string
	PriceFloorPermille int64
	// Reports says whether sales are filed with a state.
	Reports bool
}

// FilingStatus is how filing with the state goes, for the truth chip.
type FilingStatus struct {
	Waiting   int       // queued, sending or unknown
	Rejected  int       // a person must decide
	Oldest    time.Time // of those that wait; zero if none
	Deadline  time.Time // the next one; zero if none
	LastFiled time.Time
	// Down since Since: the state cannot be reached.
	Down  bool
	Since time.Time
	// Paused says why filing does not go on by itself, such as refused keys;
	// empty if it does.
	Paused string
}

// FeedStatus is how current the web shop's feed is.
type FeedStatus struct {
	Configured bool
	Live       bool
	Since      time.Time // of the last frame while it is stale; zero if there never was one
}

// Options are what a workplace needs. Filing, Feed and Devices must answer at
// once; each may be nil.
type Options struct {
	Till     Till
	View     func(ctx context.Context, fn func(terminal.Reader) error) error
	Rules    *rules.Engine
	Decode   func(raw []byte) (idcard.Document, error) // coded errors for what cannot be read
	Clock    clock.Clock
	Zone     *time.Location
	Shop     Shop
	Devices  func() []devices.Status
	Filing   func() FilingStatus
	Feed     func() FeedStatus
	Language text.Language
	// Scale weighs goods at the counter; nil if there is none.
	Scale devices.Scale
	// TabletAddress are the addresses of the tablet page, the one for the QR code
	// first, such as "https://192.168.1.10:8443"; none if it is not switched on.
	TabletAddress []string
	// TabletFingerprint is the certificate authority's, "7C:1E 90:4A D2:33 5B:F8".
	TabletFingerprint string
	// TabletLinked says whether a paired tablet has its page open now. It may be
	// nil; then only when it was seen last is shown.
	TabletLinked func(device string) bool
	// Log is told when a screen cannot be read; nil is nobody.
	Log *slog.Logger
}

// Counter is one workplace. All methods are safe for use from several
// goroutines; intents run one at a time, in the order in which they come.
type Counter struct {
	options Options
	changes chan struct{}
	// scaleWanted tells that a weigh panel was opened.
	scaleWanted chan struct{}

	acting sync.Mutex // held for a whole intent

	mu       sync.Mutex // held for a moment
	state    state
	ids      map[string]string // the command ids of what a screen offers now
	customer CustomerView      // what customers saw last

	showing sync.Mutex // held while a screen is put together
	last    Screen
	goods   shelf
}

// Tab is a section of the window.
type Tab string

// The sections.
const (
	TabSell   Tab = "sell"
	TabOrders Tab = "orders"
	TabShift  Tab = "shift"
	TabMore   Tab = "more"
)

// state is what the person at the counter is doing. It is in memory only: the
// cart itself is in the database, and a name or an age is nowhere else.
type state struct {
	language text.Language
	session  till.Session
	badge    string // chosen at sign-in, waits for its PIN
	checking bool
	tab      Tab
	cart     string
	line     int // the selected line's number
	search   string
	category string
	reading  bool
	read     map[string]idRead // by cart or order
	pay      *payment
	done     *finished
	order    string // opened on the orders tab
	board    string // the card that the arrows stand on
	muted    time.Time
	drawer   int
	counts   map[string]terminal.Count
	closed   *till.ClosedShift
	banks    []string // staff ids of the runners who get a bank at the opening
	adding   string   // staff id of the runner whose bank is being added
	page     Page     // of the section More
	sale     int      // the place in the list of sales under More
	tablet   int      // the place in the list of tablets
	filing   int      // the place in the list of rejected filings
	pairing  bool     // a code was asked for and is shown as long as it stands
	prompt   *prompt
	weigh    *weighing
	notice   *notice
	hidden   string // the banner that was hidden, by its cause
	scanned  int64  // counts scans, so that a screen can flash the line
}

type notice struct {
	tone  Tone
	title string
	text  string
}

type idRead struct {
	at       time.Time
	document string // kind, issuer and expiry in words
	verdict  *assessed
	sequence int64 // of the refusal's entry
}

type payment struct {
	order     string // empty for the cart
	kind      terminal.TenderKind
	split     bool
	given     money.Cents
	typed     bool
	card      money.Cents
	reference string
	writeOff  string
	saving    bool
	sale      string // the id of an order's sale
}

type finished struct {
	sale     till.Completed
	order    string
	tenders  []terminal.Tender
	sequence int64
	at       time.Time
}

// New makes a workplace at which nobody is signed in.
func New(options Options) *Counter {
	if options.Zone == nil {
		options.Zone = time.UTC
	}
	if !options.Language.Valid() {
		options.Language = text.English
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	return &Counter{
		options: options, changes: make(chan struct{}, 1), scaleWanted: make(chan struct{}, 1), ids: map[string]string{},
		state: fresh(options.Language),
	}
}

// Run passes on what is committed, lets ages move and looks at the scale while
// goods are weighed, until ctx ends.
func (c *Counter) Run(ctx context.Context) {
	events, stop := c.options.Till.Watch()
	defer stop()
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { c.lookAtScale(ctx) })
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-events:
		case <-ticker.C:
		}
		c.wake()
	}
}

// Changes tells that a screen may look different now. Several changes are one
// wake-up.
func (c *Counter) Changes() <-chan struct{} { return c.changes }

func (c *Counter) wake() {
	select {
	case c.changes <- struct{}{}:
	default:
	}
}

// Attach puts a session, a cart or an order in front of this workplace that
// another surface has begun. Empty texts leave what is there.
func (c *Counter) Attach(session, cart, order string) {
	c.act(func(context.Context) error {
		c.set(func(s *state) {
			if session != "" {
				s.session.ID = session
			}
			if cart != "" {
				s.cart, s.tab, s.pay, s.done = cart, TabSell, nil, nil
			}
			if order != "" {
				s.order, s.tab, s.pay, s.done = order, TabOrders, nil, nil
			}
		})
		return nil
	})
}

// set changes the state under its lock.
func (c *Counter) set(change func(*state)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.state)
	if c.state.weigh != nil && !c.state.weighs() {
		c.state.weigh = nil
	}
}

// weighs says whether the weigh panel belongs on what is in front.
func (s *state) weighs() bool {
	if s.session.ID == "" || s.pay != nil || s.done != nil || s.prompt != nil {
		return false
	}
	if s.weigh.order != "" {
		return s.tab == TabOrders && s.order == s.weigh.order
	}
	return s.tab == TabSell && s.cart != ""
}

// now copies the state. Maps in it are only replaced, never changed.
func (c *Counter) now() state {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

func (c *Counter) local() time.Time { return c.options.Clock.Now().Wall.In(c.options.Zone) }

// barred says that the person must choose a PIN of their own before anything
// else.
func (c *Counter) barred() bool { return c.now().session.MustChangePIN }

// act runs one intent, unless the person is barred.
func (c *Counter) act(intent func(context.Context) error) {
	if !c.barred() {
		c.run(intent)
	}
}

// run runs one intent. What it says no to becomes the notice of the screen.
func (c *Counter) run(intent func(context.Context) error) {
	c.acting.Lock()
	defer c.acting.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), intentTimeout)
	defer cancel()
	c.set(func(s *state) { s.notice = nil })
	if err := intent(ctx); err != nil {
		c.tell(err)
	}
	c.wake()
}

// quiet runs an intent that only moves what is shown.
func (c *Counter) quiet(change func(*state)) {
	c.acting.Lock()
	defer c.acting.Unlock()
	if c.barred() {
		return
	}
	c.set(change)
	c.wake()
}

// tell shows an error in words.
func (c *Counter) tell(err error) {
	coded := terminal.AsError(err)
	tone := Caution
	if coded.Kind == terminal.Refused || coded.Kind == terminal.Internal || coded.Kind == terminal.Unknown {
		tone = Alarm
	}
	c.set(func(s *state) {
		if coded.Kind == terminal.SignIn && !wantsSupervisor(err) {
			s.session, s.pay, s.prompt = till.Session{}, nil, nil
		}
		sentence, hint := s.language.Error(coded)
		s.notice = &notice{tone, sentence, hint}
	})
}

func (c *Counter) inform(tone Tone, title, words string) {
	c.set(func(s *state) { s.notice = &notice{tone, title, words} })
}

func (c *Counter) view(ctx context.Context, read func(terminal.Reader) error) error {
	return c.options.View(ctx, read)
}
