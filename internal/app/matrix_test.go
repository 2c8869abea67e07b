package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
	"yice/rules"
)

var updateMatrix = flag.Bool("update-matrix", false, "write testdata/matrix.txt anew")

var errUndo = errors.New("undo")

// holder is somebody with one role at one department, the way the organisation room would make him.
func holder(role, department string, o org.Org) *authz.Actor {
	a := authz.System("matrix")
	a.UserID, a.StaffID, a.Name, a.OrgID, a.OrgPath, a.OrgName, a.Department, a.Roles = role+"@"+department, "staff-"+role, role, o.ID, o.Path, o.Name, department, []string{role}
	for _, g := range grants() {
		if g.Role == role {
			r := authz.Reach{Kind: g.Reach}
			if g.Reach == authz.Org {
				r.Path = o.Path
			}
			a.Reaches[g.Perm] = append(a.Reaches[g.Perm], r)
		}
	}
	return a
}

type matrix struct {
	t    *testing.T
	site *site
	c    aid.Case
}

func newMatrix(t *testing.T) *matrix {
	s := openSite(t)
	ctx := authz.With(context.Background(), authz.System("demo", policy.PermLoad))
	if _, err := s.app.Policy.Load(ctx, policy.Daqing()); err != nil {
		t.Fatal(err)
	}
	phone := "13800138000"
	in := aid.Application{
		Household: people.HouseholdInput{AreaCode: "230602", Members: []people.MemberInput{{
			Relation:    "01",
			PersonInput: people.PersonInput{Name: "荆小梅", DocNo: people.MakeCitizenID("230602", "1979-06-15", 2), Phone: &phone},
		}}},
		Needs: []string{"living"}, Member: -1, Payee: -1,
	}
	c, err := s.app.Aid.Create(s.w.As("union-officer"), in, aid.OriginWindow)
	if err != nil {
		t.Fatal(err)
	}
	return &matrix{t: t, site: s, c: c}
}

// try makes the attempt in a transaction that is always undone.
func (m *matrix) try(a *authz.Actor, from flow.State, action flow.Action) string {
	ctx := authz.With(context.Background(), a)
	err := m.site.app.DB.Update(ctx, func(tx *db.Tx) error {
		c := m.c
		if err := forceState(ctx, tx, c.ID, string(from)); err != nil {
			return err
		}
		c.State = from
		if err := m.site.app.Aid.ActTx(ctx, tx, &c, action, aid.Act{Reason: "试"}); err != nil {
			return err
		}
		return errUndo
	})
	switch {
	case errors.Is(err, errUndo):
		return "yes"
	case errs.IsCode(err, "forbidden"):
		return "no"
	case errs.IsCode(err, "flow.not_allowed"):
		return "-"
	}
	m.t.Fatalf("%s %s %s: %v", a.UserID, from, action, err)
	return ""
}

// TestPermissionMatrix tries every role × action × state × department of the state table on a real database and compares
// with the matrix that was agreed. A new state, role or grant shows as a difference; -update-matrix writes it after review.
func TestPermissionMatrix(t *testing.T) {
	m := newMatrix(t)
	table := aid.Table()
	var out strings.Builder
	everywhere := []string{org.Secretariat, org.MeetingChair, org.CheckOfficer}
	for _, role := range org.Roles() {
		for _, dept := range []string{"union", "civil"} {
			a := holder(role.Code, dept, m.site.w.OrgOf(dept))
			for _, from := range table.States {
				var may []string
				for _, action := range table.Actions {
					_, err := table.Next(from, action)
					if err != nil { // the table itself says no to everybody; one attempt per state stands for all roles
						if role.Code == org.DepartmentOfficer && m.try(a, from, action) != "-" {
							t.Errorf("%s %s is not in the table but was let through", from, action)
						}
						continue
					}
					if m.try(a, from, action) == "yes" {
						may = append(may, string(action))
						if dept == "civil" && !slices.Contains(everywhere, role.Code) {
							t.Errorf("%s of another department may %s in %s", role.Code, action, from)
						}
						if role.Admin || role.Code == org.Auditor {
							t.Errorf("%s may %s", role.Code, action)
						}
					}
				}
				if len(may) > 0 {
					fmt.Fprintf(&out, "%-18s %-6s %-17s %s\n", role.Code, map[string]string{"union": "own", "civil": "other"}[dept], from, strings.Join(may, " "))
				}
			}
		}
	}
	const golden = "testdata/matrix.txt"
	if *updateMatrix {
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != out.String() {
		t.Errorf("the matrix changed; run with -update-matrix and review the difference\n%s", out.String())
	}
}

// TestRuleSetMatrix tries every role on a draft of rules that somebody else proposed, on its own, and on the routes of rules: the table
// says which actions there are, nobody moves another's draft, and adoption is on no route.
func TestRuleSetMatrix(t *testing.T) {
	m := newMatrix(t)
	rulesOf := m.site.app.Policy
	text := strings.Replace(string(rules.Files()["hardship"]), "max(line_year - income + rigid, yuan(0))", "max(line_year - income, yuan(0))", 1)
	in := policy.RuleProposal{Text: text, FromOn: "2020-07-01"}
	other, err := rulesOf.ProposeRules(authz.With(context.Background(), holder(org.Secretariat, "civil", m.site.w.OrgOf("civil"))), in)
	if err != nil {
		t.Fatal(err)
	}
	may := map[string]bool{org.DepartmentOfficer: true, org.DepartmentLeader: true, org.Secretariat: true}
	for _, role := range org.Roles() {
		a := holder(role.Code, "union", m.site.w.OrgOf("union"))
		ctx := authz.With(context.Background(), a)
		own, err := rulesOf.ProposeRules(ctx, in)
		if (err == nil) != may[role.Code] || err != nil && !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("%s proposes: %v", role.Code, err)
		}
		if err := rulesOf.WithdrawRules(ctx, other.ID); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("%s withdraws what another proposed: %v", role.Code, err)
		}
		_, err = rulesOf.RuleVersion(ctx, other.ID)
		if (err == nil) != a.Has(policy.PermView) {
			t.Errorf("%s looks: %v", role.Code, err)
		}
		if own.ID == "" {
			continue
		}
		if strings.Join(own.Can, " ") != "revise withdraw" {
			t.Errorf("%s may %v with the own draft", role.Code, own.Can)
		}
		if err := rulesOf.WithdrawRules(ctx, own.ID); err != nil {
			t.Error(err)
		}
	}
}

// TestWhoSeesACase tries every role of the leading and of another department on a case in every state: what is not visible
// is not found, and ended households are found by those alone who may see them.
func TestWhoSeesACase(t *testing.T) {
	m := newMatrix(t)
	sees := func(a *authz.Actor, state flow.State) bool {
		ctx := authz.With(context.Background(), a)
		seen := false
		err := m.site.app.DB.Update(ctx, func(tx *db.Tx) error {
			if err := forceState(ctx, tx, m.c.ID, string(state)); err != nil {
				return err
			}
			_, err := m.site.app.Aid.CaseTx(ctx, tx, aid.PermView, m.c.ID)
			if err == nil {
				l, err := m.site.app.Aid.FindTx(ctx, tx, aid.Filter{})
				if err != nil || len(l.Rows) != 1 {
					t.Errorf("%s sees the case but not in the list: %v", a.UserID, err)
				}
				seen = true
			} else if !errs.IsKind(err, errs.NotFound) {
				return err
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
		return seen
	}
	all := []string{org.Secretariat, org.MeetingChair, org.FinanceMaker, org.Auditor}
	for _, role := range org.Roles() {
		for _, dept := range []string{"union", "civil"} {
			a := holder(role.Code, dept, m.site.w.OrgOf(dept))
			for _, state := range aid.Table().States {
				want := a.Has(aid.PermView) && (dept == "union" || slices.Contains(all, role.Code)) && (!aid.IsHidden(state) || role.Code == org.Auditor)
				if got := sees(a, state); got != want {
					t.Errorf("%s of %s, case %s: sees %v, want %v", role.Code, dept, state, got, want)
				}
			}
		}
	}
}
