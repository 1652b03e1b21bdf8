package store_test

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/store"
)

func look(t *testing.T, s *store.Store, see func(terminal.Reader) error) {
	t.Helper()
	if err := s.View(context.Background(), see); err != nil {
		t.Fatal(err)
	}
}

func do(t *testing.T, s *store.Store, change func(terminal.Tx) error) {
	t.Helper()
	if err := s.Do(context.Background(), change); err != nil {
		t.Fatal(err)
	}
}

// outside changes the file behind the program's back.
func outside(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("curbline-write", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

var tablet = terminal.Device{
	ID: "tablet-7k3q0a", Name: "Tablet 1", TokenHash: terminal.Hash{1, 2, 3}, PairedAt: at, PairedBy: "m1",
}

func TestDevicesAndDoorLocksAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := mustOpen(t, path)
	seed(t, s)
	record(t, s, terminal.DevicePaired{Offer: "o1", Device: tablet})
	lock := terminal.DoorLock{Device: "T1", FailedPINs: 11, LastWrong: at, LockedUntil: at.Add(2 * time.Minute)}
	do(t, s, func(tx terminal.Tx) error {
		return tx.PutDoorLock(terminal.DoorLock{Device: "T1", FailedPINs: 1, LastWrong: at})
	})
	do(t, s, func(tx terminal.Tx) error { return tx.PutDoorLock(lock) })
	record(t, s, terminal.DeviceRevoked{Device: tablet.ID, Name: tablet.Name, At: at.Add(time.Hour)})
	record(t, s, terminal.DeviceRevoked{Device: tablet.ID, Name: tablet.Name, At: at.Add(2 * time.Hour)}) // the first one stands
	look(t, s, func(reader terminal.Reader) error {
		want := tablet
		want.RevokedAt = at.Add(time.Hour)
		all, err := reader.Devices()
		if diff := cmp.Diff([]terminal.Device{want}, all); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if one, err := reader.Device(tablet.ID); err != nil || !one.Revoked() {
			t.Errorf("%+v, %v", one, err)
		}
		if _, err := reader.Device("tablet-none"); terminal.KindOf(err) != terminal.NotFound {
			t.Error(err)
		}
		got, err := reader.DoorLock("T1")
		if diff := cmp.Diff(lock, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		none, err := reader.DoorLock(tablet.ID)
		if diff := cmp.Diff(terminal.DoorLock{Device: tablet.ID}, none); diff != "" || err != nil {
			t.Error(diff, err)
		}
		return nil
	})
}

func TestWhoMayDoWhatIsComparedWithTheJournal(t *testing.T) {
	for name, c := range map[string]struct{ change, want string }{
		"nothing":  {"", ""},
		"a role":   {`UPDATE staff SET body = json_set(body, '$.Role', 'manager')`, "staff: only in the database: staff_id=b1 role=manager active=1"},
		"back":     {`UPDATE staff SET body = json_set(body, '$.Active', json('false'))`, "staff: only in the database: staff_id=b1 role=budtender active=0"},
		"a person": {`INSERT INTO staff (staff_id, badge, body) VALUES ('x', 'x', '{"Role":"manager","Active":true}')`, "staff: only in the database: staff_id=x"},
		"a token":  {`UPDATE device SET token_hash = x'00'`, "device: only in the database: device_id=tablet-7k3q0a"},
		"revoked":  {`UPDATE device SET revoked_at = 0`, "device: only in the database: device_id=tablet-7k3q0a"},
		"a tablet": {`INSERT INTO device (device_id, name, token_hash, paired_at, paired_by) VALUES ('y', 'y', x'01', 1, 'm1')`, "device: only in the database: device_id=y"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			s := mustOpen(t, path)
			seed(t, s)
			do(t, s, func(tx terminal.Tx) error {
				return tx.PutStaff(terminal.StaffMember{ID: "b1", Badge: "B-B1", Name: "Blair Quinn", PINHash: "h", FailedPINs: 3})
			})
			record(t, s, terminal.StaffSaved{Staff: "b1", Role: terminal.Budtender, Active: true})
			record(t, s, terminal.DevicePaired{Device: tablet})
			record(t, s, terminal.DeviceRevoked{Device: tablet.ID, At: at})
			look(t, s, func(reader terminal.Reader) error {
				member, err := reader.Staff("b1")
				if member.Name != "Blair Quinn" || member.PINHash != "h" || member.FailedPINs != 3 || member.Role != terminal.Budtender || !member.Active {
					t.Errorf("the entry changed more than the role: %+v", member)
				}
				return err
			})
			if c.change != "" {
				outside(t, path, c.change)
			}
			differences, err := s.Replay(t.Context(), t.TempDir(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(differences, "\n"); c.want == "" && all != "" || !strings.Contains(all, c.want) {
				t.Errorf("%s\nwant %s", all, c.want)
			}
		})
	}
}

func TestAFileOfTheFirstFormatIsBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	first, err := store.Open(t.Context(), store.Options{Path: path, Terminal: "T1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	seed(t, first)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	outside(t, path, `DROP TABLE device`, `DROP TABLE door`, `DELETE FROM goose_db_version WHERE version_id >= 2`)
	s := mustOpen(t, path)
	record(t, s, terminal.DevicePaired{Device: tablet})
	look(t, s, func(reader terminal.Reader) error {
		all, err := reader.Devices()
		if len(all) != 1 {
			t.Errorf("%+v", all)
		}
		product, err2 := reader.Product(flower.SKU)
		if err2 != nil || product.Name != flower.Name {
			t.Errorf("%+v, %v", product, err2)
		}
		return err
	})
	if differences, err := s.Replay(t.Context(), t.TempDir(), nil); err != nil || len(differences) > 0 {
		t.Errorf("%v, %v", differences, err)
	}
}
