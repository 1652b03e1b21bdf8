package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/report"
	"github.com/curbline/curbline/terminal/rules"
)

const (
	reportMax      = 50 * time.Millisecond
	reportDaysMax  = 60
	reportRepeats  = 5
	verdictMax     = 200 * time.Microsecond
	verdictLines   = 50
	verdictSamples = 2_000
	queueSamples   = 7
	// queueMax tells a look-up in an index from a walk over all that was ever
	// queued; a few microseconds a row say no more.
	queueMax = 3.0
)

// measureReport adds days up from the running sums and from the sales, and
// compares the two to the cent.
func (w *world) measureReport(ctx context.Context) error {
	s := w.many
	days := min((w.sales+salesADay-1)/salesADay, reportDaysMax)
	var fast, raw []time.Duration
	compared, different := 0, 0
	for back := range days {
		date := clock.LegalDay(opening.AddDate(0, 0, -back-1), s.config.Zone)
		var sums, scanned report.Sums
		for range reportRepeats {
			took, made, err := s.fromRolls(ctx, date)
			if err != nil {
				return err
			}
			fast, sums = append(fast, took), made
		}
		took, scanned, err := s.fromSales(ctx, date)
		if err != nil {
			return err
		}
		raw = append(raw, took)
		compared++
		if !sameSums(sums, scanned) || sums.Sales == 0 {
			different++
		}
	}
	took := quantile(fast, 0.99)
	w.table.add(row{
		what: "day report from running sums", budget: "≤ 50 ms",
		measured: fmt.Sprintf("p50 %s ms, p99 %s ms (raw: %s ms)", ms(median(fast)), ms(took), ms(median(raw))),
		ratio:    fmt.Sprintf("%.3f", ratio(median(fast), median(raw))), verdict: met(took <= reportMax),
	})
	w.table.add(row{
		what: "  equal to the raw scan", budget: "to the cent",
		measured: fmt.Sprintf("%d of %d days of %d sales", compared-different, compared, salesADay), verdict: met(different == 0),
	})
	return nil
}

func (s *shop) fromRolls(ctx context.Context, date clock.Date) (time.Duration, report.Sums, error) {
	var sums report.Sums
	began := time.Now()
	err := s.store.View(ctx, func(reader terminal.Reader) error {
		rolls, err := reader.Rolls(date)
		sums = report.FromRolls(date, rolls).Sums
		return err
	})
	return time.Since(began), sums, err
}

func (s *shop) fromSales(ctx context.Context, date clock.Date) (time.Duration, report.Sums, error) {
	var detail report.Detail
	began := time.Now()
	err := s.store.View(ctx, func(reader terminal.Reader) error {
		sales, err := reader.Sales(date)
		if err != nil {
			return err
		}
		detail, err = report.FromSales(sales)
		return err
	})
	return time.Since(began), detail.Sums, err
}

// measureQueues reads what waits for the printer and for the state, as each
// receipt and the filing's status do, in both shops.
func (w *world) measureQueues(ctx context.Context) error {
	for _, queue := range []struct {
		what string
		read func(terminal.Reader) (int, error)
	}{
		{"open papers", func(reader terminal.Reader) (int, error) {
			jobs, err := reader.PrintJobsIn(terminal.PrintQueued, terminal.PrintBlocked)
			return len(jobs), err
		}},
		{"open filings", func(reader terminal.Reader) (int, error) {
			rows, err := reader.UploadsIn(terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown, terminal.UploadQuarantined)
			return len(rows), err
		}},
	} {
		var each [2]time.Duration
		for i, s := range []*shop{w.few, w.many} {
			var took []time.Duration
			for range queueSamples {
				count := 0
				began := time.Now()
				err := s.store.View(ctx, func(reader terminal.Reader) (err error) {
					count, err = queue.read(reader)
					return err
				})
				if err != nil || count == 0 {
					return fmt.Errorf("%d %s: %w", count, queue.what, err)
				}
				took = append(took, time.Since(began)/time.Duration(count))
			}
			each[i] = median(took)
		}
		w.table.add(row{
			what: fmt.Sprintf("read the %s, a row, at %d against %d", queue.what, w.sales, salesFew), budget: "≤ 3×",
			measured: fmt.Sprintf("%.4f ms against %.4f", each[1].Seconds()*1000, each[0].Seconds()*1000),
			ratio:    fmt.Sprintf("%.2f", ratio(each[1], each[0])), verdict: met(ratio(each[1], each[0]) <= queueMax),
		})
	}
	return nil
}

// sameSums compares every figure; the name of the voids is only a label.
func sameSums(a, b report.Sums) bool {
	a.Voids.Name, b.Voids.Name = "", ""
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && string(left) == string(right)
}

// measureVerdict asks the rules of the shop about a long cart.
func (w *world) measureVerdict(context.Context) error {
	var lines []terminal.Line
	for i := range verdictLines {
		lines = append(lines, mixedLine(i))
	}
	question := rules.Question{
		At: opening.In(w.few.config.Zone), Class: terminal.Adult, Lines: lines, Channel: "counter", EarlierKnown: true,
	}
	var both []time.Duration
	counted := 0
	for range verdictSamples {
		began := time.Now()
		verdict := w.few.rules.Evaluate(question)
		_, err := w.few.rules.Taxes(question.At, question.Class, lines)
		both = append(both, time.Since(began))
		if err != nil {
			return err
		}
		if !verdict.OK() {
			return fmt.Errorf("the cart was refused: %w", verdict.Err())
		}
		counted = len(verdict.Rules)
	}
	took := median(both)
	w.table.add(row{
		what: fmt.Sprintf("cart of %d lines, verdict and taxes", verdictLines), budget: "≤ 0.20 ms",
		measured: fmt.Sprintf("p50 %.3f ms, p99 %.3f ms (%d rules)", took.Seconds()*1000, quantile(both, 0.99).Seconds()*1000, counted),
		verdict:  met(took <= verdictMax),
	})
	return nil
}

// mixedLine is one of three sorts of goods that one limit counts together.
func mixedLine(i int) terminal.Line {
	line := terminal.Line{
		Number: i + 1, SKU: fmt.Sprintf("MIX-%02d", i), Name: "Flower 0.5 g", Category: "flower", Tag: tag(i),
		Quantity: measure.Whole(1), Unit: measure.Each, UnitPrice: 700, Net: 700,
		Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("0.5")},
	}
	switch i % 3 {
	case 1:
		line.Name, line.Category = "Wax 0.1 g", "concentrate"
		line.Measures = terminal.Measures{terminal.NetGrams: measure.MustParse("0.1"), terminal.THCMilligrams: measure.Whole(80)}
	case 2:
		line.Name, line.Category = "Gummy 10 mg", "edible_solid"
		line.Measures = terminal.Measures{terminal.NetGrams: measure.Whole(3), terminal.THCMilligrams: measure.Whole(10)}
	}
	return line
}
