package escpos

import "github.com/curbline/curbline/terminal/paper"

// Module widths of a barcode in dots, as GS w takes them. Narrower bars than two
// dots cannot be read from thermal paper.
const (
	barcodeModuleMin = 2
	barcodeModuleMax = 3
	barcodeDots      = 60 // its height
)

// Code 128 (ISO/IEC 15417): each symbol has 11 modules, the stop 13, and 10 must
// stay white on either side.
const (
	symbolModules = 11
	stopModules   = 13
	quietModules  = 2 * 10
	// Runs of digits that are shorter take more symbols in set C than in set B, as
	// changing the set takes one.
	digitsAtEdge = 4
	digitsInside = 6
)

// narrowNote stands below the text of a code that the paper is too narrow for.
const narrowNote = "(no barcode: paper too narrow)"

// barcode draws Code 128 with its text below it (GS k 73): in code set B, or with
// runs of digits in set C where the paper is too narrow for that, as clones are
// less at home with set C. A code that does not fit is printed as its text, to be
// typed in: a receipt without its barcode is better than no receipt.
func (e *encoder) barcode(data string) {
	payload, symbols := codeSetB(data)
	module := e.barcodeModule(symbols)
	if module < barcodeModuleMin {
		payload, symbols = codeSetsBC(data)
		module = e.barcodeModule(symbols)
	}
	// In set C a byte is two digits, so 1604 would be DLE EOT.
	if module < barcodeModuleMin || hasRealTime(payload) {
		e.plainRows(data, narrowNote)
		return
	}
	e.out = justify(e.out, centre)
	e.out = append(e.out, gs, 'h', barcodeDots, gs, 'w', byte(module), gs, 'H', 2, gs, 'f', 0)
	e.out = append(e.out, gs, 'k', 73, byte(len(payload)))
	e.out = append(e.out, payload...)
	e.out = append(e.out, lf)
	e.out = justify(e.out, left)
}

// barcodeModule gives the module width in dots for so many symbols, the start
// included.
func (e *encoder) barcodeModule(symbols int) int {
	modules := symbolModules*(symbols+1) + stopModules + quietModules // one for the check symbol
	return min(e.profile.DotsAcross/modules, barcodeModuleMax)
}

// plainRows prints texts centred and wrapped, as any text is.
func (e *encoder) plainRows(texts ...string) {
	var document paper.Document
	for _, text := range texts {
		document.Blocks = append(document.Blocks, paper.Line(paper.Center, text))
	}
	for _, row := range paper.Layout(document, e.profile.Columns, e.page.clean) {
		e.out = e.page.encode(e.out, row.Text)
		e.out = append(e.out, lf)
	}
}

// codeSetB gives the data of GS k 73 in code set B and how many symbols it takes.
func codeSetB(data string) ([]byte, int) {
	return appendB(append(make([]byte, 0, len(data)+8), '{', 'B'), data), 1 + len(data)
}

// appendB doubles each brace, as one alone names a code set.
func appendB(payload []byte, data string) []byte {
	for _, char := range []byte(data) {
		if char == '{' {
			payload = append(payload, '{')
		}
		payload = append(payload, char)
	}
	return payload
}

// codeSetsBC does the same with runs of digits in code set C, two digits a symbol.
func codeSetsBC(data string) ([]byte, int) {
	payload := make([]byte, 0, len(data)+16)
	symbols, set := 0, byte(0)
	enter := func(wanted byte) {
		if set != wanted {
			payload = append(payload, '{', wanted)
			symbols, set = symbols+1, wanted
		}
	}
	for at := 0; at < len(data); {
		run := digitRun(data[at:])
		least := digitsInside
		if at == 0 || at+run == len(data) {
			least = digitsAtEdge
		}
		if run < least {
			length := max(run, 1)
			enter('B')
			payload = appendB(payload, data[at:at+length])
			symbols, at = symbols+length, at+length
			continue
		}
		if run%2 == 1 && set != 0 { // the odd digit before the run, or after it at the start
			enter('B')
			payload = append(payload, data[at])
			symbols, at = symbols+1, at+1
		}
		enter('C')
		for range run / 2 {
			payload = append(payload, (data[at]-'0')*10+data[at+1]-'0')
			symbols, at = symbols+1, at+2
		}
	}
	return payload, symbols
}

// digitRun counts the digits at the start of data.
func digitRun(data string) int {
	count := 0
	for count < len(data) && data[count] >= '0' && data[count] <= '9' {
		count++
	}
	return count
}
