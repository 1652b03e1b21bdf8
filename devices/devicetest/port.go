package devicetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
)

// FarEnd is the device's side of a port.
type FarEnd struct {
	io.ReadWriter
	Unplug func()
}

// Port is what every port must do. open gives one with the device's side of it,
// and closes both with t.Cleanup.
func Port(t *testing.T, open func(t *testing.T) (devices.Port, FarEnd)) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, devices.Port, FarEnd){
		"carries all bytes from the device":  portReadsAll,
		"carries all bytes to the device":    portWritesAll,
		"carries both ways at once":          portBothWays,
		"times out and goes on":              portTimesOut,
		"a cancelled call":                   portCancelled,
		"unplugged while reading":            portUnpluggedReading,
		"unplugged while writing":            portUnpluggedWriting,
		"what came before the end is given":  portLastBytes,
		"closed while reading":               portClosedReading,
		"closing twice, and calls after it":  portClosedTwice,
		"a name":                             portNamed,
		"an empty write":                     portEmptyWrite,
		"writers do not mix their own bytes": portWriters,
	} {
		t.Run(name, func(t *testing.T) {
			port, far := open(t)
			test(t, port, far)
		})
	}
}

func allBytes() []byte {
	all := make([]byte, 256)
	for index := range all {
		all[index] = byte(index)
	}
	return all
}

func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func readPort(t *testing.T, port devices.Port, count, step int) []byte {
	t.Helper()
	var got []byte
	buffer := make([]byte, step)
	for len(got) < count {
		n, err := port.Read(soon(t), buffer)
		if err != nil {
			t.Fatalf("after %d bytes: %v", len(got), err)
		}
		if n == 0 {
			t.Fatal("a read of no bytes")
		}
		got = append(got, buffer[:n]...)
	}
	return got
}

// readFar reads from the device's side; its reads have no deadline, so a timer
// ends the test.
func readFar(t *testing.T, far FarEnd, count int) []byte {
	t.Helper()
	done := make(chan []byte, 1)
	go func() {
		got := make([]byte, count)
		n, _ := io.ReadFull(far, got) // a short read shows in the comparison
		done <- got[:n]
	}()
	select {
	case got := <-done:
		return got
	case <-time.After(5 * time.Second):
		t.Fatal("the bytes did not arrive")
		return nil
	}
}

func portReadsAll(t *testing.T, port devices.Port, far FarEnd) {
	if _, err := far.Write(allBytes()); err != nil {
		t.Fatal(err)
	}
	if got := readPort(t, port, 256, 7); !bytes.Equal(got, allBytes()) {
		t.Errorf("% x", got)
	}
}

func portWritesAll(t *testing.T, port devices.Port, far FarEnd) {
	if n, err := port.Write(soon(t), allBytes()); n != 256 || err != nil {
		t.Fatal(n, err)
	}
	if got := readFar(t, far, 256); !bytes.Equal(got, allBytes()) {
		t.Errorf("% x", got)
	}
}

func portBothWays(t *testing.T, port devices.Port, far FarEnd) {
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := far.Write(bytes.Repeat(allBytes(), 4)); err != nil {
			t.Error(err)
		}
	})
	all.Go(func() {
		if n, err := port.Write(soon(t), bytes.Repeat(allBytes(), 4)); n != 1024 || err != nil {
			t.Error(n, err)
		}
	})
	if got := readPort(t, port, 1024, 100); !bytes.Equal(got, bytes.Repeat(allBytes(), 4)) {
		t.Error("bytes to us were changed")
	}
	if got := readFar(t, far, 1024); !bytes.Equal(got, bytes.Repeat(allBytes(), 4)) {
		t.Error("bytes to the device were changed")
	}
	all.Wait()
}

func portTimesOut(t *testing.T, port devices.Port, far FarEnd) {
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := port.Read(short, make([]byte, 1)); devices.CodeOf(err) != devices.Timeout {
		t.Fatalf("got %v", err)
	}
	if _, err := far.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if got := readPort(t, port, 1, 9); string(got) != "x" {
		t.Errorf("%q", got)
	}
}

func portCancelled(t *testing.T, port devices.Port, _ FarEnd) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := port.Read(cancelled, make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("read gave %v", err)
	}
	if n, err := port.Write(cancelled, []byte("x")); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("write gave %d, %v", n, err)
	}
}

// endsWith wants a call to end within a second with a code.
func endsWith(t *testing.T, ended <-chan error, code devices.Code) {
	t.Helper()
	select {
	case err := <-ended:
		if devices.CodeOf(err) != code || !devices.Gone(err) {
			t.Errorf("got %v, not %s", err, code)
		}
	case <-time.After(time.Second):
		t.Errorf("the call did not end within a second with %s", code)
	}
}

func reading(ctx context.Context, port devices.Port) <-chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := port.Read(ctx, make([]byte, 1))
		ended <- err
	}()
	return ended
}

func portUnpluggedReading(t *testing.T, port devices.Port, far FarEnd) {
	ended := reading(soon(t), port)
	far.Unplug()
	endsWith(t, ended, devices.Unplugged)
	if n, err := port.Write(soon(t), []byte("x")); n != 0 || devices.CodeOf(err) != devices.Unplugged {
		t.Errorf("a write after it gave %d, %v", n, err)
	}
}

func portUnpluggedWriting(t *testing.T, port devices.Port, far FarEnd) {
	ended := make(chan error, 1)
	ctx := soon(t)
	go func() {
		for {
			if _, err := port.Write(ctx, make([]byte, 1024)); err != nil {
				ended <- err
				return
			}
		}
	}()
	readFar(t, far, 4096)
	far.Unplug()
	select {
	case err := <-ended:
		// A write that was in the way when the device went may have left bytes.
		if code := devices.CodeOf(err); code != devices.Unplugged && code != devices.Abandoned {
			t.Errorf("got %v", err)
		}
	case <-time.After(time.Second):
		t.Error("a write to a device that is gone did not end within a second")
	}
}

func portLastBytes(t *testing.T, port devices.Port, far FarEnd) {
	if _, err := far.Write([]byte("last words")); err != nil {
		t.Fatal(err)
	}
	got := readPort(t, port, 1, 1)
	far.Unplug()
	for {
		buffer := make([]byte, 4)
		n, err := port.Read(soon(t), buffer)
		if err != nil {
			if devices.CodeOf(err) != devices.Unplugged {
				t.Errorf("ended with %v", err)
			}
			break
		}
		got = append(got, buffer[:n]...)
	}
	if string(got) != "last words" {
		t.Errorf("%q", got)
	}
}

func portClosedReading(t *testing.T, port devices.Port, _ FarEnd) {
	ended := reading(soon(t), port)
	if err := port.Close(); err != nil {
		t.Error(err)
	}
	endsWith(t, ended, devices.Closed)
}

func portClosedTwice(t *testing.T, port devices.Port, _ FarEnd) {
	if err := errors.Join(port.Close(), port.Close()); err != nil {
		t.Error(err)
	}
	if n, err := port.Write(soon(t), []byte("x")); n != 0 || devices.CodeOf(err) != devices.Closed {
		t.Errorf("write gave %d, %v", n, err)
	}
	endsWith(t, reading(soon(t), port), devices.Closed)
}

func portNamed(t *testing.T, port devices.Port, _ FarEnd) {
	if port.Name() == "" {
		t.Error("no name")
	}
}

func portEmptyWrite(t *testing.T, port devices.Port, _ FarEnd) {
	if n, err := port.Write(soon(t), nil); n != 0 || err != nil {
		t.Error(n, err)
	}
}

// portWriters has several writers at once; up to 256 bytes of one must stay
// together, which a drawer's pulse relies on.
func portWriters(t *testing.T, port devices.Port, far FarEnd) {
	const writers, size = 4, 256
	var all sync.WaitGroup
	for writer := range writers {
		all.Go(func() {
			if n, err := port.Write(soon(t), bytes.Repeat([]byte{byte('a' + writer)}, size)); n != size || err != nil {
				t.Error(n, err)
			}
		})
	}
	got := readFar(t, far, writers*size)
	all.Wait()
	for at := 0; at < len(got); at += size {
		if !bytes.Equal(got[at:at+size], bytes.Repeat(got[at:at+1], size)) {
			t.Error("the bytes of two writers are mixed")
		}
	}
}
