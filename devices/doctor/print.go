package doctor

import (
	"context"
	"image"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/paper"
)

const (
	// stripRows are printed at one go: with 72 bytes a row less than the 4 KB that
	// a printer buffers.
	stripRows = 32
	// fenceWait is how long the first answer to a fence is waited for; without one
	// the printer does not know it, and the line's speed is kept to.
	fenceWait = time.Second
	// heldMax is how long a printer may take for what it has.
	heldMax = 20 * time.Second
	// bitsPerByte are on the line: 8 data bits, start and stop.
	bitsPerByte = 10
)

// fence is GS r 1: its answer comes once everything before it was printed.
var fence = []byte{0x1d, 'r', 1}

// PaperCard gives the bytes that print the self-test card on a receipt printer,
// in pieces for Print. Errors: BadDocument.
func PaperCard(profile escpos.Profile) ([][]byte, error) {
	failed := func(err error) error {
		return devices.Errorf(devices.BadDocument, "The self-test card cannot be printed on this printer.").Wrap(err)
	}
	picture, err := paperPicture(profile.DotsAcross)
	if err != nil {
		return nil, failed(err)
	}
	pieces := [][]byte{{0x1b, '@'}}
	size := picture.Bounds().Size()
	for top := 0; top < size.Y; top += stripRows {
		strip := picture.SubImage(image.Rect(0, top, size.X, min(top+stripRows, size.Y)))
		raster, err := escpos.RasterImage(strip, profile)
		if err != nil {
			return nil, failed(err)
		}
		pieces = append(pieces, raster)
	}
	profile.Logo = false
	words, err := escpos.Encode(paper.Document{Title: "Scanner self-test", Blocks: []paper.Block{
		paper.FeedLines(1),
		paper.Line(paper.Center, "Scanner self-test card").Bold(),
		paper.Line(paper.Center, "curblinectl devices doctor --scanner PORT"),
		paper.Line(paper.Center, "It is no ID and no product."),
	}}, profile)
	if err != nil {
		return nil, failed(err)
	}
	return append(pieces, words), nil
}

// Print sends pieces to a printer on a line of some bits a second, never more
// than it can hold: it waits for each to be printed, or, with a printer that
// does not tell, as long as the line needs. Errors: the port's, and Timeout.
func Print(ctx context.Context, port devices.Port, pieces [][]byte, baud int) error {
	fenced := true
	for index, piece := range pieces {
		if _, err := port.Write(ctx, piece); err != nil {
			return err
		}
		onLine := time.Duration(len(piece)) * bitsPerByte * time.Second / time.Duration(max(baud, 1))
		if !fenced {
			if err := pause(ctx, onLine); err != nil {
				return err
			}
			continue
		}
		wait := heldMax
		if index == 0 {
			wait = fenceWait
		}
		passed, err := passFence(ctx, port, onLine+wait)
		if err != nil {
			return err
		}
		if !passed && index > 0 {
			return devices.Errorf(devices.Timeout, "The printer stopped in the middle.").WithHint("Look whether it has paper and its cover is closed.")
		}
		fenced = passed
	}
	return nil
}

// passFence waits until the printer has come as far as here.
func passFence(ctx context.Context, port devices.Port, wait time.Duration) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if _, err := port.Write(limited, fence); err != nil {
		return false, err
	}
	buffer := make([]byte, 64)
	for {
		n, err := port.Read(limited, buffer)
		for _, char := range buffer[:n] {
			// Bits 4 and 7 are 0 in the answer, which XON and XOFF are not.
			if char&0x90 == 0 {
				return true, nil
			}
		}
		switch {
		case ctx.Err() != nil:
			return false, ctx.Err()
		case devices.CodeOf(err) == devices.Timeout:
			return false, nil
		case err != nil:
			return false, err
		}
	}
}

func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
