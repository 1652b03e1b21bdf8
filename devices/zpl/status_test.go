package zpl_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/zpl"
)

const idle = "\x02030,0,0,0256,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

func TestParseStatus(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		want   zpl.HostStatus
	}{
		"idle":         {idle, zpl.HostStatus{LabelLengthDots: 256}},
		"noise before": {"\xff,,\x03junk\x02030,0,0\x03" + idle, zpl.HostStatus{LabelLengthDots: 256}},
		"half before":  {idle[:60] + idle, zpl.HostStatus{LabelLengthDots: 256}},
		"flow control": {strings.ReplaceAll(idle, ",", "\x13,\x11"), zpl.HostStatus{LabelLengthDots: 256}},
		"all set": {
			"\x02030,1,1,1245,012,1,1,1,000,1,1,1\x03\r\n\x02001,0,1,1,0,2,4,1,00000034,1,000\x03\r\n\x021234,0\x03\r\n",
			zpl.HostStatus{
				PaperOut: true, Paused: true, LabelLengthDots: 1245, Formats: 12, BufferFull: true, Diagnostic: true, PartialFormat: true,
				MemoryLost: true, UnderTemperature: true, OverTemperature: true, HeadUp: true, RibbonOut: true, LabelWaiting: true, LabelsLeft: 34,
			},
		},
	} {
		got, err := zpl.ParseStatus([]byte(c.answer))
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if status, _ := zpl.ParseStatus([]byte(idle)); !status.Idle() {
		t.Error("not idle")
	}
}

func TestNoStatus(t *testing.T) {
	for name, answer := range map[string]string{
		"nothing": "", "one line": idle[:40], "no third": idle[:strings.LastIndex(idle, "\x02")], "letters": strings.Replace(idle, "000,0,0,0", "0x0,0,0,0", 1),
		"a flag of 2": strings.Replace(idle, "030,0", "030,2", 1), "a number too long": strings.Replace(idle, "00000000", "000000000", 1),
		"a field less": strings.Replace(idle, ",0256", "", 1), "no frames": strings.NewReplacer("\x02", "", "\x03", "").Replace(idle),
		"an endless line": "\x02" + strings.Repeat("0,", 9999) + "\x03", "order": idle[37:] + idle[:37],
	} {
		if status, err := zpl.ParseStatus([]byte(answer)); !errors.Is(err, zpl.ErrStatus) {
			t.Errorf("%s: %+v, %v", name, status, err)
		}
	}
}

func FuzzStatus(f *testing.F) {
	f.Add([]byte(idle))
	f.Add([]byte(idle[:50] + idle))
	f.Fuzz(func(t *testing.T, answer []byte) {
		var reader zpl.StatusReader
		for _, char := range answer {
			if status, whole := reader.Feed(char); whole && (status.Formats < 0 || status.Formats > 999 || status.LabelsLeft < 0) {
				t.Fatalf("%+v", status)
			}
		}
		// Whatever came before, the next whole answer is read.
		reader.Feed(0x03)
		whole := false
		for index := range len(idle) {
			_, whole = reader.Feed(idle[index])
			if whole && index < len(idle)-3 {
				t.Fatalf("done after byte %d", index)
			}
			if whole {
				return
			}
		}
		t.Fatal("not read")
	})
}
