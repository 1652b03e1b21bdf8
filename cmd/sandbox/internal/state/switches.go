package state

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Answer is how the state takes something that no source describes.
type Answer string

// The two ways of taking it.
const (
	Accepted Answer = "accepted"
	Refused  Answer = "refused"
)

func (a Answer) valid() bool   { return a == Accepted || a == Refused }
func (a Answer) refused() bool { return a == Refused }

// Switches hold one answer to each question about the real service that is
// open: no document settles them, so a client must live with either answer.
type Switches struct {
	// AbsentStatus answers a look-up of a number that is not there: 401 or 404.
	AbsentStatus int `json:"absent_status"`
	// MissingLicenseStatus answers a call without its licenseNumber: 400 or 401.
	MissingLicenseStatus int `json:"missing_license_status"`
	// LookupShape is "object" or "array": both were published for
	// GET /sales/v2/receipts/external/{n}.
	LookupShape string `json:"lookup_shape"`
	// DuplicateNumber: a second receipt with an external number that is taken.
	DuplicateNumber Answer `json:"duplicate_number"`
	// LongNumber: an external number of more than 32 characters.
	LongNumber Answer `json:"long_number"`
	// OverSale: more than the package holds, which makes it negative.
	OverSale         Answer `json:"over_sale"`
	NegativeQuantity Answer `json:"negative_quantity"`
	ZeroQuantity     Answer `json:"zero_quantity"`
	FutureDate       Answer `json:"future_date"`
	// OldDate: a SalesDateTime of more than 7 days ago.
	OldDate Answer `json:"old_date"`
	// LateEdit: a change of a receipt recorded more than 7 days ago.
	LateEdit        Answer `json:"late_edit"`
	HeldPackage     Answer `json:"held_package"`
	FinishedPackage Answer `json:"finished_package"`
	// MultiRow is "partial" (good rows of a refused body are kept) or "atomic".
	MultiRow string `json:"multi_row"`
	// ErrorShape of a 400: "rows", "object" (bare where there is one error) or
	// "message".
	ErrorShape string `json:"error_shape"`
	// WritesCounted: POST, PUT and DELETE count to the rate limit too.
	WritesCounted bool `json:"writes_counted"`
	// WarningsFilled: a POST answers with words in Warnings instead of null.
	WarningsFilled bool `json:"warnings_filled"`
	// TruncatedLists: a list without both lastModified bounds has only the rows
	// of the last 24 hours, with 200 and no word about it.
	TruncatedLists bool `json:"truncated_lists"`
	// WideWindow: a lastModified window of more than 24 hours.
	WideWindow Answer `json:"wide_window"`
	// SalesDateWindow: salesDateStart and salesDateEnd on receipt lists.
	SalesDateWindow Answer `json:"sales_date_window"`
	// RequestsPerSecond and RequestsAtOnce are the limits of one facility.
	RequestsPerSecond int `json:"requests_per_second"`
	RequestsAtOnce    int `json:"requests_at_once"`
}

// The presets set every switch one way, then every switch the other.
const (
	PresetOne   = "one"
	PresetOther = "other"
)

// The shapes of answers.
const (
	shapeObject  = "object"
	shapeArray   = "array"
	shapeRows    = "rows"
	shapeMessage = "message"
	rowsAtomic   = "atomic"
	rowsPartial  = "partial"
)

// Preset gives the switches of a preset; an error for any other name.
func Preset(name string) (Switches, error) {
	switch name {
	case PresetOne:
		return Switches{
			AbsentStatus: 401, MissingLicenseStatus: 400, LookupShape: shapeObject,
			DuplicateNumber: Accepted, LongNumber: Accepted, OverSale: Accepted,
			NegativeQuantity: Accepted, ZeroQuantity: Accepted, FutureDate: Accepted, OldDate: Accepted,
			LateEdit: Accepted, HeldPackage: Accepted, FinishedPackage: Accepted,
			MultiRow: rowsPartial, ErrorShape: shapeRows,
			WideWindow: Accepted, SalesDateWindow: Accepted, RequestsPerSecond: 50, RequestsAtOnce: 10,
		}, nil
	case PresetOther:
		return Switches{
			AbsentStatus: 404, MissingLicenseStatus: 401, LookupShape: shapeArray,
			DuplicateNumber: Refused, LongNumber: Refused, OverSale: Refused,
			NegativeQuantity: Refused, ZeroQuantity: Refused, FutureDate: Refused, OldDate: Refused,
			LateEdit: Refused, HeldPackage: Refused, FinishedPackage: Refused,
			MultiRow: rowsAtomic, ErrorShape: shapeObject,
			WritesCounted: true, WarningsFilled: true, TruncatedLists: true,
			WideWindow: Refused, SalesDateWindow: Refused, RequestsPerSecond: 25, RequestsAtOnce: 5,
		}, nil
	default:
		return Switches{}, fmt.Errorf("state: no preset %q, only %q and %q", name, PresetOne, PresetOther)
	}
}

// PresetName says which preset the switches are, or "custom".
func (s Switches) PresetName() string {
	for _, name := range []string{PresetOne, PresetOther} {
		if preset, err := Preset(name); err == nil && s == preset {
			return name
		}
	}
	return "custom"
}

// changed applies a JSON object that names some switches. Unknown names and
// values that are no answer are errors, and then nothing changes.
func (s Switches) changed(raw []byte) (Switches, error) {
	after := s
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&after); err != nil {
		return s, fmt.Errorf("state: switches: %w", err)
	}
	return after, after.check()
}

func (s Switches) check() error {
	for name, answer := range map[string]Answer{
		"duplicate_number": s.DuplicateNumber, "long_number": s.LongNumber, "over_sale": s.OverSale,
		"negative_quantity": s.NegativeQuantity, "zero_quantity": s.ZeroQuantity,
		"future_date": s.FutureDate, "old_date": s.OldDate, "late_edit": s.LateEdit,
		"held_package": s.HeldPackage, "finished_package": s.FinishedPackage,
		"wide_window": s.WideWindow, "sales_date_window": s.SalesDateWindow,
	} {
		if !answer.valid() {
			return fmt.Errorf("state: switch %s is %q, not accepted or refused", name, answer)
		}
	}
	for _, choice := range []struct {
		name, value string
		allowed     []string
	}{
		{"lookup_shape", s.LookupShape, []string{shapeObject, shapeArray}},
		{"multi_row", s.MultiRow, []string{rowsAtomic, rowsPartial}},
		{"error_shape", s.ErrorShape, []string{shapeRows, shapeObject, shapeMessage}},
		{"absent_status", fmt.Sprint(s.AbsentStatus), []string{"401", "404"}},
		{"missing_license_status", fmt.Sprint(s.MissingLicenseStatus), []string{"400", "401"}},
	} {
		if !slices.Contains(choice.allowed, choice.value) {
			return fmt.Errorf("state: switch %s is %q, not one of %v", choice.name, choice.value, choice.allowed)
		}
	}
	if s.RequestsPerSecond < 1 || s.RequestsAtOnce < 1 {
		return fmt.Errorf("state: the rate limits must be at least 1")
	}
	return nil
}
