package paper

import (
	"strings"
	"unicode/utf8"
)

// cells counts the columns of a text: one a character, as receipt fonts have it.
func cells(text string) int { return utf8.RuneCountInString(text) }

// oneLine joins all runs of white space, line feeds included, into one space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// wrapParagraphs wraps each line of a text on its own; empty lines stay.
func wrapParagraphs(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapLine(strings.TrimRight(paragraph, " "), width)...)
	}
	return lines
}

// wrapLine leaves a line that fits as it is, inner spaces included.
func wrapLine(line string, width int) []string {
	if cells(line) <= width {
		return []string{line}
	}
	return wrap(line, width, width)
}

// wrap breaks at spaces into lines of at most first columns for the first and
// rest columns for the others, which are indented where rest is smaller. A word
// that is longer than its line is broken hard. There is always one line.
func wrap(text string, first, rest int) []string {
	indent := ""
	if rest < first {
		indent = strings.Repeat(" ", first-rest)
	}
	first, rest = max(first, 1), max(rest, 1)
	var lines []string
	line := ""
	room := first
	flush := func() {
		if len(lines) > 0 {
			line = indent + line
		}
		lines = append(lines, line)
		line, room = "", rest
	}
	for _, word := range strings.Fields(text) {
		if line != "" && cells(line)+1+cells(word) > room {
			flush()
		}
		for cells(word) > room {
			head, tail := cutCells(word, room)
			line, word = head, tail
			flush()
		}
		switch {
		case word == "":
		case line == "":
			line = word
		default:
			line += " " + word
		}
	}
	if line != "" || len(lines) == 0 {
		flush()
	}
	return lines
}

// cutCells cuts a text after count characters.
func cutCells(text string, count int) (head, tail string) {
	for index := range text {
		if count == 0 {
			return text[:index], text[index:]
		}
		count--
	}
	return text, ""
}
