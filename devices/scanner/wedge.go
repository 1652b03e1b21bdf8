package scanner

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// WedgeGap is the most time between two keys of a scan. People who type fast
	// need 60 ms and more; a scanner that types needs 2 to 20 ms.
	WedgeGap = 30 * time.Millisecond
	// WedgeTail is the silence that ends a document, whose line ends come as
	// Enter: what a key of it needs with its modifiers, and some more.
	WedgeTail = 100 * time.Millisecond
	// WedgeMinKeys is the least number of characters of a scan: two or three keys
	// hit at once are none.
	WedgeMinKeys = 6
	// WedgeMaxTime bounds how long one scan may take to be typed: a licence of 700
	// characters at 20 ms.
	WedgeMaxTime = 15 * time.Second

	// KeyDown is how the arrow key is told to Key. Some scanners type it for LF.
	KeyDown = "\u2193"
)

// Wedge takes the keys of a window and tells a scanner that types from a hand.
// It reads no clock: times are monotonic and come with the calls. It is not safe
// for several goroutines.
//
// What goes in comes out once: as a scan, or as typing in the order of the keys.
// The line end that closes a scan belongs to it.
type Wedge struct {
	gap, tail time.Duration

	keys     []byte // what is held
	count    int    // printable characters of it
	started  time.Duration
	last     time.Duration // of the last key
	document bool
	swallow  bool // too much came: dropped until silence

	suffixUntil time.Duration // until when a line end belongs to the scan before
	suffixed    int           // codes in a row that ended with a line end
	rest        rest
	repeats     repeats

	ready []typed
}

// typed is a finished piece: a scan, or the text of keys.
type typed struct {
	scan *Scan
	text string
}

// NewWedge makes a Wedge. 0 means WedgeGap and WedgeTail; a tail is never
// shorter than the gap.
func NewWedge(gap, tail time.Duration) *Wedge {
	if gap <= 0 {
		gap = WedgeGap
	}
	if tail <= 0 {
		tail = WedgeTail
	}
	return &Wedge{gap: gap, tail: max(gap, tail), suffixUntil: -1, rest: noRest}
}

// Key takes a key: the rune that it types, "\n" for Enter, "\t" for Tab, KeyDown
// for the arrow, a control character where it was typed with Ctrl (Ctrl-J is
// "\n", Ctrl-^ is "\x1e"). Held says that the caller must not act on it yet; Due
// gives it back if it was typing. Only a key without text is not held.
func (w *Wedge) Key(text string, at time.Duration) (held bool) {
	if text == "" {
		return false
	}
	if at-w.last > w.limit() {
		w.finish(bySilence)
	}
	if len(w.keys) == 0 && !w.swallow {
		if isLineEnd(text) && at <= w.suffixUntil {
			w.suffixUntil = at + w.gap
			return true
		}
		w.started = at
	}
	w.last = at
	if w.swallow {
		return true
	}
	w.add(text, at)
	return true
}

// Interrupt says that a key was pressed which no scan has, such as Backspace or
// F9. What is held comes out at the next Due, before the caller acts on that key.
func (w *Wedge) Interrupt() { w.finish(bySilence) }

// Due gives what is finished: a scan, or the text of keys that were typing after
// all, to be given to the focus now. It is called after each Key and when next
// has come, on the scale of at, and again at once while next is not after at.
// Next is 0 where nothing is pending.
func (w *Wedge) Due(at time.Duration) (scan *Scan, text string, next time.Duration) {
	if at-w.last > w.limit() {
		w.finish(bySilence)
	}
	if len(w.ready) > 0 {
		scan, text = w.ready[0].scan, w.ready[0].text
		w.ready = w.ready[1:]
	}
	switch {
	case len(w.ready) > 0:
		next = max(at, 1)
	case len(w.keys) > 0 || w.swallow:
		next = w.last + w.limit() + 1 // a key at the limit still belongs to it
	}
	return scan, text, next
}

// limit is how much silence ends what is held: the tail once enough keys came at
// a scanner's pace. No hand did that, and a machine that is busy with something
// else makes pauses of its own, which must not tear a scan.
func (w *Wedge) limit() time.Duration {
	if w.count >= WedgeMinKeys || w.swallow {
		return w.tail
	}
	return w.gap
}

func (w *Wedge) add(text string, at time.Duration) {
	if isLineEnd(text) && !w.document && w.count > 0 && !w.goesOn() {
		w.keys = append(w.keys, text...)
		w.finish(byLineEnd)
		return
	}
	w.keys = append(w.keys, text...)
	for _, char := range text {
		if char > ' ' && char != utf8.RuneError {
			w.count++
		}
	}
	w.becomeDocument(text)
	if len(w.keys) <= FrameMaxBytes && at-w.started <= WedgeMaxTime {
		return
	}
	if w.isTyping() { // somebody leans on a key
		w.finish(bySilence)
		return
	}
	w.give(tooLong())
	w.clear()
	w.swallow = true
}

// goesOn says that Enter is a line end inside a document here: behind the first
// line of a machine-readable zone, or behind the @ of a licence.
func (w *Wedge) goesOn() bool {
	frame := w.frame()
	size := len(frame)
	return isZoneLine(withoutAIM(frame)) || size > 0 && frame[size-1] == '@' && isPrefix(frame[:size-1])
}

// becomeDocument looks whether what is held has the start of a document by now.
func (w *Wedge) becomeDocument(text string) {
	const startBytes = 64 // beyond them only a filler tells a document
	if w.document || len(w.keys) > startBytes && text != "<" && !isLineEnd(text) {
		return
	}
	w.document = startsDocument(w.frame()) || isLineEnd(text) && w.count > 0
}

// finish decides on what is held.
func (w *Wedge) finish(how ending) {
	defer w.clear()
	w.swallow = false
	if len(w.keys) == 0 {
		return
	}
	frame := w.frame()
	text := codeText(frame)
	switch {
	case w.isRest(text, how):
		w.endScan(how)
		if !w.rest.told {
			w.rest.told = true
			w.give(torn())
		}
		return
	case w.isTyping():
		w.giveBack()
		return
	}
	result := w.judge(frame, how)
	if len(result.scans) == 0 {
		w.giveBack()
		return
	}
	w.endScan(how)
	told := false
	for _, scan := range result.scans {
		if scan.Kind == ID && w.repeats.again(scan.Raw, w.last) {
			scan.Wipe()
			continue
		}
		told = told || scan.Kind == Unreadable
		w.give(scan)
	}
	w.rest = restAfter(result, told, w.started)
}

func (w *Wedge) judge(frame []byte, how ending) judged {
	switch {
	case w.document || looksLikeDocument(frame):
		return judgeDocument(frame, how, isZoneText(withoutAIM(firstLine(frame))))
	case how == bySilence && w.suffixed >= suffixSure:
		w.suffixed = 0
		return judged{scans: []Scan{torn()}, open: true, restMax: restAny}
	}
	if how == byLineEnd {
		w.suffixed = min(w.suffixed+1, suffixSure)
	} else {
		w.suffixed = 0
	}
	return judgeCode(frame, how)
}

// isTyping says that no scanner typed this: too little, or one key that repeats
// by itself.
func (w *Wedge) isTyping() bool {
	text := strings.TrimSpace(string(w.keys))
	if w.count < WedgeMinKeys {
		return true
	}
	first, _ := utf8.DecodeRuneInString(text)
	return strings.Count(text, string(first)) == utf8.RuneCountInString(text)
}

// isRest says that keys, which are fewer than a scan has, too, are the rest of
// one that broke off. One key alone, or keys of a hand, are not.
func (w *Wedge) isRest(text string, how ending) bool {
	if w.document || w.count < 2 && how != byLineEnd || w.count == 0 {
		return false
	}
	return w.rest.covers(text, len(w.keys), w.started)
}

// frame is what is held as the bytes of a scan, without what stands before its
// first character.
func (w *Wedge) frame() []byte {
	frame := bytes.ReplaceAll(w.keys, []byte(KeyDown), []byte("\n"))
	return bytes.TrimLeft(frame, "\r\n\t \x02")
}

func (w *Wedge) endScan(how ending) {
	w.suffixUntil = -1
	if how == byLineEnd {
		w.suffixUntil = w.last + w.gap
	}
}

func (w *Wedge) give(scan Scan) {
	scan.At = w.last
	w.ready = append(w.ready, typed{scan: &scan})
}

func (w *Wedge) giveBack() { w.ready = append(w.ready, typed{text: string(w.keys)}) }

func (w *Wedge) clear() {
	clear(w.keys) // it may hold a document
	w.keys, w.count, w.document = w.keys[:0], 0, false
}

func isLineEnd(text string) bool { return text == "\n" || text == "\r" || text == "\t" }

func firstLine(frame []byte) []byte {
	if at := bytes.IndexAny(frame, "\r\n"); at >= 0 {
		return frame[:at]
	}
	return frame
}
