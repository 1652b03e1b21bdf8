package curb

import (
	"context"
	"net/url"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/pairing"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// problemWords is a no in one or two sentences.
func problemWords(language text.Language, err error) string {
	sentence, hint := language.Error(terminal.AsError(err))
	return strings.TrimSpace(clean(sentence, noteRunesMax) + " " + clean(hint, noteRunesMax))
}

// Pairing is the page of a tablet that is not paired: the code, how the network
// and the certificate are checked, the tablet's name, and the wait for a person's
// word at the counter. It does not say whether a code is right: only asking does,
// and that counts as a try.
func (d *Desk) Pairing(language text.Language, code, ticket string, problem error) Pairing {
	say := language.Say
	name := d.options.Shop.Terminal
	view := Pairing{
		Frame: d.outside(language, d.options.Shop.Name), Heading: say(text.CurbPair, name), Text: say(text.CurbPairText),
		CodeLabel: say(text.CurbPairCode), Code: codeWords(code), NameLabel: say(text.CurbPairName), NameHelp: say(text.CurbPairNameHelp),
		Name: say(text.CurbPairNameIs), OldPage: say(text.CurbPairOld), OldPageText: say(text.CurbPairOldText), SetUp: say(text.CurbSetUp),
		Ask: Button{Label: say(text.CurbPairAsk), Icon: iconCheck, Primary: true}, Cancel: Button{Label: say(text.CurbCancel), Icon: iconCancel, Link: "/pair"},
	}
	view.Linked = Pill{iconLock, say(text.CurbNotPaired), Plain}
	if view.Left = say(text.CurbPairTyped); view.Code != "" {
		view.Left = say(text.CurbPairRead)
	}
	if problem != nil {
		view.Problem = problemWords(language, problem)
	}
	view.Steps = []Step{
		{Number: 1, State: StepDone, Title: say(text.CurbPairConnected), Small: []string{say(text.CurbPairHost, d.host())}},
		{Number: 2, State: StepDone, Title: say(text.CurbPairCertificate), Small: []string{say(text.CurbPairSame, d.options.Fingerprint)}},
		{Number: 3, State: StepCurrent, Title: say(text.CurbPairName)},
		{Number: 4, State: StepLater, Title: say(text.CurbPairApproval), Small: []string{say(text.CurbPairWaits, name)}},
	}
	if ticket != "" {
		view.Waiting, view.WaitingText = true, say(text.CurbPairWaiting, name)
		view.Steps[2].State, view.Steps[3].State = StepDone, StepCurrent
		view.Ask = Button{Label: say(text.CurbPairWaitsShort), Blocked: true}
		view.Cancel.Link = ""
		view.Left = ""
	}
	return view
}

// host is the terminal's address without scheme and port, as the tablet sees it.
func (d *Desk) host() string {
	for _, address := range d.options.Address {
		if parsed, err := url.Parse(address); err == nil && parsed.Hostname() != "" {
			return parsed.Hostname()
		}
	}
	return d.options.Shop.Terminal
}

// digitsOf keeps the digits of a code that was read or typed.
func digitsOf(code string) string {
	return strings.Map(func(char rune) rune {
		if char < '0' || char > '9' {
			return -1
		}
		return char
	}, code)
}

// codeWords is "482 915"; empty for what is no whole code.
func codeWords(code string) string {
	digits := digitsOf(code)
	if len(digits) != pairing.CodeDigits {
		return ""
	}
	return digits[:pairing.CodeDigits/2] + " " + digits[pairing.CodeDigits/2:]
}

// AskPairing asks with the code on the counter screen and gives the ticket by
// which the answer is asked for.
func (d *Desk) AskPairing(ctx context.Context, code, name string) (ticket string, err error) {
	return d.options.Till.AskPairing(ctx, digitsOf(code), clean(name, pairing.NameMaxRunes))
}

// PairingResult says waiting, approved, refused or over. The token comes once.
func (d *Desk) PairingResult(ticket string) (state, token string) {
	found, token := d.options.Till.PairingResult(ticket)
	switch found {
	case till.PairingWaiting, till.PairingApproved, till.PairingRefused:
		return string(found), token
	}
	return string(till.PairingOver), ""
}

// Help is the set-up of a tablet in words.
func (d *Desk) Help(language text.Language) Help {
	say := language.Say
	name, address := d.options.Shop.Terminal, d.options.Shop.Terminal
	if len(d.options.Address) > 0 {
		address = d.options.Address[0]
	}
	view := Help{
		Frame: d.outside(language, say(text.CurbSetUp)), Heading: say(text.CurbSetUp), Fingerprint: d.options.Fingerprint, Download: say(text.CurbDownload),
	}
	view.Back = true
	view.Linked = Pill{}
	part := func(title text.Message, steps ...string) {
		view.Parts = append(view.Parts, HelpPart{Title: say(title), Steps: steps})
	}
	compare := say(text.CurbHelpCompare, d.options.Fingerprint)
	part(text.CurbHelpFirst, say(text.CurbHelpNetwork), say(text.CurbHelpOpen, address), compare)
	part(text.CurbHelpApple, say(text.CurbHelpAppleLoad), say(text.CurbHelpAppleInstall), say(text.CurbHelpAppleTrust), say(text.CurbHelpAppleHome))
	part(text.CurbHelpAndroid, say(text.CurbHelpAndroidLoad), say(text.CurbHelpAndroidInstall), say(text.CurbHelpAndroidConfirm), say(text.CurbHelpAndroidHome))
	part(text.CurbHelpPair, say(text.CurbHelpCounter, name), say(text.CurbHelpScan), say(text.CurbHelpApprove))
	part(text.CurbHelpWork, say(text.CurbHelpScanner), say(text.CurbHelpCamera), say(text.CurbHelpLost, name))
	return view
}

// Camera is the page that reads a barcode by the tablet's camera: an ID's, or
// that of a bag or a shelf.
func (d *Desk) Camera(ctx context.Context, who Who, language text.Language, id, scan string) (Camera, error) {
	var view Camera
	if err := working(who); err != nil {
		return view, err
	}
	err := d.show(ctx, who, language, func(f *frame) error {
		h, err := f.handing(id)
		if err != nil {
			return err
		}
		heading, words := text.CurbCameraID, text.CurbCameraIDText
		if scan != "id" {
			scan, heading, words = "bag", text.CurbCameraBag, text.CurbCameraBagText
		}
		view = Camera{
			Frame: f.page(f.say(text.CurbOrder, shownID(h.o))), Order: h.o.ID, Heading: f.say(heading), Text: f.say(words),
			Denied: f.say(text.CurbCameraDenied), Reading: f.say(text.CurbCameraReading), Scan: scan, Command: f.commandID(h.stored, "scan"),
			Stop: Button{Label: f.say(text.CurbCameraStop), Icon: iconCancel, Link: orderLink(h.o.ID)},
		}
		view.Back, view.Notice = true, f.notice(h.o.ID)
		if !f.d.options.Decoder {
			view.NoDecoder = f.say(text.CurbCameraNone)
		}
		return nil
	})
	return view, err
}
