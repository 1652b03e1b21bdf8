package service

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/api"
)

// readyWithin bounds how long a child may take to answer.
const readyWithin = 20 * time.Second

// errKilled is a request to which no whole answer came.
var errKilled = errors.New("no answer")

// victim is one child and the connection to it.
type victim struct {
	t       *testing.T
	process *exec.Cmd
	stderr  bytes.Buffer
	http    *http.Client
	base    string
	token   string
	session string
}

// startVictim starts a child and waits until it serves.
func startVictim(t *testing.T, folder, bug string) *victim {
	t.Helper()
	v := &victim{t: t, http: &http.Client{Transport: &http.Transport{}, Timeout: readyWithin}, token: readToken(t, folder)}
	v.process = exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	v.process.Env = append(os.Environ(), crashFolder+"="+folder, crashBug+"="+bug)
	v.process.Stderr = &v.stderr
	output, err := v.process.StdoutPipe()
	if err == nil {
		err = v.process.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	address, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("the child did not start: %v\n%s", errors.Join(err, v.process.Wait()), v.stderr.String())
	}
	v.base = "http://" + strings.TrimSpace(address) + "/api/v1/"
	if answer, err := v.call(http.MethodGet, "health", nil); err != nil || !bytes.Contains(answer, []byte(`"running"`)) {
		t.Fatalf("the child is not ready: %s %v", answer, err)
	}
	return v
}

// readToken reads the bearer token where the operator would: in a file that is
// the service's alone.
func readToken(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, keysFolder, "api-token")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the token's file: %v %v", info, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// call sends one request. Its error is errKilled if no whole answer came, a
// *terminal.Error if the terminal said no.
func (v *victim) call(method, path string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+v.token)
	response, err := v.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errKilled, err)
	}
	answer, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, fmt.Errorf("%w: %w", errKilled, err)
	}
	if response.StatusCode == http.StatusOK {
		return answer, nil
	}
	var refused api.Response
	if err := json.Unmarshal(answer, &refused); err != nil || refused.Error == nil {
		return nil, fmt.Errorf("status %d: %s", response.StatusCode, answer)
	}
	return nil, refused.Error
}

func (v *victim) signIn(badge, pin string) {
	v.t.Helper()
	answer, err := v.call(http.MethodPost, "sign-in", map[string]string{"badge": badge, "pin": pin})
	if err != nil {
		v.t.Fatal(err)
	}
	var session struct {
		Session string `json:"session"`
	}
	if err := json.Unmarshal(answer, &session); err != nil {
		v.t.Fatal(err)
	}
	v.session = session.Session
}

// command sends one command under an id and gives its result.
func (v *victim) command(id, kind string, body any) (json.RawMessage, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	answer, err := v.call(http.MethodPost, "commands", api.Request{ID: id, Session: v.session, Kind: kind, Body: text})
	if err != nil {
		return nil, err
	}
	var response api.Response
	err = json.Unmarshal(answer, &response)
	return response.Result, err
}

// kill ends the child as a pulled plug ends a program, without asking it.
func (v *victim) kill() { _ = v.process.Process.Kill() }

// buried waits for the end of a killed child. It may have ended by nothing else.
func (v *victim) buried() {
	v.t.Helper()
	_ = v.process.Wait()
	v.http.CloseIdleConnections()
	status, ok := v.process.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		v.t.Fatalf("the child was not killed but ended: %s\n%s", v.process.ProcessState, v.stderr.String())
	}
}

func codeOf(err error) string {
	var coded *terminal.Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return ""
}
