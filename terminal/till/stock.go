package till

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// stockItemsMax bounds one stock frame; curbfeed/1 allows 256 KiB a frame.
const stockItemsMax = 500

type stockItem struct {
	SKU       string `json:"sku"`
	Available string `json:"available"`
}

type stockFrame struct {
	AsOf  string      `json:"as_of"`
	Items []stockItem `json:"items"`
	Full  bool        `json:"full"`
}

// tellStock queues what is available of some SKUs for the shop, in the same
// transaction that changed it.
func (a *act) tellStock(skus ...string) error {
	if !a.till.options.Shop.HasFeed {
		return nil
	}
	slices.Sort(skus)
	frame := stockFrame{AsOf: a.now().Format(time.RFC3339)}
	for _, sku := range slices.Compact(skus) {
		stock, err := a.tx.Stock(sku)
		if err != nil {
			return err
		}
		item, err := available(stock)
		if err != nil {
			return err
		}
		frame.Items = append(frame.Items, item)
	}
	return a.queueStock(frame)
}

func available(stock terminal.Stock) (stockItem, error) {
	left, err := stock.Available()
	if err != nil {
		return stockItem{}, err
	}
	if left.Sign() < 0 {
		// More is promised than there is; the shop is told the truth it can use.
		return stockItem{SKU: stock.SKU, Available: "0"}, nil
	}
	return stockItem{SKU: stock.SKU, Available: left.String()}, nil
}

// tellAllStock queues the whole stock, in frames of at most stockItemsMax.
func (a *act) tellAllStock() error {
	stocks, err := a.tx.Stocks()
	if err != nil {
		return err
	}
	full := len(stocks) <= stockItemsMax
	for part := range slices.Chunk(stocks, stockItemsMax) {
		frame := stockFrame{AsOf: a.now().Format(time.RFC3339), Full: full}
		for _, stock := range part {
			item, err := available(stock)
			if err != nil {
				return err
			}
			frame.Items = append(frame.Items, item)
		}
		if err := a.queueStock(frame); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) queueStock(frame stockFrame) error {
	if !a.till.options.Shop.HasFeed || len(frame.Items) == 0 {
		return nil
	}
	text, err := json.Marshal(frame)
	if err != nil {
		return err
	}
	return a.queueShop("stock", text)
}

// queueShop queues a frame that is about no order.
func (a *act) queueShop(op string, frame []byte) error {
	kind := "cmd"
	if op == "stock" {
		kind = "stock"
	}
	a.touch("shop")
	return a.tx.QueueShopCommand(terminal.ShopCommand{Key: clock.NewID(), Type: kind, Op: op, Frame: frame, At: a.stamp.Wall})
}

// stockTold tells the shop of the goods of some lines.
func (a *act) stockTold(lines []terminal.Line) error {
	skus := make([]string, 0, len(lines))
	for _, line := range lines {
		skus = append(skus, line.SKU)
	}
	return a.tellStock(skus...)
}
