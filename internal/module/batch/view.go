package batch

import (
	"context"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// BatchShown is a batch with its steps and what the actor may do.
type BatchShown struct {
	Batch
	StateText string   `json:"state_text"`
	PayerName string   `json:"payer_name"`
	PayerNow  string   `json:"payer_now" doc:"number of the paying account today where it differs from the one that the batch was locked with and goes out with"`
	Signs     []Sign   `json:"signs"`
	Can       []string `json:"can"`
}

func (s *Service) showBatches(ctx context.Context, tx *db.Tx, list []Batch) ([]BatchShown, error) {
	ids := make([]string, len(list))
	for i, b := range list {
		ids[i] = b.ID
	}
	signs, err := findSigns(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	payers, err := s.funds.PayersTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	payer := map[string]fund.Payer{}
	for _, p := range payers {
		payer[p.Code] = p
	}
	out := make([]BatchShown, len(list))
	for i, b := range list {
		out[i] = BatchShown{Batch: b, StateText: label(ctx, s.table.StateText[b.State]), PayerName: payer[b.Payer].Name, Signs: []Sign{}, Can: s.batchCan(authz.From(ctx), b, signs)}
		if now := payer[b.Payer].AccountNo; b.PayerNo != "" && now != b.PayerNo && b.State != Closed {
			out[i].PayerNow = now
		}
		for _, x := range signs {
			if x.BatchID == b.ID {
				out[i].Signs = append(out[i].Signs, x)
			}
		}
	}
	return out, nil
}

// batchCan leaves out what the actor may not do because of an earlier step of his own.
func (s *Service) batchCan(a *authz.Actor, b Batch, signs []Sign) []string {
	both := []string{string(actReview), string(actSign)}
	out := slices.DeleteFunc(order.Can(s.table, b.State, a), func(x string) bool {
		switch flow.Action(x) {
		case actReview, actRelease:
			return conflicts(signs, b, a.Hand(), makers(), both)
		case actReconcile:
			return conflicts(signs, b, a.Hand(), nil, []string{string(actRelease)})
		case actRepay:
			return b.FailedLines == 0
		case actClose:
			return b.SampleState != SampleDone
		}
		return false
	})
	if a.Has(fund.PermFile) && sent(b.State) {
		out = append(out, "bank_file")
	}
	return out
}

// FindBatches lists batches, newest first. Needs PermView.
func (s *Service) FindBatches(ctx context.Context, states []string, p db.Page) (out []BatchShown, next string, total int64, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return nil, "", 0, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list, n, err := listBatches(ctx, tx, states, p)
		if err != nil {
			return err
		}
		next = n
		if total, err = countBatches(ctx, tx, states); err != nil {
			return err
		}
		out, err = s.showBatches(ctx, tx, list)
		return err
	})
	return out, next, total, err
}

// LineShown is a line as listed, with the words of its codes and the order's present state.
type LineShown struct {
	Line
	CaseNo      string     `json:"case_no"`
	FundName    string     `json:"fund_name"`
	OrderState  flow.State `json:"order_state"`
	Blocked     string     `json:"blocked" doc:"code of what keeps the line from being paid, before it was sent"`
	FailureWord string     `json:"failure_word"`
	ReplacedBy  string     `json:"replaced_by"`
}

// BatchPage is one batch with its lines, return files and unmatched rows.
type BatchPage struct {
	BatchShown
	LineList  []LineShown `json:"line_list"`
	Returns   []Taken     `json:"returns"`
	Unmatched []Unmatched `json:"unmatched_list"`
	Replaces  string      `json:"replaces_no"`
}

// BatchOf reads one batch. Needs PermView.
func (s *Service) BatchOf(ctx context.Context, batchID string) (p BatchPage, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return p, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		b, err := findBatch(ctx, tx, batchID)
		if err != nil {
			return err
		}
		shown, err := s.showBatches(ctx, tx, []Batch{b})
		if err != nil {
			return err
		}
		p.BatchShown = shown[0]
		if b.ReplacesID != "" {
			no, err := findBatchNos(ctx, tx, []string{b.ReplacesID})
			if err != nil {
				return err
			}
			p.Replaces = no[b.ReplacesID]
		}
		if p.LineList, err = s.linesTx(ctx, tx, b); err != nil {
			return err
		}
		if p.Returns, err = findTakens(ctx, tx, b.ID); err != nil {
			return err
		}
		p.Unmatched, err = findUnmatched(ctx, tx, b.ID)
		return err
	})
	return p, err
}

func (s *Service) linesTx(ctx context.Context, tx *db.Tx, b Batch) ([]LineShown, error) {
	lines, err := findLines(ctx, tx, b.ID)
	if err != nil {
		return nil, err
	}
	orders, err := s.ordersOf(ctx, tx, lines)
	if err != nil {
		return nil, err
	}
	blocked := map[string]string{}
	if !sent(b.State) && len(lines) > 0 {
		if e := errs.As(s.payable(ctx, tx, b, lines)); e.Code == "fund.lines_blocked" {
			for _, f := range e.Fields {
				blocked[f.Path] = f.Code
			}
		}
	}
	funds, err := s.funds.FundsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	named := map[string]string{}
	for _, f := range funds {
		named[f.ID] = f.Name
	}
	out := make([]LineShown, len(lines))
	for i, l := range lines {
		o := orders[l.OrderID]
		out[i] = LineShown{Line: l, CaseNo: o.CaseNo, FundName: named[o.FundID], OrderState: o.State, Blocked: blocked[linePath(l)], ReplacedBy: o.ReplacedBy}
		if l.Failure != "" {
			out[i].FailureWord = fund.Said(ctx, order.Failures(), l.Failure)
		}
	}
	return out, nil
}

func (s *Service) ordersOf(ctx context.Context, tx *db.Tx, lines []Line) (map[string]order.Order, error) {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.OrderID
	}
	list, err := s.orders.OrdersByIDTx(ctx, tx, ids)
	out := make(map[string]order.Order, len(list))
	for _, o := range list {
		out[o.ID] = o
	}
	return out, err
}
