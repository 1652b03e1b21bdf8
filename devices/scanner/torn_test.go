package scanner_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/terminal/idcard"
)

// The specimens of ICAO 9303 parts 4 and 5.
const (
	passport = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10\r"
	idCard   = "I<UTOD231458907<<<<<<<<<<<<<<<\r\n7408122F1204159UTO<<<<<<<<<<<6\r\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\r\n"
	magnetic = "%BCVICTORIA^SAMPLE,$AVERY QUINN^123 TEST ST$VICTORIA BC  V8V 1A1^?\r;6360281234567=290620010615?\r_%0AV8V1A1                     M170 72BROBRO                         ?\r"
)

// military is the front of a made-up Common Access Card.
func military() string {
	day := func(year int) string {
		from := time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)
		// A Duration holds 292 years only.
		days := (time.Date(year, 6, 15, 0, 0, 0, 0, time.UTC).Unix() - from.Unix()) / (24 * 60 * 60)
		return strings.ToUpper(strconv.FormatInt(days, 32))
	}
	return "1" + "0A1B2C" + "D" + "1234567" + fmt.Sprintf("%-20s%-26s", "AVERY", "SAMPLE") + day(1995) + "A" + "A" + "00" + "SGT   " + "ME" + "05" + day(2023) + day(2029) + "1"
}

// A scan that breaks off anywhere, for any time that a scan can take, is never
// taken for a code, and never for a whole document of another birth date or
// number.
func TestATornScanNeverBecomesACode(t *testing.T) {
	for name, whole := range map[string]string{
		"licence": string(licence(t, "syn-v10-mi")), "lying directory": string(licence(t, "mut-crlf")), "no @": string(licence(t, "mut-noat")),
		"carets": string(licence(t, "mut-caret")), "letters in the directory": string(licence(t, "mut-alpha")), "id card": string(licence(t, "syn-id-card")),
		"Washington": string(licence(t, "syn-v03-wa")), "passport": passport, "td1": idCard, "magnetic": magnetic,
	} {
		want, err := scanner.ReadDocument([]byte(whole))
		if err != nil {
			want = idcard.Document{}
		}
		for cut := 1; cut < len(whole); cut++ {
			for _, silence := range []time.Duration{70 * ms, 400 * ms, 2800 * ms} {
				scans := play(scanner.NewFramer(0, 0), []step{{0, whole[:cut]}, {silence, whole[cut:]}, {10 * time.Second, ""}})
				checkTorn(t, fmt.Sprintf("%s cut at %d for %v", name, cut, silence), scans, want)
			}
		}
	}
}

func checkTorn(t *testing.T, about string, scans []scanner.Scan, want idcard.Document) {
	t.Helper()
	for _, scan := range scans {
		if scan.Kind == scanner.Code {
			t.Errorf("%s: the code %q", about, scan.Text)
		}
		if scan.Kind != scanner.ID {
			continue
		}
		document, err := scanner.ReadDocument(scan.Raw)
		if err != nil {
			if _, _, _, ok := scanner.RefusalOf(err); !ok {
				t.Errorf("%s: %v", about, err)
			}
			continue
		}
		whole := document.BirthDateStatus == idcard.OK && document.ExpiryStatus == idcard.OK && document.NumberStatus == idcard.OK
		if whole && (document.BirthDate != want.BirthDate || document.ExpiryDate != want.ExpiryDate || document.Number != want.Number) {
			t.Errorf("%s: another document was accepted", about)
		}
	}
}

// A Common Access Card gives itself away only once its names are coming; before
// that its start is a code of nobody's, but never the code of a package.
func TestATornMilitaryCard(t *testing.T) {
	whole := military()
	const namesAt = 15
	for cut := namesAt + 1; cut < len(whole); cut++ {
		scans := play(scanner.NewFramer(0, 0), []step{{0, whole[:cut]}, {100 * ms, whole[cut:] + "\r"}, {time.Second, ""}})
		checkTorn(t, fmt.Sprintf("cut at %d", cut), scans, idcard.Document{})
	}
}

func TestDocumentsWithoutTheFileType(t *testing.T) {
	usid := "IDUS1" + strings.Repeat("SAMPLE    AVERY ", 4) + "1982FEB21\x00\xff\xd8\r\n\r picture \xff\xd9"
	card := military()
	cases := []struct {
		name  string
		steps []step
		want  string
	}{
		{"passport ends with its last character", []step{{0, passport}}, "id:89@0"},
		{"in one line", []step{{0, strings.ReplaceAll(passport, "\r", "") + "\r\n"}}, "id:88@0"},
		{"lines that come apart", []step{{0, passport[:45]}, {50 * ms, passport[45:]}}, "id:89@50"},
		{"card in three lines", []step{{0, idCard}}, "id:94@0"},
		{"card in one line", []step{{0, strings.NewReplacer("\r", "", "\n", "").Replace(idCard) + "\r"}}, "id:90@0"},
		{"AIM and STX", []step{{0, "\x02]L0" + passport + "\x03"}}, "id:92@0"},
		{"a code behind a passport", []step{{0, passport}, {30 * ms, "PIPE-1\r"}}, "id:89@0 code:PIPE-10@30"},
		{"codes as long as a line", []step{{0, "PIPE" + strings.Repeat("X", 26) + "\rPIPE-1\r"}, {100 * ms, ""}}, "code:PIPE" + strings.Repeat("X", 26) + "0@0 code:PIPE-10@0"},
		{"CAC by line end", []step{{0, card + "\r"}}, "id:88@0"},
		{"CAC by silence", []step{{0, card[:40]}, {50 * ms, card[40:]}, {111 * ms, ""}}, "id:88@50"},
		{"CAC with a middle initial", []step{{0, "N" + card[1:] + "Q\r\n"}}, "id:89@0"},
		{"USID holds any byte", []step{{0, usid}, {61 * ms, ""}}, fmt.Sprintf("id:%d@0", len(usid))},
		{"magnetic layout", []step{{0, magnetic[:60]}, {50 * ms, magnetic[60:]}, {120 * ms, ""}}, fmt.Sprintf("id:%d@50", len(magnetic))},
		{"a code behind a magnetic layout", []step{{0, magnetic}, {300 * ms, "PIPE-1\r"}}, fmt.Sprintf("id:%d@0 code:PIPE-10@300", len(magnetic))},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := show(play(scanner.NewFramer(0, 0), c.steps)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A scanner that ends its codes with a line end has not finished one without.
func TestACodeWithoutTheUsualSuffixIsTorn(t *testing.T) {
	suffixed := []step{{0, "PIPE-1\rPIPE-2\r"}}
	for _, c := range []struct {
		name  string
		steps []step
		want  string
	}{
		{"torn", append(suffixed, step{time.Second, "1A406030"}, step{1100 * ms, "0003E85000001042\r"}), "unreadable:0@1000"},
		{"a short silence does not cut it", append(suffixed, step{time.Second, "1A406030"}, step{1050 * ms, "0003E85000001042\r"}), "code:1A4060300003E850000010420@1050"},
		{"a whole code after it", append(suffixed, step{time.Second, "1A406030"}, step{1500 * ms, "1A4060300003E85000001042\r"}), "unreadable:0@1000 code:1A4060300003E850000010420@1500"},
		{"any code once the rest cannot come", append(suffixed, step{time.Second, "1A406030"}, step{4001 * ms, "PIPE-3\r"}), "unreadable:0@1000 code:PIPE-30@4001"},
		{"set to no suffix since", append(suffixed, step{time.Second, "PIPE-3"}, step{5 * time.Second, "PIPE-4"}, step{9 * time.Second, ""}), "unreadable:0@1000 code:PIPE-40@5000"},
	} {
		got := show(play(scanner.NewFramer(0, 0), c.steps))
		if got = strings.TrimPrefix(got, "code:PIPE-10@0 code:PIPE-20@0 "); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// What cannot be told from the rest of a licence is said, not dropped silently.
func TestAWeakCodeAfterAnUnprovenDocumentIsSaid(t *testing.T) {
	card := strings.Replace(string(licence(t, "syn-id-card")), "ID00310198", "ID00000367", 1)
	got := show(play(scanner.NewFramer(0, 0), []step{{0, card}, {500 * ms, "PIPE-1\r"}, {900 * ms, "PIPE-1\r"}, {3001 * ms, "PIPE-1\r"}}))
	if want := fmt.Sprintf("id:%d@0 unreadable:0@500 code:PIPE-10@3001", len(card)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFrameTimeAtTheEdge(t *testing.T) {
	for _, c := range []struct {
		over time.Duration
		want scanner.Kind
	}{{0, scanner.Code}, {1, scanner.Unreadable}} {
		framer := scanner.NewFramer(0, 0)
		var scans []scanner.Scan
		for at := time.Duration(0); at < scanner.FrameMaxTime; at += 25 * ms {
			scans = append(scans, framer.Feed([]byte("A"), at)...)
		}
		scans = append(scans, framer.Feed([]byte("B"), scanner.FrameMaxTime+c.over)...)
		scans = append(scans, framer.Feed([]byte("\r"), scanner.FrameMaxTime+c.over)...)
		if len(scans) != 1 || scans[0].Kind != c.want {
			t.Errorf("%v over: %v", c.over, scans)
		}
	}
}

// A stream without an end costs one message and nothing else.
func TestAnEndlessStream(t *testing.T) {
	for _, sample := range []string{"\xfe", "A", "@\n", "8", "<", "%\r"} {
		framer := scanner.NewFramer(0, 0)
		var scans []scanner.Scan
		at := time.Duration(0)
		for range 50_000 / len(sample) {
			scans = append(scans, framer.Feed([]byte(sample), at)...)
			at += ms / 10
		}
		scans = append(scans, play(framer, []step{{at + time.Second, "PIPE-1\r"}})...)
		if len(scans) != 2 || scans[0].Kind != scanner.Unreadable || scans[1].Text != "PIPE-1" {
			t.Errorf("%q: %d scans, %v", sample, len(scans), show(scans[:min(4, len(scans))]))
		}
		if tally := framer.Tally(); tally.In != tally.Given+tally.Dropped+tally.Open {
			t.Errorf("%q: %+v", sample, tally)
		}
	}
}

// Codes come out once, in order, whatever suffix the scanner is set to and
// however the line cuts them.
func TestCodesComeOutOnceInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		suffix := rapid.SampledFrom([]string{"\r", "\n", "\r\n", "\t", "\x03", ""}).Draw(t, "suffix")
		codes := rapid.SliceOfN(rapid.StringMatching(`[A-Z0-9][A-Z0-9._/-]{1,30}`), 1, 6).Draw(t, "codes")
		framer := scanner.NewFramer(0, 0)
		at := time.Duration(0)
		var got, want []string
		keep := func(scans []scanner.Scan) {
			for _, scan := range scans {
				got = append(got, string(scan.Kind)+" "+scan.Text)
			}
		}
		for _, text := range codes {
			if broken(text) {
				continue
			}
			want = append(want, "code "+text)
			rest := text + suffix
			for len(rest) > 0 {
				size := rapid.IntRange(1, len(rest)).Draw(t, "piece")
				keep(play(framer, []step{{at, rest[:size]}}))
				rest = rest[size:]
				at += time.Duration(rapid.IntRange(0, 25).Draw(t, "pause")) * ms
			}
			at += 400 * ms
		}
		keep(play(framer, []step{{at, ""}}))
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("got  %q\nwant %q", got, want)
		}
	})
}

// broken names codes that begin exactly as a document does, which are not taken
// without a line end.
func broken(text string) bool {
	for _, start := range []string{"ANS", "AAM", "IDUS"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return len(text) >= 5 && strings.Contains("USA CAN MEX", text[2:5]) || len(text) >= 16
}
