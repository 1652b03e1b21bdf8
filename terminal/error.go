// Package terminal holds the nouns of a shop that are stored or passed around:
// products and package tags, sales, orders, shifts, people, journal entries,
// uploads and print jobs, the transaction through which they are changed, and
// the errors that people read. It does no input or output.
package terminal

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an error is; each surface (HTTP, exit code,
// screen) maps kinds, never single codes.
type Kind string

// The kinds of failure.
const (
	// Invalid: the caller's input is malformed; sending it again changes nothing.
	Invalid Kind = "invalid"
	// NotFound: the thing named does not exist.
	NotFound Kind = "not_found"
	// Conflict: it exists but is in another state than the caller believes.
	Conflict Kind = "conflict"
	// Refused: a rule or a role says no. The refusal is in the journal.
	Refused Kind = "refused"
	// SignIn: nobody is signed in, or the token is not valid.
	SignIn Kind = "sign_in"
	// Unavailable: a device, the line or the store cannot do it now.
	Unavailable Kind = "unavailable"
	// Unknown: the outcome is not known yet. Ask again with the same command id.
	Unknown Kind = "unknown"
	// Internal: a fault of ours; the cause is in the log only.
	Internal Kind = "internal"
)

// Error is a failure that a person may read.
type Error struct {
	Kind    Kind   `json:"kind"`
	Code    string `json:"code"`           // stable and greppable, such as "sale.over_limit"
	Message string `json:"message"`        // one sentence, safe to show
	Hint    string `json:"hint,omitempty"` // what to do about it
	Err     error  `json:"-"`              // the cause, for the log only
}

// Error gives the code and the sentence, and the cause for the log.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Err)
	}
	return e.Code + ": " + e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is matches another *Error of the same code.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// Errorf builds an error of a kind with a sentence that is safe to show. A %w
// in the format becomes the cause and stays out of the sentence's meaning: use
// Wrap instead where the cause is not for people.
func Errorf(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns a copy that also says what to do.
func (e *Error) WithHint(format string, args ...any) *Error {
	copied := *e
	copied.Hint = fmt.Sprintf(format, args...)
	return &copied
}

// Wrap returns a copy that carries a cause for the log.
func (e *Error) Wrap(cause error) *Error {
	copied := *e
	copied.Err = cause
	return &copied
}

// AsError finds the *Error in err; anything else becomes an internal one whose
// sentence says nothing of the cause.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var coded *Error
	if errors.As(err, &coded) {
		return coded
	}
	return Errorf(Internal, "internal", "Something went wrong inside the terminal.").
		WithHint("Nothing was changed. Try again; if it happens twice, call support with the time.").Wrap(err)
}

// KindOf gives the kind of err, Internal for an error that is not coded, and
// nothing for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	return AsError(err).Kind
}
