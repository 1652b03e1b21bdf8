package text

// More: void, reprint, papers that need a person, the devices; prompts.
var (
	MoreTitle     = say("Today’s sales", "Ventas de hoy")
	MoreNone      = say("No sales in this shift yet", "Aún no hay ventas en este turno")
	MoreText      = say("Pick a sale with ↑ ↓, then void it or print it again.", "Elija una venta con ↑ ↓ y anúlela o reimprímala.")
	Void          = say("Void", "Anular")
	Voided        = say("voided", "anulada")
	VoidedSale    = say("Sale %s is voided. Give %s back.", "La venta %s está anulada. Devuelva %s.")
	Reprint       = say("Print again", "Reimprimir")
	Reprinted     = say("The copy is in the printer’s queue", "La copia está en la cola")
	PapersTitle   = say("Papers and devices", "Papeles y equipos")
	PaperYes      = say("It printed", "Sí salió")
	PaperNo       = say("It did not", "No salió")
	PaperDoubt    = say("Did this print? Look at the printer.", "¿Salió? Mire la impresora.")
	PaperBlocked  = say("Waits for the printer", "Espera la impresora")
	PaperQueued   = say("In the queue", "En cola")
	PaperAwaited  = say("Sent; the printer’s word is awaited", "Enviado; se espera a la impresora")
	PapersCalm    = say("All papers are printed", "Todo está impreso")
	Scanner       = say("Scanner", "Lector")
	Printer       = say("Printer", "Impresora")
	DeviceReady   = say("ready", "listo")
	DeviceAbsent  = say("not set up", "sin configurar")
	DeviceWaiting = say("not connected", "sin conexión")
	OpenDrawer    = say("Open the drawer", "Abrir el cajón")
	DrawerOpened  = say("The drawer was told to open", "Se pidió abrir el cajón")

	PromptApprove   = say("A supervisor must agree", "Un supervisor debe aprobar")
	PromptApproveOf = say("Badge and PIN of a lead or a manager.", "Credencial y PIN de un supervisor.")
	FieldBadge      = say("Badge", "Credencial")
	FieldPIN        = say("PIN", "PIN")
	Approve         = say("Approve", "Aprobar")
	PromptDiscount  = say("Discount on %s", "Descuento en %s")
	FieldAmount     = say("Amount", "Monto")
	FieldReason     = say("Reason", "Motivo")
	PromptVoid      = say("Void sale %s, %s", "Anular venta %s, %s")
	PromptReprint   = say("Print sale %s again", "Reimprimir venta %s")
	PromptNoSale    = say("Open the drawer without a sale", "Abrir el cajón sin venta")
	PromptReject    = say("Reject order %s", "Rechazar pedido %s")
	PromptOverride  = say("Another family name than on the order", "Otro apellido que el del pedido")
	PromptWriteOff  = say("Write off the difference of order %s", "Anular la diferencia del pedido %s")
	PromptQuantity  = say("How much of %s", "Cuánto de %s")
	FieldQuantity   = say("Quantity", "Cantidad")
	PromptRecall    = say("Carts on hold", "Ventas en pausa")
	PromptClock     = say("Confirm date and time", "Confirmar fecha y hora")
	ReasonDeal      = say("Weekly deal", "Oferta")
	ReasonLoyal     = say("Loyalty", "Lealtad")
	ReasonStaff     = say("Staff", "Personal")
	ReasonMistake   = say("Rung up wrong", "Error de cobro")
	ReasonMind      = say("Customer changed their mind", "El cliente cambió de idea")
	ReasonAsked     = say("Customer asked for it", "El cliente la pidió")
	ReasonChange    = say("Change for a note", "Cambio de billete")
	ReasonStock     = say("Out of stock", "Sin existencias")
	PromptCancel    = say("Cancel order %s", "Cancelar pedido %s")
	ReasonNoShow    = say("Customer did not come", "El cliente no vino")
	ReasonClosed    = say("The shop closes", "La tienda cierra")
	ReasonOther     = say("Another reason", "Otro motivo")
	ReasonNameOnID  = say("Changed name, seen on another paper", "Cambio de nombre, visto en otro documento")
	HoldNone        = say("No cart is on hold", "No hay ventas en pausa")
	HeldAt          = say("%s, %s", "%s, %s")
	CartOnHold      = say("The cart is on hold. F5 takes it up again.", "La venta está en pausa. F5 la retoma.")
	HelpTitle       = say("Keys", "Teclas")
	BagNoOrder      = say("This bag belongs to no open order", "Esta bolsa no es de ningún pedido abierto")
	BagOther        = say("This is the bag of order %s", "Es la bolsa del pedido %s")
	TileNoPackage   = say("No package of this is on the shelf", "No hay paquete en el estante")
	NobodySignedIn  = say("Sign in first", "Entre primero")
	NoRefusal       = say("There is no refusal to print", "No hay rechazo que imprimir")
	NoLastSale      = say("There is no sale to print again", "No hay venta que reimprimir")
)

var papers = map[string]Message{
	"receipt":    say("Receipt", "Recibo"),
	"exit_label": say("Exit label", "Etiqueta de salida"),
	"unit_label": say("Unit label", "Etiqueta de unidad"),
	"refusal":    say("Refusal slip", "Comprobante de rechazo"),
	"x":          say("X report", "Informe X"),
	"z":          say("Z report", "Informe Z"),
}

// Paper names what is printed; a kind that is not known keeps its own word.
func (l Language) Paper(kind string) string {
	if message, ok := papers[kind]; ok {
		return l.Say(message)
	}
	return kind
}
