package devicetest_test

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/terminal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bubble is a clock that runs with the time of a synctest bubble.
type bubble struct{ start time.Time }

func (b bubble) Now() clock.Reading {
	return clock.Reading{Wall: time.Now().UTC(), Monotonic: time.Hour + time.Since(b.start)}
}

func TestPlaybackAndRecorder(t *testing.T) {
	playback := devicetest.NewPlayback(devicetest.Rule{When: "ab", Answer: "1"}, devicetest.Rule{When: "c", Answer: "2"}, devicetest.Rule{When: "x", Unplug: true})
	port := devicetest.NewRecorder(playback)
	for _, piece := range []string{"a", "b-c", "ab"} {
		if n, err := port.Write(t.Context(), []byte(piece)); n != len(piece) || err != nil {
			t.Fatal(n, err)
		}
	}
	buffer := make([]byte, 8)
	if n, err := port.Read(t.Context(), buffer); string(buffer[:n]) != "121" || err != nil {
		t.Fatalf("%q, %v", buffer[:n], err)
	}
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := port.Read(short, buffer); devices.CodeOf(err) != devices.Timeout {
		t.Fatal(err)
	}
	if got := len(port.Exchanges()); got != 4 {
		t.Errorf("%d exchanges", got)
	}
	if _, err := port.Write(t.Context(), []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := port.Read(t.Context(), buffer); devices.CodeOf(err) != devices.Unplugged {
		t.Fatal(err)
	}
	port.Close()
	if _, err := port.Write(t.Context(), []byte("x")); devices.CodeOf(err) != devices.Closed {
		t.Fatal(err)
	}
}

func TestPartialWrites(t *testing.T) {
	port := devicetest.NewPlayback()
	port.UnplugAt(3)
	if n, err := port.Write(t.Context(), []byte("abcde")); n != 3 || devices.CodeOf(err) != devices.Unplugged {
		t.Errorf("unplugged at byte 3: %d, %v", n, err)
	}
	synctest.Test(t, func(t *testing.T) {
		port := devicetest.NewPlayback()
		port.Takes(2)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if n, err := port.Write(ctx, []byte("abcde")); n != 2 || devices.CodeOf(err) != devices.Abandoned {
			t.Errorf("a device that is full: %d, %v", n, err)
		}
		go func() {
			synctest.Wait()
			port.Takes(-1)
		}()
		port.Takes(0)
		if n, err := port.Write(t.Context(), []byte("fg")); n != 2 || err != nil || string(port.Written()) != "abfg" {
			t.Errorf("room again: %d, %v, %q", n, err, port.Written())
		}
	})
}

func TestAnswersTakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		port := devicetest.NewPlayback(devicetest.Rule{When: "?", Answer: "!", Delay: 300 * time.Millisecond}, devicetest.Rule{When: "x", Delay: time.Second, Unplug: true})
		start := time.Now()
		if _, err := port.Write(t.Context(), []byte("?x")); err != nil {
			t.Fatal(err)
		}
		if n, err := port.Read(t.Context(), make([]byte, 4)); n != 1 || err != nil || time.Since(start) != 300*time.Millisecond {
			t.Errorf("%d, %v after %v", n, err, time.Since(start))
		}
		if _, err := port.Read(t.Context(), make([]byte, 4)); devices.CodeOf(err) != devices.Unplugged || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestARecordingIsSavedAndPlayed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		device := devicetest.NewPlayback(devicetest.Rule{When: "ask", Answer: "\x00\xff", Delay: 250 * time.Millisecond})
		recorder := devicetest.NewTimedRecorder(device, bubble{start: time.Now()})
		talk := func(port devices.Port) (string, time.Duration, error) {
			start := time.Now()
			var got []byte
			for _, piece := range []string{"as", "k", "ask"} {
				if _, err := port.Write(t.Context(), []byte(piece)); err != nil {
					return string(got), 0, err
				}
				if piece == "as" {
					continue
				}
				buffer := make([]byte, 8)
				n, err := port.Read(t.Context(), buffer)
				if err != nil {
					return string(got), 0, err
				}
				got = append(got, buffer[:n]...)
			}
			return string(got), time.Since(start), nil
		}
		if _, _, err := talk(recorder); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "talk.jsonl")
		if err := recorder.Recording().Save(path); err != nil {
			t.Fatal(err)
		}
		loaded, err := devicetest.LoadRecording(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(recorder.Recording(), loaded); diff != "" {
			t.Error(diff)
		}
		replay := devicetest.NewReplay(loaded)
		replay.Timed = true
		got, took, err := talk(replay)
		if got != "\x00\xff\x00\xff" || took != 500*time.Millisecond || err != nil || replay.Err() != nil {
			t.Errorf("%q after %v, %v, %v", got, took, err, replay.Err())
		}
		// One byte that differs is told, and so is a talk that stops early.
		other := devicetest.NewReplay(loaded)
		if n, err := other.Write(t.Context(), []byte("aXk")); n != 1 || devices.CodeOf(err) != devices.Protocol || other.Err() == nil {
			t.Errorf("%d, %v, %v", n, err, other.Err())
		}
		short := devicetest.NewReplay(loaded)
		if _, err := short.Write(t.Context(), []byte("as")); err != nil || short.Err() == nil {
			t.Errorf("%v, %v", err, short.Err())
		}
	})
}

func TestBadRecordings(t *testing.T) {
	for _, text := range []string{"{", `{"to":"zz"}`, `{}`, `{"to":"00","from":"00"}`, `[]`} {
		if _, err := devicetest.ReadRecording(strings.NewReader(text)); err == nil {
			t.Errorf("%q was read", text)
		}
	}
	if _, err := devicetest.LoadRecording(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there")
	}
}

// farEnd is the device's side of a Playback.
type farEnd struct {
	port *devicetest.Playback
	read int
	end  <-chan struct{}
}

func (f *farEnd) Write(data []byte) (int, error) { f.port.Say(string(data)); return len(data), nil }

func (f *farEnd) Read(buffer []byte) (int, error) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		if written := f.port.Written(); len(written) > f.read {
			n := copy(buffer, written[f.read:])
			f.read += n
			return n, nil
		}
		select {
		case <-tick.C:
		case <-f.end:
			return 0, io.EOF
		}
	}
}

func TestPlaybackIsAPort(t *testing.T) {
	devicetest.Port(t, func(t *testing.T) (devices.Port, devicetest.FarEnd) {
		port := devicetest.NewPlayback()
		t.Cleanup(func() { port.Close() })
		return port, devicetest.FarEnd{ReadWriter: &farEnd{port: port, end: t.Context().Done()}, Unplug: port.Unplug}
	})
}

func TestFakePrinter(t *testing.T) {
	fake := devicetest.NewFakePrinter()
	defer fake.Close()
	say := func(text, want string) {
		t.Helper()
		if _, err := fake.Write(t.Context(), []byte(text)); err != nil {
			t.Fatal(err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		buffer := make([]byte, 64)
		n, err := fake.Read(short, buffer)
		if err != nil && devices.CodeOf(err) != devices.Timeout || !bytes.Equal(buffer[:n], []byte(want)) {
			t.Errorf("%q gave %q, %v, not %q", text, buffer[:n], err, want)
		}
	}
	say("\x10\x04\x01\x10\x04\x02\x10\x04\x04", "\x12\x12\x12")
	say("text\n\x1dVB\x00\x1dr\x01\x1d(H\x06\x0000", "\x00")
	say("ABCD", "7\x22ABCD\x00")
	fake.PaperOut(true)
	say("\x1dr\x01\x10\x04\x01\x10\x04\x02\x10\x04\x04\x10\x14\x01\x00\x02", "\x1a\x32\x7e")
	fake.PaperOut(false)
	say("", "\x00")
	fake.CoverOpen(true)
	say("more\n\x1dVB\x00\x1dr\x01\x10\x04\x02", "\x16")
	fake.PowerCycle()
	fake.CoverOpen(false)
	say("\x10\x04\x02", "\x11\x12")
	if fake.Papers() != 1 || fake.Pulses() != 1 {
		t.Errorf("%d papers, %d pulses", fake.Papers(), fake.Pulses())
	}
}
