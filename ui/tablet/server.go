package tablet

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal/clock"
)

// Limits of the server. A reading of the whole request, the work and the answer
// fit in requestTimeout; only the stream of changes lives longer.
const (
	headerMaxBytes     = 16 << 10
	headerTimeout      = 5 * time.Second
	requestTimeout     = 20 * time.Second
	idleTimeout        = 60 * time.Second
	shutdownTimeout    = 3 * time.Second
	requestsAtOnceMax  = 32 // more wait their turn
	frameStreamsMax    = 32 // HTTP/2 streams of one connection
	stalledWriteMax    = 10 * time.Second
	silentPingInterval = 30 * time.Second // HTTP/2: is a silent tablet still there
)

// Options are what a server is made of.
type Options struct {
	Desk Desk
	// Certificate gives the leaf and its CA; it is asked at each handshake, so a
	// renewed leaf needs no restart.
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// CAPEM is the CA's certificate, PEM, as tablets install it.
	CAPEM []byte
	// Hosts are the values of Host that are this server, with the port unless it
	// is 443, such as "10.0.4.2:8443" and "larimer-t1.local:8443".
	Hosts []string
	Log   *slog.Logger
	Clock clock.Clock
}

// Server serves the tablets' page.
type Server struct {
	desk     Desk
	hosts    map[string]bool
	log      *slog.Logger
	clock    clock.Clock
	mux      *http.ServeMux
	http     *http.Server
	slots    chan struct{}
	rates    *rates
	streams  *streams
	presence *presence
	caDER    []byte
	profile  []byte
}

// New makes a server. It fails if an option is missing or CAPEM is not exactly
// one certificate.
func New(options Options) (*Server, error) {
	if options.Desk == nil || options.Certificate == nil || options.Log == nil || options.Clock == nil {
		return nil, errors.New("tablet: desk, certificate, log and clock are needed")
	}
	if len(options.Hosts) == 0 {
		return nil, errors.New("tablet: at least one host is needed")
	}
	s := &Server{
		desk: options.Desk, hosts: map[string]bool{}, log: options.Log, clock: options.Clock,
		slots: make(chan struct{}, requestsAtOnceMax), rates: newRates(options.Clock),
		streams: newStreams(streamsMax), presence: newPresence(options.Clock),
	}
	for _, host := range options.Hosts {
		s.hosts[strings.ToLower(host)] = true
	}
	block, rest := pem.Decode(options.CAPEM)
	if block == nil || block.Type != "CERTIFICATE" || len(strings.TrimSpace(string(rest))) > 0 {
		return nil, errors.New("tablet: the CA's PEM is not one certificate")
	}
	s.caDER = block.Bytes
	profile, err := profileOf(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("tablet: the CA's certificate: %w", err)
	}
	s.profile = profile
	s.mux = s.muxOf(s.routes())
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	s.http = &http.Server{
		Handler: s, Protocols: protocols,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: options.Certificate},
		ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout, WriteTimeout: requestTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: headerMaxBytes,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: frameStreamsMax, WriteByteTimeout: stalledWriteMax,
			SendPingTimeout: silentPingInterval,
		},
		ErrorLog: noiseLogger(options.Log),
	}
	return s, nil
}

// Serve answers over TLS on a listener until ctx ends; then it ends the streams,
// lets what is under way finish for a moment and closes the rest. A server
// serves once.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	failed := make(chan error, 1)
	bounded := limitConnections(listener, connectionsMax, connectionsPerAddressMax)
	go func() { failed <- s.http.ServeTLS(bounded, "", "") }()
	select {
	case err := <-failed:
		s.streams.endAll()
		return errors.Join(err, s.http.Close())
	case <-ctx.Done():
	}
	s.streams.endAll()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err := s.http.Shutdown(ending)
	if errors.Is(err, context.DeadlineExceeded) {
		// A tablet that neither reads nor leaves does not hold the program up.
		err = s.http.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
