package world

import (
	"net/http"

	"github.com/curbline/curbline/cmd/sandbox/internal/line"
	"github.com/curbline/curbline/cmd/sandbox/internal/seed"
	"github.com/curbline/curbline/cmd/sandbox/internal/shop"
)

// shopItems is what the web shop offers: everything of which the figures are
// known.
func shopItems() []shop.Item {
	var items []shop.Item
	for _, product := range seed.Products {
		if product.StateCategory != "" && product.THCPackage == "" {
			continue
		}
		unit := "each"
		if product.SoldBy == "grams" {
			unit = "g"
		}
		items = append(items, shop.Item{SKU: product.SKU, Name: product.Name, Unit: unit, PriceCents: product.PriceCents, Category: product.Category})
	}
	return items
}

func (w *World) shopMode() line.Mode {
	w.feedDown.Lock()
	defer w.feedDown.Unlock()
	return w.feedMode
}

// setShopMode takes the line between shop and terminal down or up. Customers
// are elsewhere in the net: their page goes on and orders pile up.
func (w *World) setShopMode(mode line.Mode) {
	w.feedDown.Lock()
	defer w.feedDown.Unlock()
	w.feedMode = mode
	w.shop.SetDown(mode != line.Up)
}

// shopLine is the shop behind its line. The page shares the feed's port, so a
// feed that is down is a connection that drops before it is answered.
func (w *World) shopLine() http.Handler {
	inner := w.shop.Handler()
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed" || w.shopMode() == line.Up {
			inner.ServeHTTP(out, r)
			return
		}
		connection, _, err := http.NewResponseController(out).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler) // closes the connection too
		}
		if resettable, is := connection.(interface{ SetLinger(seconds int) error }); is {
			_ = resettable.SetLinger(0) // a plain close does where it is not taken
		}
		_ = connection.Close()
	})
}
