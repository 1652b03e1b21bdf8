package tablet

import "net"

// What the tests of the package's outside look at inside.
const (
	FormMaxBytes      = formMaxBytes
	ScanMaxBytes      = scanMaxBytes
	BucketsMax        = bucketsMax
	StreamsMax        = streamsMax
	OrderIDMax        = orderIDMaxRunes
	PagePolicy        = pagePolicy
	CameraPolicy      = cameraPolicy
	WriteMax          = writeMax
	PingInterval      = pingInterval
	HandsOffMax       = handsOffMax
	RequestsAtOnceMax = requestsAtOnceMax
)

var (
	SafeNext    = safeNext
	OrderID     = orderID
	PairingCode = pairingCode
	NoiseLogger = noiseLogger
	AssetURL    = assetURL
	AddressKey  = addressKey
)

// Bursts are how often something may be done at once.
var Bursts = struct{ Address, Device, SignIn, Pairing int }{
	addressBudget.burst, deviceBudget.burst, signInBudget.burst, pairingBudget.burst,
}

// LimitConnections is what Serve puts before its listener.
func LimitConnections(listener net.Listener, max, perAddress int) net.Listener {
	return limitConnections(listener, max, perAddress)
}

// Route is a path and what it answers.
type Route struct {
	Path      string
	Get, Post bool
	Open      bool
}

// Routes lists everything that is served.
func (s *Server) Routes() []Route {
	var all []Route
	for _, r := range s.routes() {
		all = append(all, Route{Path: r.path, Get: r.get != nil, Post: r.post != nil, Open: r.access == anyone})
	}
	return all
}

// BucketsKept is how many addresses are remembered after some were seen.
func (s *Server) BucketsKept(keys []string) int {
	for _, key := range keys {
		s.rates.addresses.take(key, s.rates.now())
	}
	s.rates.addresses.mu.Lock()
	defer s.rates.addresses.mu.Unlock()
	return len(s.rates.addresses.byKey)
}
