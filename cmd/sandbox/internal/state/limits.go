package state

import (
	"net/http"
	"sync"

	"golang.org/x/time/rate"
)

// limits are the two limits of one facility: requests a second and requests at
// once. Both are published for GET; whether they hold for writes is a switch.
type limits struct {
	mu            sync.Mutex
	perSecond     *rate.Limiter
	atOnce        int
	working       int
	writesCounted bool
}

func (l *limits) set(switches Switches) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.perSecond = rate.NewLimiter(rate.Limit(switches.RequestsPerSecond), switches.RequestsPerSecond)
	l.atOnce = switches.RequestsAtOnce
	l.writesCounted = switches.WritesCounted
}

// enter says whether a request may be worked on; leave must follow when it may.
func (l *limits) enter(method string) (leave func(), within bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if method != http.MethodGet && !l.writesCounted {
		return func() {}, true
	}
	if l.working >= l.atOnce || !l.perSecond.Allow() {
		return nil, false
	}
	l.working++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.working--
	}, true
}
