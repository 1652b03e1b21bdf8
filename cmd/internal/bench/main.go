// Command bench measures Curbline against its budgets and prints one table. A
// budget that is missed is said so in the table and is no failure of the run: on
// a busy machine times mean little without the floor beside them.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

const (
	salesDefault = 100_000
	salesFew     = 1_000
)

// world is what the measurements share: a shop with few sales and one with many.
type world struct {
	folder string
	few    *shop
	many   *shop
	sales  int
	table  table
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run also serves as the two helper processes that the measurements start.
func run(ctx context.Context, words []string) error {
	switch {
	case len(words) == 2 && words[0] == "serve":
		return serve(ctx, words[1])
	case len(words) == 2 && words[0] == "tender":
		return tenderForTrace(ctx, words[1])
	case len(words) > 0:
		return fmt.Errorf("unknown words %q; CURBLINE_BENCH_SALES sets how many sales are in the file", words)
	}
	w := &world{sales: salesDefault}
	if text := os.Getenv("CURBLINE_BENCH_SALES"); text != "" {
		count, err := strconv.Atoi(text)
		if err != nil || count < salesFew {
			return fmt.Errorf("CURBLINE_BENCH_SALES is %q, not a number from %d", text, salesFew)
		}
		w.sales = count
	}
	parent := ""
	if _, err := os.Stat(".build"); err == nil {
		parent = ".build" // on the disk, where the folder for temporary files may be in memory
	}
	var err error
	if w.folder, err = os.MkdirTemp(parent, "bench-"); err != nil {
		return err
	}
	began := time.Now()
	err = w.measure(ctx)
	err = errors.Join(err, w.table.print(os.Stdout))
	fmt.Printf("\n%d sales in the file; %s in all\n", w.sales, time.Since(began).Round(time.Second))
	return errors.Join(err, w.close(), os.RemoveAll(w.folder))
}

func (w *world) close() error {
	var problems []error
	for _, s := range []*shop{w.few, w.many} {
		if s != nil {
			problems = append(problems, s.close())
		}
	}
	return errors.Join(problems...)
}

// measure takes the measurements in order. One that cannot be taken is noted and
// does not stop the others.
func (w *world) measure(ctx context.Context) error {
	if err := w.prepare(ctx); err != nil {
		return err
	}
	var problems []error
	for _, one := range []struct {
		name string
		take func(context.Context) error
	}{
		{"commit", w.measureCommit},
		{"fsyncs of a commit", w.measureFsyncs},
		{"queues", w.measureQueues},
		{"day report", w.measureReport},
		{"verdict of 50 lines", w.measureVerdict},
		{"tablets", w.measureTablets}, // while the shop with few sales is still open here
		{"start and memory", w.measureStart},
		{"scan of an ID", w.measureScan},
		{"line to the printer", w.measureLine},
		{"drain", w.measureDrain},
		{"documents", w.measureDocuments},
		{"receipt", w.measureReceipt},
	} {
		say("%s …", one.name)
		if err := one.take(ctx); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", one.name, err))
			w.table.add(row{what: one.name, measured: "not measured", verdict: "ERROR"})
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.Join(problems...)
}

// prepare makes both shops and fills them.
func (w *world) prepare(ctx context.Context) error {
	say("a shop and its sales …")
	made, err := makeTemplates(ctx, w.folder+"/templates")
	if err != nil {
		return err
	}
	if w.few, err = filledShop(ctx, w.folder+"/few", made, salesFew, drainSales); err != nil {
		return err
	}
	if w.many, err = filledShop(ctx, w.folder+"/many", made, w.sales, 0); err != nil {
		return err
	}
	w.table.add(sizeRow(w.many))
	return nil
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func silentLog() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}
