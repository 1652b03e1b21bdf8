package backup_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/secrets/backup"
)

var madeAt = time.Date(2026, time.November, 24, 17, 0, 0, 0, time.UTC)

func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	made, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func content(name string, text []byte) backup.Content {
	return backup.Content{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
}

// database is longer than one of age's chunks of 64 KiB.
var database = bytes.Repeat([]byte("0123456789abcdef"), 10_000)

func write(t testing.TB, to ...age.Recipient) []byte {
	t.Helper()
	contents := []backup.Content{content(backup.DatabaseName, database), content("keys/command.key", []byte("secret"))}
	parts, err := backup.List(t.Context(), contents, nil)
	if err != nil {
		t.Fatal(err)
	}
	var sealed bytes.Buffer
	manifest := backup.Manifest{Format: backup.Format, MadeAt: madeAt, Store: "LARIM", Terminal: "T1", Epoch: "7K3Q", Sequence: 12, Parts: parts}
	var last int64
	progress := func(done, all int64) { last = done - all }
	if err := backup.Write(t.Context(), &sealed, manifest, contents, to, progress); err != nil {
		t.Fatal(err)
	}
	if last != 0 {
		t.Errorf("progress ended %d before the end", last)
	}
	return sealed.Bytes()
}

type kept struct{ bytes.Buffer }

func (*kept) Close() error { return nil }

type taken struct {
	manifest backup.Manifest
	parts    map[string]*kept
}

func read(ctx context.Context, sealed []byte, key age.Identity) (taken, error) {
	got := taken{parts: map[string]*kept{}}
	var err error
	got.manifest, err = backup.Read(ctx, bytes.NewReader(sealed), []age.Identity{key}, backup.Taker{
		Accept: func(backup.Manifest) error { return nil },
		Part: func(part backup.Part) (io.WriteCloser, error) {
			got.parts[part.Name] = &kept{}
			return got.parts[part.Name], nil
		},
	})
	return got, err
}

func TestWhatWasSealedComesBack(t *testing.T) {
	first, second := identity(t), identity(t)
	sealed := write(t, first.Recipient(), second.Recipient())
	for _, key := range []age.Identity{first, second} {
		got, err := read(t.Context(), sealed, key)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.parts[backup.DatabaseName].Bytes(), database) || got.parts["keys/command.key"].String() != "secret" {
			t.Error("the parts are not what was sealed")
		}
		if m := got.manifest; m.Store != "LARIM" || m.Sequence != 12 || !m.MadeAt.Equal(madeAt) || len(m.Parts) != 2 || m.Bytes() != int64(len(database))+6 {
			t.Errorf("%+v", m)
		}
	}
	for _, plain := range []string{"secret", "LARIM", "0123456789abcdef", backup.ManifestName} {
		if bytes.Contains(sealed, []byte(plain)) {
			t.Errorf("%q is in clear", plain)
		}
	}
}

func TestBadFilesAreRefused(t *testing.T) {
	key := identity(t)
	sealed := write(t, key.Recipient())
	edit := func(at int) []byte {
		edited := bytes.Clone(sealed)
		edited[at] ^= 1
		return edited
	}
	header := bytes.Index(sealed, []byte("\n---")) + 1
	for name, c := range map[string]struct {
		text []byte
		code string
	}{
		"empty":                 {nil, "backup.not_backup"},
		"a database":            {[]byte("SQLite format 3\x00 and so on and so on"), "backup.not_backup"},
		"another version":       {bytes.Replace(bytes.Clone(sealed), []byte("/v1"), []byte("/v2"), 1), "backup.not_backup"},
		"cut in the header":     {sealed[:header], "backup.damaged"},
		"edited in the header":  {edit(header + 10), "backup.damaged"},
		"cut behind the header": {sealed[:header+80], "backup.damaged"},
		"cut in the middle":     {sealed[:len(sealed)/2], "backup.damaged"},
		"cut by one byte":       {sealed[:len(sealed)-1], "backup.damaged"},
		"edited in the middle":  {edit(len(sealed) / 2), "backup.damaged"},
		"edited at the end":     {edit(len(sealed) - 1), "backup.damaged"},
		"longer":                {append(bytes.Clone(sealed), 0), "backup.damaged"},
		"twice":                 {append(bytes.Clone(sealed), sealed...), "backup.damaged"},
	} {
		_, err := read(t.Context(), c.text, key)
		if coded := terminal.AsError(err); coded == nil || coded.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := read(t.Context(), sealed, identity(t)); terminal.AsError(err).Code != "backup.wrong_key" {
		t.Errorf("another key: %v", err)
	}
}

// seal packs entries as somebody with the recipient but without this program
// could.
func seal(t testing.TB, to age.Recipient, entries ...tar.Header) []byte {
	t.Helper()
	var plain bytes.Buffer
	packed := tar.NewWriter(&plain)
	for _, entry := range entries {
		text := []byte(entry.Linkname)
		if entry.Typeflag == 0 {
			entry.Typeflag, entry.Linkname, entry.Size = tar.TypeReg, "", int64(len(text))
		}
		if err := packed.WriteHeader(&entry); err != nil {
			t.Fatal(err)
		}
		if entry.Typeflag == tar.TypeReg {
			if _, err := packed.Write(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	return encrypt(t, to, plain.Bytes())
}

func encrypt(t testing.TB, to age.Recipient, plain []byte) []byte {
	t.Helper()
	var sealed bytes.Buffer
	into, err := age.Encrypt(&sealed, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := into.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := into.Close(); err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

func entry(name, text string) tar.Header { return tar.Header{Name: name, Linkname: text} }

func manifest(t testing.TB, change func(*backup.Manifest)) tar.Header {
	t.Helper()
	parts, err := backup.List(t.Context(), []backup.Content{content(backup.DatabaseName, []byte("db")), content("keys/command.key", []byte("k"))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := backup.Manifest{Format: backup.Format, MadeAt: madeAt, Parts: parts}
	change(&m)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return entry(backup.ManifestName, string(text))
}

func TestAForgedInsideIsRefused(t *testing.T) {
	key := identity(t)
	same := func(*backup.Manifest) {}
	db, command := entry(backup.DatabaseName, "db"), entry("keys/command.key", "k")
	if _, err := read(t.Context(), seal(t, key.Recipient(), manifest(t, same), db, command), key); err != nil {
		t.Fatalf("what is right is refused, so what follows shows nothing: %v", err)
	}
	long := entry(backup.ManifestName, strings.Repeat(" ", backup.ManifestMaxBytes+1))
	for name, c := range map[string]struct {
		code    string
		entries []tar.Header
	}{
		"nothing":            {"backup.damaged", nil},
		"no manifest":        {"backup.damaged", []tar.Header{db, command}},
		"a long manifest":    {"backup.damaged", []tar.Header{long}},
		"not JSON":           {"backup.damaged", []tar.Header{entry(backup.ManifestName, "{")}},
		"an unknown field":   {"backup.damaged", []tar.Header{entry(backup.ManifestName, `{"format":1,"more":1}`)}},
		"newer":              {"backup.newer", []tar.Header{entry(backup.ManifestName, `{"format":2,"more":1}`)}},
		"no format":          {"backup.damaged", []tar.Header{manifest(t, func(m *backup.Manifest) { m.Format = 0 }), db, command}},
		"no parts":           {"backup.damaged", []tar.Header{manifest(t, func(m *backup.Manifest) { m.Parts = nil })}},
		"a path":             {"backup.damaged", []tar.Header{manifest(t, func(m *backup.Manifest) { m.Parts[1].Name = "keys/../../x.key" }), db, entry("keys/../../x.key", "k")}},
		"a part twice":       {"backup.damaged", []tar.Header{manifest(t, func(m *backup.Manifest) { m.Parts = append(m.Parts, m.Parts[1]) }), db, command, command}},
		"a large key":        {"backup.damaged", []tar.Header{manifest(t, func(m *backup.Manifest) { m.Parts[1].Bytes = backup.KeyMaxBytes + 1 }), db, command}},
		"too many parts":     {"backup.damaged", []tar.Header{manifest(t, func(m *backup.Manifest) { m.Parts = append(m.Parts, make([]backup.Part, backup.PartsMax)...) }), db}},
		"a part is missing":  {"backup.damaged", []tar.Header{manifest(t, same), db}},
		"a part more":        {"backup.damaged", []tar.Header{manifest(t, same), db, command, entry("keys/more.key", "k")}},
		"another order":      {"backup.damaged", []tar.Header{manifest(t, same), command, db}},
		"another text":       {"backup.damaged", []tar.Header{manifest(t, same), entry(backup.DatabaseName, "bd"), command}},
		"another length":     {"backup.damaged", []tar.Header{manifest(t, same), entry(backup.DatabaseName, "dbb"), command}},
		"a link for a part":  {"backup.damaged", []tar.Header{manifest(t, same), {Name: backup.DatabaseName, Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, command}},
		"a link up front":    {"backup.damaged", []tar.Header{{Name: backup.ManifestName, Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}}},
		"the database later": {"backup.damaged", []tar.Header{manifest(t, func(m *backup.Manifest) { m.Parts[0], m.Parts[1] = m.Parts[1], m.Parts[0] }), command, db}},
	} {
		_, err := read(t.Context(), seal(t, key.Recipient(), c.entries...), key)
		if coded := terminal.AsError(err); coded == nil || coded.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheTakersNoEndsIt(t *testing.T) {
	key, no := identity(t), errors.New("no")
	sealed := write(t, key.Recipient())
	accept := func(backup.Manifest) error { return nil }
	part := func(backup.Part) (io.WriteCloser, error) { return &kept{}, nil }
	for name, taker := range map[string]backup.Taker{
		"manifest": {Accept: func(backup.Manifest) error { return no }, Part: part},
		"part":     {Accept: accept, Part: func(backup.Part) (io.WriteCloser, error) { return nil, no }},
		"disk":     {Accept: accept, Part: func(backup.Part) (io.WriteCloser, error) { return failing{no}, nil }},
	} {
		if _, err := backup.Read(t.Context(), bytes.NewReader(sealed), []age.Identity{key}, taker); !errors.Is(err, no) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := read(ended, sealed, key); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (failing) Close() error                { return nil }

func TestAContentThatChangedIsNotSealed(t *testing.T) {
	contents := []backup.Content{content(backup.DatabaseName, []byte("one"))}
	parts, err := backup.List(t.Context(), contents, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := backup.Manifest{Format: backup.Format, MadeAt: madeAt, Parts: parts}
	for name, changed := range map[string][]backup.Content{
		"text": {content(backup.DatabaseName, []byte("two"))}, "length": {content(backup.DatabaseName, []byte("three"))},
		"name": {content("keys/command.key", []byte("one"))}, "number": nil,
	} {
		if err := backup.Write(t.Context(), io.Discard, m, changed, []age.Recipient{identity(t).Recipient()}, nil); err == nil {
			t.Errorf("another %s was sealed", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	key := identity(f)
	f.Add([]byte("x"))
	small := seal(f, key.Recipient(), manifest(f, func(*backup.Manifest) {}), entry(backup.DatabaseName, "db"), entry("keys/command.key", "k"))
	opened, err := age.Decrypt(bytes.NewReader(small), key)
	if err != nil {
		f.Fatal(err)
	}
	plain, err := io.ReadAll(opened)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Fuzz(func(t *testing.T, plain []byte) {
		got, err := read(t.Context(), encrypt(t, key.Recipient(), plain), key)
		if err == nil && (len(got.parts) != len(got.manifest.Parts) || got.manifest.Format != backup.Format) {
			t.Errorf("%+v", got.manifest)
		}
	})
}
