package state

import (
	"cmp"
	"slices"
	"sync"
)

// firstReceiptID is where the state's own numbers start.
const firstReceiptID = 900001

// book is the truth: every package and every receipt.
type book struct {
	mu       sync.Mutex
	file     *file
	packages map[string]Package
	receipts map[int64]Receipt
	byNumber map[string][]int64 // ids by external number, oldest first
	switches Switches
	nextID   int64
}

// openBook reads the file, or starts with the given packages and switches where
// the file holds none.
func openBook(path string, packages []Package, switches Switches) (*book, error) {
	b := &book{packages: map[string]Package{}, receipts: map[int64]Receipt{}, byNumber: map[string][]int64{}, nextID: firstReceiptID, switches: switches}
	compact := func() change {
		if len(b.packages) == 0 {
			b.take(change{Packages: packages})
		}
		kept := b.switches
		return change{Packages: b.allPackages(), Receipts: b.allReceipts(), Switches: &kept}
	}
	opened, err := openFile(path, b.take, compact)
	if err != nil {
		return nil, err
	}
	if path == "" {
		b.take(change{Packages: packages})
	}
	b.file = opened
	return b, nil
}

// take puts a change into memory.
func (b *book) take(step change) {
	for _, p := range step.Packages {
		b.packages[p.Label] = p
	}
	for _, r := range step.Receipts {
		b.index(r)
		b.receipts[r.ID] = r
		b.nextID = max(b.nextID, r.ID+1)
	}
	if step.Switches != nil {
		b.switches = *step.Switches
	}
}

// index keeps byNumber right for a receipt that is about to be kept.
func (b *book) index(r Receipt) {
	before, known := b.receipts[r.ID]
	if known && before.ExternalNumber == r.ExternalNumber {
		return
	}
	if known {
		b.byNumber[before.ExternalNumber] = slices.DeleteFunc(b.byNumber[before.ExternalNumber], func(id int64) bool { return id == r.ID })
	}
	ids := append(b.byNumber[r.ExternalNumber], r.ID)
	slices.Sort(ids)
	b.byNumber[r.ExternalNumber] = ids
}

// commit writes a change and then believes it. The caller holds mu.
func (b *book) commit(step change) error {
	if err := b.file.append(step); err != nil {
		return err
	}
	b.take(step)
	return nil
}

func (b *book) allPackages() []Package {
	all := make([]Package, 0, len(b.packages))
	for _, p := range b.packages {
		all = append(all, p)
	}
	slices.SortFunc(all, func(x, y Package) int { return cmp.Compare(x.ID, y.ID) })
	return all
}

func (b *book) allReceipts() []Receipt {
	all := make([]Receipt, 0, len(b.receipts))
	for _, r := range b.receipts {
		all = append(all, r)
	}
	slices.SortFunc(all, func(x, y Receipt) int { return cmp.Compare(x.ID, y.ID) })
	return all
}

// draft is a change in the making: rows of one body see what the rows before
// them did, and nothing is in the book until it is committed.
type draft struct {
	book     *book
	packages map[string]Package
	receipts []Receipt
	nextID   int64
}

func (b *book) draft() *draft {
	return &draft{book: b, packages: map[string]Package{}, nextID: b.nextID}
}

func (d *draft) pack(label string) (Package, bool) {
	if p, found := d.packages[label]; found {
		return p, true
	}
	p, found := d.book.packages[label]
	return p, found
}

func (d *draft) receipt(id int64) (Receipt, bool) {
	for _, r := range slices.Backward(d.receipts) {
		if r.ID == id {
			return r, true
		}
	}
	r, found := d.book.receipts[id]
	return r, found
}

// numbered gives the ids of the receipts that carry an external number, oldest
// first, voided ones too.
func (d *draft) numbered(number string) []int64 {
	ids := slices.Clone(d.book.byNumber[number])
	for _, r := range d.receipts {
		if r.ExternalNumber == number && !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// change gives what there is to commit.
func (d *draft) change() change {
	step := change{Receipts: d.receipts}
	for _, p := range d.packages {
		step.Packages = append(step.Packages, p)
	}
	return step
}
