package tablet

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/curbline/curbline/terminal/clock"
)

// handsOffMax is how long a session lives without a person at the tablet. The
// till counts every use of a session; a page that reads itself anew after each
// change would keep one alive for ever.
const handsOffMax = 30 * time.Minute

// presence remembers when a person last did something at each tablet.
type presence struct {
	clock clock.Clock
	mu    sync.Mutex
	last  map[string]lastTap
}

type lastTap struct {
	session [sha256.Size]byte
	at      time.Duration
}

func newPresence(source clock.Clock) *presence {
	return &presence{clock: source, last: map[string]lastTap{}}
}

// see says whether the session at a device goes on. A tap keeps it; what the page
// does by itself does not, but begins the count for a session that is new here.
func (p *presence) see(device, session string, tap bool) bool {
	sum, now := sha256.Sum256([]byte(session)), p.clock.Now().Monotonic
	p.mu.Lock()
	defer p.mu.Unlock()
	kept, known := p.last[device]
	known = known && kept.session == sum
	if known && now-kept.at > handsOffMax {
		delete(p.last, device)
		return false
	}
	if tap || !known {
		p.last[device] = lastTap{session: sum, at: now}
	}
	return true
}

// forget drops a device whose session ended.
func (p *presence) forget(device string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.last, device)
}
