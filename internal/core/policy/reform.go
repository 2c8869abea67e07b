package policy

import (
	"context"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// Definition is what the dictionary says of a key; of an unknown one only the key.
func (s *Service) Definition(key string) Definition {
	if def, ok := s.dict.find(key); ok {
		return def
	}
	return Definition{Key: key, ZH: key, EN: key}
}

// ParamsTx reads versions by their ids, drafts too. Code: not_found.
func (s *Service) ParamsTx(ctx context.Context, tx *db.Tx, ids []string) ([]Param, error) {
	out := make([]Param, 0, len(ids))
	for _, one := range ids {
		p, err := findParam(ctx, tx, one)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// ProposeTx is Propose inside the caller's transaction.
func (s *Service) ProposeTx(ctx context.Context, tx *db.Tx, in Proposal) (Param, error) {
	if err := authz.Require(ctx, PermPropose); err != nil {
		return Param{}, err
	}
	p, err := s.check(in)
	if err != nil {
		return Param{}, err
	}
	a := authz.From(ctx)
	if !a.HasAt(PermPropose) && !within(p.Area, a.Area) {
		return Param{}, errs.InvalidField("area", "policy.area_not_yours")
	}
	if err := s.knownTx(ctx, tx, p); err != nil {
		return Param{}, err
	}
	p.ID, p.ProposedByID, p.ProposedBy, p.ProposedAt = id.New(tx.Now()), a.UserID, a.Name, tx.NowMS()
	if err := insertParam(ctx, tx, p); err != nil {
		return Param{}, err
	}
	return p, s.record(ctx, tx, "policy.propose", "提出参数新版本："+s.dict.label(p.Key).ZH, p)
}
