package paper

import (
	"fmt"
	"unicode/utf8"
)

// Limits of a label.
const (
	LabelTextMaxBytes    = 120
	LabelWarningsMax     = 8
	LabelWarningMaxBytes = 300
	LabelItemsMax        = 40
	LabelCopiesMax       = 20
)

// Label is what an exit label says. A template of the label printer decides where
// each field stands; an empty field is left out.
type Label struct {
	// Template names the layout, such as exit-bag or exit-unit.
	Template string `json:"template"`
	Store    string `json:"store"`
	License  string `json:"license,omitempty"`
	// Product, NetWeight, PackageTag, THC and CBD describe the goods of a label for
	// one unit. Weights and potencies are written out with their unit.
	Product    string `json:"product,omitempty"`
	NetWeight  string `json:"net_weight,omitempty"`
	PackageTag string `json:"package_tag,omitempty"`
	THC        string `json:"thc,omitempty"`
	CBD        string `json:"cbd,omitempty"`
	// Packaged, Harvested and Sold are days as the shop writes them.
	Packaged  string `json:"packaged,omitempty"`
	Harvested string `json:"harvested,omitempty"`
	Sold      string `json:"sold,omitempty"`
	// Patient is a registry number where the state wants one, never a name.
	Patient string `json:"patient,omitempty"`
	// Order, Channel and Shelf are of a label that seals an order's bag; Items are
	// its lines.
	Order   string   `json:"order,omitempty"`
	Channel string   `json:"channel,omitempty"`
	Shelf   string   `json:"shelf,omitempty"`
	Items   []string `json:"items,omitempty"`
	// Warnings are the state's, word for word.
	Warnings []string `json:"warnings,omitempty"`
	// Barcode is printed as Code 128, QR as a QR code.
	Barcode string `json:"barcode,omitempty"`
	QR      string `json:"qr,omitempty"`
	// Copies is how many to print; 0 means one.
	Copies int `json:"copies,omitempty"`
}

// Validate checks the limits. Its errors wrap ErrDocument.
func (l Label) Validate() error {
	if l.Template == "" {
		return fmt.Errorf("%w: a label needs a template", ErrDocument)
	}
	if l.Copies < 0 || l.Copies > LabelCopiesMax {
		return fmt.Errorf("%w: %d copies of a label, at most %d", ErrDocument, l.Copies, LabelCopiesMax)
	}
	if len(l.Warnings) > LabelWarningsMax || len(l.Items) > LabelItemsMax {
		return fmt.Errorf("%w: %d warnings and %d items on a label, at most %d and %d", ErrDocument, len(l.Warnings), len(l.Items), LabelWarningsMax, LabelItemsMax)
	}
	short := append([]string{
		l.Template, l.Store, l.License, l.Product, l.NetWeight, l.PackageTag, l.THC, l.CBD, l.Packaged, l.Harvested, l.Sold,
		l.Patient, l.Order, l.Channel, l.Shelf,
	}, l.Items...)
	for _, text := range short {
		if err := labelText(text, LabelTextMaxBytes); err != nil {
			return err
		}
	}
	for _, warning := range l.Warnings {
		if err := labelText(warning, LabelWarningMaxBytes); err != nil {
			return err
		}
	}
	if err := labelText(l.Barcode, BarcodeMaxBytes); err != nil {
		return err
	}
	return labelText(l.QR, QRMaxBytes)
}

func labelText(text string, maxBytes int) error {
	if len(text) > maxBytes || !utf8.ValidString(text) {
		return fmt.Errorf("%w: a text of a label is longer than %d bytes or not UTF-8", ErrDocument, maxBytes)
	}
	return nil
}
