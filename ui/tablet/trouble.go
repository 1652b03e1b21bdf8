package tablet

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/present/curb"
)

// statuses maps kinds of error to HTTP.
var statuses = map[terminal.Kind]int{
	terminal.Invalid:     http.StatusBadRequest,
	terminal.NotFound:    http.StatusNotFound,
	terminal.Conflict:    http.StatusConflict,
	terminal.Refused:     http.StatusUnprocessableEntity,
	terminal.SignIn:      http.StatusUnauthorized,
	terminal.Unavailable: http.StatusServiceUnavailable,
	terminal.Unknown:     http.StatusGatewayTimeout,
	terminal.Internal:    http.StatusInternalServerError,
}

func statusOf(err error) int {
	if status, ok := statuses[terminal.KindOf(err)]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// trouble answers with an error in words.
func (v *visit) trouble(err error) {
	if terminal.KindOf(err) == terminal.Internal {
		v.log.Error("tablet", "page", v.r.Pattern, "error", err)
	}
	v.refuse(statusOf(err), terminal.AsError(err))
}

// refuse answers with a status and an error in words.
func (v *visit) refuse(status int, coded *terminal.Error) {
	if v.wantJSON {
		v.answer(status, answer{Error: coded})
		return
	}
	sentence, hint := v.words(coded)
	view := v.plain(v.say(headingFor(status)), sentence, hint)
	v.draw(status, pagePlain, view)
}

// refuseFor answers that it was asked too often, and when it may be again.
func (v *visit) refuseFor(wait time.Duration) {
	seconds := int((wait + time.Second - 1) / time.Second)
	v.w.Header().Set("Retry-After", strconv.Itoa(seconds))
	v.refuse(http.StatusTooManyRequests, terminal.Errorf(terminal.Unavailable, "tablet.too_often", "%s", fmt.Sprintf(v.say(wordTooOften), seconds)))
}

// plain is a page of a few words. Its frame is the help's, which needs nobody to
// be signed in.
func (v *visit) plain(heading, sentence, hint string) Plain {
	frame := v.desk.Help(v.lang).Frame
	frame.Title, frame.Notice = heading, nil
	return Plain{
		Frame: frame, Heading: heading, Text: sentence, Hint: hint,
		Next: curb.Button{Label: v.say(wordBack), Link: "/", Primary: true},
	}
}

// words are what an error says in the tablet's language.
func (v *visit) words(coded *terminal.Error) (sentence, hint string) {
	if own, ok := doorWords[coded.Code]; ok {
		return v.say(own.sentence), v.say(own.hint)
	}
	return v.lang.Error(coded)
}
