package tablet

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/ui/present/curb"
)

// Limits of what is posted. An ID's barcode holds under 1.5 KiB.
const (
	formMaxBytes   = 8 << 10
	scanMaxBytes   = 4 << 10
	fieldsMax      = 32
	fieldNameBytes = 64
)

// actions are what a form may ask for, and whether it is about an order. A scan
// has its own path: its bytes are no form.
var actions = map[string]bool{
	"claim": true, "release": true, "meet": true, "bag": true, "tender": true, "hand_over": true,
	"refuse": true, "line_out": true, "back_to_packing": true, "bring_back": true, "override": true,
	"mute": false,
}

// readForm reads a form, or answers why it is none: each field once, all of it
// text.
func (v *visit) readForm() bool {
	kind, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		v.refuse(http.StatusUnsupportedMediaType, errForm)
		return false
	}
	if err := v.r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			v.refuse(http.StatusRequestEntityTooLarge, errTooLarge)
			return false
		}
		v.refuse(http.StatusBadRequest, errForm)
		return false
	}
	sound := len(v.r.PostForm) <= fieldsMax
	for name, values := range v.r.PostForm {
		sound = sound && len(name) <= fieldNameBytes && len(values) == 1 && utf8.ValidString(name) && utf8.ValidString(values[0])
	}
	if !sound {
		v.refuse(http.StatusBadRequest, errForm)
	}
	return sound
}

func (v *visit) field(name string) string { return v.r.PostForm.Get(name) }

// do runs one action. The command's id is made with the page, so a second tap, or
// the same post after a lost answer, is the same command.
func (v *visit) do() {
	name := v.r.PathValue("action")
	needsOrder, known := actions[name]
	if !known {
		v.nothing()
		return
	}
	action := curb.Action{Name: name, Command: v.field("command"), Order: v.field("order"), Fields: map[string]string{}}
	if !clock.IsID(action.Command) || (needsOrder || action.Order != "") && !orderID(action.Order) {
		v.refuse(http.StatusBadRequest, errCommand)
		return
	}
	if name == "override" { // with a PIN, as a sign-in
		if wait := v.rates.signIns.take(v.who.Device.ID, v.rates.now()); wait > 0 {
			v.refuseFor(wait)
			return
		}
	}
	for field, values := range v.r.PostForm {
		if field != "command" && field != "order" {
			action.Fields[field] = values[0]
		}
	}
	v.outcome(action, v.desk.Do(v.r.Context(), v.who, action))
}

// scan takes the bytes of one scan. They may be a person's ID: they are never
// logged and their buffer is cleared.
func (v *visit) scan() {
	kind, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/octet-stream" {
		v.refuse(http.StatusUnsupportedMediaType, errForm)
		return
	}
	action := curb.Action{Name: "scan", Command: v.r.Header.Get("X-Command"), Order: v.r.PathValue("order")}
	if !clock.IsID(action.Command) || !orderID(action.Order) {
		v.refuse(http.StatusBadRequest, errCommand)
		return
	}
	buffer := make([]byte, scanMaxBytes+1)
	defer clear(buffer)
	length, err := io.ReadFull(v.r.Body, buffer)
	switch {
	case length > scanMaxBytes:
		v.refuse(http.StatusRequestEntityTooLarge, errTooLarge)
		return
	case length == 0, !errors.Is(err, io.ErrUnexpectedEOF):
		v.refuse(http.StatusBadRequest, errCommand)
		return
	}
	action.Raw = buffer[:length:length]
	v.outcome(action, v.desk.Do(v.r.Context(), v.who, action))
}

// outcome leads to the page that shows what became of an action. That page also
// says no, so a form goes there either way.
func (v *visit) outcome(action curb.Action, err error) {
	location := "/"
	if action.Order != "" && action.Name != "release" && action.Name != "mute" {
		location = orderPath(action.Order)
	}
	switch terminal.KindOf(err) {
	case terminal.SignIn:
		v.elsewhere("/sign-in", err)
		return
	case terminal.Internal:
		v.log.Error("tablet action", "action", action.Name, "error", err)
	case terminal.NotFound:
		if !v.wantJSON {
			v.trouble(err)
			return
		}
		location = "/"
	}
	if v.wantJSON {
		v.answer(http.StatusOK, answer{OK: err == nil, Location: location, Error: terminal.AsError(err)})
		return
	}
	v.redirect(location)
}
