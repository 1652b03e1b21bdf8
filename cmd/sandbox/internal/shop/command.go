package shop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/govalues/decimal"
)

// The four answers to a command.
const (
	statusApplied    = "applied"
	statusDuplicate  = "duplicate"
	statusRejected   = "rejected"
	statusSuperseded = "superseded"
)

// verdictOnCommand is how a command ended: its status, the order's rev after
// it (nil where no order is concerned), and a reason for what was not applied.
type verdictOnCommand struct {
	status string
	rev    *int64
	reason string
}

func rejected(rev *int64, reason string) verdictOnCommand {
	return verdictOnCommand{statusRejected, rev, reason}
}

func revOf(r *record) *int64 {
	rev := r.Order.Rev
	return &rev
}

// command answers a cmd or stock frame. A key that is remembered gets its first
// answer again and moves nothing.
func (s *Shop) command(f inbound, message []byte) (resultFrame, error) {
	var result resultFrame
	err := s.change(func() error {
		s.endLeases()
		hash := sha256.Sum256(message)
		bodyHash := hex.EncodeToString(hash[:])
		memory, known := s.state.Keys[f.Key]
		if known && s.now().Sub(memory.At) <= keysKeptFor {
			result = resultFrame{
				T: "cmd_result", Key: f.Key, Status: statusDuplicate, First: memory.Status,
				Rev: memory.Rev, Reason: textOrNil(memory.Reason),
			}
			s.seen.command(s.stamp(), f, result, memory.BodyHash != bodyHash)
			return nil
		}
		v := s.decide(f)
		s.state.Keys[f.Key] = keyMemory{At: s.now(), BodyHash: bodyHash, Status: v.status, Rev: v.rev, Reason: v.reason}
		result = resultFrame{T: "cmd_result", Key: f.Key, Status: v.status, Rev: v.rev, Reason: textOrNil(v.reason)}
		s.seen.command(s.stamp(), f, result, false)
		return nil
	})
	return result, err
}

func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (s *Shop) decide(f inbound) verdictOnCommand {
	if f.T == "stock" {
		return s.takeStock(f)
	}
	at, err := time.Parse(time.RFC3339, f.At)
	if err != nil {
		return rejected(nil, "bad_at")
	}
	if f.ExpectRev == nil && s.now().Sub(at) > keysKeptFor {
		// Its key could have been here and be forgotten: applying it could be
		// applying it twice.
		return rejected(nil, "too_old")
	}
	if f.Op == "verdict" {
		return s.takeVerdict(f)
	}
	r, found := s.state.Orders[f.Order]
	if !found {
		return rejected(nil, "unknown_order")
	}
	move, found := orderOps[f.Op]
	if !found {
		return rejected(revOf(r), "unknown_op")
	}
	if f.ExpectRev == nil && slices.Contains([]string{"set_fulfilment", "reject", "handed_over"}, f.Op) {
		return rejected(revOf(r), "expect_rev_missing")
	}
	if f.ExpectRev != nil && *f.ExpectRev != r.Order.Rev && f.Op != "handed_over" {
		return verdictOnCommand{statusSuperseded, revOf(r), "rev"}
	}
	changed, reason := move(s, r, f)
	if reason != "" {
		return rejected(revOf(r), reason)
	}
	if changed {
		s.changedEvent(r, f.Key)
	}
	return verdictOnCommand{status: statusApplied, rev: revOf(r)}
}

// orderOps are the ops on an order. Each returns whether it changed the order,
// or the reason it is rejected for.
var orderOps = map[string]func(*Shop, *record, inbound) (changed bool, reason string){
	"set_fulfilment":  opSetFulfilment,
	"reject":          opCancel,
	"cancel":          opCancel,
	"claim_arrival":   opClaim,
	"release_arrival": opRelease,
	"handed_over":     opHandedOver,
	"restocked":       opRestocked,
	"identity":        opIdentity,
}

func opSetFulfilment(_ *Shop, r *record, f inbound) (bool, string) {
	from, known := fulfilmentFrom[f.To]
	if !known {
		return false, "unknown_status"
	}
	if !slices.Contains(from, r.Fulfilment) {
		return false, "illegal_move"
	}
	r.Fulfilment = f.To
	switch f.To {
	case fulfilmentPacked:
		r.Packed = true
	case fulfilmentPicking:
		r.Packed = false // the seal is broken or a line came out
	}
	return true, ""
}

func opCancel(s *Shop, r *record, f inbound) (bool, string) {
	if !knownReason(f.Reason) {
		return false, "unknown_reason"
	}
	if !mayCancel(r.Fulfilment) {
		return false, r.Fulfilment
	}
	s.cancelOrder(r, "store", f.Reason)
	return true, ""
}

// cancelOrder moves the order to cancelled; a claim on its arrival ends.
func (s *Shop) cancelOrder(r *record, by, reason string) {
	r.Fulfilment, r.Claimed, r.CancelRequested = fulfilmentCancelled, nil, ""
	r.Cancelled = &cancellation{By: by, Reason: reason, At: s.stamp()}
}

func opClaim(s *Shop, r *record, f inbound) (bool, string) {
	switch {
	case f.By == "":
		return false, "by_missing"
	case f.TTLS < 1 || f.TTLS > leaseMaxSeconds:
		return false, "bad_ttl"
	case r.Order.Arrival.State != arrivalArrived:
		return false, "not_arrived"
	case !r.open() || r.Fulfilment == fulfilmentCancelled:
		return false, r.Fulfilment
	case r.Claimed != nil && r.Claimed.By != f.By:
		return false, "claimed"
	}
	until := s.now().Add(time.Duration(f.TTLS) * time.Second)
	r.Claimed = &claim{By: f.By, Until: until.Format(time.RFC3339Nano)}
	return true, ""
}

func opRelease(_ *Shop, r *record, _ inbound) (bool, string) {
	if r.Claimed == nil {
		return false, "not_claimed"
	}
	r.Claimed = nil
	return true, ""
}

// opHandedOver records what has happened at the car. It is applied from every
// state, also over a cancellation: the bag is gone. Only a second sale for the
// same order is trouble.
func opHandedOver(s *Shop, r *record, f inbound) (bool, string) {
	lines, ok := readHandOverLines(f.Lines)
	if f.Sale == "" || f.Total == nil || *f.Total < 0 || !ok ||
		!slices.Contains([]string{"cash", "external", "prepaid"}, f.Payment) {
		return false, "bad_hand_over"
	}
	if r.HandOver != nil {
		if r.HandOver.Sale == f.Sale {
			return false, ""
		}
		return false, "handed_over_in_another_sale"
	}
	r.HandOver = &handOver{Sale: f.Sale, Total: *f.Total, Payment: f.Payment, Lines: lines, At: f.At}
	r.Fulfilment, r.Claimed, r.Cancelled, r.CancelRequested, r.Packed = fulfilmentHandedOver, nil, nil, "", false
	return true, ""
}

func readHandOverLines(raw json.RawMessage) ([]handOverLine, bool) {
	var lines []handOverLine
	if err := json.Unmarshal(raw, &lines); err != nil || len(lines) == 0 {
		return nil, false
	}
	for _, l := range lines {
		if q, err := decimal.Parse(l.Qty); err != nil || !q.IsPos() || l.Line == "" || l.UnitPrice < 0 {
			return nil, false
		}
	}
	return lines, true
}

func opRestocked(_ *Shop, r *record, _ inbound) (bool, string) {
	if !mayRestock(r) {
		return false, "illegal_move"
	}
	r.Fulfilment, r.Packed = fulfilmentRestocked, false
	return true, ""
}

// opIdentity takes the outcome alone. A later scan may change it: a customer
// comes back with another document.
func opIdentity(s *Shop, r *record, f inbound) (bool, string) {
	if f.Outcome != "verified" && f.Outcome != "refused" {
		return false, "unknown_outcome"
	}
	if f.Reason != "" && !knownReason(f.Reason) {
		return false, "unknown_reason"
	}
	if r.Fulfilment == fulfilmentCancelled || r.Fulfilment == fulfilmentRestocked {
		return false, r.Fulfilment
	}
	r.Identity = &identityOutcome{Outcome: f.Outcome, Reason: f.Reason, At: s.stamp()}
	return true, ""
}

// takeStock sets what is available. An older frame than the one held changes
// nothing: the terminal has told something newer.
func (s *Shop) takeStock(f inbound) verdictOnCommand {
	asOf, err := time.Parse(time.RFC3339, f.AsOf)
	if err != nil {
		return rejected(nil, "bad_as_of")
	}
	if held, err := time.Parse(time.RFC3339, s.state.StockAsOf); err == nil && asOf.Before(held) {
		return verdictOnCommand{status: statusSuperseded, reason: "older_stock"}
	}
	for _, it := range f.Items {
		if q, err := decimal.Parse(it.Available); err != nil || q.IsNeg() || it.SKU == "" {
			return rejected(nil, "bad_quantity")
		}
	}
	if f.Full {
		s.state.Stock, s.state.StockFull = map[string]string{}, true
	}
	for _, it := range f.Items {
		s.state.Stock[it.SKU] = it.Available
	}
	s.state.StockAsOf = f.AsOf
	return verdictOnCommand{status: statusApplied}
}
