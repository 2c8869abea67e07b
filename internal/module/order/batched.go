package order

import (
	"context"

	"yice/internal/kit/db"
)

// Pick narrows what is taken from the waiting orders; empty fields take all.
type Pick struct {
	FundID     string `json:"fund_id,omitempty" maxLength:"26"`
	Purpose    string `json:"purpose,omitempty" maxLength:"30"`
	Department string `json:"department,omitempty" maxLength:"30"`
	Urgent     bool   `json:"urgent,omitempty"`
}

// Batches is what orders ask the room of the batches, which lies above.
type Batches struct {
	// Leave takes an order out of a batch that is still being put together and tells whether its batch has gone to the bank: then
	// nothing stops it any more. A line of a locked batch stays until the batch is sent back; until then it cannot be released.
	Leave func(ctx context.Context, tx *db.Tx, o *Order) (gone bool, err error)
	// Numbers reads the numbers of batches.
	Numbers func(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error)
}

// OnBatches hands over the room of the batches; it calls this itself when it is built.
func (s *Service) OnBatches(b Batches) { s.batches = b }

func (s *Service) leaveTx(ctx context.Context, tx *db.Tx, o *Order) (bool, error) {
	if o.BatchID == "" || o.State != OrderBatched && o.State != OrderHeld {
		return false, nil
	}
	return s.batches.Leave(ctx, tx, o)
}

func (s *Service) numbersTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.batches.Numbers(ctx, tx, ids)
}

// Standing is what keeps orders out of a batch: cases whose revisit is overdue, what has to be kept back first for the order's own fund,
// and orders with a netting that nobody has decided.
type Standing struct {
	Overdue map[string]bool
	Asked   map[string]bool
	claimed map[[2]string]int64
	keep    keeping
}

// Claimed is what the household of an order has still to give back to the order's fund, in fen.
func (st Standing) Claimed(o Order) int64 { return st.claimed[[2]string{o.CaseID, o.FundID}] }

// Owed is what of it has to be kept back from this order before it is paid, in fen: the rest is the household's, or comes back in money.
func (st Standing) Owed(o Order) int64 { return min(st.Claimed(o), st.keep.room(o)) }

// StandingTx reads it for many orders at once. The caller decides who may know.
func (s *Service) StandingTx(ctx context.Context, tx *db.Tx, list []Order) (st Standing, err error) {
	cases, ids := make([]string, len(list)), make([]string, len(list))
	for i, o := range list {
		cases[i], ids[i] = o.CaseID, o.ID
	}
	cases = unique(cases)
	if st.Overdue, err = findOverdue(ctx, tx, cases); err != nil {
		return st, err
	}
	if st.claimed, err = findClaimed(ctx, tx, cases); err != nil {
		return st, err
	}
	if st.keep, err = s.keepingTx(ctx, tx); err != nil {
		return st, err
	}
	asked, err := findNettings(ctx, tx, ids, NettingAsked)
	st.Asked = make(map[string]bool, len(asked))
	for _, n := range asked {
		st.Asked[n.OrderID] = true
	}
	return st, err
}

// PayableTx reads waiting orders of a payer's funds that are due on a day, oldest first. The caller decides who may know.
func (s *Service) PayableTx(ctx context.Context, tx *db.Tx, payer, payOn string, p Pick) ([]Order, error) {
	return findPayable(ctx, tx, payer, payOn, p)
}

// TakeTx puts waiting orders into a batch, all or none; FreeTx lets orders of a batch wait again, the given or all when ids is nil, and
// counts them. The caller has checked the right to do so. Code: fund.order_batched.
func (s *Service) TakeTx(ctx context.Context, tx *db.Tx, ids []string, batchID string) error {
	return batchOrders(ctx, tx, ids, batchID)
}

// FreeTx is the way back of TakeTx.
func (s *Service) FreeTx(ctx context.Context, tx *db.Tx, batchID string, ids []string) (int64, error) {
	return unbatchOrders(ctx, tx, batchID, ids)
}

// DropLostTx takes the orders out of a batch that were held or cancelled while it was locked, and names them.
func (s *Service) DropLostTx(ctx context.Context, tx *db.Tx, batchID string) ([]string, error) {
	return dropLost(ctx, tx, batchID)
}

// UnpaidTx counts the failed orders of a batch that nothing has replaced yet. The caller decides who may know.
func (s *Service) UnpaidTx(ctx context.Context, tx *db.Tx, batchID string) (int64, error) {
	return countUnpaid(ctx, tx, batchID)
}

// BookingsTx reads the ids of the ledger's transactions that paid the orders of a batch. The caller decides who may know.
func (s *Service) BookingsTx(ctx context.Context, tx *db.Tx, batchID string) ([]string, error) {
	return findSettled(ctx, tx, batchID)
}
