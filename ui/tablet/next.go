package tablet

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	orderIDMaxRunes = 64 // as in curbfeed/1
	nextMaxBytes    = 512
)

// safeNext gives the page of ours that a next value leads to, "/" for anything
// else. The path is put together anew from what was understood, so nothing of a
// foreign address can survive.
func safeNext(raw string) string {
	if !plainPath(raw) {
		return "/"
	}
	parsed, err := url.Parse(raw)
	if err != nil || parsed.Scheme != "" || parsed.Host != "" || parsed.User != nil {
		return "/"
	}
	switch parsed.Path {
	case "/ready", "/done", "/help", "/pin", "/sign-in":
		return parsed.Path
	case "/pair":
		if code := pairingCode(parsed.Query().Get("code")); code != "" {
			return "/pair?code=" + code
		}
		return "/pair"
	}
	return orderPage(parsed)
}

// plainPath says whether a text begins as a path of ours, with nothing in it that
// browsers read in another way than url.Parse does.
func plainPath(raw string) bool {
	if len(raw) > nextMaxBytes || !strings.HasPrefix(raw, "/") || strings.HasPrefix(raw, "//") {
		return false
	}
	return !strings.ContainsFunc(raw, func(r rune) bool {
		return r == '\\' || r == utf8.RuneError || unicode.IsControl(r)
	})
}

// orderPage is the page of an order, or its camera, that an address names.
func orderPage(parsed *url.URL) string {
	rest, found := strings.CutPrefix(parsed.EscapedPath(), "/order/")
	if !found {
		return "/"
	}
	escaped, camera := strings.CutSuffix(rest, "/camera")
	id, err := url.PathUnescape(escaped)
	if err != nil || strings.Contains(escaped, "/") || !orderID(id) {
		return "/"
	}
	if camera {
		return orderPath(id) + "/camera?scan=" + scanOf(parsed.Query().Get("scan"))
	}
	return orderPath(id)
}

// orderID says whether a text may be an order's id: printable, without spaces at
// its ends, and no way up a path.
func orderID(id string) bool {
	if id == "" || id == "." || id == ".." || !utf8.ValidString(id) || utf8.RuneCountInString(id) > orderIDMaxRunes || strings.TrimSpace(id) != id {
		return false
	}
	for _, r := range id {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

func orderPath(id string) string { return "/order/" + url.PathEscape(id) }

// scanOf is what the camera reads: an ID unless a bag is named.
func scanOf(text string) string {
	if text == "bag" {
		return "bag"
	}
	return "id"
}
