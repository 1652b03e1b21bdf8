package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/till"
)

const (
	commitSamples  = 300
	commitLines    = 10
	walBytesMax    = 100 << 10
	overFloorMax   = time.Millisecond
	overFloorAim   = 300 * time.Microsecond
	growthMax      = 1.1
	tracedTenders  = 20
	frameBytes     = 24 + 4096 // a frame's header and its page
	floorFileBytes = 16 << 20
)

// floor is the least that a durable commit can cost on this disk: the same bytes
// written to a file that has its blocks already, and one fsync.
type floor struct {
	file *os.File
	at   int64
}

func newFloor(folder string) (*floor, error) {
	file, err := os.Create(filepath.Join(folder, "floor"))
	if err != nil {
		return nil, err
	}
	filler := make([]byte, floorFileBytes)
	_, _ = rand.Read(filler) // never fails (crypto/rand, Go 1.24)
	_, err = file.Write(filler)
	return &floor{file: file}, errors.Join(err, file.Sync())
}

func (f *floor) commit(bytes int64) (time.Duration, error) {
	content := make([]byte, bytes)
	_, _ = rand.Read(content)
	if f.at+bytes > floorFileBytes {
		f.at = 0
	}
	began := time.Now()
	_, err := f.file.WriteAt(content, f.at)
	err = errors.Join(err, f.file.Sync())
	f.at += bytes
	return time.Since(began), err
}

// walFrames reads how many frames the write-ahead log holds, from the index
// that all connections share (SQLite file format, section 4.5: mxFrame).
func (s *shop) walFrames() (int64, error) {
	file, err := os.Open(service.DatabasePath(s.config) + "-shm")
	if err != nil {
		return 0, err
	}
	var count [4]byte
	_, err = file.ReadAt(count[:], 16)
	return int64(binary.NativeEndian.Uint32(count[:])), errors.Join(err, file.Close())
}

type commitSamplesOf struct {
	commit, floor []time.Duration
	bytes         []int64 // of the write-ahead log, by commit
}

// commitOnce sells ten lines and times the tender from its arrival at the actor
// to the answer, and then the floor with the same bytes.
func (s *shop) commitOnce(ctx context.Context, base *floor, into *commitSamplesOf) error {
	cart, err := s.ring(ctx, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}[:commitLines])
	if err != nil {
		return err
	}
	before, err := s.walFrames()
	if err != nil {
		return err
	}
	command := till.Command{ID: clock.NewID(), Session: s.session, Body: tenderOf(cart)}
	began := time.Now()
	outcome, err := s.till.Submit(ctx, command)
	took := time.Since(began)
	if err = errors.Join(err, outcome.Err()); err != nil {
		return err
	}
	after, err := s.walFrames()
	if err != nil {
		return err
	}
	if after < before { // the log began anew
		before = 0
	}
	bytes := (after - before) * frameBytes
	least, err := base.commit(bytes)
	if err != nil {
		return err
	}
	into.commit, into.floor = append(into.commit, took), append(into.floor, least)
	into.bytes = append(into.bytes, bytes)
	return nil
}

// measureCommit goes back and forth between the two shops and the floor.
func (w *world) measureCommit(ctx context.Context) error {
	base, err := newFloor(w.folder)
	if err != nil {
		return err
	}
	var few, many commitSamplesOf
	for i := range commitSamples {
		if err := errors.Join(w.few.commitOnce(ctx, base, &few), w.many.commitOnce(ctx, base, &many)); err != nil {
			return err
		}
		if i%100 == 99 {
			say("  %d of %d pairs", i+1, commitSamples)
		}
	}
	least, took := median(many.floor), median(many.commit)
	over := took - least
	w.table.add(row{
		what: fmt.Sprintf("commit of a %d-line sale with a web shop, p50", commitLines), budget: "floor + 1.0 ms",
		measured: fmt.Sprintf("%s ms = floor + %s", ms(took), ms(over)), ratio: fmt.Sprintf("%.2f", ratio(took, least)),
		floor: ms(least), verdict: met(over <= overFloorMax),
	})
	w.table.add(row{
		what: "  the same against the aim", budget: "floor + 0.3 ms", measured: "floor + " + ms(over),
		floor: ms(least), verdict: met(over <= overFloorAim),
	})
	w.table.add(row{
		what: "  p99", budget: "–", measured: ms(quantile(many.commit, 0.99)) + " ms",
		ratio: fmt.Sprintf("%.2f", ratio(quantile(many.commit, 0.99), quantile(many.floor, 0.99))), floor: ms(quantile(many.floor, 0.99)),
	})
	bytes := slices.Sorted(slices.Values(slices.Concat(few.bytes, many.bytes)))
	usual, most := bytes[len(bytes)/2], bytes[len(bytes)-1]
	w.table.add(row{
		what: "  write-ahead log, p50", budget: "≤ 100 KB",
		measured: fmt.Sprintf("%.0f KB, %d pages (most: %.0f KB)", float64(usual)/1024, usual/frameBytes, float64(most)/1024),
		verdict:  met(usual <= walBytesMax),
	})
	growth := ratio(took, median(few.commit))
	w.table.add(row{
		what: fmt.Sprintf("commit at %d sales against %d", w.sales, salesFew), budget: "≤ 1.1×",
		measured: fmt.Sprintf("%s ms against %s", ms(took), ms(median(few.commit))), ratio: fmt.Sprintf("%.2f", growth),
		floor: ms(median(few.floor)), verdict: met(growth <= growthMax),
	})
	return base.file.Close()
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// measureFsyncs lets a child sell under strace and counts.
func (w *world) measureFsyncs(ctx context.Context) error {
	if _, err := exec.LookPath("strace"); err != nil {
		w.table.add(row{what: "  fsyncs of one commit", budget: "exactly 1", measured: "strace is not installed", verdict: "–"})
		return nil
	}
	folder := filepath.Join(w.folder, "traced")
	s, err := openShop(ctx, folder, opening)
	if err != nil {
		return err
	}
	if err := errors.Join(s.setUp(ctx), s.openShift(ctx), s.close()); err != nil {
		return err
	}
	trace := filepath.Join(folder, "trace")
	child := exec.CommandContext(ctx, "strace", "-f", "-qq", "-y", "-o", trace, "-e", "trace=fsync,fdatasync", os.Args[0], "tender", folder)
	child.Stderr = os.Stderr
	if err := child.Run(); err != nil {
		return err
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		return err
	}
	log, other, inside := 0, 0, false
	lines := bufio.NewScanner(strings.NewReader(string(text)))
	for lines.Scan() {
		line := lines.Text()
		switch {
		case !strings.Contains(line, "sync("):
		case strings.Contains(line, "/"+traceMark):
			inside = !inside
		case inside && strings.Contains(line, "-wal>"):
			log++
		case inside:
			other++
		}
	}
	w.table.add(row{
		what: "  fsyncs of one commit", budget: "exactly 1",
		measured: fmt.Sprintf("%.2f (%d tenders; others: %d)", float64(log)/tracedTenders, tracedTenders, other),
		verdict:  met(log == tracedTenders),
	})
	return nil
}

const traceMark = "mark"

// tenderForTrace is the child: it rings, marks, tenders and marks again. The
// marks are fsyncs of a file of their own.
func tenderForTrace(ctx context.Context, folder string) (err error) {
	s, err := openShop(ctx, folder, opening)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	session, err := s.till.SignIn(ctx, badge, pin)
	if err != nil {
		return err
	}
	s.session = session.ID
	var carts []string
	for range tracedTenders {
		cart, err := s.ring(ctx, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
		if err != nil {
			return err
		}
		carts = append(carts, cart)
	}
	mark, err := os.Create(filepath.Join(folder, traceMark))
	if err != nil {
		return err
	}
	if err := mark.Sync(); err != nil {
		return err
	}
	for _, cart := range carts {
		if err := s.do(ctx, tenderOf(cart)); err != nil {
			return err
		}
	}
	return errors.Join(mark.Sync(), mark.Close())
}
