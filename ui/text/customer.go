package text

// The customer's display: nothing on it is personal.
var (
	CustomerIdle     = say("Have your ID ready", "Tenga lista su ID")
	CustomerWelcome  = say("Welcome", "Bienvenido")
	CustomerDue      = say("To pay", "A pagar")
	CustomerPaidWeb  = say("Paid in the web shop", "Pagado en la tienda web")
	CustomerGiven    = say("Cash received", "Efectivo recibido")
	CustomerCard     = say("By card", "Con tarjeta")
	CustomerThanks   = say("Thank you", "Gracias")
	CustomerEarlier  = say("and %s more above", "y %s más arriba")
	CustomerEach     = say("%s each", "%s c/u")
	CustomerPerGram  = say("%s per gram", "%s por gramo")
	CustomerDiscount = say("discount %s", "descuento %s")
)
