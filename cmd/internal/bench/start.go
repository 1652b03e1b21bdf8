package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
)

const (
	startMax       = 300 * time.Millisecond
	startSamples   = 5
	memoryMaxBytes = 80 << 20
	memorySales    = 50
	// usableMax is what the window may take until somebody can work.
	usableMax    = 2 * time.Second
	builtProgram = ".build/curblinectl"
)

// serve is the terminal without a window in a process of this program, for where
// curblinectl is not built.
func serve(ctx context.Context, path string) error {
	loaded, err := config.Load(path)
	if err != nil {
		return err
	}
	program, err := service.Open(ctx, loaded, silentLog())
	if err != nil {
		return err
	}
	address, err := program.Listen(ctx, "")
	if err == nil {
		fmt.Printf("ready on http://%s/api/v1/health\n", address)
		err = program.Run(ctx)
	}
	return errors.Join(err, program.Close())
}

// process is a terminal in a process of its own.
type process struct {
	command *exec.Cmd
	client  *client
	began   time.Time
	took    time.Duration // from its start to the first good answer
}

func startProcess(ctx context.Context, c config.Config) (*process, error) {
	path := filepath.Join(c.Terminal.DataDir, "curbline.toml")
	command := exec.CommandContext(ctx, os.Args[0], "serve", path)
	if _, err := os.Stat(builtProgram); err == nil {
		command = exec.CommandContext(ctx, builtProgram, "--config", path, "serve")
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &process{command: command, began: began}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err == nil {
		_, rest, _ := strings.Cut(line, "http")
		var address *url.URL
		if address, err = url.Parse("http" + strings.TrimSpace(rest)); err == nil {
			p.client, err = newClient(c, address.Host)
		}
	}
	if err == nil {
		err = p.client.running(ctx)
	}
	p.took = time.Since(began)
	if err != nil {
		return nil, errors.Join(err, p.end())
	}
	return p, nil
}

func (p *process) end() error {
	if p.client != nil {
		p.client.http.CloseIdleConnections()
	}
	return errors.Join(p.command.Process.Signal(syscall.SIGTERM), p.command.Wait())
}

// cold asks the kernel to forget a file's pages. A host below this machine may
// still remember them.
func cold(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	err = unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_DONTNEED)
	return errors.Join(err, file.Close())
}

// measureStart starts the terminal a few times on the many sales, and lets the
// last one sell.
func (w *world) measureStart(ctx context.Context) error {
	if err := w.many.close(); err != nil {
		return err
	}
	var took []time.Duration
	for range startSamples {
		if err := cold(service.DatabasePath(w.many.config)); err != nil {
			return err
		}
		p, err := startProcess(ctx, w.many.config)
		if err != nil {
			return err
		}
		took = append(took, p.took)
		if len(took) < startSamples {
			if err := p.end(); err != nil {
				return err
			}
			continue
		}
		if err := errors.Join(w.measureMemory(ctx, p), p.end()); err != nil {
			return err
		}
	}
	which := "this program"
	if _, err := os.Stat(builtProgram); err == nil {
		which = "curblinectl"
	}
	w.table.add(row{
		what: fmt.Sprintf("start to health, %d sales", w.sales), budget: "≤ 300 ms",
		measured: fmt.Sprintf("%s ms, worst %s (%s)", ms(median(took)), ms(quantile(took, 1)), which), verdict: met(median(took) <= startMax),
	})
	return nil
}

// measureMemory lets a terminal work and reads what it takes.
func (w *world) measureMemory(ctx context.Context, p *process) error {
	if err := until(ctx, func() bool { return p.client.signIn(ctx) == nil }); err != nil {
		return err
	}
	usable := time.Since(p.began)
	w.table.add(row{
		what: "start to the first sign-in, with its PIN", budget: "≤ 2 s",
		measured: usable.Round(time.Millisecond).String(), verdict: met(usable <= usableMax),
	})
	for number := range memorySales {
		if err := p.client.sell(ctx, number); err != nil {
			return err
		}
	}
	yesterday := clock.LegalDay(opening.AddDate(0, 0, -1), w.many.config.Zone)
	if err := p.client.call(ctx, "GET", "sales?date="+yesterday.String(), nil, nil); err != nil {
		return err
	}
	now, most, err := resident(p.command.Process.Pid)
	w.table.add(row{
		what: fmt.Sprintf("memory after a sign-in and %d sales", memorySales), budget: "≤ 80 MB",
		measured: fmt.Sprintf("%.0f MB, at most %.0f", float64(now)/(1<<20), float64(most)/(1<<20)), verdict: met(now <= memoryMaxBytes),
	})
	return err
}

// sell rings three lines for somebody new and takes cash.
func (c *client) sell(ctx context.Context, number int) error {
	cart := clock.NewID()
	if err := c.do(ctx, "cart.open", map[string]string{"cart": cart}); err != nil {
		return err
	}
	if err := c.do(ctx, "counter.scan_id", map[string]any{"cart": cart, "raw": barcode(number)}); err != nil {
		return err
	}
	for product := range 3 {
		if err := c.do(ctx, "cart.add", map[string]string{"cart": cart, "code": tag(product)}); err != nil {
			return err
		}
	}
	return c.do(ctx, "cart.tender", tenderOf(cart))
}

// resident reads a process's resident memory, now and at most, in bytes.
func resident(pid int) (now, most int64, err error) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	text, err := io.ReadAll(file)
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		words := strings.Fields(line)
		if len(words) != 3 || words[0] != "VmRSS:" && words[0] != "VmHWM:" {
			continue
		}
		kilobytes, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			return 0, 0, err
		}
		if words[0] == "VmRSS:" {
			now = kilobytes << 10
		} else {
			most = kilobytes << 10
		}
	}
	return now, most, nil
}
