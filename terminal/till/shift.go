package till

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/journal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/staff"
)

// OpenShift starts a shift with counted floats: the counter's, and a bank for
// each runner who will take cash at the curb.
type OpenShift struct {
	personCommand
	Floats map[string]terminal.Count `json:"floats"`
}

// Name is "shift.open".
func (*OpenShift) Name() string                 { return "shift.open" }
func (*OpenShift) permission() staff.Permission { return staff.OpenShift }

func (c *OpenShift) run(a *act) (any, error) {
	if err := a.till.options.Store.Trust(); err != nil {
		return nil, err
	}
	last, err := a.tx.LastShift()
	if err != nil && terminal.KindOf(err) != terminal.NotFound {
		return nil, err
	}
	head, err := a.tx.Head()
	if err != nil {
		return nil, err
	}
	opened, err := cash.Open(last, cash.Opening{
		ID: clock.NewID(), Number: last.Number + 1, BusinessDate: a.legalDay(), At: a.stamp.Wall, By: a.actor(),
		FirstEntry: head.Sequence + 1, Floats: c.Floats,
	})
	if err != nil {
		return nil, err
	}
	return opened, a.record(terminal.ShiftOpened{Shift: opened})
}

// AddDrawer opens a runner's bank in the open shift, with its counted float.
type AddDrawer struct {
	personCommand
	// DrawerName is a name for the bank; empty calls it by the runner's staff id.
	DrawerName string         `json:"name,omitempty"`
	Staff      string         `json:"staff"`
	Float      terminal.Count `json:"float"`
}

// Name is "drawer.add".
func (*AddDrawer) Name() string                 { return "drawer.add" }
func (*AddDrawer) permission() staff.Permission { return staff.OpenShift }

func (c *AddDrawer) run(a *act) (any, error) {
	shift, err := a.tx.OpenShift()
	if err != nil {
		return nil, err
	}
	member, err := a.tx.Staff(c.Staff)
	if err != nil {
		return nil, err
	}
	if !member.Active || !staff.Can(member.Role, staff.HandOver) {
		return nil, terminal.Errorf(terminal.Conflict, "cash.not_a_runner", "%s hands nothing over and needs no bank.", member.Name).
			WithHint("Choose who goes out to the cars.")
	}
	drawer, err := cash.NewBank(shift, c.Staff, c.DrawerName, c.Float)
	if err != nil {
		return nil, err
	}
	return drawer, a.record(terminal.DrawerAdded{Shift: shift.ID, Drawer: drawer})
}

// MoveCash moves cash without a sale, or opens the drawer for none.
type MoveCash struct {
	personCommand
	Kind   string      `json:"kind"` // paid_in, paid_out, drop, no_sale
	Drawer string      `json:"drawer"`
	Amount money.Cents `json:"amount"`
	Reason string      `json:"reason"`
}

// Name is "cash.move".
func (*MoveCash) Name() string { return "cash.move" }

func (c *MoveCash) permission() staff.Permission {
	switch c.Kind {
	case "paid_in":
		return staff.PaidIn
	case "paid_out":
		return staff.PaidOut
	case "drop":
		return staff.CashDrop
	}
	return staff.NoSale
}

func (c *MoveCash) run(a *act) (any, error) {
	shift, err := a.tx.OpenShift()
	if err != nil {
		return nil, err
	}
	var fact terminal.CashMoved
	switch c.Kind {
	case "paid_in":
		fact, err = cash.PayIn(shift, c.Drawer, c.Amount, c.Reason)
	case "paid_out":
		fact, err = cash.PayOut(shift, c.Drawer, c.Amount, c.Reason)
	case "drop":
		fact, err = cash.Drop(shift, c.Drawer, c.Amount, c.Reason)
	case "no_sale":
		fact, err = cash.NoSale(shift, c.Drawer, c.Reason)
	default:
		err = terminal.Errorf(terminal.Invalid, "cash.kind", "Cash has no move %q.", c.Kind)
	}
	if err != nil {
		return nil, err
	}
	if c.Drawer == CounterDrawer {
		a.pulse("", c.Amount)
	}
	return fact, a.record(fact)
}

// pulse asks for the drawer once the transaction is on disk.
func (a *act) pulse(sale string, amount money.Cents) {
	t := a.till
	before := a.reading.Monotonic + pulseWithin
	a.then(func() {
		select {
		case t.pulses <- Pulse{Sale: sale, Before: before, Amount: amount}:
		default:
		}
	})
}

// CloseShift ends the shift with counted drawers. Nothing outside can keep it
// from closing: neither the line, nor a printer.
type CloseShift struct {
	personCommand
	Counts map[string]terminal.Count `json:"counts"`
}

// Name is "shift.close".
func (*CloseShift) Name() string                 { return "shift.close" }
func (*CloseShift) permission() staff.Permission { return staff.CloseShift }

// ClosedShift is what a close answers. Expected and over are shown only now.
type ClosedShift struct {
	Shift      terminal.Shift  `json:"shift"`
	Variances  []cash.Variance `json:"variances"`
	Unsent     int             `json:"unsent"`
	Checkpoint string          `json:"checkpoint"`
}

func (c *CloseShift) run(a *act) (any, error) {
	shift, err := a.tx.OpenShift()
	if err != nil {
		return nil, err
	}
	if shift, err = inThisEpoch(a.tx, shift); err != nil {
		return nil, err
	}
	head, err := a.tx.Head()
	if err != nil {
		return nil, err
	}
	closed, variances, err := cash.Close(shift, cash.Closing{
		At: a.stamp.Wall, By: a.actor(), LastEntry: head.Sequence + 1, Counts: c.Counts,
	})
	if err != nil {
		return nil, err
	}
	unsent, err := a.tx.UploadsIn(terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown, terminal.UploadQuarantined)
	if err != nil {
		return nil, err
	}
	if err := a.record(terminal.ShiftClosed{Shift: closed, Unsent: len(unsent)}); err != nil {
		return nil, err
	}
	if head, err = a.tx.Head(); err != nil {
		return nil, err
	}
	checkpoint := journal.CheckpointText(journal.SignCheckpoint(a.till.options.CheckpointKey, head, closed.Number))
	if err := a.queueZ(closed, checkpoint); err != nil {
		return nil, err
	}
	store, log := a.till.options.Store, a.till.options.Log
	a.then(func() {
		if err := store.SyncWitness(); err != nil {
			log.Error("witness not durable", "error", err)
		}
	})
	return ClosedShift{Shift: closed, Variances: variances, Unsent: len(unsent), Checkpoint: checkpoint}, nil
}

// PrintX prints the numbers of the open shift so far, and changes nothing.
type PrintX struct{ personCommand }

// Name is "shift.x".
func (*PrintX) Name() string                 { return "shift.x" }
func (*PrintX) permission() staff.Permission { return staff.SeeReports }

func (c *PrintX) run(a *act) (any, error) {
	shift, err := a.tx.OpenShift()
	if err != nil {
		return nil, err
	}
	return nil, a.queueX(shift)
}
