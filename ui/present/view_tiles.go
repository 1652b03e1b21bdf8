package present

import (
	"context"
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/ui/text"
)

const (
	// tilesMax bounds the products shown at once; search finds the rest.
	tilesMax = 120
	// lastFew is from where on a tile says that the stock is nearly gone.
	lastFew = 3
)

// shelf is what the shop sells, read again only after something was journaled:
// a cart that is being built changes neither products nor stock.
type shelf struct {
	sequence int64
	epoch    string
	products []terminal.Product
	stock    map[string]terminal.Stock
	termsDay clock.Date
	terms    map[string][]rules.MeterGroup
}

// shelf is called with the showing lock held.
func (f *frame) shelf() (*shelf, error) {
	goods := &f.c.goods
	if goods.stock != nil && goods.sequence == f.head.Sequence && goods.epoch == f.head.Epoch {
		return goods, nil
	}
	products, err := f.reader.Products()
	if err != nil {
		return goods, err
	}
	stocks, err := f.reader.Stocks()
	if err != nil {
		return goods, err
	}
	fresh := shelf{sequence: f.head.Sequence, epoch: f.head.Epoch, products: products, stock: map[string]terminal.Stock{}}
	for _, stock := range stocks {
		fresh.stock[stock.SKU] = stock
	}
	slices.SortStableFunc(fresh.products, func(a, b terminal.Product) int {
		if by := slices.Index(terminal.Categories, a.Category) - slices.Index(terminal.Categories, b.Category); by != 0 {
			return by
		}
		if by := strings.Compare(shortName(a), shortName(b)); by != 0 {
			return by
		}
		return int(a.Price - b.Price)
	})
	*goods = fresh
	return goods, nil
}

// filters are the buttons above the tiles.
var filters = []struct {
	id         string
	label      text.Message
	categories []terminal.Category
}{
	{"", text.All, nil},
	{"flower", text.Flower, []terminal.Category{"flower", "shake"}},
	{"prerolls", text.PreRolls, []terminal.Category{"preroll", "infused_preroll"}},
	{"concentrates", text.Concentrates, []terminal.Category{"concentrate"}},
	{"vapes", text.Vapes, []terminal.Category{"vape_cartridge", "inhaler"}},
	{"edibles", text.Edibles, []terminal.Category{"edible_solid", "edible_liquid", "low_dose_beverage", "capsule"}},
	{"others", text.Others, nil},
}

// inFilter says whether a category is shown under a filter; what no other filter
// shows is under the last.
func inFilter(id string, category terminal.Category) bool {
	if id == "" {
		return true
	}
	elsewhere := false
	for _, filter := range filters {
		has := slices.Contains(filter.categories, category)
		if filter.id == id && has {
			return true
		}
		elsewhere = elsewhere || has
	}
	return id == "others" && !elsewhere
}

// matches says whether each typed word begins a word of the name, the SKU or the
// SKU's parts, whatever the case.
func matches(product terminal.Product, search string) bool {
	words := strings.FieldsFunc(strings.ToLower(product.Name+" "+product.SKU), func(char rune) bool {
		return char == ' ' || char == '-' || char == ','
	})
	words = append(words, strings.ToLower(product.SKU))
	for _, typed := range strings.Fields(strings.ToLower(search)) {
		if !slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, typed) }) {
			return false
		}
	}
	return true
}

func (f *frame) tiles(view *Checkout, b basket) error {
	goods, err := f.shelf()
	if err != nil {
		return err
	}
	for _, filter := range filters {
		view.Categories = append(view.Categories, Choice{ID: filter.id, Label: f.say(filter.label), Chosen: filter.id == f.s.category})
	}
	sku := f.skuOf(f.s.search)
	view.Tiles = []Tile{}
	for _, product := range goods.products {
		if len(view.Tiles) >= tilesMax {
			break
		}
		if !inFilter(f.s.category, product.Category) || sku != product.SKU && !matches(product, f.s.search) {
			continue
		}
		view.Tiles = append(view.Tiles, f.tile(product, goods.stock[product.SKU], b))
	}
	return nil
}

// skuOf finds the product of a typed tag.
func (f *frame) skuOf(search string) string {
	if tag := tagOf(search); tag != "" {
		if pack, err := f.reader.Package(tag); err == nil {
			return pack.SKU
		}
	}
	return ""
}

func (f *frame) tile(product terminal.Product, stock terminal.Stock, b basket) Tile {
	tile := Tile{
		SKU: product.SKU, Icon: iconOf(product.Category), Name: shortName(product), Detail: detail(f.language, product),
		Price: text.Money(product.Price),
	}
	left, err := stock.Available()
	for _, line := range b.lines {
		if line.SKU == product.SKU && err == nil {
			left, err = left.Sub(line.Quantity)
		}
	}
	switch {
	case product.Unsellable != "":
		tile.Blocked, tile.Why = f.unsellable(product), product.Unsellable
	case err != nil || left.Sign() <= 0:
		tile.Blocked = f.say(text.NoneLeft)
	default:
		tile.Stock = f.say(text.Left, left.String())
		if left.Cmp(measure.Whole(lastFew)) <= 0 && product.NeedsTag() {
			tile.Stock, tile.Last = f.say(text.LastFew, left.String()), true
		}
		if f.c.options.Rules.OverBy(b.question, product) != "" {
			tile.Blocked = f.overBy(product, b.question)
		}
	}
	return tile
}

// unsellable says in a few words which figure is missing.
func (f *frame) unsellable(product terminal.Product) string {
	if _, ok := product.Measures[terminal.THCMilligrams]; !ok && strings.Contains(product.Unsellable, "THC") {
		return f.say(text.NoMeasure, "THC")
	}
	return f.say(text.Unsellable)
}

// overBy says by how much one more of a product would pass a limit, in its own
// unit, rounded up.
func (f *frame) overBy(product terminal.Product, question rules.Question) string {
	with := question
	with.Lines = append(slices.Clone(question.Lines), lineOf(product, -1))
	alone := rules.Question{At: question.At, Class: question.Class, Channel: question.Channel, EarlierKnown: true, Lines: []terminal.Line{lineOf(product, 1)}}
	counted := f.c.options.Rules.Meters(alone)
	for _, meter := range f.c.options.Rules.Meters(with) {
		if !meter.Over {
			continue
		}
		at := slices.IndexFunc(counted, func(other rules.Meter) bool { return other.Rule == meter.Rule && len(other.Groups) > 0 })
		if at < 0 {
			continue
		}
		group := counted[at].Groups[0]
		places, unit := 2, strings.TrimSuffix(group.Unit, " THC")
		if unit == "mg" {
			places = 0
		}
		if amount := inTerm(meter, group.Factor, room{over: true, places: places}); amount != "" {
			return f.say(text.OverBy, amount+" "+unit)
		}
	}
	return f.say(text.OverLimit)
}

// firstPackage finds the package of a product that should be sold from first and
// has something left for the cart; empty if there is none.
func (c *Counter) firstPackage(ctx context.Context, sku string) (tag string, err error) {
	cart, _ := c.readCart(ctx)
	err = c.view(ctx, func(reader terminal.Reader) error {
		packages, err := reader.PackagesOf(sku)
		if err != nil {
			return err
		}
		slices.SortFunc(packages, before)
		for _, pack := range packages {
			free, err := pack.Book.Sub(pack.Bound)
			if err != nil {
				return err
			}
			for _, line := range cart.Lines {
				if line.Tag == pack.Tag {
					if free, err = free.Sub(line.Quantity); err != nil {
						return err
					}
				}
			}
			expired := !pack.ExpiresOn.IsZero() && pack.ExpiresOn.Compare(c.legalDay()) < 0
			enough := free.Cmp(one) >= 0 || pack.Unit == measure.Grams && free.Sign() > 0
			if pack.Status == terminal.PackageActive && enough && !expired {
				tag = pack.Tag
				return nil
			}
		}
		return nil
	})
	return tag, err
}
