package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-sqlite3"

	"github.com/curbline/curbline/terminal"
)

const (
	// copyStepPages is how much is copied between two looks at the context.
	copyStepPages = 1024
	// copyMax bounds a copy: while it runs, the write-ahead log only grows.
	copyMax = 15 * time.Minute
)

// OnlineBackup copies the database into a new file at path with SQLite's backup
// API, while others go on writing. One read transaction is held throughout, so
// that the copy is one moment of the database, however long it takes, and no
// commit makes it begin again. progress is told pages done and in all; it may be
// nil. The copy is durable when it returns, for its owner alone, and without a
// log beside it. It returns an error of code store.copy; then no file is left.
func (s *Store) OnlineBackup(ctx context.Context, path string, progress func(done, all int64)) error {
	ctx, cancel := context.WithTimeout(ctx, copyMax)
	defer cancel()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return copyFailed(err)
	}
	err = file.Close()
	if err == nil {
		err = s.copyTo(ctx, path, progress)
	}
	if err == nil {
		err = settleCopy(path)
	}
	if err != nil {
		return copyFailed(errors.Join(err, removeDatabase(path)))
	}
	return nil
}

func copyFailed(cause error) error {
	return terminal.Errorf(terminal.Unavailable, "store.copy", "The database could not be copied.").
		WithHint("Is there room for it? The database itself was not changed.").Wrap(cause)
}

func (s *Store) copyTo(ctx context.Context, path string, progress func(done, all int64)) (err error) {
	source, err := s.readers.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, source) }()
	target, err := sql.Open("sqlite3", dataSource(path, "rw"))
	if err != nil {
		return err
	}
	defer func() { err = closing(err, target) }()
	into, err := target.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, into) }()
	return source.Raw(func(from any) error {
		return into.Raw(func(to any) error {
			return copyPages(ctx, from.(*sqlite3.SQLiteConn), to.(*sqlite3.SQLiteConn), progress)
		})
	})
}

// copyPages begins the read transaction by reading: BEGIN alone takes no
// snapshot.
func copyPages(ctx context.Context, from, to *sqlite3.SQLiteConn, progress func(done, all int64)) (err error) {
	for _, statement := range []string{"BEGIN", "SELECT count(*) FROM sqlite_schema"} {
		if _, err := from.Exec(statement, nil); err != nil {
			return err
		}
	}
	defer func() {
		_, ended := from.Exec("ROLLBACK", nil)
		err = errors.Join(err, ended)
	}()
	copying, err := to.Backup("main", from, "main")
	if err != nil {
		return fmt.Errorf("begin the copy: %w", err)
	}
	for {
		done, err := copying.Step(copyStepPages)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			_ = copying.Close() // it repeats the error of the step
			return err
		}
		if all := int64(copying.PageCount()); progress != nil {
			progress(all-int64(copying.Remaining()), all)
		}
		if done {
			return copying.Close()
		}
	}
}

// settleCopy makes the copy durable and refuses one with a log beside it: a part
// of it would be left behind.
func settleCopy(path string) error {
	if err := NoLog(path); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close(), syncFolder(filepath.Dir(path)))
}

// NoLog returns an error if a closed database still has content in a log beside
// it, so that the file alone would not be the whole of it. An empty log is
// removed.
func NoLog(path string) error {
	for _, suffix := range []string{"-wal", "-journal"} {
		info, err := os.Stat(path + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if info.Size() > 0 {
			return fmt.Errorf("%s holds %d bytes that are not in the file", filepath.Base(path)+suffix, info.Size())
		}
		if err := os.Remove(path + suffix); err != nil {
			return err
		}
	}
	return nil
}

// Lock takes the one owner's lock of the database at path without opening it,
// for whoever puts another file in its place. It returns an error of code
// store.locked while a terminal runs. Close gives the lock back.
func Lock(path string) (io.Closer, error) { return lockFile(path + ".lock") }

// Remove takes a database away with its logs and its witness, but not its lock.
func Remove(path string) error {
	var problems []error
	for _, suffix := range []string{"-wal", "-shm", "-journal", ".witness", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}
