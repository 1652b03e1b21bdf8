// Package sale is the cart as a state machine and the settling of its tenders.
//
// Every function takes a cart and returns a changed copy; the given cart and
// its lines are never written to. A line's number is its own for as long as the
// cart lives, so that a screen, a verdict and a fix mean the same line. The
// package does no input or output and reads no clock.
package sale
