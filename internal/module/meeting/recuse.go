package meeting

import (
	"context"
	"slices"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
)

// proposes tells whether the seat belongs to who proposes the motion's case.
func proposes(s Seat, mo Motion) bool {
	return s.Voting && (s.Department != "" && s.Department == mo.ProposerDepartment || s.OrgID == mo.ProposerOrgID && mo.Kind != RuleMotion)
}

func (s *Service) visitorsTx(ctx context.Context, tx *db.Tx, mo Motion) ([]Visitor, error) {
	if s.Visitors == nil || mo.CaseID == "" {
		return nil, nil
	}
	return s.Visitors(ctx, tx, mo.CaseID)
}

// recuseTx registers who may not vote on the open motions: the proposer's department, and seats whose representative visited
// the household. A recusal by visit ends when the seat sends somebody else; the others stay.
func (s *Service) recuseTx(ctx context.Context, tx *db.Tx, m Meeting, seats []Seat, motions []Motion) error {
	all, err := findAllVoices(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, mo := range motions {
		if mo.State != motionOpen || mo.Kind == RuleMotion {
			continue
		}
		visitors, err := s.visitorsTx(ctx, tx, mo)
		if err != nil {
			return err
		}
		for _, seat := range seats {
			v := voiceOf(all[mo.ID], mo, seat)
			kind, why := mustRecuse(seat, mo, visitors)
			if kind == "" && v.RecusedKind != RecusedVisitor || kind != "" && v.Recused {
				continue
			}
			v.Recused, v.RecusedKind, v.RecusedWhy = kind != "", kind, why
			if v.Recused {
				v.Vote, v.Dissent, v.VotedBy, v.VotedAt = "", "", "", 0
			}
			if err := s.putTx(ctx, tx, mo, seat, v, map[bool]string{true: "回避表决：" + why, false: "更换代表，恢复表决"}[v.Recused]); err != nil {
				return err
			}
		}
	}
	return nil
}

func mustRecuse(seat Seat, mo Motion, visitors []Visitor) (kind, why string) {
	if proposes(seat, mo) {
		return RecusedProposer, "提案部门"
	}
	i := slices.IndexFunc(visitors, func(v Visitor) bool { return seat.Voting && seat.StaffID != "" && v.StaffID == seat.StaffID })
	if i < 0 {
		return "", ""
	}
	return RecusedVisitor, "入户人 " + visitors[i].Name
}

func voiceOf(voices []Voice, mo Motion, seat Seat) Voice {
	if i := slices.IndexFunc(voices, func(x Voice) bool { return x.SeatID == seat.ID }); i >= 0 {
		return voices[i]
	}
	return Voice{MotionID: mo.ID, SeatID: seat.ID}
}

// putTx writes what a seat says and marks the motion as touched.
func (s *Service) putTx(ctx context.Context, tx *db.Tx, mo Motion, seat Seat, v Voice, word string) error {
	if err := putVoice(ctx, tx, v); err != nil {
		return err
	}
	if err := touchMotion(ctx, tx, mo.ID, authz.From(ctx).Name); err != nil {
		return err
	}
	return journal.Record(ctx, tx, journal.Event{Action: "meeting.voice", ObjectType: "motion", ObjectID: mo.ID, CaseID: mo.CaseID, Summary: seat.OrgName + word, After: v})
}
