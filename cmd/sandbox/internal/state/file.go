package state

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// change is what one step of the book leaves behind: the receipts and packages
// as they are afterwards. One change is one line of the file, so that a step is
// there whole or not at all.
type change struct {
	Packages []Package `json:"packages,omitempty"`
	Receipts []Receipt `json:"receipts,omitempty"`
	Switches *Switches `json:"switches,omitempty"`
}

// file is the state's memory on disk: JSON, one change a line, appended.
type file struct{ handle *os.File }

// openFile reads every change that is there and leaves a shortened file behind.
// A last line that was cut off by the end of the process is dropped: nobody was
// told of it. With an empty path nothing is kept.
func openFile(path string, replay func(change), compact func() change) (*file, error) {
	if path == "" {
		return &file{}, nil
	}
	if err := readChanges(path, replay); err != nil {
		return nil, err
	}
	line, err := json.Marshal(compact())
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	temporary := path + ".new"
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	if err := os.WriteFile(temporary, append(line, '\n'), 0o600); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	handle, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	return &file{handle}, nil
}

func readChanges(path string, replay func(change)) error {
	handle, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	defer func() { _ = handle.Close() }() // it was only read
	reader := bufio.NewReader(handle)
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("state: %w", err)
		}
		var step change
		if err := json.Unmarshal(line, &step); err != nil {
			return fmt.Errorf("state: %s line %d: %w", path, number, err)
		}
		replay(step)
	}
}

// append writes one change; after an error the change must not be believed.
func (f *file) append(step change) error {
	if f.handle == nil {
		return nil
	}
	line, err := json.Marshal(step)
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	if _, err := f.handle.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	return nil
}

func (f *file) close() error {
	if f.handle == nil {
		return nil
	}
	return f.handle.Close()
}
