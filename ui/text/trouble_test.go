package text_test

import (
	"testing"

	"github.com/curbline/curbline/ui/text"
)

func TestOurOwnTroubleSpeaksSpanish(t *testing.T) {
	for english, spanish := range map[string]string{
		"": "",
		"Nobody fetched the order. Put what is packed back on the shelf.":                               "Nadie recogió el pedido. Devuelva lo empacado al estante.",
		"The customer asks to cancel (customer request).":                                               "El cliente pide cancelar (a pedido del cliente).",
		"The web shop says that this order is handed over; here it is ready.":                           "La tienda web dice: pedido entregado; aquí: listo.",
		"The web shop refused the step order ready (out of stock). Quux.":                               "La tienda web no aceptó el paso «order ready» (sin existencias). Quux.",
		"The state has this sale 2 times, as its receipts 7 and 9. Keep one and void the others there.": "El estado tiene esta venta 2 veces, como recibos 7 and 9. Deje una y anule allí las demás.",
		"The state refuses this sale.":                                                                  "El estado la rechaza.",
		"Quux.":                                                                                         "Quux.",
	} {
		if got := text.Spanish.Trouble(english); got != spanish {
			t.Errorf("%q: %q, want %q", english, got, spanish)
		}
		if got := text.English.Trouble(english); got != english {
			t.Errorf("%q became %q in English", english, got)
		}
	}
	if message, hint := text.Spanish.Fault("printer.paper_out", "Out.", "In."); message != "La impresora no tiene papel." || hint == "In." {
		t.Error(message, hint)
	}
	if message, hint := text.Spanish.Fault("quux", "Out.", "In."); message != "Out." || hint != "In." {
		t.Error(message, hint)
	}
}
