package tablet

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

// visit is one request and who makes it.
type visit struct {
	*Server
	w        http.ResponseWriter
	r        *http.Request
	lang     text.Language
	token    string // of the device, once it is known to be good
	session  string // likewise
	who      curb.Who
	part     bool // only the fragment is wanted
	wantJSON bool
	// release gives the turn back, before anything is written: whoever reads
	// slowly keeps nobody waiting.
	release func()
}

func (s *Server) visitOf(w http.ResponseWriter, r *http.Request) *visit {
	return &visit{
		Server: s, w: w, r: r, lang: languageOf(r), release: func() {},
		part:     r.Header.Get("X-Part") == "main" && r.URL.Query().Get("part") == "main",
		wantJSON: strings.Contains(r.Header.Get("Accept"), "application/json"),
	}
}

// byBrowser chooses among the languages, English first.
var byBrowser = language.NewMatcher([]language.Tag{language.English, language.Spanish})

// languageOf is the language that was chosen on this tablet, else the browser's.
func languageOf(r *http.Request) text.Language {
	if chosen := text.Language(cookie(r, cookieLanguage)); chosen.Valid() {
		return chosen
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return text.English
	}
	_, index, _ := byBrowser.Match(tags...)
	return text.Languages()[index]
}

// knowDevice finds the tablet by its cookie. It says false if this tablet is not
// paired, or no longer; other failures are errors.
func (v *visit) knowDevice() (bool, error) {
	token := cookie(v.r, cookieDevice)
	if token == "" {
		return false, nil
	}
	who, err := v.desk.Device(token)
	if terminal.KindOf(err) == terminal.SignIn {
		clearCookie(v.w, cookieDevice)
		clearCookie(v.w, cookieSession)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	v.token, v.who = token, who
	return true, nil
}

// knowSession finds who works at the known tablet.
func (v *visit) knowSession(tap bool) (bool, error) {
	session := cookie(v.r, cookieSession)
	if session == "" {
		return false, nil
	}
	know := v.desk.Session
	if !tap {
		know = v.desk.Peek
	}
	who, err := know(v.who, session)
	if terminal.KindOf(err) == terminal.SignIn {
		v.leave()
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !v.presence.see(who.Device.ID, session, tap) {
		if err := v.desk.SignOut(v.r.Context(), who); err != nil {
			return false, err
		}
		v.leave()
		return false, nil
	}
	v.session, v.who = session, who
	return true, nil
}

// leave forgets a session that has ended.
func (v *visit) leave() {
	clearCookie(v.w, cookieSession)
	v.presence.forget(v.who.Device.ID)
	v.streams.end(v.who.Device.ID)
}

// page draws a page, or the trouble in its place.
func (v *visit) page(name string, view any, err error) {
	if err != nil {
		v.trouble(err)
		return
	}
	v.draw(http.StatusOK, name, view)
}

func (v *visit) draw(status int, name string, view any) {
	drawing := render
	if v.part {
		drawing = renderPart
	}
	var drawn bytes.Buffer
	if err := drawing(&drawn, name, view); err != nil {
		v.log.Error("tablet page", "page", name, "error", err)
		http.Error(v.w, "The page cannot be drawn.", http.StatusInternalServerError)
		return
	}
	v.send(status, "text/html; charset=utf-8", drawn.Bytes())
}

func (v *visit) send(status int, kind string, body []byte) {
	v.release()
	v.w.Header().Set("Content-Type", kind)
	v.w.WriteHeader(status)
	if _, err := v.w.Write(body); err != nil {
		v.log.Debug("tablet left before its answer", "error", noAddress(err))
	}
}

// redirect answers a post, or a page that needs something else first.
func (v *visit) redirect(location string) {
	v.w.Header().Set("Location", location)
	v.w.WriteHeader(http.StatusSeeOther)
}

// answer is what a script gets for a post.
type answer struct {
	OK       bool            `json:"ok"`
	Location string          `json:"location,omitempty"` // the page to show next, none to stay
	Error    *terminal.Error `json:"error,omitempty"`
}

func (v *visit) answer(status int, given answer) {
	if given.Error != nil {
		shown := *given.Error
		shown.Message, shown.Hint = v.words(given.Error)
		given.Error = &shown
	}
	body, err := json.Marshal(given)
	if err != nil {
		v.trouble(err)
		return
	}
	v.send(status, "application/json; charset=utf-8", body)
}

// elsewhere sends a page or a script to another page that comes first.
func (v *visit) elsewhere(location string, why error) {
	if v.wantJSON {
		v.answer(http.StatusUnauthorized, answer{Location: location, Error: terminal.AsError(why)})
		return
	}
	v.redirect(location)
}
