// Package zpl turns a label into ZPL, the language of Zebra's printers and of the
// many that copy it, and reads their answer to a status request.
//
// What stands where is data: one template a layout, in millimetres, embedded.
// A template decides which field a text or a code shows; the label's own texts
// are never commands, as every field is escaped (^FH). Texts that must be whole
// and do not fit go on further labels of the same job.
package zpl

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/curbline/curbline/terminal/paper"
)

// ErrFit is wrapped by errors about a field that does not fit and must not be cut.
var ErrFit = errors.New("does not fit on the label")

const (
	// pagesMax bounds the labels of one copy.
	pagesMax = 20
	// blockMaxBytes is the longest data of a text block that a printer takes (ZPL II
	// Programming Guide, ^FB: 3 K with its line ends).
	blockMaxBytes = 3000
	// moreNote stands on a label whose text goes on.
	moreNote = "More on the next label."
)

// Encode gives the bytes of a label in all its copies: one format, or for texts
// that do not fit several, copy after copy. Errors: paper.ErrDocument for a label
// that is not valid, *UnknownTemplateError, ErrMedia, ErrFit, ErrCode. None of
// them holds the label's texts.
func Encode(label paper.Label, media Media) ([]byte, error) {
	all, err := builtIn()
	if err != nil {
		return nil, err
	}
	template, found := all[label.Template]
	if !found {
		return nil, &UnknownTemplateError{Name: label.Template}
	}
	return template.Encode(label, media)
}

// Encode is the function Encode with this template, whatever the label names.
func (t Template) Encode(label paper.Label, media Media) ([]byte, error) {
	if err := label.Validate(); err != nil {
		return nil, err
	}
	if err := media.Validate(); err != nil {
		return nil, err
	}
	size, err := t.size(media)
	if err != nil {
		return nil, err
	}
	values := valuesOf(label)
	pages, err := size.paginate(values, media)
	if err != nil {
		return nil, err
	}
	copies := max(label.Copies, 1)
	quantity, rounds := copies, 1
	if len(pages) > 1 {
		// Each copy's labels come out one after the other.
		quantity, rounds = 1, copies
	}
	var formats []byte
	for index, page := range pages {
		values.page, values.pages = index+1, len(pages)
		values.more = page.more
		one, err := page.print(values, media, quantity)
		if err != nil {
			return nil, err
		}
		formats = append(formats, one...)
	}
	return bytes.Repeat(formats, rounds), nil
}

// values are what a label's names stand for.
type values struct {
	texts       map[string]string
	lists       map[string][]string
	more        []string
	page, pages int
}

func valuesOf(label paper.Label) values {
	all := values{
		texts: map[string]string{
			"store": label.Store, "license": label.License, "product": label.Product, "net_weight": label.NetWeight,
			"package_tag": label.PackageTag, "thc": label.THC, "cbd": label.CBD, "packaged": label.Packaged,
			"harvested": label.Harvested, "sold": label.Sold, "patient": label.Patient, "order": label.Order,
			"channel": label.Channel, "shelf": label.Shelf,
		},
		lists: map[string][]string{"items": cleanAll(label.Items), "warnings": cleanAll(label.Warnings)},
	}
	for name, text := range all.texts {
		all.texts[name] = clean(text)
	}
	// Codes hold their data as it is: another letter would be another code.
	all.texts["barcode"], all.texts["qr"] = label.Barcode, label.QR
	return all
}

func cleanAll(texts []string) []string {
	var all []string
	for _, text := range texts {
		if text = clean(text); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// value gives a name's text; page numbers only where there is more than one.
func (v values) value(name string) string {
	switch {
	case name != "page" && name != "pages":
		return v.texts[name]
	case v.pages < 2:
		return ""
	case name == "page":
		return strconv.Itoa(v.page)
	default:
		return strconv.Itoa(v.pages)
	}
}

// parts gives what a text field shows, one entry a part.
func (f Field) parts(v values) []string {
	var all []string
	for _, part := range f.Text {
		name := strings.Trim(part, "{}")
		switch list, isList := v.lists[name]; {
		case part == "{more}":
			all = append(all, v.more...)
		case isList && part == "{"+name+"}":
			all = append(all, list...)
		default:
			empty := false
			text := placeholder.ReplaceAllStringFunc(part, func(match string) string {
				value := v.value(strings.Trim(match, "{}"))
				empty = empty || value == ""
				return value
			})
			if !empty {
				all = append(all, clean(text))
			}
		}
	}
	return all
}

// join puts parts together. Where more than one space is between them they are
// things of their own, and lines break between them only.
func (f Field) join(parts []string) string {
	switch {
	case f.Join == "":
		return strings.Join(parts, " ")
	case len(f.Join) == 1:
		return strings.Join(parts, f.Join)
	}
	kept := make([]string, len(parts))
	for index, part := range parts {
		kept[index] = strings.ReplaceAll(part, " ", noBreak)
	}
	return strings.Join(kept, strings.Repeat(noBreak, len(f.Join)-1)+" ")
}

// format is one label being written.
type format struct {
	media Media
	bytes.Buffer
}

func (f *format) add(pattern string, arguments ...any) { fmt.Fprintf(&f.Buffer, pattern, arguments...) }

// print writes one format: ^XA to ^XZ.
func (p page) print(v values, media Media, quantity int) ([]byte, error) {
	out := &format{media: media}
	out.add("^XA^CI28^PW%d^LL%d^LH0,0\n", media.WidthMM*media.DotsPerMM, media.HeightMM*media.DotsPerMM)
	leftOut := p.leftOut(v, media)
	for index, field := range p.fields {
		var err error
		switch field.Kind {
		case kindText:
			err = field.printText(out, p.texts[index], v)
		case kindCode128:
			if text := v.value(field.Data); text != "" && !leftOut[field.Data] {
				err = field.printCode128(out, text)
			}
		case kindQR:
			name := field.Data
			if v.value(name) == "" && leftOut[field.Instead] {
				name = field.Instead
			}
			if text := v.value(name); text != "" {
				err = field.printQR(out, name, text)
			}
		case kindLine:
			width, height := max(media.dots(field.Width), 1), max(media.dots(field.Height), 1)
			out.add("^FO%d,%d^GB%d,%d,%d^FS", media.dots(field.X), media.dots(field.Y), width, height, min(width, height))
		}
		if err != nil {
			return nil, err
		}
		if !bytes.HasSuffix(out.Bytes(), []byte("\n")) {
			out.WriteByte('\n')
		}
	}
	out.add("^PQ%d^XZ\n", quantity)
	return out.Bytes(), nil
}

// leftOut names the fields whose Code 128 does not fit in its box.
func (p page) leftOut(v values, media Media) map[string]bool {
	names := map[string]bool{}
	for _, field := range p.fields {
		if text := v.value(field.Data); field.Kind == kindCode128 && text != "" {
			_, modules, err := code128(text)
			names[field.Data] = err == nil && field.module(modules, media) < moduleMin(media)
		}
	}
	return names
}
