package till

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/printjob"
	"github.com/curbline/curbline/terminal/report"
)

// shiftEntriesMax bounds how many entries of a shift are read for its papers.
const shiftEntriesMax = 100_000

// shiftReport gathers the numbers of a shift inside the transaction.
func (a *act) shiftReport(shift terminal.Shift) (report.Shift, error) {
	return ReportShift(a.tx, shift)
}

// ReportShift gathers the numbers of a shift: its sales, the day's counts, what
// is not sent yet and what was out of the ordinary.
func ReportShift(reader terminal.Reader, shift terminal.Shift) (report.Shift, error) {
	shift, err := inThisEpoch(reader, shift)
	made := report.Shift{Shift: shift}
	if err != nil {
		return made, err
	}
	sales, err := reader.Sales(shift.BusinessDate)
	if err != nil {
		return made, err
	}
	if made.Detail, err = report.FromSales(report.OfShift(sales, shift.ID)); err != nil {
		return made, err
	}
	rolls, err := reader.Rolls(shift.BusinessDate)
	if err != nil {
		return made, err
	}
	made.Counts = report.FromRolls(shift.BusinessDate, rolls)
	uploads, err := reader.UploadsIn(terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown, terminal.UploadQuarantined)
	if err != nil {
		return made, err
	}
	made.Unsent = report.UnsentOf(uploads, func(id string) (terminal.Sale, bool) {
		sale, err := reader.Sale(id)
		return sale, err == nil
	})
	entries, err := reader.EntriesFrom(shift.FirstEntry, shiftEntriesMax)
	if err != nil {
		return made, err
	}
	if made.Exceptions, err = report.ExceptionsOf(entries); err != nil {
		return made, err
	}
	made.Runners, err = runnersOf(reader, shift)
	return made, err
}

// runnersOf names who answers for the banks of a shift. Somebody who is not in
// the staff table any more stays a staff id.
func runnersOf(reader terminal.Reader, shift terminal.Shift) (map[string]string, error) {
	names := map[string]string{}
	for _, drawer := range shift.Drawers {
		if drawer.Staff == "" {
			continue
		}
		member, err := reader.Staff(drawer.Staff)
		if err == nil {
			names[drawer.Staff] = member.Name
		} else if terminal.KindOf(err) != terminal.NotFound {
			return nil, err
		}
	}
	return names, nil
}

// inThisEpoch makes a shift that is older than the present epoch begin with it:
// a restore in the middle of a shift starts the sequence anew, and the entries
// before it are a former epoch's.
func inThisEpoch(reader terminal.Reader, shift terminal.Shift) (terminal.Shift, error) {
	opened, err := reader.EpochOpenedAt()
	if err == nil && shift.OpenedAt.Before(opened) {
		shift.FirstEntry = 1
	}
	return shift, err
}

func (a *act) queueX(shift terminal.Shift) error {
	made, err := a.shiftReport(shift)
	if err != nil {
		return err
	}
	document, err := printjob.X(made, a.till.storeInfo())
	if err != nil {
		return err
	}
	return a.queuePaper("x", shift.ID, 1, document)
}

// queueZ queues the Z: numbered, with the signed checkpoint, and with what is
// not sent yet and until when it must be.
func (a *act) queueZ(shift terminal.Shift, checkpoint string) error {
	made, err := a.shiftReport(shift)
	if err != nil {
		return err
	}
	document, err := printjob.Z(made, a.till.storeInfo(), checkpoint)
	if err != nil {
		return err
	}
	return a.queuePaper("z", shift.ID, 1, document)
}
