package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// tablet is a browser without script: it reads pages, fills in their forms and
// keeps cookies. It trusts the shop's own authority and nothing else.
type tablet struct {
	base string
	http http.Client
	page string // the last page
}

// openTablet takes the authority's certificate from the terminal and holds its
// fingerprint against the one that the counter shows, as a person does.
func openTablet(ctx context.Context, base, fingerprint string) (*tablet, error) {
	var shown []byte
	first := http.Client{Timeout: readyWithin, Transport: &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true, //nolint:gosec // the fingerprint is what is checked, before anything is believed
		VerifyConnection: func(state tls.ConnectionState) error {
			authority := state.PeerCertificates[len(state.PeerCertificates)-1]
			sum := sha256.Sum256(authority.Raw)
			shown = authority.Raw
			if short := spaced(sum[:8]); short != fingerprint {
				return fmt.Errorf("the authority's fingerprint is %s, the counter shows %s", short, fingerprint)
			}
			return nil
		},
	}}}
	t := &tablet{base: base}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/ca.crt", nil)
	if err != nil {
		return nil, err
	}
	_, status, err := read(&first, request)
	if err != nil || status != http.StatusOK {
		return nil, fmt.Errorf("/ca.crt: status %d: %w", status, err)
	}
	authority, err := x509.ParseCertificate(shown)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(authority)
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	t.http = http.Client{
		Timeout: readyWithin, Jar: jar,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true},
	}
	return t, nil
}

// spaced writes bytes as the counter does: pairs with colons, and a gap after
// each two.
func spaced(sum []byte) string {
	var text strings.Builder
	for i, b := range sum {
		switch {
		case i > 0 && i%2 == 0:
			text.WriteByte(' ')
		case i > 0:
			text.WriteByte(':')
		}
		fmt.Fprintf(&text, "%02X", b)
	}
	return text.String()
}

func (t *tablet) send(ctx context.Context, method, path, kind string, body []byte, headers map[string]string) error {
	request, err := http.NewRequestWithContext(ctx, method, t.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if method == http.MethodPost {
		request.Header.Set("Origin", t.base)
		request.Header.Set("Content-Type", kind)
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := t.http.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, answerMaxBytes))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	t.page = string(text)
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: status %d: %.300s", method, path, response.StatusCode, words(t.page))
	}
	return nil
}

func (t *tablet) open(ctx context.Context, path string) error {
	return t.send(ctx, http.MethodGet, path, "", nil, nil)
}

func (t *tablet) post(ctx context.Context, path string, fields url.Values) error {
	return t.send(ctx, http.MethodPost, path, "application/x-www-form-urlencoded", []byte(fields.Encode()), nil)
}

// scan posts the bytes that a scanner typed, as the page's script does.
func (t *tablet) scan(ctx context.Context, order string, raw []byte) error {
	command, ok := t.scanCommand()
	if !ok {
		return errors.New("nothing is scanned on this page")
	}
	err := t.send(ctx, http.MethodPost, "/scan/"+order, "application/octet-stream", raw, map[string]string{"X-Command": command})
	return errors.Join(err, t.open(ctx, "/order/"+order))
}

var (
	commandPattern = regexp.MustCompile(`data-scan="[a-z]+"[^>]*data-command="([^"]+)"`)
	formPattern    = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputPattern   = regexp.MustCompile(`<input[^>]*>`)
	namePattern    = regexp.MustCompile(`\sname="([^"]*)"`)
	valuePattern   = regexp.MustCompile(`\svalue="([^"]*)"`)
	tagPattern     = regexp.MustCompile(`(?s)<(script|style).*?</(script|style)>|<[^>]*>`)
)

func (t *tablet) scanCommand() (string, bool) {
	found := commandPattern.FindStringSubmatch(t.page)
	if found == nil {
		return "", false
	}
	return found[1], true
}

// tap posts the form with an action for an order, with the fields that the page
// gave it; more are what a person types.
func (t *tablet) tap(ctx context.Context, action, order string, more map[string]string) error {
	fields, ok := t.form("/do/"+action, order, more)
	if !ok {
		return fmt.Errorf("the page has no %s for %s: %.400s", action, order, words(t.page))
	}
	return t.post(ctx, "/do/"+action, fields)
}

// form finds a form by its action and order. Where several are alike, the one
// whose own fields agree with more is meant.
func (t *tablet) form(action, order string, more map[string]string) (url.Values, bool) {
	for _, form := range formPattern.FindAllStringSubmatch(t.page, -1) {
		fields := url.Values{}
		for _, input := range inputPattern.FindAllString(form[2], -1) {
			name, value := namePattern.FindStringSubmatch(input), valuePattern.FindStringSubmatch(input)
			if name == nil {
				continue
			}
			text := ""
			if value != nil {
				text = html.UnescapeString(value[1])
			}
			fields.Set(html.UnescapeString(name[1]), text)
		}
		if form[1] != action || order != "" && fields.Get("order") != order {
			continue
		}
		if agree(fields, more) {
			return fields, true
		}
	}
	return nil, false
}

// asShown stands for a value that the page itself must have given.
const asShown = "*"

// agree fills in what a person types, and says whether the rest is as it should
// be.
func agree(fields url.Values, more map[string]string) bool {
	for name, value := range more {
		if value == asShown {
			if fields.Get(name) == "" {
				return false
			}
			continue
		}
		if given := fields.Get(name); given != "" && given != value {
			return false
		}
		fields.Set(name, value)
	}
	return true
}

// words are a page's words without its marks.
func words(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tagPattern.ReplaceAllString(page, " "))), " ")
}

// shows waits until a page says all of some words.
func (t *tablet) shows(ctx context.Context, path string, wanted ...string) error {
	return until(ctx, 10*time.Second, func() error {
		if err := t.open(ctx, path); err != nil {
			return err
		}
		said := words(t.page)
		missing := slices.DeleteFunc(slices.Clone(wanted), func(each string) bool { return strings.Contains(said, each) })
		if len(missing) > 0 {
			return fmt.Errorf("%s does not say %q but: %.600s", path, missing, said)
		}
		return nil
	})
}
