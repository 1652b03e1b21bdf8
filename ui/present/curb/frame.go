package curb

import (
	"encoding/json"
	"hash/fnv"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// The icons, by the names of their files.
const (
	iconDone    = "check-circle"
	iconWarning = "warning"
	iconClock   = "schedule"
	iconWait    = "hourglass-top"
	iconCash    = "payments"
	iconCard    = "credit-card"
	iconBag     = "shopping-bag"
	iconCar     = "directions-car"
	iconScan    = "barcode-scanner"
	iconBlock   = "block"
	iconLock    = "lock"
	iconReturn  = "assignment-return"
	iconOffline = "cloud-off"
	iconReceipt = "receipt-long"
	iconCheck   = "confirm"
	iconCancel  = "cancel-ring"
)

// frame is one page being put together from one state of the database.
type frame struct {
	d        *Desk
	who      Who
	language text.Language
	now      time.Time // in the store's zone
	reader   terminal.Reader
	head     terminal.Head
	staff    map[string]string // short names by id
}

// open reads what every page has.
func (f *frame) open() error {
	var err error
	if f.head, err = f.reader.Head(); err != nil {
		return err
	}
	members, err := f.reader.StaffMembers()
	if err != nil {
		return err
	}
	f.staff = make(map[string]string, len(members))
	for _, member := range members {
		f.staff[member.ID] = text.ShortName(clean(member.Name, nameRunesMax))
	}
	return nil
}

func (f *frame) say(message text.Message, args ...any) string {
	return f.language.Say(message, args...)
}

// clock gives the time of day of a moment in the store's zone.
func (f *frame) clock(moment time.Time) string {
	return f.language.Clock(moment.In(f.d.options.Zone))
}

// nameOf is a staff member's short name.
func (f *frame) nameOf(id string) string {
	if name, ok := f.staff[id]; ok {
		return name
	}
	return clean(id, nameRunesMax)
}

// today is the legal day.
func (f *frame) today() clock.Date { return clock.LegalDay(f.now, f.d.options.Zone) }

// city names the store's zone: "Denver".
func (f *frame) city() string {
	zone := f.d.options.Zone.String()
	return strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " ")
}

// packName is the jurisdiction's pack in force, such as "US-CO 2026.11".
func (f *frame) packName() string { return f.d.packName(f.now) }

func (d *Desk) packName(at time.Time) string {
	name, _, _ := strings.Cut(d.options.Rules.Version(at), " + ")
	return name
}

// rulesInForce names the pack, and that it is a draft, wherever a page is shown.
func (d *Desk) rulesInForce(language text.Language) string {
	status := d.options.Rules.Status()
	if d.options.Rules.Draft() {
		status = language.Say(text.Draft)
	}
	return language.Say(text.RulesFooter, d.packName(d.now()), status)
}

// page is the frame around a page.
func (f *frame) page(title string) Frame {
	page := f.d.outside(f.language, title)
	page.Who = text.ShortName(clean(f.who.Session.Name, nameRunesMax))
	page.Linked = f.linked()
	page.Epoch, page.Sequence = f.head.Epoch, f.head.Sequence
	page.Notice = f.notice("")
	return page
}

// outside is the frame of a page for which nobody need be signed in.
func (d *Desk) outside(language text.Language, title string) Frame {
	if !language.Valid() {
		language = text.English
	}
	say := language.Say
	shop := d.options.Shop
	other := map[text.Language]string{text.English: "Español", text.Spanish: "English"}
	return Frame{
		Language: language, Title: title, Store: shop.Name, Terminal: shop.Terminal, Lost: say(text.CurbLost, shop.Terminal, "%s"),
		License: strings.TrimPrefix(shop.License+", "+shop.Terminal, ", "), Rules: d.rulesInForce(language),
		Words: Words{
			SignOut: say(text.SignOut), Language: say(text.CurbLanguage), OtherLanguage: other[language], Back: say(text.Back),
			Help: say(text.CurbHelp), Skip: say(text.CurbSkip), SaveFirst: say(text.CurbSaveFirst),
			Saving: say(text.Saving), Looking: say(text.LookingUp),
		},
	}
}

// linked says whether the till takes commands and how current the shop's feed is.
func (f *frame) linked() Pill {
	name := f.d.options.Shop.Terminal
	switch state, _ := f.d.options.Till.State(); state {
	case till.Halted:
		return Pill{iconBlock, f.say(text.MustRestart, name), Halt}
	case till.Settling:
		return Pill{iconWait, f.say(text.LookingUp), Look}
	}
	if f.d.options.Feed == nil {
		return Pill{iconDone, f.say(text.CurbLinked, name), Good}
	}
	feed := f.d.options.Feed()
	switch {
	case !feed.Configured:
		return Pill{iconDone, f.say(text.CurbLinked, name), Good}
	case feed.Live:
		return Pill{iconDone, f.say(text.CurbLinkedLive, name), Good}
	case feed.Since.IsZero():
		return Pill{iconOffline, f.say(text.CurbLinkedNever, name), Look}
	}
	return Pill{iconOffline, f.say(text.CurbLinkedStale, name, f.clock(feed.Since)), Look}
}

// notice is what became of the last tap at an order, if it was no.
func (f *frame) notice(order string) *Notice {
	kept := f.d.draft(place{f.who.Device.ID, order}).notice
	if kept == nil {
		return nil
	}
	tone := Look
	switch kept.err.Kind {
	case terminal.Refused, terminal.Internal, terminal.Unknown:
		tone = Halt
	}
	sentence, hint := f.language.Error(kept.err)
	return &Notice{tone, clean(sentence, noteRunesMax), clean(hint, noteRunesMax)}
}

// tabs are the three lists.
func (f *frame) tabs(active string, cars, ready int) []Tab {
	return []Tab{
		{"arrivals", iconCar, f.say(text.CurbTabArrivals), cars, active == "arrivals"},
		{"ready", iconBag, f.say(text.CurbTabReady), ready, active == "ready"},
		{"done", iconDone, f.say(text.CurbTabDone), -1, active == "done"},
	}
}

// orderLink is the path of an order's page.
func orderLink(id string) string { return "/order/" + url.PathEscape(id) }

// version changes when what it is made of does.
func version(shown any) string {
	digest := fnv.New64a()
	if err := json.NewEncoder(digest).Encode(shown); err != nil {
		return ""
	}
	return strconv.FormatUint(digest.Sum64(), 36)
}
