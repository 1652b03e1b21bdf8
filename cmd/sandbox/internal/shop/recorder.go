package shop

// recorder keeps what a test wants to look at afterwards: in memory, bounded,
// never written.
type recorder struct {
	frames     []keptFrame
	frameBytes int
	commands   []keptCommand
	nacks      []keptNack
	badFrames  int
	unknown    int
}

type keptFrame struct {
	At         string `json:"at"`
	Connection int64  `json:"connection"`
	Text       string `json:"text"`
	Bad        string `json:"bad,omitempty"`
}

type keptCommand struct {
	At          string  `json:"at"`
	Key         string  `json:"key"`
	Kind        string  `json:"kind"` // cmd or stock
	Op          string  `json:"op,omitempty"`
	Order       string  `json:"order,omitempty"`
	Basket      string  `json:"basket,omitempty"`
	Status      string  `json:"status"`
	First       string  `json:"first,omitempty"`
	Rev         *int64  `json:"rev"`
	Reason      *string `json:"reason"`
	BodyDiffers bool    `json:"body_differs"` // the same key came with other bytes
}

type keptNack struct {
	At     string `json:"at"`
	ID     string `json:"id"`
	Cursor string `json:"cursor"`
	Type   string `json:"type"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

func (k *recorder) frame(f keptFrame) {
	k.frames = append(k.frames, f)
	k.frameBytes += len(f.Text)
	for len(k.frames) > keptFramesMax || k.frameBytes > keptFramesBytes {
		k.frameBytes -= len(k.frames[0].Text)
		k.frames = k.frames[1:]
	}
}

func (k *recorder) command(at string, f inbound, result resultFrame, bodyDiffers bool) {
	if len(k.commands) >= keptCommandsMax {
		k.commands = k.commands[1:]
	}
	k.commands = append(k.commands, keptCommand{
		At: at, Key: f.Key, Kind: f.T, Op: f.Op, Order: f.Order, Basket: f.Basket,
		Status: result.Status, First: result.First, Rev: result.Rev, Reason: result.Reason, BodyDiffers: bodyDiffers,
	})
}

func (k *recorder) nack(n keptNack) {
	if len(k.nacks) >= keptNacksMax {
		k.nacks = k.nacks[1:]
	}
	k.nacks = append(k.nacks, n)
}

func (s *Shop) keepFrame(text string, connection int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen.frame(keptFrame{At: s.stamp(), Connection: connection, Text: text})
}

func (s *Shop) countBad(text, why string, connection int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen.badFrames++
	s.seen.frame(keptFrame{At: s.stamp(), Connection: connection, Text: text, Bad: why})
}

func (s *Shop) countUnknown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen.unknown++
}
