package order

import (
	"strings"

	"github.com/curbline/curbline/terminal"
)

// attentionRunesMax bounds the text that says why a person must look, so that
// a shop that repeats itself cannot make an order grow.
const attentionRunesMax = 600

// attend adds a sentence to the order's attention, once.
func attend(o *terminal.Order, sentence string) {
	if sentence == "" || strings.Contains(o.Attention, sentence) {
		return
	}
	text := sentence
	if o.Attention != "" {
		text = o.Attention + " " + sentence
	}
	if runes := []rune(text); len(runes) > attentionRunesMax {
		// The newest sentence is the one that nobody has read yet.
		text = string(runes[len(runes)-attentionRunesMax:])
	}
	o.Attention = text
}

// Acknowledge clears the attention of an order that a person has looked at. A
// parked order keeps it.
func Acknowledge(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	if o.Parked {
		return o, Effect{}, parked(o)
	}
	o.Attention = ""
	return finish(o, Effect{Move: "acknowledge"}, step.At)
}

// Unpark sets a parked order free again, after a supervisor has compared it with
// the web shop. Its revision stays: the next hole parks it again.
func Unpark(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	if !o.Parked {
		return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.not_parked", "Order %s is not parked.", o.ID)
	}
	o.Parked, o.Attention = false, ""
	return finish(o, Effect{Move: "unpark"}, step.At)
}

// ResultTooOld is the result that the terminal itself gives to a command that it
// does not send any more, because the shop no longer remembers keys of its age
// (curbfeed/1, rule 5).
const ResultTooOld = "too_old"

// ApplyResult puts an order in front of a person where the shop did not take a
// command (curbfeed/1, rule 5). A result is never state: nothing else changes.
// Changed is false for a command that was applied.
func ApplyResult(o terminal.Order, command terminal.ShopCommand, result terminal.ShopResult) (terminal.Order, Effect) {
	status := result.Status
	if status == "duplicate" {
		status = result.First
	}
	doing := "the step " + strings.ReplaceAll(command.Op, "_", " ")
	switch status {
	case "applied":
		return o, Effect{}
	case "rejected":
		attend(&o, "The web shop refused "+doing+" ("+spoken(result.Reason)+").")
	case "superseded":
		attend(&o, "The web shop had changed the order before "+doing+" reached it.")
	case ResultTooOld:
		attend(&o, "The web shop was never told of "+doing+": it waited more than 7 days.")
	default:
		attend(&o, "The web shop gave an answer to "+doing+" that this terminal does not know.")
	}
	return o, Effect{Changed: true, Move: "command_result"}
}
