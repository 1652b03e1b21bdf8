package till

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/printjob"
	"github.com/curbline/curbline/terminal/sale"
)

// localLayout is the store's wall clock without an offset, as a sale carries it
// and the state wants it.
const localLayout = "2006-01-02T15:04:05.000"

// CounterDrawer is the drawer at the counter.
const CounterDrawer = cash.CounterDrawer

// TenderCart takes the money and makes the sale. The answer comes after the
// commit, and only then do drawer and paper move.
type TenderCart struct {
	sells
	Cart    string            `json:"cart"`
	Tenders []terminal.Tender `json:"tenders"`
}

// Name is "cart.tender".
func (*TenderCart) Name() string { return "cart.tender" }

// Completed is what a sale's command answers.
type Completed struct {
	Sale     string `json:"sale"`
	Number   int64  `json:"number"`
	External string `json:"external"`
	Total    int64  `json:"total"`
	Change   int64  `json:"change"`
}

func (c *TenderCart) run(a *act) (any, error) {
	cart, err := a.openCart(c.Cart)
	if err != nil {
		return nil, err
	}
	for _, line := range cart.Lines {
		pack, err := a.tx.Package(line.Tag)
		if err != nil {
			return nil, err
		}
		if err := a.sellFrom(cart, pack); err != nil {
			return nil, err
		}
	}
	if err := noPrepaid(c.Tenders); err != nil {
		return nil, err
	}
	made, err := a.complete(bag{
		id: c.Cart, class: terminal.Adult, lines: cart.Lines, place: terminal.Counter, channel: "counter",
		tenders: c.Tenders, person: a.till.person(c.Cart),
	})
	if err != nil {
		return nil, err
	}
	a.forget(c.Cart)
	return a.answer(made), a.tx.DropCart(c.Cart)
}

// noPrepaid refuses "paid in the web shop" from a person: only an order that the
// shop says is paid has such a tender, and the till fills it in.
func noPrepaid(tenders []terminal.Tender) error {
	if slices.ContainsFunc(tenders, func(t terminal.Tender) bool { return t.Kind == terminal.Prepaid }) {
		return terminal.Errorf(terminal.Invalid, "sale.prepaid", "Nobody takes a payment of the web shop here.").
			WithHint("What the web shop says is paid is filled in by itself.")
	}
	return nil
}

// bag is what is about to be sold: a cart's lines or an order's.
type bag struct {
	id      string
	class   terminal.CustomerClass
	lines   []terminal.Line
	order   string
	place   terminal.Place
	channel string
	tenders []terminal.Tender
	person  *Person
}

// judge asks the rules for a verdict on a bag for its person, with what the
// person bought earlier read in this same transaction.
func (a *act) judge(b bag) (terminal.Verdict, error) {
	question, err := a.scale().question(b.class, b.channel, b.lines, b.person)
	if err != nil {
		return terminal.Verdict{}, err
	}
	return a.till.options.Rules.Evaluate(question), nil
}

// complete makes the sale of a bag: verdict, taxes, tenders, and then one
// journal entry with everything that hangs on it.
func (a *act) complete(b bag) (terminal.Sale, error) {
	var none terminal.Sale
	shift, err := a.readyToSell()
	if err != nil {
		return none, err
	}
	if problem := a.scale().checkPerson(b.person); problem != nil {
		return none, refuse(b.id, problem, nil)
	}
	verdict, err := a.judge(b)
	if err != nil {
		return none, err
	}
	if !verdict.OK() {
		return none, refuse(b.id, terminal.AsError(verdict.Err()), &verdict)
	}
	priced, err := a.till.options.Rules.Taxes(a.now(), b.class, b.lines)
	if err != nil {
		return none, err
	}
	tenders, err := a.inDrawers(shift, b.tenders, b.place)
	if err != nil {
		return none, err
	}
	tenders, err = sale.Settle(priced.Totals.Total, tenders)
	if err != nil {
		return none, err
	}
	made, err := a.numbered(b, shift, priced, tenders, verdict)
	if err != nil {
		return none, err
	}
	return made, a.book(made, b.person)
}

// answer is what the sale's command returns; cash taken at the counter asks for
// the drawer once the sale is on disk.
func (a *act) answer(made terminal.Sale) Completed {
	completed := Completed{
		Sale: made.ID, Number: made.Number, External: made.External, Total: int64(made.Totals.Total),
	}
	cashAtCounter := false
	for _, tender := range made.Tenders {
		completed.Change += int64(tender.Change)
		cashAtCounter = cashAtCounter || tender.Kind == terminal.Cash && tender.Place == terminal.Counter
	}
	if cashAtCounter {
		a.pulse(made.ID, made.Totals.Total)
	}
	return completed
}

// readyToSell refuses everything that stands in the way of any sale.
func (a *act) readyToSell() (terminal.Shift, error) {
	if err := a.till.options.Store.Trust(); err != nil {
		return terminal.Shift{}, err
	}
	return a.tx.OpenShift()
}

// inDrawers says which drawer of the shift takes each cash tender: at the curb the
// bank of whoever is signed in, and no other.
func (a *act) inDrawers(shift terminal.Shift, tenders []terminal.Tender, place terminal.Place) ([]terminal.Tender, error) {
	placed := make([]terminal.Tender, len(tenders))
	for i, tender := range tenders {
		tender.Place = place
		if tender.Kind == terminal.Cash {
			tender.Drawer = CounterDrawer
		}
		if tender.Kind == terminal.Cash && place == terminal.Curb {
			bank, ok := cash.BankOf(shift, a.session.Staff)
			if !ok {
				return nil, terminal.Errorf(terminal.Conflict, "cash.no_bank", "You have no runner's bank in this shift.").
					WithHint("Open a runner's bank at the counter, or let the customer pay by card.")
			}
			tender.Drawer = bank.Name
		}
		placed[i] = tender
	}
	return placed, nil
}

func (a *act) numbered(b bag, shift terminal.Shift, priced terminal.Priced, tenders []terminal.Tender, verdict terminal.Verdict) (terminal.Sale, error) {
	last, err := a.tx.LastSaleNumber()
	if err != nil {
		return terminal.Sale{}, err
	}
	head, err := a.tx.Head()
	if err != nil {
		return terminal.Sale{}, err
	}
	shop := a.till.options.Shop
	external, err := terminal.ExternalNumber(shop.Code, shop.TerminalID, head.Epoch, last+1)
	if err != nil {
		return terminal.Sale{}, err
	}
	made := terminal.Sale{
		Number: last + 1, ID: b.id, External: external, At: a.stamp.Wall, Local: a.now().Format(localLayout),
		LegalDay: a.legalDay(), BusinessDate: shift.BusinessDate, Shift: shift.ID, Actor: a.actor(),
		Order: b.order, Place: b.place, Class: b.class, Person: b.person.Facts,
		Priced: priced, Tenders: tenders, Verdict: verdict, Status: terminal.SaleCompleted,
	}
	for _, line := range made.Lines {
		made.Reported = made.Reported || shop.Reports && line.Category != terminal.Merchandise
	}
	return made, nil
}

// book writes the sale and everything that belongs to it in one transaction:
// the entry with its tables, the purchase ledger, the filing and the paper.
func (a *act) book(made terminal.Sale, person *Person) error {
	fact := terminal.SaleMade{Sale: made}
	fact.Sale.Person.Token = ""
	if token := person.Facts.Token; token != "" {
		personal, err := a.personal([]byte(token))
		if err != nil {
			return err
		}
		fact.PersonDigest = personal.Digest
		if err := a.tx.PutPersonal(personal); err != nil {
			return err
		}
		purchase := terminal.Purchase{LegalDay: made.LegalDay, Token: token, Sale: made.ID}
		for _, line := range made.Lines {
			purchase.Lines = append(purchase.Lines, terminal.LedgerLine{Category: line.Category, Measures: line.Measures})
		}
		if err := a.tx.PutPurchase(purchase); err != nil {
			return err
		}
	}
	if err := a.record(fact); err != nil {
		return err
	}
	if made.Reported {
		if err := a.queueFiling(made); err != nil {
			return err
		}
	}
	if err := a.stockTold(made.Lines); err != nil {
		return err
	}
	if err := a.queueReceipt(made, 1, ""); err != nil {
		return err
	}
	a.labelWeighed(made)
	return nil
}

// saltBytes make each digest of the same token another.
const saltBytes = 16

func (a *act) personal(value []byte) (terminal.Personal, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return terminal.Personal{}, err
	}
	keep := time.Duration(a.till.options.Rules.LegalDayKeepDays()) * 24 * time.Hour
	return terminal.Personal{
		Digest: sha256.Sum256(append(append([]byte(nil), salt...), value...)),
		Salt:   salt, Value: value, EraseAfter: a.stamp.Wall.Add(keep),
	}, nil
}

// queueFiling puts the sale into the queue for the state, as it will be told.
func (a *act) queueFiling(made terminal.Sale) error {
	receipt := terminal.Receipt{External: made.External, Local: made.Local, Class: made.Class}
	for _, line := range made.Lines {
		if line.Category == terminal.Merchandise {
			continue
		}
		receipt.Lines = append(receipt.Lines, terminal.ReceiptLine{
			Tag: line.Tag, Quantity: line.Quantity.String(), Unit: string(line.Unit), Amount: line.Net.String(),
		})
	}
	payload, err := json.Marshal(receipt)
	if err != nil {
		return err
	}
	_, err = a.tx.QueueUpload(terminal.Upload{
		Sale: made.ID, SaleNumber: made.Number, External: made.External, Kind: terminal.UploadCreate,
		State: terminal.UploadQueued, Epoch: epochOf(made.External), Payload: payload,
		QueuedAt: a.stamp.Wall, Deadline: made.At.Add(a.till.options.Shop.FilingWithin),
	})
	a.touch("upload")
	return err
}

func epochOf(external string) string {
	epoch, _, err := terminal.SplitExternal(external)
	if err != nil {
		return ""
	}
	return epoch
}

// queueReceipt puts a receipt into the printer's queue.
func (a *act) queueReceipt(made terminal.Sale, copyNumber int, why string) error {
	actor, err := a.tx.Staff(made.Actor)
	if err != nil {
		return err
	}
	document, err := printjob.Receipt(made, a.till.storeInfo(), printjob.Copy{
		Number: copyNumber, At: a.now(), By: a.actor(), Reason: why, Spot: a.spotOf(made),
	}, actor.Badge, a.till.options.Rules.MustProvide(a.now(), made.Lines))
	if err != nil {
		return err
	}
	return a.queuePaper("receipt", made.ID, copyNumber, document)
}

// spotOf is where the customer of a curb sale waits, for the receipt that is
// carried out to them.
func (a *act) spotOf(made terminal.Sale) string {
	if made.Order == "" || made.Place != terminal.Curb {
		return ""
	}
	o, err := a.tx.Order(made.Order)
	if err != nil {
		return ""
	}
	return o.Spot
}

func (a *act) queuePaper(kind, subject string, copyNumber int, document any) error {
	text, err := json.Marshal(document)
	if err != nil {
		return err
	}
	_, err = a.tx.QueuePrintJob(terminal.PrintJob{
		Kind: kind, Subject: subject, Copy: copyNumber, Document: text,
		State: terminal.PrintQueued, QueuedAt: a.stamp.Wall,
	})
	a.touch("print")
	return err
}

// businessDate is the shift's, or the legal day while no shift is open.
func (a *act) businessDate() clock.Date {
	if shift, err := a.tx.OpenShift(); err == nil {
		return shift.BusinessDate
	}
	return a.legalDay()
}

func (t *Till) storeInfo() printjob.StoreInfo {
	shop := t.options.Shop
	return printjob.StoreInfo{
		Name: shop.Name, License: shop.License, Address: shop.Address, Terminal: shop.TerminalID,
		Zone: shop.Zone, RulesStatus: t.options.Rules.Status(),
	}
}
