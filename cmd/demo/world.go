package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// world is one sandbox and one terminal in a temporary folder.
type world struct {
	programs string
	folder   string
	sandbox  *process
	terminal *process
	config   string
	api      string

	places  places
	control *control
	till    *client
}

// places is what the sandbox writes when it is ready.
type places struct {
	StateURL   string `json:"state_url"`
	ShopURL    string `json:"shop_url"`
	ControlURL string `json:"control_url"`
}

// process is a program that the demo started, and ends by its id.
type process struct {
	command *exec.Cmd
	ended   chan error
	log     *lockedBuffer
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// tail is the end of what a program wrote, for the line that says it failed.
// all is everything that a program wrote.
func (b *lockedBuffer) all() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (b *lockedBuffer) tail() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(b.text.String()), "\n")
	return strings.Join(lines[max(0, len(lines)-8):], "\n")
}

func start(ctx context.Context, program string, args ...string) (*process, error) {
	return startCommand(exec.CommandContext(ctx, program, args...))
}

func startCommand(command *exec.Cmd) (*process, error) {
	p := &process{command: command, ended: make(chan error, 1), log: &lockedBuffer{}}
	p.command.Stdout, p.command.Stderr = p.log, p.log
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.command.Wait() }()
	return p, nil
}

// stop asks the program to end and waits for it.
func (p *process) stop(limit time.Duration) error {
	if p == nil {
		return nil
	}
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, p.log.tail())
		}
		return err
	case <-time.After(limit):
		return errors.Join(fmt.Errorf("%s did not end within %s", filepath.Base(p.command.Path), limit), p.kill())
	}
}

// kill ends the program at once, as a power cut does to a process.
func (p *process) kill() error {
	if err := p.command.Process.Kill(); err != nil {
		return err
	}
	if err := <-p.ended; err == nil {
		return fmt.Errorf("%s had ended by itself", filepath.Base(p.command.Path))
	}
	return nil
}

const readyWithin = 20 * time.Second

// startSandbox starts the outside world and reads where it is.
func (w *world) startSandbox(ctx context.Context, preset string) error {
	ready := filepath.Join(w.folder, "sandbox.json")
	sandbox, err := start(ctx, filepath.Join(w.programs, "sandbox"), "serve", "--dir", w.folder, "--preset", preset,
		"--start-clock", storeStart, "--tablet-listen", "127.0.0.1:0")
	if err != nil {
		return err
	}
	w.sandbox = sandbox
	err = until(ctx, readyWithin, func() error {
		select {
		case err := <-sandbox.ended:
			sandbox.ended <- err
			return fmt.Errorf("the sandbox ended: %w\n%s", err, sandbox.log.tail())
		default:
		}
		text, err := os.ReadFile(ready)
		if err != nil {
			return err
		}
		return json.Unmarshal(text, &w.places)
	})
	if err != nil {
		return err
	}
	w.control = newControl(w.places.ControlURL)
	w.config = filepath.Join(w.folder, "curbline.toml")
	return nil
}

// freePort asks the system for a port and gives it back at once.
func freePort(ctx context.Context) (string, error) {
	var lines net.ListenConfig
	listener, err := lines.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// ctl runs one verb of the operator's tool and returns what it printed.
func (w *world) ctl(ctx context.Context, args ...string) (string, error) {
	return w.ctlTyped(ctx, "", args...)
}

// ctlTyped is ctl with somebody who types, such as a PIN.
func (w *world) ctlTyped(ctx context.Context, typed string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, filepath.Join(w.programs, "curblinectl"), append([]string{"--config", w.config}, args...)...)
	command.Stdin = strings.NewReader(typed)
	output, err := command.CombinedOutput()
	if err != nil {
		return string(output), fmt.Errorf("curblinectl %s: %w\n%s", strings.Join(args, " "), err, output)
	}
	return string(output), nil
}

// startTerminal starts the terminal without a window and waits until it answers.
func (w *world) startTerminal(ctx context.Context) error {
	if w.api == "" {
		address, err := freePort(ctx)
		if err != nil {
			return err
		}
		w.api = address
	}
	program, err := start(ctx, filepath.Join(w.programs, "curblinectl"), "--config", w.config, "serve", "--listen", w.api)
	if err != nil {
		return err
	}
	w.terminal = program
	return until(ctx, readyWithin, func() error {
		select {
		case err := <-program.ended:
			program.ended <- err
			return fmt.Errorf("the terminal ended: %w\n%s", err, program.log.tail())
		default:
		}
		return w.connect(ctx)
	})
}

func (w *world) connect(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.api+"/api/v1/health", nil)
	if err != nil {
		return err
	}
	c := http.Client{Timeout: time.Second}
	response, err := c.Do(request)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, answerMaxBytes))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if w.till == nil {
		token, err := w.ctl(ctx, "secret", "token")
		if err != nil {
			return err
		}
		w.till = newClient("http://"+w.api, strings.TrimSpace(token))
	}
	return nil
}

// close ends what was started, in the order in which it leans on each other.
func (w *world) close() error {
	var problems []error
	if w.terminal != nil {
		problems = append(problems, w.terminal.stop(5*time.Second))
	}
	if w.sandbox != nil {
		problems = append(problems, w.sandbox.stop(5*time.Second))
	}
	return errors.Join(problems...)
}
