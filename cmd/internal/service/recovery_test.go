package service

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/secrets/backup"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
)

const (
	restoreChildFolder = "CURBLINE_TEST_RESTORE_FOLDER"
	restoreChildStep   = "CURBLINE_TEST_RESTORE_STEP"
)

func TestWhenARestoreIsRefused(t *testing.T) {
	b := newBackedUp(t)
	path := b.backup(t)
	sealed, err := os.ReadFile(path)
	must(t, err)
	file := func(text []byte) string {
		name := filepath.Join(t.TempDir(), "x")
		must(t, os.WriteFile(name, text, 0o600))
		return name
	}
	edited := bytes.Clone(sealed)
	edited[len(edited)/2] ^= 1
	other := elsewhere(t)
	other.Terminal.ID = "T2"
	store2 := elsewhere(t)
	store2.Store.Code = "OTHER"
	license := elsewhere(t)
	license.Store.License = "402R-99999"
	keyed := elsewhere(t)
	box, err := OpenBox(keyed)
	must(t, err)
	_, err = box.DayKeys().Today(clock.Date{Year: 2026, Month: 11, Day: 23}, true)
	must(t, err)
	lost := elsewhere(t)
	must(t, os.MkdirAll(lost.Terminal.DataDir, 0o700))
	must(t, os.WriteFile(store.WitnessPath(DatabasePath(lost)), nil, 0o600))
	foreign := elsewhere(t)
	must(t, os.MkdirAll(foreign.Terminal.DataDir, 0o700))
	must(t, os.WriteFile(DatabasePath(foreign), []byte("not a database, and not ours"), 0o600))
	for name, c := range map[string]struct {
		path string
		into config.Config
		code string
	}{
		"cut short":            {file(sealed[:len(sealed)-100]), elsewhere(t), "backup.damaged"},
		"edited":               {file(edited), elsewhere(t), "backup.damaged"},
		"no backup":            {file([]byte("hello")), elsewhere(t), "backup.not_backup"},
		"missing":              {filepath.Join(t.TempDir(), "none"), elsewhere(t), "backup.missing"},
		"another terminal":     {path, other, "restore.other_store"},
		"another store":        {path, store2, "restore.other_store"},
		"another license":      {path, license, "restore.other_store"},
		"the same folder":      {path, b.config, "restore.used"},
		"keys of days":         {path, keyed, "restore.used"},
		"a witness alone":      {path, lost, "restore.used"},
		"a file of somebody's": {path, foreign, "restore.used"},
	} {
		_, err := b.restore(t, c.path, c.into)
		if codeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(c.into.Terminal.DataDir, restoreFolder)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: something was left", name)
		}
	}
	wrong := *b
	wrong.recovery, err = secrets.NewRecovery()
	must(t, err)
	if _, err := wrong.restore(t, path, elsewhere(t)); codeOf(err) != "backup.wrong_key" {
		t.Errorf("another key: %v", err)
	}
	inside(t, b.config, func(*Program) {
		if _, err := b.restore(t, path, b.config); codeOf(err) != "store.locked" {
			t.Errorf("a running service: %v", err)
		}
	})
}

func TestAManifestThatSaysAnotherHeadIsRefused(t *testing.T) {
	b := newBackedUp(t)
	identity := b.identities(t)
	parts := map[string][]byte{}
	source, err := os.Open(b.backup(t))
	must(t, err)
	defer source.Close()
	manifest, err := backup.Read(t.Context(), source, identity, keepAll(parts))
	must(t, err)
	manifest.Sequence--
	var contents []backup.Content
	for _, part := range manifest.Parts {
		contents = append(contents, inMemory(part.Name, parts[part.Name]))
	}
	path := filepath.Join(t.TempDir(), "x")
	target, err := os.Create(path)
	must(t, err)
	must(t, backup.Write(t.Context(), target, manifest, contents, []age.Recipient{identity[0].(*age.X25519Identity).Recipient()}, nil))
	must(t, target.Close())
	if _, err := b.restore(t, path, elsewhere(t)); codeOf(err) != "backup.damaged" {
		t.Errorf("%v", err)
	}
}

func TestAStartWithoutSetUpDoesNotStandInTheWay(t *testing.T) {
	b := newBackedUp(t)
	into := elsewhere(t)
	box, err := OpenBox(into)
	must(t, err)
	must(t, box.Set(secrets.MetrcUserKey, "set before"))
	inside(t, into, func(*Program) {})
	done, err := b.restore(t, b.backup(t), into)
	must(t, err)
	b.checkRestored(t, into, done)
	if len(done.Missing) != 1 || done.Missing[0] != secrets.MetrcVendorKey {
		t.Errorf("%v", done.Missing)
	}
}

func TestAnOldBackupAsksAboutTheClockAtTheFirstStart(t *testing.T) {
	b := newBackedUp(t)
	path := b.backup(t)
	into := elsewhere(t)
	into.StartClock = b.config.StartClock.Add(9 * 24 * time.Hour)
	done, err := b.restore(t, path, into)
	must(t, err)
	if done.DayClosed.String() != "2026-12-03" {
		t.Errorf("%+v", done)
	}
	inside(t, into, func(p *Program) {
		found, err := p.store.Verify(t.Context(), nil)
		if err != nil || found.Head.Stamp.Wall.Sub(b.head.Stamp.Wall) > time.Minute {
			t.Errorf("the opening set a floor at %s: %v", found.Head.Stamp.Wall, err)
		}
		must(t, p.SignedIn(t.Context(), manager.Member.Badge, manager.PIN, func(ctx context.Context, session string) error {
			if _, err := p.Submit(ctx, session, &till.OpenCart{Cart: clock.NewID()}); codeOf(err) != "clock.ask" {
				t.Errorf("nobody was asked about the clock: %v", err)
			}
			_, err := p.Submit(ctx, session, &till.CorrectClock{Reason: "restored from last week"})
			return err
		}))
	})
}

// TestRestoreChild is the process that is killed; it does nothing by itself.
func TestRestoreChild(t *testing.T) {
	folder := os.Getenv(restoreChildFolder)
	if folder == "" {
		return
	}
	c, err := crashConfig(filepath.Join(folder, "data"))
	must(t, err)
	key, err := os.Open(filepath.Join(folder, "key"))
	must(t, err)
	identities, err := secrets.ReadIdentities(key)
	must(t, err)
	_, err = RestoreBackup(t.Context(), c, RestoreOptions{
		Path: filepath.Join(folder, "backup"), Identities: identities, Reason: "drill", By: "lena", Log: silent,
		after: func(step string) {
			if step == os.Getenv(restoreChildStep) {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
		},
	})
	must(t, err)
}

func TestARestoreThatIsKilledBeginsAgain(t *testing.T) {
	b := newBackedUp(t)
	sealed, err := os.ReadFile(b.backup(t))
	must(t, err)
	for _, step := range []string{"clean", "unpack", "verify", "bring up", "move keys", "move witness", "move database"} {
		t.Run(step, func(t *testing.T) {
			folder := t.TempDir()
			must(t, os.WriteFile(filepath.Join(folder, "backup"), sealed, 0o600))
			must(t, os.WriteFile(filepath.Join(folder, "key"), []byte(b.recovery.Text()), 0o600))
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRestoreChild$")
			child.Env = append(os.Environ(), restoreChildFolder+"="+folder, restoreChildStep+"="+step)
			said, err := child.CombinedOutput()
			if err == nil || child.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("the child was not killed: %v\n%s", err, said)
			}
			c, err := crashConfig(filepath.Join(folder, "data"))
			must(t, err)
			if step == "move database" {
				checkWhole(t, b, c)
				return
			}
			// Nothing can be done with what was left, also not by a set-up.
			inside(t, c, func(p *Program) {
				if err := p.ready(t.Context()); codeOf(err) != "service.not_set_up" {
					t.Errorf("it runs: %v", err)
				}
				if err := p.SetUp(t.Context(), []NewPerson{manager}); codeOf(err) != "restore.unfinished" {
					t.Errorf("it can be set up: %v", err)
				}
			})
			done, err := b.restore(t, filepath.Join(folder, "backup"), c)
			must(t, err)
			b.checkRestored(t, c, done)
		})
	}
}

// checkWhole looks at a restore that was killed when only its leftovers had to
// go.
func checkWhole(t *testing.T, b *backedUp, c config.Config) {
	t.Helper()
	inside(t, c, func(p *Program) {
		found, err := p.store.Verify(t.Context(), nil)
		if err != nil || found.Head.Epoch == b.head.Epoch || p.store.Trust() != nil {
			t.Errorf("%+v, %v, %v", found, err, p.store.Trust())
		}
	})
	if _, err := b.restore(t, filepath.Join(filepath.Dir(c.Terminal.DataDir), "backup"), c); codeOf(err) != "restore.used" {
		t.Errorf("%v", err)
	}
}
