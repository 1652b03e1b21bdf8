package counter

import (
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/ui/present"
)

// Workplace is what the window shows and what a person does in it. The
// *present.Counter is one.
type Workplace interface {
	Snapshot() present.Screen
	Changes() <-chan struct{}

	ChooseBadge(badge string)
	SignIn(badge, pin string)
	SignOut()
	ShowTab(tab present.Tab)
	Escape()
	Help()

	Scanned(scan present.WedgeScan)
	ScanCode(scanned string)
	SelectLine(number int)
	MoveLine(by int)
	Plus(number int)
	Minus(number int)
	Remove(number int)
	Discount(number int)
	AskQuantity(number int)
	Hold()
	Recall()
	ChangePerson()
	ClearRefusal()
	PrintSlip()
	Search(words string)
	Category(id string)
	TapTile(sku string)
	ApplyFix(index int)

	Pay()
	PayCash()
	PayDebit()
	PaySplit()
	PayAmount(given money.Cents)
	PayCard(amount money.Cents)
	PayReference(reference string)
	Finish()
	NextCustomer()
	ReprintLast()

	Order(id string, action present.OrderAction, line string)
	OpenOrder(id string)
	CloseOrder()
	MoveBoard(columns, rows int)
	Mute()

	CountPieces(value money.Cents, pieces int)
	Bank()
	SaveCount()
	NoSale()
	PrintX()

	MoveSale(by int)
	Void()
	Reprint()
	SettlePaper(job int64, printed bool)

	ShowPage(page present.Page)
	MoveTablet(by int)
	PairTablet()
	StopPairing()
	ApproveTablet(request string)
	RefuseTablet(request string)
	RevokeTablet()
	MoveFiling(by int)
	RequeueFiling()
	DropFiling()

	Answer(values map[string]string)
	Choose(index int, values map[string]string)
	Cancel()

	EnterByHand()
	WeighAdd()
	WeighZero()
	WeighTare()
	CloseWeigh()
}

var _ Workplace = (*present.Counter)(nil)
