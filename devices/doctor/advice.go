package doctor

import (
	"fmt"
	"strings"

	"github.com/curbline/curbline/devices/escpos"
)

// Lines says what was found, in words, with what to put into the configuration.
// Name is the port's name to configure.
func (f Finding) Lines(name string) []string {
	switch f.Kind {
	case ReceiptPrinter:
		return append([]string{fmt.Sprintf("A receipt printer answers at %d baud. Put this into curbline.toml:", f.Baud)}, f.snippet(name)...)
	case Scale:
		return append([]string{fmt.Sprintf("A scale answers at %d baud, %s, in the way of %s. Put this into curbline.toml:", f.Baud, f.bitsWords(), f.Protocol)}, f.snippet(name)...)
	case Talking:
		return []string{
			"Something sends here that is neither a receipt printer nor a scale.",
			"If it is a scanner, scan the self-test card: curblinectl devices doctor --scanner " + name,
		}
	case InUse:
		return []string{"In use by " + f.User + ". It was left alone.", "Stop that program and look again."}
	case Refused:
		return []string{f.Err.Message, f.Err.Hint}
	case Silent:
	}
	return append([]string{"It opens, and nothing answers. Scanners do not answer: if one is here, put this into curbline.toml:"},
		append(f.snippet(name), "and scan the self-test card: curblinectl devices doctor --scanner "+name)...)
}

func (f Finding) bitsWords() string {
	if f.SevenE1 {
		return "7 bits, even parity"
	}
	return "8 bits, no parity"
}

// snippet gives the lines of curbline.toml.
func (f Finding) snippet(name string) []string {
	port := fmt.Sprintf("port = %q", name)
	switch f.Kind {
	case ReceiptPrinter:
		return []string{
			"[devices.printer]", port, fmt.Sprintf("baud = %d", f.Baud),
			`profile = "generic-80mm" # or ` + strings.Join(others(escpos.ProfileNames(), "generic-80mm"), ", "),
		}
	case Scale:
		return []string{"[devices.scale]", port, fmt.Sprintf("baud = %d", f.Baud), fmt.Sprintf("protocol = %q", f.Protocol)}
	default:
		return []string{"[devices.scanner]", port, "baud = 9600"}
	}
}

func others(names []string, without string) []string {
	var kept []string
	for _, name := range names {
		if name != without {
			kept = append(kept, name)
		}
	}
	return kept
}
