package world

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/curbline/curbline/cmd/sandbox/internal/line"
	"github.com/curbline/curbline/cmd/sandbox/internal/seed"
)

// ports are where the sandbox listens. They are kept, so that a restart is
// found where the terminal's configuration says.
type ports struct {
	State   int `json:"state"`
	Shop    int `json:"shop"`
	Control int `json:"control"`
}

func readPorts(file string) ports {
	var kept ports
	raw, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(raw, &kept) != nil {
		return ports{} // none yet, or not ours: any port will do
	}
	return kept
}

func (p ports) write(file string) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return seed.Replace(file, raw)
}

// listen opens a loopback line at the wanted port; where none is wanted, at the
// one of the last run if it is free, and otherwise at any.
func listen(wanted, last int) (*line.Line, error) {
	if wanted == 0 && last != 0 {
		if opened, err := line.Listen(fmt.Sprintf("127.0.0.1:%d", last)); err == nil {
			return opened, nil
		}
	}
	return line.Listen(fmt.Sprintf("127.0.0.1:%d", wanted))
}
