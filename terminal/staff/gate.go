package staff

import (
	"context"

	"github.com/curbline/curbline/terminal"
)

// HashesMax is how many PINs are hashed at once: each takes 19 MiB and a core
// for some tens of milliseconds, on a PC that must go on selling.
const HashesMax = 2

// Gate lets a fixed number of callers in at once; the others wait.
type Gate struct{ slots chan struct{} }

// NewGate makes a gate for count callers.
func NewGate(count int) *Gate { return &Gate{slots: make(chan struct{}, count)} }

// Enter waits for a place. It returns an Unavailable error of code staff.busy if
// the context ends first. Whoever entered calls leave once.
func (g *Gate) Enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, busy(err)
	}
	select {
	case g.slots <- struct{}{}:
		return func() { <-g.slots }, nil
	case <-ctx.Done():
		return nil, busy(ctx.Err())
	}
}

func busy(cause error) error {
	return terminal.Errorf(terminal.Unavailable, "staff.busy", "Too many PINs are being checked at once.").
		WithHint("Try again.").Wrap(cause)
}

// hashing is the process's one gate, as memory and cores are the process's.
var hashing = NewGate(HashesMax)
