package aid

import (
	"context"
	"slices"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
)

// Shown is a case as a caller sees it: with the words of its state, the organisations by name and what the caller may do.
type Shown struct {
	Case
	StateText flow.Label `json:"state_text"`
	AreaName  string     `json:"area_name"`
	EntryName string     `json:"entry_name"`
	LeadName  string     `json:"lead_name"`
	BodyName  string     `json:"body_name" doc:"the applicant body; empty when the household applies itself"`
	Contact   string     `json:"contact"`
	Summary   string     `json:"summary"`
	Can       []string   `json:"can"`
	Next      *NextStep  `json:"next"`
}

// NextStep is what has to happen first, and until when.
type NextStep struct {
	Kind  string `json:"kind"`
	DueOn string `json:"due_on"`
	Mine  bool   `json:"mine"`
}

// Casebook is the household on one page. Parts that the reader may not see are empty.
type Casebook struct {
	Case       Shown            `json:"case"`
	Household  people.Household `json:"household"`
	Members    []people.Member  `json:"members"`
	Details    Details          `json:"details"`
	Papers     []Paper          `json:"papers"`
	Transfers  []Transfer       `json:"transfers"`
	Opinions   []Opinion        `json:"opinions"`
	Notices    []Notice         `json:"notices"`
	Objections []Objection      `json:"objections"`
	Questions  []Question       `json:"questions"`
	Exits      []Exit           `json:"exits"`
	Access     []ShownAccess    `json:"access"`
	Tasks      []task.Task      `json:"tasks"`
	Timeline   []Line           `json:"timeline"`
	Looked     []Line           `json:"looked"`
	Sections   []string         `json:"sections" doc:"what an invited reader may see; empty for all"`
}

// ShownAccess names who may see the case.
type ShownAccess struct {
	Access
	Name string `json:"name"`
}

// Line is one line of the timeline.
type Line struct {
	At      int64  `json:"at"`
	Action  string `json:"action"`
	Who     string `json:"who"`
	OrgName string `json:"org_name"`
	Text    string `json:"text"`
	Reason  string `json:"reason"`
}

// Get shows a case; the look is journalled before the answer leaves. Needs PermView.
func (s *Service) Get(ctx context.Context, caseID string) (out Shown, err error) {
	defer errs.Wrap(&err, "aid.Get(%s)", caseID)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.CaseTx(ctx, tx, PermView, caseID)
		if err != nil {
			return err
		}
		out, err = s.shownTx(ctx, tx, c)
		return err
	})
	if err != nil {
		return out, err
	}
	return out, s.looked(ctx, out.Case, "查看台账")
}

func (s *Service) shownTx(ctx context.Context, tx *db.Tx, c Case) (Shown, error) {
	a := authz.From(ctx)
	out := Shown{Case: c, StateText: s.table.StateText[c.State], AreaName: org.AreaName(c.AreaCode), Can: s.Can(a, c)}
	var err error
	for _, x := range []struct {
		id string
		to *string
	}{{c.EntryOrgID, &out.EntryName}, {c.LeadOrgID, &out.LeadName}, {c.ApplicantOrgID, &out.BodyName}} {
		if x.id == "" {
			continue
		}
		if *x.to, err = s.orgs.NameTx(ctx, tx, x.id); err != nil {
			return out, err
		}
	}
	if c.ContactStaffID != "" {
		st, err := s.orgs.StaffTx(ctx, tx, c.ContactStaffID)
		if err != nil && !errs.IsKind(err, errs.NotFound) {
			return out, err
		}
		out.Contact = st.Name
	}
	if c.SummarySealed != "" {
		if out.Summary, err = s.keys.Open("aid_cases", "summary", c.ID, c.SummarySealed); err != nil {
			return out, err
		}
	}
	return out, nil
}

// ToShow dresses a case that a use case has just returned, or passes its error on.
func (s *Service) ToShow(ctx context.Context, c Case, err error) (Shown, error) {
	if err != nil {
		return Shown{}, err
	}
	var out Shown
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out, err = s.shownTx(ctx, tx, c)
		return err
	})
	return out, err
}

// Casebook shows everything on one page. Needs PermView; journalled.
func (s *Service) Casebook(ctx context.Context, caseID string) (b Casebook, err error) {
	defer errs.Wrap(&err, "aid.Casebook(%s)", caseID)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.CaseTx(ctx, tx, PermView, caseID)
		if err != nil {
			return err
		}
		b, err = s.casebookTx(ctx, tx, c)
		return err
	})
	if err != nil {
		return b, err
	}
	return b, s.looked(ctx, b.Case.Case, "查看台账全页")
}

func (s *Service) casebookTx(ctx context.Context, tx *db.Tx, c Case) (b Casebook, err error) {
	if b.Case, err = s.shownTx(ctx, tx, c); err != nil {
		return b, err
	}
	if b.Household, err = s.people.HouseholdTx(ctx, tx, c.HouseholdID); err != nil {
		return b, err
	}
	on := tx.Today()
	if b.Members, err = s.people.MembersTx(ctx, tx, c.HouseholdID, on); err != nil {
		return b, err
	}
	if b.Details, err = s.detailsOf(ctx, tx, c.ID); err != nil {
		return b, err
	}
	if err := s.papersOf(ctx, tx, c.ID, &b); err != nil {
		return b, err
	}
	if b.Access, err = s.accessOf(ctx, tx, c.ID); err != nil {
		return b, err
	}
	if b.Tasks, err = s.tasks.OfCaseTx(ctx, tx, c.ID); err != nil {
		return b, err
	}
	b.Case.Next = next(ctx, c, b.Tasks)
	if b.Timeline, b.Looked, err = linesOf(ctx, tx, c.ID); err != nil {
		return b, err
	}
	return s.limit(ctx, tx, c, b)
}

func (s *Service) papersOf(ctx context.Context, tx *db.Tx, caseID string, b *Casebook) (err error) {
	if b.Papers, err = findPapers(ctx, tx, caseID); err != nil {
		return err
	}
	if b.Transfers, err = findTransfers(ctx, tx, caseID); err != nil {
		return err
	}
	for i := range b.Transfers {
		b.Transfers[i].Can = b.Transfers[i].canAnswer(authz.From(ctx))
	}
	if b.Opinions, err = findOpinions(ctx, tx, caseID); err != nil {
		return err
	}
	if b.Notices, err = findNotices(ctx, tx, caseID); err != nil {
		return err
	}
	if b.Objections, err = findObjections(ctx, tx, caseID); err != nil {
		return err
	}
	if b.Questions, err = findQuestions(ctx, tx, caseID); err != nil {
		return err
	}
	b.Exits, err = findExits(ctx, tx, caseID)
	return err
}

func (s *Service) accessOf(ctx context.Context, tx *db.Tx, caseID string) ([]ShownAccess, error) {
	rows, err := findAccess(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	out := make([]ShownAccess, 0, len(rows))
	for _, r := range rows {
		x := ShownAccess{Access: r}
		if r.OrgID != "" {
			if x.Name, err = s.orgs.NameTx(ctx, tx, r.OrgID); err != nil {
				return nil, err
			}
		} else if st, err := s.orgs.StaffTx(ctx, tx, r.StaffID); err == nil {
			x.Name = st.Name
		} else if !errs.IsKind(err, errs.NotFound) {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// next picks the first open task of the case's own way, then what others owe it; the whole process is only named when
// nothing else is due.
func next(ctx context.Context, c Case, tasks []task.Task) *NextStep {
	rank := func(t task.Task) int {
		switch {
		case t.Kind == TaskWhole:
			return 2
		case t.ObjectType != "case":
			return 1
		}
		return 0
	}
	var best *task.Task
	for i, t := range tasks {
		if t.ClosedAt != 0 || t.Kind == task.KindOverdue {
			continue
		}
		if best == nil || rank(t) < rank(*best) || rank(t) == rank(*best) && t.DueOn < best.DueOn {
			best = &tasks[i]
		}
	}
	if best == nil {
		return nil
	}
	return &NextStep{Kind: best.Kind, DueOn: best.DueOn, Mine: authz.From(ctx).HasAt(best.Perm, c.LeadOrgPath, c.EntryOrgPath)}
}

func linesOf(ctx context.Context, tx *db.Tx, caseID string) (happened, looked []Line, err error) {
	happened, looked = []Line{}, []Line{}
	entries, _, err := journal.Find(ctx, tx, journal.Filter{CaseID: caseID, Page: db.Page{Limit: db.PageMax}})
	for _, e := range entries {
		l := Line{At: e.At, Action: e.Action, Who: e.ActorName, OrgName: e.OrgName, Text: e.Summary, Reason: e.Reason}
		if strings.HasSuffix(e.Action, ".look") || strings.HasSuffix(e.Action, ".reveal") || strings.Contains(e.Action, ".view_") {
			looked = append(looked, l)
		} else {
			happened = append(happened, l)
		}
	}
	return happened, looked, err
}

// limit blanks what an invited department was not invited to see.
func (s *Service) limit(ctx context.Context, tx *db.Tx, c Case, b Casebook) (Casebook, error) {
	a := authz.From(ctx)
	if a.HasAt(PermView) {
		return b, nil
	}
	fields := map[string]bool{}
	for _, x := range b.Access {
		if x.UntilOn != "" && x.UntilOn < tx.Today() {
			continue
		}
		mine := x.StaffID != "" && x.StaffID == a.StaffID || x.OrgPath != "" && a.HasAt(PermView, x.OrgPath)
		if mine && x.Kind != AccessInvited {
			return b, nil
		}
		if mine {
			for _, f := range strings.Split(x.Fields, ",") {
				fields[f] = true
			}
		}
	}
	for f := range fields {
		b.Sections = append(b.Sections, f)
	}
	slices.Sort(b.Sections)
	if !fields["members"] {
		b.Members = []people.Member{}
	}
	if !fields["economy"] {
		b.Details = Details{}
		b.Case.NetFen, b.Case.GapFen, b.Case.Class = 0, 0, ""
	}
	if !fields["papers"] {
		b.Papers = []Paper{}
	}
	if !fields["opinions"] {
		b.Opinions, b.Objections = []Opinion{}, []Objection{}
	}
	b.Access, b.Looked = []ShownAccess{}, []Line{}
	if !fields["timeline"] {
		b.Timeline = []Line{}
	}
	return b, nil
}

// InviteInput brings in another department ("N") for listed parts of the page and until a day.
type InviteInput struct {
	OrgID   string   `json:"org_id" minLength:"1" maxLength:"26"`
	Fields  []string `json:"fields" minItems:"1" maxItems:"10"`
	UntilOn string   `json:"until_on" minLength:"10" maxLength:"10"`
	Reason  string   `json:"reason" minLength:"1" maxLength:"200"`
}

// InviteFields are the parts of a casebook that can be shown to an invited department.
func InviteFields() []string {
	return []string{"members", "economy", "papers", "opinions", "timeline", "plan"}
}

// Invite gives an "N" department a limited and dated look. Needs PermInvite at the lead. Codes: aid.invite_field, aid.invite_past.
func (s *Service) Invite(ctx context.Context, caseID string, in InviteInput) (err error) {
	defer errs.Wrap(&err, "aid.Invite(%s)", caseID)
	return s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.RequireTx(ctx, tx, PermInvite, caseID)
		if err != nil {
			return err
		}
		for i, f := range in.Fields {
			if !slices.Contains(InviteFields(), f) {
				return errs.InvalidField(at("fields", i), "aid.invite_field")
			}
		}
		if in.UntilOn < tx.Today() || in.UntilOn > clock.AddMonths(tx.Today(), 12) {
			return errs.InvalidField("until_on", "aid.invite_past")
		}
		o, err := s.orgs.OrgTx(ctx, tx, in.OrgID)
		if err != nil {
			return err
		}
		x := Access{Kind: AccessInvited, OrgID: o.ID, OrgPath: o.Path, Fields: strings.Join(in.Fields, ","), UntilOn: in.UntilOn}
		if err := s.GrantAccessTx(ctx, tx, c.ID, x); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "aid.invite", ObjectType: "case", ObjectID: c.ID, CaseID: c.ID,
			Summary: "邀请" + o.Name + "参与，至 " + in.UntilOn, After: in, Reason: in.Reason,
		})
	})
}
