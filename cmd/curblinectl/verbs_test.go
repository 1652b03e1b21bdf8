package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/store"
)

const configText = `[store]
name = "Larimer Street Dispensary"
code = "LARIM"
license = "402R-00123"
jurisdiction = "US-CO"
locality = "US-CO-Denver"
time_zone = "America/Denver"
[terminal]
id = "T1"
data_dir = "data"
[api]
listen = "127.0.0.1:0"
`

const staffText = `id,name,badge,role,pin
lena,Lena Ortiz,B-M1,manager,4826
mara,Mara Silva,B-B1,budtender,7391
`

// bench is a shop in a folder and what the verbs said.
type bench struct {
	t      *testing.T
	folder string
	config config.Config
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, folder: t.TempDir()}
	var problems config.Problems
	b.config, problems = config.Parse(configText, b.folder)
	if err := problems.Err("curbline.toml"); err != nil {
		t.Fatal(err)
	}
	b.write("staff.csv", staffText)
	return b
}

func (b *bench) path(name string) string { return filepath.Join(b.folder, name) }

func (b *bench) write(name, text string) string {
	b.t.Helper()
	if err := os.WriteFile(b.path(name), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return b.path(name)
}

type runner interface{ Run(*run) error }

// try runs one verb with what is typed, and gives what it said.
func (b *bench) try(verb runner, typed string) (string, error) {
	b.t.Helper()
	var said bytes.Buffer
	err := verb.Run(&run{ctx: b.t.Context(), config: b.config, out: &said, in: strings.NewReader(typed), log: slog.New(slog.DiscardHandler)})
	return said.String(), err
}

func (b *bench) do(verb runner, typed string) string {
	b.t.Helper()
	said, err := b.try(verb, typed)
	if err != nil {
		b.t.Fatalf("%v\n%s", err, said)
	}
	return said
}

func (b *bench) refused(verb runner, typed, code string) {
	b.t.Helper()
	said, err := b.try(verb, typed)
	if err == nil || terminal.AsError(err).Code != code {
		b.t.Errorf("%T: %v, want %s\n%s", verb, err, code, said)
	}
}

// serve runs the terminal beside the verbs.
func (b *bench) serve() {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	program, err := service.Open(ctx, b.config, slog.New(slog.DiscardHandler))
	if err == nil {
		_, err = program.Listen(ctx, "")
	}
	if err != nil {
		b.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- errors.Join(program.Run(ctx), program.Close()) }()
	b.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.t.Error(err)
		}
	})
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		if client, err := dial(&run{ctx: ctx, config: b.config}); err == nil && client != nil {
			return
		}
		<-tick.C
	}
	b.t.Fatal("the terminal does not answer")
}

func (b *bench) setUp() {
	b.t.Helper()
	b.do(&setupVerb{Staff: b.path("staff.csv"), recoveryTo: recoveryTo{RecoveryFile: b.path("recovery.txt")}}, "")
	b.write("pin", "5937\n")
	b.do(&staffChangePIN{manager: manager{Badge: "B-M1"}, NewPINFile: b.path("pin")}, "4826\n")
}

func lena() manager { return manager{Badge: "B-M1"} }

const lenaPIN = "5937\n"

func TestTheRecoveryKeyIsToldOnce(t *testing.T) {
	b := newBench(t)
	said := b.do(&setupVerb{Staff: b.path("staff.csv")}, "")
	key := regexp.MustCompile(`AGE-SECRET-KEY-1[A-Z0-9]+`).FindString(said)
	if key == "" || strings.Count(said, key) != 1 || !strings.Contains(said, "opens the backups") {
		t.Fatalf("%s", said)
	}
	err := filepath.WalkDir(b.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(key)) || bytes.Contains(text, []byte(strings.ToLower(key))) {
			t.Errorf("%s holds the recovery key", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.refused(&secretRecovery{}, "no\n", "ctl.not_confirmed")
	b.refused(&secretRecovery{}, "", "ctl.not_confirmed")
	again := b.do(&secretRecovery{}, "yes\n")
	other := regexp.MustCompile(`AGE-SECRET-KEY-1[A-Z0-9]+`).FindString(again)
	if other == "" || other == key {
		t.Errorf("%s", again)
	}
	box, err := service.OpenBox(b.config)
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := box.Recipient()
	if err != nil || !strings.Contains(again, recipient) || strings.Contains(said, recipient) {
		t.Errorf("%q, %v", recipient, err)
	}
}

// The manager of the staff file takes the goods in once, and must then choose
// another PIN.
func TestSetUpTakesGoodsInByAnIssuedPIN(t *testing.T) {
	b := newBench(t)
	goods := b.write("products.csv", "sku,name,category,price,net_grams\nFLW-1,OG Kush 3.5 g,flower,35.00,3.5\n")
	said := b.do(&setupVerb{Staff: b.path("staff.csv"), Products: goods, Badge: "B-M1", recoveryTo: recoveryTo{RecoveryFile: b.path("key")}}, "4826\n")
	if !strings.Contains(said, "1 products") {
		t.Errorf("%s", said)
	}
	if list := b.do(&staffList{}, ""); strings.Count(list, "must change the PIN") != 2 {
		t.Errorf("%s", list)
	}
	b.refused(&importVerb{Products: goods, Badge: "B-M1"}, "4826\n", "staff.must_change_pin")
	b.do(&staffChangePIN{manager: manager{Badge: "B-M1"}}, "4826\n5937\n")
	b.do(&importVerb{Products: goods, Badge: "B-M1"}, "5937\n")
}

func TestWhereARecoveryKeyMayNotGo(t *testing.T) {
	b := newBench(t)
	b.write("taken", "older key\n")
	if err := os.MkdirAll(b.path("data/keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(b.path("data/keys"), b.path("link")); err != nil {
		t.Fatal(err)
	}
	for path, code := range map[string]string{
		b.path("taken"): "recovery.exists", b.path("data/key"): "recovery.place", b.path("link/key"): "recovery.place",
		b.path("data/../data/keys/x"): "recovery.place", b.path("none/key"): "recovery.unwritable",
	} {
		b.refused(&setupVerb{Staff: b.path("staff.csv"), recoveryTo: recoveryTo{RecoveryFile: path}}, "", code)
	}
	b.refused(&secretRecovery{Yes: true}, "", "service.not_set_up")
	b.do(&setupVerb{Staff: b.path("staff.csv"), recoveryTo: recoveryTo{RecoveryFile: b.path("key")}}, "")
	info, err := os.Stat(b.path("key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	// A second set-up is refused, and leaves no key for which nothing is sealed.
	b.refused(&setupVerb{Staff: b.path("staff.csv"), recoveryTo: recoveryTo{RecoveryFile: b.path("second")}}, "", "service.set_up")
	if _, err := os.Stat(b.path("second")); err == nil {
		t.Error("a key that opens nothing was left")
	}
	if text, err := os.ReadFile(b.path("taken")); err != nil || string(text) != "older key\n" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestBackupAndRestoreByTheirVerbs(t *testing.T) {
	b := newBench(t)
	b.setUp()
	b.serve()
	said := b.do(&backupVerb{File: b.path("shop.backup")}, "")
	if !strings.Contains(said, "T1 of LARIM") || !strings.Contains(said, "read back whole") || !strings.Contains(said, "Not in it") {
		t.Errorf("%s", said)
	}
	b.refused(&backupVerb{File: b.path("shop.backup")}, "", "backup.exists")

	other := *b
	other.config.Terminal.DataDir = b.path("second")
	key := b.path("recovery.txt")
	for _, c := range []struct {
		verb restoreVerb
		code string
	}{
		{restoreVerb{}, "restore.what"},
		{restoreVerb{File: b.path("shop.backup"), InPlace: true}, "restore.what"},
		{restoreVerb{InPlace: true}, "restore.reason"},
		{restoreVerb{File: b.path("shop.backup")}, "restore.identity"},
		{restoreVerb{File: b.path("shop.backup"), Identity: b.path("none")}, "restore.identity"},
		{restoreVerb{File: b.path("shop.backup"), Identity: b.path("staff.csv")}, "recovery.identity"},
		{restoreVerb{File: b.path("staff.csv"), Identity: key}, "backup.not_backup"},
	} {
		other.refused(&c.verb, "", c.code)
	}
	b.refused(&restoreVerb{File: b.path("shop.backup"), Identity: key, By: "lena"}, "", "store.locked")
	text, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	said = other.do(&restoreVerb{File: b.path("shop.backup"), Identity: "-", By: "lena"}, string(text))
	for _, words := range []string{"every entry checked", "Lost is", "nothing is filed twice", "supervisor's matter", "Tablets stay paired", "A new epoch"} {
		if !strings.Contains(said, words) {
			t.Errorf("it does not say %q:\n%s", words, said)
		}
	}
	other.refused(&restoreVerb{File: b.path("shop.backup"), Identity: key, By: "lena"}, "", "restore.used")
	other.refused(&restoreVerb{InPlace: true, Reason: "again", By: "lena"}, "", "restore.not_needed")
	other.do(&verifyVerb{}, "")
	other.serve()
	if list := other.do(&staffList{}, ""); !strings.Contains(list, "Lena Ortiz") {
		t.Errorf("%s", list)
	}
}

func TestPeopleByTheRunningTerminal(t *testing.T) {
	b := newBench(t)
	b.setUp()
	b.refused(&staffDeactivate{manager: lena(), Staff: "mara"}, lenaPIN, "service.not_running")
	b.serve()
	list := b.do(&staffList{}, "")
	if !strings.Contains(list, "2 people") || !strings.Contains(list, "must change the PIN") || strings.Contains(list, "argon2") {
		t.Errorf("%s", list)
	}
	said := b.do(&staffAdd{manager: lena(), Name: "Rio Vance", Role: "curbside", NewBadge: "B-C1", ID: "rio"}, lenaPIN)
	pin := regexp.MustCompile(`PIN: (\d{6})`).FindStringSubmatch(said)
	if pin == nil {
		t.Fatalf("%s", said)
	}
	if list := b.do(&staffList{}, ""); !strings.Contains(list, "rio") || !strings.Contains(list, "curbside") || strings.Contains(list, pin[1]) {
		t.Errorf("%s", list)
	}
	b.write("pin", "8264\n")
	said = b.do(&staffResetPIN{manager: lena(), newPIN: newPIN{NewPINFile: b.path("pin")}, Staff: "rio"}, lenaPIN)
	if strings.Contains(said, "8264") || !strings.Contains(said, "must be changed") {
		t.Errorf("%s", said)
	}
	b.write("easy", "1234\n")
	for _, c := range []struct {
		verb  runner
		typed string
		code  string
	}{
		{&staffAdd{manager: lena(), Name: "Ana", Role: "boss", NewBadge: "B-C2"}, lenaPIN, "staff.field"},
		{&staffAdd{manager: lena(), Name: "Ana", Role: "lead", NewBadge: "B-C1"}, lenaPIN, "staff.badge_taken"},
		{&staffResetPIN{manager: lena(), newPIN: newPIN{NewPINFile: b.path("easy")}, Staff: "rio"}, lenaPIN, "staff.pin_rule"},
		{&staffDeactivate{manager: lena(), Staff: "rio"}, "1111\n", "staff.wrong_pin"},
		{&staffDeactivate{manager: lena(), Staff: "rio"}, "", "staff.no_pin"},
		{&staffDeactivate{manager: lena(), Staff: "lena"}, lenaPIN, "staff.last_manager"},
		{&staffDeactivate{manager: manager{Badge: "B-C1"}, Staff: "mara"}, "8264\n", "staff.must_change_pin"},
		{&tabletRevoke{manager: lena(), Tablet: "tablet-none"}, lenaPIN, "tablet.not_paired"},
	} {
		b.refused(c.verb, c.typed, c.code)
	}
	b.do(&staffDeactivate{manager: lena(), Staff: "rio"}, lenaPIN)
	if list := b.do(&staffList{}, ""); strings.Contains(list, "rio") {
		t.Errorf("%s", list)
	}
	if list := b.do(&staffList{All: true}, ""); !strings.Contains(list, "does not work here any more") {
		t.Errorf("%s", list)
	}
}

func TestTabletsAreListedAndShutOut(t *testing.T) {
	b := newBench(t)
	b.setUp()
	opened, err := store.Open(t.Context(), store.Options{Path: service.DatabasePath(b.config), Terminal: "T1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"Curb 1", "Curb 2"} {
		device := terminal.Device{ID: fmt.Sprintf("tablet-%d", i), Name: name, TokenHash: terminal.Hash{byte(i)}, PairedAt: time.Now(), PairedBy: "lena"}
		if err := opened.Do(t.Context(), func(tx terminal.Tx) error { return tx.PutDevice(device) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	b.serve()
	if said := b.do(&tabletList{}, ""); !strings.Contains(said, "2 tablets") || !strings.Contains(said, "Curb 1") {
		t.Errorf("%s", said)
	}
	b.do(&tabletRevoke{manager: lena(), Tablet: "Curb 1", Reason: "lost in the lot"}, lenaPIN)
	if said := b.do(&tabletList{}, ""); !strings.Contains(said, "1 tablets") || strings.Contains(said, "Curb 1") {
		t.Errorf("%s", said)
	}
	if said := b.do(&tabletList{All: true}, ""); !strings.Contains(said, "shut out") {
		t.Errorf("%s", said)
	}
	b.refused(&tabletRevoke{manager: lena(), Tablet: "tablet-0"}, lenaPIN, "tablet.not_paired")
}

func TestASecretIsReadFromItsLineAlone(t *testing.T) {
	b := newBench(t)
	b.do(&secretSet{Name: secrets.OrdersToken}, "tok\nmore")
	box, err := service.OpenBox(b.config)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := box.Get(secrets.OrdersToken); got != "tok" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	b.refused(&secretSet{Name: "nothing"}, "x\n", "secrets.name")
	b.refused(&secretSet{Name: secrets.OrdersToken}, "", "secrets.value")
}

func TestALineIsBounded(t *testing.T) {
	for _, c := range []struct {
		length int
		ok     bool
	}{{lineMaxBytes, true}, {lineMaxBytes + 1, false}} {
		rest := strings.NewReader(strings.Repeat("x", c.length) + "\nnext\n")
		line, err := readLine(rest)
		if (err == nil) != c.ok || c.ok && len(line) != c.length {
			t.Errorf("%d: %d, %v", c.length, len(line), err)
		}
		if next, err := readLine(rest); c.ok && (next != "next" || err != nil) {
			t.Errorf("%q, %v", next, err)
		}
	}
	if _, err := readLine(strings.NewReader("")); !errors.Is(err, io.EOF) {
		t.Errorf("%v", err)
	}
	if line, err := readLine(strings.NewReader("4826")); line != "4826" || err != nil {
		t.Errorf("%q, %v", line, err)
	}
}
