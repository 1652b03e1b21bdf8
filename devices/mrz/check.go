package mrz

// checkDigit is the check digit over the given pieces (ICAO 9303 part 3, section
// 4.9): digits count as themselves, A to Z as 10 to 35, the filler as 0, with the
// weights 7, 3, 1 over and over, modulo 10.
func checkDigit(pieces ...string) byte {
	weights := [3]int{7, 3, 1}
	sum, position := 0, 0
	for _, piece := range pieces {
		for _, char := range []byte(piece) {
			sum += weights[position%3] * value(char)
			position++
		}
	}
	return byte('0' + sum%10)
}

func value(char byte) int {
	switch {
	case isDigit(char):
		return int(char - '0')
	case isLetter(char):
		return int(char-'A') + 10
	default:
		return 0
	}
}

// checks says that the digit stands behind the pieces.
func checks(digit byte, pieces ...string) bool { return digit == checkDigit(pieces...) }

// checksOptional is the same for optional data, whose check digit may be a filler
// where there is none of it (ICAO 9303 part 4, section 4.2.2.2).
func checksOptional(digit byte, data string) bool {
	return checks(digit, data) || digit == filler && onlyFillers(data)
}

func onlyFillers(text string) bool {
	for _, char := range []byte(text) {
		if char != filler {
			return false
		}
	}
	return true
}
