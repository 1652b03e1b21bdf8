package seed

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"
)

// Place says where this sandbox listens and what its devices are called.
type Place struct {
	StateURL    string // http://127.0.0.1:…
	FeedURL     string // ws://127.0.0.1:…/feed
	ScannerPort string
	PrinterPort string
	LabelPort   string
	ScalePort   string
	// ScaleProtocol is what the scale speaks.
	ScaleProtocol string
	APIListen     string // of the terminal
	// TabletListen is where the terminal's page for tablets will be.
	TabletListen string
	StartClock   string // RFC 3339, or empty
}

// The names of the files in the sandbox's folder.
const (
	ConfigFile   = "curbline.toml"
	SecretsFile  = "dev-secrets.toml"
	ProductsFile = "products.csv"
	PackagesFile = "packages.csv"
	StaffFile    = "staff.csv"
)

// The columns of the files.
var (
	productColumns = []string{
		"sku", "name", "category", "price", "net_grams", "net_millilitres", "net_fluid_ounces", "thc_mg_per_unit",
		"thc_mg_per_package", "units_per_package", "route", "sold_by", "flags",
	}
	packageColumns = []string{"tag", "sku", "quantity", "unit", "packaged_on", "expires_on", "status", "location"}
	staffColumns   = []string{"id", "name", "badge", "role", "pin"}
)

// Write puts the terminal's configuration, the development secrets and the
// shop's files into a folder, over what is there.
func Write(folder string, place Place) error {
	config, err := Config(place)
	if err != nil {
		return err
	}
	secrets, err := Secrets()
	if err != nil {
		return err
	}
	files := map[string][]byte{ConfigFile: config, SecretsFile: secrets}
	for name, rows := range map[string][][]string{ProductsFile: productRows(), PackagesFile: packageRows(), StaffFile: staffRows()} {
		var text bytes.Buffer
		if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
			return fmt.Errorf("seed: %s: %w", name, err)
		}
		files[name] = text.Bytes()
	}
	for name, text := range files {
		if err := Replace(filepath.Join(folder, name), text); err != nil {
			return err
		}
	}
	return nil
}

// Replace writes a file whole or not at all, readable for its owner.
func Replace(path string, text []byte) error {
	temporary := path + ".new"
	if err := os.WriteFile(temporary, text, 0o600); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}

func productRows() [][]string {
	rows := [][]string{productColumns}
	for _, p := range Products {
		rows = append(rows, []string{
			p.SKU, p.Name, p.Category, fmt.Sprintf("%d.%02d", p.PriceCents/100, p.PriceCents%100),
			p.Grams, p.Millilitres, p.Ounces, p.THCUnit, p.THCPackage, p.Units, p.Route, p.SoldBy, p.Flags,
		})
	}
	return rows
}

func packageRows() [][]string {
	rows := [][]string{packageColumns}
	for _, p := range Packages() {
		rows = append(rows, []string{p.Tag, p.SKU, p.Quantity, p.Unit, p.PackagedOn, p.ExpiresOn, p.Status, p.Location})
	}
	return rows
}

func staffRows() [][]string {
	rows := [][]string{staffColumns}
	for _, m := range Staff {
		rows = append(rows, []string{m.ID, m.Name, m.Badge, m.Role, m.PIN})
	}
	return rows
}

// Secrets gives the development secrets file.
func Secrets() ([]byte, error) {
	return encode("Development secrets. They open the sandbox and nothing else.", map[string]string{
		"metrc-vendor-key": VendorKey, "metrc-user-key": UserKey, "orders-token": OrdersToken,
	})
}

func encode(remark string, value any) ([]byte, error) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "# %s\n", remark)
	encoder := toml.NewEncoder(&text)
	encoder.Indent = ""
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	return text.Bytes(), nil
}
