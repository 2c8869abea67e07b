package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/journal"
	"yice/internal/testkit"
)

// postgres is a server of the test's own, which it may kill.
type postgres struct {
	t         *testing.T
	bin, data string
	port      int
	cmd       *exec.Cmd
	who       *syscall.Credential
}

func newPostgres(t *testing.T) *postgres {
	t.Helper()
	if os.Getenv(testkit.PostgresEnv) == "" {
		t.Skip("for PostgreSQL")
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		t.Skip("no PostgreSQL server on this machine that a test may start")
	}
	dir, err := os.MkdirTemp("", "yice-lost-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	p := &postgres{t: t, bin: filepath.Dir(found[len(found)-1]), data: filepath.Join(dir, "data")}
	if os.Geteuid() == 0 { // the server refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("no user to run PostgreSQL as")
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2, os.Chown(dir, int(uid), int(gid))); err != nil {
			t.Fatal(err)
		}
		p.who = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	out, err := p.command("initdb", "--pgdata="+p.data, "--username=yice", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync").CombinedOutput()
	if err != nil {
		t.Fatalf("%v %s", err, out)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = ln.Addr().(*net.TCPAddr).Port
	_ = ln.Close()
	return p
}

func (p *postgres) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.who, Pdeathsig: syscall.SIGQUIT}
	return cmd
}

func (p *postgres) url() string {
	return fmt.Sprintf("postgres://yice@127.0.0.1:%d/postgres?sslmode=disable", p.port)
}

func (p *postgres) start() {
	p.t.Helper()
	p.cmd = p.command("postgres", "-D", p.data, "-p", strconv.Itoa(p.port), "-k", filepath.Dir(p.data), "-c", "listen_addresses=127.0.0.1", "-c", "log_min_messages=panic")
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for range 600 {
		if p.command("pg_isready", "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(p.port)).Run() == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatal("PostgreSQL did not start")
}

// kill ends the server as a crash would.
func (p *postgres) kill() {
	p.t.Helper()
	if p.cmd == nil {
		return
	}
	if err := p.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		p.t.Error(err)
	}
	_ = p.cmd.Wait()
	p.cmd = nil
}

// stream enters cases without a pause and keeps what was acknowledged.
type stream struct {
	mu     sync.Mutex
	v      *inventor
	n      int
	acked  []string
	down   atomic.Int64 // answers 503
	strays []string     // answers that are none of the two
}

func (s *stream) run(url, cookie string, stop <-chan struct{}) {
	c := &client{http: &http.Client{Timeout: 30 * time.Second}, cookie: cookie}
	for {
		select {
		case <-stop:
			return
		default:
		}
		s.mu.Lock()
		s.n++
		key, body := fmt.Sprint("lost-", s.n), s.v.application(org.Counties("2306")[s.n%9].Code, hardships()[s.n%10], "2020-12-16")
		s.mu.Unlock()
		code, answer, err := c.call("POST", url+"/api/v1/cases", key, body)
		s.mu.Lock()
		switch {
		case err == nil && code == http.StatusOK:
			var got struct{ ID string }
			_ = json.Unmarshal(answer, &got)
			s.acked = append(s.acked, got.ID)
		case err == nil && code == http.StatusServiceUnavailable && strings.Contains(string(answer), `"code":"unavailable"`):
			s.down.Add(1)
		case err == nil && code == http.StatusConflict: // many at once on one row: a refusal that asks to try again
		default:
			s.strays = append(s.strays, fmt.Sprintf("%d %.300s %v", code, answer, err))
		}
		s.mu.Unlock()
	}
}

func (s *stream) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.acked)
}

// until asks until it is so; the test's own deadline is the limit.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 3000 {
		if so() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s never came", what)
}

// TestLostPostgres takes the database away in the middle of the work and gives it back: meanwhile everything is answered 503
// and the program says that it is not ready; afterwards it works again by itself, with all that it acknowledged, and the jobs
// and the sealer go on.
func TestLostPostgres(t *testing.T) {
	p := newPostgres(t)
	p.start()
	t.Cleanup(p.kill)
	w := openTownAt(t, t.TempDir(), p.url(), func(s *story) { s.group("2020-12-04", 1, atAccepted) })
	cookie := w.cookie("wangfang")
	known := len(w.column("SELECT id FROM aid_cases"))
	ctx, end := context.WithCancel(context.WithoutCancel(t.Context()))
	addr, served := make(chan string, 1), make(chan error, 1)
	go func() { served <- w.app.Run(ctx, func(a net.Addr) { addr <- a.String() }) }()
	var url string
	select {
	case a := <-addr:
		url = "http://" + a
	case err := <-served:
		t.Fatal(err)
	}
	defer func() {
		end()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	ready := func() int {
		code, _, err := (&client{http: &http.Client{Timeout: 30 * time.Second}}).call("GET", url+"/readyz", "", nil)
		if err != nil {
			t.Error(err)
		}
		return code
	}
	s, stop := &stream{v: w.story.v}, make(chan struct{})
	var load sync.WaitGroup
	for range 4 {
		load.Go(func() { s.run(url, cookie, stop) })
	}
	for range 2 {
		before := s.count()
		until(t, "work", func() bool { return s.count() > before+10 })
		p.kill()
		down := s.down.Load()
		until(t, "a refusal", func() bool { return s.down.Load() > down+4 })
		if code := ready(); code != http.StatusServiceUnavailable {
			t.Errorf("/readyz answers %d without a database", code)
		}
		p.start()
		until(t, "readiness", func() bool { return ready() == http.StatusOK })
	}
	before := s.count()
	until(t, "work after the loss", func() bool { return s.count() > before+10 })
	close(stop)
	load.Wait()
	for _, x := range s.strays {
		t.Errorf("neither done nor 503: %s", x)
	}
	for _, id := range s.acked {
		if n := len(w.column("SELECT id FROM aid_cases WHERE id = $1", id)); n != 1 {
			t.Errorf("acknowledged case %s is gone", id)
		}
	}
	// an answer may be lost with the connection although its case was written; nothing may be missing
	if n := len(w.column("SELECT id FROM aid_cases")); n < known+len(s.acked) {
		t.Errorf("%d cases, %d were acknowledged", n, known+len(s.acked))
	}
	until(t, "the sealer", func() bool {
		v, err := journal.Verify(ctx, w.app.DB)
		if err != nil {
			t.Fatal(err)
		}
		return v.Unsealed == 0
	})
	fit := ""
	for _, r := range w.app.WebRoutes() {
		if r.ID == "policy.replay" {
			logins, _ := w.holders(r.Perm)
			fit = logins[0]
		}
	}
	rec := w.send(call{login: fit, method: http.MethodPost, target: "/policy/replay", body: []byte("{}")})
	if rec.Code != http.StatusOK {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	until(t, "a job", func() bool {
		return len(w.column("SELECT id FROM jobs WHERE kind = 'policy.replay' AND state = 'done'")) == 1
	})
	w.sound()
}
