package counter

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// choicesInColumn is how many choices fit below one another.
const choicesInColumn = 5

// promptScreen is a question in place of a column: there are no dialogs.
type promptScreen struct {
	w       *Window
	box     *fyne.Container
	card    *kit.Card
	header  *kit.PageHeader
	fields  []*answer
	body    *fyne.Container
	choices *buttons
	list    *fyne.Container
	back    *kit.Action
	save    *kit.Action
	view    present.Prompt
}

// answer is one field of the question.
type answer struct {
	id    string
	label *kit.Words
	text  *kit.Field
	cents *kit.Money
}

func newPrompt(w *Window) *promptScreen {
	p := &promptScreen{w: w, card: kit.NewCard(kit.CardProps{}, nil), header: kit.NewPageHeader(kit.HeaderProps{})}
	p.body = container.New(kit.Column{Gap: 6})
	p.list = container.New(kit.Column{Gap: 8})
	p.choices = newButtons(p.list, p.choose)
	p.back = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.Cancel) })
	p.save = kit.NewAction(kit.ActionProps{}, p.answer)
	p.box = container.New(&free{place: func(size fyne.Size) {
		put(p.card, 0, 0, size.Width, size.Height)
		put(p.header, 21, 18, size.Width-42, 0)
		put(p.body, 21, 96, size.Width-42, p.body.MinSize().Height)
		top := 96 + p.body.MinSize().Height
		if len(p.view.Fields) > 0 {
			top += 16
		}
		put(p.list, 21, top, size.Width-42, p.list.MinSize().Height)
		back := p.back.MinSize().Width
		put(p.back, 21, size.Height-93, back, 76)
		put(p.save, 31+back, size.Height-93, size.Width-52-back, 76)
	}}, p.card, p.header, p.body, p.list, p.back, p.save)
	return p
}

func (p *promptScreen) object() fyne.CanvasObject { return p.box }

func (p *promptScreen) show(view present.Screen, fresh bool) {
	visible(p.box, view.Prompt != nil)
	if view.Prompt == nil {
		p.view = present.Prompt{}
		return
	}
	p.view = *view.Prompt
	p.header.Set(kit.HeaderProps{Title: p.view.Title, Text: kit.Plain(p.view.Text)})
	if fresh {
		p.build()
	}
	for i, field := range p.fields {
		problem := ""
		if i == len(p.fields)-1 {
			problem = p.view.Problem
		}
		if field.text != nil {
			field.text.Set(kit.FieldProps{TextSize: 22, Secret: p.view.Fields[i].Kind == present.FieldSecret, Error: problem})
		} else {
			field.cents.Set(kit.MoneyProps{Prefix: "$", Height: 76, Error: problem})
		}
	}
	p.showChoices()
	p.back.Set(action(p.view.Back, kit.ActionProps{Height: 76, TextSize: 18}))
	visible(p.save, p.view.Save.Label != "")
	p.save.Set(action(p.view.Save, kit.ActionProps{Kind: kit.Primary, Height: 76}))
	p.box.Refresh()
}

// build makes the fields of another question.
func (p *promptScreen) build() {
	p.fields = nil
	p.body.RemoveAll()
	for i, field := range p.view.Fields {
		each := &answer{id: field.ID, label: words(18, look.Ink2)}
		setWords(each.label, kit.Plain(field.Label), 18, look.Ink2, 0)
		p.body.Add(each.label)
		if field.Kind == present.FieldMoney {
			each.cents = kit.NewMoney(kit.MoneyProps{Prefix: "$", Height: 76})
			if amount, err := money.Parse(field.Value); err == nil {
				each.cents.SetCents(int64(amount))
			}
			each.cents.OnKey, each.cents.OnSubmitted = p.w.fieldKey, func(int64) { p.next(i) }
			each.cents.OnRune, each.cents.TakesTab = p.w.fieldRune, p.w.keys.busy
			p.body.Add(each.cents)
		} else {
			each.text = kit.NewField(kit.FieldProps{TextSize: 22, Secret: field.Kind == present.FieldSecret})
			each.text.SetText(field.Value)
			p.w.guard(each.text)
			each.text.OnSubmitted = func(string) { p.next(i) }
			p.body.Add(each.text)
		}
		p.fields = append(p.fields, each)
	}
}

func (p *promptScreen) showChoices() {
	var props []kit.ActionProps
	for i, choice := range p.view.Choices {
		each := kit.ActionProps{Label: choice.Label, Regular: true}
		if p.view.Kind == present.PromptHelp {
			each.Label, each.Key = choice.Note, choice.Label
		} else if i < 9 {
			each.Key = p.choiceKey(i)
			if choice.Note != "" {
				each.Label += ", " + choice.Note
			}
		}
		props = append(props, each)
	}
	switch {
	case p.view.Kind == present.PromptHelp:
		p.list.Layout = layout.NewGridLayoutWithColumns(2)
	case len(p.view.Fields) == 0 && len(p.view.Choices) > choicesInColumn:
		p.list.Layout = layout.NewGridLayoutWithColumns(2)
	case len(p.view.Fields) > 0:
		p.list.Layout = kit.Rank{Gap: 8, Stretch: true}
	default:
		p.list.Layout = kit.Column{Gap: 8}
	}
	p.choices.set(props)
}

// choiceKey is a digit while nothing can be typed, otherwise a function key.
func (p *promptScreen) choiceKey(index int) string {
	if len(p.view.Fields) > 0 {
		return "F" + strconv.Itoa(index+1)
	}
	return strconv.Itoa(index + 1)
}

func (p *promptScreen) focusable(index int) fyne.Focusable {
	if p.fields[index].cents != nil {
		return p.fields[index].cents
	}
	return p.fields[index].text.Focusable()
}

// next goes to the next field, or saves after the last.
func (p *promptScreen) next(from int) {
	if from+1 < len(p.fields) {
		p.w.canvas.Focus(p.focusable(from + 1))
		return
	}
	p.answer()
}

func (p *promptScreen) values() map[string]string {
	values := map[string]string{}
	for _, field := range p.fields {
		if field.cents != nil {
			values[field.id] = money.Cents(field.cents.Cents()).String()
		} else {
			values[field.id] = field.text.Text()
		}
	}
	return values
}

func (p *promptScreen) answer() {
	values := p.values()
	p.w.do(func() { p.w.counter.Answer(values) })
}

func (p *promptScreen) choose(index int) {
	if p.view.Kind == present.PromptHelp {
		p.w.do(p.w.counter.Cancel)
		return
	}
	values := p.values()
	p.w.do(func() { p.w.counter.Choose(index, values) })
}

func (p *promptScreen) rest() fyne.Focusable {
	for i, field := range p.fields {
		if field.text != nil && field.text.Text() == "" || field.cents != nil {
			return p.focusable(i)
		}
	}
	if len(p.fields) > 0 {
		return p.focusable(0)
	}
	return nil
}

func (p *promptScreen) ring() *kit.Action { return nil }

// key takes Esc, Enter and the keys of the ready answers; no other key reaches
// what is behind the question.
func (p *promptScreen) key(name fyne.KeyName) bool {
	switch {
	case name == fyne.KeyEscape:
		p.w.do(p.w.counter.Cancel)
		return true
	case isEnter(name):
		if p.w.canvas.Focused() != nil {
			return false
		}
		p.answer()
		return true
	}
	for i := range p.view.Choices {
		if i < 9 && string(name) == p.choiceKey(i) {
			if len(p.view.Fields) > 0 {
				p.choose(i)
			}
			return true
		}
	}
	return len(name) > 1 && name[0] == 'F'
}

func (p *promptScreen) char(char rune) bool {
	index := int(char - '1')
	if len(p.view.Fields) > 0 || index < 0 || index >= min(len(p.view.Choices), 9) {
		return false
	}
	p.choose(index)
	return true
}
