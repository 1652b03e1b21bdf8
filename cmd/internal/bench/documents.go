package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/paper"
)

const (
	parseMax         = 10 * time.Microsecond
	parseAllocations = 10
	parseCalls       = 20_000
	encodeMax        = 100 * time.Microsecond
	encodeCalls      = 2_000
	allocationCalls  = 1_000
	receiptProfile   = "epson-tm-t88v"
)

// allocations counts those of one call.
func allocations(calls int, call func(int)) float64 {
	number := 0
	return testing.AllocsPerRun(min(calls, allocationCalls), func() { call(number); number++ })
}

// measureDocuments times the parser of ID barcodes and counts what it reads right,
// and the same with parsers of npm where they are installed.
func (w *world) measureDocuments(ctx context.Context) error {
	samples, err := idSamples()
	if err != nil {
		return err
	}
	read := map[string]idRead{}
	var timed [][]byte
	var lines bytes.Buffer
	for _, sample := range samples {
		raw := sample.bytes()
		if document, err := aamva.Parse(raw); err == nil {
			read[sample.ID] = readOf(document)
			if sample.undamaged() {
				timed = append(timed, raw)
			}
		}
		line, err := json.Marshal(map[string]any{"id": sample.ID, "raw_base64": raw, "timed": sample.undamaged()})
		if err != nil {
			return err
		}
		lines.Write(append(line, '\n'))
	}
	if len(timed) == 0 {
		return errors.New("no sample of an ID is read")
	}
	took, allocated := ownTime(parseCalls, func(i int) { _, _ = aamva.Parse(timed[i%len(timed)]) })
	own := scored(samples, read)
	w.table.add(row{
		what: "parse of an ID's barcode", budget: fmt.Sprintf("≤ %s, ≤ %d allocations", us(parseMax), parseAllocations),
		measured: fmt.Sprintf("%s, %.1f allocations", us(took), allocated), verdict: met(took <= parseMax && allocated <= parseAllocations),
	}, row{what: "  read", budget: "no wrong birth date", measured: own.String(), verdict: met(own.wrongBirthDates == 0)})
	return w.measureParsers(ctx, samples, &lines, took)
}

func (w *world) measureParsers(ctx context.Context, samples []idSample, lines *bytes.Buffer, ours time.Duration) error {
	out, err := runPeers(ctx, "ids.mjs", lines)
	if errors.Is(err, errNoPeers) {
		w.table.add(row{what: "  npm: aamva-parser, aamvajs, parse-usdl", measured: peerAbsent})
		return nil
	}
	if err != nil {
		return err
	}
	answers := json.NewDecoder(bytes.NewReader(out))
	for answers.More() {
		var peer struct {
			Name, Version string
			Micros        float64
			Read          map[string]idRead
		}
		if err := answers.Decode(&peer); err != nil {
			return fmt.Errorf("answer of the parsers of npm: %w", err)
		}
		took := time.Duration(peer.Micros * float64(time.Microsecond))
		w.table.add(row{
			what: "  npm: " + peer.Name + " " + peer.Version, measured: us(took) + "; " + scored(samples, peer.Read).String(),
			ratio: fmt.Sprintf("%.1f", ratio(took, ours)),
		})
	}
	return nil
}

// readOf gives only what the parser stands for.
func readOf(document idcard.Document) idRead {
	var read idRead
	if document.BirthDateStatus == idcard.OK {
		read.DOB = document.BirthDate.String()
	}
	if document.ExpiryStatus == idcard.OK {
		read.Expiry = document.ExpiryDate.String()
	}
	if document.NumberStatus == idcard.OK {
		read.Number = document.Number
	}
	return read
}

// benchReceipt is the receipt that is encoded: a header in double size, twenty
// items, a rule, the total in bold, a barcode, a QR code and the cut.
type benchReceipt struct {
	Header  string      `json:"header"`
	Items   [][2]string `json:"items"`
	Total   string      `json:"total"`
	Barcode string      `json:"barcode"`
	QR      string      `json:"qr"`
	Columns int         `json:"columns"`
}

func newBenchReceipt(columns int) benchReceipt {
	made := benchReceipt{
		Header: "Larimer Street", Total: "$430.00", Barcode: "T1-7K2M-1042", QR: "https://example.test/r/T1-7K2M-1042", Columns: columns,
	}
	for number := range 20 {
		made.Items = append(made.Items, [2]string{fmt.Sprintf("%d x Blue Dream Pre-Roll %d-pack", number%3+1, number+1), fmt.Sprintf("$%d.00", 12+number)})
	}
	return made
}

func (r benchReceipt) document() paper.Document {
	blocks := []paper.Block{paper.Line(paper.Center, r.Header).Bold().Wide().Tall()}
	for _, item := range r.Items {
		blocks = append(blocks, paper.Pair(item[0], item[1]))
	}
	return paper.Document{Title: "receipt", Blocks: append(blocks,
		paper.RuleAcross(), paper.Pair("TOTAL", r.Total).Bold(), paper.Code128(r.Barcode), paper.QRCode(r.QR))}
}

// measureReceipt times the encoding of a receipt, and the same receipt with the
// encoder of npm where it is installed.
func (w *world) measureReceipt(ctx context.Context) error {
	profile, err := escpos.ProfileByName(receiptProfile)
	if err != nil {
		return err
	}
	receipt := newBenchReceipt(profile.Columns)
	document := receipt.document()
	encoded, err := escpos.Encode(document, profile)
	if err != nil {
		return err
	}
	took, allocated := ownTime(encodeCalls, func(int) { _, _ = escpos.Encode(document, profile) })
	w.table.add(row{
		what: "a receipt of 20 items encoded", budget: "≤ " + us(encodeMax),
		measured: fmt.Sprintf("%s, %.0f allocations, %d bytes", us(took), allocated, len(encoded)), verdict: met(took <= encodeMax),
	})
	question, err := json.Marshal(receipt)
	if err != nil {
		return err
	}
	out, err := runPeers(ctx, "receipts.mjs", bytes.NewReader(question))
	if errors.Is(err, errNoPeers) {
		w.table.add(row{what: "  npm: @point-of-sale/receipt-printer-encoder", measured: peerAbsent})
		return nil
	}
	if err != nil {
		return err
	}
	var peer struct {
		Name, Version string
		Micros        float64
		Bytes         int
	}
	if err := json.Unmarshal(out, &peer); err != nil {
		return fmt.Errorf("answer of the encoder of npm: %w", err)
	}
	theirs := time.Duration(peer.Micros * float64(time.Microsecond))
	w.table.add(row{
		what: "  npm: " + peer.Name + " " + peer.Version, measured: fmt.Sprintf("%s, %d bytes", us(theirs), peer.Bytes),
		ratio: fmt.Sprintf("%.1f", ratio(theirs, took)),
	})
	return nil
}
