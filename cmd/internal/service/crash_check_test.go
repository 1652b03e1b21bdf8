package service

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
)

// attempt is one sale as the counter saw it.
type attempt struct {
	cart   string
	tender string // the id of the command that takes the money; empty if it was never sent
	sold   *till.Completed
	onDisk bool // by the last check
}

func (a *attempt) body() till.TenderCart {
	return till.TenderCart{Cart: a.cart, Tenders: []terminal.Tender{{Kind: terminal.Cash, Given: crashGiven}}}
}

// checker reads what a killed child left and holds it against what was said.
type checker struct {
	folder   string
	replay   bool
	attempts map[string]*attempt
	problems []string
}

func (c *checker) say(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// check opens the database as the next start would, and gives everything that is
// wrong in words.
func (c *checker) check(t *testing.T) []string {
	t.Helper()
	c.problems = nil
	ctx := context.Background()
	kept, err := store.Open(ctx, store.Options{
		Path: filepath.Join(c.folder, databaseName), Terminal: "T1", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := kept.Close(); err != nil {
			t.Fatal(err)
		}
	}()
	if err := kept.Trust(); err != nil {
		c.say("not trusted: %v", err)
	}
	if _, err := kept.Verify(ctx, nil); err != nil {
		c.say("the journal does not verify: %v", err)
	}
	if err := kept.View(ctx, c.look); err != nil {
		t.Fatal(err)
	}
	if c.replay {
		folder, err := os.MkdirTemp(c.folder, "replay-")
		if err != nil {
			t.Fatal(err)
		}
		differences, err := kept.Replay(ctx, folder, nil)
		if err != nil || len(differences) > 0 {
			c.say("replay: %v %v", differences, err)
		}
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
	return c.problems
}

func (c *checker) look(reader terminal.Reader) error {
	shift, err := reader.OpenShift()
	if err != nil {
		return err
	}
	sales, err := reader.Sales(shift.BusinessDate)
	if err != nil {
		return err
	}
	sums := c.sales(sales)
	if err := c.company(reader, sales); err != nil {
		return err
	}
	pack, err := reader.Package(crashTag)
	if err != nil {
		return err
	}
	left, err := measure.Whole(crashIntake).Sub(sums.units)
	if err != nil {
		return err
	}
	if pack.Book.Cmp(left) != 0 {
		c.say("the book says %s, intake less sold is %s", pack.Book, left)
	}
	drawer := shift.Drawer(till.CounterDrawer)
	if want := drawer.Opening + sums.cash; drawer.Expected() != want || drawer.Sales != sums.cash {
		c.say("the drawer expects %s, the sales say %s", drawer.Expected(), want)
	}
	return c.rolls(reader, shift, int64(len(sales)), sums)
}

type crashSums struct {
	units measure.Quantity
	cash  money.Cents
	total money.Cents
}

// sales compares the sales on disk with the answers: each that was promised is
// there once, and none that nobody asked for.
func (c *checker) sales(sales []terminal.Sale) crashSums {
	var sums crashSums
	for _, a := range c.attempts {
		a.onDisk = false
	}
	for i, sale := range sales {
		if sale.Number != int64(i+1) {
			c.say("sale %d has number %d", i+1, sale.Number)
		}
		a := c.attempts[sale.ID]
		switch {
		case a == nil || a.tender == "":
			c.say("nobody asked for sale %s", sale.ID)
			continue
		case a.onDisk:
			c.say("sale %s is there twice", sale.ID)
		case a.sold != nil && (a.sold.Number != sale.Number || a.sold.External != sale.External || a.sold.Total != int64(sale.Totals.Total)):
			c.say("sale %s was answered as %+v and is number %d, %s", sale.ID, *a.sold, sale.Number, sale.External)
		}
		a.onDisk = true
		for _, line := range sale.Lines {
			sum, err := sums.units.Add(line.Quantity)
			if err != nil {
				c.say("sale %s: %v", sale.ID, err)
			}
			sums.units = sum
		}
		for _, tender := range sale.Tenders {
			sums.cash += tender.Applied
		}
		sums.total += sale.Totals.Total
	}
	for id, a := range c.attempts {
		if a.sold != nil && !a.onDisk {
			c.say("sale %s was answered as number %d and is not on disk", id, a.sold.Number)
		}
	}
	return sums
}

// company checks what must have come with each sale, and with nothing else: its
// filing and its receipt. Its cart must have gone.
func (c *checker) company(reader terminal.Reader, sales []terminal.Sale) error {
	uploads, err := reader.UploadsIn(terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown,
		terminal.UploadAcknowledged, terminal.UploadQuarantined, terminal.UploadNeverSent)
	if err != nil {
		return err
	}
	jobs, err := reader.PrintJobsIn(terminal.PrintQueued, terminal.PrintSending, terminal.PrintPrinted, terminal.PrintSent,
		terminal.PrintUnknown, terminal.PrintBlocked, terminal.PrintCancelled)
	if err != nil {
		return err
	}
	carts, err := reader.Carts()
	if err != nil {
		return err
	}
	filings, receipts, open := map[string]int{}, map[string]int{}, map[string]int{}
	externals := map[string]string{}
	for _, upload := range uploads {
		filings[upload.Sale]++
		externals[upload.Sale] = upload.External
	}
	for _, job := range jobs {
		receipts[job.Subject]++
	}
	for _, cart := range carts {
		open[cart.ID]++
	}
	for _, sale := range sales {
		if filings[sale.ID] != 1 || externals[sale.ID] != sale.External || receipts[sale.ID] != 1 || open[sale.ID] != 0 {
			c.say("sale %s has %d filings (%q), %d receipts and %d open carts", sale.ID,
				filings[sale.ID], externals[sale.ID], receipts[sale.ID], open[sale.ID])
		}
	}
	if len(uploads) != len(sales) || len(jobs) != len(sales) {
		c.say("%d sales with %d filings and %d papers", len(sales), len(uploads), len(jobs))
	}
	return nil
}

func (c *checker) rolls(reader terminal.Reader, shift terminal.Shift, count int64, sums crashSums) error {
	rolls, err := reader.Rolls(shift.BusinessDate)
	if err != nil {
		return err
	}
	want := map[string]money.Cents{"sales": sums.total, "tender:cash": sums.cash}
	for _, roll := range rolls {
		if amount, ok := want[roll.Key.Name]; ok && (roll.Amount != amount || roll.Count != count) {
			c.say("the day's sum %s is %d for %s, the sales say %d for %s", roll.Key.Name, roll.Count, roll.Amount, count, amount)
		}
	}
	return nil
}
