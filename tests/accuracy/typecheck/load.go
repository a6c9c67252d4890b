package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

// unit is a package of the tree after type checking. Only the packages that
// were asked for keep their syntax and what the checker noted about it. unread
// are the names of the files with syntax errors.
type unit struct {
	pkg    *types.Package
	unread []string
	files  []*ast.File
	info   *types.Info
	faults []error
}

// tree loads packages from a directory: those of its modules from their folders,
// others from staging/src or vendor, and what is in none of them from the standard
// library's source. A tree whose module is std or cmd is the standard
// library's source itself.
type tree struct {
	root, module string
	modules      map[string]string // those of the modules within it, by their paths
	fset         *token.FileSet
	standard     types.Importer
	units        map[string]*unit
	wanted       map[string]bool
	owners       map[*types.Package]map[*types.Var]string
	checked      func(*unit) // called for each wanted package, whose syntax is let go of then; or nil
}

func open(root string, wanted []string, bodies bool) (*tree, error) {
	module, err := moduleOf(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	build.Default.GOOS, build.Default.GOARCH, build.Default.CgoEnabled = "linux", "amd64", false
	fset := token.NewFileSet()
	t := &tree{
		root: root, module: module, modules: modulesOf(root), fset: fset, standard: importer.ForCompiler(fset, "source", nil),
		units: map[string]*unit{}, wanted: map[string]bool{}, owners: map[*types.Package]map[*types.Var]string{},
	}
	for _, path := range wanted {
		t.wanted[path] = bodies
	}
	return t, nil
}

func moduleOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if words := strings.Fields(lines.Text()); len(words) > 1 && words[0] == "module" {
			return words[1], nil
		}
	}
	return "", fmt.Errorf("%s names no module", file)
}

// modulesOf gives the folders of the modules within a tree, by their paths.
func modulesOf(root string) map[string]string {
	found := map[string]string{}
	_ = filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.Name() == "vendor" || entry.Name() == "testdata" {
			return filepath.SkipDir
		}
		if entry.Name() == "go.mod" && filepath.Dir(path) != root {
			if module, err := moduleOf(path); err == nil {
				found[module], _ = filepath.Rel(root, filepath.Dir(path))
			}
		}
		return nil
	})
	return found
}

// folder is where a package of the tree stands, or "" where the tree has none
// of that path.
func (t *tree) folder(path string) string {
	places := []string{filepath.Join("staging/src", path), filepath.Join("vendor", path)}
	if t.module == "std" {
		places = []string{path}
	} else if path == t.module || strings.HasPrefix(path, t.module+"/") {
		places = []string{strings.TrimPrefix(path, t.module)}
	}
	for module, folder := range t.modules {
		if path == module || strings.HasPrefix(path, module+"/") {
			places = append(places, filepath.Join(folder, strings.TrimPrefix(path, module)))
		}
	}
	for _, place := range places {
		dir := filepath.Join(t.root, place)
		if found, _ := filepath.Glob(filepath.Join(dir, "*.go")); found != nil {
			return dir
		}
	}
	return ""
}

// Import makes tree a types.Importer.
func (t *tree) Import(path string) (*types.Package, error) {
	return t.ImportFrom(path, t.root, 0)
}

// ImportFrom makes it a types.ImporterFrom: within the standard library's source,
// what is vendored has the path that it stands at, and cmd has a vendor of its own.
func (t *tree) ImportFrom(path, dir string, _ types.ImportMode) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if t.module == "std" && t.folder(path) == "" {
		if strings.HasPrefix(dir, filepath.Join(t.root, "cmd")) {
			path = "cmd/vendor/" + path
		} else {
			path = "vendor/" + path
		}
	}
	u, err := t.load(path)
	if err != nil {
		return nil, err
	}
	if u == nil {
		return t.standard.Import(path)
	}
	return u.pkg, nil
}

// load gives the unit of a path, or nil where the tree has no such package.
func (t *tree) load(path string) (*unit, error) {
	if u, ok := t.units[path]; ok {
		return u, nil
	}
	dir := t.folder(path)
	if dir == "" {
		return nil, nil
	}
	listed, err := build.Default.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	u := &unit{}
	for _, name := range listed.GoFiles {
		file, err := parser.ParseFile(t.fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			u.faults = append(u.faults, err)
			u.unread = append(u.unread, name)
		}
		if file != nil {
			u.files = append(u.files, file)
		}
	}
	keep := t.wanted[path]
	if keep {
		u.info = &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
			Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		}
	}
	config := types.Config{
		Importer: t, IgnoreFuncBodies: !keep, Sizes: types.SizesFor("gc", "amd64"),
		Error: func(err error) { u.faults = append(u.faults, err) },
	}
	t.units[path] = u // so that a cycle of imports ends
	u.pkg = types.NewPackage(path, listed.Name)
	_ = types.NewChecker(&config, t.fset, u.pkg, u.info).Files(u.files)
	if keep && t.checked != nil {
		t.checked(u)
		u.info = nil
	}
	if !keep || t.checked != nil {
		u.files = nil
	}
	return u, nil
}
