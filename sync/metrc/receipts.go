package metrc

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
)

// Create posts one receipt: POST /sales/v2/receipts with an array of one, since
// whether a refused row takes the others of its call with it is not known.
func (c *Client) Create(ctx context.Context, receipt terminal.Receipt) outbox.Answer {
	body, err := receiptBody(receipt)
	if err == nil {
		err = c.offers(consumer)
	}
	if err != nil {
		return outbox.Answer{Outcome: outbox.Rejected, Words: "Not sent: " + err.Error() + ".", Err: err}
	}
	return writeAnswer(c.call(ctx, http.MethodPost, "/sales/v2/receipts", c.licensed(), body), createdID)
}

// Delete voids a receipt: DELETE /sales/v2/receipts/{id}, which may be repeated.
func (c *Client) Delete(ctx context.Context, stateID int64) outbox.Answer {
	path := "/sales/v2/receipts/" + strconv.FormatInt(stateID, 10)
	answer := writeAnswer(c.call(ctx, http.MethodDelete, path, c.licensed(), nil), emptyBody)
	if answer.Outcome == outbox.Acknowledged {
		answer.StateID = stateID
	}
	return answer
}

// Find looks receipts up by our number, GET /sales/v2/receipts/external/{n},
// and reads each one's lines by its id. A 404 and a 401 may both mean that there
// is none; the caller's control read decides that.
func (c *Client) Find(ctx context.Context, external string) ([]outbox.Filed, error) {
	if !externalShape.MatchString(external) {
		return nil, unusable(fmt.Errorf("%q is no receipt number of ours", external))
	}
	answer := c.read(ctx, "/sales/v2/receipts/external/"+url.PathEscape(external), c.licensed())
	if answer.err == nil && (answer.status == http.StatusNotFound || answer.status == http.StatusUnauthorized) {
		return nil, nil
	}
	if fault := readFault(answer); fault != nil {
		return nil, fault
	}
	rows, err := oneOrMany[filedRow](answer.body)
	if err != nil {
		return nil, unusable(err)
	}
	var found []outbox.Filed
	seen := map[int64]bool{}
	for _, row := range rows {
		id, err := row.Id.Int64()
		if err != nil || id <= 0 || row.external() != external {
			return nil, unusable(fmt.Errorf("a look-up of %s gave receipt %q of %q", external, row.Id, row.external()))
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		filed, err := c.detail(ctx, id)
		if err != nil {
			return nil, err
		}
		if filed.External != external {
			return nil, unusable(fmt.Errorf("receipt %d is of %q, not of %s", id, filed.External, external))
		}
		found = append(found, filed)
	}
	return slices.Clip(found), nil
}

// detail reads one receipt with its lines, which lists leave out.
func (c *Client) detail(ctx context.Context, id int64) (outbox.Filed, error) {
	answer := c.read(ctx, "/sales/v2/receipts/"+strconv.FormatInt(id, 10), c.licensed())
	if fault := readFault(answer); fault != nil {
		if fault.Outcome == outbox.Paused { // of one receipt; it says nothing about the keys
			fault.Outcome = outbox.Unknown
		}
		return outbox.Filed{}, fault
	}
	var row filedRow
	if err := decode(answer.body, &row); err != nil {
		return outbox.Filed{}, unusable(err)
	}
	filed, err := row.filed()
	if err == nil && filed.StateID != id {
		err = fmt.Errorf("asked for receipt %d, got %d", id, filed.StateID)
	}
	if err == nil && len(filed.Lines) == 0 {
		err = fmt.Errorf("receipt %d came without lines", id)
	}
	if err != nil {
		return outbox.Filed{}, unusable(err)
	}
	return filed, nil
}
