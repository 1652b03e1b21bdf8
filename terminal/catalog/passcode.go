package catalog

import (
	"regexp"
	"strings"
)

// OrderPrefix begins the code that the web shop shows for an order; its id
// follows.
const OrderPrefix = "ORDER:"

// orderIDMax bounds an order's id, as the order feed does.
const orderIDMax = 64

var (
	// A badge is printed with "B-" before its number, so that it is told from a
	// product code wherever it is scanned. Scanners can turn the case over.
	badgeCode = regexp.MustCompile(`^[Bb]-[0-9A-Za-z]{3,12}$`)
	orderID   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	// The address of an order's page, as a web shop puts it into an e-mail.
	orderPage = regexp.MustCompile(`^(?i:https)://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%-]+)*/orders/([^/?#]+)/?(?:[?#].*)?$`)
)

// parseBadge reads the code of a staff badge.
func parseBadge(text string) (Code, bool) {
	if !badgeCode.MatchString(text) {
		return Code{}, false
	}
	return Code{Badge: strings.ToUpper(text)}, true
}

// parseOrder reads the QR code of an order: its prefix and id, or an https
// address whose path ends in /orders/ and the id. Found is true for a code that
// claims to be one; it returns an Invalid error of code catalog.order_code.
func parseOrder(text string) (code Code, found bool, err error) {
	id := ""
	switch match := orderPage.FindStringSubmatch(text); {
	case match != nil:
		id = match[1]
	case len(text) >= len(OrderPrefix) && strings.EqualFold(text[:len(OrderPrefix)], OrderPrefix):
		id = text[len(OrderPrefix):]
	default:
		return Code{}, false, nil
	}
	if len(id) > orderIDMax || !orderID.MatchString(id) {
		return Code{}, true, notAnOrder()
	}
	return Code{Order: id}, true, nil
}
