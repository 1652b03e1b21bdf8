package metrc

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Bounds of lists.
const (
	// PageRows is the most rows that Metrc gives a page.
	PageRows = 20
	// WindowMax is the longest range of LastModified of one call.
	WindowMax = 24 * time.Hour
	// WindowMargin allows for a state's clock that differs from ours.
	WindowMargin = 15 * time.Minute
	// PagesMax bounds one window: no store has so many changes a day.
	PagesMax = 5000
	// ListTries is how often a window is read anew that changed while it was read.
	ListTries = 3
)

// ReceiptRow is a receipt as lists give it: without lines.
type ReceiptRow struct {
	StateID      int64
	External     string
	Local        string // SalesDateTime as the state has it
	TotalPrice   string // a decimal of dollars, as the state writes it
	Voided       bool
	LastModified string
}

// Receipts lists what changed from start to end, active and inactive, oldest
// window first. Rows that several windows give come once, as last seen. The
// error is an *outbox.Fault.
func (c *Client) Receipts(ctx context.Context, start, end time.Time) ([]ReceiptRow, error) {
	var rows []ReceiptRow
	at := map[int64]int{}
	for _, path := range []string{"/sales/v2/receipts/active", "/sales/v2/receipts/inactive"} {
		err := windows(start, end, func(from, to time.Time) error {
			page, err := list[filedRow](ctx, c, path, from, to)
			for _, row := range page {
				id, badID := row.Id.Int64()
				if badID != nil {
					return unusable(badID)
				}
				one := ReceiptRow{
					StateID: id, External: row.external(), Local: row.SalesDateTime, TotalPrice: row.TotalPrice.String(),
					Voided: dated(row.ArchivedDate), LastModified: row.LastModified,
				}
				if i, seen := at[id]; seen {
					rows[i] = one
					continue
				}
				at[id] = len(rows)
				rows = append(rows, one)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// Highest gives the highest number under a prefix among receipts that the state
// changed since then, voided ones too; since zero, of the last day.
func (c *Client) Highest(ctx context.Context, prefix string, since time.Time) (int64, error) {
	now := c.options.Clock.Now().Wall
	if since.IsZero() {
		since = now.Add(-WindowMax)
	}
	rows, err := c.Receipts(ctx, since.Add(-WindowMargin), now.Add(WindowMargin))
	if err != nil {
		return 0, err
	}
	highest := int64(0)
	for _, row := range rows {
		if rest, ours := strings.CutPrefix(row.External, prefix); ours {
			if number, err := strconv.ParseInt(rest, 10, 64); err == nil {
				highest = max(highest, number)
			}
		}
	}
	return highest, nil
}

// windows cuts a time into ranges that one call may ask for. LastModified only
// moves forward, so the oldest goes first: a row that changes meanwhile is met
// again in a later window and never lost.
func windows(start, end time.Time, each func(from, to time.Time) error) error {
	for from := start.Truncate(time.Second); from.Before(end); from = from.Add(WindowMax) {
		to := from.Add(WindowMax)
		if to.After(end) {
			to = end
		}
		if err := each(from, to); err != nil {
			return err
		}
	}
	return nil
}

// list reads all pages of one window. Both bounds are always sent, since lists
// were seen to leave rows out without them, and the number of rows is compared
// with what the state says it has.
func list[T any](ctx context.Context, c *Client, path string, from, to time.Time) ([]T, error) {
	var err error
	for range ListTries {
		var rows []T
		var whole bool
		rows, whole, err = pages[T](ctx, c, path, from, to)
		if err != nil || whole {
			return rows, err
		}
	}
	return nil, unusable(fmt.Errorf("%s gave another number of rows than it has, %d times", path, ListTries))
}

func pages[T any](ctx context.Context, c *Client, path string, from, to time.Time) (rows []T, whole bool, err error) {
	total := int64(-1)
	for page := 1; page <= PagesMax; page++ {
		query := c.licensed()
		query.Set("lastModifiedStart", from.UTC().Format("2006-01-02T15:04:05Z"))
		query.Set("lastModifiedEnd", to.UTC().Add(time.Second-1).Format("2006-01-02T15:04:05Z"))
		query.Set("pageNumber", strconv.Itoa(page))
		query.Set("pageSize", strconv.Itoa(PageRows))
		data, records, lastPage, err := onePage[T](ctx, c, path, query)
		if err != nil {
			return nil, false, err
		}
		if total >= 0 && records != total {
			return nil, false, nil // it changed while it was read
		}
		total = records
		rows = append(rows, data...)
		if int64(page) >= lastPage {
			return rows, int64(len(rows)) == total, nil
		}
	}
	return nil, false, unusable(fmt.Errorf("%s has more than %d pages", path, PagesMax))
}

func onePage[T any](ctx context.Context, c *Client, path string, query url.Values) (data []T, records, lastPage int64, err error) {
	answer := c.read(ctx, path, query)
	if fault := readFault(answer); fault != nil {
		return nil, 0, 0, fault
	}
	var envelope struct {
		Data                     []T
		TotalRecords, TotalPages json.Number
	}
	if err := decode(answer.body, &envelope); err != nil {
		return nil, 0, 0, unusable(err)
	}
	records, err = envelope.TotalRecords.Int64()
	if err != nil {
		return nil, 0, 0, unusable(fmt.Errorf("%s without TotalRecords", path))
	}
	lastPage, err = envelope.TotalPages.Int64()
	if err != nil {
		return nil, 0, 0, unusable(fmt.Errorf("%s without TotalPages", path))
	}
	return envelope.Data, records, lastPage, nil
}
