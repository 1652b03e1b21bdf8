package virtual

import "strings"

// code128Patterns are the widths of bars and spaces of the symbols 0 to 105 and
// of the stop, in modules (ISO/IEC 15417, table 1).
var code128Patterns = strings.Fields("212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 " +
	"221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 " +
	"221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 " +
	"212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 " +
	"231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 " +
	"231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 " +
	"314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 " +
	"112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 " +
	"111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 " +
	"214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 " +
	"114131 311141 411131 211412 211214 211232 2331112 ")

// Symbols of Code 128 that are no character.
const (
	code128CodeC  = 99
	code128CodeB  = 100
	code128StartB = 104
	code128StartC = 105
	code128Stop   = 106
)

// readCode128 reads the field data of ^BC in mode N: text, and ">" with a
// character for a change of subset or a character that cannot stand there
// itself. It gives what a scanner reads, and the symbols from start to check.
func readCode128(data string) (text string, symbols []byte) {
	inC := strings.HasPrefix(data, ">;")
	symbols = []byte{code128StartB}
	if inC {
		symbols[0] = code128StartC
	}
	if inC || strings.HasPrefix(data, ">:") {
		data = data[2:]
	}
	var read strings.Builder
	for len(data) > 0 {
		char, change, used := code128Next(data)
		switch {
		case change != 0:
			inC = change == code128CodeC
			symbols = append(symbols, change)
		case inC && len(data) > 1 && isDigit(char) && isDigit(data[1]):
			symbols = append(symbols, (char-'0')*10+data[1]-'0')
			read.WriteString(data[:2])
			used = 2
		case !inC && char >= ' ' && char <= '~':
			symbols = append(symbols, char-' ')
			read.WriteByte(char)
		}
		data = data[used:]
	}
	sum := int(symbols[0])
	for index, symbol := range symbols[1:] {
		sum += (index + 1) * int(symbol)
	}
	return read.String(), append(symbols, byte(sum%103))
}

// code128Next takes a character off the data, or a change of subset. A pair that
// means nothing here gives neither.
func code128Next(data string) (char, change byte, used int) {
	if data[0] != '>' || len(data) == 1 {
		return data[0], 0, 1
	}
	switch data[1] {
	case '5':
		return 0, code128CodeC, 2
	case '6':
		return 0, code128CodeB, 2
	case '<':
		return '^', 0, 2
	case '0':
		return '>', 0, 2
	case '=':
		return '~', 0, 2
	}
	return 0, 0, 2
}

func isDigit(char byte) bool { return char >= '0' && char <= '9' }

// code128Bars gives the modules of the code, true for a bar, start to stop.
func code128Bars(symbols []byte) []bool {
	var bars []bool
	for _, symbol := range append(append([]byte(nil), symbols...), code128Stop) {
		for index, width := range code128Patterns[symbol] {
			for range width - '0' {
				bars = append(bars, index%2 == 0)
			}
		}
	}
	return bars
}
