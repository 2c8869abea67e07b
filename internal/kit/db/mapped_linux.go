//go:build amd64 || arm64

package db

import (
	"os"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// mappings lets all connections to a book share one view of its file. SQLite has each connection map the file for itself and
// let go of that whenever somebody has written, so that after every commit every reader meets every page anew, and it maps
// 2 GiB at most and copies what lies behind. A shared view shows what is written to the file, so that one is enough for as
// long as the book is open (ADR 28).
type mappings struct {
	// room is by how much a view is larger than the file, so that it need not be replaced soon: addresses, not memory, since a
	// page counts once it is read.
	room  uint64
	mu    sync.Mutex
	kept  map[fileID]int      // books that are open, and how often
	last  map[fileID]*mapping // the view that is lent
	lent  map[uintptr]*mapping
	calls [3]any // what the engine calls; it holds no reference that Go would see
}

type fileID struct{ dev, ino uint64 }

type mapping struct {
	of   fileID
	p    unsafe.Pointer
	size uint64
	lent int
}

// sharedMappings takes over the three system calls by which the engine maps files: for the whole process, as the engine has them.
var sharedMappings = sync.OnceValue(func() *mappings {
	m := newMappings(4 << 30)
	tls := libc.NewTLS()
	defer tls.Close()
	vfs := sqlite3.Xsqlite3_vfs_find(tls, 0)
	if vfs == 0 {
		return m
	}
	set := call[func(*libc.TLS, uintptr, uintptr, uintptr) int32](&at[sqlite3.Tsqlite3_vfs](vfs).FxSetSystemCall)
	mmap, mremap, munmap := m.mmap, m.mremap, m.munmap
	m.calls = [...]any{mmap, mremap, munmap}
	for name, to := range map[string]uintptr{"mmap": address(&mmap), "mremap": address(&mremap), "munmap": address(&munmap)} {
		text, err := libc.CString(name)
		if err != nil {
			return m
		}
		set(tls, vfs, text, to)
		libc.Xfree(tls, text)
	}
	return m
})

func newMappings(room uint64) *mappings {
	return &mappings{room: room, kept: map[fileID]int{}, last: map[fileID]*mapping{}, lent: map[uintptr]*mapping{}}
}

// keep has the file of a book mapped once until the returned function is called, when its connections are closed.
func (m *mappings) keep(path string) (func(), error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	st := info.Sys().(*syscall.Stat_t)
	of := fileID{st.Dev, st.Ino}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[of]++
	return sync.OnceFunc(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.kept[of]--; m.kept[of] > 0 {
			return
		}
		delete(m.kept, of)
		v := m.last[of]
		delete(m.last, of)
		if v != nil && v.lent == 0 {
			m.end(v)
		}
	}), nil
}

func (m *mappings) end(v *mapping) {
	delete(m.lent, uintptr(v.p))
	_ = unix.MunmapPtr(v.p, uintptr(v.size))
}

// mmap answers the engine's call: the shared view where a kept file is to be read from its beginning.
func (m *mappings) mmap(tls *libc.TLS, at uintptr, size uint64, prot, flags, fd int32, from int64) uintptr {
	if at == 0 && from == 0 && prot == unix.PROT_READ && flags == unix.MAP_SHARED {
		if v := m.view(int(fd), size); v != nil {
			return uintptr(v.p)
		}
	}
	return libc.Xmmap(tls, at, size, prot, flags, fd, from)
}

func (m *mappings) view(fd int, size uint64) *mapping {
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil {
		return nil
	}
	of := fileID{st.Dev, st.Ino}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept[of] == 0 {
		return nil
	}
	v := m.last[of]
	if v == nil || v.size < size {
		whole := size + m.room
		p, err := unix.MmapPtr(fd, 0, nil, uintptr(whole), unix.PROT_READ, unix.MAP_SHARED|unix.MAP_NORESERVE)
		if err != nil {
			return nil
		}
		if v != nil && v.lent == 0 {
			m.end(v)
		}
		v = &mapping{of: of, p: p, size: whole}
		m.last[of], m.lent[uintptr(p)] = v, v
	}
	v.lent++
	return v
}

// mremap answers the engine's call: a view that has room stays where it is; where it has none, the answer of none makes the engine give it back and ask for a new one.
func (m *mappings) mremap(tls *libc.TLS, at uintptr, size, wanted uint64, flags int32, to uintptr) uintptr {
	m.mu.Lock()
	v := m.lent[at]
	m.mu.Unlock()
	switch {
	case v == nil:
		return libc.Xmremap(tls, at, size, wanted, flags, to)
	case v.size < wanted:
		return 0
	}
	return at
}

// munmap answers the engine's call; a view that is lent is given back, and goes once nobody has it and a larger one, or none, is kept.
func (m *mappings) munmap(tls *libc.TLS, at uintptr, size uint64) int32 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v := m.lent[at]; v != nil {
		v.lent--
		if v.lent == 0 && m.last[v.of] != v {
			m.end(v)
		}
		return 0
	}
	for from, v := range m.lent {
		if from < at && at < from+uintptr(v.size) {
			return 0 // a part, whose whole is given back later
		}
	}
	return libc.Xmunmap(tls, at, size)
}

// mapWhole lets the connection map the file whatever its size: the limit of 2 GiB is one of the engine's build.
func (c *lite) mapWhole() {
	if f := c.file(); f != nil {
		f.FmmapSizeMax = 1 << 46
	}
}

// file is what the engine knows of the connection's file, nil when it does not tell.
func (c *lite) file() *sqlite3.TunixFile {
	return at[sqlite3.TunixFile](c.pointer(sqlite3.SQLITE_FCNTL_FILE_POINTER))
}
