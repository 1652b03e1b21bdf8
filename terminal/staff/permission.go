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

	Void             Permission = "void"
	Refund           Permission = "refund"
	OverrideIdentity Permission = "override_identity"
	// OverrideUnknownDay lets a sale through whose earlier purchases of the day
	// cannot be looked up because a key is missing.
	OverrideUnknownDay Permission = "override_unknown_day"
	// EnterDocument types in a document that no scanner reads.
	EnterDocument Permission = "enter_document"
	FreePackage   Permission = "free_package"
	CountPackage  Permission = "count_package"
	SettleOrder   Permission = "settle_order" // an order that needs attention or waits for collect or refund
	Requeue       Permission = "requeue"
	ExportReports Permission = "export_reports"

	Import       Permission = "import"
	WriteOff     Permission = "write_off"
	ClockCorrect Permission = "clock_correct"
	ManageStaff  Permission = "manage_staff"
	// PairTablet offers a pairing code and shuts a tablet out; AdmitTablet lets
	// one in.
	PairTablet  Permission = "pair_tablet"
	AdmitTablet Permission = "admit_tablet"
	AcceptDraft Permission = "accept_draft"
)

// roles are the columns of the table below, in its order.
var roles = []terminal.Role{terminal.Budtender, terminal.Curbside, terminal.Lead, terminal.Manager, terminal.Auditor}

// grant is one row of the table: a permission, and a yes or no for each role.
type grant struct {
	permission                                  Permission
	budtender, curbside, lead, manager, auditor bool
}

func (g grant) to(role terminal.Role) bool {
	switch role {
	case terminal.Budtender:
		return g.budtender
	case terminal.Curbside:
		return g.curbside
	case terminal.Lead:
		return g.lead
	case terminal.Manager:
		return g.manager
	case terminal.Auditor:
		return g.auditor
	}
	return false
}

const (
	yes = true
	no  = false
)

// table is the one table of who may do what.
var table = []grant{
	//                  budtender curbside lead manager auditor
	{Sell, yes, no, yes, yes, no},
	{Discount, yes, no, yes, yes, no},
	{Reprint, yes, no, yes, yes, no},
	{NoSale, yes, no, yes, yes, no},
	{OpenShift, yes, no, yes, yes, no},
	{CloseShift, yes, no, yes, yes, no},
	{CashDrop, yes, no, yes, yes, no},
	{AcceptOrder, yes, no, yes, yes, no},
	{PackOrder, yes, yes, yes, yes, no},
	{HandOver, yes, yes, yes, yes, no},
	{HoldPackage, yes, no, yes, yes, no},

	{Void, no, no, yes, yes, no},
	{Refund, no, no, yes, yes, no},
	{OverrideIdentity, no, no, yes, yes, no},
	{OverrideUnknownDay, no, no, yes, yes, no},
	{EnterDocument, no, no, yes, yes, no},
	{PaidIn, no, no, yes, yes, no},
	{PaidOut, no, no, yes, yes, no},
	{Recount, no, no, yes, yes, no},
	{RejectOrder, no, no, yes, yes, no},
	{FreePackage, no, no, yes, yes, no},
	{CountPackage, no, no, yes, yes, no},
	{SettleOrder, no, no, yes, yes, no},
	{Requeue, no, no, yes, yes, no},
	{PairTablet, no, no, yes, yes, no},
	{AdmitTablet, no, no, yes, yes, no},

	{SeeReports, no, no, yes, yes, yes},
	{ExportReports, no, no, yes, yes, yes},

	{Import, no, no, no, yes, no},
	{WriteOff, no, no, no, yes, no},
	{ClockCorrect, no, no, no, yes, no},
	{ManageStaff, no, no, no, yes, no},
	{AcceptDraft, no, no, no, yes, no},
}

// stepUp are the permissions that nobody has by being signed in: each use takes
// a supervisor's PIN anew, the signed-in supervisor's own too. A screen left
// open must not undo sales, let people through or open the drawer.
var stepUp = []Permission{Void, Refund, OverrideIdentity, OverrideUnknownDay, EnterDocument, NoSale, AdmitTablet}

// Roles lists the roles, in the order of the table's columns.
func Roles() []terminal.Role { return slices.Clone(roles) }

// Permissions lists all permissions, in the order of the table's rows.
func Permissions() []Permission {
	all := make([]Permission, 0, len(table))
	for _, row := range table {
		all = append(all, row.permission)
	}
	return all
}

// Can says whether a role may do something. An unknown role may do nothing.
func Can(role terminal.Role, permission Permission) bool {
	at := slices.IndexFunc(table, func(row grant) bool { return row.permission == permission })
	return at >= 0 && table[at].to(role)
}

// ValidRole says whether the role is on the closed list.
func ValidRole(role terminal.Role) bool { return slices.Contains(roles, role) }

// Supervisor says whether the role can agree to what others may not do alone.
func Supervisor(role terminal.Role) bool { return role == terminal.Lead || role == terminal.Manager }

// Liftable says whether a supervisor's word lets the role do what it may not do
// alone. An auditor looks, and no PIN makes that a hand in the drawer.
func Liftable(role terminal.Role) bool { return ValidRole(role) && role != terminal.Auditor }

// NeedsStepUp says whether each use of the permission takes a supervisor's PIN.
func NeedsStepUp(permission Permission) bool { return slices.Contains(stepUp, permission) }

// Check returns a Refused error of code staff.not_allowed if the role may not.
func Check(role terminal.Role, permission Permission) error {
	if Can(role, permission) {
		return nil
	}
	return terminal.Errorf(terminal.Refused, "staff.not_allowed", "A %s may not do this (%s).", role, permission).
		WithHint("Ask a supervisor for their PIN.")
}
