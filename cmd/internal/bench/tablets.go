package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/secrets/ca"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/tablet"
)

const (
	tabletsCount   = 50
	tabletRounds   = 4  // each with and without tablets
	tabletSales    = 25 // in a round's half
	fanOutMax      = 50 * time.Millisecond
	tabletCostMax  = 1.10
	tabletPatience = 10 * time.Second
)

// seenAt is the time at which each tablet heard of each sequence.
type seenAt struct {
	mu    sync.Mutex
	heard []map[int64]time.Time
	grew  chan struct{}
}

func (s *seenAt) note(tablet int, sequence int64) {
	now := time.Now()
	s.mu.Lock()
	s.heard[tablet][sequence] = now
	s.mu.Unlock()
	select {
	case s.grew <- struct{}{}:
	default:
	}
}

// first is when a tablet first heard of a sequence or a later one.
func (s *seenAt) first(tablet int, sequence int64) (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var earliest time.Time
	for heard, at := range s.heard[tablet] {
		if heard >= sequence && (earliest.IsZero() || at.Before(earliest)) {
			earliest = at
		}
	}
	return earliest, !earliest.IsZero()
}

// measureTablets sells with fifty tablets listening and with none, in turns.
func (w *world) measureTablets(ctx context.Context) error {
	s := w.few
	folder := filepath.Join(w.folder, "authority")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	authority, err := ca.Open(folder, clock.NewSystem(time.Time{}), []string{"bench.local"}, []netip.Addr{netip.MustParseAddr("127.0.0.1")})
	if err != nil {
		return err
	}
	var lines net.ListenConfig
	listener, err := lines.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	desk := curb.New(curb.Options{
		Till: s.till, View: s.store.View, Rules: s.rules, Decode: aamva.Parse, Clock: s.clock, Zone: s.config.Zone,
		Shop: present.Shop{Name: s.config.Store.Name, Terminal: "T1", License: s.config.Store.License}, Log: silentLog(),
	})
	server, err := tablet.New(tablet.Options{
		Desk: desk, Certificate: authority.Certificate, CAPEM: authority.PEM(), Hosts: []string{address}, Log: silentLog(), Clock: s.clock,
	})
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	var around sync.WaitGroup
	around.Go(func() { desk.Run(serving) })
	ended := make(chan error, 1)
	around.Go(func() { ended <- server.Serve(serving, listener) })
	defer func() { stop(); around.Wait() }()

	cookies, err := s.pairTablets(ctx)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority.PEM())
	var alone, watched, spread []time.Duration
	for range tabletRounds {
		if err := s.sellTimed(ctx, &alone, nil, nil); err != nil {
			return err
		}
		if err := s.sellWatched(ctx, "https://"+address, pool, cookies, &watched, &spread); err != nil {
			return err
		}
	}
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	cost := ratio(median(watched), median(alone))
	w.table.add(row{
		what: fmt.Sprintf("%d tablets: commit to the stream", tabletsCount), budget: "p99 ≤ 50 ms",
		measured: fmt.Sprintf("p50 %s, p99 %s ms, %d heard", ms(median(spread)), ms(quantile(spread, 0.99)), len(spread)),
		verdict:  met(quantile(spread, 0.99) <= fanOutMax),
	}, row{
		what: "  sale commit with them, p50", budget: "≤ 1.10× of none", measured: ms(median(watched)) + " ms",
		ratio: fmt.Sprintf("%.2f", cost), floor: ms(median(alone)), verdict: met(cost <= tabletCostMax),
	}, row{
		what: "  sale commit with them, p99", budget: "reported", measured: ms(quantile(watched, 0.99)) + " ms",
		ratio: fmt.Sprintf("%.2f", ratio(quantile(watched, 0.99), quantile(alone, 0.99))), floor: ms(quantile(alone, 0.99)), verdict: "–",
	})
	return nil
}

// pairTablets pairs and signs in every tablet, and gives their cookies.
func (s *shop) pairTablets(ctx context.Context) ([]string, error) {
	var cookies []string
	for number := range tabletsCount {
		offer, err := s.till.OfferPairing(ctx, s.session)
		if err != nil {
			return nil, err
		}
		ticket, err := s.till.AskPairing(ctx, offer.Code, fmt.Sprintf("Tablet %d", number+1))
		if err != nil {
			return nil, err
		}
		approval, err := s.till.Approve(ctx, badge, pin)
		if err != nil {
			return nil, err
		}
		if err := s.till.ApprovePairing(ctx, s.session, approval, s.till.PairingRequests()[0].ID); err != nil {
			return nil, err
		}
		state, token := s.till.PairingResult(ticket)
		if state != till.PairingApproved {
			return nil, fmt.Errorf("pairing is %s", state)
		}
		device, err := s.till.DeviceByToken(token)
		if err != nil {
			return nil, err
		}
		session, err := s.till.SignInAt(ctx, device.ID, badge, pin)
		if err != nil {
			return nil, err
		}
		cookies = append(cookies, "__Host-device="+token+"; __Host-session="+session.ID)
	}
	return cookies, nil
}

// sellWatched sells while every tablet has its stream open.
func (s *shop) sellWatched(ctx context.Context, base string, pool *x509.CertPool, cookies []string, took, spread *[]time.Duration) error {
	ctx, stop := context.WithCancel(ctx)
	seen := &seenAt{grew: make(chan struct{}, 1)}
	var readers sync.WaitGroup
	defer func() { stop(); readers.Wait() }()
	for number, cookie := range cookies {
		seen.heard = append(seen.heard, map[int64]time.Time{})
		stream, err := openStream(ctx, base, pool, cookie)
		if err != nil {
			return fmt.Errorf("tablet %d: %w", number+1, err)
		}
		readers.Go(func() { readStream(stream, func(sequence int64) { seen.note(number, sequence) }) })
	}
	return s.sellTimed(ctx, took, seen, spread)
}

// sellTimed sells some ten-line baskets; with tablets it waits after each until
// all of them have heard.
func (s *shop) sellTimed(ctx context.Context, took *[]time.Duration, seen *seenAt, spread *[]time.Duration) error {
	for range tabletSales {
		cart, err := s.ring(ctx, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
		if err != nil {
			return err
		}
		began := time.Now()
		outcome, err := s.till.Submit(ctx, till.Command{ID: clock.NewID(), Session: s.session, Body: tenderOf(cart)})
		answered := time.Now()
		if err := errors.Join(err, outcome.Err()); err != nil {
			return err
		}
		*took = append(*took, answered.Sub(began))
		if seen == nil {
			continue
		}
		for number := range seen.heard {
			at, err := seen.await(ctx, number, outcome.Sequence)
			if err != nil {
				return fmt.Errorf("tablet %d: %w", number+1, err)
			}
			*spread = append(*spread, max(at.Sub(answered), 0))
		}
	}
	return nil
}

func (s *seenAt) await(ctx context.Context, tablet int, sequence int64) (time.Time, error) {
	ctx, stop := context.WithTimeout(ctx, tabletPatience)
	defer stop()
	for {
		if at, ok := s.first(tablet, sequence); ok {
			return at, nil
		}
		select {
		case <-s.grew:
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("nothing was heard of entry %d", sequence)
		}
	}
}

func openStream(ctx context.Context, base string, pool *x509.CertPool, cookie string) (io.ReadCloser, error) {
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	client := http.Client{Transport: transport}
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/events", nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Cookie", cookie)
		request.Header.Set("Accept", "text/event-stream")
		response, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		if response.StatusCode == http.StatusOK && strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
			return &wire{response.Body, transport}, nil
		}
		if err := response.Body.Close(); err != nil {
			return nil, err
		}
		if response.StatusCode != http.StatusTooManyRequests {
			return nil, fmt.Errorf("/events answers %d, %s", response.StatusCode, response.Header.Get("Location"))
		}
		select { // all of them come from one address here
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// wire is a stream that takes its connection with it when it ends.
type wire struct {
	io.ReadCloser
	transport *http.Transport
}

func (w *wire) Close() error {
	err := w.ReadCloser.Close()
	w.transport.CloseIdleConnections()
	return err
}

func readStream(stream io.ReadCloser, heard func(sequence int64)) {
	lines := bufio.NewScanner(stream)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "data:")
		if !ok {
			continue
		}
		var told struct {
			Sequence int64 `json:"seq"`
		}
		if json.Unmarshal([]byte(text), &told) == nil && told.Sequence > 0 {
			heard(told.Sequence)
		}
	}
	_ = stream.Close() // it has ended
}
