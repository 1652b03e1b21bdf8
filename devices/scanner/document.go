package scanner

import (
	"errors"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/devices/military"
	"github.com/curbline/curbline/devices/mrz"
	"github.com/curbline/curbline/terminal/idcard"
)

// ReadDocument reads any machine-readable identity document: the barcode of a
// licence or ID card, the machine-readable zone of a passport or card, a US
// military card, a magnetic record. All errors are refusals that RefusalOf
// understands. A nil error does not mean that the fields are usable: look at
// each status of the Document.
func ReadDocument(raw []byte) (idcard.Document, error) {
	switch {
	case len(raw) > FrameMaxBytes: // the other readers have lower limits and their own words
		return aamva.Parse(raw)
	case military.LooksLike(raw):
		return military.Parse(raw)
	case mrz.LooksLike(raw):
		return mrz.Parse(raw)
	default:
		return aamva.Parse(raw)
	}
}

// RefusalOf gives the code and the words of a refusal by ReadDocument or of an
// Unreadable scan, for the person at the counter. They never hold a byte of the
// scan. It is false for any other error.
func RefusalOf(err error) (code, message, hint string, ok bool) {
	var refusal *idcard.Refusal
	var device *devices.Error
	switch {
	case errors.As(err, &refusal):
		return refusal.Code, refusal.Message, refusal.Hint, true
	case errors.As(err, &device):
		return string(device.Code), device.Message, device.Hint, true
	default:
		return "", "", "", false
	}
}

// looksLikeDocument says that a frame is an identity document of some sort, even
// one that is refused, so that it never reaches the sales screen as a code.
func looksLikeDocument(raw []byte) bool {
	return aamva.LooksLikeDocument(raw) || mrz.LooksLike(raw) || military.LooksLike(raw)
}
