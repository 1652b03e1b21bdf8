package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits of a pack's text. The largest draft has 8 KB and nests six deep.
const (
	PackBytesMax = 256 << 10
	packDepthMax = 12
)

var errDepth = errors.New("nested too deep")

// readTree reads one JSON value into maps, slices, strings, json.Number and
// bool, and notes keys that stand twice in one object: encoding/json would let
// the last one win, and a person reading the pack may see the first.
func readTree(data []byte, found *report) (any, error) {
	if len(data) > PackBytesMax {
		return nil, fmt.Errorf("longer than %d bytes", PackBytesMax)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	value, err := readValue(decoder, found, "$", 0)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the document")
	}
	return value, nil
}

func readValue(decoder *json.Decoder, found *report, path string, depth int) (any, error) {
	if depth > packDepthMax {
		return nil, errDepth
	}
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return readObject(decoder, found, path, depth)
	case json.Delim('['):
		return readArray(decoder, found, path, depth)
	}
	return token, nil
}

func readObject(decoder *json.Decoder, found *report, path string, depth int) (any, error) {
	fields := map[string]any{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		value, err := readValue(decoder, found, path+"."+name, depth+1)
		if err != nil {
			return nil, err
		}
		if _, twice := fields[name]; twice {
			found.add(path+"."+name, "stands twice")
		}
		fields[name] = value
	}
	_, err := decoder.Token()
	return fields, err
}

func readArray(decoder *json.Decoder, found *report, path string, depth int) (any, error) {
	items := []any{}
	for decoder.More() {
		value, err := readValue(decoder, found, fmt.Sprintf("%s[%d]", path, len(items)), depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, value)
	}
	_, err := decoder.Token()
	return items, err
}
