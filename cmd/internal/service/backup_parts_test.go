package service

import (
	"bytes"
	"database/sql"
	"io"
	"testing"

	"github.com/curbline/curbline/terminal/secrets/backup"
)

func rawSQL(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	must(t, err)
	return db
}

func inMemory(name string, text []byte) backup.Content {
	return backup.Content{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
}

// keepAll keeps each part's bytes by its name.
func keepAll(parts map[string][]byte) backup.Taker {
	return backup.Taker{
		Accept: func(backup.Manifest) error { return nil },
		Part: func(part backup.Part) (io.WriteCloser, error) {
			return &keptPart{name: part.Name, parts: parts}, nil
		},
	}
}

type keptPart struct {
	bytes.Buffer
	name  string
	parts map[string][]byte
}

func (k *keptPart) Close() error {
	k.parts[k.name] = k.Bytes()
	return nil
}
