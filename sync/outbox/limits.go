package outbox

import "time"

// The drainer's bounds.
const (
	// SettleDelayDefault is how long after an attempt's end a look-up may first
	// say "not there", and how much later it must say so again. The state's reads
	// may lag and its writes may land late; a minute covers what is published.
	SettleDelayDefault = 60 * time.Second
	// AttemptTimeout ends a write that gets no answer; its outcome is unknown.
	AttemptTimeout = 30 * time.Second
	// ReadTimeout ends one look-up or control read with all its pages.
	ReadTimeout = 60 * time.Second
	// FirstContactTimeout ends the search for our highest number, which may read
	// many pages.
	FirstContactTimeout = 30 * time.Minute
	// SettleTimeout bounds one try to write a result down.
	SettleTimeout = 5 * time.Second
	// ShutdownGrace is how long requests under way may still end by themselves.
	ShutdownGrace = 5 * time.Second

	// ConcurrentWritesMax stays below the ten concurrent calls a facility has.
	ConcurrentWritesMax = 6
	// ConcurrentReadsMax leaves calls to the writes.
	ConcurrentReadsMax = 3
	// BatchMax is how many rows one look at the queue returns.
	BatchMax = 32
	// PollInterval is how often the queue is read without being woken.
	PollInterval = time.Second
	// CountInterval is how often the totals are read when nothing moved.
	CountInterval = 5 * time.Second
	// HeartbeatInterval is how long the line may be silent before a control read
	// asks whether it still works.
	HeartbeatInterval = time.Minute

	// RateDefault is the budget of calls a second to one store's state.
	RateDefault = 5.0
	// RateShare is the part of the allowed rate that is used: enough to drain at
	// 95 %, low enough that jitter on the way does not breach a window.
	RateShare = 0.97
	// RetryAfterDefault is waited where the state says 429 without a time.
	RetryAfterDefault = 5 * time.Second
	// RetryAfterMax bounds what the state may ask us to wait at once.
	RetryAfterMax = 5 * time.Minute

	// BreakAfter unclear answers in a row, nothing more is sent until a control
	// read succeeds.
	BreakAfter = 3
	// RequeuesMax re-sends without one clear answer, a person is asked.
	RequeuesMax = 8
	// RequeueCeiling bounds the doubling wait between a record's re-sends.
	RequeueCeiling = 30 * time.Minute
	// DeferBase and DeferCeiling bound the wait of one record whose look-up gets
	// no usable answer.
	DeferBase    = 15 * time.Second
	DeferCeiling = 10 * time.Minute
	// KeysBase and KeysCeiling bound the control reads while the keys are
	// refused: seldom enough that no account is locked for it.
	KeysBase    = 15 * time.Second
	KeysCeiling = 10 * time.Minute

	// WordsMax is how many characters of the state's words are kept.
	WordsMax = 1000
)
