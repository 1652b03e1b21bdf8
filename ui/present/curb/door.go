package curb

import (
	"context"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/ui/text"
)

// SignInPage asks who works at a paired tablet: tiles of those who may hand over,
// then the PIN. For a session it is the form for an own PIN. A problem is the no
// to the last try.
func (d *Desk) SignInPage(ctx context.Context, who Who, language text.Language, badge string, problem error) (SignIn, error) {
	var view SignIn
	if who.Device.ID == "" {
		return view, terminal.Errorf(terminal.SignIn, "tablet.not_paired", "This tablet is not paired with this terminal.").
			WithHint("Pair it at the counter.")
	}
	err := d.show(ctx, who, language, func(f *frame) error {
		members, err := f.reader.StaffMembers()
		if err != nil {
			return err
		}
		view = f.signIn(members, badge)
		if problem != nil {
			view.Problem = problemWords(language, problem)
		}
		if who.Session.ID != "" {
			view.Change, view.People, view.Title = f.changePIN(), nil, f.say(text.CurbNewPIN)
			view.Change.Problem, view.Problem = view.Problem, ""
		}
		return nil
	})
	return view, err
}

func (f *frame) signIn(members []terminal.StaffMember, badge string) SignIn {
	view := SignIn{
		Frame: f.page(f.d.options.Shop.Name), Heading: f.say(text.SignInTitle), Text: f.say(text.SignInText),
		Badge: f.say(text.FieldBadge), PIN: f.say(text.FieldPIN), Go: f.say(text.SignIn),
	}
	for _, member := range members {
		if !member.Active || !staff.Can(member.Role, staff.HandOver) {
			continue
		}
		view.People = append(view.People, Person{
			Badge: member.Badge, Name: text.ShortName(clean(member.Name, nameRunesMax)), Role: f.language.Role(member.Role),
		})
		if badge != "" && (badge == member.Badge || badge == member.ID) {
			view.Chosen, view.PIN = member.Badge, f.say(text.SignInPIN, text.ShortName(clean(member.Name, nameRunesMax)))
		}
	}
	return view
}

func (f *frame) changePIN() *ChangePIN {
	change := &ChangePIN{
		Heading: f.say(text.CurbNewPIN), Text: f.say(text.CurbNewPINText), Old: f.say(text.CurbOldPIN), New: f.say(text.CurbNewPIN),
		Again: f.say(text.CurbNewPINAgain), Go: f.say(text.Save),
	}
	if f.who.Session.MustChangePIN {
		change.Text = f.say(text.CurbMustChange)
	}
	return change
}

// SignIn starts a session at a tablet and gives its id, which is a secret, and
// whether the PIN must be changed before anything else.
func (d *Desk) SignIn(ctx context.Context, who Who, badge, pin string) (session string, mustChange bool, err error) {
	made, err := d.options.Till.SignInAt(ctx, who.Device.ID, badge, pin)
	if err != nil {
		return "", false, err
	}
	return made.ID, made.MustChangePIN, nil
}

// ChangePIN sets an own PIN.
func (d *Desk) ChangePIN(ctx context.Context, who Who, oldPIN, newPIN string) error {
	if who.Session.ID == "" {
		return notSignedIn()
	}
	return d.options.Till.ChangePIN(ctx, who.Session.ID, oldPIN, newPIN)
}

// SignOut ends the session. It is not an error if there is none.
func (d *Desk) SignOut(ctx context.Context, who Who) error {
	if who.Session.ID == "" {
		return nil
	}
	return d.options.Till.SignOut(ctx, who.Session.ID)
}
