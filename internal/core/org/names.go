package org

import (
	"context"
	"sync"
	"time"

	"yice/internal/kit/db"
)

// nameAge is for how long a name may be shown after it has changed.
const nameAge = 10 * time.Second

// names remembers what organisations are called. Only what is shown may come from here, never a path or a right.
type names struct {
	mu    sync.Mutex
	known map[string]string
	since time.Time
}

// NameTx is the name of an organisation for showing, at most a few seconds old; errs.NotFound. Any room may call it.
func (s *Service) NameTx(ctx context.Context, tx *db.Tx, id string) (string, error) {
	s.names.mu.Lock()
	if now := tx.Now(); s.names.known == nil || now.Sub(s.names.since) > nameAge || now.Before(s.names.since) {
		s.names.known, s.names.since = map[string]string{}, now
	}
	name, ok := s.names.known[id]
	s.names.mu.Unlock()
	if ok {
		return name, nil
	}
	o, err := findOrg(ctx, tx, id)
	if err != nil {
		return "", err
	}
	s.names.mu.Lock()
	s.names.known[id] = o.Name
	s.names.mu.Unlock()
	return o.Name, nil
}
