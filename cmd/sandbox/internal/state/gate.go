package state

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"
)

// bodyBytesMax is the longest body taken.
const bodyBytesMax = 1 << 20

// buffer holds an answer until it is clear whether the client gets it.
type buffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newBuffer() *buffer { return &buffer{header: http.Header{}} }

func (b *buffer) Header() http.Header { return b.header }

func (b *buffer) WriteHeader(status int) {
	if b.status == 0 {
		b.status = status
	}
}

func (b *buffer) Write(raw []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return b.body.Write(raw)
}

// ServeHTTP is the way of every request: it is recorded, meets its fault where
// one waits for it, is worked on and answered. The body is read whole first, so
// that a client that leaves afterwards has still sent its request.
func (s *State) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	entry := s.record.begin(r, s.now())
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyBytesMax))
	if err != nil {
		s.record.note(entry, func(e *Request) { e.Done, e.Status = true, http.StatusRequestEntityTooLarge })
		replyMessage(w, http.StatusRequestEntityTooLarge, "The request is too large.")
		return
	}
	s.record.note(entry, func(e *Request) { e.ExternalNumbers = numbersOf(r, body) })
	inner := r.WithContext(withEntry(context.WithoutCancel(r.Context()), entry))
	inner.Body = io.NopCloser(bytes.NewReader(body))

	fault, met := s.faults.meet(entry.Class, r.Method, r.URL.Path, time.Now())
	if met {
		s.record.note(entry, func(e *Request) { e.Fault = string(fault.Kind) })
		if !s.wait(time.Duration(fault.Delay)) {
			s.drop(w, entry)
			return
		}
	}
	if met && s.before(w, inner, entry, fault) {
		return
	}
	answer := s.work(inner)
	if met {
		answer = s.after(answer, fault)
	}
	s.send(w, entry, answer)
}

// wait is false where the state was closed before the time was over.
func (s *State) wait(span time.Duration) bool {
	if span <= 0 {
		return true
	}
	timer := time.NewTimer(span)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// work does what the request asks for.
func (s *State) work(r *http.Request) *buffer {
	answer := newBuffer()
	leave, within := s.limits.enter(r.Method)
	if !within {
		answer.Header().Set("Retry-After", "1")
		replyMessage(answer, http.StatusTooManyRequests, "The limit of requests of this facility is reached.")
		return answer
	}
	defer leave()
	s.mux.ServeHTTP(answer, r)
	return answer
}

// before plays the faults that keep a request from being worked on now. It says
// whether the request is over for the client.
func (s *State) before(w http.ResponseWriter, r *http.Request, entry *Request, fault Fault) bool {
	answer := newBuffer()
	switch fault.Kind {
	case DropBefore:
		s.drop(w, entry)
		return true
	case LateLanding:
		s.landLater(r, entry, time.Duration(fault.LandAfter))
		s.drop(w, entry)
		return true
	case RateLimited:
		answer.Header().Set("Retry-After", strconv.Itoa(fault.RetryAfterSeconds))
		replyMessage(answer, http.StatusTooManyRequests, "Too many requests.")
	case ErrorBefore:
		unavailable(answer, fault.Status)
	case Portal:
		answer.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = answer.Write([]byte("<!doctype html><title>Guest network</title><h1>Welcome</h1><p>Accept the terms to go online.</p>"))
	case RevokedKey:
		replyMessage(answer, http.StatusUnauthorized, "The keys given are not authorized to use this service.")
	default:
		return false
	}
	s.send(w, entry, answer)
	return true
}

// after plays the faults that spoil the answer to a request that was worked on.
// Without a status, the answer is a connection that drops.
func (s *State) after(answer *buffer, fault Fault) *buffer {
	switch fault.Kind {
	case ErrorAfter:
		spoiled := newBuffer()
		unavailable(spoiled, fault.Status)
		return spoiled
	case DropAfter:
		return newBuffer()
	case CutShort:
		answer.Header().Set("Content-Length", strconv.Itoa(answer.body.Len()))
		answer.body.Truncate(answer.body.Len() / 2)
		return answer
	default:
		return answer
	}
}

// unavailable is the page that a proxy in front of the service shows.
func unavailable(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<html><head><title>" + http.StatusText(status) + "</title></head><body></body></html>"))
}

// landLater works on a request after the client was cut off. At Close it lands
// at once.
func (s *State) landLater(r *http.Request, entry *Request, span time.Duration) {
	s.closing.Lock()
	defer s.closing.Unlock()
	if s.closed {
		return
	}
	s.landings.Go(func() {
		s.wait(span)
		s.mux.ServeHTTP(newBuffer(), r)
		at := s.now()
		s.record.note(entry, func(e *Request) { e.LandedAt = &at })
	})
}

func (s *State) send(w http.ResponseWriter, entry *Request, answer *buffer) {
	if answer.status == 0 && answer.body.Len() == 0 && len(answer.header) == 0 {
		s.drop(w, entry)
		return
	}
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	s.record.note(entry, func(e *Request) { e.Status, e.Done = answer.status, true })
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body.Bytes()) // a client that went away hears nothing
}

// drop ends the connection with a reset and without an answer.
func (s *State) drop(w http.ResponseWriter, entry *Request) {
	s.record.note(entry, func(e *Request) { e.Done = true })
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // closes the connection too
	}
	if resettable, is := connection.(interface{ SetLinger(seconds int) error }); is {
		_ = resettable.SetLinger(0) // a plain close does where it is not taken
	}
	_ = connection.Close()
}
