package till

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/staff"
)

// nowhereOnDisk looks for a secret in all that the shop's database is made of.
func (s *shop) nowhereOnDisk(secret string) {
	s.t.Helper()
	for _, suffix := range []string{"", "-wal", ".witness"} {
		data, err := os.ReadFile(s.folder + "/a.db" + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		s.must(err)
		if bytes.Contains(data, []byte(secret)) {
			s.t.Errorf("a secret is in the file%s", suffix)
		}
	}
}

// named decodes a command as a program sends it.
func named(t *testing.T, name, text string) Body {
	t.Helper()
	body, ok := NewBody(name)
	if !ok {
		t.Fatalf("no command %s", name)
	}
	if err := json.Unmarshal([]byte(text), body); err != nil {
		t.Fatal(err)
	}
	return body
}

func TestSomebodyNewMustChooseTheirOwnPIN(t *testing.T) {
	s := newShop(t)
	manager := s.session
	var made struct {
		Staff string `json:"staff"`
	}
	s.must(s.do(named(t, "staff.put", `{"name":"Dee Winter","badge":"B-D1","role":"curbside","pin":"74159263"}`)).Decode(&made))
	session, err := s.till.SignIn(at(), "B-D1", "74159263")
	s.must(err)
	if !session.MustChangePIN || session.Staff != made.Staff || session.Role != terminal.Curbside {
		t.Errorf("%+v", session)
	}
	s.session = session.ID
	s.refused("staff.must_change_pin", &OpenCart{Cart: clock.NewID()})
	s.refused("staff.must_change_pin", &MoveOrder{Order: "A-1", Move: "claim"})
	if _, err := s.till.Approve(at(), "B-D1", "74159263"); codeOf(err) != "staff.must_change_pin" {
		t.Errorf("agreed with an issued PIN: %v", err)
	}
	other, err := s.till.SignIn(at(), "B-D1", "74159263")
	s.must(err)
	for _, c := range []struct{ before, after, want string }{
		{"74159264", "2580", "staff.wrong_pin"},
		{"74159263", "74159263", "staff.pin_same"},
		{"74159263", "1234", "staff.pin_rule"},
		{"74159263", "0000", "staff.pin_rule"},
		{"74159263", "258", "staff.pin_rule"},
	} {
		if err := s.till.ChangePIN(at(), session.ID, c.before, c.after); codeOf(err) != c.want {
			t.Errorf("%s to %s: %v, want %s", c.before, c.after, err, c.want)
		}
	}
	s.must(s.till.ChangePIN(at(), session.ID, "74159263", "2580"))
	s.refused("staff.not_allowed", &OpenCart{Cart: clock.NewID()}) // curbside staff do not sell at the counter
	if _, err := s.till.SessionOf(other.ID); codeOf(err) != "staff.not_signed_in" {
		t.Errorf("the other session goes on: %v", err)
	}
	if _, err := s.till.SignIn(at(), "B-D1", "74159263"); codeOf(err) != "staff.wrong_pin" {
		t.Errorf("the issued PIN still works: %v", err)
	}
	again, err := s.till.SignIn(at(), made.Staff, "2580")
	if err != nil || again.MustChangePIN {
		t.Errorf("%+v, %v", again, err)
	}
	s.session = manager
	if differences, err := s.store.Replay(at(), t.TempDir(), nil); err != nil || len(differences) > 0 {
		t.Errorf("%v, %v", differences, err)
	}
	s.end()
	s.nowhereOnDisk("74159263")
}

func TestAnIssuedPINEndsSessionsAndLocks(t *testing.T) {
	s := newShop(t)
	session, err := s.till.SignIn(at(), "B-B1", pin)
	s.must(err)
	for range staff.TriesMax {
		s.wrong("T1", "B-B1", "staff.wrong_pin")
	}
	issue := named(t, "staff.issue_pin", `{"staff":"b1","pin":"7415"}`)
	s.do(issue)
	if text, err := json.Marshal(issue); err != nil || bytes.Contains(text, []byte("7415")) {
		t.Errorf("the PIN is still in the command: %s, %v", text, err)
	}
	if _, err := s.till.SessionOf(session.ID); codeOf(err) != "staff.not_signed_in" {
		t.Errorf("the session goes on: %v", err)
	}
	fresh, err := s.till.SignIn(at(), "B-B1", "7415")
	if err != nil || !fresh.MustChangePIN {
		t.Errorf("%+v, %v", fresh, err)
	}
	s.refused("staff.no_pin", &IssuePIN{Staff: "b1"})
	s.refused("staff.pin_rule", named(t, "staff.issue_pin", `{"staff":"b1","pin":"1234"}`))
	s.refused("staff.not_found", named(t, "staff.issue_pin", `{"staff":"nobody","pin":"7415"}`))
}

func TestPeopleAreChangedAndLeave(t *testing.T) {
	s := newShop(t)
	budtender, err := s.till.SignIn(at(), "B-B1", pin)
	s.must(err)
	s.do(&PutStaff{ID: "b1", FullName: "Blair Q. Quinn", Badge: "B-B1", Role: terminal.Budtender})
	if _, err := s.till.SessionOf(budtender.ID); err != nil {
		t.Errorf("a new name ended the session: %v", err)
	}
	s.do(&PutStaff{ID: "b1", FullName: "Blair Quinn", Badge: "B-B1", Role: terminal.Lead})
	if _, err := s.till.SessionOf(budtender.ID); codeOf(err) != "staff.not_signed_in" {
		t.Errorf("a new role left the old session: %v", err)
	}
	word, err := s.till.Approve(at(), "B-B1", pin)
	s.must(err)
	s.do(&DeactivateStaff{Staff: "b1"})
	if _, kept := s.till.approval[word]; kept {
		t.Error("the word of somebody who left still counts")
	}
	s.wrong("T1", "B-B1", "staff.wrong_pin")
	s.refused("staff.inactive", &DeactivateStaff{Staff: "b1"})
	s.refused("staff.inactive", named(t, "staff.issue_pin", `{"staff":"b1","pin":"7415"}`))
	s.do(named(t, "staff.put", `{"id":"b1","name":"Blair Quinn","badge":"B-B1","role":"budtender","pin":"7415"}`))
	if _, err := s.till.SignIn(at(), "B-B1", "7415"); err != nil {
		t.Errorf("back again: %v", err)
	}
}

func TestStaffThatCannotBe(t *testing.T) {
	s := newShop(t)
	for text, want := range map[string]string{
		`{"name":"X","badge":"B-X","role":"budtender"}`:                     "staff.no_pin",
		`{"name":"X","badge":"B-X","role":"owner","pin":"7415"}`:            "staff.field",
		`{"name":"","badge":"B-X","role":"lead","pin":"7415"}`:              "staff.field",
		`{"name":"X\u202e","badge":"B-X","role":"lead","pin":"7415"}`:       "staff.field",
		`{"name":"X","badge":"","role":"lead","pin":"7415"}`:                "staff.field",
		`{"id":"A B","name":"X","badge":"B-X","role":"lead","pin":"7415"}`:  "staff.field",
		`{"name":"X","badge":"B-B1","role":"lead","pin":"7415"}`:            "staff.badge_taken",
		`{"name":"X","badge":"b1","role":"lead","pin":"7415"}`:              "staff.badge_taken",
		`{"id":"B-M1","name":"X","badge":"B-X","role":"lead","pin":"7415"}`: "staff.field",
		`{"name":"X","badge":"B-X","role":"lead","pin":"1111"}`:             "staff.pin_rule",
		`{"id":"m1","name":"Morgan Reyes","badge":"B-M1","role":"lead"}`:    "staff.last_manager",
		`{"id":"m1","name":"Morgan Reyes","badge":"B-B1","role":"manager"}`: "staff.badge_taken",
		`{"name":"X","badge":"B-X","role":"lead","pin":"741592630"}`:        "staff.pin_rule",
	} {
		if _, err := s.try(named(t, "staff.put", text)); codeOf(err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	s.refused("staff.last_manager", &DeactivateStaff{Staff: "m1"})
	s.session = "nobody"
	s.refused("staff.not_signed_in", named(t, "staff.put", `{"name":"X","badge":"B-X","role":"lead","pin":"7415"}`))
}

func TestAManagerWhoMustChangeTheirPINCanWhileTheClockIsInDoubt(t *testing.T) {
	s := newShop(t)
	s.do(named(t, "staff.issue_pin", `{"staff":"m1","pin":"7415"}`))
	s.clock.Reboot("boot-2", 7*24*60*60*1e9)
	session, err := s.till.SignIn(at(), "B-M1", "7415")
	s.must(err)
	s.must(s.till.ChangePIN(at(), session.ID, "7415", "3690"))
	s.session = session.ID
	s.do(&CorrectClock{Reason: "the battery was empty"})
}
