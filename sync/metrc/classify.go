package metrc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/curbline/curbline/sync/outbox"
)

// What an answer means. A write is only done when the state says so in its own
// form, and only refused when it says that; everything between is unknown.
//
//	                    POST, DELETE                       GET
//	no connection       not sent                           not sent
//	no full answer      unknown                            unknown
//	2xx, as documented  acknowledged                       read
//	2xx, other          unknown                            unknown
//	400, 422 with words rejected                           unknown
//	400, 422 HTML       unknown                            unknown
//	413                 rejected                           unknown
//	401, 403            paused                             paused (401 on a look-up: absent or paused)
//	404                 unknown                            unknown (on a look-up: absent)
//	429                 throttled                          throttled
//	3xx, other 4xx, 5xx unknown                            unknown

// writeAnswer classifies the answer to a write; done judges a 2xx.
func writeAnswer(r reply, done func(reply) (int64, error)) outbox.Answer {
	answer := outbox.Answer{Outcome: outbox.Unknown, Words: words(r), Err: r.err}
	switch {
	case r.err != nil && !r.connected:
		answer.Outcome = outbox.NotSent
	case r.err != nil:
	case r.status >= 200 && r.status < 300:
		id, err := done(r)
		if err != nil {
			answer.Err = err
			return answer
		}
		answer.Outcome, answer.StateID = outbox.Acknowledged, id
	case refusal(r):
		answer.Outcome = outbox.Rejected
		if answer.Words == "" {
			answer.Words = fmt.Sprintf("status %d without words", r.status)
		}
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		answer.Outcome = outbox.Paused
	case r.status == http.StatusTooManyRequests:
		answer.Outcome, answer.RetryAfter = outbox.Throttled, r.retryAfter
	}
	if answer.Err == nil && answer.Outcome != outbox.Acknowledged {
		answer.Err = fmt.Errorf("status %d, %s", r.status, orNothing(r.mediaType))
	}
	return answer
}

// refusal says that the state read the request and will not do it. A page with
// such a status may be a proxy's, of which nothing can be concluded.
func refusal(r reply) bool {
	switch r.status {
	case http.StatusRequestEntityTooLarge:
		return true
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return r.mediaType != "text/html"
	}
	return false
}

// readFault classifies the answer to a read that is not a JSON 200; nil for one.
func readFault(r reply) *outbox.Fault {
	fault := &outbox.Fault{Outcome: outbox.Unknown, Words: words(r), Err: r.err}
	switch {
	case r.err != nil && !r.connected:
		fault.Outcome = outbox.NotSent
	case r.err != nil:
	case r.status == http.StatusOK && isJSON(r.mediaType):
		return nil
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		fault.Outcome = outbox.Paused
	case r.status == http.StatusTooManyRequests:
		fault.Outcome, fault.RetryAfter = outbox.Throttled, r.retryAfter
	}
	if fault.Err == nil {
		fault.Err = fmt.Errorf("status %d, %s", r.status, orNothing(r.mediaType))
	}
	return fault
}

// unusable is the fault of a 200 whose content cannot be what it should be.
func unusable(err error) *outbox.Fault { return &outbox.Fault{Outcome: outbox.Unknown, Err: err} }

// createdID reads {"Ids":[n],"Warnings":null}: one row was sent, so there must
// be one id.
func createdID(r reply) (int64, error) {
	if !isJSON(r.mediaType) {
		return 0, fmt.Errorf("status %d with %s instead of ids", r.status, orNothing(r.mediaType))
	}
	var created struct{ Ids []json.Number }
	if err := decode(r.body, &created); err != nil {
		return 0, err
	}
	if len(created.Ids) != 1 {
		return 0, fmt.Errorf("%d ids for one receipt", len(created.Ids))
	}
	id, err := created.Ids[0].Int64()
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("%q is no receipt id", created.Ids[0])
	}
	return id, nil
}

// emptyBody accepts what DELETE answers: nothing, or a JSON value.
func emptyBody(r reply) (int64, error) {
	if len(bytes.TrimSpace(r.body)) == 0 || isJSON(r.mediaType) && json.Valid(r.body) {
		return 0, nil
	}
	return 0, fmt.Errorf("status %d with %s instead of nothing", r.status, orNothing(r.mediaType))
}

// words gives the state's own words from the forms in which they come: an array
// of {"row","message"}, one such object, {"Message"}, or plain text.
func words(r reply) string {
	if r.status < 400 || r.mediaType == "text/html" {
		return ""
	}
	type said struct {
		Row     *json.Number `json:"row"`
		Message string       `json:"message"` // also matches "Message"
	}
	var many []said
	if decode(r.body, &many) != nil {
		var one said
		if decode(r.body, &one) != nil {
			return plain(string(r.body))
		}
		many = []said{one}
	}
	var texts []string
	for _, one := range many {
		if text := plain(one.Message); text != "" {
			texts = append(texts, text)
		}
	}
	return plain(strings.Join(texts, "; "))
}

// plain makes words fit to be shown: one line, no markup, bounded.
func plain(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "�")), " ")
	if strings.HasPrefix(text, "<") || strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		return ""
	}
	if runes := []rune(text); len(runes) > outbox.WordsMax {
		return string(runes[:outbox.WordsMax])
	}
	return text
}

// decode reads exactly one JSON value, numbers kept as they are written.
func decode(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

func mediaType(header string) string {
	name, _, err := mime.ParseMediaType(header)
	if err != nil {
		return ""
	}
	return name
}

func isJSON(name string) bool {
	return name == "application/json" || name == "text/json" || strings.HasSuffix(name, "+json")
}

func orNothing(text string) string {
	if text == "" {
		return "no content type"
	}
	return text
}
