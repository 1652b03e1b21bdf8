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

// The lock-out of a device counts wrong PINs of any badge, and badges that
// nobody has: trying one PIN on everybody locks no single person. A quiet
// DoorForgets forgives them, or a busy counter would lock in the end.
const (
	DoorTriesMax = 10
	DoorForgets  = 12 * time.Hour
)

// CheckLock returns a Refused error of code staff.locked while a person is
// locked out.
func CheckLock(member terminal.StaffMember, now time.Time) error {
	if member.LockedUntil.After(now) {
		return locked("staff.locked", "This badge", member.LockedUntil.Sub(now)).
			WithHint("Wait, or work with another badge.")
	}
	return nil
}

// CheckDoor returns a Refused error of code staff.device_locked while a device
// takes no PIN.
func CheckDoor(lock terminal.DoorLock, now time.Time) error {
	if lock.LockedUntil.After(now) {
		return locked("staff.device_locked", "This device", lock.LockedUntil.Sub(now)).
			WithHint("Wait, or sign in at another device.")
	}
	return nil
}

func locked(code, what string, remaining time.Duration) *terminal.Error {
	minutes := int((remaining + time.Minute - 1) / time.Minute)
	unit := "minutes"
	if minutes == 1 {
		unit = "minute"
	}
	return terminal.Errorf(terminal.Refused, code, "%s is locked for %d more %s after wrong PINs.", what, minutes, unit)
}

// backOff is how long the wrong PIN that makes it failed in all locks, where
// triesMax is the first that does.
func backOff(failed, triesMax int) time.Duration {
	if failed < triesMax {
		return 0
	}
	lock := LockFirst
	for range failed - triesMax {
		if lock *= 2; lock >= LockMax {
			return LockMax
		}
	}
	return lock
}

// NoteWrongPIN counts a wrong PIN and locks if it is one too many.
func NoteWrongPIN(member terminal.StaffMember, now time.Time) terminal.StaffMember {
	member.FailedPINs++
	if lock := backOff(member.FailedPINs, TriesMax); lock > 0 {
		member.LockedUntil = now.Add(lock)
	}
	return member
}

// NoteRightPIN forgets the wrong ones.
func NoteRightPIN(member terminal.StaffMember) terminal.StaffMember {
	member.FailedPINs, member.LockedUntil = 0, time.Time{}
	return member
}

// NoteWrongAtDoor counts a wrong PIN or an unknown badge at a device.
func NoteWrongAtDoor(lock terminal.DoorLock, now time.Time) terminal.DoorLock {
	if now.Sub(lock.LastWrong) >= DoorForgets {
		lock.FailedPINs = 0
	}
	lock.FailedPINs++
	lock.LastWrong = now
	if wait := backOff(lock.FailedPINs, DoorTriesMax); wait > 0 {
		lock.LockedUntil = now.Add(wait)
	}
	return lock
}

// NoteRightAtDoor takes back what the person themselves typed wrong before.
// Others' wrong PINs stay counted: whoever has one right PIN must not get more
// tries at everybody else's with it.
func NoteRightAtDoor(lock terminal.DoorLock, member terminal.StaffMember) terminal.DoorLock {
	lock.FailedPINs = max(0, lock.FailedPINs-member.FailedPINs)
	return lock
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
