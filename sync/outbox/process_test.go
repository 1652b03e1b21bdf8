package outbox_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
)

// ErrDead answers everything that a killed process still tries.
var ErrDead = errors.New("the process was killed")

// Crash is a point at which a process is killed: at its Nth operation on disk
// or network, before or after the operation took effect.
type Crash struct {
	Operation int
	After     bool
}

// process is one life of the terminal between two kills. What it did to the
// disk and to the state stays; everything after the kill has no effect.
type process struct {
	queue     outbox.Queue
	authority outbox.Authority
	crash     Crash
	hiccups   []Crash
	kill      context.CancelFunc

	mu         sync.Mutex
	operations int
	commits    int
	dead       bool
}

// enter counts an operation; false if the process is dead or dies here.
func (p *process) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return false
	}
	p.operations++
	if p.operations == p.crash.Operation && !p.crash.After {
		p.dead = true
		p.kill()
	}
	return !p.dead
}

// leave says whether the process lives to see what its operation did.
func (p *process) leave() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.operations >= p.crash.Operation && p.crash.Operation > 0 && !p.dead {
		p.dead = true
		p.kill()
	}
	return !p.dead
}

func run[T any](p *process, operation func() (T, error)) (T, error) {
	var none T
	if !p.enter() {
		return none, ErrDead
	}
	result, err := operation()
	if !p.leave() {
		return none, ErrDead
	}
	return result, err
}

// ErrCommit answers a commit of which nobody knows whether it held.
var ErrCommit = errors.New("the commit failed")

// commit is run for a change of the disk, which may also fail with the process
// living on, whether it took effect or not.
func commit[T any](p *process, operation func() (T, error)) (T, error) {
	return run(p, func() (T, error) {
		p.mu.Lock()
		p.commits++
		number := p.commits
		p.mu.Unlock()
		for _, hiccup := range p.hiccups {
			if hiccup.Operation != number {
				continue
			}
			var none T
			if hiccup.After {
				_, _ = operation()
			}
			return none, ErrCommit
		}
		return operation()
	})
}

func (p *process) Recover(ctx context.Context, wait time.Duration) (int, error) {
	return commit(p, func() (int, error) { return p.queue.Recover(ctx, wait) })
}

// Due and Counts change nothing, so that dying in them is dying before the
// next operation: they are not crash points.
func (p *process) Due(ctx context.Context, state terminal.UploadState, limit int) ([]terminal.Upload, error) {
	return p.queue.Due(ctx, state, limit)
}

func (p *process) MarkSending(ctx context.Context, rowID int64) (terminal.Upload, error) {
	return commit(p, func() (terminal.Upload, error) { return p.queue.MarkSending(ctx, rowID) })
}

func (p *process) Settle(ctx context.Context, rowID int64, result outbox.Result) error {
	_, err := commit(p, func() (struct{}, error) { return struct{}{}, p.queue.Settle(ctx, rowID, result) })
	return err
}

func (p *process) HighestOurs(ctx context.Context) (outbox.Ours, error) {
	return p.queue.HighestOurs(ctx)
}

func (p *process) Counts(ctx context.Context) (outbox.Counts, error) { return p.queue.Counts(ctx) }

func (p *process) Create(ctx context.Context, receipt terminal.Receipt) outbox.Answer {
	answer, err := run(p, func() (outbox.Answer, error) { return p.authority.Create(ctx, receipt), nil })
	if err != nil {
		return outbox.Answer{Outcome: outbox.Unknown, Err: err}
	}
	return answer
}

func (p *process) Delete(ctx context.Context, stateID int64) outbox.Answer {
	answer, err := run(p, func() (outbox.Answer, error) { return p.authority.Delete(ctx, stateID), nil })
	if err != nil {
		return outbox.Answer{Outcome: outbox.Unknown, Err: err}
	}
	return answer
}

func (p *process) Find(ctx context.Context, external string) ([]outbox.Filed, error) {
	return run(p, func() ([]outbox.Filed, error) { return p.authority.Find(ctx, external) })
}

func (p *process) ControlRead(ctx context.Context) error {
	_, err := run(p, func() (struct{}, error) { return struct{}{}, p.authority.ControlRead(ctx) })
	return err
}

func (p *process) Highest(ctx context.Context, prefix string, since time.Time) (int64, error) {
	return p.authority.Highest(ctx, prefix, since)
}

func (p *process) Keys() string { return p.authority.Keys() }
