package printer

import "github.com/curbline/curbline/devices/escpos"

// Profile is what is known of a printer model.
type Profile = escpos.Profile

// Choices are what a shop sets of a profile.
type Choices = escpos.Choices

// ProfileByName gives a built-in profile. Its error lists the names there are.
func ProfileByName(name string) (Profile, error) { return escpos.ProfileByName(name) }

// ProfileNames lists the built-in profiles, for the configuration's check.
func ProfileNames() []string { return escpos.ProfileNames() }
