package text

import "github.com/curbline/curbline/terminal"

// issuers are the states and territories by their postal codes.
var issuers = map[string]string{
	"AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado", "CT": "Connecticut",
	"DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
	"IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland",
	"MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska",
	"NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
	"ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
	"SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
	"WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "PR": "Puerto Rico", "GU": "Guam",
}

// Issuer names who issued a document; an unknown code stays as it is.
func Issuer(code string) string {
	if name, ok := issuers[code]; ok {
		return name
	}
	return code
}

var roles = map[terminal.Role]Message{
	terminal.Budtender: say("Budtender", "Dependiente"),
	terminal.Curbside:  say("Curbside", "Entrega"),
	terminal.Lead:      say("Lead", "Supervisor"),
	terminal.Manager:   say("Manager", "Gerente"),
	terminal.Auditor:   say("Auditor", "Auditor"),
}

// Role names what a person may do.
func (l Language) Role(role terminal.Role) string {
	if message, ok := roles[role]; ok {
		return l.Say(message)
	}
	return string(role)
}
