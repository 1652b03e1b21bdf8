package state

import (
	"encoding/json"
	"net/http"
)

// reply answers with JSON.
func reply(w http.ResponseWriter, status int, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		http.Error(w, "could not be written as JSON", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // a client that went away hears nothing
}

// replyMessage answers with the one-sentence form of an error.
func replyMessage(w http.ResponseWriter, status int, sentence string) {
	reply(w, status, map[string]string{"Message": sentence})
}

// rowError is one thing that is wrong with one object of a body.
type rowError struct {
	Row     int    `json:"row"`
	Message string `json:"message"`
}

// replyRows answers 400 in the shape that the switch asks for: an array of
// rows, a bare row where there is one, or one sentence.
func (s *State) replyRows(w http.ResponseWriter, shape string, rows []rowError) {
	switch {
	case shape == shapeMessage:
		replyMessage(w, http.StatusBadRequest, rows[0].Message)
	case shape == shapeObject && len(rows) == 1:
		reply(w, http.StatusBadRequest, rows[0])
	default:
		reply(w, http.StatusBadRequest, rows)
	}
}

// failed answers 500 for a change that did not get onto the disk.
func (s *State) failed(w http.ResponseWriter, err error) {
	s.logger.Error("a change was not written", "error", err)
	replyMessage(w, http.StatusInternalServerError, "The change was not kept.")
}
