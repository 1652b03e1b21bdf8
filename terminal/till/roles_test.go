package till

import (
	"context"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/staff"
)

var update = flag.Bool("update", false, "write the golden files anew")

// variants are the commands whose permission hangs on what they hold, and those
// that have no name to be sent by. The others are taken from bodies, empty.
var variants = map[string]Body{
	"cart.identify":               &IdentifyCart{},
	"identity.accept_unknown_day": &AcceptUnknownDay{},
	"identity.unreadable":         &UnreadableID{},
	"order.identify":              &IdentifyOrder{},
	"order.identify override":     &IdentifyOrder{Override: "seen"},
	"order.hand_over write off":   &HandOver{WriteOff: "rounding"},
	"order.move accept":           &MoveOrder{Move: order.MoveAccept},
	"order.move reject":           &MoveOrder{Move: order.MoveReject},
	"order.move start_picking":    &MoveOrder{Move: order.MoveStartPicking},
	"order.move claim":            &MoveOrder{Move: order.MoveClaim},
	"cash.move no_sale":           &MoveCash{Kind: "no_sale"},
	"cash.move drop":              &MoveCash{Kind: "drop"},
	"cash.move paid_in":           &MoveCash{Kind: "paid_in"},
	"cash.move paid_out":          &MoveCash{Kind: "paid_out"},
	"package.hold hold":           &HoldPackage{Hold: true},
	"tablet.offer":                &offerPairing{code: "000000"},
	"tablet.approve":              &approvePairing{},
	"tablet.refuse":               &refusePairing{},
}

// samples gives one body for each line of the table.
func samples() map[string]Body {
	all := maps.Clone(variants)
	for name, empty := range bodies {
		all[name] = empty()
	}
	return all
}

// decision tries a command as a role: on its own, with a lead's word, and with a
// manager's.
func (s *shop) decision(role terminal.Role, body Body) string {
	s.t.Helper()
	session := Session{ID: clock.NewID(), Staff: "x-" + string(role), Role: role, Device: "T1"}
	s.till.keepSession(session)
	defer s.till.endSessions(func(other Session) bool { return other.ID == session.ID })
	for _, way := range []struct{ word, approval string }{
		{"yes", ""},
		{"lead's PIN", s.agreement("l1", terminal.Lead)},
		{"manager's PIN", s.agreement("m1", terminal.Manager)},
	} {
		outcome, err := s.till.Submit(context.Background(), Command{ID: clock.NewID(), Session: session.ID, Approval: way.approval, Body: body})
		if err == nil {
			err = outcome.Err()
		}
		switch codeOf(err) {
		case "staff.not_allowed", "staff.step_up":
		case "internal", "till.halted", "staff.not_signed_in":
			s.t.Fatalf("%s as %s: %v", body.Name(), role, err)
		default:
			return way.word
		}
	}
	return "–"
}

// Each command of the closed list is asked of the till itself, as each role.
// A command that is new fails here until somebody has looked at its line.
func TestRoleByCommand(t *testing.T) {
	s := newShop(t)
	all := samples()
	var table strings.Builder
	head := fmt.Sprintf("%-28s", "command")
	for _, role := range staff.Roles() {
		head += fmt.Sprintf(" %-13s", role)
	}
	table.WriteString(strings.TrimRight(head, " ") + "\n")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		line := fmt.Sprintf("%-28s", name)
		for _, role := range staff.Roles() {
			line += fmt.Sprintf(" %-13s", s.decision(role, all[name]))
		}
		table.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	golden(t, "roles.txt", table.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("who may do what has changed. If it was meant, run with -update and look at each line.\n%s", diffLines(string(want), got))
	}
}

func diffLines(want, got string) string {
	before, after := strings.Split(want, "\n"), strings.Split(got, "\n")
	var out strings.Builder
	for _, line := range before {
		if !slices.Contains(after, line) {
			out.WriteString("- " + line + "\n")
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			out.WriteString("+ " + line + "\n")
		}
	}
	return out.String()
}

// Every type of this package that is a person's command stands in the table.
func TestNoCommandIsMissingInTheTable(t *testing.T) {
	covered := map[string]bool{}
	for _, body := range samples() {
		covered[strings.TrimPrefix(fmt.Sprintf("%T", body), "*till.")] = true
	}
	for name := range personsCommands(t) {
		if !covered[name] {
			t.Errorf("%s is a person's command, and the role table has no line for it", name)
		}
	}
}

// personsCommands reads the source for the structs that embed personCommand, or
// a struct that does.
func personsCommands(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatal(len(files), err)
	}
	embeds := map[string][]string{}
	named := map[string]bool{} // types with a Name of their own
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch declared := node.(type) {
			case *ast.TypeSpec:
				if structure, ok := declared.Type.(*ast.StructType); ok {
					embeds[declared.Name.Name] = embedded(structure)
				}
			case *ast.FuncDecl:
				if declared.Recv != nil && declared.Name.Name == "Name" {
					if star, ok := declared.Recv.List[0].Type.(*ast.StarExpr); ok {
						named[star.X.(*ast.Ident).Name] = true
					}
				}
			}
			return true
		})
	}
	found := map[string]bool{}
	for name := range named {
		if isPersons(name, embeds) {
			found[name] = true
		}
	}
	if len(found) < 30 {
		t.Fatalf("only %d commands were found in the source", len(found))
	}
	return found
}

func embedded(structure *ast.StructType) []string {
	var names []string
	for _, field := range structure.Fields.List {
		if ident, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 {
			names = append(names, ident.Name)
		}
	}
	return names
}

func isPersons(name string, embeds map[string][]string) bool {
	return slices.ContainsFunc(embeds[name], func(inner string) bool {
		return inner == "personCommand" || isPersons(inner, embeds)
	})
}
