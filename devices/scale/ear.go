package scale

import (
	"slices"
	"sync"

	"github.com/curbline/curbline/terminal/clock"
)

// heardFrame is a frame as it came, without its parity bits too, and when it was
// complete.
type heardFrame struct {
	raw, plain []byte
	at         clock.Reading
}

// ear cuts what a scale sends into frames, all the time. It passes them on only
// while an answer is awaited, and only those that began after the question: what was
// said before is not an answer.
type ear struct {
	protocol protocol

	mu   sync.Mutex
	raw  []byte // the frame that is coming in
	bare []byte // the same without parity bits
	open bool   // an answer is awaited
	// unfit says that the frame that is coming in is to be thrown away: it began
	// before the question, or it is the rest of one that was too long.
	unfit   bool
	counted int // bytes since the question

	// frames wait to be taken; exchangeMaxBytes bounds them.
	frames  []heardFrame
	ready   chan struct{} // there are frames
	sound   chan struct{} // something came in
	flooded chan struct{} // more came than an answer can be
}

func newEar(spoken protocol) *ear {
	return &ear{
		protocol: spoken,
		ready:    make(chan struct{}, 1), sound: make(chan struct{}, 1), flooded: make(chan struct{}, 1),
	}
}

// ask begins to pass on frames.
func (e *ear) ask() {
	e.mu.Lock()
	defer e.mu.Unlock()
	drain(e.ready)
	drain(e.flooded)
	e.frames = nil
	e.open, e.counted = true, 0
	e.unfit = e.unfit || len(e.raw) > 0
}

// take gives the frames that wait, oldest first.
func (e *ear) take() []heardFrame {
	e.mu.Lock()
	defer e.mu.Unlock()
	taken := e.frames
	e.frames = nil
	return taken
}

// rest ends passing on.
func (e *ear) rest() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.open, e.frames = false, nil
}

// heard says whether anything came since ask.
func (e *ear) heard() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.counted > 0
}

// midway says that a frame is coming in.
func (e *ear) midway() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.unfit || len(e.raw) > 0
}

// forget throws away the frame that is coming in: the line fell silent, so it
// will not be completed.
func (e *ear) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.keep(len(e.raw))
	e.unfit = false
}

func (e *ear) hear(data []byte, at clock.Reading) {
	e.mu.Lock()
	defer e.mu.Unlock()
	signal(e.sound)
	e.counted = min(e.counted+len(data), exchangeMaxBytes+1)
	if e.open && e.counted > exchangeMaxBytes {
		signal(e.flooded)
	}
	for _, char := range data {
		e.raw, e.bare = append(e.raw, char), append(e.bare, char&0x7F)
		start, end := e.protocol.frame(e.bare)
		switch {
		case end > 0:
			e.pass(e.raw[start:end], at)
			e.keep(end)
			e.unfit = false
		case len(e.raw) >= frameMaxBytes:
			e.keep(len(e.raw))
			e.unfit = true
		}
	}
}

// keep leaves what stands from index on.
func (e *ear) keep(from int) {
	e.raw = append(e.raw[:0], e.raw[from:]...)
	e.bare = append(e.bare[:0], e.bare[from:]...)
}

// pass hands on a frame, unless more came already than an answer can be.
func (e *ear) pass(frame []byte, at clock.Reading) {
	if !e.open || e.unfit || e.counted > exchangeMaxBytes || !evenlyMarked(frame) {
		return
	}
	e.frames = append(e.frames, heardFrame{raw: slices.Clone(frame), plain: withoutParity(frame), at: at})
	signal(e.ready)
}

func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}

func drain(from chan struct{}) {
	select {
	case <-from:
	default:
	}
}
