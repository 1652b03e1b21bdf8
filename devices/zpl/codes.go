package zpl

import (
	"errors"
	"fmt"

	"github.com/boombuler/barcode/qr"
)

// ErrCode is wrapped by errors about data that a code cannot hold.
var ErrCode = errors.New("code on a label")

const (
	// code128Quiet is the white on both sides of a Code 128, in modules (ISO/IEC
	// 15417, 4.5).
	code128Quiet = 10
	// qrQuiet is the white around a QR code, in modules (ISO/IEC 18004, 9.1).
	qrQuiet = 4
	// moduleMax is the widest module of ^BY and ^BQ that makes sense here.
	moduleMax = 10
	// moduleMinMM is the narrowest module, in hundredths of a millimetre, that a
	// thermal head prints and a scanner reads reliably.
	moduleMinMM hundredthsMM = 16
	// code128ModuleMM is the widest that is of use.
	code128ModuleMM hundredthsMM = 38
)

// moduleMin gives the narrowest module in dots. One dot is too little at any
// resolution, as a single dot spreads.
func moduleMin(media Media) int {
	return max(2, (int(moduleMinMM)*media.DotsPerMM+99)/100)
}

// code128 gives the field data of ^BC (mode N) with the invocation codes of
// subsets B and C in the shortest way, and how many modules wide the code is
// without its quiet zones. ZPL II Programming Guide, ^BC, table "Code 128
// invocation characters".
func code128(text string) (data string, modules int, err error) {
	if text == "" {
		return "", 0, fmt.Errorf("%w: nothing to hold", ErrCode)
	}
	for index := range len(text) {
		if text[index] < ' ' || text[index] > '~' {
			return "", 0, fmt.Errorf("%w: a Code 128 holds printable ASCII only", ErrCode)
		}
	}
	pairs := inPairs(text)
	symbols := 3 // start, check, stop
	for at := 0; at < len(text); {
		changes := at == 0 || pairs[at] != pairs[at-1]
		switch {
		case at == 0 && pairs[at]:
			data = ">;"
		case at == 0:
			data = ">:"
		case changes && pairs[at]:
			data += ">5"
			symbols++
		case changes:
			data += ">6"
			symbols++
		}
		symbols++
		if pairs[at] {
			data += text[at : at+2]
			at += 2
			continue
		}
		data += subsetB(text[at])
		at++
	}
	return data, symbols*11 + 2, nil
}

func subsetB(char byte) string {
	switch char {
	case '^':
		return "><"
	case '>':
		return ">0"
	case '~':
		return ">="
	}
	return string(rune(char))
}

// inPairs says for each character whether it is in subset C in the shortest
// code, looking from the end: the least symbols from here on, in B and in C.
func inPairs(text string) []bool {
	const never = 1 << 20
	inB, inC := make([]int, len(text)+1), make([]int, len(text)+1)
	for at := len(text) - 1; at >= 0; at-- {
		inB[at] = 1 + min(inB[at+1], inC[at+1]+1)
		inC[at] = never
		if at+1 < len(text) && digit(text[at]) && digit(text[at+1]) {
			inC[at] = 1 + min(inC[at+2], inB[at+2]+1)
		}
	}
	pairs := make([]bool, len(text))
	pair := inC[0] < inB[0]
	for at := 0; at < len(text); {
		pairs[at] = pair
		if pair {
			pairs[at+1] = true
			at += 2
			pair = at < len(text) && inC[at] <= inB[at]+1
			continue
		}
		at++
		pair = at < len(text) && inC[at]+1 < inB[at]
	}
	return pairs
}

func digit(char byte) bool { return char >= '0' && char <= '9' }

// module gives how wide the modules of a Code 128 can be in the box, in dots.
func (f Field) module(modules int, media Media) int {
	widest := max(media.dots(code128ModuleMM), moduleMin(media))
	return min(media.dots(f.Width)/(modules+2*code128Quiet), widest)
}

// printCode128 places a Code 128 in the middle of its box. Errors: ErrCode.
func (f Field) printCode128(out *format, text string) error {
	data, modules, err := code128(text)
	if err != nil {
		return err
	}
	module, height := f.module(modules, out.media), out.media.dots(f.Height)
	left := out.media.dots(f.X) + (out.media.dots(f.Width)-modules*module)/2
	out.add("^FO%d,%d^BY%d,3,%d^BCN,%d,N,N,N,N^FH_^FD%s^FS", left, out.media.dots(f.Y), module, height, height, encodeData(data))
	return nil
}

// printQR places a QR code in the middle of its box, at error level M, or L where
// that alone fits. Errors: ErrCode, ErrFit.
func (f Field) printQR(out *format, name, text string) error {
	for index := range len(text) {
		if text[index] < ' ' || text[index] > '~' {
			// The printer's own encoder takes other bytes for Japanese letters.
			return fmt.Errorf("%w: the QR code of %s holds printable ASCII only", ErrCode, name)
		}
	}
	space := min(out.media.dots(f.Width), out.media.dots(f.Height))
	for _, level := range []struct {
		name  string
		level qr.ErrorCorrectionLevel
	}{{"M", qr.M}, {"L", qr.L}} {
		code, err := qr.Encode(text, level.level, qr.Auto)
		if err != nil {
			continue // too long for the level
		}
		side := code.Bounds().Dx()
		module := min(space/(side+2*qrQuiet), moduleMax)
		if module < moduleMin(out.media) {
			continue
		}
		left := out.media.dots(f.X) + (out.media.dots(f.Width)-side*module)/2
		top := out.media.dots(f.Y) + (out.media.dots(f.Height)-side*module)/2
		// The code comes out as many dots lower than its origin as the bar height of
		// ^BY is, which lasts from one label to the next.
		out.add("^FO%d,%d^BY2,3,1^BQN,2,%d^FH_^FD%sA,%s^FS", left, top-1, module, level.name, encodeData(text))
		return nil
	}
	return fmt.Errorf("%w: a QR code of %d bytes (%s)", ErrFit, len(text), name)
}
