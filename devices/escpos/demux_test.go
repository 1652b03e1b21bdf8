package escpos_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/devices/escpos"
)

// replies gives what a stream says, without flow control, and how often that came.
func replies(stream []byte) (said []escpos.Reply, flow int) {
	var demux escpos.Demux
	for _, char := range stream {
		reply, whole := demux.Feed(char)
		switch {
		case !whole:
		case reply.Kind == escpos.ReplyXON || reply.Kind == escpos.ReplyXOFF:
			flow++
		default:
			said = append(said, reply)
		}
	}
	return said, flow
}

func TestDemux(t *testing.T) {
	got, flow := replies([]byte{
		0x12,                               // real time
		0x13, 0x18, 0x00, 0x11, 0x0f, 0x00, // flow control inside an automatic status
		0x37, 0x22, 'A', 0x13, 'B', 'C', 0x11, 'D', 0, // and inside a process id
		0x0c,                             // ordered
		0x5f, 'E', 'P', 'S', 'O', 'N', 0, // a name
		0x37, 0x25, 0, // buffer cleared
		0x18, 0x12, // an automatic status cut off by real time
		0x37, 0x22, 'A', 'B', 0x12, // a process id cut off by real time
		0x5f, 'E', 0x18, 0, 0, 0, // a name cut off by an automatic status
		0xff, 0x80, // noise
	})
	want := []escpos.Reply{
		{Kind: escpos.ReplyRealTime, Status: 0x12},
		{Kind: escpos.ReplyAutoStatus, Auto: [4]byte{0x18, 0, 0x0f, 0}},
		{Kind: escpos.ReplyProcessID, ID: [4]byte{'A', 'B', 'C', 'D'}},
		{Kind: escpos.ReplyOrdered, Status: 0x0c},
		{Kind: escpos.ReplyBlock, Data: []byte("_EPSON")},
		{Kind: escpos.ReplyBlock, Data: []byte{0x37, 0x25}},
		{Kind: escpos.ReplyRealTime, Status: 0x12},
		{Kind: escpos.ReplyRealTime, Status: 0x12},
		{Kind: escpos.ReplyAutoStatus, Auto: [4]byte{0x18, 0, 0, 0}},
	}
	if diff := cmp.Diff(want, got); diff != "" || flow != 4 {
		t.Error(diff, flow)
	}
}

// FuzzDemux puts flow control between any two bytes of any stream: the replies
// stay the same, each is there, and whatever came before, it still listens.
func FuzzDemux(f *testing.F) {
	f.Add([]byte{0x37, 0x22, 'A', 'B', 'C', 'D', 0, 0x12}, uint64(0b101101))
	f.Add([]byte{0x18, 0, 0x0f, 0, 0x5f, 'T', 'M', 0, 0x16, 0x03}, ^uint64(0))
	f.Add([]byte{0x11, 0x13, 0x37, 0x23, 0x40, 0x10}, uint64(0xf0f0))
	f.Fuzz(func(t *testing.T, stream []byte, flowAt uint64) {
		plain, flow := replies(stream)
		var mixed []byte
		added := 0
		for index, char := range stream {
			if flowAt>>(index%64)&1 == 1 {
				mixed = append(mixed, 0x11|byte(index%2)<<1) // XON, XOFF in turn
				added++
			}
			mixed = append(mixed, char)
		}
		got, both := replies(mixed)
		if diff := cmp.Diff(plain, got); diff != "" || both != flow+added {
			t.Fatalf("%d of %d flow controls\n%s", both, flow+added, diff)
		}
		for _, reply := range plain {
			if len(reply.Data) > 80 {
				t.Fatalf("a block of %d bytes", len(reply.Data))
			}
		}
		end := append(stream[:len(stream):len(stream)], 0, 0, 0, 0, 0x12)
		if said, _ := replies(end); len(said) == 0 || said[len(said)-1].Kind != escpos.ReplyRealTime {
			t.Fatal("deaf after noise")
		}
	})
}

// A block ends at its limit: line noise may look like the head of one.
func TestABlockIsBounded(t *testing.T) {
	for _, length := range []int{79, 80} {
		stream := append([]byte{0x5f}, make([]byte, length)...)
		for index := range length {
			stream[1+index] = 'x'
		}
		said, _ := replies(append(stream, 0))
		if whole := len(said) == 1 && said[0].Kind == escpos.ReplyBlock; whole != (length == 79) {
			t.Errorf("%d letters: %+v", length, said)
		}
	}
}
