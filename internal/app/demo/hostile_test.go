package demo

import (
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"yice/internal/app"
	"yice/internal/kit/authz"
	"yice/internal/kit/web"
)

var (
	hostileDepth = flag.Int("hostile-depth", 6, "hostile requests a route and kind of input")
	hostileSeed  = flag.Uint64("hostile-seed", 1, "seed of the hostile walk")
)

// rowsOf names the table that an id in an address or input is taken from.
func rowsOf() map[string]string {
	return map[string]string{
		"authorisations": "check_authorisations", "cases": "aid_cases", "measure_id": "plan_measures", "plan_id": "plans", "question_id": "aid_questions",
		"transfer_id": "aid_transfers", "urgent_id": "urgent_decisions", "checks": "check_requests", "batches": "fund_batches", "orders": "fund_orders",
		"receipts": "fund_receipts", "recoveries": "fund_recoveries", "recovery_id": "fund_recoveries", "nettings": "fund_nettings", "funds": "funds", "imports": "imports", "jobs": "jobs", "meetings": "meetings", "motions": "motions",
		"oversight": "supervision_questions", "assessments": "assessments", "params": "policy_params", "reopenings": "aid_reopenings", "services": "service_sessions",
		"providers": "care_providers", "organisations": "orgs", "role-grants": "role_grants", "staff": "staff", "visits": "visits", "files": "files",

		"campaigns": "gift_campaigns", "lists": "gift_lists", "pledges": "gift_pledges", "collections": "gift_collections", "gifts": "gifts", "requests": "gift_requests",
		"trace": "fund_orders", "confirmations": "pay_confirmations", "statement-rows": "pay_statement_rows", "line_id": "fund_lines", "campaign_id": "gift_campaigns", "list_id": "gift_lists", "to_fund_id": "funds",

		"case_id": "aid_cases", "case_ids": "aid_cases", "cases_ids": "aid_cases", "person_id": "persons", "payee_person_id": "persons", "fund_id": "funds", "order_id": "fund_orders",
		"order_ids": "fund_orders", "org_id": "orgs", "owner_org_id": "orgs", "parent_id": "orgs", "to_org_id": "orgs", "staff_id": "staff", "visitors": "staff", "staff_ids": "staff",
		"file_id": "files", "seat_id": "meeting_seats", "param_id": "policy_params", "param_ids": "policy_params", "provider_id": "care_providers", "household_id": "households",
		"bank_account_id": "bank_accounts", "origin_id": "plan_measures", "urgent_ids": "urgent_decisions", "line_ids": "fund_lines", "chair": "staff",
	}
}

// walk goes over every route with inputs that are wrong in every way it can think of.
type walk struct {
	*town
	doc     document
	v       *inventory
	values  []raw
	pools   map[string][]string
	version func() int64 // changes when anything was written; SQLite only
	sent    int
	codes   map[int]int
	found   map[string]bool
	actors  map[string]*authz.Actor
	passed  map[string]int // how often each route let something through
}

// TestHostileInput sends generated wrong input to every route of the whole program, as somebody who may use the route and as
// somebody who may not. Whatever comes: no failure of ours, no word of the inside, and a refusal has changed nothing.
func TestHostileInput(t *testing.T) {
	w := newWalk(t)
	routes := w.app.WebRoutes()
	slices.SortStableFunc(routes, func(a, b web.Route) int { return rank(a) - rank(b) })
	for _, r := range routes {
		w.pools = map[string][]string{}
		w.route(r)
	}
	w.sound()
	t.Logf("%d requests: %v", w.sent, w.codes)
	for _, r := range routes {
		if w.passed[r.ID] == 0 {
			t.Logf("nothing got through %s %s", r.Method, r.Path)
		}
	}
	if w.codes[http.StatusOK] < 50 || w.codes[http.StatusUnprocessableEntity] < 300 {
		t.Errorf("the walk did not get far: %v", w.codes)
	}
}

func newWalk(t *testing.T) *walk {
	t.Helper()
	return newWalkOf(t, everyStage)
}

func newWalkOf(t *testing.T, play func(*story)) *walk {
	t.Helper()
	w := &walk{town: openTown(t, play), values: hostileValues(), codes: map[int]int{}, found: map[string]bool{}, passed: map[string]int{}, actors: map[string]*authz.Actor{}}
	b, err := app.OpenAPI("test")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &w.doc); err != nil {
		t.Fatal(err)
	}
	w.pools = map[string][]string{}
	w.v = &inventory{doc: &w.doc, r: rand.New(rand.NewPCG(*hostileSeed, 0)), ids: w.ids}
	w.watchWrites()
	return w
}

// rank lets those routes come last that end sessions or change who may do what.
func rank(r web.Route) int {
	switch {
	case strings.HasPrefix(r.Path, "/session"):
		return 9
	case strings.HasPrefix(r.Path, "/settings"):
		return 8
	case strings.HasSuffix(r.Path, "/cancel") || r.Method == http.MethodDelete:
		return 7
	case strings.HasPrefix(r.Path, "/funds/batches/{id}/"):
		order := []string{"add", "remove", "lock", "review", "release", "return", "statement", "reconcile", "close"}
		return 1 + slices.Index(order, r.Path[strings.LastIndexByte(r.Path, '/')+1:])
	}
	return 0
}

// watchWrites makes version tell whether another connection has written.
func (w *walk) watchWrites() {
	path, ok := strings.CutPrefix(w.cfg.DatabaseURL, "sqlite:")
	if !ok {
		w.version = func() int64 { return 0 }
		return
	}
	d, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		w.t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	w.t.Cleanup(func() { _ = d.Close() })
	w.version = func() (v int64) {
		if err := d.QueryRowContext(w.t.Context(), "PRAGMA data_version").Scan(&v); err != nil {
			w.t.Fatal(err)
		}
		return v
	}
}

// ids are known ids for the name of a parameter or property.
func (w *walk) ids(name string) []string {
	if table := rowsOf()[name]; table != "" {
		return w.idsOf(table)
	}
	return nil
}

func (w *walk) idsOf(table string) []string {
	if w.pools[table] == nil {
		text := "SELECT id FROM " + table + " ORDER BY id LIMIT 300"
		switch table {
		case "staff": // nobody who acts here may be locked out on the way
			text = "SELECT id FROM staff WHERE name IN ('田悦', '于佳')"
		case "role_grants":
			text = "SELECT g.id FROM role_grants g JOIN staff s ON s.id = g.staff_id WHERE s.name IN ('田悦', '于佳')"
		case "orgs":
			text = "SELECT id FROM orgs WHERE code IN ('youth', 'education', 'street-1-1', 'plant-4', 'union-5', 'women')"
		}
		w.pools[table] = w.column(text)
	}
	return w.pools[table]
}

func (w *walk) route(r web.Route) {
	fit, unfit := w.holders(r.Perm)
	unfit = slices.DeleteFunc(unfit, spare)
	if r.Perm == web.Public || r.Perm == web.SignedIn {
		fit = []string{"suntao", "chenlixin", "jiandu", "xitong"}
	}
	if r.Path == "/session" && r.Method == http.MethodDelete { // ends the session it comes with: without one, and then with a broken one
		fit = []string{""}
	}
	if len(fit) == 0 {
		w.t.Errorf("%s %s: nobody holds %s", r.Method, r.Path, r.Perm)
		return
	}
	op := w.doc.Paths["/api/v1"+r.Path][strings.ToLower(r.Method)]
	body := op.RequestBody.Content["application/json"].Schema
	var queries []string
	for _, p := range op.Parameters {
		if p.In == "query" {
			queries = append(queries, p.Name)
		}
	}
	if op.Permission == "" { // a raw route: its parameters stand in no document
		queries = rawQueries()
	}
	n := *hostileDepth
	who := func(i int) string { return fit[i%min(len(fit), 3)] }
	for i := range n { // what looks right, then with one place spoilt
		to := w.aim(r, fit, i)
		c := call{login: to.login, method: r.Method, target: to.target + w.query(queries, i%3)}
		if body != nil {
			c.body = w.input(r, body, to, i)
		}
		w.try(r, c)
	}
	if body != nil {
		for i, b := range w.some(hostileBodies()) {
			w.try(r, call{login: who(i), method: r.Method, target: w.aim(r, fit, 0).target, body: []byte(b)})
		}
		headers := []http.Header{
			{"Content-Type": {"text/plain"}},
			{"Content-Type": {"application/xml"}},
			{"Content-Type": {"multipart/form-data; boundary=x"}},
			{"Content-Type": {"application/json; charset=gbk"}},
			{"Content-Type": {""}},
			{"Content-Type": {"x"}},
			{"Content-Encoding": {"gzip"}},
			{"Accept": {"text/html"}},
			{"Accept": {"application/cbor"}},
			{"Accept-Language": {"xx;;q=9,\xff"}},
			{"Idempotency-Key": {strings.Repeat("k", 500)}},
			{"Idempotency-Key": {"\xff\x01"}},
			{"Idempotency-Key": {"same"}},
			{"Idempotency-Key": {"same"}},
			{"Authorization": {"Bearer x"}},
		}
		for i := range min(len(headers), *hostileDepth) {
			h := headers[(i+len(r.Path))%len(headers)]
			var b strings.Builder
			encode(&b, w.v.value("", body, 0))
			w.try(r, call{login: who(0), method: r.Method, target: w.aim(r, fit, 0).target, body: []byte(b.String()), header: h})
		}
	}
	w.addresses(r, fit, who, queries)
	w.strangers(r, fit, unfit)
}

// input is a body for the aimed request, every fourth as it should be, the others with one place spoilt.
func (w *walk) input(r web.Route, body *schema, to aimed, i int) []byte {
	in := w.seed(r, to)
	if in == nil {
		in = w.v.value("", body, 0)
	}
	if m, ok := in.(map[string]any); ok && w.v.deref(body).Properties["version"] != nil && to.version > 0 {
		m["version"] = raw(strconv.FormatInt(to.version, 10))
	}
	if i%4 != 0 {
		in = w.v.spoil(in, w.values)
	}
	var b strings.Builder
	encode(&b, in)
	return []byte(b.String())
}

func (w *walk) addresses(r web.Route, fit []string, who func(int) string, queries []string) {
	list := w.some(hostileAddresses())
	if strings.Contains(r.Path, "{") {
		for i, bad := range list {
			known := w.aim(r, fit, 0).target
			parts, named := strings.Split(known, "/"), strings.Split(r.Path, "/")
			holes := []int{}
			for j, p := range named {
				if strings.Contains(p, "{") {
					holes = append(holes, j)
				}
			}
			parts[holes[i%len(holes)]] = bad
			w.try(r, call{login: who(i), method: r.Method, target: strings.Join(parts, "/"), body: []byte("{}")})
		}
	}
	if r.Method != http.MethodGet {
		queries = append(queries, "limit")
	}
	for i, bad := range list {
		q := "nonsense"
		if len(queries) > 0 && i%9 != 0 {
			q = queries[w.v.r.IntN(len(queries))]
		}
		w.try(r, call{login: who(i), method: r.Method, target: w.aim(r, fit, 0).target + "?" + q + "=" + bad, body: []byte("{}")})
	}
	for _, q := range w.some([]string{"limit=-1", "limit=0", "limit=201", "limit=9223372036854775808", "limit=1&limit=2", "sort=nonsense", "sort=-", "cursor=" + strings.Repeat("A", 600), "cursor=A", "a=1&a=2&" + strings.Repeat("a=3&", 2000), "?", "&&&", "=", "%"}) {
		w.try(r, call{login: who(0), method: r.Method, target: w.aim(r, fit, 0).target + "?" + q, body: []byte("{}")})
	}
}

// strangers are those who may not: they never get through, whatever they send.
func (w *walk) strangers(r web.Route, fit, unfit []string) {
	if r.Perm == web.Public || r.Perm == web.SignedIn || len(unfit) == 0 {
		return
	}
	for i, b := range []string{"", "{}", "{\"version\":"} {
		c := call{login: unfit[(i*7+len(r.Path))%len(unfit)], method: r.Method, target: w.aim(r, fit, 0).target, body: []byte(b)}
		if rec := w.try(r, c); rec != nil && *rec != http.StatusForbidden && *rec != http.StatusNotFound {
			w.t.Errorf("%s %s answers %d to %s, who does not hold %s", r.Method, c.target, *rec, c.login, r.Perm)
		}
	}
}

// some is as many of the list as the walk goes deep.
func (w *walk) some(list []string) []string {
	out := slices.Clone(list)
	w.v.r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(len(out), *hostileDepth)]
}

// rawQueries are the query parameters of the routes that stand in no document.
func rawQueries() []string {
	return []string{"q", "from", "to", "state", "states", "half", "kind", "case_id", "download", "format", "department", "area", "sort", "purpose", "template", "limit", "measure", "role", "org_id"}
}

func (w *walk) query(names []string, n int) string {
	var out []string
	for range n {
		if len(names) > 0 {
			out = append(out, names[w.v.r.IntN(len(names))]+"="+hostileAddresses()[w.v.r.IntN(len(hostileAddresses()))])
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "?" + strings.Join(out, "&")
}

// leak matches words of the inside. What a caller wrote may come back, so the generator's own texts must not match.
var leak = regexp.MustCompile(`(?i)sqlite|pgx|pq:|sqlstate|constraint failed|duplicate key|goroutine|panic|runtime error|\.go:|json:|strconv|unmarshal|reflect|huma|<nil>|%!|\{\w+\}|/tmp/|/home/|nil pointer|interface conversion|context (canceled|deadline)|no rows|column `)

// try sends one call and judges the answer; it returns the status, or nil when the address cannot be sent at all.
func (w *walk) try(r web.Route, c call) *int {
	rec := w.answer(r, c)
	if rec == nil {
		return nil
	}
	return &rec.Code
}

// answer is try with the whole answer.
func (w *walk) answer(r web.Route, c call) *httptest.ResponseRecorder {
	if c.login != "" {
		w.cookie(c.login)
	}
	before := w.version()
	rec := w.send(c)
	if rec == nil {
		return nil
	}
	w.sent++
	w.codes[rec.Code]++
	if rec.Code < 300 {
		w.passed[r.ID]++
	}
	if bad := w.judge(r, c, rec.Code, rec.Header(), rec.Body.Bytes(), w.version() != before); bad != "" {
		key := fmt.Sprint(r.ID, rec.Code, bad)
		if !w.found[key] {
			w.found[key] = true
			w.t.Errorf("%s as %s %s %s\n  body %.300q\n  answer %d %.600s\n  log %s", bad, c.login, c.method, short(c.target), c.body, rec.Code, rec.Body, lastLine(w.log.String()))
		}
	}
	w.log.Reset()
	return rec
}

func short(s string) string {
	if len(s) > 300 {
		return s[:300] + "…"
	}
	return s
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return short(strings.Join(lines[max(0, len(lines)-2):], " | "))
}

func (w *walk) judge(r web.Route, c call, status int, h http.Header, body []byte, wrote bool) string {
	switch {
	case status >= 200 && status < 300 || status == http.StatusNotModified:
		return ""
	case status < 400 || status >= 500:
		return "a status that no caller should see"
	case r.Path == "/session" || r.Path == "/session/password": // a wrong password is refused with 401, and counted
	case status == http.StatusUnauthorized && c.login != "":
		return "the session is gone"
	case strings.HasPrefix(r.Path, "/public/receipts/"): // a wrong code is counted
	case wrote:
		return "a refusal that changed something"
	}
	var p web.Problem
	if err := json.Unmarshal(body, &p); err != nil || h.Get("Content-Type") != "application/problem+json" {
		return "no problem document"
	}
	if p.Status != status || p.Code == "" || p.RequestID == "" {
		return "an incomplete problem document"
	}
	for _, s := range append([]string{p.Detail}, details(p)...) {
		if !chinese(s) || leak.MatchString(s) {
			return "a sentence that is none: " + s
		}
	}
	return ""
}

func details(p web.Problem) []string {
	var out []string
	for _, f := range p.Fields {
		out = append(out, f.Detail)
	}
	return out
}

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })
}
