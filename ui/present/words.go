package present

import (
	"regexp"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/sale"
	"github.com/curbline/curbline/ui/text"
)

// documentWords says what a document is: "Colorado driver license, valid to Mar
// 2029". It names nobody.
func documentWords(language text.Language, document idcard.Document) string {
	expiry := "?"
	if document.ExpiryDate.Valid() {
		expiry = language.Month(clock.Date{Year: document.ExpiryDate.Year, Month: time.Month(document.ExpiryDate.Month), Day: 1})
	}
	return documentOf(language, document.Kind, pick(document.Issuer.Jurisdiction != "", document.Issuer.Jurisdiction, document.Issuer.Country), expiry)
}

func documentOf(language text.Language, kind idcard.Kind, issuer, expiry string) string {
	if issuer == "" {
		return language.Say(text.DocumentPlain, capital(language.Kind(kind)), expiry)
	}
	return language.Say(text.PersonDocument, language.IssuedBy(issuer), language.Kind(kind), expiry)
}

// plain keeps a text from outside from marking itself bold.
func plain(words string) string { return strings.ReplaceAll(words, "*", "") }

// itemsOf counts the units in lines: a weighed line is one item.
func itemsOf(language text.Language, lines []terminal.Line) string {
	return language.Of(unitsOf(lines), text.ItemOne, text.ItemMany)
}

func unitsOf(lines []terminal.Line) int {
	units := 0
	for _, line := range lines {
		if whole, ok := line.Quantity.Int64(); ok && line.Unit == measure.Each {
			units += int(whole)
		} else {
			units++
		}
	}
	return units
}

// quantityWords is "2 ×", or "1.50 g" of goods sold by weight: in the digits that
// the scale shows.
func quantityWords(line terminal.Line) string {
	if line.Weighed != nil {
		return line.Weighed.Text + " g"
	}
	if line.Unit == measure.Grams {
		return line.Quantity.String() + " g"
	}
	return line.Quantity.String() + " ×"
}

// measured says what counts of a line: "7 g flower", "200 mg THC".
func measured(language text.Language, category terminal.Category, measures terminal.Measures) string {
	grams, hasGrams := measures[terminal.NetGrams]
	switch category {
	case "flower", "preroll", "shake":
		if hasGrams {
			return grams.String() + " g " + language.Say(text.Flowers)
		}
	case "concentrate", "vape_cartridge", "inhaler", "infused_preroll":
		if hasGrams {
			return grams.String() + " g " + language.Say(text.Conc)
		}
	case terminal.Merchandise:
		return ""
	}
	if milligrams, ok := measures[terminal.THCMilligrams]; ok {
		return language.Say(text.THCAmount, milligrams.String())
	}
	if hasGrams {
		return grams.String() + " g"
	}
	return ""
}

// change says which notes and coins to give.
func give(language text.Language, change money.Cents) string {
	var parts []string
	for _, piece := range sale.Give(change) {
		parts = append(parts, language.Say(text.GivePiece, piece.Count, text.Piece(piece.Value)))
	}
	return strings.Join(parts, ", ")
}

// size is the amount at the end of a product's name: "3.5 g", "10 × 10 mg".
var size = regexp.MustCompile(`,? (?:by the gram|(?:\d+ × )?[0-9.]+ ?(?:g|mg|ml))$`)

// shortName is a product's name without the size at its end.
func shortName(product terminal.Product) string {
	if short := size.ReplaceAllString(product.Name, ""); short != "" {
		return short
	}
	return product.Name
}

// detail is what a tile says below the name: "3.5 g, THC 24.1%".
func detail(language text.Language, product terminal.Product) string {
	var parts []string
	if grams, ok := product.Measures[terminal.NetGrams]; ok && product.THCUnit == nil {
		if product.SoldBy == measure.Grams {
			parts = append(parts, language.Say(text.ByTheGram))
		} else {
			parts = append(parts, grams.String()+" g")
		}
	}
	switch {
	case product.THCUnit != nil && product.Units > 1:
		parts = append(parts, language.Say(text.Pieces, product.Units, product.THCUnit.String()))
	case inhaled(product.Category):
		if share := potency(product); share != "" {
			parts = append(parts, language.Say(text.THCPercent, share))
		}
	default:
		if milligrams, ok := product.Measures[terminal.THCMilligrams]; ok {
			parts = append(parts, language.Say(text.THCAmount, milligrams.String()))
		}
	}
	return strings.Join(parts, ", ")
}

func inhaled(category terminal.Category) bool {
	switch category {
	case "flower", "preroll", "infused_preroll", "shake", "concentrate", "vape_cartridge", "inhaler":
		return true
	}
	return false
}

// potency is the THC by weight in percent, to a tenth: milligrams a gram are
// thousandths.
func potency(product terminal.Product) string {
	milligrams, okTHC := product.Measures[terminal.THCMilligrams]
	grams, okGrams := product.Measures[terminal.NetGrams]
	if !okTHC || !okGrams {
		return ""
	}
	thc, ok := millionths(milligrams.String())
	weight, okWeight := millionths(grams.String())
	if !ok || !okWeight || weight == 0 {
		return ""
	}
	return strings.TrimSuffix(text.Percent(int((thc+weight/2)/weight)), "%")
}

// icons of goods, by category.
func iconOf(category terminal.Category) string {
	switch category {
	case "flower", "shake", "immature_plant", "mature_plant", "seed":
		return "potted-plant"
	case "preroll", "infused_preroll":
		return "smoking-rooms"
	case "vape_cartridge", "inhaler":
		return "vaping-rooms"
	case "edible_solid", "edible_liquid", "low_dose_beverage", "capsule":
		return "cookie"
	case terminal.Merchandise:
		return iconStore
	}
	return "water-drop"
}
