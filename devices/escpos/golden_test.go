package escpos_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/paper"
)

// receipt has every kind of block.
func receipt() paper.Document {
	return paper.Document{Title: "never printed", Blocks: []paper.Block{
		paper.BannerOf("REPRINT 2"),
		paper.Line(paper.Center, "Larimer Street").Bold().Wide().Tall(),
		paper.Line(paper.Center, "1550 Larimer St, Denver CO 80202\nLicense 402R-00123"),
		paper.Line(paper.Right, "11/24/2026 13:05"),
		paper.RuleAcross(),
		paper.Pair("2 x Piñon Café Pre-Roll “Indoor” – 5-pack… Córdoba & Ávila edition", "$64.00"),
		paper.Pair("1½ oz Δ9 Tincture™ 20 °C ‹β-Myrcene›", "5 €"),
		paper.Pair("Supercalifragilisticexpialidocious-Superlong-Strain-Name-Without-Spaces", "$1,234.56"),
		paper.RuleAcross(),
		paper.Pair("TOTAL", "$1,303.56").Bold().Tall(),
		paper.Pair("Change", "$0.44").Wide(),
		paper.FeedLines(2),
		paper.Line(paper.Left, "evil \x1bp\x00\x19\x19 \u202ename\u202c\u200b \U000e0041🌿\ufe0f"),
		paper.QRCode("https://example.test/r/1042"),
		paper.Code128("LARIM-{1}-1042"),
		paper.Code128("1A4060300003E85000001042"),
		paper.Code128("00012345678905012345"),
	}}
}

// variants are the profiles as they are built in, other code pages, and a stored
// logo.
func variants(t testing.TB) map[string]escpos.Profile {
	made := map[string]escpos.Profile{}
	for _, name := range escpos.ProfileNames() {
		made[name] = profile(t, name)
	}
	for _, page := range escpos.CodePages() {
		one := profile(t, "generic-80mm")
		one.CodePage = page
		made["generic-80mm-"+string(page)] = one
	}
	for _, name := range []string{"epson-tm-t88v", "star-escpos"} {
		one := profile(t, name)
		one.Logo = true
		made[name+"-logo"] = one
	}
	return made
}

// Each golden file has what is on the paper, the tokens, so that a change can be
// read, and the bytes.
func TestGolden(t *testing.T) {
	for name, printer := range variants(t) {
		t.Run(name, func(t *testing.T) {
			encoded, tokens := tokensOf(t, receipt(), printer)
			checkPaper(t, encoded, tokens, printer)
			if strings.Contains(string(encoded), "never printed") {
				t.Error("the title is on the paper")
			}
			var got strings.Builder
			got.WriteString(rendered(tokens, printer))
			got.WriteString("\n---- tokens\n")
			for _, token := range tokens {
				got.WriteString(token.String() + "\n")
			}
			got.WriteString("---- bytes\n")
			for rest := encoded; len(rest) > 0; {
				length := min(len(rest), 40)
				got.WriteString(hex.EncodeToString(rest[:length]) + "\n")
				rest = rest[length:]
			}
			golden(t, name+".txt", got.String())
		})
	}
}

// rendered shows a paper as lines of letters between its edges, codes and
// pictures as words, double width as spaced letters.
func rendered(tokens []escpos.Token, printer escpos.Profile) string {
	var lines []string
	line, wide, reversed := "", 1, false
	note := func(format string, words ...any) { lines = append(lines, fmt.Sprintf("  <"+format+">", words...)) }
	for _, token := range tokens {
		switch token.Name {
		case "text":
			text := readText(token.Data, printer.CodePage)
			if wide == 2 {
				var spaced strings.Builder
				for _, char := range text {
					spaced.WriteString(string(char) + " ")
				}
				text = spaced.String()
			}
			line += text
		case "LF":
			mark := "|"
			if reversed {
				mark = "#"
			}
			lines = append(lines, mark+line+strings.Repeat(" ", printer.Columns-len([]rune(line)))+mark)
			line = ""
		case "GS !":
			wide = 1 + int(token.Data[0]>>4)
			note("size %02x", token.Data[0])
		case "GS B":
			reversed = token.Data[0] == 1
		case "ESC E":
			note("bold %d", token.Data[0])
		case "GS ( k":
			if token.Data[3] == 80 {
				note("QR code: %s", token.Data[5:])
			}
		case "GS k":
			note("Code 128: %q", token.Data[2:])
		case "GS v 0":
			note("%d x %d dots", int(token.Data[1])*8, token.Data[3])
		case "GS ( L", "FS p":
			note("logo")
		case "ESC d":
			note("feed %d", token.Data[0])
		case "GS V":
			note("cut")
		}
	}
	return strings.Join(lines, "\n") + "\n"
}
