package service

import (
	"context"

	"github.com/curbline/curbline/sync/orders"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/till"
)

// inbox is the feed's durable side: each call is a command of the till, in the
// lane of the machines.
type inbox struct {
	program *Program
}

var _ orders.Inbox = (*inbox)(nil)

func (p *Program) openFeed() error {
	if p.config.Orders.URL == "" {
		return nil
	}
	var err error
	p.feed, err = orders.New(orders.Options{
		URL: p.config.Orders.URL, Token: func() (string, error) { return p.box.Get(secrets.OrdersToken) },
		Store: p.config.Store.License, Terminal: p.config.Terminal.ID, Inbox: &inbox{p}, Log: p.log, Clock: p.clock,
	})
	return err
}

func (i *inbox) Cursor(ctx context.Context) (cursor string, err error) {
	err = i.program.store.View(ctx, func(reader terminal.Reader) error {
		cursor, err = reader.FeedCursor()
		return err
	})
	return cursor, err
}

func (i *inbox) Apply(ctx context.Context, items []terminal.FeedItem) (orders.Applied, error) {
	outcome, err := i.program.till.Submit(ctx, till.Command{Body: &till.ApplyFeed{Items: items}})
	if err != nil {
		return orders.Applied{}, err
	}
	var applied till.FeedOutcome
	if err := outcome.Decode(&applied); err != nil {
		return orders.Applied{}, err
	}
	return orders.Applied{Cursor: applied.Cursor, Hole: applied.Hole}, nil
}

func (i *inbox) ForgetCursor(ctx context.Context) error {
	_, err := i.program.till.Submit(ctx, till.Command{Body: &till.ForgetCursor{}})
	return err
}

func (i *inbox) PendingCommands(ctx context.Context, limit int) (commands []terminal.ShopCommand, err error) {
	err = i.program.store.View(ctx, func(reader terminal.Reader) error {
		commands, err = reader.PendingShopCommands(limit)
		return err
	})
	return commands, err
}

func (i *inbox) CommandResult(ctx context.Context, result terminal.ShopResult) error {
	_, err := i.program.till.Submit(ctx, till.Command{Body: &till.ShopAnswered{Result: result}})
	return err
}
