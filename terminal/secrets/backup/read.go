package backup

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/curbline/curbline/terminal"
)

// intro is how every age file begins.
const intro = "age-encryption.org/v1\n"

// Taker takes what a backup holds.
type Taker struct {
	// Accept sees the manifest before anything is unpacked; its error ends the
	// reading.
	Accept func(Manifest) error
	// Part gives where a part goes to. It is closed after its last byte. What was
	// written counts for nothing before Read has returned without an error.
	Part func(Part) (io.WriteCloser, error)
	// Progress is told bytes done and in all; it may be nil.
	Progress func(done, all int64)
}

// Read opens a backup with the recovery key and checks every byte of it: age's
// authentication, the manifest, each part's size and hash, and the end. It
// returns errors of code backup.not_backup, backup.wrong_key, backup.newer and
// backup.damaged, and what the taker returned.
func Read(ctx context.Context, source io.Reader, identities []age.Identity, taker Taker) (Manifest, error) {
	buffered := bufio.NewReaderSize(source, 1<<20)
	if start, err := buffered.Peek(len(intro)); err != nil || string(start) != intro {
		return Manifest{}, terminal.Errorf(terminal.Invalid, "backup.not_backup", "This file is not a backup of a Curbline terminal.").Wrap(err)
	}
	opened, err := age.Decrypt(buffered, identities...)
	var foreign *age.NoIdentityMatchError
	if errors.As(err, &foreign) {
		return Manifest{}, terminal.Errorf(terminal.Refused, "backup.wrong_key", "This backup is not sealed for that recovery key.").
			WithHint("Each backup opens with the recovery key that was in use when it was made.")
	}
	if err != nil {
		return Manifest{}, damaged(err)
	}
	return unpack(ctx, opened, taker)
}

func unpack(ctx context.Context, opened io.Reader, taker Taker) (Manifest, error) {
	packed := tar.NewReader(opened)
	manifest, err := readManifest(packed)
	if err != nil {
		return manifest, err
	}
	if err := taker.Accept(manifest); err != nil {
		return manifest, err
	}
	told := &counting{ctx: ctx, all: manifest.Bytes(), progress: taker.Progress}
	for _, part := range manifest.Parts {
		if err := unpackPart(packed, part, taker, told); err != nil {
			return manifest, err
		}
	}
	if _, err := packed.Next(); !errors.Is(err, io.EOF) {
		return manifest, damaged(fmt.Errorf("more behind the last part: %w", err))
	}
	return manifest, drain(opened)
}

func readManifest(packed *tar.Reader) (Manifest, error) {
	entry, err := packed.Next()
	if err != nil {
		return Manifest{}, damaged(err)
	}
	if entry.Name != ManifestName || entry.Typeflag != tar.TypeReg || entry.Size > ManifestMaxBytes {
		return Manifest{}, damaged(errors.New("it does not begin with its manifest"))
	}
	text, err := io.ReadAll(packed)
	if err != nil {
		return Manifest{}, damaged(err)
	}
	manifest, err := parseManifest(text)
	var coded *terminal.Error
	if err != nil && !errors.As(err, &coded) {
		err = damaged(err)
	}
	return manifest, err
}

func unpackPart(packed *tar.Reader, part Part, taker Taker, told *counting) error {
	entry, err := packed.Next()
	if err != nil {
		return damaged(err)
	}
	if entry.Name != part.Name || entry.Size != part.Bytes || entry.Typeflag != tar.TypeReg {
		return damaged(fmt.Errorf("%q stands where the manifest lists %s", entry.Name, part.Name))
	}
	target, err := taker.Part(part)
	if err != nil {
		return err
	}
	hash := sha256.New()
	kept := &keeping{target: target}
	_, err = io.Copy(io.MultiWriter(hash, told, kept), packed)
	closed := target.Close()
	switch {
	case told.ctx.Err() != nil:
		return told.ctx.Err()
	case kept.failed != nil:
		return kept.failed // the disk's fault, not the backup's
	case err != nil:
		return damaged(err)
	case closed != nil:
		return closed
	case terminal.Hash(hash.Sum(nil)) != part.SHA256:
		return damaged(fmt.Errorf("%s is not what the manifest says", part.Name))
	}
	return nil
}

// keeping remembers that it was the target that failed.
type keeping struct {
	target io.Writer
	failed error
}

func (k *keeping) Write(chunk []byte) (int, error) {
	n, err := k.target.Write(chunk)
	k.failed = err
	return n, err
}

// drain reads to the authenticated end: before that, a file that was cut short
// looks whole.
func drain(opened io.Reader) error {
	rest := make([]byte, 4096)
	for {
		n, err := opened.Read(rest)
		for _, b := range rest[:n] {
			if b != 0 {
				return damaged(errors.New("more behind the end"))
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
	}
}
