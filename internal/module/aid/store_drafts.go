package aid

import (
	"context"
	"hash/crc32"

	"yice/internal/kit/db"
)

type countKey struct {
	area, state, department, class string
	hidden                         bool
	shard                          uint32
}

// insertDrafts writes many new cases with their persons, accesses and kept counts.
func insertDrafts(ctx context.Context, tx *db.Tx, cases []Case, persons []PersonRef, access []Access) error {
	if err := db.InsertMany(ctx, tx, "aid_cases", cases); err != nil {
		return err
	}
	if err := db.InsertMany(ctx, tx, "aid_persons", persons); err != nil {
		return err
	}
	if err := db.InsertMany(ctx, tx, "aid_access", access); err != nil {
		return err
	}
	sums, first := map[countKey]int{}, map[countKey]Case{}
	var order []countKey
	for _, c := range cases {
		k := countKey{c.AreaCode, string(c.State), c.LeadDepartment, c.Class, c.Hidden, crc32.ChecksumIEEE([]byte(c.ID)) % shards}
		if sums[k] == 0 {
			first[k] = c
			order = append(order, k)
		}
		sums[k]++
	}
	for _, k := range order {
		if err := count(ctx, tx, first[k], sums[k]); err != nil {
			return err
		}
	}
	return nil
}

func findHouseholdsWithCase(ctx context.Context, tx *db.Tx, households []string) (map[string]bool, error) {
	return found(ctx, tx, "SELECT DISTINCT c.household_id FROM aid_cases c WHERE ", "c.household_id", households)
}

func findPersonsInOpenCases(ctx context.Context, tx *db.Tx, persons []string) (map[string]bool, error) {
	return found(ctx, tx, "SELECT p.person_id FROM aid_persons p WHERE p.is_open AND ", "p.person_id", persons)
}

func found(ctx context.Context, tx *db.Tx, fragment, column string, values []string) (map[string]bool, error) {
	const most = 2000
	out := map[string]bool{}
	for len(values) > 0 {
		n := min(len(values), most)
		q := db.NewQuery(fragment)
		db.In(q, column, values[:n])
		err := db.Each(ctx, tx, func(id string) error { out[id] = true; return nil }, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		values = values[n:]
	}
	return out, nil
}
