package tablet

import (
	"net/http"
	"strings"
)

// knownHost says whether a request is for this server by one of its names. A
// page of another name that resolves to this machine (DNS rebinding) is none.
func (s *Server) knownHost(r *http.Request) bool {
	return s.hosts[strings.ToLower(r.Host)]
}

// sameOrigin says whether a request that changes something comes from a page of
// this server. The origin must be this one; a browser that leaves it out must say
// by Sec-Fetch-Site (Fetch Metadata, section 2.3) that the page is the same.
func sameOrigin(r *http.Request) bool {
	site := r.Header.Values("Sec-Fetch-Site")
	if len(site) > 1 || len(site) == 1 && site[0] != "same-origin" {
		return false
	}
	switch origin := r.Header.Values("Origin"); len(origin) {
	case 0:
		return len(site) == 1
	case 1:
		return strings.EqualFold(origin[0], "https://"+r.Host)
	}
	return false
}

// foreignRead says whether another site's page reads, which is more than to link
// here.
func foreignRead(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return false
	}
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "iframe", "frame", "embed", "object":
		return true
	}
	return r.Header.Get("Sec-Fetch-Mode") != "navigate"
}
