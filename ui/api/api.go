// Package api is the terminal's JSON API on loopback: commands in, views out. It
// is what the operator's tool, scripts and other programs on this machine use;
// nothing is decided here.
package api

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
)

const (
	bodyMaxBytes      = 1 << 20
	headerMaxBytes    = 16 << 10
	headerTimeout     = 5 * time.Second
	requestTimeout    = 20 * time.Second
	idleTimeout       = 60 * time.Second
	shutdownTimeout   = 3 * time.Second
	requestsAtOnceMax = 64
)

// Request is a command as it comes over the wire.
type Request struct {
	ID       string          `json:"id"` // UUIDv7, made by the caller
	Session  string          `json:"session"`
	Approval string          `json:"approval,omitempty"`
	Kind     string          `json:"kind"` // such as "cart.add"
	Body     json.RawMessage `json:"body"`
}

// Response is a command's outcome. Exactly one of Result and Error is set.
type Response struct {
	Result   json.RawMessage `json:"result,omitempty"`
	Error    *terminal.Error `json:"error,omitempty"`
	Sequence int64           `json:"sequence"`
}

// Backend is what the API needs from the terminal behind it.
type Backend interface {
	// SignIn checks badge and PIN and gives a session as JSON.
	SignIn(ctx context.Context, badge, pin string) (any, error)
	// SignOut ends a session.
	SignOut(ctx context.Context, session string) error
	// Approve gives a token with which one command is a supervisor's.
	Approve(ctx context.Context, badge, pin string) (string, error)
	// Do runs a command. An error means that there is no outcome.
	Do(ctx context.Context, request Request) (Response, error)
	// Read gives one view by its path, such as "sales" or "outbox".
	Read(ctx context.Context, path string, query url.Values) (any, error)
	// Health says how the terminal is; it never fails.
	Health(ctx context.Context) any
}

// Server serves the API on one loopback address.
type Server struct {
	backend Backend
	token   string
	log     *slog.Logger
	http    *http.Server
	slots   chan struct{}
}

// New makes a server; token is what callers must bear.
func New(backend Backend, token string, log *slog.Logger) *Server {
	s := &Server{backend: backend, token: token, log: log, slots: make(chan struct{}, requestsAtOnceMax)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/health", func(w http.ResponseWriter, r *http.Request) {
		s.write(w, http.StatusOK, backend.Health(r.Context()))
	})
	mux.HandleFunc("POST /api/v1/sign-in", s.secured(s.signIn))
	mux.HandleFunc("POST /api/v1/sign-out", s.secured(s.signOut))
	mux.HandleFunc("POST /api/v1/approve", s.secured(s.approve))
	mux.HandleFunc("POST /api/v1/commands", s.secured(s.command))
	mux.HandleFunc("GET /api/v1/{path...}", s.secured(func(r *http.Request) (any, error) {
		return backend.Read(r.Context(), r.PathValue("path"), r.URL.Query())
	}))
	s.http = &http.Server{
		Handler: s.guarded(mux), ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout,
		WriteTimeout: requestTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: headerMaxBytes,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return s
}

// Serve answers on a listener until ctx ends.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err := s.http.Shutdown(ending)
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// guarded keeps pages of other origins and other names for this machine out, and
// bounds how much is done at once.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		default:
			s.fail(w, terminal.Errorf(terminal.Unavailable, "api.busy", "Too many requests at once."))
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if !loopbackHost(r.Host) {
			s.fail(w, terminal.Errorf(terminal.Invalid, "api.host", "This address is not this machine."))
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" {
			s.fail(w, terminal.Errorf(terminal.Invalid, "api.origin", "Pages may not use this API."))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyMaxBytes)
		next.ServeHTTP(w, r)
	})
}

func loopbackHost(hostPort string) bool {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		host = hostPort
	}
	address := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || address != nil && address.IsLoopback()
}

func (s *Server) secured(handle func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		given, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !found || subtle.ConstantTimeCompare([]byte(given), []byte(s.token)) != 1 {
			s.fail(w, terminal.Errorf(terminal.SignIn, "api.token", "The token is missing or not right.").
				WithHint("It is in the file api-token of the terminal's keys."))
			return
		}
		answer, err := handle(r)
		if err != nil {
			s.fail(w, err)
			return
		}
		s.write(w, http.StatusOK, answer)
	}
}

// read decodes a body strictly: one JSON value, no unknown fields.
func read(r *http.Request, target any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(target); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return terminal.Errorf(terminal.Invalid, "api.too_large", "A request is at most %d bytes.", tooLarge.Limit)
		}
		return terminal.Errorf(terminal.Invalid, "api.malformed", "The request is not the JSON that is expected.").
			WithHint("%s", firstLine(err.Error()))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return terminal.Errorf(terminal.Invalid, "api.malformed", "Something follows the request's JSON.")
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

type credentials struct {
	Badge string `json:"badge"`
	PIN   string `json:"pin"`
}

func (s *Server) signIn(r *http.Request) (any, error) {
	var given credentials
	if err := read(r, &given); err != nil {
		return nil, err
	}
	return s.backend.SignIn(r.Context(), given.Badge, given.PIN)
}

func (s *Server) approve(r *http.Request) (any, error) {
	var given credentials
	if err := read(r, &given); err != nil {
		return nil, err
	}
	token, err := s.backend.Approve(r.Context(), given.Badge, given.PIN)
	return map[string]string{"approval": token}, err
}

func (s *Server) signOut(r *http.Request) (any, error) {
	var given struct {
		Session string `json:"session"`
	}
	if err := read(r, &given); err != nil {
		return nil, err
	}
	return struct{}{}, s.backend.SignOut(r.Context(), given.Session)
}

func (s *Server) command(r *http.Request) (any, error) {
	var request Request
	if err := read(r, &request); err != nil {
		return nil, err
	}
	response, err := s.backend.Do(r.Context(), request)
	if err != nil {
		return nil, err
	}
	if response.Error != nil {
		return nil, response.Error
	}
	return response, nil
}

// statuses maps kinds of error to HTTP: the one place that does.
var statuses = map[terminal.Kind]int{
	terminal.Invalid:     http.StatusBadRequest,
	terminal.NotFound:    http.StatusNotFound,
	terminal.Conflict:    http.StatusConflict,
	terminal.Refused:     http.StatusUnprocessableEntity,
	terminal.SignIn:      http.StatusUnauthorized,
	terminal.Unavailable: http.StatusServiceUnavailable,
	terminal.Unknown:     http.StatusGatewayTimeout,
	terminal.Internal:    http.StatusInternalServerError,
}

func (s *Server) fail(w http.ResponseWriter, err error) {
	coded := terminal.AsError(err)
	if coded.Kind == terminal.Internal {
		s.log.Error("api", "error", err)
	}
	status, ok := statuses[coded.Kind]
	if !ok {
		status = http.StatusInternalServerError
	}
	s.write(w, status, Response{Error: coded})
}

func (s *Server) write(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		s.log.Debug("api caller left", "error", err)
	}
}
