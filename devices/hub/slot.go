package hub

import (
	"sync"

	"github.com/curbline/curbline/devices"
)

// slot holds the driver of a device while its port is open.
type slot[D any] struct {
	mu     sync.Mutex
	driver D
	filled bool
}

func (s *slot[D]) put(driver D) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.driver, s.filled = driver, true
}

func (s *slot[D]) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var none D
	s.driver, s.filled = none, false
}

// take gives the driver of an open port, false while there is none.
func (s *slot[D]) take() (D, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.driver, s.filled
}

// absent says why a device is not open: in the words of its status, or that none
// is set up.
func (h *Hub) absent(device devices.Device, port string, none *devices.Error) *devices.Error {
	if port == "" {
		return none
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if status := h.statuses[device]; status.Error != nil {
		return status.Error
	}
	return nil
}
