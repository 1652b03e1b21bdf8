package orders

import (
	"errors"
	"math"
	"time"

	"github.com/gorilla/websocket"

	"github.com/curbline/curbline/terminal"
)

// Kinds of what was read. A feed item goes to the Inbox; the others are between
// the two ends.
type kind int

const (
	kindRefused kind = iota // close the connection with closeCode
	kindFaulty              // a frame of a known type that says nothing usable; shown
	kindUnknown             // a type that is not known; shown
	kindFeed
	kindWelcome
	kindResult
	kindGap
	kindPing
	kindDrain
	kindError
	kindEnded // the connection is over, with err
)

// inbound is one frame after its form was checked.
type inbound struct {
	kind      kind
	closeCode int
	problem   string // in words, without values of the frame
	err       error

	item     terminal.FeedItem
	place    cursor // of a feed item that has one
	nack     string // why the item is nacked; empty if it is not
	result   terminal.ShopResult
	number   int64 // of a ping
	after    time.Duration
	beat     time.Duration
	epoch    string
	serverAt time.Time
	message  string
	fatal    bool
}

func refuse(code int, problem string) inbound {
	return inbound{kind: kindRefused, closeCode: code, problem: problem}
}

// decode reads one frame. It never fails: what cannot be used comes back as
// refused, faulty or set aside.
func decode(raw []byte) inbound {
	if len(raw) > FrameMaxBytes {
		return refuse(websocket.CloseMessageTooBig, "a frame was too large")
	}
	tree, err := parseTree(raw)
	switch {
	case errors.Is(err, errTooDeep):
		return refuse(websocket.ClosePolicyViolation, "a frame was nested too deep")
	case err != nil:
		return refuse(websocket.CloseInvalidFramePayloadData, "a frame was malformed")
	}
	frame := fields{values: tree, faults: &faults{}}
	t := frame.id("t", WordMax)
	if t == "" {
		return refuse(websocket.CloseInvalidFramePayloadData, "a frame had no type")
	}
	switch t {
	case "event":
		return decodeEvent(frame)
	case "snapshot_begin", "snapshot_item", "snapshot_end":
		return decodeSnapshot(frame, terminal.FeedKind(t))
	}
	return decodeTalk(frame, t)
}

// decodeTalk reads the frames that are not part of the feed.
func decodeTalk(frame fields, t string) inbound {
	var in inbound
	switch t {
	case "welcome":
		in = inbound{
			kind: kindWelcome, epoch: frame.id("epoch", CursorMax), serverAt: frame.moment("server_time"),
			beat: time.Duration(frame.integer("heartbeat_s", 1, int64(HeartbeatMax/time.Second))) * time.Second,
		}
	case "cmd_result":
		in = inbound{kind: kindResult, result: terminal.ShopResult{
			Key: frame.needID("key", IdentifierMax), Status: frame.needID("status", WordMax),
			First: frame.id("first", WordMax), Revision: frame.integer("rev", 0, math.MaxInt64),
			Reason: frame.text("reason", MessageMax),
		}}
	case "gap":
		in = inbound{kind: kindGap}
	case "ping":
		in = inbound{kind: kindPing, number: frame.integer("n", math.MinInt64, math.MaxInt64)}
	case "drain":
		in = inbound{kind: kindDrain, after: time.Duration(frame.integer("reconnect_after_ms", 0, math.MaxInt32)) * time.Millisecond}
	case "error":
		in = inbound{
			kind: kindError, fatal: frame.flag("fatal"),
			problem: frame.text("code", WordMax), message: frame.text("message", MessageMax),
		}
	default:
		return inbound{kind: kindUnknown, problem: "a frame of a type that this terminal does not know"}
	}
	// A welcome is taken for what can be read of it: without it nothing goes on.
	if frame.faults.first != "" && t != "welcome" {
		return inbound{kind: kindFaulty, problem: t + ": " + frame.faults.first}
	}
	return in
}

// decodeEvent reads an event. What is wrong with it sets it aside and is
// nacked; an event without a readable cursor cannot even be set aside.
func decodeEvent(frame fields) inbound {
	place, ok := parseCursor(frame.id("cursor", CursorMax))
	if !ok {
		return refuse(websocket.CloseInvalidFramePayloadData, "an event had no readable cursor")
	}
	found := &faults{}
	ce := fields{path: "ce", values: nil, faults: found}
	if values, isObject := frame.values["ce"].(map[string]any); isObject {
		ce.values = values
	} else {
		found.add("ce", "not an object")
	}
	item := terminal.FeedItem{
		Kind: terminal.FeedEvent, Cursor: frame.raw("cursor", CursorMax),
		Source: ce.needID("source", IdentifierMax), EventID: ce.needID("id", IdentifierMax),
		Type: ce.needID("type", WordMax), Subject: ce.id("subject", OrderIDMax),
		Revision: ce.integer("rev", 1, math.MaxInt64), At: ce.moment("time"),
	}
	if ce.raw("specversion", WordMax) != "1.0" {
		ce.fault("specversion", "not 1.0")
	}
	known := fillEvent(&item, ce)
	in := inbound{kind: kindFeed, place: place, item: item}
	switch {
	case found.first != "":
		in.nack = found.first
		in.item = aside(item, "The web shop sent "+sayType(item.Type)+" that could not be read ("+found.first+").")
	case !known:
		in.item = aside(item, "The web shop sent news of a kind that this terminal does not know ("+item.Type+").")
	}
	return in
}

func sayType(t string) string {
	if t == "" {
		return "news"
	}
	return "news (" + t + ")"
}

// aside keeps what names an item and uses its cursor and revision up.
func aside(item terminal.FeedItem, problem string) terminal.FeedItem {
	item.Kind = terminal.FeedSetAside
	item.Order, item.Change, item.Basket, item.SKUs = nil, nil, nil, nil
	item.Problem = problem
	return item
}

// decodeSnapshot reads the frames of a snapshot.
func decodeSnapshot(frame fields, k terminal.FeedKind) inbound {
	if k != terminal.FeedSnapshotItem {
		place, ok := parseCursor(frame.id("as_of", CursorMax))
		if !ok {
			return refuse(websocket.CloseInvalidFramePayloadData, "a snapshot had no readable cursor")
		}
		return inbound{kind: kindFeed, place: place, item: terminal.FeedItem{Kind: k, Cursor: frame.raw("as_of", CursorMax)}}
	}
	item := terminal.FeedItem{Kind: k}
	body := frame.needObject("order")
	item.Subject = body.needID("id", OrderIDMax)
	item.Revision = body.needInteger("rev", 1, math.MaxInt64)
	order, oddities := decodeOrder(body)
	change, odd := decodeAxes(frame)
	item.Order, item.Change, item.Problem = order, change, join(oddities, odd)
	in := inbound{kind: kindFeed, item: item}
	if fault := frame.faults.first; fault != "" {
		in.item = aside(item, "The web shop's list of open orders has an order that could not be read ("+fault+").")
		in.item.Type = string(terminal.FeedSnapshotItem)
		in.problem = "snapshot_item: " + fault
	}
	return in
}
