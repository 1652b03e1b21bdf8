// Package ca is the terminal's own certificate authority, for the pages that it
// serves on the shop's network. A tablet trusts it once, when it is paired.
//
// The authority can do little harm in wrong hands: its certificate carries
// critical name constraints (RFC 5280, section 4.2.1.10) for the terminal's own
// names and addresses, and is good for servers alone.
package ca

import (
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
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// FileName is the authority's one file: certificate and key.
const FileName = "ca.pem"

const (
	day = 24 * time.Hour
	// authorityYears is how long an authority lasts.
	authorityYears = 10
	// LeafMaxDays is the longest that browsers take (CA/Browser Forum, Baseline
	// Requirements, section 6.3.2: less than 398 days).
	LeafMaxDays = 397
	// RenewDays are left when a new leaf is made.
	RenewDays = 30
	// backdated is how far before its making a leaf begins: a tablet's clock may
	// be behind ours.
	backdated   = day
	serialBytes = 16
	// shortBytes of the fingerprint are read aloud when a tablet is paired.
	shortBytes = 8
)

// begins is when every authority begins. A day long past keeps a clock that was
// wrong at set-up from making an authority that no tablet takes.
var begins = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// Authority signs the terminal's leaf certificate and renews it. Leaf and its
// key live in memory: each start makes new ones. It is safe for use from several
// goroutines.
type Authority struct {
	clock clock.Clock
	names names
	root  *x509.Certificate
	key   *ecdsa.PrivateKey
	anew  bool

	mu   sync.Mutex
	leaf *tls.Certificate
}

// Open reads the authority in a folder, or makes one (ECDSA P-256) whose name
// constraints are exactly these DNS names and addresses. An authority that does
// not cover all of them is replaced, and MadeAnew says so. The clock should be
// the machine's, because tablets go by the real time. It returns errors of code
// ca.names, ca.damaged and ca.ended.
func Open(folder string, clock clock.Clock, hosts []string, addresses []netip.Addr) (*Authority, error) {
	wanted, err := parseNames(hosts, addresses)
	if err != nil {
		return nil, err
	}
	a := &Authority{clock: clock, names: wanted}
	path := filepath.Join(folder, FileName)
	a.root, a.key, err = load(path)
	if err != nil {
		return nil, err
	}
	if a.root == nil || !wanted.coveredBy(a.root) {
		a.anew = a.root != nil
		if a.root, a.key, err = create(path, wanted, clock.Now().Wall); err != nil {
			return nil, err
		}
	}
	_, err = a.Certificate(nil)
	return a, err
}

// MadeAnew says whether Open replaced an authority that did not cover the names
// and addresses of now: each tablet must install the new one.
func (a *Authority) MadeAnew() bool { return a.anew }

// Certificate gives the leaf with the authority behind it, for
// tls.Config.GetCertificate. A leaf with less than RenewDays left, or one that
// begins after now because the clock was set back, is made anew first. It
// returns an error of code ca.ended when the authority itself is over.
func (a *Authority) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	now := a.clock.Now().Wall
	if now.Add(RenewDays * day).After(a.root.NotAfter) {
		return nil, terminal.Errorf(terminal.Unavailable, "ca.ended", "The tablets' certificate authority ends on %s.", a.root.NotAfter.Format(time.DateOnly)).
			WithHint("Check this PC's date. If it is right, remove the file %s from the folder of keys: the next start makes a new authority, and each tablet must install it.", FileName)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaf != nil && !now.Before(a.leaf.Leaf.NotBefore) && now.Add(RenewDays*day).Before(a.leaf.Leaf.NotAfter) {
		return a.leaf, nil
	}
	leaf, err := a.issue(now)
	if err != nil {
		return nil, err
	}
	a.leaf = leaf
	return leaf, nil
}

func (a *Authority) issue(now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	from := now.Add(-backdated).Truncate(time.Second)
	until := from.Add(LeafMaxDays*day - time.Second) // both ends count
	if until.After(a.root.NotAfter) {
		until = a.root.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: a.names.hosts[0]},
		NotBefore: from, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, DNSNames: a.names.hosts,
	}
	for _, address := range a.names.addresses {
		template.IPAddresses = append(template.IPAddresses, net.IP(address.AsSlice()))
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.root.Raw}, PrivateKey: key, Leaf: parsed}, nil
}

// create makes a new authority and keeps it, in place of one that is there.
func create(path string, wanted names, now time.Time) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, nil, err
	}
	made := now
	if made.Before(begins) {
		made = begins
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{"Curbline"}, CommonName: wanted.hosts[0] + " " + made.Format(time.DateOnly)},
		NotBefore: begins, NotAfter: made.AddDate(authorityYears, 0, 0).Truncate(time.Second),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
	wanted.constrain(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, nil, err
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, err
	}
	return root, key, save(path, root, key)
}

func newSerial() (*big.Int, error) {
	raw := make([]byte, serialBytes)
	if _, err := rand.Read(raw); err != nil {
		return nil, err
	}
	raw[0] = raw[0]&0x7f | 0x40 // positive, and always of the same length
	return new(big.Int).SetBytes(raw), nil
}

// PEM is the authority's certificate, for a tablet to install.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: blockCertificate, Bytes: a.root.Raw})
}

// Fingerprint is the first 8 bytes of the SHA-256 of the authority's DER, in
// pairs such as "7C:1E 90:4A", for a person to compare.
func (a *Authority) Fingerprint() string {
	sum := sha256.Sum256(a.root.Raw)
	var pairs []string
	for pair := range slices.Chunk(sum[:shortBytes], 2) {
		pairs = append(pairs, hexOf(pair))
	}
	return strings.Join(pairs, " ")
}

// FingerprintFull is the whole SHA-256, as a tablet's settings show it:
// "7C:1E:90:4A:…".
func (a *Authority) FingerprintFull() string {
	sum := sha256.Sum256(a.root.Raw)
	return hexOf(sum[:])
}

// SPKI is the base64 of the SHA-256 of the authority's public key (RFC 7469,
// section 2.4), by which a browser can be told to trust one key.
func (a *Authority) SPKI() string {
	sum := sha256.Sum256(a.root.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Ends is when the authority ends, for whoever shows it.
func (a *Authority) Ends() time.Time { return a.root.NotAfter }

func hexOf(raw []byte) string {
	letters := make([]string, len(raw))
	for i := range raw {
		letters[i] = strings.ToUpper(hex.EncodeToString(raw[i : i+1]))
	}
	return strings.Join(letters, ":")
}
