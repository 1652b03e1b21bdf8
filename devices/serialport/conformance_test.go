package serialport_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/terminal/clock"
)

func TestConformance(t *testing.T) {
	devicetest.Port(t, func(t *testing.T) (devices.Port, devicetest.FarEnd) {
		master, slave, port := open(t, &serialport.Opener{}, 0)
		var once sync.Once
		unplug := func() { once.Do(func() { slave.Close(); master.Close() }) }
		t.Cleanup(func() { port.Close(); unplug() })
		return port, devicetest.FarEnd{ReadWriter: master, Unplug: unplug}
	})
}

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// Ports that are opened, closed, unplugged and plugged in all day leave nothing
// behind. goleak in TestMain counts the goroutines.
func TestNothingIsLeftOpen(t *testing.T) {
	const workers, turns = 10, 20
	warm, slave, port := open(t, &serialport.Opener{}, 0) // what the runtime opens once
	slave.Close()
	warm.Close()
	port.Close()
	before := descriptors(t)
	opener := &serialport.Opener{}
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for turn := range turns {
				if err := openAndLose(opener, turn%4 == 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	// A stuck write is closed when it comes back, which may be after Close.
	waitUntil(t, func() bool { return descriptors(t) <= before })
}

// openAndLose opens a port, passes bytes, and closes it: in order, or after the
// device went away within a write.
func openAndLose(opener *serialport.Opener, inOrder bool) error {
	master, slave, err := pty.Open()
	if err != nil {
		return err
	}
	defer master.Close()
	defer slave.Close()
	wait := time.Duration(0) // the default
	if !inOrder {
		wait = 20 * time.Millisecond
	}
	port, err := opener.Open(serialport.Settings{Name: slave.Name(), Baud: 9600, WriteWait: wait, Clock: clock.NewSystem(time.Time{})})
	if err != nil {
		return err
	}
	defer port.Close()
	if _, err := master.Write([]byte("ready")); err != nil {
		return err
	}
	size := 100
	if !inOrder {
		size = 64 << 10 // more than the line takes: it gets stuck
	}
	n, err := port.Write(context.Background(), make([]byte, size))
	if (err == nil) != inOrder {
		return fmt.Errorf("%d bytes, %w", n, err)
	}
	if !inOrder {
		slave.Close()
		master.Close()
		<-port.Gone()
	}
	return port.Close()
}
