package ca

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/curbline/curbline/terminal"
)

const (
	blockCertificate = "CERTIFICATE"
	blockKey         = "PRIVATE KEY"
	// fileMaxBytes bounds the authority's file, which is about a kilobyte.
	fileMaxBytes = 16 << 10
)

func damaged(cause error) error {
	return terminal.Errorf(terminal.Unavailable, "ca.damaged", "The file %s of the tablets' certificate authority is damaged.", FileName).
		WithHint("Put it back from a backup. Without one, remove it: the next start makes a new authority, and each tablet must install it.").Wrap(cause)
}

// load reads an authority; both are nil if there is none.
func load(path string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, terminal.Errorf(terminal.Unavailable, "ca.unreadable", "The file %s cannot be read.", FileName).Wrap(err)
	}
	root, key, err := parse(text)
	if err != nil {
		return nil, nil, damaged(err)
	}
	return root, key, nil
}

// parse reads certificate and key and checks that they belong together.
func parse(text []byte) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	if len(text) > fileMaxBytes {
		return nil, nil, errors.New("too large")
	}
	first, rest := pem.Decode(text)
	if first == nil || first.Type != blockCertificate {
		return nil, nil, errors.New("no certificate")
	}
	second, rest := pem.Decode(rest)
	if second == nil || second.Type != blockKey || len(bytes.TrimSpace(rest)) > 0 {
		return nil, nil, errors.New("no key, or more than one")
	}
	root, err := x509.ParseCertificate(first.Bytes)
	if err != nil {
		return nil, nil, err
	}
	private, err := x509.ParsePKCS8PrivateKey(second.Bytes)
	if err != nil {
		return nil, nil, err
	}
	key, ok := private.(*ecdsa.PrivateKey)
	if !ok || !key.PublicKey.Equal(root.PublicKey) {
		return nil, nil, errors.New("the key is not the certificate's")
	}
	if !root.IsCA || !root.PermittedDNSDomainsCritical || len(root.PermittedDNSDomains) == 0 {
		return nil, nil, errors.New("not an authority with critical name constraints")
	}
	return root, key, root.CheckSignatureFrom(root)
}

// Check says whether a text is an authority's whole file, as a backup brings it.
// It returns an error of code ca.damaged.
func Check(text []byte) error {
	if _, _, err := parse(text); err != nil {
		return damaged(err)
	}
	return nil
}

// save replaces the file whole, durably, for its owner alone.
func save(path string, root *x509.Certificate, key *ecdsa.PrivateKey) error {
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: blockCertificate, Bytes: root.Raw})
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: blockKey, Bytes: private})...)
	if err := replace(path, text); err != nil {
		return terminal.Errorf(terminal.Unavailable, "ca.unwritable", "The tablets' certificate authority cannot be kept.").Wrap(err)
	}
	return nil
}

func replace(path string, content []byte) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer func() { _ = folder.Close() }() // read only
	file, err := os.CreateTemp(folder.Name(), ".new-*")
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
	return folder.Sync()
}
