package config

import "slices"

// Devices are the serial lines; an empty port is no device.
type Devices struct {
	Scanner Scanner      `toml:"scanner"`
	Printer Printer      `toml:"printer"`
	Labels  LabelPrinter `toml:"label_printer"`
	Scale   Scale        `toml:"scale"`
	Display Display      `toml:"display"`
}

// Scanner is the ID and barcode scanner.
type Scanner struct {
	Port string `toml:"port"`
	Baud int    `toml:"baud"`
}

// Printer is the receipt printer with the drawer behind it.
type Printer struct {
	Port    string `toml:"port"`
	Baud    int    `toml:"baud"`
	Profile string `toml:"profile"`
	// Logo heads receipts with the picture that curblinectl devices logo stored.
	Logo bool `toml:"logo"`
	// CodePage is 437, 850, 858 or 1252, as a text; empty for the profile's own.
	CodePage string `toml:"code_page"`
	// DrawerPin is 2 or 5; 0 for the profile's own.
	DrawerPin int `toml:"drawer_pin"`
}

// LabelPrinter is the printer of exit labels. Without one they come from the
// receipt printer.
type LabelPrinter struct {
	Port      string `toml:"port"`
	Baud      int    `toml:"baud"`
	WidthMM   int    `toml:"width_mm"`
	HeightMM  int    `toml:"height_mm"`
	DotsPerMM int    `toml:"dots_per_mm"`
}

// Scale is the scale at the counter.
type Scale struct {
	Port     string `toml:"port"`
	Baud     int    `toml:"baud"`
	Protocol string `toml:"protocol"`
	// MotionInverted is for NCI scales that set the motion bit at rest.
	MotionInverted bool `toml:"motion_inverted"`
}

// Display is the window that customers see.
type Display struct {
	Enabled bool `toml:"enabled"`
}

// Bounds of a label, in millimetres, and the speeds that a line can have.
const (
	labelMinMM = 20
	labelMaxMM = 210
)

var (
	bauds      = []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200}
	dotsPerMMs = []int{8, 12}
)

type namedPort struct {
	table string
	port  *string
	baud  *int
	usual int // baud, 0: the driver's own default
}

func (d *Devices) ports() []namedPort {
	return []namedPort{
		{"devices.scanner", &d.Scanner.Port, &d.Scanner.Baud, 9600},
		{"devices.printer", &d.Printer.Port, &d.Printer.Baud, 38400},
		{"devices.label_printer", &d.Labels.Port, &d.Labels.Baud, 9600},
		{"devices.scale", &d.Scale.Port, &d.Scale.Baud, 0},
	}
}

func (d *Devices) defaults() {
	fill := func(value *int, usual int) {
		if *value == 0 {
			*value = usual
		}
	}
	for _, device := range d.ports() {
		fill(device.baud, device.usual)
	}
	fill(&d.Labels.WidthMM, 57)
	fill(&d.Labels.HeightMM, 32)
	fill(&d.Labels.DotsPerMM, 8)
}

func (d *Devices) check(check *checker) {
	taken := map[string]string{}
	for _, device := range d.ports() {
		if *device.port == "" {
			continue
		}
		if other, twice := taken[*device.port]; twice {
			check.say(device.table+".port", "is the port of %s, too", other)
		}
		taken[*device.port] = device.table
		if *device.baud != 0 && !slices.Contains(bauds, *device.baud) {
			check.say(device.table+".baud", "is %d, must be one of %v", *device.baud, bauds)
		}
	}
	if d.Scale.Port != "" && d.Scale.Protocol == "" {
		check.say("devices.scale.protocol", "must be set, such as mt-sics")
	}
	for key, size := range map[string]int{"width_mm": d.Labels.WidthMM, "height_mm": d.Labels.HeightMM} {
		if size < labelMinMM || size > labelMaxMM {
			check.say("devices.label_printer."+key, "is %d, must be from %d to %d", size, labelMinMM, labelMaxMM)
		}
	}
	if !slices.Contains(dotsPerMMs, d.Labels.DotsPerMM) {
		check.say("devices.label_printer.dots_per_mm", "is %d, must be one of %v", d.Labels.DotsPerMM, dotsPerMMs)
	}
}
