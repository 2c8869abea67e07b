package db

import (
	"errors"
	"os"
	"slices"
	"testing"
	"time"
)

// TestLogWhoseFlushFails refuses what it cannot bring to the disk, and goes on as usual once a flush succeeds. A file that takes all and
// cannot be flushed stands for a broken disk.
func TestLogWhoseFlushFails(t *testing.T) {
	t.Parallel()
	l := logIn(t.TempDir())
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	l.file = null
	if err := l.Append([]byte("a")); err != nil {
		t.Fatal("refused before anybody knew:", err)
	}
	failed := func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.bad != nil
	}
	for end := time.Now().Add(10 * time.Second); !failed() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if err := l.Append([]byte("b")); err == nil {
		t.Error("acknowledged what cannot be flushed")
	}
	l.mu.Lock()
	l.file, l.size = nil, 0
	l.mu.Unlock()
	l.bad = errors.New("as before")
	if err := errors.Join(l.Append([]byte("c")), l.Append([]byte("d"))); err != nil || failed() {
		t.Error("does not go on:", err)
	}
	if got := drained(t, l); !slices.Equal(got, []string{"c", "d"}) {
		t.Errorf("got %v", got)
	}
}
