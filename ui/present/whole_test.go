package present_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/curbline/curbline/terminal"
)

// What the strip shows of a walk-in is in memory only: nothing that the terminal
// writes holds the name or the number on the ID.
func TestANameIsNeverStored(t *testing.T) {
	s := newCounter(t)
	s.id("avery")
	same(t, "shown", s.checkout().Person.Name, "Avery Stone, 34")
	s.scan(tagFlower)
	s.Pay()
	s.Finish()
	s.id("young")
	s.PrintSlip()
	s.id("avery")
	s.Hold()
	files := 0
	err := filepath.Walk(s.folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		for _, secret := range []string{"STONE", "Stone", "AVERY", "VALE", "REMY", "920112233", "920112244", "1992-06-15"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(path), secret)
			}
		}
		return err
	})
	if err != nil || files < 2 {
		t.Fatalf("%d files: %v", files, err)
	}
}

// Screens, scans and presses come from several goroutines at once; no screen is
// older than one before it.
func TestManyHandsAtOnce(t *testing.T) {
	s := newCounter(t)
	ctx, cancel := context.WithCancel(context.Background())
	var around sync.WaitGroup
	around.Go(func() { s.Run(ctx) })
	around.Go(func() {
		last := int64(0)
		for ctx.Err() == nil {
			screen := s.Snapshot()
			if screen.Sequence < last {
				t.Errorf("sequence %d after %d", screen.Sequence, last)
			}
			last = screen.Sequence
			select {
			case <-s.Changes():
			case <-ctx.Done():
			}
		}
	})
	var hands sync.WaitGroup
	for range 3 {
		hands.Go(func() {
			for range 5 {
				s.id("avery")
				s.ScanCode(tagFlower)
				s.Pay()
				s.Finish()
				s.NextCustomer()
			}
		})
	}
	hands.Wait()
	cancel()
	around.Wait()
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		last, err := reader.LastSaleNumber()
		if last == 0 {
			t.Error("nobody sold anything")
		}
		return err
	}))
}
