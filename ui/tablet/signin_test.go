package tablet_test

import (
	"crypto/x509"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/ui/tablet"
)

func checkCookie(t *testing.T, c *http.Cookie, value string, kept bool) {
	t.Helper()
	if c == nil {
		t.Fatal("no cookie")
	}
	if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.Value != value || (c.MaxAge > 0) != kept {
		t.Errorf("%+v", c)
	}
}

func TestPairing(t *testing.T) {
	s := open(t)
	s.want(s.ask("GET", "/", "", cookies()), http.StatusSeeOther, "/pair")
	page := s.ask("GET", "/pair?code=482%20915", "", cookies())
	if s.want(page, http.StatusOK, ""); !strings.Contains(bodyOf(t, page), "482915") {
		t.Error("the code of the QR is not on the page")
	}
	if body := bodyOf(t, s.ask("GET", "/pair?code=%3Cscript%3E1", "", cookies())); strings.Contains(body, "<script>1") {
		t.Error(body)
	}
	wrong := s.ask("POST", "/pair", form("code", "111 111", "name", "Tablet 2"), cookies())
	if s.want(wrong, http.StatusUnprocessableEntity, ""); setBy(wrong, "__Host-ticket") != nil {
		t.Error("a ticket for a wrong code")
	}
	asked := s.ask("POST", "/pair", form("code", "482 915", "name", "Tablet 2"), cookies())
	s.want(asked, http.StatusSeeOther, "/pair")
	checkCookie(t, setBy(asked, "__Host-ticket"), ticketGood, true)
	ticket := cookies("__Host-ticket=" + ticketGood)
	s.want(s.ask("GET", "/pair", "", ticket), http.StatusOK, "")
	for state, said := range map[string]string{"refused": "T1 refused this tablet", "over": "in time"} {
		s.locked(func() { s.state = state })
		page := s.ask("GET", "/pair", "", ticket)
		if gone := setBy(page, "__Host-ticket"); !strings.Contains(bodyOf(t, page), said) || gone == nil || gone.MaxAge >= 0 {
			t.Errorf("%s: %v %s", state, gone, bodyOf(t, page))
		}
	}
	s.locked(func() { s.state = "approved" })
	// What only looks must not take the token, which comes once.
	s.want(s.ask("HEAD", "/pair", "", ticket), http.StatusOK, "")
	approved := s.ask("GET", "/pair?part=main", "", ticket, header("X-Part", "main"))
	s.want(approved, http.StatusSeeOther, "/sign-in")
	checkCookie(t, setBy(approved, "__Host-device"), token, true)
	replayed := s.ask("GET", "/pair", "", ticket)
	s.want(replayed, http.StatusOK, "")
	if setBy(replayed, "__Host-device") != nil {
		t.Error("the token came twice")
	}
	s.want(s.ask("POST", "/pair", form("cancel", "1"), ticket), http.StatusSeeOther, "/pair")
	s.want(s.ask("POST", "/pair", form("code", "482915", "name", "x")), http.StatusSeeOther, "/")
}

func TestSignIn(t *testing.T) {
	s := open(t)
	device := cookies("__Host-device=" + token)
	s.want(s.ask("GET", "/sign-in?badge=7", "", device), http.StatusOK, "")
	wrong := s.ask("POST", "/sign-in", form("badge", "7", "pin", "0000"), device)
	if s.want(wrong, http.StatusUnprocessableEntity, ""); setBy(wrong, "__Host-session") != nil || !strings.Contains(bodyOf(t, wrong), "not right") {
		t.Error(bodyOf(t, wrong))
	}
	in := s.ask("POST", "/sign-in", form("badge", "7", "pin", "4711", "next", "/ready"), device)
	s.want(in, http.StatusSeeOther, "/ready")
	checkCookie(t, setBy(in, "__Host-session"), "session-7-1", false)
	// The next person at the same tablet ends the session of the one before.
	first := cookies("__Host-device="+token, "__Host-session=session-7-1")
	s.want(s.ask("POST", "/sign-in", form("badge", "8", "pin", "4711"), first), http.StatusSeeOther, "/")
	s.want(s.ask("GET", "/", "", first), http.StatusSeeOther, "/sign-in")
	second := cookies("__Host-device="+token, "__Host-session=session-8-2")
	out := s.ask("POST", "/sign-out", "", second)
	s.want(out, http.StatusSeeOther, "/sign-in")
	if gone := setBy(out, "__Host-session"); gone == nil || gone.MaxAge >= 0 {
		t.Error(gone)
	}
}

func TestIssuedPIN(t *testing.T) {
	s := open(t)
	in := s.ask("POST", "/sign-in", form("badge", "new", "pin", "4711", "next", "/ready"), cookies("__Host-device="+token))
	s.want(in, http.StatusSeeOther, "/pin?next=%2Fready")
	who := cookies("__Host-device="+token, "__Host-session="+setBy(in, "__Host-session").Value)
	for _, path := range []string{"/", "/order/A-1042", "/events"} {
		s.want(s.ask("GET", path, "", who), http.StatusSeeOther, "/pin")
	}
	for _, c := range []struct{ old, chosen, again string }{{"4711", "8254", "8255"}, {"0000", "8254", "8254"}} {
		answer := s.ask("POST", "/pin", form("old", c.old, "new", c.chosen, "again", c.again), who)
		if answer.StatusCode/100 != 4 || !strings.Contains(bodyOf(t, answer), "not") {
			t.Errorf("%v: %d", c, answer.StatusCode)
		}
	}
	s.want(s.ask("POST", "/pin", form("old", "4711", "new", "8254", "again", "8254", "next", "/ready"), who), http.StatusSeeOther, "/ready")
	s.want(s.ask("GET", "/", "", who), http.StatusOK, "")
}

func TestLanguage(t *testing.T) {
	s := open(t)
	for _, c := range []struct{ cookie, accept, lang string }{
		{"", "", "en"},
		{"", "es-MX,es;q=0.9", "es"},
		{"__Host-lang=en", "es", "en"},
		{"__Host-lang=es", "", "es"},
		{"__Host-lang=fr", "", "en"},
		{"", "fr,es;q=0.5", "es"},
		{"", strings.Repeat("es-", 3000), "en"},
		{"", "*;;;", "en"},
	} {
		body := bodyOf(t, s.ask("GET", "/offline", "", cookies(c.cookie), header("Accept-Language", c.accept)))
		if want := map[string]string{"en": "T1 is out of reach", "es": "T1 no responde"}[c.lang]; !strings.Contains(body, want) {
			t.Errorf("%v: %.200s", c.cookie+" "+c.accept[:min(9, len(c.accept))], body)
		}
	}
	answer := s.ask("POST", "/language", form("language", "es", "next", "/help"), cookies())
	s.want(answer, http.StatusSeeOther, "/help")
	checkCookie(t, setBy(answer, "__Host-lang"), "es", true)
	s.want(s.ask("POST", "/language", form("language", "xx"), cookies()), http.StatusBadRequest, "")
}

func TestCertificateForTablets(t *testing.T) {
	s := open(t)
	der := bodyOf(t, s.ask("GET", "/ca.crt", "", cookies()))
	found, err := x509.ParseCertificate([]byte(der))
	if err != nil || !found.IsCA {
		t.Fatal(found, err)
	}
	answer := s.ask("GET", "/ca.mobileconfig", "", cookies())
	if answer.Header.Get("Content-Type") != "application/x-apple-aspen-config" {
		t.Error(answer.Header)
	}
	body := bodyOf(t, answer)
	decoder := xml.NewDecoder(strings.NewReader(body))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	ids := regexp.MustCompile(`<string>([0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12})</string>`).FindAllStringSubmatch(body, -1)
	if len(ids) != 2 || ids[0][1] == ids[1][1] || !strings.Contains(body, "Curbline &lt;T1&gt;") {
		t.Error(body)
	}
	other, _, _ := newServer(t, newDesk(), s.host)
	if again := open(t); other == nil || bodyOf(t, again.ask("GET", "/ca.mobileconfig", "", cookies())) != body {
		t.Error("the profile of the same certificate differs")
	}
}

func TestRates(t *testing.T) {
	device := cookies("__Host-device=" + token)
	for _, c := range []struct {
		name  string
		burst int
		again time.Duration
		ask   func(s *shop) *http.Response
	}{
		{"sign-in", tablet.Bursts.SignIn, 4 * time.Second, func(s *shop) *http.Response {
			return s.ask("POST", "/sign-in", form("badge", "7", "pin", "0"), device)
		}},
		{"override", tablet.Bursts.SignIn, 4 * time.Second, func(s *shop) *http.Response {
			return s.ask("POST", "/do/override", form("command", commandID, "order", "A-1042", "pin", "0"))
		}},
		{"pairing", tablet.Bursts.Pairing, 10 * time.Second, func(s *shop) *http.Response {
			return s.ask("POST", "/pair", form("code", "1"), cookies())
		}},
		{"device", tablet.Bursts.Device, time.Second, func(s *shop) *http.Response { return s.ask("GET", "/ready", "") }},
		{"address", tablet.Bursts.Address, time.Second, func(s *shop) *http.Response { return s.ask("HEAD", "/nowhere", "", cookies()) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			for i := range c.burst {
				if answer := c.ask(s); answer.StatusCode == http.StatusTooManyRequests {
					t.Fatal("refused at", i)
				}
			}
			answer := c.ask(s)
			if answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != fmt.Sprint(int(c.again.Seconds())) {
				t.Fatal(answer.StatusCode, answer.Header)
			}
			if body := bodyOf(t, answer); answer.Request.Method != "HEAD" && !strings.Contains(body, "too often") {
				t.Error(body)
			}
			s.clock.Advance(c.again)
			if answer := c.ask(s); answer.StatusCode == http.StatusTooManyRequests {
				t.Error("still refused")
			}
		})
	}
}

func TestOneTabletDoesNotSlowAnother(t *testing.T) {
	s := open(t)
	for range tablet.Bursts.Device + 1 {
		s.ask("GET", "/ready", "")
	}
	s.want(s.ask("GET", "/ready", ""), http.StatusTooManyRequests, "")
	s.want(s.ask("GET", "/ready", "", cookies("__Host-device="+otherToken, "__Host-session=session-2")), http.StatusOK, "")
}

func TestRememberedAddressesAreBounded(t *testing.T) {
	server, _, _ := newServer(t, newDesk(), "h")
	var keys []string
	for i := range tablet.BucketsMax {
		keys = append(keys, fmt.Sprint(i))
	}
	if kept := server.BucketsKept(keys); kept != tablet.BucketsMax {
		t.Error(kept)
	}
	if kept := server.BucketsKept([]string{"one more"}); kept != tablet.BucketsMax {
		t.Error(kept)
	}
	for remote, want := range map[string]string{"10.0.0.1:1": "10.0.0.1", "[::ffff:10.0.0.1]:1": "10.0.0.1", "[fe80::1%eth0]:1": "fe80::1", "pipe": "unknown"} {
		if got := tablet.AddressKey(remote); got != want {
			t.Errorf("%s: %s", remote, got)
		}
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	for name, bounds := range map[string][2]int{"in all": {2, 9}, "of one address": {9, 2}} {
		t.Run(name, func(t *testing.T) {
			inner, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			listener := tablet.LimitConnections(inner, bounds[0], bounds[1])
			accepted := make(chan net.Conn, 8)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				for {
					conn, err := listener.Accept()
					if err != nil {
						return
					}
					accepted <- conn
				}
			}()
			dial := func() net.Conn {
				conn, err := net.Dial("tcp", inner.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				return conn
			}
			clients := []net.Conn{dial(), dial()}
			servers := []net.Conn{<-accepted, <-accepted}
			refused := dial()
			if err := refused.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := refused.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the third was not closed:", err)
			}
			_ = servers[0].Close()
			_ = servers[0].Close() // twice makes room for one
			clients = append(clients, dial())
			servers = append(servers, <-accepted)
			_ = listener.Close()
			<-ended
			for _, conn := range append(append(clients, servers...), refused) {
				_ = conn.Close()
			}
		})
	}
}
