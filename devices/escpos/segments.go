package escpos

// Segments cuts an encoded paper into pieces of whole commands, of about size
// bytes; a command that is longer is a piece of its own. Between two pieces a
// real-time command or a drawer pulse may go out; inside one it would be taken
// for data. Bytes that are no ESC/POS of this package come as one piece.
func Segments(encoded []byte, size int) [][]byte {
	tokens, err := Tokens(encoded)
	if err != nil {
		return [][]byte{encoded}
	}
	var segments [][]byte
	start, end := 0, 0
	for _, token := range tokens {
		length := token.size
		if end > start && end-start+length > size {
			segments = append(segments, encoded[start:end])
			start = end
		}
		end += length
	}
	if end > start {
		segments = append(segments, encoded[start:end])
	}
	return segments
}
