package doctor_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/doctor"
	"github.com/curbline/curbline/devices/scanner"
)

// replace gives the card as it comes from a scanner that sends something else for
// some bytes: pairs of old and new.
func replace(pairs ...string) []byte {
	return []byte(strings.NewReplacer(pairs...).Replace(string(doctor.Card())))
}

func controls() []byte {
	all := []byte{0x7f}
	for char := byte(0); char < ' '; char++ {
		all = append(all, char)
	}
	return all
}

func without(chars ...byte) []byte {
	var kept []byte
	for _, char := range doctor.Card() {
		if !slices.Contains(chars, char) {
			kept = append(kept, char)
		}
	}
	return kept
}

func flipped() []byte {
	var out []byte
	for _, char := range doctor.Card() {
		switch {
		case char >= 'A' && char <= 'Z':
			char += 'a' - 'A'
		case char >= 'a' && char <= 'z':
			char -= 'a' - 'A'
		}
		out = append(out, char)
	}
	return out
}

// latin is every byte from 80 up as UTF-8.
func latin() []byte {
	var out []byte
	for _, char := range doctor.Card() {
		out = append(out, string(rune(char))...)
	}
	return out
}

func TestCompare(t *testing.T) {
	card := string(doctor.Card())
	body := strings.Index(card, "DLDAQ")
	for _, c := range []struct {
		name     string
		got      []byte
		grade    doctor.Grade
		readable bool
		says     []string // all of them
	}{
		{"as it is", []byte(card), doctor.Fine, true, []string{"Every byte", "IDs can be read."}},
		{"suffix CR", []byte(card + "\r"), doctor.Fine, true, []string{"Added behind the scan: CR (0D)."}},
		{"suffix CR LF", []byte(card + "\r\n"), doctor.Fine, true, []string{"CR (0D) LF (0A)"}},
		{"suffix TAB", []byte(card + "\t"), doctor.Fine, true, []string{"TAB (09)"}},
		{"suffix text", []byte(card + "XX"), doctor.Degraded, true, []string{"behind the scan: “XX”", "suffix CR or none"}},
		{"filler", []byte(card + strings.Repeat("8", 40)), doctor.Degraded, true, []string{"suffix CR or none"}},
		{"AIM", []byte("]L2" + card), doctor.Fine, true, []string{"before the scan: “]L2”", "not urgent"}},
		{"STX and ETX", []byte("\x02" + card + "\x03"), doctor.Fine, true, []string{"STX (02)", "ETX (03)"}},
		{"another prefix", []byte("ID:" + card), doctor.Degraded, true, []string{"before the scan: “ID:”", "prefix off"}},
		{"BOM", []byte("\xef\xbb\xbf" + card), doctor.Degraded, true, []string{"prefix off"}},
		{"RS dropped", without(0x1e), doctor.Degraded, true, []string{"Lost: RS (1E).", "IDs can be read, but", "send all control characters"}},
		{"RS as carets", replace("\x1e", "^^"), doctor.Degraded, true, []string{"RS (1E) came as “^^”", "serial mode"}},
		{"RS as space", replace("\x1e", " "), doctor.Degraded, true, []string{"RS (1E) came as a space"}},
		{"RS as 6", replace("\x1e", "6"), doctor.Degraded, true, []string{"RS (1E) came as “6”"}},
		{"RS as N", replace("\x1e", "N"), doctor.Degraded, true, []string{"RS (1E) came as “N”"}},
		{"CR dropped", without('\r'), doctor.Degraded, true, []string{"Lost: CR (0D)."}},
		{"CR doubled", replace("\r", "\r\n"), doctor.Degraded, true, []string{"CR (0D) came as CR (0D) LF (0A).", "no conversion of CR and LF"}},
		{"CR as M", replace("\r", "M"), doctor.Degraded, true, []string{"CR (0D) came as “M”"}},
		{"CR as caret M", replace("\r", "^M"), doctor.Degraded, true, []string{"CR (0D) came as “^M”", "serial mode"}},
		{"LF as CR", replace("\n", "\r"), doctor.Degraded, true, []string{"LF (0A) came as CR (0D)"}},
		{"LF as CR LF", replace("\n", "\r\n"), doctor.Degraded, true, []string{"LF (0A) came as CR (0D) LF (0A)"}},
		{"LF as bar", replace("\n", "|"), doctor.Degraded, true, []string{"LF (0A) came as “|”"}},
		{"LF dropped", without('\n'), doctor.Degraded, false, []string{"Lost: LF (0A).", "IDs will be refused"}},
		{"all controls dropped", without(controls()...), doctor.Degraded, false, []string{"Lost: SOH (01)", "IDs will be refused", "send all control characters"}},
		{"@ eaten", []byte(card[1:]), doctor.Degraded, true, []string{"the @ at the start", "licence parsing"}},
		{"C1 around elements", []byte(card[:body] + strings.NewReplacer("\n", "\x85\n").Replace(card[body:body+20]) + card[body+20:]), doctor.Degraded, true, []string{"inside the scan: 85", "keyboard mode"}},
		{"caps lock", flipped(), doctor.Degraded, true, []string{"capitals came as small letters and", "caps lock off"}},
		{"small", bytes.ToLower(without(0x80, 0x85, 0xa0, 0xc3, 0xd1, 0xe9, 0xff)), doctor.Degraded, true, []string{"all letters came as small ones"}},
		{"NUL dropped", without(0), doctor.Fine, true, []string{"Lost: NUL (00)."}},
		{"high bytes dropped", without(0x80, 0x85, 0xa0, 0xc3, 0xd1, 0xe9, 0xff), doctor.Degraded, true, []string{"Lost: 80", "Latin-1"}},
		{"UTF-8", latin(), doctor.Fine, true, []string{"E9 came as C3 A9"}},
		{"GS replaced", replace("\x1d", "{GS}"), doctor.Degraded, true, []string{"GS (1D) came as “{GS}”", "FNC1"}},
		{"cut at NUL", []byte(card[:strings.Index(card, "00\x00")+2]), doctor.Unknown, true, []string{"did not come: NUL (00)"}},
		{"cut in the middle", []byte(card[:len(card)/2]), doctor.Unknown, true, []string{"The scan broke off"}},
		{"cut early", []byte(card[:30]), doctor.Unknown, false, []string{"not the self-test card"}},
		{"nothing", nil, doctor.Unknown, false, []string{"0 bytes came", "not the self-test card"}},
		{"a product", []byte("4006381333931\r"), doctor.Unknown, false, []string{"not the self-test card"}},
		{"a parsed licence", []byte(strings.Replace(card, "DAQSELF TEST\nDACCard\n", "SELF TEST, Card\n", 1)), doctor.Degraded, true, []string{"The text itself was changed", "licence parsing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := doctor.Compare(c.got)
			said := strings.Join(report.Lines(), "\n")
			if report.Grade != c.grade || report.Readable != c.readable {
				t.Errorf("%q and readable %v, want %q and %v\n%s", report.Grade, report.Readable, c.grade, c.readable, said)
			}
			for _, part := range c.says {
				if !strings.Contains(said, part) {
					t.Errorf("%q is not said in\n%s", part, said)
				}
			}
		})
	}
}

// Dropping or replacing any one control character is reported as exactly that.
func TestCompareNamesEachByte(t *testing.T) {
	for _, char := range controls() {
		report := doctor.Compare(without(char))
		if !bytes.Equal(report.Lost, []byte{char}) || len(report.Changed) != 0 || len(report.Missing) != 0 {
			t.Errorf("%02x dropped: lost % x, changed %v", char, report.Lost, report.Changed)
		}
		report = doctor.Compare(replace(string([]byte{char}), "~"))
		if len(report.Lost) != 0 || len(report.Changed) != 1 || report.Changed[0].From != char || string(report.Changed[0].To) != "~" {
			t.Errorf("%02x replaced: lost % x, changed %v", char, report.Lost, report.Changed)
		}
	}
}

// The card is refused where an ID is wanted, whatever was done to it.
func TestTheCardIsNoID(t *testing.T) {
	for _, raw := range [][]byte{doctor.Card(), without('\n'), without('\r'), without(controls()...), flipped(), latin()} {
		document, err := scanner.ReadDocument(raw)
		if err == nil && !document.BirthDate.IsZero() {
			t.Errorf("read as %v", document)
		}
	}
	framer := scanner.NewFramer(0, 0)
	if scans := framer.Feed(doctor.Card(), 0); len(scans) != 1 || scans[0].Kind != scanner.ID || !bytes.Equal(scans[0].Raw, doctor.Card()) {
		t.Errorf("the framer gave %v", scans)
	}
}

func FuzzCompare(f *testing.F) {
	for _, raw := range [][]byte{doctor.Card(), without('\n'), replace("\r", "\r\n"), flipped(), []byte("]L2@\n\x1e\rANSI 000000ZZ01")} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		report := doctor.Compare(raw)
		if report.Bytes != len(raw) || len(report.Lines()) == 0 {
			t.Fatalf("%+v", report)
		}
		if report.Grade == doctor.Fine && !report.Readable {
			t.Fatal("fine, but IDs are refused")
		}
		for _, line := range report.Lines() {
			if strings.ContainsFunc(line, func(char rune) bool { return char < ' ' }) {
				t.Fatalf("%q holds a control character", line)
			}
		}
		if len(report.Lost)+len(report.Changed)+len(report.Missing) > 256 {
			t.Fatalf("%+v", report)
		}
	})
}
