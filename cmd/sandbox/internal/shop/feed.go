package shop

import (
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/websocket"
)

const subProtocol = "curbfeed.v1"

// serveFeed opens one connection of the feed. It refuses, in words: a line that
// is down (503), a token in the address (400), a missing or wrong bearer token
// (401), a client without the sub-protocol (400).
func (s *Shop) serveFeed(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	down := s.down || s.closed
	s.mu.Unlock()
	if down {
		http.Error(w, "the feed is down", http.StatusServiceUnavailable)
		return
	}
	if r.URL.RawQuery != "" {
		http.Error(w, "the feed takes nothing in the address; the token belongs in Authorization", http.StatusBadRequest)
		return
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "the token is missing or not ours", http.StatusUnauthorized)
		return
	}
	if !slices.Contains(websocket.Subprotocols(r), subProtocol) {
		http.Error(w, "speak "+subProtocol, http.StatusBadRequest)
		return
	}
	upgrader := websocket.Upgrader{Subprotocols: []string{subProtocol}, HandshakeTimeout: writeWait}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		s.logger.Info("a feed connection was refused", "error", err)
		return
	}
	c := s.open(ws, r.RemoteAddr)
	if c == nil {
		_ = ws.Close() // it lost the race against Close or SetDown
		return
	}
	defer s.lines.Done()
	c.run()
}

// open registers a connection, unless the shop closed meanwhile.
func (s *Shop) open(ws *websocket.Conn, remote string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.down {
		return nil
	}
	s.numbers++
	c := newSession(s, ws, s.numbers)
	s.sessions[c] = remote
	s.lines.Add(1)
	return c
}

func (s *Shop) forget(c *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, c)
	if s.current == c {
		s.current = nil
	}
}

// wake tells the present connection that there may be events to send.
func (s *Shop) wake() {
	if s.current != nil {
		s.current.poke()
	}
}

// dropAll cuts every connection without a close frame, as a broken line does.
func (s *Shop) dropAll() {
	for c := range s.sessions {
		c.drop()
	}
}
