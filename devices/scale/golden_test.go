package scale_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/scale"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each file has a frame in its first line, quoted, and below it what it means to
// a terminal that expects grams. The folder is the protocol.
func TestFramesAreReadAsInTheManuals(t *testing.T) {
	count := 0
	for _, protocol := range scale.Protocols() {
		files, err := filepath.Glob(filepath.Join("testdata", "frames", protocol, "*.txt"))
		if err != nil || len(files) < 9 {
			t.Fatalf("%s: %d files, %v", protocol, len(files), err)
		}
		for _, file := range files {
			count++
			t.Run(protocol+"/"+strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				head, _, _ := strings.Cut(string(content), "\n")
				frame, err := strconv.Unquote(head)
				if err != nil {
					t.Fatalf("%s: %v", head, err)
				}
				got := head + "\n" + describe(protocol, frame)
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				if got != string(content) && !*update {
					t.Errorf("read as\n%s\nnot as\n%s", got, content)
				}
				if marked := describe(protocol, marked(frame)); marked != describe(protocol, frame) {
					t.Errorf("with parity bits it is read as\n%s", marked)
				}
			})
		}
	}
	if count < 60 {
		t.Errorf("only %d frames", count)
	}
}

func describe(protocol, frame string) string {
	weight, ok := scale.Decode(protocol, "g", []byte(frame))
	if !ok {
		return "no weight\n"
	}
	if string(weight.Frame) != frame {
		return "the frame was changed\n"
	}
	text := fmt.Sprintf("state %s\n", weight.State)
	if weight.Text != "" {
		text += fmt.Sprintf("text %s\nunit %s\nvalue %s\n", weight.Text, weight.Unit, weight.Value)
	}
	if weight.Net {
		text += "net\n"
	}
	return text
}
