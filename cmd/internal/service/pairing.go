package service

import (
	"context"
	"encoding/json"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/api"
)

// pairingKinds are the steps of pairing at the counter. They are no commands of
// the till: a code and a token must not lie in the table of outcomes.
var pairingKinds = map[string]func(b *backend, ctx context.Context, request api.Request) (any, error){
	"tablet.offer": func(b *backend, ctx context.Context, r api.Request) (any, error) {
		offer, err := b.program.till.OfferPairingApproved(ctx, r.Session, r.Approval)
		if err != nil {
			return nil, err
		}
		return map[string]any{
			"code": offer.Code, "until": offer.Until, "tries_left": offer.TriesLeft, "addresses": b.program.TabletAddresses(),
			"fingerprint": b.program.tabletFingerprint(),
		}, nil
	},
	"tablet.approve": func(b *backend, ctx context.Context, r api.Request) (any, error) {
		id, err := requestOf(r)
		if err != nil {
			return nil, err
		}
		return struct{}{}, b.program.till.ApprovePairing(ctx, r.Session, r.Approval, id)
	},
	"tablet.refuse": func(b *backend, ctx context.Context, r api.Request) (any, error) {
		id, err := requestOf(r)
		if err != nil {
			return nil, err
		}
		return struct{}{}, b.program.till.RefusePairing(ctx, r.Session, id)
	},
}

func requestOf(r api.Request) (string, error) {
	var body struct {
		Request string `json:"request"`
	}
	err := decode(r.Body, &body)
	return body.Request, err
}

// pair runs one step of pairing.
func (b *backend) pair(ctx context.Context, step func(*backend, context.Context, api.Request) (any, error), request api.Request) (api.Response, error) {
	if b.program.tablet == nil {
		return api.Response{}, terminal.Errorf(terminal.Unavailable, "tablet.none", "This terminal has no page for tablets.").
			WithHint("Set [tablet] listen to an address of this machine on the shop's network.")
	}
	made, err := step(b, ctx, request)
	if err != nil {
		return api.Response{}, err
	}
	text, err := json.Marshal(made)
	return api.Response{Result: text}, err
}

// tabletsView is what the counter's list of tablets shows.
func (b *backend) tabletsView() (any, error) {
	tablets, err := b.program.till.Tablets()
	if err != nil {
		return nil, err
	}
	type paired struct {
		ID       string   `json:"id"`
		Name     string   `json:"name"`
		PairedAt string   `json:"paired_at"`
		PairedBy string   `json:"paired_by"`
		Revoked  bool     `json:"revoked"`
		Staff    []string `json:"staff,omitempty"`
	}
	shown := struct {
		Tablets  []paired         `json:"tablets"`
		Requests []map[string]any `json:"requests"`
	}{Tablets: []paired{}, Requests: []map[string]any{}}
	for _, one := range tablets {
		shown.Tablets = append(shown.Tablets, paired{
			ID: one.ID, Name: one.Name, PairedAt: one.PairedAt.In(b.program.config.Zone).Format("2006-01-02T15:04:05Z07:00"),
			PairedBy: one.PairedBy, Revoked: one.Revoked(), Staff: one.Staff,
		})
	}
	for _, asked := range b.program.till.PairingRequests() {
		shown.Requests = append(shown.Requests, map[string]any{"id": asked.ID, "name": asked.Name, "until": asked.Until})
	}
	return shown, nil
}
