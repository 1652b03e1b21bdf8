package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/journal"
	"github.com/curbline/curbline/terminal/till"
)

const (
	salesADay  = 300
	batchSales = 2_000
	storeHours = 12
)

// template is a real three-line sale, made by a till, that the filling varies.
type template struct {
	sale    terminal.Sale
	receipt terminal.Receipt
	paper   []byte
}

// makeTemplates sells a few baskets in a shop of their own.
func makeTemplates(ctx context.Context, folder string) (made []template, err error) {
	s, err := openShop(ctx, folder, opening)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := errors.Join(s.setUp(ctx), s.openShift(ctx)); err != nil {
		return nil, err
	}
	for first := range products - 2 {
		cart, err := s.ring(ctx, []int{first, first + 1, first + 2})
		if err != nil {
			return nil, err
		}
		if err := s.do(ctx, tenderOf(cart)); err != nil {
			return nil, err
		}
		var one template
		err = s.store.View(ctx, func(reader terminal.Reader) error {
			if one.sale, err = reader.Sale(cart); err != nil {
				return err
			}
			uploads, err := reader.UploadsOf(cart)
			if err != nil {
				return err
			}
			jobs, err := reader.PrintJobsOf(cart)
			if err != nil || len(jobs) != 1 || len(uploads) != 1 {
				return fmt.Errorf("%d papers and %d filings for one sale: %w", len(jobs), len(uploads), err)
			}
			one.paper = jobs[0].Document
			return json.Unmarshal(uploads[0].Payload, &one.receipt)
		})
		if err != nil {
			return nil, err
		}
		made = append(made, one)
	}
	return made, nil
}

// filling writes past days into a shop's file: the entries, tables, filings and
// papers that the till would have written, many sales a transaction.
type filling struct {
	shop      *shop
	templates []template
	backlog   int // so many of the last sales are not filed yet
	head      terminal.Head
	shift     terminal.Shift
	number    int64
}

// filledShop sets a shop up, fills it with past sales, and leaves it open on the
// morning after with a shift open and the manager signed in.
func filledShop(ctx context.Context, folder string, made []template, count, backlog int) (*shop, error) {
	days := (count + salesADay - 1) / salesADay
	s, err := openShop(ctx, folder, opening.AddDate(0, 0, -days-1))
	if err != nil {
		return nil, err
	}
	if err := s.setUp(ctx); err != nil {
		return s, err
	}
	if s.bytesBefore, err = s.checkpointed(ctx); err != nil {
		return s, err
	}
	f := &filling{shop: s, templates: made, backlog: backlog}
	if err := f.fill(ctx, count); err != nil {
		return s, err
	}
	if s.bytesAfter, err = s.checkpointed(ctx); err != nil {
		return s, err
	}
	s.sales = count
	s.clock.Reboot("boot-2", opening.Sub(s.clock.Now().Wall))
	return s, errors.Join(s.takeGoods(ctx), s.openShift(ctx))
}

// checkpointed closes and opens the file, so that all of it is in one place, and
// gives its size.
func (s *shop) checkpointed(ctx context.Context) (int64, error) {
	if err := s.close(); err != nil {
		return 0, err
	}
	info, err := os.Stat(service.DatabasePath(s.config))
	if err != nil {
		return 0, err
	}
	return info.Size(), s.start(ctx)
}

func (f *filling) fill(ctx context.Context, count int) error {
	began := time.Now()
	for done := 0; done < count; {
		batch := min(batchSales, count-done)
		err := f.shop.store.Do(ctx, func(tx terminal.Tx) error {
			if done == 0 {
				head, err := tx.Head()
				if err != nil {
					return err
				}
				f.head = head
			}
			for i := range batch {
				if err := f.one(tx, done+i, count); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("fill: %w", err)
		}
		done += batch
		bar(done, count, began)
	}
	return nil
}

func bar(done, all int, began time.Time) {
	const width = 40
	full := width * done / all
	line := ""
	for i := range width {
		if i < full {
			line += "#"
		} else {
			line += "."
		}
	}
	fmt.Fprintf(os.Stderr, "\r  [%s] %d of %d sales, %s ", line, done, all, time.Since(began).Round(time.Second))
	if done == all {
		fmt.Fprintln(os.Stderr)
	}
}

// one writes the index-th sale, and the shift around it.
func (f *filling) one(tx terminal.Tx, index, count int) error {
	place := index % salesADay
	days := (count+salesADay-1)/salesADay - index/salesADay
	at := opening.AddDate(0, 0, -days).Add(time.Duration(place) * storeHours * time.Hour / salesADay)
	if place == 0 {
		if err := f.openShift(tx, at); err != nil {
			return err
		}
	}
	if err := f.sell(tx, at, index >= count-f.backlog); err != nil {
		return err
	}
	if place < salesADay-1 && index < count-1 {
		return nil
	}
	return f.closeShift(tx, at.Add(time.Minute))
}

func (f *filling) openShift(tx terminal.Tx, at time.Time) error {
	f.shift = terminal.Shift{
		ID: clock.NewID(), Number: f.shift.Number + 1, BusinessDate: clock.LegalDay(at, f.shop.config.Zone), OpenedAt: at, OpenedBy: "m1",
		Drawers:    []terminal.Drawer{{Name: till.CounterDrawer, Float: terminal.Count{2000: 5}, Opening: 100_00}},
		FirstEntry: f.head.Sequence + 1,
	}
	return f.record(tx, at, terminal.ShiftOpened{Shift: f.shift})
}

func (f *filling) closeShift(tx terminal.Tx, at time.Time) error {
	shift, err := tx.ShiftByID(f.shift.ID)
	if err != nil {
		return err
	}
	shift.ClosedAt, shift.ClosedBy, shift.LastEntry = at, "m1", f.head.Sequence+1
	for i := range shift.Drawers {
		shift.Drawers[i].Closing = shift.Drawers[i].Expected()
	}
	return f.record(tx, at, terminal.ShiftClosed{Shift: shift})
}

// record appends a fact as the till does.
func (f *filling) record(tx terminal.Tx, at time.Time, fact terminal.Fact) error {
	_, offset := at.In(f.shop.config.Zone).Zone()
	stamp := terminal.Stamp{Wall: at.UTC().Truncate(time.Millisecond), Offset: time.Duration(offset) * time.Second, BootID: "boot-0", Monotonic: 1}
	entry, err := journal.Compose(f.head, stamp, "m1", fact)
	if err != nil {
		return err
	}
	position, err := tx.AppendEntry(entry)
	if err != nil {
		return err
	}
	f.head = journal.HeadOf(entry)
	if tabled, ok := fact.(terminal.Tabled); ok {
		return tabled.Apply(tx, position)
	}
	return nil
}

// sell writes one sale with its identity check, its filing and its paper.
func (f *filling) sell(tx terminal.Tx, at time.Time, waits bool) error {
	f.number++
	from := f.templates[int(f.number)%len(f.templates)]
	external, err := terminal.ExternalNumber(f.shop.config.Store.Code, "T1", f.head.Epoch, f.number)
	if err != nil {
		return err
	}
	made, receipt := from.sale, from.receipt
	made.ID, made.Number, made.External, made.At = clock.NewID(), f.number, external, at.UTC()
	made.Local = at.In(f.shop.config.Zone).Format("2006-01-02T15:04:05.000")
	made.LegalDay, made.BusinessDate, made.Shift = f.shift.BusinessDate, f.shift.BusinessDate, f.shift.ID
	receipt.External, receipt.Local = external, made.Local
	checked := terminal.IdentityChecked{About: made.ID, DocumentKind: "driver_license", Issuer: "CO", BusinessDate: made.BusinessDate}
	if err := errors.Join(f.record(tx, at, checked), f.record(tx, at, terminal.SaleMade{Sale: made})); err != nil {
		return err
	}
	if err := f.file(tx, made, receipt, waits); err != nil {
		return err
	}
	_, err = tx.QueuePrintJob(terminal.PrintJob{
		Kind: "receipt", Subject: made.ID, Copy: 1, Document: from.paper, State: terminal.PrintPrinted, QueuedAt: at, EndedAt: at,
	})
	return err
}

// file queues the sale's filing, and has it acknowledged unless it waits.
func (f *filling) file(tx terminal.Tx, made terminal.Sale, receipt terminal.Receipt, waits bool) error {
	payload, err := json.Marshal(receipt)
	if err != nil {
		return err
	}
	upload := terminal.Upload{
		Sale: made.ID, SaleNumber: made.Number, External: made.External, Kind: terminal.UploadCreate, State: terminal.UploadQueued,
		Epoch: f.head.Epoch, Payload: payload, QueuedAt: made.At, Deadline: made.At.Add(24 * time.Hour),
	}
	if waits {
		_, err = tx.QueueUpload(upload)
		return err
	}
	upload.State, upload.StateID, upload.Attempts = terminal.UploadAcknowledged, 1_000_000+made.Number, 1
	if _, err := tx.QueueUpload(upload); err != nil {
		return err
	}
	return f.record(tx, made.At, terminal.UploadMoved{
		Sale: made.ID, External: made.External, Upload: upload.Kind, State: upload.State, StateID: upload.StateID, Attempts: 1,
	})
}

// sizeRow says how much of the file one sale takes.
func sizeRow(s *shop) row {
	each := float64(s.bytesAfter-s.bytesBefore) / float64(s.sales)
	return row{
		what: "size of a three-line sale", budget: "≤ 8 KB",
		measured: fmt.Sprintf("%.2f KB (%.1f MB in the file)", each/1024, float64(s.bytesAfter)/(1<<20)), verdict: met(each <= 8*1024),
	}
}
