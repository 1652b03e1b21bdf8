package store_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/store"
)

func openCopy(t *testing.T, path string) *store.Store {
	t.Helper()
	copied, err := store.Open(t.Context(), store.Options{Path: path, Terminal: "T1", ReadOnly: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := copied.Close(); err != nil {
			t.Error(err)
		}
	})
	return copied
}

func count(i int) terminal.Fact {
	return terminal.PackageCounted{Tag: "1A4AA0300000DEAD00000017", Delta: measure.Whole(1), Reason: "delivery " + strings.Repeat("x", i%400)}
}

// fill makes a database of some thousand pages, so that a copy takes steps.
func fill(t *testing.T, s *store.Store, path string) {
	t.Helper()
	seed(t, s)
	raw := mustSQL(t, path)
	if _, err := raw.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
		INSERT INTO unit_code (code, used_by) SELECT printf('%05d', i) || hex(randomblob(1000)), 'a' FROM n`); err != nil {
		t.Fatal(err)
	}
}

func TestACopyUnderAWriterIsOneMoment(t *testing.T) {
	folder := t.TempDir()
	s := mustOpen(t, filepath.Join(folder, "a.db"))
	fill(t, s, filepath.Join(folder, "a.db"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var writing sync.WaitGroup
	started, written := make(chan struct{}), 0
	writing.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			record(t, s, count(i))
			if written++; written == 1 {
				close(started)
			}
		}
	})
	<-started
	path := filepath.Join(folder, "copy.db")
	var steps, last, all int64
	before := head(t, s)
	err := s.OnlineBackup(t.Context(), path, func(done, of int64) { steps, last, all = steps+1, done, of })
	after := head(t, s)
	cancel()
	writing.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if steps < 3 || last != all || all < 1000 {
		t.Errorf("%d steps, %d of %d pages", steps, last, all)
	}
	copied := openCopy(t, path)
	result, err := copied.Verify(t.Context(), nil)
	if err != nil || result.Head.Sequence < before.Sequence || result.Head.Sequence > after.Sequence || after.Sequence <= before.Sequence {
		t.Fatalf("%d entries between %d and %d: %v", result.Entries, before.Sequence, after.Sequence, err)
	}
	if err := copied.QuickCheck(t.Context()); err != nil {
		t.Error(err)
	}
	differences, err := copied.Replay(t.Context(), t.TempDir(), nil)
	if err != nil || len(differences) > 0 {
		t.Errorf("the copy's tables are of another moment than its journal: %v, %v", differences, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func head(t *testing.T, s *store.Store) (head terminal.Head) {
	t.Helper()
	view(t, s, func(reader terminal.Reader) {
		var err error
		if head, err = reader.Head(); err != nil {
			t.Fatal(err)
		}
	})
	return head
}

func TestACopyBesideARunningTerminal(t *testing.T) {
	folder := t.TempDir()
	s := mustOpen(t, filepath.Join(folder, "a.db"))
	seed(t, s)
	// What was committed is still in the log: a plain copy of the file would miss it.
	reader := openCopy(t, filepath.Join(folder, "a.db"))
	path := filepath.Join(folder, "copy.db")
	if err := reader.OnlineBackup(t.Context(), path, nil); err != nil {
		t.Fatal(err)
	}
	if err := store.NoLog(path); err != nil {
		t.Error(err)
	}
	if got := head(t, openCopy(t, path)); got.Hash != head(t, s).Hash {
		t.Errorf("the copy ends at %d", got.Sequence)
	}
}

func TestACopyLeavesNothingHalf(t *testing.T) {
	folder := t.TempDir()
	s := mustOpen(t, filepath.Join(folder, "a.db"))
	fill(t, s, filepath.Join(folder, "a.db"))
	taken := filepath.Join(folder, "taken.db")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.OnlineBackup(t.Context(), taken, nil); terminal.AsError(err).Code != "store.copy" {
		t.Errorf("%v", err)
	}
	if text, err := os.ReadFile(taken); err != nil || string(text) != "mine" {
		t.Errorf("a file that was there was written over: %q, %v", text, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	path := filepath.Join(folder, "copy.db")
	err := s.OnlineBackup(ctx, path, func(int64, int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	left, err := filepath.Glob(path + "*")
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	record(t, s, count(1)) // the database goes on
}

func TestALogBesideACopyIsNoticed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	for suffix, content := range map[string]string{"-wal": "x", "-journal": "x"} {
		if err := os.WriteFile(path+suffix, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if store.NoLog(path) == nil {
			t.Errorf("%s was not noticed", suffix)
		}
		if err := os.Truncate(path+suffix, 0); err != nil {
			t.Fatal(err)
		}
		if err := store.NoLog(path); err != nil {
			t.Error(err)
		}
	}
}

func TestTheLockIsTheTerminals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := mustOpen(t, path)
	if _, err := store.Lock(path); terminal.AsError(err).Code != "store.locked" {
		t.Errorf("%v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	lock, err := store.Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{Path: path, Terminal: "T1"}); terminal.AsError(err).Code != "store.locked" {
		t.Errorf("%v", err)
	}
	if err := errors.Join(lock.Close(), store.Remove(path)); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(path + "*")
	if err != nil || len(left) != 1 || left[0] != path+".lock" {
		t.Errorf("%v, %v", left, err)
	}
}
