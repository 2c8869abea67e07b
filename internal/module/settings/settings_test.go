package settings_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"yice/internal/core/org"
	"yice/internal/kit/authn"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/module/settings"
	"yice/internal/testkit"
)

type desk struct {
	*testkit.City
	s *settings.Service
}

func open(t *testing.T) desk {
	w := testkit.World(t, settings.Grants()...)
	return desk{w, settings.New(w.DB, w.Org, w.Authn)}
}

func want(t *testing.T, what string, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !errs.IsCode(err, code) {
		t.Errorf("%s: got %v, want %q", what, err, code)
	}
}

func (d desk) page(limit int, sort string) db.Page { return db.Page{Limit: limit, Sort: sort} }

func TestWhoMayDoWhat(t *testing.T) {
	d := open(t)
	union := d.OrgOf("union")
	facts := org.StaffFacts{OrgID: union.ID, Name: "新人"}
	for login, may := range map[string][]string{
		"system-admin": {"read", "org", "account"}, "security-admin": {"read", "grant"}, "audit-admin": {"read", "sign_ins"},
		"secretary": {}, "union-leader": {}, "auditor": {},
	} {
		ctx := d.As(login)
		try := map[string]func() error{
			"read":     func() error { _, err := d.s.Orgs(ctx, org.OrgFilter{}); return err },
			"org":      func() error { _, err := d.s.EditOrg(ctx, union.ID, 0, org.Facts{Name: "x"}); return err },
			"account":  func() error { _, err := d.s.CreateStaff(ctx, facts, "", "", i18n.Chinese); return err },
			"grant":    func() error { _, err := d.s.Grant(ctx, org.NewGrant{}, i18n.Chinese); return err },
			"sign_ins": func() error { _, err := d.s.SignIns(ctx, authn.AttemptFilter{}); return err },
		}
		for what, fn := range try {
			if got := !errs.IsCode(fn(), "forbidden"); got != slices.Contains(may, what) {
				t.Errorf("%s %s: %v", login, what, got)
			}
		}
	}
	if _, err := d.s.Orgs(context.Background(), org.OrgFilter{}); !errs.IsKind(err, errs.Unauthenticated) {
		t.Errorf("anyone: %v", err)
	}
}

// An administrator of a part sees and changes that part only; the rest does not exist for him.
func TestReach(t *testing.T) {
	d := open(t)
	d.AddStaff("sartu-admin", "sartu-union", org.SystemAdmin)
	ctx := d.As("sartu-admin")
	l, err := d.s.Orgs(ctx, org.OrgFilter{})
	if err != nil || l.Total != 2 || l.Rows[0].Code != "sartu-union" || !slices.Contains(l.Rows[0].Can, settings.CanMove) {
		t.Errorf("%+v %v", l, err)
	}
	_, err = d.s.Org(ctx, d.OrgOf("civil").ID)
	want(t, "another's", err, "not_found")
	_, err = d.s.MoveOrg(ctx, d.OrgOf("plant-1").ID, 1, d.OrgOf("civil").ID, "")
	want(t, "out of reach", err, "org.missing")
	_, err = d.s.CreateStaff(ctx, org.StaffFacts{OrgID: d.OrgOf("civil").ID, Name: "x"}, "", "", i18n.Chinese)
	want(t, "staff elsewhere", err, "org.missing")
	_, err = d.s.ResetPassword(ctx, d.Staff("civil-leader").ID, "", i18n.Chinese)
	want(t, "another's password", err, "not_found")
	_, err = d.s.ResetPassword(ctx, d.Staff("employer-union").ID, "", i18n.Chinese)
	want(t, "own part", err, "")
	st, err := d.s.Staff(ctx, org.StaffFilter{}, i18n.Chinese)
	if err != nil || st.Total != 3 {
		t.Errorf("%d %v", st.Total, err)
	}
}

func TestStaffLife(t *testing.T) {
	d := open(t)
	admin, guard := d.As("system-admin"), d.As("security-admin")
	once, err := d.s.CreateStaff(admin, org.StaffFacts{OrgID: d.OrgOf("union").ID, Name: "新人", Title: "干事"}, "", "New.Comer", i18n.Chinese)
	if err != nil || once.Login != "new.comer" || len(once.Password) < 10 || once.Staff.Account.State != "open" || !once.Staff.Account.MustChange {
		t.Fatalf("%+v %v", once, err)
	}
	_, err = d.s.CreateStaff(admin, org.StaffFacts{OrgID: d.OrgOf("union").ID, Name: "另一人"}, "", "new.comer", i18n.Chinese)
	want(t, "login taken", err, "user.login_taken")
	_, err = d.s.CreateStaff(admin, org.StaffFacts{OrgID: d.OrgOf("union").ID, Name: "另一人"}, "", "a b", i18n.Chinese)
	want(t, "login form", err, "user.login_form")
	id := once.Staff.ID
	g, err := d.s.Grant(guard, org.NewGrant{StaffID: id, Role: org.WindowClerk, OrgID: d.OrgOf("union").ID, Reason: "新任"}, i18n.English)
	if err != nil || g.Label != "Window clerk" || g.State != "now" || !slices.Contains(g.Can, settings.CanEnd) {
		t.Fatalf("%+v %v", g, err)
	}
	_, err = d.s.EditStaff(admin, id, once.Staff.Version+1, org.StaffFacts{OrgID: d.OrgOf("union").ID, Name: "新人"}, i18n.Chinese)
	want(t, "stale", err, "stale")
	if e := errs.As(err); e.Params["who"] != "张系统" || e.Params["when"] != "2020-05-07 09:00" {
		t.Errorf("%v", e.Params)
	}
	_, _, err = d.Authn.SignIn(context.Background(), "new.comer", once.Password, authn.Client{})
	want(t, "one-time password", err, "")
	st, err := d.s.Disable(admin, id, true, "借调", i18n.Chinese)
	if err != nil || st.Account.State != "disabled" || !slices.Contains(st.Can, settings.CanEnable) {
		t.Errorf("%+v %v", st, err)
	}
	_, err = d.s.Disable(admin, d.Staff("system-admin").ID, true, "", i18n.Chinese)
	want(t, "own account", err, "settings.self")
	_, err = d.s.Leave(admin, d.Staff("system-admin").ID, 1, "2020-05-07", "", i18n.Chinese)
	want(t, "own leaving", err, "staff.self")
	st, err = d.s.Leave(admin, id, st.Version, "2020-05-07", "调离", i18n.Chinese)
	if err != nil || st.ToOn != "2020-05-07" || len(st.Roles) != 1 {
		t.Errorf("%+v %v", st, err)
	}
}

func TestLockedIsShownAndUnlocked(t *testing.T) {
	d := open(t)
	for range 5 {
		_, _, _ = d.Authn.SignIn(context.Background(), "maker", "wrong", authn.Client{Origin: "192.0.2.7"})
	}
	admin := d.As("system-admin")
	st, err := d.s.One(admin, d.Staff("maker").ID, i18n.Chinese)
	if err != nil || st.Account.State != "locked" || !slices.Contains(st.Can, settings.CanUnlock) {
		t.Fatalf("%+v %v", st, err)
	}
	if st, err = d.s.Unlock(admin, st.ID, "本人来电", i18n.Chinese); err != nil || st.Account.State != "open" {
		t.Errorf("%+v %v", st, err)
	}
	l, err := d.s.SignIns(d.As("audit-admin"), authn.AttemptFilter{Result: authn.ResultPassword})
	if err != nil || l.Total != 5 || l.Rows[0].Name != "朱经办" || l.Rows[0].Origin != "192.0.2.7" {
		t.Errorf("%+v %v", l, err)
	}
	_, err = d.s.Unlock(admin, d.Staff("maker").ID, "", i18n.Chinese)
	want(t, "nothing to do", err, "")
}

func TestLists(t *testing.T) {
	d := open(t)
	ctx := d.As("system-admin")
	seen := map[string]bool{}
	for _, sort := range []string{"path", "-path", "name", "-name", "code", "from_on", "-from_on"} {
		clear(seen)
		f := org.OrgFilter{Page: d.page(7, sort)}
		for {
			l, err := d.s.Orgs(ctx, f)
			if err != nil {
				t.Fatal(sort, err)
			}
			for _, r := range l.Rows {
				if seen[r.ID] {
					t.Errorf("%s: %s twice", sort, r.Name)
				}
				seen[r.ID] = true
			}
			if l.Next == "" {
				break
			}
			f.Page.Cursor = l.Next
		}
		if len(seen) != 20 {
			t.Errorf("%s: %d of 20", sort, len(seen))
		}
	}
	count := func(f org.OrgFilter) int64 {
		t.Helper()
		l, err := d.s.Orgs(ctx, f)
		if err != nil {
			t.Error(err)
		}
		return l.Total
	}
	if n := count(org.OrgFilter{Parent: "root"}); n != 1 {
		t.Error("roots", n)
	}
	if n := count(org.OrgFilter{Parent: d.OrgOf("dq").ID}); n != 12 {
		t.Error("below the city", n)
	}
	if n := count(org.OrgFilter{Department: org.Union}); n != 2 {
		t.Error("unions", n)
	}
	if n := count(org.OrgFilter{Query: "萨尔图"}); n != 4 {
		t.Error("萨尔图", n)
	}
	if n := count(org.OrgFilter{Query: "%"}); n != 20 {
		t.Error("a wildcard is a letter", n)
	}
	if n := count(org.OrgFilter{Under: "/dq/union/"}); n != 4 {
		t.Error("under", n)
	}
	_, err := d.s.Orgs(ctx, org.OrgFilter{Page: d.page(7, "secret")})
	want(t, "sort", err, "list.sort_unknown")
	_, err = d.s.Orgs(ctx, org.OrgFilter{Page: db.Page{Cursor: "!!"}})
	want(t, "cursor", err, "list.cursor_bad")
}

func TestStaffAndGrantLists(t *testing.T) {
	d := open(t)
	ctx := d.As("security-admin")
	for _, c := range []struct {
		f org.StaffFilter
		n int64
	}{
		{org.StaffFilter{Role: org.DepartmentLeader}, 4},
		{org.StaffFilter{Query: "赵"}, 4},
		{org.StaffFilter{Query: "union-off"}, 2},
		{org.StaffFilter{OrgID: d.OrgOf("finance").ID}, 3},
		{org.StaffFilter{Left: "yes"}, 0},
		{org.StaffFilter{Under: "/dq/union/", Left: "no"}, 9},
	} {
		for _, sort := range []string{"org", "name", "-from_on"} {
			c.f.Page = d.page(2, sort)
			l, err := d.s.Staff(ctx, c.f, i18n.Chinese)
			if err != nil || l.Total != c.n || len(l.Rows) != int(min(c.n, 2)) {
				t.Errorf("%+v: %d %v", c.f, l.Total, err)
			}
			for _, r := range l.Rows {
				if len(r.Roles) == 0 || r.Account.Login == "" {
					t.Errorf("%+v", r)
				}
			}
		}
	}
	for _, sort := range []string{"staff", "-role", "from_on", "changed_at"} {
		l, err := d.s.Grants(ctx, org.GrantFilter{Role: org.SecurityAdmin, State: "now", Page: d.page(1, sort)}, i18n.Chinese)
		if err != nil || l.Total != 2 || l.Next == "" {
			t.Errorf("%s: %+v %v", sort, l, err)
		}
		l, err = d.s.Grants(ctx, org.GrantFilter{Role: org.SecurityAdmin, State: "now", Page: db.Page{Limit: 1, Sort: sort, Cursor: l.Next}}, i18n.Chinese)
		if err != nil || len(l.Rows) != 1 || l.Next != "" {
			t.Errorf("%s: %+v %v", sort, l, err)
		}
	}
	roles, err := d.s.Roles(ctx, i18n.Chinese)
	if err != nil || len(roles) != len(org.Roles()) {
		t.Error(err)
	}
}

func TestTwoGrantAtOnce(t *testing.T) {
	d := open(t)
	in := org.NewGrant{StaffID: d.AddStaff("someone", "dq", org.WindowClerk).ID, Role: org.ContactCadre, OrgID: d.OrgOf("dq").ID}
	errors := make(chan error, 2)
	for _, login := range []string{"security-admin", "security-admin2"} {
		ctx := d.As(login)
		go func() { _, err := d.s.Grant(ctx, in, i18n.Chinese); errors <- err }()
	}
	var lost []string
	for range 2 {
		if err := <-errors; err != nil {
			lost = append(lost, errs.As(err).Code)
		}
	}
	if strings.Join(lost, " ") != "role.overlap" {
		t.Errorf("lost: %v", lost)
	}
}

func TestCreditCode(t *testing.T) {
	d := open(t)
	ctx := d.As("system-admin")
	union := d.OrgOf("union").ID
	_, err := d.s.EditOrg(ctx, union, 1, org.Facts{Name: "总工会", CreditCode: "123"})
	want(t, "form", err, "USCC_FORMAT")
	o, err := d.s.EditOrg(ctx, union, 1, org.Facts{Name: "总工会", CreditCode: " ９1350100m000100y43 "})
	if err != nil || o.CreditCode != "91350100M000100Y43" || o.Version != 2 {
		t.Errorf("%s %v", o.CreditCode, err)
	}
}
