package scale_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/scale"
	"github.com/curbline/curbline/terminal/measure"
)

// Whatever a scale sends, in whatever pieces: what is kept is bounded, how the
// bytes come in lumps makes no difference, and a weight is what its digits say.
func FuzzFrames(f *testing.F) {
	f.Add(byte(0), byte(3), []byte("S S     100.00 g\r\n"))
	f.Fuzz(func(t *testing.T, which, size byte, heard []byte) {
		if len(heard) > scale.ExchangeMaxBytes {
			heard = heard[:scale.ExchangeMaxBytes]
		}
		protocol := scale.Protocols()[int(which)%len(scale.Protocols())]
		frames, left := scale.Frames(protocol, heard, int(size)+1)
		again, _ := scale.Frames(protocol, heard, 1)
		if !slices.EqualFunc(frames, again, slices.Equal[[]byte]) {
			t.Fatalf("in other pieces: %q, %q", frames, again)
		}
		if left >= scale.FrameMaxBytes {
			t.Fatalf("%d bytes are kept", left)
		}
		for _, frame := range frames {
			checkFrame(t, protocol, frame)
		}
		checkFrame(t, protocol, heard)
	})
}

func checkFrame(t *testing.T, protocol string, frame []byte) {
	t.Helper()
	weight, ok := scale.Decode(protocol, "g", frame)
	if !ok {
		if weight.State != "" {
			t.Fatalf("%q is refused as %+v", frame, weight)
		}
		return
	}
	if !slices.Equal(weight.Frame, frame) {
		t.Fatalf("%q is kept as %q", frame, weight.Frame)
	}
	if weight.State == "" || weight.State == devices.WeightStable && weight.Unit != "g" || weight.Unit != strings.ToLower(weight.Unit) {
		t.Fatalf("%q is %+v", frame, weight)
	}
	if weight.Text != "" {
		value, err := measure.Parse(weight.Text)
		if err != nil || strings.Trim(weight.Text, "-.0123456789") != "" {
			t.Fatalf("%q has the text %q: %v", frame, weight.Text, err)
		}
		shown := weight.State == devices.WeightStable || weight.State == devices.WeightMoving && weight.Unit == "g"
		if shown && value.Cmp(weight.Value) != 0 {
			t.Fatalf("%q shows %q and is worth %s", frame, weight.Text, weight.Value)
		}
	} else if weight.State == devices.WeightStable || weight.Value.Sign() != 0 {
		t.Fatalf("%q has no digits and is %+v", frame, weight)
	}
	if weight.State == devices.WeightStable && weight.Value.Sign() < 0 {
		t.Fatalf("%q is a weight below zero", frame)
	}
}
