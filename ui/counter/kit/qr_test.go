package kit_test

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
)

// checkered is a pattern of dark and light modules that is the same nowhere else.
func checkered(side int) [][]bool {
	rows := make([][]bool, side)
	for y := range rows {
		rows[y] = make([]bool, side)
		for x := range rows[y] {
			rows[y][x] = (x*x+3*y*y+x*y)%5 < 2
		}
	}
	return rows
}

func TestAQRCodeIsDrawnModuleByModule(t *testing.T) {
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		for _, side := range []int{21, 29, 33, 41} {
			test.NewTempApp(t).Settings().SetTheme(look.New(mode))
			modules := checkered(side)
			part := kit.NewQR(kit.QRProps{Modules: modules})
			least := part.MinSize()
			if least.Width != float32(4*(side+8)) || least.Height != least.Width {
				t.Fatalf("%d modules want %v", side, least)
			}
			size := int(least.Width) + 7 // no multiple of a module
			drawn := software.NewCanvas()
			drawn.SetPadded(false)
			drawn.SetContent(part)
			drawn.Resize(fyne.NewSquareSize(float32(size)))
			picture := drawn.Capture()
			pitch := size / (side + 8)
			rim := (size - pitch*(side+8)) / 2
			for y := -4; y < side+4; y++ {
				for x := -4; x < side+4; x++ {
					dark := x >= 0 && y >= 0 && x < side && y < side && modules[y][x]
					want := color.Gray{Y: 255}
					if dark {
						want.Y = 0
					}
					for _, corner := range []int{0, pitch - 1} {
						at := picture.At(rim+(x+4)*pitch+corner, rim+(y+4)*pitch+corner)
						if got := color.GrayModel.Convert(at); got != want {
							t.Fatalf("%d modules, module %d %d is %v, want %v", side, x, y, got, want)
						}
					}
				}
			}
		}
	}
}

func TestAQRCodeWithoutModulesDrawsNothing(t *testing.T) {
	themed(t)
	part := kit.NewQR(kit.QRProps{})
	part.Set(kit.QRProps{Modules: checkered(21)})
	part.Set(kit.QRProps{})
	part.Resize(fyne.NewSquareSize(100))
	drawn := software.NewTransparentCanvas()
	drawn.SetContent(part)
	if _, _, _, alpha := drawn.Capture().At(50, 50).RGBA(); alpha != 0 {
		t.Error("something is there")
	}
}
