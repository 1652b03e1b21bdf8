package scanner

// withoutAIM takes off the symbology prefix of ISO/IEC 15424: ], a letter, a
// digit.
func withoutAIM(text []byte) []byte {
	if len(text) >= 3 && text[0] == ']' && isLetter(text[1]) && text[2] >= '0' && text[2] <= '9' {
		return text[3:]
	}
	return text
}

// containsFileType finds "ANSI " or "AAMVA" in ASCII letters of any case.
func containsFileType(text []byte) bool {
	for index := 0; index+5 <= len(text); index++ {
		var word [5]byte
		for at, char := range text[index : index+5] {
			if isLetter(char) {
				char &^= 0x20
			}
			word[at] = char
		}
		if string(word[:]) == "ANSI " || string(word[:]) == "AAMVA" {
			return true
		}
	}
	return false
}

func isLetter(char byte) bool { return char|0x20 >= 'a' && char|0x20 <= 'z' }

// codeText gives a code's printable ASCII without the prefix and without spaces
// around it. Other bytes are dropped: codes that a shop uses have none.
func codeText(frame []byte) string {
	var text []byte
	for _, char := range withoutAIM(frame) {
		if char >= ' ' && char <= '~' {
			text = append(text, char)
		}
	}
	start, end := 0, len(text)
	for start < end && text[start] == ' ' {
		start++
	}
	for end > start && text[end-1] == ' ' {
		end--
	}
	return string(text[start:end])
}
