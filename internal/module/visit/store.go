package visit

import (
	"context"

	"yice/internal/kit/db"
)

const (
	visitColumns = `v.id, v.case_id, v.kind, v.month, v.state, v.is_open, v.title, v.file_no, v.area_code, v.street, v.planned_on, v.due_on, v.place_note,
		v.record_sealed, v.photos, v.done_on, v.finished_at, v.advice, v.relapse, v.outcome, v.outcome_reason, v.outcome_by_id, v.outcome_by, v.outcome_at,
		v.cancel_reason, v.version, v.made_by_id, v.made_by, v.made_at, v.updated_at, v.updated_by`
	visitorColumns  = "visit_id, case_id, staff_id, seat, name, title, org_id, org_name"
	relativeColumns = "id, case_id, person_id, staff_id, staff_name, staff_org, staff_post, relation, note, made_by_id, made_by, made_at"
)

func findVisit(ctx context.Context, tx *db.Tx, id string) (Visit, error) {
	return db.One[Visit](ctx, tx, "SELECT "+visitColumns+" FROM visits v WHERE v.id = $1", id)
}

func findOfCase(ctx context.Context, tx *db.Tx, caseID string) ([]Visit, error) {
	return db.All[Visit](ctx, tx, "SELECT "+visitColumns+" FROM visits v WHERE v.case_id = $1 ORDER BY v.id DESC", caseID)
}

func findLastDecided(ctx context.Context, tx *db.Tx, caseID string) (Visit, error) {
	return db.One[Visit](ctx, tx, "SELECT "+visitColumns+" FROM visits v WHERE v.case_id = $1 AND v.outcome <> '' ORDER BY v.outcome_at DESC, v.id DESC LIMIT 1", caseID)
}

// findLastDone is the last visit before this one that took place.
func findLastDone(ctx context.Context, tx *db.Tx, v Visit) (Visit, error) {
	return db.One[Visit](ctx, tx, "SELECT "+visitColumns+" FROM visits v WHERE v.case_id = $1 AND v.state = 'done' AND v.id <> $2 AND v.id < $3 ORDER BY v.done_on DESC, v.id DESC LIMIT 1",
		v.CaseID, v.ID, v.ID)
}

// update writes a visit that nobody else has written since it was read.
func update(ctx context.Context, tx *db.Tx, v *Visit, who string) error {
	old := v.Version
	v.Version, v.UpdatedAt, v.UpdatedBy = old+1, tx.NowMS(), who
	n, err := tx.Exec(ctx, `UPDATE visits SET state=$1, is_open=$2, planned_on=$3, place_note=$4, record_sealed=$5, photos=$6, done_on=$7, finished_at=$8,
		advice=$9, relapse=$10, outcome=$11, outcome_reason=$12, outcome_by_id=$13, outcome_by=$14, outcome_at=$15, cancel_reason=$16, version=$17,
		updated_at=$18, updated_by=$19 WHERE id=$20 AND version=$21`,
		v.State, v.IsOpen, v.PlannedOn, v.PlaceNote, v.RecordSealed, v.Photos, v.DoneOn, v.FinishedAt, v.Advice, v.Relapse, v.Outcome, v.OutcomeReason,
		v.OutcomeByID, v.OutcomeBy, v.OutcomeAt, v.CancelReason, v.Version, v.UpdatedAt, v.UpdatedBy, v.ID, old)
	if err != nil || n == 1 {
		return err
	}
	now, err := findVisit(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	return stale(now)
}

func findVisitors(ctx context.Context, tx *db.Tx, visitID string) ([]Visitor, error) {
	return db.All[Visitor](ctx, tx, "SELECT "+visitorColumns+" FROM visit_visitors WHERE visit_id = $1 ORDER BY seat", visitID)
}

func findVisitorsOf(ctx context.Context, tx *db.Tx, visitIDs []string) (map[string][]Visitor, error) {
	q := db.NewQuery("SELECT " + visitorColumns + " FROM visit_visitors WHERE ")
	db.In(q, "visit_id", visitIDs).Add(" ORDER BY visit_id, seat")
	rows, err := db.All[Visitor](ctx, tx, q.Text(), q.Args()...)
	out := map[string][]Visitor{}
	for _, r := range rows {
		out[r.VisitID] = append(out[r.VisitID], r)
	}
	return out, err
}

// findCaseVisitors lists who made the first visits of a case.
func findCaseVisitors(ctx context.Context, tx *db.Tx, caseID string) ([]Visitor, error) {
	return db.All[Visitor](ctx, tx, `SELECT x.visit_id, x.case_id, x.staff_id, x.seat, x.name, x.title, x.org_id, x.org_name FROM visit_visitors x
		JOIN visits v ON v.id = x.visit_id WHERE x.case_id = $1 AND v.kind = 'initial' AND v.state = 'done' ORDER BY v.id, x.seat`, caseID)
}

func dropVisitors(ctx context.Context, tx *db.Tx, visitID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM visit_visitors WHERE visit_id = $1", visitID)
	return err
}

func findRelatives(ctx context.Context, tx *db.Tx, caseID string) ([]Relative, error) {
	return db.All[Relative](ctx, tx, "SELECT "+relativeColumns+" FROM visit_relatives WHERE case_id = $1 ORDER BY id", caseID)
}

type hold struct {
	CaseID    string `db:"case_id"`
	HeldOn    string `db:"held_on"`
	ResumedOn string `db:"resumed_on"`
}

func findHold(ctx context.Context, tx *db.Tx, caseID string) (hold, error) {
	return db.One[hold](ctx, tx, "SELECT case_id, held_on, resumed_on FROM visit_holds WHERE case_id = $1", caseID)
}

// putHold notes that payments are held from a day on, and tells whether they were not before.
func putHold(ctx context.Context, tx *db.Tx, caseID, on string) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO visit_holds (case_id, held_on, resumed_on) VALUES ($1, $2, '')
		ON CONFLICT (case_id) DO UPDATE SET held_on = excluded.held_on, resumed_on = '' WHERE visit_holds.resumed_on <> ''`, caseID, on)
	return n == 1, err
}

func endHold(ctx context.Context, tx *db.Tx, caseID, on string) error {
	_, err := tx.Exec(ctx, "UPDATE visit_holds SET resumed_on = $1 WHERE case_id = $2 AND resumed_on = ''", on, caseID)
	return err
}
