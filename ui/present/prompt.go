package present

import (
	"context"
	"maps"
)

// PromptKind names a question that stands in place of part of a screen.
type PromptKind string

// The questions.
const (
	PromptApprove  PromptKind = "approve"
	PromptDiscount PromptKind = "discount"
	PromptVoid     PromptKind = "void"
	PromptReprint  PromptKind = "reprint"
	PromptNoSale   PromptKind = "no_sale"
	PromptReject   PromptKind = "reject"
	PromptOverride PromptKind = "override"
	PromptWriteOff PromptKind = "write_off"
	PromptQuantity PromptKind = "quantity"
	PromptRecall   PromptKind = "recall"
	PromptHelp     PromptKind = "help"
	PromptClock    PromptKind = "clock"
	PromptNewPIN   PromptKind = "new_pin"
	PromptRevoke   PromptKind = "revoke"
	PromptRequeue  PromptKind = "requeue"
	PromptDrop     PromptKind = "drop"
	PromptBank     PromptKind = "bank"
	// PromptUnknownDay asks why a person may buy whose day cannot be looked up.
	PromptUnknownDay PromptKind = "unknown_day"
	// PromptByHand asks for a document that no scanner reads.
	PromptByHand PromptKind = "by_hand"
)

// FieldKind says what may be typed into a field.
type FieldKind string

// The kinds of field.
const (
	FieldText   FieldKind = "text"
	FieldSecret FieldKind = "secret"
	FieldMoney  FieldKind = "money"
)

// PromptField is one thing to answer.
type PromptField struct {
	ID    string    `json:"id"`
	Label string    `json:"label"`
	Kind  FieldKind `json:"kind"`
	Value string    `json:"value,omitempty"` // never of a secret
}

// PromptChoice is a ready answer on a key 1 to 9: it fills a field and saves, or
// stands alone.
type PromptChoice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Note  string `json:"note,omitempty"`
}

// Prompt is a question, as a screen shows it.
type Prompt struct {
	Kind    PromptKind     `json:"kind"`
	Title   string         `json:"title"`
	Text    string         `json:"text,omitempty"`
	Fields  []PromptField  `json:"fields,omitempty"`
	Choices []PromptChoice `json:"choices,omitempty"`
	// ChoiceField is the field that a choice fills.
	ChoiceField string `json:"choice_field,omitempty"`
	Save        Button `json:"save"`
	Back        Button `json:"back"`
	Problem     string `json:"problem,omitempty"`
	Serial      int64  `json:"serial"` // another question has another number
}

type prompt struct {
	kind        PromptKind
	title, text string
	fields      []PromptField
	choices     []PromptChoice
	choiceField string
	save        string
	problem     string
	serial      int64
	document    bool // is about a document being typed in: a scanned one ends it
	then        func(ctx context.Context, values map[string]string) error
}

// ask puts a question on the screen.
func (c *Counter) ask(question prompt) {
	c.set(func(s *state) {
		s.scanned++
		question.serial = s.scanned
		s.prompt = &question
	})
}

// Answer gives the values of the question's fields by their ids.
func (c *Counter) Answer(values map[string]string) {
	c.run(func(ctx context.Context) error {
		question := c.now().prompt
		if question == nil || question.then == nil {
			c.set(func(s *state) { s.prompt = nil })
			return nil
		}
		given := map[string]string{}
		for _, field := range question.fields {
			given[field.ID] = field.Value
		}
		maps.Copy(given, values)
		err := question.then(ctx, given)
		c.set(func(s *state) {
			// What follows may have put another question already.
			if s.prompt == nil || s.prompt.serial != question.serial {
				return
			}
			s.prompt = nil
			if err != nil {
				again := *question
				again.problem, _ = s.language.Error(coded(err))
				s.prompt = &again
			}
		})
		if c.now().prompt != nil && err != nil {
			return nil // it stands in the question itself
		}
		return err
	})
}

// Choose answers with one of the ready choices; what else was typed comes with it.
func (c *Counter) Choose(index int, values map[string]string) {
	question := c.now().prompt
	if question == nil || index < 0 || index >= len(question.choices) {
		return
	}
	given := maps.Clone(values)
	if given == nil {
		given = map[string]string{}
	}
	if question.choiceField != "" {
		given[question.choiceField] = question.choices[index].Label
	}
	given["choice"] = question.choices[index].ID
	c.Answer(given)
}

// Cancel takes the question away.
func (c *Counter) Cancel() {
	if c.barred() {
		c.SignOut()
		return
	}
	c.quiet(func(s *state) { s.prompt = nil })
}
