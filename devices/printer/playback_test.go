package printer_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/terminal/clock"
)

func onPlayback(t *testing.T, rules ...devicetest.Rule) (*printer.Driver, *devicetest.Playback) {
	t.Helper()
	profile, err := escpos.ProfileByName("epson-tm-t88v")
	if err != nil {
		t.Fatal(err)
	}
	port := devicetest.NewPlayback(rules...)
	driver, err := printer.New(port, printer.Options{Profile: profile, Waits: waits, Clock: clock.NewSystem(time.Time{}), FirstID: 94 * 94})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(driver.Close)
	return driver, port
}

// status answers all status requests with "nothing wrong".
var status = []devicetest.Rule{{When: "\x10\x04\x01", Answer: "\x12"}, {When: "\x10\x04\x02", Answer: "\x12"}, {When: "\x10\x04\x04", Answer: "\x12"}}

func TestNoiseAndFlowControlInTheAnswers(t *testing.T) {
	t.Parallel()
	// The first id is the probe's, the second the job's; both come with flow
	// control and noise around and inside.
	rules := append([]devicetest.Rule{
		{When: "\x1d(H\x06\x0000!\"!\"", Answer: "\xff7\x22!\x13\"!\x11\"\x00"},
		{When: "\x1d(H\x06\x0000!\"!#", Answer: "7\x22\x13!\"!\x11#\x00\x80"},
		{When: "\x1dr\x01", Answer: "\x11\x00"},
	}, status...)
	driver, port := onPlayback(t, rules...)
	outcome(t, driver.Print(within(t), job(1)), devices.Printed, "")
	written := port.Written()
	if !bytes.HasSuffix(written, []byte("\x1dVB\x00\x1d(H\x06\x0000!\"!#")) {
		t.Errorf("the id does not follow the cut: % x", written[len(written)-20:])
	}
}

func TestAnEchoOfAnotherJobDoesNotCount(t *testing.T) {
	t.Parallel()
	rules := append([]devicetest.Rule{
		{When: "\x1d(H\x06\x0000!\"!\"", Answer: "7\x22!\"!\"\x00"},
		{When: "\x1d(H\x06\x0000!\"!#", Answer: "7\x22!\"!\"\x00"},
		{When: "\x1dr\x01", Answer: "\x00"},
	}, status...)
	driver, _ := onPlayback(t, rules...)
	outcome(t, driver.Print(within(t), job(1)), devices.Unknown, "")
}

func TestUnpluggedAtTheFirstByteOfAJob(t *testing.T) {
	t.Parallel()
	rules := append([]devicetest.Rule{
		{When: "\x1d(H\x06\x0000!\"!\"", Answer: "7\x22!\"!\"\x00"},
		{When: "\x1dr\x01", Answer: "\x00"},
		{When: "\x1b@", Unplug: true},
	}, status...)
	driver, port := onPlayback(t, rules...)
	outcome(t, driver.Print(within(t), job(1)), devices.Unknown, "")
	if strings.Count(string(port.Written()), "\x1b@") != 1 {
		t.Error("the job was sent again")
	}
}
