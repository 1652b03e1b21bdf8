package till

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

// Command is one thing to do. ID is a UUIDv7 made by whoever asks: the same id
// with the same body gives the same outcome, however often it is sent.
type Command struct {
	ID      string
	Session string // who asks; see SignIn
	// Approval is a supervisor's agreement, where the session's role is not enough.
	Approval string
	Body     Body
}

// Body is the content of a command; the types of this package that end in it
// are the closed list.
type Body interface {
	// Name is the command's name on the loopback API, such as "cart.add".
	Name() string
	// permission is what the actor must be allowed to do; empty for machines.
	permission() staff.Permission
	// machine says that the terminal itself asks, and so waits for people.
	machine() bool
	// run decides and does it. A Refused error becomes a journal entry.
	run(a *act) (any, error)
}

// person marks the commands of people, machine those of the terminal itself.
type (
	personCommand  struct{}
	machineCommand struct{}
)

func (personCommand) machine() bool                 { return false }
func (machineCommand) machine() bool                { return true }
func (machineCommand) permission() staff.Permission { return "" }

// Outcome is what became of a command. Exactly one of Result and Error is set.
type Outcome struct {
	Result   json.RawMessage `json:"result,omitempty"`
	Error    *terminal.Error `json:"error,omitempty"`
	Sequence int64           `json:"sequence"` // of the journal, read after the command
	Repeated bool            `json:"-"`        // it was done before; this is what it answered then
}

// Err is the outcome's error, or nil.
func (o Outcome) Err() error {
	if o.Error == nil {
		return nil
	}
	return o.Error
}

// Decode reads the result into target.
func (o Outcome) Decode(target any) error { return json.Unmarshal(o.Result, target) }

// bodyHash is keyed, because a body may hold an ID number that a plain hash
// would let anybody find by trying.
func (t *Till) bodyHash(command Command) (terminal.Hash, error) {
	text, err := json.Marshal(command.Body)
	if err != nil {
		return terminal.Hash{}, err
	}
	mac := hmac.New(sha256.New, t.options.CommandKey)
	mac.Write([]byte(command.Body.Name() + "\n"))
	mac.Write(text)
	return terminal.Hash(mac.Sum(nil)), nil
}
