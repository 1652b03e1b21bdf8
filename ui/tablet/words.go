package tablet

import (
	"net/http"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/text"
)

// word is a sentence of the doors in each language.
type word struct{ en, es string }

func (v *visit) say(said word) string {
	if v.lang == text.Spanish {
		return said.es
	}
	return said.en
}

var (
	wordBack        = word{"To the arrivals", "A las llegadas"}
	wordNotDone     = word{"That did not work", "Eso no se pudo"}
	wordNotHere     = word{"Not here", "Aquí no está"}
	wordNotAllowed  = word{"Not allowed", "No permitido"}
	wordWait        = word{"Please wait", "Espere"}
	wordTooOften    = word{"That was asked too often. Try again in %d s.", "Se pidió demasiadas veces. Intente otra vez en %d s."}
	wordOffline     = word{"T1 is out of reach", "T1 no responde"}
	wordOfflineText = word{
		"This tablet cannot reach the terminal T1. Nothing that is on this screen is current, and nothing was sent.",
		"Esta tableta no llega a la terminal T1. Nada en esta pantalla está al día y nada se envió.",
	}
	wordOfflineHint = word{
		"Check the Wi-Fi. Take the bag indoors if it stays so: the counter can hand over every order.",
		"Revise el Wi-Fi. Si sigue así, lleve la bolsa adentro: el mostrador puede entregar cada pedido.",
	}
	wordTryAgain = word{"Try again", "Intentar otra vez"}
)

// headingFor is the heading over an error.
func headingFor(status int) word {
	switch status {
	case http.StatusNotFound:
		return wordNotHere
	case http.StatusForbidden, http.StatusUnauthorized, http.StatusMethodNotAllowed:
		return wordNotAllowed
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return wordWait
	}
	return wordNotDone
}

// The refusals of the doors.
var (
	errNoPage         = door(terminal.NotFound, "tablet.no_page")
	errMethod         = door(terminal.Invalid, "tablet.method")
	errForeign        = door(terminal.Refused, "tablet.foreign")
	errTooLarge       = door(terminal.Invalid, "tablet.too_large")
	errForm           = door(terminal.Invalid, "tablet.form")
	errCommand        = door(terminal.Invalid, "tablet.command")
	errBusy           = door(terminal.Unavailable, "tablet.busy")
	errUnpaired       = door(terminal.SignIn, "tablet.unpaired")
	errNobody         = door(terminal.SignIn, "tablet.nobody")
	errMustPIN        = door(terminal.SignIn, "tablet.change_pin")
	errPairingOver    = door(terminal.NotFound, "tablet.pairing_over")
	errPairingRefused = door(terminal.Refused, "tablet.pairing_refused")
	errPINAgain       = door(terminal.Invalid, "tablet.pin_again")
)

var doorWords = map[string]struct{ sentence, hint word }{
	"tablet.no_page":         {word{"There is no such page.", "Esa página no existe."}, word{}},
	"tablet.method":          {word{"This page cannot be used like that.", "Esta página no se usa así."}, word{}},
	"tablet.foreign":         {word{"This did not come from the tablet's own page.", "Esto no vino de la página de la tableta."}, word{"Open the page anew and tap there.", "Abra la página de nuevo y toque ahí."}},
	"tablet.too_large":       {word{"That is too long.", "Eso es demasiado largo."}, word{}},
	"tablet.form":            {word{"The form could not be read.", "El formulario no se pudo leer."}, word{"Open the page anew.", "Abra la página de nuevo."}},
	"tablet.command":         {word{"What was tapped could not be read.", "No se pudo leer lo que se tocó."}, word{"Open the page anew.", "Abra la página de nuevo."}},
	"tablet.busy":            {word{"Too many tablets are open at once.", "Hay demasiadas tabletas abiertas."}, word{"Close those that nobody uses.", "Cierre las que nadie usa."}},
	"tablet.unpaired":        {word{"This tablet is not paired.", "Esta tableta no está vinculada."}, word{"Pair it with the code that T1 shows.", "Vincúlela con el código que muestra T1."}},
	"tablet.nobody":          {word{"Nobody is signed in here.", "Nadie ha entrado aquí."}, word{"Sign in with your badge and PIN.", "Entre con su credencial y PIN."}},
	"tablet.change_pin":      {word{"Your PIN must be changed first.", "Primero debe cambiar su PIN."}, word{}},
	"tablet.pairing_refused": {word{"T1 refused this tablet.", "T1 rechazó esta tableta."}, word{"Ask the manager, then use a new code.", "Pregunte al gerente y use un código nuevo."}},
	"tablet.pairing_over":    {word{"Nobody approved this tablet in time.", "Nadie aprobó esta tableta a tiempo."}, word{"Ask again with a new code.", "Pida otra vez con un código nuevo."}},
	"tablet.pin_again":       {word{"The two new PINs are not the same.", "Los dos PIN nuevos no son iguales."}, word{"Type the new PIN twice.", "Escriba el PIN nuevo dos veces."}},
}

func door(kind terminal.Kind, code string) *terminal.Error {
	own := doorWords[code]
	err := terminal.Errorf(kind, code, "%s", own.sentence.en)
	return err.WithHint("%s", own.hint.en)
}
