package service

import (
	"context"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/api"
	"github.com/curbline/curbline/ui/present"
)

// weighWithin bounds how long the scale may take to come to rest.
const weighWithin = 5 * time.Second

// weighed is a request to put what lies on the scale into a cart, or into the
// bag of an order.
type weighed struct {
	Cart  string `json:"cart,omitempty"`
	Order string `json:"order,omitempty"`
	Code  string `json:"code"`
}

// weigh asks the scale and makes the command that its answer becomes.
func (b *backend) weigh(ctx context.Context, request api.Request) (api.Response, error) {
	var asked weighed
	if err := decode(request.Body, &asked); err != nil {
		return api.Response{}, err
	}
	scale := b.program.hub.Scale()
	if scale == nil {
		return api.Response{}, terminal.Errorf(terminal.Unavailable, "device.not_configured", "This terminal has no scale.").
			WithHint("Set one up in the settings.")
	}
	within, cancel := context.WithTimeout(ctx, weighWithin)
	defer cancel()
	weight, err := scale.Weigh(within)
	if err != nil {
		return api.Response{}, present.DeviceTrouble(err)
	}
	weighing := present.WeighingOf(weight, scale.Identity())
	if asked.Order != "" {
		return b.submit(ctx, request, &till.PackUnit{Order: asked.Order, Code: asked.Code, Weighing: &weighing})
	}
	return b.submit(ctx, request, &till.WeighIntoCart{Cart: asked.Cart, Code: asked.Code, Weighing: weighing})
}
