package scale_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/scale"
	"github.com/curbline/curbline/terminal/clock"
)

// scriptedPort makes a port inside a bubble.
func scriptedPort(after time.Duration, answers ...string) func() *scripted {
	return func() *scripted {
		return &scripted{Playback: devicetest.NewPlayback(), answers: answers, after: after}
	}
}

// withScript runs a driver with the default times, in time that is not real.
func withScript(t *testing.T, protocol string, make func() *scripted, test func(t *testing.T, driver *scale.Driver, port *scripted)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		port := make()
		defer port.Close()
		driver, err := scale.New(port, scale.Options{Protocol: protocol, Clock: bubble{time.Now()}})
		if err != nil {
			t.Fatal(err)
		}
		defer driver.Close()
		test(t, driver, port)
	})
}

func TestTwoEqualStableFramesInARow(t *testing.T) {
	good, other, moving := "S S       3.50 g\r\n", "S S       3.51 g\r\n", "S D       3.50 g\r\n"
	for name, c := range map[string]struct {
		answers []string
		text    string
		writes  int
	}{
		"two equal":            {[]string{good}, "3.50", 2},
		"moving first":         {[]string{moving, good}, "3.50", 3},
		"moving between":       {[]string{good, moving, good}, "3.50", 4},
		"another between":      {[]string{good, other, good}, "3.50", 4},
		"settles on another":   {[]string{good, other}, "3.51", 3},
		"at the last reading":  {[]string{moving, moving, good}, "3.50", 4},
		"one reading too late": {[]string{moving, moving, moving, good}, "", 4},
		"never twice":          {[]string{good, other, good, other}, "", 4},
	} {
		t.Run(name, func(t *testing.T) {
			withScript(t, scale.MTSICS, scriptedPort(time.Millisecond, c.answers...), func(t *testing.T, driver *scale.Driver, port *scripted) {
				weight, err := driver.Weigh(t.Context())
				if weight.Text != c.text || (err == nil) != (c.text != "") || err != nil && devices.CodeOf(err) != devices.ScaleMoving {
					t.Errorf("%q, %v", weight.Text, err)
				}
				if len(port.writes) != c.writes || c.writes > scale.ReadingsMax {
					t.Errorf("asked %d times", len(port.writes))
				}
			})
		})
	}
}

func TestWords(t *testing.T) {
	withScript(t, scale.MTSICS, scriptedPort(time.Millisecond, "S D       3.50 g\r\n"), func(t *testing.T, driver *scale.Driver, _ *scripted) {
		_, err := driver.Weigh(t.Context())
		var fault *devices.Error
		if !errors.As(err, &fault) || fault.Message != "The weight is still moving." || fault.Hint != "Let the pan come to rest and press Add again." {
			t.Errorf("%v", err)
		}
	})
	withScript(t, scale.MTSICS, scriptedPort(time.Millisecond, "S S     0.0035 kg\r\n"), func(t *testing.T, driver *scale.Driver, _ *scripted) {
		_, err := driver.Weigh(t.Context())
		var fault *devices.Error
		if !errors.As(err, &fault) || fault.Message != "The scale shows kg, and the terminal expects g." {
			t.Errorf("%v", err)
		}
	})
	withScript(t, scale.MTSICS, scriptedPort(time.Millisecond, "S S     0.0035 evil\r\n"), func(t *testing.T, driver *scale.Driver, _ *scripted) {
		_, err := driver.Weigh(t.Context())
		if devices.CodeOf(err) != devices.ScaleOtherUnit || strings.Contains(err.Error(), "evil") {
			t.Errorf("%v", err)
		}
	})
}

func TestSilenceEndsInTime(t *testing.T) {
	for _, protocol := range scale.Protocols() {
		withScript(t, protocol, scriptedPort(0, ""), func(t *testing.T, driver *scale.Driver, _ *scripted) {
			for range 3 {
				begin := time.Now()
				_, err := driver.Weigh(t.Context())
				if took := time.Since(begin); devices.CodeOf(err) != devices.NoAnswer || took > scale.WeighMax {
					t.Errorf("%s: after %v: %v", protocol, took, err)
				}
			}
		})
	}
}

// However late answers come: what was on the pan before is never sold, and no
// call takes longer than a second.
func TestALateAnswerIsNotTheNextAnswer(t *testing.T) {
	for _, protocol := range scale.Protocols() {
		t.Run(protocol, func(t *testing.T) {
			for latency := 10 * time.Millisecond; latency < 3*time.Second; latency += 37 * time.Millisecond {
				withScript(t, protocol, scriptedPort(latency, stableFrames[protocol].frame), func(t *testing.T, driver *scale.Driver, port *scripted) {
					old := strings.Replace(stableFrames[protocol].frame, "3.50", "9.99", 1)
					port.answers = []string{old}
					for range 3 {
						if _, err := driver.Look(t.Context()); err != nil && devices.CodeOf(err) != devices.NoAnswer {
							t.Fatal(err)
						}
					}
					port.answers = []string{stableFrames[protocol].frame} // the pan is changed
					for range 4 {
						begin := time.Now()
						weight, err := driver.Weigh(t.Context())
						if err == nil && weight.Text != stableFrames[protocol].text {
							t.Fatalf("%v late: %s is sold", latency, weight.Text)
						}
						if took := time.Since(begin); took > scale.WeighMax {
							t.Fatalf("%v late: took %v", latency, took)
						}
					}
				})
			}
		})
	}
}

// stepping is a clock that goes on by a step at every look.
type stepping struct {
	*clock.Manual
	step time.Duration
}

func (s *stepping) Now() clock.Reading {
	s.Advance(s.step)
	return s.Manual.Now()
}

// The two frames are read with two looks at the clock, and a third one before
// the weight is given: so the first is two steps old.
func TestTheTwoFramesAreAtMostASecondOld(t *testing.T) {
	for step, sold := range map[time.Duration]bool{scale.AgeMax / 2: true, scale.AgeMax/2 + 1: false} {
		synctest.Test(t, func(t *testing.T) {
			port := scriptedPort(time.Millisecond, "S S       3.50 g\r\n")()
			defer port.Close()
			driver, err := scale.New(port, scale.Options{Protocol: scale.MTSICS, Clock: &stepping{stillness(), step}})
			if err != nil {
				t.Fatal(err)
			}
			defer driver.Close()
			weight, err := driver.Weigh(t.Context())
			if (err == nil) != sold || err != nil && devices.CodeOf(err) != devices.ScaleMoving {
				t.Errorf("step %v: %+v, %v", step, weight, err)
			}
		})
	}
}

func TestToledoIsAskedEvery200MillisecondsAtMost(t *testing.T) {
	withScript(t, scale.Toledo8217, scriptedPort(time.Millisecond, "\x0203.50\r"), func(t *testing.T, driver *scale.Driver, port *scripted) {
		for range 3 {
			if _, err := driver.Weigh(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(port.writes) != 6 {
			t.Fatalf("%d requests", len(port.writes))
		}
		for index := 1; index < len(port.writes); index++ {
			if gap := port.writes[index].Sub(port.writes[index-1]); gap < 200*time.Millisecond {
				t.Errorf("%v between two", gap)
			}
		}
	})
}

func TestTheLongestFrame(t *testing.T) {
	for _, c := range []struct {
		bytes int
		ok    bool
	}{{scale.FrameMaxBytes, true}, {scale.FrameMaxBytes + 1, false}} {
		frame := strings.Repeat(" ", c.bytes-len("3.50 g\r\n")) + "3.50 g\r\n"
		withScript(t, scale.Ohaus, scriptedPort(time.Millisecond, frame), func(t *testing.T, driver *scale.Driver, _ *scripted) {
			weight, err := driver.Weigh(t.Context())
			if c.ok && (err != nil || weight.Text != "3.50") || !c.ok && devices.CodeOf(err) != devices.NoAnswer {
				t.Errorf("%d bytes: %+v, %v", c.bytes, weight, err)
			}
		})
	}
}

func TestTheMostThatIsHeardForOneAnswer(t *testing.T) {
	frame := "      3.50 g\r\n"
	for _, c := range []struct {
		bytes int
		ok    bool
	}{{scale.ExchangeMaxBytes, true}, {scale.ExchangeMaxBytes + 1, false}} {
		rubbish := strings.Repeat("x", (c.bytes-len(frame))%16) + "\n" + strings.Repeat("not a weight...\n", (c.bytes-len(frame))/16)
		answer := rubbish[len(rubbish)-(c.bytes-len(frame)):] + frame
		withScript(t, scale.Ohaus, scriptedPort(time.Millisecond, answer), func(t *testing.T, driver *scale.Driver, _ *scripted) {
			weight, err := driver.Look(t.Context())
			if c.ok && (err != nil || weight.Text != "3.50") || !c.ok && devices.CodeOf(err) != devices.NoAnswer {
				t.Errorf("%d of %d bytes: %+v, %v", len(answer), c.bytes, weight, err)
			}
		})
	}
}

// A scale that was set to send all the time: a frame that began before the
// question does not count, so neither does its end.
func TestAScaleThatSendsAllTheTime(t *testing.T) {
	withScript(t, scale.Ohaus, scriptedPort(0, ""), func(t *testing.T, driver *scale.Driver, port *scripted) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { // in pieces that never fall silent, 10 frames a second
			defer close(done)
			frame := "    103.50 g\r\n"
			ticker := time.NewTicker(7 * time.Millisecond)
			defer ticker.Stop()
			for index := 0; ; index++ {
				select {
				case <-ticker.C:
					port.Say(frame[index%len(frame) : index%len(frame)+1])
				case <-ctx.Done():
					return
				}
			}
		}()
		weighed := 0
		for range 20 {
			weight, err := driver.Weigh(t.Context())
			if err == nil && weight.Text != "103.50" {
				t.Errorf("weighed %s", weight.Text)
			}
			if err == nil {
				weighed++
			}
		}
		if weighed == 0 {
			t.Error("nothing was weighed")
		}
		cancel()
		<-done
	})
}

func TestAContextEnds(t *testing.T) {
	withScript(t, scale.NCI, scriptedPort(0, ""), func(t *testing.T, driver *scale.Driver, _ *scripted) {
		short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if _, err := driver.Weigh(short); devices.CodeOf(err) != devices.Timeout {
			t.Errorf("deadline: %v", err)
		}
		cancelled, stop := context.WithCancel(t.Context())
		stop()
		if _, err := driver.Look(cancelled); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}

func TestCloseEndsAPendingRequest(t *testing.T) {
	withScript(t, scale.NCI, scriptedPort(0, ""), func(t *testing.T, driver *scale.Driver, _ *scripted) {
		ended := make(chan error, 1)
		go func() {
			_, err := driver.Weigh(t.Context())
			ended <- err
		}()
		synctest.Wait()
		driver.Close()
		if err := <-ended; devices.CodeOf(err) != devices.Closed {
			t.Errorf("got %v", err)
		}
		<-driver.Done()
		if driver.Err() != nil {
			t.Errorf("Err gives %v after Close", driver.Err())
		}
		if err := driver.Zero(t.Context()); devices.CodeOf(err) != devices.Closed {
			t.Errorf("after Close: %v", err)
		}
	})
}

func TestSettings(t *testing.T) {
	for name, options := range map[string]scale.Options{
		"no protocol": {Clock: stillness()},
		"no clock":    {Protocol: scale.NCI},
		"unit":        {Protocol: scale.NCI, Unit: "stone", Clock: stillness()},
	} {
		if driver, err := scale.New(devicetest.NewPlayback(), options); devices.CodeOf(err) != devices.BadSettings || driver != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if scale.DefaultBaud("other") != 0 {
		t.Error("a speed for no protocol")
	}
	for _, protocol := range scale.Protocols() {
		if scale.DefaultBaud(protocol) == 0 {
			t.Errorf("no speed for %s", protocol)
		}
	}
}
