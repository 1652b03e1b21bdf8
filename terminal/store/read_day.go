package store

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

func (q *queries) sales(where string, args ...any) ([]terminal.Sale, error) {
	type key struct {
		position int64
		status   terminal.SaleStatus
	}
	var keys []key
	err := q.each(`SELECT position, status FROM sale`+where, args, func(scan func(...any) error) error {
		var k key
		if err := scan(&k.position, &k.status); err != nil {
			return err
		}
		keys = append(keys, k)
		return nil
	})
	if err != nil {
		return nil, err
	}
	sales := make([]terminal.Sale, 0, len(keys))
	for _, k := range keys {
		var fact terminal.SaleMade
		if err := q.factAt(k.position, &fact); err != nil {
			return nil, err
		}
		fact.Sale.Status = k.status
		sales = append(sales, fact.Sale)
	}
	return sales, nil
}

func (q *queries) Sale(id string) (terminal.Sale, error) {
	key, err := idKey(id)
	if err != nil {
		return terminal.Sale{}, err
	}
	return only(missing("sale", "sale.not_found", id))(q.sales(` WHERE uuid = ?`, key))
}

func only(missing *terminal.Error) func([]terminal.Sale, error) (terminal.Sale, error) {
	return func(sales []terminal.Sale, err error) (terminal.Sale, error) {
		if err != nil {
			return terminal.Sale{}, err
		}
		if len(sales) == 0 {
			return terminal.Sale{}, missing
		}
		return sales[0], nil
	}
}

func (q *queries) SaleByExternal(external string) (terminal.Sale, error) {
	none := missing("sale", "sale.not_found", external)
	epoch, number, err := terminal.SplitExternal(external)
	if err != nil {
		return terminal.Sale{}, none
	}
	return only(none)(q.sales(` WHERE epoch = ? AND number = ?`, epoch, number))
}

func (q *queries) Sales(date clock.Date) ([]terminal.Sale, error) {
	return q.sales(` WHERE business_date = ? ORDER BY id`, dayNumber(date))
}

func (q *queries) LastSaleNumber() (int64, error) {
	var number int64
	_, err := q.one(`SELECT coalesce(max(number), 0) FROM sale
		WHERE epoch = (SELECT code FROM epoch ORDER BY number DESC LIMIT 1)`, nil, &number)
	return number, err
}

func (q *queries) OpenShift() (terminal.Shift, error) {
	return body[terminal.Shift](q, terminal.Errorf(terminal.NotFound, "shift.none_open", "No shift is open.").
		WithHint("Open the shift and count the float first."),
		`SELECT body FROM shift WHERE is_open = 1 ORDER BY number DESC LIMIT 1`)
}

func (q *queries) ShiftByID(id string) (terminal.Shift, error) {
	key, err := idKey(id)
	if err != nil {
		return terminal.Shift{}, err
	}
	return body[terminal.Shift](q, missing("shift", "shift.not_found", id), `SELECT body FROM shift WHERE uuid = ?`, key)
}

func (q *queries) LastShift() (terminal.Shift, error) {
	return body[terminal.Shift](q, terminal.Errorf(terminal.NotFound, "shift.none", "There was no shift yet."),
		`SELECT body FROM shift ORDER BY number DESC LIMIT 1`)
}

func (q *queries) Rolls(date clock.Date) ([]terminal.Roll, error) {
	var rolls []terminal.Roll
	err := q.each(`SELECT name, count, amount FROM roll WHERE date = ? ORDER BY name`, []any{dayNumber(date)},
		func(scan func(...any) error) error {
			roll := terminal.Roll{Key: terminal.RollKey{Date: date}}
			if err := scan(&roll.Key.Name, &roll.Count, &roll.Amount); err != nil {
				return err
			}
			rolls = append(rolls, roll)
			return nil
		})
	return rolls, err
}

func (q *queries) Order(id string) (terminal.Order, error) {
	return body[terminal.Order](q, missing("order", "order.not_found", id), `SELECT body FROM online_order WHERE id = ?`, id)
}

func (q *queries) OpenOrders() ([]terminal.Order, error) {
	return bodies[terminal.Order](q, `SELECT body FROM online_order INDEXED BY online_order_open WHERE is_open = 1 ORDER BY id`)
}

func (q *queries) OrdersChanged(since time.Time) ([]terminal.Order, error) {
	return bodies[terminal.Order](q, `SELECT body FROM online_order WHERE changed >= ? ORDER BY changed`, millis(since))
}

func (q *queries) FeedCursor() (string, error) { return q.meta("feed_cursor") }

func (q *queries) meta(key string) (string, error) {
	var value string
	_, err := q.one(`SELECT value FROM meta WHERE key = ?`, []any{key}, &value)
	return value, err
}

func (q *queries) EventSeen(source, id string) (bool, error) {
	var n int
	return q.one(`SELECT 1 FROM feed_event WHERE source = ? AND id = ?`, []any{source, id}, &n)
}

func (q *queries) shopCommands(where string, args ...any) ([]terminal.ShopCommand, error) {
	var all []terminal.ShopCommand
	err := q.each(`SELECT id, key, type, order_id, op, frame, at, expects, result FROM shop_command`+where, args,
		func(scan func(...any) error) error {
			var c terminal.ShopCommand
			var at int64
			if err := scan(&c.RowID, &c.Key, &c.Type, &c.Order, &c.Op, &c.Frame, &at, &c.HasExpectedRevision, &c.Result); err != nil {
				return err
			}
			c.At = fromMillis(at)
			all = append(all, c)
			return nil
		})
	return all, err
}

func (q *queries) PendingShopCommands(limit int) ([]terminal.ShopCommand, error) {
	return q.shopCommands(` WHERE result = '' ORDER BY id LIMIT ?`, limit)
}

func (q *queries) ShopCommand(key string) (terminal.ShopCommand, error) {
	all, err := q.shopCommands(` WHERE key = ?`, key)
	if err == nil && len(all) == 0 {
		err = missing("shop command", "feed.unknown_command", key)
	}
	if err != nil {
		return terminal.ShopCommand{}, err
	}
	return all[0], nil
}

func (q *queries) CommandsWithoutEvent(orderID string) (int, error) {
	var count int
	_, err := q.one(`SELECT count(*) FROM shop_command
		WHERE order_id = ? AND order_id <> '' AND echoed = 0 AND result IN ('', 'applied')`, []any{orderID}, &count)
	return count, err
}

func (q *queries) uploads(where string, args ...any) ([]terminal.Upload, error) {
	return q.uploadsFrom(`upload`, where, args...)
}

func (q *queries) uploadsFrom(table, where string, args ...any) ([]terminal.Upload, error) {
	var all []terminal.Upload
	err := q.each(`SELECT id, state, body FROM `+table+where, args, func(scan func(...any) error) error {
		var id int64
		var state terminal.UploadState
		var text []byte
		if err := scan(&id, &state, &text); err != nil {
			return err
		}
		var upload terminal.Upload
		if err := json.Unmarshal(text, &upload); err != nil {
			return err
		}
		upload.RowID, upload.State = id, state
		all = append(all, upload)
		return nil
	})
	return all, err
}

func (q *queries) Upload(rowID int64) (terminal.Upload, error) {
	all, err := q.uploads(` WHERE id = ?`, rowID)
	if err == nil && len(all) == 0 {
		err = terminal.Errorf(terminal.NotFound, "upload.not_found", "There is no upload %d.", rowID)
	}
	if err != nil {
		return terminal.Upload{}, err
	}
	return all[0], nil
}

func (q *queries) UploadsOf(saleID string) ([]terminal.Upload, error) {
	key, err := idKey(saleID)
	if err != nil {
		return nil, err
	}
	return q.uploads(` WHERE sale = ? ORDER BY id`, key)
}

// UploadsIn lists uploads by state. Those that are not final are found through
// their partial index, which SQLite uses only where the query repeats its
// condition to the letter; everything else reads the whole table.
func (q *queries) UploadsIn(states ...terminal.UploadState) ([]terminal.Upload, error) {
	if !slices.ContainsFunc(states, finalUpload) {
		return q.uploadsFrom(`upload INDEXED BY upload_open`, ` WHERE state IN ('queued', 'sending', 'unknown', 'quarantined')
			AND state IN (`+marks(len(states))+`) ORDER BY id`, anys(states)...)
	}
	return q.uploads(` WHERE state IN (`+marks(len(states))+`) ORDER BY id`, anys(states)...)
}

// DueUploads lists what may take its next step: sales queued since liveSince
// first, then the backlog, oldest first in both. A delete waits until its
// sale's create is acknowledged.
func (q *queries) DueUploads(state terminal.UploadState, now, liveSince time.Time, limit int) ([]terminal.Upload, error) {
	return q.uploads(` WHERE state = ? AND state IN ('queued', 'sending', 'unknown', 'quarantined') AND not_before <= ?
		AND (kind = 'create' OR EXISTS (
			SELECT 1 FROM upload made WHERE made.sale = upload.sale AND made.kind = 'create' AND made.state = 'acknowledged'))
		ORDER BY queued_at < ?, id LIMIT ?`, string(state), millis(now), millis(liveSince), limit)
}

func (q *queries) printJobs(where string, args ...any) ([]terminal.PrintJob, error) {
	var all []terminal.PrintJob
	err := q.each(`SELECT id, kind, subject, copy, document, state, cause, queued_at, ended_at FROM print_job`+where, args,
		func(scan func(...any) error) error {
			var job terminal.PrintJob
			var queuedAt, endedAt int64
			err := scan(&job.RowID, &job.Kind, &job.Subject, &job.Copy, &job.Document, &job.State, &job.Cause, &queuedAt, &endedAt)
			if err != nil {
				return err
			}
			job.QueuedAt, job.EndedAt = fromMillis(queuedAt), fromMillis(endedAt)
			all = append(all, job)
			return nil
		})
	return all, err
}

func (q *queries) PrintJob(rowID int64) (terminal.PrintJob, error) {
	all, err := q.printJobs(` WHERE id = ?`, rowID)
	if err == nil && len(all) == 0 {
		err = terminal.Errorf(terminal.NotFound, "print.not_found", "There is no print job %d.", rowID)
	}
	if err != nil {
		return terminal.PrintJob{}, err
	}
	return all[0], nil
}

func finalUpload(state terminal.UploadState) bool {
	return state == terminal.UploadAcknowledged || state == terminal.UploadNeverSent
}

// PrintJobsIn lists jobs by state; see UploadsIn for the two ways.
func (q *queries) PrintJobsIn(states ...terminal.PrintState) ([]terminal.PrintJob, error) {
	ended := func(state terminal.PrintState) bool {
		return state == terminal.PrintPrinted || state == terminal.PrintSent || state == terminal.PrintCancelled
	}
	if !slices.ContainsFunc(states, ended) {
		return q.printJobs(` WHERE state IN ('queued', 'sending', 'awaiting', 'blocked', 'unknown')
			AND state IN (`+marks(len(states))+`) ORDER BY id`, anys(states)...)
	}
	return q.printJobs(` WHERE state IN (`+marks(len(states))+`) ORDER BY id`, anys(states)...)
}

func (q *queries) PrintJobsOf(subject string) ([]terminal.PrintJob, error) {
	return q.printJobs(` WHERE subject = ? ORDER BY id`, subject)
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

func anys[T ~string](values []T) []any {
	all := make([]any, len(values))
	for i, value := range values {
		all[i] = string(value)
	}
	return all
}
