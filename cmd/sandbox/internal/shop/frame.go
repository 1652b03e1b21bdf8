package shop

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// badFrame is a frame that ends the connection, with the close code to end it
// with (RFC 6455 section 7.4.1).
type badFrame struct {
	code int
	text string
}

func (e *badFrame) Error() string { return e.text }

// inbound is every frame a terminal may send; t says which fields count.
type inbound struct {
	T           string          `json:"t"`
	Proto       string          `json:"proto"`
	Store       string          `json:"store"`
	Terminal    string          `json:"terminal"`
	Cursor      *string         `json:"cursor"`
	MaxInflight *int            `json:"max_inflight"`
	ID          string          `json:"id"`
	Reason      string          `json:"reason"`
	Detail      string          `json:"detail"`
	Key         string          `json:"key"`
	Order       string          `json:"order"`
	Basket      string          `json:"basket"`
	ExpectRev   *int64          `json:"expect_rev"`
	At          string          `json:"at"`
	Op          string          `json:"op"`
	To          string          `json:"to"`
	OK          *bool           `json:"ok"`
	HoldS       int             `json:"hold_s"`
	Lines       json.RawMessage `json:"lines"`
	By          string          `json:"by"`
	TTLS        int             `json:"ttl_s"`
	Sale        string          `json:"sale"`
	Total       *int64          `json:"total"`
	Payment     string          `json:"payment"`
	Outcome     string          `json:"outcome"`
	AsOf        string          `json:"as_of"`
	Items       []stockItem     `json:"items"`
	Full        bool            `json:"full"`
	N           int64           `json:"n"`
}

type stockItem struct {
	SKU       string `json:"sku"`
	Available string `json:"available"`
}

// parseFrame reads one message of a terminal. A *badFrame is returned for what
// must close the connection: 1003 for a binary message, 1009 for one over
// frameMaxBytes, 1008 for one nested deeper than nestingMax, 1007 for one that
// is not a JSON object with a text t. Any other error is a known frame with a
// field of the wrong kind; it costs only itself.
func parseFrame(kind int, message []byte) (inbound, error) {
	var f inbound
	if kind != websocket.TextMessage {
		return f, &badFrame{websocket.CloseUnsupportedData, "text frames only"}
	}
	if len(message) > frameMaxBytes {
		return f, &badFrame{websocket.CloseMessageTooBig, "the frame is too long"}
	}
	if nesting(message) > nestingMax {
		return f, &badFrame{websocket.ClosePolicyViolation, "the frame nests too deep"}
	}
	if !utf8.Valid(message) || !json.Valid(message) {
		return f, &badFrame{websocket.CloseInvalidFramePayloadData, "the frame is not JSON"}
	}
	var head struct {
		T *string `json:"t"`
	}
	if err := json.Unmarshal(message, &head); err != nil || head.T == nil || *head.T == "" {
		return f, &badFrame{websocket.CloseInvalidFramePayloadData, "the frame has no t"}
	}
	err := json.Unmarshal(message, &f)
	f.T = *head.T
	return f, err
}

// nesting is the deepest level of objects and arrays in a JSON text. It reads
// bytes only, so that a hostile text costs no stack.
func nesting(text []byte) int {
	level, deepest, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		if quoted {
			next := bytes.IndexAny(text[i:], `"\`)
			if next < 0 {
				break
			}
			i += next
			if text[i] == '\\' {
				i++
				continue
			}
			quoted = false
			continue
		}
		switch text[i] {
		case '"':
			quoted = true
		case '{', '[':
			level++
			deepest = max(deepest, level)
		case '}', ']':
			level--
		}
	}
	return deepest
}

// The frames a shop sends.
type welcomeFrame struct {
	T          string `json:"t"`
	Epoch      string `json:"epoch"`
	HeartbeatS int    `json:"heartbeat_s"`
	RetentionH int    `json:"retention_h"`
	ServerTime string `json:"server_time"`
}

type cursorFrame struct {
	T      string `json:"t"`
	AsOf   string `json:"as_of,omitempty"`
	Oldest string `json:"oldest,omitempty"`
}

type snapshotItemFrame struct {
	T     string `json:"t"`
	Order any    `json:"order"`
	axes
}

type resultFrame struct {
	T      string  `json:"t"`
	Key    string  `json:"key"`
	Status string  `json:"status"`
	First  string  `json:"first,omitempty"`
	Rev    *int64  `json:"rev"`
	Reason *string `json:"reason"`
}

type pingFrame struct {
	T string `json:"t"`
	N int64  `json:"n"`
}

type drainFrame struct {
	T                string `json:"t"`
	ReconnectAfterMS int64  `json:"reconnect_after_ms"`
}

type errorFrame struct {
	T       string `json:"t"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Fatal   bool   `json:"fatal"`
}
