package present

import (
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/ui/text"
)

const (
	// lineDownAfter is how long the line is down before the banner says so; the
	// chip says it at once.
	lineDownAfter = 40 * time.Second
	// dueSoon is how close a deadline is when the chip warns.
	dueSoon = 2 * time.Hour
	// causeLineDown names the banner that Esc hides until the line was up again.
	causeLineDown = "line_down"
)

// Icons by the names that screens and pages share.
const (
	iconFine      = "check-circle"
	iconDone      = "task-alt"
	iconClock     = "schedule"
	iconWait      = "hourglass-top"
	iconError     = "error-outline"
	iconLock      = "lock"
	iconCloudOff  = "cloud-off"
	iconWiFiOff   = "wifi-off"
	iconScanner   = "barcode-scanner"
	iconBadge     = "badge"
	iconBlock     = "block"
	iconCash      = "payments"
	iconCard      = "credit-card"
	iconReceipt   = "receipt-long"
	iconDatabase  = "database"
	iconBag       = "shopping-bag"
	iconStore     = "storefront"
	iconCar       = "directions-car"
	iconFlag      = "flag"
	iconGavel     = "gavel"
	iconBell      = "notifications-active"
	iconCloudDone = "cloud-done"
	iconBuild     = "build"
	iconHistory   = "history"
	iconInfo      = "info"
	iconLink      = "link"
	iconWarning   = "warning"
	iconScale     = "scale"
	iconLabel     = "label"
)

func (f *frame) bar(orders []terminal.Order) Bar {
	shop := f.c.options.Shop
	bar := Bar{
		Shop: shop.Name, Terminal: shop.Terminal, Person: text.ShortName(f.s.session.Name),
		Clock: f.clock(f.now), Chip: f.chip(),
	}
	if f.s.session.ID == "" || f.s.session.MustChangePIN {
		bar.Person = ""
		return bar
	}
	waiting, late := 0, false
	for _, o := range orders {
		waiting++
		late = late || order.Here(o) && o.ClaimedBy == "" || o.Attention != ""
	}
	bar.Tabs = []Section{
		{ID: TabSell, Label: f.say(text.Sell)},
		{ID: TabOrders, Label: f.say(text.Orders), Count: strconv.Itoa(waiting)},
		{ID: TabShift, Label: f.say(text.Shift)},
		{ID: TabMore, Label: f.say(text.More)},
	}
	if late {
		bar.Tabs[1].Tone = Caution
	}
	if asking := len(f.c.options.Till.PairingRequests()); asking > 0 {
		bar.Tabs[3].Count, bar.Tabs[3].Tone = strconv.Itoa(asking), Caution
	}
	for i := range bar.Tabs {
		bar.Tabs[i].Current = bar.Tabs[i].ID == f.s.tab
	}
	return bar
}

func (f *frame) feed() FeedStatus {
	if f.c.options.Feed == nil {
		return FeedStatus{}
	}
	return f.c.options.Feed()
}

func (f *frame) filing() FilingStatus {
	if f.c.options.Filing == nil {
		return FilingStatus{}
	}
	return f.c.options.Filing()
}

func (f *frame) chip() Chip {
	chip := Chip{Feed: Fact{Icon: iconFine, Tone: Good, Text: f.say(text.FeedLive)}}
	switch feed := f.feed(); {
	case !feed.Configured:
		chip.Feed = Fact{Icon: iconCloudDone, Text: f.say(text.FeedNone)}
	case feed.Live:
	case feed.Since.IsZero():
		chip.Tone, chip.Feed = Caution, Fact{Icon: iconCloudOff, Tone: Caution, Text: f.say(text.FeedNever)}
	default:
		chip.Tone, chip.Feed = Caution, Fact{Icon: iconCloudOff, Tone: Caution, Text: f.say(text.FeedStale, f.clock(feed.Since))}
	}
	tone, state := f.stateFact()
	if rank(tone) > rank(chip.Tone) {
		chip.Tone = tone
	}
	chip.State = state
	return chip
}

func rank(tone Tone) int {
	switch tone {
	case Caution:
		return 1
	case Alarm:
		return 2
	}
	return 0
}

// stateFact is the chip's second line: what the state does not have yet.
func (f *frame) stateFact() (Tone, Fact) {
	if !f.c.options.Shop.Reports {
		return Neutral, Fact{Icon: iconCloudDone, Text: f.say(text.StateNone)}
	}
	filing := f.filing()
	waiting, open := text.Count(int64(filing.Waiting)), filing.Waiting+filing.Rejected
	left := filing.Deadline.Sub(f.now)
	switch {
	case filing.Paused != "":
		return Alarm, Fact{Icon: iconLock, Tone: Alarm, Text: f.say(text.StatePaused)}
	case open == 0 && filing.LastFiled.IsZero():
		return Neutral, Fact{Icon: iconFine, Tone: Good, Text: f.say(text.StateCalm)}
	case open == 0:
		return Neutral, Fact{Icon: iconFine, Tone: Good, Text: f.say(text.StateCalmLast, f.clock(filing.LastFiled))}
	case !filing.Deadline.IsZero() && left < 0:
		return Alarm, Fact{Icon: iconError, Tone: Alarm, Text: f.say(text.StateOverdue, f.clock(filing.Deadline), text.Count(int64(open)))}
	case filing.Rejected > 0 && filing.Waiting == 0:
		return Caution, Fact{Icon: iconError, Tone: Alarm, Text: f.say(text.StateOnlyBad, text.Count(int64(filing.Rejected)))}
	case filing.Rejected > 0:
		return Caution, Fact{Icon: iconError, Tone: Alarm, Text: f.say(text.StateRejected, waiting, text.Count(int64(filing.Rejected)), f.clock(filing.Deadline))}
	case !filing.Deadline.IsZero() && left < dueSoon:
		return Caution, Fact{Icon: iconWait, Tone: Caution, Text: f.say(text.StateDueSoon, text.Age(left), waiting)}
	}
	return Neutral, Fact{Icon: iconClock, Text: f.say(text.StateWaiting, waiting, text.Age(f.now.Sub(filing.Oldest)), f.due(filing.Deadline))}
}

// due says a deadline: the time alone if it is today, otherwise with its day.
func (f *frame) due(deadline time.Time) string {
	day := clock.LegalDay(deadline, f.c.options.Zone)
	if day == f.c.legalDay() {
		return f.clock(deadline)
	}
	return f.say(text.DayAt, f.language.ShortDay(day), f.clock(deadline))
}

func (f *frame) footer() Footer {
	status := f.c.options.Rules.Status()
	if f.c.options.Rules.Draft() {
		status = f.say(text.Draft)
	}
	footer := Footer{License: f.c.options.Shop.License}
	footer.Rules = f.say(text.RulesFooter, f.packName(), status)
	switch {
	case f.s.session.ID == "" || f.s.session.MustChangePIN || f.s.done != nil || f.s.pay != nil:
	case f.s.tab == TabOrders && f.s.order == "":
		footer.Hint = f.say(text.HintArrows)
	case f.s.tab == TabShift:
		footer.Hint = f.say(text.HintNext)
	case f.s.tab == TabSell:
		footer.Keys = []Key{{"F1", f.say(text.KeyHelp)}, {"F5", f.say(text.KeyRecall)}, {"F6", f.say(text.KeyOrders)}}
	}
	return footer
}

// packName is the jurisdiction's pack in force, such as "US-CO 2026.11".
func (f *frame) packName() string {
	name, _, _ := strings.Cut(f.c.options.Rules.Version(f.now), " + ")
	return name
}

// banner says what the last press was answered, or what is wrong with the whole
// shop. The till's own trouble goes first.
func (f *frame) banner() *Banner {
	if banner := f.tillBanner(); banner != nil {
		return banner
	}
	if f.s.notice != nil && f.s.session.ID != "" {
		icon := map[Tone]string{Alarm: iconBlock, Caution: iconWarning, Good: iconDone}[f.s.notice.tone]
		if icon == "" {
			icon = iconInfo
		}
		return &Banner{
			Icon: icon, Tone: f.s.notice.tone, Title: f.s.notice.title, Text: f.s.notice.text,
			Right: [2]string{"", f.say(text.TapEscape)},
		}
	}
	if f.s.session.ID == "" || f.s.done != nil || f.s.pay != nil || f.screen.Refused != nil {
		return nil
	}
	return f.lineDown()
}

// lineDown is the banner of a line that is down for a while.
func (f *frame) lineDown() *Banner {
	feed, filing := f.feed(), f.filing()
	var since time.Time
	if feed.Configured && !feed.Live {
		since = feed.Since
	}
	if filing.Down && (since.IsZero() || filing.Since.Before(since)) {
		since = filing.Since
	}
	if since.IsZero() || f.now.Sub(since) < lineDownAfter {
		f.c.set(func(s *state) {
			if since.IsZero() {
				s.hidden = ""
			}
		})
		return nil
	}
	stopped := filing.Down && !f.c.options.Rules.OfflineSale(terminal.Adult, f.now).Allowed
	if f.s.hidden == causeLineDown && !stopped {
		return nil
	}
	ago := text.Age(f.now.Sub(since))
	banner := &Banner{Icon: iconWiFiOff, Tone: Caution, Title: f.say(text.LineDown, ago), Text: f.say(text.LineDownText)}
	if stopped {
		banner.Tone, banner.Title = Alarm, f.say(text.LineDownStop, ago)
		banner.Text = f.c.options.Rules.OfflineSale(terminal.Adult, f.now).Text
	}
	if filing.Waiting > 0 {
		banner.Right[0] = f.language.Of(filing.Waiting, text.SavedHereOne, text.SavedHereMany)
		banner.Right[1] = f.say(text.FileBy, f.due(filing.Deadline))
	}
	return banner
}
