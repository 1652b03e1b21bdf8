package printer_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/printer"
)

// FuzzReplies has a printer say anything at all while a job is awaited. Whatever it
// is, the job ends in time, is sent once, and is Printed only by the job's own echo.
func FuzzReplies(f *testing.F) {
	for _, seed := range []string{"", "\x11", "\x13", "\x12\x1a\x7e", "\x10\x00\x00\x00", "7\x22!\"!$\x00", "\x13\x11\x13", "7", "\x00\x0c\xff", "\x18\x00\x0f\x00"} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, said []byte, silent bool) {
		said = said[:min(len(said), 2000)]
		synctest.Test(t, func(t *testing.T) {
			fake := devicetest.NewFakePrinter()
			// Ids begin far from what a fuzzer finds by chance.
			driver := newDriver(t, fake, "epson-tm-t88v", printer.Options{Clock: newBubble(), FirstID: 70_000_001})
			if err := driver.Probe(t.Context()); err != nil {
				t.Fatal(err)
			}
			one := job(3)
			if silent {
				fake.CoverOpensAfter(50) // so that its own echo does not come
			}
			one.Awaiting = func() { fake.Say(string(said)) }
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			start := time.Now()
			got := driver.Print(ctx, one)
			if took := time.Since(start); took > waits.Fault+waits.Echo+time.Second {
				t.Errorf("it held the job for %v", took)
			}
			if silent && got.Outcome != devices.Unknown || fake.Papers() > 1 {
				t.Errorf("%+v with %d papers", got, fake.Papers())
			}
			if got.Outcome != devices.Printed && got.Outcome != devices.Unknown || got.SentBytes == 0 {
				t.Errorf("%+v", got)
			}
		})
	})
}
