package terminal

import "time"

// TabletPairing is a step on a tablet's way in that leaves no device yet: a code
// was offered, a tablet asked with it, a wrong code was typed, a person refused.
type TabletPairing struct {
	Offer string `json:"offer"`
	Event string `json:"event"` // offered, asked, wrong_code, refused
	Name  string `json:"name,omitempty"`
}

// DevicePaired lets a tablet in. The actor is who pressed the button, and
// Device.PairedBy the supervisor whose PIN it took.
type DevicePaired struct {
	Offer  string `json:"offer"`
	Device Device `json:"device"`
}

// DeviceRevoked shuts a tablet out.
type DeviceRevoked struct {
	Device string    `json:"device"`
	Name   string    `json:"name"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
}

// PINChanged is a new PIN: chosen by the person, or issued by somebody else and
// then to be changed at the next sign-in. The PIN is nowhere in the journal.
type PINChanged struct {
	Staff  string `json:"staff"`
	Issued bool   `json:"issued"`
	At     string `json:"at_device,omitempty"` // the device on which the person changed it
}

// FactKind names each kind of entry.
func (TabletPairing) FactKind() string { return "tablet.pairing" }
func (DevicePaired) FactKind() string  { return "tablet.paired" }
func (DeviceRevoked) FactKind() string { return "tablet.revoked" }
func (PINChanged) FactKind() string    { return "staff.pin_changed" }

// FactSubject names what each entry is about.
func (f TabletPairing) FactSubject() string { return f.Offer }
func (f DevicePaired) FactSubject() string  { return f.Device.ID }
func (f DeviceRevoked) FactSubject() string { return f.Device }
func (f PINChanged) FactSubject() string    { return f.Staff }

// Apply lists the device.
func (f DevicePaired) Apply(tables Tables, _ int64) error { return tables.PutDevice(f.Device) }

// Apply shuts the device out.
func (f DeviceRevoked) Apply(tables Tables, _ int64) error {
	return tables.RevokeDevice(f.Device, f.At)
}

// Apply keeps what the person may do; the rest of their row is not the journal's.
func (f StaffSaved) Apply(tables Tables, _ int64) error {
	return tables.SetStaffRole(f.Staff, f.Role, f.Active)
}
