package kit_test

import (
	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
)

func frame(b *board, current int, footer kit.FooterProps) {
	tabs := []kit.TabProps{
		{Icon: look.PointOfSale, Label: "Sell"},
		{Icon: look.ShoppingBag, Label: "Orders", Count: "4"},
		{Icon: look.Payments, Label: "Shift"},
		{Icon: look.MoreHorizontal, Label: "More"},
	}
	tabs[current].Current = true
	b.put(kit.NewTopBar(kit.TopBarProps{
		Shop: "Larimer Street", Terminal: "T1", Tabs: tabs, Chip: working(), Person: "Mara V.", Clock: "2:36 PM",
	}, kit.TopBarEvents{}), 0, 0, 1366, 64)
	footer.Rules, footer.Licence = "Rules: US-CO 2026.11 draft, not legally reviewed", "402R-00123"
	b.put(kit.NewFooter(footer), 0, 732, 1366, 36)
}

func tiles() []kit.TileProps {
	return []kit.TileProps{
		{Icon: look.PottedPlant, Name: "Blue Mesa OG", Detail: "3.5 g, THC 24.1%", Price: "$35.00", Stock: "41 left"},
		{Icon: look.PottedPlant, Name: "Blue Mesa OG", Detail: "14 g, THC 24.1%", Blocked: "Over by 8 g"},
		{Icon: look.SmokingRooms, Name: "Alpenglow pre-roll", Detail: "1 g, THC 19.8%", Price: "$9.00", Stock: "63 left"},
		{Icon: look.WaterDrop, Name: "Granite Live Resin", Detail: "1 g, THC 71.2%", Price: "$42.00", Stock: "last 2", Last: true},
		{Icon: look.Cookie, Name: "Sunset Gummies", Detail: "10 × 10 mg THC", Price: "$18.00", Stock: "28 left"},
		{Icon: look.Cookie, Name: "Foothill Cocoa Bar", Detail: "100 g", Blocked: "No THC measure"},
	}
}

func cartLines() []kit.CartLineProps {
	return []kit.CartLineProps{
		{Quantity: "2 ×", Name: "Blue Mesa OG 3.5 g", Amount: "$65.00", Tag: "1A4000000000022000000123", Note: "Weekly deal −$5, 7 g flower"},
		{Quantity: "1 ×", Name: "Alpenglow pre-roll 1 g", Amount: "$9.00", Tag: "1A4000000000022000000311", Note: "1 g flower"},
		{Quantity: "1 ×", Name: "Granite Live Resin 1 g", Amount: "$42.00", Tag: "1A4000000000022000000148", Note: "1 g conc."},
		{
			Quantity: "2 ×", Name: "Sunset Gummies", Amount: "$36.00", Tag: "1A4000000000022000000207", Note: "200 mg THC",
			Selected: true, Count: "2", Discount: kit.ActionProps{Label: "Discount", Key: "F8"}, Remove: kit.ActionProps{Label: "Remove", Key: "Del"},
		},
	}
}

func fillCart(b *board, top float32, lines []kit.CartLineProps, pay kit.ActionProps) {
	b.put(kit.NewCard(kit.CardProps{}, nil), 772, top, 582, 720-top)
	b.put(kit.NewPageHeader(kit.HeaderProps{Title: "Sale 142", Size: 22, Right: [2]kit.Line{kit.Plain("6 items")}}), 789, top+11, 548, 0)
	b.put(kit.NewCard(kit.CardProps{Ground: look.Line, NoPadding: true}, nil), 773, top+47, 580, 1)
	cart := kit.NewCart(kit.CartEvents{})
	cart.Set(lines)
	b.put(cart, 773, top+48, 580, 536-top-48)
	b.put(kit.NewCard(kit.CardProps{Ground: look.Line, NoPadding: true}, nil), 773, 536, 580, 1)
	b.put(kit.NewTotals(kit.TotalsProps{
		Rows:  []kit.TotalsRow{{Label: "Subtotal", Amount: "$152.00"}, {Label: "Retail marijuana tax 15%", Amount: "$22.80"}, {Label: "Local tax 8.81%", Amount: "$13.39"}},
		Label: "Total", Total: "$188.19",
	}), 789, 545, 548, 72)
	b.put(kit.NewAction(kit.ActionProps{Label: "Hold", Icon: look.MediaPause, Key: "F4", Height: 76, TextSize: 18}, nil), 787, 629, 160, 76)
	pay.Kind, pay.Height = kit.Primary, 76
	b.put(kit.NewAction(pay, nil), 957, 629, 382, 76)
}

func fillProducts(b *board, top float32, low bool) {
	search := kit.NewField(kit.FieldProps{Placeholder: "Scan, or search by name or tag", Icon: look.Search, Key: "F2"})
	b.focus = append(b.focus, search.Focusable())
	b.put(search, 12, top, 748, 56)
	x := float32(12)
	for i, label := range []string{"All", "Flower", "Pre-rolls", "Concentrates", "Vapes", "Edibles", "More"} {
		props := kit.ActionProps{Label: label, Regular: true}
		if i == 0 {
			props = kit.ActionProps{Label: label, Kind: kit.Primary}
		}
		filter := kit.NewAction(props, nil)
		b.put(filter, x, top+64, 0, 0)
		x += filter.MinSize().Width + 8
	}
	grid := kit.NewTileGrid(func(int) {})
	grid.Set(tiles(), low)
	b.put(grid, 12, top+128, 748, 570-top-128)
	grid.Set(tiles(), low)
	b.put(kit.NewMeter(kit.MeterProps{
		Title: "Adult limit today", Rule: "co-adult-1oz-equiv", State: kit.Under, Percent: "78.6%", Used: "used",
		Segments: []kit.MeterSegment{
			{Permille: 125, Token: look.M0, Label: "Earlier", Amount: "3.5 g"},
			{Permille: 286, Token: look.M1, Label: "Flower", Amount: "8 g"},
			{Permille: 125, Token: look.M2, Label: "Concentrate", Amount: "1 g"},
			{Permille: 250, Token: look.M3, Label: "Edible", Amount: "200 mg"},
		},
		Left: kit.Parse("Still allowed: *6 g* flower or *1.71 g* concentrate or *171 mg* edible"),
	}), 12, 578, 748, 142)
}

func fillCheckout(b *board) {
	frame(b, 0, kit.FooterProps{})
	b.put(kit.NewPersonStrip(accepted(), nil), 12, 76, 1342, 84)
	fillProducts(b, 172, false)
	fillCart(b, 172, cartLines(), kit.ActionProps{Label: "Pay $188.19", Key: "F9", TextSize: 28})
}

func fillLineDown(b *board) {
	frame(b, 0, kit.FooterProps{Keys: []kit.KeyCaption{{Key: "F1", Does: "help"}, {Key: "F6", Does: "orders"}, {Key: "Esc", Does: "hide this"}}})
	b.put(kit.NewBanner(kit.BannerProps{
		Tone: kit.Caution, Icon: look.WifiOff, Title: "The internet line is down, 24 minutes so far. Keep selling.",
		Text:  kit.Plain("Works: ID checks, limits, cash, printing, curbside.  Waits: debit cards, new web orders."),
		Right: [2]kit.Line{kit.Plain("11 sales are saved on this PC."), kit.Strong("File with the state by 11:59 PM")},
	}), 12, 76, 1342, 62)
	b.put(kit.NewPersonStrip(accepted(), nil), 12, 150, 1342, 84)
	fillProducts(b, 246, true)
	lines := cartLines()
	lines[1].Note, lines[1].Problem, lines[1].ProblemTone = "", "Held by T2", kit.Caution
	lines[2].Note, lines[2].Problem, lines[2].ProblemTone = "", "No stock left", kit.Alarm
	lines[3].Selected = false
	fillCart(b, 246, lines, kit.ActionProps{Label: "Pay $188.19", Key: "F9", TextSize: 28})
}

func fillOrders(b *board) {
	frame(b, 1, kit.FooterProps{Hint: "Arrows move, Enter opens"})
	alarm := kit.NewAlarmBar(kit.AlarmProps{
		Tone: kit.Alarm, Icon: look.NotificationsActive, Title: "Jordan P. has arrived, spot 3",
		Detail:    kit.Parse("Blue Subaru, plate *ABC-123*. Bag ready on shelf B2. Nobody has claimed it yet."),
		WaitLabel: "waiting", Wait: "4:12", Mute: kit.ActionProps{Label: "Mute 1 min", Icon: look.VolumeMute}, Claim: kit.ActionProps{Label: "I’ll take it", Key: "Enter"},
	}, nil, nil)
	b.focus = append(b.focus, alarm.Claim())
	b.put(alarm, 12, 76, 1342, 96)
	lanes := []kit.LaneProps{
		{Icon: look.Flag, Title: "New", Count: "2"},
		{Icon: look.ShoppingBag, Title: "Picking", Count: "2"},
		{Icon: look.TaskAlt, Title: "Ready", Count: "2"},
		{Icon: look.DirectionsCar, Title: "Arrived", Count: "2", Tone: kit.Alarm},
	}
	for i, lane := range lanes {
		b.put(kit.NewLaneHeader(lane), 14+float32(i)*333.5, 197, 320, 36)
	}
	pill := kit.PillProps{Icon: look.Payments, Text: "Pay at pick-up"}
	for i, props := range []kit.OrderProps{
		{Name: "Morgan T.", Number: "A-1048", Age: "1 min", ChannelIcon: look.Storefront, Channel: "Pick-up", Detail: "4 items", Amount: "$112.46", Payment: pill, Action: kit.ActionProps{Label: "Accept, start picking"}},
		{Name: "Riley M.", Number: "A-1045", Age: "9 min", ChannelIcon: look.DirectionsCar, Channel: "Curbside", Detail: "3 of 5 tags scanned", Amount: "$143.63", Payment: kit.PillProps{Tone: kit.Info, Icon: look.CreditCard, Text: "Authorized"}, Claimed: "Lena O.", Action: kit.ActionProps{Label: "Continue picking"}},
		{Name: "Priya K.", Number: "A-1036", Age: "48 min", Late: true, ChannelIcon: look.Storefront, Channel: "Pick-up", Detail: "1 item, shelf A4", Amount: "$43.33", Payment: kit.PillProps{Tone: kit.Good, Icon: look.TaskAlt, Text: "Paid"}, Action: kit.ActionProps{Label: "Open"}},
	} {
		b.put(kit.NewOrderCard(props, nil), 12+float32(i)*333.5, 240, 322, 0)
	}
	cars := []kit.CarProps{
		{Tone: kit.Alarm, Name: "Jordan P.", Number: "A-1042", Wait: "4:12", Channel: "Curbside", Spot: "Spot 3", Paint: 0x2B5DAF, Car: "Blue Subaru", Plate: kit.Parse("plate *ABC-123*"), Status: kit.Fact{Icon: look.TaskAlt, Tone: kit.Good, Text: kit.Plain("Ready, shelf B2")}, Action: kit.ActionProps{Label: "I’ll take it"}},
		{Tone: kit.Caution, Name: "Noor H.", Number: "A-1044", Wait: "1:05", Channel: "Curbside", Spot: "Spot 1", Paint: 0xF2F2F2, Car: "White Ford F-150", Plate: kit.Parse("plate *QRT-881*"), Status: kit.Fact{Icon: look.HourglassTop, Tone: kit.Caution, Text: kit.Plain("Still picking, 1 of 4")}, Claimed: "Mara V. takes it"},
	}
	for i, props := range cars {
		b.put(kit.NewCarCard(props, nil), 1013, 240+float32(i)*236, 341, 0)
	}
}

func fillRefused(b *board) {
	frame(b, 0, kit.FooterProps{})
	b.put(kit.NewPersonStrip(kit.PersonProps{
		State: kit.RefusedID, Verdict: "ID refused", Detail: "Under 21", Name: "19 years old", Text: "Colorado driver license, valid to Aug 2028",
		Facts: []kit.Fact{{Icon: look.BarcodeScanner, Text: kit.Plain("Barcode read 2:36 PM, format correct")}, {Icon: look.Lock, Text: kit.Plain("Nobody in the store can override this rule")}},
	}, nil), 12, 76, 1342, 84)
	reason := kit.NewReason(kit.ReasonProps{
		Title: "Do not sell. This person is 19.", Text: "Colorado requires 21 for retail marijuana. Nothing was added to the sale, and the drawer stays shut.",
		WorkTitle: "How this was worked out",
		Work: []kit.ReasonRow{
			{What: "Age on Nov 24, 2026", How: "counted in Denver time", Value: "19 years"},
			{What: "Youngest age allowed", How: "adult", Value: "21 years"},
			{What: "Short by", How: "21 − 19", Value: "2 years", Sum: true},
			{What: "First day allowed", Value: "Aug 15, 2028"},
		},
		Rule: "co-adult-min-age", RuleText: ", pack US-CO 2026.11", Citation: "1 CCR 212-3, Rules 6-110(B) and 3-405",
		StepsTitle: "What to do",
		Steps:      []string{"Give the ID back. Say: “I can’t sell to anyone under 21.”", "Wrong card scanned? Scan the right one now. The scanner is ready.", "If you think the ID is false, call the manager on duty: Lena Ortiz."},
		Record:     "Recorded as entry 48,215: the refusal, its rule and the kind of ID.", RecordText: "No name, birth date or ID number is kept.",
		Actions: []kit.ActionProps{{Label: "Print refusal slip", Key: "F12", Height: 64}, {Label: "Next person", Key: "Enter", Kind: kit.Primary, Height: 64, TextSize: 22}},
	}, kit.ReasonEvents{})
	b.focus = append(b.focus, reason.ActionAt(1))
	b.put(reason, 12, 172, 1342, 548)
}

func fillOverLimit(b *board) {
	frame(b, 0, kit.FooterProps{})
	b.put(kit.NewPersonStrip(accepted(), nil), 12, 76, 1342, 84)
	reason := kit.NewReason(kit.ReasonProps{
		Title: "Over today’s limit by 0.1250", Text: "That is 3.5 g flower, 1 g concentrate or 100 mg THC edible too much.",
		Bar:        []kit.MeterSegment{{Permille: 125, Token: look.M0}, {Permille: 500, Token: look.M1}, {Permille: 250, Token: look.M2}, {Permille: 250, Token: look.M3}},
		LimitLabel: "limit 1.0000", TotalLabel: "1.1250",
		Work: []kit.ReasonRow{
			{What: "Earlier today here, flower", How: "3.5 g ÷ 28 g", Value: "0.1250"},
			{What: "Flower in this sale", How: "14 g ÷ 28 g", Value: "0.5000"},
			{What: "Concentrate in this sale", How: "2 g ÷ 8 g", Value: "0.2500"},
			{What: "Edibles in this sale", How: "200 mg ÷ 800 mg", Value: "0.2500"},
			{What: "Together, at most 1.0000", Value: "1.1250", Sum: true},
		},
		Rule: "co-adult-1oz-equiv", Citation: "1 CCR 212-3, Rule 6-110(C). Same-day sales count as one.",
		FixTitle: kit.Parse("*Fix it: take one of these out.* Each brings the sum to exactly 1.0000."),
		Fixes: []kit.ActionProps{
			{Label: "1 × Blue Mesa OG", Key: "1", Second: "frees 0.1250"}, {Label: "1 × Granite Live Resin", Key: "2", Second: "frees 0.1250"}, {Label: "1 × Sunset Gummies", Key: "3", Second: "frees 0.1250"},
		},
	}, kit.ReasonEvents{})
	b.focus = append(b.focus, reason.FixAction(0))
	b.put(reason, 12, 172, 748, 548)
	fillCart(b, 172, cartLines()[:3], kit.ActionProps{Label: "Over the limit: fix first", State: kit.Blocked})
}

func fillPay(b *board) {
	frame(b, 0, kit.FooterProps{})
	b.put(kit.NewPersonStrip(kit.PersonProps{
		State: kit.AcceptedID, Compact: true, Verdict: "ID accepted, adult", Name: "Avery Stone",
		Facts:  []kit.Fact{{Icon: look.TaskAlt, Tone: kit.Good, Text: kit.Plain("Limit 78.6%")}, {Icon: look.TaskAlt, Tone: kit.Good, Text: kit.Plain("All 6 items checked by tag")}},
		Action: kit.ActionProps{Kind: kit.Quiet, Label: "Back to sale", Icon: look.NavigateBack, Key: "Esc"},
	}, nil), 12, 76, 1342, 64)
	b.put(kit.NewCard(kit.CardProps{}, nil), 12, 152, 748, 568)
	for i, props := range []kit.ActionProps{{Label: "Cash", Icon: look.Payments, Key: "C", Kind: kit.Primary}, {Label: "Debit", Icon: look.CreditCard, Key: "D"}, {Label: "Split", Key: "S"}} {
		props.Height, props.TextSize = 64, 22
		b.put(kit.NewAction(props, nil), 29+float32(i)*240.5, 169, 233, 64)
	}
	b.say("Quick amounts", 29, 249, 18, false)
	b.say("Cash received", 295, 249, 18, false)
	for i, label := range []string{"Exact $188.19", "$190", "$200", "$220", "$300"} {
		props := kit.ActionProps{Label: label, Height: 76, TextSize: 28, Chosen: i == 2}
		if i == 0 {
			props.TextSize = 22
		}
		b.put(kit.NewAction(props, nil), 29, 281+float32(i)*84, 250, 76)
	}
	money := kit.NewMoney(kit.MoneyProps{Prefix: "$"})
	money.SetCents(20000)
	b.focus = append(b.focus, money)
	b.put(money, 295, 281, 448, 76)
	for i, label := range []string{"7", "8", "9", "4", "5", "6", "1", "2", "3", "0", "00", "."} {
		b.put(kit.NewAction(kit.ActionProps{Label: label, Height: 76, TextSize: 28}, nil), 295+float32(i%3)*152, 365+float32(i/3)*84, 144, 76)
	}
	b.put(kit.NewCard(kit.CardProps{}, nil), 772, 152, 582, 568)
	b.put(kit.NewWords(kit.WordsProps{Text: kit.Plain("Total due"), Size: 22, Color: look.Ink2}), 797, 188, 200, 0)
	b.put(kit.NewFigure(kit.FigureProps{Text: "$188.19", Size: 42, Trailing: true}), 1029, 182, 300, 0)
	b.put(kit.NewWords(kit.WordsProps{Text: kit.Strong("Change"), Size: 28}), 797, 330, 200, 0)
	b.put(kit.NewFigure(kit.FigureProps{Text: "$11.81", Size: 120, Trailing: true}), 797, 394, 520, 0)
	b.put(kit.NewAction(kit.ActionProps{Kind: kit.Primary, Label: "Finish sale, open drawer", Key: "Enter", Height: 88}, nil), 797, 615, 532, 88)
}

func fillShift(b *board) {
	frame(b, 2, kit.FooterProps{Hint: "Enter or ↓ moves to the next field"})
	b.put(kit.NewCard(kit.CardProps{}, nil), 12, 76, 724, 644)
	b.put(kit.NewPageHeader(kit.HeaderProps{
		Title: "Count the drawer", TextIcon: look.VisibilityOff, Text: kit.Plain("Blind: the expected amount shows after you save."),
		Right: [2]kit.Line{kit.Plain("Shift 2 of Nov 24"), kit.Plain("Mara V., since 2:00 PM")},
	}), 33, 94, 682, 0)
	for i, n := range []int{4, 3, 41, 18} {
		count := kit.NewCount(kit.CountProps{})
		count.SetNumber(n)
		if i == 2 {
			b.focus = append(b.focus, count)
		}
		b.put(count, 123, 197+float32(i)*68, 104, 56)
	}
	b.put(kit.NewTag("1A4000000000022000000123"), 300, 210, 0, 0)
	b.put(kit.NewKeycap("Esc", look.Surface), 300, 250, 0, 0)
	b.put(kit.NewFigure(kit.FigureProps{Text: "$1,730.15", Size: 48, Trailing: true}), 415, 658, 300, 0)
	b.put(kit.NewCard(kit.CardProps{}, nil), 748, 76, 606, 644)
	b.put(kit.NewPageHeader(kit.HeaderProps{Title: "Not yet with the state", Pill: kit.PillProps{Tone: kit.Caution, Icon: look.Warning, Text: "4 sales"}}), 769, 94, 564, 0)
	b.put(kit.NewWords(kit.WordsProps{Text: kit.Parse("You can close now. Sales keep filing after you close, and this list prints on the Z report with the deadline: *today 11:59 PM*."), Color: look.Ink2, Wrap: 564}), 769, 136, 564, 0)
	b.put(kit.NewRow(kit.RowProps{Icon: look.Schedule, Title: "T1-E3-000188", Text: kit.Plain("Waiting, 4 min"), Right: "$61.90", RightText: "Line busy, goes by itself", Separator: true}), 769, 189, 564, 0)
	b.put(kit.NewRow(kit.RowProps{Icon: look.ErrorOutline, Tone: kit.Alarm, Title: "T1-E3-000127", Text: kit.Line{{Text: "Rejected by the state", Bold: true, Color: look.Stop}}, Right: "$87.91", RightText: "Tag …000286 not in this facility", Separator: true}), 769, 252, 564, 0)
	b.put(kit.NewAction(kit.ActionProps{Label: "Look at the rejected sale", Icon: look.Build, Trailing: look.Chevron}, nil), 769, 453, 564, 56)
	b.put(kit.NewAction(kit.ActionProps{Label: "Back", Key: "Esc", Height: 76, TextSize: 18}, nil), 769, 627, 131, 76)
	b.put(kit.NewAction(kit.ActionProps{Kind: kit.Primary, Label: "Save count and close shift", Key: "F10", Height: 76}, nil), 910, 627, 423, 76)
}
