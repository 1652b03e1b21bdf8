package state

import "time"

// Package is one lot with its tag, as the state has it.
type Package struct {
	ID             int64     `json:"id"`
	Label          string    `json:"label"`
	ProductName    string    `json:"product_name"`
	Category       string    `json:"category"` // the state's own name of it
	Quantity       Number    `json:"quantity"`
	Original       Number    `json:"original_quantity"`
	Unit           string    `json:"unit"` // Each or Grams
	Location       string    `json:"location"`
	PackagedDate   string    `json:"packaged_date"`
	ExpirationDate string    `json:"expiration_date,omitempty"`
	OnHold         bool      `json:"on_hold"`
	Finished       bool      `json:"finished"`
	FinishedDate   string    `json:"finished_date,omitempty"`
	ReceivedAt     time.Time `json:"received_at"`
	LastModified   time.Time `json:"last_modified"`
}

// Receipt is one sale as the state keeps it, also after it was voided.
type Receipt struct {
	ID                     int64      `json:"id"`
	ExternalNumber         string     `json:"external_number"`
	SalesDateTime          string     `json:"sales_date_time"` // wall clock of the facility, no zone
	CustomerType           string     `json:"customer_type"`
	PatientNumber          *string    `json:"patient_number"`
	CaregiverNumber        *string    `json:"caregiver_number"`
	IdentificationMethod   *string    `json:"identification_method"`
	RegistrationLocationID *int64     `json:"registration_location_id"`
	Lines                  []Line     `json:"lines"`
	Final                  bool       `json:"final"`
	ArchivedAt             *time.Time `json:"archived_at"`
	RecordedAt             time.Time  `json:"recorded_at"`
	RecordedBy             string     `json:"recorded_by"`
	LastModified           time.Time  `json:"last_modified"`
}

// Line is what was sold from one package.
type Line struct {
	PackageID     int64    `json:"package_id"`
	Label         string   `json:"label"`
	ProductName   string   `json:"product_name"`
	Category      string   `json:"category"`
	Quantity      Number   `json:"quantity"`
	Unit          string   `json:"unit"`
	TotalAmount   Number   `json:"total_amount"`
	InvoiceNumber *string  `json:"invoice_number,omitempty"`
	Discount      *Number  `json:"discount,omitempty"`
	SalesTax      *Number  `json:"sales_tax,omitempty"`
	QrCodes       []string `json:"qr_codes,omitempty"`
}

// total is the sum of the lines.
func (r Receipt) total() Number {
	var sum Number
	for _, line := range r.Lines {
		sum = sum.plus(line.TotalAmount)
	}
	return sum.cents()
}

// active says that a receipt is neither finalised nor voided.
func (r Receipt) active() bool { return !r.Final && r.ArchivedAt == nil }
