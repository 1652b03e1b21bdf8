package kit_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
)

// boardsFolder names the environment variable that asks for the boards as PNG
// files in the folder it holds.
const boardsFolder = "CURBLINE_BOARDS"

// board is every part in its states, laid out by hand.
type board struct {
	box   *fyne.Container
	focus []fyne.Focusable
}

func (b *board) put(object fyne.CanvasObject, x, y, width, height float32) {
	least := object.MinSize()
	if width == 0 {
		width = least.Width
	}
	if height == 0 {
		height = least.Height
	}
	object.Move(fyne.NewPos(x, y))
	object.Resize(fyne.NewSize(width, height))
	b.box.Add(object)
}

func (b *board) say(text string, x, y, size float32, bold bool) {
	line := kit.Plain(text)
	if bold {
		line = kit.Strong(text)
	}
	color := look.Ink
	if !bold {
		color = look.Ink2
	}
	b.put(kit.NewWords(kit.WordsProps{Text: line, Size: size, Color: color}), x, y, 0, 0)
}

func newBoard() *board {
	return &board{box: container.NewWithoutLayout(), focus: nil}
}

// render draws a board as a window of the size given would look.
func render(t *testing.T, name string, width, height float32, mode look.Mode, fill func(*board)) *board {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.New(mode))
	b := newBoard()
	c := software.NewCanvas()
	c.SetPadded(false)
	ground := canvas.NewRectangle(look.Paint(look.Bg))
	fill(b)
	c.SetContent(container.NewStack(ground, b.box))
	c.Resize(fyne.NewSize(width, height))
	for _, each := range b.focus {
		each.FocusGained()
	}
	image := c.Capture()
	if bounds := image.Bounds(); bounds.Dx() != int(width) || bounds.Dy() != int(height) {
		t.Errorf("%s: drawn at %v", name, bounds)
	}
	folder := os.Getenv(boardsFolder)
	if folder == "" {
		return b
	}
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%s-%s.png", name, map[look.Mode]string{look.Light: "light", look.Dark: "dark"}[mode])))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, image); err != nil {
		t.Fatal(err)
	}
	return b
}

// boards are all boards by name; every test that walks parts walks these.
var boards = map[string]struct {
	width, height float32
	fill          func(*board)
}{
	"components": {1366, 1120, fillComponents},
	"checkout":   {1366, 768, fillCheckout},
	"lineDown":   {1366, 768, fillLineDown},
	"orders":     {1366, 768, fillOrders},
	"refused":    {1366, 768, fillRefused},
	"overLimit":  {1366, 768, fillOverLimit},
	"pay":        {1366, 768, fillPay},
	"shift":      {1366, 768, fillShift},
}

func TestBoardsRender(t *testing.T) {
	for name, board := range boards {
		for _, mode := range []look.Mode{look.Light, look.Dark} {
			render(t, name, board.width, board.height, mode, board.fill)
		}
	}
}

func action(b *board, props kit.ActionProps, x, y float32) *kit.Action {
	a := kit.NewAction(props, nil)
	b.put(a, x, y, 0, 0)
	return a
}

func fillComponents(b *board) {
	b.say("Buttons, 56 px (Pay 76, keypad 76)", 24, 20, 22, true)
	action(b, kit.ActionProps{Kind: kit.Primary, Label: "Pay", Key: "F9"}, 24, 58)
	b.focus = append(b.focus, action(b, kit.ActionProps{Kind: kit.Primary, Label: "Pay", Key: "F9"}, 156, 58))
	action(b, kit.ActionProps{Kind: kit.Primary, State: kit.Busy, Label: "Saving…"}, 288, 58)
	action(b, kit.ActionProps{Kind: kit.Primary, State: kit.Blocked, Label: "Over the limit"}, 449, 58)
	action(b, kit.ActionProps{Label: "Hold", Key: "F4"}, 660, 58)
	action(b, kit.ActionProps{Label: "Hold", Key: "F4"}, 802, 58).MouseIn(&desktop.MouseEvent{})
	action(b, kit.ActionProps{Label: "$200", Chosen: true}, 943, 58)
	action(b, kit.ActionProps{Kind: kit.Destructive, Label: "Hold to void", Icon: look.Delete, Hold: time.Second}, 1074, 58)
	for x, text := range map[float32]string{24: "primary", 156: "focus", 288: "busy", 449: "blocked, says why", 660: "secondary", 802: "hover", 943: "chosen", 1074: "destructive, 1 s"} {
		b.say(text, x, 118, 18, false)
	}
	fillChips(b)
	fillPersons(b)
	fillMeters(b)
	b.put(kit.NewPageHeader(kit.HeaderProps{Title: "Fields", Size: 22}), 608, 862, 200, 0)
	field := kit.NewField(kit.FieldProps{Placeholder: "Search"})
	b.put(field, 608, 898, 222, 0)
	typed := kit.NewField(kit.FieldProps{})
	typed.SetText("blue me")
	b.focus = append(b.focus, typed.Focusable())
	b.put(typed, 846, 898, 222, 0)
	wrong := kit.NewField(kit.FieldProps{Error: "Cents have two places"})
	wrong.SetText("12.345")
	b.put(wrong, 1084, 898, 222, 0)
	b.say("rest", 608, 958, 18, false)
	b.say("focus", 846, 958, 18, false)
	b.say("error, in words", 1084, 986, 18, false)
	b.say("Pills", 608, 1024, 22, true)
	x := float32(608)
	for _, pill := range []kit.PillProps{
		{Tone: kit.Good, Icon: look.TaskAlt, Text: "Paid"},
		{Tone: kit.Info, Icon: look.CreditCard, Text: "Authorized"},
		{Tone: kit.Neutral, Icon: look.Payments, Text: "Pay at pick-up"},
		{Tone: kit.Caution, Icon: look.HourglassTop, Text: "Still picking"},
		{Tone: kit.Alarm, Icon: look.Block, Text: "Refused"},
	} {
		part := kit.NewPill(pill)
		b.put(part, x, 1060, 0, 0)
		x += part.MinSize().Width + 10
	}
}

func chip(tone kit.Tone, feedIcon look.Icon, feedTone kit.Tone, feed kit.Line, stateIcon look.Icon, stateTone kit.Tone, state kit.Line) kit.ChipProps {
	return kit.ChipProps{
		Tone:  tone,
		Feed:  kit.ChipLine{Icon: feedIcon, Tone: feedTone, Text: feed},
		State: kit.ChipLine{Icon: stateIcon, Tone: stateTone, Text: state},
	}
}

func working() kit.ChipProps {
	return chip(kit.Neutral, look.CheckCircle, kit.Good, kit.Plain("Shop feed live"),
		look.Schedule, kit.Neutral, kit.Plain("State: 3 waiting, oldest 4 min, due 11:59 PM"))
}

func fillChips(b *board) {
	b.say("Truth chip", 24, 160, 22, true)
	live := kit.Plain("Shop feed live")
	for i, each := range []struct {
		props   kit.ChipProps
		caption string
	}{
		{chip(kit.Neutral, look.CheckCircle, kit.Good, live, look.CheckCircle, kit.Good, kit.Plain("State: all filed, last 2:35 PM")), "calm"},
		{working(), "working"},
		{chip(kit.Caution, look.CloudOff, kit.Caution, kit.Line{{Text: "Shop feed stale since 2:12 PM", Bold: true, Color: look.Warn}}, look.Schedule, kit.Caution, kit.Plain("State: 11 waiting, oldest 24 min")), "line down"},
		{chip(kit.Caution, look.CheckCircle, kit.Good, live, look.ErrorOutline, kit.Alarm, kit.Line{{Text: "State: 3 waiting, "}, {Text: "1 rejected", Bold: true, Color: look.Stop}}), "needs a person"},
		{chip(kit.Caution, look.CheckCircle, kit.Good, live, look.HourglassTop, kit.Caution, kit.Line{{Text: "State: due in 52 min, 11 waiting", Bold: true, Color: look.Warn}}), "deadline within 2 h"},
		{chip(kit.Alarm, look.CheckCircle, kit.Good, live, look.Lock, kit.Alarm, kit.Line{{Text: "State refused our key: call manager", Bold: true, Color: look.Stop}}), "paused, red"},
	} {
		x, y := 24+float32(i%3)*445, 198+float32(i/3)*94
		b.put(kit.NewTruthChip(each.props, nil), x, y, 428, 0)
		b.say(each.caption, x, y+60, 18, false)
	}
}

func accepted() kit.PersonProps {
	return kit.PersonProps{
		State: kit.AcceptedID, Verdict: "ID accepted", Class: "Adult 21+", Name: "Avery Stone, 34",
		Text: "Colorado driver license, valid to Mar 2029",
		Facts: []kit.Fact{
			{Icon: look.BarcodeScanner, Text: kit.Plain("Barcode read 2:31 PM. Age 34, needs 21")},
			{Icon: look.History, Text: kit.Plain("Earlier today here: 3.5 g flower, 10:12 AM")},
		},
		Action: kit.ActionProps{Label: "Change person", Key: "F3"},
	}
}

func fillPersons(b *board) {
	b.say("Person strip", 24, 394, 22, true)
	for i, props := range []kit.PersonProps{
		{State: kit.NobodyYet, Verdict: "Scan an ID to start", Name: "No person yet", Text: "Products can be scanned; Pay waits for an accepted ID.", Action: kit.ActionProps{Label: "Type it in", Key: "F3"}},
		{State: kit.UnreadableID, Verdict: "ID not readable", Detail: "No verdict, no sale", Name: "The barcode has no birth date", Text: "Wipe the card and scan again, or use another ID. Code AAMVA-DBB-MISSING", Action: kit.ActionProps{Label: "Try again", Key: "F3"}},
		{State: kit.AcceptedID, Verdict: "ID accepted", Class: "Medical 18+", Name: "Robin Ellis, 46", Text: "Registry card valid to Feb 2027. Allotment read from the state 2:29 PM", Action: kit.ActionProps{Label: "Change person", Key: "F3"}},
	} {
		b.put(kit.NewPersonStrip(props, nil), 24, 432+float32(i)*84, 1318, 76)
	}
}

func parts(permille ...int) []kit.MeterSegment {
	tokens := []look.Token{look.M1, look.M2, look.M3}
	var out []kit.MeterSegment
	for i, each := range permille {
		out = append(out, kit.MeterSegment{Permille: each, Token: tokens[i]})
	}
	return out
}

func fillMeters(b *board) {
	b.say("Limit meter", 24, 694, 22, true)
	for i, props := range []kit.MeterProps{
		{Title: "Adult limit today", State: kit.Unused, Percent: "0%", Left: kit.Plain("Nothing yet")},
		{Title: "Almost full", State: kit.NearlyFull, Percent: "91.1%", Segments: parts(500, 250, 161), Left: kit.Parse("*2.5 g* flower left")},
		{Title: "At the limit", State: kit.AtLimit, Percent: "100%", Segments: parts(500, 250, 250), Left: kit.Plain("Nothing more today")},
		{Title: "Over the limit", State: kit.OverLimit, Percent: "112.5%", Segments: parts(500, 250, 375), Left: kit.Parse("Over by *3.5 g* flower")},
	} {
		b.put(kit.NewMeter(props), 24+float32(i)*332, 732, 320, 110)
	}
	b.put(kit.NewMeter(kit.MeterProps{Title: "States with separate limits", Rows: []kit.MeterRow{
		{State: kit.NearlyFull, Name: "Concentrate", Amount: "9 of 10 g", Parts: []kit.MeterSegment{{Permille: 900, Token: look.M2}}},
		{State: kit.Under, Name: "Flower", Amount: "14 of 56.7 g", Parts: []kit.MeterSegment{{Permille: 247, Token: look.M1}}},
		{State: kit.Under, Name: "Edible, solid", Amount: "2 of 16 oz", Parts: []kit.MeterSegment{{Permille: 125, Token: look.M3}}},
	}}), 24, 860, 558, 0)
	b.put(kit.NewWords(kit.WordsProps{Text: kit.Plain("one row a limit, least headroom first, at most four then “and 2 more”"), Color: look.Ink2, Wrap: 558}), 24, 1008, 558, 0)
}
