package text

// The curbside tablets: the frame of a page, and the three lists.
var (
	CurbTitle       = say("Curbside", "En el auto")
	CurbLinked      = say("%s linked", "%s en línea")
	CurbLinkedLive  = say("%s linked, feed live", "%s y tienda en línea")
	CurbLinkedStale = say("%s linked, feed stale since %s", "%s en línea, tienda sin datos desde %s")
	CurbLinkedNever = say("%s linked, feed not linked yet", "%s en línea, tienda sin conexión")
	CurbLost        = say("%s not linked since %s", "%s sin conexión desde %s")
	CurbLanguage    = say("Language", "Idioma")
	CurbHelp        = say("Help", "Ayuda")
	CurbSkip        = say("Skip to the content", "Ir al contenido")
	CurbSaveFirst   = say("Finish or cancel this first", "Termine o cancele esto primero")
	CurbTabArrivals = say("Arrivals", "Llegadas")
	CurbTabReady    = say("Ready", "Listos")
	CurbTabDone     = say("Done today", "Hechos hoy")

	CurbCarOne      = say("%s car waiting", "%s auto espera")
	CurbCarMany     = say("%s cars waiting", "%s autos esperan")
	CurbNoCars      = say("No cars waiting", "Ningún auto espera")
	CurbNoCarsText  = say("A car shows here as soon as its driver says that they have arrived.", "Un auto aparece aquí en cuanto su conductor avisa que llegó.")
	CurbLongest     = say("Longest first", "Más espera primero")
	CurbMoreCarOne  = say("%s more car waits. It moves up when one of these is done.", "Espera %s auto más. Sube cuando se termina uno de estos.")
	CurbMoreCarMany = say("%s more cars wait. They move up when these are done.", "Esperan %s autos más. Suben cuando se terminan estos.")
	CurbOnTheWay    = say("On the way", "En camino")
	CurbSoon        = say("on the way", "en camino")
	CurbAbout       = say("about %s", "unos %s")
	CurbAlarmNew    = say("A car at spot %s waits", "Un auto espera en el lugar %s")
	CurbAlarmLate   = say("The car at spot %s waits over 3 minutes", "El auto del lugar %s espera más de 3 minutos")
	CurbSpot        = say("Spot", "Lugar")
	CurbVehicle     = say("%s %s", "%[2]s %[1]s")
	CurbNoVehicle   = say("Vehicle not told", "Vehículo sin datos")
	CurbCustomer    = say("%s, %s", "%s, %s")
	CurbDetail      = say("%s. %s", "%s. %s")
	CurbDetailHead  = say("%s, %s", "%s, %s")
	CurbLate        = say("over 3 min", "más de 3 min")
	CurbWaiting     = say("waiting", "espera")
	CurbWithYou     = say("with you", "con usted")
	CurbWith        = say("with %s", "con %s")
	CurbTaken       = say("With %s", "Con %s")
	CurbContinue    = say("Continue", "Continuar")
	CurbOpen        = say("Open", "Abrir")
	CurbEnded       = say("cancelled", "cancelado")
	CurbParked      = say("Parked: the web shop and T1 do not agree. A lead must look.", "Detenido: la tienda web y T1 no coinciden. Un supervisor debe mirar.")
	CurbParkedShort = say("Parked: a lead must look", "Detenido: llame a un supervisor")
	CurbAttention   = say("Needs a look: %s", "Revisar: %s")

	CurbBagReady      = say("Bag ready", "Bolsa lista")
	CurbBagReadyAt    = say("Bag ready, shelf %s", "Bolsa lista, estante %s")
	CurbBagYours      = say("Bag with you", "Bolsa con usted")
	CurbBagYoursFrom  = say("Bag with you, from shelf %s", "Bolsa con usted, del estante %s")
	CurbBagWith       = say("Bag with %s", "Bolsa con %s")
	CurbBagSealed     = say("Bag sealed, not on a shelf yet", "Bolsa sellada, aún sin estante")
	CurbBagBack       = say("Bring the bag back", "Devuelva la bolsa")
	CurbPicking       = say("Still picking, %s of %s tags", "Preparando, %s de %s etiquetas")
	CurbNeedsCustomer = say("Waits for the customer’s answer", "Espera la respuesta del cliente")
	CurbAuthorized    = say("Card authorized, %s", "Tarjeta autorizada, %s")
	CurbPaid          = say("Paid, %s", "Pagado, %s")
	CurbRefunded      = say("Refunded, %s", "Devuelto, %s")
	CurbPays          = say("Pays at the car, %s", "Paga en el auto, %s")

	CurbReadyOne   = say("%s bag ready", "%s bolsa lista")
	CurbReadyMany  = say("%s bags ready", "%s bolsas listas")
	CurbReadyNone  = say("No bag waits for its customer.", "Ninguna bolsa espera a su cliente.")
	CurbBagOf      = say("Bag %s", "Bolsa %s")
	CurbShelf      = say("Shelf %s", "Estante %s")
	CurbHandedOne  = say("%s bag handed over today", "%s bolsa entregada hoy")
	CurbHandedMany = say("%s bags handed over today", "%s bolsas entregadas hoy")
	CurbHandedNone = say("Nothing was handed over at a car today.", "Hoy no se entregó nada en un auto.")
	CurbHandedBy   = say("%s, %s", "%s, %s")
)

// The order's page: the five steps.
var (
	CurbOrder       = say("Order %s", "Pedido %s")
	CurbSince       = say("since arrival", "desde la llegada")
	CurbToArrivals  = say("Back to the cars", "Volver a los autos")
	CurbRefuse      = say("Refuse", "Rechazar")
	CurbScanID      = say("Scan the ID", "Escanear la ID")
	CurbScanIDText  = say("Ask for the ID of the person who ordered.", "Pida la ID de quien hizo el pedido.")
	CurbScanHelp    = say("Scan with the scanner, or use the camera.", "Escanee con el lector o use la cámara.")
	CurbCamera      = say("Use the camera", "Usar la cámara")
	CurbTyped       = say("Type the code", "Escribir el código")
	CurbNameMatches = say("Name matches the order.", "El nombre coincide con el pedido.")
	// CurbNameOverride stands where a supervisor let another family name through.
	CurbNameOverride = say("Another family name, a supervisor agreed.", "Otro apellido, un supervisor lo aprobó.")
	CurbScannedAt    = say("Scanned %s, after arrival.", "Escaneada %s tras la llegada.")
	CurbOverride     = say("A supervisor can go on with a reason", "Un supervisor puede seguir con un motivo")
	CurbOverrideText = say("For a changed name. Badge and PIN of a lead or a manager.", "Por un cambio de nombre. Credencial y PIN de un supervisor o gerente.")

	CurbLimits        = say("Today’s limit", "Límite de hoy")
	CurbWithin        = say("Within today’s limit", "Dentro del límite de hoy")
	CurbInBag         = say("In this bag, %s", "En esta bolsa, %s")
	CurbCountsNothing = say("Nothing in this bag counts.", "Nada de esta bolsa cuenta.")
	CurbNoEarlier     = say("Nothing earlier today here.", "Nada antes hoy aquí.")
	CurbEarlier       = say("Earlier today here: %s.", "Antes hoy aquí: %s.")
	CurbSpoken        = say("%s: %s used. %s.", "%s: %s usado. %s.")
	CurbRoom          = say("%s is left", "Queda %s")
	CurbTakeOut       = say("Take it out", "Quitar")
	CurbFrees         = say("%s, frees %s", "%s, libera %s")

	CurbScanBagCode = say("Scan the bag code", "Escanear el código de la bolsa")
	CurbScanBag     = say("Scan the bag", "Escanear la bolsa")
	CurbScanNow     = say("Scan now", "Escanee ahora")
	CurbBagScanned  = say("Bag scanned", "Bolsa escaneada")
	CurbBagOn       = say("Bag %s, shelf %s", "Bolsa %s, estante %s")
	CurbBagHolds    = say("%s, %s: %s", "%s, %s: %s")
	CurbLineOne     = say("%s line", "%s línea")
	CurbLineMany    = say("%s lines", "%s líneas")
	CurbUnitOne     = say("%s unit", "%s unidad")
	CurbUnitMany    = say("%s units", "%s unidades")
	CurbSealed      = say("sealed %s", "sellada %s")
	CurbBackPack    = say("Seal broken, or a line to take out? Back to packing.", "¿Sello roto o una línea de más? Volver a preparar.")

	CurbTakePayment  = say("Take payment", "Cobrar")
	CurbGoods        = say("Goods %s", "Productos %s")
	CurbAfterPacking = say("The total is known when the bag is packed.", "El total se sabe cuando la bolsa está lista.")
	CurbWhenPacked   = say("when the bag is packed", "con la bolsa lista")
	CurbCashGiven    = say("Cash given", "Efectivo recibido")
	CurbChange       = say("Change %s", "Cambio %s")
	CurbTakeCash     = say("Take %s in cash", "Cobrar %s en efectivo")
	CurbCashTaken    = say("Cash taken", "Efectivo cobrado")
	CurbIntoBank     = say("Goes into the bank of %s", "Va a la caja de %s")
	CurbNoBank       = say("Cash: no bank", "Efectivo: sin caja")
	CurbNoBankNext   = say("Cash needs a bank of yours", "Para efectivo falta su caja")
	CurbNoBankText   = say("You have no bank in this shift. Get one counted at the counter, or take a card.", "No tiene caja en este turno. Pida una en el mostrador o cobre con tarjeta.")
	CurbCardTaken    = say("Card payment taken", "Tarjeta cobrada")
	CurbCardDone     = say("Card payment taken", "Tarjeta cobrada")
	CurbCardText     = say("Charge it on the card terminal, then type the reference on its slip.", "Cobre en la terminal de tarjetas y escriba la referencia del comprobante.")
	CurbCollect      = say("%s was paid in the web shop. Collect %s more.", "Se pagó %s en la tienda web. Cobre %s más.")
	CurbDiffers      = say("Paid %s in the web shop, the total here is %s. It waits for a lead.", "Pagó %s en la tienda web, el total aquí es %s. Espera a un supervisor.")
	CurbAskLead      = say("Ask a lead", "Llame a un supervisor")

	CurbHandOver   = say("Hand over", "Entregar")
	CurbOpensLater = say("opens when 1 to 4 are done", "se abre tras los pasos 1 a 4")
	CurbFinishText = say("One tap saves the sale and hands the bag over.", "Un toque guarda la venta y entrega la bolsa.")

	CurbRefuseID          = say("ID not accepted", "ID no aceptada")
	CurbRefuseIntoxicated = say("Intoxicated", "En estado de ebriedad")
	CurbRefuseThird       = say("For somebody else", "Para otra persona")
	CurbRefuseCustomer    = say("Customer does not want it", "El cliente no lo quiere")
	CurbRefuseOther       = say("Another reason", "Otro motivo")
	CurbRefuseUnsaid      = say("decided at the car", "decidido en el auto")

	CurbHandedOver = say("Handed over", "Entregado")
	CurbGiveChange = say("Give %s change", "Dé %s de cambio")
	CurbDoneOrder  = say("Order %s, %s, %s", "Pedido %s, %s, %s")
	CurbDoneBy     = say("Sale %s is saved, %s, %s", "Venta %s guardada, %s, %s")
	CurbPrints     = say("Receipt prints indoors", "El recibo sale en la tienda")
	CurbPrinted    = say("Receipt printed indoors", "Recibo impreso en la tienda")
	CurbPrintWaits = say("Receipt waits at the printer", "El recibo espera en la impresora")
	CurbNoReceipt  = say("No receipt", "Sin recibo")
	CurbVoided     = say("This hand-over was undone", "Esta entrega se anuló")
	CurbVoidedText = say("Sale %s is voided.", "La venta %s está anulada.")
)

// The order's page where nothing, or no more, is handed over.
var (
	CurbDoNot         = say("Do not hand over", "No entregue")
	CurbWhy           = say("Why", "Por qué")
	CurbCite          = say("%s. Nobody can override it.", "%s. Nadie puede saltarse la regla.")
	CurbWasRefused    = say("The ID was refused.", "La ID fue rechazada.")
	CurbTodayIn       = say("Today in %s", "Hoy en %s")
	CurbValidUntil    = say("ID valid until", "ID vigente hasta")
	CurbExpiredFor    = say("Expired for", "Vencida hace")
	CurbDayOne        = say("%s day", "%s día")
	CurbDayMany       = say("%s days", "%s días")
	CurbCompared      = say("Compared with the order", "Comparado con el pedido")
	CurbComparedIs    = say("On the ID", "En la ID")
	CurbBirthYear     = say("birth year", "año de nacimiento")
	CurbAnother       = say("another one", "es otro")
	CurbDecidedBy     = say("Decided by", "Decidido por")
	CurbPersonHere    = say("a person at the car", "una persona en el auto")
	CurbIfYes         = say("If yes, scan it. The bag check starts over for that ID.", "Si la tiene, escanéela. La bolsa se revisa de nuevo con esa ID.")
	CurbIfNo          = say("If no, carry the bag back to %s and scan the shelf.", "Si no, lleve la bolsa de vuelta %s y escanee el estante.")
	CurbCarryBack     = say("Carry the bag back to %s and scan the shelf.", "Lleve la bolsa de vuelta %s y escanee el estante.")
	CurbTheShelf      = say("shelf %s", "al estante %s")
	CurbAnyShelf      = say("its shelf", "a su estante")
	CurbNoPayment     = say("No payment was taken.", "No se cobró nada.")
	CurbTellPacking   = say("The bag is not packed yet. Tell whoever packs it to stop.", "La bolsa aún no está lista. Avise a quien la prepara.")
	CurbRecorded      = say("Recorded %s", "Registrado %s")
	CurbRecordedEntry = say("Recorded %s, entry %s", "Registrado %s asiento %s")
	CurbRecordsLater  = say("Recorded when the bag is back", "Se registra al devolver la bolsa")
	CurbKept          = say("The refusal, its rule and the kind of ID. No name, birth date or number.", "El rechazo, su regla y el tipo de ID. Ni nombre, ni fecha de nacimiento, ni número.")
	CurbHears         = say("The web shop hears only: identity refused, %s.", "La tienda web solo recibe: identidad rechazada, %s.")
	CurbHearsLater    = say("The web shop hears only: cancelled, EXCEEDS_LIMIT.", "La tienda web solo recibe: cancelado, EXCEEDS_LIMIT.")
	CurbOutOfStore    = say("Out of store", "Fuera de la tienda")
	CurbBagStill      = say("Bag %s is still with you", "La bolsa %s sigue con usted")
	CurbBagStillWith  = say("Bag %s is still with %s", "La bolsa %s sigue con %s")
	CurbBagStays      = say("It stays on your list until its shelf is scanned.", "Queda en su lista hasta escanear su estante.")
	CurbBagShelfScan  = say("Scan its shelf to put it back.", "Escanee su estante para devolverla.")
	CurbBagSomewhere  = say("Bag %s is still packed", "La bolsa %s sigue preparada")
	CurbBringBack     = say("Bring bag back", "Devolver la bolsa")
	CurbShelfCode     = say("Code of the shelf", "Código del estante")
	CurbAnotherID     = say("Scan another ID", "Escanear otra ID")

	CurbCancelled     = say("This order is cancelled", "Este pedido está cancelado")
	CurbCancelledText = say("Do not hand the bag over. Carry it back and scan its shelf.", "No entregue la bolsa. Llévela de vuelta y escanee su estante.")
	CurbRestocked     = say("The bag is back", "La bolsa está de vuelta")
	CurbRestockedText = say("The order is cancelled and its goods are on the shelf again.", "El pedido está cancelado y sus productos están en el estante.")
	CurbRejected      = say("This order was rejected", "Este pedido fue rechazado")
	CurbRejectedText  = say("The shop did not take it.", "La tienda no lo aceptó.")
	CurbNotHere       = say("The customer is not here yet", "El cliente aún no llega")
	CurbNotHereText   = say("The car shows among the arrivals when its driver says so.", "El auto aparece en las llegadas cuando su conductor avisa.")
	CurbAtCounter     = say("The customer is at the counter", "El cliente está en el mostrador")
	CurbAtCounterText = say("The counter hands this bag over.", "El mostrador entrega esta bolsa.")
	CurbBagIs         = say("Bag %s: %s", "Bolsa %s: %s")
)

// The doors of a tablet: pairing, an own PIN, set-up and the camera.
var (
	CurbNewPIN      = say("New PIN", "PIN nuevo")
	CurbNewPINText  = say("Choose a PIN that nobody else knows.", "Elija un PIN que nadie más sepa.")
	CurbMustChange  = say("Your PIN was chosen by somebody else. Choose your own before you start.", "Otra persona eligió su PIN. Elija el suyo antes de empezar.")
	CurbOldPIN      = say("PIN until now", "PIN actual")
	CurbNewPINAgain = say("New PIN again", "PIN nuevo otra vez")

	CurbNotPaired       = say("Not paired yet", "Sin vincular")
	CurbPair            = say("Pair this tablet with %s", "Vincular esta tableta con %s")
	CurbPairText        = say("Scan the QR on the counter screen, or type its code. A manager approves there.", "Escanee el QR del mostrador o escriba su código. Un gerente lo aprueba allí.")
	CurbPairCode        = say("Code from the counter screen", "Código del mostrador")
	CurbPairRead        = say("Read from the QR. Good for 10 minutes, one tablet, 5 tries.", "Leído del QR. Vale 10 minutos, una tableta, 5 intentos.")
	CurbPairTyped       = say("Good for 10 minutes, one tablet, 5 tries.", "Vale 10 minutos, una tableta, 5 intentos.")
	CurbPairConnected   = say("Connected over the shop’s own network", "Conectada por la red de la tienda")
	CurbPairHost        = say("%s, no internet needed", "%s, sin internet")
	CurbPairCertificate = say("Shop certificate checked", "Certificado de la tienda")
	CurbPairSame        = say("%s, must be the same on the counter", "%s, debe ser igual en el mostrador")
	CurbPairName        = say("Name this tablet", "Nombre de la tableta")
	CurbPairNameHelp    = say("It shows on every hand-over in the journal.", "Aparece en cada entrega del diario.")
	CurbPairNameIs      = say("Curb tablet", "Tableta de autos")
	CurbPairApproval    = say("Approval at the counter", "Aprobación en el mostrador")
	CurbPairWaits       = say("Waits for a supervisor’s PIN on %s.", "Espera el PIN de un supervisor en %s.")
	CurbPairOld         = say("No camera, or an old page?", "¿Sin cámara o página vieja?")
	CurbPairOldText     = say("On the counter: More, Tablets, Pair shows a fresh QR like this one, with its code in digits to type.", "En el mostrador: Más, Tabletas, Vincular muestra un QR nuevo, con su código en dígitos.")
	CurbPairAsk         = say("Ask for approval", "Pedir aprobación")
	CurbPairWaiting     = say("Asked. Somebody must approve this tablet on %s now.", "Pedido. Alguien debe aprobar esta tableta en %s ahora.")
	CurbPairWaitsShort  = say("Waits for approval", "Espera aprobación")
	CurbCancel          = say("Cancel", "Cancelar")
	CurbSetUp           = say("Set up a tablet", "Preparar una tableta")
	CurbDownload        = say("Download the shop’s certificate", "Descargar el certificado de la tienda")

	CurbHelpFirst          = say("Before you start", "Antes de empezar")
	CurbHelpNetwork        = say("Join the tablet to the shop’s own Wi-Fi, not the guests’.", "Conecte la tableta al Wi-Fi de la tienda, no al de visitas.")
	CurbHelpOpen           = say("Open *%s* in its browser. The first time it warns: go on, to this page only.", "Abra *%s* en su navegador. La primera vez avisa: siga, solo a esta página.")
	CurbHelpCompare        = say("Compare the fingerprint *%s* with the one on the counter screen. If it differs, stop and call the manager.", "Compare la huella *%s* con la del mostrador. Si es otra, pare y llame al gerente.")
	CurbHelpApple          = say("iPad (iPadOS)", "iPad (iPadOS)")
	CurbHelpAppleLoad      = say("In Safari, press *Download the shop’s certificate* and allow the profile.", "En Safari, toque *Descargar el certificado de la tienda* y permita el perfil.")
	CurbHelpAppleInstall   = say("Open Settings › General › VPN & Device Management, choose the profile and press *Install*.", "Abra Ajustes › General › VPN y gestión de dispositivos, elija el perfil y toque *Instalar*.")
	CurbHelpAppleTrust     = say("Open Settings › General › About › Certificate Trust Settings and switch the shop’s certificate on. Without this step it is not trusted.", "Abra Ajustes › General › Información › Confianza de certificados y active el de la tienda. Sin este paso no se confía en él.")
	CurbHelpAppleHome      = say("Load this page again: no warning may come. Then Share › Add to Home Screen.", "Cargue otra vez la página: no debe haber aviso. Luego Compartir › Agregar a inicio.")
	CurbHelpAndroid        = say("Android", "Android")
	CurbHelpAndroidLoad    = say("In Chrome, press *Download the shop’s certificate*.", "En Chrome, toque *Descargar el certificado de la tienda*.")
	CurbHelpAndroidInstall = say("Open Settings › Security › Encryption & credentials › Install a certificate › CA certificate. On some tablets search the settings for “certificate”.", "Abra Ajustes › Seguridad › Cifrado y credenciales › Instalar un certificado › Certificado CA. En algunas tabletas busque “certificado”.")
	CurbHelpAndroidConfirm = say("Press *Install anyway*, give the screen lock, and choose the file *ca.crt*.", "Toque *Instalar de todos modos*, desbloquee y elija el archivo *ca.crt*.")
	CurbHelpAndroidHome    = say("Load this page again: no warning may come. Then menu › Add to Home screen.", "Cargue otra vez la página: no debe haber aviso. Luego menú › Agregar a inicio.")
	CurbHelpPair           = say("Pair the tablet", "Vincular la tableta")
	CurbHelpCounter        = say("On %s: More, Tablets, Pair. A QR and a code of six digits appear.", "En %s: Más, Tabletas, Vincular. Aparecen un QR y un código de seis dígitos.")
	CurbHelpScan           = say("Scan the QR with the tablet, or type the code. Give the tablet a name.", "Escanee el QR con la tableta o escriba el código. Dé un nombre a la tableta.")
	CurbHelpApprove        = say("A lead or a manager approves it at the counter with their PIN.", "Un supervisor o gerente la aprueba en el mostrador con su PIN.")
	CurbHelpWork           = say("While you work", "Al trabajar")
	CurbHelpScanner        = say("A Bluetooth scanner must type like a keyboard. Scan at any time; nothing needs to be pressed before.", "Un lector Bluetooth debe escribir como teclado. Escanee cuando quiera; no hay que tocar nada antes.")
	CurbHelpCamera         = say("Without a scanner, the camera reads the barcode on the back of the ID.", "Sin lector, la cámara lee el código al dorso de la ID.")
	CurbHelpLost           = say("If the page says that %s is not linked, nothing is lost: it asks again by itself when the Wi-Fi is back.", "Si la página dice que %s no tiene conexión, nada se pierde: pregunta otra vez cuando vuelve el Wi-Fi.")

	CurbCameraID      = say("Hold the back of the ID before the camera", "Ponga el dorso de la ID ante la cámara")
	CurbCameraIDText  = say("The wide barcode with the many small dots. No picture is kept.", "El código ancho con muchos puntos. No se guarda ninguna foto.")
	CurbCameraBag     = say("Hold the bag’s code before the camera", "Ponga el código de la bolsa ante la cámara")
	CurbCameraBagText = say("The code on the exit label, or the one on the shelf’s edge. No picture is kept.", "El código de la etiqueta de salida o el del estante. No se guarda ninguna foto.")
	CurbCameraDenied  = say("The camera may not be used. Allow it in the browser’s settings for this page, or use the scanner.", "La cámara no está permitida. Permítala en los ajustes de esta página o use el lector.")
	CurbCameraReading = say("Reading…", "Leyendo…")
	CurbCameraNone    = say("This terminal was built without the camera’s decoder. Use the scanner.", "Esta terminal no tiene el lector de cámara. Use el escáner.")
	CurbCameraStop    = say("Stop the camera", "Apagar la cámara")
)

var curbWarnings = map[string]Message{
	"issued_under_21":  say("The card was issued before the 21st birthday: look at it.", "La tarjeta se emitió antes de los 21 años: mírela."),
	"expires_today":    say("The ID expires today. It is good until midnight.", "La ID vence hoy. Vale hasta medianoche."),
	"under_21_differs": say("A date printed on the card does not fit: look at it.", "Una fecha impresa no coincide: mire la tarjeta."),
	"under_21_decides": say("A later date printed on the card was used.", "Se usó una fecha posterior impresa en la tarjeta."),
	"issue_unknown":    say("The day of issue could not be read: look at the card.", "No se leyó la fecha de emisión: mire la tarjeta."),
	"version_too_new":  say("The barcode is newer than the card: look at it.", "El código es más nuevo que la tarjeta: mírela."),
}

// CurbWarning gives the words of an oddity of an accepted ID.
func CurbWarning(code string) (Message, bool) {
	message, ok := curbWarnings[code]
	return message, ok
}

var curbSay = map[string]Message{
	"identity.expired":               say("Say: “Your ID has expired. Do you have another valid ID with you?”", "Diga: “Su ID está vencida. ¿Tiene otra identificación vigente?”"),
	"identity.birth_year":            say("Say: “I can hand this over only to the person who ordered it. Is that person here, with an ID?”", "Diga: “Solo puedo entregar a quien hizo el pedido. ¿Está aquí, con su ID?”"),
	"identity.kind":                  say("Say: “I cannot accept this document. Do you have a driver license or a state ID card?”", "Diga: “No puedo aceptar este documento. ¿Tiene licencia o tarjeta de ID estatal?”"),
	"identity.unknown_issuer":        say("Say: “I cannot accept this ID. Do you have another one with you?”", "Diga: “No puedo aceptar esta ID. ¿Tiene otra?”"),
	"identity.conflict":              say("Say: “I cannot accept this ID. Do you have another one with you?”", "Diga: “No puedo aceptar esta ID. ¿Tiene otra?”"),
	"rules.over_limit":               say("Say: “With what you bought today this is more than the law allows. I cannot hand it over today.”", "Diga: “Con lo que compró hoy, pasa lo que permite la ley. Hoy no puedo entregarlo.”"),
	"rules.out_of_hours":             say("Say: “The law does not let us hand this over at this hour. Please come back when we are open.”", "Diga: “La ley no permite entregar a esta hora. Vuelva cuando esté abierto.”"),
	"order.refused_id_issue":         say("Say: “I cannot accept this ID. You are welcome to come back with another one.”", "Diga: “No puedo aceptar esta ID. Puede volver con otra.”"),
	"order.refused_intoxicated":      say("Say: “I cannot hand this over today. You are welcome to come back another day.”", "Diga: “Hoy no puedo entregarlo. Puede volver otro día.”"),
	"order.refused_third_party":      say("Say: “I can hand this over only to the person who ordered it, for their own use.”", "Diga: “Solo puedo entregar a quien hizo el pedido, para su propio uso.”"),
	"order.refused_customer_request": say("Say: “I take the bag back, and your order is cancelled.”", "Diga: “Me llevo la bolsa y su pedido queda cancelado.”"),
	"order.refused_other":            say("Say: “I cannot hand this over today. The shop will tell you why.”", "Diga: “Hoy no puedo entregarlo. La tienda le dirá por qué.”"),
}

// CurbSay gives what to say to a refused customer.
func CurbSay(code string) (Message, bool) {
	message, ok := curbSay[code]
	return message, ok
}

var colors = map[string]Message{
	"beige": say("beige", "beige"), "black": say("black", "negro"), "blue": say("blue", "azul"), "brown": say("brown", "marrón"),
	"gold": say("gold", "dorado"), "gray": say("gray", "gris"), "green": say("green", "verde"), "orange": say("orange", "naranja"),
	"purple": say("purple", "morado"), "red": say("red", "rojo"), "silver": say("silver", "plateado"), "white": say("white", "blanco"),
	"yellow": say("yellow", "amarillo"),
}

// Color names a car's colour; one that is not known keeps its word.
func (l Language) Color(word string) string {
	if message, ok := colors[word]; ok {
		return l.Say(message)
	}
	return word
}
