package shop

import "time"

// Limits of curbfeed/1 itself; a frame or a wait beyond them ends the
// connection.
const (
	frameMaxBytes    = 262_144 // the last size allowed
	nestingMax       = 16      // every object and array counts
	inflightDefault  = 50      // what a hello without max_inflight gets
	inflightMax      = 1_000
	heartbeatDefault = 20 // seconds
	heartbeatMisses  = 2  // in a row, then the connection is closed
	retentionHours   = 72
	keysKeptFor      = 7 * 24 * time.Hour
)

// Limits of this shop, so that nothing in it grows without end.
const (
	retainedEventsMax = 5_000
	openOrdersMax     = 2_000
	openBasketsMax    = 500
	keptFramesMax     = 2_000
	keptFramesBytes   = 8 << 20
	keptCommandsMax   = 5_000
	keptNacksMax      = 1_000
	historyMax        = 500
	leaseMaxSeconds   = 3_600
	holdMaxSeconds    = 3_600
	deadlineSeconds   = 60 // for a verdict asked by the customers' page
	bodyMaxBytes      = 1 << 20
	formMaxBytes      = 64 << 10
	lingerMaxBytes    = 8 << 20 // read away after a frame that is too long
	faultFrameMax     = 4 << 20
	faultDepthMax     = 1_000
)

// Limits of a basket at the customers' page.
const (
	adultYears         = 21
	oldestBirthYear    = 1900
	quantityMax        = 10 // of one item
	flowerMaxGrams     = 28 // beyond it the terminal is asked first
	nameMaxRunes       = 60
	addressMaxRunes    = 200
	noteMaxRunes       = 300
	spotMaxRunes       = 10
	colorMaxRunes      = 20
	makeMaxRunes       = 40
	plateMaxRunes      = 12
	taxBasisPoints     = 2_145 // the shop's estimate; the terminal computes its own
	pickupFirstMinutes = 30
	pickupLastMinutes  = 150
)

// Waits on the line.
const (
	helloWait  = 10 * time.Second
	writeWait  = 10 * time.Second
	lingerWait = time.Second // for the other side to take the close frame
	sweepEvery = 200 * time.Millisecond
)
