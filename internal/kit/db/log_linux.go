package db

import (
	"os"
	"syscall"
)

// syncData brings what was written, and the size that says how much it is, to the disk.
func syncData(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	failed := error(nil)
	// Held by the file while it runs, so that closing it meanwhile cannot hand its number to another one.
	if err := raw.Control(func(fd uintptr) { failed = syscall.Fdatasync(int(fd)) }); err != nil {
		return err
	}
	return failed
}
