package rules

import (
	"strings"

	"github.com/curbline/curbline/terminal"
)

// categoryWords is how a person calls a category.
func categoryWords(category terminal.Category) string {
	switch category {
	case "preroll":
		return "pre-roll"
	case "infused_preroll":
		return "infused pre-roll"
	case "vape_cartridge":
		return "vape cartridge"
	case "edible_solid":
		return "solid edible"
	case "edible_liquid":
		return "liquid edible"
	}
	return strings.ReplaceAll(string(category), "_", " ")
}

// measureWords names a measure, and measureUnit its unit.
func measureWords(measure terminal.Measure) string {
	switch measure {
	case terminal.NetGrams:
		return "net weight"
	case terminal.NetMillilitres, terminal.NetFluidOunces:
		return "net volume"
	case terminal.THCMilligrams, terminal.THCGrams:
		return "THC content"
	case terminal.NonTHCCannabinoids:
		return "content of other cannabinoids"
	case terminal.ConcentrateGrams:
		return "concentrate weight"
	case terminal.FlowerEquivalentGrams:
		return "flower equivalent"
	}
	return "count"
}

func measureUnit(measure terminal.Measure) string {
	switch measure {
	case terminal.NetGrams, terminal.ConcentrateGrams, terminal.FlowerEquivalentGrams:
		return "g"
	case terminal.NetMillilitres:
		return "ml"
	case terminal.NetFluidOunces:
		return "fl oz"
	case terminal.THCMilligrams:
		return "mg THC"
	case terminal.THCGrams:
		return "g THC"
	case terminal.NonTHCCannabinoids:
		return "mg"
	}
	return "units"
}

// physical says whether a measure of zero cannot be true: nothing weighs
// nothing, while an edible may well hold no THC.
func physical(measure terminal.Measure) bool {
	switch measure {
	case terminal.NetGrams, terminal.NetMillilitres, terminal.NetFluidOunces, terminal.UnitsMeasure,
		terminal.CountMeasure:
		return true
	}
	return false
}

// classWords names the people of a class.
func classWords(class terminal.CustomerClass) string {
	switch class {
	case terminal.Adult:
		return "adults"
	case terminal.Medical:
		return "patients"
	}
	return "the class " + strings.ReplaceAll(string(class), "_", " ")
}

// joinWords gives "a", "a and b", "a, b and c".
func joinWords(words []string, last string) string {
	if len(words) <= 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}
