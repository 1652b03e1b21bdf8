// Package look is how the counter window looks: its colours, sizes, faces and
// icons, as one Fyne theme. It draws nothing; the parts that do are in kit.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Token names one colour of the palette. Where Fyne has a name for the same
// use, the token is that name, so that Fyne's own widgets agree with ours.
type Token = fyne.ThemeColorName

// The tokens. Text pairs keep at least 5.7:1, control edges and meter fills at
// least 3:1 on their ground; a test measures both.
const (
	Bg        Token = theme.ColorNameBackground          // window
	Surface   Token = theme.ColorNameInputBackground     // cards, fields, buttons
	Sunken    Token = theme.ColorNameHeaderBackground    // unavailable tile, meter track
	Line      Token = theme.ColorNameSeparator           // card edge, separators
	Ctl       Token = theme.ColorNameInputBorder         // edge of what can be pressed or typed in
	Ink       Token = theme.ColorNameForeground          // text
	Ink2      Token = theme.ColorNamePlaceHolder         // second text
	Primary   Token = theme.ColorNamePrimary             // the one main action, current tab
	OnPrimary Token = theme.ColorNameForegroundOnPrimary // text on Primary
	Soft      Token = theme.ColorNameHover               // selected line, hover, current step
	Ok        Token = theme.ColorNameSuccess             // accepted, filed, paid; never a button
	OkSoft    Token = "okSoft"                           // ground of Ok
	Warn      Token = theme.ColorNameWarning             // look at this; you can go on
	WarnSoft  Token = "warnSoft"                         // ground of Warn
	Stop      Token = theme.ColorNameError               // refused, rejected, waiting car
	StopSoft  Token = "stopSoft"                         // ground of Stop
	OnStop    Token = theme.ColorNameForegroundOnError   // text on a solid Stop
	Focus     Token = theme.ColorNameFocus               // focus ring and nothing else
	Track     Token = theme.ColorNameDisabledButton      // disabled fill
	M0        Token = "m0"                               // meter: earlier today
	M1        Token = "m1"                               // meter: flower
	M2        Token = "m2"                               // meter: concentrate
	M3        Token = "m3"                               // meter: edible
	None      Token = "none"                             // nothing drawn
)

// pair is one token in the light and in the dark palette, as 0xRRGGBB.
type pair struct{ light, dark uint32 }

var palette = map[Token]pair{
	Bg:        {0xEDF0F2, 0x0E1418},
	Surface:   {0xFFFFFF, 0x182127},
	Sunken:    {0xF4F6F8, 0x1F2A31},
	Line:      {0xCBD3D9, 0x36454F},
	Ctl:       {0x7A8894, 0x7F909B},
	Ink:       {0x14202A, 0xEDF2F5},
	Ink2:      {0x495865, 0xAAB9C3},
	Primary:   {0x0B5672, 0x64C3E6},
	OnPrimary: {0xFFFFFF, 0x04222E},
	Soft:      {0xE0EFF5, 0x123645},
	Ok:        {0x17633A, 0x74D69B},
	OkSoft:    {0xE2F2E8, 0x12331F},
	Warn:      {0x874700, 0xFFC166},
	WarnSoft:  {0xFFF0D6, 0x3B2A0B},
	Stop:      {0xAE1E17, 0xFF9088},
	StopSoft:  {0xFCE9E7, 0x451A17},
	OnStop:    {0xFFFFFF, 0x2B0503},
	Focus:     {0x6A3BD1, 0xBCA4FF},
	Track:     {0xDDE3E7, 0x2B3841},
	M0:        {0x7D8B96, 0x8A98A3},
	M1:        {0x0A3D52, 0x8AD4F0},
	M2:        {0x1E7294, 0x4FAACB},
	M3:        {0x4A97B8, 0x34839E},
}

// sameAs gives Fyne's remaining names the colour of one of our tokens.
var sameAs = map[fyne.ThemeColorName]Token{
	theme.ColorNameButton:              Surface,
	theme.ColorNameMenuBackground:      Surface,
	theme.ColorNameOverlayBackground:   Surface,
	theme.ColorNameDisabled:            Ink2,
	theme.ColorNameSelection:           Soft,
	theme.ColorNamePressed:             Soft,
	theme.ColorNameHyperlink:           Primary,
	theme.ColorNameForegroundOnSuccess: Surface,
	theme.ColorNameForegroundOnWarning: Surface,
	theme.ColorNameScrollBar:           Ctl,
	theme.ColorNameScrollBarBackground: None,
	theme.ColorNameShadow:              None,
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// Paint is the colour of a token in the theme that is in force now. None is
// transparent. It must be called on the Fyne goroutine.
func Paint(token Token) color.Color {
	if token == None || token == "" {
		return color.Transparent
	}
	return theme.Color(token)
}
