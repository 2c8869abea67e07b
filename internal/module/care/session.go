package care

import (
	"context"

	"yice/internal/core/people"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// SessionInput arranges a session (state planned) or records one that was given (state done).
type SessionInput struct {
	State        string `json:"state" enum:"planned,done"`
	PersonID     string `json:"person_id" minLength:"1" maxLength:"26"`
	MeasureID    string `json:"measure_id,omitempty" maxLength:"26"`
	Kind         string `json:"kind" maxLength:"20"`
	ProviderID   string `json:"provider_id" minLength:"1" maxLength:"26"`
	StaffID      string `json:"staff_id,omitempty" maxLength:"26" doc:"who of the provider; empty for a provider with one member"`
	OnDate       string `json:"on_date" maxLength:"10"`
	Starts       string `json:"starts,omitempty" maxLength:"5" doc:"HH:MM"`
	Minutes      int64  `json:"minutes,omitempty"`
	Place        string `json:"place,omitempty" maxLength:"200"`
	Purpose      string `json:"purpose,omitempty" maxLength:"200"`
	Note         string `json:"note,omitempty" maxLength:"2000"`
	Outcome      string `json:"outcome,omitempty" maxLength:"20"`
	Satisfaction int64  `json:"satisfaction,omitempty"`
}

// SessionResult is what came of an arranged session.
type SessionResult struct {
	OnDate       string `json:"on_date,omitempty" maxLength:"10" doc:"empty for the arranged day"`
	Minutes      int64  `json:"minutes"`
	Place        string `json:"place,omitempty" maxLength:"200"`
	Note         string `json:"note,omitempty" maxLength:"2000"`
	Outcome      string `json:"outcome" maxLength:"20"`
	Satisfaction int64  `json:"satisfaction,omitempty"`
}

// Add arranges or records a session of a case. An officer needs the case in scope and PermPlan or PermRecord; whoever gives
// the service may go on with a household that was assigned to him. Codes: those of this room about the fields,
// care.case_closed, care.time_taken.
func (s *Service) Add(ctx context.Context, caseID string, in SessionInput) (out ShownSession, err error) {
	defer errs.Wrap(&err, "care.Add(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		out, err = s.AddTx(ctx, tx, caseID, in)
		return err
	})
	return out, err
}

// AddTx is Add inside the caller's transaction.
func (s *Service) AddTx(ctx context.Context, tx *db.Tx, caseID string, in SessionInput) (out ShownSession, err error) {
	perm := PermPlan
	if in.State == Done {
		perm = PermRecord
	}
	a, err := authz.Must(ctx)
	if err != nil {
		return out, err
	}
	c, p, err := s.placeTx(ctx, tx, a, perm, caseID, in.ProviderID)
	if err != nil {
		return out, err
	}
	if in.StaffID, err = s.whoTx(ctx, tx, a, p, in.StaffID, perm); err != nil {
		return out, err
	}
	if err := s.checkTx(ctx, tx, c, p, in); err != nil {
		return out, err
	}
	x := Session{
		ID: id.New(tx.Now()), CaseID: c.ID, PersonID: in.PersonID, MeasureID: in.MeasureID, Kind: in.Kind, ProviderID: p.ID, StaffID: in.StaffID,
		State: in.State, OnDate: in.OnDate, Starts: in.Starts, Minutes: in.Minutes, Place: in.Place, Purpose: in.Purpose, Version: 1,
		MadeByID: a.UserID, MadeBy: a.Name, MadeAt: tx.NowMS(), UpdatedAt: tx.NowMS(), UpdatedBy: a.Name,
	}
	if in.State == Done {
		x.Outcome, x.Satisfaction, x.DoneBy, x.DoneAt = in.Outcome, in.Satisfaction, a.Name, tx.NowMS()
	}
	if in.Note != "" {
		x.NoteSealed = s.keys.Seal("service_sessions", "note", x.ID, in.Note)
	}
	if err := insertSession(ctx, tx, x); err != nil {
		return out, err
	}
	action, summary := "care.plan", "预约"+kindWord(x.Kind)+" "+x.OnDate
	if x.State == Done {
		action, summary = "care.record", "登记"+kindWord(x.Kind)+"一次"
	} else if err := s.remindTx(ctx, tx, x, p); err != nil {
		return out, err
	}
	if err := s.journalTx(ctx, tx, x, action, summary, ""); err != nil {
		return out, err
	}
	return s.showTx(ctx, tx, a, x.ID)
}

// placeTx finds the case and the provider as far as the actor may use them.
func (s *Service) placeTx(ctx context.Context, tx *db.Tx, a *authz.Actor, perm authz.Permission, caseID, providerID string) (c aid.Case, p Provider, err error) {
	if err := authz.Require(ctx, perm); err != nil {
		return c, p, err
	}
	if wide(a, perm) {
		c, err = s.cases.CaseTx(ctx, tx, aid.PermView, caseID)
	}
	if !wide(a, perm) || errs.IsKind(err, errs.NotFound) {
		mine := false
		if mine, err = served(ctx, tx, a, caseID, providerID); err != nil {
			return c, p, err
		}
		if !mine {
			return c, p, errs.New(errs.NotFound, "not_found")
		}
		c, err = findServedCase(ctx, tx, caseID)
	}
	if err != nil {
		return c, p, err
	}
	if !c.IsOpen || c.State == aid.Draft {
		return c, p, errs.New(errs.Conflict, "care.case_closed")
	}
	p, err = findProvider(ctx, tx, providerID)
	if errs.IsKind(err, errs.NotFound) || err == nil && !p.Active {
		err = errs.InvalidField("provider_id", "care.provider_closed")
	}
	return c, p, err
}

// whoTx settles which member of staff gives the session: the named one, the actor himself, or the provider's only one.
func (s *Service) whoTx(ctx context.Context, tx *db.Tx, a *authz.Actor, p Provider, staffID string, perm authz.Permission) (string, error) {
	staff, err := findStaff(ctx, tx, []string{p.ID})
	if err != nil {
		return "", err
	}
	if !wide(a, perm) && staffID == "" {
		staffID = a.StaffID
	}
	if staffID == "" && len(staff) == 1 {
		return staff[0].StaffID, nil
	}
	for _, st := range staff {
		if st.StaffID == staffID {
			return staffID, nil
		}
	}
	if staffID == "" {
		return "", nil
	}
	return "", errs.InvalidField("staff_id", "care.staff_unknown")
}

func (s *Service) checkTx(ctx context.Context, tx *db.Tx, c aid.Case, p Provider, in SessionInput) error {
	var bad []errs.Field
	add := func(path, code string, params ...any) {
		bad = append(bad, errs.InvalidField(path, code, params...).Fields...)
	}
	if in.State != Planned && in.State != Done {
		add("state", "care.state")
	}
	if !known(Kinds(), in.Kind) {
		add("kind", "care.kind")
	} else if p.Kind != in.Kind && p.Kind != "volunteer" && p.Kind != "other" {
		add("kind", "care.provider_kind")
	}
	bad = append(bad, checkDay(in.OnDate, tx.Today(), in.State)...)
	if in.Starts != "" && !timeForm.MatchString(in.Starts) {
		add("starts", "care.time_form")
	}
	if in.State == Done {
		bad = append(bad, checkResult(in.Minutes, in.Outcome, in.Satisfaction)...)
	} else if in.Minutes < 0 || in.Minutes > MinutesMax {
		add("minutes", "care.minutes", "limit", MinutesMax)
	}
	persons, err := s.cases.PersonsTx(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	member := false
	for _, ref := range persons {
		member = member || ref.PersonID == in.PersonID
	}
	if !member {
		add("person_id", "care.person_not_in_case")
	}
	if err := errs.InvalidFields(bad); err != nil {
		return err
	}
	if in.MeasureID != "" && s.measures != nil {
		return s.measures.ServiceMeasureTx(ctx, tx, c.ID, in.MeasureID)
	}
	return nil
}

func checkDay(day, today, state string) []errs.Field {
	if _, err := clock.ParseDate(day); err != nil || !dayForm.MatchString(day) {
		return errs.InvalidField("on_date", "care.date_form").Fields
	}
	if state == Done && day > today {
		return errs.InvalidField("on_date", "care.date_future").Fields
	}
	if state == Planned && day < today {
		return errs.InvalidField("on_date", "care.date_past").Fields
	}
	return nil
}

func checkResult(minutes int64, outcome string, satisfaction int64) []errs.Field {
	var bad []errs.Field
	if minutes < 1 || minutes > MinutesMax {
		bad = append(bad, errs.InvalidField("minutes", "care.minutes", "limit", MinutesMax).Fields...)
	}
	if !known(Outcomes(), outcome) {
		bad = append(bad, errs.InvalidField("outcome", "care.outcome").Fields...)
	}
	if satisfaction < 0 || satisfaction > 5 {
		bad = append(bad, errs.InvalidField("satisfaction", "care.satisfaction").Fields...)
	}
	return bad
}

// remindTx opens a task for whoever gives the session. Its title names nobody.
func (s *Service) remindTx(ctx context.Context, tx *db.Tx, x Session, p Provider) error {
	return s.tasks.OpenTx(ctx, tx, task.New{
		Kind: TaskSession, CaseID: x.CaseID, ObjectType: "service_session", ObjectID: x.ID, Title: kindWord(x.Kind) + "预约",
		DueOn: x.OnDate, OwnerPath: p.OrgPath, OwnerStaffID: x.StaffID, Perm: PermRecord, Link: "/services/" + x.ID,
	})
}

func (s *Service) journalTx(ctx context.Context, tx *db.Tx, x Session, action, summary, reason string) error {
	return journal.Record(ctx, tx, journal.Event{
		Action: action, ObjectType: "service_session", ObjectID: x.ID, CaseID: x.CaseID, Summary: summary, Reason: reason,
		After: map[string]any{"state": x.State, "kind": x.Kind, "provider_id": x.ProviderID, "on_date": x.OnDate, "minutes": x.Minutes, "outcome": x.Outcome},
	})
}

// Get shows one session with its note; the look is journalled. Needs PermView and the session in scope.
func (s *Service) Get(ctx context.Context, sessionID string) (out ShownSession, err error) {
	defer errs.Wrap(&err, "care.Get(%s)", sessionID)
	a, err := authz.Must(ctx)
	if err != nil {
		return out, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if err := authz.Require(ctx, PermView); err != nil {
			return err
		}
		if out, err = s.showTx(ctx, tx, a, sessionID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "care.look", ObjectType: "service_session", ObjectID: sessionID, CaseID: out.CaseID, Summary: "查看服务记录"})
	})
	return out, err
}

func (s *Service) showTx(ctx context.Context, tx *db.Tx, a *authz.Actor, sessionID string) (out ShownSession, err error) {
	f, err := findSession(ctx, tx, a, sessionID)
	if err != nil {
		return out, err
	}
	out.SessionRow = s.dress(a, f, tx.Today())
	if f.NoteSealed != "" {
		out.Note, err = s.keys.Open("service_sessions", "note", f.ID, f.NoteSealed)
	}
	return out, err
}

// change finds an arranged session within scope and checks that the actor may act on it now.
func (s *Service) change(ctx context.Context, tx *db.Tx, sessionID string, version int64, perm authz.Permission) (Session, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return Session{}, err
	}
	f, err := findSession(ctx, tx, a, sessionID)
	if err != nil {
		return Session{}, err
	}
	if !may(a, f, perm) {
		return Session{}, errs.New(errs.Forbidden, "forbidden", "permission", string(perm))
	}
	if f.Version != version {
		return Session{}, stale(f.UpdatedBy, f.UpdatedAt)
	}
	if f.State != Planned {
		return Session{}, errs.New(errs.Conflict, "care.not_planned")
	}
	x := f.Session
	x.Version, x.UpdatedAt, x.UpdatedBy = f.Version+1, tx.NowMS(), a.Name
	return x, nil
}

// Complete records what came of an arranged session: from now on it counts. Needs PermRecord.
func (s *Service) Complete(ctx context.Context, sessionID string, version int64, in SessionResult) (out ShownSession, err error) {
	defer errs.Wrap(&err, "care.Complete(%s)", sessionID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		x, err := s.change(ctx, tx, sessionID, version, PermRecord)
		if err != nil {
			return err
		}
		if in.OnDate != "" {
			x.OnDate = in.OnDate
		}
		if err := errs.InvalidFields(append(checkDay(x.OnDate, tx.Today(), Done), checkResult(in.Minutes, in.Outcome, in.Satisfaction)...)); err != nil {
			return err
		}
		x.State, x.Minutes, x.Outcome, x.Satisfaction, x.DoneBy, x.DoneAt = Done, in.Minutes, in.Outcome, in.Satisfaction, x.UpdatedBy, tx.NowMS()
		if in.Place != "" {
			x.Place = in.Place
		}
		if in.Note != "" {
			x.NoteSealed = s.keys.Seal("service_sessions", "note", x.ID, in.Note)
		}
		out, err = s.saveTx(ctx, tx, x, version, "care.complete", "完成"+kindWord(x.Kind)+"一次", "")
		return err
	})
	return out, err
}

// Move arranges another day or time. Needs PermPlan. Codes: care.date_past, care.time_taken.
func (s *Service) Move(ctx context.Context, sessionID string, version int64, onDate, starts, place, reason string) (out ShownSession, err error) {
	defer errs.Wrap(&err, "care.Move(%s)", sessionID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		x, err := s.change(ctx, tx, sessionID, version, PermPlan)
		if err != nil {
			return err
		}
		bad := checkDay(onDate, tx.Today(), Planned)
		if starts != "" && !timeForm.MatchString(starts) {
			bad = append(bad, errs.Field{Path: "starts", Code: "care.time_form"})
		}
		if err := errs.InvalidFields(bad); err != nil {
			return err
		}
		x.OnDate, x.Starts = onDate, starts
		if place != "" {
			x.Place = place
		}
		if err := s.tasks.ExtendTx(ctx, tx, x.CaseID, x.ID, TaskSession, onDate); err != nil {
			return err
		}
		out, err = s.saveTx(ctx, tx, x, version, "care.move", "服务改期到 "+onDate, reason)
		return err
	})
	return out, err
}

// Close ends an arranged session that was not kept (missed, needs PermRecord) or is called off (cancelled, needs PermPlan),
// with a reason.
func (s *Service) Close(ctx context.Context, sessionID string, version int64, state, reason string) (out ShownSession, err error) {
	defer errs.Wrap(&err, "care.Close(%s)", sessionID)
	perm, action, summary := PermPlan, "care.cancel", "取消服务预约"
	if state == Missed {
		perm, action, summary = PermRecord, "care.miss", "登记未赴约"
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		x, err := s.change(ctx, tx, sessionID, version, perm)
		if err != nil {
			return err
		}
		if reason == "" {
			return errs.InvalidField("reason", "care.reason_required")
		}
		x.State, x.Reason = state, reason
		out, err = s.saveTx(ctx, tx, x, version, action, summary, reason)
		return err
	})
	return out, err
}

func (s *Service) saveTx(ctx context.Context, tx *db.Tx, x Session, was int64, action, summary, reason string) (ShownSession, error) {
	if err := updateSession(ctx, tx, x, was); err != nil {
		return ShownSession{}, err
	}
	if x.State != Planned {
		if err := s.tasks.CloseTx(ctx, tx, x.CaseID, x.ID, TaskSession); err != nil {
			return ShownSession{}, err
		}
	}
	if err := s.journalTx(ctx, tx, x, action, summary, reason); err != nil {
		return ShownSession{}, err
	}
	return s.showTx(ctx, tx, authz.From(ctx), x.ID)
}

// CasePerson is a person of a case who may be given a service.
type CasePerson struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
}

// Persons lists the persons of a case in scope, for choosing whom a service is for. Needs PermPlan for cases.
func (s *Service) Persons(ctx context.Context, caseID string) (out []CasePerson, err error) {
	defer errs.Wrap(&err, "care.Persons(%s)", caseID)
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, err
	}
	if !wide(a, PermPlan) {
		return nil, errs.New(errs.Forbidden, "forbidden", "permission", string(PermPlan))
	}
	out = []CasePerson{}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err := s.cases.CaseTx(ctx, tx, aid.PermView, caseID)
		if err != nil {
			return err
		}
		refs, err := s.cases.PersonsTx(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		ids := make([]string, 0, len(refs))
		for _, r := range refs {
			ids = append(ids, r.PersonID)
		}
		list, err := s.people.PersonsTx(ctx, tx, ids)
		for _, p := range list {
			out = append(out, CasePerson{PersonID: p.ID, Name: p.Name})
		}
		return err
	})
	return out, err
}

// Phone gives the full telephone number of a session's person after a purpose was stated; the people room journals it. Needs
// PermContact and the arranged session in scope. Codes: people.purpose, care.no_phone.
func (s *Service) Phone(ctx context.Context, sessionID, purpose string) (phone string, err error) {
	defer errs.Wrap(&err, "care.Phone(%s)", sessionID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		a, err := authz.Must(ctx)
		if err != nil {
			return err
		}
		f, err := findSession(ctx, tx, a, sessionID)
		if err != nil {
			return err
		}
		if !may(a, f, PermContact) || !f.IsOpen || f.State != Planned {
			return errs.New(errs.Forbidden, "forbidden", "permission", string(PermContact))
		}
		lent := authz.Lend(authz.Lend(ctx, people.PermReveal, f.LeadOrgPath), aid.PermView, f.LeadOrgPath)
		if phone, err = s.people.RevealTx(lent, tx, f.PersonID, people.FieldPhone, purpose); err != nil {
			return err
		}
		if phone == "" {
			return errs.New(errs.NotFound, "care.no_phone")
		}
		return nil
	})
	return phone, err
}

// TallyTx counts the sessions given, ended households among them, by "kind", "half" (2020-H1), "area", or all together
// under "all". For statistics: it looks at no scope and tells no name.
func (s *Service) TallyTx(ctx context.Context, tx *db.Tx, by string) (map[string]int64, error) {
	return talliesOf(ctx, tx, by)
}

// MeasureCountTx counts the sessions given for a measure of a plan; the caller has found its case within scope.
func (s *Service) MeasureCountTx(ctx context.Context, tx *db.Tx, measureID string) (int64, error) {
	return countByMeasure(ctx, tx, measureID)
}

func kindWord(kind string) string {
	return map[string]string{"psychological": "心理服务", "nursing": "护理服务", "massage": "按摩服务", "legal": "法律服务", "volunteer": "志愿服务", "other": "其他服务"}[kind]
}

func stateWord(state string) string {
	return map[string]string{Planned: "已预约", Done: "已服务", Missed: "未赴约", Cancelled: "已取消"}[state]
}

func outcomeWord(code string) string {
	return map[string]string{"better": "好转", "same": "平稳", "worse": "加重", "referred": "转介", "finished": "结束服务"}[code]
}
