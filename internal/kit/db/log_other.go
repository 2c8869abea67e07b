//go:build !unix

package db

import "os"

// lockFile cannot tell here whether another process has the file; only one process may open a book on such a system.
func lockFile(*os.File) bool { return true }
