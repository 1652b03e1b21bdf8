package catalog_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal/catalog"
)

func TestRetailIDVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/retailid_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			URL, Label string
			Index      uint64
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) < 4 {
		t.Fatalf("%d vectors, %v", len(file.Vectors), err)
	}
	for _, vector := range file.Vectors {
		code, err := catalog.ParseCode(vector.URL)
		if err != nil || code.Tag != vector.Label || code.Index != vector.Index {
			t.Errorf("%s: %+v, %v", vector.URL, code, err)
		}
		again, err := catalog.ParseCode(code.RetailID)
		if strings.HasPrefix(code.Tag, catalog.TagPrefix) && (err != nil || again != code) {
			t.Errorf("%s came back as %+v, %v", code.RetailID, again, err)
		}
	}
}

func TestParseCode(t *testing.T) {
	const tag = "1A4060300020081000006609"
	unit := "HTTPS://1A4.COM/5LN8CBN1UB33DON9CHKX"
	for text, want := range map[string]catalog.Code{
		"1a4060300020081000006609\r\n":                      {Tag: tag},
		"]C1211a4060300020081000006609":                     {Tag: tag},
		"]C1\x1d0100850012345678211A4060300020081000006609": {Tag: tag},
		"(01)00850012345678(21)" + tag:                      {Tag: tag},
		"]Q3https://1a4.com/5ln8cbn1ub33don9chkx":           {Tag: tag, RetailID: unit, Index: 1},
		"id.1a4.com/5LN8CBN1UB33DON9CHKX":                   {Tag: tag, RetailID: unit, Index: 1},
		"PIPE-1":                                            {SKU: "PIPE-1"},
		"SKU:PIPE-1":                                        {SKU: "PIPE-1"},
		"SKU:012345678900":                                  {SKU: "012345678900"},
		"012345678905":                                      {SKU: "012345678905", GTIN: "00012345678905"},
		"]E00012345678905\r":                                {SKU: "0012345678905", GTIN: "00012345678905"},
		"4006381333931":                                     {SKU: "4006381333931", GTIN: "04006381333931"},
		"10012345678902":                                    {SKU: "10012345678902", GTIN: "10012345678902"},
		"(01)10012345678902":                                {SKU: "10012345678902", GTIN: "10012345678902"},
		"96385074":                                          {SKU: "96385074", GTIN: "00000096385074"},
		"96385075":                                          {SKU: "96385075"},
		"12345678901":                                       {SKU: "12345678901"},
		"123456789012345":                                   {SKU: "123456789012345"},
		"B-1001":                                            {Badge: "B-1001"},
		"b-10a":                                             {Badge: "B-10A"},
		"B-" + strings.Repeat("X", 12):                      {Badge: "B-" + strings.Repeat("X", 12)},
		"B-" + strings.Repeat("X", 13):                      {SKU: "B-" + strings.Repeat("X", 13)},
		"B-10":                                              {SKU: "B-10"},
		"ORDER:A-1001":                                      {Order: "A-1001"},
		"order:" + strings.Repeat("a", 64):                  {Order: strings.Repeat("a", 64)},
		"https://shop.example.test/larimer/orders/A-1001":   {Order: "A-1001"},
		"https://shop.example.test:8443/orders/A-1001/?k=1": {Order: "A-1001"},
		"HTTPS://SHOP.EXAMPLE.TEST/orders/A.1_2":            {Order: "A.1_2"},
	} {
		if got, err := catalog.ParseCode(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"":                                    "catalog.code",
		"two words":                           "catalog.code",
		"https://example.test/x":              "catalog.code",
		strings.Repeat("A", 41):               "catalog.code",
		strings.Repeat("A", 129):              "catalog.code",
		"https://1a4.com/short":               "catalog.retail_id",
		"https://1a4.com/GkBgMAAggQAABmYJgQA": "catalog.retail_id", // index with a padding byte
		"https://1a4.com/" + strings.Repeat("Z", 60): "catalog.retail_id",
		"BAG-00000001":                        "catalog.bag_code",
		"BAG-0":                               "catalog.bag_code",
		"012345678906":                        "catalog.check_digit",
		"4006381333932":                       "catalog.check_digit",
		"10012345678903":                      "catalog.check_digit",
		"ORDER:":                              "catalog.order_code",
		"ORDER:a b":                           "catalog.order_code",
		"ORDER:" + strings.Repeat("a", 65):    "catalog.order_code",
		"https://shop.example.test/orders/..": "catalog.order_code",
		"http://shop.example.test/orders/A-1": "catalog.code",
		"https://shop.example.test/orders":    "catalog.code",
	} {
		if got, err := catalog.ParseCode(text); codeOf(err) != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

func TestBagCodes(t *testing.T) {
	made, err := catalog.NewBagCode(rand.Reader)
	if err != nil || len(made) != len("BAG-")+8 {
		t.Fatalf("%q, %v", made, err)
	}
	code, err := catalog.ParseCode(strings.ToLower(made))
	if err != nil || code != (catalog.Code{Bag: made}) {
		t.Errorf("%+v, %v", code, err)
	}
	if _, err := catalog.NewBagCode(strings.NewReader("short")); err == nil {
		t.Error("made from too few random bytes")
	}
	if typed, err := catalog.ParseBagCode(strings.TrimPrefix(made, "BAG-")); err != nil || typed != made {
		t.Errorf("%q, %v", typed, err)
	}
}

// A bag code with one wrong character, or two swapped, is never another bag.
func TestBagCodeNoticesMistakes(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), 7, 7).Draw(t, "seed")
		made, err := catalog.NewBagCode(bytes.NewReader(seed))
		if err != nil {
			t.Fatal(err)
		}
		if back, err := catalog.ParseBagCode(made); err != nil || back != made {
			t.Fatalf("%s: %s, %v", made, back, err)
		}
		digits := []byte(strings.TrimPrefix(made, "BAG-"))
		at := rapid.IntRange(0, 7).Draw(t, "at")
		other := rapid.IntRange(0, 7).Draw(t, "other")
		wrong := bytes.Clone(digits)
		if rapid.Bool().Draw(t, "swap") {
			wrong[at], wrong[other] = wrong[other], wrong[at]
		} else {
			wrong[at] = alphabet[rapid.IntRange(0, 31).Draw(t, "letter")]
		}
		if bytes.Equal(wrong, digits) {
			return
		}
		if _, err := catalog.ParseBagCode("BAG-" + string(wrong)); err == nil {
			t.Fatalf("%s was taken for %s", wrong, made)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	for _, text := range []string{"HTTPS://1A4.COM/5LN8CBN1UB33DON9CHKX", "https://1a4.com/q83vASNFZwAAAQkQCA", "BAG-7K2M9QX1", "]C1211a4060300020081000006609", "PIPE", "SHELF-B2", "]E04006381333931", "96385074", "(01)10012345678902", "b-1001", "ORDER:A-1001", "https://shop.example.test/orders/A-1001?x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := catalog.ParseCode(text)
		set := 0
		for _, part := range []string{code.Tag, code.Bag, code.Shelf, code.Badge, code.Order, code.SKU} {
			if part != "" {
				set++
			}
		}
		if (err == nil) != (set == 1) || (code.RetailID != "" && code.Tag == "") {
			t.Fatalf("%q: %+v, %v", text, code, err)
		}
		if code.Tag != "" && (len(code.Tag) != 24 || code.Tag != strings.ToUpper(code.Tag)) {
			t.Fatalf("%q: %+v", text, code)
		}
		if code.GTIN != "" && (len(code.GTIN) != 14 || code.SKU == "" || strings.TrimLeft(code.GTIN, "0") != strings.TrimLeft(code.SKU, "0")) {
			t.Fatalf("%q: %+v", text, code)
		}
		if len(code.Order) > 64 || len(code.Badge) > 14 || code.Badge != strings.ToUpper(code.Badge) {
			t.Fatalf("%q: %+v", text, code)
		}
	})
}

// A GTIN with one wrong digit is never another product.
func TestGTINNoticesAWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.SampledFrom([]int{12, 13, 14}).Draw(t, "length")
		digits := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), length-1, length-1, -1).Draw(t, "digits")
		fits := 0
		for last := range 10 {
			whole := digits + string(rune('0'+last))
			code, err := catalog.ParseCode(whole)
			if err != nil {
				continue
			}
			fits++
			if code.SKU != whole {
				t.Fatalf("%s: %+v", whole, code)
			}
			at := rapid.IntRange(0, length-1).Draw(t, "at")
			wrong := []byte(whole)
			wrong[at] = '0' + (wrong[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "more")))%10
			if _, err := catalog.ParseCode(string(wrong)); codeOf(err) != "catalog.check_digit" {
				t.Fatalf("%s was taken for %s: %v", wrong, whole, err)
			}
		}
		if fits != 1 {
			t.Fatalf("%s fits %d check digits", digits, fits)
		}
	})
}
