package db

import "sync/atomic"

// mover brings SQLite's log into the book beside the writer, who otherwise stops for that between two commits. It cannot finish,
// because commits go on meanwhile; so the writer moves the small rest, and the log begins anew.
type mover struct {
	lite   *lite
	wake   chan struct{}
	done   chan struct{}
	moving atomic.Bool
	bulks  atomic.Int32 // how many write very many rows
	told   bool         // whether the mover was told of the present log; the writer's
}

const (
	// logLong is after how many pages the log is moved into the book. Pages that many updates change are then written there
	// once instead of often.
	logLong = 3500
	// logFull is when the writer moves what is left. The log stays near 16 MiB.
	logFull = 4000
	// logBulk is how many times as long the log becomes in a bulk.
	logBulk = 4
)

func newMover(c *lite) *mover {
	m := &mover{lite: c, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go m.loop()
	return m
}

func (m *mover) loop() {
	defer close(m.done)
	defer m.lite.close()
	for range m.wake {
		// A failure, such as a full disk, is the writer's to meet: what is committed stands in the log.
		_, _ = m.lite.checkpoint("PRAGMA wal_checkpoint(PASSIVE)")
		m.moving.Store(false)
	}
}

// committed is the writer's turn after a commit.
func (m *mover) committed(writer *lite) {
	pages, err := writer.checkpoint("PRAGMA wal_checkpoint(NOOP)")
	if m.bulks.Load() > 0 {
		pages /= logBulk
	}
	switch {
	case err != nil:
	case pages < logLong:
		m.told = false
	case !m.told:
		m.told = true
		m.moving.Store(true)
		m.wake <- struct{}{}
	case pages >= logFull && !m.moving.Load():
		_, _ = writer.checkpoint("PRAGMA wal_checkpoint(PASSIVE)")
	}
}

func (m *mover) stop() {
	close(m.wake)
	<-m.done
}

// checkpoint runs the pragma and tells how many pages the log has.
func (c *lite) checkpoint(pragma string) (pages int, err error) {
	s, err := c.prepare(pragma, 0)
	if err != nil {
		return 0, err
	}
	defer s.done()
	if more, err := s.step(); err != nil || !more {
		return 0, err
	}
	return s.s.ColumnInt(1), nil
}
