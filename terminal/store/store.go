// Package store keeps everything in one SQLite file: migrations, the one write
// path, consistent reads, and the witness beside the file. DESIGN.md lists what
// is derived from the journal and what is not.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/curbline/curbline/terminal"
)

const (
	readersMax        = 4
	readTimeout       = 30 * time.Second
	checkpointEvery   = 5 * time.Second
	busyTimeoutMillis = 5000
)

// Options say where the database is and whose it is.
type Options struct {
	// Path is the database file. Its folder must exist and belong to the service.
	Path string
	// Terminal is the id that every entry of this database carries.
	Terminal string
	// ReadOnly opens for reading verbs: no lock, no witness, no migration.
	ReadOnly bool
	Log      *slog.Logger
}

// Store is an open database. Do writes, View reads; both are safe for use from
// several goroutines.
type Store struct {
	options Options
	lock    *os.File
	writers *sql.DB
	writer  *writer // nil if read-only
	readers *sql.DB
	witness *Witness

	doubt sync.Mutex
	trust error // why nothing may be sold, nil if nothing speaks against it

	stop context.CancelFunc
	done sync.WaitGroup
}

// Open opens the file, creates or migrates it, and compares it with its
// witness. It returns an error of kind Conflict, code "store.locked", if another
// process owns the file, and "store.newer" if a newer program wrote it.
func Open(ctx context.Context, options Options) (*Store, error) {
	s := &Store{options: options}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	if s.options.ReadOnly {
		if _, err := os.Stat(s.options.Path); err != nil {
			return terminal.Errorf(terminal.NotFound, "store.missing", "There is no database at %s.", s.options.Path).Wrap(err)
		}
		return s.openReaders(ctx)
	}
	lock, err := lockFile(s.options.Path + ".lock")
	if err != nil {
		return err
	}
	s.lock = lock
	if err := touchPrivate(s.options.Path); err != nil {
		return err
	}
	if s.writers, err = sql.Open(driverWrite, dataSource(s.options.Path, "rwc")); err != nil {
		return err
	}
	s.writers.SetMaxOpenConns(1)
	if err := migrate(ctx, s.writers); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(s.options.Path)); err != nil {
		return err
	}
	conn, err := s.writers.Conn(ctx)
	if err != nil {
		return err
	}
	s.writer = newWriter(conn, s.options.Terminal)
	if err := s.openReaders(ctx); err != nil {
		return err
	}
	if err := s.checkTerminal(ctx); err != nil {
		return err
	}
	if err := s.openWitness(ctx); err != nil {
		return err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.done.Go(func() { s.checkpointLoop(running) })
	return nil
}

func (s *Store) openReaders(ctx context.Context) error {
	readers, err := sql.Open(driverRead, dataSource(s.options.Path, "rw"))
	if err != nil {
		return err
	}
	readers.SetMaxOpenConns(readersMax)
	readers.SetMaxIdleConns(readersMax)
	s.readers = readers
	if err := readers.PingContext(ctx); err != nil {
		return terminal.Errorf(terminal.Unavailable, "store.unreadable", "The database cannot be opened.").Wrap(err)
	}
	return checkVersion(ctx, readers)
}

// checkTerminal refuses a database that another terminal wrote: two terminals
// must never share a sequence.
func (s *Store) checkTerminal(ctx context.Context) error {
	return s.View(ctx, func(reader terminal.Reader) error {
		head, err := reader.Head()
		if err != nil || head.Terminal == s.options.Terminal || head.Sequence == 0 {
			return err
		}
		return terminal.Errorf(terminal.Conflict, "store.other_terminal",
			"This database belongs to terminal %s, not to %s.", head.Terminal, s.options.Terminal).
			WithHint("Set [terminal] id back, or use an empty data_dir for a new terminal.")
	})
}

// Close stops the checkpoints, closes all connections and lets go of the lock.
// It is safe to call it twice.
func (s *Store) Close() error {
	if s.stop != nil {
		s.stop()
		s.done.Wait()
	}
	var problems []error
	if s.writer != nil {
		problems = append(problems, s.writer.close())
		s.writer = nil
	}
	for _, pool := range []*sql.DB{s.readers, s.writers} {
		if pool != nil {
			problems = append(problems, pool.Close())
		}
	}
	if s.witness != nil {
		problems = append(problems, s.witness.Close())
		s.witness = nil
	}
	if s.lock != nil {
		problems = append(problems, s.lock.Close())
		s.lock = nil
	}
	return errors.Join(problems...)
}

// Do runs one transaction on the one write path and returns after its COMMIT.
// An error of fn undoes everything. If the COMMIT itself fails the error wraps
// terminal.ErrCommitUnknown. The function may be called once only.
func (s *Store) Do(ctx context.Context, fn func(terminal.Tx) error) error {
	head, err := s.writer.do(ctx, fn)
	if err != nil || head == nil || s.Trust() != nil {
		// While the two disagree the witness stays as it is: it is the only one
		// who knows what was lost.
		return err
	}
	if err := s.witness.Write(*head); err != nil {
		// The sale stands; a witness that cannot be written is a matter for the
		// next start, which then asks instead of trusting.
		s.options.Log.Error("witness not written", "error", err, "sequence", head.Sequence)
	}
	return nil
}

// View runs fn on one consistent state of the database, in at most readTimeout.
func (s *Store) View(ctx context.Context, fn func(terminal.Reader) error) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	transaction, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin read: %w", err)
	}
	defer func() { _ = transaction.Rollback() }() // nothing was written
	return fn(&queries{ctx: ctx, db: transaction, terminal: s.options.Terminal})
}

// SyncWitness makes the witness durable, as at a shift's close.
func (s *Store) SyncWitness() error { return s.witness.Sync() }

// Trust is nil if the database is where its witness last saw it. Otherwise it
// says in words why no sale and no upload may be made before a restore.
func (s *Store) Trust() error {
	s.doubt.Lock()
	defer s.doubt.Unlock()
	return s.trust
}

func (s *Store) setTrust(err error) {
	s.doubt.Lock()
	defer s.doubt.Unlock()
	s.trust = err
}

func (s *Store) checkpointLoop(ctx context.Context) {
	ticker := time.NewTicker(checkpointEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.writer.checkpoint(ctx, "PASSIVE"); err != nil {
				s.options.Log.Warn("checkpoint", "error", err)
			}
		}
	}
}

func lockFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, terminal.Errorf(terminal.Unavailable, "store.unwritable", "The data folder cannot be written.").Wrap(err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(terminal.Errorf(terminal.Conflict, "store.locked",
			"Another Curbline on this machine is using this database.").
			WithHint("Close it first. Reading verbs of curblinectl work beside it.").Wrap(err), file.Close())
	}
	return file, nil
}

// touchPrivate makes the file, if it is missing, for its owner alone: SQLite
// would let others read it, and gives its log the same mode.
func touchPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return terminal.Errorf(terminal.Unavailable, "store.unwritable", "The data folder cannot be written.").Wrap(err)
	}
	return file.Close()
}

// syncFolder makes the file's directory entry durable, without which a power cut
// could take the whole new file.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
