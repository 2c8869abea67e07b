package app

import (
	"context"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/module/fund"
	"yice/internal/module/meeting"
	"yice/internal/module/plan"
	"yice/internal/module/visit"
	"yice/internal/module/workbench"
)

func (a *App) meetingDeps() meeting.Deps {
	return meeting.Deps{
		DB: a.DB, Cases: a.Aid, Orgs: a.Org, Policy: a.Policy, Tasks: a.Task, Files: a.Files,
		Urgents:  urgents{a.Plan},
		Visitors: visitors(a.Visit),
		Pool: func(ctx context.Context, tx *db.Tx) (*meeting.Pool, error) {
			_, available, err := fund.PoolTx(ctx, tx)
			return &meeting.Pool{AvailableFen: available, AsOfAt: tx.NowMS()}, err
		},
	}
}

// urgents shows the urgent payments of the plan room to the meeting.
type urgents struct{ *plan.Service }

func (u urgents) UnratifiedTx(ctx context.Context, tx *db.Tx) ([]meeting.Urgent, error) {
	rows, err := u.Service.UnratifiedTx(ctx, tx)
	out := make([]meeting.Urgent, 0, len(rows))
	for _, r := range rows {
		out = append(out, meeting.Urgent{ID: r.ID, CaseID: r.CaseID, Reason: r.Reason, AskedBy: r.AskedBy, AmountFen: r.AmountFen})
	}
	return out, err
}

func visitors(v *visit.Service) func(ctx context.Context, tx *db.Tx, caseID string) ([]meeting.Visitor, error) {
	return func(ctx context.Context, tx *db.Tx, caseID string) ([]meeting.Visitor, error) {
		rows, err := v.VisitorsTx(ctx, tx, caseID)
		out := make([]meeting.Visitor, 0, len(rows))
		for _, r := range rows {
			out = append(out, meeting.Visitor{StaffID: r.StaffID, Name: r.Name})
		}
		return out, err
	}
}

// maxMissing is how many unprepared cases the workbench names.
const maxMissing = 5

// nextMeeting tells the workbench how ready the next meeting is.
func (a *App) nextMeeting(ctx context.Context, tx *db.Tx, lang i18n.Language) (*workbench.Meeting, error) {
	if !authz.From(ctx).Has(meeting.PermView) {
		return nil, nil
	}
	v, err := a.Meeting.NextTx(ctx, tx)
	if errs.IsKind(err, errs.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := v.Readiness
	out := &workbench.Meeting{
		ID: v.Meeting.ID, Name: v.Meeting.Title, StartsAt: startsAt(v.Meeting), CasesReady: int64(r.Ready), CasesTotal: int64(r.Cases),
		RuleMotions: int64(r.Rules), Checks: []workbench.Check{}, Missing: []workbench.Missing{},
	}
	for _, g := range r.Gates {
		out.Checks = append(out.Checks, workbench.Check{Code: g.Code, Label: meeting.GateText(g.Code).In(lang), Done: int64(g.Done), Total: int64(g.Total)})
	}
	for _, m := range v.Motions {
		if len(m.Missing) > 0 && len(out.Missing) < maxMissing {
			out.Missing = append(out.Missing, workbench.Missing{CaseID: m.CaseID, Subject: m.Title, Text: m.Missing[0].Sentence().In(lang)})
		}
	}
	return out, nil
}

func startsAt(m meeting.Meeting) int64 {
	t, err := time.ParseInLocation("2006-01-02 15:04", m.HeldOn+" "+m.HeldAt, clock.Shanghai())
	if err != nil {
		return 0
	}
	return t.UnixMilli()
}
