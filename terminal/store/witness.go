package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/curbline/curbline/terminal"
)

const (
	witnessSlotBytes = 512
	witnessSlots     = 2
	// witnessSyncEvery bounds how far a power cut may set the witness back.
	witnessSyncEvery = 100
)

// witnessMark is what a slot holds: where the journal was.
type witnessMark struct {
	Count    uint64        `json:"count"` // of writes; the higher slot is the later one
	Epoch    string        `json:"epoch"`
	Sequence int64         `json:"seq"`
	Hash     terminal.Hash `json:"hash"`
}

// Witness is a small file beside the database, and in none of its backups, that
// remembers the journal's head. A database that was set back to an earlier copy
// is behind its witness, and then no sale may take a number a second time.
type Witness struct {
	mu       sync.Mutex
	file     *os.File
	last     witnessMark
	unsynced int
}

// openWitnessFile opens the file, or creates it if create is set. The error
// wraps fs.ErrNotExist if it is missing.
func openWitnessFile(path string, create bool) (*Witness, error) {
	flags := os.O_RDWR
	if create {
		flags |= os.O_CREATE
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	w := &Witness{file: file}
	for slot := range witnessSlots {
		if mark, ok := w.read(slot); ok && mark.Count >= w.last.Count {
			w.last = mark
		}
	}
	if create {
		if err := syncFolder(filepath.Dir(path)); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	return w, nil
}

// read takes a slot only if its checksum holds: a slot torn by a power cut is
// no slot, and the other one still stands.
func (w *Witness) read(slot int) (witnessMark, bool) {
	var mark witnessMark
	block := make([]byte, witnessSlotBytes)
	if _, err := w.file.ReadAt(block, int64(slot)*witnessSlotBytes); err != nil {
		return mark, false
	}
	length := binary.BigEndian.Uint16(block)
	if int(length) > witnessSlotBytes-2-sha256.Size {
		return mark, false
	}
	text := block[2 : 2+length]
	if sha256.Sum256(text) != [sha256.Size]byte(block[2+length:2+int(length)+sha256.Size]) {
		return mark, false
	}
	return mark, json.Unmarshal(text, &mark) == nil
}

// Write notes the head in the older slot, and syncs every witnessSyncEvery
// times.
func (w *Witness) Write(head terminal.Head) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	mark := witnessMark{Count: w.last.Count + 1, Epoch: head.Epoch, Sequence: head.Sequence, Hash: head.Hash}
	text, err := json.Marshal(mark)
	if err != nil {
		return err
	}
	block := make([]byte, witnessSlotBytes)
	binary.BigEndian.PutUint16(block, uint16(len(text)))
	copy(block[2:], text)
	sum := sha256.Sum256(text)
	copy(block[2+len(text):], sum[:])
	if _, err := w.file.WriteAt(block, int64(mark.Count%witnessSlots)*witnessSlotBytes); err != nil {
		return err
	}
	w.last = mark
	if w.unsynced++; w.unsynced >= witnessSyncEvery {
		w.unsynced = 0
		return w.file.Sync()
	}
	return nil
}

// Sync makes the last mark durable.
func (w *Witness) Sync() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unsynced = 0
	return w.file.Sync()
}

// Close syncs and closes the file.
func (w *Witness) Close() error { return errors.Join(w.Sync(), w.file.Close()) }

// WitnessPath is where the witness of a database is.
func WitnessPath(databasePath string) string { return databasePath + ".witness" }

func (s *Store) openWitness(ctx context.Context) error {
	var head terminal.Head
	err := s.View(ctx, func(reader terminal.Reader) (err error) {
		head, err = reader.Head()
		return err
	})
	if err != nil {
		return err
	}
	path := WitnessPath(s.options.Path)
	s.witness, err = openWitnessFile(path, false)
	if errors.Is(err, fs.ErrNotExist) {
		if s.witness, err = openWitnessFile(path, true); err == nil && head.Sequence > 0 {
			s.setTrust(needsRestore("There is no witness beside a database that has been used.", nil))
		}
		return err
	}
	if err != nil {
		return terminal.Errorf(terminal.Unavailable, "store.witness", "The witness file cannot be opened.").Wrap(err)
	}
	s.setTrust(s.compare(ctx, head, s.witness.last))
	return nil
}

// compare says whether the journal holds what the witness saw. A database ahead
// of the witness is fine: the witness is written after the commit.
func (s *Store) compare(ctx context.Context, head terminal.Head, mark witnessMark) error {
	if mark.Count == 0 {
		if head.Sequence == 0 {
			return nil
		}
		return needsRestore("The witness beside this database is empty or damaged.", nil)
	}
	if head.Epoch == mark.Epoch && head.Sequence == mark.Sequence {
		if head.Hash == mark.Hash {
			return nil
		}
		return needsRestore("The database and its witness disagree about the last entry.", nil)
	}
	found, err := s.entryHash(ctx, mark.Epoch, mark.Sequence)
	switch {
	case err != nil:
		return needsRestore("The journal could not be compared with its witness.", err)
	case found == nil:
		return needsRestore(fmt.Sprintf("The database is behind its witness, which saw entry %d of epoch %s.",
			mark.Sequence, mark.Epoch), nil)
	case *found != mark.Hash:
		return needsRestore("The journal holds another entry where the witness saw its last one.", nil)
	}
	return nil
}

func needsRestore(what string, cause error) error {
	return terminal.Errorf(terminal.Unavailable, "store.needs_restore", "%s No sale and no upload until this is settled.", what).
		WithHint("If a copy was put back on purpose, run: curblinectl restore --in-place").Wrap(cause)
}

// entryHash finds an entry by its key and hashes what is stored of it; nil if
// the journal has none.
func (s *Store) entryHash(ctx context.Context, epoch string, sequence int64) (*terminal.Hash, error) {
	var body []byte
	row := s.readers.QueryRowContext(ctx, `SELECT j.body FROM epoch e JOIN journal j ON j.position = e.first_position + ? - 1
		WHERE e.code = ? AND NOT EXISTS (
			SELECT 1 FROM epoch later WHERE later.number > e.number AND later.first_position <= j.position)`, sequence, epoch)
	if err := row.Scan(&body); err != nil {
		if isNoRows(err) {
			return nil, nil
		}
		return nil, err
	}
	found := terminal.Hash(sha256.Sum256(body))
	return &found, nil
}

// WitnessPlace is what the witness last saw, for a restore's opening entry; nil
// if it knows nothing.
func (s *Store) WitnessPlace() *terminal.JournalPlace {
	mark := s.witness.last
	if mark.Count == 0 {
		return nil
	}
	return &terminal.JournalPlace{Epoch: mark.Epoch, Sequence: mark.Sequence, Hash: mark.Hash}
}

// AcceptTrust ends the distrust after a restore has opened a new epoch.
func (s *Store) AcceptTrust() { s.setTrust(nil) }
