package terminal

import (
	"errors"
	"time"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
)

// Reader answers questions from one consistent state of the database. Getters
// return a NotFound error for what is not there.
type Reader interface {
	Head() (Head, error)
	Entries(afterPosition int64, limit int) ([]Entry, error)
	// EntriesFrom lists the present epoch's entries from a sequence on.
	EntriesFrom(sequence int64, limit int) ([]Entry, error)

	Product(sku string) (Product, error)
	Products() ([]Product, error)
	Package(tag string) (Package, error)
	PackagesOf(sku string) ([]Package, error)
	Stock(sku string) (Stock, error)
	Stocks() ([]Stock, error)

	Staff(id string) (StaffMember, error)
	StaffByBadge(badge string) (StaffMember, error)
	StaffMembers() ([]StaffMember, error)

	Device(id string) (Device, error)
	Devices() ([]Device, error) // the revoked ones too, in the order of pairing
	// DoorLock gives an empty lock for a device at which no wrong PIN was typed.
	DoorLock(device string) (DoorLock, error)

	Cart(id string) (Cart, error)
	Carts() ([]Cart, error)
	Sale(id string) (Sale, error)
	SaleByExternal(external string) (Sale, error)
	Sales(date clock.Date) ([]Sale, error)
	LastSaleNumber() (int64, error) // of the present epoch, 0 if none
	EpochOpenedAt() (time.Time, error)
	Purchases(day clock.Date, token string) ([]Purchase, error)
	HasPurchases(day clock.Date) (bool, error)

	OpenShift() (Shift, error)
	ShiftByID(id string) (Shift, error)
	LastShift() (Shift, error)
	Rolls(date clock.Date) ([]Roll, error)

	Order(id string) (Order, error)
	OpenOrders() ([]Order, error)
	OrdersChanged(since time.Time) ([]Order, error)
	FeedCursor() (string, error)
	EventSeen(source, id string) (bool, error)
	PendingShopCommands(limit int) ([]ShopCommand, error)
	ShopCommand(key string) (ShopCommand, error)
	// CommandsWithoutEvent counts an order's commands that will still raise its
	// revision: neither turned down nor seen in an event.
	CommandsWithoutEvent(orderID string) (int, error)

	Upload(rowID int64) (Upload, error)
	UploadsOf(saleID string) ([]Upload, error)
	UploadsIn(states ...UploadState) ([]Upload, error)
	DueUploads(state UploadState, now, liveSince time.Time, limit int) ([]Upload, error)

	PrintJob(rowID int64) (PrintJob, error)
	PrintJobsIn(states ...PrintState) ([]PrintJob, error)
	PrintJobsOf(subject string) ([]PrintJob, error)
}

// StoredCommand is a command's outcome, kept so that the same id answers the
// same again. BodyHash is keyed: the body itself may hold an ID and is never kept.
type StoredCommand struct {
	ID       string
	BodyHash Hash
	Outcome  []byte // JSON
	Position int64
	At       time.Time
}

// Tx is one transaction on the one write path. Nothing of it is visible before
// the commit, and it must not be kept after the function that got it returns.
type Tx interface {
	Reader
	Tables

	// AppendEntry writes an entry whose body and hash were made for the present
	// head, and returns its position.
	AppendEntry(Entry) (int64, error)
	PutPersonal(Personal) error
	ErasePersonal(before time.Time) (int, error)
	OpenEpoch(epoch string) error

	Command(id string) (StoredCommand, error)
	PutCommand(StoredCommand) error
	DropCommands(before time.Time) error

	PutStaff(StaffMember) error
	PutDoorLock(DoorLock) error
	PutCart(Cart) error
	DropCart(id string) error
	PutPurchase(Purchase) error
	DropPurchasesOf(day clock.Date, saleID string) error
	DropPurchases(before clock.Date) error

	SetBound(tag string, bound measure.Quantity) error
	SetReserved(sku string, reserved measure.Quantity) error
	UnitCodeUsed(code string) (bool, error)
	UseUnitCode(code, by string) error
	FreeUnitCode(code string) error

	PutOrder(Order) error
	SetFeedCursor(cursor string) error
	MarkEvent(source, id string) error
	QueueShopCommand(ShopCommand) error
	SetShopResult(key, result string) error
	MarkEchoed(key string) error

	QueueUpload(Upload) (int64, error)
	PutUpload(Upload) error

	QueuePrintJob(PrintJob) (int64, error)
	PutPrintJob(PrintJob) error
}

// ErrCommitUnknown wraps the error of a COMMIT that failed: the transaction may
// or may not be on disk, and the same connection's own look is no proof.
var ErrCommitUnknown = errors.New("the outcome of the commit is not known")
