package store_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/journal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/store"
)

func mustOpen(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: path, Terminal: "T1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var at = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)

// record appends one fact as the till does.
func record(t *testing.T, s *store.Store, fact terminal.Fact) {
	t.Helper()
	err := s.Do(context.Background(), func(tx terminal.Tx) error {
		head, err := tx.Head()
		if err != nil {
			return err
		}
		if opened, ok := fact.(terminal.EpochOpened); ok {
			if err := tx.OpenEpoch(opened.Epoch); err != nil {
				return err
			}
			head = terminal.Head{Terminal: "T1", Epoch: opened.Epoch, Hash: head.Hash}
		}
		entry, err := journal.Compose(head, terminal.Stamp{Wall: at, BootID: "b"}, "s1", fact)
		if err != nil {
			return err
		}
		position, err := tx.AppendEntry(entry)
		if err != nil {
			return err
		}
		if tabled, ok := fact.(terminal.Tabled); ok {
			return tabled.Apply(tx, position)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var flower = terminal.Product{SKU: "FLW-OG-3.5", Name: "OG Kush 3.5 g", Category: "flower", Price: 3500, SoldBy: measure.Each}

func seed(t *testing.T, s *store.Store) {
	t.Helper()
	record(t, s, terminal.EpochOpened{Epoch: "7K3Q", Reason: "set-up"})
	record(t, s, terminal.ProductSaved{Product: flower})
	record(t, s, terminal.PackageReceived{Package: terminal.Package{
		Tag: "1A4AA0300000DEAD00000017", SKU: flower.SKU, Unit: measure.Each, Book: measure.Whole(10), Status: terminal.PackageActive,
	}})
}

func TestAnErrorUndoesEverything(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "a.db"))
	seed(t, s)
	no := errors.New("no")
	err := s.Do(t.Context(), func(tx terminal.Tx) error {
		if err := tx.MoveStock(terminal.StockMove{Tag: "1A4AA0300000DEAD00000017", Delta: measure.Whole(-3)}); err != nil {
			return err
		}
		return no
	})
	if !errors.Is(err, no) {
		t.Fatal(err)
	}
	view(t, s, func(r terminal.Reader) {
		p, err := r.Package("1A4AA0300000DEAD00000017")
		if err != nil || p.Book.String() != "10" {
			t.Errorf("book %s, %v", p.Book, err)
		}
	})
}

func view(t *testing.T, s *store.Store, look func(terminal.Reader)) {
	t.Helper()
	err := s.View(t.Context(), func(r terminal.Reader) error { look(r); return nil })
	if err != nil {
		t.Fatal(err)
	}
}

func TestVerifyAndReplay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := mustOpen(t, path)
	seed(t, s)
	record(t, s, terminal.PackageCounted{Tag: "1A4AA0300000DEAD00000017", Delta: measure.Whole(-2), Reason: "broken jar"})
	result, err := s.Verify(t.Context(), nil)
	if err != nil || result.Entries != 4 || result.Head.Sequence != 4 {
		t.Fatalf("%+v, %v", result, err)
	}
	if differences, err := s.Replay(t.Context(), t.TempDir(), nil); err != nil || len(differences) != 0 {
		t.Fatalf("%v, %v", differences, err)
	}
	// A table changed behind the journal's back shows.
	err = s.Do(t.Context(), func(tx terminal.Tx) error {
		return tx.MoveStock(terminal.StockMove{Tag: "1A4AA0300000DEAD00000017", Delta: measure.Whole(1)})
	})
	if err != nil {
		t.Fatal(err)
	}
	if differences, err := s.Replay(t.Context(), t.TempDir(), nil); err != nil || len(differences) == 0 {
		t.Errorf("a changed book was not noticed: %v", err)
	}
	// So does a changed entry.
	raw := mustSQL(t, path)
	if _, err := raw.Exec(`UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), 'broken jar', 'broken jur') AS BLOB) WHERE position = 4`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Verify(t.Context(), nil); !errors.Is(err, journal.ErrBroken) {
		t.Errorf("a changed entry was not noticed: %v", err)
	}
}

func mustSQL(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestTheFileHasOneOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := mustOpen(t, path)
	seed(t, s)
	_, err := store.Open(t.Context(), store.Options{Path: path, Terminal: "T1", Log: slog.New(slog.DiscardHandler)})
	if terminal.AsError(err).Code != "store.locked" {
		t.Errorf("second owner: %v", err)
	}
	reader, err := store.Open(t.Context(), store.Options{Path: path, Terminal: "T1", ReadOnly: true})
	if err != nil {
		t.Fatalf("reading beside the owner: %v", err)
	}
	view(t, reader, func(r terminal.Reader) {
		if head, err := r.Head(); err != nil || head.Sequence != 3 {
			t.Errorf("%+v, %v", head, err)
		}
	})
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := mustOpen(t, path)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw := mustSQL(t, path)
	if _, err := raw.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`); err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{false, true} {
		_, err := store.Open(t.Context(), store.Options{Path: path, Terminal: "T1", ReadOnly: readOnly, Log: slog.New(slog.DiscardHandler)})
		if terminal.AsError(err).Code != "store.newer" {
			t.Errorf("read only %t: %v", readOnly, err)
		}
	}
}

func TestAnotherTerminalsDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := mustOpen(t, path)
	seed(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), store.Options{Path: path, Terminal: "T2", Log: slog.New(slog.DiscardHandler)})
	if terminal.AsError(err).Code != "store.other_terminal" {
		t.Error(err)
	}
}

func TestWitness(t *testing.T) {
	copyFile := func(t *testing.T, from, to string) {
		t.Helper()
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, damage := range map[string]func(t *testing.T, path string){
		"set back to a copy": func(t *testing.T, path string) { copyFile(t, path+".copy", path) },
		"no witness":         func(t *testing.T, path string) { _ = os.Remove(store.WitnessPath(path)) },
		"empty witness":      func(t *testing.T, path string) { _ = os.Truncate(store.WitnessPath(path), 0) },
		"other journal": func(t *testing.T, path string) {
			raw := mustSQL(t, path)
			if _, err := raw.Exec(`UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '"s1"', '"s2"') AS BLOB) WHERE position = (SELECT max(position) FROM journal)`); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			s := mustOpen(t, path)
			seed(t, s)
			if s.Trust() != nil {
				t.Fatal("a fresh database is not trusted")
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			copyFile(t, path, path+".copy")
			s = mustOpen(t, path)
			if s.Trust() != nil {
				t.Fatalf("opened again: %v", s.Trust())
			}
			record(t, s, terminal.PackageCounted{Tag: "1A4AA0300000DEAD00000017", Delta: measure.Whole(-1)})
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			damage(t, path)
			s = mustOpen(t, path)
			if terminal.AsError(s.Trust()).Code != "store.needs_restore" {
				t.Errorf("trusted: %v", s.Trust())
			}
			// What is written meanwhile, such as a sign-in, must not make it forget.
			record(t, s, terminal.SignedIn{Staff: "s1", Event: "in"})
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = mustOpen(t, path)
			if terminal.AsError(s.Trust()).Code != "store.needs_restore" {
				t.Errorf("trusted after a sign-in: %v", s.Trust())
			}
		})
	}
}

func TestATornWitnessSlotLeavesTheOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := mustOpen(t, path)
	seed(t, s) // three writes: slots 1, 0, 1
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(store.WitnessPath(path), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte("torn"), 512+20); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, path)
	// The other slot saw entry 2, which the journal has: it is merely ahead.
	if s.Trust() != nil {
		t.Error(s.Trust())
	}
}

func TestPurchasesAreKeyedByDayAndToken(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "a.db"))
	day := clock.Date{Year: 2026, Month: 11, Day: 24}
	sale := clock.NewID()
	err := s.Do(t.Context(), func(tx terminal.Tx) error {
		return tx.PutPurchase(terminal.Purchase{LegalDay: day, Token: "aa01", Sale: sale, Lines: []terminal.LedgerLine{{
			Category: "flower", Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("3.5")},
		}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day   clock.Date
		token string
		want  int
	}{{day, "aa01", 1}, {day, "aa02", 0}, {day.AddDays(1), "aa01", 0}} {
		view(t, s, func(r terminal.Reader) {
			got, err := r.Purchases(c.day, c.token)
			if err != nil || len(got) != c.want {
				t.Errorf("%v %s: %v, %v", c.day, c.token, got, err)
			}
			if c.want == 1 && (got[0].Sale != sale || got[0].Lines[0].Measures[terminal.NetGrams].String() != "3.5") {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestNothingIsSoldFromADamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := mustOpen(t, path)
	seed(t, s)
	if err := s.QuickCheck(t.Context()); err != nil {
		t.Fatalf("a sound file: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw := mustSQL(t, path)
	var page int64
	if err := raw.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'package'`).Scan(&page); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(make([]byte, 200), (page-1)*4096+3900); err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte{0xff, 0xff, 0xff}, (page-1)*4096+3); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, path)
	if err := s.QuickCheck(t.Context()); terminal.AsError(err).Code != "store.damaged" || terminal.AsError(s.Trust()).Code != "store.damaged" {
		t.Errorf("%v, %v", err, s.Trust())
	}
}
