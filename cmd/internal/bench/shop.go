package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
)

const (
	badge     = "B-M1"
	pin       = "2580"
	products  = 10
	bookUnits = 100_000_000
)

// opening is when the shop opens on the day of the measurements.
var opening = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC) // 10:00 in Denver

// shop is a till on a database of its own, without devices and network.
type shop struct {
	folder  string
	config  config.Config
	store   *store.Store
	clock   *clock.Manual
	rules   *rules.Engine
	till    *till.Till
	session string
	stop    func() error
	persons int
	// bytesBefore and bytesAfter are the file's size around the filling.
	bytesBefore, bytesAfter int64
	sales                   int
}

// shopConfig is the configuration of a shop in a folder; extra are more lines of
// its file.
func shopConfig(folder, extra string) (config.Config, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return config.Config{}, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return config.Config{}, err
	}
	text := fmt.Sprintf(`[store]
name = "Larimer Street Dispensary"
code = "LARIM"
license = "402R-00123"
jurisdiction = "US-CO"
locality = "US-CO-Denver"
time_zone = "America/Denver"
[terminal]
id = "T1"
data_dir = %q
start_clock = %q
[api]
listen = "127.0.0.1:0"
%s`, folder, opening.Format(time.RFC3339), extra)
	if err := os.WriteFile(filepath.Join(folder, "curbline.toml"), []byte(text), 0o600); err != nil {
		return config.Config{}, err
	}
	return config.Load(filepath.Join(folder, "curbline.toml"))
}

// openShop starts a till on a folder, at a time.
func openShop(ctx context.Context, folder string, at time.Time) (*shop, error) {
	made, err := shopConfig(folder, "")
	if err != nil {
		return nil, err
	}
	s := &shop{folder: made.Terminal.DataDir, config: made, clock: clock.NewManual(at)}
	if s.rules, err = rules.New(made.Store.Jurisdiction, made.Store.Locality); err != nil {
		return nil, err
	}
	return s, s.start(ctx)
}

func (s *shop) start(ctx context.Context) error {
	box, err := service.OpenBox(s.config)
	if err != nil {
		return err
	}
	commandKey, err := box.CommandKey()
	if err != nil {
		return err
	}
	for _, name := range []string{secrets.MetrcVendorKey, secrets.MetrcUserKey} {
		if err := box.Set(name, "made-up"); err != nil {
			return err
		}
	}
	s.store, err = store.Open(ctx, store.Options{Path: service.DatabasePath(s.config), Terminal: "T1", Log: silentLog()})
	if err != nil {
		return err
	}
	s.till = till.New(till.Options{
		Store: s.store, Clock: s.clock, Rules: s.rules, Keys: box.DayKeys(), CommandKey: commandKey,
		CheckpointKey: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), Log: silentLog(),
		Shop: till.Shop{
			Name: s.config.Store.Name, Code: s.config.Store.Code, License: s.config.Store.License, TerminalID: "T1",
			Jurisdiction: s.config.Store.Jurisdiction, Zone: s.config.Zone, Reports: true, HasFeed: true, FilingWithin: 24 * time.Hour,
			PriceFloorPermille: 500, RunnerPseudonym: func(string) string { return "runner" },
		},
	})
	inside, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- s.till.Run(inside) }()
	s.stop = func() error { cancel(); return <-ended }
	return nil
}

func (s *shop) close() error {
	if s.stop == nil {
		return nil
	}
	err := s.stop()
	s.stop = nil
	return errors.Join(err, s.store.Close())
}

// setUp opens the epoch and takes people and goods in.
func (s *shop) setUp(ctx context.Context) error {
	epoch, err := till.NewEpoch()
	if err != nil {
		return err
	}
	hash, err := staff.HashPIN(ctx, pin)
	if err != nil {
		return err
	}
	for _, body := range []till.Body{
		&till.OpenEpoch{Epoch: epoch, Reason: "set-up", By: "bench"},
		&till.ImportStaff{People: []terminal.StaffMember{
			{ID: "m1", Name: "Morgan Reyes", Badge: badge, Role: terminal.Manager, PINHash: hash, Active: true},
		}},
	} {
		if _, err := s.till.Submit(ctx, till.Command{Body: body}); err != nil {
			return err
		}
	}
	return s.takeGoods(ctx)
}

// takeGoods signs the manager in and imports; the rules of the day decide anew
// what may be sold.
func (s *shop) takeGoods(ctx context.Context) error {
	session, err := s.till.SignIn(ctx, badge, pin)
	if err != nil {
		return err
	}
	s.session = session.ID
	var goods till.ImportGoods
	for i := range products {
		sku := fmt.Sprintf("FLW-%02d", i)
		goods.Products = append(goods.Products, terminal.Product{
			SKU: sku, Name: fmt.Sprintf("Flower %d, 1 g", i), Category: "flower", Price: money.Cents(900 + 137*i), SoldBy: measure.Each,
			Measures: terminal.Measures{terminal.NetGrams: measure.Whole(1)},
		})
		goods.Packages = append(goods.Packages, terminal.Package{
			Tag: tag(i), SKU: sku, Unit: measure.Each, Book: measure.Whole(bookUnits), Status: terminal.PackageActive,
		})
	}
	return s.do(ctx, &goods)
}

func tag(i int) string { return fmt.Sprintf("1A4AA0300000DEAD%08d", i) }

func (s *shop) openShift(ctx context.Context) error {
	return s.do(ctx, &till.OpenShift{Floats: map[string]terminal.Count{till.CounterDrawer: {2000: 5}}})
}

// do runs one command of the manager; a no is an error here.
func (s *shop) do(ctx context.Context, body till.Body) error {
	outcome, err := s.till.Submit(ctx, till.Command{ID: clock.NewID(), Session: s.session, Body: body})
	if err != nil {
		return err
	}
	return outcome.Err()
}

// ring makes a cart of one unit of each of some products, for somebody new.
func (s *shop) ring(ctx context.Context, lines []int) (string, error) {
	s.persons++
	cart := clock.NewID()
	bodies := []till.Body{&till.OpenCart{Cart: cart}, &till.IdentifyCart{Cart: cart, Document: person(s.persons)}}
	for _, product := range lines {
		bodies = append(bodies, &till.AddToCart{Cart: cart, Code: tag(product)})
	}
	for _, body := range bodies {
		if err := s.do(ctx, body); err != nil {
			return "", fmt.Errorf("%s: %w", body.Name(), err)
		}
	}
	return cart, nil
}

func tenderOf(cart string) *till.TenderCart {
	return &till.TenderCart{Cart: cart, Tenders: []terminal.Tender{{Kind: terminal.Cash, Given: 500_00}}}
}

func person(number int) idcard.Document {
	return idcard.Document{
		Kind: idcard.DriverLicense, Issuer: idcard.Issuer{IIN: "636020", Jurisdiction: "CO", Country: "USA"}, Version: 10,
		Number: fmt.Sprintf("X%08d", number), FamilyName: "STONE", FirstName: "AVERY",
		BirthDate: idcard.Date{Year: 1990, Month: 6, Day: 15}, ExpiryDate: idcard.Date{Year: 2030, Month: 6, Day: 15},
		IssueDate: idcard.Date{Year: 2022, Month: 6, Day: 15}, BirthDateStatus: idcard.OK, ExpiryStatus: idcard.OK,
		IssueStatus: idcard.OK, NumberStatus: idcard.OK,
	}
}
