package scanner_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/terminal/idcard"
)

// keys is text that is typed with a pause before each key.
type keys struct {
	text string
	each time.Duration
}

// typist drives a wedge as a window does: a timer calls Due when next has come.
type typist struct {
	wedge *scanner.Wedge
	at    time.Duration
	next  time.Duration
	got   []string
	scans []scanner.Scan
}

func (p *typist) due(at time.Duration) {
	for {
		scan, text, next := p.wedge.Due(at)
		if scan != nil {
			p.scans = append(p.scans, *scan)
			p.got = append(p.got, fmt.Sprintf("[%s %s%d]", scan.Kind, scan.Text, len(scan.Raw)))
		}
		if text != "" {
			p.got = append(p.got, text)
		}
		if p.next = next; next == 0 || next > at {
			return
		}
	}
}

func (p *typist) wait(until time.Duration) {
	for p.next != 0 && p.next <= until {
		p.due(p.next)
	}
	p.at = until
}

func (p *typist) press(key string, pause time.Duration) {
	p.wait(p.at + pause)
	if !p.wedge.Key(key, p.at) {
		p.got = append(p.got, key)
	}
	p.due(p.at)
}

func (p *typist) typeAll(all []keys) string {
	for _, some := range all {
		for _, char := range some.text {
			p.press(string(char), some.each)
		}
	}
	p.wait(p.at + time.Minute)
	return strings.Join(p.got, "")
}

func newTypist() *typist {
	return &typist{wedge: scanner.NewWedge(0, 0), at: time.Hour}
}

func TestWedge(t *testing.T) {
	card := string(licence(t, "syn-v10-mi"))
	asEnter := strings.ReplaceAll(card, "\r", "\n")
	asDown := strings.ReplaceAll(strings.ReplaceAll(card, "\r", "\n"), "\n", scanner.KeyDown)
	carets := strings.ReplaceAll(asEnter, "\x1e", "^^")
	fast, hand := 5*ms, 90*ms
	for _, c := range []struct {
		name string
		keys []keys
		want string
	}{
		{"a code with Enter", []keys{{"1A4060300003E85000001042\n", fast}}, "[code 1A4060300003E850000010420]"},
		{"with Tab", []keys{{"1A4060300003E85000001042\t", fast}}, "[code 1A4060300003E850000010420]"},
		{"with CR and LF", []keys{{"4006381333931\n\n", fast}}, "[code 40063813339310]"},
		{"Enter by hand afterwards", []keys{{"4006381333931\n", fast}, {"\n", hand}}, "[code 40063813339310]\n"},
		{"without a suffix", []keys{{"4006381333931", fast}}, "[code 40063813339310]"},
		{"typing", []keys{{"pipe\n", hand}}, "pipe\n"},
		{"fast typing", []keys{{"water pipe", 45 * ms}}, "water pipe"},
		{"the gap is within a scan", []keys{{"4006381333931\n", scanner.WedgeGap - 1}}, "[code 40063813339310]"},
		{"over the gap is typing", []keys{{"4006381333931\n", scanner.WedgeGap + 1}}, "4006381333931\n"},
		{"two keys at once", []keys{{"as", fast}, {"df", hand}}, "asdf"},
		{"five keys at once", []keys{{"asdfg\n", fast}}, "asdfg\n"},
		{"six keys at once", []keys{{"asdfgh\n", fast}}, "[code asdfgh0]"},
		{"Enter alone", []keys{{"\n", hand}}, "\n"},
		{"a key held down", []keys{{strings.Repeat("x", 200), 25 * ms}}, strings.Repeat("x", 200)},
		{"typing, then a scan, then typing", []keys{{"pi", hand}, {"4", hand}, {"006381333931\n", fast}, {"pe", hand}}, "pi[code 40063813339310]pe"},
		{"two scans", []keys{{"4006381333931\n", fast}, {"4", hand}, {"006381333931\n", fast}}, "[code 40063813339310][code 40063813339310]"},
		{"two scans glued", []keys{{"4006381333931\n4006381333931\n", fast}}, "[code 40063813339310][code 40063813339310]"},
		{"licence, LF and CR as Enter", []keys{{asEnter, fast}}, fmt.Sprintf("[id %d]", len(card))},
		{"licence, RS as two carets", []keys{{carets, fast}}, fmt.Sprintf("[id %d]", len(card)+1)},
		{"licence, LF as arrow down", []keys{{asDown, fast}}, fmt.Sprintf("[id %d]", len(card))},
		{"licence without separators", []keys{{strings.NewReplacer("\r", "", "\n", "", "\x1e", "").Replace(card) + "\n", fast}}, "[id 240]"},
		{"licence whose @ was eaten", []keys{{asEnter[1:], fast}}, fmt.Sprintf("[id %d]", len(card)-2)},
		{"licence behind a prefix", []keys{{"a" + asEnter, fast}}, fmt.Sprintf("[id %d]", len(card)+1)},
		{"the same licence again", []keys{{asEnter, fast}, {asEnter[:1], 300 * ms}, {asEnter[1:], 1 * ms}}, fmt.Sprintf("[id %d]", len(card))},
		{"passport", []keys{{strings.ReplaceAll(passport, "\r", "\n"), fast}}, "[id 90]"},
		{"card", []keys{{strings.ReplaceAll(strings.ReplaceAll(idCard, "\n", ""), "\r", "\n"), fast}}, "[id 93]"},
		{"CAC", []keys{{military() + "\n", fast}}, "[id 89]"},
		{"a torn licence", []keys{{asEnter[:100], fast}, {asEnter[100:101], 300 * ms}, {asEnter[101:], fast}}, "[unreadable 0]"},
		{"a torn code", []keys{{"PIPE-1\n", fast}, {"PIPE-2\n", 8 * ms}, {"1A406030", fast}, {"0", 300 * ms}, {"003E85000001042\n", fast}}, "[code PIPE-10][code PIPE-20][unreadable 0]"},
		{"the few last keys of a torn code", []keys{{"PIPE-1\n", fast}, {"PIPE-2\n", 8 * ms}, {"1A4060300003E850000010", fast}, {"4", 300 * ms}, {"2\n", fast}}, "[code PIPE-10][code PIPE-20][unreadable 0]"},
		{"a scan that a busy machine delays", []keys{{"1A4060", fast}, {"300003E85", 60 * ms}, {"000001042\n", scanner.WedgeTail}}, "[code 1A4060300003E850000010420]"},
		{"typing after a torn code", []keys{{"PIPE-1\n", fast}, {"PIPE-2\n", 8 * ms}, {"1A4060300003E850000010", fast}, {"4", 300 * ms}, {"2\n", hand}}, "[code PIPE-10][code PIPE-20][unreadable 0]42\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := newTypist().typeAll(c.keys); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// What a wedge reads is read like a serial scan, and refused in words where the
// separators are gone.
func TestWedgeDocuments(t *testing.T) {
	card := string(licence(t, "syn-v10-mi"))
	asEnter := strings.ReplaceAll(card, "\r", "\n")
	for name, c := range map[string]struct{ text, code string }{
		"as Enter":        {asEnter, ""},
		"carets":          {strings.ReplaceAll(asEnter, "\x1e", "^^"), ""},
		"arrow down":      {strings.ReplaceAll(asEnter, "\n", scanner.KeyDown), ""},
		"RS dropped":      {strings.ReplaceAll(asEnter, "\x1e", ""), ""},
		"letters turned":  {strings.ToLower(asEnter), ""},
		"separators gone": {strings.NewReplacer("\r", "", "\n", "", "\x1e", "").Replace(card) + "\n", "id.separators_lost"},
	} {
		p := newTypist()
		p.typeAll([]keys{{c.text, 8 * ms}})
		if len(p.scans) != 1 || p.scans[0].Kind != scanner.ID {
			t.Errorf("%s: %q", name, p.got)
			continue
		}
		document, err := scanner.ReadDocument(p.scans[0].Raw)
		code, _, _, _ := scanner.RefusalOf(err)
		if code != c.code || err == nil && document.BirthDate != (idcard.Date{Year: 2001, Month: 6, Day: 15}) {
			t.Errorf("%s: %v born %v, %v", name, document, document.BirthDate, err)
		}
	}
}

func TestWedgeLimitsAtTheEdge(t *testing.T) {
	for extra, want := range []string{"[unreadable 0]", "[unreadable 0]"} {
		// One byte under and over: at the limit the code itself is too long, over it
		// the wedge is.
		p := newTypist()
		text := strings.Repeat("ab", scanner.FrameMaxBytes/2) + strings.Repeat("c", extra)
		if got := p.typeAll([]keys{{text, ms}, {"4", 200 * ms}, {"006381333931\n", ms}}); got != want+"[code 40063813339310]" {
			t.Errorf("%d over: %q", extra, got)
		}
		const code = "This code is longer than any code of this shop."
		if over := p.scans[0].Err.Message != code; over != (extra == 1) {
			t.Errorf("%d over: %q", extra, p.scans[0].Err.Message)
		}
	}
	for extra, want := range []string{"[code ", "[unreadable 0]"} {
		p := newTypist()
		p.press("a", 0)
		for at := time.Duration(0); at+25*ms < scanner.WedgeMaxTime; at += 25 * ms {
			p.press("b", 25*ms)
		}
		p.press("c", 25*ms+time.Duration(extra))
		p.wait(p.at + time.Second)
		if got := strings.Join(p.got, ""); !strings.HasPrefix(got, want) {
			t.Errorf("%d ns over: %q", extra, got)
		}
	}
}

func TestWedgeInterrupt(t *testing.T) {
	p := newTypist()
	p.press("a", 0)
	p.press("b", 5*ms)
	p.wedge.Interrupt()
	p.due(p.at)
	if got := strings.Join(p.got, ""); got != "ab" || p.next != 0 {
		t.Errorf("%q, next %v", got, p.next)
	}
}

func TestAKeyWithoutTextIsNotHeld(t *testing.T) {
	if scanner.NewWedge(0, 0).Key("", time.Second) {
		t.Error("held")
	}
}

// Scans and typing in any mixture come out once each and in order.
func TestWedgeGivesEverythingOnceInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newTypist()
		var want strings.Builder
		for range rapid.IntRange(1, 8).Draw(t, "pieces") {
			p.wait(p.at + 500*ms)
			if rapid.Bool().Draw(t, "scan") {
				code := rapid.StringMatching(`[B-H][A-Z0-9]{5,20}`).Draw(t, "code")
				if strings.Count(code, code[:1]) == len(code) || broken(code) {
					continue
				}
				for _, char := range code + rapid.SampledFrom([]string{"\n", "\t", "\n\n"}).Draw(t, "suffix") {
					p.press(string(char), time.Duration(rapid.IntRange(0, 30).Draw(t, "gap"))*ms)
				}
				want.WriteString("[code " + code + "0]")
				continue
			}
			text := rapid.StringOfN(rapid.RuneFrom([]rune("abz09 -.@%<\n\tñß")), 1, 12, -1).Draw(t, "typing")
			for _, char := range text {
				p.press(string(char), time.Duration(rapid.IntRange(31, 400).Draw(t, "pause"))*ms)
			}
			want.WriteString(text)
		}
		p.wait(p.at + time.Minute)
		got := strings.Join(p.got, "")
		if got != want.String() {
			t.Fatalf("got  %q\nwant %q", got, want.String())
		}
	})
}

// FuzzWedge: whatever is typed at whatever pace, typing comes back as it was and
// in its order, scans are of what came in, and nothing stays held.
func FuzzWedge(f *testing.F) {
	f.Add("4006381333931\n", []byte{5})
	f.Add("@\n^^\nANSI 636020100102DL00410219", []byte{9, 8, 31})
	f.Add("as\ndfgh"+scanner.KeyDown+"\x1e", []byte{5, 40, 200})
	f.Fuzz(func(t *testing.T, text string, pauses []byte) {
		if len(pauses) == 0 || !utf8.ValidString(text) {
			return
		}
		p := newTypist()
		index := 0
		for _, char := range text {
			p.press(string(char), time.Duration(pauses[index%len(pauses)])*ms)
			index++
		}
		p.wait(p.at + time.Minute)
		if p.next != 0 {
			t.Fatal("something is still held")
		}
		from := 0
		scans := p.scans
		for _, part := range p.got {
			if len(scans) > 0 && part == fmt.Sprintf("[%s %s%d]", scans[0].Kind, scans[0].Text, len(scans[0].Raw)) {
				part = scans[0].Text
				if scans[0].Kind == scanner.ID {
					part = strings.ReplaceAll(string(scans[0].Raw), "\n", "")
				}
				scans = scans[1:]
			}
			for _, char := range part {
				at := strings.IndexRune(text[from:], char)
				if at < 0 {
					t.Fatalf("%q came out of %q", p.got, text)
				}
				from += at + utf8.RuneLen(char)
			}
		}
	})
}
