package zpl

import (
	"errors"
	"fmt"
	"slices"
)

// Limits of a medium. Narrower or wider ones are not made for this kind of printer.
const (
	MediaWidthMinMM  = 20
	MediaWidthMaxMM  = 170
	MediaHeightMinMM = 15
	MediaHeightMaxMM = 300
)

// DotsPerMM are the resolutions there are: 152, 203, 300 and 600 dots an inch.
var DotsPerMM = []int{6, 8, 12, 24}

// ErrMedia is wrapped by errors about a medium that cannot be, or that no layout
// of a template fits on.
var ErrMedia = errors.New("label medium")

// Media is what is in the printer, and how fine its head is.
type Media struct {
	DotsPerMM int // 8 is 203 dots an inch, 12 is 300
	WidthMM   int // across the head
	HeightMM  int // along the feed, one label
}

// Validate checks the limits. Its errors wrap ErrMedia.
func (m Media) Validate() error {
	if !slices.Contains(DotsPerMM, m.DotsPerMM) {
		return fmt.Errorf("%w: %d dots a millimetre; there are %v", ErrMedia, m.DotsPerMM, DotsPerMM)
	}
	if m.WidthMM < MediaWidthMinMM || m.WidthMM > MediaWidthMaxMM {
		return fmt.Errorf("%w: %d mm wide, not %d to %d", ErrMedia, m.WidthMM, MediaWidthMinMM, MediaWidthMaxMM)
	}
	if m.HeightMM < MediaHeightMinMM || m.HeightMM > MediaHeightMaxMM {
		return fmt.Errorf("%w: %d mm high, not %d to %d", ErrMedia, m.HeightMM, MediaHeightMinMM, MediaHeightMaxMM)
	}
	return nil
}

// dots gives a length in dots, rounded.
func (m Media) dots(length hundredthsMM) int { return (int(length)*m.DotsPerMM + 50) / 100 }
