package escpos_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/paper"
)

func TestCommands(t *testing.T) {
	epson := profile(t, "epson-tm-t88v")
	pin5 := profile(t, "generic-80mm")
	pin5.DrawerPin = 5
	epson5 := epson
	epson5.DrawerPin = 5
	for _, c := range []struct {
		got  []byte
		want string
	}{
		{escpos.DrawerPulse(epson), "1014010002"},
		{escpos.DrawerPulse(epson5), "1014010102"},
		{escpos.DrawerPulse(profile(t, "generic-58mm")), "1b70003232"},
		{escpos.DrawerPulse(profile(t, "star-escpos")), "1b70003232"},
		{escpos.DrawerPulse(pin5), "1b70013232"},
		{escpos.StatusRequest(4), "100404"},
		{escpos.FenceRequest(), "1d7201"},
		{escpos.AutoStatusRequest(true), "1d610f"},
		{escpos.AutoStatusRequest(false), "1d6100"},
		{escpos.ProcessID([4]byte{'A', 'B', 'C', 'D'}), "1d28480600303041424344"},
	} {
		if got := hex.EncodeToString(c.got); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// The bytes of each thing on a paper, written out by hand from Epson's command
// reference: between the prologue and the cut stands exactly this.
func TestBytesByHand(t *testing.T) {
	logo := profile(t, "epson-tm-t20")
	logo.Logo = true
	cloneLogo := profile(t, "generic-80mm")
	cloneLogo.Logo = true
	page := func(page escpos.CodePage) escpos.Profile {
		one := profile(t, "epson-tm-t20")
		one.CodePage = page
		return one
	}
	const prologue437 = "1b40 1c2e 1b5200 1b7400 "
	for name, c := range map[string]struct {
		printer escpos.Profile
		block   paper.Block
		want    string
	}{
		"text":       {page("437"), paper.Line(paper.Left, "Hi $"), prologue437 + "48692024 0a 1d564200"},
		"page 850":   {page("850"), paper.Line(paper.Left, "Ú"), "1b40 1c2e 1b5200 1b7402 e9 0a 1d564200"},
		"page 858":   {page("858"), paper.Line(paper.Left, "€"), "1b40 1c2e 1b5200 1b7413 d5 0a 1d564200"},
		"page 1252":  {page("1252"), paper.Line(paper.Left, "€"), "1b40 1c2e 1b5200 1b7410 80 0a 1d564200"},
		"n tilde":    {page("437"), paper.Line(paper.Left, "ñÑ"), prologue437 + "a4a5 0a 1d564200"},
		"2x2, bold":  {page("437"), paper.Line(paper.Left, "A").Bold().Wide().Tall(), prologue437 + "1b4501 1d2111 41 0a 1d564200"},
		"tall":       {page("437"), paper.Line(paper.Left, "A").Tall(), prologue437 + "1d2101 41 0a 1d564200"},
		"wide":       {page("437"), paper.Line(paper.Left, "A").Wide(), prologue437 + "1d2110 41 0a 1d564200"},
		"banner":     {profile(t, "generic-58mm"), paper.BannerOf("R"), prologue437 + "1b4501 1d4201" + strings.Repeat("20", 15) + "52" + strings.Repeat("20", 16) + "0a 1b6405"},
		"rule":       {profile(t, "generic-58mm"), paper.RuleAcross(), prologue437 + strings.Repeat("2d", 32) + "0a 1b6405"},
		"feed":       {page("437"), paper.FeedLines(2), prologue437 + "0a 0a 1d564200"},
		"barcode":    {page("437"), paper.Code128("A{1"), prologue437 + "1b6101 1d683c 1d7703 1d4802 1d6600 1d6b4906 7b42417b7b31 0a 1b6100 1d564200"},
		"QR code":    {page("437"), paper.QRCode("hi"), prologue437 + "1b4a18 1b6101 1d286b0400 31413200 1d286b0300 314306 1d286b0300 314531 1d286b0500 3150306869 1d286b0300 315130 0a 1b6100 1d564200"},
		"logo":       {logo, paper.FeedLines(1), prologue437 + "1b6101 1d284c0600 3045 434c 0101 1b6100 1b4a0c 0a 1d564200"},
		"logo clone": {cloneLogo, paper.FeedLines(1), prologue437 + "1b6101 1c700100 1b6100 1b4a0c 0a 1d564200"},
	} {
		got, err := escpos.Encode(paper.Document{Blocks: []paper.Block{c.block}}, c.printer)
		if err != nil {
			t.Fatal(err)
		}
		want, err := hex.DecodeString(strings.ReplaceAll(c.want, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s:\n got %x\nwant %x", name, got, want)
		}
	}
}

func TestProfiles(t *testing.T) {
	columns := map[string]int{"epson-tm-t88v": 42, "epson-tm-t20": 48, "generic-80mm": 48, "generic-58mm": 32, "star-escpos": 48}
	if len(escpos.ProfileNames()) != len(columns) {
		t.Errorf("there are %v", escpos.ProfileNames())
	}
	for name, want := range columns {
		if one := profile(t, name); one.Validate() != nil || one.Columns != want || one.Logo {
			t.Errorf("%+v: %v", one, one.Validate())
		}
	}
	if _, err := escpos.ProfileByName("laser"); err == nil || !strings.Contains(err.Error(), "epson-tm-t88v") {
		t.Errorf("got %v", err)
	}
	for _, spoil := range []func(*escpos.Profile){
		func(p *escpos.Profile) { p.Columns = 40 }, func(p *escpos.Profile) { p.DotsAcross = 0 },
		func(p *escpos.Profile) { p.DotsAcross = 256 }, func(p *escpos.Profile) { p.DotsAcross = 840 },
		func(p *escpos.Profile) { p.DrawerPin = 3 }, func(p *escpos.Profile) { p.CodePage = "932" }, func(p *escpos.Profile) { p.Family = "" },
	} {
		one := profile(t, "generic-80mm")
		spoil(&one)
		if _, err := escpos.Encode(receipt(), one); err == nil {
			t.Errorf("%+v was taken", one)
		}
	}
	for _, dots := range []int{264, 832} {
		one := profile(t, "generic-80mm")
		one.DotsAcross = dots
		if _, err := escpos.Encode(receipt(), one); err != nil {
			t.Errorf("%d dots: %v", dots, err)
		}
	}
}

func TestStatusBytes(t *testing.T) {
	// The examples of Epson's status page: answers to DLE EOT 1 to 4.
	for name, c := range map[string]struct {
		answers [4]byte
		auto    [4]byte
		want    devices.PrinterStatus
		cause   devices.BlockCause
	}{
		"idle":       {[4]byte{0x12, 0x12, 0x12, 0x12}, [4]byte{0x10, 0, 0, 0}, devices.PrinterStatus{Answers: true}, ""},
		"near end":   {[4]byte{0x12, 0x12, 0x12, 0x1e}, [4]byte{0x10, 0, 3, 0}, devices.PrinterStatus{Answers: true, PaperNearEnd: true}, ""},
		"paper out":  {[4]byte{0x1a, 0x32, 0x12, 0x7e}, [4]byte{0x18, 0, 0x0f, 0}, devices.PrinterStatus{Answers: true, Offline: true, PaperOut: true, PaperNearEnd: true}, devices.PaperOut},
		"cover open": {[4]byte{0x1a, 0x16, 0x12, 0x12}, [4]byte{0x38, 0, 0, 0}, devices.PrinterStatus{Answers: true, Offline: true, CoverOpen: true}, devices.CoverOpen},
		"offline":    {[4]byte{0x1a, 0x12, 0x12, 0x12}, [4]byte{0x18, 0, 0, 0}, devices.PrinterStatus{Answers: true, Offline: true}, devices.PrinterOffline},
		"cutter":     {[4]byte{0x1a, 0x52, 0x1a, 0x12}, [4]byte{0x18, 8, 0, 0}, devices.PrinterStatus{Answers: true, Offline: true, Error: true}, devices.PrinterError},
		"drawer":     {[4]byte{0x16, 0x12, 0x12, 0x12}, [4]byte{0x14, 0, 0, 0}, devices.PrinterStatus{Answers: true, DrawerPinHigh: true}, ""},
	} {
		var status devices.PrinterStatus
		for index, answer := range c.answers {
			escpos.ApplyStatus(&status, byte(index+1), answer)
		}
		if status != c.want || status.Cause() != c.cause {
			t.Errorf("%s: %+v, cause %q", name, status, status.Cause())
		}
		var auto devices.PrinterStatus
		escpos.ApplyAutoStatus(&auto, c.auto)
		if auto != c.want {
			t.Errorf("%s, automatic: %+v", name, auto)
		}
	}
}

func TestChoices(t *testing.T) {
	base, err := escpos.ProfileByName("epson-tm-t88v")
	if err != nil {
		t.Fatal(err)
	}
	if same, err := base.With(escpos.Choices{}); err != nil || same != base {
		t.Errorf("no choice changed %+v to %+v, %v", base, same, err)
	}
	chosen, err := base.With(escpos.Choices{CodePage: escpos.CP858, DrawerPin: 5, Logo: true})
	if err != nil || chosen.CodePage != escpos.CP858 || chosen.DrawerPin != 5 || !chosen.Logo {
		t.Errorf("%+v, %v", chosen, err)
	}
	if _, err := base.With(escpos.Choices{DrawerPin: 3}); err == nil {
		t.Error("there is no pin 3")
	}
	if _, err := base.With(escpos.Choices{CodePage: "859"}); err == nil {
		t.Error("there is no page 859")
	}
}
