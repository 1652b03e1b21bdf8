package text

func init() {
	for code, translated := range documentErrors {
		errorsSpanish[code] = translated
	}
}

// documentErrors are what can be said of a document, of weighing and of codes.
var documentErrors = map[string]translation{
	"id.military_back":    {"El código del dorso de la ID militar no tiene fechas.", "Escanee el código del frente, o ingrese el documento a mano."},
	"id.military_damaged": {"El código de la ID militar se leyó mal.", "Escanee otra vez."},
	"id.military_layout":  {"Este formato de ID militar no se lee aquí.", "Ingrese el documento a mano."},
	"id.mrz_check":        {"Las líneas del documento se leyeron mal.", "Escanee otra vez."},
	"id.mrz_incomplete":   {"Solo se leyó una parte de las líneas.", "Escanee otra vez, todas las líneas."},
	"id.mrz_kind":         {"Estas líneas no son de un pasaporte ni de una ID.", "Pida otro documento."},
	"id.mrz_size":         {"Este tamaño de documento no se lee aquí.", "Pida otro documento, o ingréselo a mano."},
	"id.visa":             {"Esto es una visa, no un documento de identidad.", "Escanee las líneas de la página con la foto."},
	"id.separators_lost":  {"El lector quita caracteres de control.", "Configure el lector según la ayuda: curblinectl devices doctor."},

	"identity.number_withheld":     {"El código de esta ID militar no trae un número que se pueda usar.", "Ingrese la ID a mano: su número DoD está impreso."},
	"identity.by_hand":             {"Aquí no se ingresan documentos a mano.", "Pida un documento que el lector lea."},
	"identity.second_person":       {"Una segunda persona debe mirar este documento.", "Otro supervisor escribe su PIN."},
	"identity.manual_kind":         {"Falta elegir el tipo de documento.", "Elija el tipo."},
	"identity.manual_country":      {"Ese país no emite documentos.", "Escriba las tres letras, como USA, CAN o MEX."},
	"identity.manual_jurisdiction": {"Ese estado o provincia no es de ese país.", "Escriba sus dos letras, como CO."},
	"identity.manual_number":       {"El número del documento no está completo.", "Escriba letras y cifras como están impresas, 25 a lo más."},
	"identity.manual_name":         {"El nombre falta o no es un nombre.", "Escríbalo como está impreso, 40 letras a lo más."},
	"identity.manual_birth_date":   {"La fecha de nacimiento no existe.", "Escríbala como mes, día y año: 06/15/1992."},
	"identity.manual_expiry_date":  {"La fecha de vencimiento no existe.", "Escríbala como mes, día y año: 06/15/2030."},
	"identity.manual_issue_date":   {"La fecha de emisión no existe.", "Escríbala como mes, día y año, o déjela vacía."},

	"catalog.check_digit": {"El código del producto se leyó mal: su última cifra no cuadra.", "Escanéelo otra vez, o la etiqueta del estado."},
	"catalog.order_code":  {"Este no es el código de un pedido.", "Pida el número del pedido y ábralo a mano."},

	"sale.needs_scale":    {"Este producto se vende por peso.", "Póngalo en la balanza. Nunca se vende por un peso escrito."},
	"sale.not_by_weight":  {"Este producto no se vende por peso.", "Escanéelo como pieza."},
	"sale.weighed":        {"El peso de esta línea es el de la balanza.", "Quite la línea y pese otra vez."},
	"sale.weighing":       {"Este peso no sirve: debe venir de la balanza, en gramos.", "Ponga la balanza en gramos."},
	"sale.weighing_empty": {"No hay nada en la balanza.", "Ponga el producto en la balanza."},
	"sale.weighing_old":   {"Este peso no es de ahora.", "Deje el producto en la balanza y agregue otra vez."},
	"rules.weighing":      {"Las reglas no permiten pesar en el mostrador.", "Venda productos empacados."},
}
