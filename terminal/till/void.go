package till

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

// VoidSale undoes a sale of the open shift. Both entries stay. What becomes of
// its filing depends on how far that is: never sent if no byte has left, deleted
// at the state once it is acknowledged, and while the outcome is unknown it is
// found out first.
type VoidSale struct {
	personCommand
	Sale   string `json:"sale"`
	Reason string `json:"reason"`
}

// Name is "sale.void".
func (*VoidSale) Name() string                 { return "sale.void" }
func (*VoidSale) permission() staff.Permission { return staff.Void }

// reasonMaxBytes bounds a reason that a person types.
const reasonMaxBytes = 300

func needReason(reason string) error {
	if reason == "" || len(reason) > reasonMaxBytes {
		return terminal.Errorf(terminal.Invalid, "reason.missing", "Say why, in a few words.")
	}
	return nil
}

func (c *VoidSale) run(a *act) (any, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	if err := a.till.options.Store.Trust(); err != nil {
		return nil, err
	}
	made, err := a.tx.Sale(c.Sale)
	if err != nil {
		return nil, err
	}
	if made.Status == terminal.SaleVoided {
		return nil, terminal.Errorf(terminal.Conflict, "sale.voided", "Sale %d is voided already.", made.Number)
	}
	shift, err := a.tx.OpenShift()
	if err != nil {
		return nil, err
	}
	if shift.ID != made.Shift {
		return nil, terminal.Errorf(terminal.Conflict, "sale.closed_shift", "Sale %d belongs to a shift that is closed.", made.Number).
			WithHint("Take goods back as a return instead.")
	}
	filing, err := a.withdraw(made)
	if err != nil {
		return nil, err
	}
	if err := a.dropPurchases(made); err != nil {
		return nil, err
	}
	err = a.record(terminal.SaleUndone{
		Sale: made.ID, Number: made.Number, External: made.External, Reason: c.Reason, By: a.approver(),
		BusinessDate: made.BusinessDate, Shift: made.Shift, Lines: made.SoldMoves(), Tenders: made.Tenders,
		Taxes: made.Taxes, Totals: made.Totals, Upload: filing,
	})
	if err != nil {
		return nil, err
	}
	made.Status = terminal.SaleVoided
	if err := a.stockTold(made.Lines); err != nil {
		return nil, err
	}
	return map[string]string{"filing": filing}, a.queueReceipt(made, 1, c.Reason)
}

// withdraw settles what becomes of the sale's filing, in words for the journal.
func (a *act) withdraw(made terminal.Sale) (string, error) {
	uploads, err := a.tx.UploadsOf(made.ID)
	if err != nil || len(uploads) == 0 {
		return "none", err
	}
	create := uploads[0]
	switch create.State {
	case terminal.UploadQueued, terminal.UploadQuarantined:
		if create.StateID != 0 {
			return "", terminal.Errorf(terminal.Conflict, "upload.differs",
				"The state holds something else under %s.", create.External).
				WithHint("Settle the quarantined filing first, then void.")
		}
		create.State = terminal.UploadNeverSent
		a.touch("upload")
		if err := a.tx.PutUpload(create); err != nil {
			return "", err
		}
		return "never_sent", a.record(uploadFact(create, "voided"))
	case terminal.UploadNeverSent:
		return "never_sent", nil
	}
	// Sending, unknown or acknowledged: a delete waits behind the create, which
	// is resolved first.
	_, err = a.tx.QueueUpload(terminal.Upload{
		Sale: made.ID, SaleNumber: made.Number, External: made.External, Kind: terminal.UploadDelete,
		State: terminal.UploadQueued, Epoch: create.Epoch, QueuedAt: a.stamp.Wall, Deadline: create.Deadline,
	})
	a.touch("upload")
	return "delete_queued", err
}

// dropPurchases takes the sale off its person's ledger, whichever day's token
// it stands under: a voided sale must not use up a limit.
func (a *act) dropPurchases(made terminal.Sale) error {
	return a.tx.DropPurchasesOf(made.LegalDay, made.ID)
}

func uploadFact(upload terminal.Upload, reason string) terminal.UploadMoved {
	return terminal.UploadMoved{
		Sale: upload.Sale, External: upload.External, Upload: upload.Kind, State: upload.State,
		StateID: upload.StateID, Attempts: upload.Attempts, Problem: upload.Problem, Reason: reason,
	}
}
