package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.bug.st/serial/enumerator"
)

// The folders in which Linux names serial adapters, by what they are and by the
// socket they are in (udev, 60-serial.rules).
const (
	byIDFolder   = "/dev/serial/by-id"
	byPathFolder = "/dev/serial/by-path"
	procFolder   = "/proc"
)

// Port is a serial port of this machine.
type Port struct {
	// Path is the port itself, such as /dev/ttyUSB0. Numbers change when things are
	// plugged in again.
	Path string
	// Name is what to configure: the name by the adapter's serial number where it
	// has one, else by its socket, else Path.
	Name string
	// Stable says that Name stays the same when things are plugged in again.
	Stable bool

	USB                        bool
	VendorID, ProductID        string // four hexadecimal digits
	SerialNumber               string
	Manufacturer, ProductLabel string
}

// Finder lists ports. The zero value looks at this machine.
type Finder struct {
	List               func() ([]*enumerator.PortDetails, error)
	ByID, ByPath, Proc string // folders; empty means the system's
}

// Ports lists the serial ports. Its errors are the system's.
func (f Finder) Ports() ([]Port, error) {
	list := f.List
	if list == nil {
		list = func() ([]*enumerator.PortDetails, error) { return enumerator.GetDetailedPortsList() }
	}
	details, err := list()
	if err != nil {
		return nil, fmt.Errorf("list serial ports: %w", err)
	}
	ids, err := links(orElse(f.ByID, byIDFolder))
	if err != nil {
		return nil, err
	}
	sockets, err := links(orElse(f.ByPath, byPathFolder))
	if err != nil {
		return nil, err
	}
	var ports []Port
	for _, one := range details {
		port := Port{
			Path: one.Name, Name: one.Name, USB: one.IsUSB, VendorID: one.VID, ProductID: one.PID,
			SerialNumber: one.SerialNumber, Manufacturer: one.Manufacturer, ProductLabel: one.Product,
		}
		if link := ids[one.Name]; link != "" {
			port.Name, port.Stable = link, true
		} else if link := sockets[one.Name]; link != "" {
			port.Name, port.Stable = link, true
		}
		ports = append(ports, port)
	}
	slices.SortFunc(ports, func(a, b Port) int { return strings.Compare(a.Path, b.Path) })
	return ports, nil
}

// links gives the first link of a folder to each port. A folder that is not
// there has none.
func links(folder string) (map[string]string, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("names of serial ports: %w", err)
	}
	found := map[string]string{}
	for _, entry := range entries {
		link := filepath.Join(folder, entry.Name())
		target, err := filepath.EvalSymlinks(link)
		if err == nil && found[target] == "" { // a link to what is gone is no name
			found[target] = link
		}
	}
	return found, nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// User gives another program that has a port open, as "curbline (process 4711)".
// Only programs that this user may look at are found. It is empty where there is
// none.
func (f Finder) User(path string) string {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	proc := orElse(f.Proc, procFolder)
	descriptors, err := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd", "*"))
	if err != nil {
		return ""
	}
	own := strconv.Itoa(os.Getpid())
	for _, descriptor := range descriptors {
		process := filepath.Base(filepath.Dir(filepath.Dir(descriptor)))
		if process == own {
			continue
		}
		if open, err := os.Readlink(descriptor); err != nil || open != target {
			continue
		}
		name, err := os.ReadFile(filepath.Join(proc, process, "comm"))
		if err != nil {
			name = []byte("a program")
		}
		return fmt.Sprintf("%s (process %s)", strings.TrimSpace(string(name)), process)
	}
	return ""
}

// Words says what a port is, by its USB data.
func (p Port) Words() string {
	if !p.USB {
		return "built in, or a virtual port"
	}
	parts := []string{"USB"}
	for _, text := range []string{p.Manufacturer, p.ProductLabel} {
		if text != "" {
			parts = append(parts, printable(text))
		}
	}
	parts = append(parts, p.VendorID+":"+p.ProductID)
	if p.SerialNumber != "" {
		parts = append(parts, "serial number "+printable(p.SerialNumber))
	} else {
		parts = append(parts, "without a serial number, so its name is that of its socket")
	}
	return strings.Join(parts, ", ")
}

// printable keeps what a device calls itself from moving the cursor.
func printable(text string) string {
	return strings.Map(func(char rune) rune {
		if char < ' ' || char == 0x7f {
			return '?'
		}
		return char
	}, text)
}
