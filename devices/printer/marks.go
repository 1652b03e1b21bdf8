package printer

import (
	"context"

	"github.com/curbline/curbline/devices/escpos"
)

// mark is a request that the printer answers in the order of the stream: GS r, or
// a process id. Its answer means that all before it has been dealt with.
type mark struct {
	number int
	upTo   int // bytes of the job before it
	fence  bool
	id     [escpos.IDChars]byte
}

// marks are the ones in the stream. As answers keep the order, one that is left
// out was lost with the printer's buffer: that is how a restart shows even where
// the printer says nothing about it.
type marks struct {
	sent     int // number of the last
	answered int
	acked    int // bytes of the job that are dealt with for certain
	lost     bool
	open     []mark
}

func (m *marks) add(one mark) int {
	m.sent++
	one.number = m.sent
	m.open = append(m.open, one)
	return m.sent
}

// settle takes the answer of the open mark at index.
func (m *marks) settle(index int) {
	one := m.open[index]
	m.answered, m.acked = one.number, max(m.acked, one.upTo)
	m.lost = m.lost || index > 0
	m.open = m.open[index+1:]
}

// answerFence takes the answer to GS r, which says no more than that.
func (m *marks) answerFence() bool {
	if len(m.open) == 0 || !m.open[0].fence {
		return false
	}
	m.settle(0)
	return true
}

func (m *marks) answerID(id [escpos.IDChars]byte) bool {
	for index, one := range m.open {
		if !one.fence && one.id == id {
			m.settle(index)
			return true
		}
	}
	return false
}

// forget drops what a job before left unanswered.
func (m *marks) forget() { m.open, m.acked, m.lost = nil, 0, false }

// sendID asks for the echo of a fresh process id and gives the mark's number.
func (d *Driver) sendID(ctx context.Context, upTo int) (int, error) {
	d.mu.Lock()
	d.idCount++
	id := idOf(d.idCount)
	number := d.marks.add(mark{upTo: upTo, id: id})
	d.mu.Unlock()
	_, err := d.write(ctx, escpos.ProcessID(id))
	return number, err
}

// sendFence asks for an answer in order and gives the mark's number.
func (d *Driver) sendFence(ctx context.Context, upTo int) (int, error) {
	d.mu.Lock()
	number := d.marks.add(mark{upTo: upTo, fence: true})
	d.mu.Unlock()
	_, err := d.write(ctx, escpos.FenceRequest())
	return number, err
}

// idOf spells a number with the 94 characters from 21h to 7Eh.
func idOf(count uint32) [escpos.IDChars]byte {
	var id [escpos.IDChars]byte
	for index := range id {
		id[escpos.IDChars-1-index] = byte('!' + count%94)
		count /= 94
	}
	return id
}
