package tablet_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/ui/tablet"
)

func filled(path string) string {
	if path == "/" {
		return "/nowhere"
	}
	return strings.NewReplacer("{$}", "", "{id}", "A-1042", "{order}", "A-1042", "{action}", "claim").Replace(path)
}

func TestHeadersOnEveryRoute(t *testing.T) {
	s := open(t)
	for _, route := range s.server.Routes() {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"} {
			if route.Path == "/events" && method == "GET" {
				continue // a stream; TestEvents looks at it
			}
			for _, who := range []string{"", "__Host-device=" + token} {
				answer := s.ask(method, filled(route.Path), "", cookies(who))
				name := fmt.Sprint(method, " ", route.Path, " ", who)
				checkHeaders(t, name, answer)
				served := route.Get && (method == "GET" || method == "HEAD") || route.Post && method == "POST"
				if !served && answer.StatusCode != http.StatusMethodNotAllowed {
					t.Errorf("%s: %d", name, answer.StatusCode)
				}
				if !served && answer.Header.Get("Allow") == "" {
					t.Errorf("%s: no Allow", name)
				}
				if served && answer.StatusCode == http.StatusMethodNotAllowed {
					t.Errorf("%s is refused", name)
				}
			}
		}
		s.clock.Advance(time.Minute)
	}
}

func checkHeaders(t *testing.T, name string, answer *http.Response) {
	t.Helper()
	h := answer.Header
	for key, value := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin",
		"Strict-Transport-Security": "",
	} {
		if h.Get(key) != value {
			t.Errorf("%s: %s is %q", name, key, h.Get(key))
		}
	}
	worker := strings.HasSuffix(name, "/sw.js ") || strings.Contains(name, "/sw.js ")
	if !worker && (h.Get("Content-Security-Policy") != tablet.PagePolicy || h.Get("Cache-Control") != "no-store") {
		t.Errorf("%s: %q %q", name, h.Get("Content-Security-Policy"), h.Get("Cache-Control"))
	}
	if h.Get("Content-Security-Policy") == "" || !strings.HasPrefix(h.Get("Permissions-Policy"), "camera=(), ") {
		t.Errorf("%s: %q %q", name, h.Get("Content-Security-Policy"), h.Get("Permissions-Policy"))
	}
}

func TestOnlyTheCameraPageIsLooser(t *testing.T) {
	s := open(t)
	answer := s.ask("GET", "/order/A-1042/camera?scan=id", "")
	s.want(answer, http.StatusOK, "")
	if got := answer.Header.Get("Content-Security-Policy"); got != tablet.CameraPolicy || strings.Count(got, "'wasm-unsafe-eval'") != 1 {
		t.Error(got)
	}
	if got := answer.Header.Get("Permissions-Policy"); !strings.HasPrefix(got, "camera=(self), microphone=()") {
		t.Error(got)
	}
	for _, word := range []string{"unsafe-inline", "'unsafe-eval'", "*"} {
		if strings.Contains(tablet.CameraPolicy, word) {
			t.Error("the policy allows", word)
		}
	}
	if refused := s.ask("GET", "/order/A-1042/camera", "", cookies()); refused.Header.Get("Content-Security-Policy") != tablet.PagePolicy {
		t.Error("looser before the doors")
	}
}

func TestAssetsAreKept(t *testing.T) {
	s := open(t)
	answer := s.ask("GET", tablet.AssetURL("app.css"), "", cookies())
	s.want(answer, http.StatusOK, "")
	if got := answer.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Error(got)
	}
	missing := s.ask("GET", "/assets/0000/app.css", "", cookies())
	if s.want(missing, http.StatusNotFound, ""); missing.Header.Get("Cache-Control") != "no-store" {
		t.Error(missing.Header)
	}
}

func TestHost(t *testing.T) {
	s := open(t)
	_, port, _ := strings.Cut(s.host, ":")
	for _, host := range []string{"evil.example", "127.0.0.1", "localhost:" + port, s.host + ".evil.example", "evil.example:" + port, "127.0.0.1:1", "[::1]:" + port} {
		for _, method := range []string{"GET", "POST"} {
			answer := s.ask(method, "/", "", func(r *http.Request) { r.Host = host })
			if answer.StatusCode != http.StatusMisdirectedRequest {
				t.Errorf("%s %s: %d", method, host, answer.StatusCode)
			}
			if body := bodyOf(t, answer); strings.Contains(body, host) {
				t.Errorf("%s is reflected: %s", host, body)
			}
			checkHeaders(t, host, answer)
		}
	}
}

func TestPostsOfOtherSites(t *testing.T) {
	s := open(t)
	body := form("command", commandID, "order", "A-1042")
	for _, c := range []struct {
		name, origin, site string
		let                bool
	}{
		{"own origin", "own", "", true},
		{"own origin, said twice", "own", "same-origin", true},
		{"no origin, same by metadata", "", "same-origin", true},
		{"neither", "", "", false},
		{"typed address", "", "none", false},
		{"null", "null", "", false},
		{"null, same by metadata", "null", "same-origin", false},
		{"another", "https://evil.example", "", false},
		{"another, lying metadata", "https://evil.example", "same-origin", false},
		{"plain", "http://" + s.host, "", false},
		{"other port", "https://127.0.0.1:1", "", false},
		{"own origin, cross-site", "own", "cross-site", false},
		{"own origin, same-site", "own", "same-site", false},
		{"no origin, cross-site", "", "cross-site", false},
	} {
		origin := c.origin
		if origin == "own" {
			origin = "https://" + s.host
		}
		for _, path := range []string{"/do/claim", "/sign-out", "/language", "/scan/A-1042", "/pair", "/nowhere"} {
			answer := s.ask("POST", path, body, header("Origin", origin), header("Sec-Fetch-Site", c.site))
			if refused := answer.StatusCode == http.StatusForbidden; refused == c.let {
				t.Errorf("%s %s: %d", c.name, path, answer.StatusCode)
			}
		}
		s.locked(func() { s.sessions["session-1"] = deviceID })
	}
}

func TestReadsOfOtherSites(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		site, mode, dest string
		status           int
	}{
		{"", "", "", 200},
		{"none", "navigate", "document", 200},
		{"same-origin", "cors", "empty", 200},
		{"cross-site", "navigate", "document", 200},
		{"cross-site", "navigate", "empty", 200}, // as a service worker passes it on
		{"cross-site", "navigate", "iframe", 403},
		{"cross-site", "no-cors", "image", 403},
		{"same-site", "cors", "empty", 403},
	} {
		answer := s.ask("GET", "/", "", header("Sec-Fetch-Site", c.site), header("Sec-Fetch-Mode", c.mode), header("Sec-Fetch-Dest", c.dest))
		if answer.StatusCode != c.status {
			t.Errorf("%v: %d", c, answer.StatusCode)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		name     string
		prepare  func(*shop)
		cookies  []string
		path     string
		location string // empty: let in
	}{
		{name: "good", cookies: []string{"__Host-device=" + token, "__Host-session=session-1"}, path: "/"},
		{name: "unpaired", path: "/order/A-1042", location: "/pair"},
		{name: "forged device", cookies: []string{"__Host-device=x", "__Host-session=session-1"}, path: "/", location: "/pair"},
		{name: "device without the prefix", cookies: []string{"device=" + token}, path: "/", location: "/pair"},
		{name: "device twice", cookies: []string{"__Host-device=" + token, "__Host-device=" + token}, path: "/", location: "/pair"},
		{name: "endless device", cookies: []string{"__Host-device=" + strings.Repeat("x", 257)}, path: "/", location: "/pair"},
		{
			name: "revoked", cookies: []string{"__Host-device=" + token, "__Host-session=session-1"}, path: "/", location: "/pair",
			prepare: func(s *shop) { s.revoke(token) },
		},
		{name: "nobody", cookies: []string{"__Host-device=" + token}, path: "/order/A-1042", location: "/sign-in?next=%2Forder%2FA-1042"},
		{name: "nobody at the arrivals", cookies: []string{"__Host-device=" + token}, path: "/", location: "/sign-in"},
		{name: "nobody at the camera", cookies: []string{"__Host-device=" + token}, path: "/order/A-1/camera?scan=bag&x=//e", location: "/sign-in?next=%2Forder%2FA-1%2Fcamera%3Fscan%3Dbag"},
		{name: "forged session", cookies: []string{"__Host-device=" + token, "__Host-session=x"}, path: "/ready", location: "/sign-in?next=%2Fready"},
		{name: "session of another tablet", cookies: []string{"__Host-device=" + token, "__Host-session=session-2"}, path: "/", location: "/sign-in"},
		{
			name: "replayed after the sign-out", cookies: []string{"__Host-device=" + token, "__Host-session=session-1"}, path: "/", location: "/sign-in",
			prepare: func(s *shop) { s.want(s.ask("POST", "/sign-out", ""), http.StatusSeeOther, "/sign-in") },
		},
		{name: "issued PIN", cookies: []string{"__Host-device=" + token, "__Host-session=session-new"}, path: "/", location: "/pin"},
		{name: "issued PIN at its form", cookies: []string{"__Host-device=" + token, "__Host-session=session-new"}, path: "/pin"},
		{name: "help without anything", path: "/help"},
		{name: "offline without anything", path: "/offline"},
		{name: "paired at the pairing", cookies: []string{"__Host-device=" + token}, path: "/pair", location: "/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			if c.prepare != nil {
				c.prepare(s)
			}
			status := http.StatusSeeOther
			if c.location == "" {
				status = http.StatusOK
			}
			s.want(s.ask("GET", c.path, "", cookies(c.cookies...)), status, c.location)
			if c.location == "" {
				return
			}
			answer := s.ask("POST", "/do/claim", form("command", commandID, "order", "A-1"), cookies(c.cookies...), header("Accept", "application/json"))
			if answer.StatusCode != http.StatusUnauthorized && c.name != "paired at the pairing" {
				t.Errorf("an action: %d", answer.StatusCode)
			}
			if len(s.actions()) != 0 {
				t.Error("something was done")
			}
		})
	}
}

func TestARevokedTabletForgets(t *testing.T) {
	s := open(t)
	s.revoke(token)
	answer := s.ask("GET", "/", "")
	for _, name := range []string{"__Host-device", "__Host-session"} {
		if c := setBy(answer, name); c == nil || c.MaxAge >= 0 || !c.Secure || c.Path != "/" {
			t.Errorf("%s: %v", name, c)
		}
	}
}

func TestHandsOff(t *testing.T) {
	s := open(t)
	part := func() *http.Response { return s.ask("GET", "/?part=main", "", header("X-Part", "main")) }
	s.want(s.ask("GET", "/", ""), http.StatusOK, "")
	s.clock.Advance(tablet.HandsOffMax)
	s.want(part(), http.StatusOK, "")
	s.clock.Advance(time.Second)
	s.want(part(), http.StatusSeeOther, "/sign-in") // what the page reads by itself keeps nobody signed in
	s.locked(func() {
		if _, ok := s.sessions["session-1"]; ok {
			t.Error("the session lives on at the desk")
		}
	})
}

func TestOpenRedirects(t *testing.T) {
	for raw, want := range map[string]string{
		"": "/", "/": "/", "/ready": "/ready", "/done?x=1": "/done", "/order/A-1042": "/order/A-1042",
		"/order/A%201": "/order/A%201", "/order/A-1042/camera?scan=bag": "/order/A-1042/camera?scan=bag",
		"/order/A-1042/camera": "/order/A-1042/camera?scan=id",
		"/order/a%2Fb":         "/order/a%2Fb", "/order/..": "/", "/order/%2e%2e": "/", "/order/": "/", "/order/a/b": "/",
		"/pair?code=482915&x=y": "/pair?code=482915", "/pair?code=<b>": "/pair",
		"//evil.example": "/", "///evil.example": "/", "/\\evil.example": "/", "\\\\evil.example": "/", "https://evil.example/": "/",
		"https:evil.example": "/", "javascript:alert(1)": "/", "/\t/evil.example": "/", "/%0d%0aSet-Cookie:x": "/", "/order/x%0d%0a": "/",
		"evil.example": "/", "/@evil.example": "/", "/.//evil.example": "/", "/order/%ff": "/", "/\u2028": "/",
		"/order/" + strings.Repeat("x", tablet.OrderIDMax):   "/order/" + strings.Repeat("x", tablet.OrderIDMax),
		"/order/" + strings.Repeat("x", tablet.OrderIDMax+1): "/",
	} {
		if got := tablet.SafeNext(raw); got != want {
			t.Errorf("%q leads to %q, want %q", raw, got, want)
		}
	}
	s := open(t)
	for next, want := range map[string]string{
		"https://evil.example/": "/", "//evil.example": "/", "/ready": "/ready", "/sign-in": "/", "/pin": "/", "/pair": "/",
	} {
		s.want(s.ask("POST", "/sign-in", form("badge", "1", "pin", "4711", "next", next)), http.StatusSeeOther, want)
		s.want(s.ask("POST", "/sign-in", form("badge", "1", "pin", "4711", "next", next), cookies()), http.StatusSeeOther, "/pair")
		s.clock.Advance(time.Minute)
	}
	s.want(s.ask("POST", "/sign-in", form("badge", "1", "pin", "4711"), header("Referer", "https://"+s.host+"/sign-in?next=%2Fready")), http.StatusSeeOther, "/ready")
	s.want(s.ask("POST", "/sign-in", form("badge", "1", "pin", "4711"), header("Referer", "https://evil.example/sign-in?next=%2Fready")), http.StatusSeeOther, "/")
	s.want(s.ask("POST", "/language", form("language", "es"), header("Referer", "https://"+s.host+"/order/A-1042")), http.StatusSeeOther, "/order/A-1042")
	s.want(s.ask("POST", "/language", form("language", "es", "next", "//evil.example")), http.StatusSeeOther, "/")
}

func FuzzSafeNext(f *testing.F) {
	for _, seed := range []string{"/", "//e", "/order/A-1042/camera?scan=id", "/\\e", "/order/%2e%2e", "/pair?code=482 915"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := tablet.SafeNext(raw)
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t \x00") {
			t.Fatalf("%q leads to %q", raw, got)
		}
		if again := tablet.SafeNext(got); again != got && len(got) <= 512 {
			t.Fatalf("%q leads to %q, and that to %q", raw, got, again)
		}
	})
}

func FuzzPairingCode(f *testing.F) {
	f.Add("482 915")
	f.Fuzz(func(t *testing.T, raw string) {
		if got := tablet.PairingCode(raw); got != "" && (len(got) != 6 || strings.Trim(got, "0123456789") != "") {
			t.Fatalf("%q becomes %q", raw, got)
		}
	})
}
