package order

import (
	"context"
	"maps"
	"slices"

	"yice/internal/kit/db"
)

// ChainsTx finds the first of the orders that replaced one another, for each of the given orders, unknown ones left out. The caller decides
// who may know.
func (s *Service) ChainsTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	root := make(map[string]string, len(ids))
	before := map[string]string{} // a later order by what it replaces, still to be climbed from
	err := findReplaced(ctx, tx, ids, func(r replaced) {
		if root[r.ID] = r.ID; r.ReplacesID != "" {
			before[r.ID] = r.ReplacesID
		}
	})
	for len(before) > 0 && err == nil {
		up := make(map[string]string, len(before))
		err = findReplaced(ctx, tx, slices.Compact(slices.Sorted(maps.Values(before))), func(r replaced) { up[r.ID] = r.ReplacesID })
		for id, at := range before {
			root[id] = at
			if before[id] = up[at]; up[at] == "" {
				delete(before, id)
			}
		}
	}
	return root, err
}

// LastOrdersTx finds the last of the orders that replaced one another, by the first of them. The caller decides who may know.
func (s *Service) LastOrdersTx(ctx context.Context, tx *db.Tx, first []string) (map[string]Order, error) {
	list, err := findOrders(ctx, tx, first)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Order, len(list))
	from := map[string]string{} // the first order by the latest that is known of its chain
	var next []string
	for _, o := range list {
		if out[o.ID] = o; o.ReplacedBy != "" {
			from[o.ReplacedBy], next = o.ID, append(next, o.ReplacedBy)
		}
	}
	for len(next) > 0 {
		if list, err = findOrders(ctx, tx, next); err != nil {
			return nil, err
		}
		next = nil
		for _, o := range list {
			if out[from[o.ID]] = o; o.ReplacedBy != "" {
				from[o.ReplacedBy], next = from[o.ID], append(next, o.ReplacedBy)
			}
		}
	}
	return out, nil
}

// OrderByIDTx reads one order. The caller decides who may know.
func (s *Service) OrderByIDTx(ctx context.Context, tx *db.Tx, orderID string) (Order, error) {
	return findOrder(ctx, tx, orderID)
}

// OrdersByIDTx reads orders. The caller decides who may know.
func (s *Service) OrdersByIDTx(ctx context.Context, tx *db.Tx, ids []string) ([]Order, error) {
	return findOrders(ctx, tx, ids)
}
