// Package csvfile reads the CSV files that a shop imports and lists everything
// that is wrong with them, by row and column. It does no input or output.
package csvfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of an imported file. A large shop has some thousand SKUs and some ten
// thousand tags on the shelf.
const (
	FileMaxBytes  = 8 << 20
	RowsMax       = 20_000
	FieldMaxBytes = 500
)

// Row is one record of a file.
type Row struct {
	Number   int  // its line in the file; the header is line 1
	Wrong    bool // whether it has a blocking problem
	fields   map[string]string
	problems *Problems
}

// Get gives a field without spaces around it; a column that the file lacks reads
// as empty.
func (r *Row) Get(column string) string { return r.fields[column] }

// Wrongf lists a blocking problem of the row.
func (r *Row) Wrongf(column, format string, args ...any) {
	r.Wrong = true
	r.problems.add(Problem{Row: r.Number, Column: column, Words: fmt.Sprintf(format, args...)})
}

// Warnf lists a warning about the row.
func (r *Row) Warnf(column, format string, args ...any) {
	r.problems.add(Problem{Row: r.Number, Column: column, Words: fmt.Sprintf(format, args...), Warning: true})
}

// Read reads a CSV file (RFC 4180) with a header line. Line ends may be LF
// or CR LF; a UTF-8 byte order mark is skipped. columns are all that may stand in the header,
// required those that must. each gets every row that has the right number of
// fields, in order; what is wrong with the file is added to found.
func Read(data []byte, columns, required []string, found *Problems, each func(*Row)) {
	data, ok := decodeText(data, found)
	if !ok {
		return
	}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		found.file("There is no header line.")
		return
	}
	names, ok := readHeader(header, columns, required, found)
	if !ok {
		return
	}
	rows := 0
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if rows++; rows > RowsMax {
			found.file("There are more than %d rows. Split the file.", RowsMax)
			return
		}
		if err != nil {
			found.add(csvProblem(err))
			continue
		}
		line, _ := reader.FieldPos(0)
		if current, ok := newRow(line, names, record, found); ok {
			each(current)
		}
	}
}

// decodeText refuses what is not UTF-8: guessing a code page would change names.
func decodeText(data []byte, found *Problems) ([]byte, bool) {
	switch {
	case len(data) > FileMaxBytes:
		found.file("The file is larger than %d MB. Split it.", FileMaxBytes>>20)
		return nil, false
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		found.file("The file is UTF-16. Save it as CSV UTF-8.")
		return nil, false
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(data) {
		line := 1
		for rest := data; len(rest) > 0; {
			char, size := utf8.DecodeRune(rest)
			if char == utf8.RuneError && size == 1 {
				break
			}
			if char == '\n' {
				line++
			}
			rest = rest[size:]
		}
		found.add(Problem{Row: line, Words: "holds bytes that are not UTF-8; save the file as CSV UTF-8"})
		return nil, false
	}
	return data, true
}

func readHeader(header, columns, required []string, found *Problems) ([]string, bool) {
	names := make([]string, len(header))
	good := true
	bad := func(column, format string, args ...any) {
		good = false
		found.add(Problem{Row: 1, Column: column, Words: fmt.Sprintf(format, args...)})
	}
	if len(header) == 1 && strings.ContainsAny(header[0], ";\t") {
		bad("", "columns must be separated by commas")
		return nil, false
	}
	for i, cell := range header {
		name := strings.ToLower(strings.TrimSpace(cell))
		if len(name) > FieldMaxBytes {
			name = "…"
		}
		switch {
		case name == "":
			bad("", "column %d has no name", i+1)
		case !slices.Contains(columns, name):
			bad(name, "is not a column of this file; known are %s", strings.Join(columns, ", "))
		case slices.Contains(names[:i], name):
			bad(name, "stands twice")
		}
		names[i] = name
	}
	for _, name := range required {
		if !slices.Contains(names, name) {
			bad(name, "this column is missing")
		}
	}
	return names, good
}

func csvProblem(err error) Problem {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return Problem{Row: parse.StartLine, Words: "quotation marks do not match"}
	}
	return Problem{Words: "The file cannot be read to its end."}
}

// newRow is false for an empty row and for one that cannot be told apart into
// columns.
func newRow(number int, names, record []string, found *Problems) (*Row, bool) {
	current := &Row{Number: number, fields: make(map[string]string, len(names)), problems: found}
	if len(strings.TrimSpace(strings.Join(record, ""))) == 0 {
		return nil, false
	}
	extra := record[min(len(names), len(record)):]
	if len(record) < len(names) || strings.TrimSpace(strings.Join(extra, "")) != "" {
		current.Wrongf("", "has %d fields, the header has %d", len(record), len(names))
		return nil, false
	}
	for i, name := range names {
		text := strings.TrimFunc(record[i], unicode.IsSpace)
		if len(text) > FieldMaxBytes {
			current.Wrongf(name, "is longer than %d bytes", FieldMaxBytes)
			text = ""
		}
		if strings.ContainsFunc(text, unicode.IsControl) {
			current.Wrongf(name, "holds a line break or another control character")
			text = ""
		}
		current.fields[name] = text
	}
	return current, true
}
