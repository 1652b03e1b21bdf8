package orders

import "github.com/curbline/curbline/terminal"

// Decoded is what the tests may see of a decoded frame.
type Decoded struct {
	CloseCode     int
	Feed          bool
	Item          terminal.FeedItem
	Nack, Problem string
}

// Decode reads one frame.
func Decode(raw []byte) Decoded {
	in := decode(raw)
	return Decoded{in.closeCode, in.kind == kindFeed, in.item, in.nack, in.problem}
}

// Clean is the cleaning of texts.
func Clean(text string) string { return clean(text) }
