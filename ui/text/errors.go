package text

type translation struct{ sentence, hint string }

// errorsSpanish are the coded errors that a person at the counter meets often
// and whose sentence needs nothing filled in.
var errorsSpanish = map[string]translation{
	"staff.wrong_pin":           {"Ese PIN no es correcto.", "Tras cinco intentos la credencial se bloquea un rato."},
	"staff.locked":              {"Esta credencial está bloqueada por PIN equivocados.", "Espere, o trabaje con otra credencial."},
	"staff.not_found":           {"Esa credencial no existe aquí.", ""},
	"staff.inactive":            {"Esa credencial no está activa.", ""},
	"staff.not_signed_in":       {"Nadie ha entrado aquí.", "Entre con su credencial y PIN."},
	"staff.not_allowed":         {"Su función no permite esto.", "Pida el PIN de un supervisor."},
	"catalog.unknown_tag":       {"Esta etiqueta no está en el libro de la tienda.", "Aparte la unidad. Un gerente importa primero el paquete."},
	"catalog.code":              {"Este código no es de los nuestros.", "Escanee la etiqueta del estado en el paquete."},
	"catalog.bag_code":          {"Este no es el código de una bolsa.", "Escanee otra vez la etiqueta de salida."},
	"catalog.reserved":          {"Las últimas están prometidas a pedidos en línea.", ""},
	"rules.over_limit":          {"Excede el límite de hoy.", "Quite una de las líneas."},
	"sale.no_identity":          {"Escanee una ID primero.", "Sin una ID aceptada no hay venta."},
	"sale.empty":                {"No hay nada en la venta.", ""},
	"sale.reference_missing":    {"Un pago con tarjeta necesita su referencia.", "Cópiela del comprobante."},
	"identity.under_age":        {"Esta persona no tiene la edad.", "Devuelva la ID."},
	"identity.expired":          {"Esta ID está vencida.", "Pida una ID vigente."},
	"identity.unreadable":       {"La ID no se pudo leer.", "Escanéela otra vez o pida otra ID."},
	"identity.conflict":         {"La ID se contradice.", "Devuelva la ID y pida otra."},
	"identity.kind":             {"Este tipo de documento no se acepta aquí.", "Pida una licencia o tarjeta de ID estatal."},
	"identity.unknown_issuer":   {"No se conoce al emisor de esta ID.", "Devuelva la ID y pida otra."},
	"identity.birth_year":       {"La ID no es de quien hizo el pedido: otro año de nacimiento.", "Pida a la persona que hizo el pedido."},
	"identity.family_name":      {"El apellido de la ID no es el del pedido.", "Pida a la persona que hizo el pedido. Un supervisor puede seguir con un motivo."},
	"order.not_arrived":         {"El cliente aún no ha llegado.", "Marque primero que está aquí."},
	"order.bag_not_scanned":     {"La bolsa no se escaneó.", "Escanee el código de la bolsa."},
	"order.claimed":             {"Otra persona ya lo lleva.", ""},
	"shift.none_open":           {"No hay turno abierto.", "Abra el turno primero."},
	"commit.failed":             {"No se pudo guardar, y nada cambió.", "Intente otra vez. Si se repite, revise el disco."},
	"till.busy":                 {"La terminal tiene demasiado que hacer.", "Espere un momento e intente otra vez."},
	"clock.ask":                 {"El reloj no es de fiar.", "Revise fecha y hora. Un gerente las confirma con un motivo."},
	"reason.missing":            {"Diga por qué, en pocas palabras.", ""},
	"rules.medical_unsupported": {"Las ventas médicas no están en esta versión.", ""},
	"internal":                  {"Algo falló dentro de la terminal.", "Nada cambió. Intente otra vez; si se repite, llame a soporte con la hora."},
}
