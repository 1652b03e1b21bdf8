package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/journal"
)

func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// Verification is what a walk over the journal found.
type Verification struct {
	Entries int64
	Head    terminal.Head
}

// Verify walks the whole journal, re-hashes every entry and follows the chain.
// progress is told how far it is, now and then. It returns journal.ErrBroken
// with the place of the first break.
func (s *Store) Verify(ctx context.Context, progress func(done, all int64)) (Verification, error) {
	var chain journal.Chain
	err := s.walk(ctx, progress, func(_ int64, body []byte, hash terminal.Hash) error {
		_, err := chain.Next(body, hash)
		return err
	})
	if err != nil {
		return Verification{Entries: chain.Count()}, err
	}
	return Verification{Entries: chain.Count(), Head: chain.Head()}, nil
}

const progressEvery = 10_000

func (s *Store) walk(ctx context.Context, progress func(done, all int64), visit func(int64, []byte, terminal.Hash) error) (err error) {
	var all int64
	if err := s.readers.QueryRowContext(ctx, `SELECT count(*) FROM journal`).Scan(&all); err != nil {
		return err
	}
	rows, err := s.readers.QueryContext(ctx, `SELECT position, body, hash FROM journal ORDER BY position`)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, rows) }()
	var done int64
	for rows.Next() {
		var position int64
		var body, hash []byte
		if err := rows.Scan(&position, &body, &hash); err != nil {
			return err
		}
		if position != done+1 || len(hash) != len(terminal.Hash{}) {
			return fmt.Errorf("%w: position %d follows %d", journal.ErrBroken, position, done)
		}
		if err := visit(position, body, terminal.Hash(hash)); err != nil {
			return err
		}
		if done++; progress != nil && (done%progressEvery == 0 || done == all) {
			progress(done, all)
		}
	}
	return rows.Err()
}

// derived are the tables that the journal alone must give, and the columns that
// are compared. package.bound is the orders' business and is not.
// Of a person only what they may do is the journal's; name, badge and PIN are not.
var derived = []struct{ table, columns string }{
	{"staff", "staff_id, json_extract(body, '$.Role') AS role, json_extract(body, '$.Active') AS active"},
	{"device", "device_id, name, token_hash, paired_at, paired_by, revoked_at"},
	{"product", "sku, body"},
	{"package", "tag, sku, unit, book, status, hold_reason, packaged_on, expires_on, location"},
	{"sale", "uuid, position, epoch, number, business_date, status, total"},
	{"shift", "number, uuid, is_open, body"},
	{"roll", "date, name, count, amount"},
}

// Replay rebuilds the derived tables from the journal in a scratch database in
// folder and compares every row. It returns the differences in words, none if
// the two are equal.
func (s *Store) Replay(ctx context.Context, folder string, progress func(done, all int64)) ([]string, error) {
	path := filepath.Join(folder, "replay.db")
	scratch, err := Open(ctx, Options{Path: path, Terminal: s.options.Terminal, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return nil, fmt.Errorf("scratch database: %w", err)
	}
	differences, err := s.replayInto(ctx, scratch, progress)
	return differences, errors.Join(err, scratch.Close(), removeDatabase(path))
}

func removeDatabase(path string) error {
	var problems []error
	for _, suffix := range []string{"", "-wal", "-shm", ".lock", ".witness"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

func (s *Store) replayInto(ctx context.Context, scratch *Store, progress func(done, all int64)) ([]string, error) {
	// One transaction: the scratch database is thrown away, so nothing is gained
	// by making each step durable. Foreign keys wait for its end.
	err := scratch.Do(ctx, func(tx terminal.Tx) error {
		if err := tx.(*transaction).exec(`PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
		err := s.walk(ctx, progress, func(position int64, body []byte, hash terminal.Hash) error {
			entry, err := journal.Decode(body)
			if err != nil {
				return err
			}
			fact, err := terminal.DecodeFact(entry.Kind, entry.Data)
			if err != nil || fact == nil {
				return err
			}
			err = tx.(*transaction).exec(`INSERT INTO journal (position, hash, body) VALUES (?, ?, x'')`, position, hash[:])
			if err != nil {
				return err
			}
			if err := fact.Apply(tx, position); err != nil {
				return fmt.Errorf("entry %d (%s): %w", position, entry.Kind, err)
			}
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	var differences []string
	for _, d := range derived {
		ours, err := dump(ctx, s.readers, d.table, d.columns)
		if err != nil {
			return nil, err
		}
		theirs, err := dump(ctx, scratch.readers, d.table, d.columns)
		if err != nil {
			return nil, err
		}
		differences = append(differences, compareRows(d.table, ours, theirs)...)
	}
	return differences, nil
}

const differencesMax = 20

func compareRows(table string, live, replayed []string) []string {
	var found []string
	for _, row := range live {
		if _, ok := slices.BinarySearch(replayed, row); !ok {
			found = append(found, table+": only in the database: "+row)
		}
	}
	for _, row := range replayed {
		if _, ok := slices.BinarySearch(live, row); !ok {
			found = append(found, table+": only from the journal: "+row)
		}
	}
	if len(live) != len(replayed) {
		found = append(found, fmt.Sprintf("%s: %d rows in the database, %d from the journal", table, len(live), len(replayed)))
	}
	return found[:min(len(found), differencesMax)]
}

func dump(ctx context.Context, db *sql.DB, table, columns string) (lines []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT `+columns+` FROM `+table)
	if err != nil {
		return nil, err
	}
	defer func() { err = closing(err, rows) }()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		cells := make([]any, len(names))
		pointers := make([]any, len(names))
		for i := range cells {
			pointers[i] = &cells[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			return nil, err
		}
		words := make([]string, len(names))
		for i, cell := range cells {
			if raw, ok := cell.([]byte); ok {
				cell = fmt.Sprintf("%x", raw)
			}
			words[i] = fmt.Sprintf("%s=%v", names[i], cell)
		}
		lines = append(lines, strings.Join(words, " "))
	}
	slices.Sort(lines)
	return lines, rows.Err()
}

// QuickCheck runs SQLite's own check of the file, which reads all of it. From a
// damaged file nothing is sold any more.
func (s *Store) QuickCheck(ctx context.Context) error {
	var answer string
	if err := s.readers.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		damaged := terminal.Errorf(terminal.Unavailable, "store.damaged", "The database file is damaged.").
			WithHint("Nothing is sold on this terminal until the last backup is restored.").Wrap(errors.New(answer))
		s.setTrust(damaged)
		return damaged
	}
	return nil
}
