package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"yice/internal/core/org"
	"yice/internal/kit/web"
)

// smallDisk is a folder on a file system of its own that holds no more than size bytes.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if os.Geteuid() != 0 {
		t.Skip("only root may mount a small file system; kit/db tests a full book everywhere")
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=700", size)); err != nil {
		t.Skipf("this machine lets nobody mount a file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill writes until nothing more fits and returns the file to remove.
func fill(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, "ballast")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for size := 1 << 20; size > 0; {
		if n, err := f.Write(make([]byte, size)); err != nil && n == 0 {
			size /= 2
		}
	}
	return name
}

// TestFullDisk fills the disk under the whole program: whoever writes is told so, whoever reads goes on, nothing that was
// acknowledged is lost, and when there is room again everything works without a restart.
func TestFullDisk(t *testing.T) {
	disk := smallDisk(t, 64<<20)
	w := openTownAt(t, disk, "sqlite:"+filepath.Join(disk, "yice.db"), func(s *story) { s.group("2020-12-04", 2, atAccepted) })
	enter := func() (int, string) {
		b, err := json.Marshal(w.story.v.application(org.Counties("2306")[0].Code, hardships()[1], "2020-12-16"))
		if err != nil {
			t.Fatal(err)
		}
		rec := w.send(call{login: "wangfang", method: http.MethodPost, target: "/cases", body: b})
		var got struct{ ID string }
		_ = json.Unmarshal(rec.Body.Bytes(), &got)
		return rec.Code, got.ID
	}
	upload := func(n int) *web.Problem {
		body, kind := form(t, "file", "scan.pdf", append([]byte(fmt.Sprintf("%%PDF-1.4\n%d", n)), make([]byte, 300_000)...))
		rec := w.send(call{login: "suntao", method: http.MethodPost, target: "/files?kind=wage", body: body, header: http.Header{"Content-Type": {kind}}})
		if rec.Code == http.StatusOK {
			return nil
		}
		p := &web.Problem{}
		if err := json.Unmarshal(rec.Body.Bytes(), p); err != nil {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		return p
	}
	if p := upload(0); p != nil {
		t.Fatalf("%+v", p)
	}
	for _, login := range []string{"wangfang", "suntao", "jiandu", "chenlixin", "fuxue"} {
		w.cookie(login)
	}
	known := w.column("SELECT id FROM aid_cases ORDER BY id")
	ballast := fill(t, disk)
	acked, refused := []string{}, 0
	for range 400 { // the log of the book may still hold some
		code, id := enter()
		switch code {
		case http.StatusOK:
			acked = append(acked, id)
		case http.StatusServiceUnavailable:
			refused++
		default:
			t.Fatalf("a full disk answers %d", code)
		}
		if refused == 5 {
			break
		}
	}
	if refused == 0 {
		t.Fatal("the disk is not full")
	}
	if p := upload(1); p == nil || p.Status != http.StatusServiceUnavailable || p.Code != "blob.disk_full" || !chinese(p.Detail) {
		t.Errorf("%+v", p)
	}
	reads := map[string][]string{
		"suntao":    {"/me", "/workbench", "/cases", "/cases?q=DQ-2020", "/cases/" + known[0] + "/plan", "/cases/" + known[0] + "/check", "/organisations", "/staff", "/meetings", "/visits", "/visits/due", "/checks", "/services", "/policy/params", "/public/figures", "/public/notices", "/codes", "/calendar", "/funds/choices"},
		"chenlixin": {"/reports/overview", "/reports/platform", "/oversight/overdue", "/oversight/exceptions"},
		"fuxue":     {"/funds", "/funds/orders", "/funds/batches", "/funds/pool"},
		"jiandu":    {"/oversight/journal", "/oversight/questions", "/reopenings"},
	}
	for login, targets := range reads {
		for _, target := range targets {
			if rec := w.send(call{login: login, method: http.MethodGet, target: target}); rec.Code != http.StatusOK {
				t.Errorf("reading %s answers %d %s", target, rec.Code, rec.Body)
			}
		}
	}
	// who looked at a household is on record before its page is shown: what cannot be recorded is not shown (ADR 17)
	for _, target := range []string{"/cases/" + known[0], "/cases/" + known[0] + "/casebook"} {
		rec := w.send(call{login: "suntao", method: http.MethodGet, target: target})
		var p web.Problem
		_ = json.Unmarshal(rec.Body.Bytes(), &p)
		if rec.Code != http.StatusServiceUnavailable || p.Code != "disk_full" || !chinese(p.Detail) {
			t.Errorf("an unrecorded look at a household: %d %s", rec.Code, rec.Body)
		}
	}
	before := w.looksOf("孙涛", known[0])
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	w.looksAgain("孙涛", known[0], before)
	for range 3 {
		code, id := enter()
		if code != http.StatusOK {
			t.Fatalf("there is room again, and the answer is %d: %s", code, lastLine(w.log.String()))
		}
		acked = append(acked, id)
	}
	if p := upload(2); p != nil {
		t.Errorf("%+v", p)
	}
	for _, id := range append(known, acked...) {
		if rec := w.send(call{login: "jiandu", method: http.MethodGet, target: "/cases/" + id}); rec.Code != http.StatusOK {
			t.Errorf("acknowledged case %s: %d", id, rec.Code)
		}
	}
	if n := len(w.column("SELECT id FROM aid_cases")); n != len(known)+len(acked) {
		t.Errorf("%d cases, %d were acknowledged", n, len(known)+len(acked))
	}
	w.sound()
}

// looksOf counts the looks of a person at a case that are on record.
func (w *town) looksOf(name, id string) int {
	w.t.Helper()
	if rec := w.send(call{login: "jiandu", method: http.MethodGet, target: "/oversight/journal?looks=true"}); rec.Code != http.StatusOK {
		w.t.Errorf("the looks: %d %s", rec.Code, rec.Body)
	}
	return len(w.column("SELECT id FROM journal_entries WHERE action = 'aid.look' AND case_id = $1 AND actor_name = $2", id, name))
}

// looksAgain opens a household that was refused before: it is shown, and each look is on record.
func (w *town) looksAgain(name, id string, before int) {
	w.t.Helper()
	for n, target := range []string{"/cases/" + id, "/cases/" + id + "/casebook"} {
		if rec := w.send(call{login: "suntao", method: http.MethodGet, target: target}); rec.Code != http.StatusOK {
			w.t.Errorf("there is room again, and %s answers %d %s", target, rec.Code, rec.Body)
		}
		if got := w.looksOf(name, id) - before; got != n+1 {
			w.t.Errorf("%d looks on record, %d were shown", got, n+1)
		}
	}
}
