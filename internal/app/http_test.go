package app

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"yice/internal/kit/authz"
	"yice/internal/kit/web"
	"yice/internal/testkit"
)

// site is the whole program over HTTP, on a test city.
type site struct {
	t   testing.TB
	w   *testkit.City
	app *App
	url string
}

func openSite(t testing.TB) *site {
	t.Helper()
	w := testkit.WorldWith(t, codes(), grants()...)
	a, err := New(t.Context(), Config{Data: t.TempDir(), DatabaseURL: w.URL, Clock: w.Clock.Now, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	return &site{t: t, w: w, app: a, url: server.URL}
}

// browser is one person's.
type browser struct {
	s      *site
	client *http.Client
	header http.Header
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s: s, client: &http.Client{Jar: jar}, header: http.Header{}}
}

func (s *site) as(login string) *browser {
	s.t.Helper()
	b := s.browser()
	b.do(http.MethodPost, "/session", map[string]string{"login": login, "password": testkit.Password}).want(200, "")
	return b
}

// answer is what came back.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

func (b *browser) do(method, path string, body any) answer {
	b.s.t.Helper()
	var r io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			b.s.t.Fatal(err)
		}
		r = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(b.s.t.Context(), method, b.s.url+"/api/v1"+path, r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range b.header {
		req.Header[k] = v
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return answer{t: b.s.t, what: method + " " + path, status: res.StatusCode, header: res.Header, body: raw}
}

func (a answer) want(status int, code string) answer {
	a.t.Helper()
	var p web.Problem
	_ = json.Unmarshal(a.body, &p)
	has := code == "" || p.Code == code || slices.ContainsFunc(p.Fields, func(f web.ProblemField) bool { return f.Code == code })
	if a.status != status || !has {
		a.t.Fatalf("%s: got %d %s, want %d %s", a.what, a.status, a.body, status, code)
	}
	return a
}

func (a answer) get(path ...string) any {
	a.t.Helper()
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.t.Fatalf("%s: %v: %s", a.what, err, a.body)
	}
	for _, p := range path {
		m, ok := v.(map[string]any)
		if !ok {
			a.t.Fatalf("%s: no %v in %s", a.what, path, a.body)
		}
		v = m[p]
	}
	return v
}

func (a answer) text(path ...string) string {
	a.t.Helper()
	s, ok := a.get(path...).(string)
	if !ok {
		a.t.Fatalf("%s: %v is no text in %s", a.what, path, a.body)
	}
	return s
}

// publicRoutes is the golden list of what anyone may call; a longer one is a decision, not an accident.
func publicRoutes() []string {
	return []string{
		"GET /public/campaigns/{code}", "GET /public/figures", "GET /public/notices", "GET /public/sunlight", "POST /public/campaigns/{code}/pledges",
		"POST /public/pledges/receipt", "POST /public/pledges/state", "POST /public/receipts/follow", "POST /public/receipts/verify", "POST /session",
	}
}

func concrete(path string) string {
	for strings.Contains(path, "{") {
		i, j := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		path = path[:i] + "01E7PAAYM0ZP19637A52VY9WVP" + path[j+1:]
	}
	return path
}

func TestAnonymousSeesNothing(t *testing.T) {
	s := openSite(t)
	b := s.browser()
	var public []string
	for _, r := range s.app.WebRoutes() {
		if r.Perm == web.Public {
			public = append(public, r.Method+" "+r.Path)
			continue
		}
		for _, body := range []any{nil, map[string]any{}} {
			if got := b.do(r.Method, concrete(r.Path), body); got.status != http.StatusUnauthorized {
				t.Errorf("%s %s answers %d to anyone: %s", r.Method, r.Path, got.status, got.body)
			}
		}
	}
	slices.Sort(public)
	if !slices.Equal(public, publicRoutes()) {
		t.Errorf("public routes are %v", public)
	}
	b.do("GET", "/no-such-thing", nil).want(404, "not_found")
}

func TestFirstPasswordBlocksAllElse(t *testing.T) {
	s := openSite(t)
	admin := s.as("system-admin")
	once := admin.do("POST", "/settings/staff", map[string]any{"org_id": s.w.OrgOf("union").ID, "name": "新人", "login": "newcomer"}).want(200, "")
	b := s.browser()
	b.do("POST", "/session", map[string]string{"login": "newcomer", "password": once.text("password")}).want(200, "")
	if must := b.do("GET", "/me", nil).want(200, "").get("must_change_password"); must != true {
		t.Errorf("must_change_password is %v", must)
	}
	for _, r := range s.app.WebRoutes() {
		if r.Perm == web.Public || r.Unchanged {
			continue
		}
		b.do(r.Method, concrete(r.Path), nil).want(403, "session.password_change_required")
	}
	b.do("POST", "/session/password", map[string]string{"old": once.text("password"), "new": "newcomer-A1"}).want(422, "password.is_login")
	b.do("POST", "/session/password", map[string]string{"old": once.text("password"), "new": "Own-word-2020"}).want(204, "")
	b.do("GET", "/organisations", nil).want(200, "")
}

func TestEveryPermissionIsHeld(t *testing.T) {
	held := map[authz.Permission]bool{web.Public: true, web.SignedIn: true}
	for _, g := range grants() {
		held[g.Perm] = true
	}
	s := openSite(t)
	seen := map[string]bool{}
	for _, r := range s.app.WebRoutes() {
		if !held[r.Perm] {
			t.Errorf("%s %s wants %s, which no role holds", r.Method, r.Path, r.Perm)
		}
		if seen[r.ID] {
			t.Errorf("route id %s twice", r.ID)
		}
		seen[r.ID] = true
	}
}

// Administrators do no business: of the three no one holds a permission of another room than settings, calendar,
// policy's loading, journal and jobs.
func TestAdministratorsSeeNoBusiness(t *testing.T) {
	w := testkit.World(t, grants()...)
	for _, login := range []string{"system-admin", "security-admin", "audit-admin"} {
		for _, p := range authz.From(w.As(login)).Permissions() {
			room, _, _ := strings.Cut(string(p), ".")
			if !slices.Contains([]string{"settings", "calendar", "policy", "oversight", "job", "task"}, room) {
				t.Errorf("%s holds %s", login, p)
			}
		}
	}
}

func TestMe(t *testing.T) {
	s := openSite(t)
	b := s.as("union-leader")
	b.header.Set("Accept-Language", "en")
	me := b.do("GET", "/me", nil).want(200, "")
	if me.text("user", "name") != "赵主任" || me.text("org", "department") != "union" || me.text("org", "area") != "2306" || me.text("today") != "2020-05-07" ||
		me.text("language") != "en" || me.text("platform") != "大庆市 Care Platform" || !strings.Contains(string(me.body), `"label":"Department leader"`) {
		t.Errorf("%s", me.body)
	}
	nav := me.get("nav").([]any)
	if !slices.Contains(nav, any("workbench")) || !slices.Contains(nav, any("casebook")) || slices.Contains(nav, any("settings")) {
		t.Errorf("nav %v", nav)
	}
	if nav := s.as("system-admin").do("GET", "/me", nil).get("nav").([]any); !slices.Contains(nav, any("settings")) || slices.Contains(nav, any("casebook")) {
		t.Errorf("the administrator's nav is %v", nav)
	}
}

func TestSessionCookie(t *testing.T) {
	s := openSite(t)
	b := s.browser()
	b.header.Set("X-Forwarded-Proto", "https")
	c := b.do("POST", "/session", map[string]string{"login": "maker", "password": testkit.Password}).want(200, "").header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Secure", "Path=/"} {
		if !strings.Contains(c, want) {
			t.Errorf("cookie %q lacks %s", c, want)
		}
	}
	b = s.as("maker")
	b.header.Set("Origin", "https://evil.example")
	b.header.Set("Sec-Fetch-Site", "cross-site")
	b.do("DELETE", "/session", nil).want(403, "request.cross_origin")
	b.header = http.Header{}
	b.do("DELETE", "/session", nil).want(204, "")
	b.do("GET", "/me", nil).want(401, "session.required")
}

func TestHostileSignIn(t *testing.T) {
	s := openSite(t)
	b := s.browser()
	for _, body := range []any{
		nil, "x",
		[]int{1},
		map[string]any{},
		map[string]any{"login": 1, "password": 2},
		map[string]any{"login": "a"},
		map[string]any{"login": strings.Repeat("x", 5000), "password": "x"},
		map[string]any{"login": "maker", "password": "x", "admin": true},
		map[string]any{"login": "mak\x00er", "password": "\x00"},
		map[string]any{"login": "' OR 1=1", "password": "'"},
	} {
		got := b.do("POST", "/session", body)
		if got.status < 400 || got.status >= 500 {
			t.Errorf("%v answers %d %s", body, got.status, got.body)
		}
	}
}

func TestOneTimePasswordLeavesNoTrace(t *testing.T) {
	s := openSite(t)
	admin := s.as("system-admin")
	admin.header.Set("Idempotency-Key", "k1")
	in := map[string]any{"org_id": s.w.OrgOf("union").ID, "name": "新人", "login": "newcomer"}
	admin.do("POST", "/settings/staff", in).want(200, "")
	admin.do("POST", "/settings/staff", in).want(409, "request.already_done")
	kept := keptAnswers(t, s)
	if strings.Contains(kept, "newcomer") || strings.Contains(kept, "password") {
		t.Errorf("kept: %s", kept)
	}
	admin.header.Set("Idempotency-Key", "k2")
	org := map[string]any{"parent_id": s.w.OrgOf("union").ID, "kind": "employer", "code": "plant-9", "name": "第九采油厂工会"}
	first := admin.do("POST", "/settings/organisations", org).want(200, "")
	again := admin.do("POST", "/settings/organisations", org).want(200, "")
	if first.text("id") != again.text("id") || again.header.Get("Idempotent-Replay") != "true" {
		t.Errorf("%s %s", first.body, again.body)
	}
}
