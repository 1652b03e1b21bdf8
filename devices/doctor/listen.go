package doctor

import (
	"context"
	"time"

	"github.com/curbline/curbline/devices"
)

const (
	// cardSilence is what ends the scan of the card.
	cardSilence = 400 * time.Millisecond
	// cardMaxBytes and cardMaxTime bound it; a card has some 230 bytes, and control
	// characters that are written out make several of one.
	cardMaxBytes = 8192
	cardMaxTime  = 10 * time.Second
)

// ReadCard waits until ctx ends for a scan and gives its bytes, whatever they are.
// Errors: Timeout where nothing was scanned, ScanTooLong where it never ends, and
// the port's.
func ReadCard(ctx context.Context, port devices.Port) ([]byte, error) {
	buffer := make([]byte, 256)
	n, err := port.Read(ctx, buffer)
	if devices.CodeOf(err) == devices.Timeout {
		return nil, devices.Errorf(devices.Timeout, "Nothing was scanned.").
			WithHint("Check that the scanner is in serial mode (USB COM or RS-232), and its speed. A scanner that types like a keyboard has no port.")
	}
	if err != nil {
		return nil, err
	}
	got := append([]byte(nil), buffer[:n]...)
	whole, cancel := context.WithTimeout(ctx, cardMaxTime)
	defer cancel()
	for {
		quiet, stop := context.WithTimeout(whole, cardSilence)
		n, err := port.Read(quiet, buffer)
		stop()
		got = append(got, buffer[:n]...)
		switch {
		case len(got) > cardMaxBytes || whole.Err() != nil:
			return nil, devices.Errorf(devices.ScanTooLong, "The scanner does not stop sending.").
				WithHint("Unplug it and plug it in again. If it goes on, set it back to its factory settings.")
		case devices.CodeOf(err) == devices.Timeout:
			return got, nil
		case err != nil:
			return nil, err
		}
	}
}
