package idcard_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal/idcard"
)

func document() idcard.Document {
	return idcard.Document{
		Kind: idcard.DriverLicense, Issuer: idcard.Issuer{IIN: "636020", Jurisdiction: "CO", Country: "USA"}, Version: 10,
		Number: "X00112233", FamilyName: "SAMPLE", FirstName: "AVERY", MiddleName: "QUINN", Sex: "F",
		BirthDate: idcard.Date{Year: 2001, Month: 6, Day: 15}, ExpiryDate: idcard.Date{Year: 2029, Month: 6, Day: 15},
	}
}

func TestDocumentNeverPrintsPersonalValues(t *testing.T) {
	card := document()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("scan", "card", card, "pointer", &card)
	texts := []string{
		fmt.Sprint(card), fmt.Sprint(&card), fmt.Sprintf("%+v", card), fmt.Sprintf("%#v", card), fmt.Sprintf("%s %q %x %d", card, card, card, card),
		fmt.Sprintf("%+v", struct{ Card *idcard.Document }{&card}.Card), fmt.Sprintf("%+v", struct{ Card idcard.Document }{card}), log.String(),
		fmt.Errorf("refused: %v", card).Error(),
	}
	for _, text := range texts {
		for _, secret := range []string{"X00112233", "SAMPLE", "AVERY", "QUINN", "2001", "06-15", "2029"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in %q", secret, text)
			}
		}
		if !strings.Contains(text, "driver_license") || !strings.Contains(text, "CO") {
			t.Errorf("kind or issuer missing in %q", text)
		}
	}
}

func TestDocumentRoundTripsAsJSON(t *testing.T) {
	card := document()
	text, err := json.Marshal(card)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"birth_date":"2001-06-15"`) || strings.Contains(string(text), "issue_date\"") {
		t.Fatalf("got %s", text)
	}
	var back idcard.Document
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.BirthDate != card.BirthDate || back.Number != card.Number || !back.IssueDate.IsZero() {
		t.Fatal("lost a field on the way")
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "2001-6-15", "2001-06-31", "2001-02-29", "2001-13-01", "2001-00-10", "0000-01-01", "+001-01-01", "2001/06/15", "2001-06-15 ", "2001-06-1x"} {
		if date, err := idcard.Parse(text); !errors.Is(err, idcard.ErrDate) {
			t.Errorf("%q gave %v, %v", text, date, err)
		}
	}
}

func TestDateAgreesWithTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		date := idcard.Date{Year: rapid.IntRange(1, 9999).Draw(t, "year"), Month: rapid.IntRange(-1, 14).Draw(t, "month"), Day: rapid.IntRange(-1, 33).Draw(t, "day")}
		oracle := time.Date(date.Year, time.Month(date.Month), date.Day, 0, 0, 0, 0, time.UTC)
		same := oracle.Year() == date.Year && int(oracle.Month()) == date.Month && oracle.Day() == date.Day
		if date.Valid() != same {
			t.Fatalf("%+v: valid %v, calendar %v", date, date.Valid(), same)
		}
		if !same {
			return
		}
		back, err := idcard.Parse(date.String())
		if err != nil || back != date {
			t.Fatalf("%v came back as %v, %v", date, back, err)
		}
		next := oracle.AddDate(0, 0, 1)
		after := idcard.Date{Year: next.Year(), Month: int(next.Month()), Day: next.Day()}
		if !date.Before(after) || after.Before(date) || date.Before(date) || !after.After(date) {
			t.Fatalf("order of %v and %v", date, after)
		}
	})
}

func TestDateText(t *testing.T) {
	var date idcard.Date
	if err := json.Unmarshal([]byte(`""`), &date); err != nil || !date.IsZero() {
		t.Fatalf("empty text gave %v, %v", date, err)
	}
	if err := json.Unmarshal([]byte(`"2001-02-30"`), &date); err == nil {
		t.Fatal("took a day that does not exist")
	}
	if _, err := json.Marshal(idcard.Date{Year: 2001, Month: 2, Day: 30}); err == nil {
		t.Fatal("wrote a day that does not exist")
	}
}
