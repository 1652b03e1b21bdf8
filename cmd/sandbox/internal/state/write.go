package state

import (
	"net/http"
	"strconv"
)

// rowWork makes the receipt of one row in a draft, or says what is wrong.
type rowWork func(c *check, row int) (Receipt, bool)

// workRows runs every row of a body and commits what may be kept: all of it,
// or nothing, or the good rows, as the switch says. The caller holds the lock.
func (s *State) workRows(rows int, work rowWork) (change, []rowError, error) {
	switches := s.book.switches
	draft := s.book.draft()
	var wrong []rowError
	for row := range rows {
		before := draft.copy()
		c := &check{state: s, draft: draft, switches: switches}
		receipt, keep := work(c, row)
		for _, problem := range c.problems {
			wrong = append(wrong, rowError{row, problem})
		}
		switch {
		case len(c.problems) > 0:
			draft = before
		case keep:
			draft.receipts = append(draft.receipts, receipt)
			draft.nextID = max(draft.nextID, receipt.ID+1)
		}
	}
	step := draft.change()
	if len(step.Receipts) == 0 || len(wrong) > 0 && switches.MultiRow == rowsAtomic {
		return change{}, wrong, nil
	}
	return step, wrong, s.book.commit(step)
}

// copy is the draft as it is, for a row that turns out wrong.
func (d *draft) copy() *draft {
	kept := *d
	kept.packages = make(map[string]Package, len(d.packages))
	for label, p := range d.packages {
		kept.packages[label] = p
	}
	return &kept
}

// write runs a body of rows and answers; done answers where all went well.
func (s *State) write(w http.ResponseWriter, r *http.Request, rows int, work rowWork, done func(change, Switches)) {
	s.book.mu.Lock()
	switches := s.book.switches
	step, wrong, err := s.workRows(rows, work)
	s.book.mu.Unlock()
	if err != nil {
		s.failed(w, err)
		return
	}
	if len(step.Receipts) > 0 {
		s.committed(r, step.Receipts)
	}
	if len(wrong) > 0 {
		s.replyRows(w, switches.ErrorShape, wrong)
		return
	}
	done(step, switches)
}

// empty is the answer to a change that went well: no body.
func empty(w http.ResponseWriter) func(change, Switches) {
	return func(change, Switches) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusOK)
	}
}

// postReceipts records sales. A POST that comes twice is recorded twice, unless
// duplicate numbers are refused.
func (s *State) postReceipts(w http.ResponseWriter, r *http.Request) {
	bodies, ok := readObjects[receiptIn](s, w, r)
	if !ok {
		return
	}
	s.write(w, r, len(bodies), func(c *check, row int) (Receipt, bool) {
		receipt := c.receipt(bodies[row], c.draft.nextID)
		now := s.now()
		receipt.RecordedAt, receipt.LastModified, receipt.RecordedBy = now, now, s.userName
		return receipt, true
	}, func(step change, switches Switches) {
		answer := struct {
			IDs      []int64  `json:"Ids"`
			Warnings []string `json:"Warnings"`
		}{}
		for _, receipt := range step.Receipts {
			answer.IDs = append(answer.IDs, receipt.ID)
			if switches.WarningsFilled {
				answer.Warnings = append(answer.Warnings, "Receipt "+strconv.FormatInt(receipt.ID, 10)+" was recorded with warnings: none of its lines names a Retail ID.")
			}
		}
		reply(w, http.StatusOK, answer)
	})
}

// present gives the receipt that a change is about; the change is refused for
// one that is not there, voided, or too old to be changed.
func (c *check) present(id *int64) (Receipt, bool) {
	if id == nil {
		c.wrong("Id is required")
		return Receipt{}, false
	}
	receipt, found := c.draft.receipt(*id)
	switch {
	case !found:
		c.wrong("Receipt %d does not exist in the current Facility", *id)
		return receipt, false
	case receipt.ArchivedAt != nil:
		c.wrong("Receipt %d is voided", *id)
		return receipt, false
	case c.switches.LateEdit.refused() && c.state.now().Sub(receipt.RecordedAt) > oldDateSpan:
		c.wrong("Receipt %d was recorded more than 7 days ago", *id)
		return receipt, false
	}
	return receipt, true
}

// giveBack puts what a receipt took back into its packages.
func (c *check) giveBack(receipt Receipt) {
	for _, line := range receipt.Lines {
		pack, found := c.draft.pack(line.Label)
		if !found {
			continue
		}
		pack.Quantity = pack.Quantity.plus(line.Quantity)
		pack.LastModified = c.state.now()
		c.draft.packages[pack.Label] = pack
	}
}

// putReceipts replaces whole receipts by their Id.
func (s *State) putReceipts(w http.ResponseWriter, r *http.Request) {
	bodies, ok := readObjects[receiptIn](s, w, r)
	if !ok {
		return
	}
	s.write(w, r, len(bodies), func(c *check, row int) (Receipt, bool) {
		before, found := c.present(bodies[row].ID)
		if !found {
			return before, false
		}
		if before.Final {
			c.wrong("Receipt %d is finalized; unfinalize it first", before.ID)
			return before, false
		}
		c.giveBack(before)
		after := c.receipt(bodies[row], before.ID)
		after.RecordedAt, after.RecordedBy, after.LastModified = before.RecordedAt, before.RecordedBy, s.now()
		return after, true
	}, empty(w))
}

// putFinal finalises receipts or takes it back. Doing it twice changes nothing.
func (s *State) putFinal(final bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		bodies, ok := readObjects[idIn](s, w, r)
		if !ok {
			return
		}
		s.write(w, r, len(bodies), func(c *check, row int) (Receipt, bool) {
			receipt, found := c.present(bodies[row].ID)
			if !found || receipt.Final == final {
				return receipt, false
			}
			receipt.Final, receipt.LastModified = final, s.now()
			return receipt, true
		}, empty(w))
	}
}

// deleteReceipt voids a receipt: its packages get back what it took. Doing it
// twice is as good as once; a finalised receipt must be unfinalised first.
func (s *State) deleteReceipt(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.book.mu.Lock()
	receipt, found := s.book.receipts[id]
	s.book.mu.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	if receipt.ArchivedAt != nil {
		empty(w)(change{}, Switches{})
		return
	}
	s.write(w, r, 1, func(c *check, _ int) (Receipt, bool) {
		receipt, found := c.present(&id)
		if !found {
			return receipt, false
		}
		if receipt.Final {
			c.wrong("Receipt %d is finalized; unfinalize it first", id)
			return receipt, false
		}
		c.giveBack(receipt)
		now := s.now()
		receipt.ArchivedAt, receipt.LastModified = &now, now
		return receipt, true
	}, empty(w))
}
