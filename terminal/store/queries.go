package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/journal"
)

// source is what queries run on: the writer's connection or a read transaction.
type source interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// queries answers terminal.Reader.
type queries struct {
	ctx      context.Context //nolint:containedctx // lives exactly as long as the transaction
	db       source
	terminal string
}

var _ terminal.Reader = (*queries)(nil)

// each calls row for every row of a query.
func (q *queries) each(query string, args []any, row func(scan func(...any) error) error) (err error) {
	rows, err := q.db.QueryContext(q.ctx, query, args...)
	if err != nil {
		return fmt.Errorf("query %.60q: %w", query, err)
	}
	defer func() { err = closing(err, rows) }()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one scans the first row of a query into targets; false if there is none.
func (q *queries) one(query string, args []any, targets ...any) (found bool, err error) {
	err = q.each(query, args, func(scan func(...any) error) error {
		if found {
			return nil
		}
		found = true
		return scan(targets...)
	})
	return found, err
}

// bodies decodes the first column of every row as JSON.
func bodies[T any](q *queries, query string, args ...any) ([]T, error) {
	var all []T
	err := q.each(query, args, func(scan func(...any) error) error {
		var text []byte
		var value T
		if err := scan(&text); err != nil {
			return err
		}
		if err := json.Unmarshal(text, &value); err != nil {
			return fmt.Errorf("stored row: %w", err)
		}
		all = append(all, value)
		return nil
	})
	return all, err
}

// body is bodies for a query of at most one row, and a NotFound error without it.
func body[T any](q *queries, missing *terminal.Error, query string, args ...any) (T, error) {
	var none T
	all, err := bodies[T](q, query, args...)
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, missing
	}
	return all[0], nil
}

func missing(what, code, id string) *terminal.Error {
	return terminal.Errorf(terminal.NotFound, code, "There is no %s %q.", what, id)
}

// Head reads the end of the journal. Before the first entry only the terminal
// is set.
func (q *queries) Head() (terminal.Head, error) {
	var stored []byte
	found, err := q.one(`SELECT body FROM journal ORDER BY position DESC LIMIT 1`, nil, &stored)
	if err != nil {
		return terminal.Head{}, err
	}
	if !found {
		return terminal.Head{Terminal: q.terminal}, nil
	}
	entry, err := journal.DecodeHeader(stored)
	if err != nil {
		return terminal.Head{}, err
	}
	return journal.HeadOf(entry), nil
}

// EntriesFrom lists the present epoch's entries from a sequence on.
func (q *queries) EntriesFrom(sequence int64, limit int) ([]terminal.Entry, error) {
	var first int64
	if _, err := q.one(`SELECT coalesce(max(first_position), 1) FROM epoch`, nil, &first); err != nil {
		return nil, err
	}
	return q.Entries(first+sequence-2, limit)
}

func (q *queries) Entries(after int64, limit int) ([]terminal.Entry, error) {
	var entries []terminal.Entry
	err := q.each(`SELECT body FROM journal WHERE position > ? ORDER BY position LIMIT ?`, []any{after, limit},
		func(scan func(...any) error) error {
			var stored []byte
			if err := scan(&stored); err != nil {
				return err
			}
			entry, err := journal.Decode(stored)
			if err != nil {
				return err
			}
			entries = append(entries, entry)
			return nil
		})
	return entries, err
}

// EpochOpenedAt is the time of the present epoch's first entry.
func (q *queries) EpochOpenedAt() (time.Time, error) {
	var stored []byte
	found, err := q.one(`SELECT body FROM journal WHERE position = (SELECT first_position FROM epoch ORDER BY number DESC LIMIT 1)`,
		nil, &stored)
	if err != nil || !found {
		return time.Time{}, err
	}
	entry, err := journal.DecodeHeader(stored)
	return entry.Stamp.Wall, err
}

// factAt reads the fact of one entry.
func (q *queries) factAt(position int64, fact any) error {
	var stored []byte
	found, err := q.one(`SELECT body FROM journal WHERE position = ?`, []any{position}, &stored)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("journal position %d is missing", position)
	}
	entry, err := journal.Decode(stored)
	if err != nil {
		return err
	}
	return json.Unmarshal(entry.Data, fact)
}

func (q *queries) Command(id string) (terminal.StoredCommand, error) {
	command := terminal.StoredCommand{ID: id}
	var hash []byte
	var at int64
	key, err := idKey(id)
	if err != nil {
		return command, err
	}
	found, err := q.one(`SELECT body_hash, outcome, position, at FROM command WHERE id = ?`, []any{key},
		&hash, &command.Outcome, &command.Position, &at)
	if err != nil {
		return command, err
	}
	if !found {
		return command, missing("command", "command.not_found", id)
	}
	copy(command.BodyHash[:], hash)
	command.At = fromMillis(at)
	return command, nil
}

// idKey is the 16 bytes of a UUID.
func idKey(id string) ([]byte, error) {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return nil, terminal.Errorf(terminal.Invalid, "id.malformed", "%q is not an id of this program.", id)
	}
	return parsed[:], nil
}

func idText(key []byte) string {
	id, err := uuid.FromBytes(key)
	if err != nil {
		return hex.EncodeToString(key)
	}
	return id.String()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// dayNumber is 20261124 for 2026-11-24: sorts and reads.
func dayNumber(d clock.Date) int64 {
	return int64(d.Year)*10000 + int64(d.Month)*100 + int64(d.Day)
}

func encodeRow(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
