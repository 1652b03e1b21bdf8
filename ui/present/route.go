package present

import (
	"context"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/ui/text"
)

// route brings a code to what it is about.
func (c *Counter) route(ctx context.Context, scanned string, code catalog.Code) error {
	switch {
	case code.Badge != "":
		return c.scanBadge(ctx, code.Badge)
	case code.Order != "":
		return c.scanOrder(ctx, code.Order)
	case code.Bag != "":
		return c.scanBag(ctx, code.Bag)
	case code.Shelf != "":
		return c.scanShelf(ctx, code.Shelf, scanned)
	case code.GTIN != "":
		product, err := c.productOf(ctx, code)
		if err != nil {
			return err
		}
		scanned = catalog.SKUTagPrefix + product.SKU
	}
	if s := c.now(); s.order != "" {
		if o, err := c.readOrder(ctx, s.order); err == nil && o.Fulfilment == terminal.Picking {
			return c.pack(ctx, s.order, scanned)
		}
	}
	return c.addToCart(ctx, scanned, nil)
}

// scanBadge says whose badge was scanned where nothing asks for one.
func (c *Counter) scanBadge(ctx context.Context, badge string) error {
	language, name := c.now().language, ""
	err := c.view(ctx, func(reader terminal.Reader) error {
		members, err := reader.StaffMembers()
		for _, member := range members {
			if member.Active && strings.EqualFold(member.Badge, badge) {
				name = text.ShortName(member.Name)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if name == "" {
		c.inform(Caution, language.Say(text.BadgeUnknown), language.Say(text.BadgeText))
		return nil
	}
	c.inform(Info, language.Say(text.BadgeIs, name), language.Say(text.BadgeText))
	return nil
}

// scanOrder opens the order on its tab, unless a payment is being saved.
func (c *Counter) scanOrder(ctx context.Context, id string) error {
	if _, err := c.readOrder(ctx, id); err != nil {
		if terminal.KindOf(err) == terminal.NotFound {
			return terminal.Errorf(terminal.NotFound, "order.not_found", "%s", c.now().language.Say(text.OrderUnknown, plain(id)))
		}
		return err
	}
	c.set(func(s *state) {
		if s.pay != nil && s.pay.saving {
			return
		}
		s.tab, s.order, s.board, s.pay, s.done, s.prompt = TabOrders, id, id, nil, nil, nil
	})
	return nil
}

// productOf finds the goods of a product's barcode. The book may have its digits
// with or without the zeros at their front.
func (c *Counter) productOf(ctx context.Context, code catalog.Code) (found terminal.Product, err error) {
	digits := strings.TrimLeft(code.GTIN, "0")
	err = c.view(ctx, func(reader terminal.Reader) error {
		products, err := reader.Products()
		for _, product := range products {
			if strings.TrimLeft(product.SKU, "0") == digits {
				found = product
			}
		}
		return err
	})
	say := c.now().language.Say
	switch {
	case err != nil:
		return found, err
	case found.SKU == "":
		return found, terminal.Errorf(terminal.NotFound, "catalog.unknown_gtin", "%s", say(text.GTINUnknown, code.SKU)).WithHint("%s", say(text.GTINUnknownDo))
	case found.NeedsTag():
		return found, terminal.Errorf(terminal.Refused, "catalog.gtin_needs_tag", "%s", say(text.GTINNeedsTag, plain(found.Name))).WithHint("%s", say(text.GTINNeedsDo))
	}
	return found, nil
}
