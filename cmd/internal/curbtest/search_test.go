package curbtest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// forms are the ways in which a text may lie in bytes: as it is in any case, in
// hexadecimal, in base64 at each of its three alignments, and as UTF-16, which
// is how a browser keeps some of its files.
func forms(text string) (all [][]byte) {
	for _, cased := range []string{text, strings.ToUpper(text), strings.ToLower(text), titled(text)} {
		raw := []byte(cased)
		all = append(all, raw, []byte(hex.EncodeToString(raw)), []byte(strings.ToUpper(hex.EncodeToString(raw))))
		for skip := range 3 {
			coded := base64.RawStdEncoding.EncodeToString(append(make([]byte, skip), raw...))
			// The first and last characters share bits with their neighbours.
			first, last := []int{0, 2, 3}[skip], len(coded)-1
			all = append(all, []byte(coded[first:last]))
		}
		var wide []byte
		for _, unit := range utf16.Encode([]rune(cased)) {
			wide = append(wide, byte(unit), byte(unit>>8))
		}
		all = append(all, wide)
	}
	return all
}

func titled(text string) string {
	lower := strings.ToLower(text)
	return strings.ToUpper(lower[:1]) + lower[1:]
}

// find gives where one of the texts lies in the bytes, in any of its forms.
func find(haystack []byte, texts ...string) (found []string) {
	for _, text := range texts {
		for _, form := range forms(text) {
			if at := bytes.Index(haystack, form); at >= 0 {
				found = append(found, fmt.Sprintf("%s at %d: …%q…", text, at, haystack[max(0, at-40):min(len(haystack), at+60)]))
				break
			}
		}
	}
	return found
}

func TestTheSearchFindsWhatIsPlanted(t *testing.T) {
	name := "Zephyrine"
	inJSON, err := json.Marshal(map[string][]byte{"scan": []byte("x" + name + "y")})
	if err != nil {
		t.Fatal(err)
	}
	for what, planted := range map[string]string{
		"as it is": "data: {\"name\":\"Zephyrine\"}", "capitals": "DACZEPHYRINE\n", "small": "zephyrine",
		"hex": hex.EncodeToString([]byte("..ZEPHYRINE..")), "base64": base64.StdEncoding.EncodeToString([]byte("ZEPHYRINE")),
		"base64, one on": base64.StdEncoding.EncodeToString([]byte("aZEPHYRINEb")), "base64, two on": base64.StdEncoding.EncodeToString([]byte("abzephyrinecd")),
		"base64 in JSON": string(inJSON), "UTF-16": "Z\x00e\x00p\x00h\x00y\x00r\x00i\x00n\x00e\x00",
	} {
		if len(find([]byte("before "+planted+" after"), name)) != 1 {
			t.Errorf("%s: not found in %q", what, planted)
		}
	}
	if found := find([]byte("nothing of the kind, Zephyr"), name); len(found) > 0 {
		t.Errorf("found %q", found)
	}
	if !slices.ContainsFunc(find([]byte("04121988"), "04121988"), func(s string) bool { return strings.HasPrefix(s, "04121988 at 0") }) {
		t.Error("a number is not found")
	}
}
