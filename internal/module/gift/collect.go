package gift

import (
	"context"
	"crypto/subtle"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
)

const (
	tryCollect  = "collect"
	tryPledgeNo = "collect_no"
	// Wrong answers a day for one pledge, from wherever they come: four digits are few.
	wrongPerPledge = 5
	day            = 24 * hour
)

// Collecting is what somebody who pledged on the public page knows: the number that the page gave, and the end of the phone number
// left there.
type Collecting struct {
	No        string `json:"no" minLength:"1" maxLength:"20"`
	PhoneTail string `json:"phone_tail" minLength:"4" maxLength:"4" doc:"its last four digits"`
}

// Collected is what the page tells: how far the pledge is, and whether its receipt can be taken. No name is in it but the masked one.
type Collected struct {
	No         string     `json:"no"`
	Campaign   string     `json:"campaign"`
	Donor      string     `json:"donor" doc:"masked"`
	AmountFen  int64      `json:"amount_fen"`
	PledgedOn  string     `json:"pledged_on"`
	State      flow.State `json:"state" enum:"pledged,counted,received,cancelled"`
	ReceivedOn string     `json:"received_on"`
	Receipt    string     `json:"receipt" doc:"its number; empty before the money came in"`
	Cancelled  bool       `json:"cancelled" doc:"the receipt was cancelled, as after a refund"`
	Account    string     `json:"account" doc:"where to transfer to, while the money is awaited"`
}

// PledgeState tells who pledged on the public page how far the pledge is. Anybody may ask; a wrong end of a phone number answers like an
// unknown pledge, only so often an hour from one place and so often a day for one pledge. Pledges on an employer's list are collected
// there. Codes: gift.collect_wrong, gift.too_often.
func (s *Service) PledgeState(ctx context.Context, in Collecting) (c Collected, err error) {
	err = s.collect(ctx, in, func(tx *db.Tx, p Pledge, d donor) error {
		c, err = s.collectedTx(ctx, tx, p, d)
		return err
	})
	return c, err
}

// CollectReceipt makes the receipt of a pledge whose money came in, as PDF; journalled. Who may ask and how often: as PledgeState. base
// ("https://host") is where its QR code leads. Codes: gift.collect_wrong, gift.too_often, gift.collect_early.
func (s *Service) CollectReceipt(ctx context.Context, in Collecting, base string) (name string, data []byte, err error) {
	ctx = public(ctx)
	var p paper
	err = s.collect(ctx, in, func(tx *db.Tx, pledge Pledge, _ donor) error {
		g, err := giftOfPledge(ctx, tx, pledge.ID)
		if errs.IsKind(err, errs.NotFound) {
			return errs.New(errs.Conflict, "gift.collect_early")
		}
		if err != nil {
			return err
		}
		p, err = s.paperTx(ctx, tx, g)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		return journal.Record(ctx, tx, journal.Event{Action: "gift.collect", ObjectType: "gift", ObjectID: p.gift.ID, Summary: "认捐人自助领取捐赠票据 " + p.receipt.Number})
	})
	if err != nil {
		return "", nil, err
	}
	data, err = document(p, base, "认捐人自助领取", s.DB.Now())
	return "捐赠票据-" + p.receipt.Number + ".pdf", data, err
}

// collect finds the pledge that the words are about. A wrong answer is counted twice, for the place and for the pledge, whether there
// is such a pledge or not.
func (s *Service) collect(ctx context.Context, in Collecting, do func(tx *db.Tx, p Pledge, d donor) error) error {
	no, tail := strings.ToUpper(strings.TrimSpace(in.No)), strings.TrimSpace(in.PhoneTail)
	wrong := errs.New(errs.NotFound, "gift.collect_wrong")
	if len(tail) != 4 || strings.Trim(tail, "0123456789") != "" {
		return errs.InvalidField("phone_tail", "gift.phone_tail")
	}
	about := s.Keys.Index("gift_tries.pledge", no)
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		if err := s.notTooOften(ctx, tx, about); err != nil {
			return err
		}
		p, err := pledgeByNo(ctx, tx, no)
		if errs.IsKind(err, errs.NotFound) {
			return wrong
		}
		if err != nil {
			return err
		}
		d, err := findDonor(ctx, tx, p.DonorID)
		if err != nil {
			return err
		}
		phone, err := s.Keys.Open("gift_donors", "phone", d.ID, d.Phone)
		if err != nil {
			return err
		}
		end := phone[max(len(phone)-4, 0):]
		if p.ListID != "" || subtle.ConstantTimeCompare([]byte(end), []byte(tail)) != 1 {
			return wrong
		}
		return do(tx, p, d)
	})
	if !errs.IsCode(err, "gift.collect_wrong") {
		return err
	}
	counted := s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := s.limitTx(ctx, tx, tryCollect, codesPerHour); err != nil {
			return err
		}
		return insertTry(ctx, tx, try{ID: id.New(tx.Now()), Kind: tryPledgeNo, OriginIndex: about, At: tx.NowMS()})
	})
	if counted != nil {
		return counted
	}
	return err
}

func (s *Service) notTooOften(ctx context.Context, tx *db.Tx, about string) error {
	for _, x := range []struct {
		kind, index string
		since, most int64
	}{{tryCollect, s.origin(ctx), hour, codesPerHour}, {tryPledgeNo, about, day, wrongPerPledge}} {
		n, err := countTries(ctx, tx, x.kind, x.index, tx.NowMS()-x.since)
		if err != nil {
			return err
		}
		if n >= x.most {
			return errs.New(errs.TooMany, "gift.too_often")
		}
	}
	return nil
}

func (s *Service) collectedTx(ctx context.Context, tx *db.Tx, p Pledge, d donor) (Collected, error) {
	camp, err := findCampaign(ctx, tx, p.CampaignID)
	if err != nil {
		return Collected{}, err
	}
	c := Collected{No: p.No, Campaign: camp.Name, Donor: d.Masked, AmountFen: p.AmountFen, PledgedOn: p.PledgedOn, State: p.State}
	if p.State == Pledged {
		c.Account = camp.PayeeAccount
	}
	g, err := giftOfPledge(ctx, tx, p.ID)
	if errs.IsKind(err, errs.NotFound) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	list, err := findReceipts(ctx, tx, []string{g.ID})
	r := list[g.ID]
	c.ReceivedOn, c.Receipt, c.Cancelled = g.ReceivedOn, r.Number, r.State == Cancelled
	return c, err
}
