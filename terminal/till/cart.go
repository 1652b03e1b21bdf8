package till

import (
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/sale"
	"github.com/curbline/curbline/terminal/staff"
)

// cartsMax bounds the carts that are open or on hold at once.
const cartsMax = 50

// sells is embedded in the commands of a checkout.
type sells struct{ personCommand }

func (sells) permission() staff.Permission { return staff.Sell }

// OpenCart begins a cart. Its id was minted by the caller and becomes the sale's.
type OpenCart struct {
	sells
	Cart string `json:"cart"`
}

// Name is "cart.open".
func (*OpenCart) Name() string { return "cart.open" }

func (c *OpenCart) run(a *act) (any, error) {
	if !clock.IsID(c.Cart) {
		return nil, terminal.Errorf(terminal.Invalid, "cart.id", "A cart needs an id of its own (UUID version 7).")
	}
	carts, err := a.tx.Carts()
	if err != nil {
		return nil, err
	}
	if len(carts) >= cartsMax {
		return nil, terminal.Errorf(terminal.Unavailable, "cart.too_many", "Too many carts are open or on hold.").
			WithHint("Finish or cancel one first.")
	}
	if slices.ContainsFunc(carts, func(other terminal.Cart) bool { return other.ID == c.Cart }) {
		return nil, terminal.Errorf(terminal.Conflict, "cart.exists", "This cart is open already.")
	}
	cart := sale.Open(c.Cart, a.now(), a.actor())
	a.touch("cart")
	return cart, a.tx.PutCart(cart)
}

// AddToCart puts one scanned unit, or some, into a cart. Goods sold by weight go
// over the scale: see WeighIntoCart.
type AddToCart struct {
	sells
	Cart string `json:"cart"`
	// Code is what was scanned: a package tag, a Retail ID code, or the SKU of
	// merchandise.
	Code     string            `json:"code"`
	Quantity *measure.Quantity `json:"qty,omitempty"` // one unit if left out
}

// Name is "cart.add".
func (*AddToCart) Name() string { return "cart.add" }

func (c *AddToCart) run(a *act) (any, error) {
	cart, err := a.openCart(c.Cart)
	if err != nil {
		return nil, err
	}
	product, pack, err := a.findGoods(c.Cart, c.Code)
	if err != nil {
		return nil, err
	}
	if err := a.notCounted(c.Cart, c.Code); err != nil {
		return nil, err
	}
	if product.SoldBy == measure.Grams {
		return nil, needsScale(product.Name)
	}
	quantity := measure.Whole(1)
	if c.Quantity != nil {
		quantity = *c.Quantity
	}
	added, line, err := sale.Add(cart, product, pack.Tag, quantity, a.now())
	if err != nil {
		return nil, err
	}
	if err := a.sellFrom(added, pack); err != nil {
		return nil, err
	}
	a.touch("cart")
	return line, a.tx.PutCart(added)
}

// notCounted refuses a unit whose own code was counted for an order: it is in a
// bag, or was handed over in one.
func (a *act) notCounted(about, code string) error {
	parsed, err := catalog.ParseCode(code)
	if err != nil || parsed.RetailID == "" {
		return err
	}
	used, err := a.tx.UnitCodeUsed(parsed.RetailID)
	if err != nil || !used {
		return err
	}
	return refuse(about, terminal.Errorf(terminal.Refused, "catalog.unit_counted", "This unit belongs to an online order.").
		WithHint("Put it back into its bag and take another one."), nil)
}

// heldInCart is how much of a package, and of all packages of its product, a
// cart holds over all its lines.
func heldInCart(cart terminal.Cart, pack terminal.Package) (ofPackage, ofProduct measure.Quantity, err error) {
	for _, line := range cart.Lines {
		if line.SKU != pack.SKU {
			continue
		}
		if ofProduct, err = ofProduct.Add(line.Quantity); err != nil {
			return ofPackage, ofProduct, err
		}
		if line.Tag != pack.Tag {
			continue
		}
		if ofPackage, err = ofPackage.Add(line.Quantity); err != nil {
			return ofPackage, ofProduct, err
		}
	}
	return ofPackage, ofProduct, nil
}

// findGoods resolves a scanned code to a product and the package it came from.
func (a *act) findGoods(about, code string) (terminal.Product, terminal.Package, error) {
	parsed, err := catalog.ParseCode(code)
	if err != nil {
		return terminal.Product{}, terminal.Package{}, err
	}
	if parsed.PackageKey() == "" {
		return terminal.Product{}, terminal.Package{}, terminal.Errorf(terminal.Invalid, "catalog.not_goods",
			"This is the code of something that is not for sale.").WithHint("Scan the state's tag on the package.")
	}
	pack, err := a.tx.Package(parsed.PackageKey())
	if err != nil {
		if terminal.KindOf(err) == terminal.NotFound {
			err = refuse(about, terminal.Errorf(terminal.Refused, "catalog.unknown_tag", "This tag is not in the shop's book.").
				WithHint("Set the unit aside. A manager imports the package first."), nil)
		}
		return terminal.Product{}, terminal.Package{}, err
	}
	product, err := a.tx.Product(pack.SKU)
	if err != nil {
		return terminal.Product{}, terminal.Package{}, err
	}
	if product.Unsellable != "" {
		return product, pack, refuse(about, terminal.Errorf(terminal.Refused, "catalog.unsellable", "%s", product.Unsellable), nil)
	}
	return product, pack, nil
}

// sellFrom refuses a package that may not be sold from, or has not enough for
// the cart that is neither packed for an order nor promised to one.
func (a *act) sellFrom(cart terminal.Cart, pack terminal.Package) error {
	ofPackage, ofProduct, err := heldInCart(cart, pack)
	if err != nil {
		return err
	}
	if err := catalog.SellFrom(pack, a.legalDay(), ofPackage); err != nil {
		return refuse(cart.ID, terminal.AsError(err), nil)
	}
	stock, err := a.tx.Stock(pack.SKU)
	if err != nil {
		return err
	}
	available, err := stock.Available()
	if err != nil {
		return err
	}
	if available.Cmp(ofProduct) < 0 {
		return refuse(cart.ID, terminal.Errorf(terminal.Refused, "catalog.reserved",
			"The last of these are promised to online orders (%s left).", max(available.String(), "0")), nil)
	}
	return nil
}

func (a *act) openCart(id string) (terminal.Cart, error) {
	cart, err := a.tx.Cart(id)
	if err != nil {
		return cart, err
	}
	if cart.Held {
		return cart, terminal.Errorf(terminal.Conflict, "cart.held", "This cart is on hold.").WithHint("Recall it first.")
	}
	return cart, nil
}

// change runs one pure change on an open cart and keeps the result.
func (a *act) change(id string, change func(terminal.Cart) (terminal.Cart, error)) (any, error) {
	cart, err := a.openCart(id)
	if err != nil {
		return nil, err
	}
	changed, err := change(cart)
	if err != nil {
		return nil, err
	}
	a.touch("cart")
	return changed, a.tx.PutCart(changed)
}

// SetCartQuantity changes a line's quantity.
type SetCartQuantity struct {
	sells
	Cart     string           `json:"cart"`
	Line     int              `json:"line"`
	Quantity measure.Quantity `json:"qty"`
}

// Name is "cart.quantity".
func (*SetCartQuantity) Name() string { return "cart.quantity" }

func (c *SetCartQuantity) run(a *act) (any, error) {
	return a.change(c.Cart, func(cart terminal.Cart) (terminal.Cart, error) {
		changed, err := sale.SetQuantity(cart, c.Line, c.Quantity, a.now())
		if err != nil {
			return changed, err
		}
		for _, line := range changed.Lines {
			if line.Number != c.Line {
				continue
			}
			pack, err := a.tx.Package(line.Tag)
			if err != nil {
				return changed, err
			}
			return changed, a.sellFrom(changed, pack)
		}
		return changed, nil
	})
}

// RemoveCartLine takes a line out.
type RemoveCartLine struct {
	sells
	Cart string `json:"cart"`
	Line int    `json:"line"`
}

// Name is "cart.remove".
func (*RemoveCartLine) Name() string { return "cart.remove" }

func (c *RemoveCartLine) run(a *act) (any, error) {
	return a.change(c.Cart, func(cart terminal.Cart) (terminal.Cart, error) { return sale.Remove(cart, c.Line, a.now()) })
}

// DiscountCartLine gives a discount on a line, with a reason.
type DiscountCartLine struct {
	personCommand
	Cart   string      `json:"cart"`
	Line   int         `json:"line"`
	Amount money.Cents `json:"amount"`
	Reason string      `json:"reason"`
}

// Name is "cart.discount".
func (*DiscountCartLine) Name() string                 { return "cart.discount" }
func (*DiscountCartLine) permission() staff.Permission { return staff.Discount }

func (c *DiscountCartLine) run(a *act) (any, error) {
	return a.change(c.Cart, func(cart terminal.Cart) (terminal.Cart, error) {
		return sale.SetDiscount(cart, c.Line, c.Amount, c.Reason, a.now())
	})
}

// HoldCart puts a cart aside, or takes it up again.
type HoldCart struct {
	sells
	Cart string `json:"cart"`
	Held bool   `json:"held"`
}

// Name is "cart.hold".
func (*HoldCart) Name() string { return "cart.hold" }

func (c *HoldCart) run(a *act) (any, error) {
	cart, err := a.tx.Cart(c.Cart)
	if err != nil {
		return nil, err
	}
	cart.Held, cart.Changed = c.Held, a.now()
	if c.Held {
		a.forget(c.Cart)
	}
	a.touch("cart")
	return cart, a.tx.PutCart(cart)
}

// AbandonCart drops a cart that nobody pays for.
type AbandonCart struct {
	sells
	Cart string `json:"cart"`
}

// Name is "cart.abandon".
func (*AbandonCart) Name() string { return "cart.abandon" }

func (c *AbandonCart) run(a *act) (any, error) {
	if _, err := a.tx.Cart(c.Cart); err != nil {
		return nil, err
	}
	a.forget(c.Cart)
	a.touch("cart")
	return nil, a.tx.DropCart(c.Cart)
}
