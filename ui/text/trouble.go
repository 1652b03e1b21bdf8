package text

import (
	"regexp"
	"strconv"
	"strings"
)

// troubles are our own sentences that are stored in English with an order, a
// paper or a filing, in Spanish. What a web shop or a state says stays as it is.
var troubles = strings.NewReplacer(
	"The web shop's list of open orders has this order in a form that could not be read.", "La lista de la tienda web trae este pedido en una forma ilegible.",
	"The web shop's list of open orders does not have this order.", "La lista de la tienda web no tiene este pedido.",
	"News about this order got lost, and the web shop did not send it again.", "Se perdieron noticias de este pedido y la tienda web no las repitió.",
	"The order is cancelled. Put what is packed back on the shelf.", "El pedido está cancelado. Devuelva lo empacado al estante.",
	"Nobody fetched the order. Put what is packed back on the shelf.", "Nadie recogió el pedido. Devuelva lo empacado al estante.",
	"News from the web shop could not be read.", "Una noticia de la tienda web no se pudo leer.",
	"News from the web shop said nothing that this terminal understands.", "Una noticia de la tienda web no dice nada que esta terminal entienda.",
	"The customer asked to cancel after the hand-over.", "El cliente pidió cancelar después de la entrega.",
	"The web shop names an identity check that this terminal does not know.", "La tienda web nombra un control de ID que esta terminal no conoce.",
	"The web shop names an arrival that this terminal does not know.", "La tienda web nombra una llegada que esta terminal no conoce.",
	"The web shop names a payment state that this terminal does not know.", "La tienda web nombra un estado de pago que esta terminal no conoce.",
	"The web shop names a state that this terminal does not know.", "La tienda web nombra un estado que esta terminal no conoce.",
	"The web shop says that this order is handed over, but there is no sale of it here.", "La tienda web dice que este pedido está entregado, pero aquí no hay venta.",
	"The web shop accepted this order, but it has no lines that could be read.", "La tienda web aceptó este pedido, pero sin líneas legibles.",
	"The web shop waits for the customer's answer.", "La tienda web espera la respuesta del cliente.",
	"The web shop rejected this order.", "La tienda web rechazó este pedido.",
	"The customer on the order changed after the ID was checked. Scan the ID again.", "El cliente del pedido cambió después de revisar la ID. Escanee otra vez la ID.",
	"The customer changed the order after it was packed. Open the bag and compare.", "El cliente cambió el pedido ya empacado. Abra la bolsa y compare.",
	"The customer changed the order. Compare what is picked.", "El cliente cambió el pedido. Compare lo preparado.",
	"The web shop gave the customer's money back.", "La tienda web devolvió el dinero al cliente.",
	"The terminal restarted while this was printing.", "La terminal se reinició mientras esto salía.",
	"No clear answer came; the state is asked whether it has it.", "No llegó respuesta clara; se pregunta al estado si la tiene.",
	"What was to be filed cannot be read any more.", "Lo que se iba a informar ya no se puede leer.",
	"Voided before it arrived.", "Anulada antes de llegar.",
	"Keep one and void the others there.", "Deje una y anule allí las demás.",
)

// troublesWith are sentences with something filled in.
var troublesWith = []struct {
	english *regexp.Regexp
	spanish string
}{
	{regexp.MustCompile(`The customer asks to cancel \(([^)]*)\)\.`), "El cliente pide cancelar ($1)."},
	{regexp.MustCompile(`The web shop says that this order is ([a-z' ]+); here it is ([a-z' ]+)\.`), "La tienda web dice: pedido $1; aquí: $2."},
	{regexp.MustCompile(`The web shop cancelled this order after it was handed over \(([^)]*)\)\.`), "La tienda web canceló este pedido ya entregado ($1)."},
	{regexp.MustCompile(`The customer changed the order after it was ([a-z' ]+)\.`), "El cliente cambió el pedido; ya estaba: $1."},
	{regexp.MustCompile(`The web shop refused the step ([a-z ]+) \(([^)]*)\)\.`), "La tienda web no aceptó el paso «$1» ($2)."},
	{regexp.MustCompile(`The web shop had changed the order before the step ([a-z ]+) reached it\.`), "La tienda web cambió el pedido antes de recibir el paso «$1»."},
	{regexp.MustCompile(`The web shop was never told of the step ([a-z ]+): it waited more than 7 days\.`), "La tienda web nunca supo del paso «$1»: esperó más de 7 días."},
	{regexp.MustCompile(`The web shop gave an answer to the step ([a-z ]+) that this terminal does not know\.`), "La tienda web dio al paso «$1» una respuesta que esta terminal no conoce."},
	{regexp.MustCompile(`The web shop took a payment back: it is ([a-z_]+) now\.`), "La tienda web retiró un pago: ahora está $1."},
	{regexp.MustCompile(`The state refuses this [a-z ]+\.`), "El estado la rechaza."},
	{regexp.MustCompile(`The state has this sale (\d+) times, as its receipts ([0-9, and]+)\.`), "El estado tiene esta venta $1 veces, como recibos $2."},
	{regexp.MustCompile(`The state has this sale, but voided there, as its receipt ([0-9, and]+)\.`), "El estado tiene esta venta, pero anulada, como recibo $1."},
	{regexp.MustCompile(`The state has another sale under this number, its receipt (\d+)\.`), "El estado tiene otra venta con este número, su recibo $1."},
	{regexp.MustCompile(`Receipt (\d+) is voided, but the state has this sale also as its receipts ([0-9, and]+)\.`), "El recibo $1 está anulado, pero el estado tiene esta venta también como recibos $2."},
	{regexp.MustCompile(`Sent (\d+) times without one clear answer, and the state says it is not done\.`), "Enviada $1 veces sin respuesta clara, y el estado dice que no está hecha."},
	{regexp.MustCompile(`Settled by hand: `), "Resuelta a mano: "},
}

// filled are the words that our sentences fill in: states and reasons. They are
// looked for in what was filled in only.
var filled = map[string]string{
	"out of stock": "sin existencias", "customer request": "a pedido del cliente", "payment failure": "falló el pago", "fraud detected": "fraude",
	"pos closed": "tienda cerrada", "delivery issue": "problema de entrega", "order too expensive": "muy caro", "id issue": "problema de ID",
	"customer no show": "el cliente no vino", "exceeds limit": "excede el límite", "other": "otro motivo", "no reason given": "sin motivo",
	"new": "nuevo", "accepted": "aceptado", "being picked": "en preparación", "packed": "empacado", "ready": "listo", "handed over": "entregado",
	"cancelled": "cancelado", "rejected": "rechazado", "expired": "vencido", "back on the shelf": "devuelto al estante", "waiting for the customer's answer": "a la espera del cliente",
	"in an unknown state": "en un estado desconocido", "unpaid": "sin pagar", "authorized": "autorizado", "paid": "pagado", "failed": "fallido", "refunded": "devuelto",
}

// Trouble says a stored sentence in the language, as far as it is ours.
func (l Language) Trouble(words string) string {
	if l != Spanish || words == "" {
		return words
	}
	words = troubles.Replace(words)
	for _, each := range troublesWith {
		words = each.english.ReplaceAllStringFunc(words, func(found string) string {
			sentence := each.spanish
			for i, part := range each.english.FindStringSubmatch(found)[1:] {
				if spanish, ok := filled[part]; ok {
					part = spanish
				}
				sentence = strings.ReplaceAll(sentence, "$"+strconv.Itoa(i+1), part)
			}
			return sentence
		})
	}
	return words
}

// Fault says a device's fault in the language; one that is not known keeps its
// own words.
func (l Language) Fault(code, message, hint string) (string, string) {
	if translated, ok := devicesSpanish[code]; ok && l == Spanish {
		return translated.sentence, translated.hint
	}
	return message, hint
}
