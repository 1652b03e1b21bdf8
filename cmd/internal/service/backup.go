package service

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"filippo.io/age"
	"golang.org/x/sys/unix"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/secrets/backup"
	"github.com/curbline/curbline/terminal/store"
)

const (
	// backupCopy is the database's copy in clear, beside the database: it never
	// touches the medium that the backup goes to.
	backupCopy = "backup-copy.db"
	// backupUnfinished is behind the name of a backup that is being written.
	backupUnfinished = ".unfinished"
	recipientsMax    = 8
)

// Progress is told what a long verb does and how far it is.
type Progress func(what string, done, all int64)

func (p Progress) of(what string) func(done, all int64) {
	if p == nil {
		return nil
	}
	return func(done, all int64) { p(what, done, all) }
}

// BackupOptions say where a backup goes and who may open it.
type BackupOptions struct {
	Path string
	// To are age recipients beside the terminal's recovery key.
	To       []string
	Progress Progress
	Log      *slog.Logger
}

// Backup makes one sealed file of the database and the keys that must survive.
// The terminal may be running. Before the file gets its name it was read back
// whole and compared with its manifest. It returns errors of code
// backup.no_recipient, backup.exists, backup.unwritable, backup.busy and
// backup.journal.
func Backup(ctx context.Context, c config.Config, options BackupOptions) (backup.Manifest, error) {
	var none backup.Manifest
	box, err := OpenBox(c)
	if err != nil {
		return none, err
	}
	recipients, err := recipientsOf(box, options.To)
	if err != nil {
		return none, err
	}
	if _, err := os.Lstat(options.Path); !errors.Is(err, fs.ErrNotExist) {
		return none, backupExists(options.Path, err)
	}
	lock, err := lockBackup(c)
	if err != nil {
		return none, err
	}
	copied := filepath.Join(c.Terminal.DataDir, backupCopy)
	err = store.Remove(copied) // of a backup that was killed
	var manifest backup.Manifest
	if err == nil {
		manifest, err = backupInto(ctx, c, box, copied, recipients, options)
	}
	return manifest, errors.Join(err, store.Remove(copied), lock.Close())
}

func backupExists(path string, cause error) error {
	return terminal.Errorf(terminal.Conflict, "backup.exists", "%s is there already.", path).
		WithHint("A backup never writes over another file. Give it another name.").Wrap(cause)
}

// lockBackup lets one backup run at a time: two would share the copy.
func lockBackup(c config.Config) (io.Closer, error) {
	lock, err := store.Lock(filepath.Join(c.Terminal.DataDir, "backup"))
	if terminal.AsError(err) != nil && terminal.AsError(err).Code == "store.locked" {
		return nil, terminal.Errorf(terminal.Conflict, "backup.busy", "Another backup of this terminal is running.").Wrap(err)
	}
	return lock, err
}

func recipientsOf(box *secrets.Box, more []string) ([]age.Recipient, error) {
	own, err := box.Recipient()
	if err != nil {
		return nil, err
	}
	if own != "" {
		more = append([]string{own}, more...)
	}
	if len(more) == 0 {
		return nil, terminal.Errorf(terminal.Conflict, "backup.no_recipient", "This terminal has no recovery key, so nobody could open the backup.").
			WithHint("curblinectl secret recovery makes one; --to names another age recipient.")
	}
	if len(more) > recipientsMax {
		return nil, terminal.Errorf(terminal.Invalid, "backup.recipients", "A backup is sealed for %d recipients at most.", recipientsMax)
	}
	recipients := make([]age.Recipient, 0, len(more)+1)
	for _, text := range more {
		recipient, err := secrets.ParseRecipient(text)
		if err != nil {
			return nil, err
		}
		recipients = append(recipients, recipient)
	}
	return recipients, nil
}

func backupInto(ctx context.Context, c config.Config, box *secrets.Box, copied string, recipients []age.Recipient, options BackupOptions) (backup.Manifest, error) {
	manifest, err := copyDatabase(ctx, c, copied, options)
	if err != nil {
		return manifest, err
	}
	keys, err := box.Export()
	if err != nil {
		return manifest, err
	}
	contents := []backup.Content{{Name: backup.DatabaseName, Open: func() (io.ReadCloser, error) { return os.Open(copied) }}}
	for _, name := range secrets.Kept {
		if text, ok := keys[name]; ok {
			contents = append(contents, backup.Content{Name: backup.KeyPrefix + name, Open: func() (io.ReadCloser, error) {
				return io.NopCloser(bytes.NewReader(text)), nil
			}})
		}
	}
	if manifest.Parts, err = backup.List(ctx, contents, options.Progress.of("measuring")); err != nil {
		return manifest, err
	}
	return manifest, sealBackup(ctx, manifest, contents, recipients, options)
}

// copyDatabase copies the live database and walks the copy's journal: a backup
// that could not be restored must not look like one.
func copyDatabase(ctx context.Context, c config.Config, copied string, options BackupOptions) (backup.Manifest, error) {
	manifest := backup.Manifest{
		Format: backup.Format,
		Store:  c.Store.Code, License: c.Store.License, Terminal: c.Terminal.ID,
	}
	live, err := store.Open(ctx, store.Options{Path: DatabasePath(c), Terminal: c.Terminal.ID, ReadOnly: true, Log: options.Log})
	if err != nil {
		return manifest, err
	}
	err = live.OnlineBackup(ctx, copied, options.Progress.of("copying"))
	if err := errors.Join(err, live.Close()); err != nil {
		return manifest, err
	}
	found, err := verifyCopy(ctx, c, copied, options.Log, options.Progress)
	if err != nil {
		return manifest, err
	}
	if found.Entries == 0 {
		return manifest, terminal.Errorf(terminal.Unavailable, "service.not_set_up", "This terminal is not set up yet: there is nothing to back up.")
	}
	start := c.StartClock
	if last := found.Head.Stamp.Wall; !start.IsZero() && last.After(start) {
		start = last
	}
	manifest.MadeAt = clock.NewSystem(start).Now().Wall
	manifest.Epoch, manifest.Sequence, manifest.Head, manifest.Entries = found.Head.Epoch, found.Head.Sequence, found.Head.Hash, found.Entries
	return manifest, nil
}

// verifyCopy checks a database that nobody uses: SQLite's own check, and the
// whole chain of its journal.
func verifyCopy(ctx context.Context, c config.Config, path string, log *slog.Logger, progress Progress) (store.Verification, error) {
	var found store.Verification
	opened, err := store.Open(ctx, store.Options{Path: path, Terminal: c.Terminal.ID, ReadOnly: true, Log: log})
	if err != nil {
		return found, err
	}
	err = opened.QuickCheck(ctx)
	if err == nil {
		found, err = opened.Verify(ctx, progress.of("checking the journal"))
		if err != nil && ctx.Err() == nil {
			err = terminal.Errorf(terminal.Conflict, "backup.journal", "The journal in this database is broken: %s", err).
				WithHint("Keep the database as it is and call support: curblinectl journal verify says where.").Wrap(err)
		}
	}
	return found, errors.Join(err, opened.Close(), store.NoLog(path))
}

func unwritable(path string, cause error) error {
	return terminal.Errorf(terminal.Unavailable, "backup.unwritable", "The backup could not be written to %s.", filepath.Dir(path)).
		WithHint("Is the folder there, with room for it?").Wrap(cause)
}

// sealBackup writes under another name, reads all of it back from the medium,
// and only then gives it its name.
func sealBackup(ctx context.Context, manifest backup.Manifest, contents []backup.Content, recipients []age.Recipient, options BackupOptions) error {
	// A key that lives as long as this call is a recipient, too: without it nobody
	// here could read the file back. With this process its other half is gone.
	proof, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	unfinished := options.Path + backupUnfinished
	// What a killed backup left goes first. It is not written over: in a folder of
	// many, somebody may have put a link there.
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(options.Path, err)
	}
	file, err := os.OpenFile(unfinished, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return unwritable(options.Path, err)
	}
	err = backup.Write(ctx, file, manifest, contents, append(recipients, proof.Recipient()), options.Progress.of("writing"))
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = readBack(ctx, file, manifest, proof, options.Progress)
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = giveName(unfinished, options.Path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(unfinished))
		if terminal.KindOf(err) == terminal.Internal && ctx.Err() == nil {
			return unwritable(options.Path, err)
		}
	}
	return err
}

func readBack(ctx context.Context, file *os.File, wanted backup.Manifest, proof *age.X25519Identity, progress Progress) error {
	// What the kernel still holds would say nothing about the medium. The call may
	// be refused by a file system; then the read is what it can be.
	_ = unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_DONTNEED)
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := backup.Read(ctx, file, []age.Identity{proof}, backup.Taker{
		Accept: func(found backup.Manifest) error {
			if found.Head != wanted.Head || len(found.Parts) != len(wanted.Parts) {
				return errors.New("another manifest was read back")
			}
			return nil
		},
		Part:     func(backup.Part) (io.WriteCloser, error) { return discard{}, nil },
		Progress: progress.of("reading back"),
	})
	return err
}

type discard struct{}

func (discard) Write(chunk []byte) (int, error) { return len(chunk), nil }
func (discard) Close() error                    { return nil }

// giveName renames without writing over a file that came in between, also where
// the file system cannot promise it.
func giveName(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		if _, there := os.Lstat(to); !errors.Is(there, fs.ErrNotExist) {
			return backupExists(to, there)
		}
		err = os.Rename(from, to)
	}
	if errors.Is(err, unix.EEXIST) {
		return backupExists(to, err)
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

// syncDir makes the names in a folder durable. Some file systems of other makers
// do not have it; their names are durable when they can be.
func syncDir(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	synced := folder.Sync()
	if errors.Is(synced, unix.EINVAL) || errors.Is(synced, unix.ENOTSUP) {
		synced = nil
	}
	return errors.Join(synced, folder.Close())
}
