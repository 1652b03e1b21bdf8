package service

import (
	"context"
	"time"

	"github.com/curbline/curbline/terminal/till"
)

// careEvery is how often what is no longer needed is forgotten.
const careEvery = 10 * time.Minute

// checkFile reads the whole file once after each start, when people are served
// already: it takes as long as the file is large.
func (p *Program) checkFile(ctx context.Context) {
	if err := p.store.QuickCheck(ctx); err != nil && ctx.Err() == nil {
		p.log.Error("the database file", "error", err)
	}
}

func (p *Program) care(ctx context.Context) {
	if p.engine.Draft() && p.config.RealState() {
		accepted := &till.AcceptDraft{
			Pack: p.config.Store.Jurisdiction, Version: p.engine.Version(p.clock.Now().Wall.In(p.config.Zone)), By: p.config.Rules.AcceptDraft,
		}
		if _, err := p.till.Submit(ctx, till.Command{Body: accepted}); err != nil && ctx.Err() == nil {
			p.log.Error("acceptance of the draft not journaled", "error", err)
		}
	}
	ticker := time.NewTicker(careEvery)
	defer ticker.Stop()
	for {
		for _, body := range []till.Body{&till.DailyCare{}, &till.ExpireBags{}} {
			if _, err := p.till.Submit(ctx, till.Command{Body: body}); err != nil && ctx.Err() == nil {
				p.log.Warn("care", "command", body.Name(), "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
