package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// benchtop: every document and every device that a counter has.
func (d *day) benchtop() {
	for _, one := range []struct{ name, document, kind string }{
		{"a passport's machine-readable zone is an ID", "passport", "passport"},
		{"so is a passport card's", "passport_card", "passport_card"},
		{"so is the front of a military card", "military", "military"},
	} {
		d.step(one.name, func() (string, error) { return d.otherDocument("noor", one.document, one.kind) })
	}
	d.step("a document is typed in: a second person's PIN, and a kind that is not accepted stays so", d.byHand)
	d.step("goods by the gram are never sold by a typed weight", d.typedWeight)
	d.step("what moves, is too heavy, in ounces or silent is no weight, each in words", d.noWeights)
	var weighed completed
	d.step("3.52 g from the scale is a line, sold, its frame journaled", func() (string, error) { return d.weighOut(&weighed) })
	d.step("its label comes out of the label printer by itself", func() (string, error) { return d.unitLabel("3.52 g", 0) })
	d.step("the label printer is out of labels: words on screen, the receipt printer goes on", d.labelsOut)
	d.step("label printer and scale are unplugged and come back without a restart", d.unplugBoth)
	d.step("curblinectl receipt render: bytes and picture for another printer", func() (string, error) { return d.render(weighed) })
	d.step("curblinectl scan decode: what a scan says, as JSON", d.decodeScans)
}

// otherDocument checks a person by one of their other documents.
func (d *day) otherDocument(person, document, kind string) (string, error) {
	if _, err := d.openCart(); err != nil {
		return "", err
	}
	if err := d.wait(person+document, sameIDAfter); err != nil {
		return "", err
	}
	err := d.scan("person="+person+"&document="+document, nil)
	d.hand.last, d.hand.at = person+document, time.Now()
	if err != nil {
		return "", err
	}
	last, err := d.lastFact("identity.checked")
	if err != nil {
		return "", err
	}
	var fact struct {
		Kind   string   `json:"document_kind"`
		Issuer string   `json:"issuer"`
		Hints  []string `json:"hints"`
	}
	if err := json.Unmarshal(last, &fact); err != nil {
		return "", err
	}
	if fact.Kind != kind || fact.Issuer != "USA" {
		return "", fmt.Errorf("the journal has %+v", fact)
	}
	return strings.TrimSuffix(fact.Kind+", "+fact.Issuer+", "+strings.Join(fact.Hints, " "), ", "), nil
}

// lastFact gives the data of the latest journal entry of a kind.
func (d *day) lastFact(kind string) (json.RawMessage, error) {
	var last json.RawMessage
	for after := int64(0); ; {
		var entries []struct {
			Sequence int64           `json:"seq"`
			Kind     string          `json:"kind"`
			Data     json.RawMessage `json:"data"`
		}
		if err := d.till.get(d.ctx, "journal", url.Values{"after": {strconv.FormatInt(after, 10)}}, &entries); err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if after = entry.Sequence; entry.Kind == kind {
				last = entry.Data
			}
		}
		switch {
		case len(entries) > 0:
		case last == nil:
			return nil, fmt.Errorf("the journal has no %s", kind)
		default:
			return last, nil
		}
	}
}

// byHand types a document in. Its kind is not accepted here, which the counter
// says after two people looked at it; a passport without a readable zone is.
func (d *day) byHand() (string, error) {
	cart, err := d.openCart()
	if err != nil {
		return "", err
	}
	body := map[string]any{"cart": cart, "entry": map[string]string{
		"kind": "passport", "country": "CAN", "number": "GA302922", "family_name": "Beaulieu", "first_name": "Marcel",
		"birth_date": "1979-02-11", "expiry_date": "2031-02-10",
	}}
	with := func(who login) error {
		approval, err := d.till.approve(d.ctx, who.badge, who.pin)
		if err != nil {
			return err
		}
		return d.till.doAs(d.ctx, clock.NewID(), approval, "cart.identify_by_hand", body, nil)
	}
	if _, err := wantText(d.till.do(d.ctx, "cart.identify_by_hand", body, nil), "staff.not_allowed"); err != nil {
		return "", err
	}
	body["entry"].(map[string]string)["kind"] = "tribal"
	if _, err := wantText(with(lena), "identity.kind"); err != nil {
		return "", err
	}
	body["entry"].(map[string]string)["kind"] = "passport"
	if err := with(lena); err != nil {
		return "", err
	}
	last, err := d.lastFact("identity.checked")
	if err != nil {
		return "", err
	}
	if !bytes.Contains(last, []byte(`"by_hand":true`)) || bytes.Contains(last, []byte("Beaulieu")) {
		return "", fmt.Errorf("the journal has %s", last)
	}
	return "with the manager's PIN; the entry says “by hand” for ever, and no name", nil
}

// gramTag is the tag of a package that is sold by weight.
func (d *day) gramTag() (string, error) {
	file, err := os.Open(d.file("packages.csv"))
	if err != nil {
		return "", err
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err := errors.Join(err, file.Close()); err != nil {
		return "", err
	}
	for _, row := range rows {
		if row[1] == "FLW-DELI-BMO" && row[6] == "active" {
			return row[0], nil
		}
	}
	return "", errors.New("no package of the sandbox is sold by weight")
}

func (d *day) pan(body map[string]any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return d.control.call(d.ctx, http.MethodPost, "/control/scale", text, nil)
}

func (d *day) typedWeight() (string, error) {
	tag, err := d.gramTag()
	if err != nil {
		return "", err
	}
	cart, err := d.openCart()
	if err != nil {
		return "", err
	}
	return wantText(d.till.do(d.ctx, "cart.add", map[string]any{"cart": cart, "code": tag, "qty": "3.5"}, nil), "sale.needs_scale")
}

func (d *day) noWeights() (string, error) {
	tag, err := d.gramTag()
	if err != nil {
		return "", err
	}
	cart, err := d.openCart()
	if err != nil {
		return "", err
	}
	var codes []string
	for _, try := range []struct {
		code       string
		do, undone map[string]any
	}{
		{"scale.empty", map[string]any{"grams": ""}, nil},
		{"scale.moving", map[string]any{"grams": "3.52", "moving": true}, map[string]any{"moving": false}},
		{"scale.over", map[string]any{"over": true}, map[string]any{"grams": ""}},
		{"scale.under", map[string]any{"under": true}, map[string]any{"grams": ""}},
		{"scale.other_unit", map[string]any{"grams": "3.52", "unit": "oz"}, map[string]any{"unit": "g", "grams": ""}},
		{"device.no_answer", map[string]any{"silent": true}, map[string]any{"silent": false}},
	} {
		if err := d.pan(try.do); err != nil {
			return "", err
		}
		if _, err := wantText(d.till.do(d.ctx, "counter.weigh", map[string]any{"cart": cart, "code": tag}, nil), try.code); err != nil {
			return "", err
		}
		if try.undone != nil {
			if err := d.pan(try.undone); err != nil {
				return "", err
			}
		}
		codes = append(codes, try.code)
	}
	// A scale that was silent is given a moment, so that no late answer is taken for
	// a new one.
	err = until(d.ctx, 20*time.Second, func() error {
		_, err := wantText(d.till.do(d.ctx, "counter.weigh", map[string]any{"cart": cart, "code": tag}, nil), "scale.empty")
		return err
	})
	return strings.Join(codes, " "), err
}

func (d *day) weighOut(done *completed) (string, error) {
	tag, err := d.gramTag()
	if err != nil {
		return "", err
	}
	cart, err := d.ring("devon")
	if err != nil {
		return "", err
	}
	if err := d.pan(map[string]any{"grams": "3.52"}); err != nil {
		return "", err
	}
	var line terminal.Line
	if err := d.till.do(d.ctx, "counter.weigh", map[string]any{"cart": cart, "code": tag}, &line); err != nil {
		return "", err
	}
	if err := d.pan(map[string]any{"grams": ""}); err != nil {
		return "", err
	}
	if *done, err = d.tender(cart, 10000); err != nil {
		return "", err
	}
	var made terminal.Sale
	if err := d.till.get(d.ctx, "sale", map[string][]string{"id": {done.Sale}}, &made); err != nil {
		return "", err
	}
	if len(made.Lines) != 1 || made.Lines[0].Weighed == nil || made.Lines[0].Weighed.Frame == "" {
		return "", fmt.Errorf("the sale has %+v", made.Lines)
	}
	weighed := made.Lines[0].Weighed
	return fmt.Sprintf("%s, %s %s, by %s, total %s", done.External, weighed.Text, weighed.Unit, weighed.Scale, dollars(done.Total)), nil
}

func (d *day) render(done completed) (string, error) {
	picture, bytesOut := filepath.Join(d.out, "rendered-58mm.png"), filepath.Join(d.out, "rendered-58mm.bin")
	if _, err := d.ctl(d.ctx, "receipt", "render", done.External, "--profile", "generic-58mm", "--png", picture, "--out", bytesOut); err != nil {
		return "", err
	}
	file, err := os.Open(picture)
	if err != nil {
		return "", err
	}
	drawn, err := png.Decode(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", err
	}
	encoded, err := os.ReadFile(bytesOut)
	return fmt.Sprintf("%d bytes, a picture of %d × %d", len(encoded), drawn.Bounds().Dx(), drawn.Bounds().Dy()), err
}

// card gives the bytes of a person's card.
func (d *day) card(person string) ([]byte, error) {
	request, err := http.NewRequestWithContext(d.ctx, http.MethodGet, d.control.base+"/control/people/"+person+"/card", nil)
	if err != nil {
		return nil, err
	}
	card, _, err := read(&d.control.http, request)
	return card, err
}

// decodeScans runs the tool as an operator would: without any configuration.
func (d *day) decodeScans() (string, error) {
	decode := func(raw []byte) (map[string]any, int, error) {
		command := exec.CommandContext(d.ctx, filepath.Join(d.programs, "curblinectl"), "scan", "decode")
		command.Dir, command.Stdin = d.folder, bytes.NewReader(raw)
		said, err := command.Output()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			return nil, 0, err
		}
		var object map[string]any
		return object, command.ProcessState.ExitCode(), json.Unmarshal(said, &object)
	}
	card, err := d.card("avery")
	if err != nil {
		return "", err
	}
	good, code, err := decode(card)
	if err != nil || code != 0 || good["birth_date"] != "1992-05-09" || good["issuer"] != "US-CO" || good["ok"] != true {
		return "", errors.Join(err, fmt.Errorf("exit %d: %v", code, good))
	}
	bad, code, err := decode(bytes.ReplaceAll(card, []byte("\n"), []byte(" ")))
	if err != nil || code != 3 || bad["ok"] != false || bad["code"] != "id.separators_lost" {
		return "", errors.Join(err, fmt.Errorf("exit %d: %v", code, bad))
	}
	return fmt.Sprintf("%v from %v; without separators exit 3, “%v”", good["kind"], good["issuer"], bad["message"]), nil
}
