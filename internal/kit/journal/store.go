package journal

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const columns = "id, at, actor_id, actor_name, org_id, org_name, action, object_type, object_id, case_id, summary, before, after, reason, origin, seq, chain"

type head struct {
	Seq   int64  `db:"seq"`
	Chain string `db:"chain"`
}

// next is the head with one more entry on top.
func (h head) next(e Entry) head { return head{h.Seq + 1, link(h.Chain, e, h.Seq+1)} }

func insertMany(ctx context.Context, tx *db.Tx, entries []Entry) error {
	return db.InsertMany(ctx, tx, "journal_entries", entries)
}

// findKnown tells which of the entries stand in the journal already. They are of one stretch of time, so that a range of the
// index answers.
func findKnown(ctx context.Context, tx *db.Tx, entries []Entry) (map[string]bool, error) {
	have := map[string]bool{}
	if len(entries) == 0 {
		return have, nil
	}
	first, last := entries[0].ID, entries[0].ID
	for _, e := range entries {
		first, last = min(first, e.ID), max(last, e.ID)
	}
	err := db.Each(ctx, tx, func(id string) error { have[id] = true; return nil },
		"SELECT id FROM journal_entries WHERE id >= $1 AND id <= $2", first, last)
	return have, err
}

func findUnsealed(ctx context.Context, tx *db.Tx, limit int) ([]Entry, error) {
	return db.All[Entry](ctx, tx, "SELECT "+columns+" FROM journal_entries WHERE seq IS NULL ORDER BY id LIMIT $1", limit)
}

func findHead(ctx context.Context, tx *db.Tx) (head, error) {
	h, err := db.One[head](ctx, tx, "SELECT seq, chain FROM journal_entries WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1")
	if errs.IsKind(err, errs.NotFound) {
		return head{}, nil
	}
	return h, err
}

func seal(ctx context.Context, tx *db.Tx, id string, h head) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"),
		"UPDATE journal_entries SET seq = $1, chain = $2 WHERE id = $3 AND seq IS NULL", h.Seq, h.Chain, id)
}

func eachSealed(ctx context.Context, tx *db.Tx, fn func(Entry) error) error {
	return db.Each(ctx, tx, fn, "SELECT "+columns+" FROM journal_entries WHERE seq IS NOT NULL ORDER BY seq")
}

func countUnsealed(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT count(*) FROM journal_entries WHERE seq IS NULL")
}

// Filter narrows a list of entries; empty fields do not narrow. From and To are unix milliseconds, To exclusive. Looks keeps
// the entries about reading personal data only.
type Filter struct {
	CaseID, ObjectType, ObjectID, ActorID, Action string
	ActorIDs                                      []string // those of Namesakes; nil for everybody
	Actions                                       []string
	Looks                                         bool
	From, To                                      int64
	Page                                          db.Page
}

// CountMax is where counting stops.
const CountMax = 10_000

// inParts finds what has sealed entries of a case. Their index begins with the part of the chain, 16,384 entries each: looks go to cases all
// over the city, and in an index by case alone each look would change a page of its own. So a case is asked for in one part after
// the other. What is not sealed yet has no part.
const inParts = "WITH RECURSIVE part (n) AS (SELECT (SELECT max(seq) FROM journal_entries WHERE seq IS NOT NULL) >> 14 UNION ALL " +
	"SELECT n - 1 FROM part WHERE n > 0) " +
	"SELECT j.id FROM part JOIN journal_entries j ON (j.seq >> 14) = part.n WHERE j.case_id = ? UNION ALL " +
	"SELECT id FROM journal_entries WHERE seq IS NULL AND case_id = ?"

// onObject finds what is about an object, which may be a case.
const onObject = inParts + " UNION ALL SELECT id FROM journal_entries WHERE object_id = ? AND object_id <> case_id"

func narrow(q *db.Query, f Filter) *db.Query {
	q.If(f.CaseID != "", " AND id IN ("+inParts+")", f.CaseID, f.CaseID).
		If(f.ObjectType != "", " AND object_type = ?", f.ObjectType).
		If(f.ObjectID != "", " AND object_id = ? AND id IN ("+onObject+")", f.ObjectID, f.ObjectID, f.ObjectID, f.ObjectID).
		If(f.ActorID != "", " AND actor_id = ?", f.ActorID).
		If(f.Action != "", " AND action = ?", f.Action).
		If(f.Looks, " AND (action LIKE '%.look' OR action LIKE '%.reveal')").
		If(f.From > 0, " AND at >= ?", f.From).
		If(f.To > 0, " AND at < ?", f.To)
	if f.ActorIDs != nil {
		q.Add(" AND ")
		db.In(q, "actor_id", f.ActorIDs)
	}
	if f.Actions != nil {
		q.Add(" AND ")
		db.In(q, "action", f.Actions)
	}
	return q
}

// namesakes are the ids of those actors whose first or last entry bears the name. It leaps from actor to actor and asks two rows of
// each: the name alone would have the whole journal read.
const namesakes = "WITH RECURSIVE a (id) AS (SELECT min(actor_id) FROM journal_entries UNION ALL " +
	"SELECT (SELECT min(j.actor_id) FROM journal_entries j WHERE j.actor_id > a.id) FROM a WHERE a.id IS NOT NULL) " +
	"SELECT a.id FROM a WHERE a.id IS NOT NULL AND (" +
	"(SELECT j.actor_name FROM journal_entries j WHERE j.actor_id = a.id ORDER BY j.id DESC LIMIT 1) = $1 OR " +
	"(SELECT j.actor_name FROM journal_entries j WHERE j.actor_id = a.id ORDER BY j.id LIMIT 1) = $1)"

// Namesakes are the ids of all actors with the name, which they had in their first entry or have in their last. The caller has
// checked that the actor may search the journal.
func Namesakes(ctx context.Context, tx *db.Tx, name string) ([]string, error) {
	return db.All[string](ctx, tx, namesakes, name)
}

// Find lists entries, newest first. The caller has checked that the actor may see them.
func Find(ctx context.Context, tx *db.Tx, f Filter) ([]Entry, string, error) {
	q := narrow(db.NewQuery("SELECT "+columns+" FROM journal_entries WHERE 1=1"), f)
	s, err := f.Page.Order(map[string]db.Sort{"at": {Column: "id", ID: "id"}}, "-at")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(s, f.Page); err != nil {
		return nil, "", err
	}
	rows, err := db.All[Entry](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(f.Page, rows, func(e Entry) (any, string) { return e.ID, e.ID })
	return rows, next, nil
}

// Count counts the entries that match, but not past CountMax; capped tells that there are more.
func Count(ctx context.Context, tx *db.Tx, f Filter) (n int64, capped bool, err error) {
	q := narrow(db.NewQuery("SELECT count(*) FROM (SELECT 1 FROM journal_entries WHERE 1=1"), f).Add(" LIMIT ?) t", CountMax+1)
	n, err = db.One[int64](ctx, tx, q.Text(), q.Args()...)
	return min(n, CountMax), n > CountMax, err
}
