package aid

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const paperColumns = "id, case_id, kind, name, state, file_id, note, asked_at, given_at, by_name"

func findPapers(ctx context.Context, tx *db.Tx, caseID string) ([]Paper, error) {
	return db.All[Paper](ctx, tx, "SELECT "+paperColumns+" FROM aid_papers WHERE case_id = $1 ORDER BY id", caseID)
}

func findAskedPaper(ctx context.Context, tx *db.Tx, caseID, kind string) (Paper, error) {
	return db.One[Paper](ctx, tx, "SELECT "+paperColumns+" FROM aid_papers WHERE case_id = $1 AND kind = $2 AND state = 'asked'", caseID, kind)
}

// countAsked counts the papers asked for since the application came in, or since the case was reopened.
func countAsked(ctx context.Context, tx *db.Tx, caseID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT count(*) FROM aid_papers WHERE case_id = $1 AND asked_at > "+
		"(SELECT COALESCE(MAX(decided_at), 0) FROM aid_reopenings WHERE case_id = $1 AND state = 'approved')", caseID)
}

func updatePaper(ctx context.Context, tx *db.Tx, p Paper) error {
	_, err := tx.Exec(ctx, "UPDATE aid_papers SET state=$1, file_id=$2, note=$3, given_at=$4, by_name=$5 WHERE id=$6", p.State, p.FileID, p.Note, p.GivenAt, p.ByName, p.ID)
	return err
}

const transferColumns = "id, case_id, number, kind, from_org_id, from_name, to_org_id, to_org_path, to_name, need, reason, state, due_on, result_due_on, answer, answered_by, answered_at, made_by, made_at"

func findTransfers(ctx context.Context, tx *db.Tx, caseID string) ([]Transfer, error) {
	return db.All[Transfer](ctx, tx, "SELECT "+transferColumns+" FROM aid_transfers WHERE case_id = $1 ORDER BY id", caseID)
}

func findTransfer(ctx context.Context, tx *db.Tx, caseID, id string) (Transfer, error) {
	return db.One[Transfer](ctx, tx, "SELECT "+transferColumns+" FROM aid_transfers WHERE case_id = $1 AND id = $2", caseID, id)
}

func updateTransfer(ctx context.Context, tx *db.Tx, t Transfer, was string) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "aid.transfer_answered"),
		"UPDATE aid_transfers SET state=$1, result_due_on=$2, answer=$3, answered_by=$4, answered_at=$5 WHERE id=$6 AND state=$7",
		t.State, t.ResultDueOn, t.Answer, t.AnsweredBy, t.AnsweredAt, t.ID, was)
}

const opinionColumns = "id, case_id, stage, conclusion, text, proposals, department, by_id, by_name, made_at"

func findOpinions(ctx context.Context, tx *db.Tx, caseID string) ([]Opinion, error) {
	return db.All[Opinion](ctx, tx, "SELECT "+opinionColumns+" FROM aid_opinions WHERE case_id = $1 ORDER BY id", caseID)
}

const noticeColumns = "id, case_id, kind, content, place, from_on, to_on, state, result, photo_file_id, made_by, made_at"

func findNotices(ctx context.Context, tx *db.Tx, caseID string) ([]Notice, error) {
	return db.All[Notice](ctx, tx, "SELECT "+noticeColumns+" FROM aid_notices WHERE case_id = $1 ORDER BY id", caseID)
}

func findOpenNotice(ctx context.Context, tx *db.Tx, caseID, kind string) (Notice, error) {
	return db.One[Notice](ctx, tx, "SELECT "+noticeColumns+" FROM aid_notices WHERE case_id = $1 AND kind = $2 AND state = 'open' ORDER BY id DESC", caseID, kind)
}

// findPublicNotices lists what the public may read today: nothing stays up after its period.
func findPublicNotices(ctx context.Context, tx *db.Tx, today string) ([]Notice, error) {
	return db.All[Notice](ctx, tx, "SELECT "+noticeColumns+" FROM aid_notices WHERE state = 'open' AND from_on <= $1 AND to_on >= $2 ORDER BY id DESC LIMIT 500", today, today)
}

func closeNotice(ctx context.Context, tx *db.Tx, id, result string) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE aid_notices SET state = 'closed', result = $1 WHERE id = $2 AND state = 'open'", result, id)
}

const objectionColumns = "id, case_id, notice_id, text, from_name, channel, state, due_on, result, resolved_by, resolved_at, made_by_id, made_by, made_at"

func findObjections(ctx context.Context, tx *db.Tx, caseID string) ([]Objection, error) {
	return db.All[Objection](ctx, tx, "SELECT "+objectionColumns+" FROM aid_objections WHERE case_id = $1 ORDER BY id", caseID)
}

func resolveObjection(ctx context.Context, tx *db.Tx, o Objection) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "aid.objection_resolved"),
		"UPDATE aid_objections SET state=$1, result=$2, resolved_by=$3, resolved_at=$4 WHERE id=$5 AND state='open'", o.State, o.Result, o.ResolvedBy, o.ResolvedAt, o.ID)
}

const questionColumns = "id, case_id, org_id, org_name, text, by_name, made_at, answer, answered_by, answered_at"

func findQuestions(ctx context.Context, tx *db.Tx, caseID string) ([]Question, error) {
	return db.All[Question](ctx, tx, "SELECT "+questionColumns+" FROM aid_questions WHERE case_id = $1 ORDER BY id", caseID)
}

func answerQuestion(ctx context.Context, tx *db.Tx, id, answer, who string, at int64) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"),
		"UPDATE aid_questions SET answer=$1, answered_by=$2, answered_at=$3 WHERE id=$4 AND answered_at=0", answer, who, at, id)
}

const exitColumns = "id, case_id, reason_code, reason, notice_to, state, proposed_by_id, proposed_by, proposed_at, confirmed_by, confirmed_at"

func findExits(ctx context.Context, tx *db.Tx, caseID string) ([]Exit, error) {
	return db.All[Exit](ctx, tx, "SELECT "+exitColumns+" FROM aid_exits WHERE case_id = $1 ORDER BY id", caseID)
}

func closeExit(ctx context.Context, tx *db.Tx, e Exit) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE aid_exits SET state=$1, confirmed_by=$2, confirmed_at=$3 WHERE id=$4 AND state='open'",
		e.State, e.ConfirmedBy, e.ConfirmedAt, e.ID)
}

const reopeningColumns = "id, case_id, signal, reason, state, asked_by_id, asked_by, asked_at, decided_by, decided_at"

func findReopenings(ctx context.Context, tx *db.Tx, state string) ([]Reopening, error) {
	return db.All[Reopening](ctx, tx, "SELECT "+reopeningColumns+" FROM aid_reopenings WHERE state = $1 ORDER BY id LIMIT 500", state)
}

func findReopening(ctx context.Context, tx *db.Tx, id string) (Reopening, error) {
	return db.One[Reopening](ctx, tx, "SELECT "+reopeningColumns+" FROM aid_reopenings WHERE id = $1", id)
}

func decideReopening(ctx context.Context, tx *db.Tx, r Reopening) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "busy"), "UPDATE aid_reopenings SET state=$1, decided_by=$2, decided_at=$3 WHERE id=$4 AND state='asked'",
		r.State, r.DecidedBy, r.DecidedAt, r.ID)
}

func clearPriors(ctx context.Context, tx *db.Tx, caseID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM aid_priors WHERE case_id = $1", caseID)
	return err
}

func waiveFlag(ctx context.Context, tx *db.Tx, caseID, kind, who, reason string) error {
	_, err := tx.Exec(ctx, "UPDATE aid_flags SET waived_by=$1, waiver=$2 WHERE case_id=$3 AND kind=$4", who, reason, caseID, kind)
	return err
}
