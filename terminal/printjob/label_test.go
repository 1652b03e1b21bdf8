package printjob_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/paper"
	"github.com/curbline/curbline/terminal/printjob"
)

var stateWarnings = []string{
	"For use only by adults twenty-one and older. Keep out of the reach of children.",
	"Marijuana impairs concentration, coordination, and judgment.",
}

func packedOrder() terminal.Order {
	return terminal.Order{
		ID: "A-1001", Channel: "curbside", Changed: afternoon, FirstName: "Avery", FamilyName: "Stone", Shelf: "B2",
		Items: []terminal.OrderItem{{Line: "1", Name: "OG Kush 3.5 g"}, {Line: "2", Name: strings.Repeat("Gummies, pear, 10 x 10 mg ", 8)}},
		Packed: []terminal.PackedUnit{
			{Line: "1", Tag: "1A4000000000022000000286", Quantity: measure.Whole(1)},
			{Line: "2", Tag: "1A4000000000022000000287", Quantity: measure.Whole(1)},
			{Line: "1", Tag: "1A4000000000022000000286", Quantity: measure.Whole(1)},
		},
	}
}

func soldUnits(t *testing.T) []paper.Document {
	t.Helper()
	goods := map[int]printjob.UnitGoods{1: {
		Product: terminal.Product{Measures: terminal.Measures{terminal.THCMilligrams: measure.Whole(840)}},
		Package: terminal.Package{PackagedOn: clock.Date{Year: 2026, Month: 11, Day: 20}}, Harvested: clock.Date{Year: 2026, Month: 10, Day: 28},
		CBD: "0.1%", QR: "https://1a4.com/00IAEH63TN2KSQ9CY0FT", Warnings: []string{"Smoking is hazardous to your health."},
	}}
	documents, err := printjob.UnitLabels(sample(), store(t), goods, "P-0042-7719", stateWarnings)
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

// Each label as data, and as a receipt printer prints it.
func TestGoldenLabels(t *testing.T) {
	units := soldUnits(t)
	if len(units) != 2 {
		t.Fatalf("%d labels; the pipe has none", len(units))
	}
	for name, document := range map[string]paper.Document{
		"bag": printjob.ExitLabel(packedOrder(), store(t), "BAG-7K2M9QX1"), "unit": units[0], "unit-weighed": units[1],
	} {
		if err := document.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		label, err := json.MarshalIndent(document.Label, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		got := string(label) + "\n\n" + document.Title + "\n" + strings.Join(document.Lines(42), "\n") + "\n"
		path := filepath.Join("testdata", "exit-"+name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs:\n%s", path, got)
		}
		for _, name := range []string{"Avery", "Stone", "mara"} {
			if strings.Contains(got, name) {
				t.Errorf("%s holds a name: %s", path, name)
			}
		}
		for _, media := range []zpl.Media{{DotsPerMM: 8, WidthMM: 57, HeightMM: 32}, {DotsPerMM: 12, WidthMM: 100, HeightMM: 62}} {
			if _, err := zpl.Encode(*document.Label, media); err != nil {
				t.Errorf("%s on %v: %v", path, media, err)
			}
		}
	}
}

func TestUnitsOfALine(t *testing.T) {
	for _, c := range []struct {
		quantity string
		unit     measure.Unit
		want     []int
	}{
		{"1", measure.Each, []int{1}},
		{"20", measure.Each, []int{20}},
		{"21", measure.Each, []int{20, 1}},
		{"500", measure.Each, nil}, // 25 documents
		{"501", measure.Each, []int{}},
		{"0", measure.Each, []int{}},
		{"1.5", measure.Each, []int{}},
		{"28.35", measure.Grams, []int{1}},
	} {
		sale := sample()
		sale.Lines = sale.Lines[:1]
		sale.Lines[0].Quantity, sale.Lines[0].Unit = measure.MustParse(c.quantity), c.unit
		documents, err := printjob.UnitLabels(sale, store(t), nil, "", nil)
		if c.want == nil {
			if err != nil || len(documents) != printjob.UnitLabelsMax/paper.LabelCopiesMax {
				t.Errorf("%s: %d documents, %v", c.quantity, len(documents), err)
			}
			continue
		}
		if (err != nil) != (len(c.want) == 0) || len(documents) != len(c.want) {
			t.Errorf("%s: %d documents, %v", c.quantity, len(documents), err)
			continue
		}
		for index, want := range c.want {
			if got := documents[index].Label.Copies; got != want {
				t.Errorf("%s: document %d is for %d", c.quantity, index, got)
			}
		}
	}
}

// What the line has for all its units is not what one unit has.
func TestNetWeightIsOfOneUnit(t *testing.T) {
	sale := sample()
	sale.Lines = sale.Lines[:1]
	for _, c := range []struct{ quantity, whole, want string }{{"2", "7", "3.5 g"}, {"3", "10", ""}, {"4", "0.8", "0.2 g"}, {"3", "10.5", "3.5 g"}} {
		sale.Lines[0].Quantity = measure.MustParse(c.quantity)
		sale.Lines[0].Measures = terminal.Measures{terminal.NetGrams: measure.MustParse(c.whole)}
		documents, err := printjob.UnitLabels(sale, store(t), nil, "", nil)
		if err != nil || documents[0].Label.NetWeight != c.want {
			t.Errorf("%s of %s g: %q, %v", c.quantity, c.whole, documents[0].Label.NetWeight, err)
		}
	}
}

func TestALabelOfAFullBag(t *testing.T) {
	for count, last := range map[int]string{paper.LabelItemsMax: "1 x , tag 1A400000000002200000040", paper.LabelItemsMax + 1: "and 2 more"} {
		order := packedOrder()
		order.Packed = nil
		for index := range count {
			order.Packed = append(order.Packed, terminal.PackedUnit{Tag: "1A4000000000022000000" + measure.Whole(int64(400+index)).String(), Quantity: measure.Whole(1)})
		}
		document := printjob.ExitLabel(order, store(t), "BAG-7K2M9QX1")
		items := document.Label.Items
		if err := document.Validate(); err != nil || len(items) != paper.LabelItemsMax || !strings.HasPrefix(items[len(items)-1], last[:8]) {
			t.Errorf("%d units: %d items, the last %q, %v", count, len(items), items[len(items)-1], err)
		}
	}
}
