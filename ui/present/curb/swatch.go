package curb

import (
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/text"
)

// swatches is the closed list of colour words that a page can paint.
var swatches = []string{"beige", "black", "blue", "brown", "gold", "gray", "green", "orange", "purple", "red", "silver", "white", "yellow"}

// sameColor are other words that web shops send for them.
var sameColor = map[string]string{
	"grey": "gray", "charcoal": "gray", "navy": "blue", "tan": "beige", "cream": "beige", "champagne": "gold", "maroon": "red",
	"burgundy": "red", "bronze": "brown", "violet": "purple", "teal": "green",
}

// Swatches gives the closed list of colour words.
func Swatches() []string { return append([]string(nil), swatches...) }

// swatch is the colour word that a page has a swatch for: "dark blue" is "blue".
// It is empty for anything that is not on the list.
func swatch(color string) string {
	found := ""
	for _, word := range strings.FieldsFunc(strings.ToLower(clean(color, vehicleRunesMax)), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if same, ok := sameColor[word]; ok {
			word = same
		}
		for _, known := range swatches {
			if word == known {
				found = known
			}
		}
	}
	return found
}

// vehicleWords is "Blue Subaru Outback".
func (f *frame) vehicleWords(vehicle terminal.Vehicle) string {
	color, maker := clean(vehicle.Color, vehicleRunesMax), clean(vehicle.Make, vehicleRunesMax)
	if word := strings.ToLower(color); word == swatch(color) {
		color = f.language.Color(word)
	}
	switch {
	case color == "" && maker == "":
		return f.say(text.CurbNoVehicle)
	case color == "":
		return maker
	case maker == "":
		return capital(color)
	}
	return capital(f.say(text.CurbVehicle, color, maker))
}

// capital raises the first letter.
func capital(words string) string {
	for at, char := range words {
		return strings.ToUpper(string(char)) + words[at+len(string(char)):]
	}
	return words
}
