package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// tagTail is how many of a tag's last characters people read out.
const tagTail = 6

func tagLine(tag string) (head, tail Run) {
	cut := max(len(tag)-tagTail, 0)
	head = Run{Text: tag[:cut], Mono: true, Size: look.TextSize, Color: look.Ink2}
	tail = Run{Text: tag[cut:], Mono: true, Size: look.TextSize, Color: look.Ink}
	return head, tail
}

func tagWidth(tag string) float32 {
	head, tail := tagLine(tag)
	return head.width() + tail.width() + 1
}

// tag draws a whole tag, the last six bold. Fyne ships one weight of the mono
// face, so the bold is the same text twice, one pixel apart.
func (p *pen) tag(tag string, x, y float32) {
	head, tail := tagLine(tag)
	p.write(Line{head}, x, y, start)
	x += head.width()
	p.write(Line{tail}, x, y, start)
	p.write(Line{tail}, x+p.thin(1), y, start)
}

// Tag is a package tag in one line.
type Tag struct {
	widget.BaseWidget
	tag string
}

// NewTag makes a Tag.
func NewTag(tag string) *Tag {
	t := &Tag{tag: tag}
	t.ExtendBaseWidget(t)
	return t
}

// Set shows another tag.
func (t *Tag) Set(tag string) {
	if t.tag != tag {
		t.tag = tag
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer {
	return render(t,
		func() fyne.Size { return fyne.NewSize(snap(tagWidth(t.tag)+1), 24) },
		func(p *pen, size fyne.Size) { p.tag(t.tag, 0, size.Height/2) })
}
