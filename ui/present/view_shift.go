package present

import (
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// unsentRowsMax is how many unfiled sales have a row; the rest is a number.
const unsentRowsMax = 4

// Bills and coins that a person counts, in the order in which Enter goes through
// them.
var (
	bills = []money.Cents{10000, 5000, 2000, 1000, 500, 100}
	coins = []money.Cents{25, 10, 5, 1}
)

// count is the drawer being counted: blind at the end of a shift.
func (f *frame) count() error {
	if f.s.closed != nil && !f.shift.IsOpen() {
		f.screen.Name, f.screen.Closed = ScreenClosed, f.closed()
		return nil
	}
	names, at := f.s.counted(f.shift)
	view := &Count{
		Opening: !f.shift.IsOpen(), Title: f.say(text.OpenTitle), Text: f.say(text.OpenText), Note: f.say(text.CountNote),
		Labels: [3]string{f.say(text.Bills), f.say(text.Coins), f.say(text.FloatIs)}, Drawer: names[at],
		Back: Button{Label: f.say(text.Back), Key: "Esc"}, Save: Button{Label: f.say(text.OpenAction), Key: "F10"},
	}
	if f.shift.IsOpen() {
		view.Title, view.Text, view.Labels[2] = f.say(text.CountTitle), f.say(text.CountBlind), f.say(text.Counted)
		view.Right = [2]string{
			f.say(text.ShiftOf, text.Count(f.shift.Number), f.language.ShortDay(f.shift.BusinessDate)),
			f.say(text.ShiftSince, f.nameOf(f.shift.OpenedBy), f.clock(f.shift.OpenedAt)),
		}
		view.Save.Label = f.say(text.CloseAction)
	}
	f.severalDrawers(view, names, at)
	f.pieces(view, f.s.counts[names[at]])
	unsent, err := f.unsent()
	if err != nil {
		return err
	}
	view.Unsent = unsent
	f.screen.Name, f.screen.Count = ScreenCount, view
	return nil
}

// severalDrawers says which of them is in front, and lets a runner's bank in.
func (f *frame) severalDrawers(view *Count, names []string, at int) {
	if f.s.adding != "" && f.shift.IsOpen() {
		view.Title, view.Text = f.say(text.BankTitle, f.nameOf(f.s.adding)), f.say(text.BankText)
		view.Labels[2], view.Save.Label = f.say(text.FloatIs), f.say(text.BankAdd)
		return
	}
	if len(names) > 1 {
		view.Text = f.say(text.DrawerPlace, at+1, len(names), f.drawerName(f.shift, names[at]))
	}
	if at < len(names)-1 {
		view.Save.Label = f.say(text.NextDrawer)
	}
	switch {
	case at == 0:
		view.Bank = Button{Label: f.say(text.Bank), Key: "F4"}
	case view.Opening:
		view.Bank = Button{Label: f.say(text.BankOut), Key: "F4"}
	}
	if at > 0 {
		view.Back.Label = f.say(text.FormerDrawer)
	}
}

// drawerName says whose drawer it is.
func (f *frame) drawerName(shift terminal.Shift, name string) string {
	runner, ok := cash.RunnerOf(name)
	if drawer := shift.Drawer(name); drawer != nil && drawer.Staff != "" {
		runner, ok = drawer.Staff, true
	}
	switch {
	case ok:
		return f.say(text.BankOf, f.nameOf(runner))
	case name == till.CounterDrawer:
		return f.say(text.CounterDrawer)
	}
	return plain(name)
}

func (f *frame) pieces(view *Count, count terminal.Count) {
	sum := func(values []money.Cents) (rows []Pieces, total money.Cents) {
		for _, value := range values {
			amount := value * money.Cents(count[value])
			total += amount
			rows = append(rows, Pieces{Value: int64(value), Label: text.Piece(value), Pieces: count[value], Amount: text.Money(amount)})
		}
		return rows, total
	}
	var billsSum, coinsSum money.Cents
	view.Bills, billsSum = sum(bills)
	view.Coins, coinsSum = sum(coins)
	view.BillsSum, view.CoinsSum, view.Total = text.Money(billsSum), text.Money(coinsSum), text.Money(billsSum+coinsSum)
}

// unsent is what the state does not have. It stands in nobody's way.
func (f *frame) unsent() (UnsentList, error) {
	rejected, err := f.reader.UploadsIn(terminal.UploadQuarantined)
	if err != nil {
		return UnsentList{}, err
	}
	waiting, err := f.reader.UploadsIn(terminal.UploadSending, terminal.UploadUnknown, terminal.UploadQueued)
	if err != nil {
		return UnsentList{}, err
	}
	open := len(rejected) + len(waiting)
	if open == 0 {
		return UnsentList{
			Title: f.say(text.UnsentNone), Text: f.say(text.UnsentCalm), Rows: []Step{},
			Pill: Pill{Icon: iconDone, Tone: Good, Text: f.language.Of(0, text.UnsentOne, text.UnsentMany)},
		}, nil
	}
	uploads := append(rejected, waiting...)
	deadline := uploads[0].Deadline
	for _, upload := range uploads {
		if upload.Deadline.Before(deadline) {
			deadline = upload.Deadline
		}
	}
	list := UnsentList{
		Title: f.say(text.UnsentTitle), Text: f.say(text.UnsentText, f.deadline(deadline)),
		Pill: Pill{Icon: iconWarning, Tone: Caution, Text: f.language.Of(open, text.UnsentOne, text.UnsentMany)},
	}
	if len(rejected) > 0 {
		list.Action = Button{Label: f.say(text.LookRejected)}
	}
	for _, upload := range uploads[:min(open, unsentRowsMax)] {
		row, err := f.uploadRow(upload)
		if err != nil {
			return list, err
		}
		list.Rows = append(list.Rows, row)
	}
	if more := open - unsentRowsMax; more > 0 {
		list.More = f.say(text.UnsentMore, text.Count(int64(more)))
	}
	return list, nil
}

// deadline says the day and the time: "today 11:59 PM".
func (f *frame) deadline(moment time.Time) string {
	day := clock.LegalDay(moment, f.c.options.Zone)
	if day == f.c.legalDay() {
		return f.say(text.TodayAt, f.clock(moment))
	}
	return f.say(text.DayAt, f.language.ShortDay(day), f.clock(moment))
}

func (f *frame) uploadRow(upload terminal.Upload) (Step, error) {
	row := Step{Icon: iconClock, Title: upload.External, Text: f.say(text.UploadWaits, text.Age(f.now.Sub(upload.QueuedAt))), Note: f.say(text.UploadGoes)}
	made, err := f.reader.Sale(upload.Sale)
	if err != nil {
		return row, err
	}
	row.Right = text.Money(made.Totals.Total)
	switch {
	case upload.State == terminal.UploadQuarantined:
		row.Icon, row.Tone, row.Text, row.Note = iconError, Alarm, f.say(text.UploadBad), f.language.Trouble(plain(upload.Problem))
	case upload.Kind == terminal.UploadDelete:
		row.Note = f.say(text.UploadDelete)
	case upload.State == terminal.UploadSending:
		row.Note = f.say(text.UploadSending)
	case upload.State == terminal.UploadUnknown:
		row.Note = f.say(text.UploadUnknown)
	}
	return row, nil
}

// closed is the one place where the expected amount is shown.
func (f *frame) closed() *Closed {
	done := f.s.closed
	view := &Closed{
		Title: f.say(text.ClosedTitle, text.Count(done.Shift.Number)), Text: f.say(text.ClosedText),
		Done: Button{Label: f.say(text.Done), Key: "Enter"},
	}
	for _, variance := range done.Variances {
		row := Step{
			Icon: iconDone, Tone: Good, Title: capital(f.drawerName(done.Shift, variance.Drawer)), Text: strings.Join([]string{
				f.say(text.Expected) + " " + text.Money(variance.Expected), f.say(text.Counted) + " " + text.Money(variance.Counted),
			}, ", "), Note: f.say(text.OverShort),
		}
		switch {
		case variance.Over > 0:
			row.Right = f.say(text.Over, text.Money(variance.Over))
		case variance.Over < 0:
			row.Right = f.say(text.Short, text.Money(-variance.Over))
		default:
			row.Right = f.say(text.ExactCount)
		}
		switch variance.Class {
		case cash.Look:
			row.Icon, row.Tone = iconWarning, Caution
		case cash.Escalate:
			row.Icon, row.Tone = iconError, Alarm
		}
		view.Rows = append(view.Rows, row)
	}
	if done.Unsent > 0 {
		view.Rows = append(view.Rows, Step{Icon: iconClock, Title: f.say(text.UnsentTitle), Right: f.language.Of(done.Unsent, text.UnsentOne, text.UnsentMany)})
	}
	return view
}
