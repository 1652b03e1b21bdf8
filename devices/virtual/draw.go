package virtual

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Font A of a receipt printer has cells of 12 by 24 dots, with lines 30 apart.
const (
	cellWidth  = 12
	cellHeight = 24
	lineHeight = 30
	baseline   = 19
	margin     = 24
	fontSize   = 20 // Go Mono at this size is exactly one cell wide
)

var (
	paperColor = color.RGBA{R: 252, G: 251, B: 247, A: 255}
	inkColor   = color.RGBA{R: 34, G: 32, B: 36, A: 255}
	deskColor  = color.RGBA{R: 206, G: 204, B: 198, A: 255}
)

// PNG draws a paper as it lies on the counter: paper 0 is the oldest. Errors: no
// such paper, or a code that cannot be drawn.
func (p *ReceiptPrinter) PNG(paper int) ([]byte, error) {
	papers := p.Papers()
	if paper < 0 || paper >= len(papers) {
		return nil, fmt.Errorf("there is no paper %d; there are %d", paper, len(papers))
	}
	return papers[paper].PNG()
}

// PNG draws the paper.
func (p Paper) PNG() ([]byte, error) {
	parts := make([]*image.Alpha, 0, len(p.rows))
	height := 2 * margin
	for _, one := range p.rows {
		part, err := one.draw(p.columns)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		height += part.Bounds().Dy()
	}
	width := p.columns*cellWidth + 2*margin
	canvas := image.NewRGBA(image.Rect(0, 0, width+2*margin, height+2*margin))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(deskColor), image.Point{}, draw.Src)
	sheet := image.Rect(margin, margin, margin+width, margin+height)
	draw.Draw(canvas, sheet, image.NewUniform(paperColor), image.Point{}, draw.Src)
	if p.Cut {
		sawtooth(canvas, sheet)
	}
	top := 2 * margin
	for _, part := range parts {
		// The dots of the paper's middle are in the middle.
		left := 2*margin - (part.Bounds().Dx()-p.columns*cellWidth)/2
		at := image.Rect(left, top, left+part.Bounds().Dx(), top+part.Bounds().Dy())
		draw.DrawMask(canvas, at, image.NewUniform(inkColor), image.Point{}, part, image.Point{}, draw.Over)
		top += part.Bounds().Dy()
	}
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, canvas); err != nil {
		return nil, fmt.Errorf("draw paper: %w", err)
	}
	return encoded.Bytes(), nil
}

// sawtooth bites the cutter's teeth out of the lower edge.
func sawtooth(canvas *image.RGBA, sheet image.Rectangle) {
	const tooth = 8
	for x := sheet.Min.X; x < sheet.Max.X; x++ {
		depth := (x - sheet.Min.X) % tooth
		if depth > tooth/2 {
			depth = tooth - depth
		}
		for y := sheet.Max.Y - depth; y < sheet.Max.Y; y++ {
			canvas.Set(x, y, deskColor)
		}
	}
}

// dotsAcross is the printable width: printers with 42 columns have 512 dots, a few
// more than their letters take.
func dotsAcross(columns int) int {
	if columns == 42 {
		return 512
	}
	return columns * cellWidth
}

// draw gives the ink of one row, over the whole printable width.
func (r row) draw(columns int) (*image.Alpha, error) {
	width := dotsAcross(columns)
	switch r.kind {
	case letters:
		return r.drawLetters(width)
	case qrCode:
		return r.drawQR(width)
	case code128:
		return r.drawBarcode(width)
	case gap:
		return image.NewAlpha(image.Rect(0, 0, width, r.height)), nil
	default:
		return placed(r.bits, width, r.bits.Bounds().Dy(), r.align), nil
	}
}

func placed(code image.Image, width, height int, align byte) *image.Alpha {
	part := image.NewAlpha(image.Rect(0, 0, width, height))
	left := 0
	switch align {
	case 1:
		left = (width - code.Bounds().Dx()) / 2
	case 2:
		left = width - code.Bounds().Dx()
	}
	draw.Draw(part, code.Bounds().Add(image.Pt(left, 0)), code, image.Point{}, draw.Src)
	return part
}

func (r row) drawLetters(width int) (*image.Alpha, error) {
	tall := 1
	for _, one := range r.spans {
		tall = max(tall, one.style.tall)
	}
	part := image.NewAlpha(image.Rect(0, 0, width, lineHeight+(tall-1)*cellHeight))
	x := 0
	if space := width - r.cells()*cellWidth; r.align == 1 {
		x = space / 2
	} else if r.align == 2 {
		x = space
	}
	for _, one := range r.spans {
		for _, char := range one.text {
			glyph, err := drawGlyph(char, one.style.bold)
			if err != nil {
				return nil, err
			}
			// Letters of different heights stand on the same line.
			place(part, glyph, x, (tall-one.style.tall)*cellHeight, one.style)
			x += cellWidth * one.style.wide
		}
	}
	return part, nil
}

// place copies a glyph, stretched as the style has it, dot by dot like the head.
func place(part, glyph *image.Alpha, left, top int, look style) {
	for y := range cellHeight * look.tall {
		for x := range cellWidth * look.wide {
			ink := glyph.AlphaAt(x/look.wide, y/look.tall)
			if look.underline && y/look.tall >= cellHeight-2 {
				ink.A = 255
			}
			if look.reverse {
				ink.A = 255 - ink.A
			}
			part.SetAlpha(left+x, top+y, ink)
		}
	}
}

type faces struct{ plain, bold font.Face }

var loadFaces = sync.OnceValues(func() (faces, error) {
	load := func(data []byte) (font.Face, error) {
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("load the receipt font: %w", err)
		}
		return opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
	}
	plain, err := load(gomono.TTF)
	if err != nil {
		return faces{}, err
	}
	bold, err := load(gomonobold.TTF)
	return faces{plain: plain, bold: bold}, err
})

// fontLock guards the faces: they are not safe for several goroutines.
var fontLock sync.Mutex

func drawGlyph(char rune, bold bool) (*image.Alpha, error) {
	loaded, err := loadFaces()
	if err != nil {
		return nil, err
	}
	fontLock.Lock()
	defer fontLock.Unlock()
	face := loaded.plain
	if bold {
		face = loaded.bold
	}
	glyph := image.NewAlpha(image.Rect(0, 0, cellWidth, cellHeight))
	pen := font.Drawer{Dst: glyph, Src: image.Opaque, Face: face, Dot: fixed.P(0, baseline)}
	pen.DrawString(string(char))
	return glyph, nil
}

func (r row) drawQR(width int) (*image.Alpha, error) {
	level := map[byte]qr.ErrorCorrectionLevel{48: qr.L, 49: qr.M, 50: qr.Q, 51: qr.H}[r.level]
	code, err := qr.Encode(r.data, level, qr.Unicode)
	if err != nil {
		return nil, fmt.Errorf("draw QR code: %w", err)
	}
	ink := inkOf(code, r.module, r.module*code.Bounds().Dy())
	return placed(ink, width, ink.Bounds().Dy()+2*r.module, r.align), nil
}

func (r row) drawBarcode(width int) (*image.Alpha, error) {
	bars := code128Bars(r.symbols)
	ink := image.NewAlpha(image.Rect(0, 0, len(bars)*r.module, r.height))
	for x := range len(bars) * r.module {
		if !bars[x/r.module] {
			continue
		}
		for y := range r.height {
			setDot(ink, x, y)
		}
	}
	if r.noText {
		return placed(ink, width, r.height, r.align), nil
	}
	part := placed(ink, width, r.height+cellHeight+4, r.align)
	text := row{kind: letters, align: r.align, spans: []span{{text: []rune(r.data), style: style{wide: 1, tall: 1}}}}
	below, err := text.drawLetters(width)
	if err != nil {
		return nil, err
	}
	draw.Draw(part, image.Rect(0, r.height+2, width, r.height+2+cellHeight), below, image.Point{}, draw.Over)
	return part, nil
}

// inkOf gives the dark modules of a code, module dots wide and height high in
// all; a code with one row is stretched to it.
func inkOf(code barcode.Barcode, module, height int) *image.Alpha {
	size := code.Bounds().Size()
	ink := image.NewAlpha(image.Rect(0, 0, size.X*module, height))
	for y := range height {
		for x := range size.X * module {
			if red, _, _, _ := code.At(x/module, y*size.Y/height).RGBA(); red == 0 {
				ink.SetAlpha(x, y, color.Alpha{A: 255})
			}
		}
	}
	return ink
}
