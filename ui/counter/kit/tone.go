package kit

import "github.com/curbline/curbline/ui/counter/look"

// Tone is what a part's colour means. It never speaks alone: each toned part
// has a word, and most an icon.
type Tone uint8

// The tones.
const (
	Neutral Tone = iota
	Good         // accepted, filed, paid
	Info         // worth knowing
	Caution      // look at this; you can go on
	Alarm        // refused, rejected, waiting too long
)

// Ink is the tone's colour for text, icons and edges.
func (t Tone) Ink() look.Token {
	return [...]look.Token{look.Ink2, look.Ok, look.Primary, look.Warn, look.Stop}[t]
}

// Ground is the tone's colour behind Ink.
func (t Tone) Ground() look.Token {
	return [...]look.Token{look.Sunken, look.OkSoft, look.Soft, look.WarnSoft, look.StopSoft}[t]
}

// panel is how a panel (chip, strip, banner) of the tone looks: calm ones are
// plain cards, only a caution or an alarm takes colour.
func (t Tone) panel() (ground, edge look.Token) {
	switch t {
	case Caution, Alarm:
		return t.Ground(), t.Ink()
	}
	return look.Surface, look.Line
}
