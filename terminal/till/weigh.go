package till

import (
	"encoding/hex"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/sale"
)

const (
	// weighingMaxAge is how old a weight may be when it becomes a line: the goods
	// must still be on the pan.
	weighingMaxAge = 3 * time.Second
	// weighingMaxAhead is how far a caller's clock may be ahead of ours.
	weighingMaxAhead = time.Second
	// weighingFrameMaxBytes bounds the scale's answer that is kept.
	weighingFrameMaxBytes = 128
	// weighingTextMaxBytes bounds the other texts of a weighing.
	weighingTextMaxBytes = 120
)

// WeighIntoCart puts goods that are sold by weight into a cart, by a stable
// answer of the scale. The answer is kept with the line, as it came.
type WeighIntoCart struct {
	sells
	Cart     string            `json:"cart"`
	Code     string            `json:"code"` // as AddToCart's
	Weighing terminal.Weighing `json:"weighing"`
}

// Name is "cart.weigh".
func (*WeighIntoCart) Name() string { return "cart.weigh" }

func (c *WeighIntoCart) run(a *act) (any, error) {
	cart, err := a.openCart(c.Cart)
	if err != nil {
		return nil, err
	}
	product, pack, err := a.findGoods(c.Cart, c.Code)
	if err != nil {
		return nil, err
	}
	if product.SoldBy != measure.Grams {
		return nil, terminal.Errorf(terminal.Invalid, "sale.not_by_weight", "%s is not sold by weight.", product.Name).
			WithHint("Scan it as a piece.")
	}
	if allowed := a.till.options.Rules.WeighingAtCounter(a.now()); !allowed.Allowed {
		return nil, refuse(c.Cart, terminal.Errorf(terminal.Refused, "rules.weighing", "%s", allowed.Text).
			WithHint("Sell goods that were packed beforehand."), nil)
	}
	if err := a.checkWeighing(c.Weighing); err != nil {
		return nil, err
	}
	item := sale.Item{
		Product: product, Tag: pack.Tag, Quantity: c.Weighing.Grams, UnitPrice: product.Price, Weighed: &c.Weighing,
	}
	added, line, err := sale.AddItem(cart, item, a.now())
	if err != nil {
		return nil, err
	}
	if err := a.sellFrom(added, pack); err != nil {
		return nil, err
	}
	a.touch("cart")
	return line, a.tx.PutCart(added)
}

func needsScale(name string) *terminal.Error {
	return terminal.Errorf(terminal.Refused, "sale.needs_scale", "%s is sold by weight.", name).
		WithHint("Put it on the scale. A weight that was typed is never sold by.")
}

// checkWeighing looks at what the scale's driver vouches for and at the age that
// the weight has by now.
func (a *act) checkWeighing(w terminal.Weighing) error {
	frame, err := hex.DecodeString(w.Frame)
	shown, shownErr := measure.Parse(w.Text)
	switch {
	case err != nil || len(frame) == 0 || len(frame) > weighingFrameMaxBytes || w.Scale == "" ||
		len(w.Scale) > weighingTextMaxBytes || len(w.Text) > weighingTextMaxBytes:
		return terminal.Errorf(terminal.Invalid, "sale.weighing", "This weight does not say which scale it is from.")
	case w.Unit != "g" || shownErr != nil || shown.Cmp(w.Grams) != 0:
		return terminal.Errorf(terminal.Invalid, "sale.weighing", "The weight must be in grams, as the scale shows it.").
			WithHint("Set the scale to grams.")
	case w.Grams.Sign() <= 0:
		return terminal.Errorf(terminal.Refused, "sale.weighing_empty", "There is nothing on the scale.")
	}
	age := a.now().Sub(w.At)
	if age > weighingMaxAge || age < -weighingMaxAhead {
		return terminal.Errorf(terminal.Refused, "sale.weighing_old", "This weight is not of now.").
			WithHint("Leave the goods on the scale and press Add again.")
	}
	return nil
}
