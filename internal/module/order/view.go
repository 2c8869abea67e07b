package order

import (
	"context"
	"slices"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

// OrderShown is an order as listed: with names, the end of the account number, and what the actor may do.
type OrderShown struct {
	Order
	StateText  string   `json:"state_text"`
	PeriodText string   `json:"period_text" doc:"the period in words"`
	FundName   string   `json:"fund_name"`
	PersonName string   `json:"person_name"`
	PayeeName  string   `json:"payee_name"`
	Bank       string   `json:"bank"`
	Last4      string   `json:"last4"`
	BatchNo    string   `json:"batch_no"`
	Overdue    bool     `json:"overdue" doc:"the household's revisit is overdue"`
	ClaimedFen int64    `json:"claimed_fen" doc:"what the household has still to give back to the fund"`
	NetFen     int64    `json:"net_fen" doc:"of it, what is kept back from this order before it is paid"`
	KeepFen    int64    `json:"keep_fen" doc:"what the household keeps of this order when something is netted; 0: no rule says so"`
	Exempt     bool     `json:"exempt" doc:"the order is not netted at all: parameter netting.exempt"`
	PayFen     int64    `json:"pay_fen" doc:"what the bank pays: the amount without what other funds get of it"`
	Can        []string `json:"can"`
}

func (s *Service) showOrders(ctx context.Context, tx *db.Tx, list []Order) ([]OrderShown, error) {
	var persons, accounts, batches []string
	for _, o := range list {
		persons, accounts = append(persons, o.PayeePersonID), append(accounts, o.BankAccountID)
		if o.PersonID != "" {
			persons = append(persons, o.PersonID)
		}
		if o.BatchID != "" {
			batches = append(batches, o.BatchID)
		}
	}
	names, err := s.people.PersonsTx(ctx, tx, unique(persons))
	if err != nil {
		return nil, err
	}
	name := map[string]string{}
	for _, p := range names {
		name[p.ID] = p.Name
	}
	account, err := s.people.AccountsTx(ctx, tx, unique(accounts))
	if err != nil {
		return nil, err
	}
	st, err := s.StandingTx(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	no, err := s.numbersTx(ctx, tx, unique(batches))
	if err != nil {
		return nil, err
	}
	funds, err := s.funds.FundsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	fundName := map[string]string{}
	for _, f := range funds {
		fundName[f.ID] = f.Name
	}
	out := make([]OrderShown, len(list))
	for i, o := range list {
		a := account[o.BankAccountID]
		o.Reason = fund.Said(ctx, holdReasons(), o.Reason)
		out[i] = OrderShown{
			Order: o, StateText: label(ctx, s.orders.StateText[o.State]), PeriodText: PeriodWord(o.Period).In(web.Language(ctx)), FundName: fundName[o.FundID], PersonName: name[o.PersonID],
			PayeeName: name[o.PayeePersonID], Bank: a.Bank, Last4: a.Last4, BatchNo: no[o.BatchID], Overdue: st.Overdue[o.CaseID], PayFen: o.PayFen(),
			ClaimedFen: st.Claimed(o), NetFen: st.Owed(o), KeepFen: st.keep.kept(o), Exempt: st.keep.exempts(o), Can: s.orderCan(ctx, o, st.Owed(o)),
		}
	}
	return out, nil
}

func (s *Service) orderCan(ctx context.Context, o Order, owed int64) []string {
	out := Can(s.orders, o.State, authz.From(ctx))
	if owed == 0 {
		out = without(out, actNet)
	}
	if o.State == OrderHeld && o.HeldBy == heldByCase {
		out = without(out, actResume)
	}
	return out
}

func without(list []string, act flow.Action) []string {
	return slices.DeleteFunc(list, func(a string) bool { return a == string(act) })
}

// OrderList is a page of orders with the count and the sum of all that match; both end at Capped.
type OrderList struct {
	Items    []OrderShown
	Next     string
	Total    int64
	TotalFen int64
	Capped   bool
}

// FindOrders lists orders. Needs fund.PermView.
func (s *Service) FindOrders(ctx context.Context, f OrderFilter) (l OrderList, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return l, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list, next, err := listOrders(ctx, tx, f)
		if err != nil {
			return err
		}
		t, err := totalOrders(ctx, tx, f)
		if err != nil {
			return err
		}
		l.Next, l.Total, l.TotalFen, l.Capped = next, min(t.N, totalCap), t.Fen, t.N > totalCap
		l.Items, err = s.showOrders(ctx, tx, list)
		return err
	})
	return l, err
}

// OrderPage is one order with what the same subject got from all funders in the year, its nettings, and, while it waits, what the
// household owes to other funds.
type OrderPage struct {
	OrderShown
	Earlier  []Earlier      `json:"earlier"`
	Nettings []NettingShown `json:"nettings"`
	Claims   []ClaimShown   `json:"claims"`
}

// Order reads one order. Needs fund.PermView.
func (s *Service) Order(ctx context.Context, orderID string) (p OrderPage, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return p, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		o, err := findOrder(ctx, tx, orderID)
		if err != nil {
			return err
		}
		shown, err := s.showOrders(ctx, tx, []Order{o})
		if err != nil {
			return err
		}
		p.OrderShown = shown[0]
		if p.Nettings, p.Claims, err = s.nettingsTx(ctx, tx, o); err != nil {
			return err
		}
		if len(p.Claims) == 0 {
			p.Can = without(p.Can, actAskNet)
		}
		p.Earlier, err = findEarlier(ctx, tx, o.SubjectID, "", o.Year)
		for i, e := range p.Earlier {
			p.Earlier[i].Period = PeriodWord(e.Period).In(web.Language(ctx))
		}
		return err
	})
	return p, err
}
