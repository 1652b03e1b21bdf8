// Package rules decides from rule packs what may be sold, to whom and when, and
// what tax is due on it.
//
// A rule pack is one JSON document of a jurisdiction; packs holds the embedded
// ones. They are drafts and were not legally reviewed, which every verdict
// says. A quantity limit is always one inequality: the sum of factor × measure
// over the matching lines, in a period, is at most a maximum. Factors are
// rationals; at load they are brought to a common denominator, so that the sum
// is exact in decimals and nothing is ever divided to decide.
//
// Whatever is not known refuses: no pack in force, a class or category that the
// pack does not name, a missing measure, an amount beyond the exact range, a
// tax rate that nobody filled in. The package does no input or output and reads
// no clock.
package rules
