package gift

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const (
	campaignColumns = "id, code, name, aim, purposes, reach, organiser, charity, charity_code, certificate_no, filing_no, filed_on, filed_with, ticket_code, " +
		"fund_id, from_on, to_on, payee_account, phone, state, closed_on, reason, made_at, made_by, version, updated_at, updated_by"
	listColumns = "id, campaign_id, org_id, org_path, org_name, file_name, file_size, media_type, sha256, row_count, good, bad, sum_fen, findings, state, " +
		"made_at, made_by, version, updated_at, updated_by"
	disclosureColumns = "id, campaign_id, kind, up_to, due_on, state, published_on, published_by, place, report"
	maxIDs            = 5000
)

// next counts up a named series by n and gives the last number.
func next(ctx context.Context, tx *db.Tx, name string, n int64) (int64, error) {
	return db.One[int64](ctx, tx, "INSERT INTO gift_numbers (name, last) VALUES ($1, $2) "+
		"ON CONFLICT (name) DO UPDATE SET last = gift_numbers.last + $2 RETURNING last", name, n)
}

func insertCampaign(ctx context.Context, tx *db.Tx, c Campaign) error {
	return tx.Insert(ctx, "gift_campaigns", c)
}

func findCampaign(ctx context.Context, tx *db.Tx, id string) (Campaign, error) {
	return db.One[Campaign](ctx, tx, "SELECT "+campaignColumns+" FROM gift_campaigns WHERE id = $1", id)
}

func findCampaignByCode(ctx context.Context, tx *db.Tx, code string) (Campaign, error) {
	return db.One[Campaign](ctx, tx, "SELECT "+campaignColumns+" FROM gift_campaigns WHERE code = $1", code)
}

func findCampaigns(ctx context.Context, tx *db.Tx, state string) ([]Campaign, error) {
	return db.All[Campaign](ctx, tx, "SELECT "+campaignColumns+" FROM gift_campaigns WHERE ($1 = '' OR state = $1) ORDER BY from_on DESC, id DESC", state)
}

// updateCampaign writes all that may change, by its version.
func updateCampaign(ctx context.Context, tx *db.Tx, c *Campaign) error {
	n, err := tx.Exec(ctx, "UPDATE gift_campaigns SET code = $1, name = $2, aim = $3, purposes = $4, reach = $5, organiser = $6, charity = $7, charity_code = $8, "+
		"certificate_no = $9, filing_no = $10, filed_on = $11, filed_with = $12, ticket_code = $13, fund_id = $14, from_on = $15, to_on = $16, payee_account = $17, "+
		"phone = $18, state = $19, closed_on = $20, reason = $21, version = version + 1, updated_at = $22, updated_by = $23 WHERE id = $24 AND version = $25",
		c.Code, c.Name, c.Aim, c.Purposes, c.Reach, c.Organiser, c.Charity, c.CharityCode, c.CertificateNo, c.FilingNo, c.FiledOn, c.FiledWith, c.TicketCode, c.FundID,
		c.FromOn, c.ToOn, c.PayeeAccount, c.Phone, c.State, c.ClosedOn, c.Reason, tx.NowMS(), authz.From(ctx).Who(), c.ID, c.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		now, err := findCampaign(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		return stale(now.UpdatedBy, now.UpdatedAt)
	}
	c.Version++
	c.UpdatedAt, c.UpdatedBy = tx.NowMS(), authz.From(ctx).Who()
	return nil
}

// totals are the sums of a campaign.
type totals struct {
	CampaignID  string `db:"campaign_id"`
	Pledges     int64  `db:"pledges"`
	PledgedFen  int64  `db:"pledged_fen"`
	Gifts       int64  `db:"gifts"`
	MoneyFen    int64  `db:"money_fen"`
	GoodsFen    int64  `db:"goods_fen"`
	RefundedFen int64  `db:"refunded_fen"` // money
	BackFen     int64  `db:"back_fen"`     // goods
}

func findTotals(ctx context.Context, tx *db.Tx) (map[string]totals, error) {
	rows, err := db.All[totals](ctx, tx, "SELECT campaign_id, CAST(SUM(p) AS BIGINT) AS pledges, CAST(SUM(pf) AS BIGINT) AS pledged_fen, CAST(SUM(g) AS BIGINT) AS gifts, "+
		"CAST(SUM(mf) AS BIGINT) AS money_fen, CAST(SUM(gf) AS BIGINT) AS goods_fen, CAST(SUM(rf) AS BIGINT) AS refunded_fen, CAST(SUM(bf) AS BIGINT) AS back_fen FROM ("+
		"SELECT campaign_id, COUNT(*) AS p, SUM(amount_fen) AS pf, 0 AS g, 0 AS mf, 0 AS gf, 0 AS rf, 0 AS bf FROM gift_pledges WHERE state <> 'cancelled' GROUP BY campaign_id "+
		"UNION ALL SELECT campaign_id, 0, 0, COUNT(*), SUM(CASE WHEN form = 'money' THEN amount_fen ELSE 0 END), SUM(CASE WHEN form = 'goods' THEN amount_fen ELSE 0 END), "+
		"SUM(CASE WHEN state = 'refunded' AND form = 'money' THEN amount_fen ELSE 0 END), 0 FROM gifts GROUP BY campaign_id "+
		"UNION ALL SELECT c.campaign_id, 0, 0, 0, 0, 0, 0, SUM(x.back_fen) FROM gift_goods x JOIN gift_collections c ON c.id = x.collection_id GROUP BY c.campaign_id"+
		") x GROUP BY campaign_id")
	out := make(map[string]totals, len(rows))
	for _, r := range rows {
		out[r.CampaignID] = r
	}
	return out, err
}

func insertList(ctx context.Context, tx *db.Tx, l List) error { return tx.Insert(ctx, "gift_lists", l) }

func findList(ctx context.Context, tx *db.Tx, a *authz.Actor, id string) (List, error) {
	q := db.NewQuery("SELECT "+listColumns+" FROM gift_lists WHERE id = ?", id)
	scoped(q, a, PermView, "org_path")
	return db.One[List](ctx, tx, q.Text(), q.Args()...)
}

func findSameList(ctx context.Context, tx *db.Tx, campaignID, orgID, sha string) (List, error) {
	return db.One[List](ctx, tx, "SELECT "+listColumns+" FROM gift_lists WHERE campaign_id = $1 AND org_id = $2 AND sha256 = $3", campaignID, orgID, sha)
}

func findLists(ctx context.Context, tx *db.Tx, a *authz.Actor, campaignID string) ([]List, error) {
	q := db.NewQuery("SELECT "+listColumns+" FROM gift_lists WHERE campaign_id = ?", campaignID)
	scoped(q, a, PermView, "org_path")
	q.Add(" ORDER BY id DESC LIMIT 500")
	return db.All[List](ctx, tx, q.Text(), q.Args()...)
}

func updateList(ctx context.Context, tx *db.Tx, l *List) error {
	n, err := tx.Exec(ctx, "UPDATE gift_lists SET row_count = $1, good = $2, bad = $3, sum_fen = $4, findings = $5, state = $6, version = version + 1, updated_at = $7, "+
		"updated_by = $8 WHERE id = $9 AND version = $10", l.Rows, l.Good, l.Bad, l.SumFen, l.Findings, l.State, tx.NowMS(), authz.From(ctx).Who(), l.ID, l.Version)
	if err == nil && n == 0 {
		return stale(l.UpdatedBy, l.UpdatedAt)
	}
	l.Version++
	return err
}

func insertDisclosure(ctx context.Context, tx *db.Tx, d Disclosure) error {
	return tx.Insert(ctx, "gift_disclosures", d)
}

func findDisclosures(ctx context.Context, tx *db.Tx, campaignID string) ([]Disclosure, error) {
	return db.All[Disclosure](ctx, tx, "SELECT "+disclosureColumns+" FROM gift_disclosures WHERE campaign_id = $1 ORDER BY due_on, kind DESC", campaignID)
}

func publishDisclosure(ctx context.Context, tx *db.Tx, d Disclosure) error {
	return tx.ExecOne(ctx, errs.New(errs.Conflict, "gift.disclosed_already"),
		"UPDATE gift_disclosures SET state = 'published', published_on = $1, published_by = $2, place = $3, report = $4 WHERE id = $5 AND state = 'due'",
		d.PublishedOn, d.PublishedBy, d.Place, d.Report, d.ID)
}

// dropDue takes back what a campaign would have had to tell, as when it is opened again.
func dropDue(ctx context.Context, tx *db.Tx, campaignID, kind string) error {
	_, err := tx.Exec(ctx, "DELETE FROM gift_disclosures WHERE campaign_id = $1 AND kind = $2 AND state = 'due'", campaignID, kind)
	return err
}

func insertTry(ctx context.Context, tx *db.Tx, t try) error { return tx.Insert(ctx, "gift_tries", t) }

func countTries(ctx context.Context, tx *db.Tx, kind, origin string, since int64) (int64, error) {
	return db.One[int64](ctx, tx, "SELECT COUNT(*) FROM gift_tries WHERE kind = $1 AND origin_index = $2 AND at > $3", kind, origin, since)
}

func deleteTries(ctx context.Context, tx *db.Tx, before int64) error {
	_, err := tx.Exec(ctx, "DELETE FROM gift_tries WHERE at < $1", before)
	return err
}

type stateRow struct {
	State flow.State `db:"state"`
	N     int64      `db:"n"`
}

func countPledges(ctx context.Context, tx *db.Tx, campaignID string) (map[flow.State]int64, error) {
	rows, err := db.All[stateRow](ctx, tx, "SELECT state, COUNT(*) AS n FROM gift_pledges WHERE campaign_id = $1 GROUP BY state", campaignID)
	out := map[flow.State]int64{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out, err
}
