package demo

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"yice/internal/kit/clock"
	"yice/internal/module/aid"
	"yice/internal/module/visit"
)

const (
	clerk, officer, second, leader, secretary = "wangfang", "suntao", "hejing", "liuzhuren", "chenlixin"
	maker, reviewer, releaser                 = "fuxue", "fuhe", "fangkuan"
)

func because(string) any { return obj{"reason": "情况属实"} }

// act is a reason with the version of the case in the address.
func (f *fitting) act(x string) any { return f.seen(x, obj{"reason": "情况属实"}) }

// seen adds the version of the case in the address.
func (f *fitting) seen(x string, o obj) obj {
	o["version"] = f.version("aid_cases", caseOf(x))
	return o
}

// caseOf is the case of an address.
func caseOf(target string) string { return strings.Split(target, "/")[2] }

func text(o obj, key string) string { s, _ := o[key].(string); return s }

func list(o obj, key string) []any { l, _ := o[key].([]any); return l }

func one(x any) obj { o, _ := x.(map[string]any); return o }

func (f *fitting) intake(k *stock) {
	apply := func(string) any { return f.story.v.application("230602", hardships()[0], f.today()) }
	f.hit("aid.create", clerk, []string{"/cases", "/cases", "/cases", "/cases"}, apply)
	car := f.story.v.application("230602", hardships()[0], f.today())
	car.Flags = []aid.FlagInput{{Kind: "car", Source: "declared"}}
	id := text(f.do("aid.create", clerk, "/cases", car), "id")
	f.hit("aid.waive_flag", leader, []string{"/cases/" + id + "/waive-flag"}, func(x string) any { return f.seen(x, obj{"kind": "car", "reason": "就医必需"}) })
	f.odd = false
	f.hit("aid.find", clerk, []string{"/cases/find"}, func(string) any { return obj{"doc_no": car.Household.Members[0].DocNo} })
	f.odd = false
	f.hit("aid.ask_papers", officer, at(k.accepted[:3], "/ask-papers"), func(x string) any {
		return f.seen(x, obj{"papers": []obj{{"kind": "wage", "name": "工资流水", "note": "盖章"}}})
	})
	f.hit("aid.add_paper", clerk, at(k.papers, "/papers"), func(x string) any {
		return obj{"kind": "wage", "name": "工资流水", "file_id": f.upload(clerk, caseOf(x), "wage")}
	})
	f.hit("aid.papers_in", clerk, at(k.papers, "/papers-in"), func(x string) any {
		waived := obj{}
		for _, p := range f.column("SELECT id FROM aid_papers WHERE case_id = $1", caseOf(x)) {
			waived[p] = "另有证明"
		}
		return obj{"version": f.version("aid_cases", caseOf(x)), "waived": waived}
	})
	f.hit("aid.lapse", officer, at(k.lapsed, "/lapse"), f.act)
	f.hit("aid.withdraw", clerk, at(k.accepted[3:6], "/withdraw"), f.act)
	f.hit("aid.transfer", officer, at(k.accepted[6:], "/transfers"), func(x string) any {
		return f.seen(x, obj{"kind": "part", "need": "medical", "to_org_id": f.story.orgs["civil"].ID, "reason": "请办理医疗救助"})
	})
}

func (f *fitting) check(k *stock) {
	for _, t := range k.accepted[6:] {
		members := list(f.get(officer, "/cases/"+t.c.ID+"/check"), "members")
		for i, m := range members {
			if one(m)["is_adult"] != true {
				continue
			}
			body := func(x string) any {
				return obj{"person_id": text(one(m), "person_id"), "text_version": "2018-1", "signer": "own", "signed_on": f.today(), "channel": "paper", "file_id": f.upload(officer, caseOf(x), "authorisation")}
			}
			if i == 0 {
				f.hit("check.authorise", officer, []string{"/cases/" + t.c.ID + "/authorisations"}, body)
			} else {
				f.do("check.authorise", officer, "/cases/"+t.c.ID+"/authorisations", body("/cases/"+t.c.ID))
			}
		}
	}
	f.hit("check.request", officer, at(k.accepted[6:], "/checks"), func(x string) any {
		return obj{"purpose": "家庭经济状况核对", "sources": []string{"social_insurance", "vehicle"}, "version": f.version("aid_cases", caseOf(x))}
	})
	f.odd = false
	var ids []string
	for _, t := range k.checking {
		ids = append(ids, f.column("SELECT id FROM check_requests WHERE case_id = $1", t.c.ID)...)
	}
	to := func(act string) (out []string) {
		for _, id := range ids {
			out = append(out, "/checks/"+id+act)
		}
		return out
	}
	for i, id := range ids {
		r := one(f.get("hedui", "/checks/"+id)["request"])
		for j, p := range list(r, "persons") {
			for l, src := range list(r, "sources") {
				body := func(string) any {
					return obj{"person_id": p, "source": src, "answered_on": f.today(), "records": []any{}, "note": "未查到"}
				}
				if i+j+l == 0 {
					f.hit("check.answer", "hedui", to("/answers")[:1], body)
					f.odd = false
				}
				f.do("check.answer", "hedui", "/checks/"+id+"/answers", body(""))
			}
		}
	}
	f.hit("check.report", "hedui", to("/report"), func(x string) any {
		return obj{"version": f.version("check_requests", caseOf(x)), "conclusion": "consistent", "summary": "申报与核对一致。", "submit": true, "rows": []obj{{"item": "wage", "declared_fen": 0, "found_fen": 0, "over": false, "note": "无"}}}
	})
	f.odd = true // what was taken above may have been no report to review
	f.hit("check.review", "hedui2", to("/review"), func(x string) any {
		return obj{"version": f.version("check_requests", caseOf(x)), "approve": true, "note": ""}
	})
}

// record is a visit's form as two visitors fill it in.
func (f *fitting) record(t *tale, id string) (r visit.Record) {
	f.t.Helper()
	err := f.as(second, func(ctx context.Context) error {
		v, err := f.app.Visit.Get(ctx, id)
		if err == nil {
			r, err = t.record(ctx, v.Visit)
		}
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	r.StartedAt = r.FinishedAt - 60_000
	r.Dwelling, r.Living = visit.Dwelling{Type: "2", Area: "58", Condition: "poor"}, visit.Living{Food: "饮食简单"}
	r.Conclusion, r.Advice, r.AdviceReason = "情况属实。", "support", "收入少"
	return r
}

func (f *fitting) visitors() []string {
	return []string{f.story.staff[second].ID, f.story.staff[secretary].ID}
}

func (f *fitting) visit(k *stock) {
	book := func(string) any { return obj{"kind": "initial", "planned_on": f.today(), "visitors": f.visitors()} }
	f.hit("visit.plan", officer, at(k.visiting, "/visits"), book)
	var ids []string
	for _, t := range k.visiting {
		if f.column("SELECT state FROM aid_cases WHERE id = $1", t.c.ID)[0] != "visiting" {
			f.t.Fatal("not visiting")
		}
		if len(f.column("SELECT id FROM visits WHERE case_id = $1 AND is_open", t.c.ID)) == 0 {
			f.do("visit.plan", officer, "/cases/"+t.c.ID+"/visits", book(""))
		}
		ids = append(ids, f.column("SELECT id FROM visits WHERE case_id = $1 AND is_open", t.c.ID)...)
	}
	to := func(act string) (out []string) {
		for _, id := range ids {
			out = append(out, "/visits/"+id+act)
		}
		return out
	}
	of := func(x string) obj { return obj{"version": f.version("visits", caseOf(x))} }
	f.hit("visit.replan", officer, to("/replan"), func(x string) any {
		b := of(x)
		b["planned_on"], b["visitors"], b["place_note"] = f.today(), f.visitors(), "东门"
		return b
	})
	for i, id := range ids { // as it was, whatever was taken
		f.do("visit.replan", officer, to("/replan")[i], obj{"version": f.version("visits", id), "planned_on": f.today(), "visitors": f.visitors()})
	}
	records := map[string]visit.Record{}
	for i, id := range ids {
		records[id] = f.record(k.visiting[i], id)
	}
	form := func(x string) any {
		b := of(x)
		b["record"] = records[caseOf(x)]
		return b
	}
	f.hit("visit.save", second, to("/record"), form)
	f.hit("visit.register_relative", officer, at(k.visiting[:1], "/relatives"), func(x string) any {
		return obj{"person_id": f.column("SELECT person_id FROM aid_persons WHERE case_id = $1", caseOf(x))[0], "staff_name": "某某", "staff_org": "第一社区", "relation": "兄弟"}
	})
	f.odd = false
	f.hit("visit.complete", second, to("/complete"), form)
	f.hit("visit.plan", officer, at(k.assisting[:2], "/visits"), func(string) any { return obj{"kind": "revisit", "planned_on": f.today(), "visitors": f.visitors()} })
	var again []string
	for _, t := range k.assisting[:2] {
		for _, id := range f.column("SELECT id FROM visits WHERE case_id = $1 AND is_open", t.c.ID) {
			r := f.record(t, id)
			r.Changes, r.Advice = visit.Changes{Income: "收入增加"}, "increase"
			f.do("visit.complete", second, "/visits/"+id+"/complete", obj{"version": f.version("visits", id), "record": r})
			again = append(again, "/visits/"+id+"/outcome")
		}
	}
	f.hit("visit.decide", officer, again, func(x string) any {
		b := of(x)
		b["outcome"], b["reason"], b["raise_fen"] = "increase", "病情反复", 10_000_000
		return b
	})
}

func (f *fitting) opinion(k *stock) {
	first := k.opinion[:4]
	f.hit("aid.priors", officer, at(first, "/priors"), func(x string) any {
		return obj{"version": f.version("aid_cases", caseOf(x)), "priors": []obj{{"department": "civil", "project": "临时救助", "purpose": "living", "period": "2020", "amount_fen": 10_000, "counts": true}}}
	})
	f.hit("aid.assess", officer, at(first, "/assess"), func(x string) any {
		return obj{"version": f.version("aid_cases", caseOf(x)), "accident_loss_fen": 100, "rural": false, "idle_months": obj{}, "study_cost_fen": obj{}, "unable": []string{}}
	})
	for _, t := range first { // whatever was taken
		x := "/cases/" + t.c.ID
		f.do("aid.priors", officer, x+"/priors", f.seen(x, obj{"priors": []obj{}}))
		f.do("aid.assess", officer, x+"/assess", f.seen(x, obj{}))
	}
	f.hit("aid.propose", officer, at(first, "/propose"), func(x string) any {
		return obj{"version": f.version("aid_cases", caseOf(x)), "text": "提请研究", "proposals": []obj{{"need": "living", "amount_fen": 300_000, "basis": "年上限"}}}
	})
	f.hit("aid.publish_notice", officer, at(first[:1], "/notice"), func(x string) any {
		return obj{"version": f.version("aid_cases", caseOf(x)), "place": "公告栏", "unit": "某社区", "phone": "0459-12351"}
	})
	f.odd = false
	f.hit("aid.decline", officer, at(k.opinion[4:7], "/decline"), f.act)
	f.hit("aid.notify_decline", officer, at(k.opinion[4:5], "/notify-decline"), f.act)
	f.odd = false
	f.hit("aid.return_back", officer, at(k.opinion[7:10], "/return-back"), f.act)
	f.hit("aid.invite", officer, at(k.opinion[10:], "/invite"), func(string) any {
		return obj{"org_id": f.story.orgs["education"].ID, "fields": []string{"members", "plan"}, "reason": "请协助助学", "until_on": clock.AddDays(f.today(), 30)}
	})
}

func (f *fitting) notice(k *stock) {
	f.hit("aid.object", officer, at(k.noticed, "/objections"), func(string) any {
		return obj{"channel": "phone", "from_name": "某某", "text": "反映有出租收入"}
	})
	f.hit("aid.resolve_objection", leader, at(k.objection, "/resolve-objection"), func(x string) any { return f.seen(x, obj{"upheld": false, "result": "不属实"}) })
	f.hit("aid.close_notice", officer, at(k.over, "/close-notice"), func(x string) any { return obj{"version": f.version("aid_cases", caseOf(x)), "reason": "期满"} })
}

func (f *fitting) measure(t *tale) obj {
	return obj{
		"kind": "cash", "need": "living", "title": "生活救助", "owner_org_id": f.story.orgs["union"].ID, "start_on": f.today(), "due_on": f.today(),
		"expected": "到户", "amount_fen": 100_000, "fund_id": f.story.funds[poolFund], "instalments": 1,
	}
}

func (f *fitting) plan(k *stock) {
	help := obj{"kind": "service", "need": "living", "title": "上门照料", "owner_org_id": f.story.orgs["union"].ID, "start_on": f.today(), "due_on": clock.AddDays(f.today(), 60), "expected": "好转", "sessions": 3}
	f.hit("plan.save", officer, at(k.recognised, "/plan"), func(x string) any {
		return obj{"version": 0, "goal": "稳住生活", "reason": "认定后制定", "measures": []obj{f.measure(nil), help}}
	})
	id := k.recognised[0].c.ID
	draft := f.column("SELECT id FROM plans WHERE case_id = $1 AND state = 'draft'", id)[0]
	f.hit("plan.approve", leader, []string{"/cases/" + id + "/plan/" + draft + "/approve"}, func(string) any { return obj{"version": f.version("plans", draft)} })
	m := f.column("SELECT id FROM plan_measures WHERE plan_id = $1 AND kind = 'service'", draft)[0]
	f.hit("plan.report", officer, []string{"/cases/" + id + "/measures/" + m + "/report"}, func(string) any { return obj{"state": "done", "result": "已落实"} })
	f.odd = false
	f.hit("plan.ask_urgent", officer, at(k.accepted[:3], "/urgent"), func(string) any {
		return obj{"purpose": "living", "fund_id": f.story.funds[poolFund], "amount_fen": 100_000, "reason": "突发急病"}
	})
	var asked []string
	for _, t := range k.accepted[:3] {
		for _, u := range f.column("SELECT id FROM urgent_decisions WHERE case_id = $1 AND state = 'asked'", t.c.ID) {
			asked = append(asked, "/cases/"+t.c.ID+"/urgent/"+u+"/sign")
		}
	}
	f.hit("plan.sign_urgent", leader, asked, func(string) any { return obj{"agree": true, "reason": "先行支付"} })
}

func (f *fitting) money(k *stock) {
	waiting := f.column("SELECT id FROM fund_orders WHERE state = 'waiting' AND due_on <= $1 ORDER BY id", f.today())
	if len(waiting) < 2 {
		f.t.Fatalf("%d orders wait", len(waiting))
	}
	order := func(id, act string) string { return "/funds/orders/" + id + act }
	last := waiting[len(waiting)-1]
	of := func(string) any { return obj{"version": f.version("fund_orders", last), "reason": "待核"} }
	f.hit("fund.order_hold", maker, []string{order(last, "/hold")}, of)
	f.hit("fund.order_resume", maker, []string{order(last, "/resume")}, of)
	f.hit("fund.order_account", maker, []string{order(last, "/account")}, of)
	f.odd = false
	made := f.hit("fund.batch_create", maker, []string{"/funds/batches"}, func(string) any {
		return obj{"title": "代发", "orders": waiting[:1], "pay_on": f.today()}
	})
	f.odd = false
	id := text(made, "id")
	if id == "" || len(f.column("SELECT id FROM fund_lines WHERE batch_id = $1", id)) != 1 {
		id = text(f.do("fund.batch_create", maker, "/funds/batches", obj{"title": "代发", "orders": waiting[:1], "pay_on": f.today()}), "id")
	}
	b := func(act string) []string { return []string{"/funds/batches/" + id + act} }
	now := func() obj { return obj{"version": f.version("fund_batches", id), "reason": "名单与决议一致"} }
	lines := func(string) any {
		x := now()
		delete(x, "reason")
		x["orders"], x["forced"] = waiting[:1], "同一户"
		return x
	}
	f.hit("fund.batch_remove", maker, b("/remove"), lines)
	f.hit("fund.batch_add", maker, b("/add"), lines)
	f.odd = false
	step := func(string) any { return now() }
	f.hit("fund.batch_lock", maker, b("/lock"), step)
	f.hit("fund.batch_withdraw", maker, b("/withdraw"), step)
	f.do("fund.batch_lock", maker, b("/lock")[0], now())
	f.hit("fund.batch_send_back", reviewer, b("/send-back"), step)
	f.do("fund.batch_lock", maker, b("/lock")[0], now())
	f.hit("fund.batch_review", reviewer, b("/review"), step)
	f.hit("fund.batch_release", releaser, b("/release"), step)
	file := f.send(call{login: releaser, method: http.MethodGet, target: b("/file")[0]})
	answers, err := f.story.bankAnswers(file.Body.Bytes(), f.today(), false)
	if err != nil {
		f.t.Fatal(err)
	}
	answers = append(answers, "9,6222020200445566,某某,1.00,成功,,X9,"+f.today()+"\n"...) // the batch has no such line
	for name, data := range hostileFiles(f.t) {
		body, kind := form(f.t, "file", name, data)
		if rec := f.answer(f.routes["fund.batch_return"], call{login: maker, method: http.MethodPost, target: b("/return")[0], body: body, header: http.Header{"Content-Type": {kind}}}); rec.Code < 300 {
			f.t.Errorf("%s is taken as a bank's answer", name)
		}
	}
	body, kind := form(f.t, "file", "回盘.csv", answers)
	if rec := f.answer(f.routes["fund.batch_return"], call{login: maker, method: http.MethodPost, target: b("/return")[0], body: body, header: http.Header{"Content-Type": {kind}}}); rec.Code >= 300 {
		f.t.Errorf("return: %d %s", rec.Code, rec.Body)
	}
	stray := f.column("SELECT id FROM fund_unmatched WHERE batch_id = $1", id)[0]
	f.hit("fund.batch_resolve", maker, b("/resolve"), func(string) any {
		return obj{"version": f.version("fund_batches", id), "unmatched_id": stray, "note": "银行错行，已退"}
	})
	f.odd = false
	f.reconcile(id, maker, reviewer)
	f.hit("fund.batch_close", maker, b("/close"), step)
	f.odd = false
	failed := f.column("SELECT id FROM fund_orders WHERE state = 'failed'")
	for _, in := range f.spoilt(func() any { return tree(obj{"version": 1_000_000, "reason": "重付"}) }) { // an old version: the batch below pays it
		f.answer(f.routes["fund.order_repay"], call{login: maker, method: http.MethodPost, target: order(failed[0], "/repay"), body: in})
	}
	f.hit("fund.batch_repay", maker, []string{"/funds/batches/" + k.failed.ID + "/repay"}, func(string) any {
		return obj{"items": []obj{{"order_id": failed[0]}}, "title": "失败重付", "pay_on": f.today()}
	})
	f.odd = false
	f.funds()
}

// reconcile takes hostile statements and then the bank's, explains its strange row, and lets another department ask the payee.
func (f *fitting) reconcile(id, maker, reviewer string) {
	b := func(act string) []string { return []string{"/funds/batches/" + id + act} }
	send := func(name string, data []byte) int {
		body, kind := form(f.t, "file", name, data)
		return f.answer(f.routes["pay.statement"], call{login: maker, method: http.MethodPost, target: b("/statement")[0], body: body, header: http.Header{"Content-Type": {kind}}}).Code
	}
	for name, data := range hostileFiles(f.t) {
		if send(name, data) < 300 {
			f.t.Errorf("%s is taken as a bank statement", name)
		}
	}
	amount := f.column("SELECT CAST(amount_fen AS TEXT) FROM fund_lines WHERE batch_id = $1", id)[0]
	ref := f.column("SELECT bank_ref FROM fund_lines WHERE batch_id = $1", id)[0]
	yuan := amount[:len(amount)-2] + "." + amount[len(amount)-2:]
	file := "日期,摘要,借方金额,贷方金额,流水号\n" + f.today() + ",代发," + yuan + ",," + ref + "\n" + f.today() + ",结息,,0.12,J1\n"
	if code := send("流水.csv", []byte(file)); code >= 300 {
		f.t.Errorf("statement: %d", code)
	}
	strange := f.column("SELECT id FROM pay_statement_rows WHERE match = 'none' AND explained_at = 0")
	f.hit("pay.explain_row", maker, []string{"/funds/statement-rows/" + strange[0] + "/explain"}, func(string) any { return obj{"note": "季度结息"} })
	f.odd = false
	f.hit("pay.reconcile", reviewer, b("/reconcile"), func(string) any { return obj{"version": f.version("fund_batches", id)} })
	f.odd = false
	asked := f.column("SELECT id FROM pay_confirmations WHERE batch_id = $1", id)[0]
	dept := f.column("SELECT department FROM pay_confirmations WHERE id = $1", asked)[0]
	login := map[string]string{"union": "suntao", "civil": "gaoming", "hr": "songting", "disabled": "dongxue"}[dept]
	at := "/funds/confirmations/" + asked
	f.hit("pay.call", login, []string{at + "/call"}, func(string) any { return obj{"purpose": "核实到账"} })
	f.odd = false
	answer := func(string) any {
		return obj{"version": f.version("pay_confirmations", asked), "method": "phone", "note": "三次未接"}
	}
	f.hit("pay.unreach", login, []string{at + "/unreach"}, answer)
	f.odd = false
	f.hit("pay.deny", login, []string{at + "/deny"}, answer)
	f.odd = false
	f.hit("pay.explain", maker, []string{at + "/explain"}, func(string) any {
		return obj{"version": f.version("pay_confirmations", asked), "note": "银行回单证实已入账"}
	})
	f.odd = false
}

func (f *fitting) funds() {
	pool := f.story.funds[poolFund]
	f.hit("fund.set_budget", maker, []string{"/funds/" + pool + "/budgets/2021-H1"}, func(string) any { return obj{"amount_fen": 10_000_000, "reason": "半年预算", "version": 0} })
	f.odd = false
	f.hit("fund.receive", maker, []string{"/funds/" + pool + "/receipts"}, func(string) any {
		return obj{"amount_fen": 100_000, "payer_name": "某公司", "evidence_no": "收77", "received_on": f.today(), "memo": "捐款"}
	})
	f.odd = false
}

func (f *fitting) end(k *stock) {
	end := func(x string) any {
		return obj{"version": f.version("aid_cases", caseOf(x)), "reason_code": "income_above", "reason": "收入高于标准", "place": "公告栏", "unit": "某社区", "phone": "0459-12351"}
	}
	f.hit("aid.propose_end", officer, at(k.assisting[2:], "/propose-end"), end)
	f.hit("aid.cancel_end", leader, at(k.ending[:1], "/cancel-end"), f.act)
	f.odd = false
	f.hit("aid.confirm_end", leader, at(k.ending[1:], "/confirm-end"), f.act)
	file := f.column("SELECT file_no FROM aid_cases WHERE id = $1", k.ended[0].c.ID)[0]
	asked := f.hit("aid.ask_reopen", officer, []string{"/reopenings"}, func(string) any { return obj{"file_no": file, "signal": "new_bill", "reason": "病情复发"} })
	f.hit("aid.decide_reopen", leader, []string{"/reopenings/" + text(asked, "id") + "/decide"}, func(string) any { return obj{"approve": true, "reason": "情况属实"} })
}

func (f *fitting) care(k *stock) {
	id := k.assisting[0].c.ID
	person := f.column("SELECT payee_person_id FROM aid_cases WHERE id = $1", id)[0]
	provider := f.story.providers["psychological"]
	add := func(string) any {
		return obj{"state": "planned", "person_id": person, "kind": "psychological", "provider_id": provider, "on_date": f.today(), "starts": "09:30", "minutes": 50, "place": "家中"}
	}
	f.hit("care.add", officer, []string{"/cases/" + id + "/services"}, add)
	f.odd = false
	planned := func(day int) string {
		in := add("").(obj)
		in["on_date"] = clock.AddDays(f.today(), day)
		return "/services/" + text(f.do("care.add", officer, "/cases/"+id+"/services", in), "id")
	}
	a, b, c := planned(1), planned(2), planned(3)
	of := func(x string) obj { return obj{"version": f.version("service_sessions", caseOf(x))} }
	with := func(more obj) func(string) any {
		return func(x string) any {
			o := of(x)
			for key, v := range more {
				o[key] = v
			}
			return o
		}
	}
	f.hit("care.move", officer, []string{a + "/move"}, with(obj{"on_date": f.today(), "starts": "10:00", "reason": "改时间"}))
	f.odd = false
	f.hit("care.complete", officer, []string{a + "/complete"}, with(obj{"on_date": f.today(), "minutes": 50, "outcome": "better", "note": "平稳", "place": "家中", "satisfaction": 5}))
	f.odd = false
	f.hit("care.miss", officer, []string{b + "/miss"}, with(obj{"reason": "不在家"}))
	f.odd = false
	f.hit("care.cancel", officer, []string{c + "/cancel"}, with(obj{"reason": "取消"}))
}

func (f *fitting) office(k *stock) {
	file := f.column("SELECT file_no FROM aid_cases WHERE id = $1", k.assisting[0].c.ID)[0]
	asked := f.hit("oversight.ask", "jiandu", []string{"/oversight/questions"}, func(string) any {
		return obj{"org_id": f.story.orgs["union"].ID, "text": "请说明金额依据", "due_on": clock.AddDays(f.today(), 7), "file_no": file}
	})
	id := text(asked, "id")
	v := func(more obj) func(string) any {
		return func(string) any {
			o := obj{"version": f.version("supervision_questions", id)}
			for key, x := range more {
				o[key] = x
			}
			return o
		}
	}
	f.hit("oversight.answer", leader, []string{"/oversight/questions/" + id + "/answer"}, v(obj{"text": "按标准核定"}))
	f.hit("oversight.judge", "jiandu", []string{"/oversight/questions/" + id + "/judge"}, v(obj{"accept": true, "reason": ""}))
}

func (f *fitting) settings(*stock) {
	const system, security = "xitong", "anquan"
	top := f.story.orgs["union"].ID
	org := text(f.hit("settings.org_create", system, []string{"/settings/organisations"}, func(string) any {
		return obj{"kind": "office", "code": fmt.Sprintf("x%d", f.v.r.IntN(100000)), "name": "新机构", "short_name": "新", "parent_id": top, "from_on": f.today()}
	}), "id")
	f.odd = true
	ver := func(table, id string, more obj) func(string) any {
		return func(string) any {
			o := obj{"version": f.version(table, id)}
			for key, x := range more {
				o[key] = x
			}
			return o
		}
	}
	o := "/settings/organisations/" + org
	f.hit("settings.org_edit", system, []string{o}, ver("orgs", org, obj{"name": "改名机构", "short_name": "改"}))
	f.hit("settings.org_move", system, []string{o + "/move"}, ver("orgs", org, obj{"parent_id": f.story.orgs["civil"].ID, "reason": "划转"}))
	f.hit("settings.org_close", system, []string{o + "/close"}, ver("orgs", org, obj{"to_on": clock.AddDays(f.today(), 1), "reason": "撤销"}))
	f.hit("settings.org_reopen", system, []string{o + "/reopen"}, ver("orgs", org, obj{"reason": "恢复"}))
	f.odd = false
	newcomer := func(string) any {
		return obj{"name": "新人", "org_id": top, "phone": "13800138000", "title": "科员", "from_on": f.today()}
	}
	f.hit("settings.staff_create", system, []string{"/settings/staff"}, newcomer)
	f.do("settings.staff_create", system, "/settings/staff", newcomer(""))
	f.odd = false
	staff := f.column("SELECT id FROM staff WHERE name = '新人' ORDER BY id DESC")[0]
	s := "/settings/staff/" + staff
	f.hit("settings.staff_edit", system, []string{s}, ver("staff", staff, obj{"name": "新人", "org_id": top, "title": "主任"}))
	f.hit("settings.account_open", system, []string{s + "/account"}, ver("staff", staff, obj{"login": "xinren"}))
	for _, act := range []string{"reset-password", "unlock", "disable", "enable", "end-sessions"} {
		route := map[string]string{"reset-password": "account_reset", "unlock": "account_unlock", "disable": "account_disable", "enable": "account_enable", "end-sessions": "sessions_end"}[act]
		f.hit("settings."+route, system, []string{s + "/" + act}, because)
	}
	grant := text(f.hit("settings.grant", security, []string{"/settings/role-grants"}, func(string) any {
		return obj{"staff_id": staff, "role": "window_clerk", "org_id": top, "from_on": f.today(), "reason": "岗位"}
	}), "id")
	f.hit("settings.grant_end", security, []string{"/settings/role-grants/" + grant + "/end"}, ver("role_grants", grant, obj{"reason": "调岗"}))
	f.hit("settings.staff_leave", system, []string{s + "/leave"}, ver("staff", staff, obj{"to_on": f.today(), "reason": "退休"}))
}

func (f *fitting) meeting(k *stock) {
	plan := func(string) any {
		return obj{"kind": "extraordinary", "period": "2020H2", "held_on": f.today(), "held_at": "14:00", "place": "会议室", "chair_staff_id": f.story.staff["fushizhang"].ID}
	}
	f.hit("meeting.prepare", secretary, []string{"/meetings"}, plan)
	f.odd = false
	id := text(f.do("meeting.prepare", secretary, "/meetings", plan("")), "id")
	m := func(act string) []string { return []string{"/meetings/" + id + act} }
	change := func(string) any {
		x := plan("").(obj)
		delete(x, "kind")
		delete(x, "period")
		x["version"] = f.version("meetings", id)
		return x
	}
	f.hit("meeting.change", secretary, m(""), change)
	f.odd = false
	f.do("meeting.change", secretary, m("")[0], change(""))
	var cases []string
	for _, t := range k.tabled {
		cases = append(cases, t.c.ID)
	}
	f.hit("meeting.agenda", secretary, m("/agenda"), func(string) any { return obj{"case_ids": cases[:1]} })
	f.odd = false
	for _, c := range cases {
		if len(f.column("SELECT id FROM motions WHERE case_id = $1", c)) == 0 {
			f.do("meeting.agenda", secretary, m("/agenda")[0], obj{"case_ids": []string{c}})
		}
	}
	f.hit("aid.ask", "gaoming", at(k.tabled[:1], "/questions"), func(string) any { return obj{"text": "是否已申请临时救助？"} })
	f.odd = false
	q := f.column("SELECT id FROM aid_questions WHERE case_id = $1", k.tabled[0].c.ID)[0]
	f.hit("aid.answer", officer, at(k.tabled[:1], "/questions/"+q+"/answer"), func(string) any { return obj{"text": "已申请"} })
	f.odd = false
	motions := f.column("SELECT id FROM motions WHERE meeting_id = $1 AND kind = 'case' ORDER BY no", id)
	to := func(act string) (out []string) {
		for _, x := range motions {
			out = append(out, "/motions/"+x+act)
		}
		return out
	}
	seen := func(x string) int64 { return f.version("motions", caseOf(x)) }
	f.hit("meeting.say", "zhouhai", to("/opinion"), func(string) any { return obj{"stance": "agree", "opinion": "同意"} })
	f.hit("meeting.plan", secretary, to("/plan"), func(x string) any {
		return obj{"version": seen(x), "lines": []obj{{"owner": "市民政局", "text": "办理临时救助", "due_on": clock.AddDays(f.today(), 30)}}}
	})
	var seats []obj
	for _, x := range list(f.get(secretary, m("")[0]), "seats") {
		seats = append(seats, obj{"seat_id": one(x)["id"], "present": true, "staff_id": one(x)["staff_id"], "name": one(x)["name"]})
	}
	f.hit("meeting.attend", secretary, m("/attendance"), func(string) any { return obj{"seats": seats} })
	f.odd = false
	f.do("meeting.attend", secretary, m("/attendance")[0], obj{"seats": seats})
	f.do("meeting.open", secretary, m("/open")[0], nil)
	f.hit("meeting.vote", "zhouhai", to("/vote"), func(string) any { return obj{"vote": "reserved", "dissent": "金额再议"} })
	hands := func(x string) any {
		var votes []obj
		for _, s := range f.column("SELECT s.id FROM meeting_seats s LEFT JOIN motion_voices v ON v.seat_id = s.id AND v.motion_id = $1 WHERE s.meeting_id = $2 AND s.voting AND NOT COALESCE(v.recused, false)", caseOf(x), id) {
			votes = append(votes, obj{"seat_id": s, "vote": "yes"})
		}
		return obj{"votes": votes}
	}
	f.hit("meeting.hands", secretary, to("/votes"), hands)
	for i := range motions {
		f.do("meeting.hands", secretary, to("/votes")[i], hands(to("/votes")[i]))
	}
	f.hit("meeting.decide", "fushizhang", to("/decide"), func(x string) any {
		return obj{"version": seen(x), "result": "agreed_changed", "text": "压减", "amount_fen": 200_000}
	})
	for i, x := range motions {
		if f.column("SELECT state FROM motions WHERE id = $1", x)[0] == "open" {
			f.do("meeting.decide", "fushizhang", to("/decide")[i], obj{"version": f.version("motions", x), "result": "deferred", "text": "缺材料"})
		}
	}
	for _, x := range f.column("SELECT id FROM motions WHERE meeting_id = $1 AND state = 'open'", id) { // what an odd agenda brought along
		f.do("meeting.hands", secretary, "/motions/"+x+"/votes", hands("/motions/"+x))
		f.do("meeting.decide", "fushizhang", "/motions/"+x+"/decide", obj{"version": f.version("motions", x), "result": "agreed"})
	}
	if late := f.column("SELECT id FROM aid_cases WHERE state = 'deferred'"); len(late) > 0 {
		f.hit("aid.retable", officer, []string{"/cases/" + late[0] + "/retable"}, f.act)
		f.odd = false
	}
	f.do("meeting.close", secretary, m("/close")[0], nil)
	f.do("meeting.minute", secretary, m("/minute")[0], nil)
}
