package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// The counter's window is as large as the screen in the drawings; what customers
// see stands to its right, as on a second screen.
const (
	screenWidth    = 1366
	screenHeight   = 768
	customerWidth  = 1024
	customerHeight = 600
)

// keyPause is between two keys: a quick typist, not a burst.
const keyPause = 30 * time.Millisecond

// display is an X server of our own with a keyboard that types by XTEST.
type display struct {
	name     string
	server   *process
	conn     *xgb.Conn
	root     xproto.Window
	keycodes map[xproto.Keysym]keyAt
}

type keyAt struct {
	code    xproto.Keycode
	shifted bool
}

// openDisplay starts Xvfb on a display number that it chooses itself.
func openDisplay(ctx context.Context) (*display, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0",
		fmt.Sprintf("%dx%dx24", screenWidth+customerWidth, screenHeight), "-nolisten", "tcp", "-noreset")
	command.ExtraFiles = []*os.File{writer}
	server, err := startCommand(command)
	if err := errors.Join(err, writer.Close()); err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	number, err := bufio.NewReader(reader).ReadString('\n')
	if err := errors.Join(err, reader.Close()); err != nil {
		return nil, errors.Join(fmt.Errorf("the X server said no display: %s", server.log.tail()), err, server.kill())
	}
	d := &display{name: ":" + strings.TrimSpace(number), server: server}
	if err := d.connect(); err != nil {
		return nil, errors.Join(err, server.kill())
	}
	return d, nil
}

func (d *display) connect() error {
	conn, err := xgb.NewConnDisplay(d.name)
	if err != nil {
		return err
	}
	d.conn = conn
	if err := xtest.Init(conn); err != nil {
		return err
	}
	setup := xproto.Setup(conn)
	d.root = setup.DefaultScreen(conn).Root
	first, last := setup.MinKeycode, setup.MaxKeycode
	mapping, err := xproto.GetKeyboardMapping(conn, first, byte(last-first+1)).Reply()
	if err != nil {
		return err
	}
	d.keycodes = map[xproto.Keysym]keyAt{}
	per := int(mapping.KeysymsPerKeycode)
	for column := min(per, 2) - 1; column >= 0; column-- { // the plain meaning wins over the shifted one
		for at := 0; at*per < len(mapping.Keysyms); at++ {
			d.keycodes[mapping.Keysyms[at*per+column]] = keyAt{first + xproto.Keycode(at), column == 1}
		}
	}
	return nil
}

// keysyms of the keys that have names (X11, keysymdef.h).
var keysyms = map[string]xproto.Keysym{
	"Enter": 0xff0d, "Escape": 0xff1b, "Tab": 0xff09, "Delete": 0xffff, "BackSpace": 0xff08,
	"space": 0x20, "Up": 0xff52, "Down": 0xff54, "Left": 0xff51, "Right": 0xff53, "Shift": 0xffe1,
	"F1": 0xffbe, "F2": 0xffbf, "F3": 0xffc0, "F4": 0xffc1, "F5": 0xffc2, "F6": 0xffc3,
	"F7": 0xffc4, "F8": 0xffc5, "F9": 0xffc6, "F10": 0xffc7, "F11": 0xffc8, "F12": 0xffc9,
}

// press types keys by name; a name of one letter is that letter.
func (d *display) press(keys ...string) error {
	for _, key := range keys {
		symbol, named := keysyms[key]
		if !named {
			symbol = xproto.Keysym([]rune(key)[0])
		}
		at, ok := d.keycodes[symbol]
		if !ok {
			return fmt.Errorf("the keyboard has no key %q", key)
		}
		if at.shifted {
			d.fake(xproto.KeyPress, d.keycodes[keysyms["Shift"]].code)
		}
		d.fake(xproto.KeyPress, at.code)
		d.fake(xproto.KeyRelease, at.code)
		if at.shifted {
			d.fake(xproto.KeyRelease, d.keycodes[keysyms["Shift"]].code)
		}
		d.conn.Sync()
		time.Sleep(keyPause)
	}
	return nil
}

func (d *display) fake(kind byte, code xproto.Keycode) {
	xtest.FakeInput(d.conn, kind, byte(code), 0, d.root, 0, 0, 0)
}

// write types a text.
func (d *display) write(text string) error {
	for _, letter := range text {
		if err := d.press(string(letter)); err != nil {
			return err
		}
	}
	return nil
}

// burstPause is between two keys of a scanner that is a keyboard, in milliseconds.
const burstPause = 4

// burst types a text as a scanner does that is a keyboard: faster than a person
// can, with Enter at its end.
func (d *display) burst(text string) error {
	for _, letter := range text {
		at, ok := d.keycodes[xproto.Keysym(letter)]
		if !ok {
			return fmt.Errorf("the keyboard has no key %q", letter)
		}
		shift := d.keycodes[keysyms["Shift"]].code
		if at.shifted {
			d.fake(xproto.KeyPress, shift)
		}
		// The server itself keeps the pace: two presses of one key in the same
		// millisecond are one to the window, which no keyboard sends.
		xtest.FakeInput(d.conn, xproto.KeyPress, byte(at.code), burstPause, d.root, 0, 0, 0)
		d.fake(xproto.KeyRelease, at.code)
		if at.shifted {
			d.fake(xproto.KeyRelease, shift)
		}
		d.conn.Sync()
	}
	enter := d.keycodes[keysyms["Enter"]].code
	d.fake(xproto.KeyPress, enter)
	d.fake(xproto.KeyRelease, enter)
	d.conn.Sync()
	return nil
}

// arrange does what a window manager would: the customers' window to the right,
// the keyboard to the counter's. customers is the title of the former; the
// latter's begins with it.
func (d *display) arrange(ctx context.Context, customers string) error {
	return until(ctx, 10*time.Second, func() error {
		titles, err := d.windows()
		if err != nil {
			return err
		}
		moved, focused := false, false
		for window, title := range titles {
			switch {
			case title == customers:
				moved = true
				err = xproto.ConfigureWindowChecked(d.conn, window, xproto.ConfigWindowX|xproto.ConfigWindowY, []uint32{screenWidth, 0}).Check()
			case strings.HasPrefix(title, customers+","):
				focused = true
				err = xproto.SetInputFocusChecked(d.conn, xproto.InputFocusParent, window, xproto.TimeCurrentTime).Check()
			}
			if err != nil {
				return err
			}
		}
		if !moved || !focused {
			return fmt.Errorf("the windows are %v", titles)
		}
		return xproto.WarpPointerChecked(d.conn, xproto.WindowNone, d.root, 0, 0, 0, 0, screenWidth/2, screenHeight/2).Check()
	})
}

// windows gives the titles of all windows.
func (d *display) windows() (map[xproto.Window]string, error) {
	tree, err := xproto.QueryTree(d.conn, d.root).Reply()
	if err != nil {
		return nil, err
	}
	titles := map[xproto.Window]string{}
	for _, window := range tree.Children {
		name, err := xproto.GetProperty(d.conn, false, window, xproto.AtomWmName, xproto.GetPropertyTypeAny, 0, 256).Reply()
		if err == nil && len(name.Value) > 0 { // a window may go away while it is asked
			titles[window] = string(name.Value)
		}
	}
	return titles, nil
}

// picture takes what the counter's window shows.
func (d *display) picture(path string) error { return d.part(path, 0, screenWidth, screenHeight) }

// part takes a part of the screen that begins at its top.
func (d *display) part(path string, left, width, height int) error {
	reply, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.root), int16(left), 0,
		uint16(width), uint16(height), 0xffffffff).Reply()
	if err != nil {
		return err
	}
	shown := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := 0; i+3 < len(reply.Data); i += 4 {
		pixel := i / 4
		shown.SetNRGBA(pixel%width, pixel/width, color.NRGBA{
			R: reply.Data[i+2], G: reply.Data[i+1], B: reply.Data[i], A: 0xff,
		})
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(file, shown), file.Close())
}

func (d *display) close() error {
	if d == nil {
		return nil
	}
	d.conn.Close()
	// With its last client gone the server may be starting anew when it is told to
	// end, and then ends with a status of its own, which says nothing of ours.
	err := d.server.stop(3 * time.Second)
	var status *exec.ExitError
	if errors.As(err, &status) && status.Exited() {
		return nil
	}
	return err
}
