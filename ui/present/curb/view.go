// Package curb is the workplace at the car: what the curbside tablets show, and
// what a tap there becomes. Every word and number is put together here; a page
// only draws it. It knows neither HTML nor HTTP.
package curb

import "github.com/curbline/curbline/ui/text"

// Tone is how a thing is meant; a page gives each its colour, an icon and a word.
type Tone string

// The tones.
const (
	Plain Tone = "plain"
	Good  Tone = "ok"
	Look  Tone = "warn"
	Halt  Tone = "stop"
	Info  Tone = "info"
)

// Pill is a short state: an icon, words, a tone.
type Pill struct {
	Icon string // name of an icon file, such as "check-circle"
	Text string
	Tone Tone
}

// Frame is what all pages of a signed-in tablet have around their content.
type Frame struct {
	Language text.Language
	Title    string // of the page: "Curbside", "Order A-1042"
	Back     bool   // an arrow to the arrivals stands before the title
	Store    string
	Terminal string // T1
	Linked   Pill   // "T1 linked, feed live"
	Lost     string // what the pill says when the page loses T1; "%s" is the time
	Who      string // "Dee W."
	Rules    string // "Rules: US-CO 2026.11 draft, not legally reviewed"
	License  string // "402R-00123, T1"
	Tabs     []Tab  // none on a page with an action bar
	Notice   *Notice
	// Epoch and Sequence are the journal's at the reading: a page never shows an
	// older state than it did.
	Epoch    string
	Sequence int64
	Words    Words
}

// Words are the fixed texts of the frame.
type Words struct {
	SignOut, Language, OtherLanguage, Back, Help, Skip, SaveFirst string
	// Saving stands on a button whose answer is awaited, Looking after it did not
	// come in time and is asked for again.
	Saving, Looking string
}

// Tab is one of the three lists.
type Tab struct {
	Name   string // arrivals, ready, done
	Icon   string
	Label  string
	Count  int // -1 for none
	Active bool
}

// Notice is what became of the last tap, if it was no.
type Notice struct {
	Tone  Tone
	Title string
	Text  string
}

// Button is one action. A page posts Fields with Command, which is the id of
// the command that this picture of the button stands for: pressed twice, it is
// one command. Without an Action it leads to Link.
type Button struct {
	Label   string
	Icon    string
	Primary bool
	Action  string // one of the actions of Desk.Do; empty for a link
	Link    string // path on the tablet's own server
	Command string // UUIDv7
	Fields  map[string]string
	Blocked bool // it says in Label why
	Chosen  bool
}

// Arrivals is the list of cars, the one that waits longest first.
type Arrivals struct {
	Frame
	Heading  string // "3 cars waiting"
	Order    string // "Longest first"
	Cars     []Car
	More     string // words for cars beyond the page's limit, empty if all are shown
	OnTheWay string // heading, empty without such
	Coming   []Coming
	Empty    string // words instead of a list
	// Alarm names the order whose alarm sounds; empty for none.
	Alarm     string
	AlarmText string // for a live region: "Car at spot 3 waits over 3 minutes"
	Mute      string // label of the button that mutes for a minute; empty without an alarm
	// MuteCommand is the id that the mute button's form posts; muting is no command
	// of the till.
	MuteCommand string
	// MutedUntilMS is, in Unix milliseconds, from when on a muted alarm sounds
	// again; 0 if it is not muted. The stream tells it, too.
	MutedUntilMS int64
}

// Car is one arrived car.
type Car struct {
	Order     string
	Version   string // changes when the card does
	SpotLabel string // "Spot"
	Spot      string
	Color     string // a colour word of the closed list that a page has swatches for, or empty
	Vehicle   string // "Blue Subaru Outback"
	Plate     string
	Customer  string // "Jordan P., A-1042"
	ArrivedMS int64  // Unix milliseconds, for ticking
	Wait      string // "4:12" at the reading
	WaitNote  Pill   // "over 3 min", "with you", "waiting", "with Theo B."
	LateMS    int64  // Unix milliseconds from when on the wait is late
	LateNote  string
	Late      bool
	Bag       Pill // "Bag ready, shelf B2", "Still picking, 1 of 4 tags"
	Payment   Pill // "Pays at the car, $87.91"
	Attention string
	Button    Button
}

// Coming is a car on its way.
type Coming struct {
	Order, Color, Vehicle, Detail, When string
}

// Bags is the list of what is ready, or of what was handed over today.
type Bags struct {
	Frame
	Heading string
	Empty   string
	Rows    []BagRow
	More    string
}

// BagRow is one order in a list.
type BagRow struct {
	Order, Title, Detail, When string
	Pill                       Pill
	Link                       string
}

// Order is the page of one order: hand-over, refusal, done, or why nothing can
// be done. Exactly one of the four is set.
type Order struct {
	Frame
	ID       string
	Version  string
	Car      Car // its head
	Since    string
	Handover *Handover
	Refused  *Refused
	Done     *Done
	Closed   *Closed
}

// StepState is where a step of a hand-over stands.
type StepState string

// The states of a step.
const (
	StepDone    StepState = "done"
	StepCurrent StepState = "current"
	StepLater   StepState = "later"
	StepWrong   StepState = "wrong"
)

// Step is the head of one of the five steps, which never change their order.
type Step struct {
	Number int
	State  StepState
	Title  string
	Badge  string // "Adult 21+"
	Aside  string // at the right edge
	Lines  []string
	Small  []string
}

// Handover is a hand-over under way.
type Handover struct {
	Identity Step
	Limits   Step
	Meters   []Meter
	LinesOut []LineOut // offered where limits fail
	Bag      Step
	BagTitle string // "Bag A-1042, shelf B2"
	BagText  string // what is in it
	ScanNow  string // empty once the bag is scanned
	BackPack Button // "Seal broken, or a line to take out? Back to packing."
	Payment  Step
	Total    string
	Choices  []Button // cash, external
	Cash     *Cash    // while cash is chosen
	Card     *Card    // while a card terminal of somebody else is chosen
	Finish   Step
	Refuse   Button
	Reasons  []Button // of a refusal by the person: shown behind Refuse
	Next     Button   // the one next thing
	// Scan is what a scan does now: "id", "bag" or "" for nothing.
	Scan     string
	ScanHelp string // "Scan with the scanner, or use the camera"
	Camera   string // label of the camera's button, empty where nothing is scanned
	Typed    string // label of the field for a bag code that is typed
	// Command is the id for a scan of this picture.
	Command string
	Warning string // of the ID: look again
	// Override is offered to a lead where the family name differs.
	Override *Override
}

// Override asks a supervisor for reason, badge and PIN.
type Override struct {
	Title, Text, Reason, Badge, PIN string
	Button                          Button
}

// Cash is the small change at the car.
type Cash struct {
	Label  string // "Cash given"
	Given  string // "100.00", as typed; its form posts action tender with fields kind=cash and given
	Quick  []Button
	Change string // "Change $12.09", or "$8.19 missing"
	Short  bool
}

// Card asks for what stands on the slip of a card terminal that is not ours. Its
// button posts the field "reference" beside its Fields.
type Card struct {
	Label     string // "Reference on the slip"
	Reference string
	Button    Button
}

// Meter is one limit.
type Meter struct {
	Title   string
	Percent string // "32.1%"
	Shares  []Share
	Over    bool
	Text    string // "Flower 5.5 g, edible 100 mg. Nothing earlier today here."
	Rule    string // "co-adult-1oz-equiv, Rule 6-110(C)"
	Spoken  string // the meter in words
}

// Share is one part of a meter's bar.
type Share struct {
	Kind     string // earlier, flower, concentrate, edible: names a colour
	Permille int    // of the limit, at most 1000 over all shares
}

// LineOut is a line that can be taken out.
type LineOut struct {
	Text   string
	Button Button
}

// Refused is a refusal: the only page with a solid head.
type Refused struct {
	Title      string // "Do not hand over"
	Text       string // "This ID has expired."
	Why        string
	Rows       []Row // the arithmetic; the last one is the result
	Rule       string
	Cite       string
	StepsTitle string
	Steps      []string
	// Recorded says what was kept and what the web shop hears.
	Recorded      string
	RecordedLines []string
	BagTitle      string // empty if no bag is out
	BagText       string
	BagPill       Pill
	ShelfLabel    string // label of the field for the shelf's code
	BringBack     Button // scans the shelf; posts field "code"
	Again         Button // scan another ID
	Scan          string // "id" or "shelf": what a scan does here
	Command       string
}

// Row is one line of arithmetic.
type Row struct {
	Label, Value string
	Result       bool
}

// Done is a hand-over that is on disk.
type Done struct {
	Title   string // "Handed over"
	Change  string // "Give $12.09 change", empty without
	Lines   []string
	Receipt Pill // "Receipt prints indoors"
	Next    Button
}

// Closed is an order at which nothing can be done here.
type Closed struct {
	Title, Text string
	Bag         string
	ShelfLabel  string
	BringBack   *Button // its bag still has to go back
	Next        Button
}

// SignIn is the page that asks who works.
type SignIn struct {
	Frame
	Heading, Text  string
	People         []Person
	Badge, PIN, Go string // labels
	Chosen         string // badge
	Problem        string
	// Change asks for a new PIN before anything else.
	Change *ChangePIN
}

// Person is a tile.
type Person struct{ Badge, Name, Role string }

// ChangePIN is the form for an own PIN.
type ChangePIN struct{ Heading, Text, Old, New, Again, Go, Problem string }

// Pairing is the page of a tablet that is not paired.
type Pairing struct {
	Frame
	Heading, Text string
	CodeLabel     string
	Code          string // "482 915" or empty
	Left          string // "Read from the QR. Good for 8:47, one tablet, 5 tries."
	UntilMS       int64
	Steps         []Step // connected, certificate, name, approval
	Name          string
	NameLabel     string
	NameHelp      string
	OldPage       string // heading of the help
	OldPageText   string
	Ask           Button
	Cancel        Button
	Problem       string
	// Waiting: asked, a manager must approve; the page asks again by itself.
	Waiting     bool
	WaitingText string
	SetUp       string // label of the link to the set-up help
}

// Help is the set-up in words, for each kind of tablet.
type Help struct {
	Frame
	Heading     string
	Fingerprint string
	Download    string // label
	Parts       []HelpPart
}

// HelpPart is one list of steps.
type HelpPart struct {
	Title string
	Steps []string
}

// Camera is the page that reads a barcode by camera.
type Camera struct {
	Frame
	Order     string
	Heading   string
	Text      string
	Denied    string // the camera may not be used
	NoDecoder string // the program was built without one
	Reading   string
	Stop      Button
	Command   string
	Scan      string // "id" or "bag"
}
