package service

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"
	"golang.org/x/sys/unix"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/secrets/backup"
	"github.com/curbline/curbline/terminal/store"
)

// restoreFolder is where a backup is unpacked and brought up, in the data
// folder. While it is there, a restore has not ended.
const restoreFolder = "restore-unfinished"

// RestoreOptions say which backup is restored, with whose key and on whose word.
type RestoreOptions struct {
	Path       string
	Identities []age.Identity
	Reason     string
	By         string
	Progress   Progress
	Log        *slog.Logger
	// after is told the name of each step that is over, for the test that kills a
	// restore between any two of them.
	after func(step string)
}

// Restored is what became of a restore.
type Restored struct {
	Manifest backup.Manifest
	Epoch    string
	// Unknown is how many filings are looked up before anything is sent again.
	Unknown int
	// DayClosed is the legal day whose limits cannot be known.
	DayClosed clock.Date
	// Missing are the secrets that this configuration needs and a person must set.
	Missing []string
}

// restoring is one restore on its way.
type restoring struct {
	RestoreOptions
	config  config.Config
	staging string
	staged  config.Config // the same terminal in the staging folder
	done    Restored
}

// RestoreBackup brings a backup up in an empty data folder. All of it happens in
// a folder beside: unpacking, checking every hash and the journal's chain,
// opening a new epoch in which each open filing is unknown, and writing the
// witness. Then the files are moved to their places, the database last. Killed
// at any moment it leaves a folder in which nothing can be sold and the same
// restore can begin again. It returns errors of code restore.used,
// restore.other_store, restore.no_room, store.locked, and those of backup.Read.
func RestoreBackup(ctx context.Context, c config.Config, options RestoreOptions) (done Restored, err error) {
	if err := os.MkdirAll(c.Terminal.DataDir, 0o700); err != nil {
		return done, terminal.Errorf(terminal.Unavailable, "service.data_dir", "The data folder cannot be made.").Wrap(err)
	}
	lock, err := store.Lock(DatabasePath(c))
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	r := &restoring{RestoreOptions: options, config: c, staging: filepath.Join(c.Terminal.DataDir, restoreFolder), staged: c}
	r.staged.Terminal.DataDir = r.staging
	if err := r.checkUnused(ctx); err != nil {
		return done, err
	}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"clean", r.clean},
		{"unpack", r.unpack},
		{"verify", r.verify},
		{"bring up", r.bringUp},
		{"move keys", r.moveKeys},
		{"move witness", r.moveWitness},
		{"move database", r.moveDatabase},
		{"end", r.end},
	} {
		if err := step.do(ctx); err != nil {
			return done, r.undo(step.name, err)
		}
		if r.after != nil {
			r.after(step.name)
		}
	}
	return r.done, nil
}

// undo takes what was unpacked away, unless files were being moved already: then
// the folder says by itself that a restore has not ended.
func (r *restoring) undo(step string, cause error) error {
	if strings.HasPrefix(step, "move") || step == "end" {
		return terminal.Errorf(terminal.Unavailable, "restore.unfinished", "The restore did not end.").
			WithHint("Run the same restore again.").Wrap(cause)
	}
	return errors.Join(cause, os.RemoveAll(r.staging))
}

// checkUnused refuses a folder in which a terminal has ever worked. What a start
// without set-up leaves, secrets that a person set, and a restore that was killed
// are no use.
func (r *restoring) checkUnused(ctx context.Context) error {
	used := terminal.Errorf(terminal.Conflict, "restore.used", "%s holds a terminal's data already.", r.config.Terminal.DataDir).
		WithHint("A backup is restored into an empty data folder only. If that data is lost anyway, move the folder aside and keep it, then restore.")
	box, err := OpenBox(r.config)
	if err != nil {
		return err
	}
	keys, err := box.Used()
	if err != nil || keys {
		return used.Wrap(err)
	}
	path := DatabasePath(r.config)
	if bare(path) {
		_, unfinished := os.Stat(r.staging)
		if _, err := os.Stat(store.WitnessPath(path)); err == nil && unfinished != nil {
			return used // a database went away from its witness
		}
		return nil
	}
	opened, err := store.Open(ctx, store.Options{Path: path, Terminal: r.config.Terminal.ID, ReadOnly: true, Log: r.Log})
	if err != nil {
		return used.Wrap(err)
	}
	err = opened.View(ctx, func(reader terminal.Reader) error {
		head, err := reader.Head()
		if err == nil && head.Sequence > 0 {
			return used
		}
		return err
	})
	if err := errors.Join(err, opened.Close()); err != nil {
		return used.Wrap(err)
	}
	return nil
}

// bare says whether there is no database at a path, or one that was begun and
// never written to.
func bare(path string) bool {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	_, log := os.Stat(path + "-wal")
	return err == nil && info.Size() == 0 && errors.Is(log, fs.ErrNotExist)
}

func (r *restoring) clean(context.Context) error {
	if err := os.RemoveAll(r.staging); err != nil {
		return err
	}
	return os.MkdirAll(filepath.Join(r.staging, keysFolder), 0o700)
}

func (r *restoring) unpack(ctx context.Context) error {
	source, err := os.Open(r.Path)
	if err != nil {
		return terminal.Errorf(terminal.NotFound, "backup.missing", "The backup %s cannot be read.", r.Path).Wrap(err)
	}
	r.done.Manifest, err = backup.Read(ctx, source, r.Identities, backup.Taker{
		Accept: r.accept, Part: r.part, Progress: r.Progress.of("unpacking"),
	})
	if err == nil {
		err = errors.Join(syncDir(filepath.Join(r.staging, keysFolder)), syncDir(r.staging), syncDir(r.config.Terminal.DataDir))
	}
	return errors.Join(err, source.Close())
}

// accept refuses what belongs elsewhere, before anything is unpacked.
func (r *restoring) accept(m backup.Manifest) error {
	own := r.config
	if m.Store != own.Store.Code || m.License != own.Store.License || m.Terminal != own.Terminal.ID {
		return terminal.Errorf(terminal.Conflict, "restore.other_store",
			"This backup is of terminal %s of store %s, license %s; this is %s of %s, license %s.",
			m.Terminal, m.Store, m.License, own.Terminal.ID, own.Store.Code, own.Store.License).
			WithHint("Restore it with the configuration that it was made with. Nothing was changed.")
	}
	for _, part := range m.Parts[1:] {
		if !slices.Contains(secrets.Kept, strings.TrimPrefix(part.Name, backup.KeyPrefix)) {
			return terminal.Errorf(terminal.Invalid, "backup.damaged", "The backup holds a key file that no backup has.")
		}
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(r.staging, &disk); err == nil && int64(disk.Bavail)*disk.Bsize < m.Bytes() {
		return terminal.Errorf(terminal.Unavailable, "restore.no_room", "There is no room for %d MB in %s.", m.Bytes()>>20, own.Terminal.DataDir)
	}
	return nil
}

func (r *restoring) part(part backup.Part) (io.WriteCloser, error) {
	path := filepath.Join(r.staging, databaseName)
	if part.Name != backup.DatabaseName {
		path = filepath.Join(r.staging, keysFolder, strings.TrimPrefix(part.Name, backup.KeyPrefix))
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return durable{file}, nil
}

// durable is a file that is on disk once it is closed.
type durable struct{ *os.File }

func (d durable) Close() error { return errors.Join(d.Sync(), d.File.Close()) }

// verify holds what was unpacked against the manifest: SQLite's own check, the
// journal's chain to its head, and each key.
func (r *restoring) verify(ctx context.Context) error {
	found, err := verifyCopy(ctx, r.config, filepath.Join(r.staging, databaseName), r.Log, r.Progress)
	if err != nil {
		return err
	}
	m := r.done.Manifest
	if found.Head.Epoch != m.Epoch || found.Head.Sequence != m.Sequence || found.Head.Hash != m.Head || found.Entries != m.Entries {
		return terminal.Errorf(terminal.Invalid, "backup.damaged", "The journal in this backup does not end where its manifest says.")
	}
	for _, part := range m.Parts[1:] {
		name := strings.TrimPrefix(part.Name, backup.KeyPrefix)
		text, err := os.ReadFile(filepath.Join(r.staging, keysFolder, name))
		if err == nil {
			err = secrets.CheckKept(name, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bringUp opens the new epoch, still in the staging folder.
func (r *restoring) bringUp(ctx context.Context) (err error) {
	p := &Program{config: r.staged, log: r.Log}
	defer func() {
		err = errors.Join(err, p.Close())
		if err == nil {
			err = store.NoLog(DatabasePath(r.staged))
		}
	}()
	if err := p.openAlone(ctx); err != nil {
		return err
	}
	if r.done.DayClosed, err = p.closeDay(ctx); err != nil {
		return err
	}
	if r.done.Epoch, err = p.Restore(ctx, r.Reason, r.By); err != nil {
		return err
	}
	r.done.Missing = p.missingSecrets(r.config)
	return p.store.View(ctx, func(reader terminal.Reader) error {
		unknown, err := reader.UploadsIn(terminal.UploadUnknown)
		r.done.Unknown = len(unknown)
		return err
	})
}

// openAlone opens the database and the till, without devices and network.
func (p *Program) openAlone(ctx context.Context) error {
	var err error
	if p.box, err = OpenBox(p.config); err != nil {
		return err
	}
	if p.engine, err = rules.New(p.config.Store.Jurisdiction, p.config.Store.Locality); err != nil {
		return err
	}
	p.store, err = store.Open(ctx, store.Options{Path: DatabasePath(p.config), Terminal: p.config.Terminal.ID, Log: p.log})
	if err != nil {
		return err
	}
	if err := p.openClock(ctx); err != nil {
		return err
	}
	return p.openTill()
}

// closeDay makes the limits of today a supervisor's matter: who bought something
// after the backup is not known, and the keys by which persons are known were not
// in it. A purchase of nobody's stands for them, and no key up to that day is
// kept, so that the till finds a day with purchases and no key, and asks instead
// of taking it for an empty one.
func (p *Program) closeDay(ctx context.Context) (clock.Date, error) {
	day := clock.LegalDay(p.clock.Now().Wall, p.config.Zone)
	token := make([]byte, 32)
	if _, err := rand.Read(token); err != nil {
		return day, err
	}
	if err := p.box.DayKeys().Forget(day.AddDays(1)); err != nil {
		return day, err
	}
	return day, p.store.Do(ctx, func(tx terminal.Tx) error {
		return tx.PutPurchase(terminal.Purchase{LegalDay: day, Token: hex.EncodeToString(token), Sale: clock.NewID()})
	})
}

// RestoreInPlace is Restore for a copy that was put back by hand: what was sold
// after it was taken is not known here, so that the day's limits are closed too.
func (p *Program) RestoreInPlace(ctx context.Context, reason, by string) (string, error) {
	if _, err := p.closeDay(ctx); err != nil {
		return "", err
	}
	return p.Restore(ctx, reason, by)
}

// missingSecrets are the secrets that a configuration needs and nobody has set.
func (p *Program) missingSecrets(c config.Config) (missing []string) {
	box, err := OpenBox(c)
	if err != nil {
		return nil // the next start says so
	}
	var needed []string
	if c.Traceability.System == "metrc" {
		needed = append(needed, secrets.MetrcVendorKey, secrets.MetrcUserKey)
	}
	if c.Orders.URL != "" {
		needed = append(needed, secrets.OrdersToken)
	}
	for _, name := range needed {
		if _, err := box.Get(name); err != nil {
			missing = append(missing, name)
		}
	}
	return missing
}

func (r *restoring) moveKeys(context.Context) error {
	folder := filepath.Join(r.config.Terminal.DataDir, keysFolder)
	for _, part := range r.done.Manifest.Parts[1:] {
		name := strings.TrimPrefix(part.Name, backup.KeyPrefix)
		if err := os.Rename(filepath.Join(r.staging, keysFolder, name), filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return syncDir(folder)
}

// moveWitness comes before the database: from here on a start finds a witness
// that knows more than the database beside it, and sells nothing.
func (r *restoring) moveWitness(context.Context) error {
	if err := store.Remove(DatabasePath(r.config)); err != nil {
		return err
	}
	if err := os.Rename(store.WitnessPath(DatabasePath(r.staged)), store.WitnessPath(DatabasePath(r.config))); err != nil {
		return err
	}
	return syncDir(r.config.Terminal.DataDir)
}

func (r *restoring) moveDatabase(context.Context) error {
	if err := os.Rename(DatabasePath(r.staged), DatabasePath(r.config)); err != nil {
		return err
	}
	return syncDir(r.config.Terminal.DataDir)
}

func (r *restoring) end(context.Context) error {
	if err := os.RemoveAll(r.staging); err != nil {
		return err
	}
	return syncDir(r.config.Terminal.DataDir)
}
