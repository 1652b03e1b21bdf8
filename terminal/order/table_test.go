package order_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/order"
)

var update = flag.Bool("update", false, "write the golden files anew")

type attempt func(terminal.Order) (terminal.Order, order.Effect, error)

// attempts makes each move with everything in place that it needs besides the
// state.
var attempts = map[order.Move]attempt{
	order.MoveAccept: func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.Accept(o, step()) },
	order.MoveReject: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		return order.Reject(o, order.OutOfStock, step())
	},
	order.MoveStartPicking: func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.StartPicking(o, step()) },
	order.MovePackUnit: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		if len(o.Packed) > 0 {
			o.Packed = o.Packed[1:]
		}
		return order.PackUnit(o, order.Scanned{SKU: "FLW-OG-3.5", Tag: "T1", Quantity: measure.Whole(1)}, step())
	},
	order.MoveUnpackUnit: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		return order.UnpackUnit(o, "T1", "u2", step())
	},
	order.MoveUnpackLine: func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.UnpackLine(o, "1", step()) },
	order.MoveLineOut: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		return order.LineOut(o, "2", measure.Quantity{}, step())
	},
	order.MoveFinishPacking: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		return order.FinishPacking(o, "BAG8", step())
	},
	order.MoveBreakSeal:     func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.BreakSeal(o, step()) },
	order.MoveNeedsCustomer: func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.NeedsCustomer(o, step()) },
	order.MoveReady:         func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.Ready(o, step()) },
	order.MoveShelve:        func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.Shelve(o, "B2", step()) },
	order.MovePutBack:       func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.PutBack(o, "B2", step()) },
	order.MoveClaim: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		o.Arrival = terminal.Arrived
		return order.Claim(o, "s1", "runner-7f", at.Add(5*time.Minute), step())
	},
	order.MoveRelease: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		o.Arrival = terminal.Claimed
		return order.Release(o, step())
	},
	order.MoveMeet: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		o.Arrival = terminal.Claimed
		return order.Meet(o, step())
	},
	order.MoveArrivedCounter: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		return order.MarkArrivedAtCounter(o, step())
	},
	order.MoveIdentityOK: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		o.Arrival = terminal.Met
		return order.IdentityVerified(o, step())
	},
	order.MoveIdentityRefused: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		return order.IdentityRefused(o, order.IDIssue, "identity.expired", step())
	},
	order.MoveScanBag: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		o.Arrival, o.Identity, o.VerifiedAt = terminal.Met, terminal.Verified, at
		return order.ScanBag(o, "BAG7", step())
	},
	order.MoveHandedOver: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		o.Arrival, o.Identity, o.VerifiedAt, o.BagScanned = terminal.Met, terminal.Verified, at, true
		return order.HandedOver(o, saleOf(o), step())
	},
	order.MoveCancel: func(o terminal.Order) (terminal.Order, order.Effect, error) {
		return order.Cancel(o, order.OtherReason, step())
	},
	order.MoveExpire:  func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.Expire(o, step()) },
	order.MoveRestock: func(o terminal.Order) (terminal.Order, order.Effect, error) { return order.Restock(o, step()) },
}

func TestTableOfAllMoves(t *testing.T) {
	var out strings.Builder
	for _, state := range allStates {
		for _, move := range order.Moves() {
			try, have := attempts[move]
			if !have {
				t.Fatalf("no attempt for %s", move)
			}
			before := inState(t, state)
			after, effect, err := try(before)
			fmt.Fprintf(&out, "%-15s %-18s ", state, move)
			if err != nil {
				if effect.Changed || after.Fulfilment != state {
					t.Errorf("%s in %s failed and changed something", move, state)
				}
				fmt.Fprintf(&out, "%s\n", terminal.AsError(err).Code)
				continue
			}
			if !order.Allowed(before, move) {
				t.Errorf("%s in %s went through and is not allowed", move, state)
			}
			fmt.Fprintf(&out, "%s %s %s %s\n", after.Fulfilment, after.Arrival, after.Identity, after.Payment)
			describe(&out, effect)
		}
	}
	golden(t, "moves.golden", out.String())
}

func describe(out *strings.Builder, effect order.Effect) {
	for _, change := range effect.Reserve {
		fmt.Fprintf(out, "\treserve %s %s\n", change.SKU, change.Quantity)
	}
	for _, change := range effect.Release {
		fmt.Fprintf(out, "\trelease %s %s\n", change.SKU, change.Quantity)
	}
	for _, unit := range effect.Bound {
		fmt.Fprintf(out, "\tbind %s %s %s %s\n", unit.Line, unit.Tag, unit.Quantity, unit.UnitCode)
	}
	for _, unit := range effect.Unbound {
		fmt.Fprintf(out, "\tunbind %s %s %s %s\n", unit.Line, unit.Tag, unit.Quantity, unit.UnitCode)
	}
	for _, command := range effect.Commands {
		fmt.Fprintf(out, "\ttell %s\n", command.Frame)
	}
}

// shopWords puts every state that the shop may name before every state here.
func TestTableOfShopWords(t *testing.T) {
	var out strings.Builder
	words := append([]terminal.Fulfilment{"teleported"}, allStates...)
	for _, state := range allStates {
		for _, word := range words {
			before := inState(t, state)
			for _, because := range []string{"", "key-1"} {
				change := &terminal.OrderChange{Fulfilment: word, Because: because, CancelReason: "CUSTOMER_REQUEST"}
				after, effect, err := order.ApplyEvent(&before, event(order.EventChanged, before.Revision+1, nil, change))
				if err != nil {
					t.Fatal(err)
				}
				asked := ""
				if after.Attention != before.Attention {
					asked = "attention"
				}
				if after.Parked {
					asked = "parked"
				}
				if because == "" {
					fmt.Fprintf(&out, "%-15s %-15s %-15s %s\n", state, word, after.Fulfilment, asked)
					describe(&out, effect)
				} else if after.Fulfilment != state && after.Fulfilment != terminal.Cancelled {
					t.Errorf("%s: an echo of our own command moved it to %s", state, after.Fulfilment)
				}
			}
		}
	}
	golden(t, "shop_words.golden", out.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}
