// Package devicetest has ports for tests (one that answers by rules, one that
// records what passes through another, one that plays a recording, a printer in
// memory) and one suite for each kind of device, which whatever claims to be such
// a device has to pass: the ports here, the models of package virtual, and a real
// device where its port is named.
package devicetest
