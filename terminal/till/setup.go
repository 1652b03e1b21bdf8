package till

import (
	"crypto/rand"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

// crockford is Douglas Crockford's base 32 alphabet, upper case: nothing in it is
// mistaken for something else when read aloud.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const epochLetters = 4

// NewEpoch makes the code of an epoch: four random letters.
func NewEpoch() (string, error) { return crockfordText(epochLetters) }

// crockfordText gives random letters of the alphabet.
func crockfordText(letters int) (string, error) {
	raw := make([]byte, letters)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	for i, b := range raw {
		raw[i] = crockford[int(b)%len(crockford)] // 256 is a multiple of 32: no letter is likelier
	}
	return string(raw), nil
}

// OpenEpoch starts a new sequence: at set-up, and after each restore. After a
// restore every filing that is not acknowledged becomes unknown.
type OpenEpoch struct {
	machineCommand
	Epoch   string
	Reason  string
	By      string
	Witness *terminal.JournalPlace
	Restore bool
}

// Name is "epoch.open".
func (*OpenEpoch) Name() string { return "epoch.open" }

func (c *OpenEpoch) run(a *act) (any, error) {
	head, err := a.tx.Head()
	if err != nil {
		return nil, err
	}
	fact := terminal.EpochOpened{Epoch: c.Epoch, Reason: c.Reason, By: c.By, Witness: c.Witness}
	if head.Sequence > 0 {
		fact.Previous = &terminal.JournalPlace{Epoch: head.Epoch, Sequence: head.Sequence, Hash: head.Hash}
	}
	if err := a.tx.OpenEpoch(c.Epoch); err != nil {
		return nil, err
	}
	if err := a.recordAfter(terminal.Head{Terminal: a.till.options.Shop.TerminalID, Epoch: c.Epoch, Hash: head.Hash}, fact); err != nil {
		return nil, err
	}
	if !c.Restore {
		return nil, nil
	}
	return nil, a.doubtFilings()
}

// doubtFilings makes every open filing unknown: the copy that was put back does
// not know what was sent after it was taken, nor when. What was looked up before
// counts for nothing. A delete waits behind its create, and is looked up then.
func (a *act) doubtFilings() error {
	uploads, err := a.tx.UploadsIn(terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown)
	if err != nil {
		return err
	}
	for _, upload := range uploads {
		if upload.Kind != terminal.UploadCreate {
			continue
		}
		upload.State, upload.AttemptEnd = terminal.UploadUnknown, a.stamp.Wall
		upload.Absent, upload.LastAbsent, upload.NotBefore = 0, time.Time{}, time.Time{}
		if err := a.tx.PutUpload(upload); err != nil {
			return err
		}
		if err := a.record(uploadFact(upload, "database restored")); err != nil {
			return err
		}
	}
	return nil
}

// ImportStaff takes people in.
type ImportStaff struct {
	machineCommand
	People []terminal.StaffMember
}

// Name is "staff.import".
func (*ImportStaff) Name() string { return "staff.import" }

func (c *ImportStaff) run(a *act) (any, error) {
	for _, member := range c.People {
		if err := a.tx.PutStaff(member); err != nil {
			return nil, err
		}
		if err := a.record(terminal.StaffSaved{Staff: member.ID, Role: member.Role, Active: member.Active}); err != nil {
			return nil, err
		}
	}
	return len(c.People), nil
}

// CorrectClock is a manager's word on what time it is, after a jump.
type CorrectClock struct {
	personCommand
	Reason string `json:"reason"`
}

// Name is "clock.correct".
func (*CorrectClock) Name() string                 { return "clock.correct" }
func (*CorrectClock) permission() staff.Permission { return staff.ClockCorrect }

func (c *CorrectClock) run(a *act) (any, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	head, err := a.tx.Head()
	if err != nil {
		return nil, err
	}
	return nil, a.record(terminal.ClockCorrected{Before: head.Stamp.Wall, Now: a.stamp.Wall, Reason: c.Reason})
}

// DailyCare forgets what is no longer needed: old command outcomes, personal
// values past their date, earlier days' purchases and keys.
type DailyCare struct{ machineCommand }

// Name is "care".
func (*DailyCare) Name() string { return "care" }

func (c *DailyCare) run(a *act) (any, error) {
	keepFrom := a.legalDay().AddDays(1 - a.till.options.Rules.LegalDayKeepDays())
	if err := a.tx.DropCommands(a.stamp.Wall.Add(-commandsKept)); err != nil {
		return nil, err
	}
	if err := a.tx.DropPurchases(keepFrom); err != nil {
		return nil, err
	}
	erased, err := a.tx.ErasePersonal(a.stamp.Wall)
	if err != nil {
		return nil, err
	}
	keys, log := a.till.options.Keys, a.till.options.Log
	a.then(func() {
		if err := keys.Forget(keepFrom); err != nil {
			log.Error("day keys not destroyed", "error", err)
		}
	})
	return erased, nil
}
