package zpl

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letterWidths are the advances of ASCII from the space on in thousandths of the
// height, for a bold condensed face (the published metrics of Helvetica Bold,
// condensed to 82 %). Font 0 of these printers is one; its own figures are not
// published, so spareWidth is left in every line.
var letterWidths = [95]int{
	228, 273, 389, 456, 456, 729, 592, 228, 273, 273, 319, 479, 228, 273, 228, 228, // space to /
	456, 456, 456, 456, 456, 456, 456, 456, 456, 456, 273, 273, 479, 479, 479, 501, // 0 to ?
	800, 592, 592, 592, 592, 547, 501, 638, 592, 228, 456, 592, 501, 683, 592, 638, // @ to O
	547, 638, 592, 547, 501, 592, 547, 774, 547, 547, 501, 273, 228, 273, 479, 456, // P to _
	273, 456, 501, 456, 501, 456, 273, 501, 501, 228, 228, 456, 228, 729, 501, 501, // ` to o
	501, 501, 319, 456, 273, 501, 456, 638, 456, 456, 410, 319, 230, 319, 479, // p to ~
}

const (
	// spareWidth is how much wider than letterWidths a line may come out, in
	// thousandths.
	spareWidth = 60
	// otherWidth is for letters that are not known, in thousandths of the height.
	otherWidth = 700
)

// textWidth gives the width of a line in dots, rounded up, with the spare.
func textWidth(text string, height int) int {
	sum := 0
	for _, char := range text {
		sum += letterWidth(char)
	}
	return (sum*height*(1000+spareWidth) + 999_999) / 1_000_000
}

func letterWidth(char rune) int {
	if char >= ' ' && char <= '~' {
		return letterWidths[char-' ']
	}
	plain, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(char)))
	if plain >= ' ' && plain <= '~' {
		return letterWidths[plain-' ']
	}
	return otherWidth
}

// noBreak is a space at which no line ends.
const noBreak = "\u00a0"

// wrap breaks cleaned text into lines of at most width dots: at line feeds, then
// at spaces, and a word that is wider than a line anywhere.
func wrap(text string, width, height int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		for word := range strings.SplitSeq(paragraph, " ") {
			joined := word
			if line != "" {
				joined = line + " " + word
			}
			if textWidth(strings.TrimRight(joined, noBreak), height) <= width {
				line = joined
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			line = word
			for textWidth(line, height) > width {
				head := within(line, width, height)
				lines = append(lines, head)
				line = line[len(head):]
			}
		}
		lines = append(lines, line)
	}
	for index, line := range lines {
		lines[index] = strings.ReplaceAll(strings.TrimRight(line, noBreak), noBreak, " ")
	}
	return lines
}

// within gives the longest head of a text that is not wider than width, but one
// letter at least.
func within(text string, width, height int) string {
	sum := 0
	for index, char := range text {
		sum += letterWidth(char)
		if index > 0 && (sum*height*(1000+spareWidth)+999_999)/1_000_000 > width {
			return text[:index]
		}
	}
	return text
}
