package shop

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/govalues/decimal"
)

// draft is what a customer asks for, before the shop has looked at it.
type draft struct {
	First      string            `json:"first"`
	Last       string            `json:"last"`
	BirthYear  int               `json:"birth_year"`
	Attested   bool              `json:"attested_age"`
	Channel    string            `json:"channel"`
	Zip        string            `json:"zip"`
	Address    string            `json:"address"`
	Note       string            `json:"note"`
	Quantities map[string]string `json:"quantities"` // by SKU
}

// problem is one thing that is wrong with a draft, in words, and the field it
// belongs to.
type problem struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// deliveryZips is where this shop delivers.
var deliveryZips = []string{"80202", "80203", "80204", "80205", "80206", "80209", "80211", "80216", "80218"}

// check looks at a draft as the shop does at order time and builds the order
// of it. It also says whether the basket is over the shop's own flower limit,
// so that only the terminal's verdict can let it pass.
func (s *Shop) check(d draft) (o order, overLimit bool, problems []problem) {
	problems = append(problems, s.checkPerson(d)...)
	problems = append(problems, checkChannel(d)...)
	lines, more := s.checkBasket(d.Quantities)
	problems = append(problems, more...)
	if len(problems) > 0 {
		return order{}, false, problems
	}
	o = order{
		Channel: d.Channel, Items: lines, Note: strings.TrimSpace(d.Note),
		Customer: customer{
			First: strings.TrimSpace(d.First), Last: strings.TrimSpace(d.Last),
			BirthYear: d.BirthYear, Class: "adult", AttestedAge: d.Attested,
		},
	}
	if d.Channel == "delivery" {
		o.Delivery = &delivery{Zip: d.Zip, Address: strings.TrimSpace(d.Address)}
	}
	return o, s.overFlowerLimit(lines), nil
}

func (s *Shop) checkPerson(d draft) (problems []problem) {
	add := func(field, text string) { problems = append(problems, problem{field, text}) }
	first, last := strings.TrimSpace(d.First), strings.TrimSpace(d.Last)
	if first == "" || utf8.RuneCountInString(first) > nameMaxRunes {
		add("first", "Please tell us your first name.")
	}
	if last == "" || utf8.RuneCountInString(last) > nameMaxRunes {
		add("last", "Please tell us your last name.")
	}
	year := s.now().Year()
	switch {
	case d.BirthYear < oldestBirthYear || d.BirthYear > year:
		add("birth_year", "Please tell us the year you were born, as four digits.")
	case year-d.BirthYear < adultYears:
		add("birth_year", fmt.Sprintf("We sell to people aged %d and over only.", adultYears))
	}
	if !d.Attested {
		add("attested_age", fmt.Sprintf("Please confirm that you are %d or older. Your ID is checked when you collect.", adultYears))
	}
	if utf8.RuneCountInString(d.Note) > noteMaxRunes {
		add("note", fmt.Sprintf("The note is longer than %d characters.", noteMaxRunes))
	}
	return problems
}

func checkChannel(d draft) []problem {
	if !slices.Contains(channels, d.Channel) {
		return []problem{{"channel", "Please choose how you would like to collect your order."}}
	}
	if d.Channel != "delivery" {
		return nil
	}
	if !slices.Contains(deliveryZips, d.Zip) {
		return []problem{{"zip", "We do not deliver to this ZIP code."}}
	}
	if address := strings.TrimSpace(d.Address); address == "" || utf8.RuneCountInString(address) > addressMaxRunes {
		return []problem{{"address", "Please tell us the address to deliver to."}}
	}
	return nil
}

// checkBasket turns quantities into lines, in the order of the shop's list.
func (s *Shop) checkBasket(quantities map[string]string) (lines []line, problems []problem) {
	for sku := range quantities {
		if _, known := s.item(sku); !known {
			problems = append(problems, problem{"basket", "One of the items is not in our shop any more."})
		}
	}
	for _, item := range s.items {
		text := strings.TrimSpace(quantities[item.SKU])
		if text == "" {
			continue
		}
		quantity, wrong := s.checkQuantity(item, text)
		if wrong != "" {
			problems = append(problems, problem{"qty-" + item.SKU, wrong})
			continue
		}
		if quantity.IsZero() {
			continue
		}
		lines = append(lines, line{
			Line: fmt.Sprint(len(lines) + 1), SKU: item.SKU, Name: item.Name,
			Qty: quantity.Trim(0).String(), Unit: item.Unit, UnitPrice: item.PriceCents,
		})
	}
	if len(lines) == 0 && len(problems) == 0 {
		problems = append(problems, problem{"basket", "Please choose at least one item."})
	}
	return lines, problems
}

func (s *Shop) checkQuantity(item Item, text string) (decimal.Decimal, string) {
	quantity, err := decimal.Parse(text)
	most, _ := decimal.New(quantityMax, 0)
	if item.Unit == "g" {
		most, _ = decimal.New(quantityMax*flowerMaxGrams, 0)
	}
	switch {
	case err != nil || quantity.IsNeg():
		return decimal.Zero, item.Name + ": the quantity is not a number we can use."
	case item.Unit == "each" && !quantity.IsInt():
		return decimal.Zero, item.Name + ": please order whole units."
	case quantity.Cmp(most) > 0:
		return decimal.Zero, fmt.Sprintf("%s: at most %s per order.", item.Name, most)
	}
	left, known := s.available(item.SKU)
	switch {
	case known && left.IsZero() && quantity.IsPos():
		return decimal.Zero, item.Name + " is sold out."
	case known && quantity.Cmp(left) > 0:
		return decimal.Zero, fmt.Sprintf("%s: only %s left.", item.Name, left.Trim(0))
	}
	return quantity, ""
}

// weightEnding finds the weight that an item's name ends with, as in
// "OG Kush 3.5 g", or its SKU, as in FLW-OG-3.5.
var (
	weightInName = regexp.MustCompile(`(\d+(?:\.\d+)?) ?g$`)
	weightInSKU  = regexp.MustCompile(`-(\d+(?:\.\d+)?)g?$`)
)

// overFlowerLimit says whether the flower in a basket weighs more than the shop
// sells on its own word. Flower of unknown weight counts as too much.
func (s *Shop) overFlowerLimit(lines []line) bool {
	grams := decimal.Zero
	for _, l := range lines {
		item, found := s.item(l.SKU)
		if !found || item.Category != "flower" {
			continue
		}
		quantity, err := decimal.Parse(l.Qty)
		weight, known := unitGrams(item)
		if err != nil || !known {
			return true
		}
		more, err := quantity.Mul(weight)
		if err != nil {
			return true
		}
		if grams, err = grams.Add(more); err != nil {
			return true
		}
	}
	limit, _ := decimal.New(flowerMaxGrams, 0)
	return grams.Cmp(limit) > 0
}

func unitGrams(item Item) (decimal.Decimal, bool) {
	if item.Unit == "g" {
		return decimal.One, true
	}
	found := weightInName.FindStringSubmatch(item.Name)
	if found == nil {
		found = weightInSKU.FindStringSubmatch(item.SKU)
	}
	if found == nil {
		return decimal.Zero, false
	}
	weight, err := decimal.Parse(found[1])
	return weight, err == nil
}

// place gives an order its id and logs it. What is missing in it is filled in
// from the shop's own list; what is there stays.
func (s *Shop) place(o order) (*record, error) {
	if err := s.fill(&o); err != nil {
		return nil, err
	}
	r := &record{Order: o, Fulfilment: fulfilmentPlaced, Page: randomName(), History: []historyEntry{}}
	s.state.Orders[o.ID] = r
	s.state.Sequence = append(s.state.Sequence, o.ID)
	s.orderEvent(r, eventPlaced, "", func() any { return r.Order })
	return r, nil
}

// room says whether the shop can take one more order. Orders that have ended
// leave when there are too many of them.
func (s *Shop) room() error {
	open := 0
	for _, r := range s.state.Orders {
		if r.open() {
			open++
		}
	}
	if open >= openOrdersMax {
		return refusef("the shop holds %d open orders and takes no more", open)
	}
	for at := 0; len(s.state.Sequence) >= 2*openOrdersMax; {
		id := s.state.Sequence[at]
		if s.state.Orders[id].open() {
			at++
			continue
		}
		delete(s.state.Orders, id)
		s.state.Sequence = slices.Delete(s.state.Sequence, at, at+1)
	}
	return nil
}

func (s *Shop) fill(o *order) error {
	if err := s.room(); err != nil {
		return err
	}
	for o.ID == "" || o.ID == "new" {
		o.ID = fmt.Sprintf("A-%d", s.state.NextOrder)
		s.state.NextOrder++
		if _, taken := s.state.Orders[o.ID]; taken {
			o.ID = ""
		}
	}
	if _, taken := s.state.Orders[o.ID]; taken {
		return refusef("an order %s is there already", o.ID)
	}
	o.Rev = 0
	s.complete(o)
	return nil
}

// complete fills in what an order or a basket leaves open.
func (s *Shop) complete(o *order) {
	now := s.now()
	if o.PlacedAt == "" {
		o.PlacedAt = now.Format(time.RFC3339)
	}
	if o.Channel == "" {
		o.Channel = "pickup"
	}
	if o.PickupWindow == nil && o.Channel != "delivery" {
		o.PickupWindow = &window{
			From: now.Add(pickupFirstMinutes * time.Minute).Format(time.RFC3339),
			To:   now.Add(pickupLastMinutes * time.Minute).Format(time.RFC3339),
		}
	}
	if o.Customer == (customer{}) {
		o.Customer = customer{First: "Avery", Last: "Stone", BirthYear: 1990, PhoneLast4: "0199", AttestedAge: true}
	}
	if o.Customer.Ref == "" {
		o.Customer.Ref = s.name("c")
	}
	if o.Customer.Class == "" {
		o.Customer.Class = "adult"
	}
	if o.Payment.State == "" {
		o.Payment.State = paymentUnpaid
	}
	if o.Payment.Method == "" {
		o.Payment.Method = "pay_at_pickup"
	}
	if o.Arrival.State == "" {
		o.Arrival.State = arrivalNone
	}
	s.completeLines(o)
	if o.Totals == (totals{}) {
		o.Totals = sum(o.Items, o.Discounts)
	}
}

func (s *Shop) completeLines(o *order) {
	o.Items = append([]line{}, o.Items...)
	o.Discounts = append([]discount{}, o.Discounts...)
	for i := range o.Items {
		l := &o.Items[i]
		if l.Line == "" {
			l.Line = fmt.Sprint(i + 1)
		}
		item, found := s.item(l.SKU)
		if !found {
			continue
		}
		if l.Name == "" {
			l.Name = item.Name
		}
		if l.Unit == "" {
			l.Unit = item.Unit
		}
		if l.UnitPrice == 0 {
			l.UnitPrice = item.PriceCents
		}
	}
}

// sum is the shop's view of the totals: half a cent rounds up.
func sum(items []line, discounts []discount) totals {
	var t totals
	for _, l := range items {
		t.Subtotal += lineCents(l)
	}
	for _, d := range discounts {
		t.Discount += d.Amount
	}
	t.Discount = min(t.Discount, t.Subtotal)
	t.Tax = ((t.Subtotal-t.Discount)*taxBasisPoints + 5_000) / 10_000
	t.Total = t.Subtotal - t.Discount + t.Tax
	return t
}

func lineCents(l line) int64 {
	quantity, err := decimal.Parse(l.Qty)
	if err != nil {
		return 0
	}
	price, err := decimal.New(l.UnitPrice, 0)
	if err != nil {
		return 0
	}
	amount, err := quantity.Mul(price)
	if err != nil {
		return 0
	}
	half := decimal.MustNew(5, 1)
	amount, err = amount.Add(half)
	if err != nil {
		return 0
	}
	cents, _, ok := amount.Floor(0).Int64(0)
	if !ok {
		return 0
	}
	return cents
}
