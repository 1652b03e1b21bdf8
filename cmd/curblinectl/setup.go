package main

import (
	"errors"
	"os"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

// fileMaxBytes bounds the files that a person hands in.
const fileMaxBytes = 16 << 20

type setupVerb struct {
	Staff    string `help:"CSV file of the people." required:"" type:"existingfile"`
	Products string `help:"CSV file of the products." type:"existingfile"`
	Packages string `help:"CSV file of the packages." type:"existingfile"`
	Badge    string `help:"Badge of the manager who imports the goods."`
	PIN      string `help:"Their PIN; read from standard input if left out." env:"CURBLINE_PIN"`
	Sandbox  bool   `help:"Take the demonstration's simple PINs."`
	recoveryTo
}

// Run sets a new terminal up.
func (v *setupVerb) Run(r *run) error {
	people, err := readStaff(r, v.Staff, v.Sandbox)
	if err != nil {
		return err
	}
	place, err := v.open(r)
	if err != nil {
		return err
	}
	set := false
	err = r.own(func(program *service.Program) error {
		issued := v.spare(people)
		if err := program.SetUp(r.ctx, people); err != nil {
			return err
		}
		set = true
		r.say("%s is set up with %d people.", r.config.Terminal.ID, len(people))
		if err := place.make(r); err != nil {
			return err
		}
		if v.Products == "" && v.Packages == "" {
			return nil
		}
		verb := importVerb{Products: v.Products, Packages: v.Packages, Badge: v.Badge, PIN: v.PIN}
		err := verb.into(r, program)
		if issued {
			err = errors.Join(err, program.IssuedPIN(r.ctx, v.Badge))
		}
		return err
	})
	if !set {
		err = errors.Join(err, place.drop())
	}
	return err
}

// spare lets the manager who imports the goods in with the PIN of the staff
// file, which opens nothing but its own change otherwise. It says whether that
// must be put right afterwards.
func (v *setupVerb) spare(people []service.NewPerson) bool {
	if v.Products == "" && v.Packages == "" {
		return false
	}
	for i := range people {
		if member := &people[i].Member; member.Badge == v.Badge && member.MustChangePIN {
			member.MustChangePIN = false
			return true
		}
	}
	return false
}

func readStaff(r *run, path string, sandbox bool) ([]service.NewPerson, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	imported, problems := staff.Parse(data, sandbox)
	blocked := 0
	for _, problem := range problems {
		r.say("%s: %s", path, problem)
		if !problem.Warning {
			blocked++
		}
	}
	if blocked > 0 {
		return nil, fileProblems(path, blocked)
	}
	people := make([]service.NewPerson, 0, len(imported))
	for _, person := range imported {
		people = append(people, service.NewPerson{Member: person.Member, PIN: person.PIN})
	}
	return people, nil
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > fileMaxBytes {
		err = errors.New("file too large")
	}
	if err != nil {
		return nil, terminal.Errorf(terminal.Invalid, "file.unreadable", "%s cannot be read.", path).Wrap(err)
	}
	return os.ReadFile(path)
}

func fileProblems(path string, count int) error {
	return terminal.Errorf(terminal.Invalid, "file.problems", "%s has %d mistakes; nothing was taken in.", path, count)
}
