package care

import (
	"context"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
)

const providerColumns = "p.id, p.form, p.kind, p.name, p.org_id, p.org_path, p.org_name, p.phone_sealed, p.phone_masked, p.note, p.active, p.version, " +
	"p.made_at, p.updated_at, p.updated_by"

const sessionColumns = "s.id, s.case_id, s.person_id, s.measure_id, s.kind, s.provider_id, s.staff_id, s.state, s.on_date, s.starts, s.minutes, s.place, " +
	"s.purpose, s.note_sealed, s.outcome, s.satisfaction, s.reason, s.version, s.made_by_id, s.made_by, s.made_at, s.done_by, s.done_at, s.updated_at, s.updated_by"

const rowColumns = sessionColumns + ", c.file_no, c.area_code, c.lead_org_path, c.entry_org_path, c.is_open, h.name AS person_name, h.birth_on, p.name AS provider_name"

const sessionTables = " FROM service_sessions s JOIN aid_cases c ON c.id = s.case_id JOIN persons h ON h.id = s.person_id" +
	" JOIN care_providers p ON p.id = s.provider_id WHERE 1=1"

// CountMax is where counting stops.
const CountMax = 10_000

// found is a row with how the actor came to see it.
type found struct {
	SessionRow
	Seen bool `db:"seen"`
}

func insertProvider(ctx context.Context, tx *db.Tx, p Provider) error {
	return tx.Insert(ctx, "care_providers", p)
}

func updateProvider(ctx context.Context, tx *db.Tx, p Provider, was int64) error {
	n, err := tx.Exec(ctx, `UPDATE care_providers SET form=$1, kind=$2, name=$3, phone_sealed=$4, phone_masked=$5, note=$6, active=$7, version=$8,
		updated_at=$9, updated_by=$10 WHERE id=$11 AND version=$12`,
		p.Form, p.Kind, p.Name, p.PhoneSealed, p.Phone, p.Note, p.Active, p.Version, p.UpdatedAt, p.UpdatedBy, p.ID, was)
	if err != nil || n == 1 {
		return err
	}
	now, err := findProvider(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	return stale(now.UpdatedBy, now.UpdatedAt)
}

func stale(who string, at int64) error {
	return errs.New(errs.Stale, "stale", "who", who, "when", time.UnixMilli(at).In(clock.Shanghai()).Format("2006-01-02 15:04"))
}

func findProvider(ctx context.Context, tx *db.Tx, id string) (Provider, error) {
	return db.One[Provider](ctx, tx, "SELECT "+providerColumns+" FROM care_providers p WHERE p.id = $1", id)
}

func setStaff(ctx context.Context, tx *db.Tx, providerID string, staff []StaffRef) error {
	if _, err := tx.Exec(ctx, "DELETE FROM care_provider_staff WHERE provider_id = $1", providerID); err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, "care_provider_staff", staff)
}

func findStaff(ctx context.Context, tx *db.Tx, providerIDs []string) ([]StaffRef, error) {
	q := db.NewQuery("SELECT provider_id, staff_id, name FROM care_provider_staff WHERE ")
	db.In(q, "provider_id", providerIDs).Add(" ORDER BY provider_id, name, staff_id")
	return db.All[StaffRef](ctx, tx, q.Text(), q.Args()...)
}

// ownProviders are those for which a member of staff works.
func ownProviders(ctx context.Context, tx *db.Tx, staffID string) ([]Provider, error) {
	return db.All[Provider](ctx, tx, "SELECT "+providerColumns+" FROM care_providers p JOIN care_provider_staff s ON s.provider_id = p.id WHERE s.staff_id = $1 ORDER BY p.name, p.id", staffID)
}

type providerCount struct {
	ProviderID string `db:"provider_id"`
	N          int64  `db:"n"`
}

func countByProvider(ctx context.Context, tx *db.Tx, ids []string) (map[string]int64, error) {
	q := db.NewQuery("SELECT provider_id, count(*) AS n FROM service_sessions WHERE state = 'done' AND ")
	db.In(q, "provider_id", ids).Add(" GROUP BY provider_id")
	rows, err := db.All[providerCount](ctx, tx, q.Text(), q.Args()...)
	out := map[string]int64{}
	for _, r := range rows {
		out[r.ProviderID] = r.N
	}
	return out, err
}

func narrowProviders(q *db.Query, f ProviderFilter) {
	q.If(f.Kind != "", " AND p.kind = ?", f.Kind)
	q.If(f.Form != "", " AND p.form = ?", f.Form)
	q.If(f.Active, " AND p.active = ?", true)
	q.If(f.Query != "", " AND p.name LIKE ?", "%"+plain(f.Query)+"%")
}

func findProviders(ctx context.Context, tx *db.Tx, f ProviderFilter) ([]Provider, string, int64, error) {
	count := db.NewQuery("SELECT count(*) FROM care_providers p WHERE 1=1")
	narrowProviders(count, f)
	n, err := db.One[int64](ctx, tx, count.Text(), count.Args()...)
	if err != nil {
		return nil, "", 0, err
	}
	q := db.NewQuery("SELECT " + providerColumns + " FROM care_providers p WHERE 1=1")
	narrowProviders(q, f)
	order, err := f.Page.Order(map[string]db.Sort{
		"name": {Column: "p.name", ID: "p.id"}, "kind": {Column: "p.kind", ID: "p.id"}, "updated": {Column: "p.updated_at", ID: "p.id"},
	}, "name")
	if err != nil {
		return nil, "", 0, err
	}
	if err := q.Keyset(order, f.Page); err != nil {
		return nil, "", 0, err
	}
	rows, err := db.All[Provider](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", 0, err
	}
	rows, next := db.Cut(f.Page, rows, func(p Provider) (any, string) {
		switch order.Column {
		case "p.kind":
			return p.Kind, p.ID
		case "p.updated_at":
			return p.UpdatedAt, p.ID
		}
		return p.Name, p.ID
	})
	return rows, next, n, nil
}

func insertSession(ctx context.Context, tx *db.Tx, s Session) error {
	return tx.Insert(ctx, "service_sessions", s)
}

func updateSession(ctx context.Context, tx *db.Tx, s Session, was int64) error {
	n, err := tx.Exec(ctx, `UPDATE service_sessions SET staff_id=$1, state=$2, on_date=$3, starts=$4, minutes=$5, place=$6, purpose=$7, note_sealed=$8,
		outcome=$9, satisfaction=$10, reason=$11, version=$12, done_by=$13, done_at=$14, updated_at=$15, updated_by=$16 WHERE id=$17 AND version=$18`,
		s.StaffID, s.State, s.OnDate, s.Starts, s.Minutes, s.Place, s.Purpose, s.NoteSealed, s.Outcome, s.Satisfaction, s.Reason, s.Version,
		s.DoneBy, s.DoneAt, s.UpdatedAt, s.UpdatedBy, s.ID, was)
	if err != nil || n == 1 {
		return err
	}
	now, err := db.One[Session](ctx, tx, "SELECT "+sessionColumns+" FROM service_sessions s WHERE s.id = $1", s.ID)
	if err != nil {
		return err
	}
	return stale(now.UpdatedBy, now.UpdatedAt)
}

func selectRows(ctx context.Context, tx *db.Tx, a *authz.Actor) *db.Query {
	q := db.NewQuery("SELECT " + rowColumns + ", ")
	addMine(q, a)
	q.Add(" AS mine, ")
	addSeen(ctx, q, a, tx.Today())
	q.Add(" AS seen" + sessionTables)
	within(ctx, q, a, tx.Today())
	return q
}

func findSession(ctx context.Context, tx *db.Tx, a *authz.Actor, id string) (found, error) {
	q := selectRows(ctx, tx, a)
	q.Add(" AND s.id = ?", id)
	return db.One[found](ctx, tx, q.Text(), q.Args()...)
}

func narrow(q *db.Query, f Filter, persons []string, fileNo string) {
	q.If(f.CaseID != "", " AND s.case_id = ?", f.CaseID)
	q.If(f.Kind != "", " AND s.kind = ?", f.Kind)
	q.If(f.ProviderID != "", " AND s.provider_id = ?", f.ProviderID)
	q.If(f.MeasureID != "", " AND s.measure_id = ?", f.MeasureID)
	q.If(f.Area != "", " AND c.area_code = ?", f.Area)
	q.If(f.From != "", " AND s.on_date >= ?", f.From)
	q.If(f.To != "", " AND s.on_date <= ?", f.To)
	q.If(fileNo != "", " AND c.file_no = ?", fileNo)
	if len(f.States) > 0 {
		q.Add(" AND ")
		db.In(q, "s.state", f.States)
	}
	if persons != nil {
		q.Add(" AND ")
		db.In(q, "s.person_id", persons)
	}
}

func sorts() map[string]db.Sort {
	return map[string]db.Sort{
		"on_date": {Column: "s.on_date", ID: "s.id"}, "minutes": {Column: "s.minutes", ID: "s.id"}, "kind": {Column: "s.kind", ID: "s.id"},
		"provider": {Column: "p.name", ID: "s.id"}, "updated": {Column: "s.updated_at", ID: "s.id"},
	}
}

func sortKey(column string, r found) any {
	switch column {
	case "s.minutes":
		return r.Minutes
	case "s.kind":
		return r.Kind
	case "p.name":
		return r.ProviderName
	case "s.updated_at":
		return r.UpdatedAt
	}
	return r.OnDate
}

func findSessions(ctx context.Context, tx *db.Tx, a *authz.Actor, f Filter, persons []string, fileNo string) ([]found, string, error) {
	q := selectRows(ctx, tx, a)
	narrow(q, f, persons, fileNo)
	order, err := f.Page.Order(sorts(), "-on_date")
	if err != nil {
		return nil, "", err
	}
	if err := q.Keyset(order, f.Page); err != nil {
		return nil, "", err
	}
	rows, err := db.All[found](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", err
	}
	rows, next := db.Cut(f.Page, rows, func(r found) (any, string) { return sortKey(order.Column, r), r.ID })
	return rows, next, nil
}

func countSessions(ctx context.Context, tx *db.Tx, a *authz.Actor, f Filter, persons []string, fileNo string) (int64, bool, error) {
	q := db.NewQuery("SELECT count(*) FROM (SELECT 1" + sessionTables)
	within(ctx, q, a, tx.Today())
	narrow(q, f, persons, fileNo)
	q.Add(" LIMIT ?) t", CountMax+1)
	n, err := db.One[int64](ctx, tx, q.Text(), q.Args()...)
	return min(n, CountMax), n > CountMax, err
}

// served tells whether the provider's member of staff has a session of the case already, so that he or she may add to it.
func served(ctx context.Context, tx *db.Tx, a *authz.Actor, caseID, providerID string) (bool, error) {
	q := db.NewQuery("SELECT count(*)"+sessionTables+" AND s.case_id = ? AND s.provider_id = ? AND ", caseID, providerID)
	addMine(q, a)
	n, err := db.One[int64](ctx, tx, q.Text(), q.Args()...)
	return n > 0, err
}

// findCase finds the case of a session that the actor may see although the casebook is closed to him.
func findServedCase(ctx context.Context, tx *db.Tx, caseID string) (aid.Case, error) {
	type plainCase struct {
		ID       string `db:"id"`
		Title    string `db:"title"`
		IsOpen   bool   `db:"is_open"`
		Lead     string `db:"lead_org_path"`
		Entry    string `db:"entry_org_path"`
		Hidden   bool   `db:"hidden"`
		State    string `db:"state"`
		AreaCode string `db:"area_code"`
	}
	c, err := db.One[plainCase](ctx, tx, "SELECT id, title, is_open, lead_org_path, entry_org_path, hidden, state, area_code FROM aid_cases WHERE id = $1 AND NOT hidden", caseID)
	return aid.Case{ID: c.ID, Title: c.Title, IsOpen: c.IsOpen, LeadOrgPath: c.Lead, EntryOrgPath: c.Entry, AreaCode: c.AreaCode}, err
}

type tally struct {
	Key string `db:"key"`
	N   int64  `db:"n"`
}

func tallies(ctx context.Context, tx *db.Tx, text string, args ...any) (map[string]int64, error) {
	rows, err := db.All[tally](ctx, tx, text, args...)
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.Key] += r.N
	}
	return out, err
}

// Statistics count what was given, ended households among it; they tell nobody's name.
func talliesOf(ctx context.Context, tx *db.Tx, by string) (map[string]int64, error) {
	switch by {
	case "kind":
		return tallies(ctx, tx, "SELECT kind AS key, count(*) AS n FROM service_sessions WHERE state = 'done' GROUP BY kind")
	case "half":
		return tallies(ctx, tx, `SELECT substr(on_date, 1, 4) || CASE WHEN substr(on_date, 6, 2) <= '06' THEN '-H1' ELSE '-H2' END AS key, count(*) AS n
			FROM service_sessions WHERE state = 'done' GROUP BY 1`)
	case "area":
		return tallies(ctx, tx, `SELECT c.area_code AS key, count(*) AS n FROM service_sessions s JOIN aid_cases c ON c.id = s.case_id
			WHERE s.state = 'done' GROUP BY c.area_code`)
	}
	return tallies(ctx, tx, "SELECT 'all' AS key, count(*) AS n FROM service_sessions WHERE state = 'done'")
}

func countByMeasure(ctx context.Context, tx *db.Tx, measureID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT count(*) FROM service_sessions WHERE measure_id = $1 AND state = 'done'", measureID)
}
