// Package staff says what each role may do, and guards the door: PINs, their
// hashes and the lock-out after wrong tries.
package staff

import (
	"slices"

	"github.com/curbline/curbline/terminal"
)

// Permission is one thing that a role may or may not do. The empty permission
// is of the terminal itself and is no person's.
type Permission string

// The closed list of permissions.
const (
	Sell      Permission = "sell"
	Discount  Permission = "discount"
	Reprint   Permission = "reprint"
	NoSale    Permission = "no_sale"
	OpenShift Permission = "open_shift"
	// CloseShift is a budtender's too: whoever answers for a drawer counts it.
	CloseShift  Permission = "close_shift"
	CashDrop    Permission = "cash_drop"
	PaidIn      Permission = "paid_in"
	PaidOut     Permission = "paid_out"
	Recount     Permission = "recount"
	AcceptOrder Permission = "accept_order"
	RejectOrder Permission = "reject_order"
	PackOrder   Permission = "pack_order"
	HandOver    Permission = "hand_over"
	HoldPackage Permission = "hold_package"
	SeeReports  Permission = "see_reports"

	// Void, Refund and the overrides are a supervisor's, that is a lead's or a
	// manager's.
	Void             Permission = "void"
	Refund           Permission = "refund"
	OverrideIdentity Permission = "override_identity"
	// OverrideUnknownDay lets a sale through whose earlier purchases of the day
	// cannot be looked up because a key is missing.
	OverrideUnknownDay Permission = "override_unknown_day"
	FreePackage        Permission = "free_package"
	CountPackage       Permission = "count_package"
	SettleOrder        Permission = "settle_order" // an order that needs attention or waits for collect or refund
	Requeue            Permission = "requeue"
	ExportReports      Permission = "export_reports"

	Import       Permission = "import"
	WriteOff     Permission = "write_off"
	ClockCorrect Permission = "clock_correct"
	ManageStaff  Permission = "manage_staff"
	PairTablet   Permission = "pair_tablet"
	AcceptDraft  Permission = "accept_draft"
)

// allowed is the one table of who may do what. A role has what the role before
// it has.
var allowed = []struct {
	role terminal.Role
	may  []Permission
}{
	{terminal.Budtender, []Permission{
		Sell, Discount, Reprint, NoSale, OpenShift, CloseShift, CashDrop, AcceptOrder, PackOrder, HandOver, HoldPackage,
	}},
	{terminal.Lead, []Permission{
		Void, Refund, OverrideIdentity, OverrideUnknownDay, PaidIn, PaidOut, Recount, RejectOrder, FreePackage, CountPackage,
		SettleOrder, Requeue, SeeReports, ExportReports, PairTablet,
	}},
	{terminal.Manager, []Permission{Import, WriteOff, ClockCorrect, ManageStaff, AcceptDraft}},
}

// Roles lists the roles, the one with the least permissions first.
func Roles() []terminal.Role {
	roles := make([]terminal.Role, 0, len(allowed))
	for _, entry := range allowed {
		roles = append(roles, entry.role)
	}
	return roles
}

// Permissions lists all permissions, those that every role has first.
func Permissions() []Permission {
	var all []Permission
	for _, entry := range allowed {
		all = append(all, entry.may...)
	}
	return all
}

// Can says whether a role may do something. An unknown role may do nothing.
func Can(role terminal.Role, permission Permission) bool {
	if !ValidRole(role) {
		return false
	}
	for _, entry := range allowed {
		if slices.Contains(entry.may, permission) {
			return true
		}
		if entry.role == role {
			return false
		}
	}
	return false
}

// ValidRole says whether the role is on the closed list.
func ValidRole(role terminal.Role) bool { return slices.Contains(Roles(), role) }

// Supervisor says whether the role can agree to what a budtender may not do.
func Supervisor(role terminal.Role) bool { return role == terminal.Lead || role == terminal.Manager }

// Check returns a Refused error of code staff.not_allowed if the role may not.
func Check(role terminal.Role, permission Permission) error {
	if Can(role, permission) {
		return nil
	}
	return terminal.Errorf(terminal.Refused, "staff.not_allowed", "A %s may not do this (%s).", role, permission).
		WithHint("Ask a supervisor for their PIN.")
}
