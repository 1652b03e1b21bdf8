package journal_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/journal"
)

type stored struct {
	body []byte
	hash terminal.Hash
}

var start = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)

// write makes a journal of two epochs with n entries each.
func write(t interface{ Fatal(...any) }, n int) []stored {
	var rows []stored
	head := terminal.Head{Terminal: "T1"}
	add := func(fact terminal.Fact) {
		stamp := terminal.Stamp{
			Wall: start.Add(time.Duration(len(rows)) * time.Second), Offset: -7 * time.Hour,
			BootID: "boot-1", Monotonic: time.Duration(len(rows)) * time.Second,
		}
		entry, err := journal.Compose(head, stamp, "s1", fact)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, stored{entry.Body, entry.Hash})
		head = journal.HeadOf(entry)
	}
	for _, epoch := range []string{"7K3Q", "0ABC"} {
		opening := terminal.EpochOpened{Epoch: epoch, Reason: "set-up", By: "s1"}
		if head.Epoch != "" {
			opening.Previous = &terminal.JournalPlace{Epoch: head.Epoch, Sequence: head.Sequence, Hash: head.Hash}
		}
		head = terminal.Head{Terminal: "T1", Epoch: epoch, Hash: head.Hash}
		add(opening)
		for range n {
			add(terminal.ClockCorrected{Before: start, Now: start, Reason: "a <b> & \"c\""})
		}
	}
	return rows
}

func walk(rows []stored) error {
	var chain journal.Chain
	for _, row := range rows {
		if _, err := chain.Next(row.body, row.hash); err != nil {
			return err
		}
	}
	return nil
}

func TestAWholeJournalVerifies(t *testing.T) {
	rows := write(t, 5)
	if err := walk(rows); err != nil {
		t.Fatal(err)
	}
	entry, err := journal.Decode(rows[1].body)
	if err != nil || entry.Stamp.Offset != -7*time.Hour || entry.Sequence != 2 || entry.Actor != "s1" {
		t.Errorf("%+v, %v", entry, err)
	}
	if !bytes.Contains(rows[1].body, []byte(`a <b> & \"c\"`)) {
		t.Errorf("the bytes are not for reading: %s", rows[1].body)
	}
}

// An entry without a tablet has the bytes that it had before there were tablets.
func TestATabletIsNamedOnlyWhereThereWasOne(t *testing.T) {
	head := terminal.Head{Terminal: "T1", Epoch: "7K3Q", Sequence: 4, Hash: terminal.Hash{7}}
	stamp := terminal.Stamp{Wall: start, Offset: -7 * time.Hour, BootID: "boot-1", Monotonic: time.Second}
	fact := terminal.ClockCorrected{Before: start, Now: start, Reason: "r"}
	counter, err := journal.Compose(head, stamp, "s1", fact)
	if err != nil {
		t.Fatal(err)
	}
	const first = `{"v":1,"terminal":"T1","epoch":"7K3Q","seq":5,"wall":"2026-11-24T10:00:00.000-07:00","boot":"boot-1","mono":1000000000,` +
		`"kind":"clock.corrected","subject":"clock","actor":"s1","prev":"0700000000000000000000000000000000000000000000000000000000000000"}` + "\n"
	if !bytes.HasPrefix(counter.Body, []byte(first)) {
		t.Errorf("%s", counter.Body)
	}
	tablet, err := journal.ComposeAt(head, stamp, journal.Hand{Actor: "s1", Device: "tablet-7k3q0a"}, fact)
	if err != nil || !bytes.Contains(tablet.Body, []byte(`"actor":"s1","device":"tablet-7k3q0a","prev":`)) {
		t.Errorf("%s, %v", tablet.Body, err)
	}
	for _, entry := range []terminal.Entry{counter, tablet} {
		back, err := journal.Decode(entry.Body)
		if err != nil || back.Device != entry.Device || back.Hash != entry.Hash {
			t.Errorf("%+v, %v", back, err)
		}
	}
}

func TestAnyChangeIsNoticed(t *testing.T) {
	clean := write(t, 6)
	rapid.Check(t, func(t *rapid.T) {
		rows := make([]stored, len(clean))
		copy(rows, clean)
		at := rapid.IntRange(0, len(rows)-2).Draw(t, "at")
		switch rapid.SampledFrom([]string{"flip", "drop", "swap", "double", "rehash"}).Draw(t, "change") {
		case "flip":
			body := bytes.Clone(rows[at].body)
			body[rapid.IntRange(0, len(body)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			rows[at].body = body
		case "drop":
			rows = append(rows[:at:at], rows[at+1:]...)
		case "swap":
			rows[at], rows[at+1] = rows[at+1], rows[at]
		case "double":
			rows = append(rows[:at+1:at+1], rows[at:]...)
		case "rehash":
			// A forger who also fixes the entry's own hash is caught by the next one.
			body := bytes.Replace(rows[at].body, []byte(`"s1"`), []byte(`"s2"`), 1)
			entry, err := journal.Decode(body)
			if err != nil {
				t.Fatal(err)
			}
			rows[at] = stored{body, entry.Hash}
		}
		if err := walk(rows); !errors.Is(err, journal.ErrBroken) {
			t.Fatalf("not noticed: %v", err)
		}
	})
}

func TestCheckpoint(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	head := terminal.Head{Terminal: "T1", Epoch: "7K3Q", Sequence: 188, Hash: terminal.Hash{1, 2}, Stamp: terminal.Stamp{Wall: start}}
	text := journal.CheckpointText(journal.SignCheckpoint(private, head, 12))
	back, err := journal.ParseCheckpoint(text, public)
	if err != nil || back.Sequence != 188 || back.Shift != 12 || back.Hash != head.Hash {
		t.Fatalf("%+v, %v", back, err)
	}
	for i := range text {
		forged := text[:i] + string(text[i]^1) + text[i+1:]
		if _, err := journal.ParseCheckpoint(forged, public); err == nil && forged != text {
			// The last base64 digit carries spare bits; any other change must be seen.
			if i != len(text)-1 {
				t.Errorf("changed byte %d of %q was accepted", i, text)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, row := range write(f, 1) {
		f.Add(row.body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		entry, err := journal.Decode(body)
		if err != nil && !errors.Is(err, journal.ErrBroken) {
			t.Fatalf("uncoded error %v", err)
		}
		if err == nil && !bytes.Equal(entry.Body, body) {
			t.Fatal("the body was changed")
		}
	})
}
