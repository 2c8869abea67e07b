//go:build unix

package db

import (
	"os"
	"syscall"
)

// lockFile takes the file for this process until it is closed, or tells that another one has it.
func lockFile(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
