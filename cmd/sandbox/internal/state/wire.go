package state

// receiptIn is one object of the body of POST and PUT /sales/v2/receipts. Id is
// for PUT alone. Pointers tell a field that is absent or null from an empty one.
type receiptIn struct {
	ID                            *int64   `json:"Id"`
	SalesDateTime                 string   `json:"SalesDateTime"`
	ExternalReceiptNumber         string   `json:"ExternalReceiptNumber"`
	SalesCustomerType             string   `json:"SalesCustomerType"`
	PatientLicenseNumber          *string  `json:"PatientLicenseNumber"`
	CaregiverLicenseNumber        *string  `json:"CaregiverLicenseNumber"`
	IdentificationMethod          *string  `json:"IdentificationMethod"`
	PatientRegistrationLocationID *int64   `json:"PatientRegistrationLocationId"`
	Transactions                  []lineIn `json:"Transactions"`
}

type lineIn struct {
	PackageLabel                string   `json:"PackageLabel"`
	Quantity                    *Number  `json:"Quantity"`
	UnitOfMeasure               string   `json:"UnitOfMeasure"`
	TotalAmount                 *Number  `json:"TotalAmount"`
	UnitThcPercent              *Number  `json:"UnitThcPercent"`
	UnitThcContent              *Number  `json:"UnitThcContent"`
	UnitThcContentUnitOfMeasure *string  `json:"UnitThcContentUnitOfMeasure"`
	UnitWeight                  *Number  `json:"UnitWeight"`
	UnitWeightUnitOfMeasure     *string  `json:"UnitWeightUnitOfMeasure"`
	InvoiceNumber               *string  `json:"InvoiceNumber"`
	Price                       *Number  `json:"Price"`
	ExciseTax                   *Number  `json:"ExciseTax"`
	CityTax                     *Number  `json:"CityTax"`
	CountyTax                   *Number  `json:"CountyTax"`
	MunicipalTax                *Number  `json:"MunicipalTax"`
	DiscountAmount              *Number  `json:"DiscountAmount"`
	SubTotal                    *Number  `json:"SubTotal"`
	SalesTax                    *Number  `json:"SalesTax"`
	QrCodes                     []string `json:"QrCodes"`
}

type idIn struct {
	ID *int64 `json:"Id"`
}

// receiptOut is a receipt as reads show it. Lists and look-ups leave
// Transactions empty; only the read by id fills it, under other names than the
// body that was posted.
type receiptOut struct {
	ID                            int64     `json:"Id"`
	ReceiptNumber                 string    `json:"ReceiptNumber"`
	ExternalReceiptNumber         string    `json:"ExternalReceiptNumber"`
	SalesDateTime                 string    `json:"SalesDateTime"`
	SalesCustomerType             string    `json:"SalesCustomerType"`
	PatientLicenseNumber          *string   `json:"PatientLicenseNumber"`
	CaregiverLicenseNumber        *string   `json:"CaregiverLicenseNumber"`
	IdentificationMethod          *string   `json:"IdentificationMethod"`
	PatientRegistrationLocationID *int64    `json:"PatientRegistrationLocationId"`
	TotalPackages                 int       `json:"TotalPackages"`
	TotalPrice                    Number    `json:"TotalPrice"`
	Transactions                  []lineOut `json:"Transactions"`
	IsFinal                       bool      `json:"IsFinal"`
	ArchivedDate                  *string   `json:"ArchivedDate"`
	RecordedDateTime              string    `json:"RecordedDateTime"`
	RecordedByUserName            string    `json:"RecordedByUserName"`
	LastModified                  string    `json:"LastModified"`
}

type lineOut struct {
	PackageID                 int64   `json:"PackageId"`
	PackageLabel              string  `json:"PackageLabel"`
	ProductName               string  `json:"ProductName"`
	ProductCategoryName       string  `json:"ProductCategoryName"`
	ItemStrainName            *string `json:"ItemStrainName"`
	QuantitySold              Number  `json:"QuantitySold"`
	UnitOfMeasureName         string  `json:"UnitOfMeasureName"`
	UnitOfMeasureAbbreviation string  `json:"UnitOfMeasureAbbreviation"`
	TotalPrice                Number  `json:"TotalPrice"`
	InvoiceNumber             *string `json:"InvoiceNumber"`
	RecordedDateTime          string  `json:"RecordedDateTime"`
	RecordedByUserName        string  `json:"RecordedByUserName"`
	LastModified              string  `json:"LastModified"`
}

type itemOut struct {
	ID                              int64   `json:"Id"`
	Name                            string  `json:"Name"`
	ProductCategoryName             string  `json:"ProductCategoryName"`
	QuantityType                    string  `json:"QuantityType"`
	UnitOfMeasureName               string  `json:"UnitOfMeasureName"`
	UnitThcContent                  *Number `json:"UnitThcContent"`
	UnitThcContentUnitOfMeasureName *string `json:"UnitThcContentUnitOfMeasureName"`
	UnitWeight                      *Number `json:"UnitWeight"`
	UnitWeightUnitOfMeasureName     *string `json:"UnitWeightUnitOfMeasureName"`
	StrainName                      *string `json:"StrainName"`
}

type packageOut struct {
	ID                         int64   `json:"Id"`
	Label                      string  `json:"Label"`
	PackageType                string  `json:"PackageType"`
	LocationID                 int64   `json:"LocationId"`
	LocationName               string  `json:"LocationName"`
	SublocationID              *int64  `json:"SublocationId"`
	Quantity                   Number  `json:"Quantity"`
	OriginalPackageQuantity    Number  `json:"OriginalPackageQuantity"`
	UnitOfMeasureName          string  `json:"UnitOfMeasureName"`
	UnitOfMeasureAbbreviation  string  `json:"UnitOfMeasureAbbreviation"`
	PackagedDate               string  `json:"PackagedDate"`
	ExpirationDate             *string `json:"ExpirationDate"`
	SellByDate                 *string `json:"SellByDate"`
	UseByDate                  *string `json:"UseByDate"`
	InitialLabTestingState     string  `json:"InitialLabTestingState"`
	LabTestingState            string  `json:"LabTestingState"`
	LabTestingStateDate        string  `json:"LabTestingStateDate"`
	IsTradeSample              bool    `json:"IsTradeSample"`
	IsDonation                 bool    `json:"IsDonation"`
	IsTestingSample            bool    `json:"IsTestingSample"`
	IsOnHold                   bool    `json:"IsOnHold"`
	IsOnHoldCombined           bool    `json:"IsOnHoldCombined"`
	IsOnInvestigation          bool    `json:"IsOnInvestigation"`
	IsOnRecall                 *bool   `json:"IsOnRecall"`
	IsOnRecallCombined         bool    `json:"IsOnRecallCombined"`
	IsFinished                 bool    `json:"IsFinished"`
	FinishedDate               *string `json:"FinishedDate"`
	ArchivedDate               *string `json:"ArchivedDate"`
	IsFinishedGood             bool    `json:"IsFinishedGood"`
	IsOnRetailerDelivery       bool    `json:"IsOnRetailerDelivery"`
	ReceivedDateTime           string  `json:"ReceivedDateTime"`
	ReceivedFromManifestNumber string  `json:"ReceivedFromManifestNumber"`
	LastModified               string  `json:"LastModified"`
	Item                       itemOut `json:"Item"`
}

// listOut is the envelope of every list.
type listOut[T any] struct {
	Data          []T `json:"Data"`
	Total         int `json:"Total"`
	TotalRecords  int `json:"TotalRecords"`
	PageSize      int `json:"PageSize"`
	RecordsOnPage int `json:"RecordsOnPage"`
	Page          int `json:"Page"`
	CurrentPage   int `json:"CurrentPage"`
	TotalPages    int `json:"TotalPages"`
}
