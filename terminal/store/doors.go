package store

import (
	"time"

	"github.com/curbline/curbline/terminal"
)

const deviceColumns = `SELECT device_id, name, token_hash, paired_at, paired_by, revoked_at FROM device`

// Device reads one device, revoked or not.
func (q *queries) Device(id string) (terminal.Device, error) {
	found, err := q.devices(deviceColumns+` WHERE device_id = ?`, id)
	if err != nil {
		return terminal.Device{}, err
	}
	if len(found) == 0 {
		return terminal.Device{}, missing("tablet", "tablet.not_found", id)
	}
	return found[0], nil
}

// Devices lists all devices, those that were revoked too.
func (q *queries) Devices() ([]terminal.Device, error) {
	return q.devices(deviceColumns + ` ORDER BY id`)
}

func (q *queries) devices(query string, args ...any) ([]terminal.Device, error) {
	var all []terminal.Device
	err := q.each(query, args, func(scan func(...any) error) error {
		var d terminal.Device
		var hash []byte
		var paired, revoked int64
		if err := scan(&d.ID, &d.Name, &hash, &paired, &d.PairedBy, &revoked); err != nil {
			return err
		}
		copy(d.TokenHash[:], hash)
		d.PairedAt, d.RevokedAt = fromMillis(paired), fromMillis(revoked)
		all = append(all, d)
		return nil
	})
	return all, err
}

// DoorLock reads a device's wrong PINs; none gives an empty lock.
func (q *queries) DoorLock(device string) (terminal.DoorLock, error) {
	lock := terminal.DoorLock{Device: device}
	var wrong, until int64
	found, err := q.one(`SELECT failed, last_wrong, locked_until FROM door WHERE device = ?`, []any{device},
		&lock.FailedPINs, &wrong, &until)
	if err == nil && found {
		lock.LastWrong, lock.LockedUntil = fromMillis(wrong), fromMillis(until)
	}
	return lock, err
}

func (t *transaction) PutDoorLock(l terminal.DoorLock) error {
	return t.exec(`INSERT INTO door (device, failed, last_wrong, locked_until) VALUES (?, ?, ?, ?)
		ON CONFLICT (device) DO UPDATE SET failed = excluded.failed, last_wrong = excluded.last_wrong, locked_until = excluded.locked_until`,
		l.Device, l.FailedPINs, millis(l.LastWrong), millis(l.LockedUntil))
}

func (t *transaction) PutDevice(d terminal.Device) error {
	return t.exec(`INSERT INTO device (device_id, name, token_hash, paired_at, paired_by, revoked_at) VALUES (?, ?, ?, ?, ?, ?)`,
		d.ID, d.Name, d.TokenHash[:], millis(d.PairedAt), d.PairedBy, millis(d.RevokedAt))
}

func (t *transaction) RevokeDevice(id string, at time.Time) error {
	return t.exec(`UPDATE device SET revoked_at = ? WHERE device_id = ? AND revoked_at = 0`, millis(at), id)
}

// SetStaffRole makes a bare row where there is none, as in a scratch database
// that is filled from the journal alone.
func (t *transaction) SetStaffRole(id string, role terminal.Role, active bool) error {
	member, err := t.Staff(id)
	if err != nil && terminal.KindOf(err) != terminal.NotFound {
		return err
	}
	if err != nil {
		member = terminal.StaffMember{ID: id, Badge: id}
	}
	member.Role, member.Active = role, active
	return t.PutStaff(member)
}
