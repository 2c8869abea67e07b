package policy

import (
	"context"

	"yice/internal/kit/db"
)

// Change is a draft as a motion shows it: what it is called, what is in force on its first day, and what would be.
type Change struct {
	ID         string `json:"id"`
	Key        string `json:"key"`
	Label      Label  `json:"label"`
	Area       string `json:"area"`
	Unit       string `json:"unit"`
	Now        string `json:"now" doc:"the value in force; empty when there is none"`
	Value      string `json:"value"`
	FromOn     string `json:"from_on"`
	Note       string `json:"note"`
	ProposedBy string `json:"proposed_by"`
}

// ChangesTx lists the drafts of a motion; the motion "" stands for the drafts that no motion carries.
func (s *Service) ChangesTx(ctx context.Context, tx *db.Tx, motionID string) ([]Change, error) {
	drafts, err := findTabled(ctx, tx, motionID)
	if err != nil {
		return nil, err
	}
	out := make([]Change, 0, len(drafts))
	for _, p := range drafts {
		in, err := s.AtTx(ctx, tx, p.Area, p.FromOn)
		if err != nil {
			return nil, err
		}
		out = append(out, Change{
			ID: p.ID, Key: p.Key, Label: s.dict.label(p.Key), Area: p.Area, Unit: p.Unit, Now: in.values[p.Key].Value, Value: p.Value, FromOn: p.FromOn,
			Note: p.Note, ProposedBy: p.ProposedBy,
		})
	}
	return out, nil
}

// UntableTx frees the drafts of a motion that was taken off the agenda or put off, for a later motion.
func (s *Service) UntableTx(ctx context.Context, tx *db.Tx, motionID string) error {
	drafts, err := findTabled(ctx, tx, motionID)
	if err != nil {
		return err
	}
	for _, p := range drafts {
		if err := setMotion(ctx, tx, p.ID, ""); err != nil {
			return err
		}
	}
	return nil
}
