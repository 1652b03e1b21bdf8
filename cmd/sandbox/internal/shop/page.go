package shop

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/govalues/decimal"
)

//go:embed page
var pageFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"dollars": dollars,
}).ParseFS(pageFiles, "page/*.html"))

func dollars(cents int64) string { return fmt.Sprintf("$%d.%02d", cents/100, cents%100) }

// customersPage serves what a customer sees. Everything works without script; a
// form is taken from our own pages only.
func (s *Shop) customersPage() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.pageShop)
	mux.HandleFunc("GET /shop.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, pageFiles, "page/shop.css")
	})
	mux.HandleFunc("POST /orders", s.pageCheckout)
	mux.HandleFunc("GET /o/{page}", s.pageOrder)
	mux.HandleFunc("POST /o/{page}/cancel", s.pageCancel)
	mux.HandleFunc("POST /o/{page}/arrive", s.pageArrive)
	mux.HandleFunc("GET /b/{page}", s.pageBasket)
	mux.HandleFunc("POST /b/{page}/place", s.pagePlaceBasket)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		s.pageTrouble(w, http.StatusNotFound, "There is no such page here.")
	})
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.pageTrouble(w, http.StatusForbidden, "This form came from another site. Please order from our own page.")
	}))
	guarded := sameOrigin.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, formMaxBytes)
		guarded.ServeHTTP(w, r)
	})
}

func (s *Shop) render(w http.ResponseWriter, status int, name string, view any) {
	var text strings.Builder
	if err := pages.ExecuteTemplate(&text, name, view); err != nil {
		s.logger.Error("a page could not be written", "page", name, "error", err)
		http.Error(w, "The page could not be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text.String())) // a customer who went away sees nothing
}

func (s *Shop) pageTrouble(w http.ResponseWriter, status int, text string) {
	s.render(w, status, "trouble.html", map[string]string{"Text": text})
}

// pageError shows why something was not done.
func (s *Shop) pageError(w http.ResponseWriter, err error) {
	var no *refusal
	if errors.As(err, &no) {
		s.pageTrouble(w, no.status, no.text)
		return
	}
	s.logger.Error("the shop could not do what a customer asked", "error", err)
	s.pageTrouble(w, http.StatusInternalServerError, "Something went wrong on our side. Please try again.")
}

type shopView struct {
	Items     []shopItem
	Draft     draft
	BirthYear string
	Problems  []problem
	Age       int
	Wrong     map[string]string // the first problem of each field
}

type shopItem struct {
	Item
	Field    string
	Quantity string
	Shelf    string
	SoldOut  bool
	Most     string
	Step     string
}

func (s *Shop) pageShop(w http.ResponseWriter, _ *http.Request) {
	s.render(w, http.StatusOK, "shop.html", s.shopView(draft{Channel: "pickup"}, "", nil))
}

func (s *Shop) shopView(d draft, birthYear string, problems []problem) shopView {
	s.mu.Lock()
	defer s.mu.Unlock()
	view := shopView{Draft: d, BirthYear: birthYear, Problems: problems, Age: adultYears, Wrong: map[string]string{}}
	for _, p := range problems {
		if view.Wrong[p.Field] == "" {
			view.Wrong[p.Field] = p.Text
		}
	}
	for _, item := range s.items {
		one := shopItem{Item: item, Field: "qty-" + item.SKU, Quantity: d.Quantities[item.SKU], Shelf: "The store confirms", Most: strconv.Itoa(quantityMax), Step: "1"}
		if item.Unit == "g" {
			one.Most, one.Step = strconv.Itoa(quantityMax*flowerMaxGrams), "any"
		}
		if left, known := s.available(item.SKU); known {
			one.SoldOut = left.IsZero()
			one.Shelf = shelfWords(left, item.Unit)
		}
		view.Items = append(view.Items, one)
	}
	return view
}

func shelfWords(left decimal.Decimal, unit string) string {
	switch {
	case left.IsZero():
		return "Sold out"
	case unit == "g":
		return left.Trim(0).String() + " g in store"
	}
	return left.Trim(0).String() + " in store"
}

// checkoutOutcome is where a draft led: problems, or an order, or a basket that
// waits for the store.
type checkoutOutcome struct {
	problems            []problem
	order, basket, page string
}

func (s *Shop) checkout(d draft) (checkoutOutcome, error) {
	var outcome checkoutOutcome
	err := s.change(func() error {
		o, overLimit, problems := s.check(d)
		if len(problems) > 0 {
			outcome.problems = problems
			return nil
		}
		if overLimit {
			b, err := s.askVerdict(o, deadlineSeconds*time.Second)
			if err == nil {
				outcome.basket, outcome.page = b.ID, "/b/"+b.Page
			}
			return err
		}
		r, err := s.place(o)
		if err == nil {
			outcome.order, outcome.page = r.Order.ID, "/o/"+r.Page
		}
		return err
	})
	return outcome, err
}

func (s *Shop) pageCheckout(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.pageTrouble(w, http.StatusBadRequest, "The form could not be read.")
		return
	}
	birthYear := strings.TrimSpace(r.PostForm.Get("birth_year"))
	year, err := strconv.Atoi(birthYear)
	if err != nil {
		year = 0 // told as a missing year
	}
	d := draft{
		First: r.PostForm.Get("first"), Last: r.PostForm.Get("last"), BirthYear: year,
		Attested: r.PostForm.Get("attested_age") == "yes", Channel: r.PostForm.Get("channel"),
		Zip: r.PostForm.Get("zip"), Address: r.PostForm.Get("address"), Note: r.PostForm.Get("note"),
		Quantities: map[string]string{},
	}
	for field := range r.PostForm {
		if sku, found := strings.CutPrefix(field, "qty-"); found && r.PostForm.Get(field) != "" {
			d.Quantities[sku] = r.PostForm.Get(field)
		}
	}
	outcome, err := s.checkout(d)
	switch {
	case err != nil:
		s.pageError(w, err)
	case len(outcome.problems) > 0:
		s.render(w, http.StatusUnprocessableEntity, "shop.html", s.shopView(d, birthYear, outcome.problems))
	default:
		http.Redirect(w, r, outcome.page, http.StatusSeeOther)
	}
}

func tooLong(text string, most int) bool { return utf8.RuneCountInString(text) > most }
