package service

import (
	"net/url"
	"testing"

	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
)

func TestTheViewOfFilingsHoldsWhatIsOpen(t *testing.T) {
	bench := newFilingBench(t)
	for number, state := range []terminal.UploadState{terminal.UploadQueued, terminal.UploadAcknowledged, terminal.UploadQuarantined} {
		upload := outboxtest.Upload(outboxtest.Sale(bench.Prefix+"1", int64(number+1), bench.Now()), int64(number+1))
		upload.External = upload.External[:len(upload.External)-1] + string(rune('1'+number))
		upload.State, upload.QueuedAt = state, bench.Now()
		bench.Add(upload)
	}
	program := bench.Queue.(*filing).program
	var shown []terminal.Upload
	err := program.store.View(t.Context(), func(reader terminal.Reader) error {
		answer, err := views["uploads"](program, reader, url.Values{})
		shown, _ = answer.([]terminal.Upload)
		return err
	})
	if err != nil || len(shown) != 2 || shown[0].State != terminal.UploadQueued || shown[1].State != terminal.UploadQuarantined {
		t.Errorf("%+v, %v", shown, err)
	}
}
