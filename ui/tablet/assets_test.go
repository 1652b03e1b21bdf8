package tablet

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// firstPageMax is the budget of the first page over the wire, before the
// decoder.
const firstPageMax = 150_000

func fetch(t *testing.T, handler http.HandlerFunc, path, encoding string) *http.Response {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	if encoding != "" {
		request.Header.Set("Accept-Encoding", encoding)
	}
	recorder := httptest.NewRecorder()
	handler(recorder, request)
	return recorder.Result()
}

func size(t *testing.T, response *http.Response) int {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return len(body)
}

// The first page is the busiest one, its style, script and the service worker,
// with every icon and every font.
func TestFirstPageKeepsToItsBudget(t *testing.T) {
	total := len(drawPage(t, canned()["hand-over"])) // pages are sent as they are
	total += size(t, fetch(t, serveWorker, "/sw.js", "gzip"))
	for name := range ownTree.files {
		if strings.HasSuffix(name, ".txt") {
			continue
		}
		response := fetch(t, serveAsset, assetURL(name), "gzip")
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", name, response.Status)
		}
		total += size(t, response)
	}
	t.Logf("%d bytes over the wire", total)
	if total > firstPageMax {
		t.Errorf("the first page takes %d bytes, %d are allowed", total, firstPageMax)
	}
}

func TestAssetsAreKeptForEverAndUnderTheirHash(t *testing.T) {
	response := fetch(t, serveAsset, assetURL("app.css"), "")
	if got := response.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control is %q", got)
	}
	if got := response.Header.Get("Content-Type"); got != "text/css; charset=utf-8" {
		t.Errorf("Content-Type is %q", got)
	}
	for _, path := range []string{"/assets/app.css", "/assets/0000000000000000/app.css", ownTree.prefix, ownTree.prefix + "../sw.js", ownTree.prefix + "nothing.js", decoderTree.prefix + "app.css"} {
		if got := fetch(t, serveAsset, path, "").StatusCode; got != http.StatusNotFound {
			t.Errorf("%s answers %d", path, got)
		}
	}
}

func TestCompressedAssetIsTheSame(t *testing.T) {
	packed := fetch(t, serveAsset, assetURL("app.js"), "br;q=1.0, gzip;q=0.8")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("not compressed: %v", packed.Header)
	}
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, ownTree.files["app.js"].plain) {
		t.Error("the compressed file is another")
	}
	for _, encoding := range []string{"", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"} {
		if got := fetch(t, serveAsset, assetURL("app.js"), encoding).Header.Get("Content-Encoding"); got != "" {
			t.Errorf("with %q it comes as %q", encoding, got)
		}
	}
}

// Only the worker that runs the decoder may compile WebAssembly.
func TestOnlyTheDecodingWorkerHasItsOwnPolicy(t *testing.T) {
	for name := range ownTree.files {
		got := fetch(t, serveAsset, assetURL(name), "").Header.Get("Content-Security-Policy")
		if want := name == "decode-worker.js"; (got == workerPolicy) != want {
			t.Errorf("%s has the policy %q", name, got)
		}
	}
}

func TestServiceWorkerKeepsOnlyTheShell(t *testing.T) {
	response := fetch(t, serveWorker, "/sw.js", "")
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.Header.Get("Cache-Control") != "no-cache" {
		t.Error("a browser may keep an old service worker")
	}
	list := regexp.MustCompile(`const SHELL = \[(.*?)\];`).FindSubmatch(body)
	if list == nil {
		t.Fatal("no list of files")
	}
	for _, kept := range strings.Split(string(list[1]), ",") {
		path := strings.Trim(kept, `"`)
		if path != "/offline" && !strings.HasPrefix(path, ownTree.prefix) {
			t.Errorf("%s is kept", path)
		}
	}
	if !strings.Contains(string(body), assetVersion) {
		t.Error("it has no version")
	}
}

// Nothing stays on a tablet: no script of ours names a place to keep things in
// but the service worker's cache of the shell, and none makes HTML from text.
func TestScriptsKeepNothingAndMakeNoMarkup(t *testing.T) {
	banned := regexp.MustCompile(`localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?://`)
	for name, script := range ownTree.files {
		if !strings.HasSuffix(name, ".js") {
			continue
		}
		if found := banned.Find(script.plain); found != nil {
			t.Errorf("%s uses %s", name, found)
		}
		if name != "sw.js" && bytes.Contains(script.plain, []byte("caches.")) {
			t.Errorf("%s reaches into the cache", name)
		}
		if name != "policy.js" && bytes.Contains(script.plain, []byte("parseFromString")) {
			t.Errorf("%s parses text", name)
		}
	}
}

// The page's colours are the counter's.
func TestStyleSheetHasTheCountersColours(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "counter", "look", "tokens.go"))
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(ownTree.files["app.css"].plain), "@media (prefers-color-scheme: dark)")
	tokens := regexp.MustCompile(`(?m)^\t(\w+): +\{0x(\w{6}), 0x(\w{6})\},$`).FindAllStringSubmatch(string(source), -1)
	if len(tokens) != 23 {
		t.Fatalf("%d colours were found", len(tokens))
	}
	for _, token := range tokens {
		name := strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(token[1], "$1-$2"))
		for where, part := range map[string]struct{ css, want string }{"light": {light, token[2]}, "dark": {dark, token[3]}} {
			if want := "--" + name + ": #" + strings.ToLower(part.want) + ";"; !strings.Contains(part.css, want) {
				t.Errorf("the %s colours have no %s", where, want)
			}
		}
	}
}

func TestSpriteHasTheIconsThatViewsName(t *testing.T) {
	for _, name := range []string{
		"task-alt", "check-circle", "warning", "schedule", "hourglass-top", "payments", "credit-card", "directions-car", "shopping-bag",
		"barcode-scanner", "block", "assignment-return", "wifi-off", "sync", "lock", "badge", "gavel", "receipt-long", "verified-user",
		"notifications-active", "cloud-off", "cloud-done", "storefront", "error-outline", "info", "confirm", "cancel", "arrowBack",
	} {
		if !spriteHas(name) {
			t.Errorf("there is no icon %s", name)
		}
	}
	if icon("nothing\"><script>") != "" {
		t.Error("an unknown icon was drawn")
	}
}
