package escpos

import (
	"fmt"
	"slices"
	"sync"
	"unicode"

	"golang.org/x/text/encoding/charmap"
)

// CodePage is a character table of the printer: what its bytes from 80h print.
type CodePage string

// The code pages that are used. All have ñ and most accents of Spanish; 437 lacks
// Á, Í, Ó and Ú, which are printed without their accent.
const (
	CP437  CodePage = "437"  // the power-on table everywhere
	CP850  CodePage = "850"  // Western Europe
	CP858  CodePage = "858"  // 850 with the euro sign
	CP1252 CodePage = "1252" // Windows, Western Europe
)

// pageNumbers are what ESC t n takes. The clones share Epson's numbers 0 to 5 and
// 16 to 19 and no others. Star's emulation takes Epson's too; its own table has
// other numbers, except for 0, which is the page of its switches, so 437 is what
// is safe on every Star.
var pageNumbers = map[Family]map[CodePage]byte{
	Epson:   {CP437: 0, CP850: 2, CP858: 19, CP1252: 16},
	Generic: {CP437: 0, CP850: 2, CP858: 19, CP1252: 16},
	Star:    {CP437: 0, CP850: 2, CP858: 19, CP1252: 16},
}

// table is a code page as the encoder uses it: only what can be seen.
type table struct {
	bytes map[rune]byte
}

var tables = map[CodePage]func() *table{
	CP437:  sync.OnceValue(func() *table { return newTable(charmap.CodePage437) }),
	CP850:  sync.OnceValue(func() *table { return newTable(charmap.CodePage850) }),
	CP858:  sync.OnceValue(func() *table { return newTable(charmap.CodePage858) }),
	CP1252: sync.OnceValue(func() *table { return newTable(charmap.Windows1252) }),
}

// CodePages lists the code pages, sorted.
func CodePages() []CodePage {
	var pages []CodePage
	for page := range tables {
		pages = append(pages, page)
	}
	slices.Sort(pages)
	return pages
}

func newTable(page *charmap.Charmap) *table {
	made := &table{bytes: make(map[rune]byte, 128)}
	for char := 0x80; char <= 0xff; char++ {
		letter := page.DecodeByte(byte(char))
		if letter < 0x80 || letter == unicode.ReplacementChar || invisible(letter) || unicode.IsSpace(letter) || spelledAlways(letter) {
			continue
		}
		made.bytes[letter] = byte(char)
	}
	// Micro is written as the Greek letter as often as by its own sign.
	if micro, found := made.bytes['µ']; found {
		made.bytes['μ'] = micro
	}
	return made
}

// page gives the table of the profile's code page and its number for ESC t.
func (p Profile) page() (*table, byte, error) {
	numbers, found := pageNumbers[p.Family]
	if !found {
		return nil, 0, fmt.Errorf("printer profile: unknown family %q", p.Family)
	}
	number, found := numbers[p.CodePage]
	if !found {
		return nil, 0, fmt.Errorf("printer profile: unknown code page %q", p.CodePage)
	}
	return tables[p.CodePage](), number, nil
}

// encode appends the bytes of text that clean has been over. Anything that cannot
// be printed becomes '?', whatever it is: this is the last gate before the wire.
func (t *table) encode(out []byte, text string) []byte {
	for _, char := range text {
		if char >= ' ' && char < 0x7f {
			out = append(out, byte(char))
			continue
		}
		one, found := t.bytes[char]
		if !found {
			one = '?'
		}
		out = append(out, one)
	}
	return out
}
