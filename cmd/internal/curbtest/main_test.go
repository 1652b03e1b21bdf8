// Package curbtest_test drives the tablets' page from end to end: a headless
// Chromium, the terminal as its programs wire it, and the sandbox as the world
// around it. Keys are typed and taps hit what lies under the finger.
package curbtest_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

const buildTags = "sqlite_fts5,ci,migrated_fynedo"

// built is the folder of the sandbox's program, which cannot be imported: it is
// the other side.
var built string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "curbtest-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	built = filepath.Join(folder, "sandbox")
	output, err := exec.Command("go", "build", "-tags", buildTags, "-o", built, "github.com/curbline/curbline/cmd/sandbox").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "the sandbox does not build: %v\n%s", err, output)
		return 1
	}
	defer closeShared()
	return m.Run()
}

// shared is the world that tests use which leave nothing behind but their own
// orders.
var shared struct {
	once  sync.Once
	world *world
	err   error
}

func sharedWorld(t *testing.T) *world {
	t.Helper()
	shared.once.Do(func() { shared.world, shared.err = openWorld() })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.world
}

func closeShared() {
	if shared.world == nil {
		return
	}
	if err := shared.world.close(); err != nil {
		fmt.Fprintln(os.Stderr, "the world does not end:", err)
	}
}
