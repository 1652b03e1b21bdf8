package state

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What the checks of a receipt allow.
const (
	longNumberCharacters = 32
	oldDateSpan          = 7 * 24 * time.Hour
	futureTolerance      = 5 * time.Minute // clocks of shops are not exact
	wallClockForm        = "2006-01-02T15:04:05.000"
)

// wallClock is a local time without a zone: "2026-03-14T18:07:22.000".
var wallClock = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?$`)

var errNoWallClock = errors.New("not a local time without a zone")

// readWallClock gives the time in its full form, with milliseconds.
func readWallClock(text string) (string, error) {
	if !wallClock.MatchString(text) {
		return "", errNoWallClock
	}
	at, err := time.Parse("2006-01-02T15:04:05", text)
	if err != nil {
		return "", errNoWallClock
	}
	return at.Format(wallClockForm), nil
}

// check holds one object against the book and the switches; it gathers every
// sentence that is wrong about it.
type check struct {
	state    *State
	draft    *draft
	switches Switches
	problems []string
}

func (c *check) wrong(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// receipt makes what the book would keep. It counts only without problems.
func (c *check) receipt(in receiptIn, self int64) Receipt {
	out := Receipt{
		ID: self, ExternalNumber: in.ExternalReceiptNumber, CustomerType: in.SalesCustomerType,
		PatientNumber: in.PatientLicenseNumber, CaregiverNumber: in.CaregiverLicenseNumber,
		IdentificationMethod: in.IdentificationMethod, RegistrationLocationID: in.PatientRegistrationLocationID,
	}
	c.number(in.ExternalReceiptNumber, self)
	c.customer(in)
	out.SalesDateTime = c.date(in.SalesDateTime)
	if len(in.Transactions) == 0 {
		c.wrong("Transactions must hold at least one line")
	}
	for _, line := range in.Transactions {
		out.Lines = append(out.Lines, c.line(line))
	}
	return out
}

func (c *check) number(number string, self int64) {
	if number == "" {
		return // the number is ours to give; the API does not ask for one
	}
	if len(number) > longNumberCharacters && c.switches.LongNumber.refused() {
		c.wrong("External Receipt Number %q has more than %d characters", number, longNumberCharacters)
	}
	if c.switches.DuplicateNumber.refused() {
		for _, id := range c.draft.numbered(number) {
			if id != self {
				c.wrong("External Receipt Number %q is already used by receipt %d", number, id)
			}
		}
	}
}

func (c *check) customer(in receiptIn) {
	kind := in.SalesCustomerType
	if !slices.Contains(customerTypes, kind) {
		c.wrong("Sales Customer Type %q is not one of %s", kind, strings.Join(customerTypes, ", "))
		return
	}
	if !facilityFlags[sellsTo[kind]] {
		c.wrong("Sales Customer Type %q may not be sold to by the current Facility", kind)
	}
	empty := func(text *string) bool { return text == nil || *text == "" }
	patientNeeded := kind == "Patient" && facilityFlags["SalesRequirePatientNumber"] ||
		kind == "Caregiver" && facilityFlags["SalesRequireCaregiverPatientNumber"] ||
		kind == "ExternalPatient" && facilityFlags["SalesRequireExternalPatientNumber"]
	if patientNeeded && empty(in.PatientLicenseNumber) {
		c.wrong("Patient License Number is required for Sales Customer Type %q", kind)
	}
	if kind == "Caregiver" && facilityFlags["SalesRequireCaregiverNumber"] && empty(in.CaregiverLicenseNumber) {
		c.wrong("Caregiver License Number is required for Sales Customer Type %q", kind)
	}
}

func (c *check) date(text string) string {
	full, err := readWallClock(text)
	if err != nil {
		c.wrong("Sales Date Time %q is not a local time without a zone, such as 2026-03-14T18:07:22.000", text)
		return ""
	}
	now := c.state.now()
	latest := now.Add(futureTolerance).In(c.state.facility.Zone).Format(wallClockForm)
	oldest := now.Add(-oldDateSpan).In(c.state.facility.Zone).Format(wallClockForm)
	if full > latest && c.switches.FutureDate.refused() {
		c.wrong("Sales Date Time %q is in the future", text)
	}
	if full < oldest && c.switches.OldDate.refused() {
		c.wrong("Sales Date Time %q is more than 7 days ago", text)
	}
	return full
}

// line checks one line and takes its quantity from the draft's package, so that
// the lines after it see what is left.
func (c *check) line(in lineIn) Line {
	out := Line{
		Label: strings.ToUpper(in.PackageLabel), Unit: in.UnitOfMeasure, InvoiceNumber: in.InvoiceNumber,
		Discount: in.DiscountAmount, SalesTax: in.SalesTax, QrCodes: in.QrCodes,
	}
	pack, found := c.draft.pack(out.Label)
	if !found {
		c.wrong("Package Label %q does not exist in the current Facility", in.PackageLabel)
		return out
	}
	out.PackageID, out.ProductName, out.Category = pack.ID, pack.ProductName, pack.Category
	if pack.OnHold && c.switches.HeldPackage.refused() {
		c.wrong("Package %q is on hold", in.PackageLabel)
	}
	if pack.Finished && c.switches.FinishedPackage.refused() {
		c.wrong("Package %q is finished", in.PackageLabel)
	}
	switch {
	case unitNamed(in.UnitOfMeasure).Name == "":
		c.wrong("Unit Of Measure %q is not known; use its name, such as Each or Grams", in.UnitOfMeasure)
	case in.UnitOfMeasure != pack.Unit:
		c.wrong("Unit Of Measure %q is not %q, the one of package %q", in.UnitOfMeasure, pack.Unit, in.PackageLabel)
	}
	out.TotalAmount = c.amount(in.TotalAmount)
	out.Quantity = c.quantity(in, pack)
	pack.Quantity = pack.Quantity.minus(out.Quantity)
	pack.LastModified = c.state.now()
	c.draft.packages[pack.Label] = pack
	return out
}

func (c *check) amount(amount *Number) Number {
	switch {
	case amount == nil:
		c.wrong("Total Amount is required")
		return Number{}
	case amount.MinScale() > 2:
		c.wrong("Total Amount %s is not an amount of whole cents", amount)
	case amount.IsNeg() && c.switches.NegativeQuantity.refused():
		c.wrong("Total Amount %s is negative", amount)
	}
	return *amount
}

func (c *check) quantity(in lineIn, pack Package) Number {
	quantity := in.Quantity
	if quantity == nil {
		c.wrong("Quantity is required")
		return Number{}
	}
	switch {
	case quantity.IsZero() && c.switches.ZeroQuantity.refused():
		c.wrong("Quantity must not be zero")
	case quantity.IsNeg() && c.switches.NegativeQuantity.refused():
		c.wrong("Quantity %s is negative", quantity)
	case unitNamed(pack.Unit).QuantityType == "CountBased" && quantity.MinScale() > 0:
		c.wrong("Quantity %s of a package that is counted must be whole", quantity)
	case quantity.Cmp(pack.Quantity.Decimal) > 0 && quantity.IsPos() && c.switches.OverSale.refused():
		c.wrong("Quantity %s is more than the %s that package %q holds", quantity, pack.Quantity, in.PackageLabel)
	}
	return *quantity
}
