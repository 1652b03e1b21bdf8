// Package house_test checks who imports whom, for the whole module, from the
// build's own list. The lint configuration bans the same; this test also runs
// where no linter is installed.
package house_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/curbline/curbline/"

// rule says what a group of packages may import of ours, and which libraries are
// banned there. A package belongs to the first rule whose prefix it has.
type rule struct {
	packages []string // exact, or a prefix that ends in /...
	ours     []string // what it may import of ours, in the same form
	banned   []string // packages of others, by prefix
	reason   string
}

var (
	leaves = []string{"terminal/money", "terminal/measure", "terminal/clock", "terminal/idcard", "terminal/paper"}
	nouns  = append([]string{"terminal"}, leaves...)
	pure   = []string{
		"terminal/identity", "terminal/rules", "terminal/catalog", "terminal/catalog/csvfile", "terminal/sale", "terminal/order",
		"terminal/cash", "terminal/staff", "terminal/pairing", "terminal/printjob", "terminal/report", "terminal/report/export", "terminal/journal",
	}
	noIO = []string{"database/sql", "net/http", "os/exec", "fyne.io"}
)

func with(groups ...[]string) []string { return slices.Concat(groups...) }

var rules = []rule{
	{leaves, nil, noIO, "leaves know nothing of ours"},
	{[]string{"terminal"}, leaves, noIO, "nouns rest on leaves alone and do no input or output"},
	{[]string{"terminal/till"}, with(nouns, pure), noIO, "the till knows the pure core and declares its store"},
	{[]string{"terminal/store"}, with(nouns, []string{"terminal/journal"}), []string{"net/http", "fyne.io"}, "the store keeps nouns"},
	{[]string{"terminal/secrets/ca"}, nouns, []string{"net/http", "fyne.io", "database/sql"}, "the terminal's own authority keeps keys and speaks to nobody"},
	{[]string{"terminal/secrets/backup"}, with(nouns, []string{"terminal/secrets"}), []string{"net/http", "fyne.io"}, "a backup wraps keys and files"},
	{[]string{"terminal/config", "terminal/secrets"}, with(nouns, []string{"terminal/secrets/ca"}), []string{"net/http", "fyne.io"}, "configuration and keys"},
	{pure, with(nouns, pure), noIO, "the pure core does no input or output"},
	{[]string{"devices"}, leaves, []string{"fyne.io", "net/http"}, "devices speak in documents and papers"},
	{[]string{"devices/virtual"}, with(leaves, []string{"devices"}), []string{"fyne.io"}, "device models share nothing with the drivers"},
	{[]string{"devices/printer"}, with(leaves, []string{"devices", "devices/escpos"}), nil, "a driver and its language"},
	{[]string{"devices/scanner"}, with(leaves, []string{"devices", "devices/aamva", "devices/mrz", "devices/military"}), nil, "a driver and its languages"},
	{[]string{"devices/labelprinter"}, with(leaves, []string{"devices", "devices/zpl"}), nil, "a driver and its language"},
	{[]string{"devices/doctor"}, with(leaves, []string{"devices", "devices/serialport", "devices/scanner", "devices/escpos", "devices/scale"}), []string{"fyne.io"}, "the doctor looks at lines before there is a configuration"},
	{[]string{"devices/hub"}, with(leaves, []string{"devices", "devices/..."}), nil, "the hub supervises drivers"},
	{[]string{"devices/..."}, with(leaves, []string{"devices"}), []string{"fyne.io", "net/http"}, "devices speak in documents and papers"},
	{[]string{"sync/..."}, with(nouns, []string{"sync/link", "sync/outbox"}), []string{"fyne.io", "database/sql"}, "the network side is durable through ports alone"},
	{[]string{"ui/text"}, with(nouns, []string{"terminal/identity"}), []string{"fyne.io", "net/http"}, "words for nouns, and for what identity finds odd about a document"},
	{[]string{"ui/present"}, with(nouns, pure, []string{"terminal/till", "devices", "ui/text"}), []string{"fyne.io", "net/http"}, "view-models know neither Fyne nor HTTP"},
	{[]string{"ui/present/curb"}, with(nouns, pure, []string{"terminal/till", "devices", "ui/text", "ui/present"}), []string{"fyne.io", "net/http", "html/template"}, "the desk at the car knows neither HTML nor HTTP"},
	{[]string{"ui/tablet", "ui/tablet/..."}, with(nouns, []string{"ui/present", "ui/present/curb", "ui/text", "ui/tablet/..."}), []string{"fyne.io", "database/sql"}, "pages draw what the desk gives them"},
	{[]string{"ui/counter/look", "ui/counter/kit"}, []string{"ui/counter/look"}, []string{"fyne.io/fyne/v2/app", "net/http"}, "components draw what they are given"},
	{[]string{"ui/counter", "ui/counter/..."}, with(nouns, []string{"ui/present", "ui/text", "ui/counter/look", "ui/counter/kit"}), []string{"fyne.io/fyne/v2/app", "net/http", "database/sql"}, "screens draw view-models"},
	{[]string{"ui/..."}, with(nouns, []string{"ui/present", "ui/text"}), []string{"fyne.io", "database/sql"}, "surfaces decide nothing"},
	{[]string{"cmd/sandbox/..."}, []string{"devices", "devices/virtual", "cmd/sandbox/..."}, []string{"fyne.io"}, "the other side of a protocol is written from the facts alone"},
	{[]string{"cmd/internal/browser"}, []string{"cmd/internal/browser"}, []string{"fyne.io", "database/sql"}, "a browser sees pages, not the code behind them"},
	{[]string{"cmd/..."}, []string{"cmd/internal/...", "terminal/...", "devices/...", "sync/...", "ui/...", "terminal", "devices"}, nil, "programs wire everything"},
}

func covers(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		prefix, open := strings.CutSuffix(pattern, "...")
		return pattern == path || open && (strings.HasPrefix(path, prefix) || path == strings.TrimSuffix(prefix, "/"))
	})
}

type listed struct {
	ImportPath string
	Imports    []string
	GoFiles    []string
}

func list(t *testing.T) []listed {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports,GoFiles", "-tags", "sqlite_fts5,ci,migrated_fynedo", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var packages []listed
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func TestWhoImportsWhom(t *testing.T) {
	packages := list(t)
	if len(packages) < 10 {
		t.Fatalf("only %d packages were listed", len(packages))
	}
	used := map[int]bool{}
	for _, p := range packages {
		path := strings.TrimPrefix(p.ImportPath, module)
		at := slices.IndexFunc(rules, func(r rule) bool { return covers(r.packages, path) })
		if at < 0 {
			t.Errorf("%s has no rule: say here what it may import", path)
			continue
		}
		used[at] = true
		for _, imported := range p.Imports {
			if problem := rules[at].refuses(imported); problem != "" {
				t.Errorf("%s must not import %s: %s", path, imported, problem)
			}
		}
	}
}

func (r rule) refuses(imported string) string {
	if own, ours := strings.CutPrefix(imported, module); ours {
		if !covers(r.ours, own) {
			return r.reason
		}
		return ""
	}
	for _, banned := range r.banned {
		if strings.HasPrefix(imported, banned) {
			return r.reason
		}
	}
	return ""
}

func TestTheRulesCanRefuse(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"terminal/money", module + "terminal"},
		{"terminal/rules", module + "terminal/till"},
		{"terminal/till", module + "terminal/store"},
		{"terminal/sale", "net/http"},
		{"cmd/sandbox/internal/state", module + "sync/metrc"},
		{"ui/counter", "fyne.io/fyne/v2/app"},
		{"devices/virtual", module + "devices/escpos"},
		{"terminal/pairing", module + "terminal/till"},
		{"terminal/secrets/ca", module + "terminal/store"},
		{"ui/tablet", module + "terminal/till"},
		{"ui/present/curb", "net/http"},
		{"cmd/internal/browser", module + "terminal/till"},
	} {
		at := slices.IndexFunc(rules, func(r rule) bool { return covers(r.packages, c.from) })
		if at < 0 || rules[at].refuses(c.to) == "" {
			t.Errorf("%s may import %s", c.from, c.to)
		}
	}
}

func TestNoGoFileStandsDirectlyInSync(t *testing.T) {
	for _, p := range list(t) {
		if p.ImportPath == module+"sync" && len(p.GoFiles) > 0 {
			t.Errorf("sync/ holds %v; only its sub-packages may hold code", p.GoFiles)
		}
	}
}
