package scale

import "github.com/curbline/curbline/devices"

// fault gives why an answer may not become a line, in words; nil for a stable
// weight above zero. A moving weight is one too, for whoever asks only once.
func (a answer) fault(expected string) error {
	switch a.weight.State {
	case devices.WeightStable:
		if a.weight.Value.Sign() <= 0 {
			return devices.Errorf(devices.ScaleEmpty, "There is nothing on the pan.").
				WithHint("Put the goods on the pan and press Add again.")
		}
		return nil
	case devices.WeightMoving:
		return moving()
	case devices.WeightOver:
		return devices.Errorf(devices.ScaleOver, "There is more on the scale than it can weigh.").
			WithHint("Take some of it off and weigh it in parts.")
	case devices.WeightUnder:
		return devices.Errorf(devices.ScaleUnder, "The scale shows less than zero.").
			WithHint("Take everything off the pan, clear the tare, set the scale to zero and weigh again.")
	case devices.WeightOtherUnit:
		return otherUnit(a.weight.Unit, expected)
	case devices.WeightNotZeroed:
		return devices.Errorf(devices.ScaleNotZeroed, "The scale has not found its zero.").
			WithHint("Take everything off the pan, then switch the scale off and on.")
	default:
		if a.misunderstood {
			return devices.Errorf(devices.ScaleFault, "The scale does not understand the terminal.").
				WithHint("Check that the scale is set to the protocol, baud rate and parity of the terminal's settings.")
		}
		return devices.Errorf(devices.ScaleFault, "The scale reports an error of its own.").
			WithHint("Take everything off the pan and switch the scale off and on. If it stays, call service.")
	}
}

func moving() error {
	return devices.Errorf(devices.ScaleMoving, "The weight is still moving.").
		WithHint("Let the pan come to rest and press Add again.")
}

// otherUnit names the scale's unit only if it is a known one: no word that a
// device sent stands in an error.
func otherUnit(shown, expected string) error {
	if !knownUnits[shown] {
		shown = "another unit"
	}
	return devices.Errorf(devices.ScaleOtherUnit, "The scale shows %s, and the terminal expects %s.", shown, expected).
		WithHint("Switch the scale to " + expected + ".")
}

// noAnswer tells a scale that says nothing from one that says what nobody can
// read: at a wrong baud rate bytes come, but no answer.
func noAnswer(heard bool) error {
	if heard {
		return devices.Errorf(devices.NoAnswer, "What the scale sends makes no sense.").
			WithHint("Check that the scale is set to the baud rate and protocol of the terminal's settings.")
	}
	return devices.Errorf(devices.NoAnswer, "The scale does not answer.").
		WithHint("Check that it is switched on, its cable is plugged in, and its baud rate is the one in the terminal's settings.")
}

func notObeyed() error {
	return devices.Errorf(devices.ScaleFault, "The scale did not do it.").
		WithHint("Do it with the key on the scale, and look at its display.")
}

// hinders gives why a command may not be given while the scale shows this.
func (a answer) hinders(what request) error {
	switch a.weight.State {
	case devices.WeightMoving, devices.WeightOver, devices.WeightFault:
		return a.fault("")
	case devices.WeightUnder, devices.WeightNotZeroed:
		if what == setTare {
			return a.fault("")
		}
	}
	return nil
}
