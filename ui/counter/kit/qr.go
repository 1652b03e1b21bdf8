package kit

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

const (
	// qrQuiet is the free rim of a QR code, in modules (ISO/IEC 18004, 6.3.8).
	qrQuiet = 4
	// qrModuleLeast is how wide a module is at least; a tablet's camera reads it
	// from half a metre.
	qrModuleLeast float32 = 4
)

// QRProps are the modules of a QR code, row by row; true is dark. Without rows
// nothing is drawn.
type QRProps struct{ Modules [][]bool }

// QR is a QR code. It is black on white in every theme: cameras do not all read
// light modules on a dark ground.
type QR struct {
	widget.BaseWidget
	props QRProps
}

// NewQR makes a QR.
func NewQR(props QRProps) *QR {
	q := &QR{props: props}
	q.ExtendBaseWidget(q)
	return q
}

// Set shows other modules.
func (q *QR) Set(props QRProps) {
	if !sameModules(q.props.Modules, props.Modules) {
		q.props = props
		q.Refresh()
	}
}

func sameModules(a, b [][]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for y := range a {
		if len(a[y]) != len(b[y]) {
			return false
		}
		for x := range a[y] {
			if a[y][x] != b[y][x] {
				return false
			}
		}
	}
	return true
}

// CreateRenderer implements fyne.Widget.
func (q *QR) CreateRenderer() fyne.WidgetRenderer {
	raster := canvas.NewRasterWithPixels(q.pixel)
	raster.ScaleMode = canvas.ImageScalePixels
	return &qrRenderer{q, raster}
}

// pixel paints whole modules only: what is left over widens the rim, so that
// every module is as wide as every other.
func (q *QR) pixel(x, y, width, height int) color.Color {
	modules := q.props.Modules
	count := len(modules) + 2*qrQuiet
	pitch := min(width, height) / count
	if len(modules) == 0 || pitch == 0 {
		return color.Transparent
	}
	column := floor(x-(width-count*pitch)/2, pitch) - qrQuiet
	row := floor(y-(height-count*pitch)/2, pitch) - qrQuiet
	if row >= 0 && row < len(modules) && column >= 0 && column < len(modules[row]) && modules[row][column] {
		return color.Black
	}
	return color.White
}

func floor(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }

type qrRenderer struct {
	qr     *QR
	raster *canvas.Raster
}

// Destroy implements fyne.WidgetRenderer.
func (r *qrRenderer) Destroy() {}

// Layout implements fyne.WidgetRenderer.
func (r *qrRenderer) Layout(size fyne.Size) { r.raster.Resize(size) }

// MinSize implements fyne.WidgetRenderer.
func (r *qrRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(qrModuleLeast * float32(len(r.qr.props.Modules)+2*qrQuiet))
}

// Objects implements fyne.WidgetRenderer.
func (r *qrRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.raster} }

// Refresh implements fyne.WidgetRenderer.
func (r *qrRenderer) Refresh() { canvas.Refresh(r.raster) }
