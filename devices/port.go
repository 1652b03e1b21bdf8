package devices

import "context"

// Port is a line to a device, one byte after the other. Implementations carry
// all 256 byte values unchanged and are safe for one reader and several writers
// at a time.
type Port interface {
	// Name is the path or address the port was opened with.
	Name() string

	// Read waits for at least one byte and returns what is there, up to len(p).
	// Bytes that arrived before the call are kept for it, within a limit.
	// Errors: Timeout when ctx reaches its deadline, the context's error when it
	// is cancelled, Unplugged or Closed when the port is of no more use.
	Read(ctx context.Context, p []byte) (int, error)

	// Write hands over all of p. It returns how many bytes certainly left; with
	// Abandoned, some of those after n may have left too, and later writes
	// return Busy (n is 0, no byte left) until the stuck one has come back.
	// Errors: Timeout, Abandoned, Busy, Unplugged, Closed, the context's error.
	Write(ctx context.Context, p []byte) (n int, err error)

	// Close ends pending calls with Closed and returns within a second, also
	// while a write is stuck. Closing twice is no error.
	Close() error
}

// Scanner is a device that reads codes and documents.
type Scanner interface {
	// Run reads until ctx ends (nil) or the port is gone (its error).
	Run(ctx context.Context) error
}
