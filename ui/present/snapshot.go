package present

import (
	"context"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// frame is one screen being put together from one state of the database.
type frame struct {
	c        *Counter
	s        state
	language text.Language
	now      time.Time // in the store's zone
	reader   terminal.Reader
	head     terminal.Head
	shift    terminal.Shift // none if it is not open
	staff    []terminal.StaffMember
	screen   *Screen
	// paired are the tablets, read before the database is: the till may have to
	// read them from there itself.
	paired     []till.Tablet
	tabletsErr error
}

func (f *frame) say(message text.Message, args ...any) string {
	return f.language.Say(message, args...)
}

// clock gives the time of day of a moment in the store's zone.
func (f *frame) clock(moment time.Time) string { return f.language.Clock(moment.In(f.c.options.Zone)) }

// nameOf is a staff member's short name.
func (f *frame) nameOf(id string) string {
	for _, member := range f.staff {
		if member.ID == id {
			return text.ShortName(member.Name)
		}
	}
	return id
}

// Snapshot gives what the workplace shows now. It is never older than one that
// was given before.
func (c *Counter) Snapshot() Screen {
	c.showing.Lock()
	defer c.showing.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), viewTimeout)
	defer cancel()
	f := &frame{c: c, s: c.now(), now: c.local()}
	f.language = f.s.language
	if f.s.tab == TabMore && f.s.page == PageTablets {
		f.paired, f.tabletsErr = c.tablets()
	}
	var screen Screen
	err := c.view(ctx, func(reader terminal.Reader) error {
		screen = Screen{Language: f.language}
		f.reader, f.screen = reader, &screen
		return f.build()
	})
	if err != nil {
		c.options.Log.Error("screen not read", "tab", f.s.tab, "error", err)
		return c.withoutData(f)
	}
	if screen.Epoch == c.last.Epoch && screen.Sequence < c.last.Sequence {
		return c.last
	}
	c.last = screen
	return screen
}

// withoutData is the last screen with the reason why there is no newer one.
func (c *Counter) withoutData(f *frame) Screen {
	f.screen = &c.last
	screen := c.last
	screen.Language = f.language
	screen.Banner = f.tillBanner()
	if screen.Banner == nil {
		screen.Banner = &Banner{Icon: iconError, Tone: Alarm, Title: f.say(text.NoDatabase)}
	}
	if screen.Name == "" {
		screen.Name = ScreenSignIn
		screen.SignIn = &SignIn{Title: f.say(text.SignInTitle), SignIn: Button{Label: f.say(text.SignIn), State: ButtonBlocked}}
	}
	return screen
}

func (f *frame) build() error {
	var err error
	if f.head, err = f.reader.Head(); err != nil {
		return err
	}
	f.screen.Sequence, f.screen.Epoch = f.head.Sequence, f.head.Epoch
	if shift, err := f.reader.OpenShift(); err == nil {
		f.shift = shift
	} else if terminal.KindOf(err) != terminal.NotFound {
		return err
	}
	if f.staff, err = f.reader.StaffMembers(); err != nil {
		return err
	}
	orders, err := f.reader.OpenOrders()
	if err != nil {
		return err
	}
	f.screen.Bar, f.screen.Footer = f.bar(orders), f.footer()
	if err := f.content(orders); err != nil {
		return err
	}
	f.screen.Prompt = f.prompt()
	if name := f.screen.Name; f.screen.Prompt == nil && (name == ScreenCheckout || name == ScreenOrder) {
		f.screen.Weigh = f.weighPanel()
	}
	f.screen.Banner = f.banner()
	return nil
}

func (f *frame) content(orders []terminal.Order) error {
	s := f.s
	switch {
	case s.session.ID == "", s.session.MustChangePIN:
		f.screen.Name, f.screen.SignIn = ScreenSignIn, f.signIn()
		return nil
	case s.done != nil:
		return f.change()
	case s.pay != nil:
		return f.pay()
	}
	switch s.tab {
	case TabOrders:
		if s.order != "" {
			return f.order()
		}
		f.screen.Name, f.screen.Orders = ScreenOrders, f.orders(orders)
		return nil
	case TabShift:
		return f.count()
	case TabMore:
		return f.morePage()
	}
	return f.sell()
}

func (f *frame) prompt() *Prompt {
	question := f.s.prompt
	if question == nil {
		return nil
	}
	shown := &Prompt{
		Kind: question.kind, Title: question.title, Text: question.text, Choices: question.choices, ChoiceField: question.choiceField,
		Back: Button{Label: f.say(text.Back), Key: "Esc"}, Problem: question.problem, Serial: question.serial, Fields: question.fields,
	}
	if question.save != "" {
		shown.Save = Button{Label: question.save, Key: "Enter"}
	}
	return shown
}

func (f *frame) signIn() *SignIn {
	view := &SignIn{
		Title: f.say(text.SignInTitle), Text: f.say(text.SignInText), Chosen: f.s.badge,
		SignIn: Button{Label: f.say(text.SignIn), Key: "Enter"},
	}
	for _, member := range f.staff {
		if !member.Active {
			continue
		}
		worker := Worker{Badge: member.Badge, Name: member.Name, Role: f.language.Role(member.Role)}
		worker.Chosen = f.s.badge == member.Badge || f.s.badge == member.ID
		if worker.Chosen {
			view.PIN = f.say(text.SignInPIN, text.ShortName(member.Name))
		}
		view.People = append(view.People, worker)
	}
	if view.PIN == "" && f.s.badge != "" {
		view.PIN = f.say(text.SignInPIN, f.s.badge)
	}
	if f.s.checking {
		view.SignIn = Button{Label: f.say(text.Checking), State: ButtonBusy}
	}
	if f.s.notice != nil {
		view.Problem = f.s.notice.title
	}
	return view
}

// tillBanner stands while the till takes no commands.
func (f *frame) tillBanner() *Banner {
	state, _ := f.c.options.Till.State()
	switch state {
	case till.Settling:
		return &Banner{Icon: iconWait, Tone: Caution, Title: f.say(text.LookingUp), Text: f.say(text.LookingUpText)}
	case till.Halted:
		return &Banner{Icon: iconError, Tone: Alarm, Title: f.say(text.MustRestart, f.c.options.Shop.Terminal), Text: f.say(text.MustRestartDo)}
	}
	return nil
}
