package sale

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// Limits of a cart. A person buys a handful of things; what passes these is a
// stuck scanner or a slip of the finger.
const (
	LinesMax       = 100
	UnitsMax       = 999  // of one line sold by the piece
	GramsMax       = 1000 // of one line sold by weight
	ReasonRunesMax = 200
)

// Open begins a cart. The id was minted by the caller and becomes the sale's.
func Open(id string, at time.Time, actor string) terminal.Cart {
	return terminal.Cart{ID: id, OpenedAt: at, OpenedBy: actor, Changed: at, Lines: []terminal.Line{}, NextLine: 1}
}

// Item is what is added to a cart.
type Item struct {
	Product   terminal.Product
	Tag       string // of the package that it comes from
	Quantity  measure.Quantity
	UnitPrice money.Cents // what is asked here; an order may have another than the product
	OrderLine string      // the order's line that it fills, if it is of an order
	// Weighed is the scale's answer that Quantity is from, nil for pieces.
	Weighed *terminal.Weighing
}

// Add puts goods into a cart at the product's price, see AddItem.
func Add(cart terminal.Cart, product terminal.Product, tag string, quantity measure.Quantity, at time.Time) (terminal.Cart, terminal.Line, error) {
	return AddItem(cart, Item{Product: product, Tag: tag, Quantity: quantity, UnitPrice: product.Price}, at)
}

// AddItem puts goods into a cart and returns the line that holds them: the line
// of the same SKU, package, price and order line, or a new one at the end. The
// line's measures are the product's times the quantity, exactly. It returns
//
//	sale.held              the cart is on hold
//	sale.unsellable        the product cannot be sold
//	sale.tag_missing       cannabis without a package tag
//	sale.quantity_invalid  not above zero, not whole where sold by the piece, or
//	                       beyond UnitsMax or GramsMax
//	sale.price_negative, sale.amount_range
//	sale.too_many_lines    beyond LinesMax
func AddItem(cart terminal.Cart, item Item, at time.Time) (terminal.Cart, terminal.Line, error) {
	if err := checkItem(cart, item); err != nil {
		return cart, terminal.Line{}, err
	}
	changed := copyOf(cart, at)
	index := slices.IndexFunc(changed.Lines, func(line terminal.Line) bool { return merges(line, item) })
	if index < 0 {
		if len(changed.Lines) >= LinesMax {
			return cart, terminal.Line{}, terminal.Errorf(terminal.Conflict, "sale.too_many_lines",
				"A cart holds at most %d lines.", LinesMax).WithHint("Finish this sale and begin another.")
		}
		index = len(changed.Lines)
		changed.NextLine = max(changed.NextLine, 1)
		changed.Lines = append(changed.Lines, terminal.Line{
			Number: changed.NextLine, SKU: item.Product.SKU, Name: item.Product.Name, Category: item.Product.Category,
			Tag: item.Tag, Unit: item.Product.SoldBy, UnitPrice: item.UnitPrice, OrderLine: item.OrderLine,
			Weighed: item.Weighed,
		})
		changed.NextLine++
	}
	line := changed.Lines[index]
	quantity, err := line.Quantity.Add(item.Quantity)
	if err != nil {
		return cart, terminal.Line{}, quantityError(line, item.Quantity)
	}
	if err := setQuantity(&line, quantity); err != nil {
		return cart, terminal.Line{}, err
	}
	if line.Measures, err = timesQuantity(item.Product.Measures, quantity); err != nil {
		return cart, terminal.Line{}, quantityError(line, quantity)
	}
	changed.Lines[index] = line
	return changed, line, nil
}

func checkItem(cart terminal.Cart, item Item) error {
	if err := mustBeOpen(cart); err != nil {
		return err
	}
	switch {
	case item.Product.SKU == "" || !item.Product.Category.Valid():
		return terminal.Errorf(terminal.Invalid, "sale.unsellable", "There is no such product to sell.")
	case item.Product.Unsellable != "":
		return terminal.Errorf(terminal.Refused, "sale.unsellable", "%s", item.Product.Unsellable)
	case item.Tag == "" && item.Product.NeedsTag():
		return terminal.Errorf(terminal.Refused, "sale.tag_missing", "%s needs the tag of its package.", item.Product.Name).
			WithHint("Scan the package's tag.")
	case item.UnitPrice < 0:
		return terminal.Errorf(terminal.Invalid, "sale.price_negative", "%s has the price %s.", item.Product.Name, item.UnitPrice)
	}
	// What is added must be a quantity by itself: half a piece twice is not one.
	line := terminal.Line{Name: item.Product.Name, Unit: item.Product.SoldBy}
	return setQuantity(&line, item.Quantity)
}

func merges(line terminal.Line, item Item) bool {
	// Each weighing is a line of its own: it keeps its frame.
	return line.Weighed == nil && item.Weighed == nil && line.SKU == item.Product.SKU && line.Tag == item.Tag && line.UnitPrice == item.UnitPrice &&
		line.OrderLine == item.OrderLine && line.Unit == item.Product.SoldBy
}

// SetQuantity changes how much a line holds. Its measures follow in proportion,
// exactly. Zero is not a quantity: use Remove. It returns sale.held,
// sale.no_line, sale.quantity_invalid, sale.amount_range, and
// sale.discount_too_large where the line's discount would pass its price.
func SetQuantity(cart terminal.Cart, number int, quantity measure.Quantity, at time.Time) (terminal.Cart, error) {
	return changeLine(cart, number, at, func(line *terminal.Line) error {
		if line.Weighed != nil {
			return terminal.Errorf(terminal.Refused, "sale.weighed", "The weight of this line is the scale's.").
				WithHint("Take the line out and weigh it again.")
		}
		before := line.Quantity
		if err := setQuantity(line, quantity); err != nil {
			return err
		}
		measures, err := rescale(line.Measures, before, quantity)
		if err != nil {
			return quantityError(*line, quantity)
		}
		line.Measures = measures
		return nil
	})
}

// SetDiscount gives a discount in cents on a whole line, with a reason; zero
// takes it away again. It returns sale.held, sale.no_line,
// sale.discount_negative, sale.discount_too_large and
// sale.discount_reason_missing.
func SetDiscount(cart terminal.Cart, number int, amount money.Cents, reason string, at time.Time) (terminal.Cart, error) {
	return changeLine(cart, number, at, func(line *terminal.Line) error {
		switch {
		case amount < 0:
			return terminal.Errorf(terminal.Invalid, "sale.discount_negative", "A discount cannot be negative.")
		case amount == 0:
			reason = ""
		case reason == "":
			return terminal.Errorf(terminal.Invalid, "sale.discount_reason_missing", "A discount needs a reason.")
		case utf8.RuneCountInString(reason) > ReasonRunesMax || !utf8.ValidString(reason):
			return terminal.Errorf(terminal.Invalid, "sale.discount_reason_missing",
				"A reason has at most %d characters.", ReasonRunesMax)
		}
		line.Discount, line.Reason = amount, reason
		return reprice(line)
	})
}

// Remove takes a line out; the other lines keep their numbers. It returns
// sale.held and sale.no_line.
func Remove(cart terminal.Cart, number int, at time.Time) (terminal.Cart, error) {
	if err := mustBeOpen(cart); err != nil {
		return cart, err
	}
	changed := copyOf(cart, at)
	index := placeOf(changed, number)
	if index < 0 {
		return cart, noLine(number)
	}
	changed.Lines = slices.Delete(changed.Lines, index, index+1)
	return changed, nil
}

// Hold puts a cart aside. It returns sale.held if it is on hold already and
// sale.empty if there is nothing in it to keep.
func Hold(cart terminal.Cart, at time.Time) (terminal.Cart, error) {
	if err := mustBeOpen(cart); err != nil {
		return cart, err
	}
	if len(cart.Lines) == 0 {
		return cart, empty()
	}
	changed := copyOf(cart, at)
	changed.Held = true
	return changed, nil
}

// Recall takes a cart up again. It returns sale.not_held if it is not on hold.
func Recall(cart terminal.Cart, at time.Time) (terminal.Cart, error) {
	if !cart.Held {
		return cart, terminal.Errorf(terminal.Conflict, "sale.not_held", "This cart is not on hold.")
	}
	changed := copyOf(cart, at)
	changed.Held = false
	return changed, nil
}
