package till

import (
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/printjob"
)

// unitLabel is the kind of paper that goes on one unit at the sale.
const unitLabel = "unit_label"

// PrintLabels prints the labels of a sale's units, for goods that carry none of
// the maker's. Those of weighed lines come by themselves when they are sold.
type PrintLabels struct {
	sells
	Sale  string `json:"sale"`
	Lines []int  `json:"lines,omitempty"` // numbers of lines; all if left out
	// Reason is needed where labels of this sale were printed before.
	Reason string `json:"reason,omitempty"`
}

// Name is "labels.print".
func (*PrintLabels) Name() string { return "labels.print" }

func (c *PrintLabels) run(a *act) (any, error) {
	made, err := a.tx.Sale(c.Sale)
	if err != nil {
		return nil, err
	}
	jobs, err := a.tx.PrintJobsOf(made.ID)
	if err != nil {
		return nil, err
	}
	copyNumber, again := printjob.NextCopy(jobs, unitLabel)
	if again {
		if err := needReason(c.Reason); err != nil {
			return nil, err
		}
		if err := a.record(terminal.PaperCopied{Kind: unitLabel, About: made.ID, Copy: copyNumber, Reason: c.Reason}); err != nil {
			return nil, err
		}
	}
	count, err := a.queueUnitLabels(made, copyNumber, func(line terminal.Line) bool {
		return len(c.Lines) == 0 || slices.Contains(c.Lines, line.Number)
	})
	if err != nil {
		return nil, err
	}
	if count == 0 {
		return nil, terminal.Errorf(terminal.Invalid, "labels.none", "Nothing of this sale takes a label.")
	}
	return map[string]int{"papers": count}, nil
}

// labelWeighed queues the labels of what was weighed out in a sale. A label that
// cannot be made stops no sale: it can be asked for afterwards.
func (a *act) labelWeighed(made terminal.Sale) {
	_, err := a.queueUnitLabels(made, 1, func(line terminal.Line) bool { return line.Weighed != nil })
	if err != nil {
		a.till.options.Log.Error("labels not queued", "sale", made.External, "error", err)
	}
}

// queueUnitLabels puts the labels of some lines into the queue and says how many
// papers they are.
func (a *act) queueUnitLabels(made terminal.Sale, copyNumber int, which func(terminal.Line) bool) (int, error) {
	made.Lines = slices.DeleteFunc(slices.Clone(made.Lines), func(line terminal.Line) bool { return !which(line) })
	goods := map[int]printjob.UnitGoods{}
	for _, line := range made.Lines {
		product, err := a.tx.Product(line.SKU)
		if err != nil {
			return 0, err
		}
		of := printjob.UnitGoods{Product: product}
		if line.Tag != "" {
			if of.Package, err = a.tx.Package(line.Tag); err != nil {
				return 0, err
			}
		}
		goods[line.Number] = of
	}
	store := a.till.storeInfo()
	papers, err := printjob.UnitLabels(made, store, goods, "", store.Footer)
	if err != nil {
		return 0, err
	}
	for _, document := range papers { // all are made before the first is queued
		if err := a.queuePaper(unitLabel, made.ID, copyNumber, document); err != nil {
			return 0, err
		}
	}
	return len(papers), nil
}
