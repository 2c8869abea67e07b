package check

import (
	"context"
	"slices"
	"strings"
	"time"

	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// AnswerInput is what one source said about one person; no records means that it holds none.
type AnswerInput struct {
	PersonID   string   `json:"person_id" minLength:"1" maxLength:"26"`
	Source     string   `json:"source" minLength:"1" maxLength:"30"`
	AnsweredOn string   `json:"answered_on" minLength:"10" maxLength:"10"`
	Records    []Record `json:"records" maxItems:"50"`
	Note       string   `json:"note,omitempty" maxLength:"200"`
}

// Answer writes down an answer; a second one of the same source about the same person replaces the first. Needs
// aid.PermReport at the check centre. Codes: check.not_open, check.person_unknown, check.source_unknown, check.date,
// check.field_unknown, check.field_kind.
func (s *Service) Answer(ctx context.Context, requestID string, in AnswerInput) (a Answer, err error) {
	defer errs.Wrap(&err, "check.Answer(%s)", requestID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		r, c, err := s.findTx(ctx, tx, requestID, aid.PermReport)
		if err != nil {
			return err
		}
		if err := inState(r, Open); err != nil {
			return err
		}
		src, ok := sourceOf(in.Source)
		switch {
		case !slices.Contains(r.Persons.V, in.PersonID):
			return errs.InvalidField("person_id", "check.person_unknown")
		case !ok || !slices.Contains(r.Sources.V, in.Source):
			return errs.InvalidField("source", "check.source_unknown")
		case !isDate(in.AnsweredOn) || in.AnsweredOn > tx.Today():
			return errs.InvalidField("answered_on", "check.date")
		}
		records, err := checkRecords(src, in.Records)
		if err != nil {
			return err
		}
		a = Answer{
			ID: id.New(tx.Now()), RequestID: r.ID, PersonID: in.PersonID, Source: in.Source, AnsweredOn: in.AnsweredOn, Found: int64(len(records)),
			Records: records, Note: in.Note, MadeBy: authz.From(ctx).Name, MadeAt: tx.NowMS(),
		}
		if a.RecordsSealed, err = s.seal("check_answers", "records", r.ID+in.PersonID+in.Source, records); err != nil {
			return err
		}
		if err := putAnswer(ctx, tx, &a); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "check.answer", ObjectType: "check", ObjectID: r.ID, CaseID: c.ID,
			Summary: src.ZH + "核对结果已登记", After: map[string]any{"person": a.PersonID, "source": a.Source, "found": a.Found},
		})
	})
	return a, err
}

// ReportInput is the checker's report. Submit hands it to the reviewer; without it, it is kept as a draft.
type ReportInput struct {
	Version    int64  `json:"version" minimum:"1"`
	Conclusion string `json:"conclusion,omitempty" maxLength:"20"`
	Summary    string `json:"summary,omitempty" maxLength:"2000"`
	Rows       []Row  `json:"rows" maxItems:"200"`
	Submit     bool   `json:"submit,omitempty"`
}

// SaveReport keeps the report as a draft or submits it. Needs aid.PermReport at the check centre. Codes: check.not_open,
// check.conclusion, check.summary_required, check.answers_missing, check.item_unknown, check.person_unknown, stale.
func (s *Service) SaveReport(ctx context.Context, requestID string, in ReportInput) (r Request, err error) {
	defer errs.Wrap(&err, "check.SaveReport(%s)", requestID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		var c aid.Case
		if r, c, err = s.findTx(ctx, tx, requestID, aid.PermReport); err != nil {
			return err
		}
		if err := writable(r, in.Version, Open); err != nil {
			return err
		}
		limits, err := s.limitsTx(ctx, tx, c)
		if err != nil {
			return err
		}
		rows, over, err := checkRows(in.Rows, r.Persons.V, limits)
		if err != nil {
			return err
		}
		if err := s.gateReport(ctx, tx, r, in); err != nil {
			return err
		}
		a := authz.From(ctx)
		r.Conclusion, r.OverCount, r.SummarySealed = in.Conclusion, over, s.keys.Seal("check_requests", "summary", r.ID, in.Summary)
		if r.RowsSealed, err = s.seal("check_requests", "rows", r.ID, rows); err != nil {
			return err
		}
		if !in.Submit {
			return update(ctx, tx, &r, a.Name)
		}
		r.State, r.CheckerID, r.Checker, r.SubmittedAt = Submitted, a.UserID, a.Name, tx.NowMS()
		if err := update(ctx, tx, &r, a.Name); err != nil {
			return err
		}
		if err := s.tasks.OpenTx(ctx, tx, task.New{
			Kind: TaskReview, CaseID: c.ID, ObjectType: "check", ObjectID: r.ID, Title: c.Title, DueOn: r.DueOn,
			OwnerPath: r.CentreOrgPath, Perm: aid.PermReport, Link: "/checks/" + r.ID,
		}); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "check.submit", ObjectType: "check", ObjectID: r.ID, CaseID: c.ID, Summary: "核对报告 " + r.Number + " 提交复核",
			After: map[string]any{"conclusion": r.Conclusion, "over": over},
		})
	})
	return r, err
}

// gateReport wants a complete report before it goes to the reviewer.
func (s *Service) gateReport(ctx context.Context, tx *db.Tx, r Request, in ReportInput) error {
	if in.Conclusion != "" && !slices.Contains(Conclusions(), in.Conclusion) || in.Submit && in.Conclusion == "" {
		return errs.InvalidField("conclusion", "check.conclusion")
	}
	if !in.Submit {
		return nil
	}
	if strings.TrimSpace(in.Summary) == "" {
		return errs.InvalidField("summary", "check.summary_required")
	}
	answers, err := findAnswers(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if n := missingAnswers(r, answers); n > 0 {
		return errs.New(errs.Conflict, "check.answers_missing", "n", n)
	}
	return nil
}

// Review issues a submitted report or sends it back. An issued one sets until when the check is valid (parameter
// check.valid_months) and moves a case in checking on: to the visit, or to the first opinion when a valid visit is there.
// It never refuses the case. Needs aid.PermReport, and another person than the checker. Codes: SELF_APPROVAL,
// check.not_open, check.reason_required, PARAM_MISSING, stale.
func (s *Service) Review(ctx context.Context, requestID string, version int64, approve bool, note string) (r Request, err error) {
	defer errs.Wrap(&err, "check.Review(%s)", requestID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		var c aid.Case
		if r, c, err = s.findTx(ctx, tx, requestID, aid.PermReport); err != nil {
			return err
		}
		if err := writable(r, version, Submitted); err != nil {
			return err
		}
		a := authz.From(ctx)
		if a.UserID == r.CheckerID {
			return errs.New(errs.Conflict, "SELF_APPROVAL")
		}
		r.ReviewerID, r.Reviewer, r.ReviewNote = a.UserID, a.Name, note
		if approve {
			return s.issueTx(ctx, tx, c, &r)
		}
		if strings.TrimSpace(note) == "" {
			return errs.InvalidField("note", "check.reason_required")
		}
		r.State = Open
		if err := update(ctx, tx, &r, a.Name); err != nil {
			return err
		}
		if err := s.tasks.CloseTx(ctx, tx, c.ID, r.ID, TaskReview); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "check.return", ObjectType: "check", ObjectID: r.ID, CaseID: c.ID, Summary: "核对报告退回重核", Reason: note})
	})
	return r, err
}

func (s *Service) issueTx(ctx context.Context, tx *db.Tx, c aid.Case, r *Request) error {
	p, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return err
	}
	months, err := p.Int("check.valid_months")
	if err != nil {
		return err
	}
	r.State, r.IsOpen, r.IssuedAt, r.IssuedOn, r.ExpiresOn = Issued, false, tx.NowMS(), tx.Today(), clock.AddMonths(tx.Today(), int(months))
	if err := update(ctx, tx, r, authz.From(ctx).Name); err != nil {
		return err
	}
	if err := s.tasks.CloseTx(ctx, tx, c.ID, r.ID); err != nil {
		return err
	}
	if err := s.admitTx(ctx, tx, *r, clock.AddDays(tx.Today(), afterwards)); err != nil {
		return err
	}
	c.CheckExpiresOn = r.ExpiresOn
	text, detail := "核对报告 "+r.Number+" 出具，有效至 "+r.ExpiresOn, map[string]any{"request": r.ID, "conclusion": r.Conclusion, "over": r.OverCount}
	if c.State != aid.Checking {
		return s.aid.SaveTx(ctx, tx, &c, journal.Event{Action: "check.issue", ObjectType: "check", ObjectID: r.ID, Summary: text, After: detail})
	}
	if err := s.aid.ActTx(ctx, tx, &c, aid.ReportIn, aid.Act{Summary: text, Detail: detail}); err != nil {
		return err
	}
	valid, err := p.Int("visit.valid_months")
	if err != nil || c.VisitOn == "" || clock.AddMonths(c.VisitOn, int(valid)) < tx.Today() {
		return err
	}
	return s.aid.ActTx(authz.Lend(ctx, aid.PermVisit, c.LeadOrgPath), tx, &c, aid.VisitDone, aid.Act{Summary: "入户已于 " + c.VisitOn + " 完成，转入初审"})
}

// limitsTx reads the most that is allowed in the area of the case, as far as it is set.
func (s *Service) limitsTx(ctx context.Context, tx *db.Tx, c aid.Case) (Limits, error) {
	p, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return nil, err
	}
	out := Limits{}
	for _, it := range Items() {
		if it.Limit == "" || !p.Has(it.Limit) {
			continue
		}
		if it.Piece {
			if out[it.Code], err = p.Int(it.Limit); err != nil {
				return nil, err
			}
			continue
		}
		f, err := p.Fen(it.Limit)
		if err != nil {
			return nil, err
		}
		out[it.Code] = int64(f)
	}
	return out, nil
}

func moment(ms int64) string {
	return time.UnixMilli(ms).In(clock.Shanghai()).Format("2006-01-02 15:04")
}
