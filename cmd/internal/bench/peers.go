package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	peersFolder  = ".build/peers" // where .tools/peers/fetch installs them
	peersScripts = ".tools/peers"
	peersWithin  = 2 * time.Minute
	peerAbsent   = "peer absent"
	roundsOfOurs = 7
)

// errNoPeers says that Node or the packages are not here.
var errNoPeers = errors.New("no peers: Node or .build/peers is missing; .tools/peers/fetch installs them")

// runPeers gives the answers of a script, one JSON object a line.
func runPeers(ctx context.Context, script string, stdin io.Reader) ([]byte, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errNoPeers
	}
	if _, err := os.Stat(filepath.Join(peersFolder, "complete")); err != nil {
		return nil, errNoPeers
	}
	ctx, cancel := context.WithTimeout(ctx, peersWithin)
	defer cancel()
	command := exec.CommandContext(ctx, node, filepath.Join(peersScripts, script), peersFolder)
	command.Stdin = stdin
	// Some parsers give dates as midnight of the zone, some as midnight of UTC.
	command.Env = append(os.Environ(), "TZ=UTC")
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", script, err, complaint.Bytes())
	}
	return out, nil
}

// ownTime gives the median time of a call of ours and its allocations.
func ownTime(calls int, call func(int)) (time.Duration, float64) {
	var took []time.Duration
	for round := range roundsOfOurs + 1 {
		began := time.Now()
		for i := range calls {
			call(i)
		}
		if round > 0 { // the first warms up
			took = append(took, time.Since(began)/time.Duration(calls))
		}
	}
	return median(took), allocations(calls, call)
}

func us(d time.Duration) string { return fmt.Sprintf("%.1f µs", float64(d.Nanoseconds())/1000) }

// idSample is a barcode of an ID and what is in it.
type idSample struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"` // synthetic: as an issuer prints it; others are damaged or no ID
	Raw      string `json:"raw"`  // code points 0 to 255 are bytes
	Refuse   string `json:"refuse"`
	Expected struct {
		DOB    string `json:"dob"`
		Expiry string `json:"expiry"`
		Number string `json:"number"`
	} `json:"expected"`
}

func (s idSample) undamaged() bool { return s.Kind == "synthetic" && s.Refuse == "" }

func (s idSample) bytes() []byte {
	raw := make([]byte, 0, len(s.Raw))
	for _, char := range s.Raw {
		raw = append(raw, byte(char))
	}
	return raw
}

// idSamples are those that the parser's tests use.
func idSamples() ([]idSample, error) {
	var all []idSample
	for _, name := range []string{"samples.jsonl", "versions.jsonl"} {
		content, err := os.ReadFile(filepath.Join("devices/aamva/testdata", name))
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(bytes.NewReader(content))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var one idSample
			if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			all = append(all, one)
		}
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

// idRead is what a parser read; empty is what it did not.
type idRead struct {
	DOB    string `json:"dob"`
	Expiry string `json:"expiry"`
	Number string `json:"number"`
}

// score is how well a parser read the samples.
type score struct {
	right, all, undamagedRight, undamaged, wrongBirthDates int
}

// scored compares. Right is a birth date, an expiry date and a number as they are
// in the barcode, however the number is written, and nothing for what cannot be told; where the birth date cannot
// be told, or the barcode is to be refused, that no birth date is given is right.
func scored(samples []idSample, read map[string]idRead) score {
	var s score
	told := func(text string) string {
		if text == "CONFLICT" {
			return ""
		}
		return text
	}
	for _, sample := range samples {
		want := idRead{DOB: told(sample.Expected.DOB), Expiry: told(sample.Expected.Expiry), Number: told(sample.Expected.Number)}
		if sample.Refuse != "" {
			want = idRead{}
		}
		got := read[sample.ID]
		want.Number, got.Number = bareNumber(want.Number), bareNumber(got.Number)
		right := got == want || want.DOB == "" && got.DOB == ""
		if got.DOB != "" && got.DOB != want.DOB {
			s.wrongBirthDates++
		}
		s.all++
		if right {
			s.right++
		}
		if sample.undamaged() {
			s.undamaged++
			if right {
				s.undamagedRight++
			}
		}
	}
	return s
}

// bareNumber takes out how a number is written, which parsers leave or make.
func bareNumber(number string) string {
	number = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(number))
	if number == "NONE" {
		return ""
	}
	return number
}

func (s score) String() string {
	return fmt.Sprintf("right %d of %d (undamaged %d of %d), %d wrong birth dates", s.right, s.all, s.undamagedRight, s.undamaged, s.wrongBirthDates)
}
