package orders

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/curbline/curbline/terminal"
)

const commandsUnread = "This terminal cannot read what it must tell the web shop."

// sendCommands sends what is pending, in order, and again what has waited too
// long for its result.
func (s *session) sendCommands(ctx context.Context) *ending {
	if !s.welcomed || s.draining {
		return nil
	}
	pending, err := s.pending(ctx)
	if err != nil {
		s.client.options.Log.Error("order feed: commands cannot be read", "err", err)
		s.client.trouble(commandsUnread)
		return nil
	}
	s.client.healed(commandsUnread)
	now := s.client.now()
	waiting := map[string]time.Duration{}
	for _, command := range pending {
		if at, sent := s.sent[command.Key]; sent && now.Monotonic-at < ResendAfter {
			waiting[command.Key] = at
			continue
		}
		status, raw := composed(command, now.Wall)
		if status != "" {
			result := terminal.ShopResult{Key: command.Key, Status: status}
			if end := s.storeResult(ctx, result); end != nil {
				return end
			}
			continue
		}
		if end := s.write(raw); end != nil {
			return end
		}
		waiting[command.Key] = now.Monotonic
	}
	s.sent = waiting
	s.more = len(pending) >= CommandsInflightMax
	return nil
}

func (s *session) pending(ctx context.Context) ([]terminal.ShopCommand, error) {
	ctx, cancel := context.WithTimeout(ctx, InboxTimeout)
	defer cancel()
	return s.client.options.Inbox.PendingCommands(ctx, CommandsInflightMax)
}

// composed builds the frame of a command, or says with which status it ends
// unsent.
func composed(command terminal.ShopCommand, now time.Time) (status string, raw []byte) {
	if !command.HasExpectedRevision && now.Sub(command.At) > ShopMemory {
		return ResultTooOld, nil
	}
	head, err := json.Marshal(struct {
		T   string `json:"t"`
		Key string `json:"key"`
	}{command.Type, command.Key})
	body := bytes.TrimSpace(command.Frame)
	if err != nil || len(body) < 2 || body[0] != '{' || !json.Valid(body) || command.Key == "" || command.Type == "" {
		return ResultUnsendable, nil
	}
	raw = head[:len(head)-1]
	if rest := bytes.TrimSpace(body[1:]); rest[0] != '}' {
		raw = append(raw, ',')
	}
	raw = append(raw, body[1:]...)
	if len(raw) > FrameMaxBytes {
		return ResultUnsendable, nil
	}
	return "", raw
}

// commandResult stores an answer. It is news about a command, never state, so
// an unknown status is stored like any other: a person looks at it.
func (s *session) commandResult(ctx context.Context, result terminal.ShopResult) *ending {
	if end := s.storeResult(ctx, result); end != nil {
		return end
	}
	delete(s.sent, result.Key)
	if s.more && len(s.sent) <= CommandsInflightMax/2 {
		return s.sendCommands(ctx)
	}
	return nil
}

func (s *session) storeResult(ctx context.Context, result terminal.ShopResult) *ending {
	ctx, cancel := context.WithTimeout(ctx, InboxTimeout)
	defer cancel()
	if err := s.client.options.Inbox.CommandResult(ctx, result); err != nil {
		return s.inboxFailed("store a command's result", err)
	}
	return nil
}
