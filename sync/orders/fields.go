package orders

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// faults collects the first thing that is wrong with a frame, as its path and a
// reason, never with the value: it goes to the shop and into the log.
type faults struct{ first string }

func (f *faults) add(path, reason string) {
	if f.first == "" {
		f.first = path + ": " + reason
	}
}

// fields reads one object of a frame. A getter whose field is not right adds a
// fault and gives the zero value; what is null is absent.
type fields struct {
	path   string
	values map[string]any
	faults *faults
}

func (f fields) at(name string) string {
	if f.path == "" {
		return name
	}
	return f.path + "." + name
}

func (f fields) fault(name, reason string) { f.faults.add(f.at(name), reason) }

func (f fields) has(name string) bool { return f.values[name] != nil }

func (f fields) need(name string) bool {
	if !f.has(name) {
		f.fault(name, "missing")
		return false
	}
	return true
}

func (f fields) raw(name string, max int) string {
	if !f.has(name) {
		return ""
	}
	text, ok := f.values[name].(string)
	if !ok {
		f.fault(name, "not a text")
		return ""
	}
	if utf8.RuneCountInString(text) > max {
		f.fault(name, fmt.Sprintf("longer than %d characters", max))
		return ""
	}
	return text
}

// text reads an optional text for people.
func (f fields) text(name string, max int) string { return clean(f.raw(name, max)) }

// id reads an optional name of something.
func (f fields) id(name string, max int) string {
	text := f.raw(name, max)
	if text != "" && !identifier(text) {
		f.fault(name, "characters that a name may not have")
		return ""
	}
	return text
}

func (f fields) needID(name string, max int) string {
	if !f.need(name) {
		return ""
	}
	id := f.id(name, max)
	if id == "" {
		f.fault(name, "empty")
	}
	return id
}

func (f fields) integer(name string, min, max int64) int64 {
	if !f.has(name) {
		return 0
	}
	number, ok := f.values[name].(json.Number)
	if !ok {
		f.fault(name, "not a number")
		return 0
	}
	value, err := strconv.ParseInt(string(number), 10, 64)
	if err != nil {
		f.fault(name, "not an integer")
		return 0
	}
	if value < min || value > max {
		f.fault(name, fmt.Sprintf("not between %d and %d", min, max))
		return 0
	}
	return value
}

func (f fields) needInteger(name string, min, max int64) int64 {
	if !f.need(name) {
		return 0
	}
	return f.integer(name, min, max)
}

// cents reads an amount: an integer that is not negative.
func (f fields) cents(name string) money.Cents {
	return money.Cents(f.integer(name, 0, int64(money.MaxCents)))
}

func (f fields) needCents(name string) money.Cents {
	return money.Cents(f.needInteger(name, 0, int64(money.MaxCents)))
}

// quantity reads an exact decimal text above zero.
func (f fields) quantity(name string) measure.Quantity {
	if !f.need(name) {
		return measure.Quantity{}
	}
	text, ok := f.values[name].(string)
	if !ok {
		f.fault(name, "not a decimal text")
		return measure.Quantity{}
	}
	quantity, err := measure.Parse(text)
	if err != nil {
		f.fault(name, "not a decimal")
		return measure.Quantity{}
	}
	if quantity.Sign() <= 0 {
		f.fault(name, "not above zero")
		return measure.Quantity{}
	}
	return quantity
}

func (f fields) moment(name string) time.Time {
	text := f.raw(name, WordMax)
	if text == "" {
		return time.Time{}
	}
	moment, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || moment.Year() < 1970 {
		f.fault(name, "not an RFC 3339 time with offset")
		return time.Time{}
	}
	return moment
}

func (f fields) needMoment(name string) time.Time {
	if !f.need(name) {
		return time.Time{}
	}
	return f.moment(name)
}

func (f fields) flag(name string) bool {
	if !f.has(name) {
		return false
	}
	value, ok := f.values[name].(bool)
	if !ok {
		f.fault(name, "neither true nor false")
	}
	return value
}

// object reads an optional object; one that is absent has no fields.
func (f fields) object(name string) fields {
	inner := fields{path: f.at(name), faults: f.faults}
	if !f.has(name) {
		return inner
	}
	values, ok := f.values[name].(map[string]any)
	if !ok {
		f.fault(name, "not an object")
	}
	inner.values = values
	return inner
}

func (f fields) needObject(name string) fields {
	f.need(name)
	return f.object(name)
}

func (f fields) list(name string, max int) []any {
	if !f.has(name) {
		return nil
	}
	values, ok := f.values[name].([]any)
	if !ok {
		f.fault(name, "not a list")
		return nil
	}
	if len(values) > max {
		f.fault(name, fmt.Sprintf("more than %d entries", max))
		return nil
	}
	return values
}

func (f fields) objects(name string, max int) []fields {
	var objects []fields
	for i, value := range f.list(name, max) {
		path := fmt.Sprintf("%s[%d]", f.at(name), i)
		values, ok := value.(map[string]any)
		if !ok {
			f.faults.add(path, "not an object")
		}
		objects = append(objects, fields{path: path, values: values, faults: f.faults})
	}
	return objects
}

func (f fields) ids(name string, max, each int) []string {
	var ids []string
	for i, value := range f.list(name, max) {
		text, ok := value.(string)
		if !ok || !identifier(text) || utf8.RuneCountInString(text) > each {
			f.faults.add(fmt.Sprintf("%s[%d]", f.at(name), i), "not a name")
			continue
		}
		ids = append(ids, text)
	}
	return ids
}
