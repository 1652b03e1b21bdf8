package till

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/curbline/curbline/terminal"
)

// badCommits fails the COMMITs that are counted in fails, after doing what the
// disk would have kept.
type badCommits struct {
	Store
	fails int
	lost  bool // whether the failed ones are gone
}

func (b *badCommits) Do(ctx context.Context, fn func(terminal.Tx) error) error {
	if b.fails == 0 {
		return b.Store.Do(ctx, fn)
	}
	b.fails--
	broken := fmt.Errorf("%w: a test's disk", terminal.ErrCommitUnknown)
	if !b.lost {
		if err := b.Store.Do(ctx, fn); err != nil {
			return err
		}
		return broken
	}
	return b.Store.Do(ctx, func(tx terminal.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return broken
	})
}

// A halted till answers nobody any more, and nobody may wait for it for ever:
// the process has to end.
func TestNobodyWaitsForAHaltedTill(t *testing.T) {
	s := newShop(t)
	s.till.options.Store = &badCommits{Store: s.store, fails: 2, lost: true}
	first, err := s.till.Submit(context.Background(), Command{Body: &ForgetCursor{}})
	if codeOf(err) != "till.halted" {
		t.Fatalf("%+v, %v", first, err)
	}
	for range peopleWaitingMax + 1 {
		if _, err := s.till.Submit(context.Background(), Command{Body: &ForgetCursor{}}); codeOf(err) != "till.halted" {
			t.Fatalf("a later command: %v", err)
		}
	}
	if err := s.stop(); codeOf(err) != "till.halted" {
		t.Errorf("run ended with %v", err)
	}
	s.stop = nil
	s.must(s.store.Close())
}

func TestABatchWhoseCommitWasUnclear(t *testing.T) {
	for _, lost := range []bool{false, true} {
		t.Run(fmt.Sprintf("lost %t", lost), func(t *testing.T) {
			s := newShop(t)
			s.till.options.Store = &badCommits{Store: s.store, fails: 1, lost: lost}
			o := webOrder("A-1", terminal.Adult, 3500, 0, 1)
			outcome, err := s.till.Submit(context.Background(), Command{Body: &ApplyFeed{Items: []terminal.FeedItem{{
				Kind: terminal.FeedEvent, Cursor: "e1:1", Source: "/shops/test", EventID: "evt-1", Type: "order.placed",
				Subject: o.ID, Revision: 1, At: opening, Order: &o,
			}}}})
			if lost != (err != nil) {
				t.Errorf("answered %s, %v", outcome.Result, err)
			}
			var settled terminal.CommitSettled
			s.must(json.Unmarshal(s.facts("commit.settled")[0], &settled))
			if settled.Present == lost || settled.Command != "feed.apply" {
				t.Errorf("%+v", settled)
			}
			if lost {
				s.arrives(o, "e1:1") // the shop sends it again
			}
			if got := s.order("A-1").Fulfilment; got != terminal.Placed {
				t.Errorf("the order is %q", got)
			}
		})
	}
}
