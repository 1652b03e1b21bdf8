// Package till is the heart of the terminal: an actor that takes commands one at
// a time, decides them, and makes each accepted one a single transaction.
// DESIGN.md beside this file says what happens around a commit.
package till

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"sync"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/pairing"
	"github.com/curbline/curbline/terminal/rules"
)

const (
	// peopleWaitingMax and machinesWaitingMax bound the two lanes of the mailbox.
	peopleWaitingMax   = 64
	machinesWaitingMax = 256
	// commandTimeout bounds a command once it is taken.
	commandTimeout = 5 * time.Second
	// commandsKept is how long an outcome is remembered for the same id.
	commandsKept = 48 * time.Hour
	// pulseWithin is how long after its commit a sale may still open the drawer.
	pulseWithin = 5 * time.Second
)

// Store is the durable side. See package store, which meets it.
type Store interface {
	// Do runs one transaction; an error of fn undoes it, an error of the COMMIT
	// wraps terminal.ErrCommitUnknown.
	Do(ctx context.Context, fn func(terminal.Tx) error) error
	// View reads one consistent state.
	View(ctx context.Context, fn func(terminal.Reader) error) error
	// Trust is nil unless the database is not where its witness saw it.
	Trust() error
	// SyncWitness makes the witness durable.
	SyncWitness() error
}

// DayKeys gives the key by which persons are known on one legal day. A key that
// is missing is an error, never a new key: a limit must not be forgotten.
type DayKeys interface {
	// Today gives the key of the day. It is made only if mayMake is set, which
	// says that nothing was bought under a key of that day yet.
	Today(day clock.Date, mayMake bool) ([]byte, error)
	// Kept gives the keys of earlier days that are still kept, by day.
	Kept() (map[clock.Date][]byte, error)
	// Forget destroys the keys of days before a day.
	Forget(before clock.Date) error
}

// Shop is what the terminal knows of the store it stands in.
type Shop struct {
	Name         string
	Code         string
	License      string
	Address      []string
	TerminalID   string
	Jurisdiction string
	Zone         *time.Location
	// Reports says whether sales are filed with a state at all.
	Reports bool
	// HasFeed says whether there is a web shop to be told.
	HasFeed bool
	// FilingWithin is how long after a sale its filing is due.
	FilingWithin time.Duration
	// PriceFloorPermille bounds how far below the catalog price an order's price
	// is honoured.
	PriceFloorPermille int64
	// PackedBagKept is how long a ready bag waits for its customer.
	PackedBagKept time.Duration
	// RunnerPseudonym turns a staff id into a name that means nothing outside.
	RunnerPseudonym func(staffID string) string
}

// Options are what a till needs.
type Options struct {
	Store         Store
	Clock         clock.Clock
	Rules         *rules.Engine
	Shop          Shop
	Keys          DayKeys
	CommandKey    []byte // keys the hash of command bodies, which may hold an ID
	CheckpointKey ed25519.PrivateKey
	Log           *slog.Logger
	// StateDown says whether the state cannot be reached now; a pack may forbid
	// some sales then. It must answer at once. Nil means that it can.
	StateDown func() bool
}

// Till is the actor. New it, Run it, Submit to it.
type Till struct {
	options  Options
	people   chan request
	machines chan request
	pulses   chan Pulse
	watchers watchers
	memory   order.Memory // of the feed; touched by the actor alone

	halted chan struct{} // closed when the till has halted: nobody is answered any more

	mu       sync.Mutex
	state    State
	reason   string
	sessions map[string]*signedIn
	approval map[string]approval
	persons  map[string]*Person // by cart or order id; memory only
	refusals map[string]Refusal // by cart or order id; what the screen shows
	offers   []pairing.Offer    // memory only

	devices deviceBook
}

// State says whether the till takes commands.
type State string

// The states of the till.
const (
	Running  State = "running"
	Settling State = "settling" // a COMMIT failed and its outcome is being found out
	Halted   State = "halted"   // the outcome is unknown; only a fresh process can tell
)

// Pulse asks for the drawer to open, once, now.
type Pulse struct {
	Sale   string
	Before time.Duration // by the clock's monotonic hand; too late is never
	Amount money.Cents
}

type request struct {
	ctx     context.Context //nolint:containedctx // the caller's wait, nothing more
	command Command
	reply   chan reply
}

type reply struct {
	outcome Outcome
	err     error
}

// New makes a till. It does nothing before Run.
func New(options Options) *Till {
	return &Till{
		options:  options,
		people:   make(chan request, peopleWaitingMax),
		machines: make(chan request, machinesWaitingMax),
		pulses:   make(chan Pulse, 1),
		halted:   make(chan struct{}),
		state:    Running,
		sessions: map[string]*signedIn{},
		approval: map[string]approval{},
		persons:  map[string]*Person{},
		refusals: map[string]Refusal{},
	}
}

// Run handles commands until ctx ends or the till halts, in which case it
// returns an error of code "till.halted". People go before machines.
func (t *Till) Run(ctx context.Context) error {
	for {
		select {
		case request := <-t.people:
			t.answer(request)
		default:
			select {
			case <-ctx.Done():
				return nil
			case request := <-t.people:
				t.answer(request)
			case request := <-t.machines:
				t.answer(request)
			}
		}
		if state, _ := t.State(); state == Halted {
			close(t.halted)
			return t.haltedError()
		}
	}
}

func (t *Till) haltedError() error {
	_, reason := t.State()
	return terminal.Errorf(terminal.Unknown, "till.halted", "%s", reason).
		WithHint("%s must restart; the sale is looked up then.", t.options.Shop.TerminalID)
}

// answer handles one request. The caller's context bounded only its wait.
func (t *Till) answer(r request) {
	if r.ctx.Err() != nil {
		r.reply <- reply{err: r.ctx.Err()}
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), commandTimeout)
	defer cancel()
	outcome, err := t.handle(ctx, r.command)
	r.reply <- reply{outcome, err}
}

// Submit hands a command in and waits for its outcome. If ctx ends first the
// command may still be done: ask again with the same id. It returns an error of
// code "till.busy" if the lane is full, and "till.halted" once the till has
// halted: whoever waits for it would keep the process from ending.
func (t *Till) Submit(ctx context.Context, command Command) (Outcome, error) {
	lane := t.people
	if command.Body.machine() {
		lane = t.machines
	}
	if body, ok := command.Body.(preparer); ok {
		if err := t.prepare(ctx, command.Session, body); err != nil {
			return Outcome{}, err
		}
	}
	r := request{ctx: ctx, command: command, reply: make(chan reply, 1)}
	select {
	case <-t.halted:
		return Outcome{}, t.haltedError()
	default:
	}
	select {
	case lane <- r:
	default:
		return Outcome{}, terminal.Errorf(terminal.Unavailable, "till.busy", "The terminal has too much to do at once.").
			WithHint("Wait a moment and try again.")
	}
	select {
	case answer := <-r.reply:
		return answer.outcome, answer.err
	case <-ctx.Done():
		return Outcome{}, terminal.Errorf(terminal.Unknown, "till.caller_left", "Nobody waited for the answer.").
			WithHint("Ask again with the same command id.").Wrap(ctx.Err())
	case <-t.halted:
	}
	select {
	case answer := <-r.reply: // the last one that was answered
		return answer.outcome, answer.err
	default:
		return Outcome{}, t.haltedError()
	}
}

// prepare does a command's slow part in its caller's time, for somebody who is
// signed in.
func (t *Till) prepare(ctx context.Context, session string, body preparer) error {
	if _, err := t.session(session); err != nil {
		return err
	}
	return body.prepare(ctx)
}

// State gives the till's state and the reason in words.
func (t *Till) State() (State, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state, t.reason
}

func (t *Till) setState(state State, reason string) {
	t.mu.Lock()
	t.state, t.reason = state, reason
	t.mu.Unlock()
	t.options.Log.Info("till", "state", state, "reason", reason)
	t.watchers.publish(Event{Kinds: []string{"till." + string(state)}})
}

// Pulses is where requests to open the drawer come out.
func (t *Till) Pulses() <-chan Pulse { return t.pulses }
