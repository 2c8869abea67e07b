package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"yice/internal/kit/clock"
	"yice/internal/kit/db"
)

// edit replaces applications that may still be changed.
func (f *fitting) edit(k *stock) {
	drafts := k.drafts
	f.hit("aid.edit", clerk, at(drafts, ""), func(x string) any {
		var t *tale
		for _, d := range drafts {
			if d.c.ID == caseOf(x) {
				t = d
			}
		}
		b, err := json.Marshal(t.app)
		if err != nil {
			f.t.Fatal(err)
		}
		a := read(b)
		household := one(a["household"])
		household["id"], household["version"] = t.c.HouseholdID, f.version("households", t.c.HouseholdID)
		return f.seen(x, a)
	})
}

// imports checks a file of households again and applies it.
func (f *fitting) imports(*stock) {
	who := f.story.v.application("230602", hardships()[0], f.today()).Household.Members[0]
	line := fmt.Sprintf("%s,%s,大庆市萨尔图区会战街道,本人\n", who.Name, who.DocNo)
	body, kind := form(f.t, "file", "名册.csv", []byte("姓名,身份证号,家庭住址,与户主关系\n"+line))
	f.tried = append(f.tried, "intake.upload")
	rec := f.answer(f.routes["intake.upload"], call{login: clerk, method: http.MethodPost, target: "/imports", body: body, header: http.Header{"Content-Type": {kind}}})
	if rec.Code >= 300 {
		f.t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	id := text(read(rec.Body.Bytes()), "id")
	run := func() {
		if _, err := f.app.Jobs.RunDue(f.t.Context()); err != nil {
			f.t.Fatal(err)
		}
	}
	run()
	f.hit("intake.check", clerk, []string{"/imports/" + id + "/check"}, func(string) any {
		return obj{"version": f.version("imports", id), "reason": "已核对"}
	})
	run()
	f.odd = false
	if got := f.column("SELECT state FROM imports WHERE id = $1", id)[0]; got != "checked" {
		f.t.Fatalf("the file is %s: %v", got, f.get(clerk, "/imports/"+id))
	}
	f.hit("intake.apply", clerk, []string{"/imports/" + id + "/apply"}, func(string) any {
		return obj{"version": f.version("imports", id), "only_good": true}
	})
	run()
	f.odd = false
	if got := f.column("SELECT state FROM imports WHERE id = $1", id)[0]; got != "done" {
		f.t.Errorf("the file is %s: %v", got, f.get(clerk, "/imports/"+id))
	}
}

// rules computes an assessment that is not stored.
func (f *fitting) rules(*stock) {
	f.hit("policy.preview", officer, []string{"/policy/preview"}, func(string) any {
		return obj{
			"case_id": "x", "area": "230602", "on": f.today(), "urban": true, "needs": []string{"living", "medical", "study"}, "accident_loss_fen": 100, "balance_fen": 100_000_000,
			"members":  []obj{{"ref": "a", "birth_on": "1980-01-01", "sex": "1", "able": true, "idle_months": 2, "ill": true, "disabled": false}, {"ref": "b", "birth_on": "2010-01-01", "sex": "2", "able": false}},
			"income":   []obj{{"ref": "a", "kind": "wage", "amount_fen": 1_200_000, "proved": true}},
			"rigid":    []obj{{"ref": "a", "kind": "medical", "amount_fen": 500_000, "proved": true}},
			"flags":    []obj{{"code": "car", "source": "declared", "waived": true, "reason": "就医", "waived_by": "某某"}},
			"bills":    []obj{{"ref": "a", "kind": "inpatient", "disease": "C91", "total_fen": 1_000_000, "funds_fen": 400_000, "commercial_fen": 0, "mutual_fen": 0, "earlier_fen": 0}},
			"studies":  []obj{{"ref": "b", "cost_fen": 300_000, "proved": true}},
			"counters": []obj{{"need": "living", "ref": "", "paid_fen": 100}},
		}
	})
}

// pay sets up payers and banks' layouts, and receives what is to be paid back.
func (f *fitting) pay(*stock) {
	layout := obj{"format": "csv", "encoding": "gb18030", "separator": ",", "head": true, "summary": false, "max_lines": 500, "purpose_length": 10, "columns": []obj{
		{"title": "账号", "field": "account"}, {"title": "户名", "field": "account_name"}, {"title": "金额", "field": "amount"}, {"title": "币种", "field": "constant", "value": "CNY"},
	}}
	versions := func(table, code string) int64 {
		return f.number("SELECT COALESCE(max(version), 0) FROM "+table+" WHERE code = $1", code)
	}
	f.hit("fund.set_template", secretary, []string{"/funds/templates/newbank", "/funds/templates/newbank2"}, func(x string) any {
		return obj{"name": "新银行", "layout": layout, "version": versions("fund_templates", strings.TrimPrefix(x, "/funds/templates/"))}
	})
	f.hit("fund.set_payer", secretary, []string{"/funds/payers/second", "/funds/payers/third"}, func(x string) any {
		return obj{
			"name": "第二账户", "account_name": "大庆市总工会", "bank": "示范银行", "account_no": "6222020200112233", "template": "newbank",
			"version": versions("fund_payers", strings.TrimPrefix(x, "/funds/payers/")),
		}
	})
	f.odd = false
	award := f.column("SELECT award_id FROM fund_orders WHERE state = 'paid' ORDER BY id")[0]
	err := f.as(secretary, func(ctx context.Context) error {
		return f.app.DB.Update(ctx, func(tx *db.Tx) error { return f.app.Order.ReclaimTx(ctx, tx, award, "会议不予追认") })
	})
	if err != nil {
		f.t.Fatal(err)
	}
	id := f.column("SELECT id FROM fund_recoveries WHERE state = 'open' ORDER BY id")[0]
	f.hit("fund.recovered", maker, []string{"/funds/recoveries/" + id + "/receive"}, func(string) any {
		return obj{"version": f.version("fund_recoveries", id), "amount_fen": 100, "evidence_no": "收901"}
	})
	f.nettings(id)
}

// nettings settles what a household owes out of orders of another fund: one is decided on, one dropped.
func (f *fitting) nettings(recovery string) {
	orders := make([]string, 4)
	err := f.as(secretary, func(ctx context.Context) error {
		return f.app.DB.Update(ctx, func(tx *db.Tx) error {
			o, err := f.app.Order.OrderByIDTx(ctx, tx, f.column("SELECT order_id FROM fund_recoveries WHERE id = $1", recovery)[0])
			if err != nil {
				return err
			}
			o.FundID = f.column("SELECT id FROM funds WHERE id <> $1 ORDER BY id DESC", o.FundID)[0]
			for i := range orders {
				o.AmountFen, o.DueOn, o.Period, o.Purpose = 20_100, tx.Today(), fmt.Sprint("相抵", i), "other"
				made, err := f.app.Order.OrderTx(ctx, tx, o)
				if err != nil {
					return err
				}
				orders[i] = made.ID
			}
			return nil
		})
	})
	if err != nil {
		f.t.Fatal(err)
	}
	for _, o := range orders {
		f.odd = false
		f.hit("fund.ask_netting", maker, []string{"/funds/orders/" + o + "/nettings"}, func(string) any {
			return obj{"version": f.version("fund_orders", o), "recovery_id": recovery, "reason": "该户同意抵付"}
		})
	}
	var to []string
	for _, n := range f.column("SELECT id FROM fund_nettings WHERE state = 'asked' ORDER BY id") {
		to = append(to, "/funds/nettings/"+n)
	}
	if len(to) < 2 {
		f.t.Fatalf("%d nettings were asked for", len(to))
	}
	id := func(x, verb string) string {
		return strings.TrimSuffix(strings.TrimPrefix(x, "/funds/nettings/"), verb)
	}
	f.odd = false
	f.hit("fund.decide_netting", "fuhe", []string{to[0] + "/decide"}, func(x string) any {
		return obj{"version": f.version("fund_nettings", id(x, "/decide")), "agree": true, "note": "属实"}
	})
	f.odd = false
	f.hit("fund.drop_netting", maker, []string{to[1] + "/drop"}, func(x string) any {
		return obj{"version": f.version("fund_nettings", id(x, "/drop")), "reason": "改由本人退回"}
	})
}

// sessions signs in and out and changes a password. Each wrong attempt is another person's, since five lock an account.
func (f *fitting) sessions(*stock) {
	people := []string{"caolei", "shiqi", "luping", "dongxue", "songting", "gaoyuan", "feilin", "linbo", "zhoujun", "mengfan", "songyan", "dongzhiyuan"}
	n := 0
	in := func(string) any {
		n++
		return obj{"login": people[n%len(people)], "password": Password}
	}
	f.hit("session.open", "", []string{"/session"}, in)
	f.odd = false
	const who = "hedui2"
	depth := *hostileDepth
	*hostileDepth = min(depth, 3)
	defer func() { *hostileDepth = depth }()
	f.cookie(who)
	f.hit("session.password", who, []string{"/session/password"}, func(string) any { return obj{"old": Password, "new": "Neu-" + Password} })
	f.odd = false
	f.tried = append(f.tried, "session.close")
	for _, body := range hostileBodies() {
		delete(f.cookies, "xinli")
		if rec := f.answer(f.routes["session.close"], call{login: "xinli", method: http.MethodDelete, target: "/session", body: []byte(body)}); rec.Code >= 500 {
			f.t.Errorf("%d %s", rec.Code, rec.Body)
		}
	}
	delete(f.cookies, "xinli")
}

// lab compares, searches, shares out, keeps and brings before the meeting.
func (f *fitting) lab(*stock) {
	const rate, yearly = "platform.medical.rate", "platform.living.cap_year"
	question := obj{
		"population": obj{"kind": "synthetic", "size": 60, "seed": 7}, "area": "230600", "on": f.today(), "pool_fen": 100_000_000,
		"reforms": []obj{{"name": "提高", "changes": []obj{{"key": rate, "value": "0.7"}}}},
	}
	aim := obj{"key": rate, "from": "0.5", "to": "0.9", "step": "0.1", "goal": "spend", "target_fen": 10_000_000}
	ask := func(more obj) func(string) any {
		return func(string) any {
			o := obj{"question": question}
			for k, v := range more {
				o[k] = v
			}
			return o
		}
	}
	f.hit("lab.compare", officer, []string{"/lab/compare", "/lab/compare"}, func(string) any { return question })
	f.odd = false
	for route, more := range map[string]obj{
		"lab.changed": {"side": "up", "limit": 5}, "lab.solve": {"aim": aim}, "lab.ration": {"ration": obj{"method": "need", "pool_fen": 1_000_000, "reform": true}, "limit": 5},
		"lab.frontier": {"aim": aim, "other": obj{"key": yearly, "from": "600000", "to": "700000", "points": 3}},
	} {
		f.hit(route, officer, []string{f.routes[route].Path}, ask(more))
		f.odd = false
	}
	keep := ask(obj{"name": "提高比例", "aim": aim})
	f.hit("lab.keep", officer, []string{"/lab/runs"}, keep)
	f.odd = false
	id := text(f.do("lab.keep", officer, "/lab/runs", keep("")), "id")
	f.hit("lab.repeat", officer, []string{"/lab/runs/" + id + "/repeat"}, func(string) any { return obj{} })
	f.odd = false
	f.hit("lab.adopt", secretary, []string{"/lab/runs/" + id + "/adopt"}, func(string) any { return obj{"from_on": clock.AddDays(f.today(), 3), "note": "可承受"} })
}

func campaign(f *fitting, code string) obj {
	return obj{
		"code": code, "name": "助学募捐", "aim": "助学", "reach": "public", "organiser": "大庆市总工会", "charity": "大庆市慈善总会", "charity_code": "51230600500000000Q",
		"certificate_no": "慈募证字第230600-01号", "filing_no": "51230600-2020-0009", "filed_on": "2020-12-01", "filed_with": "大庆市民政局", "ticket_code": "23060119",
		"fund_id": f.story.funds[poolFund], "from_on": "2020-12-01", "to_on": "2021-01-31", "payee_account": "户名：大庆市慈善总会", "phone": "0459-6000000",
	}
}

// gifts goes from a campaign to money that went another way.
func (f *fitting) gifts(*stock) {
	n := 0
	id := text(f.hit("gift.create_campaign", secretary, []string{"/gifts/campaigns"}, func(string) any {
		n++
		return campaign(f, fmt.Sprint("study-", n))
	}), "id")
	f.odd = false
	c := func(act string) []string { return []string{"/gifts/campaigns/" + id + act} }
	seen := func(table, id string, more obj) func(string) any {
		return func(string) any {
			o := obj{"version": f.version(table, id)}
			for k, v := range more {
				o[k] = v
			}
			return o
		}
	}
	f.hit("gift.edit_campaign", secretary, c(""), seen("gift_campaigns", id, campaign(f, "study-edit")))
	f.odd = false
	f.do("gift.edit_campaign", secretary, c("")[0], seen("gift_campaigns", id, campaign(f, "study-edit"))(""))
	step := func(act string) {
		f.hit("gift."+act+"_campaign", secretary, c("/"+act), seen("gift_campaigns", id, obj{"reason": "有变"}))
		f.odd = false
	}
	step("open")
	step("close")
	step("reopen")
	no := text(f.hit("gift.pledge", "", []string{"/public/campaigns/study-edit/pledges"}, func(string) any {
		return obj{"kind": "person", "name": "张三", "anonymous": false, "phone": "13800138000", "unit": "一车间", "amount_fen": 10_000}
	}), "no")
	f.odd = false
	pledged := f.column("SELECT id FROM gift_pledges WHERE no = $1", no)[0]
	f.hit("gift.cancel_pledge", secretary, []string{"/gifts/pledges/" + pledged + "/cancel"}, seen("gift_pledges", pledged, obj{"reason": "重复"}))
	f.odd = false
	f.lists(id, seen)
	f.received(id, seen)
	other := text(f.do("gift.create_campaign", secretary, "/gifts/campaigns", campaign(f, "study-other")), "id")
	f.hit("gift.cancel_campaign", secretary, []string{"/gifts/campaigns/" + other + "/cancel"}, seen("gift_campaigns", other, obj{"reason": "有变"}))
	f.odd = false
	f.hit("gift.close_campaign", secretary, c("/close"), seen("gift_campaigns", id, obj{"reason": "到期"}))
	f.odd = false
	due := f.column("SELECT id FROM gift_disclosures WHERE campaign_id = $1 ORDER BY id", id)[0]
	f.hit("gift.disclose", secretary, c("/disclose"), seen("gift_campaigns", id, obj{"id": due, "place": "慈善中国", "report": "善款按决议使用"}))
}

func (f *fitting) lists(campaign string, seen func(table, id string, more obj) func(string) any) {
	target := "/gifts/campaigns/" + campaign + "/lists?org_id=" + f.story.orgs["plant-2"].ID
	send := func(name string, data []byte) (int, obj) {
		body, kind := form(f.t, "file", name, data)
		rec := f.answer(f.routes["gift.take_list"], call{login: secretary, method: http.MethodPost, target: target, body: body, header: http.Header{"Content-Type": {kind}}})
		return rec.Code, read(rec.Body.Bytes())
	}
	f.tried = append(f.tried, "gift.take_list")
	for name, data := range hostileFiles(f.t) {
		send(name, data)
	}
	code, l := send("名单.csv", []byte("姓名,是否匿名,金额,部门,电话\n李四,,100,一车间,\n王五,是,200,二车间,\n"))
	if code >= 300 {
		f.t.Fatal(code, l)
	}
	id := text(l, "id")
	f.hit("gift.apply_list", secretary, []string{"/gifts/lists/" + id + "/apply"}, seen("gift_lists", id, obj{"only_good": true}))
	f.odd = false
}

func (f *fitting) received(campaign string, seen func(table, id string, more obj) func(string) any) {
	n := 0
	receive := func(channel string) func(string) any {
		return func(string) any {
			n++
			return obj{
				"campaign_id": campaign, "donor": obj{"kind": "organisation", "name": "某公司", "credit_code": "", "unit": ""}, "channel": channel, "amount_fen": 50_000,
				"received_on": f.today(), "payer": "某公司", "evidence_no": fmt.Sprint("回单X", n),
			}
		}
	}
	f.hit("gift.receive", maker, []string{"/gifts/collections"}, receive("bank"))
	f.odd = false
	counted := func() string {
		return text(f.do("gift.receive", maker, "/gifts/collections", receive("cash")("")), "id")
	}
	first, second := counted(), counted()
	f.hit("gift.confirm", reviewer, []string{"/gifts/collections/" + first + "/confirm"}, seen("gift_collections", first, obj{"amount_fen": 50_000}))
	f.odd = false
	f.hit("gift.cancel_count", maker, []string{"/gifts/collections/" + second + "/cancel"}, seen("gift_collections", second, obj{"reason": "数错"}))
	f.odd = false
	gift := f.column("SELECT g.id FROM gifts g JOIN gift_collections c ON c.id = g.collection_id WHERE c.id = $1", first)[0]
	f.hit("gift.reveal", maker, []string{"/gifts/" + gift + "/reveal"}, func(string) any { return obj{"purpose": "寄送票据"} })
	f.odd = false
	f.hit("gift.ask", maker, []string{"/gifts/" + gift + "/requests"}, func(string) any {
		return obj{"kind": "refund", "reason": "汇错", "amount_fen": 0, "document_no": "函1"}
	})
	f.odd = false
	asked := f.column("SELECT id FROM gift_requests WHERE gift_id = $1 AND state = 'asked'", gift)[0]
	f.hit("gift.decide", reviewer, []string{"/gifts/requests/" + asked + "/decide"}, seen("gift_requests", asked, obj{"agree": true, "note": "同意"}))
	f.odd = false
	number := f.column("SELECT number FROM gift_receipts ORDER BY id")[0]
	for _, route := range []string{"gift.verify", "gift.follow"} { // the code stands on the paper only
		for _, b := range f.spoilt(func() any { return tree(obj{"number": number, "code": "ABCD2345"}) }) {
			if rec := f.answer(f.routes[route], call{method: http.MethodPost, target: f.routes[route].Path, body: b}); rec.Code < 300 && !bytes.Contains(rec.Body.Bytes(), []byte(`"valid":false`)) {
				f.t.Errorf("%s tells of a receipt without its code: %s", route, rec.Body)
			}
		}
	}
}
