package secrets_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/secrets/ca"
)

func box(t *testing.T) *secrets.Box {
	t.Helper()
	made, err := secrets.Open(filepath.Join(t.TempDir(), "keys"), "")
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestOnlyTheRecipientIsKept(t *testing.T) {
	b := box(t)
	if recipient, err := b.Recipient(); recipient != "" || err != nil {
		t.Errorf("%q, %v", recipient, err)
	}
	made, err := secrets.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.KeepRecipient(made.Recipient); err != nil {
		t.Fatal(err)
	}
	if recipient, err := b.Recipient(); recipient != made.Recipient || err != nil {
		t.Errorf("%q, %v", recipient, err)
	}
	entries, err := os.ReadDir(b.Folder())
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(b.Folder(), entry.Name()))
		if err != nil || strings.Contains(strings.ToUpper(string(text)), "AGE-SECRET-KEY") {
			t.Errorf("%s holds the recovery key: %v", entry.Name(), err)
		}
	}
	if err := os.WriteFile(filepath.Join(b.Folder(), "recovery-recipient"), []byte("age1x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Recipient(); terminal.AsError(err).Code != "secrets.damaged" {
		t.Errorf("%v", err)
	}
	if err := b.KeepRecipient(made.Identity); terminal.AsError(err).Code != "recovery.recipient" {
		t.Errorf("a secret key was kept as a recipient: %v", err)
	}
}

func TestARecoveryKeyIsReadFromItsFile(t *testing.T) {
	made, err := secrets.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"whole": made.Text(), "typed": "  \n" + made.Identity, "two": made.Text() + made.Text()} {
		identities, err := secrets.ReadIdentities(strings.NewReader(strings.TrimLeft(text, " \n")))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if own, ok := identities[0].(*age.X25519Identity); !ok || own.Recipient().String() != made.Recipient {
			t.Errorf("%s: another key", name)
		}
	}
	for name, text := range map[string]string{
		"empty": "", "recipient": made.Recipient, "cut": made.Identity[:len(made.Identity)-1],
		"mistyped": strings.Replace(made.Identity, made.Identity[30:31], "!", 1), "long": strings.Repeat("#\n", 40_000),
	} {
		_, err := secrets.ReadIdentities(strings.NewReader(text))
		coded := terminal.AsError(err)
		if coded == nil || coded.Code != "recovery.identity" || coded.Hint == "" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if said := coded.Error() + coded.Hint; strings.Contains(said, made.Identity[20:28]) {
			t.Errorf("%s: the error quotes the key", name)
		}
	}
}

func TestWhatABackupCarries(t *testing.T) {
	b := box(t)
	for _, make := range []func() error{
		func() error { _, err := b.CommandKey(); return err },
		func() error { _, err := b.PseudonymKey(); return err },
		func() error { _, err := b.CheckpointKey(); return err },
		func() error { _, err := b.APIToken(); return err },
		func() error {
			_, err := b.DayKeys().Today(clock.Date{Year: 2026, Month: 11, Day: 24}, true)
			return err
		},
		func() error { return b.Set(secrets.MetrcUserKey, "key") },
		func() error {
			_, err := ca.Open(b.Folder(), clock.NewSystem(time.Time{}), []string{"t1.local"}, nil)
			return err
		},
	} {
		if err := make(); err != nil {
			t.Fatal(err)
		}
	}
	files, err := b.Export()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	if strings.Join(names, " ") != "ca.pem checkpoint.key command.key pseudonym.key" {
		t.Errorf("%q", names)
	}
	if used, err := b.Used(); !used || err != nil {
		t.Errorf("%v, %v", used, err)
	}
	for name, text := range files {
		if err := secrets.CheckKept(name, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if used, err := box(t).Used(); used || err != nil {
		t.Errorf("%v, %v", used, err)
	}
}

func TestADamagedKeyIsNeitherCarriedNorTaken(t *testing.T) {
	b := box(t)
	for name, text := range map[string]string{
		"command.key": "00ff", "checkpoint.key": "not hexadecimal", "ca.pem": "no certificate", "recovery-recipient": "age1x",
		"pseudonym.key": strings.Repeat("0", secrets.KeptMaxBytes+2), "api-token": strings.Repeat("0", 64), "../x": strings.Repeat("0", 64),
	} {
		if err := secrets.CheckKept(name, []byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if err := os.WriteFile(filepath.Join(b.Folder(), "command.key"), []byte("00ff"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Export(); terminal.AsError(err).Code != "secrets.damaged" {
		t.Errorf("%v", err)
	}
}
