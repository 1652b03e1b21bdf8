package tablet_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/ui/tablet"
)

const commandID = "019a0000-0000-7000-8000-000000000001"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// papers are a CA and the leaf of 127.0.0.1 that it signed, made once.
var papers = sync.OnceValue(func() (made struct {
	leaf tls.Certificate
	pem  []byte
	pool *x509.CertPool
	// leafFrom is a moment at which both are good.
	leafFrom time.Time
},
) {
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			panic(err)
		}
		return k
	}
	sign := func(template, parent *x509.Certificate, public, signer *ecdsa.PrivateKey) *x509.Certificate {
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &public.PublicKey, signer)
		if err != nil {
			panic(err)
		}
		parsed, err := x509.ParseCertificate(der)
		if err != nil {
			panic(err)
		}
		return parsed
	}
	from, until := time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
	made.leafFrom = from.Add(time.Minute)
	caKey, leafKey := key(), key()
	caTemplate := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Curbline <T1>"}, NotBefore: from, NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	ca := sign(caTemplate, caTemplate, caKey, caKey)
	leaf := sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: from, NotAfter: until, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, ca, leafKey, caKey)
	made.leaf = tls.Certificate{Certificate: [][]byte{leaf.Raw, ca.Raw}, PrivateKey: leafKey}
	made.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Raw})
	made.pool = x509.NewCertPool()
	made.pool.AddCert(ca)
	return made
})

// shop is a running server and a browser of it that follows no redirects.
type shop struct {
	*desk
	t      *testing.T
	server *tablet.Server
	clock  *clock.Manual
	host   string
	client *http.Client
	log    *safeBuffer
	stop   func() error
}

type safeBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func newServer(t *testing.T, d *desk, host string) (*tablet.Server, *clock.Manual, *safeBuffer) {
	t.Helper()
	manual, log := clock.NewManual(time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)), &safeBuffer{}
	server, err := tablet.New(tablet.Options{
		Desk: d, CAPEM: papers().pem, Hosts: []string{host}, Clock: manual,
		Certificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { leaf := papers().leaf; return &leaf, nil },
		Log:         slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, manual, log
}

func open(t *testing.T) *shop {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{desk: newDesk(), t: t, host: listener.Addr().String()}
	s.server, s.clock, s.log = newServer(t, s.desk, s.host)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.server.Serve(ctx, listener) }()
	s.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: papers().pool}, ForceAttemptHTTP2: true}
	s.client = &http.Client{
		Transport: transport, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask is a request as a signed-in tablet's page makes it; change spoils it.
func (s *shop) ask(method, path, body string, change ...func(*http.Request)) *http.Response {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, "https://"+s.host+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("Origin", "https://"+s.host)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	cookies("__Host-device="+token, "__Host-session=session-1")(r)
	for _, c := range change {
		c(r)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	read, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		s.t.Fatal(err)
	}
	answer.Body = io.NopCloser(bytes.NewReader(read))
	return answer
}

func bodyOf(t *testing.T, answer *http.Response) string {
	t.Helper()
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body = io.NopCloser(bytes.NewReader(read))
	return string(read)
}

func (s *shop) want(answer *http.Response, status int, location string) {
	s.t.Helper()
	if answer.StatusCode != status || answer.Header.Get("Location") != location {
		s.t.Errorf("%s %s: %d %q, want %d %q", answer.Request.Method, answer.Request.URL.Path,
			answer.StatusCode, answer.Header.Get("Location"), status, location)
	}
}

func cookies(all ...string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Cookie", strings.Join(all, "; ")) }
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if value == "" {
			r.Header.Del(name)
			return
		}
		r.Header.Set(name, value)
	}
}

func form(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

func setBy(answer *http.Response, name string) *http.Cookie {
	for _, c := range answer.Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// eventually polls until a thing is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline, tick := time.After(10*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("in vain: ", what)
		}
	}
}

func TestOptions(t *testing.T) {
	good := tablet.Options{
		Desk: newDesk(), CAPEM: papers().pem, Hosts: []string{"h"}, Clock: clock.NewManual(time.Unix(0, 0)), Log: slog.New(slog.DiscardHandler),
		Certificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, errors.New("none") },
	}
	if _, err := tablet.New(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*tablet.Options){
		"no desk":   func(o *tablet.Options) { o.Desk = nil },
		"no hosts":  func(o *tablet.Options) { o.Hosts = nil },
		"no PEM":    func(o *tablet.Options) { o.CAPEM = []byte("x") },
		"two certs": func(o *tablet.Options) { o.CAPEM = append(bytes.Clone(o.CAPEM), o.CAPEM...) },
		"not a certificate": func(o *tablet.Options) {
			o.CAPEM = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")})
		},
	} {
		spoiled := good
		spoil(&spoiled)
		if _, err := tablet.New(spoiled); err == nil {
			t.Error(name, "is taken")
		}
	}
}

func TestTLS(t *testing.T) {
	s := open(t)
	if answer := s.ask("GET", "/", ""); answer.ProtoMajor != 2 || answer.StatusCode != http.StatusOK {
		t.Errorf("HTTP/%d %d", answer.ProtoMajor, answer.StatusCode)
	}
	conn, err := tls.Dial("tcp", s.host, &tls.Config{RootCAs: papers().pool, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10})
	if err == nil {
		_ = conn.Close()
		t.Error("TLS 1.1 is spoken")
	}
	eventually(t, "the failed handshake in the log", func() bool { return strings.Contains(s.log.String(), "TLS handshake error") })
	if strings.Contains(s.log.String(), "127.0.0.1") {
		t.Error("the log names an address:", s.log)
	}
}

func TestNoiseWithoutAddresses(t *testing.T) {
	log := &safeBuffer{}
	logger := tablet.NoiseLogger(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for _, line := range []string{
		"http: TLS handshake error from 10.20.30.40:5678: EOF",
		"http: TLS handshake error from [fe80::1ff:fe23:4567:890a%eth0]:5678: EOF",
	} {
		logger.Print(line)
	}
	for _, address := range []string{"10.20", "5678", "fe80"} {
		if strings.Contains(log.String(), address) {
			t.Errorf("%s is in %s", address, log)
		}
	}
	if strings.Count(log.String(), "EOF") != 2 {
		t.Error("the reason is lost:", log)
	}
}
