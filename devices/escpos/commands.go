package escpos

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
// double-byte mode of Asian clones (FS .) and other national character sets.
func initialise(page byte) []byte {
	return []byte{esc, '@', fs, '.', esc, 'R', 0, esc, 't', page}
}

// cut feeds to the cutter and cuts partially (GS V 66 0); without a cutter it
// feeds so that the last line can be torn off.
func cut(profile Profile) []byte {
	if profile.Cutter {
		return []byte{gs, 'V', 66, 0}
	}
	return []byte{esc, 'd', 5}
}

// size selects character size (GS ! n).
func size(wide, tall bool) []byte {
	n := byte(0)
	if wide {
		n |= 0x10
	}
	if tall {
		n |= 0x01
	}
	return []byte{gs, '!', n}
}

func emphasis(on bool) []byte { return []byte{esc, 'E', flag(on)} }

func reverse(on bool) []byte { return []byte{gs, 'B', flag(on)} }

func justify(n byte) []byte { return []byte{esc, 'a', n} }

func flag(on bool) byte {
	if on {
		return 1
	}
	return 0
}

// hasRealTime says that bytes hold a sequence that many printers act on wherever
// it stands, image data included: DLE EOT, DLE ENQ or DLE DC4.
func hasRealTime(data []byte) bool {
	for index := 0; index+1 < len(data); index++ {
		if data[index] == dle && (data[index+1] == eot || data[index+1] == enq || data[index+1] == dc4) {
			return true
		}
	}
	return false
}
