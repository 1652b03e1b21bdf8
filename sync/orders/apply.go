package orders

import (
	"context"
	"time"

	"github.com/gorilla/websocket"

	"github.com/curbline/curbline/terminal"
)

// applyBatch stores what of a batch belongs to the stream, and only then tells
// the shop: nacks first, then one acknowledgement for all.
func (s *session) applyBatch(ctx context.Context, batch []inbound) *ending {
	var items []terminal.FeedItem
	var nacked []inbound
	hole, full, answer := false, false, false
	for _, in := range batch {
		if hole = s.isHole(in); hole {
			break
		}
		if !s.admit(&in) {
			continue
		}
		if full = s.items > SnapshotItemsMax; full {
			break
		}
		items = append(items, in.item)
		answer = answer || in.item.Kind == terminal.FeedEvent || in.item.Cursor != "" && !s.within
		if in.nack != "" {
			nacked = append(nacked, in)
		}
	}
	if len(items) > 0 {
		applied, end := s.store(ctx, items)
		if end != nil {
			return end
		}
		hole = hole || applied.Hole
		if end := s.tell(applied, nacked, answer); end != nil {
			return end
		}
	}
	switch {
	case full:
		s.client.badFrame("a snapshot had too many orders")
		s.client.wantBare = true
		return &ending{code: websocket.ClosePolicyViolation, cause: "a snapshot had too many orders"}
	case hole:
		return s.startHole(ctx)
	}
	s.showLive()
	return nil
}

func (s *session) store(ctx context.Context, items []terminal.FeedItem) (Applied, *ending) {
	ctx, cancel := context.WithTimeout(ctx, InboxTimeout)
	defer cancel()
	applied, err := s.client.options.Inbox.Apply(ctx, items)
	if err != nil {
		return applied, s.inboxFailed("apply a batch", err)
	}
	s.held = applied.Cursor
	return applied, nil
}

// tell nacks and acknowledges what is stored.
func (s *session) tell(applied Applied, nacked []inbound, answer bool) *ending {
	if s.within || applied.Cursor == "" || !answer {
		return nil
	}
	stored, _ := parseCursor(applied.Cursor)
	for _, in := range nacked {
		if in.item.EventID == "" || !stored.covers(in.place) {
			continue
		}
		end := s.send(struct {
			T      string `json:"t"`
			ID     string `json:"id"`
			Reason string `json:"reason"`
			Detail string `json:"detail"`
		}{"nack", in.item.EventID, "schema", in.nack})
		if end != nil {
			return end
		}
		s.client.badFrame(in.nack)
	}
	return s.send(struct {
		T      string `json:"t"`
		Cursor string `json:"cursor"`
	}{"ack", applied.Cursor})
}

// isHole says whether events are missing before this one: numbers have no gaps
// within an epoch, and a new epoch begins with a snapshot.
func (s *session) isHole(in inbound) bool {
	if isSnapshot(in.item) || s.awaiting || s.within || !s.hasLast {
		return false
	}
	return in.place.epoch != s.last.epoch || in.place.number > s.last.number+1
}

func isSnapshot(item terminal.FeedItem) bool {
	switch item.Kind {
	case terminal.FeedSnapshotBegin, terminal.FeedSnapshotItem, terminal.FeedSnapshotEnd:
		return true
	}
	return item.Type == string(terminal.FeedSnapshotItem)
}

// admit follows the stream and says whether an item belongs to it now.
func (s *session) admit(in *inbound) bool {
	switch {
	case in.item.Kind == terminal.FeedSnapshotBegin:
		s.awaiting, s.within, s.items, s.asOf = false, true, 0, in.item.Cursor
		s.client.setLive(false)
		return true
	case in.item.Kind == terminal.FeedSnapshotEnd:
		if !s.within {
			s.client.badFrame("a snapshot ended that had not begun")
			return false
		}
		s.within = false
		s.last, s.hasLast = in.place, true
		return true
	case isSnapshot(in.item):
		if !s.within {
			s.client.badFrame("an order of a snapshot came outside of it")
			return false
		}
		s.items++
		in.item.Cursor = s.asOf
		if in.problem != "" {
			s.client.badFrame(in.problem)
		}
		return true
	case s.awaiting:
		return false // the snapshot to come has it
	case s.within:
		s.client.badFrame("an event came inside a snapshot")
		return false
	}
	if in.item.Kind == terminal.FeedSetAside && in.nack == "" {
		s.client.trouble(in.item.Problem)
	}
	// A replay is passed on too: the inbox knows what it has.
	if !s.hasLast || in.place.number > s.last.number {
		s.last, s.hasLast = in.place, true
	}
	return true
}

// startHole asks for a snapshot, now or when the limit allows. Until then events
// are let pass, but the connection stays for commands.
func (s *session) startHole(ctx context.Context) *ending {
	if s.awaiting {
		return nil
	}
	s.awaiting, s.within = true, false
	s.client.setLive(false)
	s.client.wantBare = true
	wait := s.client.limit.wait(s.client.now().Monotonic)
	if wait == 0 {
		return s.helloBare(ctx)
	}
	s.client.trouble("News of the web shop got lost; a full list is asked for in a moment.")
	s.askAt = time.After(wait)
	return nil
}
