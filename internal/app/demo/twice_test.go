package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
	"yice/internal/module/visit"
)

// act is something that two people do to one row at the same moment, both having read the same version of it.
type act struct {
	route  string // id of the route
	table  string
	states []string
	body   func(id string) map[string]any
}

func plainAct(route string, states ...string) act {
	return act{route, "aid_cases", states, func(string) map[string]any { return map[string]any{"reason": "理由" + route} }}
}

func with(route string, body map[string]any, states ...string) act {
	return act{route, "aid_cases", states, func(string) map[string]any { return body }}
}

func (w *walk) acts() []act {
	notice := map[string]any{"place": "公告栏", "unit": "某社区", "phone": "0459-12351"}
	end := map[string]any{"place": "公告栏", "unit": "某社区", "phone": "0459-12351", "reason_code": "income_above", "reason": "收入已高于标准"}
	return []act{
		with("aid.submit", map[string]any{}, "draft"),
		with("aid.ask_papers", map[string]any{"papers": []any{map[string]any{"kind": "wage", "name": "工资流水"}}}, "accepted"),
		{"aid.papers_in", "aid_cases", []string{"awaiting_papers"}, func(id string) map[string]any {
			waived := map[string]string{}
			for _, p := range w.column("SELECT id FROM aid_papers WHERE case_id = $1", id) {
				waived[p] = "另有证明"
			}
			return map[string]any{"waived": waived}
		}},
		plainAct("aid.withdraw", "accepted"),
		with("aid.transfer", map[string]any{"kind": "part", "need": "medical", "to_org_id": w.story.orgs["education"].ID, "reason": "请办理助学"}, "accepted"),
		with("aid.assess", map[string]any{}, "first_opinion"),
		with("aid.priors", map[string]any{"priors": []any{}}, "first_opinion"),
		with("aid.propose", map[string]any{"text": "提请研究", "proposals": []any{}}, "first_opinion"),
		with("aid.publish_notice", notice, "first_opinion"),
		plainAct("aid.return_back", "first_opinion"),
		plainAct("aid.decline", "first_opinion"),
		plainAct("aid.notify_decline", "declined"),
		with("aid.object", map[string]any{"text": "有出租收入", "channel": "phone"}, "noticed"),
		with("aid.resolve_objection", map[string]any{"upheld": false, "result": "不属实"}, "objection_review"),
		with("aid.propose_end", end, "assisting"),
		plainAct("aid.cancel_end", "ending"),
		{"visit.cancel", "visits", []string{"planned"}, func(string) map[string]any { return map[string]any{"reason": "户主住院"} }},
		{"fund.batch_lock", "fund_batches", []string{"draft"}, func(string) map[string]any { return map[string]any{} }},
		{"fund.batch_review", "fund_batches", []string{"locked"}, func(string) map[string]any { return map[string]any{} }},
		{"fund.batch_release", "fund_batches", []string{"reviewed"}, func(string) map[string]any { return map[string]any{} }},
		{"fund.order_hold", "fund_orders", []string{"waiting"}, func(string) map[string]any { return map[string]any{"reason": "待核"} }},
		{"fund.order_resume", "fund_orders", []string{"held"}, func(string) map[string]any { return map[string]any{"reason": "已核"} }},
		{"aid.close_notice", "aid_cases", []string{"noticed"}, func(string) map[string]any { return map[string]any{} }},
	}
}

// TestTwoPeopleAtOnce lets two people do the same act on the same row at once, for the acts of the main job and of the money:
// one does it, the other is told who was faster and when, and it has happened once.
func TestTwoPeopleAtOnce(t *testing.T) {
	w := newWalk(t)
	routes := map[string]web.Route{}
	for _, r := range w.app.WebRoutes() {
		routes[r.ID] = r
	}
	b, err := json.Marshal(w.story.v.application("230602", hardships()[0], "2020-12-16"))
	if err != nil {
		t.Fatal(err)
	}
	if rec := w.send(call{login: "wangfang", method: http.MethodPost, target: "/cases", body: b}); rec.Code != http.StatusOK {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	w.prepareOpinions()
	w.bookVisit()
	for _, a := range w.acts() {
		if a.route == "aid.close_notice" { // its period must be over
			w.story.clock.Set(w.story.clock.Now().Add(15 * 24 * time.Hour))
			w.cookies = map[string]string{}
		}
		if !w.tryTwice(routes[a.route], a) {
			t.Errorf("%s: no row on which somebody could do it", a.route)
		}
	}
	w.sound()
}

// prepareOpinions brings the cases of the first opinion to where it can be given.
func (w *walk) prepareOpinions() {
	for _, id := range w.column("SELECT id FROM aid_cases WHERE state = 'first_opinion'") {
		officer := w.ledBy(aid.PermOpinion, id, w.logins())[0]
		for _, x := range []struct{ path, body string }{{"priors", `{"priors":[],"version":%d}`}, {"assess", `{"version":%d}`}} {
			x.body = fmt.Sprintf(x.body, w.number("SELECT version FROM aid_cases WHERE id = $1", id))
			if rec := w.send(call{login: officer, method: http.MethodPost, target: "/cases/" + id + "/" + x.path, body: []byte(x.body)}); rec.Code != http.StatusOK {
				w.t.Fatalf("%s %d %s", x.path, rec.Code, rec.Body)
			}
		}
	}
}

// bookVisit appoints two visitors for a household that waits for them.
func (w *walk) bookVisit() {
	id := w.column("SELECT id FROM aid_cases WHERE state = 'visiting' ORDER BY id")[0]
	b := fmt.Sprintf(`{"kind":"initial","planned_on":"2020-12-17","visitors":["%s","%s"]}`, w.story.staff[second].ID, w.story.staff[secretary].ID)
	officer := w.ledBy(visit.PermPlan, id, w.logins())[0]
	if rec := w.send(call{login: officer, method: http.MethodPost, target: "/cases/" + id + "/visits", body: []byte(b)}); rec.Code != http.StatusOK {
		w.t.Fatalf("%d %s", rec.Code, rec.Body)
	}
}

func (w *walk) logins() (out []string) {
	for _, x := range Accounts() {
		out = append(out, x.Login)
	}
	return out
}

// tryTwice looks for a row on which the act is possible and judges the two answers.
func (w *walk) tryTwice(r web.Route, a act) bool {
	for _, state := range a.states {
		for _, id := range w.column("SELECT id FROM "+a.table+" WHERE state = $1 ORDER BY id", state) {
			fit, _ := w.holders(r.Perm)
			switch a.table {
			case "aid_cases":
				fit = w.ledBy(w.permAt(r, a), id, w.logins())
			case "visits":
				fit = w.ledBy(r.Perm, w.column("SELECT case_id FROM visits WHERE id = $1", id)[0], w.logins())
			}
			if a.route == "aid.propose" { // the colleague has visited the household and may not: one person in two windows
				fit = fit[:1]
			}
			if len(fit) > 0 && w.both(r, a, id, fit[0], fit[min(1, len(fit)-1)]) {
				return true
			}
		}
	}
	return false
}

// permAt is the permission that the state table wants where the route itself asks for less.
func (w *walk) permAt(r web.Route, a act) authz.Permission {
	for _, tr := range aid.Table().Transitions {
		if "aid."+string(tr.Action) == r.ID && string(tr.From) == a.states[0] {
			return tr.Perm
		}
	}
	return r.Perm
}

// wantsVersion sends the act without its version and with the first version a row cannot have: refused, with the field named.
// An objection only adds a record, so it states none.
func (w *walk) wantsVersion(r web.Route, a act, id, login string, body map[string]any) {
	w.t.Helper()
	version := body["version"]
	delete(body, "version")
	if a.route == "aid.object" {
		return
	}
	for _, v := range []any{nil, 0} {
		if v != nil {
			body["version"] = v
		}
		raw, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		rec := w.answer(r, call{login: login, method: r.Method, target: strings.Replace(r.Path, "{id}", id, 1), body: raw})
		var p web.Problem
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
			w.t.Fatal(err)
		}
		named := slices.ContainsFunc(p.Fields, func(f web.ProblemField) bool { return f.Path == "version" })
		if strings.HasPrefix(a.route, "fund.") && v == 0 { // where 0 stands for a first row, it is only not the present one
			named = p.Code == "stale"
		}
		if p.Status < 400 || p.Status >= 500 || !named {
			w.t.Errorf("%s with version %v: %d %s", a.route, v, rec.Code, rec.Body)
		}
	}
	body["version"] = version
}

func (w *walk) both(r web.Route, a act, id, first, second string) bool {
	w.t.Helper()
	body := a.body(id)
	body["version"] = w.number("SELECT version FROM "+a.table+" WHERE id = $1", id)
	w.wantsVersion(r, a, id, first, body)
	raw, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	w.cookie(first)
	w.cookie(second)
	before := w.number("SELECT count(*) FROM journal_entries WHERE object_id = $1 OR case_id = $1", id)
	logins, answers := [2]string{first, second}, [2]*httptest.ResponseRecorder{}
	var wg sync.WaitGroup
	for i, login := range logins {
		wg.Go(func() {
			answers[i] = w.send(call{login: login, method: r.Method, target: strings.Replace(r.Path, "{id}", id, 1), body: raw})
		})
	}
	wg.Wait()
	won, lost := 0, 1
	if answers[1].Code < 300 {
		won, lost = 1, 0
	}
	if answers[won].Code >= 300 {
		return false // not possible on this row, for whatever reason
	}
	var p web.Problem
	if err := json.Unmarshal(answers[lost].Body.Bytes(), &p); err != nil {
		w.t.Errorf("%s: both did it: %s", a.route, answers[lost].Body)
		return true
	}
	name, when := w.actor(logins[won]).Name, w.story.clock.Now().Format("2006-01-02 15:04")
	if p.Status != http.StatusConflict && p.Status != http.StatusPreconditionFailed || !strings.Contains(p.Detail, name) || !strings.Contains(p.Detail, when) {
		w.t.Errorf("%s by %s and %s: the second is told %d %s (%s)", a.route, name, w.actor(logins[lost]).Name, p.Status, p.Detail, p.Code)
	}
	if n := w.number("SELECT count(*) FROM journal_entries WHERE object_id = $1 OR case_id = $1", id) - before; n == 0 {
		w.t.Errorf("%s left no trace", a.route)
	}
	return true
}
