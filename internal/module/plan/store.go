package plan

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const planColumns = "id, case_id, number, state, version, goal, reason, cash_fen, approvals, drafted_by_id, drafted_by, made_at, updated_at, updated_by"

func findPlans(ctx context.Context, tx *db.Tx, caseID string) ([]Plan, error) {
	return db.All[Plan](ctx, tx, "SELECT "+planColumns+" FROM plans WHERE case_id = $1 ORDER BY number DESC", caseID)
}

func findPlan(ctx context.Context, tx *db.Tx, caseID, id string) (Plan, error) {
	return db.One[Plan](ctx, tx, "SELECT "+planColumns+" FROM plans WHERE case_id = $1 AND id = $2", caseID, id)
}

func findByState(ctx context.Context, tx *db.Tx, caseID, state string) (Plan, error) {
	return db.One[Plan](ctx, tx, "SELECT "+planColumns+" FROM plans WHERE case_id = $1 AND state = $2", caseID, state)
}

func lastNumber(ctx context.Context, tx *db.Tx, caseID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COALESCE(max(number), 0) FROM plans WHERE case_id = $1", caseID)
}

func updatePlan(ctx context.Context, tx *db.Tx, p *Plan, who string) error {
	was := p.Version
	p.Version, p.UpdatedAt, p.UpdatedBy = was+1, tx.NowMS(), who
	n, err := tx.Exec(ctx, "UPDATE plans SET state=$1, version=$2, goal=$3, reason=$4, cash_fen=$5, approvals=$6, updated_at=$7, updated_by=$8, drafted_by_id=$9, "+
		"drafted_by=$10 WHERE id=$11 AND version=$12",
		p.State, p.Version, p.Goal, p.Reason, p.CashFen, p.Approvals, p.UpdatedAt, p.UpdatedBy, p.DraftedByID, p.DraftedBy, p.ID, was)
	if err != nil || n == 1 {
		return err
	}
	now, err := findPlan(ctx, tx, p.CaseID, p.ID)
	if err != nil {
		return err
	}
	return stale(now)
}

const measureColumns = `id, plan_id, case_id, origin_id, kind, need, title, person_id, owner_org_id, owner_path, owner_name, owner_staff_id, start_on,
	due_on, expected, amount_fen, fund_id, instalments, sessions, state, result, done_on, reported_by`

func findMeasures(ctx context.Context, tx *db.Tx, planID string) ([]Measure, error) {
	return db.All[Measure](ctx, tx, "SELECT "+measureColumns+" FROM plan_measures WHERE plan_id = $1 ORDER BY id", planID)
}

func findMeasure(ctx context.Context, tx *db.Tx, caseID, id string) (Measure, error) {
	return db.One[Measure](ctx, tx, "SELECT "+measureColumns+" FROM plan_measures WHERE case_id = $1 AND id = $2", caseID, id)
}

func deleteMeasures(ctx context.Context, tx *db.Tx, planID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM plan_measures WHERE plan_id = $1", planID)
	return err
}

func updateMeasure(ctx context.Context, tx *db.Tx, m Measure) error {
	return tx.ExecOne(ctx, errs.New(errs.NotFound, "not_found"),
		"UPDATE plan_measures SET state=$1, result=$2, done_on=$3, reported_by=$4 WHERE id=$5", m.State, m.Result, m.DoneOn, m.ReportedBy, m.ID)
}

const awardColumns = "id, case_id, plan_id, measure_id, household_id, person_id, purpose, period, fund_id, amount_fen, urgent, state, decided_by, made_at"

func findAwards(ctx context.Context, tx *db.Tx, caseID string) ([]Award, error) {
	awards, err := db.All[Award](ctx, tx, "SELECT "+awardColumns+" FROM awards WHERE case_id = $1 ORDER BY id", caseID)
	if err != nil {
		return nil, err
	}
	list, err := db.All[Instalment](ctx, tx, `SELECT id, award_id, case_id, no, amount_fen, due_on, order_id, state, paid_on
		FROM award_instalments WHERE case_id = $1 ORDER BY award_id, no`, caseID)
	for i := range awards {
		awards[i].Instalments = []Instalment{}
		for _, x := range list {
			if x.AwardID == awards[i].ID {
				awards[i].Instalments = append(awards[i].Instalments, x)
			}
		}
	}
	return awards, err
}

// findOrigins lists the measures of the versions that were in force, each once, by the id that goes on through all versions.
func findOrigins(ctx context.Context, tx *db.Tx, caseID string) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT DISTINCT m.origin_id FROM plan_measures m JOIN plans p ON p.id = m.plan_id
		WHERE m.case_id = $1 AND p.state <> 'draft'`, caseID)
}

func findAwardsFor(ctx context.Context, tx *db.Tx, caseID, originID string) ([]string, error) {
	return db.All[string](ctx, tx, `SELECT a.id FROM awards a JOIN plan_measures m ON m.id = a.measure_id
		WHERE a.case_id = $1 AND m.origin_id = $2 ORDER BY a.id`, caseID, originID)
}

func awardedFor(ctx context.Context, tx *db.Tx, caseID, originID string) (int64, error) {
	return db.One[int64](ctx, tx, `SELECT COALESCE(sum(i.amount_fen), 0) FROM award_instalments i JOIN awards a ON a.id = i.award_id
		JOIN plan_measures m ON m.id = a.measure_id WHERE a.case_id = $1 AND m.origin_id = $2 AND i.state <> 'cancelled'`, caseID, originID)
}

// given is what a measure has been granted, in fen, in all its versions.
type given struct {
	OriginID string `db:"origin_id"`
	Fen      int64  `db:"fen"`
}

// findGiven sums, by measure, the instalments of a case's plans since an instant (unix milliseconds): those that are paid,
// and with `promised` all that are not cancelled.
func findGiven(ctx context.Context, tx *db.Tx, caseID string, since int64, promised bool) ([]given, error) {
	return db.All[given](ctx, tx, `SELECT m.origin_id, CAST(sum(i.amount_fen) AS BIGINT) AS fen FROM award_instalments i JOIN awards a ON a.id = i.award_id
		JOIN plan_measures m ON m.id = a.measure_id WHERE a.case_id = $1 AND a.made_at >= $2 AND (i.state = 'paid' OR $3 AND i.state <> 'cancelled')
		GROUP BY m.origin_id ORDER BY m.origin_id`, caseID, since, promised)
}

func settleInstalment(ctx context.Context, tx *db.Tx, orderID, state, paidOn string) error {
	_, err := tx.Exec(ctx, "UPDATE award_instalments SET state = $1, paid_on = $2 WHERE order_id = $3", state, paidOn, orderID)
	return err
}

func moveInstalment(ctx context.Context, tx *db.Tx, fromOrder, toOrder string) error {
	_, err := tx.Exec(ctx, "UPDATE award_instalments SET order_id = $1, state = 'waiting' WHERE order_id = $2", toOrder, fromOrder)
	return err
}

const urgentColumns = `id, case_id, purpose, person_id, fund_id, amount_fen, reason, state, asked_by_id, asked_by, asked_at, signed_by_id, signed_by,
	signed_at, award_id, papers_due_on, meeting_id, outcome`

func findUrgents(ctx context.Context, tx *db.Tx, caseID string) ([]Urgent, error) {
	return db.All[Urgent](ctx, tx, "SELECT "+urgentColumns+" FROM urgent_decisions WHERE case_id = $1 ORDER BY id", caseID)
}

func findUrgent(ctx context.Context, tx *db.Tx, id string) (Urgent, error) {
	return db.One[Urgent](ctx, tx, "SELECT "+urgentColumns+" FROM urgent_decisions WHERE id = $1", id)
}

func findUnratified(ctx context.Context, tx *db.Tx) ([]Urgent, error) {
	return db.All[Urgent](ctx, tx, "SELECT "+urgentColumns+" FROM urgent_decisions WHERE state = 'paid' ORDER BY id LIMIT 500")
}

func updateUrgent(ctx context.Context, tx *db.Tx, u Urgent, was string) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), `UPDATE urgent_decisions SET state=$1, signed_by_id=$2, signed_by=$3, signed_at=$4,
		award_id=$5, papers_due_on=$6, meeting_id=$7, outcome=$8 WHERE id=$9 AND state=$10`,
		u.State, u.SignedByID, u.SignedBy, u.SignedAt, u.AwardID, u.PapersDueOn, u.MeetingID, u.Outcome, u.ID, was)
}
