// Package backup is the form of a backup: one file, sealed with age
// (age-encryption.org/v1) for the owner's recovery key, with a tar inside. The
// manifest comes first, so that a file that is not wanted is refused before
// anything is unpacked; then the database and the key files, each with the size
// and SHA-256 that the manifest says.
package backup

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
)

// Format is the version that this package writes. It reads that one and earlier
// ones.
const Format = 1

// The parts' names.
const (
	ManifestName = "manifest.json"
	DatabaseName = "curbline.db"
	KeyPrefix    = "keys/"
)

// Limits of what is read.
const (
	ManifestMaxBytes = 64 << 10
	PartsMax         = 16
	KeyMaxBytes      = 16 << 10
	DatabaseMaxBytes = 64 << 30
)

// Manifest says whose backup it is, of which moment, and what is in it.
type Manifest struct {
	Format   int           `json:"format"`
	MadeAt   time.Time     `json:"made_at"`
	Store    string        `json:"store"` // code
	License  string        `json:"license"`
	Terminal string        `json:"terminal"`
	Epoch    string        `json:"epoch"`
	Sequence int64         `json:"sequence"`
	Head     terminal.Hash `json:"head"`
	Entries  int64         `json:"entries"` // of the journal, in all epochs
	Parts    []Part        `json:"parts"`
}

// Part is one file in the backup.
type Part struct {
	Name   string        `json:"name"`
	Bytes  int64         `json:"bytes"`
	SHA256 terminal.Hash `json:"sha256"`
}

// Bytes is how much all parts are.
func (m Manifest) Bytes() (all int64) {
	for _, part := range m.Parts {
		all += part.Bytes
	}
	return all
}

var keyPattern = regexp.MustCompile(`^` + KeyPrefix + `[a-z][a-z0-9-]*(\.[a-z]+)?$`)

// parseManifest looks at the version before anything else: a newer one may say
// other things.
func parseManifest(text []byte) (Manifest, error) {
	var version struct {
		Format int `json:"format"`
	}
	var m Manifest
	if err := json.Unmarshal(text, &version); err != nil {
		return m, err
	}
	if version.Format > Format {
		return m, terminal.Errorf(terminal.Conflict, "backup.newer",
			"This backup was made by a newer Curbline (format %d; this one knows %d).", version.Format, Format).
			WithHint("Restore it with the newer program. Nothing was changed.")
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return m, err
	}
	return m, m.check()
}

func (m Manifest) check() error {
	if m.Format < 1 || len(m.Parts) == 0 || len(m.Parts) > PartsMax || m.Parts[0].Name != DatabaseName {
		return errors.New("the manifest lists no database first, or too much")
	}
	seen := map[string]bool{}
	for i, part := range m.Parts {
		most := int64(KeyMaxBytes)
		if i == 0 {
			most = DatabaseMaxBytes
		} else if !keyPattern.MatchString(part.Name) {
			return errors.New("the manifest lists a part that no backup has")
		}
		if seen[part.Name] || part.Bytes < 0 || part.Bytes > most {
			return errors.New("the manifest lists a part twice or too large")
		}
		seen[part.Name] = true
	}
	return nil
}

func damaged(cause error) error {
	return terminal.Errorf(terminal.Invalid, "backup.damaged", "The backup is damaged, cut short or was edited.").
		WithHint("Nothing was changed. Take another copy of it, or an earlier backup.").Wrap(cause)
}

// counting tells how far a long copy is and ends it with its context.
type counting struct {
	ctx      context.Context //nolint:containedctx // lives as long as the copy
	done     int64
	all      int64
	told     int64
	progress func(done, all int64)
}

// progressEvery is how many bytes pass between two words about progress.
const progressEvery = 4 << 20

func (c *counting) Write(chunk []byte) (int, error) {
	c.done += int64(len(chunk))
	if c.progress != nil && (c.done-c.told >= progressEvery || c.done == c.all) {
		c.told = c.done
		c.progress(c.done, c.all)
	}
	return len(chunk), c.ctx.Err()
}

var _ io.Writer = (*counting)(nil)
