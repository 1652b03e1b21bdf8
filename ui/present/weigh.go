package present

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/till"
)

const (
	// weighEvery is how often the scale is looked at while goods are weighed.
	weighEvery = 200 * time.Millisecond
	// lookTimeout bounds one look at the scale.
	lookTimeout = 1500 * time.Millisecond
)

// weighing is the open weigh panel: goods that are sold by weight, for the cart
// or for the order that is being packed.
type weighing struct {
	code    string // as it was scanned: it names the package
	order   string // empty for the cart
	product terminal.Product
	look    devices.Weight
	lookErr error
	looked  bool
	adding  bool
	problem *terminal.Error // what the last press was answered
	serial  int64           // of the opening
}

// openWeigh puts the weigh panel in place of the left column.
func (c *Counter) openWeigh(code, order string, product terminal.Product) {
	c.set(func(s *state) {
		s.scanned++
		s.weigh = &weighing{code: code, order: order, product: product, serial: s.scanned}
		s.prompt = nil
	})
	select {
	case c.scaleWanted <- struct{}{}:
	default:
	}
}

// soldByWeight gives the product of a code if it is sold by weight.
func (c *Counter) soldByWeight(ctx context.Context, code string) (product terminal.Product, ok bool) {
	parsed, err := catalog.ParseCode(code)
	if err != nil || c.options.Till == nil {
		return product, false
	}
	err = c.view(ctx, func(reader terminal.Reader) error {
		pack, err := reader.Package(parsed.PackageKey())
		if err != nil {
			return err
		}
		product, err = reader.Product(pack.SKU)
		return err
	})
	return product, err == nil && product.SoldBy == measure.Grams && product.Unsellable == ""
}

// lookAtScale keeps the shown weight current while the panel is open. It ends
// with ctx.
func (c *Counter) lookAtScale(ctx context.Context) {
	if c.options.Scale == nil {
		return
	}
	for {
		open := c.now().weigh
		if open == nil {
			select {
			case <-ctx.Done():
				return
			case <-c.scaleWanted:
				continue
			}
		}
		if !open.adding {
			c.look(ctx, open.serial)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(weighEvery):
		}
	}
}

// look asks the scale once, for the panel with that number.
func (c *Counter) look(ctx context.Context, serial int64) {
	within, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	weight, err := c.options.Scale.Look(within)
	if ctx.Err() != nil {
		return
	}
	c.changeWeigh(serial, func(w *weighing) { w.look, w.lookErr, w.looked = weight, err, true })
	c.wake()
}

// changeWeigh changes the panel, if it is still the one with that number.
func (c *Counter) changeWeigh(serial int64, change func(*weighing)) {
	c.set(func(s *state) {
		if s.weigh == nil || s.weigh.serial != serial {
			return
		}
		changed := *s.weigh
		change(&changed)
		s.weigh = &changed
	})
}

// WeighAdd takes what lies on the scale now: it is asked anew, and only a steady
// weight becomes a line.
func (c *Counter) WeighAdd() {
	c.act(func(ctx context.Context) error {
		open := c.now().weigh
		if open == nil || c.options.Scale == nil {
			return nil
		}
		c.changeWeigh(open.serial, func(w *weighing) { w.adding, w.problem = true, nil })
		c.wake()
		err := c.weighIn(ctx, *open)
		c.changeWeigh(open.serial, func(w *weighing) {
			w.adding = false
			if err != nil {
				w.problem = DeviceTrouble(err)
			}
		})
		return nil // what went wrong stands in the panel
	})
}

func (c *Counter) weighIn(ctx context.Context, open weighing) error {
	weight, err := c.options.Scale.Weigh(ctx)
	if err != nil {
		return err
	}
	answer := WeighingOf(weight, c.options.Scale.Identity())
	added := func(till.Outcome) error {
		c.set(func(s *state) { s.weigh = nil; s.scanned++ })
		return nil
	}
	if open.order != "" {
		return c.do(ctx, "", &till.PackUnit{Order: open.order, Code: open.code, Weighing: &answer}, added)
	}
	cart := c.now().cart
	return c.do(ctx, "", &till.WeighIntoCart{Cart: cart, Code: open.code, Weighing: answer}, func(outcome till.Outcome) error {
		var line terminal.Line
		if err := outcome.Decode(&line); err != nil {
			return err
		}
		c.set(func(s *state) { s.line = line.Number })
		return added(outcome)
	})
}

// WeighingOf is what is kept of a scale's answer that becomes a line.
func WeighingOf(weight devices.Weight, identity devices.ScaleIdentity) terminal.Weighing {
	return terminal.Weighing{
		Grams: weight.Value, Text: weight.Text, Unit: weight.Unit, Net: weight.Net, Frame: weight.FrameHex(), At: weight.At, Scale: scaleName(identity),
	}
}

// scaleName says which scale it was: protocol, model and serial number.
func scaleName(identity devices.ScaleIdentity) string {
	return strings.TrimSpace(strings.Join([]string{identity.Protocol, identity.Model, identity.Serial}, " "))
}

// DeviceTrouble gives a device's failure its own code and words.
func DeviceTrouble(err error) *terminal.Error {
	var device *devices.Error
	if errors.As(err, &device) {
		return &terminal.Error{Kind: terminal.Unavailable, Code: string(device.Code), Message: device.Message, Hint: device.Hint, Err: err}
	}
	return coded(err)
}

// WeighZero sets the scale to zero, WeighTare takes off what is on it.
func (c *Counter) WeighZero() { c.askScale(devices.Scale.Zero) }

// WeighTare takes off what is on the scale; an empty pan undoes a tare.
func (c *Counter) WeighTare() {
	open := c.now().weigh
	if open != nil && open.look.Net && open.look.State == devices.WeightStable && open.look.Value.Sign() <= 0 {
		c.askScale(devices.Scale.ClearTare)
		return
	}
	c.askScale(devices.Scale.Tare)
}

func (c *Counter) askScale(what func(devices.Scale, context.Context) error) {
	c.act(func(ctx context.Context) error {
		open := c.now().weigh
		if open == nil || c.options.Scale == nil {
			return nil
		}
		err := what(c.options.Scale, ctx)
		c.changeWeigh(open.serial, func(w *weighing) {
			w.problem = nil
			if err != nil {
				w.problem = DeviceTrouble(err)
			}
		})
		return nil
	})
}

// CloseWeigh goes back to the sale.
func (c *Counter) CloseWeigh() { c.quiet(func(s *state) { s.weigh = nil }) }
