package scale_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/scale"
	"github.com/curbline/curbline/terminal/clock"
)

// stableFrames are frames of 103.50 g, or 13.50 g where the field is short: a
// digit lost in front of it would be 3.50 g.
var stableFrames = map[string]struct{ frame, text string }{
	scale.MTSICS:     {"S S     103.50 g\r\n", "103.50"},
	scale.AND:        {"ST,+00103.50  g\r\n", "103.50"},
	scale.Ohaus:      {"    103.50 g   NET\r\n", "103.50"},
	scale.NCI:        {"\n103.50 g\r\nS00\r\x03", "103.50"},
	scale.Toledo8217: {"\x0213.50\r", "13.50"},
}

// With parity bits on the line, one bit that flips never gives a weight, whatever
// the protocol: that is the only check any of the five has.
func TestParityFindsEveryFlippedBit(t *testing.T) {
	for protocol, stable := range stableFrames {
		frame := []byte(marked(stable.frame))
		for bit := range 8 * len(frame) {
			frame[bit/8] ^= 1 << (bit % 8)
			if weight, ok := scale.Decode(protocol, "g", frame); ok {
				t.Errorf("%s: bit %d flipped is taken as %+v", protocol, bit, weight)
			}
			frame[bit/8] ^= 1 << (bit % 8)
		}
	}
}

func TestNoFrameCutShortIsAWeight(t *testing.T) {
	for protocol, stable := range stableFrames {
		for cut := 1; cut < len(stable.frame); cut++ {
			if weight, ok := scale.Decode(protocol, "g", []byte(stable.frame[:cut])); ok {
				t.Errorf("%s: %q is taken as %+v", protocol, stable.frame[:cut], weight)
			}
			// Ohaus lines are read by words, so their end alone can be a line.
			if weight, ok := scale.Decode(protocol, "g", []byte(stable.frame[cut:])); ok && protocol != scale.Ohaus {
				t.Errorf("%s: %q is taken as %+v", protocol, stable.frame[cut:], weight)
			}
		}
	}
}

// bubble is a clock for synctest's time.
type bubble struct{ start time.Time }

func (b bubble) Now() clock.Reading {
	return clock.Reading{Wall: time.Now(), Monotonic: time.Since(b.start) + time.Hour, BootID: "boot-1"}
}

// scripted is a port on which the nth write is answered by the nth text, the
// last one for ever, after a while.
type scripted struct {
	*devicetest.Playback
	answers []string
	after   time.Duration
	writes  []time.Time
}

func (s *scripted) Write(ctx context.Context, data []byte) (int, error) {
	s.writes = append(s.writes, time.Now())
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	time.AfterFunc(s.after, func() { s.Say(answer) })
	return s.Playback.Write(ctx, data)
}

// weighScripted weighs once in time that is not real.
func weighScripted(protocol string, answers ...string) (devices.Weight, error) {
	port := &scripted{Playback: devicetest.NewPlayback(), answers: answers, after: time.Millisecond}
	defer port.Close()
	driver, err := scale.New(port, scale.Options{Protocol: protocol, Clock: bubble{time.Now()}})
	if err != nil {
		return devices.Weight{}, err
	}
	defer driver.Close()
	return driver.Weigh(context.Background())
}

// One damaged frame among good ones, in any place: the weight is the true one or
// there is none.
func TestOneDamagedFrameNeverMakesAnotherWeight(t *testing.T) {
	for protocol, stable := range stableFrames {
		t.Run(protocol, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				weighed := 0
				for _, damaged := range damages(stable.frame) {
					for _, answers := range [][]string{
						{damaged, stable.frame},
						{stable.frame, damaged, stable.frame},
						{stable.frame, stable.frame + damaged},
						{damaged + stable.frame, stable.frame},
					} {
						weight, err := weighScripted(protocol, answers...)
						if err == nil && (weight.Text != stable.text || weight.State != devices.WeightStable || weight.Unit != "g") {
							t.Fatalf("%q gives %s %s %s", answers, weight.State, weight.Text, weight.Unit)
						}
						if err == nil {
							weighed++
						}
					}
				}
				if weighed == 0 {
					t.Error("nothing was weighed at all")
				}
			})
		})
	}
}

// damages gives a frame with each bit flipped, cut at each byte from both ends,
// and with each byte lost.
func damages(frame string) []string {
	var all []string
	for bit := range 8 * len(frame) {
		flipped := []byte(frame)
		flipped[bit/8] ^= 1 << (bit % 8)
		all = append(all, string(flipped))
	}
	for at := range frame {
		all = append(all, frame[:at], frame[at:], frame[:at]+frame[at+1:])
	}
	return all
}
