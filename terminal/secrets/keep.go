package secrets

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/secrets/ca"
)

// KeptMaxBytes bounds one file that goes into a backup.
const KeptMaxBytes = 16 << 10

// Kept are the key files that a backup carries: without them the journal's
// checkpoints could not be signed by the same hand, commands not be recognized,
// runners be renamed, and every tablet have to be trusted anew.
//
// Not carried: the day keys, because they would make persons known from a copy;
// the API's token, which the next start makes; what a person set (the state's
// and the web shop's), because whoever has a backup must not be able to file or
// take orders in the shop's name.
var Kept = []string{commandKeyFile, pseudonymKeyFile, checkpointKeyFile, ca.FileName, recipientFile}

// Folder is where the files are.
func (b *Box) Folder() string { return b.folder }

// Export gives the files of Kept that there are.
func (b *Box) Export() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range Kept {
		text, err := os.ReadFile(filepath.Join(b.folder, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = CheckKept(name, text)
		}
		if err != nil {
			return nil, err
		}
		files[name] = text
	}
	return files, nil
}

// CheckKept says whether a text is what a file of Kept holds. It returns errors
// of code secrets.damaged and ca.damaged.
func CheckKept(name string, text []byte) error {
	wrong := terminal.Errorf(terminal.Unavailable, "secrets.damaged", "The key file %s is damaged.", name)
	switch {
	case !slices.Contains(Kept, name) || len(text) > KeptMaxBytes:
		return wrong
	case name == ca.FileName:
		return ca.Check(text)
	case name == recipientFile:
		if _, err := ParseRecipient(strings.TrimSpace(string(text))); err != nil {
			return wrong.Wrap(err)
		}
		return nil
	}
	if key, err := hex.DecodeString(strings.TrimSpace(string(text))); err != nil || len(key) != keyBytes {
		return wrong.Wrap(err)
	}
	return nil
}

// Used says whether the folder holds keys of days, which only a terminal that was
// set up makes.
func (b *Box) Used() (bool, error) {
	days, err := b.DayKeys().days()
	return len(days) > 0, err
}
