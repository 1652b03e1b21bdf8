package counter

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// signInWidth is how wide the card of the sign-in is, in the middle.
const signInWidth float32 = 748

// signIn asks who works here, then for their PIN.
type signIn struct {
	w      *Window
	box    *fyne.Container
	card   *kit.Card
	header *kit.PageHeader
	list   *fyne.Container
	scroll *container.Scroll // a shop may have more people than fit
	people *buttons
	label  *kit.Words
	pin    *kit.Field
	enter  *kit.Action
	view   present.SignIn
}

func newSignIn(w *Window) *signIn {
	s := &signIn{w: w, card: kit.NewCard(kit.CardProps{}, nil), header: kit.NewPageHeader(kit.HeaderProps{})}
	s.list = container.New(kit.Column{Gap: 8})
	s.scroll = container.NewVScroll(s.list)
	s.people = newButtons(s.list, func(index int) { s.choose(index) })
	s.label = words(18, look.Ink2)
	s.pin = kit.NewField(kit.FieldProps{Secret: true, Height: 76, TextSize: 22})
	s.pin.OnSubmitted = func(string) { s.submit() }
	w.guard(s.pin)
	s.enter = kit.NewAction(kit.ActionProps{}, s.submit)
	s.box = container.New(&free{place: s.place}, s.card, s.header, s.scroll, s.label, s.pin, s.enter)
	return s
}

func (s *signIn) object() fyne.CanvasObject { return s.box }

func (s *signIn) place(size fyne.Size) {
	width := signInWidth
	x := (size.Width - width) / 2
	put(s.card, x, 0, width, size.Height)
	put(s.header, x+21, 18, width-42, 0)
	put(s.scroll, x+21, 96, 368, size.Height-96-12)
	put(s.label, x+405, 96, width-426, 0)
	put(s.pin, x+405, 128, width-426, 0)
	put(s.enter, x+405, 240, width-426, 76)
}

func (s *signIn) choose(index int) {
	if index < len(s.view.People) {
		badge := s.view.People[index].Badge
		s.w.do(func() { s.w.counter.ChooseBadge(badge) })
	}
}

func (s *signIn) submit() {
	badge, pin := s.view.Chosen, s.pin.Text()
	s.pin.SetText("")
	s.w.do(func() { s.w.counter.SignIn(badge, pin) })
}

func (s *signIn) show(view present.Screen, entered bool) {
	if entered || view.SignIn.Chosen != s.view.Chosen {
		s.pin.SetText("")
		s.w.refocus = true
	}
	s.view = *view.SignIn
	s.header.Set(kit.HeaderProps{Title: s.view.Title, Text: kit.Plain(s.view.Text)})
	var props []kit.ActionProps
	for i, worker := range s.view.People {
		each := kit.ActionProps{Label: worker.Name, Second: worker.Role, Height: 76, TextSize: 18, Chosen: worker.Chosen, Icon: look.Account}
		if i < 9 {
			each.Key = strconv.Itoa(i + 1)
		}
		props = append(props, each)
	}
	s.people.set(props)
	asked := s.view.Chosen != ""
	visible(s.label, asked)
	visible(s.pin, asked)
	visible(s.enter, asked)
	setWords(s.label, kit.Plain(s.view.PIN), 18, look.Ink2, 0)
	s.pin.Set(kit.FieldProps{Secret: true, Height: 76, TextSize: 22, Error: s.view.Problem})
	s.enter.Set(action(s.view.SignIn, kit.ActionProps{Kind: kit.Primary, Height: 76}))
	s.box.Refresh()
}

func (s *signIn) rest() fyne.Focusable {
	if s.view.Chosen != "" {
		return s.pin.Focusable()
	}
	return nil
}

func (s *signIn) ring() *kit.Action { return nil }

func (s *signIn) key(fyne.KeyName) bool { return false }

func (s *signIn) char(char rune) bool {
	if char >= '1' && char <= '9' {
		s.choose(int(char - '1'))
		return true
	}
	return false
}
