package counter

import (
	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

const (
	rightWidth  float32 = 582
	stripHeight float32 = 84
	// compactHeight is the strip's where height is scarce.
	compactHeight float32 = 64
)

// leftWidth is the left column's: the right one is fixed.
func leftWidth(width float32) float32 { return width - rightWidth - margin }

// free is a layout that a screen does itself.
type free struct {
	least fyne.Size
	place func(size fyne.Size)
}

// MinSize implements fyne.Layout.
func (f *free) MinSize([]fyne.CanvasObject) fyne.Size { return f.least }

// Layout implements fyne.Layout.
func (f *free) Layout(_ []fyne.CanvasObject, size fyne.Size) { f.place(size) }

// put lays an object; a width or height of 0 is its least.
func put(object fyne.CanvasObject, x, y, width, height float32) {
	least := object.MinSize()
	if width == 0 {
		width = least.Width
	}
	if height == 0 {
		height = least.Height
	}
	object.Move(fyne.NewPos(x, y))
	object.Resize(fyne.NewSize(width, height))
}

func visible(object fyne.CanvasObject, yes bool) {
	if yes && !object.Visible() {
		object.Show()
	}
	if !yes && object.Visible() {
		object.Hide()
	}
}

func toneOf(tone present.Tone) kit.Tone {
	switch tone {
	case present.Good:
		return kit.Good
	case present.Info:
		return kit.Info
	case present.Caution:
		return kit.Caution
	case present.Alarm:
		return kit.Alarm
	}
	return kit.Neutral
}

// icons of Fyne's own set have other names there.
var icons = map[string]look.Icon{"history": look.History, "info": look.Info, "warning": look.Warning}

func iconOf(name string) look.Icon {
	if icon, ok := icons[name]; ok {
		return icon
	}
	return look.Icon(name)
}

// action dresses a button; what the view-model does not say is in base.
func action(button present.Button, base kit.ActionProps) kit.ActionProps {
	base.Label, base.Key, base.Second, base.Chosen = button.Label, button.Key, button.Second, button.Chosen
	switch button.State {
	case present.ButtonBusy:
		base.State, base.Key = kit.Busy, ""
	case present.ButtonBlocked:
		base.State, base.Key = kit.Blocked, ""
	}
	return base
}

func toned(words string, tone present.Tone) kit.Line {
	line := kit.Parse(words)
	if tone == present.Caution || tone == present.Alarm {
		for i := range line {
			if line[i].Bold {
				line[i].Color = toneOf(tone).Ink()
			}
		}
	}
	return line
}

func barProps(bar present.Bar) kit.TopBarProps {
	props := kit.TopBarProps{Shop: bar.Shop, Terminal: bar.Terminal, Person: bar.Person, Clock: bar.Clock}
	tabIcons := map[present.Tab]look.Icon{
		present.TabSell: look.PointOfSale, present.TabOrders: look.ShoppingBag, present.TabShift: look.Payments, present.TabMore: look.MoreHorizontal,
	}
	for _, tab := range bar.Tabs {
		props.Tabs = append(props.Tabs, kit.TabProps{
			Icon: tabIcons[tab.ID], Label: tab.Label, Count: tab.Count, CountTone: toneOf(tab.Tone), Current: tab.Current,
		})
	}
	props.Chip = kit.ChipProps{Tone: toneOf(bar.Chip.Tone), Feed: chipLine(bar.Chip.Feed), State: chipLine(bar.Chip.State)}
	return props
}

func chipLine(fact present.Fact) kit.ChipLine {
	return kit.ChipLine{Icon: iconOf(fact.Icon), Tone: toneOf(fact.Tone), Text: toned(fact.Text, fact.Tone)}
}

func footerProps(footer present.Footer) kit.FooterProps {
	props := kit.FooterProps{Rules: footer.Rules, Hint: footer.Hint, Licence: footer.License}
	for _, key := range footer.Keys {
		props.Keys = append(props.Keys, kit.KeyCaption{Key: key.Key, Does: key.Does})
	}
	return props
}

func bannerProps(banner present.Banner) kit.BannerProps {
	return kit.BannerProps{
		Tone: toneOf(banner.Tone), Icon: iconOf(banner.Icon), Title: banner.Title, Text: kit.Parse(banner.Text),
		Right: [2]kit.Line{kit.Parse(banner.Right[0]), kit.Parse(banner.Right[1])},
	}
}

func factsOf(facts []present.Fact) []kit.Fact {
	var out []kit.Fact
	for _, fact := range facts {
		out = append(out, kit.Fact{Icon: iconOf(fact.Icon), Tone: toneOf(fact.Tone), Text: kit.Parse(fact.Text)})
	}
	return out
}

func personProps(person present.Person, compact bool) kit.PersonProps {
	states := map[present.PersonState]kit.PersonState{
		present.PersonNobody: kit.NobodyYet, present.PersonReading: kit.ReadingID, present.PersonAccepted: kit.AcceptedID,
		present.PersonRefused: kit.RefusedID, present.PersonUnreadable: kit.UnreadableID,
	}
	props := kit.PersonProps{
		State: states[person.State], Verdict: person.Verdict, Class: person.Class, Detail: person.Detail, Name: person.Name, Text: person.Text,
		Facts: factsOf(person.Facts), Compact: compact, Action: action(person.Action, kit.ActionProps{}),
	}
	if compact {
		props.Action.Kind, props.Action.Icon = kit.Quiet, look.NavigateBack
	}
	return props
}

var shades = []look.Token{look.M0, look.M1, look.M2, look.M3}

func segments(parts []present.Part) []kit.MeterSegment {
	var out []kit.MeterSegment
	for _, part := range parts {
		out = append(out, kit.MeterSegment{Permille: part.Permille, Token: shades[part.Shade%len(shades)], Label: part.Label, Amount: part.Amount})
	}
	return out
}

var meterStates = map[present.MeterState]kit.MeterState{
	present.MeterUnused: kit.Unused, present.MeterUnder: kit.Under, present.MeterNearly: kit.NearlyFull, present.MeterAt: kit.AtLimit, present.MeterOver: kit.OverLimit,
}

func meterProps(meter present.Meter) kit.MeterProps {
	props := kit.MeterProps{
		Title: meter.Title, Rule: meter.Rule, State: meterStates[meter.State], Percent: meter.Percent, Used: meter.Used,
		Segments: segments(meter.Parts), Left: kit.Parse(meter.Left), More: meter.More,
	}
	for _, row := range meter.Rows {
		props.Rows = append(props.Rows, kit.MeterRow{State: meterStates[row.State], Name: row.Name, Amount: row.Amount, Parts: segments(row.Parts)})
	}
	return props
}

func reasonProps(reason present.Reason) kit.ReasonProps {
	props := kit.ReasonProps{
		Title: reason.Title, Text: reason.Text, Bar: segments(reason.Bar), LimitLabel: reason.LimitLabel, TotalLabel: reason.TotalLabel,
		WorkTitle: reason.WorkTitle, Rule: reason.Rule, RuleText: reason.RuleText, Citation: reason.Citation, FixTitle: kit.Parse(reason.FixTitle),
		StepsTitle: reason.StepsTitle, Steps: reason.Steps, Record: reason.Record, RecordText: reason.RecordText,
	}
	for _, work := range reason.Work {
		props.Work = append(props.Work, kit.ReasonRow{What: work.What, How: work.How, Value: work.Value, Sum: work.Sum})
	}
	for _, fix := range reason.Fixes {
		props.Fixes = append(props.Fixes, action(fix, kit.ActionProps{}))
	}
	for i, button := range reason.Actions {
		base := kit.ActionProps{Height: 64}
		if i == len(reason.Actions)-1 {
			base.Kind, base.TextSize = kit.Primary, 22
		}
		props.Actions = append(props.Actions, action(button, base))
	}
	return props
}

func rowProps(step present.Step, separator bool) kit.RowProps {
	line := kit.Parse(step.Text)
	for i := range line {
		if line[i].Bold && step.Tone != present.Neutral {
			line[i].Color = toneOf(step.Tone).Ink()
		}
	}
	return kit.RowProps{
		Icon: iconOf(step.Icon), Tone: toneOf(step.Tone), Title: step.Title, Text: line, Right: step.Right, RightText: step.Note, Separator: separator,
	}
}
