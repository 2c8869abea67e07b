package pay

import (
	"context"
	nethttp "net/http"
	"slices"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

// StatementFilter is what a list of statements is narrowed to: an account that pays, whether differences are open, and the days of
// which the statement tells any.
type StatementFilter struct {
	Payer string
	State string // open, balanced or ""
	From  string
	To    string
	Page  db.Page
}

// StatementShown is a statement as listed: how its rows stand now. It is balanced when each row is matched or explained.
type StatementShown struct {
	Statement
	PayerName string     `db:"payer_name" json:"payer_name"`
	Matched   int64      `db:"matched" json:"matched"`
	Explained int64      `db:"explained" json:"explained"`
	Open      int64      `db:"open_rows" json:"open"`
	State     string     `db:"-" json:"state" enum:"open,balanced"`
	Batches   []BatchRef `db:"-" json:"batches" doc:"that its rows show, at most 20"`
}

// BatchRef names a batch.
type BatchRef struct {
	ID string `json:"id"`
	No string `json:"no"`
}

// StatementPage is one statement with its rows: those that need somebody first.
type StatementPage struct {
	StatementShown
	List   []RowShown `json:"list"`
	Capped bool       `json:"capped" doc:"there are more rows than are shown"`
	Can    []string   `json:"can"`
}

// RowShown is a row with the number of the batch that it shows.
type RowShown struct {
	Row
	BatchNo string `json:"batch_no"`
}

const (
	maxRowsShown    = 1000
	maxBatchesShown = 20
)

func (f StatementFilter) check() error {
	for path, day := range map[string]string{"from": f.From, "to": f.To} {
		if _, err := clock.ParseDate(day); day != "" && err != nil {
			return errs.InvalidField(path, "pay.date")
		}
	}
	return nil
}

// Statements lists the bank's statements. Needs fund.view. Codes: pay.date, list.sort_unknown.
func (s *Service) Statements(ctx context.Context, f StatementFilter) (out []StatementShown, next string, total int64, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return nil, "", 0, err
	}
	if err := f.check(); err != nil {
		return nil, "", 0, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if out, next, err = listStatements(ctx, tx, f); err != nil {
			return err
		}
		if total, err = countStatements(ctx, tx, f); err != nil {
			return err
		}
		return s.batchesTx(ctx, tx, out)
	})
	return out, next, total, err
}

// batchesTx fills in the state and the batches of statements.
func (s *Service) batchesTx(ctx context.Context, tx *db.Tx, list []StatementShown) error {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	shown, err := findBatchesShown(ctx, tx, ids)
	if err != nil {
		return err
	}
	nos, err := s.Batches.BatchNosTx(ctx, tx, batchIDs(shown))
	if err != nil {
		return err
	}
	for i := range list {
		x := &list[i]
		x.State, x.Batches = "balanced", []BatchRef{}
		if x.Open > 0 {
			x.State = "open"
		}
		for _, b := range shown {
			if b.StatementID == x.ID && len(x.Batches) < maxBatchesShown {
				x.Batches = append(x.Batches, BatchRef{ID: b.BatchID, No: nos[b.BatchID]})
			}
		}
		slices.SortFunc(x.Batches, func(a, b BatchRef) int { return strings.Compare(a.No, b.No) })
	}
	return nil
}

func batchIDs(list []shownBatch) []string {
	var out []string
	for _, b := range list {
		out = append(out, b.BatchID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// StatementOf shows one statement with its rows, at most 1,000. Needs fund.view.
func (s *Service) StatementOf(ctx context.Context, statementID string) (p StatementPage, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return p, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		one, err := statementByID(ctx, tx, statementID)
		if err != nil {
			return err
		}
		list := []StatementShown{one}
		if err := s.batchesTx(ctx, tx, list); err != nil {
			return err
		}
		p.StatementShown, p.Can = list[0], []string{}
		if authz.From(ctx).Has(fund.PermReconcile) {
			p.Can = append(p.Can, "explain")
		}
		rows, err := rowsOf(ctx, tx, statementID, maxRowsShown+1)
		if err != nil {
			return err
		}
		p.Capped = len(rows) > maxRowsShown
		rows = rows[:min(len(rows), maxRowsShown)]
		var ids []string
		for _, r := range rows {
			if r.BatchID != "" {
				ids = append(ids, r.BatchID)
			}
		}
		slices.Sort(ids)
		nos, err := s.Batches.BatchNosTx(ctx, tx, slices.Compact(ids))
		p.List = make([]RowShown, len(rows))
		for i, r := range rows {
			p.List[i] = RowShown{Row: r, BatchNo: nos[r.BatchID]}
		}
		return err
	})
	return p, err
}

type payStatementsIn struct {
	web.Page
	Payer string `query:"payer" maxLength:"20"`
	State string `query:"state" enum:"open,balanced"`
	From  string `query:"from" maxLength:"10" doc:"statements that tell of this day or later"`
	To    string `query:"to" maxLength:"10" doc:"statements that tell of this day or before"`
}

func (h http) statements(ctx context.Context, in *payStatementsIn) (web.List[StatementShown], error) {
	list, next, total, err := h.s.Statements(ctx, StatementFilter{Payer: in.Payer, State: in.State, From: in.From, To: in.To, Page: in.Page.Page()})
	return web.ListOf(append([]StatementShown{}, list...), next, total), err
}

func (h http) statement(ctx context.Context, in *payIDIn) (StatementPage, error) {
	return h.s.StatementOf(ctx, in.ID)
}

func (h http) exportStatements(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	f := StatementFilter{Payer: q.Get("payer"), State: q.Get("state"), From: q.Get("from"), To: q.Get("to"), Page: db.Page{Limit: db.PageMax, Sort: q.Get("sort")}}
	read := func(cursor string) ([]StatementShown, string, error) {
		f.Page.Cursor = cursor
		rows, next, _, err := h.s.Statements(ctx, f)
		return rows, next, err
	}
	first, next, err := read("")
	if err != nil {
		return err
	}
	mark := ""
	err = h.s.DB.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), "银行流水")
		return journal.Record(ctx, tx, journal.Event{Action: "pay.export", ObjectType: "export", Summary: "导出银行流水", Reason: "银行流水"})
	})
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: "银行流水", Watermark: mark, Columns: []sheet.Column{
		{Title: "付款账户", Width: 18},
		{Title: "文件", Width: 26},
		{Title: "起", Kind: sheet.Date},
		{Title: "止", Kind: sheet.Date},
		{Title: "状态"},
		{Title: "行数", Kind: sheet.Int},
		{Title: "匹配", Kind: sheet.Int},
		{Title: "已说明", Kind: sheet.Int},
		{Title: "待说明", Kind: sheet.Int},
		{Title: "支出（元）", Kind: sheet.Money},
		{Title: "收入（元）", Kind: sheet.Money},
		{Title: "批次", Width: 26},
		{Title: "导入人"},
	}}
	return sheet.Serve(w, "银行流水-"+clock.Date(h.s.DB.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return sheet.Pages(out, fund.ExportMax, first, next, read, func(x StatementShown) []any {
			nos := ""
			for i, b := range x.Batches {
				if i > 0 {
					nos += "、"
				}
				nos += b.No
			}
			state := map[string]string{"open": "有差异待说明", "balanced": "相符"}[x.State]
			return []any{x.PayerName, x.Name, x.FromOn, x.ToOn, state, x.Rows, x.Matched, x.Explained, x.Open, x.OutFen, x.InFen, nos, x.MadeBy}
		})
	})
}
