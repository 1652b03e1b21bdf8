package curbtest_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/internal/browser"
	"github.com/curbline/curbline/terminal"
)

// What stands on the planted ID and nowhere else: the web shop knows the
// customer by another first name, and by no number.
var onTheID = []string{"Zephyrine", "Ottoline", "948710733", "04121988", "1988-04-12", "17 PLANTED LANE"}

// planted is a customer whose order's id carries a marker that does go
// everywhere: where the search does not find it, it looked at nothing.
const marker = "OSTRANDER"

// place is one place where bytes stay, and whether the marker must be in it.
type place struct {
	name   string
	bytes  []byte
	marked string
}

// No name and no number of an ID stays anywhere once the bag is handed over: in
// no stream, cache, page, log, paper, file of the terminal or of the browser.
func TestNothingOfAnIDStaysAnywhere(t *testing.T) {
	w, err := openWorld()
	if err != nil {
		t.Fatal(err)
	}
	open := true
	t.Cleanup(func() {
		if open {
			_ = w.close()
		}
	})
	c := w.arrive(t, customer{
		first: "Zephyrine", middle: "Ottoline", family: "Quillfeather", number: "948710733", called: "Zoe", order: "A-" + marker,
		birth: time.Date(1988, 4, 12, 0, 0, 0, 0, time.UTC), expires: time.Date(2031, 4, 12, 0, 0, 0, 0, time.UTC),
	})
	id := bytes.Replace(c.card(), []byte("DAG1 TEST ST"), []byte("DAG17 PLANTED LANE"), 1)
	heard := w.client(t, "Listener", mara).listen(t)
	b := w.browse(t, browser.Options{})
	p := w.working(t, b, "Planted name", dee)
	c.take(p)
	scan(p, id)
	step(p, 2, "done")
	if found := find([]byte(p.HTML()), "Zephyrine"); len(found) == 0 {
		t.Error("the name is not on the page while it is needed: the test scans nothing")
	}
	scan(p, []byte(c.bag))
	step(p, 3, "done")
	c.pay(p)
	p.Tap(hand)
	p.WaitText("Handed over")
	sale := c.sales(t)[0]
	w.printed(t, sale)

	places := w.placesOf(t, c, sale)
	places = append(places, place{"the stream of changes", heard.all(), marker}, place{"the page that says done", []byte(p.HTML()), marker})
	for _, path := range []string{"/", "/done", "/ready"} {
		p.Open(w.origin() + path)
		mark := ""
		if path == "/done" {
			mark = marker
		}
		places = append(places, place{"the page " + path, []byte(p.HTML()), mark})
	}
	var kept strings.Builder
	for name, body := range p.Kept() {
		kept.WriteString(name + "\n" + body + "\n")
	}
	places = append(places, place{"the page's caches and storage", []byte(kept.String()), "app.css"})
	places = append(places, place{"the browser's profile", folderBytes(t, b.Profile), "127.0.0.1"})
	for _, at := range places {
		wantNothing(t, at, onTheID...)
	}

	// The family name comes from the order, too, and may stay as long as that is
	// open. It goes with the last pages that are written over.
	data := filepath.Join(w.folder, "data")
	open = false
	p.Open("about:blank")
	if err := w.stopOnly(); err != nil {
		t.Error(err)
	}
	wantNothing(t, place{"the terminal's folder", folderBytes(t, data), marker}, append(onTheID, "Quillfeather")...)
	if err := w.close(); err != nil {
		t.Error(err)
	}
}

func wantNothing(t *testing.T, at place, texts ...string) {
	t.Helper()
	if at.marked != "" && len(find(at.bytes, at.marked)) == 0 {
		t.Errorf("%s (%d bytes) does not hold %s: this is not the place", at.name, len(at.bytes), at.marked)
	}
	for _, found := range find(at.bytes, texts...) {
		t.Errorf("%s holds %s", at.name, found)
	}
}

// placesOf are the places of the terminal and of the world around it.
func (w *world) placesOf(t *testing.T, c *car, sale terminal.Sale) []place {
	t.Helper()
	var papers bytes.Buffer
	w.read(t, func(reader terminal.Reader) error {
		jobs, err := reader.PrintJobsOf(sale.ID)
		for _, job := range jobs {
			papers.Write(job.Document)
		}
		return err
	})
	var printed, frames, events []byte
	for path, answer := range map[string]*[]byte{
		"/control/printer/papers": &printed, "/control/shop/frames": &frames, "/control/shop/events": &events,
	} {
		if err := w.control.call(http.MethodGet, path, nil, answer); err != nil {
			t.Fatal(err)
		}
	}
	return []place{
		{"the database and its log", folderBytes(t, filepath.Join(w.folder, "data")), marker},
		{"the terminal's log", w.log.all(), "level="},
		{"the print jobs", papers.Bytes(), sale.External},
		{"the papers", printed, sale.External},
		{"the frames to the web shop", frames, marker},
		{"the events of the web shop", events, marker},
	}
}

// printed waits until the receipt is on paper.
func (w *world) printed(t *testing.T, sale terminal.Sale) {
	t.Helper()
	eventually(t, func() error {
		var papers []byte
		err := w.control.call(http.MethodGet, "/control/printer/papers", nil, &papers)
		if err == nil && len(find(papers, sale.External)) == 0 {
			err = want("paper of "+sale.External, "none", "one")
		}
		return err
	})
}

// folderBytes is everything in a folder, the names of the files too.
func folderBytes(t *testing.T, folder string) []byte {
	t.Helper()
	var all bytes.Buffer
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil // a file that just went away holds nothing
		}
		all.WriteString(path + "\n")
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Log(err)
	}
	return all.Bytes()
}
