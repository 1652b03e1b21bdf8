package metrc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// wallLayout is how Metrc writes and wants SalesDateTime: the store's wall
// clock with milliseconds and without a zone.
const wallLayout = "2006-01-02T15:04:05.000"

// consumer is the customer type of adult use.
const consumer = "Consumer"

// externalShape is what our numbers look like; they go into a path, so nothing
// else may.
var externalShape = regexp.MustCompile(`^[A-Z0-9-]{1,32}$`)

// unitNames are Metrc's names of units; abbreviations are refused there.
var unitNames = map[string]string{string(measure.Each): "Each", string(measure.Grams): "Grams"}

// receiptRow is one element of POST /sales/v2/receipts. Numbers are kept as
// text to the last digit.
type receiptRow struct {
	SalesDateTime                 string
	ExternalReceiptNumber         string
	SalesCustomerType             string
	PatientLicenseNumber          *string
	CaregiverLicenseNumber        *string
	IdentificationMethod          *string
	PatientRegistrationLocationId *int
	Transactions                  []transactionRow
}

type transactionRow struct {
	PackageLabel  string
	Quantity      json.Number
	UnitOfMeasure string
	TotalAmount   json.Number
}

// receiptBody writes a receipt as the array of one that is posted. Its error is
// in words for the person who must set the sale right.
func receiptBody(receipt terminal.Receipt) ([]byte, error) {
	if !externalShape.MatchString(receipt.External) {
		return nil, fmt.Errorf("%q is no receipt number of ours", receipt.External)
	}
	if receipt.Class != terminal.Adult {
		return nil, fmt.Errorf("sales to %q cannot be filed: they need a patient's number", receipt.Class)
	}
	moment, err := time.Parse("2006-01-02T15:04:05", receipt.Local)
	if err != nil {
		return nil, fmt.Errorf("%q is no wall clock time without a zone", receipt.Local)
	}
	if len(receipt.Lines) == 0 {
		return nil, errors.New("the sale has no lines to file")
	}
	row := receiptRow{
		SalesDateTime: moment.Format(wallLayout), ExternalReceiptNumber: receipt.External, SalesCustomerType: consumer,
	}
	for _, line := range receipt.Lines {
		one, err := transaction(line)
		if err != nil {
			return nil, err
		}
		row.Transactions = append(row.Transactions, one)
	}
	return json.Marshal([]receiptRow{row})
}

func transaction(line terminal.ReceiptLine) (transactionRow, error) {
	unit, ok := unitNames[line.Unit]
	if !ok {
		return transactionRow{}, fmt.Errorf("the state has no unit %q", line.Unit)
	}
	if line.Tag == "" {
		return transactionRow{}, errors.New("a line has no package tag")
	}
	quantity, err := measure.Parse(line.Quantity)
	if err != nil || quantity.Sign() <= 0 {
		return transactionRow{}, fmt.Errorf("%q of %s is no quantity to sell", line.Quantity, line.Tag)
	}
	amount, err := money.Parse(line.Amount)
	if err != nil || amount < 0 {
		return transactionRow{}, fmt.Errorf("%q for %s is no amount", line.Amount, line.Tag)
	}
	return transactionRow{
		PackageLabel: line.Tag, Quantity: json.Number(quantity.String()), UnitOfMeasure: unit,
		TotalAmount: json.Number(amount.String()),
	}, nil
}

// filedRow is a receipt as Metrc gives it: a list row without lines, or a
// detail with them, whose names differ from those of the request.
type filedRow struct {
	Id                    json.Number
	ExternalReceiptNumber *string
	SalesDateTime         string
	SalesCustomerType     string
	ArchivedDate          *string
	LastModified          string
	TotalPrice            json.Number
	Transactions          []struct {
		PackageLabel      string
		QuantitySold      json.Number
		UnitOfMeasureName string
		TotalPrice        json.Number
	}
}

// filed translates a detail. A sale class or unit that we do not know keeps the
// state's name, and so never compares equal to one of ours.
func (r filedRow) filed() (outbox.Filed, error) {
	id, err := r.Id.Int64()
	if err != nil || id <= 0 {
		return outbox.Filed{}, fmt.Errorf("%q is no receipt id", r.Id)
	}
	receipt := terminal.Receipt{External: r.external(), Local: r.SalesDateTime, Class: terminal.CustomerClass(r.SalesCustomerType)}
	if r.SalesCustomerType == consumer {
		receipt.Class = terminal.Adult
	}
	for _, line := range r.Transactions {
		unit := line.UnitOfMeasureName
		for ours, theirs := range unitNames {
			if theirs == unit {
				unit = ours
			}
		}
		receipt.Lines = append(receipt.Lines, terminal.ReceiptLine{
			Tag: line.PackageLabel, Quantity: line.QuantitySold.String(), Unit: unit, Amount: line.TotalPrice.String(),
		})
	}
	return outbox.Filed{StateID: id, Voided: dated(r.ArchivedDate), Receipt: receipt}, nil
}

func (r filedRow) external() string {
	if r.ExternalReceiptNumber == nil {
		return ""
	}
	return *r.ExternalReceiptNumber
}

// dated says whether a date is set; Metrc also writes the year 1 for "none".
func dated(text *string) bool {
	return text != nil && *text != "" && !strings.HasPrefix(*text, "0001-01-01")
}

// oneOrMany reads an object or an array of them: the external look-up was seen
// to answer either.
func oneOrMany[T any](body []byte) ([]T, error) {
	var many []T
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '{' {
		var one T
		err := decode(body, &one)
		return append(many, one), err
	}
	err := decode(body, &many)
	return many, err
}
