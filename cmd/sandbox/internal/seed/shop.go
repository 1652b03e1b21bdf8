// Package seed is the made-up shop of the sandbox: the store, its staff, goods
// and packages, and people who come in with their cards. Nobody and nothing in
// it exists.
package seed

// The store.
const (
	StoreName    = "Larimer Street Dispensary"
	StoreCode    = "LARIM"
	License      = "402R-00123"
	Jurisdiction = "US-CO"
	Locality     = "US-CO-Denver"
	TimeZone     = "America/Denver"
	TerminalID   = "T1"
)

// StoreAddress stands on papers.
var StoreAddress = []string{"1400 Larimer St", "Denver, CO 80202"}

// The development secrets. They open nothing outside the sandbox.
const (
	VendorKey   = "sandbox-vendor-key-8f3a1c"
	UserKey     = "sandbox-user-key-52d97e"
	UserName    = "Lena Ortiz"
	OrdersToken = "sandbox-orders-token-6b20d4"
)

// Member is a person who works in the shop. PINs of the sandbox are easy and
// public on purpose.
type Member struct{ ID, Name, Badge, Role, PIN string }

// Staff are the people of the shop.
var Staff = []Member{
	{"mara", "Mara Voss", "B-1001", "budtender", "1111"},
	{"theo", "Theo Grant", "B-1002", "budtender", "2222"},
	{"ines", "Ines Kovar", "B-1003", "budtender", "3333"},
	{"dario", "Dario Webb", "B-1004", "lead", "4444"},
	{"lena", "Lena Ortiz", "B-1005", "manager", "5555"},
	{"dee", "Dee Whitfield", "B-1006", "curbside", "6666"},
	{"ray", "Ray Amato", "B-1007", "auditor", "7777"},
}

// Product is one row of products.csv. Measures are of one sold unit and are
// empty where the shop does not know them.
type Product struct {
	SKU, Name, Category        string
	PriceCents                 int64
	Grams, Millilitres, Ounces string
	THCUnit, THCPackage, Units string
	Route, SoldBy, Flags       string
	StateCategory              string // what the state calls it; empty for merchandise
}

const (
	each  = "each"
	grams = "grams"

	inhaled  = "inhaled"
	eaten    = "oral"
	onSkin   = "topical"
	throughs = "transdermal"
	rectal   = "rectal"
)

// Products are what the shop sells. The cocoa bar has no figure for its THC, so
// that a terminal must refuse to sell it.
var Products = []Product{
	{"FLW-BMO-3.5", "Blue Mesa OG 3.5 g", "flower", 3500, "3.5", "", "", "", "843.5", "1", inhaled, each, "", "Buds"},
	{"FLW-BMO-14", "Blue Mesa OG 14 g", "flower", 11800, "14", "", "", "", "3374", "1", inhaled, each, "", "Buds"},
	{"FLW-SKY-3.5", "Skyline Sherbet 3.5 g", "flower", 3900, "3.5", "", "", "", "780.5", "1", inhaled, each, "", "Buds"},
	{"FLW-PNE-7", "Pine Ridge 7 g", "flower", 6200, "7", "", "", "", "1421", "1", inhaled, each, "", "Buds"},
	{"FLW-CRK-1", "Cherry Creek 1 g", "flower", 1200, "1", "", "", "", "211", "1", inhaled, each, "", "Buds"},
	{"FLW-DELI-BMO", "Blue Mesa OG, by the gram", "flower", 1050, "1", "", "", "", "241", "", inhaled, grams, "", "Buds"},
	{"FLW-DELI-PLT", "Platte River Haze, by the gram", "flower", 900, "1", "", "", "", "198", "", inhaled, grams, "", "Buds"},
	{"PRE-ALP-1", "Alpenglow pre-roll 1 g", "preroll", 900, "1", "", "", "", "198", "1", inhaled, each, "", "Raw Pre-Rolls"},
	{"PRE-ALP-5X0.5", "Alpenglow pre-rolls 5 × 0.5 g", "preroll", 2400, "2.5", "", "", "99", "495", "5", inhaled, each, "", "Raw Pre-Rolls"},
	{"PRE-TMB-0.75", "Timberline pre-roll 0.75 g", "preroll", 700, "0.75", "", "", "", "142.5", "1", inhaled, each, "", "Raw Pre-Rolls"},
	{"INF-MSA-1", "Mesa Diamond infused pre-roll 1 g", "infused_preroll", 1800, "1", "", "", "", "385", "1", inhaled, each, "infused", "Infused Pre-Rolls"},
	{"INF-MSA-3X0.5", "Mesa Diamond infused pre-rolls 3 × 0.5 g", "infused_preroll", 2900, "1.5", "", "", "192", "576", "3", inhaled, each, "infused", "Infused Pre-Rolls"},
	{"SHK-HSE-14", "House shake 14 g", "shake", 4500, "14", "", "", "", "2100", "1", inhaled, each, "", "Shake/Trim"},
	{"SHK-HSE-28", "House shake 28 g", "shake", 7900, "28", "", "", "", "4200", "1", inhaled, each, "", "Shake/Trim"},
	{"CON-GRN-1", "Granite Live Resin 1 g", "concentrate", 4200, "1", "", "", "", "712", "1", inhaled, each, "", "Concentrate"},
	{"CON-GRN-2", "Granite Live Resin 2 g", "concentrate", 7600, "2", "", "", "", "1424", "1", inhaled, each, "", "Concentrate"},
	{"CON-RSN-1", "Red Rock Rosin 1 g", "concentrate", 5500, "1", "", "", "", "748", "1", inhaled, each, "solventless", "Concentrate"},
	{"CON-WAX-1", "Foothill Wax 1 g", "concentrate", 2600, "1", "", "", "", "690", "1", inhaled, each, "", "Concentrate"},
	{"VAP-SUM-0.5", "Summit Cartridge 0.5 g", "vape_cartridge", 2800, "0.5", "", "", "", "425", "1", inhaled, each, "", "Vape Cartridge"},
	{"VAP-SUM-1", "Summit Cartridge 1 g", "vape_cartridge", 4800, "1", "", "", "", "850", "1", inhaled, each, "", "Vape Cartridge"},
	{"VAP-DSP-0.3", "Gondola Disposable 0.3 g", "vape_cartridge", 2200, "0.3", "", "", "", "246", "1", inhaled, each, "disposable", "Vape Cartridge"},
	{"EDI-SUN-10", "Sunset Gummies", "edible_solid", 1800, "40", "", "", "10", "100", "10", eaten, each, "", "Infused (edible)"},
	{"EDI-SUN-20X5", "Sunset Gummies, gentle 20 × 5 mg", "edible_solid", 1900, "80", "", "", "5", "100", "20", eaten, each, "", "Infused (edible)"},
	{"EDI-MNT-40", "Peppermint Minis 40 × 2.5 mg", "edible_solid", 2000, "36", "", "", "2.5", "100", "40", eaten, each, "", "Infused (edible)"},
	{"EDI-CAR-10", "Salted Caramels 10 × 10 mg", "edible_solid", 2250, "110", "", "", "10", "100", "10", eaten, each, "", "Infused (edible)"},
	{"EDI-CHW-1", "Single Chew 10 mg", "edible_solid", 400, "5", "", "", "10", "10", "1", eaten, each, "", "Infused (edible)"},
	{"EDI-COC-100", "Foothill Cocoa Bar 100 g", "edible_solid", 1600, "100", "", "", "", "", "10", eaten, each, "", "Infused (edible)"},
	{"DRK-LEM-100", "Lemon Fizz 100 mg", "edible_liquid", 1700, "", "355", "12", "10", "100", "10", eaten, each, "", "Infused (edible)"},
	{"DRK-TEA-10", "Iced Tea 10 mg", "edible_liquid", 600, "", "355", "12", "10", "10", "1", eaten, each, "", "Infused (edible)"},
	{"CAP-NGT-20", "Night Capsules 20 × 5 mg", "capsule", 2600, "12", "", "", "5", "100", "20", eaten, each, "", "Infused (edible)"},
	{"CAP-DAY-10", "Day Capsules 10 × 10 mg", "capsule", 2400, "6", "", "", "10", "100", "10", eaten, each, "", "Infused (edible)"},
	{"TIN-CLR-30", "Clear Creek Tincture 30 ml", "tincture", 3200, "", "30", "1.01", "5", "100", "20", eaten, each, "", "Infused (edible)"},
	{"TIN-BAL-30", "Balance Tincture 1:1 30 ml", "tincture", 3600, "", "30", "1.01", "5", "100", "20", eaten, each, "", "Infused (edible)"},
	{"TOP-SLV-60", "Arnica Salve 60 ml", "topical", 2800, "57", "60", "", "", "200", "1", onSkin, each, "", "Infused (non-edible)"},
	{"TOP-BTH-200", "Bath Soak 200 g", "topical", 1900, "200", "", "", "", "50", "1", onSkin, each, "", "Infused (non-edible)"},
	{"PAT-20-1", "Transdermal Patch 20 mg", "transdermal_patch", 1500, "2", "", "", "20", "20", "1", throughs, each, "", "Infused (non-edible)"},
	{"SUP-50-5", "Suppositories 5 × 10 mg", "suppository", 2900, "10", "", "", "10", "50", "5", rectal, each, "", "Infused (non-edible)"},
	{"MER-PPR-1", "Rolling papers", "merchandise", 300, "", "", "", "", "", "", "", each, "", ""},
	{"MER-LTR-1", "Lighter", "merchandise", 250, "", "", "", "", "", "", "", each, "", ""},
	{"MER-PIP-1", "Glass pipe", "merchandise", 2400, "", "", "", "", "", "", "", each, "", ""},
}
