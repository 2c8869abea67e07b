package plan

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"yice/internal/core/policy"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
)

// cashPart is the money of one measure of a plan, in fen, by the id that goes on through all versions.
type cashPart struct {
	origin string
	fen    int64
}

// withinDecisionTx refuses cash beyond what was decided: the amount of the resolution that recognised the case, with what
// revisits added since (aid.Case.ProposedFen). What earlier versions under the same resolution have paid counts too, so that
// a new version does not grant it again, and with `promised` what they still promise; urgent payments do not, a meeting
// ratifies each of them by itself. ADR 11.
func (s *Service) withinDecisionTx(ctx context.Context, tx *db.Tx, c aid.Case, parts []cashPart, promised bool) error {
	since := int64(0)
	if day, err := clock.ParseDate(c.RecognisedOn); err == nil {
		since = day.UnixMilli()
	}
	given, err := findGiven(ctx, tx, c.ID, since, promised)
	if err != nil {
		return err
	}
	var sum, earlier int64
	for _, p := range parts {
		sum += p.fen
	}
	for _, g := range given {
		i := slices.IndexFunc(parts, func(p cashPart) bool { return p.origin == g.OriginID })
		switch {
		case i < 0:
			earlier += g.Fen
		case g.Fen > parts[i].fen:
			earlier += g.Fen - parts[i].fen
		}
	}
	if sum+earlier > c.ProposedFen {
		return errs.New(errs.Conflict, "plan.over_decision", "sum", yuan(sum), "earlier", yuan(earlier), "limit", yuan(c.ProposedFen))
	}
	return nil
}

// withinCapTimeTx refuses what one decision grants for a purpose and person above the cap per time (CAP_TIME). Only medical
// aid has such a cap. Of a person whose bills fall under rules for diseases, each rule's cap counts, as it does when aid is
// computed; where one of them has expressly none, there is no cap.
func (s *Service) withinCapTimeTx(ctx context.Context, tx *db.Tx, c aid.Case, w Award) error {
	if w.Purpose != "medical" {
		return nil
	}
	params, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return err
	}
	rules, err := s.rulesTx(ctx, tx, c, w.PersonID, params)
	if err != nil {
		return err
	}
	limit := int64(0)
	for _, rule := range rules {
		fen, limited, err := params.Limit("platform." + rule + ".cap_time")
		if err != nil || !limited {
			return err
		}
		limit += int64(fen)
	}
	together := w.AmountFen
	awards, err := findAwards(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, x := range awards {
		if w.PlanID != "" && x.PlanID == w.PlanID && x.Purpose == w.Purpose && x.PersonID == w.PersonID {
			together += x.AmountFen
		}
	}
	if together > limit {
		return errs.New(errs.Conflict, "CAP_TIME", "cap", yuan(limit), "sum", yuan(together))
	}
	return nil
}

// rulesTx names the rules of medical aid that a person's bills fall under: those for their diseases, and "medical" for the
// other bills or when there are none.
func (s *Service) rulesTx(ctx context.Context, tx *db.Tx, c aid.Case, personID string, params policy.Params) ([]string, error) {
	special, err := params.List("platform.medical.rules")
	if err != nil {
		return nil, err
	}
	bills, err := s.cases.BillsTx(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, b := range bills {
		if b.PersonID != personID {
			continue
		}
		rule := "medical"
		for _, r := range special {
			diseases, err := params.List("platform." + r + ".disease")
			if err != nil {
				return nil, err
			}
			kinds, err := params.List("platform." + r + ".bill_kind")
			if err != nil {
				return nil, err
			}
			hit := slices.ContainsFunc(diseases, func(d string) bool { return strings.HasPrefix(strings.ToUpper(b.Disease), strings.ToUpper(d)) })
			if hit && (len(kinds) == 0 || slices.Contains(kinds, cmp.Or(b.VisitKind, "inpatient"))) {
				rule = r
				break
			}
		}
		if !slices.Contains(out, rule) {
			out = append(out, rule)
		}
	}
	if len(out) == 0 {
		out = []string{"medical"}
	}
	return out, nil
}
