package demo

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/journal"
	"yice/internal/testkit"
)

// kills is how often the server is killed under load.
const kills = 50

const (
	childData     = "YICE_CRASH_DATA"
	childDatabase = "YICE_CRASH_DATABASE"
)

// TestMain lets the test binary be the server that is killed.
func TestMain(m *testing.M) {
	if data := os.Getenv(childData); data != "" {
		serveChild(data, os.Getenv(childDatabase))
		return
	}
	os.Exit(m.Run())
}

func crashClock() clock.Clock {
	start := time.Now()
	return func() time.Time { return testkit.Start().Add(time.Since(start)) }
}

func serveChild(data, database string) {
	a, err := app.New(context.Background(), app.Config{Data: data, DatabaseURL: database, Listen: "127.0.0.1:0", Clock: crashClock()})
	if err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
	err = a.Run(context.Background(), func(addr net.Addr) { fmt.Println("READY", addr) })
	fmt.Println("FAILED", err)
	os.Exit(1)
}

type victim struct {
	cmd *exec.Cmd
	url string
}

func start(t *testing.T, data, database string) *victim {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childData+"="+data, childDatabase+"="+database)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "READY ") {
		t.Fatalf("the server did not start: %q %v", line, err)
	}
	return &victim{cmd: cmd, url: "http://" + strings.TrimSpace(strings.TrimPrefix(line, "READY "))}
}

func (v *victim) kill(t *testing.T) {
	t.Helper()
	if err := v.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = v.cmd.Wait()
}

type client struct {
	http   *http.Client
	cookie string
}

func (c *client) call(method, url, key string, body any) (int, []byte, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequest(method, url, bytes.NewReader(b))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	if c.cookie != "" {
		req.Header.Set("Cookie", c.cookie)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	if sc := res.Header.Get("Set-Cookie"); sc != "" {
		c.cookie, _, _ = strings.Cut(sc, ";")
	}
	out, err := io.ReadAll(res.Body)
	return res.StatusCode, out, err
}

// load enters cases until the server dies. acked keeps what the server said it has; open is the request it never answered.
type load struct {
	cookie string

	mu    sync.Mutex
	v     *inventor
	n     int
	acked map[string]bool // case ids
	open  map[string]any  // key → body
}

func (l *load) next() (string, map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	a := l.v.application(org.Counties("2306")[l.n%9].Code, hardships()[l.n%10], "2020-05-07")
	b, _ := json.Marshal(a)
	var m map[string]any
	_ = json.Unmarshal(b, &m)
	m["submit"] = true
	return fmt.Sprintf("crash-%d", l.n), m
}

func (l *load) run(t *testing.T, v *victim, stop <-chan struct{}) {
	c := &client{http: &http.Client{Timeout: 10 * time.Second}, cookie: l.cookie}
	for {
		select {
		case <-stop:
			return
		default:
		}
		key, body := l.next()
		code, answer, err := c.call("POST", v.url+"/api/v1/cases", key, body)
		l.mu.Lock()
		switch {
		case err != nil:
			l.open[key] = body
		case code == http.StatusOK:
			var got struct{ ID string }
			if json.Unmarshal(answer, &got) != nil || got.ID == "" {
				t.Errorf("answer %s", answer)
			}
			l.acked[got.ID] = true
		case code >= 500 && code != http.StatusServiceUnavailable:
			t.Errorf("status %d: %s", code, answer)
		}
		l.mu.Unlock()
	}
}

// awaitAnswer returns once something has been acknowledged, or when the time is up: on a busy machine the first answer takes a while.
func (l *load) awaitAnswer(limit time.Duration) {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		l.mu.Lock()
		n := len(l.acked)
		l.mu.Unlock()
		if n > 0 {
			return
		}
	}
}

// settle repeats with the same keys what was never answered: it was done or it was not, and never twice.
func (l *load) settle(t *testing.T, v *victim) {
	t.Helper()
	c := &client{http: &http.Client{Timeout: 30 * time.Second}, cookie: l.cookie}
	if l.cookie == "" { // the session outlives the server
		if code, body, err := c.call("POST", v.url+"/api/v1/session", "", map[string]string{"login": "wangfang", "password": Password}); err != nil || code >= 300 {
			t.Fatalf("sign in: %d %s %v", code, body, err)
		}
		l.cookie = c.cookie
	}
	for key, body := range l.open {
		code, answer, err := c.call("POST", v.url+"/api/v1/cases", key, body)
		if err != nil || (code != http.StatusOK && code != http.StatusConflict) {
			t.Fatalf("repeat of %s: %d %s %v", key, code, answer, err)
		}
		delete(l.open, key)
	}
	for id := range l.acked {
		if code, answer, err := c.call("GET", v.url+"/api/v1/cases/"+id, "", nil); err != nil || code != http.StatusOK {
			t.Fatalf("acknowledged case %s is gone: %d %s %v", id, code, answer, err)
		}
		delete(l.acked, id) // looked at once; the number of cases below catches later losses
	}
}

// TestNothingAcknowledgedIsLost kills the server fifty times under load; after each the journal and the ledger verify,
// every acknowledged case is there, and a repeated request is not done twice.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a server fifty times")
	}
	data, database := t.TempDir(), testkit.URL(t)
	ctx := context.Background()
	cfg := app.Config{Data: data, DatabaseURL: database, Clock: crashClock()}
	a, err := app.New(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := buildCity(ctx, a); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Policy.Load(authz.With(ctx, authz.System("demo", policy.PermLoad)), policy.Daqing()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	l := &load{v: newInventor(), acked: map[string]bool{}, open: map[string]any{}}
	total := 0
	for round := range kills {
		v := start(t, data, database)
		l.settle(t, v)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { l.run(t, v, stop) })
		}
		l.awaitAnswer(30 * time.Second)
		time.Sleep(time.Duration(20+round*7%200) * time.Millisecond)
		v.kill(t)
		close(stop)
		wg.Wait()
		total += len(l.acked)
		a, err := app.New(ctx, cfg)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := journal.Verify(ctx, a.DB); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if _, err := ledger.Verify(ctx, a.DB); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if total < kills {
		t.Fatalf("only %d cases were entered: the load did not reach the server", total)
	}
	t.Logf("%d acknowledged cases over %d kills", total, kills)
}
