package till

import (
	"encoding/json"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
)

// basketHold is how long a yes to a basket stands.
const basketHold = 10 * time.Minute

type verdictLine struct {
	Line      string `json:"line"`
	Available string `json:"available"`
	Reason    string `json:"reason,omitempty"`
	Message   string `json:"message,omitempty"`
}

type verdictFrame struct {
	Basket string        `json:"basket"`
	At     string        `json:"at"`
	Op     string        `json:"op"`
	OK     bool          `json:"ok"`
	HoldS  int           `json:"hold_s"`
	Lines  []verdictLine `json:"lines"`
}

// answerBasket tells the shop's checkout whether a basket may be sold: advice,
// given without knowing the person, and judged anew at hand-over.
func (a *act) answerBasket(basket terminal.Basket) error {
	frame := verdictFrame{
		Basket: basket.ID, At: a.now().Format(time.RFC3339), Op: "verdict", OK: true, HoldS: int(basketHold / time.Second),
	}
	question := rules.Question{At: a.now(), Class: basket.Order.Class, EarlierKnown: true, Channel: basket.Order.Channel}
	asked := map[string]measure.Quantity{}
	for i, item := range basket.Order.Items {
		if sum, err := asked[item.SKU].Add(item.Quantity); err == nil { // beyond that is more than any shop has
			asked[item.SKU] = sum
		}
		told, line, err := a.adviseLine(item, i+1, asked[item.SKU])
		if err != nil {
			return err
		}
		frame.OK = frame.OK && told.Reason == ""
		frame.Lines = append(frame.Lines, told)
		if told.Reason == "" {
			question.Lines = append(question.Lines, line)
		}
	}
	if verdict := a.till.options.Rules.Advise(question); frame.OK && !verdict.OK() {
		frame.OK = false
		for i := range frame.Lines {
			frame.Lines[i].Reason, frame.Lines[i].Message = shopReason(verdict.Code), verdict.Reason
		}
	}
	if !frame.OK {
		frame.HoldS = 0
	}
	text, err := json.Marshal(frame)
	if err != nil {
		return err
	}
	return a.queueShop("verdict", text)
}

// shopReason is the shop's word for a refusal's code.
func shopReason(code string) string {
	switch code {
	case "rules.over_limit":
		return "EXCEEDS_LIMIT"
	case "rules.out_of_hours":
		return "POS_CLOSED"
	}
	return "OTHER"
}

// adviseLine looks at one line. asked is how much of its SKU the basket has up
// to and with it.
func (a *act) adviseLine(item terminal.OrderItem, number int, asked measure.Quantity) (verdictLine, terminal.Line, error) {
	told := verdictLine{Line: item.Line, Available: "0"}
	product, err := a.tx.Product(item.SKU)
	if err != nil {
		if terminal.KindOf(err) == terminal.NotFound {
			told.Reason, told.Message = "OUT_OF_STOCK", "This shop does not sell it."
			return told, terminal.Line{}, nil
		}
		return told, terminal.Line{}, err
	}
	stock, err := a.tx.Stock(item.SKU)
	if err != nil {
		return told, terminal.Line{}, err
	}
	left, err := available(stock)
	if err != nil {
		return told, terminal.Line{}, err
	}
	told.Available = left.Available
	quantity, err := measure.Parse(left.Available)
	if err != nil {
		return told, terminal.Line{}, err
	}
	if quantity.Cmp(asked) < 0 || product.Unsellable != "" {
		told.Reason, told.Message = "OUT_OF_STOCK", "Not enough is left."
		return told, terminal.Line{}, nil
	}
	line := terminal.Line{
		Number: number, SKU: product.SKU, Name: product.Name, Category: product.Category,
		Quantity: item.Quantity, Unit: product.SoldBy, UnitPrice: item.UnitPrice, Measures: terminal.Measures{},
	}
	for name, figure := range product.Measures {
		if line.Measures[name], err = figure.Mul(item.Quantity); err != nil {
			return told, line, err
		}
	}
	return told, line, nil
}
