package outbox

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// Differences tells in words how the state's receipt differs from ours; none
// means that they are the same sale. Numbers are compared by value, times by
// the store's wall clock to the millisecond, lines in any order.
func Differences(ours, theirs terminal.Receipt) []string {
	var found []string
	note := func(what, our, their string) {
		if our != their {
			found = append(found, fmt.Sprintf("%s: ours %s, the state's %s", what, orNone(our), orNone(their)))
		}
	}
	note("number", ours.External, theirs.External)
	note("time", wallClock(ours.Local), wallClock(theirs.Local))
	note("customer", string(ours.Class), string(theirs.Class))
	ourLines, theirLines := lineTexts(ours.Lines), lineTexts(theirs.Lines)
	for text, count := range ourLines {
		if extra := count - theirLines[text]; extra > 0 {
			found = append(found, fmt.Sprintf("only ours: %s (%d times)", text, extra))
		}
	}
	for text, count := range theirLines {
		if extra := count - ourLines[text]; extra > 0 {
			found = append(found, fmt.Sprintf("only the state's: %s (%d times)", text, extra))
		}
	}
	sort.Strings(found)
	return found
}

func lineTexts(lines []terminal.ReceiptLine) map[string]int {
	texts := make(map[string]int, len(lines))
	for _, line := range lines {
		texts[strings.ToUpper(line.Tag)+" "+exact(line.Quantity)+" "+line.Unit+" $"+exact(line.Amount)]++
	}
	return texts
}

// exact brings 3.50 and 3.5 to one text. What is no decimal stays as it is, and
// so differs from every decimal.
func exact(text string) string {
	quantity, err := measure.Parse(text)
	if err != nil {
		return fmt.Sprintf("%q", text)
	}
	return quantity.String()
}

// wallClock brings 18:07:22 and 18:07:22.000 to one text; an offset behind the
// wall clock is not compared, since the state's field has none.
func wallClock(text string) string {
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339} {
		if moment, err := time.Parse(layout, text); err == nil {
			return moment.Format("2006-01-02T15:04:05.000")
		}
	}
	return fmt.Sprintf("%q", text)
}

func orNone(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
