package intake

import (
	"context"
	"slices"

	"yice/internal/core/people"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
)

// slice is how many households one transaction takes: few enough that others at the windows wait for no more than a
// fraction of a second.
const slice = 400

// check works out what every household of a file would do, in reading transactions.
func (s *Service) check(ctx context.Context, f *file, w Window, reason string, progress func(Progress) error) error {
	for from := 0; from < len(f.groups); from += slice {
		part := f.groups[from:min(from+slice, len(f.groups))]
		err := s.cfg.DB.View(ctx, func(tx *db.Tx) error {
			plans, err := s.cfg.People.PlansTx(ctx, tx, inputs(part, w, reason))
			if err != nil {
				return err
			}
			for i, p := range plans {
				*part[i] = part[i].judged(p)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := progress(Progress{Stage: Checking, Done: from + len(part), Total: len(f.groups)}); err != nil {
			return err
		}
	}
	return nil
}

func inputs(part []*group, w Window, reason string) []people.HouseholdInput {
	out := make([]people.HouseholdInput, len(part))
	for i, g := range part {
		out[i] = g.input(w, reason)
	}
	return out
}

// judged is the group with what a plan says of it.
func (x *group) judged(p *people.Plan) group {
	y := *x
	y.kind, y.changes, y.houseID = Kind(p.Kind), p.Changes, p.HouseholdID()
	y.findings = append([]errs.Field(nil), x.own...)
	if p.Err != nil {
		y.findings = append(y.findings, asField(p.Err))
	}
	for _, f := range p.Findings {
		if !slices.ContainsFunc(x.own, func(o errs.Field) bool { return o.Path == f.Path }) {
			y.findings = append(y.findings, f) // what the file itself says of a cell is said first, and once
		}
	}
	if len(y.findings) > 0 {
		y.kind, y.changes = KindBad, nil
		if p.Kind == people.PlanNew {
			y.houseID = ""
		}
	}
	return y
}

// apply writes the households of a file that have no findings, slice by slice, from where an earlier run stopped.
func (s *Service) apply(ctx context.Context, f *file, w Window, imp *Import, progress func(Progress) error) error {
	defer s.cfg.DB.Bulk()()
	for from := int(imp.Applied); from < len(f.groups); from += slice {
		part := f.groups[from:min(from+slice, len(f.groups))]
		var next Import
		var after []group
		err := s.cfg.DB.Update(ctx, func(tx *db.Tx) (err error) {
			next = *imp // a transaction may run twice
			if after, err = s.applyTx(ctx, tx, part, w, imp.Reason); err != nil {
				return err
			}
			items := make([]item, len(after))
			for i, g := range after {
				items[i] = asItem(imp.ID, from+i, &g, f.table)
				next.tally(g.kind)
			}
			next.Applied, next.Done = int64(from+len(part)), int64(from+len(part))
			if err := putItems(ctx, tx, imp.ID, items); err != nil {
				return err
			}
			return saveImport(ctx, tx, &next)
		})
		if err != nil {
			return err
		}
		for i := range after {
			*part[i] = after[i]
			part[i].shed()
		}
		*imp = next
		if err := progress(Progress{Stage: Applying, Done: from + len(part), Total: len(f.groups)}); err != nil {
			return err
		}
	}
	return nil
}

// shed lets go of what a written household needs no more: a large file would fill the memory.
func (x *group) shed() {
	if x.kind == KindBad {
		return
	}
	head := *x.head()
	x.persons = []*person{{in: people.MemberInput{PersonInput: people.PersonInput{Name: head.in.Name}}, row: head.row}}
	x.house, x.own = houseCells{}, nil
}

func (imp *Import) tally(k Kind) {
	switch k {
	case KindNew:
		imp.Added++
	case KindChanged:
		imp.Changed++
	case KindUnchanged:
		imp.Unchanged++
	case KindBad:
		imp.Bad++
	}
}

// applyTx saves one slice: the same plans as the check, written, and a draft case for each household without one. A
// household that somebody else has meanwhile made impossible becomes a bad one.
func (s *Service) applyTx(ctx context.Context, tx *db.Tx, part []*group, w Window, reason string) ([]group, error) {
	plans, err := s.cfg.People.PlansTx(ctx, tx, inputs(part, w, reason))
	if err != nil {
		return nil, err
	}
	var write []*people.Plan
	var drafts []aid.DraftInput
	after := make([]group, len(part))
	for i, p := range plans {
		after[i] = part[i].judged(p)
		if after[i].kind != KindBad {
			write = append(write, p)
			drafts = append(drafts, part[i].draft(p))
		}
	}
	if err := s.cfg.People.ApplyTx(ctx, tx, write); err != nil {
		return nil, err
	}
	if len(drafts) == 0 {
		return after, nil
	}
	_, err = s.cfg.Aid.DraftsTx(ctx, tx, drafts, aid.OriginImport)
	return after, err
}

// draft is the case that the household gets: the holder is the qualifying member unless the file says otherwise.
func (x *group) draft(p *people.Plan) aid.DraftInput {
	ids := p.PersonIDs()
	d := aid.DraftInput{Household: p.Household(), PersonIDs: ids, Needs: x.house.needs, Cause: x.house.cause, Summary: x.summary()}
	if len(d.Needs) == 0 {
		d.Needs = needsOf(x.house.cause)
	}
	for i, person := range x.persons {
		in := person.in
		if isHeadRelation(person) && (in.UnionMember == nil || *in.UnionMember) {
			d.Member = ids[i]
		}
		if d.Payee == "" && in.Account != nil {
			d.Payee = ids[i]
		}
	}
	return d
}

func (x *group) summary() string {
	text := x.house.situation
	if x.house.class != "" {
		if text != "" {
			text += "；"
		}
		text += "原档困难类别：" + people.HardshipClasses().Label(x.house.class, "zh")
	}
	return text
}
