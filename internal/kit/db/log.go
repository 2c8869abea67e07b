package db

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"

	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// Log is a durable queue in a folder beside the book: what Append took is on disk when it returns, and Drain hands it on in
// order. It costs one flush for all who wait, and touches no page of the book. Several processes may use one folder: each
// appends to a file of its own, and whoever drains also takes what a process that is gone has left.
type Log struct {
	dir   string
	clock func() string // names files in the order of time

	mu      sync.Mutex
	room    int64 // bytes that the file has on disk; used by flush alone
	file    *os.File
	size    int64
	pending []byte
	waiters []chan error
	busy    bool

	writing  sync.RWMutex // read-held while a batch is on its way to the disk
	draining sync.Mutex
}

const logSuffix = ".log"

// openLog uses the folder; it is made when something is appended.
func openLog(d *DB, dir string) *Log {
	return &Log{dir: dir, clock: func() string { return id.New(d.clock()) }}
}

// Append writes a record, which must not be empty, and returns when it is on disk. Codes: unavailable, disk_full.
func (l *Log) Append(record []byte) error {
	var head [8]byte
	binary.LittleEndian.PutUint32(head[:4], uint32(len(record)))
	binary.LittleEndian.PutUint32(head[4:], crc32.ChecksumIEEE(record))
	done := make(chan error, 1)
	l.mu.Lock()
	l.pending = append(append(l.pending, head[:]...), record...)
	l.waiters = append(l.waiters, done)
	if !l.busy {
		l.busy = true
		go l.flush()
	}
	l.mu.Unlock()
	if err := <-done; err != nil {
		if errors.Is(err, syscall.ENOSPC) {
			return errs.New(errs.Unavailable, "disk_full").Because(err)
		}
		return errs.New(errs.Unavailable, "unavailable").Because(err)
	}
	return nil
}

// flush writes what waits until nothing does. Only one runs at a time.
func (l *Log) flush() {
	var spare []byte
	for {
		runtime.Gosched() // whoever is about to append comes along with this flush
		l.writing.RLock()
		l.mu.Lock()
		if len(l.waiters) == 0 {
			l.busy = false
			l.mu.Unlock()
			l.writing.RUnlock()
			return
		}
		batch, waiters := l.pending, l.waiters
		l.pending, l.waiters = spare[:0], nil
		err := l.open()
		file, size := l.file, l.size
		l.mu.Unlock()
		if err == nil {
			if err = l.write(file, batch, size); err == nil {
				l.mu.Lock()
				if l.file == file {
					l.size += int64(len(batch))
				}
				l.mu.Unlock()
			}
		}
		l.writing.RUnlock()
		for _, w := range waiters {
			w <- err
		}
		spare = batch
	}
}

// growth is written ahead in zeros: a flush into room that the file already has need not write the file system's own records.
const growth = 1 << 20

// write appends at the known end, so that a half-written record of a full disk is written over by the next.
func (l *Log) write(f *os.File, batch []byte, at int64) error {
	end := at + int64(len(batch))
	if end > l.room {
		if _, err := f.WriteAt(make([]byte, growth+len(batch)), at); err != nil {
			l.room = at
			return errors.Join(err, f.Truncate(at))
		}
		if err := f.Sync(); err != nil {
			return err
		}
		l.room = end + growth
	}
	if _, err := f.WriteAt(batch, at); err != nil {
		return err
	}
	return syncData(f)
}

// open makes this process's file when there is none; the caller holds the lock.
func (l *Log) open() error {
	if l.file != nil {
		return nil
	}
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(l.dir, l.clock()+logSuffix), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if !lockFile(f) {
		return errors.Join(errors.New("a new log file is locked"), f.Close())
	}
	if err := syncDir(l.dir); err != nil {
		return errors.Join(err, f.Close())
	}
	l.file, l.size, l.room = f, 0, 0
	return nil
}

// Drain hands all records to fn in slices of at most n, and forgets them once fn has returned without an error. A record
// may come again after a crash, so fn must not mind.
func (l *Log) Drain(n int, fn func(records [][]byte) error) error {
	l.draining.Lock()
	defer l.draining.Unlock()
	if own := l.turn(); own != nil {
		if err := l.hand(own, n, fn); err != nil {
			return err
		}
	}
	names, err := os.ReadDir(l.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range names {
		if err := l.orphan(e.Name(), n, fn); err != nil {
			return err
		}
	}
	return nil
}

// turn gives the file that was appended to for reading, once the batch on its way is in it; what comes next begins a new
// one. Nil when there is none.
func (l *Log) turn() *os.File {
	l.mu.Lock()
	f := l.file
	if f == nil || l.size == 0 && !l.busy {
		l.mu.Unlock()
		return nil
	}
	l.file, l.size = nil, 0
	l.mu.Unlock()
	l.writing.Lock()
	defer l.writing.Unlock()
	return f
}

// orphan takes a file that no process appends to.
func (l *Log) orphan(name string, n int, fn func([][]byte) error) error {
	path := filepath.Join(l.dir, name)
	l.mu.Lock()
	own := l.file != nil && l.file.Name() == path
	l.mu.Unlock()
	if own || !strings.HasSuffix(name, logSuffix) {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !lockFile(f) {
		return f.Close()
	}
	return l.hand(f, n, fn)
}

// hand reads a file up to its last whole record, and removes it.
func (l *Log) hand(f *os.File, n int, fn func([][]byte) error) error {
	defer f.Close()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	all, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(records(all), n) {
		if err := fn(part); err != nil {
			return err
		}
	}
	return os.Remove(f.Name())
}

func records(all []byte) [][]byte {
	var out [][]byte
	for len(all) >= 8 {
		n, sum := int(binary.LittleEndian.Uint32(all)), binary.LittleEndian.Uint32(all[4:])
		if n == 0 || n > len(all)-8 || crc32.ChecksumIEEE(all[8:8+n]) != sum {
			break
		}
		out = append(out, all[8:8+n])
		all = all[8+n:]
	}
	return out
}

// close lets the file be drained by the next process.
func (l *Log) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	f := l.file
	l.file = nil
	return f.Close()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
