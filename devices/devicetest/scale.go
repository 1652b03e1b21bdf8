package devicetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
)

// Scene is what is the matter with a scale in one case of the suite.
type Scene string

// The scenes. SceneStable has SceneWeight on the pan.
const (
	SceneStable    Scene = "stable"
	SceneEmpty     Scene = "empty"
	SceneMoving    Scene = "moving"
	SceneOver      Scene = "over"
	SceneUnder     Scene = "under"
	SceneOtherUnit Scene = "other_unit" // kg in place of g
	SceneUnzeroed  Scene = "not_zeroed"
	SceneBroken    Scene = "broken"
	SceneSilent    Scene = "silent"
	SceneGarbled   Scene = "garbled"
)

// SceneWeight is on the pan where the scene does not say otherwise, in g.
const SceneWeight = "3.50"

// ScaleModel is a scale that a test can lay hands on.
type ScaleModel interface {
	Put(text string) error
	Lift()
	Moving(moves bool)
	Unplug() error
}

// sceneWait ends a case that hangs; a driver gives up much earlier.
const sceneWait = 20 * time.Second

// expected are the codes that Weigh may give, and the state that Look may show.
// Not every protocol has a word for everything: what it says instead is here
// too, and none of it is a weight.
type expected struct {
	scene  Scene
	codes  []devices.Code
	states []devices.WeightState
}

func scenes() []expected {
	return []expected{
		{SceneEmpty, []devices.Code{devices.ScaleEmpty}, []devices.WeightState{devices.WeightStable}},
		{SceneMoving, []devices.Code{devices.ScaleMoving}, []devices.WeightState{devices.WeightMoving}},
		{SceneOver, []devices.Code{devices.ScaleOver}, []devices.WeightState{devices.WeightOver}},
		{SceneUnder, []devices.Code{devices.ScaleUnder}, []devices.WeightState{devices.WeightUnder}},
		{SceneOtherUnit, []devices.Code{devices.ScaleOtherUnit}, []devices.WeightState{devices.WeightOtherUnit}},
		{
			SceneUnzeroed,
			[]devices.Code{devices.ScaleNotZeroed, devices.ScaleFault, devices.ScaleMoving},
			[]devices.WeightState{devices.WeightNotZeroed, devices.WeightFault, devices.WeightMoving},
		},
		{SceneBroken, []devices.Code{devices.ScaleFault}, []devices.WeightState{devices.WeightFault}},
		{SceneSilent, []devices.Code{devices.NoAnswer}, nil},
		{SceneGarbled, []devices.Code{devices.NoAnswer}, nil},
	}
}

// ScaleScenes is the suite of what may become a line and what may not. Open
// gives a scale in a scene, or nil where its protocol cannot tell that scene; it
// closes what it opened by t.Cleanup.
func ScaleScenes(t *testing.T, open func(t *testing.T, scene Scene) devices.Scale) {
	t.Helper()
	t.Run(string(SceneStable), func(t *testing.T) {
		t.Parallel()
		stable(t, open(t, SceneStable))
	})
	for _, want := range scenes() {
		t.Run(string(want.scene), func(t *testing.T) {
			t.Parallel()
			if scale := open(t, want.scene); scale != nil {
				refuses(t, scale, want)
			}
		})
	}
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), sceneWait)
	t.Cleanup(cancel)
	return ctx
}

func stable(t *testing.T, scale devices.Scale) {
	t.Helper()
	weight, err := scale.Weigh(within(t))
	if err != nil {
		t.Fatal(err)
	}
	if weight.State != devices.WeightStable || weight.Text != SceneWeight || weight.Value.String() != "3.5" || weight.Unit != "g" {
		t.Errorf("weighed %s %q = %s %s", weight.State, weight.Text, weight.Value, weight.Unit)
	}
	if len(weight.Frame) == 0 || weight.FrameHex() == "" || weight.At.IsZero() || weight.Net {
		t.Errorf("frame %x at %v, net %v", weight.Frame, weight.At, weight.Net)
	}
	look, err := scale.Look(within(t))
	if err != nil || look.Text != weight.Text || look.State != weight.State {
		t.Errorf("looked: %+v, %v", look, err)
	}
}

func refuses(t *testing.T, scale devices.Scale, want expected) {
	t.Helper()
	weight, err := scale.Weigh(within(t))
	if code := devices.CodeOf(err); !slices.Contains(want.codes, code) {
		t.Errorf("Weigh gives %q, not one of %q: %v", code, want.codes, err)
	}
	if weight.State != "" || weight.Text != "" || weight.Value.Sign() != 0 || weight.Frame != nil {
		t.Errorf("Weigh gives a weight beside its error: %+v", weight)
	}
	var fault *devices.Error
	if !errors.As(err, &fault) || fault.Message == "" || fault.Hint == "" {
		t.Errorf("no words for a person: %v", err)
	}
	looksLike(t, scale, want)
}

// looksLike says that a look shows the scene too, and no value that is none.
func looksLike(t *testing.T, scale devices.Scale, want expected) {
	t.Helper()
	look, err := scale.Look(within(t))
	if want.states == nil {
		if devices.CodeOf(err) != devices.NoAnswer || look.State != "" {
			t.Errorf("Look gives %+v, %v", look, err)
		}
		return
	}
	if err != nil || !slices.Contains(want.states, look.State) {
		t.Errorf("Look gives %s (%v), not one of %q", look.State, err, want.states)
	}
	if look.State != devices.WeightStable && look.State != devices.WeightMoving && look.Value.Sign() != 0 {
		t.Errorf("%s has the value %s", look.State, look.Value)
	}
}

// ScaleHands is the suite of what a person does at a scale. Each open gives a
// scale with an empty pan at rest.
func ScaleHands(t *testing.T, open func(t *testing.T) (devices.Scale, ScaleModel)) {
	t.Helper()
	for name, hands := range map[string]func(*testing.T, devices.Scale, ScaleModel){
		"tare":        tare,
		"live weight": liveWeight,
		"unplug":      unplug,
		"no command while it moves": func(t *testing.T, scale devices.Scale, model ScaleModel) {
			put(t, model, "5")
			model.Moving(true)
			for what, command := range map[string]func(context.Context) error{"zero": scale.Zero, "tare": scale.Tare} {
				if err := command(within(t)); devices.CodeOf(err) != devices.ScaleMoving {
					t.Errorf("%s: %v", what, err)
				}
			}
			model.Moving(false)
			weighs(t, scale, "5.00", false)
		},
		"zero": func(t *testing.T, scale devices.Scale, model ScaleModel) {
			put(t, model, "0.40")
			weighs(t, scale, "0.40", false)
			if err := scale.Zero(within(t)); err != nil {
				t.Fatal(err)
			}
			if _, err := scale.Weigh(within(t)); devices.CodeOf(err) != devices.ScaleEmpty {
				t.Errorf("after zero: %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scale, model := open(t)
			hands(t, scale, model)
		})
	}
}

func put(t *testing.T, model ScaleModel, text string) {
	t.Helper()
	if err := model.Put(text); err != nil {
		t.Fatal(err)
	}
}

func weighs(t *testing.T, scale devices.Scale, text string, net bool) {
	t.Helper()
	weight, err := scale.Weigh(within(t))
	if err != nil || weight.Text != text || weight.Net != net {
		t.Fatalf("weighed %q, net %v, %v; not %q, net %v", weight.Text, weight.Net, err, text, net)
	}
}

// tare weighs goods in a jar: what counts is the net weight, and a jar that is
// taken away leaves less than nothing.
func tare(t *testing.T, scale devices.Scale, model ScaleModel) {
	t.Helper()
	put(t, model, "21.30")
	weighs(t, scale, "21.30", false)
	if err := scale.Tare(within(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := scale.Weigh(within(t)); devices.CodeOf(err) != devices.ScaleEmpty {
		t.Errorf("an empty jar: %v", err)
	}
	put(t, model, "24.80")
	weighs(t, scale, "3.50", true)
	model.Lift()
	if _, err := scale.Weigh(within(t)); devices.CodeOf(err) != devices.ScaleUnder {
		t.Errorf("the jar is gone: %v", err)
	}
	if err := scale.ClearTare(within(t)); err != nil {
		t.Fatal(err)
	}
	put(t, model, "3.50")
	weighs(t, scale, "3.50", false)
}

// liveWeight takes goods off between two requests: no weight is kept.
func liveWeight(t *testing.T, scale devices.Scale, model ScaleModel) {
	t.Helper()
	for _, text := range []string{"3.50", "3.51", "28.00"} {
		put(t, model, text)
		weighs(t, scale, text, false)
	}
	model.Lift()
	if _, err := scale.Weigh(within(t)); devices.CodeOf(err) != devices.ScaleEmpty {
		t.Errorf("nothing is on the pan: %v", err)
	}
}

func unplug(t *testing.T, scale devices.Scale, model ScaleModel) {
	t.Helper()
	put(t, model, "3.50")
	weighs(t, scale, "3.50", false)
	if err := model.Unplug(); err != nil {
		t.Fatal(err)
	}
	if weight, err := scale.Weigh(within(t)); !devices.Gone(err) || weight.State != "" {
		t.Errorf("weighed %+v, %v", weight, err)
	}
}
