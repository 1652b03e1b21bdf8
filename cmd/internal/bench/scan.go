package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/till"
)

const (
	scanMax        = 10 * time.Millisecond
	scanSamples    = 20
	scanGapSamples = 8
	// lineLump and lineEvery are a line of 9600 baud behind a USB adapter.
	lineLump  = 15
	lineEvery = 16 * time.Millisecond
)

// running is a whole terminal in this process.
type running struct {
	program *service.Program
	client  *client
	stop    func() error
}

func runTerminal(ctx context.Context, c config.Config) (*running, error) {
	program, err := service.Open(ctx, c, silentLog())
	if err != nil {
		return nil, err
	}
	address, err := program.Listen(ctx, "")
	if err != nil {
		return nil, errors.Join(err, program.Close())
	}
	inside, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- program.Run(inside) }()
	r := &running{program: program, stop: func() error { cancel(); return errors.Join(<-ended, program.Close()) }}
	r.client, err = newClient(c, address)
	if err == nil {
		err = r.client.running(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, r.stop())
	}
	return r, nil
}

// measureScan sends licences over a pseudo-terminal at the pace of a real line
// and waits for the verdict that is on disk.
func (w *world) measureScan(ctx context.Context) (err error) {
	if err := w.few.close(); err != nil {
		return err
	}
	device, err := virtual.NewScanner("", time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, device.Close()) }()
	made, err := shopConfig(w.few.folder, fmt.Sprintf("[devices.scanner]\nport = %q\n", device.Path()))
	if err != nil {
		return err
	}
	terminal, err := runTerminal(ctx, made)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, terminal.stop()) }()
	ready := func(health string) bool {
		_, rest, found := strings.Cut(health, `"device":"scanner"`)
		status, _, _ := strings.Cut(rest, "}")
		return found && strings.Contains(status, `"state":"ready"`)
	}
	if err := errors.Join(terminal.client.until(ctx, ready), terminal.client.signIn(ctx)); err != nil {
		return err
	}
	content, err := terminal.scans(ctx, device, scanSamples, func(raw []byte) []byte { return raw })
	if err != nil {
		return err
	}
	gap, err := terminal.scans(ctx, device, scanGapSamples, wrongLength)
	if err != nil {
		return err
	}
	w.table.add(row{
		what: "last byte of an ID to the verdict", budget: "≤ 10 ms",
		measured: fmt.Sprintf("p50 %s ms, worst %s", ms(median(content)), ms(quantile(content, 1))), verdict: met(median(content) <= scanMax),
	})
	limit := scanner.IDGap + scanMax
	w.table.add(row{
		what: "  where only silence ends it", budget: fmt.Sprintf("≤ %s ms", ms(limit)),
		measured: fmt.Sprintf("p50 %s ms, worst %s", ms(median(gap)), ms(quantile(gap, 1))), verdict: met(median(gap) <= limit),
	})
	return nil
}

// wrongLength makes the directory of a licence claim more bytes than come.
func wrongLength(raw []byte) []byte {
	at := bytes.Index(raw, []byte("DL"))
	return append(append(append([]byte(nil), raw[:at+6]...), "9999"...), raw[at+10:]...)
}

func (r *running) scans(ctx context.Context, device *virtual.Scanner, count int, change func([]byte) []byte) ([]time.Duration, error) {
	events, stop := r.program.Till().Watch()
	defer stop()
	var took []time.Duration
	for number := range count {
		cart := clock.NewID()
		err := errors.Join(r.client.do(ctx, "cart.open", till.OpenCart{Cart: cart}),
			r.client.do(ctx, "counter.focus", service.Focus{Cart: cart}))
		if err != nil {
			return nil, err
		}
		one, err := scanOnce(ctx, device, change(barcode(1_000+number)), events)
		if err != nil {
			return nil, err
		}
		took = append(took, one)
		if err := r.client.do(ctx, "cart.abandon", till.AbandonCart{Cart: cart}); err != nil {
			return nil, err
		}
	}
	return took, nil
}

// scanOnce times from the last lump's leaving to the event after the commit.
func scanOnce(ctx context.Context, device *virtual.Scanner, raw []byte, events <-chan till.Event) (time.Duration, error) {
	last := len(raw) - lineLump
	if err := device.Scan(ctx, raw[:last], virtual.Pace{Lump: lineLump, Every: lineEvery}); err != nil {
		return 0, err
	}
	select {
	case <-time.After(lineEvery):
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	began := time.Now()
	if err := device.Scan(ctx, raw[last:], virtual.Pace{}); err != nil {
		return 0, err
	}
	limit := time.NewTimer(readyWithin)
	defer limit.Stop()
	for {
		select {
		case event := <-events:
			if event.Has("identity.checked") {
				return time.Since(began), nil
			}
			if event.Has("refused") {
				return 0, errors.New("the licence was refused")
			}
		case <-limit.C:
			return 0, errors.New("no verdict came")
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
