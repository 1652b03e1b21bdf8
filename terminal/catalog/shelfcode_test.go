package catalog_test

import (
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
)

func TestShelfCodes(t *testing.T) {
	for text, want := range map[string]string{
		"SHELF-B2": "B2", "shelf-b2": "B2", " SHELF-A\r\n": "A", "]C1SHELF-AB12": "AB12",
		"SHELF-": "", "SHELF-AB123": "", "SHELF-B 2": "", "SHELF-É": "", "SHELF-B-2": "",
	} {
		code, err := catalog.ParseCode(text)
		if code.Shelf != want || (err == nil) != (want != "") || code.SKU != "" || code.PackageKey() != "" {
			t.Errorf("%q: %+v, %v", text, code, err)
		}
		if err != nil && terminal.AsError(err).Code != "catalog.shelf_code" {
			t.Errorf("%q: %v", text, err)
		}
	}
	if code, err := catalog.ParseCode(catalog.ShelfCode("C14")); err != nil || code.Shelf != "C14" {
		t.Errorf("%+v, %v", code, err)
	}
	if code, err := catalog.ParseCode("SHELFIE"); err != nil || code.SKU != "SHELFIE" {
		t.Errorf("a product: %+v, %v", code, err)
	}
}
