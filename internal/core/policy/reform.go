package policy

import (
	"context"

	"yice/internal/kit/db"
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
