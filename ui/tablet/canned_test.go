package tablet

import (
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

// arrived is a fixed moment, 2:36 PM in Denver, in Unix milliseconds.
const arrived = 1795556160000

const commandID = "0197f3a0-5b1c-7def-8123-456789abcdef"

// drawing is a page with what it is given.
type drawing struct {
	page string
	view any
}

// canned is one view of each kind of page, as the pictures of the design have
// them.
func canned() map[string]drawing {
	return map[string]drawing{
		"arrivals":        {pageArrivals, arrivalsView(english())},
		"arrivals-es":     {pageArrivals, arrivalsES()},
		"arrivals-empty":  {pageArrivals, curb.Arrivals{Frame: english(), Heading: "No cars waiting", Empty: "Nobody is here or on the way."}},
		"ready":           {pageReady, bagsView()},
		"done-today":      {pageHanded, curb.Bags{Frame: english(), Heading: "Handed over today", Empty: "Nothing was handed over yet."}},
		"hand-over":       {pageOrder, handoverView()},
		"hand-over-id":    {pageOrder, identityView()},
		"hand-over-cash":  {pageOrder, cashView()},
		"hand-over-limit": {pageOrder, limitView()},
		"hand-over-es":    {pageOrder, handoverES()},
		"refused":         {pageOrder, refusedView()},
		"done":            {pageOrder, doneView()},
		"closed":          {pageOrder, closedView()},
		"camera":          {pageCamera, cameraView("")},
		"camera-none":     {pageCamera, cameraView("This program was built without a decoder. Scan with the scanner.")},
		"sign-in":         {pageSignIn, signInView()},
		"pin":             {pageSignIn, pinView()},
		"pair":            {pagePairing, pairingView(false)},
		"pair-waiting":    {pagePairing, pairingView(true)},
		"help":            {pageHelp, helpView()},
		"trouble":         {pagePlain, Plain{Frame: doorFrame(), Heading: "There is no such page", Text: "The order may be closed.", Next: curb.Button{Label: "To the arrivals", Link: "/", Primary: true}}},
		"offline":         {pagePlain, Plain{Frame: doorFrame(), Heading: "T1 is out of reach", Text: "This tablet cannot reach the terminal.", Hint: "Check the Wi-Fi. Nothing is lost.", Offline: true, Next: curb.Button{Label: "Try again", Link: "/"}}},
	}
}

func english() curb.Frame {
	return curb.Frame{
		Language: text.English, Title: "Curbside", Store: "Larimer Street", Terminal: "T1",
		Linked: curb.Pill{Icon: "task-alt", Text: "T1 linked, feed live", Tone: curb.Good},
		Lost:   "T1 not linked since %s", Who: "Dee W.",
		Rules: "Rules: US-CO 2026.11 draft, not legally reviewed", License: "402R-00123, T1",
		Tabs: []curb.Tab{
			{Name: "arrivals", Icon: "directions-car", Label: "Arrivals", Count: 3, Active: true},
			{Name: "ready", Icon: "shopping-bag", Label: "Ready", Count: 6},
			{Name: "done", Icon: "task-alt", Label: "Done today", Count: -1},
		},
		Epoch: "e1", Sequence: 48232,
		Words: curb.Words{
			SignOut: "Sign out", Language: "Language", OtherLanguage: "Español", Back: "Back to the arrivals", Help: "Set-up help",
			Skip: "Skip to the content", Saving: "Saving…", Looking: "Looking it up…",
		},
	}
}

func spanish() curb.Frame {
	frame := english()
	frame.Language, frame.Title, frame.Rules = text.Spanish, "En la acera", "Reglas: US-CO 2026.11 borrador, sin revisión legal"
	frame.Linked.Text, frame.Lost = "T1 conectada, tienda en línea", "T1 sin conexión desde %s"
	frame.Tabs = []curb.Tab{
		{Name: "arrivals", Icon: "directions-car", Label: "Llegadas", Count: 3, Active: true},
		{Name: "ready", Icon: "shopping-bag", Label: "Listos", Count: 6},
		{Name: "done", Icon: "task-alt", Label: "Entregados hoy", Count: -1},
	}
	frame.Words = curb.Words{
		SignOut: "Salir", Language: "Idioma", OtherLanguage: "English", Back: "Volver a las llegadas", Help: "Ayuda de instalación",
		Skip: "Saltar al contenido", Saving: "Guardando…", Looking: "Buscando…",
	}
	return frame
}

func doorFrame() curb.Frame {
	frame := english()
	frame.Title, frame.Who, frame.Tabs = frame.Store, "", nil
	frame.Linked = curb.Pill{Icon: "lock", Text: "Not paired yet"}
	frame.Lost = ""
	return frame
}

func orderFrame(frame curb.Frame, title string) curb.Frame {
	frame.Title, frame.Back, frame.Tabs = title, true, nil
	return frame
}

func claim(label string, primary bool) curb.Button {
	return curb.Button{Label: label, Primary: primary, Action: "claim", Command: commandID}
}

func arrivalsView(frame curb.Frame) curb.Arrivals {
	return curb.Arrivals{
		Frame: frame, Heading: "3 cars waiting", Order: "Longest first", OnTheWay: "On the way",
		Alarm: "A-1042", AlarmText: "Car at spot 3 waits over 3 minutes", Mute: "Mute", MuteCommand: "0190f3a0-7c1e-7cc3-98c4-dc0c0c073990",
		Cars: []curb.Car{
			{
				Order: "A-1042", Version: "a1", SpotLabel: "Spot", Spot: "3", Color: "blue", Vehicle: "Blue Subaru Outback", Plate: "ABC-123",
				Customer: "Jordan P., A-1042", ArrivedMS: arrived, LateMS: arrived + 180000, Wait: "4:12", Late: true, LateNote: "over 3 min",
				WaitNote: curb.Pill{Icon: "warning", Text: "over 3 min", Tone: curb.Halt},
				Bag:      curb.Pill{Icon: "task-alt", Text: "Bag ready, shelf B2", Tone: curb.Good},
				Payment:  curb.Pill{Icon: "payments", Text: "Pays at the car, $87.91"}, Button: claim("I’ll take it", true),
			},
			{
				Order: "A-1039", Version: "b1", SpotLabel: "Spot", Spot: "5", Color: "gray", Vehicle: "Gray Toyota Prius", Plate: "LKW-407",
				Customer: "Sam O., A-1039", ArrivedMS: arrived, LateMS: arrived + 180000, Wait: "2:30", LateNote: "over 3 min",
				WaitNote: curb.Pill{Icon: "schedule", Text: "with you"},
				Bag:      curb.Pill{Icon: "task-alt", Text: "Bag ready, shelf A1", Tone: curb.Good},
				Payment:  curb.Pill{Icon: "task-alt", Text: "Paid, $201.81"}, Button: curb.Button{Label: "Continue", Link: "/order/A-1039"},
			},
			{
				Order: "A-1044", Version: "c1", SpotLabel: "Spot", Spot: "1", Color: "white", Vehicle: "White Ford F-150", Plate: "QRT-881",
				Customer: "Noor H., A-1044", ArrivedMS: arrived, LateMS: arrived + 180000, Wait: "1:05", LateNote: "over 3 min",
				WaitNote: curb.Pill{Icon: "schedule", Text: "waiting"},
				Bag:      curb.Pill{Icon: "hourglass-top", Text: "Still picking, 1 of 4 tags", Tone: curb.Look},
				Payment:  curb.Pill{Icon: "credit-card", Text: "Card authorized, $143.63"}, Button: claim("I’ll take it", false),
			},
		},
		Coming: []curb.Coming{
			{Order: "A-1047", Color: "red", Vehicle: "Red Honda Civic", Detail: "Casey L., A-1047. Still picking", When: "about 6 min"},
			{Order: "A-1049", Color: "black", Vehicle: "Black Jeep Wrangler", Detail: "Robin E., A-1049. Bag ready, shelf B4", When: "about 14 min"},
		},
	}
}

func arrivalsES() curb.Arrivals {
	view := arrivalsView(spanish())
	view.Heading, view.Order, view.OnTheWay, view.Mute = "3 autos esperando", "Primero quien más espera", "En camino", "Silenciar"
	for i := range view.Cars {
		view.Cars[i].SpotLabel = "Lugar"
		view.Cars[i].Vehicle = "Subaru Outback Limited azul marino"
		view.Cars[i].Bag.Text = "Bolsa lista en el estante B2"
		view.Cars[i].Payment.Text = "Paga al recibir en el auto, $87.91"
		view.Cars[i].WaitNote.Text = "más de 3 minutos"
		view.Cars[i].Button.Label = "Yo lo atiendo"
	}
	return view
}

func bagsView() curb.Bags {
	frame := english()
	frame.Tabs[0].Active, frame.Tabs[1].Active = false, true
	return curb.Bags{Frame: frame, Heading: "6 bags ready", More: "and 4 more", Rows: []curb.BagRow{
		{Order: "A-1042", Title: "A-1042, shelf B2", Detail: "Jordan P., 4 items, *$87.91*", When: "2:36 PM", Pill: curb.Pill{Icon: "task-alt", Text: "Ready", Tone: curb.Good}, Link: "/order/A-1042"},
		{Order: "A-1039", Title: "A-1039, shelf A1", Detail: "Sam O., 2 items, $201.81", When: "2:30 PM", Pill: curb.Pill{Icon: "assignment-return", Text: "Bring back", Tone: curb.Look}},
	}}
}

func carHead() curb.Car {
	return curb.Car{Order: "A-1042", Version: "a1", SpotLabel: "Spot", Spot: "3", Color: "blue", Vehicle: "Blue Subaru Outback", Plate: "ABC-123", Customer: "Jordan P., 4 items", ArrivedMS: arrived, Wait: "5:40"}
}

func handoverView() curb.Order {
	return curb.Order{
		Frame: orderFrame(english(), "Order A-1042"), ID: "A-1042", Version: "v1", Car: carHead(), Since: "since arrival",
		Handover: &curb.Handover{
			Identity: curb.Step{Number: 1, State: curb.StepDone, Title: "ID accepted", Badge: "Adult 21+", Lines: []string{"Jordan Pike, 41. Name matches the order."}, Small: []string{"Colorado license, valid to Jun 2030. Scanned 2:53 PM, after arrival."}},
			Limits:   curb.Step{Number: 2, State: curb.StepDone, Title: "Within today’s limit", Aside: "*32.1%*"},
			Meters: []curb.Meter{{
				Percent: "32.1%", Text: "Flower *5.5 g*, edible *100 mg*. Nothing earlier today here.", Rule: "co-adult-1oz-equiv, Rule 6-110(C)",
				Spoken: "32.1 percent of today’s limit", Shares: []curb.Share{{Kind: "flower", Permille: 198}, {Kind: "edible", Permille: 126}},
			}},
			Bag:      curb.Step{Number: 3, State: curb.StepCurrent, Title: "Scan the bag code", Aside: "sealed by Mara V., 2:41 PM"},
			BagTitle: "Bag A-1042, shelf B2", BagText: "3 lines, 4 units: Blue Mesa OG 3.5 g, Alpenglow pre-roll × 2, Sunset Gummies", ScanNow: "Scan now",
			BackPack: curb.Button{Label: "Seal broken, or a line to take out? Back to packing.", Action: "back_to_packing", Command: commandID},
			Payment:  curb.Step{Number: 4, State: curb.StepLater, Title: "Take payment", Small: []string{"Goods $71.00, retail tax $10.65, local $6.26"}},
			Total:    "$87.91",
			Choices: []curb.Button{
				{Label: "Cash", Icon: "payments", Chosen: true, Action: "tender", Command: commandID, Fields: map[string]string{"kind": "cash"}},
				{Label: "Debit", Icon: "credit-card", Action: "tender", Command: commandID, Fields: map[string]string{"kind": "external"}},
			},
			Finish: curb.Step{Number: 5, State: curb.StepLater, Title: "Hand over", Small: []string{"opens when 3 and 4 are done"}},
			Refuse: curb.Button{Label: "Refuse", Icon: "block"},
			Reasons: []curb.Button{
				{Label: "Looks intoxicated", Action: "refuse", Command: commandID, Fields: map[string]string{"reason": "intoxicated"}},
				{Label: "Buys for somebody else", Action: "refuse", Command: commandID, Fields: map[string]string{"reason": "third_party"}},
			},
			Next: curb.Button{Label: "Scan the bag", Icon: "barcode-scanner", Primary: true, Link: "/order/A-1042/camera?scan=bag"},
			Scan: "bag", Camera: "Use the camera", Typed: "Type the bag code", Command: commandID,
		},
	}
}

func identityView() curb.Order {
	view := handoverView()
	h := view.Handover
	h.Identity = curb.Step{Number: 1, State: curb.StepCurrent, Title: "Scan the ID"}
	h.Limits = curb.Step{Number: 2, State: curb.StepLater, Title: "Today’s limit"}
	h.Meters, h.Bag.State, h.ScanNow, h.Scan = nil, curb.StepLater, "", "id"
	h.ScanHelp, h.Warning = "Scan with the scanner, or use the camera.", "The first name differs. Look at the picture."
	h.Next = curb.Button{Label: "Scan the ID", Icon: "barcode-scanner", Primary: true, Link: "/order/A-1042/camera?scan=id"}
	h.Override = &curb.Override{
		Title: "The family name differs", Text: "A lead may go on with a reason.", Reason: "Reason", Badge: "Badge", PIN: "PIN",
		Button: curb.Button{Label: "Go on", Action: "override", Command: commandID, Fields: map[string]string{"what": "name"}},
	}
	view.Notice = &curb.Notice{Tone: curb.Look, Title: "This ID could not be read", Text: "Wipe the card and scan again."}
	return view
}

func cashView() curb.Order {
	view := handoverView()
	h := view.Handover
	h.Bag = curb.Step{Number: 3, State: curb.StepDone, Title: "Bag checked", Aside: "2:54 PM"}
	h.BackPack, h.ScanNow, h.Scan, h.Typed, h.Camera = curb.Button{}, "", "", "", ""
	h.Payment.State = curb.StepCurrent
	h.Cash = &curb.Cash{Label: "Cash given", Given: "80.00", Short: true, Change: "$7.91 missing", Quick: []curb.Button{
		{Label: "$87.91", Action: "tender", Command: commandID, Fields: map[string]string{"kind": "cash", "given": "87.91"}},
		{Label: "$90", Action: "tender", Command: commandID, Fields: map[string]string{"kind": "cash", "given": "90.00"}},
		{Label: "$100", Action: "tender", Command: commandID, Fields: map[string]string{"kind": "cash", "given": "100.00"}},
	}}
	h.Next = curb.Button{Label: "$7.91 missing", Blocked: true, Primary: true}
	return view
}

func limitView() curb.Order {
	view := handoverView()
	h := view.Handover
	h.Limits = curb.Step{Number: 2, State: curb.StepWrong, Title: "Over today’s limit", Lines: []string{"Take out one of these lines:"}}
	h.Meters = []curb.Meter{{
		Title: "Flower", Percent: "112.5%", Over: true, Text: "Over by *3.5 g* flower", Rule: "co-adult-1oz-equiv", Spoken: "112.5 percent, over",
		Shares: []curb.Share{{Kind: "earlier", Permille: 300}, {Kind: "flower", Permille: 600}, {Kind: "concentrate", Permille: 100}},
	}}
	h.LinesOut = []curb.LineOut{{Text: "Blue Mesa OG 3.5 g", Button: curb.Button{Label: "Take out", Action: "line_out", Command: commandID, Fields: map[string]string{"line": "1", "keep": "0"}}}}
	h.Bag.State, h.ScanNow, h.Scan = curb.StepLater, "", ""
	h.Next = curb.Button{Label: "Over the limit", Blocked: true}
	return view
}

func handoverES() curb.Order {
	view := handoverView()
	view.Frame = orderFrame(spanish(), "Pedido A-1042")
	view.Since = "desde la llegada"
	h := view.Handover
	h.Identity.Title, h.Identity.Badge = "Identificación aceptada", "Adulto 21+"
	h.Limits.Title = "Dentro del límite de hoy"
	h.Bag.Title, h.Bag.Aside, h.ScanNow = "Escanee el código de la bolsa", "sellada por Mara V., 2:41 p. m.", "Escanee ahora"
	h.BackPack.Label = "¿Sello roto o hay que sacar una línea? Volver a empacar."
	h.Payment.Title, h.Finish.Title, h.Finish.Small = "Reciba el pago", "Entregar", []string{"se abre cuando 3 y 4 estén hechos"}
	h.Choices[0].Label, h.Choices[1].Label = "Efectivo", "Tarjeta de débito"
	h.Refuse.Label, h.Next.Label, h.Typed, h.Camera = "Rechazar", "Escanear la bolsa", "Escribir el código", "Usar la cámara"
	return view
}

func refusedView() curb.Order {
	return curb.Order{
		Frame: orderFrame(english(), "Order A-1042"), ID: "A-1042", Version: "r1",
		Refused: &curb.Refused{
			Title: "Do not hand over", Text: "This ID has expired.", Why: "Why",
			Rows: []curb.Row{{Label: "ID valid until", Value: "Oct 2, 2026"}, {Label: "Today in Denver", Value: "Nov 24, 2026"}, {Label: "Expired for", Value: "53 days", Result: true}},
			Rule: "*co-id-unexpired*, pack US-CO 2026.11", Cite: "1 CCR 212-3, Rules 6-110(B) and 3-405. Nobody can override it.",
			StepsTitle: "What to do", Steps: []string{
				"Say: “Your ID has expired. Do you have a passport or another valid ID with you?”", "If yes, scan it. The bag check starts over for that ID.",
				"If no, carry the bag back to shelf B2 and scan the shelf. No payment was taken.",
			},
			Recorded:      "Recorded 2:53 PM, entry 48,232",
			RecordedLines: []string{"The refusal, its rule and the kind of ID. No name, birth date or number.", "The web shop hears only: identity refused, ID_ISSUE."},
			BagTitle:      "Bag A-1042 is still with you", BagText: "It stays on your list until its shelf is scanned.",
			BagPill: curb.Pill{Text: "Out of store", Tone: curb.Look}, ShelfLabel: "Code of the shelf",
			BringBack: curb.Button{Label: "Bring bag back", Icon: "assignment-return", Action: "bring_back", Command: commandID},
			Again:     curb.Button{Label: "Scan another ID", Icon: "barcode-scanner", Primary: true, Link: "/order/A-1042/camera?scan=id"},
			Scan:      "id", Command: commandID,
		},
	}
}

func doneView() curb.Order {
	return curb.Order{Frame: orderFrame(english(), "Order A-1042"), ID: "A-1042", Done: &curb.Done{
		Title: "Handed over", Change: "Give $12.09 change", Lines: []string{"Sale LARIM-T1-7K3Q-000188, $87.91", "Cash $100.00 into your bank"},
		Receipt: curb.Pill{Icon: "receipt-long", Text: "Receipt prints indoors", Tone: curb.Info}, Next: curb.Button{Label: "Next car", Primary: true, Icon: "directions-car", Link: "/"},
	}}
}

func closedView() curb.Order {
	back := curb.Button{Label: "Bring bag back", Icon: "assignment-return", Action: "bring_back", Command: commandID}
	return curb.Order{Frame: orderFrame(english(), "Order A-1042"), ID: "A-1042", Closed: &curb.Closed{
		Title: "This order was cancelled", Text: "The web shop cancelled it at 2:50 PM.", Bag: "Bag A-1042 is still with you", ShelfLabel: "Code of the shelf",
		BringBack: &back, Next: curb.Button{Label: "To the arrivals", Link: "/"},
	}}
}

func cameraView(none string) curb.Camera {
	return curb.Camera{
		Frame: orderFrame(english(), "Order A-1042"), Order: "A-1042", Heading: "Scan the ID", Text: "Hold the back of the card into the frame.",
		Denied: "The camera may not be used. Allow it in the browser’s settings, or use the scanner.", NoDecoder: none, Reading: "Looking for the barcode",
		Stop: curb.Button{Label: "Stop", Icon: "cancel", Link: "/order/A-1042"}, Command: commandID, Scan: "id",
	}
}

func signInView() curb.SignIn {
	frame := doorFrame()
	frame.Linked = english().Linked
	return curb.SignIn{
		Frame: frame, Heading: "Who works here?", Text: "Choose your name, then type your PIN.", Badge: "Badge", PIN: "PIN", Go: "Sign in", Chosen: "104", Problem: "That PIN is not right.",
		People: []curb.Person{{Badge: "104", Name: "Dee Walker", Role: "Curbside"}, {Badge: "102", Name: "Mara Voss", Role: "Lead"}, {Badge: "107", Name: "Theo Brandt", Role: "Budtender"}},
	}
}

func pinView() curb.SignIn {
	view := signInView()
	view.Who = "Dee W."
	view.Change = &curb.ChangePIN{Heading: "Choose your own PIN", Text: "The one you were given is used once.", Old: "PIN you were given", New: "New PIN", Again: "New PIN again", Go: "Save the PIN"}
	return view
}

func pairingView(waiting bool) curb.Pairing {
	view := curb.Pairing{
		Frame: doorFrame(), Heading: "Pair this tablet with T1", Text: "Scan the QR on the counter screen, or type its code. A manager approves there.",
		CodeLabel: "Code from the counter screen", Code: "482 915", Left: "Read from the QR. Good for *8:47*, one tablet, 5 tries.", UntilMS: arrived + 527000,
		Steps: []curb.Step{
			{Number: 1, State: curb.StepDone, Title: "Connected over the shop’s own network", Small: []string{"192.168.1.10, no internet needed"}},
			{Number: 2, State: curb.StepDone, Title: "Shop certificate checked", Small: []string{"7C:1E 90:4A D2:33 5B:F8, the same on the counter"}},
			{Number: 3, State: curb.StepCurrent, Title: "Name this tablet"},
			{Number: 4, State: curb.StepLater, Title: "Approval at the counter", Small: []string{"Waits for a manager’s PIN on T1."}},
		},
		Name: "Curb tablet 2", NameLabel: "Name of this tablet", NameHelp: "It shows on every hand-over in the journal.",
		OldPage: "No camera, or an old page?", OldPageText: "On the counter: More, Tablets, Pair shows a fresh QR like this one, with its code in digits to type.",
		Ask: curb.Button{Label: "Ask for approval", Primary: true}, Cancel: curb.Button{Label: "Cancel"}, SetUp: "Set-up help",
	}
	if waiting {
		view.Waiting, view.WaitingText = true, "Asked. A manager approves at T1."
		view.Ask = curb.Button{Label: "Waiting for T1", Blocked: true}
		view.Steps[2].State, view.Steps[3].State = curb.StepDone, curb.StepCurrent
	}
	return view
}

func helpView() curb.Help {
	return curb.Help{Frame: doorFrame(), Heading: "Set up a tablet", Fingerprint: "7C:1E 90:4A D2:33 5B:F8", Download: "Certificate of this shop", Parts: []curb.HelpPart{
		{Title: "iPad", Steps: []string{"Open this page in Safari and load the certificate.", "Settings, General, VPN & Device Management: install it.", "Settings, General, About, Certificate Trust Settings: switch it on."}},
		{Title: "Android", Steps: []string{"Load the certificate.", "Settings, Security, Encryption and credentials, Install a certificate, CA certificate."}},
	}}
}
