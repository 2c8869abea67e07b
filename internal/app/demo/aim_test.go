package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
	"yice/internal/module/care"
	"yice/internal/module/fund"
	"yice/internal/module/meeting"
	"yice/internal/module/plan"
	"yice/internal/module/visit"
)

// aimed is a request that would get far: the row is in a state in which the act is possible, the version is the present one,
// and the actor holds the permission where it must be held.
type aimed struct {
	target, login, caseID string
	version               int64
}

// ready are the states of a row in which an act of another room than the casebook is possible, by route.
func ready() map[string][]string {
	return map[string][]string{
		"plan.save": {"recognised", "assisting"}, "plan.approve": {"draft"}, "plan.report": {"planned", "doing"}, "plan.sign_urgent": {"asked"}, "plan.ask_urgent": {"accepted", "checking", "tabled"},
		"aid.ask_papers": {"accepted"}, "aid.papers_in": {"awaiting_papers"}, "aid.publish_notice": {"first_opinion"}, "aid.object": {"noticed"}, "aid.resolve_objection": {"objection_review"},
		"aid.edit": {"draft", "accepted"}, "aid.ask": {"tabled", "noticed"}, "aid.answer": {"tabled"}, "check.request": {"accepted"}, "check.authorise": {"accepted"}, "visit.plan": {"visiting"},
		"fund.batch_add": {"draft"}, "fund.batch_lock": {"draft"}, "fund.batch_cancel": {"draft"}, "fund.batch_review": {"locked"}, "fund.batch_withdraw": {"locked"}, "fund.batch_release": {"reviewed"},
		"fund.batch_return": {"released"}, "pay.reconcile": {"returned"}, "pay.confirm": {"asked"}, "pay.deny": {"asked"}, "pay.unreach": {"asked"}, "pay.explain": {"denied", "unreached"}, "fund.batch_close": {"reconciled"}, "fund.order_hold": {"waiting"}, "fund.order_account": {"waiting"}, "fund.order_resume": {"held"},
		"visit.replan": {"planned"}, "visit.cancel": {"planned"}, "visit.save": {"planned"}, "visit.complete": {"planned"}, "visit.decide": {"done"},
		"meeting.open": {"preparing"}, "meeting.change": {"preparing"}, "meeting.agenda": {"preparing"}, "care.complete": {"planned"}, "care.move": {"planned"}, "care.miss": {"planned"}, "care.cancel": {"planned"},
		"aid.decide_reopen": {"asked"}, "oversight.answer": {"asked", "open"}, "oversight.judge": {"answered"},
	}
}

// aim chooses rows for the holes of the route's address, most of the time such that the act is possible.
func (w *walk) aim(r web.Route, fit []string, i int) aimed {
	a := aimed{login: fit[i%min(len(fit), 3)]}
	parts := strings.Split(r.Path, "/")
	for j, p := range parts {
		if !strings.HasPrefix(p, "{") {
			continue
		}
		name, table := strings.Trim(p, "{}"), ""
		for k := j; k > 0 && table == ""; k-- {
			if k == j || name == "id" {
				table = rowsOf()[strings.Trim(parts[k], "{}")]
			}
		}
		parts[j] = w.hole(r, name, table, &a)
	}
	a.target = strings.Join(parts, "/")
	if a.caseID != "" && i%5 != 0 {
		if led := w.ledBy(r.Perm, a.caseID, fit); len(led) > 0 {
			a.login = led[i%len(led)]
		}
	}
	return a
}

func (w *walk) hole(r web.Route, name, table string, a *aimed) string {
	known := w.ids(name)
	switch {
	case name == "year":
		known = []string{"2020", "2021"}
	case name == "half":
		known = []string{"2020-H2", "2021-H1"}
	case name == "key":
		known = []string{"platform.living.cap_year", "urgent.limit"}
	case name == "code" && strings.Contains(r.Path, "payers"):
		known = []string{"main"}
	case name == "code":
		known = w.column("SELECT code FROM fund_templates")
	case table != "":
		known = w.rows(r, table, a.caseID)
	}
	if len(known) == 0 {
		return "01E7PAAYM0ZP19637A52VY9WVP"
	}
	got := known[w.v.r.IntN(len(known))]
	if table != "" {
		a.version = w.number("SELECT version FROM "+table+" WHERE id = $1", got)
		if table == "aid_cases" {
			a.caseID = got
		}
	}
	return got
}

// rows are the ids of a table: those of the case when one is chosen, those in a fitting state when there are any.
func (w *walk) rows(r web.Route, table, caseID string) []string {
	states := ready()[r.ID]
	if act, ok := strings.CutPrefix(r.ID, "aid."); ok && states == nil {
		for _, tr := range aid.Table().Transitions {
			if tr.Action == flow.Action(act) {
				states = append(states, string(tr.From))
			}
		}
	}
	if table == "aid_cases" && strings.Count(r.Path, "{") > 1 { // the second hole decides which cases have such a row
		second := rowsOf()[strings.Trim(r.Path[strings.LastIndexByte(r.Path[:strings.LastIndexByte(r.Path, '}')], '{')+1:strings.LastIndexByte(r.Path, '}')], "{}")]
		if ids := w.maybe("SELECT DISTINCT case_id FROM " + second); len(ids) > 0 {
			return ids
		}
	}
	if caseID != "" && table != "aid_cases" {
		if ids := w.maybe("SELECT id FROM "+table+" WHERE case_id = $1 ORDER BY id", caseID); len(ids) > 0 {
			return ids
		}
	}
	var out []string
	for _, s := range states {
		out = append(out, w.maybe("SELECT id FROM "+table+" WHERE state = $1 ORDER BY id", s)...)
	}
	if len(out) > 0 && w.v.r.IntN(6) != 0 {
		return out
	}
	return w.idsOf(table)
}

// ledBy are those of the accounts who hold the permission at the case's lead or entry.
func (w *walk) ledBy(perm authz.Permission, caseID string, fit []string) []string {
	paths := w.column("SELECT lead_org_path FROM aid_cases WHERE id = $1", caseID)
	return slices.DeleteFunc(slices.Clone(fit), func(login string) bool { return !w.actor(login).HasAt(perm, paths...) })
}

// actor is the owner of a login, read once.
func (w *walk) actor(login string) *authz.Actor {
	if a := w.actors[login]; a != nil {
		return a
	}
	ctx, err := w.story.as(w.t.Context(), login)
	if err != nil {
		w.t.Fatal(err)
	}
	w.actors[login] = authz.From(ctx)
	return w.actors[login]
}

// maybe is column, empty when the table has no such column.
func (w *walk) maybe(text string, args ...any) (out []string) {
	_ = w.app.DB.View(w.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All[string](w.t.Context(), tx, text, args...)
		return err
	})
	return out
}

func (w *walk) number(text string, args ...any) (n int64) {
	_ = w.app.DB.View(w.t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One[int64](w.t.Context(), tx, text, args...)
		return err
	})
	return n
}

// seed is an input that would be taken, for routes whose input the route document says too little of; nil for the others.
func (w *walk) seed(r web.Route, a aimed) any {
	n := w.v.r.IntN(9000)
	staff := w.column("SELECT id FROM staff WHERE name IN ('何静', '高远', '陈立新', '罗平', '宋婷', '石奇', '董雪', '曹雷') ORDER BY id")
	pick := func(list []string) string {
		if len(list) == 0 {
			return ""
		}
		return list[w.v.r.IntN(len(list))]
	}
	persons := w.maybe("SELECT person_id FROM aid_persons WHERE case_id = $1 ORDER BY person_id", a.caseID)
	needs := strings.Split(strings.Trim(strings.Join(w.maybe("SELECT needs FROM aid_cases WHERE id = $1", a.caseID), ""), ","), ",")
	switch r.ID {
	case "aid.create", "aid.edit":
		return tree(w.story.v.application("230602", hardships()[n%len(hardships())], "2020-12-16"))
	case "plan.save":
		return tree(plan.Input{Goal: "稳住生活", Reason: "情况有变", Measures: []plan.MeasureInput{
			{Kind: plan.Help, Need: pick(needs), Title: "上门照料", OwnerOrgID: pick(w.ids("org_id")), StartOn: "2020-12-18", DueOn: "2021-03-01", Expected: "好转", Sessions: 3},
			{Kind: plan.Cash, Need: pick(needs), Title: "生活救助", PersonID: pick(persons), OwnerOrgID: pick(w.ids("org_id")), StartOn: "2020-12-18", DueOn: "2021-03-01", Expected: "到户", AmountFen: 50_000, FundID: pick(w.ids("fund_id")), Instalments: 2},
		}})
	case "plan.ask_urgent":
		return tree(plan.UrgentInput{Purpose: "living", FundID: pick(w.ids("fund_id")), AmountFen: 30_000, Reason: "突发急病"})
	case "meeting.prepare", "meeting.change":
		return tree(meeting.Input{Kind: "extraordinary", Period: "2021H1", HeldOn: fmt.Sprintf("2021-01-%02d", 1+n%28), HeldAt: "09:00", Place: "会议室", Chair: w.story.staff["fushizhang"].ID})
	case "fund.create":
		return tree(fund.NewFund{Code: fmt.Sprintf("f%d", n), Name: fmt.Sprintf("资金%d", n), Source: "donation", FromOn: "2020-01-01", ToOn: "2030-12-31"})
	case "fund.receive":
		return tree(fund.Received{AmountFen: 100_000, PayerName: "某公司", EvidenceNo: fmt.Sprintf("收%d", n)})
	case "visit.plan":
		return tree(visit.PlanInput{Kind: visit.Initial, PlannedOn: "2020-12-18", Visitors: []string{staff[n%len(staff)], staff[(n+1)%len(staff)]}})
	case "care.add":
		return tree(care.SessionInput{State: "planned", PersonID: pick(persons), Kind: "psychological", ProviderID: pick(w.maybe("SELECT id FROM care_providers WHERE kind = 'psychological'")), OnDate: "2020-12-21", Starts: "09:30", Minutes: 50})
	case "care.add_provider", "care.edit_provider":
		return tree(care.ProviderInput{Form: "organisation", Kind: "nursing", Name: fmt.Sprintf("护理站%d", n), Active: true})
	case "aid.propose":
		return tree(aid.OpinionInput{Text: "提请研究", Proposals: []aid.Proposal{{Need: pick(needs), AmountFen: 100_000, Basis: "标准"}}})
	case "aid.publish_notice":
		return tree(aid.NoticeInput{Place: "公告栏", Unit: "某社区", Phone: "0459-12351"})
	case "aid.propose_end":
		m, _ := tree(aid.NoticeInput{Place: "公告栏", Unit: "某社区", Phone: "0459-12351"}).(map[string]any)
		m["reason_code"], m["reason"] = raw(`"income_above"`), raw(`"收入已高于标准"`)
		return m
	case "aid.priors":
		return tree(map[string]any{"priors": []aid.PriorInput{{PersonID: pick(persons), Department: "civil", Project: "低保", Purpose: "living", Period: "2020", AmountFen: 120_000, Counts: true}}})
	case "calendar.set_year":
		return tree(map[string]any{"document": "国办发明电〔2020〕27号", "days": []map[string]any{{"date": "2021-01-01", "off": true, "name": "元旦"}}})
	}
	return nil
}

// tree turns a Go value into what spoil and encode take.
func tree(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var x any
	if err := dec.Decode(&x); err != nil {
		return nil
	}
	return rawed(x)
}

func rawed(x any) any {
	switch x := x.(type) {
	case map[string]any:
		for k, e := range x {
			x[k] = rawed(e)
		}
		return x
	case []any:
		for i, e := range x {
			x[i] = rawed(e)
		}
		return x
	}
	b, _ := json.Marshal(x)
	return raw(b)
}
