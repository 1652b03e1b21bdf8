package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/paper"
)

// jsonNumber takes a number or a text and keeps its digits.
type jsonNumber string

// UnmarshalJSON keeps the digits as they came.
func (n *jsonNumber) UnmarshalJSON(text []byte) error {
	*n = jsonNumber(strings.Trim(string(text), `"`))
	return nil
}

// paperColumns is how wide the sandbox's printer prints.
const paperColumns = 42

type printedPaper struct {
	Number int      `json:"number"`
	Lines  []string `json:"lines"`
	QRs    []string `json:"qrs"`
}

func (d *day) papers() ([]printedPaper, error) {
	var papers []printedPaper
	return papers, d.control.call(d.ctx, http.MethodGet, "/control/printer/papers", nil, &papers)
}

// paperOf compares what the printer put on paper for a sale with what the
// terminal composed, line by line, and finds the sale's id in the QR code.
func (d *day) paperOf(sale string) (string, error) {
	var jobs []terminal.PrintJob
	if err := d.till.get(d.ctx, "papers", url.Values{"subject": {sale}}, &jobs); err != nil {
		return "", err
	}
	jobs = slices.DeleteFunc(jobs, func(job terminal.PrintJob) bool { return job.Kind != "receipt" })
	if len(jobs) == 0 {
		return "", errors.New("no receipt was queued for " + sale)
	}
	var document paper.Document
	if err := json.Unmarshal(jobs[0].Document, &document); err != nil {
		return "", err
	}
	wanted := tidy(document.Lines(paperColumns))
	err := until(d.ctx, 20*time.Second, func() error {
		papers, err := d.papers()
		if err != nil {
			return err
		}
		for _, p := range papers {
			if slices.ContainsFunc(p.QRs, func(qr string) bool { return strings.Contains(qr, sale) }) {
				return sameLines(tidy(p.Lines), wanted)
			}
		}
		return fmt.Errorf("no paper of %d names sale %s", len(papers), sale)
	})
	return fmt.Sprintf("%d lines, QR with the sale's id", len(wanted)), err
}

// tidy drops blank lines, margins and the words that stand for pictures.
func tidy(lines []string) []string {
	var kept []string
	for _, line := range lines {
		// Stars stand for the printer's white on black.
		line = strings.Join(strings.Fields(strings.Trim(line, "* ")), " ")
		if line != "" && !strings.HasPrefix(line, "[QR") && !strings.HasPrefix(line, "[barcode") && !strings.HasPrefix(line, "[Code") {
			kept = append(kept, line)
		}
	}
	return kept
}

func sameLines(got, wanted []string) error {
	for i := range max(len(got), len(wanted)) {
		var a, b string
		if i < len(got) {
			a = got[i]
		}
		if i < len(wanted) {
			b = wanted[i]
		}
		if a != b {
			return fmt.Errorf("line %d is %q on paper and %q as composed", i+1, a, b)
		}
	}
	return nil
}

// evening closes the shift and takes the day's files.
func (d *day) evening() {
	d.step("X on paper: the numbers so far", func() (string, error) {
		lead := newClient(d.till.base, d.till.token)
		if err := lead.signIn(d.ctx, web.badge, web.pin); err != nil {
			return "", err
		}
		return "", lead.do(d.ctx, "shift.x", nil, nil)
	})
	var closed struct {
		Shift     terminal.Shift `json:"shift"`
		Variances []struct {
			Drawer   string `json:"drawer"`
			Expected int64  `json:"expected"`
			Over     int64  `json:"over"`
		} `json:"variances"`
		Unsent     int    `json:"unsent"`
		Checkpoint string `json:"checkpoint"`
	}
	d.step("shift closed by a blind count while a filing still waits", func() (string, error) {
		if err := d.outageOf(true, false); err != nil {
			return "", err
		}
		if _, err := d.sell("riley", 10000, tagPreroll); err != nil {
			return "", err
		}
		counts, err := d.exactCounts()
		if err != nil {
			return "", err
		}
		if err := d.till.do(d.ctx, "shift.close", map[string]any{"counts": counts}, &closed); err != nil {
			return "", err
		}
		for _, v := range closed.Variances {
			if v.Over != 0 {
				return "", fmt.Errorf("drawer %s is over by %d cents", v.Drawer, v.Over)
			}
		}
		if closed.Unsent == 0 {
			return "", errors.New("nothing was unsent, though the line is down")
		}
		return fmt.Sprintf("Z %d, %d unsent, every drawer to the cent", closed.Shift.Number, closed.Unsent), nil
	})
	d.step("Z on paper with the signed checkpoint as a QR code", func() (string, error) {
		return "", until(d.ctx, 30*time.Second, func() error {
			papers, err := d.papers()
			if err != nil {
				return err
			}
			for _, p := range papers {
				if slices.Contains(p.QRs, closed.Checkpoint) {
					return nil
				}
			}
			return fmt.Errorf("no paper carries %.40s…", closed.Checkpoint)
		})
	})
	d.step("the day's CSV files", d.export)
	d.step("what waited is filed after the close", func() (string, error) {
		if err := d.outageOf(false, false); err != nil {
			return "", err
		}
		return d.filed(60 * time.Second)
	})
}

// counted are the notes and coins that a drawer's count asks for, in the order
// of the window's fields.
var counted = []money.Cents{10000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1}

// exactCounts counts each drawer as whoever took the day's cash would find it.
func (d *day) exactCounts() (map[string]terminal.Count, error) {
	var shift terminal.Shift
	if err := d.till.get(d.ctx, "shift", nil, &shift); err != nil {
		return nil, err
	}
	counts := map[string]terminal.Count{}
	for _, drawer := range shift.Drawers {
		left := drawer.Expected()
		count := terminal.Count{}
		for _, value := range counted {
			if pieces := int(left / value); pieces > 0 {
				count[value] = pieces
				left -= value * money.Cents(pieces)
			}
		}
		counts[drawer.Name] = count
	}
	return counts, nil
}

func (d *day) export() (string, error) {
	var files []struct {
		Name  string
		Bytes []byte
	}
	if err := d.till.get(d.ctx, "export", nil, &files); err != nil {
		return "", err
	}
	if len(files) < 5 {
		return "", fmt.Errorf("only %d files", len(files))
	}
	names := make([]string, 0, len(files))
	for _, file := range files {
		if err := os.WriteFile(filepath.Join(d.out, filepath.Base(file.Name)), file.Bytes, 0o600); err != nil {
			return "", err
		}
		names = append(names, file.Name)
	}
	return strings.Join(names, ", "), nil
}

// checks compare the day from outside.
func (d *day) checks() {
	d.step("the state has exactly the sales that stand, once each, equal in quantities and cents", d.checkState)
	d.step("the shop shows each order's final state", func() (string, error) {
		o := onlineOrders
		for _, id := range []string{o.pickup, o.curb, o.paid} {
			if err := d.shopSees(id, "handed_over"); err != nil {
				return "", err
			}
		}
		return "", d.shopSees(o.cancelled, "cancelled")
	})
	d.step("the printer's decoded paper equals every receipt", func() (string, error) {
		for _, sale := range d.sold {
			if _, err := d.paperOf(sale); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("%d receipts", len(d.sold)), nil
	})
	d.step("papers as text and pictures", d.savePapers)
	d.step("the journal verifies", func() (string, error) {
		said, err := d.ctl(d.ctx, "journal", "verify")
		return lastLine(said), err
	})
	d.step("the journal replays to the same tables", func() (string, error) {
		said, err := d.ctl(d.ctx, "journal", "replay", "--check")
		return lastLine(said), err
	})
	d.step("no name, number or birth date of a buyer is in database, log or reports", d.checkPrivacy)
}

func (d *day) checkState() (string, error) {
	receipts, err := d.stateReceipts()
	if err != nil {
		return "", err
	}
	live := map[string]stateReceipt{}
	for _, receipt := range receipts {
		if receipt.ArchivedAt != nil {
			continue
		}
		if _, twice := live[receipt.External]; twice {
			return "", fmt.Errorf("%s stands twice", receipt.External)
		}
		live[receipt.External] = receipt
	}
	for _, id := range d.sold {
		var sale terminal.Sale
		if err := d.till.get(d.ctx, "sale", url.Values{"id": {id}}, &sale); err != nil {
			return "", err
		}
		receipt, there := live[sale.External]
		if !there {
			return "", fmt.Errorf("%s is not at the state", sale.External)
		}
		if err := sameSale(sale, receipt); err != nil {
			return "", fmt.Errorf("%s: %w", sale.External, err)
		}
		delete(live, sale.External)
	}
	if len(live) > 0 {
		return "", fmt.Errorf("the state has %d receipts that are no sale of ours: %v", len(live), live)
	}
	return fmt.Sprintf("%d sales", len(d.sold)), nil
}

func sameSale(sale terminal.Sale, receipt stateReceipt) error {
	if receipt.DateTime != sale.Local {
		return fmt.Errorf("time %s at the state, %s here", receipt.DateTime, sale.Local)
	}
	if len(receipt.Lines) != len(sale.Lines) {
		return fmt.Errorf("%d lines at the state, %d here", len(receipt.Lines), len(sale.Lines))
	}
	for i, line := range sale.Lines {
		there := receipt.Lines[i]
		quantity, err := measure.Parse(string(there.Quantity))
		if err != nil {
			return err
		}
		total, err := money.Parse(string(there.Total))
		if err != nil {
			return err
		}
		if there.Label != line.Tag || quantity.Cmp(line.Quantity) != 0 || total != line.Net {
			return fmt.Errorf("line %d: %+v at the state, %s × %s for %s here", i+1, there, line.Quantity, line.Tag, line.Net)
		}
	}
	return nil
}

func (d *day) savePapers() (string, error) {
	papers, err := d.papers()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, p := range papers {
		fmt.Fprintf(&text, "==== paper %d\n%s\n", p.Number, strings.Join(p.Lines, "\n"))
		for _, qr := range p.QRs {
			fmt.Fprintf(&text, "[QR %s]\n", qr)
		}
		var picture []byte
		path := fmt.Sprintf("/control/printer/papers/%d.png", p.Number)
		if err := d.control.call(d.ctx, http.MethodGet, path, nil, &picture); err != nil {
			return "", err
		}
		name := filepath.Join(d.out, fmt.Sprintf("paper-%02d.png", p.Number))
		if err := os.WriteFile(name, picture, 0o600); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d papers", len(papers)), os.WriteFile(filepath.Join(d.out, "papers.txt"), []byte(text.String()), 0o600)
}

// buyers are made-up people whose data must have left no trace. Orders keep a
// family name until they end; these people placed none that is still open.
var buyers = []string{"LINDQVIST", "Lindqvist", "921750004", "921750002", "12312000", "2000-12-31"}

func (d *day) checkPrivacy() (string, error) {
	places := []string{filepath.Join(d.folder, "data"), d.out}
	searched := 0
	for _, place := range places {
		err := filepath.WalkDir(place, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			searched++
			for _, secret := range buyers {
				if strings.Contains(string(text), secret) {
					return fmt.Errorf("%q is in %s", secret, filepath.Base(path))
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	for _, secret := range buyers {
		if strings.Contains(d.terminal.log.all(), secret) {
			return "", fmt.Errorf("%q is in the log", secret)
		}
	}
	return fmt.Sprintf("%d files searched", searched), nil
}
