package scanner_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/devices/scanner"
)

const ms = time.Millisecond

// licence gives the bytes of a sample. Those that end by content are of the
// right length for their directory after fit.
func licence(t testing.TB, id string) []byte {
	t.Helper()
	file, err := os.Open("testdata/samples.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var one struct{ ID, Raw string }
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		if one.ID == id {
			var raw []byte
			for _, char := range one.Raw {
				raw = append(raw, byte(char))
			}
			return raw
		}
	}
	t.Fatalf("no sample %s", id)
	return nil
}

// step is bytes at a time, or silence until then.
type step struct {
	at    time.Duration
	bytes string
}

// play feeds steps as a driver does: Tick is called when its time has come and
// nothing is waiting.
func play(framer *scanner.Framer, steps []step) []scanner.Scan {
	var scans []scanner.Scan
	for _, next := range steps {
		for {
			due, open := framer.Deadline()
			if !open || due > next.at {
				break
			}
			scans = append(scans, framer.Tick(due)...)
		}
		if next.bytes != "" {
			scans = append(scans, framer.Feed([]byte(next.bytes), next.at)...)
		}
	}
	return scans
}

func show(scans []scanner.Scan) string {
	var texts []string
	for _, scan := range scans {
		texts = append(texts, fmt.Sprintf("%s:%s%d@%d", scan.Kind, scan.Text, len(scan.Raw), scan.At/ms))
	}
	return strings.Join(texts, " ")
}

func TestFramer(t *testing.T) {
	good := string(licence(t, "syn-v10-mi"))
	lies := string(licence(t, "mut-crlf"))
	noAt := string(licence(t, "mut-noat"))
	older := strings.Replace(good, "DBB06152001", "DBB06151991", 1)
	size := len(good)
	cases := []struct {
		name  string
		steps []step
		want  string
	}{
		{"licence ends by content", []step{{0, good}, {1 * ms, ""}}, fmt.Sprintf("id:%d@0", size)},
		{"in lumps of 16 ms", []step{{0, good[:100]}, {16 * ms, good[100:200]}, {48 * ms, good[200:]}, {49 * ms, ""}}, fmt.Sprintf("id:%d@48", size)},
		{"suffix CR LF and a code after it", []step{{0, good + "\r\n"}, {1000 * ms, "0850012345671\r\n"}}, fmt.Sprintf("id:%d@0 code:08500123456710@1000", size)},
		{"lying directory ends by silence", []step{{0, lies}, {50 * ms, ""}, {60 * ms, ""}, {200 * ms, "4006381333931\r"}}, fmt.Sprintf("id:%d@0 code:40063813339310@200", len(lies))},
		{"not before the silence", []step{{0, lies}, {59 * ms, ""}}, ""},
		{"AIM prefix and STX", []step{{0, "\x02]L2" + good}}, fmt.Sprintf("id:%d@0", size+3)},
		{"AIM prefix is off the content end", []step{{0, "]L2" + good + "\r\n"}, {1 * ms, ""}}, fmt.Sprintf("id:%d@0", size+3)},
		{"leading @ eaten", []step{{0, noAt}, {100 * ms, ""}}, fmt.Sprintf("id:%d@0", len(noAt)-3)},
		{"code by CR", []step{{0, "0850012345671\r"}}, "code:08500123456710@0"},
		{"code by CR LF is one", []step{{0, "A1\r\nB2\r\n"}}, "code:A10@0 code:B20@0"},
		{"code by silence", []step{{0, "1A4060300003E8"}, {10 * ms, "5000001"}, {39 * ms, ""}, {40 * ms, ""}}, "code:1A4060300003E850000010@10"},
		{"code with AIM prefix", []step{{0, "]E00850012345671\r"}}, "code:08500123456710@0"},
		{"control bytes in a code", []step{{0, "AB\x1dCD\x00\xff\r"}}, "code:ABCD0@0"},
		{"a lone byte is nothing", []step{{0, "x\r"}, {1 * ms, "\r\n\r\n"}}, ""},
		{"held trigger", []step{{0, good}, {500 * ms, good}, {1900 * ms, good}, {2600 * ms, good}}, fmt.Sprintf("id:%d@0 id:%d@2600", size, size)},
		{"another card at once", []step{{0, good}, {300 * ms, older}}, fmt.Sprintf("id:%d@0 id:%d@300", size, size)},
		{"codes repeat as they like", []step{{0, "A1\r"}, {10 * ms, "A1\r"}}, "code:A10@0 code:A10@10"},
		{"glued, both whole", []step{{0, good + older}}, fmt.Sprintf("id:%d@0 id:%d@0", size, size)},
		{"glued, first cut", []step{{0, good[:120] + good}, {100 * ms, ""}}, fmt.Sprintf("id:%d@0", size+120)},
		{"undeclared bytes after the end", []step{{0, good + "ZXZXA01\n\r"}, {100 * ms, "A1\r"}}, fmt.Sprintf("id:%d@0 code:A10@100", size)},
		{"an @ in those bytes", []step{{0, good + "x@12\r"}, {100 * ms, "A1\r"}}, fmt.Sprintf("id:%d@0 code:x@120@0 code:A10@100", size)},
		{"magnetic stripe", []step{{0, "%CODENVER^SAMPLE$AVERY^?\r;6360201234567=2906?\r"}, {100 * ms, ""}}, "id:46@0"},
		{"passport", []step{{0, "P<UTOSAMPLE<<AVERY<<<<<<<<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10\r"}, {100 * ms, ""}}, "id:89@0"},
		{"too long, then a good one", []step{{0, "@" + strings.Repeat("\n", scanner.FrameMaxBytes)}, {10 * ms, "xyz\r"}, {100 * ms, "A1\r"}}, "unreadable:0@0 code:A10@100"},
		{"a cut start ends by silence", []step{{0, "@\nA"}, {1500 * ms, "x"}}, "id:3@0"},
		{"behind a document, at once", []step{{0, good + "0850012345671\r"}, {1 * ms, ""}}, fmt.Sprintf("id:%d@0 code:08500123456710@0", size)},
		{"behind a document, within its gap", []step{{0, good}, {20 * ms, "PIPE-1\r\n"}}, fmt.Sprintf("id:%d@0 code:PIPE-10@20", size)},
		{"filler of one character", []step{{0, good + strings.Repeat("8", 300) + "\r\n"}, {40 * ms, "888\r"}, {90 * ms, "PIPE-1\r"}}, fmt.Sprintf("id:%d@0 code:PIPE-10@90", size)},
		{"a dump of codewords", []step{{0, good + "\\928\\111\\100\r"}, {30 * ms, "PIPE-1\r"}}, fmt.Sprintf("id:%d@0 code:PIPE-10@30", size)},
		{"the same later is a code", []step{{0, good}, {61 * ms, "8888\r"}}, fmt.Sprintf("id:%d@0 code:88880@61", size)},
		{"spaces and line ends", []step{{0, good + "   \r\n\r\n \x03"}, {100 * ms, ""}}, fmt.Sprintf("id:%d@0", size)},
		{"a prefix of the scanner", []step{{0, "ID:" + good}}, fmt.Sprintf("id:%d@0", size+3)},
		{"a byte order mark", []step{{0, "\xef\xbb\xbf" + good + "\r"}}, fmt.Sprintf("id:%d@0", size+3)},
		{"a code glued before", []step{{0, "PIPE-1" + good}}, fmt.Sprintf("code:PIPE-10@0 id:%d@0", size)},
		{"a code glued behind a lying directory", []step{{0, lies + "1A4060300003E85000001042\r"}, {100 * ms, ""}}, fmt.Sprintf("id:%d@0 code:1A4060300003E850000010420@0", len(lies))},
		{"tags glued", []step{{0, "1A4060300003E850000010421a4060300003e85000001043\r"}}, "code:1A4060300003E850000010420@0 code:1a4060300003e850000010430@0"},
		{"AIM prefixes glued", []step{{0, "]E04006381333931]C1PIPE-1\r"}}, "code:40063813339310@0 code:PIPE-10@0"},
		{"addresses glued", []step{{0, "HTTPS://1A4.COM/5LN8CBN1UB33DON9CHKXhttps://1a4.com/q83vASNFZwAAAQkQCA\r"}}, "code:HTTPS://1A4.COM/5LN8CBN1UB33DON9CHKX0@0 code:https://1a4.com/q83vASNFZwAAAQkQCA0@0"},
		{"a tag and an address", []step{{0, "1A4060300003E85000001042HTTPS://1A4.COM/5LN8CBN1UB33DON9CHKX\r"}}, "code:1A4060300003E850000010420@0 code:HTTPS://1A4.COM/5LN8CBN1UB33DON9CHKX0@0"},
		{"bags glued", []step{{0, "BAG-7K2M9QX1BAG-7K2M9QX2\r"}}, "code:BAG-7K2M9QX10@0 code:BAG-7K2M9QX20@0"},
		{"numbers glued", []step{{0, "40063813339310850012345671\r"}}, "code:40063813339310@0 code:08500123456710@0"},
		{"numbers that are no two", []step{{0, "40063813339320850012345671\r"}}, "code:400638133393208500123456710@0"},
		{"an address in an address", []step{{0, "https://shop.test/?u=https://1a4.com/x\r"}}, "code:https://shop.test/?u=https://1a4.com/x0@0"},
		{"suffix TAB", []step{{0, "PIPE-1\tPIPE-2\t"}}, "code:PIPE-10@0 code:PIPE-20@0"},
		{"STX and ETX", []step{{0, "\x02PIPE-1\x03\x02PIPE-2\x03"}}, "code:PIPE-10@0 code:PIPE-20@0"},
		{"no text at all", []step{{0, "\xc3\x80\xfe\x90a\r\xee\xe1\xe2\r"}, {59 * ms, "PIPE-1\r"}, {120 * ms, "PIPE-1\r"}}, "unreadable:0@0 code:PIPE-10@120"},
		{"code max", []step{{0, strings.Repeat("x", scanner.CodeMaxBytes) + "\r"}}, "code:" + strings.Repeat("x", scanner.CodeMaxBytes) + "0@0"},
		{"code max+1", []step{{0, strings.Repeat("x", scanner.CodeMaxBytes+1) + "\r"}}, "unreadable:0@0"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := show(play(scanner.NewFramer(0, 0), c.steps)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestFrameLimitsAtTheEdge(t *testing.T) {
	for _, extra := range []int{0, 1} {
		framer := scanner.NewFramer(0, 0)
		scans := framer.Feed([]byte("@"+strings.Repeat("\n", scanner.FrameMaxBytes-1+extra)), 0)
		if (len(scans) == 1) != (extra == 1) {
			t.Errorf("%d bytes over the limit gave %v", extra, scans)
		}
	}
	// A byte each 40 ms keeps the gap from ending it; the time does.
	framer := scanner.NewFramer(0, 0)
	for at := time.Duration(0); at <= scanner.FrameMaxTime; at += 40 * ms {
		if scans := framer.Feed([]byte("@"), at); len(scans) != 0 {
			t.Fatalf("ended at %v", at)
		}
	}
	if scans := framer.Feed([]byte("@"), scanner.FrameMaxTime+ms); len(scans) != 1 || scans[0].Kind != scanner.Unreadable || scans[0].Err == nil {
		t.Fatalf("got %v", scans)
	}
}

// However the line cuts a scan into pieces, the same scans come out.
func TestPiecesDoNotMatter(t *testing.T) {
	stream := string(licence(t, "syn-v10-mi")) + "\r\n0850012345671\r\n" + string(licence(t, "syn-id-card")) + "1A4060300003E85000001\n"
	// The code after a licence needs the silence that a hand makes.
	first := strings.Index(stream, "0850")
	second := strings.LastIndex(stream, "1A4060")
	rapid.Check(t, func(t *rapid.T) {
		framer := scanner.NewFramer(0, 0)
		var scans []scanner.Scan
		at := time.Duration(0)
		for start := 0; start < len(stream); {
			end := min(start+rapid.IntRange(1, 200).Draw(t, "piece"), len(stream))
			for _, pause := range []int{first, second} {
				if start < pause && end > pause {
					end = pause
				}
			}
			if start == first || start == second {
				at += 200 * ms
			}
			scans = append(scans, play(framer, []step{{at, stream[start:end]}})...)
			at += time.Duration(rapid.IntRange(0, 25).Draw(t, "pause")) * ms
			start = end
		}
		var kinds []string
		for _, scan := range scans {
			kinds = append(kinds, string(scan.Kind)+scan.Text)
			if scan.Kind == scanner.ID {
				if _, err := aamva.Parse(scan.Raw); err != nil {
					t.Fatal(err)
				}
			}
		}
		want := []string{"id", "code0850012345671", "id", "code1A4060300003E85000001"}
		if !slices.Equal(kinds, want) {
			t.Fatalf("got %v", kinds)
		}
	})
}

func TestScanPrintsNothingOfADocument(t *testing.T) {
	scan := scanner.Scan{Kind: scanner.ID, Raw: licence(t, "syn-v10-mi")}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("scan", "scan", scan)
	for _, text := range []string{fmt.Sprint(scan), fmt.Sprintf("%+v %#v %x", scan, scan, scan), log.String()} {
		if strings.Contains(text, "SAMPLE") || strings.Contains(text, "444151") || !strings.Contains(text, "id") {
			t.Errorf("printed %q", text)
		}
	}
	scan.Wipe()
	if bytes.ContainsFunc(scan.Raw, func(char rune) bool { return char != 0 }) {
		t.Error("not wiped")
	}
}

// FuzzFramer: no byte is lost or invented, whatever comes at whatever pace.
func FuzzFramer(f *testing.F) {
	f.Add(licence(f, "syn-v10-mi"), byte(3))
	f.Add([]byte("@\n\x1e\rANSI 6360"), byte(50))
	f.Add([]byte("0850012345671@\n\x1e\rANSI 6360"), byte(1))
	f.Add([]byte("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10\r"), byte(20))
	f.Add([]byte("]C11A4060300003E85000001042]E04006381333931\r\xff\xfe\xfd\r"), byte(9))
	f.Add([]byte("BC%BCVICTORIA^SAMPLE$AVERY^?\r;636028?"), byte(40))
	f.Fuzz(func(t *testing.T, data []byte, pause byte) {
		framer := scanner.NewFramer(0, 0)
		at, position := time.Duration(0), 0
		check := func(scans []scanner.Scan) {
			for _, scan := range scans {
				if len(scan.Raw) > scanner.FrameMaxBytes || len(scan.Text) > scanner.CodeMaxBytes || (scan.Kind == scanner.Unreadable) != (scan.Err != nil) {
					t.Fatalf("%v with %v", scan, scan.Err)
				}
				position = follow(t, data, position, scan)
			}
		}
		for start := 0; start < len(data); start += 7 {
			check(play(framer, []step{{at, string(data[start:min(start+7, len(data))])}}))
			at += time.Duration(pause) * ms
		}
		check(play(framer, []step{{at + time.Second, ""}}))
		if tally := framer.Tally(); tally.In != len(data) || tally.Given+tally.Dropped != len(data) || tally.Open != 0 {
			t.Fatalf("%d bytes, %+v", len(data), tally)
		}
	})
}

// follow finds a scan in what was sent, behind the one before, and gives where
// it ends.
func follow(t *testing.T, data []byte, from int, scan scanner.Scan) int {
	t.Helper()
	if scan.Kind == scanner.ID {
		at := bytes.Index(data[from:], scan.Raw)
		if at < 0 {
			t.Fatalf("a document of %d bytes that never came in", len(scan.Raw))
		}
		return from + at + len(scan.Raw)
	}
	for _, char := range []byte(scan.Text) { // bytes that are no text may be left out
		at := bytes.IndexByte(data[from:], char)
		if at < 0 {
			t.Fatalf("%q never came in", scan.Text)
		}
		from += at + 1
	}
	return from
}
