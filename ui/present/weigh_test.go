package present_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present"
)

const tagGrams = "1A4000000000022000000777"

// pan is a scale whose answers a test sets.
type pan struct {
	mu    sync.Mutex
	shows devices.Weight
	err   error
	looks int
	zeros int
	tares int
}

func (p *pan) put(s *counter, text string) {
	p.set(devices.Weight{State: devices.WeightStable, Value: measure.MustParse(text), Text: text, Unit: "g", Frame: []byte("S S " + text + " g"), At: s.clock.Now().Wall})
}

func (p *pan) set(shows devices.Weight) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shows, p.err = shows, nil
}

func (p *pan) Look(context.Context) (devices.Weight, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.looks++
	return p.shows, p.err
}

func (p *pan) Weigh(context.Context) (devices.Weight, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	codes := map[devices.WeightState]devices.Code{
		devices.WeightMoving: devices.ScaleMoving, devices.WeightOver: devices.ScaleOver, devices.WeightUnder: devices.ScaleUnder,
	}
	if code := codes[p.shows.State]; code != "" {
		return devices.Weight{}, devices.Errorf(code, "The weight did not come to rest.").WithHint("Wait.")
	}
	return p.shows, p.err
}

func (p *pan) count(n *int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	*n++
	return nil
}
func (p *pan) Zero(context.Context) error      { return p.count(&p.zeros) }
func (p *pan) Tare(context.Context) error      { return p.count(&p.tares) }
func (p *pan) ClearTare(context.Context) error { return nil }
func (p *pan) Identity() devices.ScaleIdentity {
	return devices.ScaleIdentity{Protocol: "mt-sics", Model: "JE703", Serial: "B1"}
}

func (p *pan) looked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.looks
}

// weighedGoods puts a product that is sold by weight into the book.
func (s *counter) weighedGoods() {
	s.t.Helper()
	s.book([]terminal.Product{{
		SKU: "FLW-DEL-G", Name: "Delta Haze by the gram", Category: "flower", Price: 900, SoldBy: measure.Grams,
		Measures: terminal.Measures{terminal.NetGrams: measure.Whole(1), terminal.THCMilligrams: measure.Whole(210)},
	}}, []terminal.Package{{Tag: tagGrams, SKU: "FLW-DEL-G", Unit: measure.Grams, Book: measure.MustParse("112.5"), Status: terminal.PackageActive}})
}

func (s *counter) book(products []terminal.Product, packages []terminal.Package) {
	s.t.Helper()
	manager, err := s.till.SignIn(context.Background(), "B-1005", pin)
	s.must(err)
	s.command(manager.ID, &till.ImportGoods{Products: products, Packages: packages})
}

func merchandise(i int) string { return "PAPERS-" + strconv.Itoa(i+1) }

// moreGoods puts merchandise into the book.
func (s *counter) moreGoods(count int) {
	s.t.Helper()
	var products []terminal.Product
	var packages []terminal.Package
	for i := range count {
		products = append(products, terminal.Product{SKU: merchandise(i), Name: "Rolling papers " + strconv.Itoa(i+1), Category: terminal.Merchandise, Price: 199, SoldBy: measure.Each})
		packages = append(packages, terminal.Package{Tag: "SKU:" + merchandise(i), SKU: merchandise(i), Unit: measure.Each, Book: measure.Whole(9), Status: terminal.PackageActive})
	}
	s.book(products, packages)
}

// withScale is a counter with a scale and goods to weigh.
func withScale(t *testing.T) (*counter, *pan) {
	t.Helper()
	s, p := newCounter(t), &pan{}
	s.scale = p
	s.Counter = s.workplace(s.till)
	s.SignIn("B-1001", pin)
	s.weighedGoods()
	return s, p
}

// looking runs the counter until the panel says something.
func (s *counter) looking(until func(present.WeighPanel) bool) present.WeighPanel {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	defer func() { cancel(); <-done }()
	for {
		if panel := s.Snapshot().Weigh; panel != nil && until(*panel) {
			return *panel
		}
		select {
		case <-s.Changes():
		case <-ctx.Done():
			s.t.Fatalf("the panel stays %+v", s.Snapshot().Weigh)
		}
	}
}

func TestGoodsSoldByWeightGoOverTheScale(t *testing.T) {
	s, p := withScale(t)
	s.id("avery")
	s.scan(tagGrams)
	panel := s.Snapshot().Weigh
	if panel == nil {
		t.Fatalf("no panel: %+v", s.Snapshot().Banner)
	}
	same(t, "title", panel.Title, "Weigh Delta Haze")
	same(t, "info", panel.Info, "For information. The scale’s own display counts.")
	same(t, "nothing yet", panel.Add.State, present.ButtonBlocked)
	for _, c := range []struct {
		shows  devices.Weight
		words  string
		weight string
		state  present.ButtonState
	}{
		{devices.Weight{State: devices.WeightStable, Text: "0.00", Unit: "g"}, "Put the goods on the scale", "0.00 g", present.ButtonBlocked},
		{devices.Weight{State: devices.WeightMoving, Value: measure.MustParse("2.1"), Text: "2.10", Unit: "g"}, "The weight is still moving", "2.10 g", present.ButtonReady},
		{devices.Weight{State: devices.WeightOver}, "More than the scale can weigh", "–", present.ButtonBlocked},
		{devices.Weight{State: devices.WeightUnder}, "Below zero: press Zero with an empty pan", "–", present.ButtonBlocked},
		{devices.Weight{State: devices.WeightOtherUnit, Unit: "oz"}, "The scale shows oz: set it to grams", "–", present.ButtonBlocked},
		{devices.Weight{State: devices.WeightNotZeroed}, "The scale has no zero: empty the pan, switch it off and on", "–", present.ButtonBlocked},
		{devices.Weight{State: devices.WeightFault}, "The scale reports an error of its own", "–", present.ButtonBlocked},
	} {
		p.set(c.shows)
		seen := s.looking(func(panel present.WeighPanel) bool { return panel.State.Text == c.words })
		same(t, c.words, seen.Weight, c.weight)
		same(t, c.words, seen.Add.State, c.state)
	}
	p.mu.Lock()
	p.err = devices.Errorf(devices.NoAnswer, "It does not answer.")
	p.mu.Unlock()
	s.looking(func(panel present.WeighPanel) bool { return panel.State.Text == "The scale does not answer" })
	p.put(s, "3.50")
	panel2 := s.looking(func(panel present.WeighPanel) bool { return panel.State.Text == "Steady" })
	same(t, "weight", panel2.Weight, "3.50 g")
	same(t, "price", panel2.Price, "$31.50")
	s.WeighAdd()
	view := s.checkout()
	if s.Snapshot().Weigh != nil {
		t.Error("the panel stays open")
	}
	same(t, "line", view.Cart.Lines[0].Quantity+" "+view.Cart.Lines[0].Amount, "3.50 g $31.50")
	s.Plus(0)
	if s.Snapshot().Weigh == nil {
		t.Error("one more of a weighed line is weighed")
	}
	s.Escape()
	s.Minus(0)
	says(t, s.Snapshot().Banner, "weigh it again")
	s.AskQuantity(0)
	if s.Snapshot().Prompt != nil {
		t.Error("a weight is never typed")
	}
}

func TestAWeightThatIsNoneStaysOutOfTheCart(t *testing.T) {
	s, p := withScale(t)
	s.scan(tagGrams)
	p.set(devices.Weight{State: devices.WeightMoving, Text: "2.10", Unit: "g"})
	s.WeighAdd()
	panel := s.Snapshot().Weigh
	same(t, "problem", panel.Problem+" "+panel.ProblemDo, "The weight did not come to rest. Wait.")
	same(t, "lines", len(s.checkout().Cart.Lines), 0)
	s.SetLanguage("es")
	same(t, "in Spanish", s.Snapshot().Weigh.Problem, "El peso no queda quieto.")
	s.SetLanguage("en")
	old := devices.Weight{State: devices.WeightStable, Value: measure.MustParse("2"), Text: "2.00", Unit: "g", Frame: []byte("S"), At: s.clock.Now().Wall.Add(-time.Hour)}
	p.set(old)
	s.WeighAdd()
	same(t, "old", s.Snapshot().Weigh.Problem, "This weight is not of now.")
	s.WeighZero()
	s.WeighTare()
	same(t, "zero and tare", p.zeros*10+p.tares, 11)
	same(t, "told no more", s.Snapshot().Weigh.Problem, "")
	s.scan(tagRoll)
	if s.Snapshot().Weigh != nil {
		t.Error("another product closes the panel")
	}
	s.TapTile("FLW-DEL-G")
	if s.Snapshot().Weigh == nil {
		t.Fatal("a tile opens the panel, too")
	}
	s.ShowTab(present.TabMore)
	s.ShowTab(present.TabSell)
	if s.Snapshot().Weigh != nil {
		t.Error("leaving the sale closes the panel")
	}
}

func TestWithoutAScaleItSaysHowToGetOne(t *testing.T) {
	s := newCounter(t)
	s.weighedGoods()
	s.scan(tagGrams)
	panel := s.Snapshot().Weigh
	same(t, "state", panel.State.Text, "No scale is set up")
	says(t, panel.StateDo, "devices.scale")
	same(t, "add", panel.Add.State, present.ButtonBlocked)
	s.WeighAdd()
	same(t, "lines", len(s.checkout().Cart.Lines), 0)
}

// The scale is asked about five times a second, only while the panel is open.
func TestTheScaleIsLookedAtOnlyWhileWeighing(t *testing.T) {
	s, p := withScale(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	defer func() { cancel(); <-done }()
	change := func() {
		select {
		case <-s.Changes():
		case <-ctx.Done():
			t.Fatal("nothing changes")
		}
	}
	change() // a tick of a second
	change()
	same(t, "before", p.looked(), 0)
	s.scan(tagGrams)
	begun := time.Now()
	for p.looked() < 6 {
		change()
	}
	if took := time.Since(begun); took < 900*time.Millisecond {
		t.Errorf("6 looks in %v", took)
	}
	s.CloseWeigh()
	seen := p.looked()
	for begun := time.Now(); time.Since(begun) < 1500*time.Millisecond; {
		change()
	}
	if after := p.looked(); after > seen+1 {
		t.Errorf("%d looks after the panel was closed", after-seen)
	}
}

func TestAWeighedOrderIsPackedOverTheScale(t *testing.T) {
	s, p := withScale(t)
	s.place("A-1", "pickup", terminal.OrderItem{Line: "1", SKU: "FLW-DEL-G", Name: "Delta Haze by the gram", Quantity: measure.MustParse("3.5"), Unit: "g", UnitPrice: 900})
	s.Order("A-1", present.ActAccept, "")
	s.scan(tagGrams)
	screen := s.shows(present.ScreenOrder)
	if screen.Weigh == nil {
		t.Fatalf("no panel: %+v", screen.Banner)
	}
	p.put(s, "3.50")
	s.WeighAdd()
	same(t, "packed", s.panel().Rows[0].Right, "3.5 of 3.5")
}
