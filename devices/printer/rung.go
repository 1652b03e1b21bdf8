package printer

import "github.com/curbline/curbline/devices/escpos"

// Rung is the best word that a printer can give about a paper, from the strongest
// to none. It is found by trying, because clones lie about what they are.
type Rung string

// The rungs.
const (
	// ByEcho: it echoes a process id (GS ( H) when all before it is on paper. Only
	// this makes a job Printed.
	ByEcho Rung = "echo"
	// ByFence: it answers GS r in order, so its buffer ran through the cut: Sent.
	ByFence Rung = "fence"
	// ByStatus: it answers DLE EOT; before the job and a while after it no fault was
	// seen: Sent.
	ByStatus Rung = "status"
	// ByNothing: it never answered: Sent once all bytes have left.
	ByNothing Rung = "nothing"
)

// Rung gives what the printer was found to do so far.
func (d *Driver) Rung() Rung {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.answers != able:
		return ByNothing
	case d.processIDs == able:
		return ByEcho
	case d.fences == able:
		return ByFence
	default:
		return ByStatus
	}
}

// mustAnswer says that a printer of this profile always answers status requests:
// silence means that it is off, or that the line is wrong.
func (d *Driver) mustAnswer() bool {
	return d.profile.Family == escpos.Epson || d.profile.Family == escpos.Star
}

// mayEcho says that process ids are worth trying: they are Epson's, and some
// clones have them. Star's emulation does not know the command.
func (d *Driver) mayEcho() bool { return d.profile.Family != escpos.Star }
