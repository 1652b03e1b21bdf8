package rules

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// day is a civil date as one number, 20261124, so that comparing is cheap.
// Zero is no date.
type day int

func dayOf(date clock.Date) day { return day(date.Year*10000 + int(date.Month)*100 + date.Day) }

func (d day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100) }

// object reads the fields of one JSON object and remembers which it was asked
// for; finish reports the others as unknown.
type object struct {
	path   string
	fields map[string]any
	asked  map[string]bool
	found  *report
}

func newObject(value any, path string, found *report) *object {
	fields, ok := value.(map[string]any)
	if !ok {
		found.add(path, "must be an object")
	}
	return &object{path, fields, map[string]bool{}, found}
}

func (o *object) at(name string) string { return o.path + "." + name }

func (o *object) problem(name, format string, args ...any) {
	o.found.add(o.at(name), format, args...)
}

func (o *object) has(name string) bool { return o.fields[name] != nil }

// take fetches a field; a null counts as absent.
func (o *object) take(name string, required bool) (any, bool) {
	o.asked[name] = true
	value := o.fields[name]
	if value == nil && required {
		o.problem(name, "is missing")
	}
	return value, value != nil
}

func (o *object) finish() {
	for _, name := range slices.Sorted(maps.Keys(o.fields)) {
		if !o.asked[name] {
			o.problem(name, "is not a field of a rule pack")
		}
	}
}

func (o *object) text(name string, required bool) string {
	value, ok := o.take(name, required)
	if !ok {
		return ""
	}
	text, ok := value.(string)
	if !ok || text == "" {
		o.problem(name, "must be a text that is not empty")
	}
	return text
}

func (o *object) choice(name string, required bool, options ...string) string {
	text := o.text(name, required)
	if text != "" && !slices.Contains(options, text) {
		o.problem(name, "is %q, must be one of %v", text, options)
	}
	return text
}

func (o *object) texts(name string, required bool) []string {
	var texts []string
	for i, item := range o.list(name, required) {
		text, ok := item.(string)
		if !ok || text == "" {
			o.found.add(fmt.Sprintf("%s[%d]", o.at(name), i), "must be a text that is not empty")
			continue
		}
		if slices.Contains(texts, text) {
			o.found.add(fmt.Sprintf("%s[%d]", o.at(name), i), "%q stands twice", text)
		}
		texts = append(texts, text)
	}
	return texts
}

func (o *object) categories(name string, required bool) []terminal.Category {
	var categories []terminal.Category
	for i, text := range o.texts(name, required) {
		category := terminal.Category(text)
		if !category.Valid() {
			o.found.add(fmt.Sprintf("%s[%d]", o.at(name), i), "%q is not on the closed list of categories", text)
			continue
		}
		categories = append(categories, category)
	}
	if required && o.has(name) && len(categories) == 0 {
		o.problem(name, "must name at least one category")
	}
	return categories
}

func (o *object) list(name string, required bool) []any {
	value, ok := o.take(name, required)
	if !ok {
		return nil
	}
	items, ok := value.([]any)
	if !ok {
		o.problem(name, "must be a list")
	}
	return items
}

// number reads a whole JSON number between two bounds. Everything that is not a
// count is a text in a pack.
func (o *object) number(name string, required bool, low, high int) int {
	value, ok := o.take(name, required)
	if !ok {
		return 0
	}
	literal, ok := value.(json.Number)
	if !ok {
		o.problem(name, "must be a whole number")
		return 0
	}
	whole, err := strconv.Atoi(literal.String())
	if err != nil || whole < low || whole > high {
		o.problem(name, "is %s, must be a whole number from %d to %d", literal, low, high)
	}
	return whole
}

func (o *object) flag(name string, required bool) bool {
	value, ok := o.take(name, required)
	if !ok {
		return false
	}
	flag, ok := value.(bool)
	if !ok {
		o.problem(name, "must be true or false")
	}
	return flag
}

func (o *object) date(name string, required bool) day {
	text := o.text(name, required)
	if text == "" {
		return 0
	}
	date, err := clock.ParseDate(text)
	if err != nil || date.Year < 1 {
		o.problem(name, "is %q, must be a date such as 2026-11-24", text)
		return 0
	}
	return dayOf(date)
}

func (o *object) object(name string, required bool) *object {
	value, ok := o.take(name, required)
	if !ok {
		return nil
	}
	return newObject(value, o.at(name), o.found)
}

func (o *object) objects(name string, required bool) []*object {
	var objects []*object
	for i, item := range o.list(name, required) {
		objects = append(objects, newObject(item, fmt.Sprintf("%s[%d]", o.at(name), i), o.found))
	}
	return objects
}
