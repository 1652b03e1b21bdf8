package identity_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
)

func TestMatchOrder(t *testing.T) {
	order := func(first, last string, year int) terminal.Order {
		return terminal.Order{FirstName: first, FamilyName: last, BirthYear: year}
	}
	card := func(first, last string) idcard.Document {
		document := avery()
		document.FirstName, document.FamilyName = first, last
		return document
	}
	for name, c := range map[string]struct {
		document idcard.Document
		order    terminal.Order
		outcome  identity.MatchOutcome
		code     string
		first    bool // differs
	}{
		"same":                   {avery(), order("Avery", "Stone", 1990), identity.Matches, "", false},
		"first and middle":       {avery(), order("Avery Lee", "Stone", 1990), identity.Matches, "", false},
		"other first name":       {avery(), order("Sam", "Stone", 1990), identity.Matches, "", true},
		"no first name":          {avery(), order("", "Stone", 1990), identity.Matches, "", false},
		"other year":             {avery(), order("Avery", "Stone", 1991), identity.Different, "identity.birth_year", false},
		"other family name":      {avery(), order("Avery", "Stones", 1990), identity.Blocked, "identity.family_name", false},
		"no family name":         {avery(), order("Avery", "", 1990), identity.Blocked, "identity.family_name", false},
		"name of signs":          {avery(), order("Avery", "--", 1990), identity.Blocked, "identity.family_name", false},
		"no year":                {avery(), order("Avery", "Stone", 0), identity.Matches, "", false},
		"case, accent, hyphen":   {card("JOSE", "NUNEZ-GARCIA"), order("José", "Núñez García", 1990), identity.Matches, "", false},
		"apostrophe":             {card("PAT", "OBRIEN"), order("Pat", "O’Brien", 1990), identity.Matches, "", false},
		"suffix on one":          {card("AVERY", "STONE JR"), order("Avery", "Stone", 1990), identity.Matches, "", false},
		"suffix with full stop":  {card("AVERY", "STONE"), order("Avery", "Stone, Jr.", 1990), identity.Matches, "", false},
		"suffix alone is a name": {card("AVERY", "JR"), order("Avery", "Stone", 1990), identity.Blocked, "identity.family_name", false},
		"letters of their own":   {card("LUKASZ", "STROM"), order("Łukasz", "Strøm", 1990), identity.Matches, "", false},
		"full width":             {card("AVERY", "STONE"), order("Avery", "ＳＴＯＮＥ", 1990), identity.Matches, "", false},
	} {
		got := identity.MatchOrder(c.document, c.order)
		if got.Outcome != c.outcome || got.Code != c.code || got.FirstNameDiffers != c.first {
			t.Errorf("%s: %+v", name, got)
		}
		if err := got.Err(); (err == nil) != (c.outcome == identity.Matches) {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(strings.ToLower(got.Reason+got.Hint), "stone") {
			t.Errorf("%s: the reason holds a name", name)
		}
	}
	if got := identity.MatchOrder(avery(), order("", "Stone", 0)); !slices.Equal(got.NotCompared, []string{"birth_year"}) {
		t.Errorf("%+v", got)
	}
	unread := avery()
	unread.BirthDateStatus = idcard.Conflict
	if got := identity.MatchOrder(unread, order("Avery", "Stone", 1990)); got.Outcome != identity.Different {
		t.Errorf("%+v", got)
	}
}

func TestToken(t *testing.T) {
	key := []byte(strings.Repeat("k", identity.DayKeyMinBytes))
	document := avery()
	got, err := identity.Token(key, document)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("636020\x1f941234567"))
	if want := hex.EncodeToString(mac.Sum(nil)[:16]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	document.Number = "94-123 4567"
	if same, err := identity.Token(key, document); err != nil || same != got {
		t.Errorf("another spelling: %s, %v", same, err)
	}
	document.Number = "94123*567"
	if other, err := identity.Token(key, document); err != nil || other == got {
		t.Errorf("a star: %s, %v", other, err)
	}
	for name, change := range map[string]func(*idcard.Document){
		"no issuer": func(d *idcard.Document) { d.Issuer.IIN = "" },
		"no number": func(d *idcard.Document) { d.Number = "" },
		"conflict":  func(d *idcard.Document) { d.NumberStatus = idcard.Conflict },
	} {
		document := avery()
		change(&document)
		if token, err := identity.Token(key, document); err == nil || token != "" {
			t.Errorf("%s: %s, %v", name, token, err)
		}
	}
	if token, err := identity.Token(key[1:], avery()); err == nil || token != "" {
		t.Errorf("short key: %s, %v", token, err)
	}
}

// Two different persons never share a token, also if one number hides the
// separator.
func TestTokensDiffer(t *testing.T) {
	key := []byte(strings.Repeat("k", identity.DayKeyMinBytes))
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) idcard.Document {
			document := avery()
			document.Issuer.IIN = rapid.StringMatching(`[0-9]{6}`).Draw(t, label+" issuer")
			document.Number = rapid.StringMatching(`[A-Z0-9*\x1f]{0,4}[A-Z0-9]`).Draw(t, label+" number")
			return document
		}
		a, b := draw("a"), draw("b")
		first, err := identity.Token(key, a)
		if err != nil {
			t.Fatal(err)
		}
		second, err := identity.Token(key, b)
		if err != nil {
			t.Fatal(err)
		}
		plain := func(d idcard.Document) string { return d.Issuer.IIN + " " + strings.ReplaceAll(d.Number, "\x1f", "") }
		if (plain(a) == plain(b)) != (first == second) {
			t.Fatalf("%q and %q: %s %s", plain(a), plain(b), first, second)
		}
	})
}

func FuzzMatchOrder(f *testing.F) {
	f.Add("Núñez-García", "NUNEZ GARCIA")
	f.Add("O'Brien III", "Obrien")
	f.Fuzz(func(t *testing.T, onCard, ordered string) {
		document := avery()
		document.FamilyName = onCard
		got := identity.MatchOrder(document, terminal.Order{FamilyName: ordered, BirthYear: 1990})
		if onCard == "" && got.Outcome == identity.Matches {
			t.Fatal("no name matched")
		}
		document.FamilyName = ordered
		back := identity.MatchOrder(document, terminal.Order{FamilyName: onCard, BirthYear: 1990})
		if got.Outcome != back.Outcome {
			t.Fatalf("%q and %q: %s one way, %s the other", onCard, ordered, got.Outcome, back.Outcome)
		}
	})
}
