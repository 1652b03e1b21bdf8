package state

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The limits of a list.
const (
	pageSizeMax   = 20
	windowMax     = 24 * time.Hour
	truncatedSpan = 24 * time.Hour
)

// window is what part of a list is asked for.
type window struct {
	start, end           time.Time // of the last change
	salesStart, salesEnd string    // of SalesDateTime, as text in its own form
	bySales              bool
	page, size           int // size 0: all on one page
}

// readWindow reads the parameters of a list. The error's text is for the client.
func readWindow(query url.Values, switches Switches, now time.Time) (window, error) {
	w := window{page: 1}
	byChange := query.Has("lastModifiedStart") || query.Has("lastModifiedEnd")
	w.bySales = query.Has("salesDateStart") || query.Has("salesDateEnd")
	if byChange && w.bySales {
		return w, errors.New("use lastModified or salesDate, not both")
	}
	if w.bySales && switches.SalesDateWindow.refused() {
		return w, errors.New("salesDateStart and salesDateEnd are not known here")
	}
	if err := errors.Join(w.readChange(query), w.readSales(query), w.readPage(query)); err != nil {
		return w, err
	}
	if w.bySales {
		return w, nil
	}
	return w, w.limit(switches, now)
}

// limit does to a window of changes what the switches say.
func (w *window) limit(switches Switches, now time.Time) error {
	bounded := !w.start.IsZero() && !w.end.IsZero()
	if bounded && switches.WideWindow.refused() && w.end.Sub(w.start) > windowMax {
		return fmt.Errorf("lastModifiedStart and lastModifiedEnd are more than %s apart", windowMax)
	}
	if earliest := now.Add(-truncatedSpan); !bounded && switches.TruncatedLists && w.start.Before(earliest) {
		w.start = earliest
	}
	return nil
}

func (w *window) readChange(query url.Values) error {
	for name, into := range map[string]*time.Time{"lastModifiedStart": &w.start, "lastModifiedEnd": &w.end} {
		text := query.Get(name)
		if text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return fmt.Errorf("%s %q is not a time with an offset", name, text)
		}
		*into = at
	}
	return nil
}

func (w *window) readSales(query url.Values) error {
	for name, into := range map[string]*string{"salesDateStart": &w.salesStart, "salesDateEnd": &w.salesEnd} {
		text := query.Get(name)
		if text == "" {
			continue
		}
		if len(text) == len(time.DateOnly) && name == "salesDateEnd" {
			text += "T23:59:59.999"
		} else if len(text) == len(time.DateOnly) {
			text += "T00:00:00.000"
		}
		at, err := readWallClock(strings.TrimSuffix(text, "Z"))
		if err != nil {
			return fmt.Errorf("%s %q is not a date", name, query.Get(name))
		}
		*into = at
	}
	return nil
}

func (w *window) readPage(query url.Values) error {
	var err error
	if text := query.Get("pageNumber"); text != "" {
		if w.page, err = strconv.Atoi(text); err != nil || w.page < 1 {
			return errors.New("pageNumber starts at 1")
		}
		w.size = pageSizeMax
	}
	if text := query.Get("pageSize"); text != "" {
		if w.size, err = strconv.Atoi(text); err != nil || w.size < 1 || w.size > pageSizeMax {
			return fmt.Errorf("pageSize is 1 to %d", pageSizeMax)
		}
	}
	return nil
}

// holds says whether a row belongs into the window; both ends do.
func (w window) holds(changed time.Time, sold string) bool {
	if w.bySales {
		return sold >= w.salesStart && (w.salesEnd == "" || sold <= w.salesEnd)
	}
	return !changed.Before(w.start) && (w.end.IsZero() || !changed.After(w.end))
}

// cut makes the envelope of the asked page.
func cut[T any](rows []T, w window) listOut[T] {
	size := w.size
	if size == 0 {
		size = max(len(rows), 1)
	}
	from := min((w.page-1)*size, len(rows))
	data := rows[from:min(from+size, len(rows))]
	pages := max((len(rows)+size-1)/size, 1)
	return listOut[T]{
		Data: data, Total: len(rows), TotalRecords: len(rows), PageSize: size,
		RecordsOnPage: len(data), Page: w.page, CurrentPage: w.page, TotalPages: pages,
	}
}

// list answers with those rows of all that the request's window holds.
func list[T any](s *State, w http.ResponseWriter, r *http.Request, rows func(b *book, in window) []T) {
	s.book.mu.Lock()
	asked, err := readWindow(r.URL.Query(), s.book.switches, s.now())
	if err != nil {
		s.book.mu.Unlock()
		replyMessage(w, http.StatusBadRequest, err.Error())
		return
	}
	found := rows(s.book, asked)
	s.book.mu.Unlock()
	reply(w, http.StatusOK, cut(found, asked))
}
