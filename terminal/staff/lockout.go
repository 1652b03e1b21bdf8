package staff

import (
	"time"

	"github.com/curbline/curbline/terminal"
)

// The lock-out: TriesMax wrong PINs are free of delay, the last of them and each
// one after locks, for LockFirst and then twice as long each time, up to LockMax.
// It is counted in the staff table, so that a restart forgives nothing.
const (
	TriesMax  = 5
	LockFirst = time.Minute
	LockMax   = time.Hour
)

// CheckLock returns a Refused error of code staff.locked while a person is
// locked out.
func CheckLock(member terminal.StaffMember, now time.Time) error {
	remaining := member.LockedUntil.Sub(now)
	if remaining <= 0 {
		return nil
	}
	minutes := int((remaining + time.Minute - 1) / time.Minute)
	unit := "minutes"
	if minutes == 1 {
		unit = "minute"
	}
	return terminal.Errorf(terminal.Refused, "staff.locked", "This badge is locked for %d more %s after wrong PINs.", minutes, unit).
		WithHint("Wait, or work with another badge.")
}

// NoteWrongPIN counts a wrong PIN and locks if it is one too many.
func NoteWrongPIN(member terminal.StaffMember, now time.Time) terminal.StaffMember {
	member.FailedPINs++
	if member.FailedPINs < TriesMax {
		return member
	}
	lock := LockFirst
	for range member.FailedPINs - TriesMax {
		if lock *= 2; lock >= LockMax {
			lock = LockMax
			break
		}
	}
	member.LockedUntil = now.Add(lock)
	return member
}

// NoteRightPIN forgets the wrong ones.
func NoteRightPIN(member terminal.StaffMember) terminal.StaffMember {
	member.FailedPINs, member.LockedUntil = 0, time.Time{}
	return member
}

// CheckSandboxPIN returns a Refused error of code staff.sandbox_pin if a PIN that
// came with the demonstration shop is used where sales go to a real state.
func CheckSandboxPIN(member terminal.StaffMember, realState bool) error {
	if !member.SandboxPIN || !realState {
		return nil
	}
	return terminal.Errorf(terminal.Refused, "staff.sandbox_pin", "This PIN came with the demonstration shop and is not valid here.").
		WithHint("A manager must set a new PIN.")
}
