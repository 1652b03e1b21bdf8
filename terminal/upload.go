package terminal

import "time"

// UploadKind is what is asked of the state.
type UploadKind string

// The kinds of upload: file a sale, or delete a filed one.
const (
	UploadCreate UploadKind = "create"
	UploadDelete UploadKind = "delete"
)

// UploadState is where an upload stands. See sync/outbox/DESIGN.md for the
// moves between states and what each promises.
type UploadState string

// The states of an upload.
const (
	UploadQueued       UploadState = "queued"
	UploadSending      UploadState = "sending"      // durable before the first byte leaves
	UploadUnknown      UploadState = "unknown"      // bytes may have arrived: look up, never re-send blindly
	UploadAcknowledged UploadState = "acknowledged" // the state has it; final
	UploadQuarantined  UploadState = "quarantined"  // a person must decide
	UploadNeverSent    UploadState = "never_sent"   // voided before any byte left; final
)

// Upload is one request to the state, queued in the sale's own transaction.
type Upload struct {
	RowID      int64       `json:"-"`
	Sale       string      `json:"sale"`
	SaleNumber int64       `json:"sale_number"`
	External   string      `json:"external"`
	Kind       UploadKind  `json:"kind"`
	State      UploadState `json:"state"`
	Epoch      string      `json:"epoch"`
	Payload    []byte      `json:"payload"` // a Receipt as JSON, made with the sale and never again
	QueuedAt   time.Time   `json:"queued_at"`
	Deadline   time.Time   `json:"deadline"`
	NotBefore  time.Time   `json:"not_before,omitzero"` // of the next step
	Attempts   int         `json:"attempts"`
	AttemptEnd time.Time   `json:"attempt_end,omitzero"` // when the last attempt ended, as far as is known
	Absent     int         `json:"absent"`               // look-ups since then that said "not there"
	LastAbsent time.Time   `json:"last_absent,omitzero"`
	StateID    int64       `json:"state_id,omitempty"` // the state's number of the receipt
	Problem    string      `json:"problem,omitempty"`  // in words, for the person who must decide
	StateWords string      `json:"state_words,omitempty"`
	Requeues   int         `json:"requeues"`
	Backlog    bool        `json:"-"` // older than the live window: goes after live sales
}

// Receipt is a sale as it is told to the state, whatever the state's system.
// Local is the store's wall clock without an offset.
type Receipt struct {
	External string        `json:"external"`
	Local    string        `json:"local"`
	Class    CustomerClass `json:"class"`
	Lines    []ReceiptLine `json:"lines"`
}

// ReceiptLine is one package of a Receipt. Amount is before tax and after
// discount, as a decimal of dollars.
type ReceiptLine struct {
	Tag      string `json:"tag"`
	Quantity string `json:"qty"`
	Unit     string `json:"unit"` // "each" or "g"
	Amount   string `json:"amount"`
}

// PrintState is where a print job stands.
type PrintState string

// The states of a print job. "Sent" is not "printed": not every printer tells.
const (
	PrintQueued    PrintState = "queued"
	PrintSending   PrintState = "sending"
	PrintAwaiting  PrintState = "awaiting" // all bytes left; the printer's word is awaited
	PrintPrinted   PrintState = "printed"
	PrintSent      PrintState = "sent"
	PrintUnknown   PrintState = "unknown" // bytes left and nothing came back: a person decides
	PrintBlocked   PrintState = "blocked" // nothing left; goes on when the fault clears
	PrintCancelled PrintState = "cancelled"
)

// PrintJob is one paper to be printed. Document is a paper.Document as JSON.
type PrintJob struct {
	RowID    int64      `json:"id"`
	Kind     string     `json:"kind"` // receipt, x, z, exit_label, refusal
	Subject  string     `json:"subject"`
	Copy     int        `json:"copy"` // 1 for the first
	Document []byte     `json:"document"`
	State    PrintState `json:"state"`
	Cause    string     `json:"cause,omitempty"` // of blocked and unknown, in words
	QueuedAt time.Time  `json:"queued_at"`
	EndedAt  time.Time  `json:"ended_at,omitzero"`
}
