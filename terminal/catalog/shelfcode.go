package catalog

import (
	"regexp"
	"strings"

	"github.com/curbline/curbline/terminal"
)

// A shelf code is "SHELF-" and one to four letters and digits, printed on the
// edge of a shelf for sealed bags. It holds no check: a wrong one names a shelf
// that people see is not there.
const shelfPrefix = "SHELF-"

var shelfPattern = regexp.MustCompile(`^[A-Z0-9]{1,4}$`)

// ShelfCode is the text of a shelf's barcode.
func ShelfCode(shelf string) string { return shelfPrefix + shelf }

func hasShelfPrefix(text string) bool { return strings.HasPrefix(strings.ToUpper(text), shelfPrefix) }

// ParseShelfCode reads a shelf's code in any case and gives the shelf's name. It
// returns an Invalid error of code catalog.shelf_code.
func ParseShelfCode(text string) (string, error) {
	shelf, found := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(text)), shelfPrefix)
	if !found || !shelfPattern.MatchString(shelf) {
		return "", terminal.Errorf(terminal.Invalid, "catalog.shelf_code", "This is not the code of a shelf.").
			WithHint("Scan the code on the edge of the shelf, such as SHELF-B2.")
	}
	return shelf, nil
}
