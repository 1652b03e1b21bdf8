package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode says which palette a Theme uses.
type Mode uint8

// The modes: follow the desktop, or hold one palette whatever it says.
const (
	Auto Mode = iota
	Light
	Dark
)

// Sizes in Fyne units. Text smaller than TextSize is not used at the counter.
const (
	TextSize       float32 = 18
	SubheadingSize float32 = 22
	HeadingSize    float32 = 28
	Radius         float32 = 8
	PillRadius     float32 = 6
	MeterRadius    float32 = 4
	Margin         float32 = 12
	CardPadding    float32 = 16
	EdgeCard       float32 = 1
	EdgeControl    float32 = 1.5
	EdgeAlarm      float32 = 2
	EdgeChosen     float32 = 3
	RingWidth      float32 = 3
	RingGap        float32 = 2
	TargetHeight   float32 = 56
	PayHeight      float32 = 76
	FinishHeight   float32 = 88
)

var sizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNameText:               TextSize,
	theme.SizeNameCaptionText:        TextSize,
	theme.SizeNameSubHeadingText:     SubheadingSize,
	theme.SizeNameHeadingText:        HeadingSize,
	theme.SizeNamePadding:            4,
	theme.SizeNameInnerPadding:       12,
	theme.SizeNameInlineIcon:         24,
	theme.SizeNameInputRadius:        Radius,
	theme.SizeNameSelectionRadius:    PillRadius,
	theme.SizeNameInputBorder:        EdgeControl,
	theme.SizeNameSeparatorThickness: 1,
	theme.SizeNameScrollBar:          16,
	theme.SizeNameScrollBarSmall:     6,
}

// Theme is the counter's theme. The zero value follows the desktop.
type Theme struct{ Mode Mode }

var _ fyne.Theme = Theme{}

// New returns the theme in one mode.
func New(mode Mode) Theme { return Theme{Mode: mode} }

// Color implements fyne.Theme. Names that are neither ours nor mapped to ours
// come from Fyne's own palette.
func (t Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.Mode {
	case Light:
		variant = theme.VariantLight
	case Dark:
		variant = theme.VariantDark
	}
	if token, ok := sameAs[name]; ok {
		name = token
	}
	if name == None {
		return color.Transparent
	}
	if p, ok := palette[name]; ok {
		if variant == theme.VariantLight {
			return rgb(p.light)
		}
		return rgb(p.dark)
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font implements fyne.Theme: the faces Fyne ships (Noto Sans, DejaVu Sans
// Mono), whose digits are all equally wide, so that money lines up.
func (Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace: // one weight only
		return theme.DefaultTextMonospaceFont()
	case style.Symbol:
		return theme.DefaultSymbolFont()
	case style.Bold:
		return theme.DefaultTextBoldFont()
	default:
		return theme.DefaultTextFont()
	}
}

// Icon implements fyne.Theme.
func (Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme.
func (Theme) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := sizes[name]; ok {
		return size
	}
	return theme.DefaultTheme().Size(name)
}
