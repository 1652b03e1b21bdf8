package escpos

import "bytes"

const (
	dle = 0x10
	eot = 0x04
	enq = 0x05
	dc4 = 0x14
	esc = 0x1b
	gs  = 0x1d
	fs  = 0x1c
	lf  = 0x0a
)

// StatusRequest asks for one status byte in real time (DLE EOT n): 1 printer,
// 2 offline cause, 3 error, 4 paper. It is answered even while printing is held.
func StatusRequest(n byte) []byte { return []byte{dle, eot, n} }

// FenceRequest asks for the paper status in order (GS r 1): its answer means
// that everything before it has been processed.
func FenceRequest() []byte { return []byte{gs, 'r', 1} }

// AutoStatusRequest makes the printer send four bytes at once and whenever its
// drawer, line, errors or paper change (GS a 15), or stops that (GS a 0). A reset
// stops it too on many models, and every paper begins with one.
func AutoStatusRequest(on bool) []byte {
	if on {
		return []byte{gs, 'a', 0x0f}
	}
	return []byte{gs, 'a', 0}
}

// IDChars is the length of a process id.
const IDChars = 4

// ProcessID asks the printer to say when everything before it is printed
// (GS ( H, function 48). Each character is from 20h to 7Eh.
func ProcessID(id [IDChars]byte) []byte {
	return []byte{gs, '(', 'H', 6, 0, 48, 48, id[0], id[1], id[2], id[3]}
}

// DrawerPulse opens the drawer: in real time (DLE DC4 1, 200 ms) where the
// profile says so, otherwise in order (ESC p, 100 ms on, 100 ms off).
func DrawerPulse(profile Profile) []byte {
	pin := byte(0)
	if profile.DrawerPin == 5 {
		pin = 1
	}
	if profile.DrawerRealTime {
		return []byte{dle, dc4, 1, pin, 2}
	}
	return []byte{esc, 'p', pin, 50, 50}
}

// initialise resets all modes and takes out of force what would garble US text:
// double-byte mode of Asian clones (FS .) and other national character sets, in
// which $ or # is another sign (ESC R 0).
func initialise(out []byte, page byte) []byte {
	return append(out, esc, '@', fs, '.', esc, 'R', 0, esc, 't', page)
}

// cut feeds to the cutter and cuts partially (GS V 66 0); without a cutter it
// feeds so that the last line can be torn off.
func cut(out []byte, profile Profile) []byte {
	if profile.Cutter {
		return append(out, gs, 'V', 66, 0)
	}
	return append(out, esc, 'd', 5)
}

// feedDots feeds by so many dots (ESC J n).
func feedDots(out []byte, dots byte) []byte { return append(out, esc, 'J', dots) }

// size selects character size (GS ! n).
func size(out []byte, wide, tall bool) []byte {
	return append(out, gs, '!', flag(wide)<<4|flag(tall))
}

func emphasis(out []byte, on bool) []byte { return append(out, esc, 'E', flag(on)) }

func reverse(out []byte, on bool) []byte { return append(out, gs, 'B', flag(on)) }

// The alignments of ESC a, which is honoured at the start of a line only.
const (
	left   = 0
	centre = 1
)

func justify(out []byte, n byte) []byte { return append(out, esc, 'a', n) }

func flag(on bool) byte {
	if on {
		return 1
	}
	return 0
}

// hasRealTime says that bytes hold a sequence that many printers act on wherever
// it stands, image data included: DLE EOT, DLE ENQ or DLE DC4.
func hasRealTime(data []byte) bool { return realTimeAt(data) >= 0 }

// realTimeAt gives where the first such sequence begins, or -1.
func realTimeAt(data []byte) int {
	from := 0
	for {
		at := bytes.IndexByte(data[from:], dle)
		if at < 0 || from+at+1 >= len(data) {
			return -1
		}
		at += from
		if after := data[at+1]; after == eot || after == enq || after == dc4 {
			return at
		}
		from = at + 1
	}
}
