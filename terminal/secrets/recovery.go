package secrets

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/curbline/curbline/terminal"
)

const (
	recipientFile = "recovery-recipient"
	// identityMaxBytes bounds a file of recovery keys.
	identityMaxBytes = 64 << 10
)

// Recovery is the owner's key to the backups (age, X25519). Only Recipient stays
// with the terminal; Identity is told once and kept on paper or elsewhere.
type Recovery struct {
	Identity  string // "AGE-SECRET-KEY-1…"
	Recipient string // "age1…"
}

// NewRecovery makes a recovery key.
func NewRecovery() (Recovery, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return Recovery{}, err
	}
	return Recovery{Identity: identity.String(), Recipient: identity.Recipient().String()}, nil
}

// Text is the key as a file, in the form that age's own tools read, too.
func (r Recovery) Text() string {
	return "# Curbline recovery key: it opens the backups of this terminal.\n" +
		"# public key: " + r.Recipient + "\n" + r.Identity + "\n"
}

// KeepRecipient makes a recovery key the one for whom backups are sealed.
func (b *Box) KeepRecipient(recipient string) error {
	if _, err := ParseRecipient(recipient); err != nil {
		return err
	}
	return b.write(recipientFile, []byte(recipient+"\n"))
}

// Recipient gives for whom backups are sealed, empty if there is no recovery key.
func (b *Box) Recipient() (string, error) {
	text, err := os.ReadFile(filepath.Join(b.folder, recipientFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", terminal.Errorf(terminal.Unavailable, "secrets.unreadable", "The file %s cannot be read.", recipientFile).Wrap(err)
	}
	recipient := strings.TrimSpace(string(text))
	if _, err := ParseRecipient(recipient); err != nil {
		return "", terminal.Errorf(terminal.Unavailable, "secrets.damaged", "The key file %s is damaged.", recipientFile).
			WithHint("curblinectl secret recovery makes a new recovery key.").Wrap(err)
	}
	return recipient, nil
}

// ParseRecipient reads an age X25519 recipient. It returns an Invalid error of
// code recovery.recipient.
func ParseRecipient(text string) (age.Recipient, error) {
	recipient, err := age.ParseX25519Recipient(text)
	if err != nil {
		return nil, terminal.Errorf(terminal.Invalid, "recovery.recipient", "%q is not a recipient such as age1….", text).Wrap(err)
	}
	return recipient, nil
}

// ReadIdentities reads a file of recovery keys, as Text writes it. It returns an
// Invalid error of code recovery.identity, which never quotes the file.
func ReadIdentities(source io.Reader) ([]age.Identity, error) {
	text, err := io.ReadAll(io.LimitReader(source, identityMaxBytes+1))
	defer clear(text)
	if err == nil && len(text) > identityMaxBytes {
		err = errors.New("too large")
	}
	var identities []age.Identity
	if err == nil {
		identities, err = age.ParseIdentities(bytes.NewReader(text))
	}
	if err != nil {
		// The cause may quote a line of the file.
		return nil, terminal.Errorf(terminal.Invalid, "recovery.identity", "That is not a recovery key.").
			WithHint(`A recovery key is a line that begins with "AGE-SECRET-KEY-1", printed when the terminal was set up.`)
	}
	return identities, nil
}
