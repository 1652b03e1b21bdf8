package service

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/api"
)

// backend is what stands behind the loopback API.
type backend struct {
	program *Program
}

var _ api.Backend = (*backend)(nil)

func (b *backend) SignIn(ctx context.Context, badge, pin string) (any, error) {
	return b.program.till.SignIn(ctx, badge, pin)
}

func (b *backend) SignOut(ctx context.Context, session string) error {
	return b.program.till.SignOut(ctx, session)
}

func (b *backend) Approve(ctx context.Context, badge, pin string) (string, error) {
	return b.program.till.Approve(ctx, badge, pin)
}

// Do runs a command by its name. Three names are the service's own: the focus of
// the counter, what lies on the scale, and an ID as raw bytes, which is read
// before it becomes a command.
func (b *backend) Do(ctx context.Context, request api.Request) (api.Response, error) {
	switch request.Kind {
	case "counter.focus":
		var focus Focus
		if err := decode(request.Body, &focus); err != nil {
			return api.Response{}, err
		}
		focus.Session = request.Session
		b.program.counter.SetFocus(focus)
		return api.Response{Result: json.RawMessage(`{}`)}, nil
	case "counter.weigh":
		return b.weigh(ctx, request)
	case "counter.scan_id":
		var scan struct {
			Focus
			Raw []byte `json:"raw"` // base64
		}
		if err := decode(request.Body, &scan); err != nil {
			return api.Response{}, err
		}
		defer clear(scan.Raw)
		return b.submit(ctx, request, identify(scan.Focus, scan.Raw))
	}
	if request.Kind == "staff.change_pin" {
		// Slow, and no command: PINs must not lie in the table of outcomes.
		var change struct {
			Old string `json:"old"`
			New string `json:"new"`
		}
		if err := decode(request.Body, &change); err != nil {
			return api.Response{}, err
		}
		err := b.program.till.ChangePIN(ctx, request.Session, change.Old, change.New)
		return api.Response{Result: json.RawMessage(`{}`)}, err
	}
	if step, ok := pairingKinds[request.Kind]; ok {
		return b.pair(ctx, step, request)
	}
	body, ok := till.NewBody(request.Kind)
	if !ok {
		return api.Response{}, terminal.Errorf(terminal.Invalid, "command.unknown", "There is no command %q.", request.Kind)
	}
	if err := decode(request.Body, body); err != nil {
		return api.Response{}, err
	}
	return b.submit(ctx, request, body)
}

func (b *backend) submit(ctx context.Context, request api.Request, body till.Body) (api.Response, error) {
	outcome, err := b.program.till.Submit(ctx, till.Command{
		ID: request.ID, Session: request.Session, Approval: request.Approval, Body: body,
	})
	if err != nil {
		return api.Response{}, err
	}
	return api.Response{Result: outcome.Result, Error: outcome.Error, Sequence: outcome.Sequence}, nil
}

func decode(text json.RawMessage, target any) error {
	if len(text) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(target); err != nil {
		return terminal.Errorf(terminal.Invalid, "command.body", "The command's body is not what this command takes.").
			WithHint("%v", err)
	}
	return nil
}

// Health is how the terminal is, for whoever watches it.
func (b *backend) Health(ctx context.Context) any {
	p := b.program
	state, reason := p.till.State()
	health := map[string]any{
		"terminal": p.config.Terminal.ID, "state": state, "reason": reason, "store_time": p.clock.Now().Wall.In(p.config.Zone),
		"rules": p.engine.Summary(p.clock.Now().Wall.In(p.config.Zone)), "devices": p.hub.Snapshot(),
	}
	if err := p.store.Trust(); err != nil {
		health["trust"] = terminal.AsError(err)
	}
	if p.drainer != nil {
		health["filing"] = p.drainer.Status()
	}
	if p.feed != nil {
		health["feed"] = p.feed.Status()
	}
	if p.tablet != nil {
		health["tablet"] = p.tablet.status()
	}
	_ = ctx
	return health
}

// Read gives one view. All of them read the store; nothing is decided.
func (b *backend) Read(ctx context.Context, path string, query url.Values) (any, error) {
	if path == "screen" && b.program.window != nil {
		return b.program.window.Snapshot(), nil
	}
	if path == "counter" {
		focus, last := b.program.counter.State()
		return map[string]any{"focus": focus, "scan": last}, nil
	}
	if path == "tablets" {
		return b.tabletsView()
	}
	view, ok := views[path]
	if !ok {
		return nil, terminal.Errorf(terminal.NotFound, "api.no_view", "There is no view %q.", path)
	}
	var answer any
	err := b.program.store.View(ctx, func(reader terminal.Reader) (err error) {
		answer, err = view(b.program, reader, query)
		return err
	})
	return answer, err
}
