package virtual

import "bytes"

// barcode is GS k, in both forms: with a NUL at the end, and with a length.
func (d *decoder) barcode(data []byte) int {
	if len(data) < 4 {
		return 0
	}
	kind := data[2]
	if kind < 65 {
		end := bytes.IndexByte(data[3:], 0)
		if end < 0 {
			return 0
		}
		d.emitBarcode(code128Symbols(data[3 : 3+end]))
		return 4 + end
	}
	size := 4 + int(data[3])
	if len(data) < size {
		return 0
	}
	d.emitBarcode(code128Symbols(data[4:size]))
	return size
}

// barcodeLook is GS h (height in dots), GS w (width of a module) and GS H (text).
func (d *decoder) barcodeLook(command, n byte) {
	switch command {
	case 'h':
		d.height = int(n)
	case 'w':
		d.module = int(n)
	default:
		d.noText = n%48 == 0
	}
}

// emitBarcode prints a barcode, or nothing where it is wider than the paper: so do
// printers.
func (d *decoder) emitBarcode(text string, symbols []byte) {
	d.flush()
	if len(code128Bars(symbols))*d.module > dotsAcross(d.columns) {
		return
	}
	d.emit(row{kind: code128, data: text, symbols: symbols, align: d.current.align, height: d.height, module: d.module, noText: d.noText})
}

// code128Symbols reads the data of GS k 73: {A, {B and {C change the code set, {{
// is one brace, and in set C a byte is two digits. It gives what a scanner reads,
// and the symbols from start to check.
func code128Symbols(data []byte) (text string, symbols []byte) {
	const codeA, startA = 101, 103
	starts := map[byte]byte{'A': startA, 'B': code128StartB, 'C': code128StartC}
	changes := map[byte]byte{'A': codeA, 'B': code128CodeB, 'C': code128CodeC}
	var read []byte
	set := byte('B')
	for index := 0; index < len(data); index++ {
		char := data[index]
		if char == '{' && index+1 < len(data) && starts[data[index+1]] != 0 {
			index++
			set = data[index]
			if len(symbols) == 0 {
				symbols = append(symbols, starts[set])
			} else {
				symbols = append(symbols, changes[set])
			}
			continue
		}
		if len(symbols) == 0 {
			symbols = append(symbols, code128StartB)
		}
		switch {
		case set == 'C':
			symbols = append(symbols, char%100)
			read = append(read, '0'+char/10%10, '0'+char%10)
			continue
		case char == '{' && index+1 < len(data) && data[index+1] == '{':
			index++
		case char < ' ':
			symbols = append(symbols, char+64) // set A
			read = append(read, char)
			continue
		}
		symbols = append(symbols, (char-' ')%96)
		read = append(read, char)
	}
	if len(symbols) == 0 {
		return "", nil
	}
	sum := int(symbols[0])
	for index, symbol := range symbols[1:] {
		sum += (index + 1) * int(symbol)
	}
	return string(read), append(symbols, byte(sum%103))
}
