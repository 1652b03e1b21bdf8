package secrets_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/secrets"
)

func TestSecretsAreFilesOfTheOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	box, err := secrets.Open(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := box.Get(secrets.OrdersToken); terminal.AsError(err).Code != "secrets.missing" {
		t.Errorf("missing: %v", err)
	}
	if err := box.Set(secrets.OrdersToken, "tok\n"); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "a\nb"} {
		if err := box.Set(secrets.OrdersToken, bad); err == nil {
			t.Errorf("%q was kept", bad)
		}
	}
	if got, err := box.Get(secrets.OrdersToken); err != nil || got != "tok" {
		t.Errorf("%q, %v", got, err)
	}
	info, err := os.Stat(filepath.Join(folder, secrets.OrdersToken))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestKeysStayTheSame(t *testing.T) {
	folder := t.TempDir()
	read := func() ([]byte, string) {
		box, err := secrets.Open(folder, "")
		if err != nil {
			t.Fatal(err)
		}
		key, err := box.CommandKey()
		if err != nil {
			t.Fatal(err)
		}
		token, err := box.APIToken()
		if err != nil {
			t.Fatal(err)
		}
		return key, token
	}
	key, token := read()
	again, tokenAgain := read()
	if !bytes.Equal(key, again) || token != tokenAgain || len(key) != 32 || len(token) < 40 {
		t.Error("a key changed between two starts")
	}
	if err := os.WriteFile(filepath.Join(folder, "command.key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	box, err := secrets.Open(folder, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := box.CommandKey(); terminal.AsError(err).Code != "secrets.damaged" {
		t.Errorf("a damaged key was made anew: %v", err)
	}
}

func TestDayKeysAreForgotten(t *testing.T) {
	box, err := secrets.Open(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	keys := box.DayKeys()
	day := clock.Date{Year: 2026, Month: 11, Day: 24}
	first, err := keys.Today(day, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Today(day.AddDays(1), true); err != nil {
		t.Fatal(err)
	}
	if err := keys.Forget(day.AddDays(1)); err != nil {
		t.Fatal(err)
	}
	kept, err := keys.Kept()
	if err != nil || len(kept) != 1 || kept[day] != nil {
		t.Errorf("%d kept, %v", len(kept), err)
	}
	if _, err := keys.Today(day, false); terminal.AsError(err).Code != "secrets.day_key" {
		t.Errorf("a missing key was made anew: %v", err)
	}
	if second, err := keys.Today(day, true); err != nil || bytes.Equal(first, second) {
		t.Error("the old key came back")
	}
}
