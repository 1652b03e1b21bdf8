package tablet

import (
	"context"
	"log"
	"log/slog"
	"regexp"
	"strings"
)

// noise takes what net/http says of handshakes and broken connections. It is
// worth nothing in a quiet shop and names the machines of people, so it goes to
// the lowest level and without their addresses.
type noise struct{ log *slog.Logger }

var addressInText = regexp.MustCompile(`\[[0-9a-fA-F:.%a-z]+\](:\d+)?|\b\d{1,3}(\.\d{1,3}){3}(:\d+)?`)

func noiseLogger(to *slog.Logger) *log.Logger { return log.New(noise{to}, "", 0) }

// Write logs one line.
func (n noise) Write(line []byte) (int, error) {
	first, _, _ := strings.Cut(string(line), "\n")
	n.log.LogAttrs(context.Background(), slog.LevelDebug, "tablet connection",
		slog.String("said", addressInText.ReplaceAllString(first, "(address)")))
	return len(line), nil
}

// noAddress is what an error of a connection says, without whose it is.
func noAddress(err error) string { return addressInText.ReplaceAllString(err.Error(), "(address)") }
