package seed

type config struct {
	Store        store        `toml:"store"`
	Terminal     terminal     `toml:"terminal"`
	API          api          `toml:"api"`
	Orders       orders       `toml:"orders"`
	Traceability traceability `toml:"traceability"`
	Devices      devices      `toml:"devices"`
	Tablet       tablet       `toml:"tablet"`
	Rules        rules        `toml:"rules"`
	Secrets      secrets      `toml:"secrets"`
}

type store struct {
	Name         string   `toml:"name"`
	Code         string   `toml:"code"`
	License      string   `toml:"license"`
	Jurisdiction string   `toml:"jurisdiction"`
	Locality     string   `toml:"locality"`
	TimeZone     string   `toml:"time_zone"`
	Address      []string `toml:"address"`
}

type terminal struct {
	ID         string `toml:"id"`
	DataDir    string `toml:"data_dir"`
	StartClock string `toml:"start_clock,omitempty"`
}

type api struct {
	Listen string `toml:"listen"`
}

type orders struct {
	URL string `toml:"url"`
}

type traceability struct {
	System      string `toml:"system"`
	URL         string `toml:"url"`
	SettleDelay string `toml:"settle_delay"`
}

type devices struct {
	Scanner scanner `toml:"scanner"`
	Printer printer `toml:"printer"`
	Labels  labels  `toml:"label_printer"`
	Scale   scale   `toml:"scale"`
	Display display `toml:"display"`
}

type scanner struct {
	Port string `toml:"port"`
	Baud int    `toml:"baud"`
}

type printer struct {
	Port    string `toml:"port"`
	Baud    int    `toml:"baud"`
	Profile string `toml:"profile"`
}

type labels struct {
	Port      string `toml:"port"`
	Baud      int    `toml:"baud"`
	WidthMM   int    `toml:"width_mm"`
	HeightMM  int    `toml:"height_mm"`
	DotsPerMM int    `toml:"dots_per_mm"`
}

type scale struct {
	Port     string `toml:"port"`
	Baud     int    `toml:"baud"`
	Protocol string `toml:"protocol"`
}

type display struct {
	Enabled bool `toml:"enabled"`
}

type tablet struct {
	Listen string `toml:"listen"`
}

type rules struct {
	AcceptDraft string `toml:"accept_draft"`
}

type secrets struct {
	File string `toml:"file"`
}

// Config gives the terminal's configuration for this sandbox. The settle delay
// is short, which only a loopback address may have.
func Config(place Place) ([]byte, error) {
	return encode("Written by the sandbox each time it starts.", config{
		Store: store{
			Name: StoreName, Code: StoreCode, License: License, Jurisdiction: Jurisdiction,
			Locality: Locality, TimeZone: TimeZone, Address: StoreAddress,
		},
		Terminal:     terminal{ID: TerminalID, DataDir: "data", StartClock: place.StartClock},
		API:          api{Listen: place.APIListen},
		Orders:       orders{URL: place.FeedURL},
		Traceability: traceability{System: "metrc", URL: place.StateURL, SettleDelay: "2s"},
		Devices: devices{
			Scanner: scanner{Port: place.ScannerPort, Baud: 9600},
			Printer: printer{Port: place.PrinterPort, Baud: 38400, Profile: "epson-tm-t88v"},
			Labels:  labels{Port: place.LabelPort, Baud: 9600, WidthMM: 100, HeightMM: 62, DotsPerMM: 8},
			Scale:   scale{Port: place.ScalePort, Baud: 9600, Protocol: place.ScaleProtocol},
		},
		Tablet:  tablet{Listen: place.TabletListen},
		Secrets: secrets{File: SecretsFile},
	})
}
