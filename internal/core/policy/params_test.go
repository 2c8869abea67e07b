package policy

import (
	"context"
	"testing"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/internal/kit/secret"
	"yice/internal/testkit"
)

type office struct {
	t *testing.T
	s *Service
	d *db.DB
	c *clock.Manual
}

func empty(t *testing.T) *office {
	t.Helper()
	c := clock.NewManual(testkit.Start())
	d := testkit.NewDB(t, func(cfg *db.Config) { cfg.Clock = c.Now })
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewService(d, keys)
	if err != nil {
		t.Fatal(err)
	}
	return &office{t, s, d, c}
}

func setup(t *testing.T) *office {
	t.Helper()
	o := empty(t)
	if got, err := o.s.Load(admin(), Daqing()); err != nil || got.Added < 79 {
		t.Fatal(got, err)
	}
	return o
}

func admin() context.Context {
	return authz.With(context.Background(), authz.System("管理员", PermLoad))
}

func officer(area string) context.Context {
	a := &authz.Actor{UserID: "u-" + area, Name: "李科长", Area: area, Reaches: map[authz.Permission][]authz.Reach{PermPropose: {{Kind: authz.Org, Path: "/dq/"}}}}
	return authz.With(context.Background(), a)
}

func (o *office) at(area, on string) Params {
	o.t.Helper()
	var p Params
	err := o.d.View(o.t.Context(), func(tx *db.Tx) (err error) {
		p, err = o.s.AtTx(o.t.Context(), tx, area, on)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) do(f func(ctx context.Context, tx *db.Tx) error) error {
	o.t.Helper()
	ctx := authz.With(o.t.Context(), authz.System("会议"))
	return o.d.Update(ctx, func(tx *db.Tx) error { return f(ctx, tx) })
}

func (o *office) adopt(key, area, value, from, to string) Param {
	o.t.Helper()
	ctx := authz.With(context.Background(), &authz.Actor{UserID: "u", Name: "秘书处", Reaches: map[authz.Permission][]authz.Reach{PermPropose: {{Kind: authz.All}}}})
	p, err := o.s.Propose(ctx, Proposal{Key: key, Area: area, Value: value, FromOn: from, ToOn: to})
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.do(func(ctx context.Context, tx *db.Tx) error {
		if err := o.s.TableTx(ctx, tx, "m-"+p.ID, []string{p.ID}, nil); err != nil {
			return err
		}
		_, err := o.s.AdoptTx(ctx, tx, "m-"+p.ID, "庆联席〔2020〕3号")
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return p
}

func TestInForce(t *testing.T) {
	o := setup(t)
	fen := func(area, on, key string) money.Fen {
		t.Helper()
		f, err := o.at(area, on).Fen(key)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	if fen("230602", "2020-05-07", "dibao.urban") != money.Yuan(650) || fen("230602", "2019-12-31", "dibao.urban") != money.Yuan(620) {
		t.Error("the version by date is wrong")
	}
	if fen("230602004", "2021-03-31", "wage.min") != money.Yuan(1680) || fen("230602", "2021-04-01", "wage.min") != money.Yuan(1860) {
		t.Error("the minimum wage by date is wrong")
	}
	for _, c := range [][2]string{{"230602", "2017-12-31"}, {"230100", "2020-05-07"}, {"110000", "2020-05-07"}, {"", "2020-05-07"}} {
		if _, err := o.at(c[0], c[1]).Fen("dibao.urban"); !errs.IsCode(err, "PARAM_MISSING") {
			t.Errorf("%v: %v", c, err)
		}
	}
	o.adopt("dibao.urban", "230621", "600", "2020-01-01", "2020-06-30")
	o.adopt("dibao.urban", "230000", "500", "2018-01-01", "")
	o.adopt("dibao.urban", "", "400", "2018-01-01", "")
	for area, want := range map[string]int64{"230621": 600, "230602": 650, "230100": 500, "110000": 400} {
		if got := fen(area, "2020-05-07", "dibao.urban"); got != money.Yuan(want) {
			t.Errorf("%s: %s", area, got)
		}
	}
	if fen("230621", "2020-07-01", "dibao.urban") != money.Yuan(650) {
		t.Error("after the county's exception the city's value holds")
	}
	// An expired version hides the older one of its own area, here with nothing above it.
	o.adopt("deadline.special", "230621", "5", "2018-01-01", "")
	o.adopt("deadline.special", "230621", "7", "2019-01-01", "2019-12-31")
	if n, err := o.at("230621", "2019-06-01").Int("deadline.special"); n != 7 || err != nil {
		t.Error(n, err)
	}
	if _, err := o.at("230621", "2020-01-01").Int("deadline.special"); !errs.IsCode(err, "PARAM_MISSING") {
		t.Error("fell back to an old value:", err)
	}
}

func TestReadsAreRemembered(t *testing.T) {
	p := setup(t).at("230602", "2020-05-07")
	if _, err := p.Ratio("platform.medical.rate"); err != nil {
		t.Fatal(err)
	}
	if limit, limited, err := p.Limit("platform.medical.cap_year"); err != nil || !limited || limit != money.Yuan(49800) {
		t.Error(limit, limited, err)
	}
	if _, limited, err := p.Limit("rigid.medical.ceiling"); err != nil || limited {
		t.Error(limited, err)
	}
	for amount, want := range map[int64]string{0: "1", 9999: "1", 10000: "2", 49800: "3"} {
		if got, err := p.Band("approval.bands", money.Yuan(amount)); err != nil || got != want {
			t.Error(amount, got, err)
		}
	}
	if l, err := p.List("revisit.reminders"); err != nil || len(l) != 3 {
		t.Error(l, err)
	}
	if _, err := p.Int("platform.medical.rate"); !errs.IsCode(err, "PARAM_KIND") {
		t.Error(err)
	}
	if u := p.Used(); len(u) != 5 || u[0].Key != "approval.bands" || u[2].Document == "" || !p.Has("wage.min") {
		t.Errorf("%+v", u)
	}
}

func TestProposeChecks(t *testing.T) {
	o := setup(t)
	good := Proposal{Key: "platform.dialysis_oral.cap_year", Area: "230600", Value: " 8,000.50 元", FromOn: "2020-07-01"}
	for code, change := range map[string]func(p *Proposal){
		"policy.key_unknown":      func(p *Proposal) { p.Key = "platform.cap" },
		"policy.value_money":      func(p *Proposal) { p.Value = "-1" },
		"policy.value_ratio":      func(p *Proposal) { p.Key, p.Value = "class.k_rel", "two" },
		"policy.value_count":      func(p *Proposal) { p.Key, p.Value = "notice.days", "61" },
		"policy.value_operator":   func(p *Proposal) { p.Key, p.Value = "class.deep.operator", ">" },
		"policy.value_tiers":      func(p *Proposal) { p.Key, p.Value = "platform.medical.tiers", "0:0.9,0:0.7" },
		"policy.value_bands":      func(p *Proposal) { p.Key, p.Value = "approval.bands", "5:1" },
		"policy.value_list":       func(p *Proposal) { p.Key, p.Value = "rigid.kinds", "a,,b" },
		"policy.value_codes":      func(p *Proposal) { p.Key, p.Value = "rigid.kinds", "medical,yacht" },
		"policy.date_format":      func(p *Proposal) { p.FromOn = "2020-02-30" },
		"policy.period_backwards": func(p *Proposal) { p.ToOn = "2020-06-30" },
		"policy.area_format":      func(p *Proposal) { p.Area = "2306" },
		"policy.area_not_yours":   func(p *Proposal) { p.Area = "230100" },
	} {
		p := good
		change(&p)
		if _, err := o.s.Propose(officer("230600"), p); !errs.IsCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := o.s.Propose(officer("230602"), good); !errs.IsCode(err, "policy.area_not_yours") {
		t.Error("a district proposes for the city:", err)
	}
	if _, err := o.s.Propose(admin(), good); !errs.IsKind(err, errs.Forbidden) {
		t.Error(err)
	}
	p, err := o.s.Propose(officer("230600"), good)
	if err != nil || p.Value != "8000.5" || p.Status != Draft {
		t.Fatal(p, err)
	}
	if f, _ := o.at("230602", "2020-07-01").Fen(p.Key); f != money.Yuan(6000) {
		t.Error("a draft is in force")
	}
	if err := o.s.Withdraw(officer("230602"), p.ID); !errs.IsKind(err, errs.Forbidden) {
		t.Error(err)
	}
	if err := o.s.Withdraw(officer("230600"), p.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.s.Withdraw(officer("230600"), p.ID); !errs.IsCode(err, "policy.not_draft") {
		t.Error(err)
	}
}

func TestMeetingAdopts(t *testing.T) {
	o := setup(t)
	propose := func(value string) Param {
		t.Helper()
		p, err := o.s.Propose(officer("230600"), Proposal{Key: "platform.dialysis_oral.cap_year", Area: "230600", Value: value, FromOn: "2020-07-01"})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	a, b := propose("8000"), propose("9000")
	err := o.do(func(ctx context.Context, tx *db.Tx) error {
		if err := o.s.TableTx(ctx, tx, "m1", []string{a.ID}, nil); err != nil {
			return err
		}
		return o.s.TableTx(ctx, tx, "m2", []string{b.ID}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.s.Withdraw(officer("230600"), a.ID); !errs.IsCode(err, "policy.on_agenda") {
		t.Error(err)
	}
	err = o.do(func(ctx context.Context, tx *db.Tx) error {
		if err := o.s.AmendTx(ctx, tx, a.ID, "7500", "2020-08-01"); err != nil {
			return err
		}
		got, err := o.s.AdoptTx(ctx, tx, "m1", "庆联席〔2020〕5号")
		if len(got) != 1 || got[0].Value != "7500" {
			t.Errorf("%+v", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.do(func(ctx context.Context, tx *db.Tx) error { return o.s.RejectTx(ctx, tx, "m2") }); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int64{"2020-07-31": 6000, "2020-08-01": 7500} {
		if f, err := o.at("230602", on).Fen(a.Key); err != nil || f != money.Yuan(want) {
			t.Error(on, f, err)
		}
	}
	for code, f := range map[string]func(ctx context.Context, tx *db.Tx) error{
		"policy.nothing_to_adopt": func(ctx context.Context, tx *db.Tx) error { _, err := o.s.AdoptTx(ctx, tx, "m1", "x"); return err },
		"policy.not_draft":        func(ctx context.Context, tx *db.Tx) error { return o.s.AmendTx(ctx, tx, a.ID, "1", "2020-01-01") },
		"policy.document_required": func(ctx context.Context, tx *db.Tx) error {
			_, err := o.s.AdoptTx(ctx, tx, "m2", " ")
			return err
		},
	} {
		if err := o.do(f); !errs.IsCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestLoad(t *testing.T) {
	o := setup(t)
	if got, err := o.s.Load(admin(), Daqing()); err != nil || got.Added != 0 || got.Present < 79 {
		t.Error("loading twice is not the same as once:", got, err)
	}
	if _, err := o.s.Load(officer("230600"), Daqing()); !errs.IsKind(err, errs.Forbidden) {
		t.Error(err)
	}
	for code, file := range map[string]string{
		"policy.file_unreadable": `{"params":[{"key":"wage.min","valu":"1"}]}`,
		"policy.file_line":       `{"area":"230600","document":"d","from":"2020-01-01","params":[{"key":"wage.min","value":"1"},{"key":"nonsense","value":"1"}]}`,
		"policy.load_conflict":   `{"area":"230600","document":"d","from":"2022-01-01","params":[{"key":"wage.min","value":"2000"},{"key":"wage.min","value":"1","from":"2021-04-01"}]}`,
	} {
		if _, err := o.s.Load(admin(), []byte(file)); !errs.IsCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if f, err := o.at("230600", "2022-06-01").Fen("wage.min"); err != nil || f != money.Yuan(1860) {
		t.Error("half a file was loaded:", f, err)
	}
}
