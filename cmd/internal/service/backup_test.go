package service

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/secrets"
)

// backedUp is a shop that was set up, with its recovery key.
type backedUp struct {
	config   config.Config
	recovery secrets.Recovery
	head     terminal.Head
	uploads  []int64
}

func (b *backedUp) identities(t *testing.T) []age.Identity {
	t.Helper()
	identities, err := secrets.ReadIdentities(strings.NewReader(b.recovery.Text()))
	if err != nil {
		t.Fatal(err)
	}
	return identities
}

var (
	silent  = slog.New(slog.DiscardHandler)
	manager = NewPerson{PIN: "4826", Member: terminal.StaffMember{ID: "lena", Name: "Lena Ortiz", Badge: "B-M1", Role: terminal.Manager, Active: true}}
)

// newBackedUp sets a shop up with one sale in each state of filing.
func newBackedUp(t *testing.T) *backedUp {
	t.Helper()
	c, err := crashConfig(t.TempDir())
	must(t, err)
	b := &backedUp{config: c}
	box, err := OpenBox(c)
	must(t, err)
	b.recovery, err = secrets.NewRecovery()
	must(t, err)
	must(t, box.KeepRecipient(b.recovery.Recipient))
	inside(t, c, func(p *Program) {
		must(t, p.SetUp(t.Context(), []NewPerson{manager}))
		for i, state := range []terminal.UploadState{terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown, terminal.UploadAcknowledged} {
			b.uploads = append(b.uploads, b.addUpload(t, p, int64(i+1), state))
		}
		must(t, p.store.View(t.Context(), func(reader terminal.Reader) (err error) {
			b.head, err = reader.Head()
			return err
		}))
	})
	return b
}

func (b *backedUp) addUpload(t *testing.T, p *Program, number int64, state terminal.UploadState) (rowID int64) {
	t.Helper()
	upload := outboxtest.Upload(outboxtest.Sale("LARIM-T1-AAAA-"+string(rune('0'+number)), number, p.clock.Now().Wall), number)
	upload.Sale, upload.State, upload.QueuedAt = clock.NewID(), state, p.clock.Now().Wall
	must(t, p.store.Do(t.Context(), func(tx terminal.Tx) error {
		err := addSale(tx, upload.Sale, upload, p.clock.Now())
		if err == nil {
			rowID, err = tx.QueueUpload(upload)
		}
		return err
	}))
	return rowID
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func inside(t *testing.T, c config.Config, do func(*Program)) {
	t.Helper()
	p, err := Open(t.Context(), c, silent)
	must(t, err)
	do(p)
	must(t, p.Close())
}

func (b *backedUp) backup(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.backup")
	manifest, err := Backup(t.Context(), b.config, BackupOptions{Path: path, Log: silent})
	must(t, err)
	if manifest.Head != b.head.Hash || manifest.Sequence != b.head.Sequence || manifest.Store != "LARIM" || manifest.Terminal != "T1" {
		t.Fatalf("%+v", manifest)
	}
	return path
}

func elsewhere(t *testing.T) config.Config {
	t.Helper()
	c, err := crashConfig(filepath.Join(t.TempDir(), "data"))
	must(t, err)
	return c
}

func (b *backedUp) restore(t *testing.T, path string, into config.Config) (Restored, error) {
	t.Helper()
	return RestoreBackup(t.Context(), into, RestoreOptions{Path: path, Identities: b.identities(t), Reason: "drill", By: "lena", Log: silent})
}

func TestABackupComesBackInAnotherFolder(t *testing.T) {
	b := newBackedUp(t)
	box, err := OpenBox(b.config)
	must(t, err)
	must(t, box.Set(secrets.MetrcUserKey, "planted-user-key"))
	_, err = box.DayKeys().Today(clock.Date{Year: 2026, Month: 11, Day: 24}, true)
	must(t, err)
	path := b.backup(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	b.checkInside(t, path)

	into := elsewhere(t)
	done, err := b.restore(t, path, into)
	must(t, err)
	if done.Epoch == b.head.Epoch || done.Unknown != 3 || done.DayClosed.String() != "2026-11-24" || len(done.Missing) != 2 {
		t.Errorf("%+v", done)
	}
	b.checkRestored(t, into, done)
	if left, err := filepath.Glob(filepath.Join(into.Terminal.DataDir, "*unfinished*")); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	// The terminal that was backed up goes on where it was.
	inside(t, b.config, func(p *Program) {
		if err := p.store.Trust(); err != nil {
			t.Error(err)
		}
	})
}

// checkInside looks at what is in the file, and what is not.
func (b *backedUp) checkInside(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(path)
	must(t, err)
	defer file.Close()
	opened, err := age.Decrypt(file, b.identities(t)...)
	must(t, err)
	var plain bytes.Buffer
	_, err = plain.ReadFrom(opened)
	must(t, err)
	box, err := OpenBox(b.config)
	must(t, err)
	for _, name := range []string{"command.key", "pseudonym.key", "checkpoint.key"} {
		key, err := os.ReadFile(filepath.Join(box.Folder(), name))
		must(t, err)
		if !bytes.Contains(plain.Bytes(), bytes.TrimSpace(key)) {
			t.Errorf("%s is not in the backup", name)
		}
	}
	_, err = box.APIToken()
	must(t, err)
	for _, name := range []string{"api-token", secrets.MetrcUserKey, "day-2026-11-24"} {
		key, err := os.ReadFile(filepath.Join(box.Folder(), name))
		must(t, err)
		if bytes.Contains(plain.Bytes(), bytes.TrimSpace(key)) {
			t.Errorf("%s is in the backup", name)
		}
	}
	if strings.Contains(plain.String(), b.recovery.Identity) {
		t.Error("the recovery key is in the backup")
	}
	entries, err := os.ReadDir(b.config.Terminal.DataDir)
	must(t, err)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), backupCopy) {
			t.Errorf("%s was left", entry.Name())
		}
	}
}

func (b *backedUp) checkRestored(t *testing.T, into config.Config, done Restored) {
	t.Helper()
	old, err := OpenBox(b.config)
	must(t, err)
	fresh, err := OpenBox(into)
	must(t, err)
	oldKey, err := old.CheckpointKey()
	must(t, err)
	freshKey, err := fresh.CheckpointKey()
	must(t, err)
	recipient, err := fresh.Recipient()
	if err != nil || recipient != b.recovery.Recipient || !freshKey.Equal(oldKey) {
		t.Errorf("%q, %v: the keys are not those that were backed up", recipient, err)
	}
	inside(t, into, func(p *Program) {
		if err := p.store.Trust(); err != nil {
			t.Errorf("the restored database is not trusted: %v", err)
		}
		found, err := p.store.Verify(t.Context(), nil)
		if err != nil || found.Head.Epoch != done.Epoch || found.Entries <= b.head.Sequence {
			t.Errorf("%+v, %v", found, err)
		}
		must(t, p.store.View(t.Context(), func(reader terminal.Reader) error {
			for i, want := range []terminal.UploadState{terminal.UploadUnknown, terminal.UploadUnknown, terminal.UploadUnknown, terminal.UploadAcknowledged} {
				upload, err := reader.Upload(b.uploads[i])
				if err != nil || upload.State != want {
					t.Errorf("filing %d is %s, want %s: %v", i+1, upload.State, want, err)
				}
			}
			used, err := reader.HasPurchases(done.DayClosed)
			if !used {
				t.Error("the day of the restore counts as a day on which nobody bought anything")
			}
			return err
		}))
		if _, err := p.box.DayKeys().Today(done.DayClosed, false); codeOf(err) != "secrets.day_key" {
			t.Errorf("there is a key of the day: %v", err)
		}
		must(t, p.SignedIn(t.Context(), manager.Member.Badge, manager.PIN, func(context.Context, string) error { return nil }))
	})
}

func TestABackupIsMadeBesideARunningTerminal(t *testing.T) {
	b := newBackedUp(t)
	// What a backup that was killed has left does not stand in the way.
	must(t, os.WriteFile(filepath.Join(b.config.Terminal.DataDir, backupCopy), []byte("half"), 0o600))
	inside(t, b.config, func(*Program) {
		_, err := b.restore(t, b.backup(t), elsewhere(t))
		must(t, err)
	})
}

func TestWhenABackupIsRefused(t *testing.T) {
	b := newBackedUp(t)
	there := filepath.Join(t.TempDir(), "there")
	must(t, os.WriteFile(there, []byte("mine"), 0o600))
	free := filepath.Join(t.TempDir(), "free")
	empty := elsewhere(t)
	box, err := OpenBox(empty)
	must(t, err)
	noKey := terminal.AsError(func() error {
		_, err := Backup(t.Context(), empty, BackupOptions{Path: free, Log: silent})
		return err
	}())
	if noKey == nil || noKey.Code != "backup.no_recipient" {
		t.Errorf("no recovery key: %v", noKey)
	}
	must(t, box.KeepRecipient(b.recovery.Recipient))
	dangling := filepath.Join(t.TempDir(), "dangling")
	must(t, os.Symlink(filepath.Join(t.TempDir(), "nowhere"), dangling))
	for name, c := range map[string]struct {
		config config.Config
		path   string
		to     []string
		code   string
	}{
		"there already":       {b.config, there, nil, "backup.exists"},
		"a link":              {b.config, dangling, nil, "backup.exists"},
		"no such folder":      {b.config, filepath.Join(t.TempDir(), "none", "x"), nil, "backup.unwritable"},
		"not a recipient":     {b.config, free, []string{"age1nonsense"}, "recovery.recipient"},
		"a secret key":        {b.config, free, []string{b.recovery.Identity}, "recovery.recipient"},
		"too many recipients": {b.config, free, make([]string, recipientsMax), "backup.recipients"},
		"no database":         {empty, free, nil, "store.missing"},
	} {
		_, err := Backup(t.Context(), c.config, BackupOptions{Path: c.path, To: c.to, Log: silent})
		if codeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	inside(t, empty, func(*Program) {})
	if _, err := Backup(t.Context(), empty, BackupOptions{Path: free, Log: silent}); codeOf(err) != "service.not_set_up" {
		t.Errorf("not set up: %v", err)
	}
	lock, err := lockBackup(b.config)
	must(t, err)
	if _, err := Backup(t.Context(), b.config, BackupOptions{Path: free, Log: silent}); codeOf(err) != "backup.busy" {
		t.Errorf("two at once: %v", err)
	}
	must(t, lock.Close())
	if text, err := os.ReadFile(there); err != nil || string(text) != "mine" {
		t.Errorf("a file was written over: %q", text)
	}
	ended, cancel := context.WithCancel(t.Context())
	_, err = Backup(ended, b.config, BackupOptions{Path: free, Log: silent, Progress: func(what string, _, _ int64) {
		if what == "writing" {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended in the middle: %v", err)
	}
	for _, path := range []string{free, free + backupUnfinished, filepath.Join(b.config.Terminal.DataDir, backupCopy)} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s was left", path)
		}
	}
}

func TestABrokenJournalIsNotBackedUp(t *testing.T) {
	b := newBackedUp(t)
	raw := rawSQL(t, DatabasePath(b.config))
	_, err := raw.Exec(`UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), 'set-up', 'set-op') AS BLOB) WHERE position = 1`)
	must(t, err)
	must(t, raw.Close())
	path := filepath.Join(t.TempDir(), "x")
	if _, err := Backup(t.Context(), b.config, BackupOptions{Path: path, Log: silent}); codeOf(err) != "backup.journal" {
		t.Errorf("%v", err)
	}
}

func TestAnotherRecipientMayOpenIt(t *testing.T) {
	b := newBackedUp(t)
	other, err := secrets.NewRecovery()
	must(t, err)
	path, victim := filepath.Join(t.TempDir(), "x"), filepath.Join(t.TempDir(), "victim")
	must(t, os.WriteFile(victim, []byte("mine"), 0o600))
	must(t, os.Symlink(victim, path+backupUnfinished))
	_, err = Backup(t.Context(), b.config, BackupOptions{Path: path, To: []string{other.Recipient}, Log: silent})
	must(t, err)
	if text, err := os.ReadFile(victim); err != nil || string(text) != "mine" {
		t.Errorf("a file behind a link was written over: %q, %v", text, err)
	}
	for _, key := range []secrets.Recovery{b.recovery, other} {
		c := *b
		c.recovery = key
		_, err := c.restore(t, path, elsewhere(t))
		must(t, err)
	}
}
