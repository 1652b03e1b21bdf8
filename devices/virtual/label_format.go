package virtual

import (
	"strconv"
	"strings"
	"time"
)

// LabelFieldKind is what a field of a printed label is.
type LabelFieldKind string

// The kinds of field that the model knows.
const (
	LabelText    LabelFieldKind = "text"
	LabelCode128 LabelFieldKind = "code128"
	LabelQR      LabelFieldKind = "qr"
	LabelBox     LabelFieldKind = "box"
)

// LabelField is one decoded field of a label, placed in dots.
type LabelField struct {
	Kind          LabelFieldKind
	X, Y          int
	Width, Height int    // of a block of text, a box, or the bars of a code
	Data          string // what is read there; lines of a block are apart by line feeds

	letters  int    // height of the letters
	squeeze  int    // their width as ^A0 has it
	lines    int    // of the block, 0 without ^FB
	align    byte   // L, C, R
	module   int    // of a code
	line     int    // thickness of a box
	level    byte   // of a QR code
	symbols  []byte // of a Code 128, start to check
	newlines []string
}

// PrintedLabel is one label that came out.
type PrintedLabel struct {
	Fields                []LabelField
	WidthDots, HeightDots int
	At                    time.Time
}

// Text gives what the text fields say, in the order of the stream.
func (l PrintedLabel) Text() string {
	var all []string
	for _, field := range l.Fields {
		if field.Kind == LabelText {
			all = append(all, field.Data)
		}
	}
	return strings.Join(all, "\n")
}

// Codes gives what the codes of a kind say.
func (l PrintedLabel) Codes(kind LabelFieldKind) []string {
	var all []string
	for _, field := range l.Fields {
		if field.Kind == kind {
			all = append(all, field.Data)
		}
	}
	return all
}

// labelFormat is what stands between ^XA and ^XZ.
type labelFormat struct {
	fields        []LabelField
	width, height int
	quantity      int
}

// labelEvent is what a byte of the stream completes.
type labelEvent struct {
	format  *labelFormat
	status  bool // ~HS
	unknown string
}

// labelStream takes a stream of ZPL apart. A command ends where the next begins;
// only ^XZ and ~HS are done with their last letter.
type labelStream struct {
	command []byte
	open    *labelFormat
	field   LabelField
	hex     byte
	data    string
	utf8    bool
	bars    int // ^BY: height
	module  int // ^BY: width of a module
}

func (s *labelStream) held() int      { return len(s.command) }
func (s *labelStream) inFormat() bool { return s.open != nil }

// feed takes a byte. A caret or a tilde begins a command wherever it stands.
func (s *labelStream) feed(char byte) labelEvent {
	var done labelEvent
	if char == '^' || char == '~' {
		done = s.run()
		s.command = append(s.command[:0], char)
		return done
	}
	if len(s.command) == 0 || char == '\r' || char == '\n' {
		return done
	}
	s.command = append(s.command, char)
	switch string(s.command) {
	case "^XZ", "~HS":
		done = s.run()
	}
	return done
}

// run executes the command that is whole now.
func (s *labelStream) run() labelEvent {
	command := s.command
	s.command = nil
	if len(command) < 3 {
		if len(command) > 0 {
			return labelEvent{unknown: string(command)}
		}
		return labelEvent{}
	}
	name, rest := string(command[:3]), string(command[3:])
	switch name {
	case "~HS":
		return labelEvent{status: true}
	case "^XA":
		s.open = &labelFormat{quantity: 1, width: 832, height: 400}
		s.field, s.bars, s.module = LabelField{}, 10, 2
		return labelEvent{}
	}
	if s.open == nil {
		return labelEvent{unknown: string(command)}
	}
	if name == "^XZ" {
		finished := s.open
		s.open = nil
		return labelEvent{format: finished}
	}
	if !s.place(name, rest) && !s.draw(name, rest) {
		return labelEvent{unknown: string(command)}
	}
	return labelEvent{}
}

// parameters splits what follows a command; missing ones are -1.
func parameters(rest string, count int) []int {
	values := make([]int, count)
	for index := range values {
		values[index] = -1
	}
	for index, text := range strings.Split(rest, ",") {
		if value, err := strconv.Atoi(text); err == nil && index < count && value >= 0 && value <= 32000 {
			values[index] = value
		}
	}
	return values
}

// letter gives a parameter that is a letter.
func letter(rest string, index int, standard byte) byte {
	parts := strings.Split(rest, ",")
	if index >= len(parts) || parts[index] == "" {
		return standard
	}
	return parts[index][0]
}

// place runs the commands about the whole label.
func (s *labelStream) place(name, rest string) bool {
	values := parameters(rest, 3)
	switch name {
	case "^CI":
		s.utf8 = values[0] == 28
	case "^PW":
		s.open.width = max(values[0], 1)
	case "^LL":
		s.open.height = max(values[0], 1)
	case "^PQ":
		s.open.quantity = max(values[0], 1)
	case "^LH":
	case "^BY":
		if values[0] > 0 {
			s.module = min(values[0], 10)
		}
		if values[2] > 0 {
			s.bars = values[2]
		}
	default:
		return false
	}
	return true
}

// draw runs the commands of a field.
func (s *labelStream) draw(name, rest string) bool {
	f := &s.field
	values := parameters(rest, 5)
	switch name {
	case "^FO":
		*f, s.hex, s.data = LabelField{X: max(values[0], 0), Y: max(values[1], 0)}, 0, ""
	case "^A0":
		// The orientation stands next to the font's name: ^A0N,22,22.
		f.Kind, f.letters = LabelText, min(max(values[1], 1), lettersMax)
		f.squeeze = f.letters
		if values[2] > 0 {
			f.squeeze = min(values[2], lettersMax)
		}
	case "^FB":
		f.Width, f.lines, f.align = max(values[0], 0), max(values[1], 1), letter(rest, 3, 'L')
	case "^BC":
		f.Kind, f.Height, f.module = LabelCode128, s.bars, s.module
		if values[1] > 0 {
			f.Height = values[1]
		}
	case "^BQ":
		f.Kind, f.module = LabelQR, max(min(values[2], 10), 1)
		f.Y += s.bars // a quirk of the firmware: as low as the bars of ^BY are high
	case "^GB":
		f.Kind, f.Width, f.Height, f.line = LabelBox, max(values[0], 1), max(values[1], 1), max(values[2], 1)
	case "^FH":
		s.hex = '_'
		if rest != "" {
			s.hex = rest[0]
		}
	case "^FD":
		s.data = rest
	case "^FS":
		s.finish()
	default:
		return false
	}
	return true
}

// finish puts the open field on the label.
func (s *labelStream) finish() {
	data := s.data
	if s.hex != 0 {
		data = unescaped(data, s.hex)
	}
	if !s.utf8 {
		data = strings.ToValidUTF8(data, "?")
	}
	switch s.field.Kind {
	case LabelText:
		s.field.newlines = strings.Split(data, `\&`)
		if s.field.lines == 0 {
			s.field.newlines = []string{data}
		}
		s.field.Data = strings.Join(s.field.newlines, "\n")
	case LabelCode128:
		s.field.Data, s.field.symbols = readCode128(data)
		s.field.Width = (len(s.field.symbols)*11 + 13) * s.field.module
	case LabelQR:
		// Error level, input mode, comma, data.
		if len(data) >= 3 && strings.IndexByte("HQML", data[0]) >= 0 && data[1] == 'A' && data[2] == ',' {
			s.field.level, s.field.Data = data[0], data[3:]
		}
	}
	if s.field.Kind != "" && len(s.open.fields) < labelFieldsMax {
		s.open.fields = append(s.open.fields, s.field)
	}
	s.field, s.hex, s.data = LabelField{}, 0, ""
}

func unescaped(data string, escape byte) string {
	var out []byte
	for index := 0; index < len(data); index++ {
		if data[index] == escape && index+2 < len(data) {
			if value, err := strconv.ParseUint(data[index+1:index+3], 16, 8); err == nil {
				out = append(out, byte(value))
				index += 2
				continue
			}
		}
		out = append(out, data[index])
	}
	return string(out)
}
