package present

import (
	"strings"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/text"
)

// WeighPanel is the panel in which goods are weighed.
type WeighPanel struct {
	Title   string `json:"title"`
	PerGram string `json:"per_gram"`
	State   Fact   `json:"state"` // what the scale says, in words
	StateDo string `json:"state_do,omitempty"`
	Label   string `json:"weight_label"`
	Weight  string `json:"weight"`
	Price   string `json:"price"`
	PriceOf string `json:"price_label"`
	Info    string `json:"info"`
	// Problem is what the last press was answered.
	Problem   string `json:"problem,omitempty"`
	ProblemDo string `json:"problem_do,omitempty"`

	Add    Button `json:"add"`
	Zero   Button `json:"zero"`
	Tare   Button `json:"tare"`
	Back   Button `json:"back"`
	Serial int64  `json:"serial"`
}

func (f *frame) weighPanel() *WeighPanel {
	open := f.s.weigh
	if open == nil {
		return nil
	}
	panel := &WeighPanel{
		Title: f.say(text.WeighTitle, plain(shortName(open.product))), PerGram: f.say(text.WeighPerGram, text.Money(open.product.Price)),
		Label: f.say(text.WeighLabel), Weight: f.say(text.WeighNoPrice), PriceOf: f.say(text.WeighPrice), Price: f.say(text.WeighNoPrice), Info: f.say(text.WeighInfo),
		Add: Button{Label: f.say(text.WeighAdd), Key: "Enter"}, Zero: Button{Label: f.say(text.WeighZero), Key: f.say(text.KeyZero)},
		Tare: Button{Label: f.say(text.WeighTare), Key: f.say(text.KeyTare)}, Back: Button{Label: f.say(text.Back), Key: "Esc"}, Serial: open.serial,
	}
	if open.problem != nil {
		panel.Problem, panel.ProblemDo = f.language.Error(open.problem)
	}
	addable := f.weighState(panel, open)
	switch {
	case f.c.options.Scale == nil:
		panel.Add = Button{Label: f.say(text.WeighNone), State: ButtonBlocked}
		panel.Zero.State, panel.Tare.State = ButtonBlocked, ButtonBlocked
	case open.adding:
		panel.Add = Button{Label: f.say(text.WeighAdding), State: ButtonBusy}
	case !addable:
		panel.Add = Button{Label: panel.State.Text, State: ButtonBlocked}
	}
	return panel
}

// weighState says what the scale shows, and whether adding it makes sense: a
// moving weight may still come to rest.
func (f *frame) weighState(panel *WeighPanel, open *weighing) bool {
	switch {
	case f.c.options.Scale == nil:
		panel.StateDo = f.say(text.WeighNoneDo)
		panel.State = Fact{Icon: iconWarning, Tone: Caution, Text: f.say(text.WeighNone)}
		return false
	case !open.looked:
		panel.State = Fact{Icon: iconWait, Text: f.say(text.WeighWaiting)}
		return false
	case open.lookErr != nil:
		f.scaleFault(panel, open.lookErr)
		return false
	}
	if open.look.Net {
		panel.Label = f.say(text.WeighNetLabel)
	}
	return f.weightShown(panel, open)
}

// unusable are the states in which there is no weight to show.
var unusable = map[devices.WeightState]text.Message{
	devices.WeightOver: text.WeighOver, devices.WeightUnder: text.WeighUnder, devices.WeightNotZeroed: text.WeighNotZeroed,
	devices.WeightOtherUnit: text.WeighOtherNoUnit, devices.WeightFault: text.WeighFault,
}

func (f *frame) weightShown(panel *WeighPanel, open *weighing) bool {
	look := open.look
	if look.State != devices.WeightStable && look.State != devices.WeightMoving {
		words, ok := unusable[look.State]
		if !ok {
			words = text.WeighFault
		}
		panel.State = Fact{Icon: iconWarning, Tone: Caution, Text: f.say(words)}
		if look.State == devices.WeightOtherUnit && look.Unit != "" {
			panel.State.Text = f.say(text.WeighOtherUnit, look.Unit)
		}
		return false
	}
	panel.Weight = look.Text + " " + look.Unit
	if look.State == devices.WeightMoving {
		panel.State = Fact{Icon: iconWait, Text: f.say(text.WeighMoving)}
		return true
	}
	if look.Value.Sign() <= 0 {
		panel.State = Fact{Icon: iconInfo, Text: f.say(text.WeighEmpty)}
		return false
	}
	line := terminal.Line{UnitPrice: open.product.Price, Quantity: look.Value}
	if gross, err := line.Gross(); err == nil {
		panel.Price = text.Money(gross)
	}
	panel.State = Fact{Icon: iconDone, Tone: Good, Text: f.say(text.WeighStable)}
	return true
}

func (f *frame) scaleFault(panel *WeighPanel, err error) {
	fault := DeviceTrouble(err)
	if fault.Kind == terminal.Internal || fault.Code == string(devices.NoAnswer) {
		panel.State = Fact{Icon: iconWarning, Tone: Caution, Text: f.say(text.WeighNoAnswer)}
		panel.StateDo = f.say(text.WeighNoAnswerDo)
		return
	}
	sentence, hint := f.language.Fault(fault.Code, fault.Message, fault.Hint)
	panel.State, panel.StateDo = Fact{Icon: iconWarning, Tone: Caution, Text: strings.TrimSuffix(sentence, ".")}, hint
}
