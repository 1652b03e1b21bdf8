package rules_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/rules"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is one case: a cart asked of embedded packs, and what came out.
type golden struct {
	About        string                 `json:"about"`
	Jurisdiction string                 `json:"jurisdiction"`
	Locality     string                 `json:"locality,omitempty"`
	At           time.Time              `json:"at"`
	Class        terminal.CustomerClass `json:"class"`
	Earlier      []terminal.LedgerLine  `json:"earlier,omitempty"`
	EarlierKnown bool                   `json:"earlier_known"`
	LineDown     bool                   `json:"line_down,omitempty"`
	Lines        []terminal.Line        `json:"lines"`

	Verdict  terminal.Verdict `json:"verdict"`
	Priced   *terminal.Priced `json:"priced,omitempty"`
	TaxError string           `json:"tax_error,omitempty"`
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d cases, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { runGolden(t, file) })
	}
}

func runGolden(t *testing.T, file string) {
	stored, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want golden
	decoder := json.NewDecoder(bytes.NewReader(stored))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&want); err != nil {
		t.Fatal(err)
	}
	engine := newEngine(t, want.Jurisdiction, want.Locality)
	got := want
	got.Verdict = engine.Evaluate(rules.Question{
		At: want.At, Class: want.Class, Lines: want.Lines, Earlier: want.Earlier, EarlierKnown: want.EarlierKnown,
		Channel: "counter", LineDown: want.LineDown,
	})
	got.Priced, got.TaxError = nil, ""
	if priced, err := engine.Taxes(want.At, want.Class, want.Lines); err == nil {
		got.Priced = &priced
	} else {
		var coded *terminal.Error
		if !errors.As(err, &coded) {
			t.Fatalf("an error without a code: %v", err)
		}
		got.TaxError = coded.Code
	}
	var written bytes.Buffer
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(got); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, written.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if difference := cmp.Diff(string(stored), written.String()); difference != "" {
		t.Error(difference)
	}
}
