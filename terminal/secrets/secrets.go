// Package secrets keeps the terminal's keys and tokens as files of the service's
// user. Files of mode 0600 protect copies and backups of the database, which
// they are no part of; they do not protect against root on this machine.
package secrets

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

const (
	keyBytes      = 32
	tokenBytes    = 32
	valueMaxBytes = 4096
	// keysKeptMax bounds how many day keys may lie about.
	keysKeptMax = 400
)

// The secrets that a person sets.
const (
	MetrcVendorKey = "metrc-vendor-key"
	MetrcUserKey   = "metrc-user-key"
	OrdersToken    = "orders-token"
)

// Names are the secrets that curblinectl can set.
var Names = []string{MetrcVendorKey, MetrcUserKey, OrdersToken}

const (
	commandKeyFile    = "command.key"
	pseudonymKeyFile  = "pseudonym.key"
	checkpointKeyFile = "checkpoint.key"
)

// Box is a folder of secret files.
type Box struct {
	folder      string
	development map[string]string
}

// Open makes the folder if it is missing, with mode 0700. A development file, if
// named, gives the values that a sandbox comes with.
func Open(folder, developmentFile string) (*Box, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, terminal.Errorf(terminal.Unavailable, "secrets.folder", "The folder of keys cannot be made.").Wrap(err)
	}
	box := &Box{folder: folder}
	if developmentFile != "" {
		if _, err := toml.DecodeFile(developmentFile, &box.development); err != nil {
			return nil, terminal.Errorf(terminal.Invalid, "secrets.development", "The development secrets cannot be read.").Wrap(err)
		}
	}
	return box, nil
}

// Get gives a secret that a person set. It returns a NotFound error that says
// how to set it.
func (b *Box) Get(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(b.folder, name))
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if value, ok := b.development[name]; ok {
		return value, nil
	}
	return "", terminal.Errorf(terminal.NotFound, "secrets.missing", "The secret %s is not set.", name).
		WithHint("curblinectl secret set %s", name).Wrap(err)
}

// Set keeps a secret.
func (b *Box) Set(name, value string) error {
	value = strings.TrimSpace(value)
	if value == "" || len(value) > valueMaxBytes || strings.ContainsAny(value, "\r\n\x00") {
		return terminal.Errorf(terminal.Invalid, "secrets.value", "A secret is one line of text.")
	}
	return b.write(name, []byte(value+"\n"))
}

// write replaces a file whole, durably, with mode 0600.
func (b *Box) write(name string, content []byte) error {
	path := filepath.Join(b.folder, name)
	file, err := os.CreateTemp(b.folder, ".new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	folder, err := os.Open(b.folder)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// key gives a key file's bytes, made at the first use.
func (b *Box) key(name string, size int) ([]byte, error) {
	path := filepath.Join(b.folder, name)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		fresh := make([]byte, size)
		if _, err := rand.Read(fresh); err != nil {
			return nil, err
		}
		return fresh, b.write(name, []byte(hex.EncodeToString(fresh)+"\n"))
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != size {
		return nil, terminal.Errorf(terminal.Unavailable, "secrets.damaged", "The key file %s is damaged.", name).Wrap(err)
	}
	return key, nil
}

// CommandKey keys the hashes of command bodies.
func (b *Box) CommandKey() ([]byte, error) { return b.key(commandKeyFile, keyBytes) }

// PseudonymKey keys the names by which staff are known outside.
func (b *Box) PseudonymKey() ([]byte, error) { return b.key(pseudonymKeyFile, keyBytes) }

// CheckpointKey signs the journal's head at each close (Ed25519).
func (b *Box) CheckpointKey() (ed25519.PrivateKey, error) {
	seed, err := b.key(checkpointKeyFile, ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// APIToken is the bearer token of the loopback API, made at the first use.
func (b *Box) APIToken() (string, error) {
	raw, err := b.key("api-token", tokenBytes)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

const dayKeyPrefix = "day-"

// DayKeys are the keys by which persons are known on one legal day each.
type DayKeys struct{ box *Box }

// DayKeys gives the store of day keys.
func (b *Box) DayKeys() *DayKeys { return &DayKeys{box: b} }

// Today gives the key of a day. It is made only if mayMake says that nothing
// was bought under a key of that day yet: a key that went missing must not turn
// what was bought into nothing.
func (k *DayKeys) Today(day clock.Date, mayMake bool) ([]byte, error) {
	name := dayKeyPrefix + day.String()
	if _, err := os.Stat(filepath.Join(k.box.folder, name)); err != nil && !mayMake {
		return nil, terminal.Errorf(terminal.Unavailable, "secrets.day_key", "The key of %s is missing.", day).Wrap(err)
	}
	return k.box.key(name, keyBytes)
}

// Kept gives the keys of all days that are kept.
func (k *DayKeys) Kept() (map[clock.Date][]byte, error) {
	days, err := k.days()
	if err != nil {
		return nil, err
	}
	kept := map[clock.Date][]byte{}
	for _, day := range days {
		if kept[day], err = k.Today(day, false); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// Forget destroys the keys of days before a day: what was bought then cannot be
// told apart from what anybody else bought any more.
func (k *DayKeys) Forget(before clock.Date) error {
	days, err := k.days()
	if err != nil {
		return err
	}
	var problems []error
	for _, day := range days {
		if day.Compare(before) < 0 {
			problems = append(problems, k.destroy(dayKeyPrefix+day.String()))
		}
	}
	return errors.Join(problems...)
}

// destroy writes over a file before it goes, for what that is worth on a disk
// that copies.
func (k *DayKeys) destroy(name string) error {
	path := filepath.Join(k.box.folder, name)
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(make([]byte, 2*keyBytes))
	return errors.Join(err, file.Sync(), file.Close(), os.Remove(path))
}

func (k *DayKeys) days() ([]clock.Date, error) {
	entries, err := os.ReadDir(k.box.folder)
	if err != nil {
		return nil, err
	}
	var days []clock.Date
	for _, entry := range entries {
		text, found := strings.CutPrefix(entry.Name(), dayKeyPrefix)
		if !found {
			continue
		}
		day, err := clock.ParseDate(text)
		if err != nil {
			return nil, fmt.Errorf("day key %s: %w", entry.Name(), err)
		}
		days = append(days, day)
	}
	if len(days) > keysKeptMax {
		return nil, terminal.Errorf(terminal.Unavailable, "secrets.too_many", "Too many day keys are kept.")
	}
	return days, nil
}
