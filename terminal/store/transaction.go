package store

import (
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/journal"
	"github.com/curbline/curbline/terminal/measure"
)

// transaction is terminal.Tx on the writer's connection.
type transaction struct {
	queries
	appended *terminal.Head
}

var _ terminal.Tx = (*transaction)(nil)

func (t *transaction) exec(query string, args ...any) error {
	_, err := t.db.ExecContext(t.ctx, query, args...)
	return err
}

func (t *transaction) insert(query string, args ...any) (int64, error) {
	result, err := t.db.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// put writes a row whose body is value as JSON; it is the last argument.
func (t *transaction) put(query string, value any, args ...any) error {
	text, err := encodeRow(value)
	if err != nil {
		return err
	}
	return t.exec(query, append(args, text)...)
}

func (t *transaction) AppendEntry(entry terminal.Entry) (int64, error) {
	position, err := t.insert(`INSERT INTO journal (hash, body) VALUES (?, ?)`, entry.Hash[:], entry.Body)
	if err != nil {
		return 0, err
	}
	head := journal.HeadOf(entry)
	t.appended = &head
	return position, nil
}

func (t *transaction) OpenEpoch(epoch string) error {
	return t.exec(`INSERT INTO epoch (code, first_position)
		SELECT ?, coalesce(max(position), 0) + 1 FROM journal`, epoch)
}

func (t *transaction) PutPersonal(p terminal.Personal) error {
	return t.exec(`INSERT INTO personal (digest, salt, value, erase_after) VALUES (?, ?, ?, ?)`,
		p.Digest[:], p.Salt, p.Value, millis(p.EraseAfter))
}

func (t *transaction) ErasePersonal(before time.Time) (int, error) {
	result, err := t.db.ExecContext(t.ctx, `DELETE FROM personal WHERE erase_after <= ?`, millis(before))
	if err != nil {
		return 0, err
	}
	count, err := result.RowsAffected()
	return int(count), err
}

func (t *transaction) PutCommand(c terminal.StoredCommand) error {
	key, err := idKey(c.ID)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO command (id, body_hash, outcome, position, at) VALUES (?, ?, ?, ?, ?)`,
		key, c.BodyHash[:], c.Outcome, c.Position, millis(c.At))
}

func (t *transaction) DropCommands(before time.Time) error {
	return t.exec(`DELETE FROM command WHERE at < ?`, millis(before))
}

func (t *transaction) PutStaff(m terminal.StaffMember) error {
	return t.put(`INSERT INTO staff (staff_id, badge, body) VALUES (?, ?, ?)
		ON CONFLICT (staff_id) DO UPDATE SET badge = excluded.badge, body = excluded.body`, m, m.ID, m.Badge)
}

func (t *transaction) PutProduct(p terminal.Product) error {
	return t.put(`INSERT INTO product (sku, body) VALUES (?, ?)
		ON CONFLICT (sku) DO UPDATE SET body = excluded.body`, p, p.SKU)
}

func (t *transaction) PutPackage(p terminal.Package) error {
	dates := make([]string, 2)
	for i, date := range []clock.Date{p.PackagedOn, p.ExpiresOn} {
		if !date.IsZero() {
			dates[i] = date.String()
		}
	}
	return t.exec(`INSERT INTO package (tag, sku, unit, book, status, hold_reason, packaged_on, expires_on, location)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (tag) DO UPDATE SET sku = excluded.sku, unit = excluded.unit, book = excluded.book,
			status = excluded.status, hold_reason = excluded.hold_reason, packaged_on = excluded.packaged_on,
			expires_on = excluded.expires_on, location = excluded.location`,
		p.Tag, p.SKU, string(p.Unit), p.Book.String(), string(p.Status), p.HoldReason, dates[0], dates[1], p.Location)
}

func (t *transaction) SetPackageStatus(tag string, status terminal.PackageStatus, reason string) error {
	return t.exec(`UPDATE package SET status = ?, hold_reason = ? WHERE tag = ?`, string(status), reason, tag)
}

// MoveStock changes a package's book by rowid: the look-up by tag is in the
// cache already, and nothing is scanned.
func (t *transaction) MoveStock(move terminal.StockMove) error {
	p, err := t.Package(move.Tag)
	if err != nil {
		return err
	}
	book, err := p.Book.Add(move.Delta)
	if err != nil {
		return err
	}
	return t.exec(`UPDATE package SET book = ? WHERE id = ?`, book.String(), p.RowID)
}

func (t *transaction) SetBound(tag string, bound measure.Quantity) error {
	return t.exec(`UPDATE package SET bound = ? WHERE tag = ?`, bound.String(), tag)
}

func (t *transaction) SetReserved(sku string, reserved measure.Quantity) error {
	return t.exec(`INSERT INTO reservation (sku, reserved) VALUES (?, ?)
		ON CONFLICT (sku) DO UPDATE SET reserved = excluded.reserved`, sku, reserved.String())
}

func (t *transaction) UnitCodeUsed(code string) (bool, error) {
	var n int
	return t.one(`SELECT 1 FROM unit_code WHERE code = ?`, []any{code}, &n)
}

func (t *transaction) UseUnitCode(code, by string) error {
	return t.exec(`INSERT INTO unit_code (code, used_by) VALUES (?, ?)`, code, by)
}

func (t *transaction) PutCart(c terminal.Cart) error {
	key, err := idKey(c.ID)
	if err != nil {
		return err
	}
	return t.put(`INSERT INTO cart (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body`, c, key)
}

func (t *transaction) DropCart(id string) error {
	key, err := idKey(id)
	if err != nil {
		return err
	}
	return t.exec(`DELETE FROM cart WHERE id = ?`, key)
}

func (t *transaction) PutSale(s terminal.Sale, position int64) error {
	key, err := idKey(s.ID)
	if err != nil {
		return err
	}
	epoch, number, err := terminal.SplitExternal(s.External)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO sale (uuid, position, epoch, number, business_date, status, total) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		key, position, epoch, number, dayNumber(s.BusinessDate), string(s.Status), int64(s.Totals.Total))
}

func (t *transaction) SetSaleStatus(id string, status terminal.SaleStatus) error {
	key, err := idKey(id)
	if err != nil {
		return err
	}
	return t.exec(`UPDATE sale SET status = ? WHERE uuid = ?`, string(status), key)
}

func tokenKey(token string) ([]byte, error) {
	key, err := hex.DecodeString(token)
	if err != nil || len(key) == 0 {
		return nil, terminal.Errorf(terminal.Invalid, "identity.token", "That is not a person token.")
	}
	return key, nil
}

func (t *transaction) PutPurchase(p terminal.Purchase) error {
	token, err := tokenKey(p.Token)
	if err != nil {
		return err
	}
	sale, err := idKey(p.Sale)
	if err != nil {
		return err
	}
	return t.put(`INSERT INTO purchase (day, token, sale, lines) VALUES (?, ?, ?, ?)`, p.Lines, dayNumber(p.LegalDay), token, sale)
}

// DropPurchasesOf scans one legal day's purchases: a void is rare, and the day
// is in the cache.
func (t *transaction) DropPurchasesOf(day clock.Date, saleID string) error {
	sale, err := idKey(saleID)
	if err != nil {
		return err
	}
	return t.exec(`DELETE FROM purchase WHERE day = ? AND sale = ?`, dayNumber(day), sale)
}

func (t *transaction) DropPurchases(before clock.Date) error {
	return t.exec(`DELETE FROM purchase WHERE day < ?`, dayNumber(before))
}

func (t *transaction) PutShift(s terminal.Shift) error {
	key, err := idKey(s.ID)
	if err != nil {
		return err
	}
	return t.put(`INSERT INTO shift (number, uuid, is_open, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (number) DO UPDATE SET is_open = excluded.is_open, body = excluded.body`,
		s, s.Number, key, s.IsOpen())
}

func (t *transaction) AddRoll(r terminal.Roll) error {
	return t.exec(`INSERT INTO roll (date, name, count, amount) VALUES (?, ?, ?, ?)
		ON CONFLICT (date, name) DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount`,
		dayNumber(r.Key.Date), r.Key.Name, r.Count, int64(r.Amount))
}

func (t *transaction) FreeUnitCode(code string) error {
	return t.exec(`DELETE FROM unit_code WHERE code = ?`, code)
}

func (t *transaction) PutOrder(o terminal.Order) error {
	return t.put(`INSERT INTO online_order (id, is_open, changed, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open, changed = excluded.changed, body = excluded.body`,
		o, o.ID, o.Open(), millis(o.Changed))
}

func (t *transaction) SetFeedCursor(cursor string) error { return t.setMeta("feed_cursor", cursor) }

func (t *transaction) setMeta(key, value string) error {
	return t.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
}

func (t *transaction) MarkEvent(source, id string) error {
	return t.exec(`INSERT INTO feed_event (source, id) VALUES (?, ?) ON CONFLICT DO NOTHING`, source, id)
}

func (t *transaction) QueueShopCommand(c terminal.ShopCommand) error {
	return t.exec(`INSERT INTO shop_command (key, type, order_id, op, frame, at, expects) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		c.Key, c.Type, c.Order, c.Op, string(c.Frame), millis(c.At), c.HasExpectedRevision)
}

func (t *transaction) SetShopResult(key, result string) error {
	return t.exec(`UPDATE shop_command SET result = ? WHERE key = ?`, result, key)
}

func (t *transaction) MarkEchoed(key string) error {
	return t.exec(`UPDATE shop_command SET echoed = 1 WHERE key = ?`, key)
}

func (t *transaction) QueueUpload(u terminal.Upload) (int64, error) {
	key, err := idKey(u.Sale)
	if err != nil {
		return 0, err
	}
	text, err := encodeRow(u)
	if err != nil {
		return 0, err
	}
	return t.insert(`INSERT INTO upload (sale, kind, state, queued_at, not_before, body) VALUES (?, ?, ?, ?, ?, ?)`,
		key, string(u.Kind), string(u.State), millis(u.QueuedAt), millis(u.NotBefore), text)
}

func (t *transaction) PutUpload(u terminal.Upload) error {
	text, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return t.exec(`UPDATE upload SET state = ?, not_before = ?, body = ? WHERE id = ?`,
		string(u.State), millis(u.NotBefore), string(text), u.RowID)
}

func (t *transaction) QueuePrintJob(j terminal.PrintJob) (int64, error) {
	return t.insert(`INSERT INTO print_job (kind, subject, copy, document, state, cause, queued_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		j.Kind, j.Subject, j.Copy, j.Document, string(j.State), j.Cause, millis(j.QueuedAt))
}

func (t *transaction) PutPrintJob(j terminal.PrintJob) error {
	return t.exec(`UPDATE print_job SET state = ?, cause = ?, ended_at = ?, document = ? WHERE id = ?`,
		string(j.State), j.Cause, millis(j.EndedAt), j.Document, j.RowID)
}
