package app

import (
	"context"

	"yice/internal/core/org"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/module/aid"
	"yice/internal/module/fund"
	"yice/internal/module/order"
	"yice/internal/module/report"
)

// Figures are the published seven from the records, for the command line; whoever may read the book may know them.
func (a *App) Figures(ctx context.Context) (p report.Platform, err error) {
	err = a.DB.View(ctx, func(tx *db.Tx) error {
		p, err = a.Report.PlatformTx(ctx, tx)
		return err
	})
	return p, err
}

// reportSources is how the figures ask the rooms; what a room does not answer yet is 0 or left out.
func (a *App) reportSources() report.Sources {
	return report.Sources{
		Cases: aid.StatTx, Sessions: a.Care.TallyTx, RevisitTask: aid.TaskRevisit, SeeList: aid.PermView, NeedWord: aid.NeedWord, ClassWord: aid.ClassWord,
		Highest: a.Order.HighestTx, Caps: a.capsInForce, Paid: order.PaidTallyTx, Flows: flows,
		Departments: a.departmentPaths,
	}
}

// capsInForce are the yearly caps of the whole city's rules today, as far as there are any.
func (a *App) capsInForce(ctx context.Context, tx *db.Tx) (map[string]int64, error) {
	out := map[string]int64{}
	roots, err := a.Org.RootsTx(ctx, tx)
	if err != nil || len(roots) == 0 {
		return out, err
	}
	p, err := a.Policy.AtTx(ctx, tx, roots[0].AreaCode, tx.Today())
	if err != nil {
		return nil, err
	}
	for _, purpose := range aid.CashNeeds() {
		key := "platform." + purpose + ".cap_year"
		if !p.Has(key) {
			continue
		}
		n, limited, err := p.Limit(key)
		if err != nil {
			return nil, err
		}
		if limited {
			out[purpose] = int64(n)
		}
	}
	return out, nil
}

func (a *App) departmentPaths(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	out := map[string]string{}
	for _, d := range org.Departments() {
		o, err := a.Org.DepartmentTx(ctx, tx, d.Code)
		if errs.IsKind(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[d.Code] = o.Path
	}
	return out, nil
}

// flows names the money's way: from its source into a fund, and out of it for a purpose.
func flows(ctx context.Context, tx *db.Tx) ([]report.Flow, error) {
	rows, err := order.PassedTx(ctx, tx)
	out := make([]report.Flow, 0, len(rows))
	for _, r := range rows {
		name := i18n.Word{ZH: r.Fund, EN: r.Fund}
		f := report.Flow{Stage: "in", AmountFen: r.Fen, FromWord: codedWord(fund.Sources(), r.Source), ToWord: name}
		if r.Purpose != "" {
			f.Stage, f.FromWord, f.ToWord = "out", name, codedWord(fund.Purposes(), r.Purpose)
		}
		out = append(out, f)
	}
	return out, err
}

func codedWord(list []fund.Coded, code string) i18n.Word {
	for _, c := range list {
		if c.Code == code {
			return c.Text
		}
	}
	return i18n.Word{ZH: code, EN: code}
}
