package counter

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/cmd/sandbox/internal/seed"
	"github.com/curbline/curbline/devices/virtual"
)

// scanBytesMax is the longest scan that the control address sends.
const scanBytesMax = 64 << 10

// slowPace is what a line of 9600 baud carries.
var slowPace = virtual.Pace{Lump: 15, Every: 16 * time.Millisecond}

// Control steers the devices:
//
//	POST  scanner                 the body's bytes; or ?code=TEXT (with CR), or ?person=NAME, or
//	                              ?person=NAME&document=passport|passport_card|military; &pace=slow
//	POST  scanner/unplug, scanner/replug, printer/unplug, printer/replug
//	GET   people, people/{name}/card: the bytes of a card's barcode, for a tablet's scanner
//	GET   printer                 what it has received, and bytes that mean nothing to it
//	GET   printer/papers, printer/papers/{n}.png
//	POST  printer/fault           see faultIn
//	GET   labels, labels/{n}.png  what the label printer made
//	POST  labels/fault            see labelFaultIn; labels/unplug, labels/replug
//	GET   scale; POST scale       see panIn; scale/unplug, scale/replug
//	GET   drawer
//	POST  drawer/shut
func (c *Counter) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /scanner", c.scan)
	mux.HandleFunc("POST /scanner/unplug", act(c.scanner.Unplug))
	mux.HandleFunc("POST /scanner/replug", act(c.scanner.Replug))
	mux.HandleFunc("POST /printer/unplug", act(c.printer.Unplug))
	mux.HandleFunc("POST /printer/replug", act(c.printer.Replug))
	mux.HandleFunc("GET /people", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, seed.People) })
	mux.HandleFunc("GET /people/{name}/card", showCard)
	mux.HandleFunc("GET /printer", c.showPrinter)
	mux.HandleFunc("GET /printer/papers", c.showPapers)
	mux.HandleFunc("GET /printer/papers/{picture}", c.showPicture)
	mux.HandleFunc("POST /printer/fault", c.fault)
	mux.HandleFunc("GET /labels", c.showLabels)
	mux.HandleFunc("GET /labels/{picture}", c.showLabelPicture)
	mux.HandleFunc("POST /labels/fault", c.labelFault)
	mux.HandleFunc("POST /labels/unplug", act(c.labels.Unplug))
	mux.HandleFunc("POST /labels/replug", act(c.labels.Replug))
	mux.HandleFunc("GET /scale", c.showScale)
	mux.HandleFunc("POST /scale", c.pan)
	mux.HandleFunc("POST /scale/unplug", act(c.scale.Unplug))
	mux.HandleFunc("POST /scale/replug", act(c.scale.Replug))
	mux.HandleFunc("GET /drawer", c.showDrawer)
	mux.HandleFunc("POST /drawer/shut", func(w http.ResponseWriter, r *http.Request) { c.printer.Drawer().Shut(); c.showDrawer(w, r) })
	return mux
}

func reply(w http.ResponseWriter, status int, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		http.Error(w, "could not be written as JSON", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // a client that went away hears nothing
}

func refuse(w http.ResponseWriter, status int, err error) {
	reply(w, status, map[string]string{"error": err.Error()})
}

// act is a step without arguments.
func act(step func() error) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if err := step(); err != nil {
			refuse(w, http.StatusConflict, err)
			return
		}
		reply(w, http.StatusOK, map[string]bool{"ok": true})
	}
}

// scan sends one scan to the terminal.
func (c *Counter) scan(w http.ResponseWriter, r *http.Request) {
	data, status, err := scanned(r)
	if err != nil {
		refuse(w, status, err)
		return
	}
	pace := virtual.Pace{}
	if r.URL.Query().Get("pace") == "slow" {
		pace = slowPace
	}
	if err := c.scanner.Scan(r.Context(), data, pace); err != nil {
		refuse(w, http.StatusConflict, err)
		return
	}
	reply(w, http.StatusOK, map[string]int{"bytes": len(data)})
}

// showCard gives what a scanner that types reads from a person's card.
func showCard(w http.ResponseWriter, r *http.Request) {
	person, known := seed.PersonOf(r.PathValue("name"))
	if !known {
		refuse(w, http.StatusNotFound, errors.New("there is no such person; see people"))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(person.Card().Barcode()) // a client that went away hears nothing
}

// scanned gives the bytes of a scan and, with an error, the status to answer.
func scanned(r *http.Request) ([]byte, int, error) {
	query := r.URL.Query()
	if name := query.Get("person"); name != "" {
		person, known := seed.PersonOf(name)
		if !known {
			return nil, http.StatusNotFound, errors.New("there is no such person; see people")
		}
		return documentOf(person, query.Get("document"))
	}
	if code := query.Get("code"); code != "" {
		return []byte(code + "\r"), 0, nil
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, scanBytesMax+1))
	switch {
	case err != nil:
		return nil, http.StatusBadRequest, errors.New("the body could not be read")
	case len(data) == 0:
		return nil, http.StatusBadRequest, errors.New("nothing to scan: give a body, code or person")
	case len(data) > scanBytesMax:
		return nil, http.StatusRequestEntityTooLarge, errors.New("no scan is that long")
	}
	return data, 0, nil
}

// documentOf gives the bytes of one of a person's documents: the card where none
// is named.
func documentOf(person seed.Person, kind string) ([]byte, int, error) {
	switch kind {
	case "":
		return person.Card().Barcode(), 0, nil
	case "passport":
		return person.Passport(), 0, nil
	case "passport_card":
		return person.PassportCard(), 0, nil
	case "military":
		return person.MilitaryCard(), 0, nil
	default:
		return nil, http.StatusNotFound, errors.New("document is passport, passport_card or military, or left out for the card")
	}
}

func (c *Counter) showPrinter(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{
		"port": c.printer.Path(), "received_bytes": c.printer.Received(),
		"unknown": c.printer.Unknown(), "papers": len(c.printer.Papers()),
	})
}

type paperOut struct {
	Number   int       `json:"number"`
	At       time.Time `json:"at"`
	Cut      bool      `json:"cut"`
	Lines    []string  `json:"lines"`
	QRs      []string  `json:"qrs"`
	Barcodes []string  `json:"barcodes"`
}

func (c *Counter) showPapers(w http.ResponseWriter, _ *http.Request) {
	papers := []paperOut{}
	for number, paper := range c.printer.Papers() {
		papers = append(papers, paperOut{number, paper.At, paper.Cut, listOf(paper.Lines), listOf(paper.QRs), listOf(paper.Barcodes)})
	}
	reply(w, http.StatusOK, papers)
}

func listOf(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

func (c *Counter) showPicture(w http.ResponseWriter, r *http.Request) {
	text, is := strings.CutSuffix(r.PathValue("picture"), ".png")
	number, err := strconv.Atoi(text)
	papers := c.printer.Papers()
	if !is || err != nil || number < 0 || number >= len(papers) {
		refuse(w, http.StatusNotFound, errors.New("there is no such paper"))
		return
	}
	picture, err := papers[number].PNG()
	if err != nil {
		refuse(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(picture) // a client that went away hears nothing
}

// faultIn is what can be done to the printer; what is not named stays.
type faultIn struct {
	PaperOut       *bool `json:"paper_out"`
	PaperNearEnd   *bool `json:"paper_near_end"`
	PaperEndsAfter *int  `json:"paper_ends_after_lines"`
	CoverOpen      *bool `json:"cover_open"`
	Broken         *bool `json:"broken"`              // the cutter jams
	Deaf           *bool `json:"deaf"`                // it answers nothing
	BytesPerSecond *int  `json:"bytes_per_second"`    // 0: no limit
	UnplugsAfter   *int  `json:"unplugs_after_bytes"` // 0: never
}

func (c *Counter) fault(w http.ResponseWriter, r *http.Request) {
	var wanted faultIn
	if !decodeInto(w, r, &wanted) {
		return
	}
	set(wanted.PaperOut, c.printer.PaperOut)
	set(wanted.PaperNearEnd, c.printer.PaperNearEnd)
	set(wanted.PaperEndsAfter, c.printer.PaperEndsAfter)
	set(wanted.CoverOpen, c.printer.CoverOpen)
	set(wanted.Broken, c.printer.Broken)
	set(wanted.Deaf, c.printer.Deaf)
	set(wanted.BytesPerSecond, c.printer.Slow)
	set(wanted.UnplugsAfter, c.printer.DieAfter)
	reply(w, http.StatusOK, map[string]bool{"ok": true})
}

func set[T any](value *T, into func(T)) {
	if value != nil {
		into(*value)
	}
}

type pulseOut struct {
	At             time.Time `json:"at"`
	Pin            int       `json:"pin"`
	OnMilliseconds int64     `json:"on_milliseconds"`
}

func (c *Counter) showDrawer(w http.ResponseWriter, _ *http.Request) {
	times := []pulseOut{}
	for _, pulse := range c.printer.Drawer().Pulses() {
		times = append(times, pulseOut{pulse.At, pulse.Pin, pulse.On.Milliseconds()})
	}
	reply(w, http.StatusOK, map[string]any{"pulses": len(times), "times": times, "open": c.printer.Drawer().Open()})
}
