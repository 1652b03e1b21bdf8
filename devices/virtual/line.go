// Package virtual holds models of serial devices on pseudo-terminals: a scanner,
// and a receipt printer with a cash drawer behind it. The terminal opens them
// like real ones, by a path.
//
// It shares no code with the drivers. What a printer or a scanner does is
// written here a second time, from the makers' manuals, so that a misreading on
// one side shows.
package virtual

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// ErrUnplugged says that the model is not plugged in.
var ErrUnplugged = errors.New("virtual device is unplugged")

// answerWait bounds how long a model waits for the terminal to take an answer.
const answerWait = 200 * time.Millisecond

// line is a pseudo-terminal: the model has the master, the terminal opens the
// slave. The slave is held open here too, so that the terminal can close it and
// open it again without a hang-up.
type line struct {
	link string // a symbolic link to keep pointing at the slave; may be empty

	mu     sync.Mutex
	master *os.File
	slave  *os.File
}

func openLine(link string) (*line, error) {
	opened := &line{link: link}
	return opened, opened.plug()
}

func (l *line) plug() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.master != nil {
		return nil
	}
	blocking, slave, err := pty.Open()
	if err != nil {
		return fmt.Errorf("open a pseudo-terminal: %w", err)
	}
	master, err := pollable(blocking)
	if err != nil {
		return errors.Join(err, slave.Close())
	}
	if err := makeRaw(slave); err != nil {
		return errors.Join(err, slave.Close(), master.Close())
	}
	if l.link != "" {
		if err := replaceLink(slave.Name(), l.link); err != nil {
			return errors.Join(err, slave.Close(), master.Close())
		}
	}
	l.master, l.slave = master, slave
	return nil
}

// unplug hangs up: the terminal's reads and writes fail and the node vanishes.
func (l *line) unplug() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.master == nil {
		return nil
	}
	var failures []error
	if l.link != "" {
		failures = append(failures, os.Remove(l.link))
	}
	failures = append(failures, l.slave.Close(), l.master.Close())
	l.master, l.slave = nil, nil
	return errors.Join(failures...)
}

// path gives the link, or the slave's path where there is no link.
func (l *line) path() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.link != "" {
		return l.link
	}
	if l.slave == nil {
		return ""
	}
	return l.slave.Name()
}

func (l *line) file() *os.File {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.master
}

// write sends to the terminal, for at most wait.
func (l *line) write(data []byte, wait time.Duration, now time.Time) error {
	master := l.file()
	if master == nil {
		return ErrUnplugged
	}
	if err := master.SetWriteDeadline(now.Add(wait)); err != nil {
		return fmt.Errorf("virtual device: %w", err)
	}
	if _, err := master.Write(data); err != nil {
		return fmt.Errorf("virtual device: %w", err)
	}
	return nil
}

// pollable gives a file on the same pseudo-terminal that has deadlines and whose
// Close ends a pending Read. The library sets the one it opens to blocking.
func pollable(blocking *os.File) (*os.File, error) {
	copied, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, errors.Join(err, blocking.Close())
	}
	if err := syscall.SetNonblock(copied, true); err != nil {
		return nil, errors.Join(err, syscall.Close(copied), blocking.Close())
	}
	if err := blocking.Close(); err != nil {
		return nil, errors.Join(err, syscall.Close(copied))
	}
	return os.NewFile(uintptr(copied), "pseudo-terminal"), nil
}

// makeRaw turns off echo and all translation before the terminal opens the
// slave; otherwise what the model sends would come back to it.
func makeRaw(slave *os.File) error {
	descriptor := int(slave.Fd())
	modes, err := unix.IoctlGetTermios(descriptor, unix.TCGETS)
	if err != nil {
		return fmt.Errorf("read terminal modes: %w", err)
	}
	modes.Iflag, modes.Oflag, modes.Lflag = 0, 0, 0
	modes.Cc[unix.VMIN], modes.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(descriptor, unix.TCSETS, modes); err != nil {
		return fmt.Errorf("set terminal modes: %w", err)
	}
	return nil
}

// replaceLink points link at target. Only a symbolic link is ever replaced.
func replaceLink(target, link string) error {
	if info, err := os.Lstat(link); err == nil {
		if info.Mode()&os.ModeSymlink == 0 {
			return fmt.Errorf("%s exists and is no symbolic link", link)
		}
		if err := os.Remove(link); err != nil {
			return fmt.Errorf("replace link: %w", err)
		}
	}
	if err := os.Symlink(target, link); err != nil {
		return fmt.Errorf("link to the device: %w", err)
	}
	return nil
}
