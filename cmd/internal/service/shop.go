package service

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/till"
)

// pseudonymBytes is how much of the hash names a runner to the web shop.
const pseudonymBytes = 6

func shopOf(c config.Config, pseudonymKey []byte) till.Shop {
	return till.Shop{
		Name: c.Store.Name, Code: c.Store.Code, License: c.Store.License, Address: c.Store.Address,
		TerminalID: c.Terminal.ID, Jurisdiction: c.Store.Jurisdiction, Zone: c.Zone,
		Reports: c.Traceability.System != "none", HasFeed: c.Orders.URL != "",
		FilingWithin:       c.Traceability.FilingWithin.Duration,
		PriceFloorPermille: c.Orders.PriceFloorPercent * 10,
		PackedBagKept:      time.Duration(c.Orders.PackedBagKeptHours) * time.Hour,
		RunnerPseudonym: func(staffID string) string {
			mac := hmac.New(sha256.New, pseudonymKey)
			mac.Write([]byte(staffID))
			return "runner-" + hex.EncodeToString(mac.Sum(nil)[:pseudonymBytes])
		},
	}
}
