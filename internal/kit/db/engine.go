package db

import (
	"reflect"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// What stands here reaches into SQLite's engine, which is C made into Go: its memory is not Go's, and functions are passed to it by address.

// at is what stands at an address of the engine's memory, which Go does not move; nil at none.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// address is how the engine calls a function, which must be kept from the collector meanwhile.
func address[F any](f *F) uintptr { return *(*uintptr)(unsafe.Pointer(f)) }

// call is the function whose address the engine keeps there.
func call[F any](address *uintptr) F { return *(*F)(unsafe.Pointer(address)) }

// text is a constant as the engine reads it.
func text(s string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(s + "\x00"))) }

// pointer asks the connection for one of the engine's files, by SQLITE_FCNTL_…; 0 when it does not tell.
func (c *lite) pointer(which int32) uintptr {
	handle := reflect.ValueOf(c.conn).Elem().FieldByName("conn")
	if !handle.IsValid() {
		return 0
	}
	tls := libc.NewTLS()
	defer tls.Close()
	var p uintptr
	if sqlite3.Xsqlite3_file_control(tls, uintptr(handle.Uint()), 0, which, uintptr(unsafe.Pointer(&p))) != sqlite3.SQLITE_OK {
		return 0
	}
	return p
}
