package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
)

// WriteFault is what goes wrong with one write.
type WriteFault string

// What can go wrong with a write. The zero value is nothing.
const (
	LostOnTheWay   WriteFault = "lost_on_the_way"  // never arrives, no answer
	AnswerLost     WriteFault = "answer_lost"      // done, no answer
	LandsLate      WriteFault = "lands_late"       // no answer, done after Late
	ServerError    WriteFault = "server_error"     // 500, not done
	ErrorAfterward WriteFault = "error_afterwards" // 500, done
	NoRoute        WriteFault = "no_route"         // nothing sent
	TooMany        WriteFault = "too_many"         // 429
)

// Trouble is a fault of a write and its times. What is done at a moment shows
// in reads Lag later.
type Trouble struct {
	Fault WriteFault
	Late  time.Duration // after the attempt's end
	Lag   time.Duration
}

// WindowKind is what is wrong with the state for a time.
type WindowKind string

// The kinds of window.
const (
	LineDown     WindowKind = "line_down"     // nothing can be sent
	KeysRefused  WindowKind = "keys_refused"  // 401 to everything, also to look-ups
	ProxyInstead WindowKind = "proxy_instead" // a proxy answers reads with 404, writes with a page
	ReadsLimited WindowKind = "reads_limited" // 429 to reads
)

// Window is a time of trouble, counted from the world's start.
type Window struct {
	Kind     WindowKind
	From, To time.Duration
}

// State is a simulated state with faults by plan. It serves all processes of a
// simulation and outlives them.
type State struct {
	Start    time.Time
	Windows  []Window
	Trouble  func(number int64, attempt int) Trouble
	Poisoned func(number int64) bool
	Disk     *outboxtest.Disk // to see that a write was marked durably before it came

	mu       sync.Mutex
	receipts []stored
	lastID   int64
	attempts map[string]int
	Writes   []time.Time // when each write left
	Broken   []string    // what a checker saw on the way
	late     sync.WaitGroup
}

type stored struct {
	outbox.Filed
	visible, gone time.Time
}

// attemptLatency is how long a write takes that is answered.
const attemptLatency = 50 * time.Millisecond

// Live gives what is filed and not voided under a number.
func (s *State) Live(external string) []outbox.Filed {
	s.mu.Lock()
	defer s.mu.Unlock()
	var live []outbox.Filed
	for _, receipt := range s.receipts {
		if receipt.External == external && !receipt.Voided {
			live = append(live, receipt.Filed)
		}
	}
	return live
}

// All gives everything that was ever filed.
func (s *State) All() []outbox.Filed {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []outbox.Filed
	for _, receipt := range s.receipts {
		all = append(all, receipt.Filed)
	}
	return all
}

// SetWindows replaces the windows while the world runs.
func (s *State) SetWindows(windows ...Window) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Windows = windows
}

// SetTrouble replaces the plan of faults while the world runs.
func (s *State) SetTrouble(trouble func(number int64, attempt int) Trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Trouble = trouble
}

func (s *State) trouble(number int64, attempt int) Trouble {
	s.mu.Lock()
	plan := s.Trouble
	s.mu.Unlock()
	if plan == nil {
		return Trouble{}
	}
	return plan(number, attempt)
}

func (s *State) broken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.Broken) > 0
}

func (s *State) window() WindowKind {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := time.Since(s.Start)
	for _, window := range s.Windows {
		if at >= window.From && at < window.To {
			return window.Kind
		}
	}
	return ""
}

func (s *State) commit(receipt terminal.Receipt, lag time.Duration) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.receipts {
		if other.External == receipt.External {
			s.Broken = append(s.Broken, fmt.Sprintf("%s was filed twice", receipt.External))
		}
	}
	s.lastID++
	receipt.Lines = slices.Clone(receipt.Lines)
	s.receipts = append(s.receipts, stored{
		Filed: outbox.Filed{StateID: s.lastID, Receipt: receipt}, visible: time.Now().Add(lag),
	})
	return s.lastID
}

// wrote sees to the order: durable mark, then the write.
func (s *State) wrote(external string, kind terminal.UploadKind) (attempt int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Writes = append(s.Writes, time.Now())
	if s.attempts == nil {
		s.attempts = map[string]int{}
	}
	s.attempts[external]++
	marked := false
	for _, row := range s.Disk.Rows() {
		marked = marked || row.External == external && row.Kind == kind && row.State == terminal.UploadSending
		if kind == terminal.UploadDelete && row.External == external && row.Kind == terminal.UploadCreate &&
			row.State != terminal.UploadAcknowledged {
			s.Broken = append(s.Broken, fmt.Sprintf("delete of %s while its create is %s", external, row.State))
		}
	}
	if !marked {
		s.Broken = append(s.Broken, fmt.Sprintf("%s of %s without a durable mark", kind, external))
	}
	return s.attempts[external]
}

// ErrSimulated is the cause of every simulated fault.
var ErrSimulated = errors.New("simulated fault")

// Create files a receipt, or does what the plan says.
func (s *State) Create(ctx context.Context, receipt terminal.Receipt) outbox.Answer {
	number, _ := strconv.ParseInt(receipt.External[strings.LastIndex(receipt.External, "-")+1:], 10, 64)
	attempt := s.wrote(receipt.External, terminal.UploadCreate)
	trouble := s.trouble(number, attempt)
	if answer, ended := s.writeFault(ctx, trouble); ended {
		switch trouble.Fault {
		case AnswerLost, ErrorAfterward:
			if answer.Outcome == outbox.Unknown && s.window() == "" {
				s.commit(receipt, trouble.Lag)
			}
		case LandsLate:
			if answer.Outcome == outbox.Unknown {
				s.late.Go(func() { wait(context.Background(), trouble.Late); s.commit(receipt, trouble.Lag) })
			}
		}
		return answer
	}
	if s.Poisoned != nil && s.Poisoned(number) {
		return outbox.Answer{Outcome: outbox.Rejected, Words: "package is not at this facility"}
	}
	return outbox.Answer{Outcome: outbox.Acknowledged, StateID: s.commit(receipt, trouble.Lag)}
}

// writeFault answers a write that does not get through as it should.
func (s *State) writeFault(ctx context.Context, trouble Trouble) (outbox.Answer, bool) {
	switch s.window() {
	case LineDown:
		return outbox.Answer{Outcome: outbox.NotSent, Err: ErrSimulated}, true
	case KeysRefused:
		wait(ctx, attemptLatency)
		return outbox.Answer{Outcome: outbox.Paused, Err: ErrSimulated}, true
	case ProxyInstead:
		wait(ctx, attemptLatency)
		return outbox.Answer{Outcome: outbox.Unknown, Err: ErrSimulated}, true
	}
	switch trouble.Fault {
	case LostOnTheWay, AnswerLost, LandsLate:
		wait(ctx, time.Hour)
		return outbox.Answer{Outcome: outbox.Unknown, Err: ErrSimulated}, true
	case ServerError, ErrorAfterward:
		wait(ctx, attemptLatency)
		return outbox.Answer{Outcome: outbox.Unknown, Err: ErrSimulated}, true
	case NoRoute:
		return outbox.Answer{Outcome: outbox.NotSent, Err: ErrSimulated}, true
	case TooMany:
		return outbox.Answer{Outcome: outbox.Throttled, RetryAfter: 7 * time.Second}, true
	}
	wait(ctx, attemptLatency)
	if ctx.Err() != nil {
		return outbox.Answer{Outcome: outbox.Unknown, Err: ctx.Err()}, true
	}
	return outbox.Answer{}, false
}

// Delete voids a receipt. Its faults are those planned for the receipt's next
// attempt.
func (s *State) Delete(ctx context.Context, stateID int64) outbox.Answer {
	external := ""
	for _, receipt := range s.All() {
		if receipt.StateID == stateID {
			external = receipt.External
		}
	}
	attempt := s.wrote(external, terminal.UploadDelete)
	number, _ := strconv.ParseInt(external[strings.LastIndex(external, "-")+1:], 10, 64)
	trouble := s.trouble(number, attempt)
	answer, ended := s.writeFault(ctx, trouble)
	if ended && trouble.Fault != AnswerLost && trouble.Fault != ErrorAfterward || ended && answer.Outcome != outbox.Unknown {
		return answer
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.receipts {
		if s.receipts[i].StateID == stateID {
			s.receipts[i].Voided, s.receipts[i].gone = true, time.Now().Add(trouble.Lag)
		}
	}
	if ended {
		return answer
	}
	return outbox.Answer{Outcome: outbox.Acknowledged}
}

// readFault answers a read that does not get through; absent says that it is
// one that a careless reader takes for "not there".
func (s *State) readFault(ctx context.Context) (absent bool, err error) {
	kind := s.window()
	if kind == LineDown {
		return false, &outbox.Fault{Outcome: outbox.NotSent, Err: ErrSimulated}
	}
	if wait(ctx, attemptLatency) != nil {
		return false, &outbox.Fault{Outcome: outbox.Unknown, Err: ctx.Err()}
	}
	switch kind {
	case KeysRefused:
		return true, &outbox.Fault{Outcome: outbox.Paused, Err: ErrSimulated}
	case ProxyInstead:
		return true, &outbox.Fault{Outcome: outbox.Unknown, Err: ErrSimulated}
	case ReadsLimited:
		return false, &outbox.Fault{Outcome: outbox.Throttled, RetryAfter: 7 * time.Second, Err: ErrSimulated}
	}
	return false, nil
}

// Find looks up what shows by now.
func (s *State) Find(ctx context.Context, external string) ([]outbox.Filed, error) {
	if absent, err := s.readFault(ctx); absent {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []outbox.Filed
	for _, receipt := range s.receipts {
		if receipt.External != external || receipt.visible.After(time.Now()) {
			continue
		}
		filed := receipt.Filed
		filed.Voided = filed.Voided && !receipt.gone.After(time.Now())
		found = append(found, filed)
	}
	return found, nil
}

// ControlRead succeeds when nothing is wrong.
func (s *State) ControlRead(ctx context.Context) error {
	_, err := s.readFault(ctx)
	return err
}

// Highest looks through all receipts.
func (s *State) Highest(ctx context.Context, prefix string, _ time.Time) (int64, error) {
	if _, err := s.readFault(ctx); err != nil {
		return 0, err
	}
	highest := int64(0)
	for _, receipt := range s.All() {
		if rest, ok := strings.CutPrefix(receipt.External, prefix); ok {
			number, _ := strconv.ParseInt(rest, 10, 64)
			highest = max(highest, number)
		}
	}
	return highest, nil
}

// Keys never change here.
func (s *State) Keys() string { return "keys" }

// Paced gives an authority that paces reads, as a real one does.
func (s *State) Paced(pacer *rate.Limiter) outbox.Authority { return paced{s, pacer} }

type paced struct {
	*State
	pacer *rate.Limiter
}

func (p paced) Find(ctx context.Context, external string) ([]outbox.Filed, error) {
	if err := p.pacer.Wait(ctx); err != nil {
		return nil, &outbox.Fault{Outcome: outbox.NotSent, Err: err}
	}
	return p.State.Find(ctx, external)
}

func (p paced) ControlRead(ctx context.Context) error {
	if err := p.pacer.Wait(ctx); err != nil {
		return &outbox.Fault{Outcome: outbox.NotSent, Err: err}
	}
	return p.State.ControlRead(ctx)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
