package orders

import "time"

// snapshotLimit keeps the pace of requests for a snapshot (curbfeed/1, "Finer
// points"): at most one a SnapshotInterval, the very first not counted. Times are
// the running clock's, which nobody sets.
type snapshotLimit struct {
	firstMade bool
	counted   bool
	last      time.Duration
}

// wait says how long a request must still wait.
func (l *snapshotLimit) wait(now time.Duration) time.Duration {
	if !l.firstMade || !l.counted {
		return 0
	}
	return max(0, SnapshotInterval-(now-l.last))
}

// asked notes a request. firstContact: there never was a cursor here.
func (l *snapshotLimit) asked(now time.Duration, firstContact bool) {
	if firstContact && !l.firstMade {
		l.firstMade = true
		return
	}
	l.firstMade, l.counted, l.last = true, true, now
}
