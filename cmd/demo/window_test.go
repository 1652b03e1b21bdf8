package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// lines turns what the script prints into the test's log.
type lines struct{ t *testing.T }

func (l lines) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}

// The real window on a display of its own, typed at by XTEST and scanned at over
// a pty: a walk-in and a pick-up, without a mouse.
func TestTheWindowByKeysAndScanner(t *testing.T) {
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Fatal("Xvfb is missing: apt-get install xvfb (make test does it)")
	}
	programs := t.TempDir()
	for tags, packages := range map[string][]string{
		"sqlite_fts5,migrated_fynedo":    {"./cmd/curbline"},
		"sqlite_fts5,migrated_fynedo,ci": {"./cmd/curblinectl", "./cmd/sandbox"},
	} {
		build := exec.CommandContext(t.Context(), "go", append([]string{"build", "-tags", tags, "-o", programs + "/"}, packages...)...)
		build.Dir = filepath.Join("..", "..")
		if output, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
	}
	out := t.TempDir()
	script := newScript(lines{t})
	if !playWindow(t.Context(), script, programs, out, "light", "en") {
		t.Fatal("the day in the window ended early")
	}
	for _, name := range []string{"checkout", "pay", "change", "refused", "over-limit", "orders", "hand-over", "line-down", "close-shift"} {
		if info, err := os.Stat(filepath.Join(out, name+"-light.png")); err != nil || info.Size() < 10_000 {
			t.Errorf("no picture of %s: %v", name, err)
		}
	}
}
