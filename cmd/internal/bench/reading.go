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
		lines = append(lines, terminal.Line{
			Number: i + 1, SKU: fmt.Sprintf("FLW-%02d", i), Name: "Flower 0.5 g", Category: "flower", Tag: tag(i),
			Quantity: measure.Whole(1), Unit: measure.Each, UnitPrice: 700, Net: 700,
			Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("0.5")},
		})
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
