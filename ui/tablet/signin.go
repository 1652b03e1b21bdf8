package tablet

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/text"
)

func (v *visit) signInPage() { v.askWho(v.r.URL.Query().Get("badge"), nil) }

func (v *visit) pinPage() { v.askWho("", nil) }

// askWho draws the sign-in, or the form for an own PIN, with what was wrong.
func (v *visit) askWho(badge string, problem error) {
	if len(badge) > fieldNameBytes {
		badge = ""
	}
	view, err := v.desk.SignInPage(v.r.Context(), v.who, v.lang, badge, problem)
	if err != nil {
		v.trouble(err)
		return
	}
	status := http.StatusOK
	if problem != nil {
		status = statusOf(problem)
	}
	v.draw(status, pageSignIn, view)
}

// afterSignIn is safeNext without the pages that would ask again.
func afterSignIn(next string) string {
	switch safe := safeNext(next); {
	case safe == "/pin", strings.HasPrefix(safe, "/pair"), strings.HasPrefix(safe, "/sign-in"):
		return "/"
	default:
		return safe
	}
}

// next is where a form leads afterwards. Its field is filled in by the page's
// script; without one the address of the page that the form stands on says it.
func (v *visit) next() string {
	if given := v.field("next"); given != "" {
		return given
	}
	if from := v.from(); from != nil {
		return from.Query().Get("next")
	}
	return ""
}

// from is the page of ours that a post came from, nil if that is not known.
func (v *visit) from() *url.URL {
	from, err := url.Parse(v.r.Referer())
	if err != nil || from.Host != v.r.Host {
		return nil
	}
	return from
}

func (v *visit) signIn() {
	if wait := v.rates.signIns.take(v.who.Device.ID, v.rates.now()); wait > 0 {
		v.refuseFor(wait)
		return
	}
	session, mustChange, err := v.desk.SignIn(v.r.Context(), v.who, v.field("badge"), v.field("pin"))
	if err != nil {
		v.wrong(v.field("badge"), err)
		return
	}
	v.signOutOlder(session)
	setCookie(v.w, cookieSession, session, 0)
	setCookie(v.w, cookieDevice, v.token, longest) // a tablet in use stays paired
	if mustChange {
		v.redirect("/pin?next=" + url.QueryEscape(afterSignIn(v.next())))
		return
	}
	v.redirect(afterSignIn(v.next()))
}

// wrong draws the form again with what was wrong, or the trouble if that is no
// answer to the person.
func (v *visit) wrong(badge string, err error) {
	if problemOf(err) == nil {
		v.trouble(err)
		return
	}
	v.askWho(badge, v.inLanguage(err))
}

// inLanguage is a refusal of the doors in the tablet's language; others are
// translated by the desk.
func (v *visit) inLanguage(err error) error {
	coded := terminal.AsError(err)
	if _, own := doorWords[coded.Code]; !own {
		return err
	}
	sentence, hint := v.words(coded)
	return terminal.Errorf(coded.Kind, coded.Code, "%s", sentence).WithHint("%s", hint)
}

// signOutOlder ends the session that this tablet had before: whoever works, works
// as themselves, and one person at a time.
func (v *visit) signOutOlder(newer string) {
	older := cookie(v.r, cookieSession)
	if older == "" || older == newer {
		return
	}
	who, err := v.desk.Session(v.who, older)
	if err == nil {
		err = v.desk.SignOut(v.r.Context(), who)
	}
	if err != nil && terminal.KindOf(err) != terminal.SignIn {
		v.log.Error("tablet sign-out", "error", err)
	}
	v.presence.forget(v.who.Device.ID)
	v.streams.end(v.who.Device.ID)
}

func (v *visit) changePIN() {
	if wait := v.rates.signIns.take(v.who.Device.ID, v.rates.now()); wait > 0 {
		v.refuseFor(wait)
		return
	}
	if v.field("new") != v.field("again") {
		v.wrong("", errPINAgain)
		return
	}
	if err := v.desk.ChangePIN(v.r.Context(), v.who, v.field("old"), v.field("new")); err != nil {
		v.wrong("", err)
		return
	}
	v.redirect(afterSignIn(v.next()))
}

func (v *visit) signOut() {
	if err := v.desk.SignOut(v.r.Context(), v.who); err != nil && terminal.KindOf(err) != terminal.SignIn {
		v.trouble(err)
		return
	}
	v.leave()
	v.redirect("/sign-in")
}

// language keeps the choice on this tablet and goes back to where it was made.
func (v *visit) language() {
	chosen := text.Language(v.field("language"))
	if !chosen.Valid() {
		v.refuse(http.StatusBadRequest, errForm)
		return
	}
	setCookie(v.w, cookieLanguage, string(chosen), longest)
	next := v.field("next")
	if from := v.from(); next == "" && from != nil {
		next = from.RequestURI()
	}
	v.redirect(safeNext(next))
}
