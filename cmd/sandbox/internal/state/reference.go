package state

import "net/http"

// customerTypes are the kinds of customer that this facility may sell to.
var customerTypes = []string{"Consumer", "Patient", "Caregiver", "ExternalPatient", "NonResidentConsumer"}

func (s *State) getCustomerTypes(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, customerTypes)
}

func (s *State) getUnits(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, units) }

// facilityFlags say what the facility may sell and which fields a receipt must
// have; the validation of receipts reads the same map.
var facilityFlags = map[string]bool{
	"IsMedical": true, "IsRetail": true,
	"CanSellToConsumers": true, "CanSellToPatients": true, "CanSellToExternalPatients": false, "CanSellToCaregivers": true,
	"RetailSalesToNonResidentConsumer": false, "AdvancedSales": true,
	"SalesRequirePatientNumber": true, "SalesRequireExternalPatientNumber": false,
	"SalesRequireExternalPatientIdentificationMethod": false,
	"SalesRequireCaregiverNumber":                     true, "SalesRequireCaregiverPatientNumber": true,
	"CanDeliverSalesToConsumers": false, "CanDeliverSalesToPatients": false, "SalesDeliveryRequireConsumerId": false,
	"SalesDeliveryRequirePatientNumber": false, "IsSalesDeliveryHub": false, "RetailerDelivery": false,
	"CanSpecifyPatientSalesLimitExemption": false, "CanHaveMemberPatients": false,
}

// sellsTo says by which flag a customer type may be sold to.
var sellsTo = map[string]string{
	"Consumer": "CanSellToConsumers", "Patient": "CanSellToPatients", "Caregiver": "CanSellToCaregivers",
	"ExternalPatient": "CanSellToExternalPatients", "NonResidentConsumer": "RetailSalesToNonResidentConsumer",
}

func (s *State) getFacilities(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, []map[string]any{{
		"HireDate": "0001-01-01T00:00:00", "IsOwner": false, "IsManager": true, "Occupations": []string{},
		"Name": s.facility.Name, "Alias": s.facility.Name, "DisplayName": s.facility.Name, "CredentialedDate": "2024-01-15",
		"FacilityType": facilityFlags,
		"License": map[string]any{
			"Number": s.facility.License, "StartDate": "2024-01-15", "EndDate": "2028-01-14", "LicenseType": "Retail Store",
		},
	}})
}
