// Package paper holds what a receipt, a label or an end-of-shift report says,
// without saying how a device prints it.
//
// A Document is a list of blocks and goes through JSON unchanged. Lines lays it
// out as plain text; Layout gives the same rows with their styles, so that
// every device breaks lines at the same places.
package paper

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Limits of a document. They keep a paper printable in seconds at 9600 baud and
// keep its encoded form far below any queue limit.
const (
	BlocksMax       = 512
	TextMaxBytes    = 2048
	TitleMaxBytes   = 200
	QRMaxBytes      = 1024
	BarcodeMaxBytes = 48
	FeedMaxLines    = 20
	WidthMinColumns = 16
	WidthMaxColumns = 96
)

// ErrDocument is wrapped by every error of Validate.
var ErrDocument = errors.New("paper document")

// Kind is the sort of block.
type Kind string

// The kinds of block.
const (
	Text    Kind = "text"    // Text, aligned, wrapped at spaces
	Columns Kind = "columns" // Left and Right; Left wraps inside its column, Right never wraps
	Rule    Kind = "rule"    // a line across the paper
	Feed    Kind = "feed"    // Count empty lines
	QR      Kind = "qr"      // Data as a QR code
	Barcode Kind = "barcode" // Data as Code 128
	Banner  Kind = "banner"  // Text white on black, centred, such as REPRINT 2
)

// Align is where text stands on its line. Empty is left.
type Align string

// The alignments.
const (
	Left   Align = "left"
	Center Align = "center"
	Right  Align = "right"
)

// Block is one part of a paper. Which fields matter depends on Kind.
type Block struct {
	Kind         Kind   `json:"kind"`
	Text         string `json:"text,omitempty"`
	Left         string `json:"left,omitempty"`
	Right        string `json:"right,omitempty"`
	Data         string `json:"data,omitempty"`
	Count        int    `json:"count,omitempty"`
	Align        Align  `json:"align,omitempty"`
	Emphasis     bool   `json:"emphasis,omitempty"`
	DoubleHeight bool   `json:"double_height,omitempty"`
	DoubleWidth  bool   `json:"double_width,omitempty"`
}

// Document is a whole paper, cut at its end.
type Document struct {
	Title  string  `json:"title"` // for lists and logs of papers; not printed
	Blocks []Block `json:"blocks"`
	// Label is the same content for a label printer, where there is one; a receipt
	// printer prints the blocks.
	Label *Label `json:"label,omitempty"`
}

// Validate checks kinds and limits. Its errors wrap ErrDocument and name the
// block's index, never its text.
func (d Document) Validate() error {
	if len(d.Title) > TitleMaxBytes {
		return fmt.Errorf("%w: title longer than %d bytes", ErrDocument, TitleMaxBytes)
	}
	if len(d.Blocks) == 0 {
		return fmt.Errorf("%w: no blocks", ErrDocument)
	}
	if len(d.Blocks) > BlocksMax {
		return fmt.Errorf("%w: more than %d blocks", ErrDocument, BlocksMax)
	}
	for index, block := range d.Blocks {
		if err := block.validate(); err != nil {
			return fmt.Errorf("%w: block %d: %w", ErrDocument, index, err)
		}
	}
	if d.Label != nil {
		return d.Label.Validate()
	}
	return nil
}

func (b Block) validate() error {
	for _, text := range [...]string{b.Text, b.Left, b.Right} {
		if len(text) > TextMaxBytes {
			return fmt.Errorf("text longer than %d bytes", TextMaxBytes)
		}
		if !utf8.ValidString(text) {
			return errors.New("text is not UTF-8")
		}
	}
	switch b.Align {
	case "", Left, Center, Right:
	default:
		return fmt.Errorf("unknown align %q", b.Align)
	}
	switch b.Kind {
	case Text, Columns, Rule, Banner:
		return nil
	case Feed:
		if b.Count < 1 || b.Count > FeedMaxLines {
			return fmt.Errorf("feed must be 1 to %d lines", FeedMaxLines)
		}
		return nil
	case QR:
		return checkData(b.Data, QRMaxBytes, false)
	case Barcode:
		return checkData(b.Data, BarcodeMaxBytes, true)
	default:
		return fmt.Errorf("unknown kind %q", b.Kind)
	}
}

// checkData refuses control bytes: many printers act on some of them even
// inside the data of a code (DLE EOT, DLE ENQ, DLE DC4).
func checkData(data string, maxBytes int, asciiOnly bool) error {
	if data == "" || len(data) > maxBytes {
		return fmt.Errorf("data must be 1 to %d bytes", maxBytes)
	}
	if !utf8.ValidString(data) {
		return errors.New("data is not UTF-8")
	}
	for _, char := range data {
		if char < ' ' || char == 0x7f || asciiOnly && char > '~' {
			return errors.New("data has a character that a code cannot carry")
		}
	}
	return nil
}
