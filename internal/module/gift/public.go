package gift

import (
	"context"
	"crypto/subtle"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// PublicCampaign is what anybody may know of a campaign that asks the public.
type PublicCampaign struct {
	Code          string     `json:"code"`
	Name          string     `json:"name"`
	Aim           string     `json:"aim"`
	Purposes      []string   `json:"purposes"`
	Reach         string     `json:"reach" enum:"employers,public"`
	Organiser     string     `json:"organiser"`
	Charity       string     `json:"charity"`
	CertificateNo string     `json:"certificate_no"`
	FilingNo      string     `json:"filing_no"`
	FiledWith     string     `json:"filed_with"`
	FromOn        string     `json:"from_on"`
	ToOn          string     `json:"to_on"`
	PayeeAccount  string     `json:"payee_account"`
	Phone         string     `json:"phone"`
	State         flow.State `json:"state"`
	Running       bool       `json:"running" doc:"pledges are taken today"`
	MoneyFen      int64      `json:"money_fen"`
	GoodsFen      int64      `json:"goods_fen"`
	Gifts         int64      `json:"gifts" doc:"0 when fewer than 10"`

	Reports []PublicReport `json:"reports" doc:"what it told of its progress, the latest first"`
}

// PublicReport is what a campaign told of its progress.
type PublicReport struct {
	Kind        string `json:"kind" enum:"progress,full"`
	UpTo        string `json:"up_to"`
	PublishedOn string `json:"published_on"`
	Text        string `json:"text"`
}

func publicOf(c Campaign, n totals, reports []PublicReport, today string) PublicCampaign {
	p := PublicCampaign{
		Code: c.Code, Name: c.Name, Aim: c.Aim, Purposes: append([]string{}, c.Purposes...), Reach: c.Reach, Organiser: c.Organiser, Charity: c.Charity,
		CertificateNo: c.CertificateNo, FilingNo: c.FilingNo, FiledWith: c.FiledWith, FromOn: c.FromOn, ToOn: c.ToOn, Phone: c.Phone, State: c.State,
		MoneyFen: n.MoneyFen - n.RefundedFen, GoodsFen: n.GoodsFen - n.BackFen, Gifts: n.Gifts,
		Reports: append([]PublicReport{}, reports...),
	}
	if c.Reach == ReachPublic {
		p.PayeeAccount = c.PayeeAccount
		p.Running = c.State == Open && c.FromOn <= today && today <= c.ToOn
	}
	if p.Gifts < MinGroup {
		p.Gifts = 0
	}
	return p
}

// PublicCampaign reads a campaign for the public page. No right is needed; one inside employers is not found.
func (s *Service) PublicCampaign(ctx context.Context, code string) (p PublicCampaign, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := s.publicCampaign(ctx, tx, code)
		if err != nil {
			return err
		}
		sums, err := findTotals(ctx, tx)
		if err != nil {
			return err
		}
		reports, err := findReports(ctx, tx)
		p = publicOf(c, sums[c.ID], reports[c.ID], tx.Today())
		return err
	})
	return p, err
}

func capitals(fen int64) string { return money.Fen(fen).Capitals() }

// Coded is a receipt's number with a code from the paper.
type Coded struct {
	Number string `json:"number" minLength:"1" maxLength:"20"`
	Code   string `json:"code" minLength:"1" maxLength:"20"`
}

// Verified is what the public page tells of a receipt.
type Verified struct {
	Number      string     `json:"number"`
	AmountFen   int64      `json:"amount_fen"`
	Capitals    string     `json:"capitals"`
	IssuedOn    string     `json:"issued_on"`
	State       flow.State `json:"state" enum:"issued,cancelled"`
	CancelledOn string     `json:"cancelled_on"`
	Donor       string     `json:"donor" doc:"masked"`
	Item        string     `json:"item"`
	Campaign    string     `json:"campaign"`
	Unit        string     `json:"unit"`

	Lines []ReceiptLine `json:"lines" doc:"of goods; none on older receipts"`
}

// Verify tells whether a receipt is one of ours: by its number and the check code of its QR code. Anybody may ask; a wrong code
// answers like an unknown number, and only so many an hour. Codes: gift.code_wrong, gift.too_often.
func (s *Service) Verify(ctx context.Context, in Coded) (v Verified, err error) {
	err = s.byCode(ctx, in, func(r Receipt) (string, error) { return r.CheckCode, nil }, func(tx *db.Tx, r Receipt) error {
		v, err = s.verifiedTx(ctx, tx, r)
		return err
	})
	return v, err
}

func (s *Service) verifiedTx(ctx context.Context, tx *db.Tx, r Receipt) (v Verified, err error) {
	g, err := rawGift(ctx, tx, r.GiftID)
	if err != nil {
		return v, err
	}
	d, err := findDonor(ctx, tx, g.DonorID)
	if err != nil {
		return v, err
	}
	c, err := findCampaign(ctx, tx, g.CampaignID)
	if err != nil {
		return v, err
	}
	return Verified{
		Number: r.Number, AmountFen: r.AmountFen, Capitals: capitals(r.AmountFen), IssuedOn: r.IssuedOn, State: r.State, CancelledOn: r.CancelledOn, Donor: d.Masked,
		Item: r.Item, Campaign: c.Name, Unit: or(c.Charity, c.Organiser), Lines: append([]ReceiptLine{}, r.Lines.V...),
	}, nil
}

// byCode finds a receipt whose code is the given one. The attempt is counted before it is answered, the right one taken off.
func (s *Service) byCode(ctx context.Context, in Coded, want func(Receipt) (string, error), do func(tx *db.Tx, r Receipt) error) error {
	number, given := strings.TrimSpace(in.Number), strings.ToUpper(strings.TrimSpace(in.Code))
	wrong := errs.New(errs.NotFound, "gift.code_wrong")
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		n, err := countTries(ctx, tx, tryCode, s.origin(ctx), tx.NowMS()-hour)
		if err == nil && n >= codesPerHour {
			err = errs.New(errs.TooMany, "gift.too_often")
		}
		if err != nil {
			return err
		}
		r, err := findReceipt(ctx, tx, number)
		if errs.IsKind(err, errs.NotFound) {
			return wrong
		}
		if err != nil {
			return err
		}
		code, err := want(r)
		if err != nil {
			return err
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(given)) != 1 {
			return wrong
		}
		return do(tx, r)
	})
	if errs.IsCode(err, "gift.code_wrong") {
		if e := s.DB.Update(ctx, func(tx *db.Tx) error { return s.limitTx(ctx, tx, tryCode, codesPerHour) }); e != nil {
			return e
		}
	}
	return err
}
