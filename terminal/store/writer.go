package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/curbline/curbline/terminal"
)

type driverValue = driver.Value

// writer owns the one connection that writes.
type writer struct {
	mu         sync.Mutex
	conn       *sql.Conn
	terminal   string
	statements map[string]*sql.Stmt
}

func newWriter(conn *sql.Conn, terminalID string) *writer {
	return &writer{conn: conn, terminal: terminalID, statements: map[string]*sql.Stmt{}}
}

// do runs fn in BEGIN IMMEDIATE … COMMIT and returns the new head if fn
// appended entries.
func (w *writer) do(ctx context.Context, fn func(terminal.Tx) error) (*terminal.Head, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	limited := ctx
	// A context that can be cancelled costs the driver a goroutine a statement;
	// the limit is looked at once, before the COMMIT.
	ctx = context.WithoutCancel(ctx)
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		// A transaction left open by a failed COMMIT stands in the way; without the
		// roll-back no later command could be tried.
		_ = w.exec(ctx, "ROLLBACK")
		if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
			return nil, terminal.Errorf(terminal.Unavailable, "store.begin", "The database does not take a transaction now.").Wrap(err)
		}
	}
	tx := &transaction{queries: queries{ctx: ctx, db: w, terminal: w.terminal}}
	err := fn(tx)
	if err == nil && limited.Err() != nil {
		err = terminal.Errorf(terminal.Unavailable, "store.too_slow", "The database took too long.").
			WithHint("Nothing was changed. Try again.").Wrap(limited.Err())
	}
	if err != nil {
		if undo := w.exec(ctx, "ROLLBACK"); undo != nil {
			return nil, errors.Join(err, fmt.Errorf("roll back: %w", undo))
		}
		return nil, err
	}
	if err := w.exec(ctx, "COMMIT"); err != nil {
		_ = w.exec(ctx, "ROLLBACK") // frees the connection; says nothing about the disk
		return nil, fmt.Errorf("%w: %w", terminal.ErrCommitUnknown, err)
	}
	return tx.appended, nil
}

func (w *writer) exec(ctx context.Context, query string) error {
	statement, err := w.prepare(ctx, query)
	if err != nil {
		return err
	}
	_, err = statement.ExecContext(ctx)
	return err
}

// prepare keeps each statement for the life of the connection: there are a few
// dozen texts in all.
func (w *writer) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement, ok := w.statements[query]; ok {
		return statement, nil
	}
	statement, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare %.60q: %w", query, err)
	}
	w.statements[query] = statement
	return statement, nil
}

func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := w.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(ctx, args...)
}

func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := w.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

// checkpoint moves the write-ahead log into the file, apart from any command.
func (w *writer) checkpoint(ctx context.Context, mode string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	rows, err := w.QueryContext(ctx, "PRAGMA wal_checkpoint("+mode+")")
	if err != nil {
		return err
	}
	return rows.Close()
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var problems []error
	for _, statement := range w.statements {
		problems = append(problems, statement.Close())
	}
	w.statements = nil
	return errors.Join(append(problems, w.conn.Close())...)
}

// closing adds the error of a Close to err.
func closing(err error, closer io.Closer) error { return errors.Join(err, closer.Close()) }
