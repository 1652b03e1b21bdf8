// Package locale gives the process a locale that Fyne can read. Fyne looks while
// its packages are initialised and cannot read "C"; a package that needs nothing
// but os and sorts before Fyne's own libraries is initialised earlier (The Go
// Programming Language Specification, "Program initialization").
package locale

import "os"

const fallback = "en_US.UTF-8"

func init() {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch os.Getenv(name) {
		case "":
		case "C", "POSIX", "C.UTF-8":
			_ = os.Setenv(name, fallback) // fails for malformed names only
		default:
			return
		}
	}
	if os.Getenv("LANG") == "" {
		_ = os.Setenv("LANG", fallback)
	}
}
