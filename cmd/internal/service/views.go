package service

import (
	"net/url"
	"strconv"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/report"
	"github.com/curbline/curbline/terminal/report/export"
	"github.com/curbline/curbline/terminal/till"
)

// entriesMax bounds one page of the journal.
const entriesMax = 500

// view reads one thing for the API.
type view func(p *Program, reader terminal.Reader, query url.Values) (any, error)

var views = map[string]view{
	"products": func(_ *Program, r terminal.Reader, _ url.Values) (any, error) { return r.Products() },
	"stock":    func(_ *Program, r terminal.Reader, _ url.Values) (any, error) { return r.Stocks() },
	"package":  func(_ *Program, r terminal.Reader, q url.Values) (any, error) { return r.Package(q.Get("tag")) },
	"cart":     func(_ *Program, r terminal.Reader, q url.Values) (any, error) { return r.Cart(q.Get("id")) },
	"carts":    func(_ *Program, r terminal.Reader, _ url.Values) (any, error) { return r.Carts() },
	"sale":     func(_ *Program, r terminal.Reader, q url.Values) (any, error) { return r.Sale(q.Get("id")) },
	"sales":    viewSales,
	"order":    func(_ *Program, r terminal.Reader, q url.Values) (any, error) { return r.Order(q.Get("id")) },
	"orders":   func(_ *Program, r terminal.Reader, _ url.Values) (any, error) { return r.OpenOrders() },
	"shift":    func(_ *Program, r terminal.Reader, _ url.Values) (any, error) { return r.LastShift() },
	"uploads":  viewUploads,
	"papers":   viewPapers,
	"journal":  viewJournal,
	"staff":    viewStaff,
	"export":   viewExport,
}

// viewStaff lists who works here, without anything that a PIN could be found by.
func viewStaff(_ *Program, reader terminal.Reader, _ url.Values) (any, error) {
	people, err := reader.StaffMembers()
	type worker struct {
		ID            string        `json:"id"`
		Name          string        `json:"name"`
		Badge         string        `json:"badge"`
		Role          terminal.Role `json:"role"`
		Active        bool          `json:"active"`
		MustChangePIN bool          `json:"must_change_pin"`
		LockedUntil   time.Time     `json:"locked_until,omitzero"`
	}
	shown := make([]worker, 0, len(people))
	for _, one := range people {
		shown = append(shown, worker{one.ID, one.Name, one.Badge, one.Role, one.Active, one.MustChangePIN, one.LockedUntil})
	}
	return shown, err
}

func dateOf(p *Program, query url.Values) (clock.Date, error) {
	if text := query.Get("date"); text != "" {
		date, err := clock.ParseDate(text)
		if err != nil {
			return date, terminal.Errorf(terminal.Invalid, "api.date", "%q is not a date such as 2026-11-24.", text)
		}
		return date, nil
	}
	return clock.LegalDay(p.clock.Now().Wall, p.config.Zone), nil
}

func viewSales(p *Program, reader terminal.Reader, query url.Values) (any, error) {
	date, err := dateOf(p, query)
	if err != nil {
		return nil, err
	}
	return reader.Sales(date)
}

// viewUploads gives the filings of a sale, or all that are not final: those that
// are may be a million.
func viewUploads(_ *Program, reader terminal.Reader, query url.Values) (any, error) {
	if sale := query.Get("sale"); sale != "" {
		return reader.UploadsOf(sale)
	}
	return reader.UploadsIn(terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown, terminal.UploadQuarantined)
}

func viewPapers(_ *Program, reader terminal.Reader, query url.Values) (any, error) {
	if subject := query.Get("subject"); subject != "" {
		return reader.PrintJobsOf(subject)
	}
	return reader.PrintJobsIn(terminal.PrintQueued, terminal.PrintSending, terminal.PrintAwaiting, terminal.PrintBlocked, terminal.PrintUnknown)
}

// entryView is a journal entry as the API shows it.
type entryView struct {
	Sequence int64  `json:"seq"`
	Epoch    string `json:"epoch"`
	Kind     string `json:"kind"`
	Subject  string `json:"subject"`
	Actor    string `json:"actor"`
	Wall     string `json:"wall"`
	Data     any    `json:"data"`
	Hash     string `json:"hash"`
}

func viewJournal(_ *Program, reader terminal.Reader, query url.Values) (any, error) {
	after, err := strconv.ParseInt("0"+query.Get("after"), 10, 64)
	if err != nil {
		return nil, terminal.Errorf(terminal.Invalid, "api.after", "after must be a number.")
	}
	entries, err := reader.Entries(after, entriesMax)
	shown := make([]entryView, 0, len(entries))
	for _, entry := range entries {
		shown = append(shown, entryView{
			Sequence: entry.Sequence, Epoch: entry.Epoch, Kind: entry.Kind, Subject: entry.Subject, Actor: entry.Actor,
			Wall: entry.Stamp.Local().Format("2006-01-02T15:04:05.000Z07:00"), Data: entry.Data, Hash: entry.Hash.String(),
		})
	}
	return shown, err
}

// viewExport gives the day's CSV files of the last shift.
func viewExport(p *Program, reader terminal.Reader, _ url.Values) (any, error) {
	shift, err := reader.LastShift()
	if err != nil {
		return nil, err
	}
	made, err := till.ReportShift(reader, shift)
	if err != nil {
		return nil, err
	}
	sales, err := reader.Sales(shift.BusinessDate)
	if err != nil {
		return nil, err
	}
	return export.Files(export.Source{
		StoreCode: p.config.Store.Code, Date: shift.BusinessDate, Number: shift.Number, Zone: p.config.Zone,
		Sales: report.OfShift(sales, shift.ID), Exceptions: made.Exceptions, Unsent: made.Unsent,
	})
}
