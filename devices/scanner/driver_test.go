package scanner_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"
	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/terminal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A card through a serial line in lumps, as a USB adapter hands them over. The
// budget is 10 ms from the last byte to the scan; the median of several scans
// is compared, as a shared machine now and then holds a process longer.
func TestPacedScansThroughASerialLine(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { slave.Close(); master.Close() }()
	system := clock.NewSystem(time.Time{})
	port, err := (&serialport.Opener{}).Open(serialport.Settings{Name: slave.Name(), Baud: 9600, Clock: system})
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	queue := scanner.NewQueue()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- scanner.New(port, queue, scanner.NewFramer(0, 0), system).Run(ctx) }()

	cards := [][]byte{licence(t, "syn-v10-mi"), licence(t, "syn-id-card")} // in turn: no repeat
	var delays []time.Duration
	for turn := 0; len(delays) < 9; turn++ {
		if turn == 60 {
			t.Fatalf("this machine is too busy: %d of %d scans were sent in time", len(delays), turn)
		}
		card := cards[turn%2]
		written, longest := time.Now(), time.Duration(0)
		lumps := time.NewTicker(16 * time.Millisecond)
		for start := 0; start < len(card); start += 64 {
			<-lumps.C
			if _, err := master.Write(card[start:min(start+64, len(card))]); err != nil {
				t.Fatal(err)
			}
			longest = max(longest, time.Since(written))
			written = time.Now()
		}
		last := time.Now()
		lumps.Stop()
		select {
		case scan := <-queue.Scans():
			if longest > scanner.IDGap/2 { // held up by the machine: torn, as it were
				pause := time.NewTimer(scanner.FrameMaxTime)
				<-pause.C
				for len(queue.Scans()) > 0 {
					<-queue.Scans()
				}
				continue
			}
			delays = append(delays, time.Since(last))
			if scan.Kind != scanner.ID || !slices.Equal(scan.Raw, card) {
				t.Fatalf("turn %d: %v", turn, scan)
			}
		case <-time.After(3 * time.Second):
			t.Fatalf("turn %d: no scan", turn)
		}
		// A hand needs longer than the silence that ends the tail.
		pause := time.NewTimer(2 * scanner.IDGap)
		<-pause.C
	}
	slices.Sort(delays)
	t.Logf("last byte to scan: %v", delays)
	if median := delays[len(delays)/2]; median > 10*time.Millisecond {
		t.Errorf("the median is %v, over 10 ms", median)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestRunEndsWhenTheScannerIsUnplugged(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	system := clock.NewSystem(time.Time{})
	port, err := (&serialport.Opener{}).Open(serialport.Settings{Name: slave.Name(), Baud: 9600, Clock: system})
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	done := make(chan error, 1)
	go func() {
		done <- scanner.New(port, scanner.NewQueue(), scanner.NewFramer(0, 0), system).Run(context.WithoutCancel(t.Context()))
	}()
	slave.Close()
	master.Close()
	select {
	case err := <-done:
		if devices.CodeOf(err) != devices.Unplugged {
			t.Fatalf("got %v", err)
		}
	case <-time.After(3 * time.Second):
		t.Fatal("not noticed")
	}
}

// pieces is a port that gives prepared bytes and then ends.
type pieces struct{ left [][]byte }

func (p *pieces) Name() string { return "pieces" }
func (p *pieces) Read(_ context.Context, buffer []byte) (int, error) {
	if len(p.left) == 0 {
		return 0, devices.Errorf(devices.Unplugged, "No more.")
	}
	n := copy(buffer, p.left[0])
	p.left = p.left[1:]
	return n, nil
}
func (p *pieces) Write(context.Context, []byte) (int, error) { return 0, nil }
func (p *pieces) Close() error                               { return nil }

func TestScansThatNobodyTakesAreDroppedAndCounted(t *testing.T) {
	for _, extra := range []int{0, 1} {
		port := &pieces{}
		for range scanner.ScansMax + extra {
			port.left = append(port.left, []byte("0850012345671\r"))
		}
		queue := scanner.NewQueue()
		err := scanner.New(port, queue, scanner.NewFramer(0, 0), clock.NewSystem(time.Time{})).Run(t.Context())
		if devices.CodeOf(err) != devices.Unplugged || queue.Dropped() != extra || len(queue.Scans()) != scanner.ScansMax {
			t.Errorf("%d over: %v, dropped %d, waiting %d", extra, err, queue.Dropped(), len(queue.Scans()))
		}
	}
}
