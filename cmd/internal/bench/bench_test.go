package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/terminal/idcard"
)

func TestQuantiles(t *testing.T) {
	samples := []time.Duration{5, 1, 4, 2, 3}
	for _, c := range []struct {
		share float64
		want  time.Duration
	}{{0, 1}, {0.5, 3}, {0.99, 5}, {1, 5}} {
		if got := quantile(samples, c.share); got != c.want {
			t.Errorf("quantile %g is %d, want %d", c.share, got, c.want)
		}
	}
	if quantile(nil, 0.5) != 0 {
		t.Error("no samples have no median")
	}
}

func TestTheTableLinesUp(t *testing.T) {
	var made table
	made.add(row{what: "a", budget: "≤ 1 ms", measured: "0.50 ms", verdict: met(true)})
	made.add(row{what: "longer", budget: "none", measured: "3", verdict: met(false)})
	var text strings.Builder
	if err := made.print(&text); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	if len(lines) != 4 || !strings.Contains(lines[2], "PASS") || !strings.Contains(lines[3], "MISS") {
		t.Fatalf("table:\n%s", text.String())
	}
	column := func(line, word string) int { return len([]rune(line[:strings.Index(line, word)])) }
	if column(lines[2], "PASS") != column(lines[3], "MISS") {
		t.Errorf("the columns do not line up:\n%s", text.String())
	}
}

// TestTheStateLimits sends at the limit and one over it.
func TestTheStateLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := &limited{}
		ask := func() int {
			answer := httptest.NewRecorder()
			state.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/sales/v2/receipts", strings.NewReader("[]")))
			return answer.Code
		}
		// Each answer takes stateLatency, so drainRate of them take a second whole;
		// the window is filled at once here.
		now := time.Now()
		for range drainRate - 1 {
			state.recent = append(state.recent, now)
		}
		if code := ask(); code != http.StatusOK {
			t.Errorf("request %d of a second: %d", drainRate, code)
		}
		if code := ask(); code != http.StatusTooManyRequests {
			t.Errorf("request %d of a second: %d", drainRate+1, code)
		}
		<-time.After(time.Second)
		if code := ask(); code != http.StatusOK {
			t.Errorf("a second later: %d", code)
		}
		if state.refused != 1 || len(state.filed) != 2 {
			t.Errorf("%d refused, %d filed", state.refused, len(state.filed))
		}
	})
}

func TestTheShareOfTheRate(t *testing.T) {
	state := &limited{}
	began := time.Now()
	for i := range drainWarm + 101 {
		state.filed = append(state.filed, began.Add(time.Duration(i)*25*time.Millisecond))
	}
	if share, filed := state.share(); filed != drainWarm+101 || share < 0.799 || share > 0.801 {
		t.Errorf("40 of 50 a second is %g of the rate", share)
	}
	if share, _ := (&limited{}).share(); share != 0 {
		t.Errorf("nothing filed is %g", share)
	}
}

func TestALicenceWithAWrongLengthIsStillRead(t *testing.T) {
	for _, raw := range [][]byte{barcode(7), wrongLength(barcode(7))} {
		document, err := aamva.Parse(raw)
		if err != nil || document.Number != "Y00000007" || document.NumberStatus != idcard.OK {
			t.Errorf("%+v %v", document.Number, err)
		}
	}
	if aamva.DeclaredEnd(wrongLength(barcode(7))) <= len(barcode(7)) {
		t.Error("the directory still tells the truth")
	}
}
