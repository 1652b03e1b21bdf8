package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// row is one budget and what was measured.
type row struct {
	what     string
	budget   string
	measured string
	ratio    string // against the floor or the other shop; empty where there is none
	floor    string
	verdict  string
}

type table struct{ rows []row }

func (t *table) add(rows ...row) { t.rows = append(t.rows, rows...) }

// met says PASS or MISS.
func met(ok bool) string {
	if ok {
		return "PASS"
	}
	return "MISS"
}

// print writes all rows in columns.
func (t *table) print(out io.Writer) error {
	cells := [][]string{{"what", "budget", "measured", "ratio", "floor ms", ""}}
	for _, r := range t.rows {
		cells = append(cells, []string{r.what, r.budget, r.measured, r.ratio, r.floor, r.verdict})
	}
	widths := make([]int, len(cells[0]))
	for _, line := range cells {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var text strings.Builder
	for number, line := range cells {
		for i, cell := range line {
			text.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		text.WriteByte('\n')
		if number > 0 {
			continue
		}
		for _, width := range widths {
			text.WriteString(strings.Repeat("-", width) + "  ")
		}
		text.WriteByte('\n')
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// quantile gives the value below which a share of the samples lies.
func quantile(samples []time.Duration, share float64) time.Duration {
	if len(samples) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(samples))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

func median(samples []time.Duration) time.Duration { return quantile(samples, 0.5) }

// ms gives milliseconds with two places.
func ms(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()*1000) }
