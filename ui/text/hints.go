package text

import "github.com/curbline/curbline/terminal/identity"

// hints are what is odd about a document, in a few words that follow "Look at the
// card:". None of them is a verdict.
var hints = map[string]Message{
	identity.WarnManual:           say("entered by hand", "ingresado a mano"),
	identity.WarnIssuedUnder21:    say("issued before the 21st birthday", "emitida antes de cumplir 21"),
	identity.WarnExpiresToday:     say("expires today", "vence hoy"),
	identity.WarnUnder18Differs:   say("its under-18 day is not the birthday", "su fecha de menor de 18 no es el cumpleaños"),
	identity.WarnUnder19Differs:   say("its under-19 day is not the birthday", "su fecha de menor de 19 no es el cumpleaños"),
	identity.WarnUnder21Differs:   say("its under-21 day is not the birthday", "su fecha de menor de 21 no es el cumpleaños"),
	identity.WarnMinorDayDecides:  say("its under-21 day is later and was used", "su fecha de menor de 21 es posterior y se usó"),
	identity.WarnIssueUnknown:     say("no day of issue", "sin fecha de emisión"),
	identity.WarnVersionTooNew:    say("its barcode form is newer than the card", "el formato del código es más nuevo que la tarjeta"),
	identity.WarnDesignAfterIssue: say("its design is newer than its day of issue", "su diseño es posterior a la emisión"),
	identity.WarnDesignInFuture:   say("its design is dated in the future", "su diseño tiene fecha futura"),
	identity.WarnValidityLong:     say("valid for longer than usual", "vigencia más larga de lo usual"),
	identity.WarnNumberPattern:    say("the number has another form than usual", "el número tiene otra forma que la usual"),
	identity.WarnNumberBirthDate:  say("the number holds another birth date", "el número contiene otra fecha de nacimiento"),
	identity.WarnNumberName:       say("the number was made from another name", "el número sale de otro apellido"),
	identity.WarnSpecimenName:     say("a name that sample cards have", "un nombre de tarjetas de muestra"),
	identity.WarnAddressElsewhere: say("the address is in another state", "la dirección es de otro estado"),
	identity.WarnIssuerUnknown:    say("its issuer is not on the list", "su emisor no está en la lista"),
	identity.WarnCountryElsewhere: say("its country is not the issuer’s", "su país no es el del emisor"),
	identity.WarnDirectoryWrong:   say("the barcode’s directory is wrong", "el índice del código está mal"),
	identity.WarnKindAssumed:      say("license or ID card is not told apart", "no dice si es licencia o ID"),
	identity.WarnNameConflict:     say("two different names", "dos nombres distintos"),
	identity.WarnNameOrderUnclear: say("first and family name are not clear", "nombre y apellido no están claros"),
	identity.WarnNameCutOff:       say("the name may be cut off", "el nombre puede estar cortado"),
	identity.WarnScannedTwice:     say("scanned twice in one", "se escaneó dos veces"),
	identity.WarnUnder21Invalid:   say("its under-21 day cannot be", "su fecha de menor de 21 no puede ser"),
}

// Hint says a reason to look at a document; a code that is not known is given as
// it is, since it must not go unseen.
func (l Language) Hint(code string) string {
	if message, ok := hints[code]; ok {
		return l.Say(message)
	}
	return code
}
