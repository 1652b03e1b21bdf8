package text

// Sign-in, checkout, the person strip and the limit meter.
var (
	SignInTitle = say("Who is working here?", "¿Quién trabaja aquí?")
	SignInText  = say("Scan your badge or pick your name, then type your PIN.", "Escanee su credencial o elija su nombre y escriba su PIN.")
	SignInPIN   = say("PIN of %s", "PIN de %s")
	SignIn      = say("Sign in", "Entrar")
	SignOut     = say("Sign out", "Salir")
	Checking    = say("Checking…", "Verificando…")
	Back        = say("Back", "Volver")
	Save        = say("Save", "Guardar")

	// SampleFigure stands beside a figure that its rule pack marks as a sample.
	SampleFigure = say("(sample)", "(muestra)")

	PersonNone       = say("Scan an ID to start", "Escanee una ID")
	PersonNoneName   = say("No person yet", "Aún no hay persona")
	PersonNoneText   = say("Products can be scanned; Pay waits for an accepted ID.", "Puede escanear productos; el cobro espera una ID aceptada.")
	PersonReading    = say("Scan the ID now", "Escanee la ID ahora")
	PersonReadName   = say("The scanner is ready", "El lector está listo")
	PersonReadText   = say("The next ID takes the place of the one before.", "La próxima ID reemplaza a la anterior.")
	PersonOK         = say("ID accepted", "ID aceptada")
	PersonOKAdult    = say("ID accepted, adult", "ID aceptada, adulto")
	PersonAdult      = say("Adult %d+", "Adulto %d+")
	PersonNameAge    = say("%s, %d", "%s, %d")
	PersonDocument   = say("%s %s, valid to %s", "%[2]s de %[1]s, vigente a %[3]s")
	PersonRead       = say("Barcode read %s. Age %d, needs %d", "Código leído %s Edad %d, mín. %d")
	PersonReadRough  = say("ID read at this counter. Age %d, needs %d", "ID leída aquí. Edad %d, mín. %d")
	PersonEarlier    = say("Earlier today here: %s, %s", "Hoy aquí: %s, %s")
	PersonNoEarlier  = say("Nothing bought here earlier today", "Nada comprado aquí hoy")
	PersonUnknownDay = say("Today’s earlier purchases cannot be looked up", "No se pueden consultar las compras de hoy")
	PersonChange     = say("Change person", "Cambiar")
	PersonRefused    = say("ID refused", "ID rechazada")
	PersonUnreadable = say("ID not readable", "ID ilegible")
	PersonNoVerdict  = say("No verdict, no sale", "Sin veredicto no hay venta")
	PersonYears      = say("%d years old", "%d años")
	PersonUnder      = say("Under %d", "Menor de %d")
	PersonFormat     = say("Barcode read %s, format correct", "Código leído %s formato correcto")
	PersonNoOverride = say("Nobody in the store can override this rule", "Nadie en la tienda puede saltarse esta regla")
	PersonAgain      = say("Try again", "Otra vez")
	PersonOther      = say("Another ID", "Otra ID")
	License          = say("driver license", "Licencia")
	Card             = say("ID card", "Tarjeta de ID")
	Document         = say("document", "Documento")

	SearchHint   = say("Scan, or search by name or tag", "Escanee, o busque por nombre o etiqueta")
	All          = say("All", "Todo")
	Flower       = say("Flower", "Flor")
	PreRolls     = say("Pre-rolls", "Porros")
	Concentrates = say("Concentrates", "Extractos")
	Vapes        = say("Vapes", "Vapeo")
	Edibles      = say("Edibles", "Comestibles")
	Others       = say("More", "Más")

	Left       = say("%s left", "%s quedan")
	LastFew    = say("last %s", "%s últimas")
	NoneLeft   = say("None left", "Agotado")
	OverBy     = say("Over by %s", "Excede %s")
	OverLimit  = say("Over the limit", "Excede el límite")
	NoMeasure  = say("No %s measure", "Sin medida de %s")
	Unsellable = say("Cannot be sold here", "No se vende aquí")
	THCPercent = say("THC %s%%", "THC %s%%")
	THCAmount  = say("%s mg THC", "%s mg THC")
	Pieces     = say("%d × %s mg THC", "%d × %s mg THC")
	ByTheGram  = say("by the gram", "por gramo")

	SaleTitle = say("Sale %s", "Venta %s")
	ItemOne   = say("%s item", "%s artículo")
	ItemMany  = say("%s items", "%s artículos")
	Discount  = say("Discount", "Descuento")
	Remove    = say("Remove", "Quitar")
	Hold      = say("Hold", "Pausar")
	Subtotal  = say("Subtotal", "Subtotal")
	Total     = say("Total", "Total")
	OtherTax  = say("Other taxes", "Otros impuestos")
	NoStock   = say("No stock left", "Sin existencias")
	OnHold    = say("Package on hold", "Paquete retenido")
	UnitOf    = say("%s %s", "%s %s")
	Flowers   = say("flower", "flor")
	Conc      = say("conc.", "conc.")

	Pay          = say("Pay %s", "Cobrar %s")
	PayScanFirst = say("Scan an ID first", "Escanee una ID primero")
	PayEmpty     = say("Nothing to pay yet", "Nada que cobrar")
	PayNoShift   = say("Open the shift first", "Abra el turno primero")
	PayFixFirst  = say("Over the limit: fix first", "Excede el límite: corrija")
	PayNotNow    = say("Cannot be sold now", "No se puede vender")
	// UnknownDayAsk stands where a key of the day is missing.
	UnknownDayAsk      = say("Today unknown: ask a supervisor", "Hoy sin datos: pida a un supervisor")
	PromptUnknownDay   = say("Why sell although today's purchases are unknown?", "¿Por qué vender sin conocer las compras de hoy?")
	UnknownDayRestored = say("Restored from a backup today", "Restaurado hoy desde una copia")
	PayLineDown        = say("Line down: no sale", "Sin línea: sin venta")
	PayNoPrice         = say("No price: %s", "Sin precio: %s")

	MeterTitle = say("Adult limit today", "Límite de hoy, adulto")
	MeterMany  = say("Limits today", "Límites de hoy")
	MeterUsed  = say("used", "usado")
	MeterOver  = say("of the limit", "del límite")
	MeterEmpty = say("Nothing yet", "Nada todavía")
	MeterLeft  = say("Still allowed: %s", "Aún permite %s")
	MeterAt    = say("Nothing more today", "Nada más hoy")
	MeterBy    = say("Over by %s", "Excede %s")
	MeterNone  = say("No limit is in force", "Ningún límite en vigor")
	MeterMore  = say("and %d more", "y %d más")
	Earlier    = say("Earlier", "Antes")
	Or         = say(" or ", " o ")
	OfMax      = say("%s of %s %s", "%s de %s %s")
)

// groups are the words of the packs' own terms.
var groups = map[string]Message{
	"flower":      say("flower", "flor"),
	"concentrate": say("concentrate", "concentrado"),
	"edibles":     say("edible", "comestible"),
	"edible":      say("edible", "comestible"),
	"infused":     say("infused", "infusionado"),
}

// Group names a term of a limit; one that is not known keeps the pack's word.
func (l Language) Group(label string) string {
	if message, ok := groups[label]; ok {
		return l.Say(message)
	}
	return label
}

var taxes = map[string]Message{
	"Retail marijuana tax": say("Retail marijuana tax", "Imp. marihuana minorista"),
	"Local tax":            say("Local tax", "Impuesto local"),
	"State sales tax":      say("State sales tax", "Impuesto estatal"),
}

// Tax names a tax; one that is not known keeps the pack's name.
func (l Language) Tax(name string) string {
	if message, ok := taxes[name]; ok {
		return l.Say(message)
	}
	return name
}
