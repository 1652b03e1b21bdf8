package labelprinter_test

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/labelprinter"
	"github.com/curbline/curbline/devices/zpl"
)

// usual are the waits as they are in the shop: in a bubble they cost nothing.
var usual = labelprinter.Waits{}

func encoded(t *testing.T) []byte {
	t.Helper()
	bytes, err := zpl.Encode(unit(), small)
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

func inBubble(t *testing.T, check func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		driver, port := onPlayback(t, usual)
		check(t, driver, port)
	})
}

// The printer goes away at every byte of a job: nothing hangs, nothing is sent
// twice, and what is said of the label is true.
func TestUnpluggedAtEveryByte(t *testing.T) {
	whole := encoded(t)
	question := len(zpl.StatusRequest)
	for offset := 1; offset <= len(whole)+2*question; offset++ {
		inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
			port.dieAt = offset
			start := time.Now()
			result := driver.Print(t.Context(), job(unit()))
			if took := time.Since(start); took > time.Second {
				t.Fatalf("byte %d: it hung for %v", offset, took)
			}
			if left := len(port.Written()) - question; left <= 0 {
				outcome(t, result, devices.Failed, "")
			} else {
				outcome(t, result, devices.Unknown, "")
			}
			sent := port.Written()[min(len(port.Written()), question):]
			if !bytes.HasPrefix(whole, sent[:min(len(sent), len(whole))]) || bytes.Count(port.Written(), []byte("^XA")) > 1 {
				t.Fatalf("byte %d: sent %q", offset, port.Written())
			}
			outcome(t, driver.Print(t.Context(), job(unit())), devices.Failed, "")
		})
	}
}

// A printer that takes no more at every 40th byte: the write is given up, and
// what may have left counts as left.
func TestStuckWithinAJob(t *testing.T) {
	whole := encoded(t)
	for offset := 0; offset < len(whole); offset += 40 {
		inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
			port.Takes(len(zpl.StatusRequest) + offset)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			outcome(t, driver.Print(ctx, job(unit())), devices.Unknown, "")
			if bytes.Count(port.Written(), []byte("^XA")) > 1 {
				t.Fatal("sent twice")
			}
		})
	}
}

func TestLabelsThatTakeTheirTime(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		port.perJob = 30 // answers, that is
		outcome(t, driver.Print(t.Context(), job(unit())), devices.Printed, "")
		if got := bytes.Count(port.Written(), []byte("~HS")); got < 32 {
			t.Errorf("after %d questions", got)
		}
	})
}

func TestAPrinterThatNeverFinishes(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		one := job(unit())
		one.Awaiting = func() { port.set(func() { port.formats = 1 }) }
		start := time.Now()
		outcome(t, driver.Print(t.Context(), one), devices.Unknown, "")
		if took := time.Since(start); took < 20*time.Second || took > 25*time.Second {
			t.Errorf("after %v", took)
		}
		// And the next one does not begin behind it.
		result := driver.Print(t.Context(), job(unit()))
		outcome(t, result, devices.Blocked, devices.PrinterOffline)
		if result.Err.Code != "label_printer.busy" || port.labels() != 1 {
			t.Errorf("%v, %d labels", result.Err, port.labels())
		}
	})
}

func TestSilentAfterTheBytesLeft(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		one := job(unit())
		one.Awaiting = func() { port.set(func() { port.silent = true }) }
		start := time.Now()
		outcome(t, driver.Print(t.Context(), one), devices.Unknown, devices.PrinterOffline)
		if took := time.Since(start); took < 90*time.Second || took > 95*time.Second {
			t.Errorf("after %v", took)
		}
		if status, known := driver.Status(); !known || !status.Offline {
			t.Errorf("status %+v", status)
		}
	})
}

// Switched off and on within a job: silent, then idle at once. It may have printed
// the label before or lost it.
func TestIdleAfterSilenceIsNotPrinted(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		one := job(unit())
		one.Awaiting = func() {
			port.set(func() { port.silent = true })
			time.AfterFunc(7*time.Second, func() { port.set(func() { port.silent = false }) })
		}
		outcome(t, driver.Print(t.Context(), one), devices.Unknown, "")
	})
}

// Media that runs out within a job and is replaced: silent, then at work again.
func TestAtWorkAfterSilenceIsPrinted(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		one := job(unit())
		one.Awaiting = func() {
			port.set(func() { port.silent, port.left = true, 2 })
			time.AfterFunc(60*time.Second, func() { port.set(func() { port.silent = false }) })
		}
		outcome(t, driver.Print(t.Context(), one), devices.Printed, "")
	})
}

// Pressing pause within a job holds it; after the Fault wait nobody knows.
func TestPausedWithinAJob(t *testing.T) {
	for name, c := range map[string]struct {
		mended time.Duration
		want   devices.Outcome
		cause  devices.BlockCause
	}{
		"mended": {60 * time.Second, devices.Printed, ""},
		"not":    {1000 * time.Second, devices.Unknown, devices.PrinterOffline},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
				one := job(unit())
				one.Awaiting = func() {
					port.set(func() { port.paused, port.formats = true, 1 })
					time.AfterFunc(c.mended, func() { port.set(func() { port.paused, port.formats = false, 0 }) })
				}
				outcome(t, driver.Print(t.Context(), one), c.want, c.cause)
			})
		})
	}
}

func TestRubbish(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		port.garble = true
		outcome(t, driver.Print(t.Context(), job(unit())), devices.Blocked, devices.PrinterOffline)
		port.set(func() { port.garble = false })
		// Noise, an answer to no question, and half an answer before the real ones.
		port.Say(hostStatus(9, 9, true) + "\xff\x13\x00\x02030,1,1")
		outcome(t, driver.Print(t.Context(), job(unit())), devices.Printed, "")
	})
}

// An answer that comes after its time must not be taken for a later one: both are
// from before the job, and say "idle".
func TestALateAnswerProvesNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		port.silent = true
		time.AfterFunc(1500*time.Millisecond, func() { port.Say(hostStatus(0, 0, false)) })
		time.AfterFunc(2300*time.Millisecond, func() { port.Say(hostStatus(0, 0, false)) })
		outcome(t, driver.Print(t.Context(), job(unit())), devices.Unknown, devices.PrinterOffline)
	})
}

// XOFF within a job holds the rest of it until XON.
func TestFlowControlIsObeyed(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		port.pace = 10 * time.Millisecond
		result := make(chan devices.PrintResult, 1)
		go func() { result <- driver.Print(t.Context(), job(unit())) }()
		<-time.After(25 * time.Millisecond) // the question and a part of the job are out
		port.Say("\x13")
		<-time.After(time.Second)
		held := len(port.Written())
		<-time.After(30 * time.Second)
		if got := len(port.Written()); got != held || got >= len(encoded(t)) {
			t.Errorf("%d bytes went out, then %d", held, got-held)
		}
		port.Say("\x11")
		outcome(t, <-result, devices.Printed, "")
	})
}

// A printer that never says XON gets no more, and nobody knows what it does.
func TestXOFFForEver(t *testing.T) {
	inBubble(t, func(t *testing.T, driver *labelprinter.Driver, port *fakeLabels) {
		port.pace = 10 * time.Millisecond
		time.AfterFunc(25*time.Millisecond, func() { port.Say("\x13") })
		outcome(t, driver.Print(t.Context(), job(unit())), devices.Unknown, "")
	})
}

func TestSettings(t *testing.T) {
	port := devicetest.NewPlayback()
	if _, err := labelprinter.New(port, labelprinter.Options{Media: zpl.Media{DotsPerMM: 8}}); devices.CodeOf(err) != devices.BadSettings {
		t.Error(err)
	}
	if _, err := labelprinter.New(port, labelprinter.Options{Media: small}); devices.CodeOf(err) != devices.BadSettings {
		t.Error(err)
	}
}
