package tablet

import (
	"net/http"

	"github.com/curbline/curbline/ui/present/curb"
)

func (v *visit) arrivals() {
	view, err := v.desk.Arrivals(v.r.Context(), v.who, v.lang)
	v.page(pageArrivals, view, err)
}

func (v *visit) ready() {
	view, err := v.desk.Ready(v.r.Context(), v.who, v.lang)
	v.page(pageReady, view, err)
}

func (v *visit) handed() {
	view, err := v.desk.Handed(v.r.Context(), v.who, v.lang)
	v.page(pageHanded, view, err)
}

func (v *visit) order() {
	id := v.r.PathValue("id")
	if !orderID(id) {
		v.nothing()
		return
	}
	view, err := v.desk.Order(v.r.Context(), v.who, v.lang, id)
	v.page(pageOrder, view, err)
}

func (v *visit) camera() {
	id := v.r.PathValue("id")
	if !orderID(id) {
		v.nothing()
		return
	}
	view, err := v.desk.Camera(v.r.Context(), v.who, v.lang, id, scanOf(v.r.URL.Query().Get("scan")))
	if err == nil {
		allowCamera(v.w.Header())
	}
	v.page(pageCamera, view, err)
}

func (v *visit) help() {
	v.page(pageHelp, v.desk.Help(v.lang), nil)
}

// offline is what the service worker keeps and shows while T1 is out of reach. It
// is the same for everybody.
func (v *visit) offline() {
	view := v.plain(v.say(wordOffline), v.say(wordOfflineText), v.say(wordOfflineHint))
	view.Offline = true
	view.Next = curb.Button{Label: v.say(wordTryAgain), Link: "/", Primary: true}
	v.draw(http.StatusOK, pagePlain, view)
}
