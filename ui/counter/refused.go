package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/present"
)

// refused is a person who may not buy. Nothing on it overrides that.
type refused struct {
	w      *Window
	box    *fyne.Container
	strip  *kit.PersonStrip
	reason *kit.Reason
	last   int // the place of the action that goes on
}

func newRefused(w *Window) *refused {
	r := &refused{w: w, strip: kit.NewPersonStrip(kit.PersonProps{}, nil)}
	r.reason = kit.NewReason(kit.ReasonProps{}, kit.ReasonEvents{Action: func(index int) {
		switch index {
		case 0:
			w.do(w.counter.PrintSlip)
		case r.last:
			w.do(w.counter.ClearRefusal)
		default:
			w.do(w.counter.EnterByHand)
		}
	}})
	r.box = container.New(&free{place: func(size fyne.Size) {
		put(r.strip, 0, 0, size.Width, stripHeight)
		put(r.reason, 0, stripHeight+margin, size.Width, size.Height-stripHeight-margin)
	}}, r.strip, r.reason)
	return r
}

func (r *refused) object() fyne.CanvasObject { return r.box }

func (r *refused) show(view present.Screen, _ bool) {
	r.last = len(view.Refused.Reason.Actions) - 1
	r.strip.Set(personProps(view.Refused.Person, false))
	r.reason.Set(reasonProps(view.Refused.Reason))
}

func (r *refused) rest() fyne.Focusable { return nil }

func (r *refused) ring() *kit.Action { return r.reason.ActionAt(r.last) }

func (r *refused) key(name fyne.KeyName) bool {
	if isEnter(name) || name == fyne.KeyEscape {
		r.w.do(r.w.counter.ClearRefusal)
		return true
	}
	return false
}

func (r *refused) char(rune) bool { return false }
