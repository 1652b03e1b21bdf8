package orders

import "time"

// Status is what is known of the feed. Live means that everything which the shop
// sends is being taken in; otherwise the orders are as old as Since says.
type Status struct {
	Live      bool          `json:"live"`
	Since     time.Time     `json:"since"`                // live, or stale, since then
	LastFrame time.Time     `json:"last_frame,omitzero"`  // zero before the first one
	Attempts  int           `json:"attempts"`             // connections tried since the feed was last live
	Skew      time.Duration `json:"skew"`                 // the shop's clock minus ours, at the last welcome; orders nothing
	Trouble   string        `json:"trouble,omitempty"`    // what is wrong, in a sentence
	BadFrames int           `json:"bad_frames,omitempty"` // refused, faulty or unknown since the start
}

// Status gives what is known now.
func (c *Client) Status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.status
}

// change alters the status and tells about it if more changed than LastFrame.
// It is called by the goroutine of Run only, so the news keep their order.
func (c *Client) change(alter func(*Status)) {
	c.mu.Lock()
	before := c.status
	alter(&c.status)
	after := c.status
	c.mu.Unlock()
	before.LastFrame = after.LastFrame
	if before != after && c.options.OnChange != nil {
		c.options.OnChange(after)
	}
}

func (c *Client) trouble(sentence string) {
	c.change(func(s *Status) { s.Trouble = sentence })
}

// healed takes a sentence back that is no longer true.
func (c *Client) healed(sentence string) {
	c.change(func(s *Status) {
		if s.Trouble == sentence {
			s.Trouble = ""
		}
	})
}

func (c *Client) badFrame(sentence string) {
	c.options.Log.Warn("order feed: bad frame", "problem", sentence)
	c.change(func(s *Status) {
		s.BadFrames++
		s.Trouble = "The web shop sent something unusable: " + sentence + "."
	})
}

func (c *Client) setLive(live bool) {
	now := c.now().Wall
	c.change(func(s *Status) {
		if s.Live == live {
			return
		}
		s.Live, s.Since = live, now
		if live {
			s.Attempts, s.Trouble = 0, ""
		}
	})
	if live && c.options.Line != nil {
		c.options.Line.Up()
	}
}
