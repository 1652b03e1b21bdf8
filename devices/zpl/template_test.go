package zpl_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/zpl"
)

const plain = `{"template": "plain", "sizes": [{"width": 57, "height": 32, "first": [
  {"kind": "text", "x": 1, "y": 1.25, "width": 50, "height": 4, "size": 4, "least": 2, "text": ["{product}"], "overflow": "cut"}]}]}`

func TestAPlainTemplate(t *testing.T) {
	template, err := zpl.LoadTemplate([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := template.Encode(unit(), small)
	if err != nil {
		t.Fatal(err)
	}
	want := "^XA^CI28^PW456^LL256^LH0,0\n^FO8,10^A0N,17,17^FB400,1,0,L,0^FH_^FDOG Kush, indoor, The Quiet Garden Collective^FS\n^PQ1^XZ\n"
	if !strings.HasPrefix(string(encoded), "^XA^CI28^PW456^LL256^LH0,0\n^FO8,10^A0N,") || strings.Count(string(encoded), "^FD") != 1 {
		t.Errorf("%s, not like %s", encoded, want)
	}
}

func TestMistakesInTemplates(t *testing.T) {
	field := func(replace, with string) string { return strings.Replace(plain, replace, with, 1) }
	code := `{"kind": "code128", "x": 1, "y": 10, "width": 50, "height": 4, "data": "barcode"}`
	second := func(more string) string { return strings.Replace(plain, `"cut"}`, `"cut"},`+more, 1) }
	for want, text := range map[string]string{
		"unexpected EOF":                        "{",
		"something follows the template":        plain + "{}",
		`unknown field "colour"`:                field(`"kind"`, `"colour": 1, "kind"`),
		"not a length in millimetres":           field(`1.25`, `1.255`),
		"small letters, digits and dashes":      field(`"plain"`, `"Plain text"`),
		"it has no size":                        `{"template": "plain", "sizes": []}`,
		"no medium is of this width and height": field(`"width": 57`, `"width": 571`),
		"0 fields, not 1 to 40":                 `{"template": "plain", "sizes": [{"width": 57, "height": 32, "first": []}]}`,
		"its box is not on the label":           field(`"width": 50`, `"width": 56.01`),
		"only a text has text":                  field(`"text", "x"`, `"line", "x"`),
		"only a code has data":                  field(`"text": [`, `"data": "qr", "text": [`),
		`unknown kind "circle"`:                 field(`"text", "x"`, `"circle", "x"`),
		"its letters must have a size":          field(`"least": 2`, `"least": 5`),
		`unknown align "middle"`:                field(`"text": [`, `"align": "middle", "text": [`),
		`overflow is ""`:                        field(`, "overflow": "cut"`, ``),
		"no field of further shows {more}":      field(`"cut"`, `"continue"`),
		"join is spaces":                        field(`"text": [`, `"join": "^XA", "text": [`),
		"0 parts of text":                       field(`"{product}"`, ``),
		"there is no field {name}":              field(`{product}`, `{name}`),
		"{warnings} must stand alone":           field(`{product}`, `So {warnings}`),
		"{more} is for further labels":          field(`{product}`, `{more}`),
		"is empty or has characters":            field(`{product}`, `{product} \u202e`),
		"lies over field 1":                     second(`{"kind": "line", "x": 1, "y": 2, "width": 9, "height": 1}`),
		"no text shows what this code holds":    second(code),
		`a code cannot hold "items"`:            second(strings.Replace(code, `"barcode"`, `"items"`, 1)),
		"longer than":                           plain + strings.Repeat(" ", zpl.TemplateMaxBytes),
	} {
		_, err := zpl.LoadTemplate([]byte(text))
		if !errors.Is(err, zpl.ErrTemplate) || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in: %v", want, err)
		}
	}
}

func TestEveryMistakeIsTold(t *testing.T) {
	text := strings.NewReplacer(`"plain"`, `"P"`, `"width": 50`, `"width": 60`, `"cut"`, `"fold"`, `{product}`, `{name}`).Replace(plain)
	_, err := zpl.LoadTemplate([]byte(text))
	if err == nil {
		t.Fatal("loaded")
	}
	if got := strings.Count(err.Error(), "\n") + 1; got != 4 {
		t.Errorf("%d mistakes: %v", got, err)
	}
}

func FuzzLoadTemplate(f *testing.F) {
	for _, name := range zpl.Templates() {
		data, err := os.ReadFile("templates/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(plain))
	f.Fuzz(func(t *testing.T, data []byte) {
		template, err := zpl.LoadTemplate(data)
		if err != nil {
			if !errors.Is(err, zpl.ErrTemplate) {
				t.Fatal(err)
			}
			return
		}
		// What loads can be encoded, or says why not.
		if encoded, err := template.Encode(unit(), largeFine); err == nil {
			onlyTheTemplates(t, encoded, unit())
		}
	})
}
