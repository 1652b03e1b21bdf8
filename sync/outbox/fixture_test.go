package outbox_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
)

const settle = SettleDelay

// shop is a drainer at work inside a bubble, with hands on both its sides.
type shop struct {
	t       *testing.T
	disk    *outboxtest.Disk
	state   *State
	drainer *outbox.Drainer
	stop    func()
	looks   atomic.Int32 // look-ups so far

	mu   sync.Mutex
	sent []string
	keys string
	// create, if set, answers instead of the state.
	create func(terminal.Receipt) *outbox.Answer
}

type shopAuthority struct {
	outbox.Authority
	shop *shop
}

func (a shopAuthority) Create(ctx context.Context, receipt terminal.Receipt) outbox.Answer {
	a.shop.mu.Lock()
	a.shop.sent = append(a.shop.sent, receipt.External)
	create := a.shop.create
	a.shop.mu.Unlock()
	if create != nil {
		if answer := create(receipt); answer != nil {
			return *answer
		}
	}
	return a.Authority.Create(ctx, receipt)
}

func (a shopAuthority) Find(ctx context.Context, external string) ([]outbox.Filed, error) {
	a.shop.looks.Add(1)
	return a.Authority.Find(ctx, external)
}

func (a shopAuthority) Keys() string {
	a.shop.mu.Lock()
	defer a.shop.mu.Unlock()
	return a.shop.keys
}

// open prepares a shop; start runs its drainer.
func open(t *testing.T) *shop {
	disk := outboxtest.NewDisk("LARIM-T1-7K2M-", time.Now)
	return &shop{t: t, disk: disk, state: &State{Start: time.Now(), Disk: disk}, keys: "first"}
}

func (s *shop) start(queue outbox.Queue, pacer *rate.Limiter) {
	if queue == nil {
		queue = s.disk
	}
	if pacer == nil {
		pacer = outbox.NewPacer(Rate)
	}
	s.drainer = outbox.New(outbox.Options{
		Queue: queue, Authority: shopAuthority{s.state.Paced(pacer), s}, Clock: NewWall(),
		SettleDelay: settle, Pacer: pacer,
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); s.drainer.Run(ctx) }()
	s.stop = func() { cancel(); <-ended }
}

// answer replaces what answers in place of the state; nil for the state itself.
func (s *shop) answer(create func(terminal.Receipt) *outbox.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.create = create
}

// sell queues a sale and returns its row.
func (s *shop) sell(number int64, change func(*terminal.Upload)) int64 {
	upload := outboxtest.Upload(outboxtest.Sale(s.disk.External(number), number, time.Now()), number)
	if change != nil {
		change(&upload)
	}
	row := s.disk.Add(upload)
	if s.drainer != nil {
		s.drainer.Wake()
	}
	return row
}

func (s *shop) sentNow() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.sent...)
}

func (s *shop) want(row int64, state terminal.UploadState) terminal.Upload {
	s.t.Helper()
	got := s.disk.Row(row)
	if got.State != state {
		s.t.Errorf("%s is %s (%s), want %s", got.External, got.State, got.Problem, state)
	}
	return got
}

// pass lets time go by until everything that is due then has happened.
func pass(d time.Duration) {
	timer := time.NewTimer(d)
	<-timer.C
	synctest.Wait()
}

func inBubble(t *testing.T, run func(*testing.T)) { synctest.Test(t, run) }

func TestTheSimulatedStateIsAnAuthority(t *testing.T) {
	outboxtest.Authority(t, inBubble, func(t *testing.T) *outboxtest.Bench {
		disk := outboxtest.NewDisk("LARIM-T1-7K2M-", time.Now)
		state := &State{Start: time.Now(), Disk: disk}
		var armed WriteFault
		state.Trouble = func(int64, int) Trouble {
			fault := armed
			armed = ""
			return Trouble{Fault: fault}
		}
		refused := false
		state.Poisoned = func(int64) bool { was := refused; refused = false; return was }
		arm := func(fault WriteFault) func() { return func() { armed = fault } }
		window := func(kind WindowKind) func(bool) {
			return func(on bool) {
				if on {
					state.SetWindows(Window{Kind: kind, To: 24 * time.Hour})
				} else {
					state.SetWindows()
				}
			}
		}
		return &outboxtest.Bench{
			Authority: state, Prefix: disk.Prefix,
			Receipt: func(number int64) terminal.Receipt {
				return outboxtest.Sale(disk.External(number), number, time.Date(2026, 3, 14, 18, 7, 22, 0, time.UTC))
			},
			Live:          func(external string) int { return len(state.Live(external)) },
			ArmAnswerLost: arm(AnswerLost), ArmRequestLost: arm(LostOnTheWay),
			ArmError: arm(ServerError), ArmPage: arm(ServerError),
			ArmThrottle: arm(TooMany), ArmRefusal: func() { refused = true },
			RefuseKeys: window(KeysRefused), CutLine: window(LineDown),
			LimitReads: window(ReadsLimited),
		}
	})
}
