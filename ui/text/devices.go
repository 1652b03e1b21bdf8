package text

// devicesSpanish are the faults of the devices and of what they read. What a
// sentence names in English, such as a port, stands in the row beside it.
var devicesSpanish = map[string]translation{
	"device.not_configured": {"Este equipo no está configurado.", "Póngalo en la configuración."},
	"device.port_missing":   {"El equipo no está en su puerto.", "Revise el cable y que esté encendido."},
	"device.port_refused":   {"El puerto no se puede abrir.", "Otro programa puede tenerlo abierto."},
	"device.unplugged":      {"El equipo se desconectó o se apagó.", "Conéctelo. Sigue solo."},
	"device.closed":         {"El equipo está cerrado.", ""},
	"device.timeout":        {"El equipo no respondió a tiempo.", "Revise que esté encendido y su cable conectado."},
	"device.busy":           {"Un envío anterior al equipo no ha terminado.", "Espere un momento; si sigue, apáguelo y enciéndalo."},
	"device.abandoned":      {"El equipo no toma datos.", "Apáguelo y enciéndalo."},
	"device.protocol":       {"El equipo envía algo sin sentido.", "Revise su velocidad y su cable."},
	"device.no_answer":      {"El equipo no contesta.", "Revise que esté encendido y su cable conectado."},
	"device.settings":       {"La configuración del equipo no sirve.", "Un gerente debe revisarla."},

	"printer.paper_out":  {"La impresora no tiene papel.", "Ponga un rollo nuevo. La impresión sigue sola."},
	"printer.cover_open": {"La tapa de la impresora está abierta.", "Cierre la tapa. La impresión sigue sola."},
	"printer.error":      {"La impresora informa un error.", "Busque un atasco en el cortador; apáguela y enciéndala."},
	"printer.offline":    {"La impresora no está en línea.", "Revise que esté encendida y su cable conectado."},
	"print.unknown":      {"No se sabe si este papel salió.", "Mire la impresora."},
	"printer.restarted":  {"La impresora se apagó o reinició mientras imprimía.", "Mire el papel y responda en Más."},
	"print.document":     {"Este papel no se puede imprimir así.", "Revise el tamaño de las etiquetas."},

	"scale.moving":     {"El peso no queda quieto.", "Espere a que quede quieto y agregue otra vez."},
	"scale.over":       {"Hay más de lo que la balanza puede pesar.", "Quite algo del plato."},
	"scale.under":      {"La balanza muestra menos que cero.", "Vacíe el plato y pulse Cero."},
	"scale.other_unit": {"La balanza muestra otra unidad.", "Póngala en gramos."},
	"scale.not_zeroed": {"La balanza no encontró su cero.", "Vacíe el plato, apáguela y enciéndala."},
	"scale.fault":      {"La balanza no lo hizo o informa un error propio.", "Vacíe el plato e intente otra vez."},
	"scale.empty":      {"No hay nada en el plato.", "Ponga el producto en la balanza."},

	"scan.too_long": {"Ese escaneo es demasiado largo.", "Escanee otra vez."},
	"scan.torn":     {"El escaneo se cortó a la mitad.", "Escanee otra vez."},
	"scan.garbled":  {"El lector envía algo que no es texto.", "Revise su velocidad y su cable."},
}
