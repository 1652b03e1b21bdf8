package metrc_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/curbline/curbline/sync/metrc"
	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

func newClient(t *testing.T, url string) *metrc.Client {
	t.Helper()
	client, err := metrc.New(metrc.Options{
		BaseURL: url, License: license, Clock: clock.NewSystem(time.Time{}),
		Keys: func() (metrc.Keys, error) { return metrc.Keys{Vendor: "vendor", User: "user"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func receipt(number int64) terminal.Receipt {
	disk := outboxtest.NewDisk(prefix, time.Now)
	return outboxtest.Sale(disk.External(number), number, time.Date(2026, 3, 14, 18, 7, 22, 0, time.UTC))
}

func bench(t *testing.T, s *state) *outboxtest.Bench {
	arm := func(f fault) func() { return func() { s.with(func() { s.nextWrite = f }) } }
	// A dead address takes the line away without touching the server.
	dead, alive := "http://127.0.0.1:1", s.server.URL
	line := &switched{}
	line.use(newClient(t, alive))
	return &outboxtest.Bench{
		Authority: line, Prefix: prefix, Receipt: receipt, Live: s.live,
		ArmAnswerLost: arm(func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPost {
				body, _ := io.ReadAll(r.Body)
				if _, err := s.file(body); err != nil {
					t.Error(err)
				}
			} else {
				s.byID(&nowhere{}, r, r.URL.Path[len("/sales/v2/receipts/"):])
			}
			hangUp(w)
			return true
		}),
		ArmRequestLost: arm(func(w http.ResponseWriter, _ *http.Request) bool { hangUp(w); return true }),
		ArmError: arm(func(w http.ResponseWriter, _ *http.Request) bool {
			answer(w, 500, `{"Message":"An error occurred"}`)
			return true
		}),
		ArmPage: arm(func(w http.ResponseWriter, _ *http.Request) bool { page(w, 200); return true }),
		ArmThrottle: arm(func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Retry-After", "7")
			answer(w, 429, `{"Message":"slow down"}`)
			return true
		}),
		ArmRefusal: arm(func(w http.ResponseWriter, _ *http.Request) bool {
			answer(w, 400, `[{"row":0,"message":"the label is not usable here"},{"row":0,"message":"the unit is not valid"}]`)
			return true
		}),
		RefuseKeys: func(refuse bool) { s.with(func() { s.refuseKeys = refuse }) },
		CutLine: func(cut bool) {
			if cut {
				line.use(newClient(t, dead))
			} else {
				line.use(newClient(t, alive))
			}
		},
		LimitReads: func(limit bool) {
			s.with(func() {
				s.reads = func(w http.ResponseWriter, _ *http.Request) bool {
					if limit {
						w.Header().Set("Retry-After", "3")
						answer(w, 429, ``)
					}
					return limit
				}
			})
		},
	}
}

// switched is one client at a time.
type switched struct{ *metrc.Client }

func (s *switched) use(client *metrc.Client) { s.Client = client }

// nowhere takes an answer that nobody gets.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header {
	if n.header == nil {
		n.header = http.Header{}
	}
	return n.header
}
func (*nowhere) Write(body []byte) (int, error) { return len(body), nil }
func (*nowhere) WriteHeader(int)                {}

func plainly(t *testing.T, run func(*testing.T)) { run(t) }

// Each open question of the state's behaviour is run both ways.
func TestConformance(t *testing.T) {
	for _, absentAs401 := range []bool{false, true} {
		for _, asArray := range []bool{false, true} {
			name := map[bool]string{false: "absent is 404", true: "absent is 401"}[absentAs401] +
				map[bool]string{false: ", one object", true: ", an array"}[asArray]
			t.Run(name, func(t *testing.T) {
				outboxtest.Authority(t, plainly, func(t *testing.T) *outboxtest.Bench {
					s := newState(t)
					s.absentAs401, s.asArray = absentAs401, asArray
					return bench(t, s)
				})
			})
		}
	}
}
