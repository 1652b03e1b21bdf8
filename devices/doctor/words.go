package doctor

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Lines puts the report into words: what came, what was lost or changed, whether
// IDs can be read, and what to set on the scanner.
func (r Report) Lines() []string {
	if r.Grade == Unknown && len(r.Missing) == 0 {
		return []string{fmt.Sprintf("%d bytes came, and they are not the self-test card.", r.Bytes), "Scan the card again: hold it still and the whole barcode in the light."}
	}
	lines := []string{fmt.Sprintf("%d bytes came.", r.Bytes)}
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if len(r.Missing) > 0 {
		say("The scan broke off: these did not come: %s.", names(r.Missing))
	}
	if len(r.Lost) > 0 {
		say("Lost: %s.", names(r.Lost))
	}
	for _, change := range r.Changed {
		say("Changed: %s came as %s.", name(change.From), show(change.To))
	}
	if r.AtLost {
		say("Lost: the @ at the start.")
	}
	if r.Case != CaseKept {
		say("Changed: %s", map[Case]string{CaseLower: "all letters came as small ones.", CaseUpper: "all letters came as capitals.", CaseFlipped: "capitals came as small letters and small ones as capitals."}[r.Case])
	}
	for _, added := range r.Added {
		say("Added %s: %s.", map[string]string{"before": "before the scan", "behind": "behind the scan", "between": "inside the scan"}[added.Where], show(added.Bytes))
	}
	if r.Altered {
		say("The text itself was changed.")
	}
	if len(lines) == 1 {
		say("Every byte came as it is on the card.")
	}
	switch {
	case r.Readable && r.Grade == Degraded:
		say("IDs can be read, but this scanner is not set right.")
	case r.Readable:
		say("IDs can be read.")
	default:
		say("IDs will be refused until this is set right.")
	}
	return append(lines, r.Advice()...)
}

// Advice says what to set on the scanner, by its manual's setup codes. It is
// empty where nothing needs to be set.
func (r Report) Advice() []string {
	var advice []string
	say := func(when bool, text string) {
		if when {
			advice = append(advice, "Set: "+text)
		}
	}
	kept := r.keeps
	carets := slices.ContainsFunc(r.Changed, func(change Change) bool { return change.From < ' ' && bytes.HasPrefix(change.To, []byte("^")) })
	lost := slices.ContainsFunc([]byte{'\n', '\r', 0x1e}, func(char byte) bool { return slices.Contains(r.Lost, char) })
	say(len(r.Missing) > 0, "a slower speed or a shorter cable, and scan the card again; NUL is its last byte, and a scanner that ends there is fine otherwise.")
	say(lost || carets, "serial mode (USB COM or RS-232), not keyboard mode, and “send all control characters”.")
	say(!lost && !carets && (!kept('\n') || !kept('\r') || !kept(0x1e)), "no conversion of CR and LF (“CR to CR LF”, “LF to CR”, “function key mapping”: off).")
	say(!kept(0x1d) || !kept(0x1c), "“transmit FNC1 / GS as it is”, no replacement of GS and FS.")
	say(r.Case != CaseKept, "case conversion off, and caps lock off.")
	advice = append(advice, r.textAdvice()...)
	say(!kept(0xd1) || !kept(0xe9), "character set Latin-1 (ISO 8859-1) or UTF-8: letters with accents in names are lost.")
	return advice
}

// textAdvice is for what stands around and between the bytes.
func (r Report) textAdvice() []string {
	var advice []string
	raw := r.AtLost || r.Altered
	if raw {
		advice = append(advice, "Set: licence parsing (“DL parsing”) and data editing off: the terminal needs the raw text.")
	}
	for _, added := range r.Added {
		switch {
		case added.Where == "between" && !raw:
			advice = append(advice, "Set: no characters of its own inside a scan: serial mode instead of keyboard mode.")
		case added.Where == "before" && isAffix(added):
			advice = append(advice, "Set: code identifier (AIM) and prefix off; the terminal takes them away, so this is not urgent.")
		case added.Where == "before":
			advice = append(advice, "Set: prefix off.")
		case added.Where == "behind" && !isAffix(added):
			advice = append(advice, "Set: suffix CR or none.")
		}
	}
	return advice
}

var controlNames = strings.Fields("NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US")

func name(char byte) string {
	switch {
	case int(char) < len(controlNames):
		return fmt.Sprintf("%s (%02X)", controlNames[char], char)
	case char == 0x7f:
		return "DEL (7F)"
	default:
		return fmt.Sprintf("%02X", char)
	}
}

func names(chars []byte) string {
	var all []string
	for _, char := range chars {
		all = append(all, name(char))
	}
	return strings.Join(all, ", ")
}

// show writes bytes so that each can be told: printable ones as they are.
func show(text []byte) string {
	var parts []string
	plain := ""
	flush := func() {
		if plain != "" {
			parts = append(parts, "“"+plain+"”")
		}
		plain = ""
	}
	for _, char := range text {
		if char > ' ' && char < 0x7f {
			plain += string(rune(char))
			continue
		}
		flush()
		if char == ' ' {
			parts = append(parts, "a space")
		} else {
			parts = append(parts, name(char))
		}
	}
	flush()
	const most = 12
	if len(parts) > most {
		parts = append(parts[:most], "…")
	}
	return strings.Join(parts, " ")
}
