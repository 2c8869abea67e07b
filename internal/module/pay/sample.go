package pay

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"yice/internal/core/flow"
	"yice/internal/kit/money"
	"yice/internal/module/batch"
)

// Sample is the draw of a batch. Whoever knows Seed draws the same lines again: they are those whose SHA-256 of "seed:line" comes
// first.
type Sample struct {
	BatchID   string `db:"batch_id" json:"batch_id"`
	Seed      string `db:"seed" json:"seed"`
	Share     string `db:"share" json:"share" doc:"parameter payment.sample.share as it was"`
	Least     int64  `db:"least" json:"least"`
	PaidLines int64  `db:"paid_lines" json:"paid_lines"`
	Size      int64  `db:"size" json:"size"`
	DrawnAt   int64  `db:"drawn_at" json:"drawn_at"`
	DrawnBy   string `db:"drawn_by" json:"drawn_by"`
}

// Confirmation is one payee to be asked by a department that did not bring the case in. State is that of Confirmations.
type Confirmation struct {
	ID            string     `db:"id" json:"id"`
	BatchID       string     `db:"batch_id" json:"batch_id"`
	LineID        string     `db:"line_id" json:"line_id"`
	Seq           int64      `db:"seq" json:"seq"`
	OrderID       string     `db:"order_id" json:"-"`
	PayeePersonID string     `db:"payee_person_id" json:"-"`
	Department    string     `db:"department" json:"department"`
	OrgPath       string     `db:"org_path" json:"-"`
	State         flow.State `db:"state" json:"state"`
	Method        string     `db:"method" json:"method" enum:"phone,visit,window"`
	Note          string     `db:"note" json:"note"`
	AnsweredAt    int64      `db:"answered_at" json:"answered_at"`
	AnsweredBy    string     `db:"answered_by" json:"answered_by"`
	AnsweredByID  string     `db:"answered_by_id" json:"-"`
	Explanation   string     `db:"explanation" json:"explanation"`
	ExplainedAt   int64      `db:"explained_at" json:"explained_at"`
	ExplainedBy   string     `db:"explained_by" json:"explained_by"`
	Version       int64      `db:"version" json:"version"`
	UpdatedAt     int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy     string     `db:"updated_by" json:"updated_by"`
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// sizeOf is how many of n paid lines are drawn: the share, rounded up, at least so many, never more than there are.
func sizeOf(n int64, share money.Ratio, least int64) int64 {
	part := (n*share.Num() + share.Den() - 1) / share.Den()
	return min(n, max(part, least))
}

// draw picks size of the paid lines by the seed, in the order of their numbers.
func draw(seed string, lines []batch.Line, size int64) []batch.Line {
	type ticket struct {
		hash string
		line batch.Line
	}
	var all []ticket
	for _, l := range lines {
		if l.State == "paid" {
			all = append(all, ticket{hashOf(seed, l.ID), l})
		}
	}
	slices.SortFunc(all, func(a, b ticket) int { return cmp.Compare(a.hash, b.hash) })
	out := make([]batch.Line, 0, size)
	for _, t := range all[:min(int64(len(all)), size)] {
		out = append(out, t.line)
	}
	slices.SortFunc(out, func(a, b batch.Line) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

func hashOf(seed, lineID string) string {
	h := sha256.Sum256([]byte(seed + ":" + lineID))
	return hex.EncodeToString(h[:])
}

// askers is the order in which departments are asked to confirm a line, the case's own never.
func askers(seed, lineID, own string, departments []string) []string {
	out := slices.DeleteFunc(slices.Clone(departments), func(d string) bool { return d == own })
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(hashOf(seed, lineID+a), hashOf(seed, lineID+b)) })
	return out
}
