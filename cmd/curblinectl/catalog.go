package main

import (
	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
)

type catalogVerb struct {
	Import importVerb `cmd:"" help:"Take products and packages in from CSV files."`
}

type importVerb struct {
	Products string `help:"CSV file of the products." type:"existingfile"`
	Packages string `help:"CSV file of the packages." type:"existingfile"`
	DryRun   bool   `help:"Say what would change, and change nothing."`
	Badge    string `help:"Badge of the manager."`
	PIN      string `help:"Their PIN; read from standard input if left out." env:"CURBLINE_PIN"`
}

// goods is what the files held.
type goods struct {
	products []terminal.Product
	packages []terminal.Package
}

// Run imports through the running terminal, or alone while none runs.
func (v *importVerb) Run(r *run) error {
	if v.DryRun {
		return r.read(func(opened *store.Store) error { return v.plan(r, opened) })
	}
	client, err := dial(r)
	if err != nil {
		return err
	}
	if client == nil {
		return r.own(func(program *service.Program) error { return v.into(r, program) })
	}
	found, err := v.parse(r, client.knownProducts(r.ctx))
	if err != nil {
		return err
	}
	pin, err := askPIN(r, v.PIN)
	if err != nil {
		return err
	}
	var done till.Imported
	body := till.ImportGoods{Products: found.products, Packages: found.packages}
	err = client.as(r.ctx, v.Badge, pin, func() error { return client.do(r.ctx, body.Name(), body, &done) })
	if err != nil {
		return err
	}
	v.report(r, done)
	return nil
}

func (v *importVerb) report(r *run, done till.Imported) {
	r.say("%d products, %d packages taken in; %d packages were known already.", done.Products, done.Packages, done.Known)
}

func (v *importVerb) into(r *run, program *service.Program) error {
	found, err := v.parse(r, knownIn(r, program.Store()))
	if err != nil {
		return err
	}
	pin, err := askPIN(r, v.PIN)
	if err != nil {
		return err
	}
	done, err := program.Import(r.ctx, v.Badge, pin, found.products, found.packages)
	if err != nil {
		return err
	}
	v.report(r, done)
	return nil
}

func knownIn(r *run, opened *store.Store) func(string) (terminal.Product, bool) {
	return func(sku string) (terminal.Product, bool) {
		var product terminal.Product
		err := opened.View(r.ctx, func(reader terminal.Reader) (err error) {
			product, err = reader.Product(sku)
			return err
		})
		return product, err == nil
	}
}

// parse reads both files and lists every problem. A product of the first file is
// known to the second.
func (v *importVerb) parse(r *run, known func(string) (terminal.Product, bool)) (goods, error) {
	var found goods
	blocked := 0
	list := func(path string, problems []catalog.Problem) {
		for _, problem := range problems {
			r.say("%s: %s", path, problem)
			if !problem.Warning {
				blocked++
			}
		}
	}
	fresh := map[string]terminal.Product{}
	if v.Products != "" {
		data, err := readFile(v.Products)
		if err != nil {
			return found, err
		}
		products, problems := catalog.ParseProducts(data)
		list(v.Products, problems)
		for _, product := range products {
			fresh[product.SKU] = product
		}
		found.products = products
	}
	if v.Packages != "" {
		data, err := readFile(v.Packages)
		if err != nil {
			return found, err
		}
		packages, problems := catalog.ParsePackages(data, func(sku string) (terminal.Product, bool) {
			if product, ok := fresh[sku]; ok {
				return product, true
			}
			return known(sku)
		})
		list(v.Packages, problems)
		found.packages = packages
	}
	if blocked > 0 {
		return found, fileProblems("The import", blocked)
	}
	return found, nil
}

func (v *importVerb) plan(r *run, opened *store.Store) error {
	found, err := v.parse(r, knownIn(r, opened))
	if err != nil {
		return err
	}
	return opened.View(r.ctx, func(reader terminal.Reader) error {
		existing, err := reader.Products()
		if err != nil {
			return err
		}
		diff := catalog.PlanProducts(existing, found.products)
		for _, product := range diff.Added {
			r.say("new product %s  %s", product.SKU, product.Name)
		}
		for _, change := range diff.Changed {
			for _, field := range change.Fields {
				r.say("changed %s: %s from %q to %q", change.After.SKU, field.Column, field.Before, field.After)
			}
		}
		fresh := 0
		for _, pack := range found.packages {
			if _, err := reader.Package(pack.Tag); err != nil {
				fresh++
				r.say("new package %s  %s × %s", pack.Tag, pack.Book, pack.SKU)
			}
		}
		r.say("Dry run: %d products new, %d changed, %d the same; %d packages new, %d known. Nothing was changed.",
			len(diff.Added), len(diff.Changed), len(diff.Unchanged), fresh, len(found.packages)-fresh)
		return nil
	})
}
