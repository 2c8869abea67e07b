package ledger

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/testkit"
)

const (
	childURL   = "YICE_LEDGER_CRASH_URL"
	childRound = "YICE_LEDGER_CRASH_ROUND"
	bulkSize   = 1200 // enough for COPY
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		fmt.Println("failed", crashLoad(url, os.Getenv(childRound)))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func crashBook(url string) (*db.DB, error) {
	return db.Open(context.Background(), db.Config{URL: url, Clock: clock.System(), Codes: Codes()})
}

// crashLoad books in every way there is, as fast as it can, and says of each posting when it was acknowledged.
func crashLoad(url, round string) error {
	ctx := context.Background()
	d, err := crashBook(url)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	p := NewPoster(d)
	failed := make(chan error, 20)
	go Keeper(ctx, d, 5*time.Millisecond, func(err error) { failed <- err })
	work := func(name string, do func(key string, n int) error) {
		go func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("%s/%s/%d", round, name, n)
				if err := do(key, n); err != nil {
					failed <- fmt.Errorf("%s: %w", key, err)
					return
				}
				fmt.Println("ack", key)
			}
		}()
	}
	for c := range 8 {
		work(fmt.Sprint("poster", c), func(key string, n int) error {
			_, err := p.Do(ctx, Post(New{Key: key, Postings: []Posting{{fmt.Sprintf("fund/%d", (c+n)%4), fmt.Sprintf("person/%d", n%50), 7}}}))
			return err
		})
	}
	work("hold", func(key string, _ int) error {
		h, err := p.Do(ctx, Hold(New{Key: key, Postings: []Posting{{"fund/0", "person/1", 5}}}, 0))
		if err == nil {
			_, err = p.Do(ctx, Settle(End{Hold: h[0].ID, Key: key + "/s"}))
		}
		return err
	})
	work("bulk", func(key string, _ int) error {
		time.Sleep(30 * time.Millisecond) // SQLite's one writer is for the others too
		acts := make([]Act, bulkSize)
		for i := range acts {
			acts[i] = Post(New{Key: fmt.Sprint(key, "/", i), Postings: []Posting{{fmt.Sprintf("fund/%d", i%4), fmt.Sprintf("person/%d", i%50), 3}}})
		}
		return d.UpdateOrdered(ctx, func(tx *db.Tx) error {
			_, err := DoTx(ctx, tx, acts...)
			return err
		})
	})
	return <-failed
}

// TestKilledUnderLoadLosesNothing kills a process that books, again and again. What it had acknowledged is there, a bulk is whole or
// not there at all, and the ledger verifies. make soak kills 200 times, and on PostgreSQL the server's processes as well.
func TestKilledUnderLoadLosesNothing(t *testing.T) {
	kills := 10
	if n, err := strconv.Atoi(os.Getenv("YICE_SOAK_KILLS")); err == nil {
		kills = n
	}
	if testing.Short() {
		kills = 2
	}
	url := testkit.URL(t)
	d, err := crashBook(url)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, d: d}
	accounts := []Account{{Code: "world", Side: Debit}}
	for i := range 50 {
		accounts = append(accounts, Account{Code: fmt.Sprintf("person/%d", i), Side: Credit, Floor: Bound(0)})
	}
	for i := range 4 {
		accounts = append(accounts, Account{Code: fmt.Sprintf("fund/%d", i), Side: Credit, Floor: Bound(0)})
	}
	b.open(accounts...)
	for i := range 4 {
		b.act(Post(New{Key: fmt.Sprint("open", i), Postings: []Posting{{"world", fmt.Sprintf("fund/%d", i), 1e12}}}))
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	acked := 0
	for round := range kills {
		keys := loadAndKill(t, url, round)
		acked += len(keys)
		checkAfterKill(t, url, round, keys)
	}
	if acked < 5*kills {
		t.Errorf("only %d postings were acknowledged in %d rounds", acked, kills)
	}
	t.Logf("%d acknowledged over %d kills", acked, kills)
}

// loadAndKill gives the keys that were acknowledged before the kill.
func loadAndKill(t *testing.T, url string, round int) (keys []string) {
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childURL+"="+url, childRound+"="+strconv.Itoa(round))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { _ = cmd.Process.Signal(syscall.SIGKILL) }
	killed := make(chan struct{})
	var once sync.Once
	var said string
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil { // the last line may be cut off
			break
		}
		switch word, key, _ := strings.Cut(strings.TrimSpace(line), " "); word {
		case "ack":
			keys = append(keys, key)
			once.Do(func() {
				time.AfterFunc(time.Duration(20+rand.IntN(300))*time.Millisecond, func() {
					defer close(killed)
					killServer(t, url)
					kill()
				})
			})
		case "failed":
			said = line
		}
	}
	kill()
	if len(keys) > 0 {
		<-killed // nothing dies while the book is looked at
	}
	_ = cmd.Wait()
	if said != "" && os.Getenv("YICE_SOAK_KILLS") == "" {
		t.Fatalf("round %d: %s", round, said)
	}
	return keys
}

// killServer kills a process of PostgreSQL, so that the server throws away what it has in memory and recovers from its log. Only
// where the run has the server for itself and the server flushes.
func killServer(t *testing.T, url string) {
	if os.Getenv("YICE_SOAK_KILLS") == "" || os.Getenv("YICE_TEST_DURABLE") == "" || strings.HasPrefix(url, "sqlite:") {
		return
	}
	d, err := crashBook(url)
	if err != nil {
		t.Log(err)
		return
	}
	defer d.Close()
	_ = d.View(context.Background(), func(tx *db.Tx) error {
		pid, err := db.One[int64](context.Background(), tx, "SELECT CAST(pg_backend_pid() AS BIGINT)")
		if err == nil {
			err = syscall.Kill(int(pid), syscall.SIGKILL)
		}
		if err != nil {
			t.Error(err)
		}
		return err
	})
}

// checkAfterKill waits for a server that recovers: it notices only after a moment that a process of its own has died.
func checkAfterKill(t *testing.T, url string, round int, keys []string) {
	t.Helper()
	var err error
	for range 100 {
		if err = lookAfterKill(t, url, round, keys); !errs.IsKind(err, errs.Unavailable) {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
}

func lookAfterKill(t *testing.T, url string, round int, keys []string) error {
	ctx := context.Background()
	d, err := crashBook(url)
	if err != nil {
		return errs.New(errs.Unavailable, "unavailable").Because(err)
	}
	defer d.Close()
	var whole []string
	bulks := map[string]bool{}
	for _, k := range keys {
		if strings.Contains(k, "/bulk/") {
			bulks[k] = true
			continue
		}
		whole = append(whole, k)
		if strings.Contains(k, "/hold/") {
			whole = append(whole, k+"/s")
		}
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		r := tx.Reads(ctx)
		stored, err := findByKeys(r, tx, distinct(whole))
		if err != nil {
			return err
		}
		if err := r.Send(); err != nil {
			return err
		}
		for _, k := range whole {
			if _, ok := stored[k]; !ok {
				t.Errorf("round %d: %s was acknowledged and is not there", round, k)
			}
		}
		return wholeBulks(ctx, t, tx, round, bulks)
	})
	if err != nil {
		return err
	}
	if _, err := Seal(ctx, d); err != nil {
		return err
	}
	_, err = Verify(ctx, d)
	return err
}

// wholeBulks looks at the bulks of a round one after the other until one is not there.
func wholeBulks(ctx context.Context, t *testing.T, tx *db.Tx, round int, acked map[string]bool) error {
	for n := 0; ; n++ {
		key := fmt.Sprintf("%d/bulk/%d", round, n)
		all := make([]string, bulkSize)
		for i := range all {
			all[i] = fmt.Sprint(key, "/", i)
		}
		r := tx.Reads(ctx)
		stored, err := findByKeys(r, tx, all)
		if err != nil {
			return err
		}
		if err := r.Send(); err != nil {
			return err
		}
		if len(stored) != bulkSize && (len(stored) != 0 || acked[key]) {
			t.Errorf("round %d: of the bulk %s %d are there, acknowledged %v", round, key, len(stored), acked[key])
		}
		if len(stored) == 0 {
			return nil
		}
	}
}
