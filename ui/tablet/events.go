package tablet

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/present/curb"
)

// The stream of changes (Server-Sent Events, WHATWG HTML, section 9.2).
const (
	pingInterval = 10 * time.Second
	// writeMax is how long a tablet may take to read what it was sent; a slower
	// one is cut, comes back by itself and reads its page anew.
	writeMax     = 5 * time.Second
	reconnectMS  = 2_000
	retryWhenFew = 30 * time.Second
)

// events tells a page what changed: ids of orders and nothing of a person. What
// a tablet missed is not sent again; Last-Event-ID is not read, because a page
// that comes back reads itself anew.
func (v *visit) events() {
	header := v.w.Header()
	if v.r.Method == http.MethodHead {
		header.Set("Content-Type", "text/event-stream")
		return
	}
	open := v.streams.open(v.who.Device.ID)
	if open == nil {
		header.Set("Retry-After", fmt.Sprint(int(retryWhenFew/time.Second)))
		v.refuse(http.StatusServiceUnavailable, errBusy)
		return
	}
	defer v.streams.close(open)
	changes, stop := v.desk.Watch(v.who.Device.ID)
	defer stop()
	header.Set("Content-Type", "text/event-stream")
	out := newFrames(v.w)
	if err := out.write(fmt.Sprintf(": open\nretry: %d\n\n", reconnectMS)); err != nil {
		return
	}
	if err := v.follow(open, changes, out); err != nil {
		v.log.Debug("tablet stream cut", "device", open.device, "error", noAddress(err))
	}
}

// follow sends until the tablet leaves, reads too slowly or may see no more.
func (v *visit) follow(open *stream, changes <-chan curb.Change, out *frames) error {
	ping := time.NewTicker(pingInterval)
	defer ping.Stop()
	for {
		frame := ": ping\n\n"
		select {
		case <-v.r.Context().Done():
			return nil
		case <-open.ended:
			return out.write(farewell(open.reason))
		case <-ping.C:
		case change, ok := <-changes:
			if !ok {
				return v.cutByDesk(open, out)
			}
			frame = changed(change)
		}
		if !v.stillAllowed() {
			return out.write(farewell(endEnded))
		}
		if err := out.write(frame); err != nil {
			return err
		}
	}
}

// cutByDesk ends a stream whose changes the desk ended: the tablet opened a newer
// one, was revoked, or missed some. In the last case it comes back by itself and
// reads everything anew.
func (v *visit) cutByDesk(open *stream, out *frames) error {
	select {
	case <-open.ended: // ended before the desk was asked for the newer one
		return out.write(farewell(open.reason))
	default:
	}
	if !v.stillAllowed() {
		return out.write(farewell(endEnded))
	}
	return nil
}

// stillAllowed says whether the tablet is still paired and its session not left
// alone. The session itself is not asked for: that would count as its use.
func (v *visit) stillAllowed() bool {
	if _, err := v.desk.Device(v.token); terminal.KindOf(err) == terminal.SignIn {
		return false
	}
	if v.presence.see(v.who.Device.ID, v.session, false) {
		return true
	}
	ctx, cancel := context.WithTimeout(v.r.Context(), requestTimeout)
	defer cancel()
	if err := v.desk.SignOut(ctx, v.who); err != nil && terminal.KindOf(err) != terminal.SignIn {
		v.log.Error("tablet sign-out", "error", err)
	}
	return false
}

func farewell(reason string) string {
	if reason == endClosing {
		return ": closing\n\n"
	}
	return "event: " + reason + "\ndata: {}\n\n"
}

// changed is the frame of a change. Its id names the journal's epoch and place.
func changed(change curb.Change) string {
	orders := change.Orders
	if orders == nil {
		orders = []string{}
	}
	// Numbers and texts always encode.
	data, _ := json.Marshal(struct {
		Sequence int64    `json:"seq"`
		Orders   []string `json:"orders"`
	}{change.Sequence, orders})
	epoch := strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, change.Epoch)
	return fmt.Sprintf("event: changed\nid: %s-%d\ndata: %s\n\n", epoch, change.Sequence, data)
}

// frames writes frames, each within writeMax.
type frames struct {
	w    http.ResponseWriter
	ctrl *http.ResponseController
}

func newFrames(w http.ResponseWriter) *frames {
	return &frames{w: w, ctrl: http.NewResponseController(w)}
}

// write sends a frame at once. The deadline, at first the one of a request, is
// lifted after it: over HTTP/2 one that passes ends a stream even if nothing waits
// to be written.
func (f *frames) write(frame string) error {
	if err := f.ctrl.SetWriteDeadline(after(writeMax)); err != nil {
		return err
	}
	if _, err := f.w.Write([]byte(frame)); err != nil {
		return err
	}
	if err := f.ctrl.Flush(); err != nil {
		return err
	}
	return f.ctrl.SetWriteDeadline(time.Time{})
}

// after is a moment of the machine's clock, which sockets go by; the shop's clock
// may be another.
func after(d time.Duration) time.Time {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	deadline, _ := ctx.Deadline()
	return deadline
}
