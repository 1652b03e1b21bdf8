package escpos

// ReplyKind is the sort of something a printer sent.
type ReplyKind int

// The sorts of replies.
const (
	ReplyXON        ReplyKind = iota // it takes data again
	ReplyXOFF                        // its buffer is nearly full
	ReplyRealTime                    // the answer to DLE EOT: Status
	ReplyAutoStatus                  // an automatic status: Auto
	ReplyOrdered                     // the answer to GS r or GS I: Status
	ReplyProcessID                   // a process id: ID
	ReplyBlock                       // another block with a header: Data
)

// Reply is one thing that a printer sent.
type Reply struct {
	Kind   ReplyKind
	Status byte
	Auto   [4]byte
	ID     [IDChars]byte
	Data   []byte
}

const (
	xon  = 0x11
	xoff = 0x13

	// blockMaxBytes bounds a block; the longest is a model name of GS I.
	blockMaxBytes = 80
)

// Demux sorts the bytes that a printer sends; they carry no lengths, but masks
// of fixed bits tell them apart. Flow control may stand between any two bytes and
// changes nothing else. The zero value is ready.
type Demux struct {
	auto  []byte // the bytes of an automatic status so far
	block []byte // the bytes of a block so far, header included
}

// Feed takes one byte and gives the reply that it completes, if any.
func (d *Demux) Feed(char byte) (Reply, bool) {
	// Flow control comes between any other bytes, so it is looked for first.
	switch char {
	case xon:
		return Reply{Kind: ReplyXON}, true
	case xoff:
		return Reply{Kind: ReplyXOFF}, true
	}
	if len(d.block) > 0 {
		if char == 0 || char >= ' ' && char != 0x7f {
			return d.inBlock(char)
		}
		// A block holds letters only, so it was cut off, or its header was noise.
		d.block = nil
	}
	if len(d.auto) > 0 {
		if char&0x90 == 0 { // bytes 2 to 4 are 0xx0xxxx
			return d.inAuto(char)
		}
		d.auto = nil // it was cut off; this byte begins something else
	}
	switch {
	case char == 0x37 || char == 0x3d || char == 0x5f:
		d.block = append(d.block, char)
		return Reply{}, false
	case char&0x93 == 0x10: // 0xx1xx00
		d.auto = append(d.auto, char)
		return Reply{}, false
	case char&0x93 == 0x12: // 0xx1xx10
		return Reply{Kind: ReplyRealTime, Status: char}, true
	case char&0x90 == 0: // 0xx0xxxx
		return Reply{Kind: ReplyOrdered, Status: char}, true
	default:
		return Reply{}, false // noise
	}
}

func (d *Demux) inAuto(char byte) (Reply, bool) {
	d.auto = append(d.auto, char)
	if len(d.auto) < 4 {
		return Reply{}, false
	}
	reply := Reply{Kind: ReplyAutoStatus, Auto: [4]byte(d.auto)}
	d.auto = nil
	return reply, true
}

func (d *Demux) inBlock(char byte) (Reply, bool) {
	if char != 0 {
		d.block = append(d.block, char)
		if len(d.block) > blockMaxBytes {
			d.block = nil // no block is that long: line noise looked like a header
		}
		return Reply{}, false
	}
	block := d.block
	d.block = nil
	if len(block) == 2+IDChars && block[0] == 0x37 && block[1] == 0x22 {
		return Reply{Kind: ReplyProcessID, ID: [IDChars]byte(block[2:])}, true
	}
	return Reply{Kind: ReplyBlock, Data: block}, true
}
