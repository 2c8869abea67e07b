package policy

import (
	"context"

	"yice/internal/kit/db"
)

type assessmentRow struct {
	ID           string                     `db:"id"`
	CaseID       string                     `db:"case_id"`
	Area         string                     `db:"area"`
	OnDate       string                     `db:"on_date"`
	Class        string                     `db:"class"`
	NetFen       int64                      `db:"net_fen"`
	Score        int64                      `db:"score"`
	ProposedFen  int64                      `db:"proposed_fen"`
	Engine       string                     `db:"engine"`
	Versions     db.JSON[[]Version]         `db:"versions"`
	RuleSets     db.JSON[map[string]string] `db:"rule_sets"`
	InputSealed  string                     `db:"input_sealed"`
	ResultSealed string                     `db:"result_sealed"`
	MadeByID     string                     `db:"made_by_id"`
	MadeBy       string                     `db:"made_by"`
	MadeAt       int64                      `db:"made_at"`
}

const assessmentColumns = "id, case_id, area, on_date, class, net_fen, score, proposed_fen, engine, versions, rule_sets, input_sealed, result_sealed, made_by_id, made_by, made_at"

func insertAssessment(ctx context.Context, tx *db.Tx, r assessmentRow) error {
	return tx.Insert(ctx, "assessments", r)
}

func findAssessment(ctx context.Context, tx *db.Tx, id string) (assessmentRow, error) {
	return db.One[assessmentRow](ctx, tx, "SELECT "+assessmentColumns+" FROM assessments WHERE id = $1", id)
}

func findAssessments(ctx context.Context, tx *db.Tx, caseID string) ([]assessmentRow, error) {
	return db.All[assessmentRow](ctx, tx, "SELECT "+assessmentColumns+" FROM assessments WHERE case_id = $1 ORDER BY id DESC LIMIT 100", caseID)
}

func findAssessmentPage(ctx context.Context, tx *db.Tx, after string, limit int) ([]assessmentRow, error) {
	return db.All[assessmentRow](ctx, tx, "SELECT "+assessmentColumns+" FROM assessments WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
}

// eachLatest reads the newest assessment of every case, one after another.
func eachLatest(ctx context.Context, tx *db.Tx, do func(assessmentRow) error) error {
	return db.Each(ctx, tx, do, "SELECT "+assessmentColumns+" FROM assessments a WHERE case_id <> '' AND id = (SELECT MAX(id) FROM assessments WHERE case_id = a.case_id) ORDER BY id")
}

// eachUpto is eachLatest as it was when an assessment had just been made.
func eachUpto(ctx context.Context, tx *db.Tx, upto string, do func(assessmentRow) error) error {
	return db.Each(ctx, tx, do, "SELECT "+assessmentColumns+" FROM assessments a WHERE case_id <> '' AND id <= $1 AND "+
		"id = (SELECT MAX(id) FROM assessments WHERE case_id = a.case_id AND id <= $1) ORDER BY id", upto)
}

// findAllParams reads the versions that the assessments were made with, by id.
func findAllParams(ctx context.Context, tx *db.Tx, rows []assessmentRow) (map[string]Param, error) {
	out, seen := map[string]Param{}, map[string]bool{}
	var ids []string
	for _, r := range rows {
		for _, v := range r.Versions.V {
			if !seen[v.ID] {
				seen[v.ID] = true
				ids = append(ids, v.ID)
			}
		}
	}
	for len(ids) > 0 {
		n := min(len(ids), 500)
		q := db.NewQuery("SELECT " + paramColumns + " FROM policy_params WHERE ")
		db.In(q, "id", ids[:n])
		err := db.Each(ctx, tx, func(p Param) error { out[p.ID] = p; return nil }, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return out, nil
}
