package metrc

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal/measure"
)

// Package is a package of the store as the state has it.
type Package struct {
	StateID      int64
	Tag          string
	Quantity     measure.Quantity
	Unit         measure.Unit // empty for a unit that is not sold by
	UnitName     string       // the state's name of it
	Product      string
	Category     string // the state's name of it
	LabState     string
	LastModified string
	Hindrances   []string // why it must not be sold, in words; none means it may
}

type packageRow struct {
	Id                json.Number
	Label             string
	Quantity          json.Number
	UnitOfMeasureName string
	LabTestingState   loose
	ArchivedDate      *string
	LastModified      string
	Item              struct{ Name, ProductCategoryName string }

	IsFinished, IsOnHold, IsOnHoldCombined, IsOnInvestigation, IsOnInvestigationHold *bool
	IsOnInvestigationRecall, IsOnRecall, IsOnRecallCombined, IsTestingSample         *bool
	IsTradeSample, IsOnRetailerDelivery                                              *bool
}

// loose is a text that some states write as a number.
type loose string

func (l *loose) UnmarshalJSON(body []byte) error {
	text := string(body)
	if strings.HasPrefix(text, `"`) {
		return json.Unmarshal(body, (*string)(l))
	}
	if text != "null" {
		*l = loose(text)
	}
	return nil
}

// labPassed are the states of testing in which a package may be sold.
var labPassed = map[loose]bool{
	"TestPassed": true, "RetestPassed": true, "NotRequired": true, "ProcessValidated": true,
}

// Packages lists active packages that changed from start to end, oldest window
// first; a package that several windows give comes once, as last seen. The
// error is an *outbox.Fault.
func (c *Client) Packages(ctx context.Context, start, end time.Time) ([]Package, error) {
	var packages []Package
	at := map[string]int{}
	err := windows(start, end, func(from, to time.Time) error {
		rows, err := list[packageRow](ctx, c, "/packages/v2/active", from, to)
		if err != nil {
			return err
		}
		for _, row := range rows {
			one, err := row.read()
			if err != nil {
				return unusable(err)
			}
			if i, seen := at[one.Tag]; seen {
				packages[i] = one
				continue
			}
			at[one.Tag] = len(packages)
			packages = append(packages, one)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return packages, nil
}

func (r packageRow) read() (Package, error) {
	id, err := r.Id.Int64()
	if err != nil || r.Label == "" {
		return Package{}, fmt.Errorf("package %q has no id or label", r.Label)
	}
	quantity, err := measure.Parse(r.Quantity.String())
	if err != nil {
		return Package{}, fmt.Errorf("package %s: quantity %q: %w", r.Label, r.Quantity, err)
	}
	one := Package{
		StateID: id, Tag: r.Label, Quantity: quantity, UnitName: r.UnitOfMeasureName,
		Product: r.Item.Name, Category: r.Item.ProductCategoryName, LabState: string(r.LabTestingState), LastModified: r.LastModified,
	}
	for ours, theirs := range unitNames {
		if theirs == r.UnitOfMeasureName {
			one.Unit = measure.Unit(ours)
		}
	}
	for _, hindrance := range []struct {
		holds bool
		words string
	}{
		{is(r.IsFinished), "finished"},
		{dated(r.ArchivedDate), "discontinued"},
		{is(r.IsOnHold) || is(r.IsOnHoldCombined), "on hold"},
		{is(r.IsOnInvestigation) || is(r.IsOnInvestigationHold), "under investigation"},
		{is(r.IsOnRecall) || is(r.IsOnRecallCombined) || is(r.IsOnInvestigationRecall), "recalled"},
		{is(r.IsTestingSample), "a testing sample"},
		{is(r.IsTradeSample), "a trade sample"},
		{is(r.IsOnRetailerDelivery), "out for delivery"},
		{!labPassed[r.LabTestingState], "lab testing: " + orUnknown(string(r.LabTestingState))},
		{one.Unit == "", "unit: " + orUnknown(r.UnitOfMeasureName)},
	} {
		if hindrance.holds {
			one.Hindrances = append(one.Hindrances, hindrance.words)
		}
	}
	return one, nil
}

func orUnknown(text string) string {
	if text == "" {
		return "not known"
	}
	return text
}
