package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// objectsMax is how many objects a body may hold.
const objectsMax = 10

// readObjects reads the array of a body. Where it answers false, it has
// answered the client: 415 for another media type, 400 for anything that is not
// an array of objects, 413 for more than objectsMax.
func readObjects[T any](s *State, w http.ResponseWriter, r *http.Request) ([]T, bool) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		replyMessage(w, http.StatusUnsupportedMediaType, "The body must be application/json.")
		return nil, false
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		replyMessage(w, http.StatusBadRequest, "The body could not be read.")
		return nil, false
	}
	var objects []T
	if err := strictEnd(raw, &objects, false); err != nil {
		replyMessage(w, http.StatusBadRequest, "The body is not an array of objects of this kind: "+err.Error())
		return nil, false
	}
	if len(objects) == 0 {
		replyMessage(w, http.StatusBadRequest, "The body holds no object.")
		return nil, false
	}
	if len(objects) > objectsMax {
		replyMessage(w, http.StatusRequestEntityTooLarge, "The request is too large: at most 10 objects are taken.")
		return nil, false
	}
	var again []T
	if err := strictEnd(raw, &again, true); err != nil {
		s.record.note(entryOf(r), func(entry *Request) { entry.Unknown = err.Error() })
	}
	return objects, true
}

// strictEnd decodes one JSON value with nothing after it.
func strictEnd(raw []byte, into any, known bool) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if known {
		decoder.DisallowUnknownFields()
	}
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the array")
	}
	return nil
}

// numbersOf gives the external numbers that a request is about, for the record.
func numbersOf(r *http.Request, body []byte) []string {
	if number, is := strings.CutPrefix(r.URL.Path, "/sales/v2/receipts/external/"); is {
		if plain, err := url.PathUnescape(number); err == nil {
			number = plain
		}
		return []string{number}
	}
	var rows []struct {
		ExternalReceiptNumber string `json:"ExternalReceiptNumber"`
	}
	if json.Unmarshal(body, &rows) != nil {
		return nil // not a body with numbers
	}
	var numbers []string
	for _, row := range rows {
		if row.ExternalReceiptNumber != "" {
			numbers = append(numbers, row.ExternalReceiptNumber)
		}
	}
	return numbers
}
