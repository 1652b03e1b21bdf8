package till

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

const (
	// devicesMax bounds how many tablets are let in at once.
	devicesMax = 64
	// deviceTokenBytes is the size of a tablet's token.
	deviceTokenBytes = 32
	deviceIDLetters  = 6
	devicesWithin    = 5 * time.Second // for the one reading of the device table
)

// Tablet is a paired device as a list shows it.
type Tablet struct {
	terminal.Device
	// LastSeen is when it last asked for anything since this program started;
	// zero if it did not.
	LastSeen time.Time
	// Staff are the names of who is signed in on it.
	Staff []string
}

// deviceBook is the memory of the device table, which each request of a tablet
// is held against.
type deviceBook struct {
	mu     sync.Mutex
	loaded bool
	all    []terminal.Device
	seen   map[string]time.Time
}

// withDevices runs look with the book loaded. The book follows the disk: a
// change is made in it after its commit, and waits for a reading under way.
func (t *Till) withDevices(look func(book *deviceBook)) error {
	book := &t.devices
	book.mu.Lock()
	defer book.mu.Unlock()
	if !book.loaded {
		ctx, cancel := context.WithTimeout(context.Background(), devicesWithin)
		defer cancel()
		err := t.options.Store.View(ctx, func(reader terminal.Reader) (err error) {
			book.all, err = reader.Devices()
			return err
		})
		if err != nil {
			return terminal.Errorf(terminal.Unavailable, "tablet.list", "The list of tablets cannot be read now.").Wrap(err)
		}
		book.loaded, book.seen = true, map[string]time.Time{}
	}
	look(book)
	return nil
}

// changeDevices changes the book after a commit. One that was never read is read
// from the disk when it is needed.
func (t *Till) changeDevices(change func(book *deviceBook)) {
	t.devices.mu.Lock()
	defer t.devices.mu.Unlock()
	if t.devices.loaded {
		change(&t.devices)
	}
}

func tokenHash(token string) terminal.Hash { return sha256.Sum256([]byte(token)) }

// DeviceByToken gives the tablet whose token it is, and notes that it was seen.
// Every device is compared, so that the time tells nothing. It returns an error
// of kind SignIn, code tablet.not_paired, for a token that is unknown or of a
// tablet that was shut out.
func (t *Till) DeviceByToken(token string) (terminal.Device, error) {
	sum := tokenHash(token)
	var found *terminal.Device
	err := t.withDevices(func(book *deviceBook) {
		for i := range book.all {
			if subtle.ConstantTimeCompare(sum[:], book.all[i].TokenHash[:]) == 1 && !book.all[i].Revoked() {
				device := book.all[i]
				found = &device
			}
		}
		if found != nil {
			book.seen[found.ID] = t.options.Clock.Now().Wall
		}
	})
	if err != nil {
		return terminal.Device{}, err
	}
	if found == nil {
		return terminal.Device{}, notPaired()
	}
	return *found, nil
}

// Tablets lists the tablets that are let in, in the order of their pairing.
func (t *Till) Tablets() ([]Tablet, error) {
	var all []Tablet
	err := t.withDevices(func(book *deviceBook) {
		for _, device := range book.all {
			if !device.Revoked() {
				all = append(all, Tablet{Device: device, LastSeen: book.seen[device.ID]})
			}
		}
	})
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.options.Clock.Now().Monotonic
	for i := range all {
		for _, kept := range t.sessions {
			if kept.Device == all[i].ID && now-kept.used < tabletSessionKept {
				all[i].Staff = append(all[i].Staff, kept.Name)
			}
		}
		slices.Sort(all[i].Staff)
	}
	return all, nil
}

// RevokeDevice shuts a tablet out. Who is signed in on it is signed out at once.
type RevokeDevice struct {
	personCommand
	Device string `json:"device"`
	Reason string `json:"reason,omitempty"`
}

// Name is "tablet.revoke".
func (*RevokeDevice) Name() string                 { return "tablet.revoke" }
func (*RevokeDevice) permission() staff.Permission { return staff.PairTablet }

func (c *RevokeDevice) run(a *act) (any, error) {
	if c.Reason != "" {
		if err := needReason(c.Reason); err != nil {
			return nil, err
		}
	}
	device, err := a.tx.Device(c.Device)
	if err != nil {
		return nil, err
	}
	if device.Revoked() {
		return nil, terminal.Errorf(terminal.Conflict, "tablet.revoked", "%s was shut out already.", device.Name)
	}
	t := a.till
	a.then(func() {
		t.changeDevices(func(book *deviceBook) {
			for i := range book.all {
				if book.all[i].ID == c.Device {
					book.all[i].RevokedAt = a.stamp.Wall
				}
			}
		})
		t.endSessions(func(s Session) bool { return s.Device == c.Device })
	})
	fact := terminal.DeviceRevoked{Device: device.ID, Name: device.Name, Reason: c.Reason, At: a.stamp.Wall}
	return map[string]string{"name": device.Name}, a.record(fact)
}

// newDevice takes a tablet in under a name that no other has.
func (a *act) newDevice(name, token string) (terminal.Device, error) {
	if err := a.checkTabletName(name); err != nil {
		return terminal.Device{}, err
	}
	id, err := deviceID()
	if err != nil {
		return terminal.Device{}, err
	}
	return terminal.Device{
		ID: id, Name: name, TokenHash: tokenHash(token), PairedAt: a.stamp.Wall, PairedBy: a.approver(),
	}, nil
}

// checkTabletName says whether another tablet may be let in, and be called so.
func (a *act) checkTabletName(name string) error {
	devices, err := a.tx.Devices()
	if err != nil {
		return err
	}
	count := 0
	for _, device := range devices {
		if device.Revoked() {
			continue
		}
		if count++; strings.EqualFold(device.Name, name) {
			return terminal.Errorf(terminal.Conflict, "pairing.name", "There is a tablet named %s already.", device.Name).
				WithHint("Give this one another name, or shut the old one out first.")
		}
	}
	if count >= devicesMax {
		return terminal.Errorf(terminal.Conflict, "pairing.too_many", "%d tablets are paired, and there is no room for more.", count).
			WithHint("Shut one out that is not used any more.")
	}
	return nil
}

func deviceID() (string, error) {
	letters, err := crockfordText(deviceIDLetters)
	return "tablet-" + strings.ToLower(letters), err
}

func newToken() (string, error) {
	raw := make([]byte, deviceTokenBytes)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}
