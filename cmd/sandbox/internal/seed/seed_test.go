package seed_test

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/govalues/decimal"

	"github.com/curbline/curbline/cmd/sandbox/internal/seed"
)

func TestGoods(t *testing.T) {
	categories, skus := map[string]int{}, map[string]bool{}
	for _, p := range seed.Products {
		categories[p.Category]++
		if skus[p.SKU] {
			t.Errorf("%s is there twice", p.SKU)
		}
		skus[p.SKU] = true
		if (p.StateCategory == "") != (p.Category == "merchandise") {
			t.Errorf("%s: category of the state is %q", p.SKU, p.StateCategory)
		}
		for _, text := range []string{p.Grams, p.Millilitres, p.Ounces, p.THCUnit, p.THCPackage, p.Units} {
			if _, err := decimal.Parse(text); text != "" && err != nil {
				t.Errorf("%s: %q", p.SKU, text)
			}
		}
		checkTHC(t, p)
	}
	if len(seed.Products) != 40 {
		t.Errorf("%d products", len(seed.Products))
	}
	for _, category := range []string{
		"flower", "preroll", "infused_preroll", "shake", "concentrate", "vape_cartridge", "edible_solid", "edible_liquid",
		"capsule", "tincture", "topical", "transdermal_patch", "suppository", "merchandise",
	} {
		if categories[category] == 0 {
			t.Errorf("nothing of %s", category)
		}
	}
}

// checkTHC holds the figure of a package against those of its units, and edibles
// against the most that an adult's package may hold in Colorado.
func checkTHC(t *testing.T, p seed.Product) {
	t.Helper()
	if p.THCPackage == "" {
		return
	}
	whole := decimal.MustParse(p.THCPackage)
	if strings.HasPrefix(p.Category, "edible") && whole.Cmp(decimal.MustParse("100")) > 0 {
		t.Errorf("%s holds %s mg", p.SKU, whole)
	}
	if p.THCUnit == "" {
		return
	}
	sum, err := decimal.MustParse(p.THCUnit).Mul(decimal.MustParse(p.Units))
	if err != nil || !sum.Equal(whole) {
		t.Errorf("%s: %s units of %s are not %s", p.SKU, p.Units, p.THCUnit, p.THCPackage)
	}
}

func TestPackages(t *testing.T) {
	pattern := regexp.MustCompile(`^1A4[0-9A-F]{21}$`)
	tags, statuses, bySKU, empty := map[string]bool{}, map[string]int{}, map[string]int{}, 0
	loose := 0
	for _, p := range seed.Packages() {
		product, known := seed.ProductOf(p.SKU)
		if !known {
			t.Fatalf("no product %s", p.SKU)
		}
		if tags[p.Tag] {
			t.Errorf("%s is there twice", p.Tag)
		}
		tags[p.Tag] = true
		bySKU[p.SKU]++
		if p.Tag == "SKU:"+p.SKU && product.Category == "merchandise" {
			loose++
			continue
		}
		statuses[p.Status]++
		if p.Status == seed.Active && p.Quantity == "0" {
			empty++
		}
		if !pattern.MatchString(p.Tag) || (p.Unit == "Grams") != (product.SoldBy == "grams") {
			t.Errorf("%+v", p)
		}
		if _, err := time.Parse(time.DateOnly, p.PackagedOn); err != nil || p.ExpiresOn <= p.PackagedOn {
			t.Errorf("%+v", p)
		}
	}
	if len(tags)-loose != 60 || statuses[seed.Hold] != 1 || statuses[seed.Finished] != 1 || empty != 1 || loose != 3 {
		t.Errorf("%d tags, %v, %d sold out, %d without a tag", len(tags)-loose, statuses, empty, loose)
	}
	for _, product := range seed.Products {
		if bySKU[product.SKU] == 0 {
			t.Errorf("no package of %s", product.SKU)
		}
	}
}

// TestCards reads each card's bytes by its own directory, as a reader would.
func TestCards(t *testing.T) {
	november := "2026-11-24"
	underAge, expired, medical := 0, 0, 0
	for _, person := range seed.People {
		raw := string(person.Card().Barcode())
		if !strings.HasPrefix(raw, "@\n\x1e\rANSI 63602010") {
			t.Errorf("%s: header %q", person.Key, raw[:20])
		}
		entries, err := strconv.Atoi(raw[19:21])
		if err != nil || entries < 1 {
			t.Fatalf("%s: %d entries, %v", person.Key, entries, err)
		}
		offset, errOffset := strconv.Atoi(raw[23:27])
		length, errLength := strconv.Atoi(raw[27:31])
		if errOffset != nil || errLength != nil || offset != 21+10*entries || offset+length != len(raw) {
			t.Fatalf("%s: subfile at %d, %d long, of %d", person.Key, offset, length, len(raw))
		}
		subfile := raw[offset : offset+length]
		if !strings.HasPrefix(subfile, raw[21:23]) || !strings.HasSuffix(subfile, "\r") {
			t.Errorf("%s: subfile %q", person.Key, subfile)
		}
		elements := map[string]string{}
		for _, element := range strings.Split(strings.TrimSuffix(subfile[2:], "\r"), "\n") {
			if len(element) >= 3 {
				elements[element[:3]] = element[3:]
			}
		}
		day := func(text string) string {
			at, err := time.Parse("01022006", text)
			if err != nil {
				t.Errorf("%s: %q", person.Key, text)
			}
			return at.Format(time.DateOnly)
		}
		if day(elements["DBB"]) != person.Birth || day(elements["DBA"]) != person.Expires || elements["DAQ"] != person.Number ||
			elements["DCS"] != strings.ToUpper(person.Family) || elements["DAC"] != strings.ToUpper(person.First) || elements["DAJ"] != "CO" {
			t.Errorf("%s: %v", person.Key, elements)
		}
		switch {
		case person.Birth > "2005-11-24":
			underAge++
		case person.Birth < "1980" || person.Birth >= "2001":
			t.Errorf("%s was born on %s", person.Key, person.Birth)
		}
		if person.Expires < november {
			expired++
		}
		if person.PatientNumber != "" {
			medical++
		}
	}
	if underAge != 1 || expired != 1 || medical != 1 {
		t.Errorf("%d under age, %d expired, %d medical", underAge, expired, medical)
	}
	if _, known := seed.PersonOf("AVERY"); !known {
		t.Error("no Avery")
	}
	if _, known := seed.PersonOf("nobody"); known {
		t.Error("somebody called nobody")
	}
}

func TestFiles(t *testing.T) {
	folder := t.TempDir()
	place := seed.Place{StateURL: "http://127.0.0.1:1", FeedURL: "ws://127.0.0.1:2/feed", ScannerPort: "/x/scanner", PrinterPort: "/x/printer", APIListen: "127.0.0.1:3"}
	for _, start := range []string{"", "2026-11-24T10:00:00-07:00"} {
		place.StartClock = start
		if err := seed.Write(folder, place); err != nil {
			t.Fatal(err)
		}
		var config struct {
			Store        struct{ Code, License string }
			Terminal     map[string]string
			Traceability map[string]string
			Devices      map[string]struct{ Port string }
			Secrets      struct{ File string }
		}
		if _, err := toml.DecodeFile(filepath.Join(folder, seed.ConfigFile), &config); err != nil {
			t.Fatal(err)
		}
		if clock, set := config.Terminal["start_clock"]; set != (start != "") || clock != start {
			t.Errorf("start_clock is %q", clock)
		}
		if config.Store.Code != "LARIM" || config.Store.License != "402R-00123" || config.Traceability["settle_delay"] != "2s" || config.Devices["printer"].Port != "/x/printer" {
			t.Errorf("%+v", config)
		}
		secrets := map[string]string{}
		if _, err := toml.DecodeFile(filepath.Join(folder, config.Secrets.File), &secrets); err != nil {
			t.Fatal(err)
		}
		if secrets["metrc-vendor-key"] != seed.VendorKey || secrets["metrc-user-key"] != seed.UserKey || secrets["orders-token"] != seed.OrdersToken || len(secrets) != 3 {
			t.Errorf("%v", secrets)
		}
	}
	for name, want := range map[string]struct {
		header string
		rows   int
	}{
		seed.ProductsFile: {"sku,name,category,price,net_grams,net_millilitres,net_fluid_ounces,thc_mg_per_unit,thc_mg_per_package,units_per_package,route,sold_by,flags", 40},
		seed.PackagesFile: {"tag,sku,quantity,unit,packaged_on,expires_on,status,location", 63},
		seed.StaffFile:    {"id,name,badge,role,pin", 7},
	} {
		file, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		closed(t, file)
		if err != nil || len(rows) != want.rows+1 || strings.Join(rows[0], ",") != want.header {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

// closed ends something whose end must succeed.
func closed(t *testing.T, one io.Closer) {
	t.Helper()
	if err := one.Close(); err != nil {
		t.Error(err)
	}
}
