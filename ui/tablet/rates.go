package tablet

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/curbline/curbline/terminal/clock"
)

// A budget is how often something may be done: so many at once, then one each
// interval.
type budget struct {
	burst int
	every time.Duration
}

// The budgets. A page at the car loads some fifteen files once and reads one
// fragment for each change. An address may be a whole shop behind one access
// point that hides the tablets, so it may do what fifty of them do. A PIN costs
// the terminal a slow hash; a pairing code has a million values and five tries.
var (
	addressBudget = budget{burst: 2_000, every: time.Millisecond}
	deviceBudget  = budget{burst: 100, every: 50 * time.Millisecond}
	signInBudget  = budget{burst: 8, every: 4 * time.Second}
	pairingBudget = budget{burst: 6, every: 10 * time.Second}
)

// bucketsMax bounds how many addresses or devices are remembered; the one that
// was unused for longest is forgotten.
const bucketsMax = 512

type bucket struct {
	limiter *rate.Limiter
	used    time.Time
}

// buckets are token buckets of one budget by key.
type buckets struct {
	budget budget
	mu     sync.Mutex
	byKey  map[string]*bucket
}

// take says how long to wait, zero if it may be done now.
func (b *buckets) take(key string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept, ok := b.byKey[key]
	if !ok {
		if len(b.byKey) >= bucketsMax {
			b.forget()
		}
		kept = &bucket{limiter: rate.NewLimiter(rate.Every(b.budget.every), b.budget.burst)}
		b.byKey[key] = kept
	}
	kept.used = now
	reservation := kept.limiter.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

func (b *buckets) forget() {
	oldest, found := "", false
	for key, kept := range b.byKey {
		if !found || kept.used.Before(b.byKey[oldest].used) {
			oldest, found = key, true
		}
	}
	delete(b.byKey, oldest)
}

// rates are all budgets of the server.
type rates struct {
	clock                              clock.Clock
	addresses, devices, signIns, pairs *buckets
}

func newRates(source clock.Clock) *rates {
	of := func(b budget) *buckets { return &buckets{budget: b, byKey: map[string]*bucket{}} }
	return &rates{
		clock: source, addresses: of(addressBudget), devices: of(deviceBudget),
		signIns: of(signInBudget), pairs: of(pairingBudget),
	}
}

// now is the monotonic hand as a moment: a set wall clock neither fills a bucket
// nor empties it.
func (r *rates) now() time.Time { return time.Unix(0, 0).Add(r.clock.Now().Monotonic) }

// addressKey is what counts as one machine: its address without the port. On a
// LAN all tablets share one IPv6 network, so a network is no machine.
func addressKey(remote string) string {
	addressPort, err := netip.ParseAddrPort(remote)
	if err != nil {
		return "unknown"
	}
	return addressPort.Addr().Unmap().WithZone("").String()
}
