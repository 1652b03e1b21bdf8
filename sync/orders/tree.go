package orders

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

var (
	errMalformed = errors.New("not a JSON object")
	errTooDeep   = errors.New("nested too deep")
)

// parseTree reads one JSON object. Numbers stay texts, names are matched by
// their exact spelling, and nothing may follow the object.
func parseTree(raw []byte) (map[string]any, error) {
	if !utf8.Valid(raw) {
		return nil, errMalformed
	}
	if nesting(raw) > NestingMax {
		return nil, errTooDeep
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var tree map[string]any
	if err := decoder.Decode(&tree); err != nil || tree == nil {
		return nil, errMalformed
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errMalformed
	}
	return tree, nil
}

// nesting counts how deep objects and arrays are nested, before anything is
// built of them.
func nesting(raw []byte) int {
	deepest, depth := 0, 0
	inText, escaped := false, false
	for _, b := range raw {
		switch {
		case escaped:
			escaped = false
		case inText:
			escaped = b == '\\'
			inText = b != '"'
		case b == '"':
			inText = true
		case b == '{' || b == '[':
			depth++
			deepest = max(deepest, depth)
		case b == '}' || b == ']':
			depth--
		}
	}
	return deepest
}
