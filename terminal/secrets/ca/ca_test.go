package ca_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/secrets/ca"
)

const (
	host    = "curbline-t1.local"
	address = "192.168.1.10"
	oneDay  = 24 * time.Hour
)

var start = time.Date(2026, time.November, 24, 17, 0, 0, 0, time.UTC)

func open(t *testing.T, folder string, at clock.Clock, addresses ...string) *ca.Authority {
	t.Helper()
	if len(addresses) == 0 {
		addresses = []string{address}
	}
	a, err := ca.Open(folder, at, []string{host}, parsed(addresses))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func parsed(texts []string) []netip.Addr {
	var addresses []netip.Addr
	for _, text := range texts {
		addresses = append(addresses, netip.MustParseAddr(text))
	}
	return addresses
}

func leafOf(t *testing.T, a *ca.Authority) *x509.Certificate {
	t.Helper()
	served, err := a.Certificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(served.Certificate) != 2 {
		t.Fatalf("a chain of %d", len(served.Certificate))
	}
	return served.Leaf
}

func verify(t *testing.T, a *ca.Authority, leaf *x509.Certificate, name string, at time.Time) error {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(a.PEM()) {
		t.Fatal("no certificate in the PEM")
	}
	_, err := leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: at})
	return err
}

func TestALeafIsGoodForItsNamesAlone(t *testing.T) {
	a := open(t, t.TempDir(), clock.NewManual(start))
	leaf := leafOf(t, a)
	for _, name := range []string{host, address} {
		if err := verify(t, a, leaf, name, start); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"example.com", "curbline-t2.local", "192.168.1.11", "local", "x." + host} {
		if verify(t, a, leaf, name, start) == nil {
			t.Errorf("the leaf is good for %s", name)
		}
	}
	if life := leaf.NotAfter.Sub(leaf.NotBefore); life > ca.LeafMaxDays*oneDay || life < 390*oneDay {
		t.Errorf("the leaf lasts %s", life)
	}
	if leaf.IsCA || len(leaf.ExtKeyUsage) != 1 || leaf.ExtKeyUsage[0] != x509.ExtKeyUsageServerAuth || leaf.NotBefore != start.Add(-oneDay) {
		t.Errorf("%v %v %s", leaf.IsCA, leaf.ExtKeyUsage, leaf.NotBefore)
	}
	if key, ok := leaf.PublicKey.(*ecdsa.PublicKey); !ok || key.Curve != elliptic.P256() {
		t.Error("not P-256")
	}
}

// stolen reads the authority's file, as a thief of a backup would.
func stolen(t *testing.T, folder string) (*x509.Certificate, any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, ca.FileName))
	if err != nil {
		t.Fatal(err)
	}
	first, rest := pem.Decode(text)
	second, _ := pem.Decode(rest)
	root, err := x509.ParseCertificate(first.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(second.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return root, key
}

func TestAStolenAuthorityMakesNothingForOthers(t *testing.T) {
	folder := t.TempDir()
	a := open(t, folder, clock.NewManual(start))
	root, key := stolen(t, folder)
	forge := func(template x509.Certificate) *x509.Certificate {
		own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template.SerialNumber, template.Subject = big.NewInt(7), pkix.Name{CommonName: "forged"}
		template.NotBefore, template.NotAfter = start.Add(-oneDay), start.Add(oneDay)
		der, err := x509.CreateCertificate(rand.Reader, &template, root, &own.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		made, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	server := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	if err := verify(t, a, forge(x509.Certificate{DNSNames: []string{host}, ExtKeyUsage: server}), host, start); err != nil {
		t.Fatalf("what is allowed fails, so what follows shows nothing: %v", err)
	}
	for name, template := range map[string]x509.Certificate{
		"example.com":  {DNSNames: []string{"example.com"}, ExtKeyUsage: server},
		"other.local":  {DNSNames: []string{"other.local"}, ExtKeyUsage: server},
		"192.168.1.11": {IPAddresses: []net.IP{net.ParseIP("192.168.1.11").To4()}, ExtKeyUsage: server},
		"2001:db8::1":  {IPAddresses: []net.IP{net.ParseIP("2001:db8::1")}, ExtKeyUsage: server},
	} {
		if verify(t, a, forge(template), name, start) == nil {
			t.Errorf("a stolen authority is good for %s", name)
		}
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.PEM())
	for usage, template := range map[x509.ExtKeyUsage]x509.Certificate{
		x509.ExtKeyUsageEmailProtection: {EmailAddresses: []string{"a@example.com"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}},
		x509.ExtKeyUsageCodeSigning:     {ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}},
		x509.ExtKeyUsageClientAuth:      {ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}},
	} {
		options := x509.VerifyOptions{Roots: roots, CurrentTime: start, KeyUsages: []x509.ExtKeyUsage{usage}}
		if _, err := forge(template).Verify(options); err == nil {
			t.Errorf("a stolen authority is good for use %d", usage)
		}
	}
	critical := false
	for _, extension := range root.Extensions {
		critical = critical || extension.Id.String() == "2.5.29.30" && extension.Critical
	}
	if !critical {
		t.Error("the name constraints are not critical")
	}
}

func TestALeafRenewsItselfThroughTwoYears(t *testing.T) {
	manual := clock.NewManual(start)
	folder := t.TempDir()
	a := open(t, folder, manual)
	spki, made := a.SPKI(), 0
	var last *x509.Certificate
	for range 2*366 + 1 {
		leaf := leafOf(t, a)
		now := manual.Now().Wall
		if err := verify(t, a, leaf, host, now); err != nil {
			t.Fatalf("%s: %v", now, err)
		}
		if left := leaf.NotAfter.Sub(now); left < ca.RenewDays*oneDay {
			t.Fatalf("%s: %s left", now, left)
		}
		if last == nil || !leaf.Equal(last) {
			made, last = made+1, leaf
		}
		manual.Advance(oneDay)
	}
	if made != 3 {
		t.Errorf("%d leaves in two years", made)
	}
	if again := open(t, folder, manual); again.SPKI() != spki || again.MadeAnew() || a.SPKI() != spki {
		t.Error("the authority changed")
	}
}

func TestAClockThatJumpedIsSurvived(t *testing.T) {
	manual := clock.NewManual(start)
	a := open(t, t.TempDir(), manual)
	for _, jump := range []time.Duration{5 * 365 * oneDay, -5 * 365 * oneDay, -26 * 365 * oneDay, 26 * 365 * oneDay, -time.Hour, time.Hour} {
		manual.Jump(jump)
		now := manual.Now().Wall
		leaf := leafOf(t, a)
		if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
			t.Errorf("after %s: %s to %s", jump, leaf.NotBefore, leaf.NotAfter)
		}
	}
	if err := verify(t, a, leafOf(t, a), host, start); err != nil {
		t.Errorf("after all jumps: %v", err)
	}
	// An authority made under a wrong clock holds at the right time, too.
	for _, wrong := range []time.Duration{-30 * 365 * oneDay, 5 * 365 * oneDay} {
		manual := clock.NewManual(start.Add(wrong))
		folder := t.TempDir()
		open(t, folder, manual)
		manual.Jump(-wrong)
		a := open(t, folder, manual)
		if err := verify(t, a, leafOf(t, a), host, start); err != nil {
			t.Errorf("made %s off: %v", wrong, err)
		}
	}
}

func TestAnAuthorityThatEndsIsAPersonsMatter(t *testing.T) {
	manual := clock.NewManual(start)
	folder := t.TempDir()
	a := open(t, folder, manual)
	manual.Jump(a.Ends().Sub(start) - (ca.RenewDays+1)*oneDay)
	leaf := leafOf(t, a)
	if leaf.NotAfter.After(a.Ends()) {
		t.Error("the leaf outlives its authority")
	}
	manual.Jump(2 * oneDay)
	if _, err := a.Certificate(nil); terminal.AsError(err).Code != "ca.ended" {
		t.Errorf("%v", err)
	}
	if _, err := ca.Open(folder, manual, []string{host}, nil); terminal.AsError(err).Code != "ca.ended" {
		t.Errorf("%v", err)
	}
}

func TestAChangedAddressNeedsANewAuthorityOnlyIfNotCovered(t *testing.T) {
	folder, manual := t.TempDir(), clock.NewManual(start)
	first := open(t, folder, manual, address, "fd00::10")
	if first.MadeAnew() {
		t.Error("the first one replaces nothing")
	}
	fewer := open(t, folder, manual, "fd00::10")
	if fewer.MadeAnew() || fewer.SPKI() != first.SPKI() {
		t.Error("a covered address made a new authority")
	}
	if err := verify(t, fewer, leafOf(t, fewer), "fd00::10", start); err != nil {
		t.Error(err)
	}
	if verify(t, fewer, leafOf(t, fewer), address, start) == nil {
		t.Error("the leaf names an address that is no longer ours")
	}
	moved := open(t, folder, manual, "192.168.1.20")
	if !moved.MadeAnew() || moved.SPKI() == first.SPKI() {
		t.Error("an address that is not covered did not make a new authority")
	}
	if err := verify(t, moved, leafOf(t, moved), "192.168.1.20", start); err != nil {
		t.Error(err)
	}
}

func TestDamagedFilesAreRefusedInWords(t *testing.T) {
	folder, manual := t.TempDir(), clock.NewManual(start)
	open(t, folder, manual)
	path := filepath.Join(folder, ca.FileName)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	other := t.TempDir()
	open(t, other, manual)
	others, err := os.ReadFile(filepath.Join(other, ca.FileName))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(good, []byte("-----BEGIN PRIVATE"))
	from := bytes.Index(others, []byte("-----BEGIN PRIVATE"))
	for name, text := range map[string][]byte{
		"empty":         {},
		"cut":           good[:len(good)/2],
		"no key":        good[:at],
		"another's key": append(bytes.Clone(good[:at]), others[from:]...),
		"too large":     append(bytes.Clone(good), bytes.Repeat([]byte("\n"), 16<<10)...),
		"more behind":   append(bytes.Clone(good), good...),
		"edited":        bytes.Replace(good, good[100:104], []byte("AAAA"), 1),
	} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ca.Open(folder, manual, []string{host}, parsed([]string{address}))
		if coded := terminal.AsError(err); coded.Code != "ca.damaged" || coded.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
		if ca.Check(text) == nil {
			t.Errorf("%s passes", name)
		}
	}
	if err := ca.Check(good); err != nil {
		t.Error(err)
	}
}

func TestNamesThatAreNone(t *testing.T) {
	many := make([]netip.Addr, ca.NamesMax)
	for i := range many {
		many[i] = netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)})
	}
	for name, c := range map[string]struct {
		hosts     []string
		addresses []netip.Addr
	}{
		"no host":     {nil, parsed([]string{address})},
		"wildcard":    {[]string{"*.local"}, nil},
		"one label":   {[]string{"localhost"}, nil},
		"upper case":  {[]string{"T1.local"}, nil},
		"long":        {[]string{strings.Repeat("a.", 127) + "aa"}, nil},
		"any address": {[]string{host}, parsed([]string{"0.0.0.0"})},
		"a zone":      {[]string{host}, parsed([]string{"fe80::1%eth0"})},
		"none":        {[]string{host}, []netip.Addr{{}}},
		"too many":    {[]string{host}, many},
	} {
		folder := t.TempDir()
		if _, err := ca.Open(folder, clock.NewManual(start), c.hosts, c.addresses); terminal.AsError(err).Code != "ca.names" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ca.Open(t.TempDir(), clock.NewManual(start), []string{host}, many[1:]); err != nil {
		t.Errorf("the most that is allowed: %v", err)
	}
	if _, err := ca.Open(filepath.Join(t.TempDir(), "missing"), clock.NewManual(start), []string{host}, nil); terminal.AsError(err).Code != "ca.unwritable" {
		t.Errorf("no folder: %v", err)
	}
}

func TestABrowserIsServed(t *testing.T) {
	a := open(t, t.TempDir(), clock.NewSystem(time.Time{}), "127.0.0.1")
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	server.Listener = tls.NewListener(server.Listener, &tls.Config{GetCertificate: a.Certificate})
	server.Start()
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.PEM())
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	response, err := client.Get(strings.Replace(server.URL, "http:", "https:", 1))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	client.CloseIdleConnections()
	chain := response.TLS.PeerCertificates
	block, _ := pem.Decode(a.PEM())
	if len(chain) != 2 || !bytes.Equal(chain[1].Raw, block.Bytes) {
		t.Errorf("a chain of %d", len(chain))
	}
	sum, keySum := sha256.Sum256(block.Bytes), sha256.Sum256(chain[1].RawSubjectPublicKeyInfo)
	full := strings.ToLower(strings.ReplaceAll(a.FingerprintFull(), ":", ""))
	if full != hex.EncodeToString(sum[:]) || a.SPKI() != base64.StdEncoding.EncodeToString(keySum[:]) {
		t.Errorf("%s %s", full, a.SPKI())
	}
	short := a.Fingerprint()
	if len(short) != 23 || strings.ReplaceAll(short, " ", ":") != a.FingerprintFull()[:23] || strings.Count(short, " ") != 3 {
		t.Errorf("%q of %q", short, a.FingerprintFull())
	}
}
