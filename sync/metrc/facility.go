package metrc

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/curbline/curbline/sync/outbox"
)

// TypesMaxAge is how long the list of customer types is kept.
const TypesMaxAge = 24 * time.Hour

// Facility is what a licence may do, from the flags of GET /facilities/v2/.
// Flags that a state leaves out are false.
type Facility struct {
	License           string
	Seen              bool // false until the first control read
	Consumers         bool // CanSellToConsumers
	Patients          bool // CanSellToPatients
	ExternalPatients  bool
	Caregivers        bool
	NonResidents      bool // RetailSalesToNonResidentConsumer
	AdvancedSales     bool // receipts, not only totals, are reported
	PatientNumber     bool // SalesRequirePatientNumber
	CaregiverNumber   bool // SalesRequireCaregiverNumber
	CaregiverPatient  bool // SalesRequireCaregiverPatientNumber
	DeliverToConsumer bool
}

type facilityRow struct {
	License      struct{ Number string }
	FacilityType struct {
		CanSellToConsumers, CanSellToPatients, CanSellToExternalPatients, CanSellToCaregivers *bool
		RetailSalesToNonResidentConsumer, AdvancedSales                                       *bool
		SalesRequirePatientNumber, SalesRequireCaregiverNumber                                *bool
		SalesRequireCaregiverPatientNumber, CanDeliverSalesToConsumers                        *bool
	}
}

// Facilities lists the licences that the user key may work for. The error is an
// *outbox.Fault.
func (c *Client) Facilities(ctx context.Context) ([]Facility, error) {
	answer := c.read(ctx, "/facilities/v2/", nil)
	if fault := readFault(answer); fault != nil {
		return nil, fault
	}
	var rows []facilityRow
	if err := decode(answer.body, &rows); err != nil {
		var envelope struct{ Data []facilityRow }
		if decode(answer.body, &envelope) != nil || envelope.Data == nil {
			return nil, unusable(fmt.Errorf("facilities: %w", err))
		}
		rows = envelope.Data
	}
	facilities := make([]Facility, 0, len(rows))
	for _, row := range rows {
		kind := row.FacilityType
		facilities = append(facilities, Facility{
			License: row.License.Number, Seen: true,
			Consumers: is(kind.CanSellToConsumers), Patients: is(kind.CanSellToPatients),
			ExternalPatients: is(kind.CanSellToExternalPatients), Caregivers: is(kind.CanSellToCaregivers),
			NonResidents: is(kind.RetailSalesToNonResidentConsumer), AdvancedSales: is(kind.AdvancedSales),
			PatientNumber: is(kind.SalesRequirePatientNumber), CaregiverNumber: is(kind.SalesRequireCaregiverNumber),
			CaregiverPatient: is(kind.SalesRequireCaregiverPatientNumber), DeliverToConsumer: is(kind.CanDeliverSalesToConsumers),
		})
	}
	return facilities, nil
}

// ControlRead shows that the keys work for this store: its licence must be
// among the facilities. Keys that work for other stores only would answer every
// look-up with 401, which must not be taken for "not there".
func (c *Client) ControlRead(ctx context.Context) error {
	facilities, err := c.Facilities(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(facilities, func(f Facility) bool { return f.License == c.options.License })
	if at < 0 {
		return &outbox.Fault{
			Outcome: outbox.Paused, Err: fmt.Errorf(
				"the keys work, but licence %s is not among their %d facilities", c.options.License, len(facilities)),
			Words: "the keys are not for licence " + c.options.License,
		}
	}
	c.mu.Lock()
	c.facility = facilities[at]
	stale := c.types == nil || c.options.Clock.Now().Monotonic-c.typesAt > TypesMaxAge
	c.mu.Unlock()
	if stale {
		c.readTypes(ctx)
	}
	return nil
}

// Facility gives this store's licence as the last control read saw it.
func (c *Client) Facility() Facility {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.facility
}

// readTypes fetches the state's customer types. They are only a check before
// the state's own, so a failure here holds nothing up.
func (c *Client) readTypes(ctx context.Context) {
	answer := c.read(ctx, "/sales/v2/customertypes", nil)
	if readFault(answer) != nil {
		return
	}
	types, err := names(answer.body)
	if err != nil || len(types) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.types, c.typesAt = types, c.options.Clock.Now().Monotonic
}

// names reads a list of texts, or of objects with a Name.
func names(body []byte) ([]string, error) {
	var texts []string
	if decode(body, &texts) == nil {
		return texts, nil
	}
	var objects []struct{ Name string }
	if err := decode(body, &objects); err != nil {
		var envelope struct{ Data json.RawMessage }
		if decode(body, &envelope) != nil || len(envelope.Data) == 0 || envelope.Data[0] != '[' {
			return nil, err
		}
		return names(envelope.Data)
	}
	for _, object := range objects {
		texts = append(texts, object.Name)
	}
	return texts, nil
}

// offers says in words if the state is known not to have a customer type.
func (c *Client) offers(name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.types == nil || slices.Contains(c.types, name) {
		return nil
	}
	return fmt.Errorf("the state has no customer type %q, only %q", name, c.types)
}

func is(flag *bool) bool { return flag != nil && *flag }
