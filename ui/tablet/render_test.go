package tablet

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/curbline/curbline/ui/present/curb"
)

var update = flag.Bool("update", false, "write the golden pages anew")

func drawPage(t *testing.T, draw drawing) string {
	t.Helper()
	var page bytes.Buffer
	if err := render(&page, draw.page, draw.view); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// unversioned takes the hashes out of a page, so that a golden changes only with
// the page.
func unversioned(page string) string {
	page = strings.ReplaceAll(page, ownTree.prefix, "/assets/OWN/")
	if prefix := decoderURL(); prefix != "" {
		return strings.ReplaceAll(page, prefix, "/assets/decoder/HASH/")
	}
	return strings.ReplaceAll(page, `data-decoder=""`, `data-decoder="/assets/decoder/HASH/"`)
}

func TestEveryPageLooksAsKept(t *testing.T) {
	for name, draw := range canned() {
		t.Run(name, func(t *testing.T) {
			golden(t, name, draw)
		})
	}
}

func golden(t *testing.T, name string, draw drawing) {
	t.Helper()
	got := unversioned(drawPage(t, draw))
	path := filepath.Join("testdata", "pages", name+".html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the page differs (-kept +drawn; -update writes it anew):\n%s", diff)
	}
}

// hostile is what a web shop, a customer or a mistyped note may send.
const hostile = `"><script>alert(1)</script>'--><img src=x onerror=alert(2)>` + "\u202eevil\u2066" + `{{.Frame}}javascript:alert(3)*<b>*`

func TestHostileTextsAreInertOnEveryPage(t *testing.T) {
	for name, draw := range canned() {
		t.Run(name, func(t *testing.T) {
			poisoned := drawing{draw.page, poison(draw.view)}
			page := drawPage(t, poisoned)
			inert(t, drawPage(t, draw), page)
			isolated(t, page)
			if name == "arrivals" || name == "hand-over" || name == "refused" {
				golden(t, name+"-hostile", poisoned)
			}
		})
	}
}

// poison puts the hostile text in place of every text of a view that may come
// from outside. Names that the view's own code chooses stay.
func poison(view any) any {
	value := reflect.New(reflect.TypeOf(view)).Elem()
	value.Set(reflect.ValueOf(view))
	spoil(value, "")
	return value.Interface()
}

var ownNames = map[string]bool{
	"Language": true, "Icon": true, "Tone": true, "State": true, "Action": true, "Link": true, "Command": true,
	"Scan": true, "Kind": true, "Epoch": true, "Order": true, "ID": true, "Version": true,
}

func spoil(value reflect.Value, field string) {
	switch value.Kind() {
	case reflect.String:
		if !ownNames[field] && value.String() != "" {
			value.SetString(hostile)
		}
	case reflect.Struct:
		for i := range value.NumField() {
			spoil(value.Field(i), value.Type().Field(i).Name)
		}
	case reflect.Slice:
		fresh := reflect.MakeSlice(value.Type(), value.Len(), value.Len())
		reflect.Copy(fresh, value)
		for i := range fresh.Len() {
			spoil(fresh.Index(i), field)
		}
		value.Set(fresh)
	case reflect.Pointer:
		if value.IsNil() {
			return
		}
		fresh := reflect.New(value.Type().Elem())
		fresh.Elem().Set(value.Elem())
		spoil(fresh.Elem(), field)
		value.Set(fresh)
	case reflect.Map:
		fresh := reflect.MakeMap(value.Type())
		for _, key := range value.MapKeys() {
			fresh.SetMapIndex(key, reflect.ValueOf(hostile))
		}
		value.Set(fresh)
	default:
	}
}

// inert says that the poisoned page has the elements and attributes of the clean
// one and no others.
func inert(t *testing.T, clean, poisoned string) {
	t.Helper()
	known := shape(t, clean)
	for element := range shape(t, poisoned) {
		if !known[element] && !strings.HasPrefix(element, "b.") && element != "b" {
			t.Errorf("a text became %s", element)
		}
	}
}

// shape lists the elements and their attributes, and where links lead.
func shape(t *testing.T, page string) map[string]bool {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for node := range root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		found[node.Data] = true
		for _, attribute := range node.Attr {
			found[node.Data+"."+attribute.Key] = true
			if strings.HasPrefix(attribute.Key, "on") || attribute.Key == "style" {
				t.Errorf("%s has %s", node.Data, attribute.Key)
			}
			if leads := attribute.Key == "href" || attribute.Key == "action" || attribute.Key == "src"; leads && !regexp.MustCompile(`^([/#]|$)`).MatchString(attribute.Val) {
				t.Errorf("%s leads to %q", node.Data, attribute.Val)
			}
		}
		if node.Data == "script" && (node.FirstChild != nil) {
			t.Errorf("a script stands in the page")
		}
	}
	return found
}

// isolated says that each text with a direction of its own stands in an element
// that keeps it there.
func isolated(t *testing.T, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		if node.Type != html.TextNode || !strings.Contains(node.Data, "\u202e") {
			continue
		}
		held := false
		for up := node.Parent; up != nil; up = up.Parent {
			held = held || isolates[up.Data]
		}
		if !held {
			t.Errorf("a text in %s may turn the direction of its neighbours", node.Parent.Data)
		}
	}
}

// isolates are the elements that keep a direction in. The title is never mixed
// with other text.
var isolates = map[string]bool{"bdi": true, "title": true}

func TestPartIsThePageWithoutItsHead(t *testing.T) {
	for name, draw := range canned() {
		var part bytes.Buffer
		if err := renderPart(&part, draw.page, draw.view); err != nil {
			t.Fatal(err)
		}
		whole := drawPage(t, draw)
		if strings.Contains(part.String(), "<html") || !strings.Contains(whole, part.String()) {
			t.Errorf("%s: the part is not what stands in the page", name)
		}
	}
}

func TestUnknownPageAndWrongViewWriteNothing(t *testing.T) {
	var out bytes.Buffer
	if err := render(&out, "nowhere", curb.Help{}); err == nil {
		t.Error("a page that does not exist was drawn")
	}
	if err := render(&out, pageOrder, curb.Help{}); err == nil {
		t.Error("an order was drawn from the set-up help")
	}
	if out.Len() != 0 {
		t.Errorf("%d bytes were written before the fault", out.Len())
	}
}

func TestPageIsWellFormed(t *testing.T) {
	for name, draw := range canned() {
		root, err := html.Parse(strings.NewReader(drawPage(t, draw)))
		if err != nil {
			t.Fatal(err)
		}
		ids, headings := map[string]int{}, 0
		for node := range root.Descendants() {
			if node.Data == "h1" {
				headings++
			}
			for _, attribute := range node.Attr {
				if attribute.Key == "id" {
					ids[attribute.Val]++
				}
			}
		}
		if headings != 1 {
			t.Errorf("%s has %d main headings", name, headings)
		}
		for id, count := range ids {
			if count > 1 {
				t.Errorf("%s has the id %q %d times", name, id, count)
			}
		}
	}
}

func TestEveryFormNamesItsCommandAndOrder(t *testing.T) {
	form := regexp.MustCompile(`(?s)<form[^>]*action="/do/([a-z_]+)".*?</form>`)
	for name, draw := range canned() {
		for _, found := range form.FindAllStringSubmatch(drawPage(t, draw), -1) {
			if found[1] != "mute" && !strings.Contains(found[0], `name="command" value="`+commandID+`"`) {
				t.Errorf("%s: the form for %s has no command", name, found[1])
			}
			if !regexp.MustCompile(`name="order" value="A-10\d\d"`).MatchString(found[0]) {
				t.Errorf("%s: the form for %s names no order", name, found[1])
			}
		}
	}
}

func TestBarsStayInsideTheMeter(t *testing.T) {
	got := bars([]curb.Share{{Kind: "earlier", Permille: 400}, {Kind: "flower"}, {Kind: "flower", Permille: 500}, {Kind: "edible", Permille: 300}})
	want := []bar{{"earlier", 0, 397}, {"flower", 400, 497}, {"edible", 900, 100}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRichCutsWeightsAndFingerprints(t *testing.T) {
	got := rich("At *8:47*, 7C:1E 90:4A D2:33 is *it*")
	want := []run{{Text: "At "}, {Text: "8:47", Bold: true}, {Text: ", "}, {Text: "7C:1E 90:4A D2:33", Fixed: true}, {Text: " is "}, {Text: "it", Bold: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
