package escpos

import "github.com/curbline/curbline/devices"

// The status bytes of DLE EOT n.
const (
	StatusPrinter byte = 1
	StatusOffline byte = 2
	StatusError   byte = 3
	StatusPaper   byte = 4
)

// ApplyStatus puts the answer to DLE EOT n into a status.
func ApplyStatus(status *devices.PrinterStatus, n, answer byte) {
	bit := func(index int) bool { return answer&(1<<index) != 0 }
	status.Answers = true
	switch n {
	case StatusPrinter:
		status.DrawerPinHigh, status.Offline = bit(2), bit(3)
	case StatusOffline:
		// Bit 5 is "printing stopped by paper end".
		status.CoverOpen, status.PaperOut, status.Error = bit(2), bit(5), bit(6)
	case StatusError:
		status.Error = bit(2) || bit(3) || bit(5) || bit(6)
	case StatusPaper:
		status.PaperNearEnd, status.PaperOut = bit(2) || bit(3), bit(5) || bit(6)
	}
}

// ApplyAutoStatus puts the four bytes of an automatic status (GS a) into a
// status.
func ApplyAutoStatus(status *devices.PrinterStatus, answer [4]byte) {
	bit := func(byteIndex, index int) bool { return answer[byteIndex]&(1<<index) != 0 }
	status.Answers = true
	status.DrawerPinHigh, status.Offline, status.CoverOpen = bit(0, 2), bit(0, 3), bit(0, 5)
	status.Error = bit(1, 2) || bit(1, 3) || bit(1, 5) || bit(1, 6)
	status.PaperNearEnd, status.PaperOut = bit(2, 0) || bit(2, 1), bit(2, 2) || bit(2, 3)
}
