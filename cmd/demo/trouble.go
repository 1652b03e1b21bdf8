package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal/clock"
)

// trouble: answers that get lost, a process that is killed, a sale that is void.
func (d *day) trouble() {
	d.step("an upload is committed at the state, but its answer is lost: one receipt", func() (string, error) {
		if err := d.fault(map[string]any{"kind": "drop_after", "match": "post_receipt", "times": 1}); err != nil {
			return "", err
		}
		done, err := d.sell("morgan", 10000, tagSherbet)
		if err != nil {
			return "", err
		}
		if _, err := d.filed(40 * time.Second); err != nil {
			return "", err
		}
		return done.External, d.onceAtState(done.External)
	})
	d.step("an upload lands late, after the line was cut: one receipt", func() (string, error) {
		err := d.fault(map[string]any{"kind": "late_landing", "match": "post_receipt", "times": 1, "land_after": "1s"})
		if err != nil {
			return "", err
		}
		done, err := d.sell("devon", 10000, tagSherbet)
		if err != nil {
			return "", err
		}
		if _, err := d.filed(40 * time.Second); err != nil {
			return "", err
		}
		return done.External, d.onceAtState(done.External)
	})
	d.step("a busy state (429), a page that is no answer, a 5xx: one receipt", d.moodyState)
	d.step("SIGKILL between a sale's commit and its upload; after a start: one receipt, drawer shut", d.killed)
	d.step("an unfiled sale is voided with a lead's PIN and never reaches the state", d.voided)
	d.step("a sale that the state refuses is quarantined, and a person sends it again", d.quarantined)
}

func (d *day) fault(fault map[string]any) error {
	return d.control.call(d.ctx, http.MethodPost, "/control/faults", fault, nil)
}

func (d *day) moodyState() (string, error) {
	for _, fault := range []map[string]any{
		{"kind": "rate_limited", "match": "post_receipt", "times": 1, "retry_after_seconds": 1},
		{"kind": "captive_portal", "match": "post_receipt", "times": 1},
		{"kind": "error_after", "match": "post_receipt", "times": 1},
	} {
		if err := d.fault(fault); err != nil {
			return "", err
		}
	}
	done, err := d.sell("noor", 10000, tagPreroll)
	if err != nil {
		return "", err
	}
	if _, err := d.filed(60 * time.Second); err != nil {
		return "", err
	}
	return done.External, d.onceAtState(done.External)
}

// stateReceipt is a receipt as the sandbox's state holds it.
type stateReceipt struct {
	ID         int64   `json:"id"`
	External   string  `json:"external_number"`
	DateTime   string  `json:"sales_date_time"`
	ArchivedAt *string `json:"archived_at"`
	Lines      []struct {
		Label    string     `json:"label"`
		Quantity jsonNumber `json:"quantity"`
		Total    jsonNumber `json:"total_amount"`
	} `json:"lines"`
}

func (d *day) stateReceipts() ([]stateReceipt, error) {
	var receipts []stateReceipt
	return receipts, d.control.call(d.ctx, http.MethodGet, "/control/state/receipts", nil, &receipts)
}

func (d *day) onceAtState(external string) error {
	receipts, err := d.stateReceipts()
	if err != nil {
		return err
	}
	count := 0
	for _, receipt := range receipts {
		if receipt.External == external && receipt.ArchivedAt == nil {
			count++
		}
	}
	if count != 1 {
		return fmt.Errorf("the state has %s %d times", external, count)
	}
	return nil
}

func (d *day) outageOf(state, shop bool) error {
	return d.control.call(d.ctx, http.MethodPost, "/control/outage", map[string]bool{"state": state, "shop": shop}, nil)
}

func (d *day) killed() (string, error) {
	if err := d.outageOf(true, false); err != nil {
		return "", err
	}
	before, err := d.pulses()
	if err != nil {
		return "", err
	}
	done, err := d.sell("priya", 10000, tagFlower)
	if err != nil {
		return "", err
	}
	if err := d.pulsed(before + 1); err != nil {
		return "", err
	}
	// A receipt that was half sent would be a person's matter after the start.
	if _, err := d.paperOf(done.Sale); err != nil {
		return "", err
	}
	if err := d.terminal.kill(); err != nil {
		return "", err
	}
	if err := d.startTerminal(d.ctx); err != nil {
		return "", err
	}
	if err := d.till.signIn(d.ctx, mara.badge, mara.pin); err != nil {
		return "", err
	}
	if err := d.outageOf(false, false); err != nil {
		return "", err
	}
	if _, err := d.filed(40 * time.Second); err != nil {
		return "", err
	}
	if err := d.pulsed(before + 1); err != nil {
		return "", err
	}
	return done.External, d.onceAtState(done.External)
}

func (d *day) voided() (string, error) {
	if err := d.outageOf(true, false); err != nil {
		return "", err
	}
	done, err := d.sell("sam", 10000, tagPreroll)
	if err != nil {
		return "", err
	}
	void := map[string]string{"sale": done.Sale, "reason": "customer changed their mind"}
	if _, err := wantText(d.till.do(d.ctx, "sale.void", void, nil), "staff.not_allowed"); err != nil {
		return "", err
	}
	approval, err := d.till.approve(d.ctx, web.badge, web.pin)
	if err != nil {
		return "", err
	}
	var what struct {
		Filing string `json:"filing"`
	}
	if err := d.till.doAs(d.ctx, clock.NewID(), approval, "sale.void", void, &what); err != nil {
		return "", err
	}
	d.sold = d.sold[:len(d.sold)-1]
	d.void = append(d.void, done.External)
	if what.Filing == "never_sent" {
		return done.External + " never sent", d.outageOf(false, false)
	}
	// It was being sent when the line broke: resolved first, then settled.
	if err := d.outageOf(false, false); err != nil {
		return "", err
	}
	if _, err := d.filed(40 * time.Second); err != nil {
		return "", err
	}
	if err := d.onceAtState(done.External); err == nil {
		return "", errors.New("a voided sale stands at the state")
	}
	return done.External + " " + what.Filing, nil
}

func (d *day) quarantined() (string, error) {
	const hold = "/control/state/packages/" + tagSherbet
	var switches map[string]any
	if err := d.control.call(d.ctx, http.MethodGet, "/control/switches", nil, &switches); err != nil {
		return "", err
	}
	err := d.control.call(d.ctx, http.MethodPost, "/control/switches", map[string]string{"held_package": "refused"}, nil)
	if err != nil {
		return "", err
	}
	if err := d.control.call(d.ctx, http.MethodPost, hold, map[string]bool{"on_hold": true}, nil); err != nil {
		return "", err
	}
	done, err := d.sell("elena", 10000, tagSherbet)
	if err != nil {
		return "", err
	}
	var row string
	err = until(d.ctx, 20*time.Second, func() error {
		said, err := d.ctl(d.ctx, "outbox", "ls")
		if err != nil {
			return err
		}
		for line := range strings.Lines(said) {
			if strings.Contains(line, done.External) && strings.Contains(line, "quarantined") {
				row = strings.Fields(line)[0]
				return nil
			}
		}
		return fmt.Errorf("not quarantined yet: %s", said)
	})
	if err != nil {
		return "", err
	}
	if said, err := d.ctl(d.ctx, "outbox", "show", row); err != nil || !strings.Contains(said, done.External) {
		return "", fmt.Errorf("outbox show says %.200s: %w", said, err)
	}
	if err := d.control.call(d.ctx, http.MethodPost, hold, map[string]bool{"on_hold": false}, nil); err != nil {
		return "", err
	}
	if _, err := d.ctl(d.ctx, "outbox", "requeue", row, "--reason", "freed by the state", "--badge", lena.badge, "--pin", lena.pin); err != nil {
		return "", err
	}
	if _, err := d.filed(40 * time.Second); err != nil {
		return "", err
	}
	err = d.control.call(d.ctx, http.MethodPost, "/control/switches", map[string]any{"held_package": switches["held_package"]}, nil)
	return done.External, errors.Join(err, d.onceAtState(done.External))
}
