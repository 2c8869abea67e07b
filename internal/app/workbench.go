package app

import (
	"context"

	"yice/internal/core/org"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
	"yice/internal/module/workbench"
)

// workbenchSources is how the first page asks the rooms; what a room does not answer yet is left out of the page.
func (a *App) workbenchSources() workbench.Sources {
	return workbench.Sources{
		Can:      map[string]authz.Permission{"intake.create": aid.PermEnter},
		SeeTally: aid.PermView,
		Cases: func(ctx context.Context, tx *db.Tx, ids []string) (map[string]workbench.Case, error) {
			rows, err := a.Aid.BriefTx(ctx, tx, ids)
			out := make(map[string]workbench.Case, len(rows))
			for id, r := range rows {
				out[id] = workbench.Case{Subject: r.Title, Place: r.AreaName + r.Street, State: string(r.State)}
			}
			return out, err
		},
		Meeting: a.nextMeeting,
		Tally: func(ctx context.Context, tx *db.Tx, since string) (workbench.Tally, error) {
			n, err := aid.TallyTx(ctx, tx, since)
			return workbench.Tally(n), err
		},
		Pool: func(ctx context.Context, tx *db.Tx) (*workbench.Pool, error) {
			if !authz.From(ctx).Has(fund.PermView) {
				return nil, nil
			}
			balance, available, err := fund.PoolTx(ctx, tx)
			return &workbench.Pool{BalanceFen: balance, AvailableFen: available, CommittedFen: balance - available, AsOfAt: tx.NowMS()}, err
		},
		Revisits: revisitsOf,
	}
}

// revisitsOf are the revisits of the half-year that begins on a day.
func revisitsOf(ctx context.Context, tx *db.Tx, from, _ string) (*workbench.Revisits, error) {
	halves, err := task.OnTimeTx(ctx, tx, aid.TaskRevisit)
	if err != nil {
		return nil, err
	}
	late, err := task.OverdueTx(ctx, tx, aid.TaskRevisit)
	if err != nil {
		return nil, err
	}
	out := &workbench.Revisits{Overdue: late}
	for _, h := range halves {
		if h.Half == aid.HalfOf(from) {
			out.Due, out.OnTime = h.Due, h.OnTime
		}
	}
	return out, nil
}

// places names divisions for the rooms that do not know the organisations.
func places() policy.Places {
	return policy.Places{
		Name: org.AreaName,
		Below: func(city string) []policy.Place {
			counties := org.Counties(city)
			out := make([]policy.Place, 0, len(counties))
			for _, c := range counties {
				out = append(out, policy.Place{Code: c.Code, Name: c.Name})
			}
			return out
		},
	}
}
