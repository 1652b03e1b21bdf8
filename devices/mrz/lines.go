package mrz

import (
	"bytes"
	"slices"
	"strings"
)

// Shapes of machine-readable zones (ICAO 9303 part 4 for TD3, part 5 for TD1,
// part 6 for TD2, part 7 for visas, which have the lines of TD3 or TD2).
const (
	td1Lines, td1Characters = 3, 30
	td2Lines, td2Characters = 2, 36
	td3Lines, td3Characters = 2, 44
)

// filler stands for nothing and for spaces within names.
const filler = '<'

// trimFraming takes off what scanners put around a scan: STX, ETX, line ends and
// the AIM prefix (ISO/IEC 15424: ], a letter, a digit). Spaces stay, as they may
// stand for fillers.
func trimFraming(raw []byte) []byte {
	const frame = "\x00\x02\x03\x04\r\n\t"
	text := bytes.Trim(raw, frame)
	if len(text) >= 3 && text[0] == ']' && isLetter(upper(text[1])) && isDigit(text[2]) {
		text = bytes.Trim(text[3:], frame)
	}
	return text
}

// splitLines cuts a scan at its line ends, in capitals; empty lines are gone.
func splitLines(text []byte) []string {
	capitals := make([]byte, len(text))
	for index, char := range text {
		capitals[index] = upper(char)
	}
	lines := strings.FieldsFunc(string(capitals), func(char rune) bool { return char < ' ' })
	return slices.DeleteFunc(lines, func(line string) bool { return strings.Trim(line, " ") == "" })
}

// fit brings a line to exactly length characters of the alphabet of machine-readable
// zones. A space stands for a filler only where the length is right: with the
// outer spaces, or else without them. Anything else would be a guess.
func fit(line string, length int) (string, bool) {
	if len(line) != length {
		line = strings.Trim(line, " ")
	}
	if len(line) != length {
		return "", false
	}
	line = strings.ReplaceAll(line, " ", string(filler))
	return line, inAlphabet(line)
}

func inAlphabet(line string) bool {
	for _, char := range []byte(line) {
		if !isDigit(char) && !isLetter(char) && char != filler {
			return false
		}
	}
	return true
}

// shape brings a scan to lines of one of the sizes. More fillers than a zone has
// may follow its end. False means that no size fits.
func shape(lines []string, count, length int) ([]string, bool) {
	if len(lines) == 1 {
		return shapeJoined(lines[0], count, length)
	}
	if len(lines) < count {
		return nil, false
	}
	for _, rest := range lines[count:] {
		if strings.Trim(rest, "< ") != "" {
			return nil, false
		}
	}
	shaped := make([]string, 0, count)
	for index, line := range lines[:count] {
		line, fits := fit(line, length)
		if !fits && index == count-1 {
			line, fits = fit(withoutTail(lines[index], length), length)
		}
		if !fits {
			return nil, false
		}
		shaped = append(shaped, line)
	}
	return shaped, true
}

// shapeJoined cuts a scan without line ends.
func shapeJoined(text string, count, length int) ([]string, bool) {
	joined, fits := fit(text, count*length)
	if !fits {
		joined, fits = fit(withoutTail(text, count*length), count*length)
	}
	if !fits {
		return nil, false
	}
	shaped := make([]string, 0, count)
	for start := 0; start < len(joined); start += length {
		shaped = append(shaped, joined[start:start+length])
	}
	return shaped, true
}

// withoutTail takes off fillers and spaces behind the length.
func withoutTail(line string, length int) string {
	if len(line) > length && strings.Trim(line[length:], "< ") == "" {
		return line[:length]
	}
	return line
}

func isDigit(char byte) bool { return char >= '0' && char <= '9' }

func isLetter(char byte) bool { return char >= 'A' && char <= 'Z' }

func upper(char byte) byte {
	if char >= 'a' && char <= 'z' {
		return char - 'a' + 'A'
	}
	return char
}
