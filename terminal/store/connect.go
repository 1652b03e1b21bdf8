package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"

	"github.com/curbline/curbline/terminal"
)

const (
	driverWrite = "curbline-write"
	driverRead  = "curbline-read"
)

//go:embed migrations/*.sql
var migrations embed.FS

func init() {
	sql.Register(driverWrite, &sqlite3.SQLiteDriver{ConnectHook: hook(true)})
	sql.Register(driverRead, &sqlite3.SQLiteDriver{ConnectHook: hook(false)})
}

// hook sets the pragmas that promises rest on and reads each back: they are a
// connection's, not the file's, and a driver's build may have other defaults.
func hook(write bool) func(*sqlite3.SQLiteConn) error {
	pragmas := [][3]string{ // name, value, as it reads back
		{"busy_timeout", fmt.Sprint(busyTimeoutMillis), fmt.Sprint(busyTimeoutMillis)},
		{"synchronous", "FULL", "2"},
		{"foreign_keys", "ON", "1"},
		{"secure_delete", "ON", "1"},
		{"trusted_schema", "OFF", "0"},
	}
	if write {
		pragmas = append(pragmas, [3]string{"journal_mode", "WAL", "wal"}, [3]string{"wal_autocheckpoint", "0", "0"})
	} else {
		pragmas = append(pragmas, [3]string{"query_only", "ON", "1"})
	}
	return func(conn *sqlite3.SQLiteConn) error {
		for _, pragma := range pragmas {
			if _, err := conn.Exec("PRAGMA "+pragma[0]+" = "+pragma[1], nil); err != nil {
				return fmt.Errorf("set %s: %w", pragma[0], err)
			}
			got, err := readPragma(conn, pragma[0])
			if err != nil {
				return err
			}
			if got != pragma[2] {
				return fmt.Errorf("pragma %s reads %q, want %q", pragma[0], got, pragma[2])
			}
		}
		return nil
	}
}

func readPragma(conn *sqlite3.SQLiteConn, name string) (value string, err error) {
	rows, err := conn.Query("PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer func() { err = closing(err, rows) }()
	cells := make([]driverValue, 1)
	if err := rows.Next(cells); err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	return strings.TrimSpace(fmt.Sprint(cells[0])), nil
}

// dataSource names the file in SQLite's URI form, whatever its characters.
// Readers open it "rw" too, because a write-ahead log cannot be read without its
// shared index; query_only keeps them from writing.
func dataSource(path, mode string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String() + "?mode=" + mode
}

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files)
}

func migrate(ctx context.Context, db *sql.DB) error {
	goose, err := provider(db)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if err := newerThanKnown(ctx, db, goose); err != nil {
		return err
	}
	if _, err := goose.Up(ctx); err != nil {
		return terminal.Errorf(terminal.Unavailable, "store.migration", "The database could not be brought up to date.").
			WithHint("Nothing was sold. Keep the file as it is and call support.").Wrap(err)
	}
	return nil
}

func checkVersion(ctx context.Context, db *sql.DB) error {
	goose, err := provider(db)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return newerThanKnown(ctx, db, goose)
}

func newerThanKnown(ctx context.Context, db *sql.DB, goose *goose.Provider) error {
	var has int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`).Scan(&has)
	if err != nil {
		return terminal.Errorf(terminal.Unavailable, "store.unreadable", "The file is not a database of this program.").Wrap(err)
	}
	if has == 0 {
		return nil
	}
	var version int64
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&version)
	if err != nil {
		return err
	}
	sources := goose.ListSources()
	known := sources[len(sources)-1].Version
	if version > known {
		return terminal.Errorf(terminal.Conflict, "store.newer",
			"This database was written by a newer Curbline (format %d; this one knows %d).", version, known).
			WithHint("Start the newer program. Nothing was changed.")
	}
	return nil
}
