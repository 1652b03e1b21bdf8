package zpl

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// ErrTemplate is wrapped by every error about a template's file.
var ErrTemplate = errors.New("label template")

// Limits of a template.
const (
	TemplateMaxBytes = 64 << 10
	FieldsMax        = 40
	textPartsMax     = 12
)

// Template is a layout of a label, for one or more sizes of media.
type Template struct {
	Name  string `json:"template"`
	Sizes []Size `json:"sizes"`
}

// Size is the layout for media of at least this width and height.
type Size struct {
	Width  hundredthsMM `json:"width"`
	Height hundredthsMM `json:"height"`
	// First are the fields of the label itself. Further are those of the labels that
	// follow where texts do not fit on it whole; {more} is what is left of them.
	First   []Field `json:"first"`
	Further []Field `json:"further"`
}

// The kinds of field.
const (
	kindText    = "text"
	kindCode128 = "code128"
	kindQR      = "qr"
	kindLine    = "line"
)

// What happens to a text that does not fit even in its smallest letters.
const (
	overflowCut      = "cut"      // it ends in "..."
	overflowRefuse   = "refuse"   // the label is not printed
	overflowContinue = "continue" // its last parts stand whole on a further label
)

// Field is one thing on a label, in a box from its upper left corner.
type Field struct {
	Kind   string       `json:"kind"` // text, code128, qr or line
	X      hundredthsMM `json:"x"`
	Y      hundredthsMM `json:"y"`
	Width  hundredthsMM `json:"width"`
	Height hundredthsMM `json:"height"`

	// Text are the parts of a text, such as "Packaged {packaged}". A part with an
	// empty field in it is left out; {items}, {warnings} and {more} stand alone and
	// are one part for each of theirs. Join is between parts; empty is a space.
	Text     []string     `json:"text,omitempty"`
	Join     string       `json:"join,omitempty"`
	Size     hundredthsMM `json:"size,omitempty"`  // height of the letters
	Least    hundredthsMM `json:"least,omitempty"` // the same where the text is long
	Align    string       `json:"align,omitempty"` // left, center or right; empty is left
	Overflow string       `json:"overflow,omitempty"`

	// Data names the field that a code holds. Instead names one that a QR code holds
	// where Data is empty and the Code 128 of Instead did not fit.
	Data    string `json:"data,omitempty"`
	Instead string `json:"instead,omitempty"`
}

// single and list are the names that a template may use.
var (
	single = []string{
		"store", "license", "product", "net_weight", "package_tag", "thc", "cbd", "packaged", "harvested", "sold",
		"patient", "order", "channel", "shelf", "barcode", "qr", "page", "pages",
	}
	lists = []string{"items", "warnings", "more"}
)

var placeholder = regexp.MustCompile(`\{([a-z0-9_]*)\}`)

// LoadTemplate reads a template and checks it whole: the error joins one for each
// mistake, and each wraps ErrTemplate.
func LoadTemplate(data []byte) (Template, error) {
	var template Template
	if len(data) > TemplateMaxBytes {
		return Template{}, fmt.Errorf("%w: longer than %d bytes", ErrTemplate, TemplateMaxBytes)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&template); err != nil {
		return Template{}, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Template{}, fmt.Errorf("%w: something follows the template", ErrTemplate)
	}
	mistakes := template.mistakes()
	if len(mistakes) == 0 {
		return template, nil
	}
	all := make([]error, len(mistakes))
	for index, mistake := range mistakes {
		all[index] = fmt.Errorf("%w %q: %s", ErrTemplate, template.Name, mistake)
	}
	return Template{}, errors.Join(all...)
}

var templateName = regexp.MustCompile(`^[a-z][a-z0-9-]{1,31}$`)

func (t Template) mistakes() []string {
	var found []string
	if !templateName.MatchString(t.Name) {
		found = append(found, "its name is not of small letters, digits and dashes")
	}
	if len(t.Sizes) == 0 {
		found = append(found, "it has no size")
	}
	for index, size := range t.Sizes {
		where := fmt.Sprintf("size %d", index+1)
		if size.Width < MediaWidthMinMM*100 || size.Width > MediaWidthMaxMM*100 || size.Height < MediaHeightMinMM*100 || size.Height > MediaHeightMaxMM*100 {
			found = append(found, where+": no medium is of this width and height")
		}
		found = append(found, size.mistakes(where+", first", size.First, false)...)
		continues := slices.ContainsFunc(size.First, func(f Field) bool { return f.Overflow == overflowContinue })
		switch {
		case continues && !slices.ContainsFunc(size.Further, func(f Field) bool { return f.list() == "more" }):
			found = append(found, where+": a text continues, but no field of further shows {more}")
		case len(size.Further) > 0:
			found = append(found, size.mistakes(where+", further", size.Further, true)...)
		}
	}
	return found
}

func (s Size) mistakes(where string, fields []Field, further bool) []string {
	if len(fields) == 0 || len(fields) > FieldsMax {
		return []string{fmt.Sprintf("%s: %d fields, not 1 to %d", where, len(fields), FieldsMax)}
	}
	var found []string
	shown, flows := shownBy(fields), 0
	for index, field := range fields {
		name := fmt.Sprintf("%s, field %d", where, index+1)
		for _, mistake := range field.mistakes(s, further) {
			found = append(found, name+": "+mistake)
		}
		// A code that does not fit is left out, so its words must be there.
		if field.Kind == kindCode128 && !shown[field.Data] && (field.Data != "barcode" || !shown["package_tag"]) {
			found = append(found, name+": no text shows what this code holds")
		}
		if field.list() == "more" {
			flows++
		}
		for other, earlier := range fields[:index] {
			if field.overlaps(earlier) {
				found = append(found, fmt.Sprintf("%s: lies over field %d", name, other+1))
			}
		}
	}
	if flows > 1 {
		found = append(found, where+": {more} is shown twice")
	}
	return found
}

// shownBy names what the texts of a label show.
func shownBy(fields []Field) map[string]bool {
	shown := map[string]bool{}
	for _, field := range fields {
		for _, part := range field.Text {
			for _, name := range placeholder.FindAllStringSubmatch(part, -1) {
				shown[name[1]] = true
			}
		}
	}
	return shown
}

func (f Field) overlaps(other Field) bool {
	return f.X < other.X+other.Width && other.X < f.X+f.Width && f.Y < other.Y+other.Height && other.Y < f.Y+f.Height
}

func (f Field) mistakes(size Size, further bool) []string {
	var found []string
	if f.Width <= 0 || f.Height <= 0 || f.X < 0 || f.Y < 0 || f.X+f.Width > size.Width || f.Y+f.Height > size.Height {
		found = append(found, "its box is not on the label")
	}
	if f.Kind != kindText && f.hasText() {
		found = append(found, "only a text has text, join, size, least, align and overflow")
	}
	if f.hasStrayData() {
		found = append(found, "only a code has data, and only a QR code has instead")
	}
	switch f.Kind {
	case kindText:
		found = append(found, f.textMistakes(further)...)
	case kindCode128, kindQR:
		for _, name := range []string{f.Data, cmp.Or(f.Instead, f.Data)} {
			if !slices.Contains(single, name) {
				found = append(found, fmt.Sprintf("a code cannot hold %q", name))
			}
		}
	case kindLine:
	default:
		found = append(found, fmt.Sprintf("unknown kind %q", f.Kind))
	}
	return found
}

func (f Field) hasText() bool {
	return len(f.Text) > 0 || f.Size != 0 || f.Least != 0 || f.Join+f.Align+f.Overflow != ""
}

func (f Field) hasStrayData() bool {
	isCode := f.Kind == kindCode128 || f.Kind == kindQR
	return f.Data != "" && !isCode || f.Instead != "" && f.Kind != kindQR
}

func (f Field) textMistakes(further bool) []string {
	var found []string
	if f.Least <= 0 || f.Size < f.Least || f.Size > f.Height {
		found = append(found, "its letters must have a size within the box, and a least size that is no larger")
	}
	if !slices.Contains([]string{"", "left", "center", "right"}, f.Align) {
		found = append(found, fmt.Sprintf("unknown align %q", f.Align))
	}
	if !slices.Contains([]string{overflowCut, overflowRefuse, overflowContinue}, f.Overflow) {
		found = append(found, fmt.Sprintf("overflow is %q, not cut, refuse or continue", f.Overflow))
	}
	if further && (f.Overflow == overflowContinue) != (f.list() == "more") {
		found = append(found, "on further labels {more} continues, and nothing else")
	}
	if strings.Trim(f.Join, " ") != "" && f.Join != "\n" {
		found = append(found, "join is spaces or one line feed")
	}
	if f.Overflow == overflowContinue && f.showsPages() {
		found = append(found, "a text with page numbers cannot continue")
	}
	if len(f.Text) == 0 || len(f.Text) > textPartsMax {
		found = append(found, fmt.Sprintf("%d parts of text, not 1 to %d", len(f.Text), textPartsMax))
	}
	for _, part := range f.Text {
		found = append(found, partMistakes(part, further)...)
	}
	return found
}

func partMistakes(part string, further bool) []string {
	var found []string
	rest := placeholder.ReplaceAllString(part, "")
	if strings.ContainsAny(rest, "{}") || clean(rest) != strings.Join(strings.Fields(rest), " ") || part == "" {
		found = append(found, fmt.Sprintf("part %q is empty or has characters that cannot be printed", part))
	}
	for _, match := range placeholder.FindAllStringSubmatch(part, -1) {
		name := match[1]
		switch {
		case slices.Contains(lists, name) && part != match[0]:
			found = append(found, fmt.Sprintf("{%s} must stand alone", name))
		case name == "more" && !further:
			found = append(found, "{more} is for further labels")
		case !slices.Contains(lists, name) && !slices.Contains(single, name):
			found = append(found, fmt.Sprintf("there is no field {%s}", name))
		}
	}
	return found
}

// list gives the name of the list that a text shows as its only part, or "".
func (f Field) list() string {
	if len(f.Text) != 1 {
		return ""
	}
	name := strings.Trim(f.Text[0], "{}")
	if f.Text[0] == "{"+name+"}" && slices.Contains(lists, name) {
		return name
	}
	return ""
}

// hundredthsMM is a length; in a template it is written in millimetres with at
// most two decimals.
type hundredthsMM int

var millimetres = regexp.MustCompile(`^(\d{1,3})(?:\.(\d{1,2}))?$`)

// UnmarshalJSON reads a number of millimetres without rounding.
func (h *hundredthsMM) UnmarshalJSON(data []byte) error {
	match := millimetres.FindSubmatch(data)
	if match == nil {
		return fmt.Errorf("%q is not a length in millimetres with up to two decimals", data)
	}
	*h = 0
	for _, digit := range append(match[1], (string(match[2]) + "00")[:2]...) {
		*h = *h*10 + hundredthsMM(digit-'0')
	}
	return nil
}
