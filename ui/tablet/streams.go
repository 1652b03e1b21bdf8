package tablet

import "sync"

// streamsMax bounds the streams of changes: twice the tablets of a large shop.
const streamsMax = 100

// Why a stream ends from this side; each is also the event that says so.
const (
	endReplaced = "replaced" // the tablet opened a newer one
	endEnded    = "ended"    // nobody is signed in any more, or the tablet is revoked
	endClosing  = ""         // the terminal stops: the page comes back by itself
)

// stream is one open stream of changes.
type stream struct {
	device string
	once   sync.Once
	ended  chan struct{}
	reason string // set before ended is closed
}

func (s *stream) end(reason string) {
	s.once.Do(func() {
		s.reason = reason
		close(s.ended)
	})
}

// streams are the open streams, one a device.
type streams struct {
	max    int
	mu     sync.Mutex
	byDev  map[string]*stream
	closed bool
}

func newStreams(max int) *streams { return &streams{max: max, byDev: map[string]*stream{}} }

// open adds a device's stream and ends its older one. It gives nil beyond the
// limit and once the server stops.
func (s *streams) open(device string) *stream {
	s.mu.Lock()
	defer s.mu.Unlock()
	older, again := s.byDev[device]
	if s.closed || !again && len(s.byDev) >= s.max {
		return nil
	}
	if again {
		older.end(endReplaced)
	}
	opened := &stream{device: device, ended: make(chan struct{})}
	s.byDev[device] = opened
	return opened
}

// close forgets a stream.
func (s *streams) close(closed *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byDev[closed.device] == closed {
		delete(s.byDev, closed.device)
	}
}

// Linked says whether a tablet has its stream of changes open now.
func (s *Server) Linked(device string) bool {
	s.streams.mu.Lock()
	defer s.streams.mu.Unlock()
	_, open := s.streams.byDev[device]
	return open
}

// end ends the stream of a device, if it has one.
func (s *streams) end(device string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if open, ok := s.byDev[device]; ok {
		open.end(endEnded)
	}
}

// endAll ends every stream and lets none be opened.
func (s *streams) endAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, open := range s.byDev {
		open.end(endClosing)
	}
}
