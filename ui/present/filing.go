package present

import (
	"context"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// filingRowsMax is how many rejected filings have a row at a time.
const filingRowsMax = 4

// MoveFiling moves the selection among the rejected filings.
func (c *Counter) MoveFiling(by int) { c.quiet(func(s *state) { s.filing = max(s.filing+by, 0) }) }

func (c *Counter) selectedFiling(ctx context.Context) (upload terminal.Upload, found bool, err error) {
	err = c.view(ctx, func(reader terminal.Reader) error {
		uploads, err := reader.UploadsIn(terminal.UploadQuarantined)
		if err == nil && len(uploads) > 0 {
			upload, found = uploads[min(c.now().filing, len(uploads)-1)], true
		}
		return err
	})
	return upload, found, err
}

// RequeueFiling asks why the selected filing is sent once more. It is looked up
// with the state first.
func (c *Counter) RequeueFiling() {
	c.settleFiling(PromptRequeue, text.PromptRequeue, text.Requeued, []text.Message{text.ReasonFixed}, func(row int64, reason string) till.Body {
		return &till.RequeueUpload{RowID: row, Reason: reason}
	})
}

// DropFiling asks how the selected filing was settled with the state by hand;
// it is not sent any more.
func (c *Counter) DropFiling() {
	c.settleFiling(PromptDrop, text.PromptDrop, text.Dropped, []text.Message{text.ReasonEntered}, func(row int64, reason string) till.Body {
		return &till.DropUpload{RowID: row, Reason: reason}
	})
}

func (c *Counter) settleFiling(kind PromptKind, title, done text.Message, ready []text.Message, body func(row int64, reason string) till.Body) {
	c.act(func(ctx context.Context) error {
		upload, found, err := c.selectedFiling(ctx)
		if err != nil || !found {
			return err
		}
		say := c.now().language.Say
		c.askReason(kind, say(title, upload.External), ready, func(ctx context.Context, reason string) error {
			return c.do(ctx, "", body(upload.RowID, reason), func(till.Outcome) error {
				c.inform(Good, say(done), "")
				return nil
			})
		})
		return nil
	})
}

// rejected is the page of the filings that wait for a person.
func (f *frame) rejected() error {
	view := &Filing{
		Pages: f.pages(), Title: f.say(text.FilingTitle), Text: f.say(text.FilingText), Rows: []Step{},
		Again: Button{Label: f.say(text.FilingAgain), Key: "Enter"}, Settled: Button{Label: f.say(text.FilingSettled), Key: "Del"},
	}
	uploads, err := f.reader.UploadsIn(terminal.UploadQuarantined)
	if err != nil {
		return err
	}
	first, last, at := shownOf(len(uploads), f.s.filing, filingRowsMax)
	for i, upload := range uploads[first:last] {
		row, err := f.uploadRow(upload)
		if err != nil {
			return err
		}
		row.Current, row.Note = first+i == at, f.due(upload.Deadline)
		view.Rows = append(view.Rows, row)
	}
	view.Selected = at - first
	if hidden := len(uploads) - len(view.Rows); hidden > 0 {
		view.More = f.say(text.UnsentMore, text.Count(int64(hidden)))
	}
	if len(uploads) > 0 {
		view.Problem, view.Said = f.language.Trouble(plain(uploads[at].Problem)), plain(uploads[at].StateWords)
	} else {
		view.Text, view.Again.State, view.Settled.State = f.say(text.FilingNone), ButtonBlocked, ButtonBlocked
	}
	if view.Unsent, err = f.unsent(); err != nil {
		return err
	}
	view.Unsent.Action = Button{} // it leads here
	f.screen.Name, f.screen.Filing = ScreenFiling, view
	return nil
}
