// Package devices holds what all devices share: the Port they are reached
// through, the Status they report, and the errors that people read. The drivers
// are in its sub-packages; hub runs the configured ones.
package devices

import (
	"errors"
	"fmt"
)

// Code names a device failure. It is stable and greppable.
type Code string

// The device failures.
const (
	NotConfigured Code = "device.not_configured" // no port is set for this device
	PortMissing   Code = "device.port_missing"   // the device node is not there
	PortRefused   Code = "device.port_refused"   // there, but it cannot be opened as a serial port
	Unplugged     Code = "device.unplugged"      // it went away while open
	Closed        Code = "device.closed"         // we closed it
	Timeout       Code = "device.timeout"        // nothing came, or nothing was taken, in time
	Busy          Code = "device.busy"           // an earlier write has not come back
	Abandoned     Code = "device.abandoned"      // a write did not come back; how much of it left is not known
	Protocol      Code = "device.protocol"       // it answered what makes no sense
	NoAnswer      Code = "device.no_answer"      // it is open but does not answer
	ScanTooLong   Code = "scan.too_long"         // more than a scan can be, or never ending
	BadDocument   Code = "print.document"        // the paper cannot be encoded
	BadSettings   Code = "device.settings"       // the configuration is not usable
)

// Error is a device failure. Message and Hint are safe to show; Err is for the
// log. None of them ever holds bytes that a device sent.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Err     error  `json:"-"`
}

// Errorf builds an error with a sentence that is safe to show.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns a copy that also says what to do.
func (e *Error) WithHint(hint string) *Error {
	copied := *e
	copied.Hint = hint
	return &copied
}

// Wrap returns a copy that carries a cause for the log.
func (e *Error) Wrap(cause error) *Error {
	copied := *e
	copied.Err = cause
	return &copied
}

// Error gives the code, the sentence and the cause.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Err)
	}
	return string(e.Code) + ": " + e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is matches another *Error of the same code.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// CodeOf gives the code of a device error, or "" for any other error.
func CodeOf(err error) Code {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return ""
}

// Gone says that a port is of no more use after err: unplugged or closed.
func Gone(err error) bool {
	code := CodeOf(err)
	return code == Unplugged || code == Closed
}
