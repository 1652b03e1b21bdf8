package virtual_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/devices/virtual"
)

func onDay(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func card() virtual.Card {
	return virtual.Card{
		IIN: "636020", Jurisdiction: "CO", Number: "X1", Family: "Muñoz", First: "Avery", Middle: "Quinn", Sex: "2",
		Birth: onDay(2001, 6, 15), Issued: onDay(2021, 6, 15), Expires: onDay(2029, 6, 15),
	}
}

func TestCardsOfVersions(t *testing.T) {
	for _, c := range []struct {
		version int
		has     []string
		hasNot  []string
	}{
		{1, []string{"@\n\x1e\rANSI 6360200101DL0029", "\nDAAMUÑOZ,AVERY,QUINN\n", "\nDBB20010615\n", "\nDAU508\n"}, []string{"DCG", "DCS", "DDB"}},
		{2, []string{"ANSI 636020020101DL0031", "\nDCSMUÑOZ\nDCTAVERY QUINN\n", "\nDBB06152001\n", "\nDCGUSA\n"}, []string{"DAC", "DDE"}},
		{3, []string{"ANSI 636020030101DL0031", "\nDCTAVERY QUINN\n"}, []string{"DAC"}},
		{4, []string{"ANSI 636020040101DL0031", "\nDCSMUÑOZ\nDDEN\nDACAVERY\nDDFN\nDADQUINN\nDDGN\n", "\nDDB01012020\n", "\nDAK800020000  \n"}, []string{"DCT"}},
		{0, []string{"ANSI 636020100101DL0031"}, nil},
		{11, []string{"ANSI 636020110101DL0031", "\nDAK800020000\n"}, nil},
		{12, []string{"ANSI 636020120101DL0031"}, nil},
	} {
		one := card()
		one.Version = c.version
		got := string(one.Barcode())
		for _, part := range c.has {
			if !strings.Contains(got, part) {
				t.Errorf("version %d: %q is not in %q", c.version, part, got)
			}
		}
		for _, tag := range c.hasNot {
			if strings.Contains(got, "\n"+tag) {
				t.Errorf("version %d has %s: %q", c.version, tag, got)
			}
		}
	}
}

func TestCardsHaveOptions(t *testing.T) {
	one := card()
	one.IIN, one.Jurisdiction, one.Country, one.IDCard, one.Latin1, one.Truncated = "636017", "NB", "CAN", true, true, true
	one.Suffix, one.Under18, one.Under19, one.Under21 = "jr", onDay(2019, 6, 15), onDay(2020, 6, 15), onDay(2022, 6, 15)
	one.Revision, one.AddressState = onDay(2018, 3, 1), "ON"
	one.IssuerSubfile, one.IssuerElements = 'N', []string{"ANONE", "B1"}
	got := one.Barcode()
	for _, part := range []string{
		"ANSI 636017100102ID0041", "IDDAQX1\nDCSMU\xd1OZ\nDDET\n", "\nDCUJR\n", "\nDBB20010615\n", "\nDDH20190615\nDDI20200615\nDDJ20220615\n",
		"\nDDB20180301\n", "\nDCGCAN\n", "\nDAJON\n", "\nDAKA1A 1A1    \n", "\n\rZNZNANONE\nZNB1\n\r",
	} {
		if !bytes.Contains(got, []byte(part)) {
			t.Errorf("%q is not in %q", part, got)
		}
	}
	if bytes.Contains(got, []byte("DCA")) {
		t.Error("an ID card has a vehicle class")
	}
}

// The directory says where each subfile is, to the byte.
func TestCardsHaveADirectoryThatFits(t *testing.T) {
	for version := 1; version <= 12; version++ {
		one := card()
		one.Version, one.IssuerSubfile, one.IssuerElements = version, 'C', []string{"ANONE"}
		got := one.Barcode()
		at := bytes.Index(got, []byte("02DL")) + 2
		end := 0
		for _, kind := range []string{"DL", "ZC"} {
			entry := string(got[at : at+10])
			at += 10
			offset, err := strconv.Atoi(entry[2:6])
			if err != nil {
				t.Fatal(err)
			}
			length, err := strconv.Atoi(entry[6:])
			if err != nil {
				t.Fatal(err)
			}
			if entry[:2] != kind || !bytes.HasPrefix(got[offset:], []byte(kind)) || got[offset+length-1] != '\r' {
				t.Errorf("version %d: entry %s of %q", version, entry, got)
			}
			end = offset + length
		}
		if end != len(got) {
			t.Errorf("version %d: the directory ends at %d of %d", version, end, len(got))
		}
	}
}
