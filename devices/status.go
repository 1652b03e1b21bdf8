package devices

import "time"

// Device names a configured device.
type Device string

// The devices of a counter.
const (
	ScannerDevice Device = "scanner"
	PrinterDevice Device = "printer"
	LabelDevice   Device = "label_printer"
	ScaleDevice   Device = "scale"
)

// State is how a device is doing.
type State string

// The states of a device.
const (
	Absent  State = "absent"  // not configured
	Waiting State = "waiting" // configured, not open: missing, unplugged or refused; opened again by itself
	Ready   State = "ready"   // open and, as far as it can tell, working
	Fault   State = "fault"   // open, but a person must do something: see Error
)

// Status is a snapshot of one device for screens and the log.
type Status struct {
	Device Device `json:"device"`
	Port   string `json:"port,omitempty"`
	State  State  `json:"state"`
	// Error says what is wrong, in words; nil when Ready or Absent.
	Error *Error `json:"error,omitempty"`
	// Since is the wall time of the last change of State or Error.
	Since time.Time `json:"since"`
	// AbandonedWriters counts writes that never came back on this port: 0 or 1.
	AbandonedWriters int `json:"abandoned_writers,omitempty"`
	// DroppedScans counts scans that nobody took in time since the start.
	DroppedScans int `json:"dropped_scans,omitempty"`
	// Printer is set for a printer that answers status requests.
	Printer *PrinterStatus `json:"printer,omitempty"`
	// Scale is set for a scale that said who it is.
	Scale *ScaleIdentity `json:"scale,omitempty"`
}

// Same says that two snapshots would look alike on a screen.
func (s Status) Same(other Status) bool {
	if s.Device != other.Device || s.Port != other.Port || s.State != other.State ||
		s.AbandonedWriters != other.AbandonedWriters || s.DroppedScans != other.DroppedScans {
		return false
	}
	if (s.Error == nil) != (other.Error == nil) || s.Error != nil && (s.Error.Code != other.Error.Code || s.Error.Message != other.Error.Message) {
		return false
	}
	if (s.Printer == nil) != (other.Printer == nil) {
		return false
	}
	if (s.Scale == nil) != (other.Scale == nil) {
		return false
	}
	return (s.Printer == nil || *s.Printer == *other.Printer) && (s.Scale == nil || *s.Scale == *other.Scale)
}
