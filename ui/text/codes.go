package text

// What the codes of badges, orders and products lead to.
var (
	BadgeIs       = say("That is the badge of %s", "Es la credencial de %s")
	BadgeUnknown  = say("That is a badge, but of nobody here", "Es una credencial, pero de nadie de aquí")
	BadgeText     = say("Badges sign in, and agree where a supervisor is asked.", "Las credenciales sirven para entrar y para aprobar.")
	OrderUnknown  = say("No open order has the number %s", "Ningún pedido abierto tiene el número %s")
	GTINUnknown   = say("No product here has the barcode %s", "Ningún producto tiene el código %s")
	GTINUnknownDo = say("A manager adds it to the catalog, or scan the state’s tag.", "Un gerente lo agrega al catálogo, o escanee la etiqueta del estado.")
	GTINNeedsTag  = say("%s needs the state’s tag of its package", "%s necesita la etiqueta del estado")
	GTINNeedsDo   = say("Scan the tag instead of the product’s barcode.", "Escanee la etiqueta en lugar del código de barras.")
)
