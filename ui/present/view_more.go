package present

import (
	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/printjob"
	"github.com/curbline/curbline/ui/text"
)

// Rows of the screen More; older sales are found in the office.
const (
	saleRowsMax  = 5
	paperRowsMax = 4
)

// morePage is the page of More that is in front.
func (f *frame) morePage() error {
	switch f.s.page {
	case PageTablets:
		return f.tablets()
	case PageFiling:
		return f.rejected()
	}
	return f.more()
}

func (f *frame) more() error {
	view := &More{
		Pages: f.pages(),
		Title: f.say(text.MoreTitle), Text: f.say(text.MoreText), PapersTitle: f.say(text.PapersTitle),
		Void: Button{Label: f.say(text.Void), Key: "Del"}, Reprint: Button{Label: f.say(text.Reprint), Key: "F11"},
		X: Button{Label: f.say(text.PrintX), Key: "X"}, Drawer: Button{Label: f.say(text.OpenDrawer), Key: "F7"},
		SignOut: Button{Label: f.say(text.SignOut)}, Sales: []Step{}, Papers: []Paper{},
	}
	sales, err := salesOf(f.reader)
	if err != nil {
		return err
	}
	first, last, at := shownOf(len(sales), f.s.sale, saleRowsMax)
	for i, made := range sales[first:last] {
		view.Sales = append(view.Sales, f.saleRow(made, first+i == at))
	}
	view.Selected = at - first
	if len(sales) == 0 {
		view.Text = f.say(text.MoreNone)
		view.Void.State, view.Reprint.State = ButtonBlocked, ButtonBlocked
	} else if sales[at].Status == terminal.SaleVoided {
		view.Void.State = ButtonBlocked
	}
	if err := f.papers(view); err != nil {
		return err
	}
	for _, status := range f.devices() {
		view.Devices = append(view.Devices, f.deviceRow(status))
	}
	f.screen.Name, f.screen.More = ScreenMore, view
	return nil
}

func (f *frame) saleRow(made terminal.Sale, selected bool) Step {
	row := Step{
		Icon: iconReceipt, Title: f.say(text.SaleTitle, text.Count(made.Number)) + ", " + itemsOf(f.language, made.Lines),
		Text: f.clock(made.At) + ", " + f.nameOf(made.Actor), Right: text.Money(made.Totals.Total), Note: made.Order, Current: selected, ID: made.ID,
	}
	if made.Status == terminal.SaleVoided {
		row.Icon, row.Tone, row.Note = iconBlock, Caution, f.say(text.Voided)
	}
	return row
}

func (f *frame) papers(view *More) error {
	jobs, err := f.reader.PrintJobsIn(terminal.PrintUnknown, terminal.PrintBlocked, terminal.PrintQueued, terminal.PrintSending, terminal.PrintAwaiting)
	if err != nil {
		return err
	}
	for _, job := range jobs[:min(len(jobs), paperRowsMax)] {
		paper := Paper{Job: job.RowID, Row: Step{Icon: iconReceipt, Title: capital(f.language.Paper(job.Kind)), Text: f.say(text.PaperQueued), Note: f.clock(job.QueuedAt)}}
		if printjob.IsLabel(job.Kind) {
			paper.Row.Icon = iconLabel
		}
		switch job.State {
		case terminal.PrintAwaiting:
			paper.Row.Text = f.say(text.PaperAwaited)
		case terminal.PrintBlocked:
			paper.Row.Tone, paper.Row.Text = Caution, f.causeOf(job)
		case terminal.PrintUnknown:
			paper.Row.Tone, paper.Row.Text = Caution, f.say(text.PaperDoubt)
			paper.Yes, paper.No = Button{Label: f.say(text.PaperYes)}, Button{Label: f.say(text.PaperNo)}
		}
		view.Papers = append(view.Papers, paper)
	}
	if len(jobs) == 0 {
		view.PapersCalm = f.say(text.PapersCalm)
	}
	return nil
}

func (f *frame) deviceRow(status devices.Status) Step {
	name, icon := text.Scanner, iconScanner
	switch status.Device {
	case devices.PrinterDevice:
		name, icon = text.Printer, iconReceipt
	case devices.LabelDevice:
		name, icon = text.LabelPrinter, iconLabel
	case devices.ScaleDevice:
		name, icon = text.Scale, iconScale
	}
	row := Step{Icon: icon, Title: f.say(name), Note: status.Port}
	if status.Scale != nil && status.Scale.Model != "" {
		row.Right = plain(status.Scale.Model)
	}
	switch status.State {
	case devices.Ready:
		row.Tone, row.Text = Good, f.say(text.DeviceReady)
	case devices.Absent:
		row.Text = f.say(text.DeviceAbsent)
	default:
		row.Tone, row.Text = Caution, f.say(text.DeviceWaiting)
	}
	if status.Error != nil {
		row.Tone = Caution
		row.Text, _ = f.language.Fault(string(status.Error.Code), status.Error.Message, status.Error.Hint)
	}
	return row
}
