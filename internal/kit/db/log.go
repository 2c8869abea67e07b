package db

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// Log is a queue in a folder beside the book: what Append took outlives this process when it returns, and is on disk a moment
// (syncDelay) later; Drain hands it on in order. It touches no page of the book. Several processes may use one folder: each
// appends to a file of its own, and whoever drains also takes what a process that is gone has left.
type Log struct {
	dir   string
	clock func() string // names files in the order of time

	mu    sync.Mutex
	file  *os.File
	size  int64
	dirty bool  // a sync is on its way
	bad   error // why the last sync failed

	draining sync.Mutex
}

const (
	logSuffix = ".log"
	syncDelay = 50 * time.Millisecond
)

// openLog uses the folder; it is made when something is appended.
func openLog(d *DB, dir string) *Log {
	return &Log{dir: dir, clock: func() string { return id.New(d.clock()) }}
}

// Append writes a record, which must not be empty, and returns when the operating system has it. After a sync that failed
// each record waits for its own until one succeeds. Codes: unavailable, disk_full.
func (l *Log) Append(record []byte) error {
	framed := make([]byte, 8, 8+len(record))
	binary.LittleEndian.PutUint32(framed, uint32(len(record)))
	binary.LittleEndian.PutUint32(framed[4:], crc32.ChecksumIEEE(record))
	err := l.write(append(framed, record...))
	if errors.Is(err, syscall.ENOSPC) {
		return errs.New(errs.Unavailable, "disk_full").Because(err)
	}
	if err != nil {
		return errs.New(errs.Unavailable, "unavailable").Because(err)
	}
	return nil
}

// write appends at the known end, so that a half-written record of a full disk is written over by the next.
func (l *Log) write(framed []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.open(); err != nil {
		return err
	}
	if _, err := l.file.WriteAt(framed, l.size); err != nil {
		return err
	}
	if l.bad != nil {
		if l.bad = syncData(l.file); l.bad != nil {
			return l.bad
		}
	}
	l.size += int64(len(framed))
	if !l.dirty {
		l.dirty = true
		time.AfterFunc(syncDelay, l.sync)
	}
	return nil
}

// sync brings to the disk what was appended. A file that was handed on meanwhile needs it no more: the book has its records.
func (l *Log) sync() {
	l.mu.Lock()
	f := l.file
	l.dirty = false
	l.mu.Unlock()
	if f == nil {
		return
	}
	if err := syncData(f); err != nil {
		l.mu.Lock()
		if l.file == f {
			l.bad = err
		}
		l.mu.Unlock()
	}
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
	l.file, l.size = f, 0
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

// turn gives the file that was appended to for reading; what comes next begins a new one. Nil when there is none.
func (l *Log) turn() *os.File {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.file
	if f == nil || l.size == 0 {
		return nil
	}
	l.file, l.size = nil, 0
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
			return errors.Join(err, syncData(f)) // it stays where it is, to be tried again
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
	return errors.Join(syncData(f), f.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
