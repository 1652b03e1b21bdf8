package labelprinter_test

import (
	"bytes"
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/labelprinter"
	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal/clock"
)

// underTest is a driver on some printer, and what the suite needs to know of it.
type underTest struct {
	driver *labelprinter.Driver
	labels func() int // that came out so far
	silent func(bool)
	paused func(bool)
	unplug func()
}

// The suite passes on the model, over a pseudo-terminal and a real port, and on a
// playback port.
func TestSuiteOnTheModel(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) underTest {
		r := newRig(t, small)
		return underTest{
			driver: r.driver, labels: func() int { return len(r.model.Labels()) }, silent: r.model.Silent, paused: r.model.Paused,
			unplug: func() { r.model.Unplug() },
		}
	})
}

func TestSuiteOnPlayback(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) underTest {
		driver, port := onPlayback(t, waits)
		return underTest{
			driver: driver, labels: port.labels, silent: func(on bool) { port.set(func() { port.silent = on }) },
			paused: func(on bool) { port.set(func() { port.paused = on }) }, unplug: port.Unplug,
		}
	})
}

func suite(t *testing.T, open func(t *testing.T) underTest) {
	for name, check := range map[string]func(*testing.T, underTest){
		"prints in order and once": suiteInOrder,
		"copies":                   suiteCopies,
		"refuses":                  suiteRefuses,
		"silent":                   func(t *testing.T, u underTest) { suiteBlocked(t, u, u.silent, "device.no_answer") },
		"paused":                   func(t *testing.T, u underTest) { suiteBlocked(t, u, u.paused, "label_printer.paused") },
		"unplugged":                suiteUnplugged,
	} {
		t.Run(name, func(t *testing.T) { check(t, open(t)) })
	}
}

func suiteInOrder(t *testing.T, u underTest) {
	if _, known := u.driver.Status(); known {
		t.Error("a status before it said anything")
	}
	for turn := range 3 {
		awaited := 0
		one := job(unit())
		one.Awaiting = func() { awaited++ }
		outcome(t, u.driver.Print(within(t), one), devices.Printed, "")
		if u.labels() != turn+1 || awaited != 1 {
			t.Fatalf("%d labels after %d jobs, awaited %d times", u.labels(), turn+1, awaited)
		}
	}
	status, known := u.driver.Status()
	if !known || !status.Answers || !status.Confirms || status.Cause() != "" || u.driver.Fault() != nil {
		t.Errorf("status %+v %v, fault %v", status, known, u.driver.Fault())
	}
}

func suiteCopies(t *testing.T, u underTest) {
	label := unit()
	label.Copies = 3
	outcome(t, u.driver.Print(within(t), job(label)), devices.Printed, "")
	if u.labels() != 3 {
		t.Errorf("%d labels", u.labels())
	}
}

func suiteRefuses(t *testing.T, u underTest) {
	unknown, tiny := unit(), unit()
	unknown.Template, tiny.PackageTag = "shelf", "1A4 "+string(bytes.Repeat([]byte("W"), 100))
	none := job(unit())
	none.Document.Label = nil
	for name, one := range map[string]devices.PrintJob{"no label": none, "no template": job(unknown), "no room": job(tiny)} {
		result := u.driver.Print(within(t), one)
		outcome(t, result, devices.Failed, "")
		if result.Err.Code != devices.BadDocument {
			t.Errorf("%s: %v", name, result.Err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	outcome(t, u.driver.Print(cancelled, job(unit())), devices.Failed, "")
	if u.labels() != 0 {
		t.Error("labels")
	}
}

func suiteBlocked(t *testing.T, u underTest, set func(bool), code devices.Code) {
	set(true)
	result := u.driver.Print(within(t), job(unit()))
	outcome(t, result, devices.Blocked, devices.PrinterOffline)
	if result.Err.Code != code {
		t.Errorf("error %v", result.Err)
	}
	err := u.driver.TryPoll(within(t), time.Second)
	if silent := code == devices.NoAnswer; (err != nil) != silent || silent && devices.CodeOf(err) != devices.NoAnswer {
		t.Errorf("poll gave %v", err)
	}
	if fault := u.driver.Fault(); fault == nil || fault.Code != code {
		t.Errorf("fault %v", fault)
	}
	set(false)
	outcome(t, u.driver.Print(within(t), job(unit())), devices.Printed, "")
	if u.labels() != 1 || u.driver.Fault() != nil {
		t.Errorf("%d labels, fault %v", u.labels(), u.driver.Fault())
	}
}

func suiteUnplugged(t *testing.T, u underTest) {
	outcome(t, u.driver.Print(within(t), job(unit())), devices.Printed, "")
	u.unplug()
	<-u.driver.Done()
	if !devices.Gone(u.driver.Err()) {
		t.Errorf("ended with %v", u.driver.Err())
	}
	outcome(t, u.driver.Print(within(t), job(unit())), devices.Failed, "")
	if err := u.driver.Probe(within(t)); !devices.Gone(err) {
		t.Errorf("probe gave %v", err)
	}
}

// fakeLabels is a playback port that answers ~HS as a label printer does.
type fakeLabels struct {
	*devicetest.Playback

	mu      sync.Mutex
	silent  bool
	paused  bool
	garble  bool
	formats int           // in the buffer, for good
	left    int           // labels, one fewer with each answer
	perJob  int           // labels that a job leaves to print
	dieAt   int           // bytes after which it goes away; 0: never
	pace    time.Duration // of one write
}

func onPlayback(t *testing.T, patience labelprinter.Waits) (*labelprinter.Driver, *fakeLabels) {
	t.Helper()
	port := &fakeLabels{Playback: devicetest.NewPlayback()}
	return drive(t, port, patience), port
}

func drive(t *testing.T, port devices.Port, patience labelprinter.Waits) *labelprinter.Driver {
	t.Helper()
	driver, err := labelprinter.New(port, labelprinter.Options{Media: small, Waits: patience, Clock: bubbleClock{time.Now()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(driver.Close)
	return driver
}

// bubbleClock runs with the time of the bubble it is made in.
type bubbleClock struct{ start time.Time }

func (b bubbleClock) Now() clock.Reading {
	return clock.Reading{Wall: time.Now().UTC(), Monotonic: time.Since(b.start)}
}

func (f *fakeLabels) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fakeLabels) labels() int {
	sum := 0
	for _, format := range bytes.Split(f.Written(), []byte("^PQ"))[1:] {
		count, _ := strconv.Atoi(string(format[:bytes.IndexByte(format, '^')]))
		sum += count
	}
	return sum
}

func (f *fakeLabels) Write(ctx context.Context, data []byte) (int, error) {
	if f.pace > 0 {
		<-time.After(f.pace)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if left := f.dieAt - len(f.Written()); f.dieAt > 0 && left <= len(data) {
		n, err := f.Playback.Write(ctx, data[:max(left, 0)])
		f.Unplug()
		if err == nil && n < len(data) {
			err = devices.Errorf(devices.Unplugged, "The device was unplugged.")
		}
		return n, err
	}
	n, err := f.Playback.Write(ctx, data)
	f.left += f.perJob * bytes.Count(data, []byte("^XZ"))
	if err != nil || !bytes.Equal(data, []byte(zpl.StatusRequest)) || f.silent {
		return n, err
	}
	if f.garble {
		f.Say("\x02030,0\xff\x00,,,9\x03\r\n\x02\x02\x02*\x03")
		return n, nil
	}
	f.Say(hostStatus(f.formats, f.left, f.paused))
	f.left = max(f.left-1, 0)
	return n, nil
}

func hostStatus(formats, left int, paused bool) string {
	pause := "0"
	if paused {
		pause = "1"
	}
	number := strconv.Itoa(1000 + formats)[1:]
	return "\x02030,0," + pause + ",0256," + number + ",0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,0,2,4,0," +
		strconv.Itoa(100_000_000 + left)[1:] + ",1,000\x03\r\n\x021234,0\x03\r\n"
}
