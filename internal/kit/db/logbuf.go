package db

import (
	"encoding/binary"
	"errors"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// logBuffer gathers what a commit writes to SQLite's log and hands it to the operating system in one call; the engine makes two
// for each page. It stands before the writer's log file only, and the flush that a commit waits for comes after it as ever.
//
// A page that is put aside in a long transaction counts as written for the engine while it may still wait here. So once
// the log could not be written, the file takes nothing more, the transaction cannot commit, and the connection is opened anew.
type logBuffer struct {
	methods sqlite3.Tsqlite3_io_methods
	under   sqlite3.Tsqlite3_io_methods // the engine's own
	calls   []any                       // what the engine calls; it holds no reference that Go would see

	data   []byte
	from   int64 // where the first byte of data goes
	commit bool  // the last header begins the last page of a commit
	dead   bool
}

const (
	logHeader = 24 // bytes before each page
	// logRoom is 31 pages: of a write of 128 KiB or more the engine would take a part.
	logRoom = 31 * (logHeader + 4096)
)

// openWriter connects with a buffer before the log.
func openWriter(path string, pragmas ...string) (*lite, error) {
	c, err := openLite(path, pragmas...)
	if err != nil {
		return nil, err
	}
	// The log is opened by whoever reads first.
	if err := errors.Join(c.exec("SELECT count(*) FROM sqlite_schema"), c.bufferLog()); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// bufferLog puts a buffer before the connection's log. The connection must have synchronous = FULL.
func (c *lite) bufferLog() error {
	file := c.pointer(sqlite3.SQLITE_FCNTL_JOURNAL_POINTER)
	if file == 0 || at[sqlite3.Tsqlite3_file](file).FpMethods == 0 {
		return errors.New("the log's file is not open")
	}
	methods := &at[sqlite3.Tsqlite3_file](file).FpMethods
	b := &logBuffer{under: *at[sqlite3.Tsqlite3_io_methods](*methods), data: make([]byte, 0, logRoom)}
	b.methods = b.under
	write, read, sync, truncate, size, end := b.write, b.read, b.sync, b.truncate, b.size, b.end
	b.calls = []any{write, read, sync, truncate, size, end}
	b.methods.FxWrite = address(&write)
	b.methods.FxRead = address(&read)
	b.methods.FxSync = address(&sync)
	b.methods.FxTruncate = address(&truncate)
	b.methods.FxFileSize = address(&size)
	b.methods.FxClose = address(&end)
	*methods = uintptr(unsafe.Pointer(&b.methods))
	c.log = b
	return nil
}

// drop forgets what waits, after a rollback: another process may write there next.
func (b *logBuffer) drop() {
	b.data, b.commit = b.data[:0], false
}

func (b *logBuffer) flush(tls *libc.TLS, file uintptr) int32 {
	if b.dead {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	if len(b.data) == 0 {
		return sqlite3.SQLITE_OK
	}
	rc := call[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](&b.under.FxWrite)(tls, file, uintptr(unsafe.Pointer(&b.data[0])), int32(len(b.data)), b.from)
	b.drop()
	b.dead = rc != sqlite3.SQLITE_OK
	return rc
}

func (b *logBuffer) write(tls *libc.TLS, file, p uintptr, n int32, from int64) int32 {
	if b.dead || len(b.data) > 0 && (from != b.from+int64(len(b.data)) || len(b.data)+int(n) > cap(b.data)) {
		if rc := b.flush(tls, file); rc != sqlite3.SQLITE_OK {
			return rc
		}
	}
	if len(b.data) == 0 {
		b.from = from
	}
	data := unsafe.Slice(at[byte](p), n)
	b.data = append(b.data, data...)
	if n == logHeader {
		b.commit = binary.BigEndian.Uint32(data[4:]) != 0
	} else if b.commit {
		return b.flush(tls, file)
	}
	return sqlite3.SQLITE_OK
}

func (b *logBuffer) read(tls *libc.TLS, file, p uintptr, n int32, from int64) int32 {
	if rc := b.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return call[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](&b.under.FxRead)(tls, file, p, n, from)
}

func (b *logBuffer) sync(tls *libc.TLS, file uintptr, flags int32) int32 {
	if rc := b.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return call[func(*libc.TLS, uintptr, int32) int32](&b.under.FxSync)(tls, file, flags)
}

func (b *logBuffer) truncate(tls *libc.TLS, file uintptr, size int64) int32 {
	if rc := b.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return call[func(*libc.TLS, uintptr, int64) int32](&b.under.FxTruncate)(tls, file, size)
}

func (b *logBuffer) size(tls *libc.TLS, file, size uintptr) int32 {
	if rc := b.flush(tls, file); rc != sqlite3.SQLITE_OK {
		return rc
	}
	return call[func(*libc.TLS, uintptr, uintptr) int32](&b.under.FxFileSize)(tls, file, size)
}

func (b *logBuffer) end(tls *libc.TLS, file uintptr) int32 {
	return call[func(*libc.TLS, uintptr) int32](&b.under.FxClose)(tls, file)
}
