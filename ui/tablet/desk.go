// Package tablet serves the curbside tablets' page over HTTPS on the shop's LAN:
// the doors (pairing, sign-in, cookies, origins, rates), the routes, the stream
// of changes. What a page says comes from its Desk and nothing is decided here;
// how it looks is in templates and assets.
package tablet

import (
	"context"

	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

// Desk is the workplace behind the page. A curb.Who is opaque here except for
// its device's id and whether its session may do nothing but change the PIN.
//
// Errors are *terminal.Error. One of kind SignIn means that the token or the
// session is not, or no longer, good.
type Desk interface {
	// Device knows a paired tablet by its token: a Who without a session.
	Device(token string) (curb.Who, error)
	// Session adds who works at it. It fails if the session is of another device.
	Session(who curb.Who, session string) (curb.Who, error)
	// Peek is Session for what a page asks by itself: it keeps nobody signed in.
	Peek(who curb.Who, session string) (curb.Who, error)

	Arrivals(ctx context.Context, who curb.Who, lang text.Language) (curb.Arrivals, error)
	Ready(ctx context.Context, who curb.Who, lang text.Language) (curb.Bags, error)
	Handed(ctx context.Context, who curb.Who, lang text.Language) (curb.Bags, error)
	Order(ctx context.Context, who curb.Who, lang text.Language, id string) (curb.Order, error)
	Camera(ctx context.Context, who curb.Who, lang text.Language, id, scan string) (curb.Camera, error)

	// SignInPage is the page that asks who works, or, for a session that must
	// change its PIN or wants to, the form for that.
	SignInPage(ctx context.Context, who curb.Who, lang text.Language, badge string, problem error) (curb.SignIn, error)
	SignIn(ctx context.Context, who curb.Who, badge, pin string) (session string, mustChange bool, err error)
	ChangePIN(ctx context.Context, who curb.Who, oldPIN, newPIN string) error
	SignOut(ctx context.Context, who curb.Who) error

	Pairing(lang text.Language, code, ticket string, problem error) curb.Pairing
	AskPairing(ctx context.Context, code, name string) (ticket string, err error)
	// PairingResult says waiting, approved, refused or over; the token comes once.
	PairingResult(ticket string) (state, token string)
	Help(lang text.Language) curb.Help

	// Do runs one action. A no is returned and is also the Notice of the next
	// page of that order.
	Do(ctx context.Context, who curb.Who, action curb.Action) error
	// Watch gives what changes. The channel is closed for a reader that is too
	// slow: it reads everything anew.
	Watch(device string) (events <-chan curb.Change, stop func())
}

// The names of the pages that render draws, and what each is given.
const (
	pageArrivals = "arrivals" // curb.Arrivals
	pageReady    = "ready"    // curb.Bags
	pageHanded   = "done"     // curb.Bags
	pageOrder    = "order"    // curb.Order
	pageCamera   = "camera"   // curb.Camera
	pageSignIn   = "sign-in"  // curb.SignIn; with Change set it posts to /pin
	pagePairing  = "pair"     // curb.Pairing
	pageHelp     = "help"     // curb.Help
	pagePlain    = "plain"    // Plain: an error in words, and /offline
)

// The fields of the forms, beside an action's own:
//
//	POST /do/{action}  command, order, and the action's fields
//	POST /sign-in      badge, pin, next
//	POST /pin          old, new, again, next
//	POST /sign-out     none
//	POST /pair         code, name; or cancel
//	POST /language     language (en, es), next

// Plain is a page of a few words: an error, or that T1 is out of reach. Of its
// Frame only what needs no person is set.
type Plain struct {
	curb.Frame
	Heading string
	Text    string
	Hint    string
	Next    curb.Button // a link
	Offline bool        // the page that the service worker keeps
}
