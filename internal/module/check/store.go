package check

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
)

const (
	authColumns = `id, case_id, person_id, text_version, signer, signer_name, signer_relation, reason, signed_on, until_on, channel, file_id,
		withdrawn_on, withdrawn_by, withdrawn_reason, made_by_id, made_by, made_at`
	requestColumns = `r.id, r.case_id, r.number, r.kind, r.purpose, r.persons, r.sources, r.state, r.is_open, r.title, r.file_no, r.requested_org_id,
		r.requested_org, r.requested_by_id, r.requested_by, r.requested_at, r.centre_org_id, r.centre_org, r.centre_org_path, r.due_on, r.conclusion,
		r.summary_sealed, r.rows_sealed, r.over_count, r.checker_id, r.checker, r.submitted_at, r.reviewer_id, r.reviewer, r.review_note, r.issued_at,
		r.issued_on, r.expires_on, r.version, r.updated_at, r.updated_by`
	answerColumns    = "id, request_id, person_id, source, answered_on, found, records_sealed, note, made_by, made_at"
	objectionColumns = "id, case_id, request_id, recheck_id, text_sealed, from_name, files, made_by, made_at"
)

func findAuthorisation(ctx context.Context, tx *db.Tx, id string) (Authorisation, error) {
	return db.One[Authorisation](ctx, tx, "SELECT "+authColumns+" FROM check_authorisations WHERE id = $1", id)
}

func findAuthorisations(ctx context.Context, tx *db.Tx, caseID string) ([]Authorisation, error) {
	return db.All[Authorisation](ctx, tx, "SELECT "+authColumns+" FROM check_authorisations WHERE case_id = $1 ORDER BY person_id, id", caseID)
}

func withdraw(ctx context.Context, tx *db.Tx, a Authorisation) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "check.withdrawn_already", "on", a.WithdrawnOn),
		"UPDATE check_authorisations SET withdrawn_on = $1, withdrawn_by = $2, withdrawn_reason = $3 WHERE id = $4 AND withdrawn_on = ''",
		a.WithdrawnOn, a.WithdrawnBy, a.WithdrawnReason, a.ID)
}

func findRequest(ctx context.Context, tx *db.Tx, id string) (Request, error) {
	return db.One[Request](ctx, tx, "SELECT "+requestColumns+" FROM check_requests r WHERE r.id = $1", id)
}

func findOpen(ctx context.Context, tx *db.Tx, caseID string) (Request, error) {
	return db.One[Request](ctx, tx, "SELECT "+requestColumns+" FROM check_requests r WHERE r.case_id = $1 AND r.is_open", caseID)
}

func findAllOpen(ctx context.Context, tx *db.Tx, after string, limit int) ([]Request, error) {
	return db.All[Request](ctx, tx, "SELECT "+requestColumns+" FROM check_requests r WHERE r.is_open AND r.id > $1 ORDER BY r.id LIMIT $2", after, limit)
}

func findOfCase(ctx context.Context, tx *db.Tx, caseID string) ([]Request, error) {
	return db.All[Request](ctx, tx, "SELECT "+requestColumns+" FROM check_requests r WHERE r.case_id = $1 ORDER BY r.id DESC", caseID)
}

// update writes a request that nobody else has written since it was read.
func update(ctx context.Context, tx *db.Tx, r *Request, who string) error {
	old := r.Version
	r.Version, r.UpdatedAt, r.UpdatedBy = old+1, tx.NowMS(), who
	n, err := tx.Exec(ctx, `UPDATE check_requests SET state=$1, is_open=$2, conclusion=$3, summary_sealed=$4, rows_sealed=$5, over_count=$6, checker_id=$7,
		checker=$8, submitted_at=$9, reviewer_id=$10, reviewer=$11, review_note=$12, issued_at=$13, issued_on=$14, expires_on=$15, version=$16,
		updated_at=$17, updated_by=$18 WHERE id=$19 AND version=$20`,
		r.State, r.IsOpen, r.Conclusion, r.SummarySealed, r.RowsSealed, r.OverCount, r.CheckerID, r.Checker, r.SubmittedAt, r.ReviewerID, r.Reviewer,
		r.ReviewNote, r.IssuedAt, r.IssuedOn, r.ExpiresOn, r.Version, r.UpdatedAt, r.UpdatedBy, r.ID, old)
	if err != nil || n == 1 {
		return err
	}
	now, err := findRequest(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	return stale(now)
}

// putAnswer inserts an answer or replaces the one of the same source about the same person, and gives its id.
func putAnswer(ctx context.Context, tx *db.Tx, a *Answer) error {
	kept, err := db.One[string](ctx, tx, `INSERT INTO check_answers (id, request_id, person_id, source, answered_on, found, records_sealed, note, made_by, made_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (request_id, person_id, source) DO UPDATE SET answered_on = excluded.answered_on,
		found = excluded.found, records_sealed = excluded.records_sealed, note = excluded.note, made_by = excluded.made_by, made_at = excluded.made_at RETURNING id`,
		a.ID, a.RequestID, a.PersonID, a.Source, a.AnsweredOn, a.Found, a.RecordsSealed, a.Note, a.MadeBy, a.MadeAt)
	a.ID = kept
	return err
}

func findAnswers(ctx context.Context, tx *db.Tx, requestID string) ([]Answer, error) {
	return db.All[Answer](ctx, tx, "SELECT "+answerColumns+" FROM check_answers WHERE request_id = $1 ORDER BY person_id, source", requestID)
}

func findObjections(ctx context.Context, tx *db.Tx, caseID string) ([]Objection, error) {
	return db.All[Objection](ctx, tx, "SELECT "+objectionColumns+" FROM check_objections WHERE case_id = $1 ORDER BY id", caseID)
}

func nextNumber(ctx context.Context, tx *db.Tx, year string) (int64, error) {
	return db.One[int64](ctx, tx, `INSERT INTO check_numbers (year, last) VALUES ($1, 1)
		ON CONFLICT (year) DO UPDATE SET last = check_numbers.last + 1 RETURNING last`, year)
}

// ListRow is a request in a list, with what the list needs of its case and nothing of its results.
type ListRow struct {
	ID            string     `db:"id" json:"id"`
	CaseID        string     `db:"case_id" json:"case_id"`
	Number        string     `db:"number" json:"number"`
	Kind          string     `db:"kind" json:"kind"`
	State         string     `db:"state" json:"state"`
	Title         string     `db:"title" json:"title"`
	FileNo        string     `db:"file_no" json:"file_no"`
	CaseState     flow.State `db:"case_state" json:"case_state"`
	AreaCode      string     `db:"area_code" json:"area_code"`
	RequestedOrg  string     `db:"requested_org" json:"requested_org"`
	RequestedBy   string     `db:"requested_by" json:"requested_by"`
	RequestedAt   int64      `db:"requested_at" json:"requested_at"`
	DueOn         string     `db:"due_on" json:"due_on"`
	Conclusion    string     `db:"conclusion" json:"conclusion"`
	OverCount     int64      `db:"over_count" json:"over_count"`
	Checker       string     `db:"checker" json:"checker"`
	Reviewer      string     `db:"reviewer" json:"reviewer"`
	IssuedOn      string     `db:"issued_on" json:"issued_on"`
	ExpiresOn     string     `db:"expires_on" json:"expires_on"`
	Answered      int64      `db:"answered" json:"answered"`
	IsOpen        bool       `db:"is_open" json:"-"`
	CaseOpen      bool       `db:"case_open" json:"-"`
	LeadOrgPath   string     `db:"lead_org_path" json:"-"`
	CentreOrgPath string     `db:"centre_org_path" json:"-"`
	CheckerID     string     `db:"checker_id" json:"-"`
	Can           []string   `db:"-" json:"can"`
}

const listColumns = `r.id, r.case_id, r.number, r.kind, r.state, c.title, c.file_no, c.state AS case_state, c.area_code, r.requested_org, r.requested_by,
	r.requested_at, r.due_on, r.conclusion, r.over_count, r.checker, r.reviewer, r.issued_on, r.expires_on,
	r.is_open, c.is_open AS case_open, c.lead_org_path, r.centre_org_path, r.checker_id, (SELECT count(*) FROM check_answers a WHERE a.request_id = r.id) AS answered`

// Filter narrows the list of requests; empty does not narrow. Overdue keeps the open ones past their day.
type Filter struct {
	States           []string
	Kind, Conclusion string
	Query            string
	Overdue          bool
	Page             db.Page
}

// countMax is where counting stops.
const countMax = 10_000

func sorts() map[string]db.Sort {
	return map[string]db.Sort{"requested": {Column: "r.id", ID: "r.id"}, "due": {Column: "r.due_on", ID: "r.id"}, "expires": {Column: "r.expires_on", ID: "r.id"}}
}

func narrow(ctx context.Context, q *db.Query, a *authz.Actor, f Filter, today string) {
	aid.Scope(ctx, q, a, PermView, today)
	q.If(f.Kind != "", " AND r.kind = ?", f.Kind).If(f.Conclusion != "", " AND r.conclusion = ?", f.Conclusion).
		If(f.Query != "", " AND (r.number = ? OR c.file_no = ?)", f.Query, f.Query).
		If(f.Overdue, " AND r.is_open AND r.due_on < ?", today)
	if len(f.States) > 0 {
		q.Add(" AND ")
		db.In(q, "r.state", f.States)
	}
}

// findList goes from the requests to their cases: CROSS JOIN keeps SQLite from walking through all cases of the city instead.
func findList(ctx context.Context, tx *db.Tx, a *authz.Actor, f Filter) (rows []ListRow, next string, total int64, err error) {
	q := db.NewQuery("SELECT " + listColumns + " FROM check_requests r CROSS JOIN aid_cases c WHERE c.id = r.case_id")
	narrow(ctx, q, a, f, tx.Today())
	order, err := f.Page.Order(sorts(), "due")
	if err != nil {
		return nil, "", 0, err
	}
	if err := q.Keyset(order, f.Page); err != nil {
		return nil, "", 0, err
	}
	if rows, err = db.All[ListRow](ctx, tx, q.Text(), q.Args()...); err != nil {
		return nil, "", 0, err
	}
	rows, next = db.Cut(f.Page, rows, func(r ListRow) (any, string) {
		switch order.Column {
		case "r.due_on":
			return r.DueOn, r.ID
		case "r.expires_on":
			return r.ExpiresOn, r.ID
		}
		return r.ID, r.ID
	})
	n := db.NewQuery("SELECT count(*) FROM (SELECT 1 FROM check_requests r CROSS JOIN aid_cases c WHERE c.id = r.case_id")
	narrow(ctx, n, a, f, tx.Today())
	n.Add(" LIMIT ?) t", countMax+1)
	total, err = db.One[int64](ctx, tx, n.Text(), n.Args()...)
	return rows, next, total, err
}
