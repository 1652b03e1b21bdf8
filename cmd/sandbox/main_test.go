package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/sandbox/internal/world"
)

// asProgram makes the test binary be the program.
const asProgram = "SANDBOX_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

func program(t *testing.T, arguments ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), self, arguments...)
	command.Env = append(os.Environ(), asProgram+"=1")
	return command
}

func TestServeUntilASignal(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		folder := filepath.Join(t.TempDir(), "sandbox")
		command := program(t, "serve", "--dir", folder, "--preset", "other", "--start-clock", "2026-11-24T10:00:00-07:00")
		output, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		parts, lines := map[string]string{}, bufio.NewScanner(output)
		for len(parts) < 7 && lines.Scan() {
			fields := strings.Fields(lines.Text())
			parts[fields[0]] = fields[1]
		}
		raw, err := os.ReadFile(filepath.Join(folder, world.ReadyFile))
		if err != nil {
			t.Fatal(err)
		}
		var ready world.Ready
		if err := json.Unmarshal(raw, &ready); err != nil {
			t.Fatal(err)
		}
		if ready.StateURL != parts["state"] || ready.ControlURL != parts["control"] || ready.Config != filepath.Join(folder, "curbline.toml") || ready.ProcessID != command.Process.Pid {
			t.Errorf("%+v, printed %v", ready, parts)
		}
		response, err := http.Get(ready.ControlURL + "/control/switches")
		if err != nil {
			t.Fatal(err)
		}
		var shown struct{ Preset string }
		if err := json.NewDecoder(response.Body).Decode(&shown); err != nil || shown.Preset != "other" {
			t.Errorf("%+v %v", shown, err)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
		from := time.Now()
		if err := command.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := command.Wait(); err != nil {
			t.Errorf("%s: %v", signal, err)
		}
		if took := time.Since(from); took > 2*time.Second {
			t.Errorf("%s: it took %s", signal, took)
		}
		if _, err := os.Stat(filepath.Join(folder, world.ReadyFile)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the ready file is still there: %v", err)
		}
	}
}

func TestWrongArguments(t *testing.T) {
	for _, arguments := range [][]string{{"serve"}, {"serve", "--dir", "x", "--preset", "third"}, {"sell"}} {
		if output, err := program(t, arguments...).CombinedOutput(); err == nil {
			t.Errorf("%v was taken: %s", arguments, output)
		}
	}
}
