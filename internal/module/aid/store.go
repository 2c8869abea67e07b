package aid

import (
	"context"
	"database/sql/driver"
	"fmt"
	"hash/crc32"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const caseColumns = `c.id, c.file_no, c.household_id, c.title, c.state, c.is_open, c.hidden, c.version, c.area_code, c.street, c.entry_org_id,
	c.entry_org_path, c.lead_org_id, c.lead_org_path, c.lead_department, c.applicant_org_id, c.applicant_name, c.member_person_id,
	c.payee_person_id, c.payee_account_id, c.contact_staff_id, c.origin, c.needs, c.cause, c.summary_sealed, c.urgent, c.class, c.net_fen,
	c.gap_fen, c.proposed_fen, c.accepted_on, c.authorised, c.check_expires_on, c.visit_on, c.prior_on, c.assessment_id, c.opinion_on,
	c.opinion_by, c.notice_to, c.open_objections, c.open_questions, c.meeting_id, c.recognised_on, c.plan_version, c.revisit_due_on,
	c.ended_on, c.end_reason, c.due_on, c.paused_on, c.created_at, c.updated_at, c.updated_by`

// Scan reads the needs column.
func (n *Needs) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("needs: %T", src)
	}
	*n = Needs{}
	for _, c := range strings.Split(s, ",") {
		if c != "" {
			*n = append(*n, c)
		}
	}
	return nil
}

// Value writes the needs column.
func (n Needs) Value() (driver.Value, error) { return n.text(), nil }

func findCase(ctx context.Context, tx *db.Tx, a *authz.Actor, perm authz.Permission, id string) (Case, error) {
	q := db.NewQuery("SELECT "+caseColumns+" FROM aid_cases c WHERE c.id = ?", id)
	scoped(ctx, q, a, perm, tx.Today())
	return db.One[Case](ctx, tx, q.Text(), q.Args()...)
}

// rawCase reads a case without scope; only the room itself uses it, after it has decided that it may.
func rawCase(ctx context.Context, tx *db.Tx, id string) (Case, error) {
	return db.One[Case](ctx, tx, "SELECT "+caseColumns+" FROM aid_cases c WHERE c.id = $1", id)
}

func insertCase(ctx context.Context, tx *db.Tx, c Case) error {
	if err := tx.Insert(ctx, "aid_cases", c); err != nil {
		return err
	}
	return count(ctx, tx, c, 1)
}

// updateCase writes the whole row if nobody else has since it was read; old is what was read, for the kept counts.
func updateCase(ctx context.Context, tx *db.Tx, old Case, c *Case, who string) error {
	c.Version, c.UpdatedAt, c.UpdatedBy = old.Version+1, tx.NowMS(), who
	n, err := tx.Exec(ctx, `UPDATE aid_cases SET file_no=$1, title=$2, state=$3, is_open=$4, hidden=$5, version=$6, area_code=$7, street=$8,
		lead_org_id=$9, lead_org_path=$10, lead_department=$11, member_person_id=$12, payee_person_id=$13, payee_account_id=$14,
		contact_staff_id=$15, needs=$16, cause=$17, summary_sealed=$18, urgent=$19, class=$20, net_fen=$21, gap_fen=$22, proposed_fen=$23,
		accepted_on=$24, authorised=$25, check_expires_on=$26, visit_on=$27, prior_on=$28, assessment_id=$29, opinion_on=$30, opinion_by=$31,
		notice_to=$32, open_objections=$33, open_questions=$34, meeting_id=$35, recognised_on=$36, plan_version=$37, revisit_due_on=$38,
		ended_on=$39, end_reason=$40, due_on=$41, paused_on=$42, updated_at=$43, updated_by=$44, applicant_org_id=$45, applicant_name=$46
		WHERE id=$47 AND version=$48`,
		c.FileNo, c.Title, c.State, c.IsOpen, c.Hidden, c.Version, c.AreaCode, c.Street, c.LeadOrgID, c.LeadOrgPath, c.LeadDepartment,
		c.MemberPersonID, c.PayeePersonID, c.PayeeAccountID, c.ContactStaffID, c.Needs, c.Cause, c.SummarySealed, c.Urgent, c.Class, c.NetFen,
		c.GapFen, c.ProposedFen, c.AcceptedOn, c.Authorised, c.CheckExpiresOn, c.VisitOn, c.PriorOn, c.AssessmentID, c.OpinionOn, c.OpinionBy,
		c.NoticeTo, c.OpenObjections, c.OpenQuestions, c.MeetingID, c.RecognisedOn, c.PlanVersion, c.RevisitDueOn, c.EndedOn, c.EndReason,
		c.DueOn, c.PausedOn, c.UpdatedAt, c.UpdatedBy, c.ApplicantOrgID, c.ApplicantName, c.ID, old.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := rawCase(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		return stale(now)
	}
	if old.IsOpen != c.IsOpen {
		if _, err := tx.Exec(ctx, "UPDATE aid_persons SET is_open = $1 WHERE case_id = $2", c.IsOpen, c.ID); err != nil {
			return err
		}
	}
	return recount(ctx, tx, old, *c)
}

func recount(ctx context.Context, tx *db.Tx, old, now Case) error {
	if old.AreaCode == now.AreaCode && old.State == now.State && old.LeadDepartment == now.LeadDepartment && old.Class == now.Class && old.Hidden == now.Hidden {
		return nil
	}
	if err := count(ctx, tx, old, -1); err != nil {
		return err
	}
	return count(ctx, tx, now, 1)
}

// shards spreads the kept counts so that writers of different cases seldom meet on one row.
const shards = 8

func count(ctx context.Context, tx *db.Tx, c Case, by int) error {
	_, err := tx.Exec(ctx, `INSERT INTO aid_counts (area_code, state, lead_department, class, hidden, shard, n) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (area_code, state, lead_department, class, hidden, shard) DO UPDATE SET n = aid_counts.n + excluded.n`,
		c.AreaCode, c.State, c.LeadDepartment, c.Class, c.Hidden, crc32.ChecksumIEEE([]byte(c.ID))%shards, by)
	return err
}

func insertPerson(ctx context.Context, tx *db.Tx, caseID, personID string, beneficiary, open bool) error {
	_, err := tx.Exec(ctx, "INSERT INTO aid_persons (case_id, person_id, is_beneficiary, is_open) VALUES ($1,$2,$3,$4)", caseID, personID, beneficiary, open)
	return err
}

// PersonRef is a person's place in a case.
type PersonRef struct {
	CaseID        string `db:"case_id" json:"-"`
	PersonID      string `db:"person_id" json:"person_id"`
	IsBeneficiary bool   `db:"is_beneficiary" json:"is_beneficiary"`
	IsOpen        bool   `db:"is_open" json:"-"`
}

func findPersons(ctx context.Context, tx *db.Tx, caseID string) ([]PersonRef, error) {
	return db.All[PersonRef](ctx, tx, "SELECT case_id, person_id, is_beneficiary, is_open FROM aid_persons WHERE case_id = $1 ORDER BY person_id", caseID)
}

func findOpenCaseOf(ctx context.Context, tx *db.Tx, personID string) (Case, error) {
	return db.One[Case](ctx, tx, "SELECT "+caseColumns+" FROM aid_cases c JOIN aid_persons p ON p.case_id = c.id WHERE p.person_id = $1 AND p.is_open", personID)
}

func putAccess(ctx context.Context, tx *db.Tx, a Access) error {
	_, err := tx.Exec(ctx, `INSERT INTO aid_access (case_id, kind, org_id, org_path, staff_id, fields, until_on, made_at, made_by)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
		ON CONFLICT (case_id, kind, org_id, staff_id) DO UPDATE SET fields = excluded.fields, until_on = excluded.until_on, org_path = excluded.org_path`,
		a.CaseID, a.Kind, a.OrgID, a.OrgPath, a.StaffID, a.Fields, a.UntilOn, a.MadeAt, a.MadeBy)
	return err
}

func endAccess(ctx context.Context, tx *db.Tx, caseID, kind, orgID, staffID, lastDay string) error {
	_, err := tx.Exec(ctx, "UPDATE aid_access SET until_on = $1 WHERE case_id = $2 AND kind = $3 AND org_id = $4 AND staff_id = $5",
		lastDay, caseID, kind, orgID, staffID)
	return err
}

func findAccess(ctx context.Context, tx *db.Tx, caseID string) ([]Access, error) {
	return db.All[Access](ctx, tx, `SELECT case_id, kind, org_id, org_path, staff_id, fields, until_on, made_at, made_by
		FROM aid_access WHERE case_id = $1 ORDER BY made_at, kind, org_id, staff_id`, caseID)
}

// nextNumber counts up a named series; the caller holds the series' lock.
func nextNumber(ctx context.Context, tx *db.Tx, name string) (int64, error) {
	return db.One[int64](ctx, tx, `INSERT INTO aid_numbers (name, last) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET last = aid_numbers.last + 1 RETURNING last`, name)
}

func stale(now Case) error {
	return errs.New(errs.Stale, "stale", "who", now.UpdatedBy, "when", stamp(now.UpdatedAt))
}

func findByFileNo(ctx context.Context, tx *db.Tx, fileNo string) (Case, error) {
	return db.One[Case](ctx, tx, "SELECT "+caseColumns+" FROM aid_cases c WHERE c.file_no = $1", fileNo)
}

func keptCount(ctx context.Context, tx *db.Tx, f Filter, ended bool) (int64, error) {
	q := kept("SELECT COALESCE(sum(n), 0) FROM aid_counts WHERE 1=1", f, ended)
	return db.One[int64](ctx, tx, q.Text(), q.Args()...)
}

type keptState struct {
	State string `db:"state"`
	N     int64  `db:"n"`
}

func keptStates(ctx context.Context, tx *db.Tx, f Filter, ended bool) ([]keptState, error) {
	q := kept("SELECT state, CAST(sum(n) AS BIGINT) AS n FROM aid_counts WHERE 1=1", f, ended).Add(" GROUP BY state")
	return db.All[keptState](ctx, tx, q.Text(), q.Args()...)
}

func kept(head string, f Filter, ended bool) *db.Query {
	q := db.NewQuery(head).
		If(!ended, " AND hidden = ?", false).
		If(len(f.Area) == 6, " AND area_code = ?", f.Area).
		If(f.Department != "", " AND lead_department = ?", f.Department).
		If(f.Class != "", " AND class = ?", f.Class)
	if len(f.States) > 0 {
		q.Add(" AND ")
		db.In(q, "state", f.States)
	}
	return q
}
