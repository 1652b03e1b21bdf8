package zpl

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed templates/*.json
var files embed.FS

// UnknownTemplateError says that there is no template of a name.
type UnknownTemplateError struct{ Name string }

func (e *UnknownTemplateError) Error() string {
	return fmt.Sprintf("there is no label template %q; there are %s", e.Name, strings.Join(Templates(), ", "))
}

// builtIn reads the templates that come with the program, once.
var builtIn = sync.OnceValues(func() (map[string]Template, error) {
	names, err := fs.Glob(files, "templates/*.json")
	if err != nil {
		return nil, fmt.Errorf("list label templates: %w", err)
	}
	all := make(map[string]Template, len(names))
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read a label template: %w", err)
		}
		template, err := LoadTemplate(data)
		if err != nil {
			return nil, err
		}
		if template.Name+".json" != path.Base(name) {
			return nil, fmt.Errorf("%w %q: its file is %s", ErrTemplate, template.Name, path.Base(name))
		}
		all[template.Name] = template
	}
	return all, nil
})

// Templates lists the templates there are, in alphabetical order.
func Templates() []string {
	all, err := builtIn()
	if err != nil {
		return nil // the package's tests load them, so this is not shipped
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// size gives the largest layout that fits on a medium.
func (t Template) size(media Media) (Size, error) {
	var best Size
	for _, size := range t.Sizes {
		fits := int(size.Width) <= media.WidthMM*100 && int(size.Height) <= media.HeightMM*100
		if fits && int(size.Width)*int(size.Height) > int(best.Width)*int(best.Height) {
			best = size
		}
	}
	if best.Width == 0 {
		return Size{}, fmt.Errorf("%w: %d by %d mm is too small for the layouts of %q", ErrMedia, media.WidthMM, media.HeightMM, t.Name)
	}
	return best, nil
}
