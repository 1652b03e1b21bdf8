package staff_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return terminal.AsError(err).Code
}

func TestRoleTable(t *testing.T) {
	for _, c := range []struct {
		permission staff.Permission
		roles      string // b, c, l, m, a as they may
	}{
		{staff.Sell, "blm"},
		{staff.CloseShift, "blm"},
		{staff.CashDrop, "blm"},
		{staff.AcceptOrder, "blm"},
		{staff.NoSale, "blm"},
		{staff.PackOrder, "bclm"},
		{staff.HandOver, "bclm"},
		{staff.Void, "lm"},
		{staff.Refund, "lm"},
		{staff.OverrideIdentity, "lm"},
		{staff.Requeue, "lm"},
		{staff.PairTablet, "lm"},
		{staff.SeeReports, "lma"},
		{staff.ExportReports, "lma"},
		{staff.Import, "m"},
		{staff.ClockCorrect, "m"},
		{staff.ManageStaff, "m"},
		{"", ""},
		{"fly", ""},
	} {
		got := ""
		for _, role := range staff.Roles() {
			if staff.Can(role, c.permission) {
				got += string(role[0])
			}
		}
		if got != c.roles {
			t.Errorf("%s: %q, want %q", c.permission, got, c.roles)
		}
		if staff.Can("", c.permission) || staff.Can("owner", c.permission) {
			t.Errorf("%s: an unknown role may", c.permission)
		}
	}
	if err := staff.Check(terminal.Budtender, staff.Void); codeOf(err) != "staff.not_allowed" || terminal.KindOf(err) != terminal.Refused {
		t.Errorf("void by a budtender: %v", err)
	}
}

func TestAnAuditorOnlyReads(t *testing.T) {
	for _, permission := range staff.Permissions() {
		reads := permission == staff.SeeReports || permission == staff.ExportReports
		if staff.Can(terminal.Auditor, permission) != reads {
			t.Errorf("%s: %v", permission, !reads)
		}
	}
	if staff.Supervisor(terminal.Auditor) || staff.Liftable(terminal.Auditor) || staff.Liftable("owner") || !staff.Liftable(terminal.Curbside) {
		t.Error("an auditor agrees, or is lifted")
	}
	for _, role := range staff.Roles() {
		if got, want := staff.Supervisor(role), role == terminal.Lead || role == terminal.Manager; got != want {
			t.Errorf("%s as a supervisor: %v", role, got)
		}
	}
}

func TestWhatTakesAPINEachTime(t *testing.T) {
	var got []string
	for _, permission := range staff.Permissions() {
		if staff.NeedsStepUp(permission) {
			got = append(got, string(permission))
			if !staff.Can(terminal.Lead, permission) {
				t.Errorf("no lead could agree to %s", permission)
			}
		}
	}
	if want := "no_sale void refund override_identity override_unknown_day enter_document admit_tablet"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestEachPermissionStandsOnce(t *testing.T) {
	seen := map[staff.Permission]bool{}
	for _, permission := range staff.Permissions() {
		if seen[permission] || permission == "" {
			t.Errorf("%q stands twice", permission)
		}
		seen[permission] = true
		if !staff.Can(terminal.Manager, permission) {
			t.Errorf("nobody may %s", permission)
		}
	}
}

func TestPINRule(t *testing.T) {
	for pin, want := range map[string]struct{ real, sandbox string }{
		"2580":      {"", ""},
		"12344321":  {"", ""},
		"258":       {"staff.pin_rule", "staff.pin_rule"},
		"258025802": {"staff.pin_rule", "staff.pin_rule"},
		"25a0":      {"staff.pin_rule", "staff.pin_rule"},
		"٢٥٨٠":      {"staff.pin_rule", "staff.pin_rule"},
		"1111":      {"staff.pin_rule", ""},
		"1234":      {"staff.pin_rule", ""},
		"87654321":  {"staff.pin_rule", ""},
	} {
		if got := codeOf(staff.CheckPIN(pin, false)); got != want.real {
			t.Errorf("%s: %q", pin, got)
		}
		if got := codeOf(staff.CheckPIN(pin, true)); got != want.sandbox {
			t.Errorf("%s in the sandbox: %q", pin, got)
		}
	}
}

func TestHashAndVerify(t *testing.T) {
	hash, err := staff.HashPIN(t.Context(), "2580")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", hash, err)
	}
	other, err := staff.HashPIN(t.Context(), "2580")
	if err != nil || other == hash {
		t.Errorf("no salt: %s, %v", other, err)
	}
	for pin, want := range map[string]bool{"2580": true, "2581": false, "": false, "258025802580": false} {
		if got, err := staff.VerifyPIN(t.Context(), hash, pin); err != nil || got != want {
			t.Errorf("%q: %v, %v", pin, got, err)
		}
	}
}

// The vector is from the reference implementation's own test (argon2 20171227,
// test.c: Argon2id, v 13, t 2, m 256 KiB, p 1, "password", "somesalt").
func TestVerifyKnownVector(t *testing.T) {
	const hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if ok, err := staff.VerifyPIN(t.Context(), hash, "password"); err != nil || !ok {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestMalformedHashes(t *testing.T) {
	const tail = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	for _, hash := range []string{
		"", "2580", "$2a$10$abc", "$argon2id$v=19$m=256,t=2,p=1", "$argon2i$v=19$m=256,t=2,p=1" + tail,
		"$argon2id$v=18$m=256,t=2,p=1" + tail, "$argon2id$v=19$m=65537,t=2,p=1" + tail, "$argon2id$v=19$m=256,t=11,p=1" + tail,
		"$argon2id$v=19$m=256,t=0,p=1" + tail, "$argon2id$v=19$m=256,t=2,p=0" + tail, "$argon2id$v=19$m=256,t=2,p=5" + tail,
		"$argon2id$v=19$m=256,t=2,p=1 " + tail, "$argon2id$v=19$m=256,t=2,p=1$$", "$argon2id$v=19$m=256,t=2,p=1$c29t$nf65",
	} {
		if ok, err := staff.VerifyPIN(t.Context(), hash, "password"); ok || codeOf(err) != "staff.pin_hash" {
			t.Errorf("%q: %v, %v", hash, ok, err)
		}
	}
}

func TestGateLetsTwoIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := staff.NewGate(staff.HashesMax)
		var leave []func()
		for range staff.HashesMax {
			out, err := gate.Enter(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			leave = append(leave, out)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := gate.Enter(ctx); codeOf(err) != "staff.busy" {
			t.Errorf("a third came in: %v", err)
		}
		entered := make(chan error)
		go func() {
			out, err := gate.Enter(t.Context())
			if err == nil {
				out()
			}
			entered <- err
		}()
		synctest.Wait()
		leave[0]()
		if err := <-entered; err != nil {
			t.Error(err)
		}
		leave[1]()
	})
}

func TestLockOut(t *testing.T) {
	now := time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)
	member := terminal.StaffMember{ID: "b1"}
	want := []time.Duration{0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60}
	for try, minutes := range want {
		member = staff.NoteWrongPIN(member, now)
		lock := max(member.LockedUntil.Sub(now), 0)
		if lock != minutes*time.Minute {
			t.Fatalf("try %d locks for %s", try+1, lock)
		}
		if lock > 0 {
			if err := staff.CheckLock(member, now.Add(lock-time.Nanosecond)); codeOf(err) != "staff.locked" || !strings.Contains(err.Error(), "1 more minute ") {
				t.Fatalf("just before the end: %v", err)
			}
		}
		now = now.Add(lock)
		if err := staff.CheckLock(member, now); err != nil {
			t.Fatalf("try %d is still locked: %v", try+1, err)
		}
	}
	member.FailedPINs = 1 << 40
	if member = staff.NoteWrongPIN(member, now); member.LockedUntil.Sub(now) != staff.LockMax {
		t.Errorf("after very many: %s", member.LockedUntil.Sub(now))
	}
	member = staff.NoteRightPIN(member)
	if member.FailedPINs != 0 || staff.CheckLock(member, now) != nil {
		t.Errorf("a right PIN left %+v", member)
	}
}

func TestDoorLockOut(t *testing.T) {
	now := time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)
	lock := terminal.DoorLock{Device: "T1"}
	want := []time.Duration{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60}
	for try, minutes := range want {
		lock = staff.NoteWrongAtDoor(lock, now)
		wait := max(lock.LockedUntil.Sub(now), 0)
		if wait != minutes*time.Minute {
			t.Fatalf("try %d locks for %s", try+1, wait)
		}
		if wait > 0 {
			if err := staff.CheckDoor(lock, now.Add(wait-time.Nanosecond)); codeOf(err) != "staff.device_locked" {
				t.Fatalf("just before the end: %v", err)
			}
		}
		now = now.Add(wait)
		if err := staff.CheckDoor(lock, now); err != nil {
			t.Fatalf("try %d is still locked: %v", try+1, err)
		}
	}
	late := staff.NoteWrongAtDoor(lock, lock.LastWrong.Add(staff.DoorForgets))
	soon := staff.NoteWrongAtDoor(lock, lock.LastWrong.Add(staff.DoorForgets-time.Nanosecond))
	if late.FailedPINs != 1 || soon.FailedPINs != lock.FailedPINs+1 {
		t.Errorf("%d after a quiet time, %d just before", late.FailedPINs, soon.FailedPINs)
	}
	if got := staff.NoteRightAtDoor(lock, terminal.StaffMember{FailedPINs: 2}).FailedPINs; got != lock.FailedPINs-2 {
		t.Errorf("%d are left of %d, with 2 of the person's own", got, lock.FailedPINs)
	}
	if got := staff.NoteRightAtDoor(terminal.DoorLock{FailedPINs: 1}, terminal.StaffMember{FailedPINs: 4}).FailedPINs; got != 0 {
		t.Errorf("%d are left of one", got)
	}
}

func TestNewPIN(t *testing.T) {
	member := terminal.StaffMember{ID: "dee-7415", Badge: "B-2580"}
	for pin, want := range map[string]string{
		"3690": "", "7416": "", "2580": "staff.pin_rule", "7415": "staff.pin_rule", "9630": "staff.pin_same",
		"1234": "staff.pin_rule", "0000": "staff.pin_rule", "369": "staff.pin_rule", "": "staff.pin_rule", "369036903": "staff.pin_rule", "36903690": "",
	} {
		if got := codeOf(staff.CheckNewPIN(member, "9630", pin)); got != want {
			t.Errorf("%q: %q, want %q", pin, got, want)
		}
	}
}

func TestNoTimeIsSpentBeyondTheGate(t *testing.T) {
	if err := staff.SpendPIN(t.Context(), "2580"); err != nil {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := staff.SpendPIN(ended, "2580"); codeOf(err) != "staff.busy" {
		t.Errorf("%v, want staff.busy", err)
	}
}

func TestSandboxPIN(t *testing.T) {
	seeded := terminal.StaffMember{SandboxPIN: true}
	if err := staff.CheckSandboxPIN(seeded, false); err != nil {
		t.Error(err)
	}
	if err := staff.CheckSandboxPIN(seeded, true); codeOf(err) != "staff.sandbox_pin" {
		t.Error(err)
	}
	if err := staff.CheckSandboxPIN(terminal.StaffMember{}, true); err != nil {
		t.Error(err)
	}
}

func TestParse(t *testing.T) {
	file := "id,name,badge,role,pin\nlena,Lena Ortiz,B-7,Manager,2580\nsam,Sam,sam,budtender,\n"
	people, problems := staff.Parse([]byte(file), true)
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	want := []staff.Imported{
		{Member: terminal.StaffMember{ID: "lena", Name: "Lena Ortiz", Badge: "B-7", Role: terminal.Manager, SandboxPIN: true, Active: true}, PIN: "2580"},
		{Member: terminal.StaffMember{ID: "sam", Name: "Sam", Badge: "sam", Role: terminal.Budtender, Active: true}},
	}
	if diff := cmp.Diff(want, people); diff != "" {
		t.Error(diff)
	}
	people, problems = staff.Parse([]byte(file), false)
	if len(problems) != 0 || !people[0].Member.MustChangePIN || people[0].Member.SandboxPIN || people[1].Member.MustChangePIN {
		t.Errorf("outside the sandbox: %+v, %v", people, problems)
	}
	_, problems = staff.Parse([]byte("id,name,badge,role,pin\nA B,,!,owner,1234\nlena,L,b1,lead,99999999999\nb1,X,b2,lead,2580\n"), false)
	var got []string
	for _, problem := range problems {
		got = append(got, problem.String())
		if strings.Contains(problem.Words, "1234") || strings.Contains(problem.Words, "9999") {
			t.Errorf("a PIN is quoted: %s", problem)
		}
	}
	wantProblems := []string{
		"row 2, id: is not 1 to 32 of a–z, 0–9 and . _ -",
		"row 2, name: is not 1 to 80 plain characters",
		"row 2, badge: is not 1 to 64 letters, digits and . _ -",
		`row 2, role: "owner" is none of budtender, curbside, lead, manager, auditor`,
		"row 2, pin: This PIN is too easy to guess.",
		"row 3, pin: A PIN has 4 to 8 digits.",
		`row 4, id: "b1" stands in row 3 already`,
	}
	if diff := cmp.Diff(wantProblems, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("id,name,badge,role,pin\nlena,Lena Ortiz,B-7,manager,2580\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		people, _ := staff.Parse(data, false)
		for _, person := range people {
			if person.PIN != "" && staff.CheckPIN(person.PIN, false) != nil || !staff.ValidRole(person.Member.Role) || person.Member.ID == "" {
				t.Fatalf("taken: %+v", person.Member)
			}
		}
	})
}
