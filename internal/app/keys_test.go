package app

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"yice/internal/kit/web"
)

func (s *site) count(table string) int64 {
	s.t.Helper()
	return countRows(s.t, s.w.DB, table)
}

// One key, sixteen requests at once: it happens once, and everybody learns the same or that it is done.
func TestSameKeyAtOnceHappensOnce(t *testing.T) {
	s := openSite(t)
	admin := s.as("system-admin")
	admin.header.Set("Idempotency-Key", "together")
	org := map[string]any{"parent_id": s.w.OrgOf("union").ID, "kind": "employer", "code": "plant-9", "name": "第九采油厂工会"}
	before := s.count("orgs")
	var mu sync.Mutex
	ids, done := map[string]int{}, 0
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			got := admin.do("POST", "/settings/organisations", org)
			mu.Lock()
			defer mu.Unlock()
			switch got.status {
			case http.StatusOK:
				ids[got.text("id")]++
			case http.StatusConflict:
				if got.text("code") != "request.already_done" {
					t.Errorf("%s", got.body)
				}
				done++
			default:
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	wg.Wait()
	if len(ids) != 1 || s.count("orgs") != before+1 {
		t.Errorf("made %v, %d were told that it is done, %d organisations instead of %d", ids, done, s.count("orgs"), before+1)
	}
	org["name"] = "第十采油厂工会"
	admin.do("POST", "/settings/organisations", org).want(409, "request.key_reused")
	admin.do("PUT", "/settings/organisations/"+s.w.OrgOf("union").ID, org).want(409, "request.key_reused")
}

// Keys are kept for a week, and their purge is a job of its own.
func TestOldKeysArePurged(t *testing.T) {
	s := openSite(t)
	put := func(key, code string) {
		b := s.as("system-admin")
		b.header.Set("Idempotency-Key", key)
		b.do("POST", "/settings/organisations", map[string]any{
			"parent_id": s.w.OrgOf("union").ID, "kind": "employer", "code": code, "name": code + "工会",
		}).want(200, "")
	}
	put("old", "plant-8")
	s.w.Later(4 * 24 * time.Hour)
	put("new", "plant-9")
	if err := web.PurgeKeys(t.Context(), s.app.DB); err != nil || s.count("request_keys") != 2 {
		t.Fatal("four days later:", err, s.count("request_keys"))
	}
	s.w.Later(4 * 24 * time.Hour)
	if _, err := s.app.Jobs.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.count("request_keys"); n != 1 {
		t.Errorf("after eight days %d keys are left", n)
	}
	b := s.as("system-admin")
	b.header.Set("Idempotency-Key", "new")
	b.do("POST", "/settings/organisations", map[string]any{
		"parent_id": s.w.OrgOf("union").ID, "kind": "employer", "code": "plant-9", "name": "plant-9工会",
	}).want(200, "")
}

// A refusal of the wire itself speaks the language of the request, and names the request.
func TestWireRefusesInTheCallersLanguage(t *testing.T) {
	s := openSite(t)
	for lang, want := range map[string]string{"zh-CN": "此项必填。", "en": "This field is required."} {
		b := s.as("union-officer")
		b.header.Set("Accept-Language", lang)
		got := b.do("POST", "/cases/find", map[string]any{}).want(422, "field.required")
		fields := got.get("fields").([]any)
		if d := fields[0].(map[string]any)["detail"]; d != want || got.text("request_id") == "" {
			t.Errorf("%s: %s", lang, got.body)
		}
	}
}
