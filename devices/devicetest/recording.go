package devicetest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
)

// Recording is what passed between a driver and a device, in order. Its file has
// one line of JSON an exchange: to (what the driver sent) or from (what the device
// sent) in hexadecimal, and after in microseconds since the line before. Lines may
// be written by hand from a maker's manual.
type Recording []Exchange

type recordingLine struct {
	To    string `json:"to,omitempty"`
	From  string `json:"from,omitempty"`
	After int64  `json:"after,omitempty"`
}

// Save writes the recording to a file.
func (r Recording) Save(path string) error {
	var text bytes.Buffer
	for _, one := range r {
		line := recordingLine{From: hex.EncodeToString(one.Bytes), After: one.After.Microseconds()}
		if one.ToDevice {
			line.To, line.From = line.From, ""
		}
		encoded, err := json.Marshal(line)
		if err != nil {
			return fmt.Errorf("save a recording: %w", err)
		}
		text.Write(append(encoded, '\n'))
	}
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		return fmt.Errorf("save a recording: %w", err)
	}
	return nil
}

// LoadRecording reads a recording from a file.
func LoadRecording(path string) (Recording, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("load a recording: %w", err)
	}
	recording, err := ReadRecording(file)
	return recording, errors.Join(err, file.Close())
}

// ReadRecording reads a recording.
func ReadRecording(from io.Reader) (Recording, error) {
	var all Recording
	lines := bufio.NewScanner(from)
	for number := 1; lines.Scan(); number++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var line recordingLine
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("recording, line %d: %w", number, err)
		}
		data, err := hex.DecodeString(line.To + line.From)
		if err != nil || len(data) == 0 || line.To != "" && line.From != "" {
			return nil, fmt.Errorf("recording, line %d: needs either to or from, in hexadecimal", number)
		}
		all = append(all, Exchange{ToDevice: line.To != "", Bytes: data, After: time.Duration(line.After) * time.Microsecond})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	return all, nil
}

// Replay is a devices.Port that plays a recording: it takes what the driver sent
// then, however it is cut into writes, and says what the device said, when all
// before it was sent. With Timed, the device takes its time as it did.
type Replay struct {
	Timed bool

	mu      sync.Mutex
	rest    Recording
	wrong   error
	closed  bool
	changed chan struct{}
}

var _ devices.Port = (*Replay)(nil)

// NewReplay plays a recording.
func NewReplay(recording Recording) *Replay {
	rest := make(Recording, len(recording))
	for index, one := range recording {
		one.Bytes = bytes.Clone(one.Bytes)
		rest[index] = one
	}
	return &Replay{rest: rest, changed: make(chan struct{})}
}

// Name implements devices.Port.
func (r *Replay) Name() string { return "replay" }

// Err says where the driver sent something else than in the recording, or that it
// stopped before its end; nil if all was played.
func (r *Replay) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.wrong != nil:
		return r.wrong
	case len(r.rest) > 0:
		return fmt.Errorf("%d exchanges of the recording were not played", len(r.rest))
	default:
		return nil
	}
}

func (r *Replay) change() {
	close(r.changed)
	r.changed = make(chan struct{})
}

// Write implements devices.Port. Bytes that are not those of the recording get
// Protocol, and Err keeps where.
func (r *Replay) Write(ctx context.Context, data []byte) (int, error) {
	for taken := 0; ; {
		r.mu.Lock()
		taken += r.accept(data[taken:])
		changed, closed, wrong := r.changed, r.closed, r.wrong
		r.mu.Unlock()
		switch {
		case closed:
			return taken, devices.Errorf(devices.Closed, "The port is closed.")
		case taken == len(data):
			return taken, nil
		case wrong != nil:
			return taken, devices.Errorf(devices.Protocol, "This is not in the recording.").Wrap(wrong)
		}
		select { // the device has to say something first
		case <-changed:
		case <-ctx.Done():
			return taken, devices.Errorf(devices.Timeout, "The recording waits for the driver to read.")
		}
	}
}

// accept takes what the recording has next of data; the lock is held.
func (r *Replay) accept(data []byte) int {
	taken := 0
	for taken < len(data) && !r.closed && r.wrong == nil && len(r.rest) > 0 && r.rest[0].ToDevice {
		next := &r.rest[0]
		if data[taken] != next.Bytes[0] {
			r.wrong = fmt.Errorf("the driver sent %#02x where the recording has % x", data[taken], next.Bytes)
			return taken
		}
		taken++
		if next.Bytes = next.Bytes[1:]; len(next.Bytes) == 0 {
			r.rest = r.rest[1:]
		}
	}
	if taken < len(data) && len(r.rest) == 0 && r.wrong == nil {
		r.wrong = fmt.Errorf("the driver sent % x after the recording's end", data[taken:])
	}
	if taken > 0 {
		r.change()
	}
	return taken
}

// Read implements devices.Port.
func (r *Replay) Read(ctx context.Context, buffer []byte) (int, error) {
	for {
		r.mu.Lock()
		changed, closed := r.changed, r.closed
		var next Exchange
		if len(r.rest) > 0 && !r.rest[0].ToDevice {
			next = r.rest[0]
		}
		r.mu.Unlock()
		if closed {
			return 0, devices.Errorf(devices.Closed, "The port is closed.")
		}
		if len(next.Bytes) > 0 {
			if r.Timed && next.After > 0 && !sleep(ctx, next.After) {
				return 0, readEnded(ctx)
			}
			return r.take(buffer), nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return 0, readEnded(ctx)
		}
	}
}

func (r *Replay) take(buffer []byte) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := copy(buffer, r.rest[0].Bytes)
	r.rest[0].Bytes, r.rest[0].After = r.rest[0].Bytes[n:], 0
	if len(r.rest[0].Bytes) == 0 {
		r.rest = r.rest[1:]
	}
	r.change()
	return n
}

func readEnded(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return devices.Errorf(devices.Timeout, "Nothing came.")
	}
	return ctx.Err()
}

func sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Close implements devices.Port.
func (r *Replay) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.change()
	return nil
}
