package kit

import "fyne.io/fyne/v2"

// Column is a layout that puts objects below one another with a gap, each as
// wide as all of them.
type Column struct{ Gap float32 }

// MinSize implements fyne.Layout.
func (c Column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, object := range objects {
		if !object.Visible() {
			continue
		}
		least := object.MinSize()
		size.Width = max(size.Width, least.Width)
		if size.Height > 0 {
			size.Height += c.Gap
		}
		size.Height += least.Height
	}
	return size
}

// Layout implements fyne.Layout.
func (c Column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, object := range objects {
		if !object.Visible() {
			continue
		}
		height := object.MinSize().Height
		object.Move(fyne.NewPos(0, y))
		object.Resize(fyne.NewSize(size.Width, height))
		y += height + c.Gap
	}
}

// Rank is a layout that puts objects beside one another with a gap, each as
// high as the row. With Stretch the objects share the width equally, else each
// keeps its least width.
type Rank struct {
	Gap     float32
	Stretch bool
}

// MinSize implements fyne.Layout.
func (r Rank) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, object := range objects {
		if !object.Visible() {
			continue
		}
		least := object.MinSize()
		size.Height = max(size.Height, least.Height)
		if size.Width > 0 {
			size.Width += r.Gap
		}
		size.Width += least.Width
	}
	return size
}

// Layout implements fyne.Layout.
func (r Rank) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := 0
	for _, object := range objects {
		if object.Visible() {
			shown++
		}
	}
	if shown == 0 {
		return
	}
	share := (size.Width - float32(shown-1)*r.Gap) / float32(shown)
	var x float32
	for _, object := range objects {
		if !object.Visible() {
			continue
		}
		width := share
		if !r.Stretch {
			width = object.MinSize().Width
		}
		object.Move(fyne.NewPos(snap(x), 0))
		object.Resize(fyne.NewSize(snap(x+width)-snap(x), size.Height))
		x += width + r.Gap
	}
}
