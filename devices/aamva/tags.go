package aamva

// tag is one of the elements that are read. Everything else on the card is left
// there; above all DBK and DBM, which may hold a social security number on old
// cards, have no place here and so cannot leave the parser.
type tag uint8

// The tags of AAMVA's annex D that are read, in any version: issuers use tags
// before and after the version that has them.
const (
	tagNumber        tag = iota // DAQ
	tagFamily                   // DCS
	tagFirst                    // DAC
	tagMiddle                   // DAD
	tagGiven                    // DCT: given names together, versions 02 and 03
	tagFull                     // DAA: the full name, version 01
	tagFamilyOld                // DAB: version 01, and Alberta
	tagSuffix                   // DCU
	tagSuffixOld                // DAE: version 01
	tagBirth                    // DBB
	tagExpiry                   // DBA
	tagIssue                    // DBD
	tagSex                      // DBC
	tagState                    // DAJ
	tagStateOld                 // DAO: state of residence, version 01
	tagCountry                  // DCG
	tagUnder18                  // DDH
	tagUnder19                  // DDI
	tagUnder21                  // DDJ
	tagRevision                 // DDB
	tagFamilyCut                // DDE: T where the name was cut off
	tagFirstCut                 // DDF
	tagMiddleCut                // DDG
	tagClass                    // DCA: only that it is there
	tagStreet                   // DAG: only that it is there
	tagHeight                   // DAU: only that it is there
	tagDiscriminator            // DCF: only that it is there
	tagCount
)

// tagOf gives the tag at the start of a piece; false for the tags that are not
// read.
func tagOf(piece []byte) (tag, bool) {
	if len(piece) < 3 || piece[0]|0x20 != 'd' {
		return 0, false
	}
	switch second, third := upper(piece[1]), upper(piece[2]); second {
	case 'A':
		return tagInA(third)
	case 'B':
		return tagInB(third)
	case 'C':
		return tagInC(third)
	case 'D':
		return tagInD(third)
	}
	return 0, false
}

func tagInA(third byte) (tag, bool) {
	switch third {
	case 'A':
		return tagFull, true
	case 'B':
		return tagFamilyOld, true
	case 'C':
		return tagFirst, true
	case 'D':
		return tagMiddle, true
	case 'E':
		return tagSuffixOld, true
	case 'G':
		return tagStreet, true
	case 'J':
		return tagState, true
	case 'O':
		return tagStateOld, true
	case 'Q':
		return tagNumber, true
	case 'U':
		return tagHeight, true
	}
	return 0, false
}

func tagInB(third byte) (tag, bool) {
	switch third {
	case 'A':
		return tagExpiry, true
	case 'B':
		return tagBirth, true
	case 'C':
		return tagSex, true
	case 'D':
		return tagIssue, true
	}
	return 0, false
}

func tagInC(third byte) (tag, bool) {
	switch third {
	case 'F':
		return tagDiscriminator, true
	case 'G':
		return tagCountry, true
	case 'S':
		return tagFamily, true
	case 'T':
		return tagGiven, true
	case 'U':
		return tagSuffix, true
	}
	return 0, false
}

func tagInD(third byte) (tag, bool) {
	switch third {
	case 'B':
		return tagRevision, true
	case 'E':
		return tagFamilyCut, true
	case 'F':
		return tagFirstCut, true
	case 'G':
		return tagMiddleCut, true
	case 'H':
		return tagUnder18, true
	case 'I':
		return tagUnder19, true
	case 'J':
		return tagUnder21, true
	}
	return 0, false
}

// startsWithTag says that a piece begins like an element of a DL or ID subfile,
// whether it is read or not.
func startsWithTag(piece []byte) bool {
	return len(piece) >= 3 && piece[0]|0x20 == 'd' && piece[1]|0x20 >= 'a' && piece[1]|0x20 <= 'd' && isLetter(piece[2])
}
