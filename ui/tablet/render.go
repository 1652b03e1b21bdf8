package tablet

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"

	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

//go:embed templates
var templateFiles embed.FS

// drawn are the pages that render knows. The two lists of bags are one drawing.
var drawn = map[string]string{
	pageArrivals: "arrivals", pageReady: "bags", pageHanded: "bags", pageOrder: "order", pageCamera: "camera",
	pageSignIn: "sign-in", pagePairing: "pair", pageHelp: "help", pagePlain: "plain",
}

// pages holds each page's templates, parsed once.
var pages = parsePages()

func parsePages() map[string]*template.Template {
	base := template.Must(template.New("base").Funcs(helpers()).
		ParseFS(templateFiles, "templates/*.html", "templates/parts/*.html"))
	parsed := make(map[string]*template.Template, len(drawn))
	for page, file := range drawn {
		parsed[page] = template.Must(template.Must(base.Clone()).ParseFS(templateFiles, "templates/pages/"+file+".html"))
	}
	return parsed
}

// render writes a whole page. page is one of the page… constants, view what
// that page is given. Nothing is written if the page cannot be drawn.
func render(w io.Writer, page string, view any) error {
	return execute(w, page, "document", view)
}

// renderPart writes only what changes on a page: its bar, its main part and its
// actions, as one element that the script takes the changed cards from.
func renderPart(w io.Writer, page string, view any) error {
	return execute(w, page, "page", view)
}

func execute(w io.Writer, page, name string, view any) error {
	parsed, ok := pages[page]
	if !ok {
		return fmt.Errorf("tablet: there is no page %q", page)
	}
	var out bytes.Buffer
	if err := parsed.ExecuteTemplate(&out, name, view); err != nil {
		return fmt.Errorf("tablet: drawing the page %q: %w", page, err)
	}
	_, err := out.WriteTo(w)
	return err
}

func helpers() template.FuncMap {
	return template.FuncMap{
		"asset":   assetURL,
		"decoder": decoderURL,
		"icon":    icon,
		"rich":    rich,
		"words":   cut,
		"swatch":  swatch,
		"bars":    bars,
		"post":    post,
		"typed":   typed,
		"both":    both,
		"other":   other,
		"tone":    tone,
	}
}

// icon draws one icon of the sprite; an unknown one is left out, since the
// words beside it say the same.
func icon(name string) template.HTML {
	if !spriteHas(name) {
		return ""
	}
	return template.HTML(`<svg class="icon" aria-hidden="true" focusable="false"><use href="` +
		assetURL("icons.svg") + "#" + name + `"/></svg>`) // name is one of the sprite's own
}

// run is a part of a text in one weight and face.
type run struct {
	Text  string
	Bold  bool
	Fixed bool
}

// printed is a fingerprint, which people compare letter by letter.
var printed = regexp.MustCompile(`[0-9A-F]{2}(?::[0-9A-F]{2})+(?: [0-9A-F]{2}:[0-9A-F]{2})+`)

// rich cuts text in which *asterisks* enclose what is bold, as everywhere in
// ui/text.
func rich(words string) []run {
	var runs []run
	for i, part := range strings.Split(words, "*") {
		at := 0
		for _, span := range printed.FindAllStringIndex(part, -1) {
			runs = add(runs, run{Text: part[at:span[0]], Bold: i%2 == 1})
			runs = add(runs, run{Text: part[span[0]:span[1]], Fixed: true})
			at = span[1]
		}
		runs = add(runs, run{Text: part[at:], Bold: i%2 == 1})
	}
	return runs
}

func add(runs []run, next run) []run {
	if next.Text == "" {
		return runs
	}
	return append(runs, next)
}

// cut is the text without its weights, for attributes and titles.
func cut(words string) string { return strings.ReplaceAll(words, "*", "") }

// swatches are the colour words that the style sheet has a square for.
var swatches = map[string]bool{
	"black": true, "white": true, "silver": true, "gray": true, "red": true, "blue": true, "green": true,
	"yellow": true, "orange": true, "brown": true, "beige": true, "gold": true, "purple": true,
}

// swatch is the class of a colour word's square, empty for a word that has none.
func swatch(color string) string {
	color = strings.ToLower(color)
	if color == "grey" {
		color = "gray"
	}
	if !swatches[color] {
		return ""
	}
	return "swatch-" + color
}

// A bar's drawing is 1000 wide, with a gap of 3 between two shares.
const (
	barWidth = 1000
	barGap   = 3
)

// bar is one rectangle of a meter.
type bar struct {
	Kind     string
	X, Width int
}

// bars places the shares of a meter side by side. They are drawn by the
// attributes of an SVG because the content policy allows no style attributes.
func bars(shares []curb.Share) []bar {
	var out []bar
	at := 0
	for _, share := range shares {
		width := min(share.Permille, barWidth-at)
		if width <= 0 {
			continue
		}
		seen := width
		if at+width < barWidth && width > barGap {
			seen -= barGap
		}
		out = append(out, bar{Kind: share.Kind, X: at, Width: seen})
		at += width
	}
	return out
}

// form is a button with what its form needs besides.
type form struct {
	curb.Button
	Order   string
	Class   string
	Caption string // of the field for a code
}

// post gives a button the order that its form names and a class.
func post(button curb.Button, order, class string) form {
	return form{Button: button, Order: order, Class: class}
}

// typed gives a button whose form has a field for a code that field's label.
func typed(button curb.Button, order, caption string) form {
	return form{Button: button, Order: order, Caption: caption}
}

// pair is a part's two arguments.
type pair struct {
	Item any
	Page any
}

// both hands a part its item together with the page it stands on.
func both(item, page any) pair { return pair{Item: item, Page: page} }

// other is the language that the page is not in.
func other(language text.Language) text.Language {
	if language == text.Spanish {
		return text.English
	}
	return text.Spanish
}

// tone is the class of a tone; an unknown one is plain.
func tone(t curb.Tone) string {
	switch t {
	case curb.Good, curb.Look, curb.Halt, curb.Info:
		return "tone-" + string(t)
	default:
		return "tone-plain"
	}
}
