package virtual

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// scaleUnsettled is how many readings move after the pan was touched.
	scaleUnsettled = 2
	// scaleDecimals is what the display shows after the point: d = 0.01.
	scaleDecimals = 2
	// scaleAnswersMax bounds the answers that wait to be sent; more are lost.
	scaleAnswersMax = 64
)

// ScaleOptions describe the model.
type ScaleOptions struct {
	Link     string // a symbolic link to it; may be empty
	Protocol string // mt-sics, and, ohaus, nci or toledo-8217
	Now      func() time.Time
	// Unit is what it is set to; empty means g.
	Unit string
	// Unsettled is how many readings move after the pan was touched; 0 means two,
	// less than that none.
	Unsettled int
	// EightBits sets an A&D or 8217 scale to 8N1 instead of the 7E1 it comes with.
	EightBits bool
	// Acknowledges makes an A&D scale answer commands (erCd 1), an Ohaus say OK!.
	Acknowledges bool
	// OldStatus makes an NCI scale leave out the S before its status, and
	// MotionInverted makes it set the motion bit at rest, as one clone does.
	OldStatus, MotionInverted bool
}

// Scale is a serial counter scale. All methods are safe from any goroutine.
type Scale struct {
	line    *line
	now     func() time.Time
	options ScaleOptions
	speaks  scaleProtocol

	mu        sync.Mutex
	heard     []byte // a command that is not whole yet
	load      int64  // on the pan, in display divisions
	zero      int64  // what counts as nothing
	tare      int64
	unit      string
	unsettled int
	forced    bool // somebody leans on the counter
	wobble    int64
	commands  []string
	faults    scaleFaults

	answers chan scaleAnswer
	stop    chan struct{}
	all     sync.WaitGroup
	once    sync.Once
	stuck   chan struct{} // closed to end the stuck stream; nil while there is none
}

// scaleFaults are what somebody did to the scale.
type scaleFaults struct {
	silent, garbled, halved, broken, unzeroed bool
	slow                                      time.Duration
}

// scaleProtocol is one way to speak. The scale's lock is held in both calls.
type scaleProtocol struct {
	// capacity is in display divisions.
	capacity int64
	sevenE1  bool
	// next takes the first whole command off heard; rest is what follows it.
	next func(heard []byte) (command string, rest []byte, whole bool)
	// answer obeys a command and gives what is sent back.
	answer func(s *Scale, command string) string
}

// NewScale plugs in a scale with an empty pan.
func NewScale(options ScaleOptions) (*Scale, error) {
	if options.Now == nil {
		return nil, errors.New("virtual scale: no source of time")
	}
	speaks, ok := scaleProtocols()[options.Protocol]
	if !ok {
		return nil, fmt.Errorf("virtual scale: no protocol %q", options.Protocol)
	}
	if options.Unit == "" {
		options.Unit = "g"
	}
	if options.Unsettled == 0 {
		options.Unsettled = scaleUnsettled
	}
	opened, err := openLine(options.Link)
	if err != nil {
		return nil, err
	}
	s := &Scale{
		line: opened, now: options.Now, options: options, speaks: speaks, unit: options.Unit,
		answers: make(chan scaleAnswer, scaleAnswersMax), stop: make(chan struct{}),
	}
	s.all.Add(2)
	go s.readLoop()
	go s.answerLoop()
	return s, nil
}

func scaleProtocols() map[string]scaleProtocol {
	return map[string]scaleProtocol{
		"mt-sics": scaleSICS(), "and": scaleAND(), "ohaus": scaleOhaus(), "nci": scaleNCI(), "toledo-8217": scaleToledo(),
	}
}

// Path is what the terminal opens.
func (s *Scale) Path() string { return s.line.path() }

// Put puts goods on the pan in place of what is on it, such as "3.52" in the
// unit shown. It fails for a text that the display cannot show.
func (s *Scale) Put(text string) error {
	load, err := scaleDivisions(text)
	if err != nil {
		return err
	}
	s.touch(func() { s.load = load })
	return nil
}

// Lift takes everything off the pan.
func (s *Scale) Lift() { s.touch(func() { s.load = 0 }) }

// Over puts more on the pan than the scale can weigh.
func (s *Scale) Over() { s.touch(func() { s.load = s.speaks.capacity*2 + s.zero }) }

// Under lifts the pan off, so that less than nothing is on the scale.
func (s *Scale) Under() { s.touch(func() { s.load = s.zero - s.speaks.capacity/4 }) }

// Moving makes the weight move until it is told to rest.
func (s *Scale) Moving(moves bool) { s.set(func() { s.forced, s.unsettled = moves, 0 }) }

// Unit switches the unit. The digits stay: the model does not convert.
func (s *Scale) Unit(unit string) { s.set(func() { s.unit = unit }) }

// Silent makes it say nothing, as with a broken cable.
func (s *Scale) Silent(silent bool) { s.set(func() { s.faults.silent = silent }) }

// Garble makes what it sends unreadable, as at a wrong baud rate.
func (s *Scale) Garble(garbled bool) { s.set(func() { s.faults.garbled = garbled }) }

// Halve makes it send only the first half of each answer.
func (s *Scale) Halve(halved bool) { s.set(func() { s.faults.halved = halved }) }

// Slow makes each answer come that much later; the commands are obeyed at once.
func (s *Scale) Slow(delay time.Duration) { s.set(func() { s.faults.slow = delay }) }

// Broken makes it report an error of its own.
func (s *Scale) Broken(broken bool) { s.set(func() { s.faults.broken = broken }) }

// Unzeroed makes it find no zero, as when something lay on it at the start.
func (s *Scale) Unzeroed(unzeroed bool) { s.set(func() { s.faults.unzeroed = unzeroed }) }

// PressTare and PressZero are the keys on the scale.
func (s *Scale) PressTare() { s.set(func() { s.setTare() }) }

// PressZero makes what is on the pan count as nothing.
func (s *Scale) PressZero() { s.set(func() { s.setZero() }) }

// PowerCycle switches it off and on: the tare is gone, what lies on the pan
// counts as nothing, and answers that were not sent yet are lost.
func (s *Scale) PowerCycle() {
	s.touch(func() { s.tare, s.zero, s.heard = 0, s.load, nil })
	for {
		select {
		case <-s.answers:
		default:
			return
		}
	}
}

// Unplug pulls the plug of the data cable.
func (s *Scale) Unplug() error { return s.line.unplug() }

// Replug plugs it in again, under the same link.
func (s *Scale) Replug() error { return s.line.plug() }

// Close unplugs for good and ends the model's goroutines.
func (s *Scale) Close() error {
	var err error
	s.once.Do(func() {
		s.Stuck(false)
		err = s.Unplug()
		close(s.stop)
		s.all.Wait()
	})
	return err
}

// Commands gives what it was asked, oldest first.
func (s *Scale) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.commands...)
}

// Display gives what a customer reads on the scale.
func (s *Scale) Display() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return scaleText(s.load-s.zero-s.tare) + " " + s.unit
}

func (s *Scale) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// touch changes what is on the pan, which then moves for some readings.
func (s *Scale) touch(change func()) {
	s.set(func() {
		change()
		s.unsettled = max(s.options.Unsettled, 0)
	})
}

// scaleSample is one measurement.
type scaleSample struct {
	net                          int64 // in display divisions
	moves, over, under, unzeroed bool
}

// sample measures; each measurement brings a moving weight nearer to rest.
func (s *Scale) sample() scaleSample {
	gross := s.load - s.zero
	taken := scaleSample{
		net: gross - s.tare, unzeroed: s.faults.unzeroed,
		over: gross > s.speaks.capacity, under: gross < -s.speaks.capacity/50,
		moves: s.forced || s.unsettled > 0,
	}
	if taken.moves {
		s.wobble++
		taken.net += 1 + s.wobble%3
	}
	s.unsettled = max(s.unsettled-1, 0)
	return taken
}

// atRest says whether zero and tare may be set now.
func (s *Scale) atRest() bool { return !s.forced && s.unsettled == 0 && !s.faults.broken }

func (s *Scale) setZero() bool {
	if !s.atRest() {
		return false
	}
	s.zero, s.tare, s.faults.unzeroed = s.load, 0, false
	return true
}

func (s *Scale) setTare() bool {
	if !s.atRest() || s.load < s.zero {
		return false
	}
	s.tare = s.load - s.zero
	return true
}

// scaleDivisions reads a weight in display divisions.
func scaleDivisions(text string) (int64, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) > scaleDecimals || len(whole) > 7 || whole == "" {
		return 0, fmt.Errorf("virtual scale: the display cannot show %q", text)
	}
	digits := whole + fraction + strings.Repeat("0", scaleDecimals-len(fraction))
	divisions, err := strconv.ParseUint(digits, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("virtual scale: %q is no weight: %w", text, err)
	}
	return int64(divisions), nil
}

// scaleText writes divisions as the display does: 352 is 3.52.
func scaleText(divisions int64) string {
	sign := ""
	if divisions < 0 {
		sign, divisions = "-", -divisions
	}
	return fmt.Sprintf("%s%d.%02d", sign, divisions/100, divisions%100)
}
