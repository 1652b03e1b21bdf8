package terminal

// Outcome is a decision. Its zero value is a refusal.
type Outcome string

// The outcomes of a verdict.
const (
	Allowed    Outcome = "allowed"
	NotAllowed Outcome = "refused"
)

// RuleResult is one rule with the numbers that it was decided by.
type RuleResult struct {
	Rule       string  `json:"rule"`
	Pack       string  `json:"pack"`
	Version    string  `json:"pack_version"`
	Cite       string  `json:"cite"`
	Outcome    Outcome `json:"outcome"`
	Title      string  `json:"title"`             // the rule in a few words
	Arithmetic string  `json:"arithmetic"`        // "14/28 + 4/8 = 1.0000 of 1", exact
	Used       string  `json:"used,omitempty"`    // share of the limit, 4 places, rounded up
	Earlier    string  `json:"earlier,omitempty"` // of that, bought earlier in the period
	Max        string  `json:"max,omitempty"`
	Unit       string  `json:"unit,omitempty"`
	Headroom   string  `json:"headroom,omitempty"` // what is left, rounded down
	Confidence string  `json:"confidence,omitempty"`
	Sample     bool    `json:"sample,omitempty"`
}

// Fix is one way to make a refused cart allowed: lines to take out.
type Fix struct {
	Lines []int  `json:"lines"`
	Text  string `json:"text"`
}

// Verdict is the answer of the rules to one question, with its reasons.
type Verdict struct {
	Outcome Outcome      `json:"outcome"`
	Code    string       `json:"code,omitempty"`   // of the first refusal, such as "sale.over_limit"
	Reason  string       `json:"reason,omitempty"` // in one sentence
	Hint    string       `json:"hint,omitempty"`
	Rules   []RuleResult `json:"rules"`
	Fixes   []Fix        `json:"fixes,omitempty"`
	Status  string       `json:"status"` // of the packs: "draft, not legally reviewed"
}

// OK says whether the verdict allows. Anything but Allowed is a refusal.
func (v Verdict) OK() bool { return v.Outcome == Allowed }

// Err gives the refusal as an error, nil if allowed.
func (v Verdict) Err() error {
	if v.OK() {
		return nil
	}
	code, reason := v.Code, v.Reason
	if code == "" {
		code, reason = "rules.no_verdict", "There is no verdict for this sale, so it cannot be made."
	}
	return &Error{Kind: Refused, Code: code, Message: reason, Hint: v.Hint}
}
