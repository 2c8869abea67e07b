package sunlight

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"testing"
	"time"

	"yice/internal/core/ledger"
	"yice/internal/kit/db"
	"yice/internal/kit/id"
	"yice/internal/module/gift"
	"yice/internal/module/order"
)

// crowd fills the pool with n gifts and as many payments, over two months, in the rows that the rooms would have written.
type crowd struct {
	*hall
	gifts    []gift.Gift
	receipts []gift.Receipt
	orders   []order.Order
}

type pledgeRow struct {
	ID         string `db:"id"`
	No         string `db:"no"`
	CampaignID string `db:"campaign_id"`
	DonorID    string `db:"donor_id"`
	AmountFen  int64  `db:"amount_fen"`
	PledgedOn  string `db:"pledged_on"`
	State      string `db:"state"`
	MadeAt     int64  `db:"made_at"`
	MadeBy     string `db:"made_by"`
	Version    int64  `db:"version"`
	UpdatedAt  int64  `db:"updated_at"`
	UpdatedBy  string `db:"updated_by"`
}

type donorRow struct {
	ID         string `db:"id"`
	Kind       string `db:"kind"`
	Anonymous  bool   `db:"anonymous"`
	Name       string `db:"name"`
	Masked     string `db:"masked"`
	Phone      string `db:"phone"`
	PhoneIndex string `db:"phone_index"`
	MadeAt     int64  `db:"made_at"`
}

const atOnce = 100

// given books the gifts, a hundred to a collection.
func (c *crowd) given(camp gift.Campaign, n int) {
	for at := 0; at < n; at += atOnce {
		c.Do(c.System(), func(ctx context.Context, tx *db.Tx) error {
			k := gift.Collection{
				ID: id.New(tx.Now()), No: fmt.Sprint("K", at), CampaignID: camp.ID, FundID: c.pool.ID, Channel: gift.Bank, PledgeCount: atOnce, AmountFen: atOnce * 10_000,
				ReceivedOn: tx.Today(), EvidenceNo: fmt.Sprint("K", at), State: gift.Received, ReceiptID: fmt.Sprint("k", at), MadeAt: tx.NowMS(), Version: 1, UpdatedAt: tx.NowMS(),
			}
			var donors []donorRow
			var pledges []pledgeRow
			var gifts []gift.Gift
			var receipts []gift.Receipt
			for i := at; i < min(at+atOnce, n); i++ {
				d := donorRow{ID: id.New(tx.Now()), Kind: "person", Masked: "林*军", MadeAt: tx.NowMS()}
				p := pledgeRow{ID: id.New(tx.Now()), No: fmt.Sprint("P", i), CampaignID: camp.ID, DonorID: d.ID, AmountFen: 10_000, PledgedOn: tx.Today(), State: "received", MadeAt: tx.NowMS(), Version: 1, UpdatedAt: tx.NowMS()}
				g := gift.Gift{
					ID: id.New(tx.Now()), No: fmt.Sprintf("G%07d", i), CampaignID: camp.ID, FundID: c.pool.ID, CollectionID: k.ID, PledgeID: p.ID, DonorID: d.ID, Form: "money", AmountFen: 10_000,
					ReceivedOn: tx.Today(), State: gift.Received, MadeAt: tx.NowMS(), Version: 1, UpdatedAt: tx.NowMS(),
				}
				r := gift.Receipt{ID: id.New(tx.Now()), GiftID: g.ID, Year: "2019", Seq: int64(i) + 1, Number: fmt.Sprintf("2019%06d", i+1), CheckCode: "CHECK", AmountFen: 10_000, State: gift.Issued, IssuedOn: tx.Today()}
				r.FollowCode = c.keys.Seal("gift_receipts", "follow_code", r.ID, "FOLLOWCODE")
				donors, pledges, gifts, receipts = append(donors, d), append(pledges, p), append(gifts, g), append(receipts, r)
			}
			for _, err := range []error{
				tx.Insert(ctx, "gift_collections", k), db.InsertMany(ctx, tx, "gift_donors", donors), db.InsertMany(ctx, tx, "gift_pledges", pledges),
				db.InsertMany(ctx, tx, "gifts", gifts), db.InsertMany(ctx, tx, "gift_receipts", receipts),
			} {
				if err != nil {
					return err
				}
			}
			c.gifts, c.receipts = append(c.gifts, gifts...), append(c.receipts, receipts...)
			_, err := ledger.PostTx(ctx, tx, ledger.New{
				Key: "k/" + k.ID, Meta: map[string]string{"kind": "receipt", "receipt": k.ReceiptID},
				Postings: []ledger.Posting{{Debit: "bank/" + c.pool.ID, Credit: "fund/" + c.pool.ID, Amount: int64(len(gifts)) * 10_000}},
			})
			return err
		})
	}
}

// paid promises and pays n orders; one in twenty falls instead, and one in fifty replaced a failed one.
func (c *crowd) paid(n int) {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	kinds := []string{"medical", "living", "study", "housing"}
	for at := 0; at < n; at += 500 {
		c.Do(c.System(), func(ctx context.Context, tx *db.Tx) error {
			var orders []order.Order
			var holds []ledger.Act
			for i := at; i < min(at+500, n); i++ {
				o := order.Order{
					ID: id.New(tx.Now()), CaseID: fmt.Sprint("case", i%(n/4+1)), CaseNo: fmt.Sprint("DQ-", i), SubjectID: fmt.Sprint("who", i%(n/4+1)), Purpose: kinds[r.IntN(4)], Period: fmt.Sprint("p", i), Year: "2020",
					FundID: c.pool.ID, AmountFen: 5_000 + r.Int64N(4_000), DueOn: tx.Today(), State: "paid", PaidOn: tx.Today(), MadeAt: tx.NowMS(), Version: 1, UpdatedAt: tx.NowMS(),
				}
				if k := len(orders); i%50 == 7 && k > 0 {
					o.ReplacesID, o.AmountFen = orders[k-1].ID, orders[k-1].AmountFen
					orders[k-1].ReplacedBy = o.ID
				}
				orders = append(orders, o)
			}
			first := func(o order.Order) bool { return o.ReplacesID == "" }
			for _, o := range orders {
				if first(o) {
					holds = append(holds, ledger.Hold(ledger.New{
						Key: "order/" + o.ID, Meta: map[string]string{"kind": "order", "order": o.ID},
						Postings: []ledger.Posting{{Debit: "fund/" + c.pool.ID, Credit: "bank/" + c.pool.ID, Amount: o.AmountFen}},
					}, 0))
				}
			}
			held, err := ledger.DoTx(ctx, tx, holds...)
			if err != nil {
				return err
			}
			var ends []ledger.Act
			k := 0
			for _, o := range orders {
				if !first(o) {
					continue
				}
				end := ledger.End{Hold: held[k].ID, Key: "order/" + o.ID + "/end", Meta: map[string]string{"kind": "payment", "order": o.ID}}
				if o.ReplacedBy != "" {
					end.Meta["order"] = o.ReplacedBy
				}
				if k++; k%20 == 3 {
					end.Meta["kind"] = "cancel"
					ends = append(ends, ledger.Release(end))
				} else {
					ends = append(ends, ledger.Settle(end))
				}
			}
			if err := db.InsertMany(ctx, tx, "fund_orders", orders); err != nil {
				return err
			}
			c.orders = append(c.orders, orders...)
			_, err = ledger.DoTx(ctx, tx, ends...)
			return err
		})
		if at == n/1000*500 {
			c.Later(31 * 24 * time.Hour)
		}
	}
}

// TestManyGiftsAreFollowedFromWhereItStood asks everything of a fund with many gifts and payments, before and after another entry, and again
// of rooms that keep nothing. YICE_SOAK_GIFTS says how many, and then how long each answer takes.
func TestManyGiftsAreFollowedFromWhereItStood(t *testing.T) {
	t.Parallel()
	n, soak := 2_000, false
	if v, err := strconv.Atoi(os.Getenv("YICE_SOAK_GIFTS")); err == nil {
		n, soak = v, true
	}
	c := &crowd{hall: open(t)}
	camp := c.campaign()
	c.given(camp, n)
	c.paid(n)
	c.Later(31 * 24 * time.Hour)
	timed := func(what string, do func() error) {
		t.Helper()
		start := time.Now()
		c.must(do())
		if soak {
			t.Logf("%-40s %8.1f ms", what, float64(time.Since(start).Microseconds())/1000)
		}
	}
	s := c.s
	type answers struct {
		page  gift.Sunlight
		story gift.Story
		gift  gift.GiftPage
		trace gift.Traced
	}
	ask := func(what string, s *Service, a *answers) {
		t.Helper()
		timed(what+": the public page", func() (err error) { a.page, err = s.Page(t.Context()); return err })
		timed(what+": a donor's story", func() (err error) {
			a.story, err = s.Story(t.Context(), gift.Coded{Number: c.receipts[n/2].Number, Code: "FOLLOWCODE"})
			return err
		})
		timed(what+": a gift", func() (err error) { a.gift, err = s.gifts.Gift(c.As("auditor"), c.gifts[n/2].ID); return err })
		timed(what+": a payment", func() (err error) { a.trace, err = s.gifts.Trace(c.As("auditor"), c.orders[n/2].ID); return err })
	}
	anew := func() *Service { return New(s.db, gift.New(s.gifts.Deps), s.funds, s.areas) }
	var cold, warm, later, whole answers
	ask("kept nothing", s, &cold)
	ask("kept", s, &warm)
	if !reflect.DeepEqual(cold, warm) {
		t.Error("what is kept answers otherwise")
	}
	if cold.page.UsedFen == 0 || cold.story.UsedFen == 0 || cold.trace.GiftFen == 0 || len(cold.gift.Used.Orders) == 0 {
		t.Fatalf("nothing was used: %+v", cold)
	}
	c.give(gift.Receiving{CampaignID: camp.ID, Channel: gift.Bank, AmountFen: 700})
	c.pay([]order.Order{c.order(1, 600, "medical")})
	ask("kept, after another gift and payment", s, &later)
	ask("kept nothing", anew(), &whole)
	if !reflect.DeepEqual(later, whole) {
		t.Error("what is kept answers otherwise after another entry")
	}
	c.Later(10 * time.Minute) // where households live is asked again
	timed("what is kept, again", func() error { return s.keep(t.Context()) })
	ask("kept, ten minutes later", s, &cold)
	if !reflect.DeepEqual(later, cold) {
		t.Error("what is asked again answers otherwise")
	}
	if later.page.GivenFen == warm.page.GivenFen {
		t.Error("nothing came in")
	}
}
