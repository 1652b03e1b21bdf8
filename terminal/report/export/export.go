// Package export writes a shift's or a day's numbers as CSV files: one row a
// thing, headers that never change, the same bytes for the same numbers.
package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/report"
)

// File is one file to be written.
type File struct {
	Name  string
	Bytes []byte
}

// The kinds of file, as they stand in file names.
const (
	KindLines      = "lines"
	KindTaxes      = "taxes"
	KindTenders    = "tenders"
	KindExceptions = "exceptions"
	KindUnsent     = "unsent"
)

// Source is what an export is made from.
type Source struct {
	StoreCode  string
	Date       clock.Date // business date
	Number     int64      // of the Z
	Zone       *time.Location
	Sales      []terminal.Sale
	Exceptions []report.Exception
	Unsent     []report.Unsent
}

// Files makes all files of a shift. Times are the store's clock with its offset
// (RFC 3339), amounts plain decimals of dollars, and no cell can be taken for a
// formula.
func Files(source Source) ([]File, error) {
	var files []File
	for _, part := range []struct {
		kind string
		make func(Source) [][]string
	}{
		{KindLines, lines}, {KindTaxes, taxes}, {KindTenders, tenders}, {KindExceptions, exceptions}, {KindUnsent, unsent},
	} {
		data, err := encode(part.make(source))
		if err != nil {
			return nil, err
		}
		files = append(files, File{Name: FileName(source.StoreCode, source.Date, source.Number, part.kind), Bytes: data})
	}
	return files, nil
}

var notNameable = regexp.MustCompile(`[^a-z0-9-]+`)

// FileName gives "larim_2026-11-24_Z311_lines.csv".
func FileName(storeCode string, date clock.Date, number int64, kind string) string {
	store := strings.Trim(notNameable.ReplaceAllString(strings.ToLower(storeCode), "-"), "-")
	if store == "" {
		store = "store"
	}
	return fmt.Sprintf("%s_%s_Z%03d_%s.csv", store, date, number, kind)
}

// encode writes RFC 4180: lines end with CR LF.
func encode(rows [][]string) ([]byte, error) {
	var buffer bytes.Buffer
	writer := csv.NewWriter(&buffer)
	writer.UseCRLF = true
	if err := writer.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write csv: %w", err)
	}
	return buffer.Bytes(), nil
}

// Text makes a text safe to open in a spreadsheet: one that starts like a
// formula gets an apostrophe in front (OWASP, CSV Injection). Numbers and times
// made here do not go through it.
func Text(text string) string {
	text = strings.Map(func(char rune) rune {
		if char == '\r' || char == '\n' {
			return ' '
		}
		return char
	}, text)
	// A spreadsheet may trim spaces before it looks for a formula.
	start := strings.TrimLeft(text, " \u00a0")
	if start != "" && strings.ContainsRune("=+-@\t\uff1d\uff0b\uff0d\uff20", []rune(start)[0]) {
		return "'" + text
	}
	return text
}

func (s Source) at(moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	return moment.In(zone).Format(time.RFC3339)
}

func amount(cents money.Cents) string { return cents.String() }
