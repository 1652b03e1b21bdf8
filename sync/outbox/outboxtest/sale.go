package outboxtest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/curbline/curbline/terminal"
)

// Sale gives the receipt of a made-up sale.
func Sale(external string, number int64, local time.Time) terminal.Receipt {
	return terminal.Receipt{
		External: external, Local: local.Format("2006-01-02T15:04:05"), Class: terminal.Adult,
		Lines: []terminal.ReceiptLine{
			{Tag: "1A4AA0300000DEAD00000017", Quantity: fmt.Sprint(number), Unit: "each", Amount: "36.00"},
			{Tag: "1A4AA0300000DEAD00000042", Quantity: "3.5", Unit: "g", Amount: "28.50"},
		},
	}
}

// Upload wraps a receipt as the till queues it.
func Upload(receipt terminal.Receipt, number int64) terminal.Upload {
	payload, err := json.Marshal(receipt)
	if err != nil {
		panic(err) // a struct of texts
	}
	return terminal.Upload{
		Sale: fmt.Sprintf("sale-%d", number), SaleNumber: number, External: receipt.External,
		Kind: terminal.UploadCreate, Payload: payload,
	}
}
