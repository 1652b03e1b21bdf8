package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/curbline/curbline/terminal"
)

// Content is what becomes a part. Open is called twice: for the part's hash and
// for the part itself.
type Content struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// List measures the contents, for the manifest. progress is told bytes done and
// in all; all is 0 where it is not known.
func List(ctx context.Context, contents []Content, progress func(done, all int64)) ([]Part, error) {
	parts := make([]Part, 0, len(contents))
	told := &counting{ctx: ctx, progress: progress}
	for _, content := range contents {
		source, err := content.Open()
		if err != nil {
			return nil, err
		}
		hash := sha256.New()
		bytes, err := io.Copy(io.MultiWriter(hash, told), source)
		if err := errors.Join(err, source.Close()); err != nil {
			return nil, fmt.Errorf("read %s: %w", content.Name, err)
		}
		parts = append(parts, Part{Name: content.Name, Bytes: bytes, SHA256: terminal.Hash(hash.Sum(nil))})
	}
	return parts, nil
}

// Write seals the manifest and its parts for the recipients. The contents must
// be those that the manifest lists, in its order; one that changed since is an
// error.
func Write(ctx context.Context, target io.Writer, manifest Manifest, contents []Content, recipients []age.Recipient, progress func(done, all int64)) error {
	if err := manifest.check(); err != nil {
		return err
	}
	sealed, err := age.Encrypt(target, recipients...)
	if err != nil {
		return err
	}
	packed := tar.NewWriter(sealed)
	if err := writeParts(ctx, packed, manifest, contents, progress); err != nil {
		return err
	}
	return errors.Join(packed.Close(), sealed.Close())
}

func writeParts(ctx context.Context, packed *tar.Writer, manifest Manifest, contents []Content, progress func(done, all int64)) error {
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	if len(contents) != len(manifest.Parts) || len(text) > ManifestMaxBytes {
		return errors.New("the manifest does not list the contents")
	}
	if err := packed.WriteHeader(header(ManifestName, int64(len(text)), manifest)); err != nil {
		return err
	}
	if _, err := packed.Write(text); err != nil {
		return err
	}
	told := &counting{ctx: ctx, all: manifest.Bytes(), progress: progress}
	for i, part := range manifest.Parts {
		if contents[i].Name != part.Name {
			return fmt.Errorf("%s stands where the manifest lists %s", contents[i].Name, part.Name)
		}
		if err := packed.WriteHeader(header(part.Name, part.Bytes, manifest)); err != nil {
			return err
		}
		source, err := contents[i].Open()
		if err != nil {
			return err
		}
		hash := sha256.New()
		_, err = io.Copy(io.MultiWriter(packed, hash, told), source)
		if err := errors.Join(err, source.Close()); err != nil {
			return fmt.Errorf("write %s: %w", part.Name, err)
		}
		if terminal.Hash(hash.Sum(nil)) != part.SHA256 {
			return fmt.Errorf("%s changed while it was written", part.Name)
		}
	}
	return nil
}

func header(name string, bytes int64, manifest Manifest) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: bytes, Mode: 0o600, ModTime: manifest.MadeAt, Format: tar.FormatPAX}
}
