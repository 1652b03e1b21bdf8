package curbtest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/curbline/curbline/cmd/internal/browser"
	"github.com/curbline/curbline/terminal"
)

// axeSource is where make test puts axe-core.
var axeSource = filepath.Join("..", "..", "..", ".tools", "web", "node_modules", "axe-core", "axe.min.js")

// accessible wants axe-core to find nothing on a page as it stands.
func accessible(t *testing.T, p *browser.Page, name string) {
	t.Helper()
	for _, violation := range p.Axe(axeSource) {
		t.Errorf("%s: %s", name, violation)
	}
	if folder := os.Getenv("CURBLINE_TEST_PICTURES"); folder != "" { // for the README and for eyes
		p.Screenshot(filepath.Join(folder, "tablet-"+strings.NewReplacer(" ", "-", "/", "-").Replace(name)+".png"))
	}
}

func want[T comparable](what string, got, wanted T) error {
	if got != wanted {
		return fmt.Errorf("%s is %v, want %v", what, got, wanted)
	}
	return nil
}

// available is how much of the goods may still be sold.
func (w *world) available(t testing.TB) (left string) {
	t.Helper()
	w.read(t, func(reader terminal.Reader) error {
		stock, err := reader.Stock(goodsSKU)
		if err != nil {
			return err
		}
		quantity, err := stock.Available()
		left = quantity.String()
		return err
	})
	return left
}

func jsonOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
