package curb

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/curbline/curbline/terminal"
)

// place is one order on one tablet.
type place struct{ device, order string }

// A command's id is made from what it stands for: the tablet, the person, the
// order, the order's state and the button. A page that is read again offers the
// same command, whoever pressed it before; nothing has to be remembered for it.
// After a definite no the count of tries moves on, so that the same button is
// another command. The key of the digest is made at the start.

// idOf makes a UUID version 7 (RFC 9562, section 5.7) whose time is the order's
// last change and whose random bits are the digest of the parts.
func (d *Desk) idOf(at time.Time, parts ...string) string {
	mac := hmac.New(sha256.New, d.secret[:])
	for _, part := range parts {
		mac.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	sum := mac.Sum(nil)
	var id [16]byte
	copy(id[6:], sum)
	milliseconds := max(at.UnixMilli(), 0)
	for i := range 6 {
		id[i] = byte(milliseconds >> (40 - 8*i))
	}
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	digits := hex.EncodeToString(id[:])
	return digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:]
}

// picture names an order's state as a button saw it.
func picture(o terminal.Order) string {
	return string(o.Fulfilment) + "|" + string(o.Arrival) + "|" + string(o.Identity) + "|" + string(o.Payment) + "|" + o.ClaimedBy + "|" +
		o.BagOut + "|" + strconv.FormatBool(o.BagScanned) + "|" + strconv.FormatInt(o.Changed.UnixMilli(), 10)
}

// commandID is the id of a button at an order.
func (f *frame) commandID(o terminal.Order, button string) string {
	at := place{f.who.Device.ID, o.ID}
	tries := strconv.Itoa(f.d.draft(at).tries)
	// The picture is of the order as it is stored: a lease that ran out since is no
	// change that anybody made.
	return f.d.idOf(o.Changed, "command", at.device, f.who.Session.Staff, o.ID, picture(o), button, tries)
}

// saleID is the id of an order's sale at one tablet, the same until it is done.
func (f *frame) saleID(o terminal.Order) string {
	return f.d.idOf(o.PlacedAt, "sale", f.who.Device.ID, o.ID)
}

// scanID is the id of a scan: the same bytes scanned on the same picture are the
// same command, other bytes are another one.
func (d *Desk) scanID(command string, raw []byte) string {
	return d.idOf(time.UnixMilli(0), "scan", command, string(raw))
}

// after is the id of the second and later commands of one press.
func (d *Desk) after(command string, number int) string {
	return d.idOf(time.UnixMilli(0), "after", command, strconv.Itoa(number))
}
