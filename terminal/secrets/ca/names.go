package ca

import (
	"bytes"
	"crypto/x509"
	"net"
	"net/netip"
	"regexp"
	"slices"

	"github.com/curbline/curbline/terminal"
)

// Limits of what one certificate may name.
const (
	NamesMax     = 16
	hostMaxBytes = 253
)

var hostPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$`)

// names are what the terminal is reached by.
type names struct {
	hosts     []string
	addresses []netip.Addr
}

// parseNames takes full DNS names in small letters and single addresses. At
// least one DNS name is needed: without a permitted one, all would be.
func parseNames(hosts []string, addresses []netip.Addr) (names, error) {
	bad := func(format string, args ...any) (names, error) {
		return names{}, terminal.Errorf(terminal.Invalid, "ca.names", format, args...)
	}
	if len(hosts) == 0 || len(hosts)+len(addresses) > NamesMax {
		return bad("A certificate needs one to %d names and addresses, at least one of them a name.", NamesMax)
	}
	var parsed names
	for _, host := range hosts {
		if len(host) > hostMaxBytes || !hostPattern.MatchString(host) {
			return bad("%q is not a host name such as curbline-t1.local.", host)
		}
		parsed.hosts = append(parsed.hosts, host)
	}
	for _, address := range addresses {
		if !address.IsValid() || address.IsUnspecified() || address.IsMulticast() || address.Zone() != "" {
			return bad("%s is not one address of this machine.", address)
		}
		parsed.addresses = append(parsed.addresses, address.Unmap())
	}
	return parsed, nil
}

// constrain permits the names and excludes every other kind of name: a kind of
// which nothing is named would otherwise be free.
func (n names) constrain(template *x509.Certificate) {
	template.PermittedDNSDomainsCritical = true
	template.PermittedDNSDomains = n.hosts
	var has4, has6 bool
	for _, address := range n.addresses {
		template.PermittedIPRanges = append(template.PermittedIPRanges, wholly(address))
		has4, has6 = has4 || address.Is4(), has6 || address.Is6()
	}
	if !has4 {
		template.ExcludedIPRanges = append(template.ExcludedIPRanges, &net.IPNet{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)})
	}
	if !has6 {
		template.ExcludedIPRanges = append(template.ExcludedIPRanges, &net.IPNet{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)})
	}
}

// wholly is the range that holds this address alone: /32 or /128.
func wholly(address netip.Addr) *net.IPNet {
	return &net.IPNet{IP: net.IP(address.AsSlice()), Mask: net.CIDRMask(address.BitLen(), address.BitLen())}
}

// coveredBy says whether an authority may sign all of the names.
func (n names) coveredBy(root *x509.Certificate) bool {
	for _, host := range n.hosts {
		if !slices.Contains(root.PermittedDNSDomains, host) {
			return false
		}
	}
	for _, address := range n.addresses {
		whole := wholly(address)
		if !slices.ContainsFunc(root.PermittedIPRanges, func(permitted *net.IPNet) bool {
			return permitted.IP.Equal(whole.IP) && bytes.Equal(permitted.Mask, whole.Mask)
		}) {
			return false
		}
	}
	return true
}
