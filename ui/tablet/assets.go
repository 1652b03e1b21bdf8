package tablet

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// The decoder is fetched by "make web"; without it only its README is here.
//
//go:embed decoder
var decoderFiles embed.FS

// decoderScript and decoderBinary are the two files by which the decoder is
// known to be there.
const (
	decoderScript = "reader/index.js"
	decoderBinary = "reader/zxing_reader.wasm"
)

// policy of what runs in a worker: it is the worker's own answer that decides,
// not the page's.
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

// compressMinBytes is the size under which compressing gains nothing.
const compressMinBytes = 512

// file is one asset, ready to be sent.
type file struct {
	kind   string
	plain  []byte
	packed []byte // gzip; nil where it gains nothing
}

// tree is one folder of assets under an address that changes with any of them,
// so that a browser may keep each for ever and scripts can name one another by
// relative paths.
type tree struct {
	prefix string // /assets/0123456789abcdef/
	files  map[string]file
}

var (
	ownTree     = plant(assetFiles, "assets", "/assets/")
	decoderTree = plant(decoderFiles, "decoder", "/assets/decoder/")
	// assetVersion changes with any asset.
	assetVersion = path.Base(ownTree.prefix) + "-" + path.Base(decoderTree.prefix)
	sprite       = spriteNames()
)

func plant(source fs.FS, root, under string) tree {
	grown := tree{files: map[string]file{}}
	sum := sha256.New()
	// The files are part of the program, so reading them cannot fail.
	_ = fs.WalkDir(source, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(source, name)
		if err != nil {
			return err
		}
		short := strings.TrimPrefix(name, root+"/")
		sum.Write([]byte(short + "\x00" + strconv.Itoa(len(data)) + "\x00"))
		sum.Write(data)
		grown.files[short] = newFile(short, data)
		return nil
	})
	grown.prefix = under + hex.EncodeToString(sum.Sum(nil))[:16] + "/"
	return grown
}

func newFile(name string, data []byte) file {
	made := file{kind: kindOf(name), plain: data}
	if strings.HasSuffix(name, ".woff2") || strings.HasSuffix(name, ".png") || len(data) < compressMinBytes {
		return made
	}
	var packed bytes.Buffer
	writer, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is a valid one
	_, _ = writer.Write(data)                                       // a buffer takes everything
	_ = writer.Close()
	if packed.Len() < len(data) {
		made.packed = packed.Bytes()
	}
	return made
}

// kindOf is a file's media type. The system's table of types is not asked: it
// differs from one machine to the next.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".woff2":
		return "font/woff2"
	case ".wasm":
		return "application/wasm"
	case ".webmanifest":
		return "application/manifest+json"
	case ".txt", ".md":
		return "text/plain; charset=utf-8"
	default:
		return mime.TypeByExtension(path.Ext(name))
	}
}

// assetURL is the address of one of the page's own files.
func assetURL(name string) string { return ownTree.prefix + name }

// HasDecoder says whether the program was built with the camera's decoder.
func HasDecoder() bool { return decoderURL() != "" }

// decoderURL is the folder of the decoder, empty if the program was built
// without one.
func decoderURL() string {
	if !decoderBuilt() {
		return ""
	}
	return decoderTree.prefix
}

// decoderBuilt says whether the barcode decoder was there at the build.
func decoderBuilt() bool {
	_, script := decoderTree.files[decoderScript]
	_, binary := decoderTree.files[decoderBinary]
	return script && binary
}

// serveAsset answers /assets/…: for ever, since the address names the content.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	for _, from := range []tree{decoderTree, ownTree} {
		name, ok := strings.CutPrefix(r.URL.Path, from.prefix)
		if !ok {
			continue
		}
		if found, ok := from.files[name]; ok {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			if strings.HasSuffix(name, "-worker.js") {
				w.Header().Set("Content-Security-Policy", workerPolicy)
			}
			send(w, r, found)
			return
		}
	}
	http.NotFound(w, r)
}

// serveWorker answers /sw.js. The service worker gets the list of what it keeps
// with it, so that a new version of any file is a new worker.
func serveWorker(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Security-Policy", workerPolicy)
	send(w, r, workerFile)
}

var workerFile = newFile("sw.js", workerScript())

func workerScript() []byte {
	keep := []string{"/offline"}
	for name := range ownTree.files {
		if path.Ext(name) != ".txt" {
			keep = append(keep, assetURL(name))
		}
	}
	slices.Sort(keep)
	list, _ := json.Marshal(keep) // a list of strings
	head := "const VERSION = " + strconv.Quote(assetVersion) + ";\nconst SHELL = " + string(list) + ";\n"
	return append([]byte(head), ownTree.files["sw.js"].plain...)
}

func send(w http.ResponseWriter, r *http.Request, sent file) {
	header := w.Header()
	header.Set("Content-Type", sent.kind)
	header.Set("X-Content-Type-Options", "nosniff")
	body := sent.plain
	if sent.packed != nil {
		header.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			body = sent.packed
		}
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the reader has gone away: nobody is left to tell
}

// acceptsGzip reads an Accept-Encoding line (RFC 9110, 12.5.3).
func acceptsGzip(line string) bool {
	for _, offer := range strings.Split(line, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return !regexp.MustCompile(`^\s*q=0(\.0*)?\s*$`).MatchString(weight)
		}
	}
	return false
}

// spriteNames are the icons of the sprite.
func spriteNames() map[string]bool {
	names := map[string]bool{}
	for _, found := range regexp.MustCompile(`<symbol id="([a-zA-Z-]+)"`).FindAllSubmatch(ownTree.files["icons.svg"].plain, -1) {
		names[string(found[1])] = true
	}
	return names
}

func spriteHas(name string) bool { return sprite[name] }
