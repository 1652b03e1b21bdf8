package present_test

import (
	"testing"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/ui/present"
)

func TestGoldenWeighingAndByHand(t *testing.T) {
	for language, suffix := range map[string]string{"en": "", "es": "-es"} {
		t.Run(language, func(t *testing.T) {
			goldenWeigh(t, language, suffix)
			goldenByHand(t, language, suffix)
		})
	}
}

func goldenWeigh(t *testing.T, language, suffix string) {
	s, p := withScale(t)
	s.SetLanguage(languageOf(language))
	s.id("avery")
	s.scan(tagFlower, tagGrams)
	p.put(s, "3.50")
	s.looking(func(panel present.WeighPanel) bool { return panel.Weight == "3.50 g" })
	golden(t, "weigh"+suffix, s.shows(present.ScreenCheckout))
	p.set(devices.Weight{State: devices.WeightOver, At: opening})
	s.WeighAdd()
	s.looking(func(panel present.WeighPanel) bool { return panel.Weight == "–" })
	golden(t, "weigh-over"+suffix, s.shows(present.ScreenCheckout))
	p.set(devices.Weight{State: devices.WeightMoving, Value: measure.MustParse("12.1"), Text: "12.10", Unit: "g", Net: true})
	s.looking(func(panel present.WeighPanel) bool { return panel.Weight == "12.10 g" })
	golden(t, "weigh-moving"+suffix, s.shows(present.ScreenCheckout))
	s.scale = nil
	s.Counter = s.workplace(s.till)
	s.SetLanguage(languageOf(language))
	s.SignIn("B-1001", pin)
	s.scan(tagGrams)
	golden(t, "weigh-none"+suffix, s.shows(present.ScreenCheckout))
	s.CloseWeigh()
	s.status = []devices.Status{
		{Device: devices.ScannerDevice, State: devices.Ready, Port: "/dev/ttyUSB0"},
		{Device: devices.PrinterDevice, State: devices.Ready, Port: "/dev/ttyUSB1"},
		{Device: devices.LabelDevice, State: devices.Waiting, Port: "/dev/ttyUSB2", Error: devices.Errorf(devices.Unplugged, "The device at /dev/ttyUSB2 was unplugged or switched off.")},
		{Device: devices.ScaleDevice, State: devices.Ready, Port: "/dev/ttyUSB3", Scale: &devices.ScaleIdentity{Protocol: "mt-sics", Model: "JE703"}},
	}
	s.ShowTab(present.TabMore)
	golden(t, "more-devices"+suffix, s.shows(present.ScreenMore))
}

func goldenByHand(t *testing.T, language, suffix string) {
	s := newCounter(t)
	s.SetLanguage(languageOf(language))
	s.ChangePerson()
	golden(t, "reading"+suffix, s.shows(present.ScreenCheckout))
	s.ChangePerson()
	golden(t, "by-hand-kind"+suffix, s.shows(present.ScreenCheckout))
	s.Choose(0, nil)
	golden(t, "by-hand-issuer"+suffix, s.shows(present.ScreenCheckout))
	s.Answer(map[string]string{"number": "920112233"})
	golden(t, "by-hand-name"+suffix, s.shows(present.ScreenCheckout))
	s.Answer(map[string]string{"family": "Stone", "first": "Avery"})
	s.Answer(map[string]string{"birth": "06/31/1992"})
	golden(t, "by-hand-dates"+suffix, s.shows(present.ScreenCheckout))
	s.Answer(map[string]string{"birth": "06/15/1992", "expiry": "03/15/2029"})
	golden(t, "by-hand-agree"+suffix, s.shows(present.ScreenCheckout))
	s.Answer(map[string]string{"badge": "B-1004", "pin": pin})
	s.scan(tagFlower)
	golden(t, "by-hand"+suffix, s.shows(present.ScreenCheckout))
	s.Pay()
	golden(t, "by-hand-pay"+suffix, s.shows(present.ScreenPay))
	s.Escape()
	s.id("odd")
	golden(t, "odd"+suffix, s.shows(present.ScreenCheckout))
	s.id("tribal")
	golden(t, "refused-kind"+suffix, s.shows(present.ScreenRefused))
}

func init() {
	odd := document("STONE", "AVERY", "X1234567890123", idcard.Date{Year: 1992, Month: 6, Day: 15})
	odd.AddressState, odd.RevisionDate = "WY", idcard.Date{Year: 2025, Month: 1, Day: 1}
	people["odd"] = odd
	tribal := document("STONE", "AVERY", "T1", idcard.Date{Year: 1992, Month: 6, Day: 15})
	tribal.Kind = idcard.Tribal
	people["tribal"] = tribal
}
