package present

import (
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// tabletRowsMax is how many tablets have a row at a time; the arrows move them.
const tabletRowsMax = 5

// settingOff is what the settings file lacks, as it is written there.
const settingOff = "[tablet]\nlisten = \"192.168.1.10:8443\""

// pages are the parts of the section More.
func (f *frame) pages() []Choice {
	choices := []Choice{
		{ID: string(PageSales), Label: f.say(text.PageSales)},
		{ID: string(PageTablets), Label: f.say(text.PageTablets)},
		{ID: string(PageFiling), Label: f.say(text.PageFiling)},
	}
	current := pick(f.s.page == "", PageSales, f.s.page)
	for i := range choices {
		choices[i].Chosen = choices[i].ID == string(current)
	}
	return choices
}

// shownOf is which part of a list has rows, so that the selected entry is among
// them, and the place of that entry in the list.
func shownOf(count, selected, most int) (first, last, at int) {
	at = min(selected, max(count-1, 0))
	first = max(at-most+1, 0)
	return first, min(first+most, count), at
}

func (f *frame) tablets() error {
	view := &Tablets{
		Pages: f.pages(), Title: f.say(text.TabletsTitle), Text: f.say(text.TabletsText), Rows: []Step{},
		Revoke: Button{Label: f.say(text.Revoke), Key: "Del"},
	}
	if f.tabletsErr != nil {
		return f.tabletsErr
	}
	devices := f.paired
	first, last, at := shownOf(len(devices), f.s.tablet, tabletRowsMax)
	for i, device := range devices[first:last] {
		view.Rows = append(view.Rows, f.tabletRow(device, first+i == at))
	}
	view.Selected = at - first
	if hidden := len(devices) - len(view.Rows); hidden > 0 {
		view.More = f.say(text.TabletMore, text.Count(int64(hidden)))
	}
	if len(devices) == 0 {
		view.Text, view.Revoke.State = f.say(text.TabletsNone), ButtonBlocked
	}
	f.pairing(view)
	f.screen.Name, f.screen.Tablets = ScreenTablets, view
	return nil
}

func (f *frame) tabletRow(tablet till.Tablet, selected bool) Step {
	at := tablet.PairedAt.In(f.c.options.Zone)
	row := Step{
		Icon: iconLink, Title: plain(tablet.Name), ID: tablet.ID, Current: selected,
		Text: f.say(text.TabletPaired, f.language.ShortDay(clock.LegalDay(at, f.c.options.Zone)), f.clock(at), f.nameOf(tablet.PairedBy)),
	}
	switch linked := f.c.options.TabletLinked; {
	case linked != nil && linked(tablet.ID):
		row.Tone, row.Right = Good, f.say(text.TabletLinked)
	case tablet.LastSeen.IsZero():
		row.Right = f.say(text.TabletUnseen)
	default:
		row.Right = f.say(text.TabletSeen, f.due(tablet.LastSeen))
	}
	if names := tablet.Staff; len(names) > 0 {
		row.Note = f.say(text.TabletWorks, text.ShortName(names[0]))
		if len(names) > 1 {
			row.Note += ", +" + text.Count(int64(len(names)-1))
		}
	}
	return row
}

// pairing is the right column: the code and who asks with it.
func (f *frame) pairing(view *Tablets) {
	if len(f.c.options.TabletAddress) == 0 {
		view.PairTitle, view.PairText, view.Setting = f.say(text.PairOff), f.say(text.PairOffText), settingOff
		return
	}
	view.PairTitle, view.PairText = f.say(text.PairTitle, f.c.options.Shop.Terminal), f.say(text.PairHow)
	view.Pair = Button{Label: f.say(text.Pair), Key: "Enter"}
	requests := f.c.options.Till.PairingRequests()
	if f.s.pairing {
		view.Stop = Button{Label: f.say(text.PairStop), Key: "Esc"}
		view.Pair.Label = f.say(text.PairAgain)
		offer, stands := f.c.options.Till.PairingOffer()
		switch {
		case stands:
			view.PairText, view.Pair.Key = f.say(text.PairText), ""
			view.Offer = f.offered(offer.Code, offer.Until.Sub(f.now), offer.TriesLeft)
		case len(requests) == 0:
			view.PairTitle, view.PairText = f.say(text.PairOver), f.say(text.PairOverText)
		}
	}
	for _, request := range requests {
		name := plain(request.Name)
		each := Asking{
			ID: request.ID, Approve: Button{Label: f.say(text.PairApprove)}, Refuse: Button{Label: f.say(text.PairRefuse)},
			Row: Step{Icon: iconLink, Tone: Caution, Title: f.say(text.PairAsks, name), Text: f.say(text.PairAsked, f.clock(request.AskedAt))},
		}
		if len(view.Asking) == 0 {
			each.Approve.Key, each.Refuse.Key, view.Pair.Key = "Enter", "R", ""
		}
		view.Asking = append(view.Asking, each)
	}
	if len(view.Asking) > 0 {
		view.AskingOf = f.say(text.PairIsYours)
	}
}

// offered is a code that holds, as words and as a QR code.
func (f *frame) offered(code string, left time.Duration, tries int) *PairingOffer {
	addresses := f.c.options.TabletAddress
	url := pairingURL(addresses[0], code)
	offer := &PairingOffer{
		CodeLabel: f.say(text.PairCode), Code: spaced(code),
		Left:  Fact{Icon: iconClock, Text: f.say(text.PairLeft, text.Wait(left))},
		Tries: f.language.Of(tries, text.PairTry, text.PairTries), AddressLabel: f.say(text.PairAddress),
		Address: bare(addresses[0]) + "/pair", QR: modules(url),
	}
	if len(addresses) > 1 {
		others := make([]string, 0, len(addresses)-1)
		for _, address := range addresses[1:] {
			others = append(others, bare(address)+"/pair")
		}
		offer.Others = f.say(text.PairOr, strings.Join(others, ", "))
	}
	if f.c.options.TabletFingerprint != "" {
		offer.CertificateLabel, offer.Certificate = f.say(text.PairCertificate), f.c.options.TabletFingerprint
	}
	return offer
}

func bare(address string) string {
	return strings.TrimSuffix(strings.TrimPrefix(address, "https://"), "/")
}

func pairingURL(address, code string) string {
	return "https://" + bare(address) + "/pair?code=" + code
}

// spaced puts a space into the middle of a code, "482 915", for reading aloud.
func spaced(code string) string {
	if len(code) != 6 {
		return code
	}
	return code[:3] + " " + code[3:]
}

// modules are the dark and light modules of a QR code, without its quiet zone.
// What is too long for one gives none: the address and the digits stay.
func modules(content string) []ModuleRow {
	code, err := qr.Encode(content, qr.M, qr.Unicode)
	if err != nil {
		return nil
	}
	bounds := code.Bounds()
	rows := make([]ModuleRow, bounds.Dy())
	for y := range rows {
		rows[y] = make(ModuleRow, bounds.Dx())
		for x := range rows[y] {
			luminance, _, _, _ := code.At(bounds.Min.X+x, bounds.Min.Y+y).RGBA()
			rows[y][x] = luminance < 0x8000
		}
	}
	return rows
}
