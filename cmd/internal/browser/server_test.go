package browser_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/internal/browser"
)

// authority is a certificate authority of its own with one leaf for loopback.
func authority(t *testing.T) (chain tls.Certificate, ca *x509.Certificate) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	make := func(serial int64, template, parent *x509.Certificate, signer *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		must(err)
		template.SerialNumber = big.NewInt(serial)
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
		if parent == nil {
			parent, signer = template, key
		}
		raw, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
		must(err)
		made, err := x509.ParseCertificate(raw)
		must(err)
		return made, key
	}
	ca, caKey := make(1, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Test CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, nil, nil)
	leaf, leafKey := make(2, &x509.Certificate{
		Subject: pkix.Name{CommonName: "leaf"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, ca, caKey)
	return tls.Certificate{Certificate: [][]byte{leaf.Raw, ca.Raw}, PrivateKey: leafKey}, ca
}

const form = `<!doctype html><html lang="en"><head><title>Form</title><link rel="icon" href="data:,"></head><body><main><h1>Form</h1>
<form method="post" action="/said"><label for="words">Words</label><textarea id="words" name="words" autofocus></textarea>
<button>Send it</button></form></main></body></html>`

const keysPage = `<!doctype html><html lang="en"><head><title>Keys</title><link rel="icon" href="data:,"></head><body><main><h1>Keys</h1>
<p id="got"></p></main><script>
addEventListener("keydown", e => { if (!["Control", "Shift"].includes(e.key)) got.textContent += (e.ctrlKey ? "^" : "") + e.key + (e.isTrusted ? "" : "!") + " "; });
</script></body></html>`

const badPage = `<!doctype html><html><head><title></title><link rel="icon" href="data:,"></head><body><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<script>console.error("shouted")</script></body></html>`

// site is a small https server that remembers what was posted.
type site struct {
	*httptest.Server
	mu   sync.Mutex
	said []string
}

func (s *site) posts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.said...)
}

func newSite(t *testing.T) (*site, string) {
	t.Helper()
	chain, ca := authority(t)
	s := &site{}
	mux := http.NewServeMux()
	page := func(path, text, policy string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if policy != "" {
				w.Header().Set("Content-Security-Policy", policy)
			}
			_, _ = io.WriteString(w, text)
		})
	}
	page("/", form, "")
	page("/keys", keysPage, "")
	page("/bad", badPage, "")
	page("/forbidden", badPage, "default-src 'none'; img-src data:")
	mux.HandleFunc("POST /said", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.said = append(s.said, r.FormValue("words"))
		s.mu.Unlock()
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	s.Server = httptest.NewUnstartedServer(mux)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{chain}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s, browser.KeyOf(ca)
}
