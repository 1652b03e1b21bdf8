package orders

import "time"

// Limits of the protocol (curbfeed/1).
const (
	// FrameMaxBytes is the largest frame allowed.
	FrameMaxBytes = 262_144
	// NestingMax is how deep objects and arrays may be nested.
	NestingMax = 16
	// InflightMax is how many events the shop may send without an acknowledgement.
	InflightMax = 50
	// BatchMax is how many items are stored in one transaction.
	BatchMax = 50
	// SnapshotInterval is the least time between two requests for a snapshot; the
	// first one of all does not count.
	SnapshotInterval = time.Minute
	// ShopMemory is how long the shop remembers the keys of commands.
	ShopMemory = 7 * 24 * time.Hour
	// HeartbeatDefault is used until the shop has said its own.
	HeartbeatDefault = 20 * time.Second
	// HeartbeatMax bounds what the shop may ask for.
	HeartbeatMax = 5 * time.Minute
	// MissesMax is how many heartbeats without a frame end a connection.
	MissesMax = 2
)

// Limits of this end.
const (
	// CommandsInflightMax is how many commands may wait for their results at once.
	CommandsInflightMax = 50
	// ResendAfter is when a command without a result is sent again on the same
	// connection.
	ResendAfter = 30 * time.Second
	// PollInterval is how often commands are looked for without being woken.
	PollInterval = 5 * time.Second
	// InboxTimeout bounds one call of the Inbox.
	InboxTimeout = 10 * time.Second
	// WriteTimeout bounds the sending of one frame, HandshakeTimeout the opening
	// of a connection, CloseTimeout the farewell.
	WriteTimeout     = 10 * time.Second
	HandshakeTimeout = 10 * time.Second
	CloseTimeout     = time.Second
	// StableAfter is how long a connection must live to count as a success: a
	// shop that welcomes and drops is not knocked at twice a second.
	StableAfter = 10 * time.Second
	// TakenOverWait is the least time away after a newer connection of the same
	// store took over, so that two terminals do not push each other out.
	TakenOverWait = 15 * time.Second
	// DrainMax bounds what a drain may ask for and how long its close is awaited.
	DrainMax = time.Minute
	// SnapshotItemsMax bounds one snapshot.
	SnapshotItemsMax = 5_000
	// discardMaxBytes is how much of a refused frame is read away, so that the
	// shop still sees why.
	discardMaxBytes = 4 << 20
)

// Limits of what a frame may hold. Texts are counted in characters; a longer one
// is a fault of the frame, never cut.
const (
	IdentifierMax = 128 // event ids, sources, keys, references
	OrderIDMax    = 64
	CursorMax     = 64
	LineMax       = 16
	SKUMax        = 64
	NameMax       = 120
	NoteMax       = 1_000
	WordMax       = 64 // states, reasons, codes, colours, makes
	PlateMax      = 16
	ItemsMax      = 100
	DiscountsMax  = 200
	SKUsMax       = 1_000
	MessageMax    = 300
)
