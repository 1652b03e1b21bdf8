package text

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var verb = regexp.MustCompile(`%(\[\d\])?[a-z]`)

// verbs are a sentence's verbs by the argument that they take.
func verbs(sentence string) []string {
	var kinds []string
	for i, found := range verb.FindAllString(strings.ReplaceAll(sentence, "%%", ""), -1) {
		at := i + 1
		if strings.HasPrefix(found, "%[") {
			at = int(found[2] - '0')
		}
		kinds = append(kinds, string(rune('0'+at))+found[len(found)-1:])
	}
	slices.Sort(kinds)
	return kinds
}

func TestEveryMessageIsInBothLanguages(t *testing.T) {
	if len(all) < 250 {
		t.Fatalf("only %d messages", len(all))
	}
	for _, message := range all {
		if message.en == "" || message.es == "" {
			t.Errorf("%q / %q", message.en, message.es)
		}
		if !slices.Equal(verbs(message.en), verbs(message.es)) {
			t.Errorf("other gaps: %q / %q", message.en, message.es)
		}
		if strings.Count(message.en, "*") != strings.Count(message.es, "*") {
			t.Errorf("other emphasis: %q / %q", message.en, message.es)
		}
	}
	for code, translated := range errorsSpanish {
		if translated.sentence == "" {
			t.Errorf("%s has no sentence", code)
		}
	}
}
