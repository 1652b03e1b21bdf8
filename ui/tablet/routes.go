package tablet

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/curbline/curbline/terminal"
)

// access is what a page asks of its visitor.
type access int

const (
	anyone     access = iota // before pairing too
	paired                   // a paired tablet
	changesPIN               // somebody signed in, who may still have to change the PIN
	works                    // somebody signed in
)

// A route is one path. HEAD is answered as GET without a body.
type route struct {
	path   string
	get    func(*visit)
	post   func(*visit)
	access access
	form   bool // the post is a form of at most formMaxBytes
	alive  bool // a stream: it outlives requestTimeout
	static bool // files of the program, which need no turn
	self   bool // asked by the page itself, not by a person's tap
}

// routes is everything that is served.
func (s *Server) routes() []route {
	return []route{
		{path: "/{$}", get: (*visit).arrivals, access: works},
		{path: "/ready", get: (*visit).ready, access: works},
		{path: "/done", get: (*visit).handed, access: works},
		{path: "/order/{id}", get: (*visit).order, access: works},
		{path: "/order/{id}/camera", get: (*visit).camera, access: works},
		{path: "/do/{action}", post: (*visit).do, access: works, form: true},
		{path: "/scan/{order}", post: (*visit).scan, access: works},
		{path: "/events", get: (*visit).events, access: works, alive: true, self: true},
		{path: "/sign-in", get: (*visit).signInPage, post: (*visit).signIn, access: paired, form: true},
		{path: "/pin", get: (*visit).pinPage, post: (*visit).changePIN, access: changesPIN, form: true},
		{path: "/sign-out", post: (*visit).signOut, access: changesPIN, form: true},
		{path: "/pair", get: (*visit).pairingPage, post: (*visit).pair, form: true},
		{path: "/language", post: (*visit).language, form: true},
		{path: "/help", get: (*visit).help},
		{path: "/offline", get: (*visit).offline},
		{path: "/ca.crt", get: (*visit).certificate},
		{path: "/ca.mobileconfig", get: (*visit).mobileConfig},
		{path: "/assets/", get: func(v *visit) { serveAsset(v.w, v.r) }, static: true},
		{path: "/sw.js", get: func(v *visit) { serveWorker(v.w, v.r) }, static: true},
		{path: "/", get: (*visit).nothing, post: (*visit).nothing},
	}
}

func (s *Server) muxOf(routes []route) *http.ServeMux {
	mux := http.NewServeMux()
	for _, served := range routes {
		mux.HandleFunc(served.path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, served) })
	}
	return mux
}

// ServeHTTP keeps everything out that is not for this server or comes too often,
// before any route is looked at.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	defer s.survive(w, r)
	if !s.knownHost(r) {
		http.Error(w, "This is not the address of this terminal.", http.StatusMisdirectedRequest)
		return
	}
	if wait := s.rates.addresses.take(addressKey(r.RemoteAddr), s.rates.now()); wait > 0 {
		s.visitOf(w, r).refuseFor(wait)
		return
	}
	if r.ContentLength > formMaxBytes {
		s.visitOf(w, r).refuse(http.StatusRequestEntityTooLarge, errTooLarge)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, formMaxBytes)
	s.mux.ServeHTTP(w, r)
}

// survive turns a fault of ours into an answer. The value of a panic may hold
// what a person typed, so only its type is kept.
func (s *Server) survive(w http.ResponseWriter, r *http.Request) {
	caught := recover()
	if caught == nil {
		return
	}
	if err, ok := caught.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(caught)
	}
	s.log.Error("tablet page failed", "page", r.Pattern, "type", fmt.Sprintf("%T", caught), "stack", string(debug.Stack()))
	http.Error(w, "Something went wrong inside the terminal.", http.StatusInternalServerError)
}

// serve takes a request through the doors of its route.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, served route) {
	v := s.visitOf(w, r)
	handle := v.handlerOf(served)
	if handle == nil {
		return
	}
	if !served.alive && !served.static {
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		v.r = r.WithContext(ctx)
		select {
		case s.slots <- struct{}{}:
			v.release = sync.OnceFunc(func() { <-s.slots })
			defer v.release()
		case <-ctx.Done():
			v.refuse(http.StatusServiceUnavailable, errBusy)
			return
		}
	}
	if v.admitted(served) {
		handle(v)
	}
}

// handlerOf finds what answers the method, or answers why nothing does.
func (v *visit) handlerOf(served route) func(*visit) {
	switch v.r.Method {
	case http.MethodGet, http.MethodHead:
		if served.get != nil {
			if foreignRead(v.r) {
				v.refuse(http.StatusForbidden, errForeign)
				return nil
			}
			return served.get
		}
	case http.MethodPost:
		if !sameOrigin(v.r) {
			v.refuse(http.StatusForbidden, errForeign)
			return nil
		}
		if served.post != nil {
			if served.form && !v.readForm() {
				return nil
			}
			return served.post
		}
	}
	var allowed []string
	if served.get != nil {
		allowed = append(allowed, http.MethodGet, http.MethodHead)
	}
	if served.post != nil {
		allowed = append(allowed, http.MethodPost)
	}
	v.w.Header().Set("Allow", strings.Join(allowed, ", "))
	v.refuse(http.StatusMethodNotAllowed, errMethod)
	return nil
}

// admitted lets through who may use a route, and sends others to the page that
// comes first.
func (v *visit) admitted(served route) bool {
	if served.access == anyone {
		return true
	}
	known, err := v.knowDevice()
	if err != nil {
		v.trouble(err)
		return false
	}
	if !known {
		v.elsewhere("/pair", errUnpaired)
		return false
	}
	if wait := v.rates.devices.take(v.who.Device.ID, v.rates.now()); wait > 0 {
		v.refuseFor(wait)
		return false
	}
	if served.access == paired {
		return true
	}
	known, err = v.knowSession(!v.part && !served.self)
	switch {
	case err != nil:
		v.trouble(err)
	case !known:
		v.elsewhere(v.signInPath(), errNobody)
	case v.who.Session.MustChangePIN && served.access != changesPIN:
		v.elsewhere("/pin", errMustPIN)
	default:
		return true
	}
	return false
}

// signInPath is the sign-in with the way back to the page that was asked for.
func (v *visit) signInPath() string {
	if v.r.Method == http.MethodPost {
		return "/sign-in"
	}
	back := safeNext(v.r.URL.RequestURI())
	if back == "/" {
		return "/sign-in"
	}
	return "/sign-in?next=" + url.QueryEscape(back)
}

func (v *visit) nothing() { v.refuse(http.StatusNotFound, errNoPage) }

// problemOf is an error as a form shows it beside what was typed; nil for one
// that is no answer to the person.
func problemOf(err error) error {
	switch terminal.KindOf(err) {
	case terminal.Invalid, terminal.NotFound, terminal.Conflict, terminal.Refused, terminal.SignIn, terminal.Unavailable:
		return err
	}
	return nil
}
