package till

import (
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

// StepUpload writes one step of a filing, decided by the outbox, in the lane of
// the machines. Change gets the row as it is now and may refuse with a Conflict.
type StepUpload struct {
	machineCommand
	RowID  int64
	Change func(terminal.Upload) (terminal.Upload, error) `json:"-"`
	// Quiet steps only move a time and are not journaled.
	Quiet bool
	// Moved is the row as it was written.
	Moved terminal.Upload `json:"-"`
}

// Name is "upload.step".
func (*StepUpload) Name() string { return "upload.step" }

func (c *StepUpload) run(a *act) (any, error) {
	if err := a.till.options.Store.Trust(); err != nil {
		return nil, err
	}
	before, err := a.tx.Upload(c.RowID)
	if err != nil {
		return nil, err
	}
	if c.Moved, err = c.Change(before); err != nil {
		return nil, err
	}
	if err := a.afterVoid(&c.Moved, before); err != nil {
		return nil, err
	}
	if err := a.tx.PutUpload(c.Moved); err != nil {
		return nil, err
	}
	a.touch("upload")
	// "sending" is durable in its row; the journal keeps what an auditor asks
	// about: what came of it.
	if c.Quiet || c.Moved.State == terminal.UploadSending {
		return nil, nil
	}
	return nil, a.record(uploadFact(c.Moved, ""))
}

// afterVoid keeps a voided sale from being filed after all: an attempt that
// turned out never to have arrived is not made again, and its delete with it.
func (a *act) afterVoid(moved *terminal.Upload, before terminal.Upload) error {
	if moved.Kind != terminal.UploadCreate || moved.State != terminal.UploadQueued || before.State == terminal.UploadQueued {
		return nil
	}
	made, err := a.tx.Sale(moved.Sale)
	if err != nil || made.Status != terminal.SaleVoided {
		return err
	}
	moved.State, moved.Problem = terminal.UploadNeverSent, "Voided before it arrived."
	uploads, err := a.tx.UploadsOf(moved.Sale)
	if err != nil {
		return err
	}
	for _, other := range uploads {
		if other.Kind == terminal.UploadDelete && other.State == terminal.UploadQueued {
			other.State = terminal.UploadNeverSent
			if err := a.tx.PutUpload(other); err != nil {
				return err
			}
		}
	}
	return nil
}

// RequeueUpload sends a quarantined filing once more: a person, with a reason.
type RequeueUpload struct {
	personCommand
	RowID  int64  `json:"upload"`
	Reason string `json:"reason"`
}

// Name is "upload.requeue".
func (*RequeueUpload) Name() string                 { return "upload.requeue" }
func (*RequeueUpload) permission() staff.Permission { return staff.Requeue }

func (c *RequeueUpload) run(a *act) (any, error) {
	return a.settleByHand(c.RowID, c.Reason, func(upload *terminal.Upload) {
		// What is quarantined may be there under another content: it is looked up
		// first, and only what is absent is sent.
		upload.State, upload.Problem = terminal.UploadUnknown, ""
		upload.Absent, upload.LastAbsent, upload.NotBefore = 0, time.Time{}, time.Time{}
		upload.Requeues++
	})
}

// DropUpload takes a quarantined filing out of the queue for good: the person
// has settled it with the state by hand.
type DropUpload struct {
	personCommand
	RowID  int64  `json:"upload"`
	Reason string `json:"reason"`
}

// Name is "upload.void".
func (*DropUpload) Name() string                 { return "upload.void" }
func (*DropUpload) permission() staff.Permission { return staff.Requeue }

func (c *DropUpload) run(a *act) (any, error) {
	return a.settleByHand(c.RowID, c.Reason, func(upload *terminal.Upload) {
		upload.State, upload.Problem = terminal.UploadNeverSent, "Settled by hand: "+c.Reason
	})
}

func (a *act) settleByHand(rowID int64, reason string, change func(*terminal.Upload)) (any, error) {
	if err := needReason(reason); err != nil {
		return nil, err
	}
	upload, err := a.tx.Upload(rowID)
	if err != nil {
		return nil, err
	}
	if upload.State != terminal.UploadQuarantined {
		return nil, terminal.Errorf(terminal.Conflict, "upload.not_quarantined",
			"Filing of %s is %s; only a quarantined one needs a person.", upload.External, upload.State)
	}
	change(&upload)
	if err := a.tx.PutUpload(upload); err != nil {
		return nil, err
	}
	a.touch("upload")
	return upload, a.record(uploadFact(upload, reason))
}
