package aamva

// separators are the bytes that part elements.
type separators uint8

const (
	// control separators are those of the standard (LF, CR, RS, FS, ETX) and the
	// other controls that keyboards make of them. Caret notation of a control
	// character, such as ^M, counts too. Further controls are noise on the line:
	// they stay in the value, and no date with one of them is a date.
	control separators = iota + 1
	// bar is '|' beside them, which some scanners send for each.
	bar
	// high is the C1 controls beside both, from scanners in keyboard mode.
	high
)

// partsFrom gives the separators from which on a byte parts elements; 0 for
// bytes that never do.
var partsFrom = func() (from [256]separators) {
	for char := '\t'; char <= '\r'; char++ {
		from[char] = control
	}
	for char := 0x1c; char <= 0x1f; char++ { // FS, GS, RS, US
		from[char] = control
	}
	for char := 0x80; char <= 0x9f; char++ {
		from[char] = high
	}
	from[0x03], from['^'], from['|'] = control, control, bar
	return from
}()

// at gives how many bytes the separator at index takes; 0 where there is none.
func (s separators) at(body []byte, index int) int {
	char := body[index]
	from := partsFrom[char]
	switch {
	case from == 0 || from > s:
		return 0
	case char == '^':
		if index+1 < len(body) && (body[index+1]|0x20 == 'm' || body[index+1]|0x20 == 'j' || body[index+1] == '^') {
			return 2
		}
		return 0
	case from == high && continues(body, index):
		return 0
	}
	return 1
}

// cut gives the piece that begins at start, without what is no text around it,
// where the next one begins, and whether a separator closes the piece.
func (s separators) cut(body []byte, start int) (piece []byte, next int, closed bool) {
	end := start
	for ; end < len(body); end++ {
		if size := s.at(body, end); size > 0 {
			piece = body[start:end]
			if s == high && len(piece) > 0 && piece[len(piece)-1] == 0xc2 {
				piece = piece[:len(piece)-1] // the first byte of a C1 control in UTF-8
			}
			return trim(piece), end + size, true
		}
	}
	return trim(body[start:]), end, false
}

// continues says that the byte at index belongs to a character of UTF-8 that
// began before it. What C2 begins is a C1 control itself.
func continues(body []byte, index int) bool {
	for back := 1; back <= 3 && back <= index; back++ {
		lead := body[index-back]
		switch {
		case lead >= 0x80 && lead <= 0xbf:
			continue
		case lead < 0xc3:
			return false
		case lead < 0xe0:
			return back < 2
		case lead < 0xf0:
			return back < 3
		}
		return true
	}
	return false
}

// trim takes off what is no text at both ends: blanks, C0 controls, and the C1
// controls that some scanners in keyboard mode put around each element, in
// Latin-1 or in UTF-8.
func trim(piece []byte) []byte {
	for len(piece) > 0 {
		switch {
		case piece[0] <= ' ' || piece[0] >= 0x7f && piece[0] <= 0x9f:
			piece = piece[1:]
		case piece[0] == 0xc2 && len(piece) > 1 && piece[1] >= 0x80 && piece[1] <= 0x9f:
			piece = piece[2:]
		default:
			return trimEnd(piece)
		}
	}
	return piece
}

func trimEnd(piece []byte) []byte {
	for len(piece) > 0 {
		last := len(piece) - 1
		switch {
		case piece[last] <= ' ' || piece[last] == 0x7f:
			piece = piece[:last]
		case piece[last] >= 0x80 && piece[last] <= 0x9f && !continues(piece, last):
			piece = piece[:last]
			if last > 0 && piece[last-1] == 0xc2 {
				piece = piece[:last-1]
			}
		default:
			return piece
		}
	}
	return piece
}
