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

// pointer asks the connection for one of the engine's files, by SQLITE_FCNTL_…; 0 when it does not tell.
func (c *lite) pointer(which int32) uintptr {
	handle := reflect.ValueOf(c.conn).Elem().FieldByName("conn")
	if !handle.IsValid() {
		return 0
	}
	tls := libc.NewTLS()
	defer tls.Close()
	// The engine's memory, not Go's: a variable's address would change when the stack grows meanwhile.
	const size = int(unsafe.Sizeof(uintptr(0)))
	answer := tls.Alloc(size)
	defer tls.Free(size)
	*at[uintptr](answer) = 0
	if sqlite3.Xsqlite3_file_control(tls, uintptr(handle.Uint()), 0, which, answer) != sqlite3.SQLITE_OK {
		return 0
	}
	return *at[uintptr](answer)
}
