package aamva

// withoutSubfile takes off exactly the two letters of the subfile's type.
// Searching for the first tag instead would find DDA in IDDAQ.
func withoutSubfile(piece []byte, head *header) []byte {
	if head.subfile[0] == 0 || len(piece) < 2 || upper(piece[0]) != head.subfile[0] || upper(piece[1]) != head.subfile[1] {
		return piece
	}
	return piece[2:]
}

// cutIssuerSubfile ends a piece where the issuer's own subfile begins, and says
// whether it does. Where the scanner lost the carriage return before it, it
// stands behind the last element; then only the type that the directory names is
// believed.
func (h *header) cutIssuerSubfile(piece []byte) ([]byte, bool) {
	if h.startsIssuerSubfile(piece) || h.crAsM && len(piece) > 1 && upper(piece[0]) == 'M' && h.startsIssuerSubfile(piece[1:]) {
		return nil, true
	}
	if h.issuers[0] == 0 {
		return piece, false
	}
	for at := 3; at+4 <= len(piece); at++ {
		if piece[at]|0x20 != 'z' || !h.isIssuers(piece[at:]) || !h.isIssuers(piece[at+2:]) {
			continue
		}
		if h.crAsM {
			return withoutM(piece[:at]), true
		}
		return piece[:at], true
	}
	return piece, false
}

// startsIssuerSubfile knows the start of a Z subfile: its type, which its tags
// repeat, as in ZCZCA. Some issuers leave the type out as they do with DL; then a
// tag of the type that the directory names is the start.
func (h *header) startsIssuerSubfile(piece []byte) bool {
	if len(piece) < 2 || upper(piece[0]) != 'Z' || !isLetter(piece[1]) {
		return false
	}
	return len(piece) == 2 || upper(piece[2]) == 'Z' || h.isIssuers(piece) && isLetter(piece[2])
}

func (h *header) isIssuers(piece []byte) bool {
	return upper(piece[0]) == h.issuers[0] && upper(piece[1]) == h.issuers[1]
}

// withoutM takes off the letter that the scanner made of a carriage return.
func withoutM(piece []byte) []byte {
	if len(piece) > 3 && upper(piece[len(piece)-1]) == 'M' {
		return piece[:len(piece)-1]
	}
	return piece
}
