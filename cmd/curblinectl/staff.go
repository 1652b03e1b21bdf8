package main

import (
	"crypto/rand"
	"errors"
	"io"
	"math/big"
	"os"
	"strings"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/store"
)

// madePINDigits is the length of a PIN that this tool makes.
const madePINDigits = 6

type staffVerb struct {
	List       staffList       `cmd:"" help:"Who works here, and in which role."`
	Add        staffAdd        `cmd:"" help:"Take somebody in, with a first PIN that they must change."`
	ResetPIN   staffResetPIN   `cmd:"" name:"reset-pin" help:"Give somebody a new PIN that they must change."`
	ChangePIN  staffChangePIN  `cmd:"" name:"change-pin" help:"Choose another PIN of your own."`
	Deactivate staffDeactivate `cmd:"" help:"End somebody's work here; what they did stays."`
}

type staffList struct {
	All bool `help:"Also list who does not work here any more."`
}

// Run lists the people.
func (v *staffList) Run(r *run) error {
	return r.read(func(opened *store.Store) error {
		return opened.View(r.ctx, func(reader terminal.Reader) error {
			people, err := reader.StaffMembers()
			if err != nil {
				return err
			}
			shown := 0
			for _, person := range people {
				if person.Active || v.All {
					shown++
					r.say("%-12s %-12s %-10s %s%s", person.ID, person.Badge, person.Role, person.Name, standing(r, person))
				}
			}
			r.say("%d people", shown)
			return nil
		})
	})
}

func standing(r *run, person terminal.StaffMember) string {
	var words []string
	if !person.Active {
		words = append(words, "does not work here any more")
	}
	if person.MustChangePIN {
		words = append(words, "must change the PIN")
	}
	if person.SandboxPIN {
		words = append(words, "demonstration PIN")
	}
	if !person.LockedUntil.IsZero() {
		words = append(words, "locked until "+person.LockedUntil.In(r.config.Zone).Format("Jan 2, 3:04 PM"))
	}
	if len(words) == 0 {
		return ""
	}
	return "  (" + strings.Join(words, ", ") + ")"
}

// manager is who does it. Their PIN is typed, or comes from the environment; it
// has no flag, because others on the machine can read a command line.
type manager struct {
	Badge string `help:"Your badge." required:""`
}

// as signs the manager in at the running terminal and lets do work.
func (m manager) as(r *run, do func(*remote) error) error {
	client, err := dialRunning(r)
	if err != nil {
		return err
	}
	pin, err := askPIN(r, os.Getenv("CURBLINE_PIN"))
	if err != nil {
		return err
	}
	return client.as(r.ctx, m.Badge, pin, func() error { return do(client) })
}

// dialRunning finds the running terminal, or says that there is none.
func dialRunning(r *run) (*remote, error) {
	client, err := dial(r)
	if err == nil && client == nil {
		err = terminal.Errorf(terminal.Unavailable, "service.not_running", "The terminal is not running.").
			WithHint("Start it: this goes through it.")
	}
	return client, err
}

// newPIN is the PIN that somebody is given.
type newPIN struct {
	NewPINFile string `name:"new-pin-file" help:"File with the PIN to give; without it the PIN is typed, or made and shown once." type:"existingfile"`
}

// get reads the PIN, asks for it, or makes one; made says that nobody knows it
// yet.
func (v newPIN) get(r *run) (pin string, made bool, err error) {
	if v.NewPINFile != "" {
		text, err := readFile(v.NewPINFile)
		if err != nil {
			return "", false, err
		}
		pin = strings.TrimSpace(string(text))
		return pin, false, staff.CheckPIN(pin, false)
	}
	if _, typing := r.typing(); typing {
		pin, err = r.ask("Their new PIN (just Enter: one is made):", true)
		if err != nil && !errors.Is(err, io.EOF) {
			return "", false, err
		}
	}
	if pin != "" {
		return pin, false, staff.CheckPIN(pin, false)
	}
	pin, err = makePIN()
	return pin, true, err
}

func makePIN() (string, error) {
	for {
		var pin strings.Builder
		for range madePINDigits {
			digit, err := rand.Int(rand.Reader, big.NewInt(10))
			if err != nil {
				return "", err
			}
			pin.WriteString(digit.String())
		}
		if staff.CheckPIN(pin.String(), false) == nil {
			return pin.String(), nil
		}
	}
}

func tellPIN(r *run, pin string, made bool) {
	if made {
		r.say("First PIN: %s   It is shown this once, and must be changed at the first sign-in.", pin)
		return
	}
	r.say("The PIN must be changed at the first sign-in.")
}

type staffAdd struct {
	manager
	newPIN
	Name     string `arg:"" help:"Their name."`
	Role     string `help:"budtender, curbside, lead, manager or auditor." required:""`
	NewBadge string `help:"Their badge." required:""`
	ID       string `help:"Their staff id; made if left out."`
}

// Run takes somebody in.
func (v *staffAdd) Run(r *run) error {
	return v.as(r, func(client *remote) error {
		pin, made, err := v.get(r)
		if err != nil {
			return err
		}
		var done struct {
			Staff string `json:"staff"`
		}
		body := map[string]any{"name": v.Name, "badge": v.NewBadge, "role": v.Role, "pin": pin}
		if v.ID != "" {
			body["id"] = v.ID
		}
		if err := client.do(r.ctx, "staff.put", body, &done); err != nil {
			return err
		}
		r.say("%s is %s now, %s, badge %s.", v.Name, done.Staff, v.Role, v.NewBadge)
		tellPIN(r, pin, made)
		return nil
	})
}

type staffResetPIN struct {
	manager
	newPIN
	Staff string `arg:"" help:"Staff id."`
}

// Run gives somebody a new PIN and ends their lock-out.
func (v *staffResetPIN) Run(r *run) error {
	return v.as(r, func(client *remote) error {
		pin, made, err := v.get(r)
		if err != nil {
			return err
		}
		if err := client.do(r.ctx, "staff.issue_pin", map[string]any{"staff": v.Staff, "pin": pin}, nil); err != nil {
			return err
		}
		r.say("%s has a new PIN and is signed out everywhere.", v.Staff)
		tellPIN(r, pin, made)
		return nil
	})
}

type staffDeactivate struct {
	manager
	Staff string `arg:"" help:"Staff id."`
}

// Run ends somebody's work here.
func (v *staffDeactivate) Run(r *run) error {
	return v.as(r, func(client *remote) error {
		if err := client.do(r.ctx, "staff.deactivate", map[string]any{"staff": v.Staff}, nil); err != nil {
			return err
		}
		r.say("%s does not work here any more and is signed out everywhere.", v.Staff)
		return nil
	})
}

type staffChangePIN struct {
	manager
	NewPINFile string `name:"new-pin-file" help:"File with the new PIN; typed if left out." type:"existingfile"`
}

// Run changes the PIN at the running terminal, or alone while none runs: a
// terminal without a window has no other door.
func (v *staffChangePIN) Run(r *run) error {
	client, err := dial(r)
	if err != nil {
		return err
	}
	before, err := askPIN(r, os.Getenv("CURBLINE_PIN"))
	if err != nil {
		return err
	}
	after, err := v.after(r)
	if err != nil {
		return err
	}
	if client == nil {
		err = r.own(func(program *service.Program) error { return program.ChangePIN(r.ctx, v.Badge, before, after) })
	} else {
		err = client.as(r.ctx, v.Badge, before, func() error {
			return client.do(r.ctx, "staff.change_pin", map[string]string{"old": before, "new": after}, nil)
		})
	}
	if err == nil {
		r.say("Your PIN is changed.")
	}
	return err
}

// after reads the new PIN; a person types it twice.
func (v *staffChangePIN) after(r *run) (string, error) {
	if v.NewPINFile != "" {
		text, err := readFile(v.NewPINFile)
		return strings.TrimSpace(string(text)), err
	}
	pin, err := r.ask("New PIN:", true)
	if err != nil {
		return "", terminal.Errorf(terminal.Invalid, "staff.no_pin", "A new PIN is needed.").Wrap(err)
	}
	if _, typing := r.typing(); typing {
		again, err := r.ask("New PIN again:", true)
		if err != nil || again != pin {
			return "", terminal.Errorf(terminal.Invalid, "staff.pin_differs", "The two PINs differ. Nothing was changed.").Wrap(err)
		}
	}
	return pin, nil
}
