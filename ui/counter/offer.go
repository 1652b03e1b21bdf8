package counter

import (
	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

const (
	// offerSide is how wide and high the QR code lies on the screen where there is
	// room for it.
	offerSide float32 = 260
	// comparedHeight is what a person compares or types takes below it.
	comparedHeight float32 = 132
)

// offer is a pairing code: to scan, or to type.
type offer struct {
	qr      *kit.QR
	codeOf  *kit.Words
	code    *kit.Figure
	left    *kit.Words
	tries   *kit.Words
	typeAt  *kit.Words
	address *kit.Words
	others  *kit.Words
	shopOf  *kit.Words
	shop    *kit.Words
}

func newOffer() *offer {
	return &offer{
		qr: kit.NewQR(kit.QRProps{}), codeOf: words(18, look.Ink2), code: kit.NewFigure(kit.FigureProps{}), left: words(18, look.Ink), tries: words(18, look.Ink2),
		typeAt: words(18, look.Ink2), address: words(22, look.Ink), others: words(18, look.Ink2), shopOf: words(18, look.Ink2), shop: words(18, look.Ink),
	}
}

func (o *offer) objects() []fyne.CanvasObject { return append(o.first(), o.second()...) }

// first is what a tablet needs; second is what a person compares or types.
func (o *offer) first() []fyne.CanvasObject {
	return []fyne.CanvasObject{o.qr, o.codeOf, o.code, o.left, o.tries}
}

func (o *offer) second() []fyne.CanvasObject {
	return []fyne.CanvasObject{o.typeAt, o.address, o.others, o.shopOf, o.shop}
}

// place lays the offer out above bottom and gives where it ends. Where a banner
// takes height, the QR code gives way as far as cameras let it.
func (o *offer) place(x, y, width, bottom float32, whole bool) float32 {
	side := max(min(offerSide, bottom-y-comparedHeight-20), o.qr.MinSize().Height)
	put(o.qr, x, y, side, side)
	beside := x + offerSide + 20
	room := width - offerSide - 20
	put(o.codeOf, beside, y+10, room, 0)
	put(o.code, beside, y+44, room, 0)
	put(o.left, beside, y+104, room, 0)
	put(o.tries, beside, y+104+o.left.MinSize().Height+2, room, 0)
	y += side + 12
	if !whole {
		return y
	}
	put(o.typeAt, x, y, width, 0)
	put(o.address, x, y+24, width, 0)
	put(o.others, x, y+54, width, 0)
	y += 84
	put(o.shopOf, x, y, width, 0)
	put(o.shop, x, y+24, width, 0)
	return y + 48
}

func (o *offer) show(view *present.PairingOffer, whole bool) {
	for _, each := range o.first() {
		visible(each, view != nil)
	}
	for _, each := range o.second() {
		visible(each, view != nil && whole)
	}
	if view == nil {
		return
	}
	modules := make([][]bool, len(view.QR))
	for i, row := range view.QR {
		modules[i] = row
	}
	o.qr.Set(kit.QRProps{Modules: modules})
	setWords(o.codeOf, kit.Plain(view.CodeLabel), 18, look.Ink2, 0)
	o.code.Set(kit.FigureProps{Text: view.Code, Size: 48})
	room := rightWidth - 42 - offerSide - 20
	o.left.Set(kit.WordsProps{Text: kit.Parse(view.Left.Text), Icon: iconOf(view.Left.Icon), Wrap: room - 30})
	setWords(o.tries, kit.Plain(view.Tries), 18, look.Ink2, 0)
	setWords(o.typeAt, kit.Plain(view.AddressLabel), 18, look.Ink2, 0)
	setWords(o.address, kit.Strong(view.Address), 22, look.Ink, 0)
	setWords(o.others, kit.Plain(view.Others), 18, look.Ink2, 0)
	setWords(o.shopOf, kit.Plain(view.CertificateLabel), 18, look.Ink2, 0)
	o.shop.Set(kit.WordsProps{Text: mono(view.Certificate)})
}
