// Package web holds the browser application. `npm run build` writes it to
// dist/app; until that has been run a placeholder page is served instead, so
// the Go program builds without Node.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the tree to serve: the built application, or the placeholder
// page. built tells which of the two it is.
//
// index.html answers every path that is not a file (the application routes in
// the browser) and must not be cached; everything below assets/ carries a hash
// in its name and never changes.
func Files() (files fs.FS, built bool) {
	if _, err := fs.Stat(dist, "dist/app/index.html"); err == nil {
		files, err = fs.Sub(dist, "dist/app")
		return files, err == nil
	}
	files, err := fs.Sub(dist, "dist")
	if err != nil { // the directory is embedded above
		panic(err)
	}
	return files, false
}
