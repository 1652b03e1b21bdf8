package journal

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
)

// checkpointPrefix names the text form and its version.
const checkpointPrefix = "CURBLINE1"

// ErrCheckpoint says that a checkpoint's text is malformed or its signature is
// not from the key.
var ErrCheckpoint = errors.New("checkpoint not valid")

// SignCheckpoint signs the head at a shift's close with Ed25519 (RFC 8032).
func SignCheckpoint(key ed25519.PrivateKey, head terminal.Head, shift int64) terminal.Checkpoint {
	checkpoint := terminal.Checkpoint{
		Terminal: head.Terminal, Epoch: head.Epoch, Sequence: head.Sequence, Hash: head.Hash,
		At: head.Stamp.Wall, Shift: shift,
	}
	checkpoint.Signature = ed25519.Sign(key, []byte(signedText(checkpoint)))
	return checkpoint
}

func signedText(c terminal.Checkpoint) string {
	return strings.Join([]string{
		checkpointPrefix, c.Terminal, c.Epoch, strconv.FormatInt(c.Sequence, 10), c.Hash.String(),
		c.At.UTC().Format(time.RFC3339), strconv.FormatInt(c.Shift, 10),
	}, " ")
}

// CheckpointText is what the QR code on a Z holds: the signed words and the
// signature in base64url.
func CheckpointText(c terminal.Checkpoint) string {
	return signedText(c) + " " + base64.RawURLEncoding.EncodeToString(c.Signature)
}

// ParseCheckpoint reads the text form and checks the signature. It returns
// ErrCheckpoint.
func ParseCheckpoint(text string, key ed25519.PublicKey) (terminal.Checkpoint, error) {
	words := strings.Fields(text)
	if len(words) != 8 || words[0] != checkpointPrefix {
		return terminal.Checkpoint{}, fmt.Errorf("%w: not a checkpoint", ErrCheckpoint)
	}
	var c terminal.Checkpoint
	var problems [5]error
	c.Terminal, c.Epoch = words[1], words[2]
	c.Sequence, problems[0] = strconv.ParseInt(words[3], 10, 64)
	problems[1] = c.Hash.UnmarshalText([]byte(words[4]))
	c.At, problems[2] = time.Parse(time.RFC3339, words[5])
	c.Shift, problems[3] = strconv.ParseInt(words[6], 10, 64)
	c.Signature, problems[4] = base64.RawURLEncoding.DecodeString(words[7])
	if err := errors.Join(problems[:]...); err != nil {
		return terminal.Checkpoint{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, []byte(signedText(c)), c.Signature) {
		return terminal.Checkpoint{}, fmt.Errorf("%w: the signature is not from this terminal's key", ErrCheckpoint)
	}
	return c, nil
}
