package org_test

import (
	"context"
	"testing"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/testkit"
)

// try runs fn in a transaction of its own and gives its error.
func try(w *testkit.City, ctx context.Context, fn func(tx *db.Tx) error) error {
	return w.DB.Update(ctx, func(tx *db.Tx) error { return fn(tx) })
}

func want(t *testing.T, what string, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !errs.IsCode(err, code) {
		t.Errorf("%s: got %v, want %q", what, err, code)
	}
}

func TestRolesFromTo(t *testing.T) {
	w := testkit.World(t, authz.Grant{Role: org.FinanceMaker, Perm: "x.pay", Reach: authz.Org})
	st := w.AddStaff("new", "finance", org.WindowClerk)
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := w.Org.GrantRoleTx(ctx, tx, org.NewGrant{StaffID: st.ID, Role: org.FinanceMaker, OrgID: w.OrgOf("finance").ID, FromOn: "2020-05-08", ToOn: "2020-05-09"})
		return err
	})
	for _, day := range []struct {
		forward time.Duration
		has     bool
	}{{0, false}, {24 * time.Hour, true}, {24 * time.Hour, true}, {14 * time.Hour, true}, {time.Hour, false}} {
		w.Later(day.forward) // starts at nine in the morning of the seventh
		if got := authz.From(w.As("new")).Has("x.pay"); got != day.has {
			t.Errorf("%s: has %v", w.Clock.Now(), got)
		}
	}
	if a := authz.From(w.As("new")); !a.HasRole(org.WindowClerk) || a.HasRole(org.FinanceMaker) {
		t.Error(a.Roles)
	}
}

func TestRoleConflicts(t *testing.T) {
	w := testkit.World(t)
	dq := w.OrgOf("dq").ID
	grant := func(ctx context.Context, login, role, from, to string) error {
		return try(w, ctx, func(tx *db.Tx) error {
			_, err := w.Org.GrantRoleTx(ctx, tx, org.NewGrant{StaffID: w.Staff(login).ID, Role: role, OrgID: dq, FromOn: from, ToOn: to})
			return err
		})
	}
	admin := w.As("security-admin")
	for _, c := range []struct{ login, role, from, to, code string }{
		{"maker", org.SystemAdmin, "", "", "ROLE_CONFLICT"},
		{"system-admin", org.SecurityAdmin, "", "", "ROLE_CONFLICT"},
		{"audit-admin", org.WindowClerk, "", "", "ROLE_CONFLICT"},
		{"security-admin", org.WindowClerk, "", "", "role.self"},
		{"maker", org.FinanceMaker, "", "", "role.overlap"},
		{"maker", "emperor", "", "", "role.unknown"},
		{"maker", org.Auditor, "2020-13-01", "", "date.form"},
		{"maker", org.Auditor, "2020-06-01", "2020-05-01", "date.order"},
		{"maker", org.WindowClerk, "2020-06-01", "2020-06-30", ""},
		{"maker", org.WindowClerk, "2020-06-30", "", "role.overlap"},
		{"maker", org.WindowClerk, "2020-07-01", "", ""},
	} {
		want(t, c.login+" "+c.role, grant(admin, c.login, c.role, c.from, c.to), c.code)
	}
}

func TestConflictLooksAtThePeriod(t *testing.T) {
	w := testkit.World(t)
	admin := w.As("security-admin")
	st := w.AddStaff("both", "dq", org.WindowClerk)
	var g org.GrantRow
	w.Do(admin, func(ctx context.Context, tx *db.Tx) error {
		l, err := w.Org.GrantsTx(ctx, tx, org.GrantFilter{StaffID: st.ID, Within: org.Everywhere()})
		g = l.Rows[0]
		return err
	})
	end := func(version int64, toOn string) error {
		return try(w, admin, func(tx *db.Tx) error {
			_, err := w.Org.EndGrantTx(admin, tx, g.ID, version, toOn, "转岗")
			return err
		})
	}
	want(t, "wrong version", end(7, ""), "stale")
	want(t, "past", end(1, "2020-05-01"), "date.past")
	want(t, "end of the month", end(1, "2020-05-31"), "")
	want(t, "longer again", end(2, "2020-06-30"), "role.only_shorter")
	grant := func(from string) error {
		return try(w, admin, func(tx *db.Tx) error {
			_, err := w.Org.GrantRoleTx(admin, tx, org.NewGrant{StaffID: st.ID, Role: org.SystemAdmin, OrgID: w.OrgOf("dq").ID, FromOn: from})
			return err
		})
	}
	want(t, "last day of the other", grant("2020-05-31"), "ROLE_CONFLICT")
	want(t, "day after", grant("2020-06-01"), "")
}

func TestTree(t *testing.T) {
	w := testkit.World(t)
	ctx := w.System()
	create := func(in org.NewOrg) error {
		return try(w, ctx, func(tx *db.Tx) error { _, err := w.Org.CreateOrgTx(ctx, tx, in); return err })
	}
	union, civil := w.OrgOf("union"), w.OrgOf("civil")
	base := org.NewOrg{ParentID: union.ID, Kind: org.KindEmployer, Code: "plant-2", Facts: org.Facts{Name: "第二采油厂工会"}}
	with := func(change func(*org.NewOrg)) org.NewOrg { in := base; change(&in); return in }
	for _, c := range []struct {
		in   org.NewOrg
		code string
	}{
		{with(func(in *org.NewOrg) { in.Code = "Plant 2" }), "org.code_form"},
		{with(func(in *org.NewOrg) { in.Code = "../x" }), "org.code_form"},
		{with(func(in *org.NewOrg) { in.Kind = "empire" }), "org.kind_unknown"},
		{with(func(in *org.NewOrg) { in.Name = "  " }), "field.required"},
		{with(func(in *org.NewOrg) { in.AreaCode = "999999" }), "org.area_unknown"},
		{with(func(in *org.NewOrg) { in.Department = "magic" }), "org.department_unknown"},
		{with(func(in *org.NewOrg) { in.ParentID = "none" }), "org.parent_missing"},
		{with(func(in *org.NewOrg) { in.ParentID = "" }), "org.parent_missing"},
		{with(func(in *org.NewOrg) { in.FromOn = "today" }), "date.form"},
		{with(func(in *org.NewOrg) { in.Code = "sartu" }), "org.code_taken"},
		{base, ""},
	} {
		want(t, c.in.Code, create(c.in), c.code)
	}
	move := func(code, parent string, version int64) error {
		return try(w, ctx, func(tx *db.Tx) error {
			_, err := w.Org.MoveOrgTx(ctx, tx, w.OrgOf(code).ID, version, w.OrgOf(parent).ID, "机构改革")
			return err
		})
	}
	want(t, "root", move("dq", "union", 1), "org.move_root")
	want(t, "into itself", move("union", "plant-1", 1), "org.move_into_itself")
	want(t, "stale", move("sartu-union", "civil", 9), "stale")
	want(t, "move", move("sartu-union", "civil", 1), "")
	w.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := w.Org.ByCodeTx(ctx, tx, "plant-1")
		if o.Path != "/dq/civil/sartu-union/plant-1/" {
			t.Errorf("below the moved one: %s", o.Path)
		}
		if d, _ := w.Org.DepartmentTx(ctx, tx, org.Union); d.ID != union.ID {
			t.Errorf("the city's union is %s", d.Name)
		}
		h, _ := w.Org.HistoryTx(ctx, tx, w.OrgOf("sartu-union").ID)
		if len(h) != 2 || h[0].Change != "org.move" || h[1].Path != "/dq/union/sartu-union/" {
			t.Errorf("history %+v", h)
		}
		return err
	})
	if a := authz.From(w.As("sartu-union-officer")); a.OrgPath != "/dq/civil/sartu-union/" || civil.Path != "/dq/civil/" {
		t.Errorf("the officer stands at %s", a.OrgPath)
	}
}

func TestCloseAndReopen(t *testing.T) {
	w := testkit.World(t)
	ctx := w.System()
	closing := func(code string, version int64, toOn string) error {
		return try(w, ctx, func(tx *db.Tx) error {
			_, err := w.Org.CloseOrgTx(ctx, tx, w.OrgOf(code).ID, version, toOn, "撤并")
			return err
		})
	}
	want(t, "children", closing("sartu-union", 1, "2020-05-07"), "org.has_children")
	want(t, "staff", closing("heart", 1, "2020-05-07"), "org.has_staff")
	want(t, "before it began", closing("sartu-1", 1, "2017-01-01"), "date.order")
	want(t, "close", closing("sartu-1", 1, "2020-05-06"), "")
	want(t, "again", closing("sartu-1", 2, "2020-05-07"), "org.closed")
	err := try(w, ctx, func(tx *db.Tx) error {
		_, err := w.Org.CreateStaffTx(ctx, tx, org.StaffFacts{OrgID: w.OrgOf("sartu-1").ID, Name: "某人"}, "", "")
		return err
	})
	want(t, "staff in a closed one", err, "org.closed")
	err = try(w, ctx, func(tx *db.Tx) error {
		_, err := w.Org.ReopenOrgTx(ctx, tx, w.OrgOf("sartu-1").ID, 2, "误撤")
		return err
	})
	want(t, "reopen", err, "")
}

func TestMovingStaffEndsRoles(t *testing.T) {
	w := testkit.World(t)
	st := w.Staff("union-officer")
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := w.Org.EditStaffTx(ctx, tx, st.ID, st.Version, org.StaffFacts{OrgID: w.OrgOf("civil").ID, Name: st.Name})
		return err
	})
	a := authz.From(w.As("union-officer"))
	if len(a.Roles) != 0 || a.Department != org.Civil {
		t.Errorf("%v %s", a.Roles, a.Department)
	}
}

func TestEverythingIsJournalled(t *testing.T) {
	w := testkit.World(t)
	if _, err := journal.Seal(t.Context(), w.DB); err != nil {
		t.Fatal(err)
	}
	v, err := journal.Verify(t.Context(), w.DB)
	if err != nil || v.Entries < 100 || v.Unsealed != 0 {
		t.Errorf("%+v %v", v, err)
	}
}
