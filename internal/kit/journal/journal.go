// Package journal keeps what happened: who did what to which object, before and after, and why; reads of personal data
// included. Entries are written inside the business transaction. On SQLite, whose writers come one by one anyway, they are
// sealed into a hash chain there; on PostgreSQL right after it, in batches, so that writers never queue on the chain's head.
// Nothing is ever changed after sealing.
package journal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// Event is what a room tells the journal. Action is "room.verb"; Summary one Chinese sentence without personal numbers.
type Event struct {
	Action     string
	ObjectType string
	ObjectID   string
	CaseID     string
	Summary    string
	Before     any
	After      any
	Reason     string
}

// Entry is one line of the journal. At is unix milliseconds; Seq and Chain are empty until sealed.
type Entry struct {
	ID         string `db:"id" json:"id"`
	At         int64  `db:"at" json:"at"`
	ActorID    string `db:"actor_id" json:"actor_id"`
	ActorName  string `db:"actor_name" json:"actor_name"`
	OrgID      string `db:"org_id" json:"org_id"`
	OrgName    string `db:"org_name" json:"org_name"`
	Action     string `db:"action" json:"action"`
	ObjectType string `db:"object_type" json:"object_type"`
	ObjectID   string `db:"object_id" json:"object_id"`
	CaseID     string `db:"case_id" json:"case_id"`
	Summary    string `db:"summary" json:"summary"`
	Before     string `db:"before" json:"before"`
	After      string `db:"after" json:"after"`
	Reason     string `db:"reason" json:"reason"`
	Origin     string `db:"origin" json:"origin"`
	Seq        *int64 `db:"seq" json:"seq"`
	Chain      string `db:"chain" json:"chain"`
}

// Record writes events inside the caller's transaction, in their order. No actor in the context is a refusal.
func Record(ctx context.Context, tx *db.Tx, events ...Event) error {
	entries := make([]Entry, len(events))
	for i, ev := range events {
		var err error
		if entries[i], err = entry(ctx, tx.Now(), ev); err != nil {
			return err
		}
	}
	if tx.Engine() == db.SQLite && len(entries) > 0 {
		head, err := findHead(ctx, tx)
		if err != nil {
			return err
		}
		for i := range entries {
			head = head.next(entries[i])
			seq := head.Seq
			entries[i].Seq, entries[i].Chain = &seq, head.Chain
		}
	}
	return insertMany(ctx, tx, entries)
}

func entry(ctx context.Context, now time.Time, ev Event) (e Entry, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return e, err
	}
	e = Entry{
		ID: id.New(now), At: now.UnixMilli(), ActorID: a.UserID, ActorName: a.Name, OrgID: a.OrgID, OrgName: a.OrgName,
		Action: ev.Action, ObjectType: ev.ObjectType, ObjectID: ev.ObjectID, CaseID: ev.CaseID, Summary: ev.Summary,
		Reason: ev.Reason, Origin: a.Origin,
	}
	if e.Before, err = document(ev.Before); err != nil {
		return e, err
	}
	e.After, err = document(ev.After)
	return e, err
}

// Looked writes that somebody read personal data; it outlives this process before the answer leaves. Where the book has a log, the
// entry goes through it and stands in the journal with the next sealing (or Settle).
func Looked(ctx context.Context, d *db.DB, ev Event) error {
	l := d.Log()
	if l == nil {
		return d.Update(ctx, func(tx *db.Tx) error { return Record(ctx, tx, ev) })
	}
	e, err := entry(ctx, d.Now(), ev)
	if err != nil {
		return err
	}
	return l.Append(pack(e))
}

// settleBatch is not larger, because everybody who writes waits for it, and not smaller, because looks of one batch share the
// pages that they change.
const settleBatch = 2000

// Settle brings what Looked has left in the log into the journal, sealed. A record that comes a second time, after a crash,
// is known by its id.
func Settle(ctx context.Context, d *db.DB) error {
	l := d.Log()
	if l == nil {
		return nil
	}
	return l.Drain(settleBatch, func(records [][]byte) error {
		entries := make([]Entry, len(records))
		for i, r := range records {
			var err error
			if entries[i], err = unpack(r); err != nil {
				return err
			}
		}
		return d.UpdateLocked(ctx, lockKey, func(tx *db.Tx) error { return settle(ctx, tx, entries) })
	})
}

// settle writes the entries that are not there yet, each on top of the chain.
func settle(ctx context.Context, tx *db.Tx, entries []Entry) error {
	have, err := findKnown(ctx, tx, entries)
	if err != nil {
		return err
	}
	head, err := findHead(ctx, tx)
	if err != nil {
		return err
	}
	fresh := make([]Entry, 0, len(entries))
	for _, e := range entries {
		if have[e.ID] {
			continue
		}
		have[e.ID] = true
		head = head.next(e)
		seq := head.Seq
		e.Seq, e.Chain = &seq, head.Chain
		fresh = append(fresh, e)
	}
	return insertMany(ctx, tx, fresh)
}

func document(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// texts are the fields of an entry that are texts, the id first.
func (e *Entry) texts() [14]*string {
	return [...]*string{
		&e.ID, &e.ActorID, &e.ActorName, &e.OrgID, &e.OrgName, &e.Action, &e.ObjectType, &e.ObjectID, &e.CaseID, &e.Summary, &e.Before, &e.After,
		&e.Reason, &e.Origin,
	}
}

// pack writes an entry that is not sealed for the log: its time, then each text behind its length.
func pack(e Entry) []byte {
	texts := e.texts()
	n := binary.MaxVarintLen64 * (1 + len(texts))
	for _, s := range texts {
		n += len(*s)
	}
	b := binary.AppendVarint(make([]byte, 0, n), e.At)
	for _, s := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(*s))), *s...)
	}
	return b
}

// unpack reads what pack wrote.
func unpack(b []byte) (e Entry, err error) {
	bad := errors.New("a record of the log is not a whole entry of the journal")
	at, n := binary.Varint(b)
	if n <= 0 {
		return e, bad
	}
	e.At = at
	rest := string(b[n:]) // one copy, which the texts share
	for _, s := range e.texts() {
		size, n := binary.Uvarint(b[len(b)-len(rest):])
		if n <= 0 || size > uint64(len(rest)-n) {
			return e, bad
		}
		*s, rest = rest[n:n+int(size)], rest[n+int(size):]
	}
	if rest != "" {
		return e, bad
	}
	return e, nil
}

// link is the hash of one entry on top of the chain before it: a change of any field, or of the order, breaks it.
func link(prev string, e Entry, seq int64) string {
	b := make([]byte, 0, 1024)
	add := func(s string) { b = append(append(strconv.AppendInt(b, int64(len(s)), 10), ':'), s...) }
	add(prev)
	add(strconv.FormatInt(seq, 10))
	add(e.ID)
	add(strconv.FormatInt(e.At, 10))
	texts := e.texts()
	for _, s := range texts[1:] {
		add(*s)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

const (
	sealBatch = 500
	lockKey   = "journal"
)

// Seal chains the entries that wait, those in the log too, and tells how many of the others there were.
func Seal(ctx context.Context, d *db.DB) (int, error) {
	if err := Settle(ctx, d); err != nil {
		return 0, err
	}
	total := 0
	for {
		n := 0
		err := d.UpdateLocked(ctx, lockKey, func(tx *db.Tx) error {
			n = 0
			open, err := findUnsealed(ctx, tx, sealBatch)
			if err != nil || len(open) == 0 {
				return err
			}
			head, err := findHead(ctx, tx)
			if err != nil {
				return err
			}
			for _, e := range open {
				head = head.next(e)
				if err := seal(ctx, tx, e.ID, head); err != nil {
					return err
				}
			}
			n = len(open)
			return nil
		})
		total += n
		if err != nil || n < sealBatch {
			return total, err
		}
	}
}

// Sealer seals every interval until the context ends, and once more after it.
func Sealer(ctx context.Context, d *db.DB, every time.Duration, failed func(error)) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if _, err := Seal(last, d); err != nil {
				failed(err)
			}
			return
		case <-t.C:
			if _, err := Seal(ctx, d); err != nil && !errors.Is(err, context.Canceled) {
				failed(err)
			}
		}
	}
}

// Verified is the answer of Verify.
type Verified struct {
	Entries  int64  `json:"entries"`
	Unsealed int64  `json:"unsealed"`
	Head     string `json:"head"`
}

// Verify walks the chain from the first entry; a changed, missing or reordered entry is errs.Conflict journal.broken
// with its number.
func Verify(ctx context.Context, d *db.DB) (Verified, error) {
	var v Verified
	err := d.View(ctx, func(tx *db.Tx) error {
		prev := ""
		err := eachSealed(ctx, tx, func(e Entry) error {
			v.Entries++
			if *e.Seq != v.Entries || e.Chain != link(prev, e, *e.Seq) {
				return errs.New(errs.Conflict, "journal.broken", "seq", v.Entries)
			}
			prev = e.Chain
			return nil
		})
		if err != nil {
			return err
		}
		v.Head = prev
		v.Unsealed, err = countUnsealed(ctx, tx)
		return err
	})
	return v, err
}
