package scanner

import (
	"crypto/sha256"
	"time"
)

// rest is what may still come of a scan that broke off, or that nothing proved
// to be whole. Acted on, a piece of a licence would be a code.
type rest struct {
	until time.Duration // until when it can begin
	max   int           // the most bytes that it has
	told  bool          // somebody was told that it broke off
}

var noRest = rest{until: -1}

func restAfter(result judged, told bool, started time.Duration) rest {
	if !result.open {
		return noRest
	}
	return rest{until: started + FrameMaxTime, max: result.restMax, told: told}
}

// covers says that a text of size bytes that began at a time can be the rest.
func (r rest) covers(text string, size int, started time.Duration) bool {
	return started <= r.until && size <= r.max && !isWholeCode(text)
}

// repeats knows a document that is scanned again at once. Only its digest is
// kept.
type repeats struct {
	digest [sha256.Size]byte // of the last document given out
	at     time.Duration
	some   bool
}

// again says that the same document was given out a moment ago.
func (r *repeats) again(raw []byte, at time.Duration) bool {
	digest := sha256.Sum256(withoutAIM(raw))
	if r.some && digest == r.digest && at-r.at < RepeatWindow {
		return true
	}
	r.digest, r.at, r.some = digest, at, true
	return false
}
