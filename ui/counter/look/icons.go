package look

import (
	"embed"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

//go:embed icons/*.svg
var drawings embed.FS

// Icon names a drawing. Empty means no icon.
type Icon string

// Icons drawn for this product; the web pages use the same names.
const (
	VerifiedUser        Icon = "verified-user"
	Block               Icon = "block"
	Badge               Icon = "badge"
	BarcodeScanner      Icon = "barcode-scanner"
	Gavel               Icon = "gavel"
	Schedule            Icon = "schedule"
	HourglassTop        Icon = "hourglass-top"
	CloudOff            Icon = "cloud-off"
	CloudDone           Icon = "cloud-done"
	WifiOff             Icon = "wifi-off"
	Sync                Icon = "sync"
	PointOfSale         Icon = "point-of-sale"
	Payments            Icon = "payments"
	CreditCard          Icon = "credit-card"
	ReceiptLong         Icon = "receipt-long"
	ShoppingBag         Icon = "shopping-bag"
	Storefront          Icon = "storefront"
	DirectionsCar       Icon = "directions-car"
	NotificationsActive Icon = "notifications-active"
	PottedPlant         Icon = "potted-plant"  // flower
	SmokingRooms        Icon = "smoking-rooms" // pre-roll
	WaterDrop           Icon = "water-drop"    // concentrate
	VapingRooms         Icon = "vaping-rooms"
	Cookie              Icon = "cookie" // edible
	Lock                Icon = "lock"
	Database            Icon = "database"
	Flag                Icon = "flag"
	Build               Icon = "build"
	Link                Icon = "link"
	Percent             Icon = "percent"
	AssignmentReturn    Icon = "assignment-return"
	TableView           Icon = "table-view"
	PictureAsPDF        Icon = "picture-as-pdf"
	CheckCircle         Icon = "check-circle"  // solid, in the chip
	TaskAlt             Icon = "task-alt"      // ring, for a verdict
	ErrorOutline        Icon = "error-outline" // ring, for a fault
	Chevron             Icon = "arrow-right"
	Mark                Icon = "curbline" // the product's mark
	Scale               Icon = "scale"
	Label               Icon = "label"
)

// Icons of Fyne's own set.
const (
	Search         Icon = Icon(theme.IconNameSearch)
	Add            Icon = Icon(theme.IconNameContentAdd)
	Remove         Icon = Icon(theme.IconNameContentRemove)
	Confirm        Icon = Icon(theme.IconNameConfirm)
	Cancel         Icon = Icon(theme.IconNameCancel)
	Delete         Icon = Icon(theme.IconNameDelete)
	Warning        Icon = Icon(theme.IconNameWarning)
	Error          Icon = Icon(theme.IconNameError)
	Info           Icon = Icon(theme.IconNameInfo)
	History        Icon = Icon(theme.IconNameHistory)
	Account        Icon = Icon(theme.IconNameAccount)
	MoreHorizontal Icon = Icon(theme.IconNameMoreHorizontal)
	NavigateBack   Icon = Icon(theme.IconNameNavigateBack)
	NavigateNext   Icon = Icon(theme.IconNameNavigateNext)
	DocumentPrint  Icon = Icon(theme.IconNameDocumentPrint)
	Download       Icon = Icon(theme.IconNameDownload)
	MediaPause     Icon = Icon(theme.IconNameMediaPause)
	MediaReplay    Icon = Icon(theme.IconNameMediaReplay)
	VisibilityOff  Icon = Icon(theme.IconNameVisibilityOff)
	VolumeMute     Icon = Icon(theme.IconNameVolumeMute)
	Storage        Icon = Icon(theme.IconNameStorage)
	ViewRefresh    Icon = Icon(theme.IconNameViewRefresh)
)

// Own lists the icons drawn for this product.
func Own() []Icon {
	return []Icon{
		VerifiedUser, Block, Badge, BarcodeScanner, Gavel, Schedule, HourglassTop, CloudOff, CloudDone,
		WifiOff, Sync, PointOfSale, Payments, CreditCard, ReceiptLong, ShoppingBag, Storefront,
		DirectionsCar, NotificationsActive, PottedPlant, SmokingRooms, WaterDrop, VapingRooms, Cookie,
		Lock, Database, Flag, Build, Link, Percent, AssignmentReturn, TableView, PictureAsPDF,
		CheckCircle, TaskAlt, ErrorOutline, Chevron, Mark, Scale, Label,
	}
}

// FynesOwn lists the icons taken from Fyne's set.
func FynesOwn() []Icon {
	return []Icon{
		Search, Add, Remove, Confirm, Cancel, Delete, Warning, Error, Info, History, Account,
		MoreHorizontal, NavigateBack, NavigateNext, DocumentPrint, Download, MediaPause, MediaReplay,
		VisibilityOff, VolumeMute, Storage, ViewRefresh,
	}
}

// painted holds one themed resource for each icon and colour, because Fyne
// keys its texture cache by the resource's name and compares by identity.
// Only the Fyne goroutine asks for icons, so it needs no lock.
var painted = map[Icon]map[Token]fyne.Resource{}

// Resource returns the icon in a token's colour; it follows the theme. An
// unknown icon gives nil.
func (i Icon) Resource(token Token) fyne.Resource {
	if res, ok := painted[i][token]; ok {
		return res
	}
	source := i.source()
	if source == nil {
		return nil
	}
	res := theme.NewThemedResource(source)
	res.ColorName = token
	if painted[i] == nil {
		painted[i] = map[Token]fyne.Resource{}
	}
	painted[i][token] = res
	return res
}

func (i Icon) source() fyne.Resource {
	if data, err := drawings.ReadFile("icons/" + string(i) + ".svg"); err == nil {
		return fyne.NewStaticResource("curbline-"+string(i)+".svg", data)
	}
	return theme.DefaultTheme().Icon(fyne.ThemeIconName(i))
}
