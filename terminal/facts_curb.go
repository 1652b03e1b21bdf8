package terminal

import "slices"

// DrawerAdded puts another drawer with its counted float into an open shift: the
// bank of a runner who begins to take cash at the curb.
type DrawerAdded struct {
	Shift  string `json:"shift"`
	Drawer Drawer `json:"drawer"`
}

// FactKind names the entry.
func (DrawerAdded) FactKind() string { return "drawer.added" }

// FactSubject is the shift.
func (f DrawerAdded) FactSubject() string { return f.Shift }

// Apply puts the drawer into its shift. A name that the shift has is refused, so
// that no drawer is ever counted twice.
func (f DrawerAdded) Apply(tables Tables, _ int64) error {
	shift, err := tables.ShiftByID(f.Shift)
	if err != nil {
		return err
	}
	if shift.Drawer(f.Drawer.Name) != nil {
		return Errorf(Conflict, "cash.drawer_taken", "This shift has a drawer named %q already.", f.Drawer.Name)
	}
	shift.Drawers = append(slices.Clone(shift.Drawers), f.Drawer)
	return tables.PutShift(shift)
}
