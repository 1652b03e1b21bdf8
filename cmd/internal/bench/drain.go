package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/curbline/curbline/terminal"
)

const (
	drainSales   = 400
	drainRate    = 50 // requests a second that the state allows
	drainWarm    = 50 // filings before the measurement begins
	drainShare   = 0.95
	stateLatency = 20 * time.Millisecond
	drainWithin  = 60 * time.Second
)

// limited is a state that allows drainRate requests in any second and takes
// every receipt.
type limited struct {
	mu       sync.Mutex
	recent   []time.Time // of the last second
	filed    []time.Time
	refused  int // with 429
	refusals int // of these, after the warm-up
}

// allow counts a request; false if it is over the limit.
func (l *limited) allow(filing bool) (id int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for len(l.recent) > 0 && now.Sub(l.recent[0]) >= time.Second {
		l.recent = l.recent[1:]
	}
	if len(l.recent) >= drainRate {
		l.refused++
		if len(l.filed) > drainWarm {
			l.refusals++
		}
		return 0, false
	}
	l.recent = append(l.recent, now)
	if filing {
		l.filed = append(l.filed, now)
	}
	return len(l.filed), true
}

func (l *limited) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	filing := request.Method == http.MethodPost && request.URL.Path == "/sales/v2/receipts"
	_, _ = io.Copy(io.Discard, request.Body) // what cannot be read is not there to be checked
	id, ok := l.allow(filing)
	<-time.After(stateLatency)
	response.Header().Set("Content-Type", "application/json")
	if !ok {
		response.Header().Set("Retry-After", "1")
		response.WriteHeader(http.StatusTooManyRequests)
		return
	}
	answer := ""
	switch {
	case filing:
		answer = fmt.Sprintf(`{"Ids":[%d],"Warnings":null}`, id)
	case request.URL.Path == "/facilities/v2/":
		answer = `[{"License":{"Number":"402R-00123"},"FacilityType":{"CanSellToConsumers":true,"AdvancedSales":true}}]`
	case request.URL.Path == "/sales/v2/customertypes":
		answer = `["Consumer"]`
	case strings.HasPrefix(request.URL.Path, "/sales/v2/receipts/"):
		answer = `{"Data":[],"TotalRecords":0,"TotalPages":0}`
	default:
		http.NotFound(response, request)
		return
	}
	_, _ = io.WriteString(response, answer) // a caller that left needs no answer
}

// share is how much of the allowed rate the filings after the warm-up used.
func (l *limited) share() (share float64, filed int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	filed = len(l.filed)
	if filed <= drainWarm+1 {
		return 0, filed
	}
	span := l.filed[filed-1].Sub(l.filed[drainWarm])
	return float64(filed-1-drainWarm) / span.Seconds() / drainRate, filed
}

// measureDrain files a backlog through the whole terminal: queue, pacing,
// Metrc's client and one commit before and after each request.
func (w *world) measureDrain(ctx context.Context) (err error) {
	if err := w.few.close(); err != nil {
		return err
	}
	state := &limited{}
	var lines net.ListenConfig
	listener, err := lines.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: state, ReadHeaderTimeout: time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		err = errors.Join(err, server.Close())
		if end := <-served; !errors.Is(end, http.ErrServerClosed) {
			err = errors.Join(err, end)
		}
	}()
	made, err := shopConfig(w.few.folder, fmt.Sprintf(
		"[traceability]\nsystem = \"metrc\"\nurl = \"http://%s\"\nsettle_delay = \"1s\"\nrequests_per_second = %d\n", listener.Addr(), drainRate))
	if err != nil {
		return err
	}
	running, err := runTerminal(ctx, made)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, running.stop()) }()
	if err := running.drained(ctx); err != nil {
		return err
	}
	share, filed := state.share()
	w.table.add(row{
		what: fmt.Sprintf("drain of a backlog at %d a second", drainRate), budget: "≥ 95 %",
		measured: fmt.Sprintf("%.1f %% of the allowed rate, %d filed", 100*share, filed), verdict: met(share >= drainShare),
	})
	w.table.add(row{
		what: "  429 after warm-up", budget: "none", measured: fmt.Sprintf("%d (%d in all)", state.refusals, state.refused),
		verdict: met(state.refusals == 0),
	})
	return nil
}

// drained waits until nothing is left in the queue.
func (r *running) drained(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, drainWithin)
	defer cancel()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		open := 0
		err := r.program.Store().View(ctx, func(reader terminal.Reader) error {
			rows, err := reader.UploadsIn(terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown, terminal.UploadQuarantined)
			open = len(rows)
			return err
		})
		if err != nil || open == 0 {
			return err
		}
		select {
		case <-limited.Done():
			return fmt.Errorf("%d filings were still open after %s", open, drainWithin)
		case <-ticker.C:
		}
	}
}
