package aid

import (
	"context"
	"slices"

	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

// DraftInput asks for a draft case of a household that is saved already; an import brings hundreds at a time.
type DraftInput struct {
	Household people.Household
	PersonIDs []string
	Member    string // person id of the qualifying member, "" for none
	Payee     string
	Needs     []string
	Cause     string
	Summary   string
}

// DraftsTx is DraftTx for many saved households at the actor's window, with a handful of statements in all. A household
// that has a case already, or a member in another open case, is left as it is. It tells how many drafts it made.
func (s *Service) DraftsTx(ctx context.Context, tx *db.Tx, in []DraftInput, origin string) (int, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return 0, err
	}
	if err := authz.Require(ctx, PermEnter); err != nil {
		return 0, err
	}
	entry, lead, err := s.officesTx(ctx, tx, a)
	if err != nil {
		return 0, err
	}
	if in, err = undrafted(ctx, tx, in); err != nil || len(in) == 0 {
		return 0, err
	}
	var cases []Case
	var persons []PersonRef
	var access []Access
	for _, d := range in {
		c := Case{
			ID: id.New(tx.Now()), HouseholdID: d.Household.ID, Title: d.Household.Name, State: Draft, IsOpen: true, Version: 1,
			AreaCode: d.Household.AreaCode, Street: d.Household.Street, EntryOrgID: entry.ID, EntryOrgPath: entry.Path, LeadOrgID: lead.ID,
			LeadOrgPath: lead.Path, LeadDepartment: lead.Department, Origin: origin, Needs: Needs(d.Needs), Cause: d.Cause,
			MemberPersonID: d.Member, PayeePersonID: d.Payee, CreatedAt: tx.NowMS(), UpdatedAt: tx.NowMS(), UpdatedBy: a.Name,
		}
		if i := slices.IndexFunc(d.Needs, func(n string) bool { return !slices.Contains(NeedCodes(), n) }); i >= 0 {
			return 0, errs.InvalidField(at("needs", i), "aid.need_unknown")
		}
		if d.Summary != "" {
			c.SummarySealed = s.keys.Seal("aid_cases", "summary", c.ID, d.Summary)
		}
		cases = append(cases, c)
		for _, p := range d.PersonIDs {
			persons = append(persons, PersonRef{CaseID: c.ID, PersonID: p, IsBeneficiary: p == d.Household.HeadID, IsOpen: true})
		}
		for _, x := range []Access{{Kind: AccessEntry, OrgID: entry.ID, OrgPath: entry.Path}, {Kind: AccessLead, OrgID: lead.ID, OrgPath: lead.Path}} {
			x.CaseID, x.MadeAt, x.MadeBy = c.ID, tx.NowMS(), a.Name
			access = append(access, x)
		}
	}
	if err := insertDrafts(ctx, tx, cases, persons, access); err != nil {
		return 0, err
	}
	for _, c := range cases {
		err := journal.Record(ctx, tx, journal.Event{
			Action: "aid.create", ObjectType: "case", ObjectID: c.ID, CaseID: c.ID,
			Summary: entry.Name + "登记申请", After: map[string]any{"needs": c.Needs, "origin": c.Origin, "area": c.AreaCode},
		})
		if err != nil {
			return 0, err
		}
	}
	return len(cases), nil
}

// undrafted leaves out the households that have a case of any state, and those with a member in an open case.
func undrafted(ctx context.Context, tx *db.Tx, in []DraftInput) ([]DraftInput, error) {
	var households, persons []string
	for _, d := range in {
		households = append(households, d.Household.ID)
		persons = append(persons, d.PersonIDs...)
	}
	withCase, err := findHouseholdsWithCase(ctx, tx, households)
	if err != nil {
		return nil, err
	}
	busy, err := findPersonsInOpenCases(ctx, tx, persons)
	if err != nil {
		return nil, err
	}
	var out []DraftInput
	for _, d := range in {
		if withCase[d.Household.ID] || slices.ContainsFunc(d.PersonIDs, func(p string) bool { return busy[p] }) {
			continue
		}
		out = append(out, d)
	}
	return out, nil
}
