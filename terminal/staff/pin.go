package staff

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/curbline/curbline/terminal"
)

// The cost of a PIN's hash (OWASP Password Storage Cheat Sheet, argon2id).
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	hashBytes = 32
)

// Bounds of what a stored hash may ask for: a row that was tampered with must
// not stop the till.
const (
	memoryMaxKiB = 64 * 1024
	passesMax    = 10
	lanesMax     = 4
	partMaxBytes = 64 // of salt and hash
)

// PIN lengths.
const (
	PINMinDigits = 4
	PINMaxDigits = 8
)

var errHash = errors.New("not an argon2id hash in PHC form")

// CheckPIN says whether a PIN may be used: 4 to 8 digits, and not one that
// everybody tries first (all the same digit, or a run such as 1234 or 8765)
// unless it is for the sandbox. It returns an Invalid error of code staff.pin_rule.
func CheckPIN(pin string, sandbox bool) error {
	if len(pin) < PINMinDigits || len(pin) > PINMaxDigits || strings.Trim(pin, "0123456789") != "" {
		return terminal.Errorf(terminal.Invalid, "staff.pin_rule", "A PIN has %d to %d digits.", PINMinDigits, PINMaxDigits)
	}
	if !sandbox && trivial(pin) {
		return terminal.Errorf(terminal.Invalid, "staff.pin_rule", "This PIN is too easy to guess.").
			WithHint("Take digits that are not all the same and not in a row.")
	}
	return nil
}

// CheckNewPIN says whether a person may take a PIN: CheckPIN's rule, another one
// than before, and not the digits of their own badge or id. It returns Invalid
// errors of code staff.pin_rule and staff.pin_same.
func CheckNewPIN(member terminal.StaffMember, before, pin string) error {
	if err := CheckPIN(pin, false); err != nil {
		return err
	}
	if pin == before {
		return terminal.Errorf(terminal.Invalid, "staff.pin_same", "That is the PIN you had.").WithHint("Take another one.")
	}
	if pin == digitsOf(member.Badge) || pin == digitsOf(member.ID) {
		return terminal.Errorf(terminal.Invalid, "staff.pin_rule", "This PIN is on your badge.").WithHint("Take another one.")
	}
	return nil
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// trivial says whether each digit follows the one before by the same step of
// −1, 0 or 1.
func trivial(pin string) bool {
	step := int(pin[1]) - int(pin[0])
	if step < -1 || step > 1 {
		return false
	}
	for i := 2; i < len(pin); i++ {
		if int(pin[i])-int(pin[i-1]) != step {
			return false
		}
	}
	return true
}

// HashPIN gives the argon2id hash (RFC 9106) of a PIN as a PHC string. At most
// HashesMax run at once; it returns a staff.busy error if ctx ends while it
// waits. It does not check the PIN's rule.
func HashPIN(ctx context.Context, pin string) (string, error) {
	leave, err := hashing.Enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	sum := argon2.IDKey([]byte(pin), salt, passes, memoryKiB, lanes, hashBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// VerifyPIN says whether a PIN belongs to a hash made by HashPIN. A stored hash
// that is empty or malformed gives an Internal error of code staff.pin_hash; at
// most HashesMax run at once, and staff.busy is returned if ctx ends in the queue.
func VerifyPIN(ctx context.Context, hash, pin string) (bool, error) {
	parsed, err := parseHash(hash)
	if err != nil {
		return false, terminal.Errorf(terminal.Internal, "staff.pin_hash", "The PIN of this person cannot be checked.").
			WithHint("A manager must set a new PIN.").Wrap(err)
	}
	if len(pin) > PINMaxDigits {
		return false, nil
	}
	leave, err := hashing.Enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	sum := argon2.IDKey([]byte(pin), parsed.salt, parsed.passes, parsed.memory, parsed.lanes, uint32(len(parsed.sum)))
	return subtle.ConstantTimeCompare(sum, parsed.sum) == 1, nil
}

// SpendPIN takes the time of VerifyPIN for somebody who is not there, so that
// the wait does not tell which badges are anybody's.
func SpendPIN(ctx context.Context, pin string) error {
	if len(pin) > PINMaxDigits {
		return nil
	}
	leave, err := hashing.Enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	argon2.IDKey([]byte(pin), make([]byte, saltBytes), passes, memoryKiB, lanes, hashBytes)
	return nil
}

type pinHash struct {
	memory, passes uint32
	lanes          uint8
	salt, sum      []byte
}

func parseHash(text string) (pinHash, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return pinHash{}, errHash
	}
	parsed, err := parseCost(parts[3])
	if err != nil {
		return pinHash{}, err
	}
	if parsed.salt, err = decodePart(parts[4], 8); err != nil {
		return pinHash{}, err
	}
	parsed.sum, err = decodePart(parts[5], 16)
	return parsed, err
}

func parseCost(text string) (pinHash, error) {
	var cost pinHash
	if _, err := fmt.Sscanf(text, "m=%d,t=%d,p=%d", &cost.memory, &cost.passes, &cost.lanes); err != nil {
		return pinHash{}, errHash
	}
	// Printing it again shows that nothing stood behind the figures.
	again := fmt.Sprintf("m=%d,t=%d,p=%d", cost.memory, cost.passes, cost.lanes) == text
	lanesOK := cost.lanes >= 1 && cost.lanes <= lanesMax
	passesOK := cost.passes >= 1 && cost.passes <= passesMax
	memoryOK := cost.memory >= 8*uint32(cost.lanes) && cost.memory <= memoryMaxKiB
	if !again || !lanesOK || !passesOK || !memoryOK {
		return pinHash{}, errHash
	}
	return cost, nil
}

func decodePart(text string, minBytes int) ([]byte, error) {
	part, err := base64.RawStdEncoding.Strict().DecodeString(text)
	if err != nil || len(part) < minBytes || len(part) > partMaxBytes {
		return nil, errHash
	}
	return part, nil
}
