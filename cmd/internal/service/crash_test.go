package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/till"
)

const (
	crashKills = 200
	// crashKillsMax bounds how many kills a broken store may survive unnoticed.
	crashKillsMax = 300
	// replayEvery is how often the tables are rebuilt from the journal, too.
	replayEvery = 20
	crashTag    = "1A4AA0300000DEAD00000017"
	crashIntake = 5000
	crashGiven  = money.Cents(10000)
	crashPIN    = "2580"
	// quickHash is crashPIN at argon2id's least cost: 200 sign-ins would
	// otherwise be most of this test's time.
	quickHash = "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$+gYyYpSaeisGtaiGGDEo7VdMHONDTs7DIWvQTHpHGCI"
)

// campaign is one shop that is killed again and again.
type campaign struct {
	t        *testing.T
	folder   string
	bug      string
	random   *rand.Rand
	persons  int
	attempts map[string]*attempt
	last     []*attempt // of the round before
	tenders  time.Duration
	hits     map[string]int // what was under way at the kill
}

func newCampaign(t *testing.T, bug string) *campaign {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	c := &campaign{
		t: t, folder: t.TempDir(), bug: bug, random: rand.New(rand.NewPCG(seed, 1)),
		attempts: map[string]*attempt{}, tenders: 5 * time.Millisecond, hits: map[string]int{},
	}
	if err := c.setUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	return c
}

// setUp makes the shop: people, one package of flower, an open shift.
func (c *campaign) setUp(ctx context.Context) (err error) {
	made, err := crashConfig(c.folder)
	if err != nil {
		return err
	}
	program, err := Open(ctx, made, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, program.Close()) }()
	if _, err := program.box.APIToken(); err != nil {
		return err
	}
	for _, name := range []string{secrets.MetrcVendorKey, secrets.MetrcUserKey} {
		if err := program.box.Set(name, "made-up"); err != nil {
			return err
		}
	}
	manager := terminal.StaffMember{ID: "m1", Name: "Morgan Reyes", Badge: "B-M1", Role: terminal.Manager, Active: true}
	if err := program.SetUp(ctx, []NewPerson{{Member: manager, PIN: crashPIN}}); err != nil {
		return err
	}
	_, err = program.Import(ctx, "B-M1", crashPIN, []terminal.Product{{
		SKU: "FLW-OG-3.5", Name: "OG Kush 3.5 g", Category: "flower", Price: 3500, SoldBy: measure.Each,
		Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("3.5")},
	}}, []terminal.Package{{
		Tag: crashTag, SKU: "FLW-OG-3.5", Unit: measure.Each, Book: measure.Whole(crashIntake), Status: terminal.PackageActive,
	}})
	if err != nil {
		return err
	}
	return program.SignedIn(ctx, "B-M1", crashPIN, func(ctx context.Context, session string) error {
		seller := terminal.StaffMember{ID: "b1", Name: "Blair Quinn", Badge: "B-B1", Role: terminal.Budtender, PINHash: quickHash, Active: true}
		_, err := program.till.Submit(ctx, till.Command{Body: &till.ImportStaff{People: []terminal.StaffMember{seller}}})
		if err != nil {
			return err
		}
		_, err = program.Submit(ctx, session, &till.OpenShift{Floats: map[string]terminal.Count{till.CounterDrawer: {2000: 5, 500: 20}}})
		return err
	})
}

// nextID is the barcode of somebody who was never here: day limits are a
// person's.
func (c *campaign) nextID() []byte {
	c.persons++
	return virtual.Card{
		IIN: "636020", Jurisdiction: "CO", Number: fmt.Sprintf("X%08d", c.persons), Family: "Stone", First: "Avery", Sex: "2",
		Birth: time.Date(1990, 6, 15, 0, 0, 0, 0, time.UTC), Issued: time.Date(2022, 6, 15, 0, 0, 0, 0, time.UTC),
		Expires: time.Date(2030, 6, 15, 0, 0, 0, 0, time.UTC),
	}.Barcode()
}

// The steps of a sale, in order.
var saleSteps = []string{"cart.open", "counter.scan_id", "cart.add", "cart.tender"}

// step does one step of a sale.
func (c *campaign) step(v *victim, a *attempt, kind string) error {
	switch kind {
	case "cart.open":
		_, err := v.command(clock.NewID(), kind, till.OpenCart{Cart: a.cart})
		return err
	case "counter.scan_id":
		_, err := v.command(clock.NewID(), kind, map[string]any{"cart": a.cart, "raw": c.nextID()})
		return err
	case "cart.add":
		_, err := v.command(clock.NewID(), kind, till.AddToCart{Cart: a.cart, Code: crashTag})
		return err
	}
	a.tender = clock.NewID()
	began := time.Now()
	result, err := v.command(a.tender, kind, a.body())
	if err != nil {
		return err
	}
	c.tenders = (7*c.tenders + time.Since(began)) / 8
	a.sold = &till.Completed{}
	return json.Unmarshal(result, a.sold)
}

func (c *campaign) newAttempt() *attempt {
	a := &attempt{cart: clock.NewID()}
	c.attempts[a.cart] = a
	c.last = append(c.last, a)
	return a
}

// plan says at which moment of which sale a child is killed.
type plan struct {
	whole  int    // sales before
	step   string // during or after which request
	delay  time.Duration
	answer bool // the moment the answer is there, instead of after delay
}

func (c *campaign) plan() plan {
	p := plan{whole: c.random.IntN(3), step: "cart.tender"}
	if c.random.IntN(4) == 0 {
		p.step = saleSteps[c.random.IntN(len(saleSteps)-1)]
	}
	p.answer = c.random.IntN(4) == 0
	p.delay = time.Duration(c.random.Int64N(int64(c.tenders + c.tenders/2)))
	return p
}

// sellUntilKilled sells as fast as it can and kills the child by plan.
func (c *campaign) sellUntilKilled(v *victim, p plan) {
	c.t.Helper()
	var timer *time.Timer
	for sale := 0; ; sale++ {
		a := c.newAttempt()
		for _, kind := range saleSteps {
			due := sale == p.whole && kind == p.step
			if due && !p.answer {
				timer = time.AfterFunc(p.delay, v.kill)
			}
			err := c.step(v, a, kind)
			if due && p.answer {
				v.kill()
			}
			if errors.Is(err, errKilled) && (timer != nil || sale > p.whole || sale == p.whole && p.answer) {
				c.hits[kind]++
				return
			}
			if err != nil {
				c.t.Fatalf("%s: %v", kind, err)
			}
		}
	}
}

// askAgain asks for the outcomes of the round before, under the same ids. Where
// a sale did not come to be, the counter scans and tenders anew.
func (c *campaign) askAgain(v *victim) (problems []string) {
	c.t.Helper()
	round := c.last
	c.last = nil
	for _, a := range round {
		if a.tender == "" {
			c.drop(v, a)
			continue
		}
		result, err := v.command(a.tender, "cart.tender", a.body())
		var again till.Completed
		if err == nil {
			err = json.Unmarshal(result, &again)
		}
		switch {
		case errors.Is(err, errKilled):
			c.t.Fatalf("the child ended: %v\n%s", err, v.stderr.String())
		case a.sold != nil && (err != nil || again != *a.sold):
			problems = append(problems, fmt.Sprintf("sale %s was answered as %+v and asked again as %+v, %v", a.cart, *a.sold, again, err))
		case a.onDisk != (err == nil):
			problems = append(problems, fmt.Sprintf("sale %s on disk: %t; asked again: %v", a.cart, a.onDisk, err))
		case err == nil:
			a.sold = &again
		default:
			problems = append(problems, c.sellAnew(v, a, err)...)
		}
	}
	return problems
}

// sellAnew finishes a sale whose tender never took place: its lines were
// answered and so are still there, but who it is for lived in memory.
func (c *campaign) sellAnew(v *victim, a *attempt, refusal error) []string {
	c.t.Helper()
	if code := codeOf(refusal); code != "sale.no_identity" {
		return []string{fmt.Sprintf("a tender that never took place was answered with %q: %v", code, refusal)}
	}
	c.last = append(c.last, a)
	for _, kind := range []string{"counter.scan_id", "cart.tender"} {
		if err := c.step(v, a, kind); err != nil {
			return []string{fmt.Sprintf("the cart of sale %s was lost: %s: %v", a.cart, kind, err)}
		}
	}
	return nil
}

// drop gives up a cart that may or may not be there.
func (c *campaign) drop(v *victim, a *attempt) {
	c.t.Helper()
	_, err := v.command(clock.NewID(), "cart.abandon", till.AbandonCart{Cart: a.cart})
	if err != nil && codeOf(err) != "cart.not_found" {
		c.t.Fatal(err)
	}
}

// round starts a child, lets it sell, kills it and checks what is left.
func (c *campaign) round(replay bool) []string {
	c.t.Helper()
	v := startVictim(c.t, c.folder, c.bug)
	v.signIn("B-B1", crashPIN)
	problems := c.askAgain(v)
	c.sellUntilKilled(v, c.plan())
	v.buried()
	checker := checker{folder: c.folder, replay: replay, attempts: c.attempts}
	return append(problems, checker.check(c.t)...)
}

func (c *campaign) sold() (count int) {
	for _, a := range c.attempts {
		if a.onDisk {
			count++
		}
	}
	return count
}

func TestKilledAtAnyMomentNothingIsLostOrTwice(t *testing.T) {
	c := newCampaign(t, "")
	for kill := 1; kill <= crashKills; kill++ {
		replay := kill%replayEvery == 0 || kill == crashKills
		for _, problem := range c.round(replay) {
			t.Errorf("kill %d: %s", kill, problem)
		}
		if t.Failed() {
			t.FailNow()
		}
		if replay {
			t.Logf("%d of %d kills, %d sales; killed during %v", kill, crashKills, c.sold(), c.hits)
		}
	}
	if c.hits["cart.tender"] < crashKills/10 {
		t.Errorf("only %d kills hit a tender under way: this test has lost its aim", c.hits["cart.tender"])
	}
}

// caught kills a shop with a broken store until a check finds it out.
func caught(t *testing.T, bug string) {
	c := newCampaign(t, bug)
	for kill := 1; kill <= crashKillsMax; kill++ {
		if problems := c.round(false); len(problems) > 0 {
			t.Logf("found at kill %d: %s", kill, problems[0])
			return
		}
	}
	t.Errorf("a store that %s went unnoticed through %d kills: the kill test has no teeth", bug, crashKillsMax)
}

func TestAnAnswerBeforeTheCommitIsCaught(t *testing.T) { caught(t, bugAnswersFirst) }

func TestAFilingInASecondTransactionIsCaught(t *testing.T) { caught(t, bugTwoCommits) }
