package paper

// Line is a text block with an alignment.
func Line(align Align, text string) Block { return Block{Kind: Text, Align: align, Text: text} }

// Pair is a columns block: left wraps inside its column, right never wraps.
func Pair(left, right string) Block { return Block{Kind: Columns, Left: left, Right: right} }

// RuleAcross is a line across the paper.
func RuleAcross() Block { return Block{Kind: Rule} }

// FeedLines is some empty lines.
func FeedLines(count int) Block { return Block{Kind: Feed, Count: count} }

// QRCode is a QR code of data.
func QRCode(data string) Block { return Block{Kind: QR, Data: data} }

// Code128 is a barcode of data.
func Code128(data string) Block { return Block{Kind: Barcode, Data: data} }

// BannerOf is a reversed line, such as REPRINT 2.
func BannerOf(text string) Block { return Block{Kind: Banner, Text: text} }

// Bold returns the block with emphasis.
func (b Block) Bold() Block {
	b.Emphasis = true
	return b
}

// Tall returns the block in double height.
func (b Block) Tall() Block {
	b.DoubleHeight = true
	return b
}

// Wide returns the block in double width, which halves its columns.
func (b Block) Wide() Block {
	b.DoubleWidth = true
	return b
}
