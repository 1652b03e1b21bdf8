package identity

// The oddities that Hints and Assess find by themselves: reasons to look at the
// card, never a verdict.
const (
	// WarnManual: the document was typed in by a person.
	WarnManual = "manual_entry"
	// WarnIssuedUnder21: the card was issued before the 21st birthday; it is often
	// a vertical one.
	WarnIssuedUnder21 = "issued_under_21"
	// WarnExpiresToday: the card is still good through the end of the day.
	WarnExpiresToday = "expires_today"
	// WarnUnder18Differs: the printed under-18 day is not the 18th birthday, give or
	// take a day.
	WarnUnder18Differs = "under_18_differs"
	// WarnUnder19Differs: the same for the 19th birthday.
	WarnUnder19Differs = "under_19_differs"
	// WarnUnder21Differs: the same for the 21st birthday.
	WarnUnder21Differs = "under_21_differs"
	// WarnMinorDayDecides: the printed under-21 day is later than the birthday and
	// was used.
	WarnMinorDayDecides = "under_21_decides"
	// WarnIssueUnknown: a licence or ID card has no usable day of issue.
	WarnIssueUnknown = "issue_unknown"
	// WarnVersionTooNew: the card was issued before its barcode standard existed.
	WarnVersionTooNew = "version_too_new"
	// WarnDesignAfterIssue: the card's design is dated after the day of issue.
	WarnDesignAfterIssue = "design_after_issue"
	// WarnDesignInFuture: the card's design is dated after today.
	WarnDesignInFuture = "design_in_future"
	// WarnValidityLong: the card is valid for longer than issuers give.
	WarnValidityLong = "validity_long"
	// WarnNumberPattern: the licence number does not have the issuer's form.
	WarnNumberPattern = "number_pattern"
	// WarnNumberBirthDate: the licence number holds another birth date than the card.
	// It is the strongest of these hints.
	WarnNumberBirthDate = "number_birth_date"
	// WarnNumberName: the licence number was made from another family name. It is
	// weak, as names change.
	WarnNumberName = "number_name"
	// WarnSpecimenName: the name is one that samples and generators of cards use.
	WarnSpecimenName = "specimen_name"
	// WarnAddressElsewhere: the holder's address is not in the issuer's jurisdiction.
	WarnAddressElsewhere = "address_elsewhere"
)

// The oddities that the readers of documents find and put into
// idcard.Document.Warnings.
const (
	// WarnIssuerUnknown: the issuer's number is not in the table.
	WarnIssuerUnknown = "issuer_unknown"
	// WarnCountryElsewhere: the country on the card is not the issuer's.
	WarnCountryElsewhere = "country_elsewhere"
	// WarnDirectoryWrong: the barcode's directory does not match its bytes.
	WarnDirectoryWrong = "directory_wrong"
	// WarnKindAssumed: nothing says whether this is a licence or an ID card.
	WarnKindAssumed = "kind_assumed"
	// WarnNameConflict: a name is there twice, with different values.
	WarnNameConflict = "name_conflict"
	// WarnNameOrderUnclear: the full name cannot be split for sure.
	WarnNameOrderUnclear = "name_order_unclear"
	// WarnNameCutOff: the name fills its place to the end, so it may go on on the card.
	WarnNameCutOff = "name_cut_off"
	// WarnScannedTwice: two scans of the same document came in one.
	WarnScannedTwice = "scanned_twice"
	// WarnUnder21Invalid: the under-21 day came twice or is no date.
	WarnUnder21Invalid = "under_21_invalid"
)

// AllHints are all codes that Hints and Assess put into warnings. A screen needs
// words for each.
var AllHints = []string{
	WarnManual, WarnIssuedUnder21, WarnExpiresToday, WarnUnder18Differs, WarnUnder19Differs, WarnUnder21Differs,
	WarnMinorDayDecides, WarnIssueUnknown, WarnVersionTooNew, WarnDesignAfterIssue, WarnDesignInFuture,
	WarnValidityLong, WarnNumberPattern, WarnNumberBirthDate, WarnNumberName, WarnSpecimenName, WarnAddressElsewhere,
	WarnIssuerUnknown, WarnCountryElsewhere, WarnDirectoryWrong, WarnKindAssumed, WarnNameConflict,
	WarnNameOrderUnclear, WarnNameCutOff, WarnScannedTwice, WarnUnder21Invalid,
}
