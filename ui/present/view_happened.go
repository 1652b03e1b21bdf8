package present

import (
	"strings"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/printjob"
	"github.com/curbline/curbline/ui/text"
)

// happened fills the list beside the change from what the database says now:
// disk, drawer, paper, state. A fault of the printer shows here and blocks
// nothing.
func (f *frame) happened(view *Change, cash bool) error {
	done := f.s.done
	view.Happened = []Step{{
		Icon: iconDatabase, Tone: Good, Title: f.say(text.OnDisk, text.Count(done.sequence)),
		Text: f.say(pick(cash, text.OnDiskText, text.OnDiskAlone)),
	}}
	if cash {
		view.Happened = append(view.Happened, f.drawerStep())
	}
	if done.order != "" {
		view.Happened = append(view.Happened, Step{Icon: iconBag, Tone: Good, Title: f.say(text.HandedOver, done.order)})
	}
	jobs, err := f.reader.PrintJobsOf(done.sale.Sale)
	if err != nil {
		return err
	}
	if len(jobs) > 0 {
		view.Happened = append(view.Happened, f.paperStep(jobs[len(jobs)-1]))
	}
	uploads, err := f.reader.UploadsOf(done.sale.Sale)
	if err != nil {
		return err
	}
	view.Happened = append(view.Happened, f.filingStep(uploads))
	return nil
}

func (f *frame) devices() []devices.Status {
	if f.c.options.Devices == nil {
		return nil
	}
	return f.c.options.Devices()
}

// drawerStep says what the printer behind which the drawer hangs makes likely:
// a drawer does not answer.
func (f *frame) drawerStep() Step {
	for _, status := range f.devices() {
		if status.Device == devices.PrinterDevice && status.State != devices.Ready && status.State != devices.Fault {
			return Step{Icon: iconCash, Tone: Caution, Title: f.say(text.DrawerNot), Text: f.say(text.DrawerNotDo)}
		}
	}
	return Step{Icon: iconCash, Tone: Good, Title: f.say(text.DrawerOpen), Text: f.language.Seconds(f.s.done.at)}
}

func (f *frame) paperStep(job terminal.PrintJob) Step {
	switch job.State {
	case terminal.PrintPrinted:
		return Step{Icon: iconReceipt, Tone: Good, Title: f.say(text.Printed), Text: f.clock(job.EndedAt)}
	case terminal.PrintSent:
		return Step{Icon: iconReceipt, Tone: Good, Title: f.say(text.PrintSent), Text: f.clock(job.EndedAt)}
	case terminal.PrintBlocked:
		return Step{Icon: iconReceipt, Tone: Caution, Title: f.say(text.PrintWaits), Text: f.causeOf(job)}
	case terminal.PrintUnknown:
		return Step{Icon: iconReceipt, Tone: Caution, Title: f.say(text.PrintDoubt), Text: f.say(text.PrintDoubtDo)}
	case terminal.PrintCancelled:
		return Step{Icon: iconReceipt, Title: f.say(text.PrintGone)}
	}
	return Step{Icon: iconReceipt, Title: f.say(text.Printing), Text: f.say(text.PrintNow)}
}

// printerOf is where a paper comes out: labels at the label printer, if there is
// one.
func (f *frame) printerOf(job terminal.PrintJob) devices.Device {
	if !printjob.IsLabel(job.Kind) {
		return devices.PrinterDevice
	}
	for _, status := range f.devices() {
		if status.Device == devices.LabelDevice && status.State != devices.Absent {
			return devices.LabelDevice
		}
	}
	return devices.PrinterDevice
}

// causeOf says what keeps a paper, with what to do about it.
func (f *frame) causeOf(job terminal.PrintJob) string {
	for _, status := range f.devices() {
		if status.Device == f.printerOf(job) && status.Error != nil {
			message, hint := f.language.Fault(string(status.Error.Code), status.Error.Message, status.Error.Hint)
			return strings.TrimSpace(message + " " + hint)
		}
	}
	if job.Cause != "" {
		return f.language.Trouble(job.Cause)
	}
	return f.say(text.PaperBlocked)
}

func (f *frame) filingStep(uploads []terminal.Upload) Step {
	if len(uploads) == 0 {
		return Step{Icon: iconCloudDone, Title: f.say(text.FileNone)}
	}
	upload := uploads[0]
	switch upload.State {
	case terminal.UploadAcknowledged:
		return Step{Icon: iconCloudDone, Tone: Good, Title: f.say(text.FiledNow), Text: f.say(text.FiledText)}
	case terminal.UploadQuarantined:
		return Step{Icon: iconError, Tone: Alarm, Title: f.say(text.FileStopped), Text: f.language.Trouble(plain(upload.Problem))}
	}
	place := max(f.filing().Waiting, 1)
	return Step{
		Icon: iconClock, Title: f.say(text.FileWaits, text.Count(int64(place))), Text: f.say(text.FileWaitsText, f.due(upload.Deadline)),
	}
}
