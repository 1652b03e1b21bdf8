package counter

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/devices/virtual"
)

// labelOut is a label that came out.
type labelOut struct {
	Number   int       `json:"number"`
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
	Barcodes []string  `json:"barcodes"`
}

func (c *Counter) showLabels(w http.ResponseWriter, _ *http.Request) {
	labels := []labelOut{}
	for number, label := range c.labels.Labels() {
		out := labelOut{Number: number, At: label.At, Text: label.Text(), Barcodes: []string{}}
		for _, field := range label.Fields {
			if field.Kind == virtual.LabelCode128 || field.Kind == virtual.LabelQR {
				out.Barcodes = append(out.Barcodes, field.Data)
			}
		}
		labels = append(labels, out)
	}
	reply(w, http.StatusOK, labels)
}

func (c *Counter) showLabelPicture(w http.ResponseWriter, r *http.Request) {
	text, is := strings.CutSuffix(r.PathValue("picture"), ".png")
	number, err := strconv.Atoi(text)
	if !is || err != nil {
		refuse(w, http.StatusNotFound, errors.New("there is no such label"))
		return
	}
	picture, err := c.labels.PNG(number)
	if err != nil {
		refuse(w, http.StatusNotFound, err)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(picture) // a client that went away hears nothing
}

// labelFaultIn is what can be done to the label printer; what is not named stays.
type labelFaultIn struct {
	MediaOut     *bool `json:"media_out"`
	RibbonOut    *bool `json:"ribbon_out"`
	HeadOpen     *bool `json:"head_open"`
	Paused       *bool `json:"paused"`
	Silent       *bool `json:"silent"`
	UnplugsAfter *int  `json:"unplugs_after_bytes"` // 0: never
}

func (c *Counter) labelFault(w http.ResponseWriter, r *http.Request) {
	var wanted labelFaultIn
	if !decodeInto(w, r, &wanted) {
		return
	}
	set(wanted.MediaOut, c.labels.MediaOut)
	set(wanted.RibbonOut, c.labels.RibbonOut)
	set(wanted.HeadOpen, c.labels.HeadOpen)
	set(wanted.Paused, c.labels.Paused)
	set(wanted.Silent, c.labels.Silent)
	set(wanted.UnplugsAfter, c.labels.DieAfter)
	reply(w, http.StatusOK, map[string]bool{"ok": true})
}

func decodeInto(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(io.LimitReader(r.Body, scanBytesMax))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		refuse(w, http.StatusBadRequest, err)
		return false
	}
	return true
}

// panIn is what is done at the scale: grams that lie on the pan, and its faults.
// What is not named stays.
type panIn struct {
	Grams  *string `json:"grams"` // "" lifts everything off
	Moving *bool   `json:"moving"`
	Over   bool    `json:"over"`
	Under  bool    `json:"under"`
	Unit   *string `json:"unit"`
	Silent *bool   `json:"silent"`
	Garble *bool   `json:"garble"`
	Tare   bool    `json:"tare"` // somebody presses its own key
	Zero   bool    `json:"zero"`
}

func (c *Counter) pan(w http.ResponseWriter, r *http.Request) {
	var wanted panIn
	if !decodeInto(w, r, &wanted) {
		return
	}
	set(wanted.Moving, c.scale.Moving)
	set(wanted.Unit, c.scale.Unit)
	set(wanted.Silent, c.scale.Silent)
	set(wanted.Garble, c.scale.Garble)
	switch {
	case wanted.Grams == nil:
	case *wanted.Grams == "":
		c.scale.Lift()
	default:
		if err := c.scale.Put(*wanted.Grams); err != nil {
			refuse(w, http.StatusBadRequest, err)
			return
		}
	}
	for _, step := range []struct {
		asked bool
		do    func()
	}{{wanted.Over, c.scale.Over}, {wanted.Under, c.scale.Under}, {wanted.Tare, c.scale.PressTare}, {wanted.Zero, c.scale.PressZero}} {
		if step.asked {
			step.do()
		}
	}
	c.showScale(w, r)
}

func (c *Counter) showScale(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]string{"port": c.scale.Path(), "protocol": ScaleProtocol, "display": c.scale.Display()})
}
