package virtual

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"sync"

	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

const (
	// condensed is how wide the letters of font 0 are, in hundredths of Go Bold,
	// which has the widths of Helvetica Bold.
	condensed = 82
	// ascent is where the letters stand in their height, in hundredths.
	ascent = 78
	// labelMargin is the backing paper around a label, in dots.
	labelMargin = 16
	// labelSideMax bounds the picture.
	labelSideMax = 4000
	// lettersMax is the highest letter in dots, lineLettersMax how many of a line are
	// drawn.
	lettersMax     = 1000
	lineLettersMax = 300
)

// PNG draws label number index (0 is the oldest) on its backing paper. Errors: no
// such label, or a code that cannot be drawn.
func (p *LabelPrinter) PNG(index int) ([]byte, error) {
	labels := p.Labels()
	if index < 0 || index >= len(labels) {
		return nil, fmt.Errorf("there is no label %d; there are %d", index, len(labels))
	}
	return labels[index].PNG()
}

// PNG draws the label, one pixel a dot. What lies beyond its edge is cut off, as
// on a real one.
func (l PrintedLabel) PNG() ([]byte, error) {
	size := image.Rect(0, 0, min(l.WidthDots, labelSideMax), min(l.HeightDots, labelSideMax))
	ink := image.NewAlpha(size)
	for _, field := range l.Fields {
		if err := field.drawOn(ink); err != nil {
			return nil, err
		}
	}
	canvas := image.NewRGBA(size.Inset(-labelMargin))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(deskColor), image.Point{}, draw.Src)
	draw.Draw(canvas, size, image.NewUniform(paperColor), image.Point{}, draw.Src)
	draw.DrawMask(canvas, size, image.NewUniform(inkColor), image.Point{}, ink, image.Point{}, draw.Over)
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, canvas); err != nil {
		return nil, fmt.Errorf("draw label: %w", err)
	}
	return encoded.Bytes(), nil
}

func (f LabelField) drawOn(ink *image.Alpha) error {
	switch f.Kind {
	case LabelText:
		return f.drawText(ink)
	case LabelBox:
		outer := image.Rect(f.X, f.Y, f.X+f.Width, f.Y+f.Height)
		inner := outer.Inset(f.line)
		outer = outer.Intersect(ink.Bounds())
		for y := outer.Min.Y; y < outer.Max.Y; y++ {
			for x := outer.Min.X; x < outer.Max.X; x++ {
				if !image.Pt(x, y).In(inner) {
					ink.SetAlpha(x, y, color.Alpha{A: 255})
				}
			}
		}
	case LabelCode128:
		for index, bar := range code128Bars(f.symbols) {
			if bar {
				fill(ink, image.Rect(f.X+index*f.module, f.Y, f.X+(index+1)*f.module, f.Y+f.Height))
			}
		}
	case LabelQR:
		level := map[byte]qr.ErrorCorrectionLevel{'L': qr.L, 'M': qr.M, 'Q': qr.Q, 'H': qr.H}[f.level]
		code, err := qr.Encode(f.Data, level, qr.Auto)
		if err != nil {
			return fmt.Errorf("draw QR code: %w", err)
		}
		part := inkOf(code, f.module, f.module*code.Bounds().Dy())
		at := part.Bounds().Add(image.Pt(f.X, f.Y))
		draw.Draw(ink, at, part, image.Point{}, draw.Over)
	}
	return nil
}

func fill(ink *image.Alpha, area image.Rectangle) {
	draw.Draw(ink, area, image.Opaque, image.Point{}, draw.Src)
}

// drawText draws a block: its lines broken again at its width, and lines beyond
// the most it may have printed over the last one.
func (f LabelField) drawText(ink *image.Alpha) error {
	face, err := labelFace(f.letters)
	if err != nil {
		return err
	}
	fontLock.Lock()
	defer fontLock.Unlock()
	var lines []string
	for _, line := range f.newlines {
		if f.lines == 0 {
			lines = append(lines, line)
			continue
		}
		lines = append(lines, f.broken(line, face)...)
	}
	for index, line := range lines {
		row := index
		if f.lines > 0 {
			row = min(index, f.lines-1)
		}
		left := f.X
		if space := f.Width - f.measure(line, face); f.align == 'C' {
			left += space / 2
		} else if f.align == 'R' {
			left += space
		}
		f.drawLine(ink, line, face, left, f.Y+row*f.letters)
	}
	return nil
}

func (f LabelField) measure(line string, face font.Face) int {
	return font.MeasureString(face, line).Ceil() * condensed * f.squeeze / (100 * f.letters)
}

func (f LabelField) broken(line string, face font.Face) []string {
	var lines []string
	open := ""
	for word := range strings.SplitSeq(line, " ") {
		joined := word
		if open != "" {
			joined = open + " " + word
		}
		if open != "" && f.measure(joined, face) > f.Width {
			lines = append(lines, open)
			joined = word
		}
		open = joined
	}
	return append(lines, open)
}

// drawLine draws a line in full width and squeezes it on its way to the label.
func (f LabelField) drawLine(ink *image.Alpha, line string, face font.Face, left, top int) {
	if letters := []rune(line); len(letters) > lineLettersMax {
		line = string(letters[:lineLettersMax])
	}
	full := image.NewAlpha(image.Rect(0, 0, font.MeasureString(face, line).Ceil()+1, f.letters+2))
	pen := font.Drawer{Dst: full, Src: image.Opaque, Face: face, Dot: fixed.P(0, f.letters*ascent/100)}
	pen.DrawString(line)
	width := f.measure(line, face)
	for y := range full.Bounds().Dy() {
		for x := range min(width, max(ink.Bounds().Dx()-left, 0)) {
			from, to := x*full.Bounds().Dx()/max(width, 1), (x+1)*full.Bounds().Dx()/max(width, 1)
			sum := 0
			for column := from; column < max(to, from+1); column++ {
				sum += int(full.AlphaAt(column, y).A)
			}
			// A head prints a dot or none.
			if sum/max(to-from, 1) > 110 {
				ink.SetAlpha(left+x, top+y, color.Alpha{A: 255})
			}
		}
	}
}

var loadLabelFont = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(gobold.TTF) })

func labelFace(letters int) (font.Face, error) {
	parsed, err := loadLabelFont()
	if err != nil {
		return nil, fmt.Errorf("load the label font: %w", err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(letters), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, fmt.Errorf("load the label font: %w", err)
	}
	return face, nil
}
