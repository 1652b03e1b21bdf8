package cash

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// CheckTenders says whether tenders pay a total: Given − Change = Applied in
// each, only cash gives change, cash names a drawer of the open shift, and the
// applied amounts add up to the total. It returns errors of code cash.tender,
// cash.total, cash.shift_closed and shift.no_drawer.
func CheckTenders(shift terminal.Shift, total money.Cents, tenders []terminal.Tender) error {
	var applied []money.Cents
	for _, tender := range tenders {
		if err := checkTender(tender); err != nil {
			return err
		}
		if tender.Kind == terminal.Cash {
			if _, _, err := drawerOf(shift, tender.Drawer); err != nil {
				return err
			}
		}
		applied = append(applied, tender.Applied)
	}
	paid, err := money.Sum(applied...)
	if err != nil {
		return tooMuch(err)
	}
	if paid != total {
		return terminal.Errorf(terminal.Invalid, "cash.total", "The tenders pay $%s of $%s.", paid, total)
	}
	return nil
}

func checkTender(tender terminal.Tender) error {
	wrong := func(words string) error { return terminal.Errorf(terminal.Invalid, "cash.tender", "%s", words) }
	for _, amount := range []money.Cents{tender.Given, tender.Change, tender.Applied} {
		if amount < 0 || amount.Check() != nil {
			return wrong("An amount of this payment cannot be right.")
		}
	}
	switch {
	case !tender.Kind.Valid():
		return wrong("This way of paying is not known.")
	case tender.Place != terminal.Counter && tender.Place != terminal.Curb:
		return wrong("A payment is taken at the counter or at the curb.")
	case tender.Given-tender.Change != tender.Applied:
		return wrong("What was given, less the change, is not what was paid.")
	case tender.Kind != terminal.Cash && tender.Change != 0:
		return wrong("Only cash gives change.")
	case tender.Kind != terminal.Cash && tender.Drawer != "":
		return wrong("Only cash goes into a drawer.")
	case tender.Place == terminal.Curb && tender.Drawer == CounterDrawer:
		return wrong("Cash taken at the curb goes to the runner's bank.")
	}
	return nil
}

// Take gives the shift after a sale's tenders went into its drawers.
func Take(shift terminal.Shift, tenders []terminal.Tender) (terminal.Shift, error) {
	return addTenders(shift, tenders, 1)
}

// GiveBack gives the shift after a voided sale's cash went back. It also returns
// cash.not_enough.
func GiveBack(shift terminal.Shift, tenders []terminal.Tender) (terminal.Shift, error) {
	return addTenders(shift, tenders, -1)
}

func addTenders(shift terminal.Shift, tenders []terminal.Tender, sign money.Cents) (terminal.Shift, error) {
	after := shift
	for _, tender := range tenders {
		if tender.Kind != terminal.Cash {
			continue
		}
		if err := checkTender(tender); err != nil {
			return shift, err
		}
		next, drawer, err := drawerOf(after, tender.Drawer)
		if err != nil {
			return shift, err
		}
		if drawer.Sales, err = money.Sum(drawer.Sales, sign*tender.Applied); err != nil {
			return shift, tooMuch(err)
		}
		if err := checkDrawer(*drawer); err != nil {
			return shift, err
		}
		after = next
	}
	return after, nil
}
