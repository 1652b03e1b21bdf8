package terminal

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
)

// Tabled is a fact that changes derived tables. The same Apply runs when the
// fact is recorded and when the journal is replayed into an empty database, so
// that the two can be compared to the cent.
type Tabled interface {
	Fact
	// Apply changes the derived tables. position is the entry's place in the
	// journal table.
	Apply(tables Tables, position int64) error
}

// Tables are the derived tables of a transaction: all that can be rebuilt from
// the journal.
type Tables interface {
	PutProduct(Product) error
	PutPackage(Package) error // keeps Bound of an existing row
	SetPackageStatus(tag string, status PackageStatus, reason string) error
	MoveStock(StockMove) error
	PutSale(sale Sale, position int64) error
	SetSaleStatus(id string, status SaleStatus) error
	PutShift(Shift) error
	ShiftByID(id string) (Shift, error)
	AddRoll(Roll) error
	PutDevice(Device) error
	RevokeDevice(id string, at time.Time) error
	// SetStaffRole sets what a person may do, and leaves the rest of their row.
	SetStaffRole(id string, role Role, active bool) error
}

// tabledFacts make an empty fact of each tabled kind.
var tabledFacts = map[string]func() Tabled{
	ProductSaved{}.FactKind():       func() Tabled { return &ProductSaved{} },
	PackageReceived{}.FactKind():    func() Tabled { return &PackageReceived{} },
	PackageStatusSet{}.FactKind():   func() Tabled { return &PackageStatusSet{} },
	PackageCounted{}.FactKind():     func() Tabled { return &PackageCounted{} },
	ShiftOpened{}.FactKind():        func() Tabled { return &ShiftOpened{} },
	CashMoved{}.FactKind():          func() Tabled { return &CashMoved{} },
	DrawerAdded{}.FactKind():        func() Tabled { return &DrawerAdded{} },
	ShiftClosed{}.FactKind():        func() Tabled { return &ShiftClosed{} },
	SaleMade{}.FactKind():           func() Tabled { return &SaleMade{} },
	SaleUndone{}.FactKind():         func() Tabled { return &SaleUndone{} },
	RefusalRecorded{}.FactKind():    func() Tabled { return &RefusalRecorded{} },
	IdentityChecked{}.FactKind():    func() Tabled { return &IdentityChecked{} },
	UnknownDayAccepted{}.FactKind(): func() Tabled { return &UnknownDayAccepted{} },
	DevicePaired{}.FactKind():       func() Tabled { return &DevicePaired{} },
	DeviceRevoked{}.FactKind():      func() Tabled { return &DeviceRevoked{} },
	StaffSaved{}.FactKind():         func() Tabled { return &StaffSaved{} },
}

// DecodeFact reads the data of an entry of a tabled kind; nil for other kinds.
func DecodeFact(kind string, data []byte) (Tabled, error) {
	empty, ok := tabledFacts[kind]
	if !ok {
		return nil, nil
	}
	fact := empty()
	if err := json.Unmarshal(data, fact); err != nil {
		return nil, fmt.Errorf("decode %s: %w", kind, err)
	}
	return fact, nil
}

// Apply saves the product.
func (f ProductSaved) Apply(tables Tables, _ int64) error { return tables.PutProduct(f.Product) }

// Apply books the package.
func (f PackageReceived) Apply(tables Tables, _ int64) error { return tables.PutPackage(f.Package) }

// Apply sets the status.
func (f PackageStatusSet) Apply(tables Tables, _ int64) error {
	return tables.SetPackageStatus(f.Tag, f.Status, f.Reason)
}

// Apply moves the book.
func (f PackageCounted) Apply(tables Tables, _ int64) error {
	return tables.MoveStock(StockMove{Tag: f.Tag, Delta: f.Delta})
}

// Apply opens the shift.
func (f ShiftOpened) Apply(tables Tables, _ int64) error { return tables.PutShift(f.Shift) }

// Apply closes the shift.
func (f ShiftClosed) Apply(tables Tables, _ int64) error {
	if err := tables.PutShift(f.Shift); err != nil {
		return err
	}
	for _, drawer := range f.Shift.Drawers {
		over := drawer.Closing - drawer.Expected()
		if err := addRoll(tables, f.Shift.BusinessDate, "over_short:"+drawer.Name, 1, over); err != nil {
			return err
		}
	}
	return nil
}

// Apply moves the drawer's cash and counts the event.
func (f CashMoved) Apply(tables Tables, _ int64) error {
	err := changeDrawer(tables, f.Shift, f.Drawer, func(drawer *Drawer) {
		switch f.Kind {
		case "paid_in":
			drawer.PaidIn += f.Amount
		case "paid_out":
			drawer.PaidOut += f.Amount
		case "drop":
			drawer.Drops += f.Amount
		}
	})
	if err != nil {
		return err
	}
	return addRoll(tables, f.Date, "cash:"+f.Kind, 1, f.Amount)
}

// Apply books the sale: its row, its stock, its cash and its sums.
func (f SaleMade) Apply(tables Tables, position int64) error {
	sale := f.Sale
	if err := tables.PutSale(sale, position); err != nil {
		return err
	}
	for _, line := range sale.Lines {
		if err := tables.MoveStock(StockMove{Tag: line.Tag, Delta: line.Quantity.Neg()}); err != nil {
			return err
		}
	}
	return applySums(tables, sale.BusinessDate, sale.Shift, sale.Totals, sale.Taxes, sale.Tenders, 1)
}

// Apply takes the sale's stock, cash and sums back.
func (f SaleUndone) Apply(tables Tables, _ int64) error {
	if err := tables.SetSaleStatus(f.Sale, SaleVoided); err != nil {
		return err
	}
	for _, move := range f.Lines {
		if err := tables.MoveStock(move); err != nil {
			return err
		}
	}
	if err := addRoll(tables, f.BusinessDate, "voids", 1, f.Totals.Total); err != nil {
		return err
	}
	return applySums(tables, f.BusinessDate, f.Shift, f.Totals, f.Taxes, f.Tenders, -1)
}

// Apply counts the refusal.
func (f RefusalRecorded) Apply(tables Tables, _ int64) error {
	return addRoll(tables, f.BusinessDate, "refusal:"+f.Code, 1, 0)
}

// Apply counts the check, and an override apart.
func (f IdentityChecked) Apply(tables Tables, _ int64) error {
	if f.Override != "" {
		if err := addRoll(tables, f.BusinessDate, "override:identity", 1, 0); err != nil {
			return err
		}
	}
	return addRoll(tables, f.BusinessDate, "identity_checks", 1, 0)
}

// Apply counts the override.
func (f UnknownDayAccepted) Apply(tables Tables, _ int64) error {
	return addRoll(tables, f.BusinessDate, "override:unknown_day", 1, 0)
}

func applySums(tables Tables, date clock.Date, shift string, totals Totals, taxes []TaxTotal, tenders []Tender, sign int64) error {
	signed := func(amount money.Cents) money.Cents { return amount * money.Cents(sign) }
	rolls := []Roll{
		{RollKey{date, "sales"}, sign, signed(totals.Total)},
		{RollKey{date, "subtotal"}, sign, signed(totals.Subtotal)},
		{RollKey{date, "discount"}, sign, signed(totals.Discount)},
		{RollKey{date, "net"}, sign, signed(totals.Net)},
	}
	for _, tax := range taxes {
		rolls = append(rolls, Roll{RollKey{date, "tax:" + tax.ID}, sign, signed(tax.Amount)})
	}
	for _, tender := range tenders {
		rolls = append(rolls, Roll{RollKey{date, "tender:" + string(tender.Kind)}, sign, signed(tender.Applied)})
	}
	for _, roll := range rolls {
		if err := tables.AddRoll(roll); err != nil {
			return err
		}
	}
	for _, tender := range tenders {
		if tender.Kind != Cash {
			continue
		}
		err := changeDrawer(tables, shift, tender.Drawer, func(drawer *Drawer) { drawer.Sales += signed(tender.Applied) })
		if err != nil {
			return err
		}
	}
	return nil
}

func changeDrawer(tables Tables, shiftID, name string, change func(*Drawer)) error {
	shift, err := tables.ShiftByID(shiftID)
	if err != nil {
		return err
	}
	drawer := shift.Drawer(name)
	if drawer == nil {
		return Errorf(NotFound, "shift.no_drawer", "This shift has no drawer named %q.", name)
	}
	change(drawer)
	return tables.PutShift(shift)
}

func addRoll(tables Tables, date clock.Date, name string, count int64, amount money.Cents) error {
	return tables.AddRoll(Roll{Key: RollKey{Date: date, Name: name}, Count: count, Amount: amount})
}

// SoldMoves are the stock moves that undo a sale's lines.
func (s Sale) SoldMoves() []StockMove {
	moves := make([]StockMove, 0, len(s.Lines))
	for _, line := range s.Lines {
		moves = append(moves, StockMove{Tag: line.Tag, Delta: line.Quantity})
	}
	return moves
}
