package aid

import (
	"context"
	"slices"

	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
)

// AssessInput is what the file does not say by itself: urban or rural standard, who cannot work, who was idle how long, the
// loss of an accident in fen, and students' own cost in fen.
type AssessInput struct {
	Version         int64            `json:"version" minimum:"1" doc:"of the case as it was read"`
	Rural           bool             `json:"rural,omitempty"`
	Unable          []string         `json:"unable,omitempty" maxItems:"30" doc:"persons not able to work"`
	IdleMonths      map[string]int   `json:"idle_months,omitempty" doc:"person id → months without work or proof"`
	AccidentLossFen int64            `json:"accident_loss_fen,omitempty" minimum:"0"`
	StudyCostFen    map[string]int64 `json:"study_cost_fen,omitempty" doc:"student → own cost of the year in fen"`
}

// Assess computes class, net income, gap and the aid that the rules allow, with every step kept as a row. Needs PermOpinion
// at the lead. Codes: PARAM_MISSING and those of the policy room, aid.not_editable, stale.
func (s *Service) Assess(ctx context.Context, caseID string, in AssessInput) (res policy.Result, err error) {
	defer errs.Wrap(&err, "aid.Assess(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.RequireTx(ctx, tx, PermOpinion, caseID)
		if err != nil {
			return err
		}
		if c.Version != in.Version {
			return stale(c)
		}
		if !c.IsOpen || c.State == Draft {
			return errs.New(errs.Conflict, "aid.not_editable", "state", s.table.StateText[c.State].ZH)
		}
		input, err := s.policyInput(ctx, tx, c, in)
		if err != nil {
			return err
		}
		if res, err = s.policy.AssessTx(ctx, tx, input); err != nil {
			return err
		}
		c.AssessmentID, c.Class, c.NetFen = res.ID, string(res.Class), int64(res.NetFen)
		return s.SaveTx(ctx, tx, &c, journal.Event{Action: "aid.assess", ObjectType: "assessment", ObjectID: res.ID, Summary: "测算：" + res.ClassText.ZH, After: map[string]any{"class": res.Class, "net": res.Net}})
	})
	return res, err
}

func (s *Service) policyInput(ctx context.Context, tx *db.Tx, c Case, in AssessInput) (policy.Input, error) {
	out := policy.Input{CaseID: c.ID, Area: c.AreaCode, On: tx.Today(), Urban: !in.Rural, Needs: c.Needs, AccidentLossFen: money.Fen(in.AccidentLossFen)}
	facts, err := s.people.FactsTx(ctx, tx, c.HouseholdID, tx.Today())
	if err != nil {
		return out, err
	}
	for _, f := range facts {
		ill := f.Medical != nil && slices.Contains(graveHealth(), f.Medical.Health)
		disabled := f.Disability != nil && (f.Disability.Level == "1" || f.Disability.Level == "2")
		out.Members = append(out.Members, policy.Member{
			Ref: f.ID, BirthOn: f.BirthOn, Sex: string(f.Sex), Able: !slices.Contains(in.Unable, f.ID) && !ill && !disabled,
			IdleMonths: in.IdleMonths[f.ID], Ill: ill, Disabled: disabled,
		})
		if cost := in.StudyCostFen[f.ID]; cost > 0 {
			out.Studies = append(out.Studies, policy.Study{Ref: f.ID, CostFen: money.Fen(cost), Proved: true})
		}
	}
	d, err := s.detailsOf(ctx, tx, c.ID)
	if err != nil {
		return out, err
	}
	for _, x := range d.Amounts {
		if x.Side == "income" {
			out.Income = append(out.Income, policy.Income{Ref: x.PersonID, Kind: x.Kind, AmountFen: money.Fen(x.YearFen), Proved: x.HasEvidence})
		} else {
			out.Rigid = append(out.Rigid, policy.Rigid{Ref: x.PersonID, Kind: x.Kind, AmountFen: money.Fen(x.YearFen), Proved: x.HasEvidence})
		}
	}
	for _, b := range d.Bills {
		kind := b.VisitKind
		if kind == "" {
			kind = "inpatient"
		}
		out.Bills = append(out.Bills, policy.Bill{
			Ref: b.PersonID, Kind: kind, Disease: b.Disease, TotalFen: money.Fen(b.TotalFen),
			FundsFen: money.Fen(b.BasicFen + b.SeriousFen + b.MedicalAidFen), CommercialFen: money.Fen(b.CommercialFen), MutualFen: money.Fen(b.MutualFen), EarlierFen: money.Fen(b.EarlierFen),
		})
	}
	for _, f := range d.Flags {
		out.Flags = append(out.Flags, policy.Flag{Code: f.Kind, Source: f.Source, Waived: f.Waiver != "", Reason: f.Waiver, WaivedBy: f.WaivedBy})
	}
	return out, s.countersTx(ctx, tx, c, facts, &out)
}

// countersTx adds what all funders together gave or promised this year, earlier benefits that count included.
func (s *Service) countersTx(ctx context.Context, tx *db.Tx, c Case, facts []people.Facts, out *policy.Input) error {
	add := func(need, subject, ref string) error {
		sums, err := s.orders.CountersTx(ctx, tx, subject, need, tx.Today()[:4])
		if err != nil {
			return err
		}
		total := int64(0)
		for _, f := range sums {
			total += f.AmountFen
		}
		if total > 0 {
			out.Counters = append(out.Counters, policy.Counter{Need: need, Ref: ref, PaidFen: money.Fen(total)})
		}
		return nil
	}
	if err := add("living", c.HouseholdID, ""); err != nil {
		return err
	}
	for _, f := range facts {
		for _, need := range []string{"medical", "study"} {
			if err := add(need, f.ID, f.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// graveHealth are the codes of the union form's health list that count as seriously ill.
func graveHealth() []string {
	return []string{"2", "3", "4", "5", "6", "7", "8", "10", "15", "16", "17", "18", "19"}
}
