package config

import (
	"net/netip"
	"regexp"
)

// Tablet is the page for the curb on the shop's own network; without an address
// there is none.
type Tablet struct {
	// Listen is an address and port of this machine on the shop's network. The
	// address is in the certificate, so that it cannot be "any".
	Listen string `toml:"listen"`
	// Host is the name beside the address, found by multicast DNS as HOST.local;
	// "curbline-" and the terminal's id if empty.
	Host string `toml:"host"`
}

// hostPattern is one label of a host name (RFC 1123, section 2.1), in lower case.
var hostPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

func (c *Config) checkTablet(check *checker) {
	if !hostPattern.MatchString(c.Tablet.Host) {
		check.say("tablet.host", "%q must be 1 to 63 of a–z, 0–9 and -", c.Tablet.Host)
	}
	if c.Tablet.Listen == "" {
		return
	}
	at, err := netip.ParseAddrPort(c.Tablet.Listen)
	switch {
	case err != nil:
		check.say("tablet.listen", "%q is not an address and port such as 192.168.1.10:7443", c.Tablet.Listen)
	case !at.Addr().IsPrivate() && !at.Addr().IsLoopback() && !at.Addr().IsLinkLocalUnicast():
		check.say("tablet.listen", "%q is not an address of the shop's own network", c.Tablet.Listen)
	}
}
