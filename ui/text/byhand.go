package text

import "github.com/curbline/curbline/terminal/idcard"

// A document that a person types in because no scanner reads it.
var (
	ByHand          = say("Enter by hand", "Ingresar a mano")
	ByHandKind      = say("Which document is it?", "¿Qué documento es?")
	ByHandKindText  = say("Look at it and at the person. It stays marked as entered by hand.", "Mírelo y mire a la persona. Queda marcado como ingresado a mano.")
	ByHandIssuer    = say("Who issued it, and its number", "Quién lo emitió y su número")
	ByHandName      = say("The name on it", "El nombre que tiene")
	ByHandDates     = say("The dates on it", "Las fechas que tiene")
	ByHandDatesText = say("Month, day, year: 06/15/1992", "Mes, día, año: 06/15/1992")
	ByHandStep      = say("%s, step %d of %d", "%s, paso %d de %d")
	FieldState      = say("State or province, two letters (CO)", "Estado o provincia, dos letras (CO)")
	FieldCountry    = say("Country, as the document has it (USA, MEX)", "País, como en el documento (USA, MEX)")
	FieldNumber     = say("Document number", "Número del documento")
	FieldFamily     = say("Family name", "Apellido")
	FieldFirst      = say("First name", "Nombre")
	FieldBirth      = say("Birth date (MM/DD/YYYY)", "Fecha de nacimiento (MM/DD/AAAA)")
	FieldExpiry     = say("Expiry date (MM/DD/YYYY)", "Fecha de vencimiento (MM/DD/AAAA)")
	FieldIssue      = say("Day of issue, may stay empty", "Fecha de emisión, puede quedar vacía")
	Next            = say("Next", "Siguiente")
	ByHandAgree     = say("A supervisor must look at it", "Un supervisor debe mirarlo")
	ByHandAgreeOf   = say("Badge and PIN of a lead or a manager who has seen it.", "Credencial y PIN de un supervisor que lo vio.")
	ByHandSecond    = say("A second person must look at it", "Una segunda persona debe mirarlo")
	ByHandSecondOf  = say("Badge and PIN of a supervisor who is not the one typing.", "Credencial y PIN de un supervisor que no sea quien escribe.")
	ByHandNever     = say("Documents may not be entered by hand here", "Aquí no se ingresan documentos a mano")
	ByHandNeverDo   = say("Ask for a document that the scanner reads.", "Pida un documento que el lector lea.")
	ByHandMark      = say("*Entered by hand*, seen by %s too", "*Ingresado a mano*, visto también por %s")
	ByHandAlone     = say("*Entered by hand*, no barcode was read", "*Ingresado a mano*, sin leer código")
	PersonByHand    = say("Accepted, by hand", "Aceptada, a mano")
	StepByHand      = say("Entered by hand %s", "Ingresado a mano %s")
	LookAt          = say("Look at the card: %s", "Mire la tarjeta: %s")
	LookAtMore      = say("%s, and %s more", "%s, y %s más")
	LooksAll        = say("Reasons to look at the card", "Motivos para mirar la tarjeta")
	LooksTitle      = say("Reason to look", "Motivo para mirar")
	DocumentPlain   = say("%s, valid to %s", "%s, vigente a %s")
)

var documents = map[idcard.Kind]Message{
	idcard.DriverLicense:     License,
	idcard.IDCard:            Card,
	idcard.Passport:          say("passport", "Pasaporte"),
	idcard.PassportCard:      say("passport card", "Tarjeta de pasaporte"),
	idcard.PermanentResident: say("permanent resident card", "Tarjeta de residente"),
	idcard.BorderCard:        say("border crossing card", "Tarjeta de cruce"),
	idcard.TravelID:          say("national identity card", "Cédula nacional"),
	idcard.Military:          say("military ID", "ID militar"),
	idcard.Tribal:            say("tribal ID", "ID tribal"),
	idcard.Consular:          say("consular ID", "Matrícula consular"),
	idcard.OtherDocument:     say("other document", "Otro documento"),
}

// Kind names a kind of document.
func (l Language) Kind(kind idcard.Kind) string {
	if message, ok := documents[kind]; ok {
		return l.Say(message)
	}
	return l.Say(Document)
}

// countries are those whose documents come often, by the codes that documents
// have (ICAO 9303 part 3, section 5). The others stay as codes.
var countries = map[string]Message{
	"USA": say("United States", "Estados Unidos"),
	"CAN": say("Canada", "Canadá"),
	"MEX": say("Mexico", "México"),
	"GBR": say("United Kingdom", "Reino Unido"),
	"D":   say("Germany", "Alemania"),
	"FRA": say("France", "Francia"),
	"ESP": say("Spain", "España"),
	"JPN": say("Japan", "Japón"),
	"AUS": say("Australia", "Australia"),
}

// IssuedBy names a state or a country by its code.
func (l Language) IssuedBy(code string) string {
	if message, ok := countries[code]; ok {
		return l.Say(message)
	}
	return Issuer(code)
}
