package state

import (
	"fmt"
	"time"
)

// stampForm is how reads show a moment: UTC with its offset, unlike
// SalesDateTime, which has neither.
const stampForm = "2006-01-02T15:04:05.000-07:00"

func stamp(at time.Time) string { return at.UTC().Format(stampForm) }

func stampOf(at *time.Time) *string {
	if at == nil {
		return nil
	}
	text := stamp(*at)
	return &text
}

func textOf(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// unit is a unit of measure as the state names it.
type unit struct {
	QuantityType string `json:"QuantityType"`
	Name         string `json:"Name"`
	Abbreviation string `json:"Abbreviation"`
}

var units = []unit{
	{"CountBased", "Each", "ea"},
	{"WeightBased", "Ounces", "oz"},
	{"WeightBased", "Pounds", "lb"},
	{"WeightBased", "Grams", "g"},
	{"WeightBased", "Milligrams", "mg"},
	{"WeightBased", "Kilograms", "kg"},
}

func unitNamed(name string) unit {
	for _, u := range units {
		if u.Name == name {
			return u
		}
	}
	return unit{}
}

// show gives a receipt as reads show it, with its lines or without.
func (r Receipt) show(lines bool) receiptOut {
	out := receiptOut{
		ID: r.ID, ReceiptNumber: fmt.Sprintf("%010d", r.ID), ExternalReceiptNumber: r.ExternalNumber,
		SalesDateTime: r.SalesDateTime, SalesCustomerType: r.CustomerType,
		PatientLicenseNumber: r.PatientNumber, CaregiverLicenseNumber: r.CaregiverNumber,
		IdentificationMethod: r.IdentificationMethod, PatientRegistrationLocationID: r.RegistrationLocationID,
		TotalPackages: len(r.Lines), TotalPrice: r.total(), Transactions: []lineOut{},
		IsFinal: r.Final, ArchivedDate: stampOf(r.ArchivedAt),
		RecordedDateTime: stamp(r.RecordedAt), RecordedByUserName: r.RecordedBy, LastModified: stamp(r.LastModified),
	}
	if !lines {
		return out
	}
	for _, line := range r.Lines {
		out.Transactions = append(out.Transactions, lineOut{
			PackageID: line.PackageID, PackageLabel: line.Label, ProductName: line.ProductName,
			ProductCategoryName: line.Category, QuantitySold: line.Quantity,
			UnitOfMeasureName: line.Unit, UnitOfMeasureAbbreviation: unitNamed(line.Unit).Abbreviation,
			TotalPrice: line.TotalAmount.cents(), InvoiceNumber: line.InvoiceNumber,
			RecordedDateTime: out.RecordedDateTime, RecordedByUserName: r.RecordedBy, LastModified: out.LastModified,
		})
	}
	return out
}

// show gives a package as reads show it.
func (p Package) show() packageOut {
	u := unitNamed(p.Unit)
	return packageOut{
		ID: p.ID, Label: p.Label, PackageType: "Product", LocationID: 12, LocationName: p.Location,
		Quantity: p.Quantity, OriginalPackageQuantity: p.Original,
		UnitOfMeasureName: p.Unit, UnitOfMeasureAbbreviation: u.Abbreviation,
		PackagedDate: p.PackagedDate, ExpirationDate: textOf(p.ExpirationDate),
		InitialLabTestingState: "TestPassed", LabTestingState: "TestPassed", LabTestingStateDate: p.PackagedDate,
		IsOnHold: p.OnHold, IsOnHoldCombined: p.OnHold,
		IsFinished: p.Finished, FinishedDate: textOf(p.FinishedDate), IsFinishedGood: true,
		ReceivedDateTime: stamp(p.ReceivedAt), ReceivedFromManifestNumber: fmt.Sprintf("%010d", 120000+p.ID/10),
		LastModified: stamp(p.LastModified),
		Item: itemOut{
			ID: p.ID + 4000, Name: p.ProductName, ProductCategoryName: p.Category,
			QuantityType: u.QuantityType, UnitOfMeasureName: p.Unit,
		},
	}
}
