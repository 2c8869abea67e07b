package app

import (
	"context"
	"slices"

	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/aid"
	"yice/internal/module/oversight"
	"yice/internal/module/workbench"
)

// oversightSources is how supervision asks the rooms.
func (a *App) oversightSources() oversight.Sources {
	return oversight.Sources{
		Cases: func(ctx context.Context, tx *db.Tx, ids []string) (map[string]oversight.CaseRef, error) {
			rows, err := a.Aid.BriefTx(ctx, tx, ids)
			out := make(map[string]oversight.CaseRef, len(rows))
			for id, r := range rows {
				out[id] = oversight.CaseRef{ID: id, FileNo: r.FileNo, Title: r.Title}
			}
			return out, err
		},
		CaseNo: func(ctx context.Context, tx *db.Tx, fileNo string) (oversight.CaseRef, error) {
			l, err := a.Aid.FindTx(ctx, tx, aid.Filter{Query: fileNo, Page: db.Page{Limit: 2}})
			if err != nil {
				return oversight.CaseRef{}, err
			}
			i := slices.IndexFunc(l.Rows, func(r aid.Row) bool { return r.FileNo == fileNo })
			if i < 0 {
				return oversight.CaseRef{}, errs.New(errs.NotFound, "not_found")
			}
			return oversight.CaseRef{ID: l.Rows[i].ID, FileNo: fileNo, Title: l.Rows[i].Title}, nil
		},
		Urgent: func(ctx context.Context, tx *db.Tx) ([]oversight.Exception, error) {
			list, err := a.Plan.UnratifiedTx(ctx, tx)
			out := make([]oversight.Exception, 0, len(list))
			for _, u := range list {
				out = append(out, oversight.Exception{
					ID: u.ID, Kind: oversight.ExceptUrgent, At: u.SignedAt, Who: u.SignedBy, Action: "plan.sign_urgent",
					Text: "急难救助未追认，申请人 " + u.AskedBy, Reason: u.Reason, AmountFen: u.AmountFen, DueOn: u.PapersDueOn, CaseID: u.CaseID,
				})
			}
			return out, err
		},
		Actions: map[string][]string{
			oversight.ExceptWaiver: {"aid.waive_flag"},
			oversight.ExceptForced: {"fund.force", "fund.reverse_receipt", "policy.amend"},
			oversight.ExceptExport: {"aid.export", "care.export", "check.export", "visit.export", "report.export", "settings.export", "oversight.export", "fund.export", "gift.export"},
			oversight.ExceptReveal: {"people.reveal", "people.open_numbers", "people.open_accounts", "gift.reveal"},
			oversight.ExceptReopen: {"aid.ask_reopen", "aid.reopen", "aid.refuse_reopen"},
		},
		TaskWord:    workbench.KindWord,
		Departments: a.departmentPaths,
	}
}
