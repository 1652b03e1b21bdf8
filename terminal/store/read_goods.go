package store

import (
	"encoding/json"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
)

func (q *queries) Product(sku string) (terminal.Product, error) {
	var product terminal.Product
	var text []byte
	var id int64
	found, err := q.one(`SELECT id, body FROM product WHERE sku = ?`, []any{sku}, &id, &text)
	if err != nil {
		return product, err
	}
	if !found {
		return product, missing("product", "catalog.unknown_sku", sku)
	}
	err = json.Unmarshal(text, &product)
	product.RowID = id
	return product, err
}

func (q *queries) Products() ([]terminal.Product, error) {
	return bodies[terminal.Product](q, `SELECT body FROM product ORDER BY sku`)
}

const packageColumns = `SELECT id, tag, sku, unit, book, bound, status, hold_reason, packaged_on, expires_on, location FROM package`

func (q *queries) packages(where string, args ...any) ([]terminal.Package, error) {
	var all []terminal.Package
	err := q.each(packageColumns+where, args, func(scan func(...any) error) error {
		var p terminal.Package
		var book, bound, packagedOn, expiresOn string
		err := scan(&p.RowID, &p.Tag, &p.SKU, &p.Unit, &book, &bound, &p.Status, &p.HoldReason,
			&packagedOn, &expiresOn, &p.Location)
		if err != nil {
			return err
		}
		for text, target := range map[string]interface{ UnmarshalText([]byte) error }{
			packagedOn: &p.PackagedOn, expiresOn: &p.ExpiresOn,
		} {
			if err := target.UnmarshalText([]byte(text)); err != nil {
				return err
			}
		}
		if p.Book, err = measure.Parse(book); err != nil {
			return err
		}
		if p.Bound, err = measure.Parse(bound); err != nil {
			return err
		}
		all = append(all, p)
		return nil
	})
	return all, err
}

func (q *queries) Package(tag string) (terminal.Package, error) {
	all, err := q.packages(` WHERE tag = ?`, tag)
	if err != nil {
		return terminal.Package{}, err
	}
	if len(all) == 0 {
		return terminal.Package{}, missing("package", "catalog.unknown_tag", tag)
	}
	return all[0], nil
}

func (q *queries) PackagesOf(sku string) ([]terminal.Package, error) {
	return q.packages(` WHERE sku = ? ORDER BY id`, sku)
}

func (q *queries) Stock(sku string) (terminal.Stock, error) {
	packages, err := q.PackagesOf(sku)
	if err != nil {
		return terminal.Stock{}, err
	}
	reserved, err := q.reserved(sku)
	if err != nil {
		return terminal.Stock{}, err
	}
	return sumStock(sku, packages, reserved)
}

func (q *queries) reserved(sku string) (measure.Quantity, error) {
	text := "0"
	if _, err := q.one(`SELECT reserved FROM reservation WHERE sku = ?`, []any{sku}, &text); err != nil {
		return measure.Quantity{}, err
	}
	return measure.Parse(text)
}

func sumStock(sku string, packages []terminal.Package, reserved measure.Quantity) (terminal.Stock, error) {
	stock := terminal.Stock{SKU: sku, Reserved: reserved}
	var err error
	for _, p := range packages {
		if p.Status == terminal.PackageFinished {
			continue
		}
		if stock.Book, err = stock.Book.Add(p.Book); err != nil {
			return stock, err
		}
		if p.Status == terminal.PackageHold {
			if stock.Held, err = stock.Held.Add(p.Book); err != nil {
				return stock, err
			}
		}
	}
	return stock, nil
}

func (q *queries) Stocks() ([]terminal.Stock, error) {
	products, err := q.Products()
	if err != nil {
		return nil, err
	}
	packages, err := q.packages(` ORDER BY id`)
	if err != nil {
		return nil, err
	}
	bySKU := map[string][]terminal.Package{}
	for _, p := range packages {
		bySKU[p.SKU] = append(bySKU[p.SKU], p)
	}
	stocks := make([]terminal.Stock, 0, len(products))
	for _, product := range products {
		reserved, err := q.reserved(product.SKU)
		if err != nil {
			return nil, err
		}
		stock, err := sumStock(product.SKU, bySKU[product.SKU], reserved)
		if err != nil {
			return nil, err
		}
		stocks = append(stocks, stock)
	}
	return stocks, nil
}

func (q *queries) Staff(id string) (terminal.StaffMember, error) {
	return body[terminal.StaffMember](q, missing("staff member", "staff.not_found", id),
		`SELECT body FROM staff WHERE staff_id = ?`, id)
}

func (q *queries) StaffByBadge(badge string) (terminal.StaffMember, error) {
	return body[terminal.StaffMember](q, terminal.Errorf(terminal.NotFound, "staff.not_found", "That badge is not known here."),
		`SELECT body FROM staff WHERE badge = ?`, badge)
}

func (q *queries) StaffMembers() ([]terminal.StaffMember, error) {
	return bodies[terminal.StaffMember](q, `SELECT body FROM staff ORDER BY id`)
}

func (q *queries) Cart(id string) (terminal.Cart, error) {
	key, err := idKey(id)
	if err != nil {
		return terminal.Cart{}, err
	}
	return body[terminal.Cart](q, missing("open cart", "cart.not_found", id), `SELECT body FROM cart WHERE id = ?`, key)
}

func (q *queries) Carts() ([]terminal.Cart, error) {
	return bodies[terminal.Cart](q, `SELECT body FROM cart ORDER BY id`)
}

func (q *queries) Purchases(day clock.Date, token string) ([]terminal.Purchase, error) {
	key, err := tokenKey(token)
	if err != nil {
		return nil, err
	}
	var all []terminal.Purchase
	err = q.each(`SELECT sale, lines FROM purchase WHERE day = ? AND token = ?`, []any{dayNumber(day), key},
		func(scan func(...any) error) error {
			purchase := terminal.Purchase{LegalDay: day, Token: token}
			var sale, lines []byte
			if err := scan(&sale, &lines); err != nil {
				return err
			}
			purchase.Sale = idText(sale)
			all = append(all, purchase)
			return json.Unmarshal(lines, &all[len(all)-1].Lines)
		})
	return all, err
}

func (q *queries) HasPurchases(day clock.Date) (bool, error) {
	var n int
	return q.one(`SELECT 1 FROM purchase WHERE day = ? LIMIT 1`, []any{dayNumber(day)}, &n)
}
