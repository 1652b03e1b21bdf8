package virtual

import "time"

// Render gives the papers that a printer of some columns makes of the bytes, as
// if it had a full roll and nothing to say; the last may hang uncut.
func Render(data []byte, columns int) []Paper {
	sink := &rendering{columns: columns}
	sink.decoder = newDecoder(columns, sink)
	for _, char := range data {
		sink.decoder.feed(char)
	}
	sink.decoder.flush()
	sink.finish(false)
	return sink.papers
}

// rendering is a printer without a line: what it is asked it answers nobody.
type rendering struct {
	columns int
	decoder *decoder
	papers  []Paper
}

func (r *rendering) finish(cut bool) {
	if rows := r.decoder.rows; len(rows) > 0 {
		r.papers = append(r.papers, paperOf(rows, r.columns, time.Time{}, cut))
	}
	r.decoder.rows = nil
}

func (r *rendering) paperDone(cut bool) { r.finish(cut) }
func (r *rendering) fed(lines byte) {
	if lines >= tearLines {
		r.finish(false)
	}
}
func (*rendering) pulse(byte, int)  {}
func (*rendering) ordered(byte)     {}
func (*rendering) identity(byte)    {}
func (*rendering) processID([]byte) {}
func (*rendering) lineDone()        {}
func (*rendering) autoStatus(byte)  {}
func (*rendering) memory() pictures { return pictures{} }

// paperOf makes a paper of the rows that were marked since the one before.
func paperOf(rows []row, columns int, at time.Time, cut bool) Paper {
	finished := Paper{At: at, Cut: cut, columns: columns, rows: rows}
	for _, one := range rows {
		switch one.kind {
		case letters:
			finished.Lines = append(finished.Lines, one.plain(columns))
		case qrCode:
			finished.QRs = append(finished.QRs, one.data)
		case code128:
			finished.Barcodes = append(finished.Barcodes, one.data)
		}
	}
	return finished
}
