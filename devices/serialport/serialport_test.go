package serialport_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/terminal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open gives a pty's master and a Port on its slave. The slave is held open too,
// as a device model does, so that the Port can be closed and opened again.
func open(t *testing.T, opener *serialport.Opener, wait time.Duration) (*os.File, *os.File, *serialport.Port) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	port, err := opener.Open(serialport.Settings{Name: slave.Name(), Baud: 9600, WriteWait: wait, Clock: clock.NewSystem(time.Time{})})
	if err != nil {
		t.Fatal(err)
	}
	return master, slave, port
}

func within(t *testing.T, wait time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wait)
	t.Cleanup(cancel)
	return ctx
}

func TestAllBytesBothWays(t *testing.T) {
	master, slave, port := open(t, &serialport.Opener{}, 0)
	defer func() { port.Close(); slave.Close(); master.Close() }()
	all := make([]byte, 256)
	for index := range all {
		all[index] = byte(index)
	}
	if _, err := master.Write(all); err != nil {
		t.Fatal(err)
	}
	var got []byte
	buffer := make([]byte, 7) // smaller than a chunk: the rest must be kept
	for len(got) < len(all) {
		n, err := port.Read(within(t, 5*time.Second), buffer)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, buffer[:n]...)
	}
	if !bytes.Equal(got, all) {
		t.Fatalf("device to us: % x", got)
	}
	n, err := port.Write(within(t, 5*time.Second), append(all, all...))
	if n != 512 || err != nil {
		t.Fatal(n, err)
	}
	back := make([]byte, 0, 512)
	for len(back) < 512 {
		piece := make([]byte, 512)
		n, err := master.Read(piece)
		if err != nil {
			t.Fatal(err)
		}
		back = append(back, piece[:n]...)
	}
	if !bytes.Equal(back, append(all, all...)) {
		t.Fatalf("us to device: % x", back)
	}
}

func TestAnIdleLineTimesOutAndStaysOpen(t *testing.T) {
	master, slave, port := open(t, &serialport.Opener{}, 0)
	defer func() { port.Close(); slave.Close(); master.Close() }()
	// Longer than nodeCheckReads time-outs, so that the node is looked at too.
	if _, err := port.Read(within(t, 1300*time.Millisecond), make([]byte, 1)); devices.CodeOf(err) != devices.Timeout {
		t.Fatalf("got %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := port.Read(cancelled, make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	master.Write([]byte("x"))
	if n, err := port.Read(within(t, 5*time.Second), make([]byte, 9)); n != 1 || err != nil {
		t.Fatal(n, err)
	}
}

func TestUnplugIsToldFromSilence(t *testing.T) {
	for _, name := range []string{"while reading", "while idle"} {
		t.Run(name, func(t *testing.T) {
			master, slave, port := open(t, &serialport.Opener{}, 0)
			defer port.Close()
			read := make(chan error, 1)
			unplug := func() { slave.Close(); master.Close() }
			if name == "while idle" {
				unplug()
				<-port.Gone()
			}
			go func() {
				_, err := port.Read(context.WithoutCancel(t.Context()), make([]byte, 1))
				read <- err
			}()
			if name == "while reading" {
				unplug()
			}
			select {
			case err := <-read:
				if devices.CodeOf(err) != devices.Unplugged || !devices.Gone(err) {
					t.Fatalf("got %v", err)
				}
			case <-time.After(2 * time.Second):
				t.Fatal("an unplugged device was not noticed")
			}
			if n, err := port.Write(within(t, time.Second), []byte("x")); n != 0 || devices.CodeOf(err) != devices.Unplugged {
				t.Fatalf("write gave %d, %v", n, err)
			}
		})
	}
}

func TestAWriteThatNobodyTakes(t *testing.T) {
	opener := &serialport.Opener{}
	master, slave, port := open(t, opener, 150*time.Millisecond)
	n, err := port.Write(within(t, 10*time.Second), make([]byte, 64<<10))
	if devices.CodeOf(err) != devices.Abandoned {
		t.Fatalf("got %d, %v", n, err)
	}
	if n == 0 || n >= 64<<10 || n%256 != 0 {
		t.Fatalf("%d bytes are said to have left", n)
	}
	if port.Abandoned() != 1 {
		t.Fatalf("%d abandoned writers", port.Abandoned())
	}
	if n, err := port.Write(within(t, time.Second), []byte("x")); n != 0 || devices.CodeOf(err) != devices.Busy {
		t.Fatalf("a second write gave %d, %v", n, err)
	}
	start := time.Now()
	port.Close()
	if took := time.Since(start); took > time.Second {
		t.Fatalf("Close took %v", took)
	}
	settings := serialport.Settings{Name: slave.Name(), Baud: 9600, Clock: clock.NewSystem(time.Time{})}
	if _, err := opener.Open(settings); devices.CodeOf(err) != devices.Busy {
		t.Fatalf("a second abandoned writer became possible: %v", err)
	}
	// The hang-up frees the writer; the name may be opened again after it.
	slave.Close()
	master.Close()
	waitUntil(t, func() bool { return port.Abandoned() == 0 })
	if _, err := opener.Open(settings); devices.CodeOf(err) != devices.PortMissing {
		t.Fatalf("got %v", err)
	}
}

func TestAStuckWriterComesBack(t *testing.T) {
	master, slave, port := open(t, &serialport.Opener{}, 100*time.Millisecond)
	defer func() { port.Close(); slave.Close(); master.Close() }()
	port.Write(within(t, 10*time.Second), make([]byte, 64<<10))
	if port.Abandoned() != 1 {
		t.Fatal("not stuck")
	}
	drained := make(chan struct{})
	go func() { // the device takes data again
		defer close(drained)
		buffer := make([]byte, 4096)
		for {
			n, err := master.Read(buffer)
			if err != nil || bytes.Contains(buffer[:n], []byte("done")) {
				return
			}
		}
	}()
	waitUntil(t, func() bool { return port.Abandoned() == 0 })
	if n, err := port.Write(within(t, 5*time.Second), []byte("done")); n != 4 || err != nil {
		t.Fatal(n, err)
	}
	<-drained
}

func TestCloseEndsAPendingReadAndIsIdempotent(t *testing.T) {
	opener := &serialport.Opener{}
	master, slave, port := open(t, opener, 0)
	defer func() { slave.Close(); master.Close() }()
	read := make(chan error, 1)
	go func() {
		_, err := port.Read(context.WithoutCancel(t.Context()), make([]byte, 1))
		read <- err
	}()
	port.Close()
	if err := <-read; devices.CodeOf(err) != devices.Closed {
		t.Fatalf("got %v", err)
	}
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := opener.Open(serialport.Settings{Name: slave.Name(), Baud: 38400, Clock: clock.NewSystem(time.Time{})})
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestOpenRefuses(t *testing.T) {
	opener := &serialport.Opener{}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	system := clock.NewSystem(time.Time{})
	for _, c := range []struct {
		settings serialport.Settings
		want     devices.Code
	}{
		{serialport.Settings{Name: file + "-not-there", Baud: 9600, Clock: system}, devices.PortMissing},
		{serialport.Settings{Name: file, Baud: 9600, Clock: system}, devices.PortRefused},
		{serialport.Settings{Name: file, Baud: 1, Clock: system}, devices.PortRefused},
		{serialport.Settings{Baud: 9600, Clock: system}, devices.BadSettings},
		{serialport.Settings{Name: file, Baud: 9600}, devices.BadSettings},
	} {
		if _, err := opener.Open(c.settings); devices.CodeOf(err) != c.want {
			t.Errorf("%+v gave %v, not %v", c.settings, err, c.want)
		}
	}
}

func TestBackoff(t *testing.T) {
	var backoff serialport.Backoff
	want := []time.Duration{250, 500, 1000, 2000, 5000, 5000}
	for _, wait := range want {
		if got := backoff.Next(); got != wait*time.Millisecond {
			t.Fatalf("got %v, not %v ms", got, int(wait))
		}
	}
	backoff.Reset()
	if got := backoff.Next(); got != 250*time.Millisecond {
		t.Fatalf("after Reset %v", got)
	}
}

func waitUntil(t *testing.T, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(5 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("did not happen in 5 s")
		}
	}
}
