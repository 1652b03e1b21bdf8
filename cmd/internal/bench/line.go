package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/till"
)

const (
	lineBaud        = 38400
	lineSamples     = 8
	lineLines       = 6
	lineBusyPercent = 95
	firstByteMax    = 5 * time.Millisecond
	printedWithin   = 15 * time.Second
)

// measureLine sells with a whole terminal before a printer on a line that takes
// its time, and looks at the line: how soon the first byte is on it after the
// commit, and how much of the time it was busy while printing.
func (w *world) measureLine(ctx context.Context) (err error) {
	model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Columns: 42, Baud: lineBaud, Now: time.Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, model.Close()) }()
	made, err := shopConfig(w.few.folder, fmt.Sprintf("[devices.printer]\nport = %q\nbaud = %d\nprofile = %q\n", model.Path(), lineBaud, receiptProfile))
	if err != nil {
		return err
	}
	running, err := runTerminal(ctx, made)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, running.stop()) }()
	ready := func(health string) bool {
		_, rest, found := strings.Cut(health, `"device":"printer"`)
		return found && strings.Contains(rest, `"state":"ready"`)
	}
	if err := errors.Join(running.client.until(ctx, ready), running.client.signIn(ctx)); err != nil {
		return err
	}
	var firsts []time.Duration
	var shares []time.Duration // per cent, as durations, for the same medians
	size := 0
	for number := range lineSamples {
		first, use, err := running.printOne(ctx, model, number)
		if err != nil {
			return err
		}
		firsts, shares, size = append(firsts, first), append(shares, time.Duration(use.BusyPercent())), use.Bytes
	}
	w.table.add(row{
		what: "commit of a sale to its receipt's first byte", budget: "≤ 5 ms",
		measured: fmt.Sprintf("p50 %s ms, worst %s", ms(median(firsts)), ms(quantile(firsts, 1))), verdict: met(median(firsts) <= firstByteMax),
	})
	w.table.add(row{
		what:     fmt.Sprintf("line busy while %d bytes print at %d baud", size, lineBaud),
		budget:   "≥ 95 %",
		measured: fmt.Sprintf("p50 %d %%, least %d %%", median(shares), quantile(shares, 0)), verdict: met(median(shares) >= lineBusyPercent),
	})
	return nil
}

// printOne sells some lines and waits for the paper.
func (r *running) printOne(ctx context.Context, model *virtual.ReceiptPrinter, number int) (time.Duration, virtual.LineUse, error) {
	var use virtual.LineUse
	cart := clock.NewID()
	err := errors.Join(r.client.do(ctx, "cart.open", till.OpenCart{Cart: cart}),
		r.client.do(ctx, "counter.scan_id", map[string]any{"cart": cart, "raw": barcode(5_000 + number)}))
	for product := range lineLines {
		err = errors.Join(err, r.client.do(ctx, "cart.add", till.AddToCart{Cart: cart, Code: tag(product)}))
	}
	if err != nil {
		return 0, use, err
	}
	events, stop := r.program.Till().Watch()
	defer stop()
	before := len(model.Papers())
	model.ResetLineUse()
	sold := make(chan error, 1)
	go func() {
		sold <- r.client.do(ctx, "cart.tender", till.TenderCart{Cart: cart, Tenders: []terminal.Tender{{Kind: terminal.Cash, Given: 100_000}}})
	}()
	committed, err := saleCommitted(ctx, events)
	if err := errors.Join(err, <-sold); err != nil {
		return 0, use, err
	}
	printed, cancel := context.WithTimeout(ctx, printedWithin)
	defer cancel()
	if err := until(printed, func() bool { return len(model.Papers()) > before }); err != nil {
		return 0, use, err
	}
	use = model.LineUse()
	return max(use.First.Sub(committed), 0), use, nil
}

// saleCommitted waits for the event after a sale's commit and says when it came.
func saleCommitted(ctx context.Context, events <-chan till.Event) (time.Time, error) {
	for {
		select {
		case event := <-events:
			if event.Has("print") {
				return time.Now(), nil
			}
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		}
	}
}
