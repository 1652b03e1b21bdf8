// Package orders is the terminal's end of curbfeed/1: it keeps a websocket to the
// web shop open, hands what comes in to the till in durable batches, acknowledges
// only what is on disk, and sends the till's commands until each has its answer.
//
// It decides nothing about an order: it checks the form of frames and keeps the
// order of things. What a frame means is package terminal/order's.
package orders

import (
	"context"

	"github.com/curbline/curbline/terminal"
)

// Applied is what became of a batch. Cursor is the highest one held after it,
// empty if none is. Hole asks for a snapshot: a revision is missing, and items
// from it on were not applied.
type Applied struct {
	Cursor string
	Hole   bool
}

// Inbox is the durable side. Each call is one committed transaction; an error
// means that nothing is known to be stored.
type Inbox interface {
	// Cursor gives the last cursor held, empty if there is none.
	Cursor(ctx context.Context) (string, error)
	// Apply stores at most BatchMax items in their order.
	Apply(ctx context.Context, items []terminal.FeedItem) (Applied, error)
	// ForgetCursor drops the cursor before a hello without one.
	ForgetCursor(ctx context.Context) error
	// PendingCommands gives the oldest commands without a result, in the order in
	// which they were stored.
	PendingCommands(ctx context.Context, limit int) ([]terminal.ShopCommand, error)
	// CommandResult stores the answer to a command. Keys that are not known and
	// answers that were stored before change nothing.
	CommandResult(ctx context.Context, result terminal.ShopResult) error
}

// ResultTooOld is the Status that this terminal itself gives a command without
// an expected revision which is older than ShopMemory: it is not sent any more,
// and a person must look at its order (curbfeed/1, rule 5).
const ResultTooOld = "too_old"

// ResultUnsendable is the Status that this terminal itself gives a stored command
// that cannot be a frame.
const ResultUnsendable = "unsendable"
