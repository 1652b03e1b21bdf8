package service

import (
	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/text"
)

// scans is whoever acts on what the scanner reads: the counter's window, or the
// workplace without one.
type scans interface {
	ScanID(raw []byte)
	ScanCode(text string)
	ScanFailed(err error)
}

var (
	_ scans = (*workplace)(nil)
	_ scans = (*present.Counter)(nil)
)

// Counter gives the presenter of the counter's window. From the first call on
// scans go to it. Call it before Run.
func (p *Program) Counter(language text.Language) *present.Counter {
	if p.window == nil {
		p.window = present.New(present.Options{
			Till: p.till, View: p.store.View, Rules: p.engine, Decode: decodeID, Clock: p.clock, Zone: p.config.Zone,
			Shop: p.shopShown(), TabletAddress: p.TabletAddresses(), TabletFingerprint: p.tabletFingerprint(),
			TabletLinked: p.linked,
			Scale:        p.hub.Scale(),
			Devices:      func() []devices.Status { return p.hub.Snapshot() }, Filing: p.filingStatus, Feed: p.feedStatus, Language: language, Log: p.log,
		})
		p.scans = p.window
	}
	return p.window
}

// filingStatus turns the outbox's state into what the truth chip says.
func (p *Program) filingStatus() present.FilingStatus {
	if p.drainer == nil {
		return present.FilingStatus{}
	}
	status := p.drainer.Status()
	shown := present.FilingStatus{
		Waiting: status.Counts.Queued + status.Counts.Sending + status.Counts.Unknown, Rejected: status.Counts.Quarantined,
		Oldest: status.Counts.Oldest, Deadline: status.Counts.NextDeadline, Down: status.Phase == outbox.Down, Since: status.Since,
	}
	if status.Line.Up {
		shown.LastFiled = status.Line.Last
	}
	if status.Problem != nil && (status.Phase == outbox.KeysWanted || status.Phase == outbox.Stopped) {
		shown.Paused = status.Problem.Message
	}
	return shown
}

func (p *Program) feedStatus() present.FeedStatus {
	if p.feed == nil {
		return present.FeedStatus{}
	}
	status := p.feed.Status()
	return present.FeedStatus{Configured: true, Live: status.Live, Since: status.LastFrame}
}
