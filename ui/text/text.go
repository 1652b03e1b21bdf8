// Package text holds every sentence that a person reads on the counter, in
// English and Spanish, and the forms of money, times and dates that go with
// them.
package text

import (
	"fmt"
	"slices"

	"github.com/curbline/curbline/terminal"
)

// Language is the language of a workplace.
type Language string

// The languages.
const (
	English Language = "en"
	Spanish Language = "es"
)

// Languages lists them.
func Languages() []Language { return []Language{English, Spanish} }

// Valid says whether the language is one of them.
func (l Language) Valid() bool { return slices.Contains(Languages(), l) }

// Message is one sentence in every language, with the verbs of package fmt where
// something is filled in.
type Message struct{ en, es string }

// all keeps every message, so that a test can walk them.
var all []Message

func say(en, es string) Message {
	message := Message{en, es}
	all = append(all, message)
	return message
}

// Say gives a message in the language, filled in. An unknown language is English.
func (l Language) Say(message Message, args ...any) string {
	sentence := message.en
	if l == Spanish {
		sentence = message.es
	}
	if len(args) == 0 {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

// Error gives what a coded error says to a person, and what to do about it. A
// code without a translation keeps its own words: those name what is wrong,
// which is worth more than a vague sentence in the right language.
func (l Language) Error(err *terminal.Error) (sentence, hint string) {
	if err == nil {
		return "", ""
	}
	if l == Spanish {
		for _, known := range []map[string]translation{errorsSpanish, devicesSpanish} {
			if translated, ok := known[err.Code]; ok {
				return translated.sentence, translated.hint
			}
		}
	}
	return err.Message, err.Hint
}
