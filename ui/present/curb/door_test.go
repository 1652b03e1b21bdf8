package curb_test

import (
	"context"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

func TestAnIssuedPINOpensNothingButItsChange(t *testing.T) {
	s := newLot(t)
	s.machine(&till.ImportStaff{People: []terminal.StaffMember{
		{ID: "kim", Name: "Kim New", Badge: "B-1009", Role: terminal.Curbside, PINHash: pinHash, Active: true, MustChangePIN: true},
	}})
	ctx := context.Background()
	who := s.pair("Curb tablet 1")
	session, mustChange, err := s.SignIn(ctx, who, "B-1009", pin)
	s.must(err)
	same(t, "must change", mustChange, true)
	who, err = s.Session(who, session)
	s.must(err)
	_, err = s.Arrivals(ctx, who, text.English)
	same(t, "pages", codeOf(err), "staff.must_change_pin")
	same(t, "actions", codeOf(s.Do(ctx, who, curb.Action{Name: "mute"})), "staff.must_change_pin")
	page, err := s.SignInPage(ctx, who, text.English, "", nil)
	s.must(err)
	if page.Change == nil || len(page.People) != 0 || !strings.Contains(page.Change.Text, "somebody else") {
		t.Fatalf("%+v", page)
	}
	if err := s.ChangePIN(ctx, who, "0000", "739164"); err == nil {
		t.Error("with a wrong PIN")
	}
	s.must(s.ChangePIN(ctx, who, pin, "739164"))
	session, mustChange, err = s.SignIn(ctx, who, "B-1009", "739164")
	s.must(err)
	same(t, "no more", mustChange, false)
	who, err = s.Session(curb.Who{Device: who.Device}, session)
	s.must(err)
	_, err = s.Arrivals(ctx, who, text.English)
	s.must(err)
	s.must(s.SignOut(ctx, who))
	s.must(s.SignOut(ctx, curb.Who{Device: who.Device}))
	if _, err := s.Session(who, session); terminal.KindOf(err) != terminal.SignIn {
		t.Errorf("signed out: %v", err)
	}
}

func TestTilesAreOfThoseWhoMayHandOver(t *testing.T) {
	s := newLot(t)
	page, err := s.SignInPage(context.Background(), curb.Who{Device: s.pair("Curb tablet 1").Device}, text.English, "B-1002", nil)
	s.must(err)
	var names []string
	for _, person := range page.People {
		names = append(names, person.Name+" "+person.Role)
	}
	same(t, "tiles", strings.Join(names, ", "), "Mara V. Budtender, Dee W. Curbside, Theo B. Curbside, Dario W. Lead, Lena O. Manager")
	same(t, "chosen", page.Chosen+" "+page.PIN, "B-1002 PIN of Dee W.")
	_, err = s.SignInPage(context.Background(), curb.Who{}, text.English, "", nil)
	same(t, "not paired", codeOf(err), "tablet.not_paired")
}

func TestPairingSaysNothingOfACodeBeforeItIsTried(t *testing.T) {
	s := newLot(t)
	offer, err := s.till.OfferPairing(context.Background(), s.manager)
	s.must(err)
	wrong := "000000"
	if offer.Code == wrong {
		wrong = "000001"
	}
	right, other := s.Pairing(text.English, offer.Code, "", nil), s.Pairing(text.English, wrong, "", nil)
	right.Code, other.Code = "", ""
	same(t, "the same page", right.Left+right.Text+right.Problem, other.Left+other.Text+other.Problem)
	_, err = s.AskPairing(context.Background(), wrong, "Curb tablet 1")
	same(t, "asking tells", codeOf(err), "pairing.wrong_code")
	page := s.Pairing(text.Spanish, wrong, "", err)
	same(t, "in words", strings.HasPrefix(page.Problem, "Ese no es el código. "), true)
	state, token := s.PairingResult("no such ticket")
	same(t, "no ticket", state+token, "over")
	same(t, "half a code", s.Pairing(text.English, "4829", "", nil).Code, "")
}

func TestAnOverrideByNobodyWhoMayStaysOnThePage(t *testing.T) {
	s := newLot(t)
	dario := s.at("Curb tablet 1", "B-1004")
	s.waiting("A-1")
	s.press(dario, "A-1", s.hand(dario, "A-1").Next)
	same(t, "blocked", codeOf(s.scan(dario, "A-1", "@other")), "identity.family_name")
	button := s.hand(dario, "A-1").Override.Button
	button.Fields = map[string]string{"reason": "married", "badge": "B-1002", "pin": pin}
	err := s.do(dario, "A-1", button)
	same(t, "a no, not a sign-out", codeOf(err)+" "+string(terminal.KindOf(err)), "staff.step_up refused")
	if s.page(dario, "A-1").Notice == nil {
		t.Error("no notice")
	}
}

func TestUnknownAndEmptyActions(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	ctx := context.Background()
	for name, want := range map[string]string{
		"": "command.unknown", "sell": "command.unknown", "claim": "order.not_found", "scan": "scan.empty", "tender": "sale.tender_invalid",
		"hand_over": "sale.id", "bring_back": "order.not_found", "line_out": "order.not_found", "override": "identity.scan_again", "refuse": "order.not_found",
	} {
		same(t, name, codeOf(s.Do(ctx, dee, curb.Action{Name: name, Order: "A-404"})), want)
	}
	_, err := s.Order(ctx, dee, text.English, "A-404")
	same(t, "page", codeOf(err), "order.not_found")
}
