package gift

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const (
	pledgeColumns = "p.id, p.no, p.campaign_id, p.list_id, p.row_no, p.org_path, p.donor_id, p.amount_fen, p.pledged_on, p.origin_index, p.state, p.collection_id, " +
		"p.reason, p.made_at, p.made_by, p.version, p.updated_at, p.updated_by"
	donorColumns      = "id, kind, anonymous, name, masked, phone, phone_index, credit_code, unit, made_at"
	collectionColumns = "id, no, campaign_id, fund_id, list_id, channel, pledge_count, amount_fen, received_on, payer, evidence_no, file_id, state, " +
		"receipt_id, tx_id, made_at, made_by, made_by_id, confirmed_by, reason, version, updated_at, updated_by"
	giftColumns = "g.id, g.no, g.campaign_id, g.fund_id, g.collection_id, g.pledge_id, g.org_path, g.donor_id, g.form, g.amount_fen, g.purposes, g.received_on, " +
		"g.state, g.made_at, g.version, g.updated_at, g.updated_by"
	receiptColumns = "id, gift_id, year, seq, number, check_code, follow_code, amount_fen, item, lines, state, issued_on, payee, reviewer, cancelled_on, cancelled_by, reason"
	requestColumns = "id, gift_id, kind, amount_fen, to_fund_id, reason, document_no, lines, file_id, state, asked_at, asked_by, asked_by_id, decided_at, decided_by, " +
		"note, tx_id, version, updated_at, updated_by"
)

func insertPledges(ctx context.Context, tx *db.Tx, donors []donor, pledges []Pledge) error {
	if err := db.InsertMany(ctx, tx, "gift_donors", donors); err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, "gift_pledges", pledges)
}

func findDonor(ctx context.Context, tx *db.Tx, id string) (donor, error) {
	return db.One[donor](ctx, tx, "SELECT "+donorColumns+" FROM gift_donors WHERE id = $1", id)
}

func findDonors(ctx context.Context, tx *db.Tx, ids []string) (map[string]donor, error) {
	out := map[string]donor{}
	for len(ids) > 0 {
		n := min(len(ids), maxIDs)
		q := db.NewQuery("SELECT " + donorColumns + " FROM gift_donors WHERE ")
		db.In(q, "id", ids[:n])
		err := db.Each(ctx, tx, func(d donor) error { out[d.ID] = d; return nil }, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return out, nil
}

func findPledge(ctx context.Context, tx *db.Tx, a *authz.Actor, id string) (Pledge, error) {
	q := db.NewQuery("SELECT "+pledgeColumns+" FROM gift_pledges p WHERE p.id = ?", id)
	scoped(q, a, PermView, "p.org_path")
	return db.One[Pledge](ctx, tx, q.Text(), q.Args()...)
}

func pledgeByNo(ctx context.Context, tx *db.Tx, no string) (Pledge, error) {
	return db.One[Pledge](ctx, tx, "SELECT "+pledgeColumns+" FROM gift_pledges p WHERE p.no = $1", no)
}

func giftOfPledge(ctx context.Context, tx *db.Tx, pledgeID string) (Gift, error) {
	return db.One[Gift](ctx, tx, "SELECT "+giftColumns+" FROM gifts g WHERE g.pledge_id = $1", pledgeID)
}

// findOpenPledges are those of a campaign that wait for their money: of one list, or with the given numbers.
func findOpenPledges(ctx context.Context, tx *db.Tx, campaignID, listID string, numbers []string) ([]Pledge, error) {
	q := db.NewQuery("SELECT "+pledgeColumns+" FROM gift_pledges p WHERE p.campaign_id = ? AND p.state = 'pledged'", campaignID).
		If(listID != "", " AND p.list_id = ?", listID)
	if len(numbers) > 0 {
		q.Add(" AND ")
		db.In(q, "p.no", numbers)
	}
	q.Add(" ORDER BY p.no LIMIT 20000")
	return db.All[Pledge](ctx, tx, q.Text(), q.Args()...)
}

// waiting is what of a list has brought no money yet.
type waiting struct {
	ListID string `db:"list_id"`
	N      int64  `db:"n"`
	SumFen int64  `db:"sum_fen"`
}

func findWaiting(ctx context.Context, tx *db.Tx, campaignID string) (map[string]waiting, error) {
	rows, err := db.All[waiting](ctx, tx, "SELECT list_id, COUNT(*) AS n, CAST(SUM(amount_fen) AS BIGINT) AS sum_fen FROM gift_pledges "+
		"WHERE campaign_id = $1 AND state = 'pledged' AND list_id <> '' GROUP BY list_id", campaignID)
	out := make(map[string]waiting, len(rows))
	for _, r := range rows {
		out[r.ListID] = r
	}
	return out, err
}

func findPledgesOf(ctx context.Context, tx *db.Tx, collectionID string) ([]Pledge, error) {
	return db.All[Pledge](ctx, tx, "SELECT "+pledgeColumns+" FROM gift_pledges p WHERE p.collection_id = $1 AND p.collection_id <> '' ORDER BY p.no", collectionID)
}

// movePledges turns the pledges of one state into another; a number that differs from theirs tells that somebody was faster.
func movePledges(ctx context.Context, tx *db.Tx, list []Pledge, from, to flow.State, collectionID, reason string) error {
	done := int64(0)
	for rest := list; len(rest) > 0; {
		n := min(len(rest), maxIDs)
		ids := make([]string, n)
		for i, p := range rest[:n] {
			ids[i] = p.ID
		}
		q := db.NewQuery("UPDATE gift_pledges SET state = ?, collection_id = ?, reason = ?, version = version + 1, updated_at = ?, updated_by = ? WHERE state = ? AND ",
			to, collectionID, reason, tx.NowMS(), authz.From(ctx).Who(), from)
		db.In(q, "id", ids)
		m, err := tx.Exec(ctx, q.Text(), q.Args()...)
		if err != nil {
			return err
		}
		done += m
		rest = rest[n:]
	}
	if done != int64(len(list)) {
		return errs.New(errs.Conflict, "gift.received_already")
	}
	return nil
}

// PledgeFilter narrows the list of pledges.
type PledgeFilter struct {
	CampaignID, ListID, State string
	Page                      db.Page
}

func (f PledgeFilter) query(columns string, a *authz.Actor) *db.Query {
	q := db.NewQuery("SELECT "+columns+" FROM gift_pledges p WHERE 1=1").
		If(f.CampaignID != "", " AND p.campaign_id = ?", f.CampaignID).
		If(f.ListID != "", " AND p.list_id = ?", f.ListID).
		If(f.State != "", " AND p.state = ?", f.State)
	scoped(q, a, PermView, "p.org_path")
	return q
}

func listPledges(ctx context.Context, tx *db.Tx, a *authz.Actor, f PledgeFilter) ([]Pledge, string, int64, error) {
	q := f.query(pledgeColumns, a)
	s, err := f.Page.Order(map[string]db.Sort{"no": {Column: "p.no", ID: "p.id"}, "amount_fen": {Column: "p.amount_fen", ID: "p.id"}}, "-no")
	if err != nil {
		return nil, "", 0, err
	}
	if err := q.Keyset(s, f.Page); err != nil {
		return nil, "", 0, err
	}
	rows, err := db.All[Pledge](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", 0, err
	}
	rows, cursor := db.Cut(f.Page, rows, func(p Pledge) (any, string) {
		if s.Column == "p.amount_fen" {
			return p.AmountFen, p.ID
		}
		return p.No, p.ID
	})
	n := f.query("COUNT(*)", a)
	total, err := db.One[int64](ctx, tx, n.Text(), n.Args()...)
	return rows, cursor, total, err
}

func insertCollection(ctx context.Context, tx *db.Tx, c Collection) error {
	return tx.Insert(ctx, "gift_collections", c)
}

func findCollection(ctx context.Context, tx *db.Tx, id string) (Collection, error) {
	return db.One[Collection](ctx, tx, "SELECT "+collectionColumns+" FROM gift_collections WHERE id = $1", id)
}

func findCollections(ctx context.Context, tx *db.Tx, campaignID string) ([]Collection, error) {
	return db.All[Collection](ctx, tx, "SELECT "+collectionColumns+" FROM gift_collections WHERE campaign_id = $1 ORDER BY id DESC LIMIT 500", campaignID)
}

func countCounted(ctx context.Context, tx *db.Tx, campaignID string) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COUNT(*) FROM gift_collections WHERE campaign_id = $1 AND state = 'counted'", campaignID)
}

func updateCollection(ctx context.Context, tx *db.Tx, c *Collection) error {
	n, err := tx.Exec(ctx, "UPDATE gift_collections SET state = $1, receipt_id = $2, tx_id = $3, confirmed_by = $4, reason = $5, version = version + 1, updated_at = $6, "+
		"updated_by = $7 WHERE id = $8 AND version = $9", c.State, c.ReceiptID, c.TxID, c.ConfirmedBy, c.Reason, tx.NowMS(), authz.From(ctx).Who(), c.ID, c.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := findCollection(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		return stale(now.UpdatedBy, now.UpdatedAt)
	}
	c.Version++
	c.UpdatedAt, c.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return nil
}

func insertGifts(ctx context.Context, tx *db.Tx, gifts []Gift, receipts []Receipt) error {
	if err := db.InsertMany(ctx, tx, "gifts", gifts); err != nil {
		return err
	}
	return insertReceipts(ctx, tx, receipts)
}

func insertReceipts(ctx context.Context, tx *db.Tx, receipts []Receipt) error {
	return db.InsertMany(ctx, tx, "gift_receipts", receipts)
}

func findGift(ctx context.Context, tx *db.Tx, a *authz.Actor, id string) (Gift, error) {
	q := db.NewQuery("SELECT "+giftColumns+" FROM gifts g WHERE g.id = ?", id)
	scoped(q, a, PermView, "g.org_path")
	return db.One[Gift](ctx, tx, q.Text(), q.Args()...)
}

// rawGift reads a gift for the donor who holds its receipt.
func rawGift(ctx context.Context, tx *db.Tx, id string) (Gift, error) {
	return db.One[Gift](ctx, tx, "SELECT "+giftColumns+" FROM gifts g WHERE g.id = $1", id)
}

func findGifts(ctx context.Context, tx *db.Tx, ids []string) (map[string]Gift, error) {
	out := map[string]Gift{}
	for len(ids) > 0 {
		n := min(len(ids), maxIDs)
		q := db.NewQuery("SELECT " + giftColumns + " FROM gifts g WHERE ")
		db.In(q, "g.id", ids[:n])
		if err := db.Each(ctx, tx, func(g Gift) error { out[g.ID] = g; return nil }, q.Text(), q.Args()...); err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return out, nil
}

// share is a gift behind a receipt of the fund room.
type share struct {
	ReceiptID  string `db:"receipt_id"`
	GiftID     string `db:"gift_id"`
	CampaignID string `db:"campaign_id"`
	AmountFen  int64  `db:"amount_fen"`
}

// findShares are the gifts of money behind each of the fund room's receipts, in their order.
func findShares(ctx context.Context, tx *db.Tx, receipts []string) (map[string][]Share, error) {
	out := map[string][]Share{}
	for len(receipts) > 0 {
		n := min(len(receipts), maxIDs)
		q := db.NewQuery("SELECT c.receipt_id, g.id AS gift_id, g.campaign_id, g.amount_fen FROM gift_collections c JOIN gifts g ON g.collection_id = c.id " +
			"WHERE c.receipt_id <> '' AND g.form = 'money' AND ")
		db.In(q, "c.receipt_id", receipts[:n])
		q.Add(" ORDER BY c.receipt_id, g.no")
		err := db.Each(ctx, tx, func(r share) error {
			out[r.ReceiptID] = append(out[r.ReceiptID], Share{Gift: r.GiftID, Campaign: r.CampaignID, Amount: r.AmountFen})
			return nil
		}, q.Text(), q.Args()...)
		if err != nil {
			return nil, err
		}
		receipts = receipts[n:]
	}
	return out, nil
}

// GiftFilter narrows the list of gifts; Number is a receipt's.
type GiftFilter struct {
	CampaignID, FundID, State, Form, Number string
	Page                                    db.Page
}

func (f GiftFilter) query(columns string, a *authz.Actor) *db.Query {
	q := db.NewQuery("SELECT "+columns+" FROM gifts g WHERE 1=1").
		If(f.CampaignID != "", " AND g.campaign_id = ?", f.CampaignID).
		If(f.FundID != "", " AND g.fund_id = ?", f.FundID).
		If(f.State != "", " AND g.state = ?", f.State).
		If(f.Form != "", " AND g.form = ?", f.Form).
		If(f.Number != "", " AND EXISTS (SELECT 1 FROM gift_receipts r WHERE r.gift_id = g.id AND r.number = ?)", f.Number)
	scoped(q, a, PermView, "g.org_path")
	return q
}

func listGifts(ctx context.Context, tx *db.Tx, a *authz.Actor, f GiftFilter) ([]Gift, string, int64, error) {
	q := f.query(giftColumns, a)
	s, err := f.Page.Order(map[string]db.Sort{"no": {Column: "g.no", ID: "g.id"}, "amount_fen": {Column: "g.amount_fen", ID: "g.id"}}, "-no")
	if err != nil {
		return nil, "", 0, err
	}
	if err := q.Keyset(s, f.Page); err != nil {
		return nil, "", 0, err
	}
	rows, err := db.All[Gift](ctx, tx, q.Text(), q.Args()...)
	if err != nil {
		return nil, "", 0, err
	}
	rows, cursor := db.Cut(f.Page, rows, func(g Gift) (any, string) {
		if s.Column == "g.amount_fen" {
			return g.AmountFen, g.ID
		}
		return g.No, g.ID
	})
	n := f.query("COUNT(*)", a)
	total, err := db.One[int64](ctx, tx, n.Text(), n.Args()...)
	return rows, cursor, total, err
}

func updateGift(ctx context.Context, tx *db.Tx, g *Gift) error {
	n, err := tx.Exec(ctx, "UPDATE gifts SET state = $1, version = version + 1, updated_at = $2, updated_by = $3 WHERE id = $4 AND version = $5",
		g.State, tx.NowMS(), authz.From(ctx).Who(), g.ID, g.Version)
	if err == nil && n == 0 {
		return stale(g.UpdatedBy, g.UpdatedAt)
	}
	g.Version++
	return err
}

func findReceipt(ctx context.Context, tx *db.Tx, number string) (Receipt, error) {
	return db.One[Receipt](ctx, tx, "SELECT "+receiptColumns+" FROM gift_receipts WHERE number = $1", number)
}

// findReceipts gives the latest receipt of each gift: the one in force, if there is one.
func findReceipts(ctx context.Context, tx *db.Tx, gifts []string) (map[string]Receipt, error) {
	out := map[string]Receipt{}
	for len(gifts) > 0 {
		n := min(len(gifts), maxIDs)
		q := db.NewQuery("SELECT " + receiptColumns + " FROM gift_receipts WHERE ")
		db.In(q, "gift_id", gifts[:n])
		q.Add(" ORDER BY number")
		if err := db.Each(ctx, tx, func(r Receipt) error { out[r.GiftID] = r; return nil }, q.Text(), q.Args()...); err != nil {
			return nil, err
		}
		gifts = gifts[n:]
	}
	return out, nil
}

func cancelReceipt(ctx context.Context, tx *db.Tx, giftID, reason string) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "gift.receipt_cancelled"),
		"UPDATE gift_receipts SET state = 'cancelled', cancelled_on = $1, cancelled_by = $2, reason = $3 WHERE gift_id = $4 AND state = 'issued'",
		tx.Today(), authz.From(ctx).Who(), reason, giftID)
}

func insertRequest(ctx context.Context, tx *db.Tx, r Request) error {
	return tx.Insert(ctx, "gift_requests", r)
}

func findRequest(ctx context.Context, tx *db.Tx, id string) (Request, error) {
	return db.One[Request](ctx, tx, "SELECT "+requestColumns+" FROM gift_requests WHERE id = $1", id)
}

func findRequests(ctx context.Context, tx *db.Tx, giftID string) ([]Request, error) {
	return db.All[Request](ctx, tx, "SELECT "+requestColumns+" FROM gift_requests WHERE gift_id = $1 ORDER BY id DESC", giftID)
}

func updateRequest(ctx context.Context, tx *db.Tx, r *Request) error {
	n, err := tx.Exec(ctx, "UPDATE gift_requests SET state = $1, decided_at = $2, decided_by = $3, note = $4, tx_id = $5, version = version + 1, updated_at = $2, "+
		"updated_by = $3 WHERE id = $6 AND version = $7", r.State, r.DecidedAt, r.DecidedBy, r.Note, r.TxID, r.ID, r.Version)
	if err == nil && n == 0 {
		return stale(r.UpdatedBy, r.UpdatedAt)
	}
	r.Version++
	return err
}

// findUnits sums the gifts of a campaign by the organisation whose list brought them, larger numbers first; goods of a delivery to one gift
// that went back are taken off.
func findUnits(ctx context.Context, tx *db.Tx, campaignID string) ([]UnitSum, error) {
	return db.All[UnitSum](ctx, tx, "SELECT COALESCE(l.org_name, '') AS unit, COUNT(*) AS n, CAST(SUM(g.amount_fen - COALESCE(b.back_fen, 0)) AS BIGINT) AS amount_fen FROM gifts g "+
		"LEFT JOIN (SELECT x.collection_id, SUM(x.back_fen) AS back_fen FROM gift_goods x JOIN gift_collections c ON c.id = x.collection_id AND c.pledge_count = 1 "+
		"GROUP BY x.collection_id) b ON b.collection_id = g.collection_id JOIN gift_pledges p ON p.id = g.pledge_id LEFT JOIN gift_lists l ON l.id = p.list_id WHERE g.campaign_id = $1 AND g.state = 'received' "+
		"GROUP BY COALESCE(l.org_name, '') ORDER BY COUNT(*) DESC, COALESCE(l.org_name, '')", campaignID)
}
