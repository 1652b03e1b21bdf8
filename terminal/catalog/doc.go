// Package catalog brings products and package tags into the shop's book and
// says whether a package may be sold from: CSV import with every problem
// listed, a dry run, and the codes that a scanner reads.
package catalog

import "github.com/curbline/curbline/terminal/catalog/csvfile"

// Problem is one thing wrong with an imported file.
type Problem = csvfile.Problem

// Blocking says whether any problem is more than a warning.
func Blocking(problems []Problem) bool { return csvfile.Blocking(problems) }
