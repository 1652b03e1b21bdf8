package devicetest_test

import (
	"context"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
)

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
