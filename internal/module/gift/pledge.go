package gift

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/web"
)

// DonorInput is who gives. An anonymous donor may leave the name out; one who names it is still anonymous to the public.
type DonorInput struct {
	Kind       string `json:"kind,omitempty" enum:"person,organisation" doc:"person when empty"`
	Name       string `json:"name,omitempty" maxLength:"80"`
	Anonymous  bool   `json:"anonymous,omitempty"`
	Phone      string `json:"phone,omitempty" maxLength:"30"`
	CreditCode string `json:"credit_code,omitempty" maxLength:"18" doc:"of an organisation"`
	Unit       string `json:"unit,omitempty" maxLength:"80" doc:"department"`
}

// check normalises the input. Codes: gift.row_name, NAME_FORMAT, PHONE_FORMAT, USCC_FORMAT, field.too_long.
func (in *DonorInput) check() []errs.Field {
	var f []errs.Field
	bad := func(path, code string) { f = append(f, errs.Field{Path: path, Code: code}) }
	if in.Kind == "" {
		in.Kind = "person"
	}
	in.Name, in.Unit, in.Phone = people.NormalizeText(in.Name), people.NormalizeText(in.Unit), people.NormalizeText(in.Phone)
	switch {
	case in.Name == "" && !in.Anonymous:
		bad("name", "gift.row_name")
	case in.Name == "" || in.Kind == "organisation":
	default:
		name, findings := people.NormalizeNameFor(people.DocPassport, in.Name)
		if len(findings) > 0 {
			bad("name", findings[0].Code)
		}
		in.Name = name
	}
	if in.Phone != "" {
		phone, findings := people.ParsePhone(in.Phone)
		if len(findings) > 0 {
			bad("phone", findings[0].Code)
		}
		in.Phone = phone
	}
	if in.CreditCode != "" {
		code, findings := people.ParseUSCC(in.CreditCode)
		if code.Number == "" && len(findings) > 0 {
			bad("credit_code", findings[0].Code)
		}
		in.CreditCode = code.Number
	}
	if len([]rune(in.Unit)) > 80 {
		bad("unit", "gift.row_long")
	}
	if len([]rune(in.Name)) > 80 {
		bad("name", "gift.row_long")
	}
	return f
}

const anonymous = "匿名"

func (s *Service) seal(donorID string, in DonorInput, at int64) donor {
	d := donor{
		ID: donorID, Kind: in.Kind, Anonymous: in.Anonymous, CreditCode: in.CreditCode, Unit: in.Unit, MadeAt: at,
		Name: s.Keys.Seal("gift_donors", "name", donorID, in.Name), Phone: s.Keys.Seal("gift_donors", "phone", donorID, in.Phone),
		PhoneIndex: s.Keys.Index("gift_donors.phone", in.Phone),
	}
	switch {
	case in.Anonymous:
		d.Masked = anonymous
	case in.Kind == "organisation":
		d.Masked = in.Name
	default:
		d.Masked = people.MaskNamePublic(in.Name, false)
	}
	return d
}

// pledging is one pledge to make.
type pledging struct {
	in      DonorInput
	amount  int64
	listID  string
	orgPath string
	rowNo   int64
	origin  string
}

// pledgeTx makes pledges with numbers in a row; the caller has checked the inputs.
func (s *Service) pledgeTx(ctx context.Context, tx *db.Tx, c Campaign, list []pledging) ([]Pledge, error) {
	year := tx.Today()[:4]
	last, err := next(ctx, tx, "pledge/"+year, int64(len(list)))
	if err != nil {
		return nil, err
	}
	donors, pledges := make([]donor, len(list)), make([]Pledge, len(list))
	for i, x := range list {
		donors[i] = s.seal(id.New(tx.Now()), x.in, tx.NowMS())
		pledges[i] = Pledge{
			ID: id.New(tx.Now()), No: fmt.Sprintf("R%s%06d", year, last-int64(len(list))+int64(i)+1), CampaignID: c.ID, ListID: x.listID, RowNo: x.rowNo, OrgPath: x.orgPath,
			DonorID: donors[i].ID, AmountFen: x.amount, PledgedOn: tx.Today(), OriginIndex: x.origin, State: Pledged, MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), Version: 1,
			UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
		}
	}
	return pledges, insertPledges(ctx, tx, donors, pledges)
}

// try is an attempt on a public page.
type try struct {
	ID          string `db:"id"`
	Kind        string `db:"kind"`
	OriginIndex string `db:"origin_index"`
	At          int64  `db:"at"`
}

const (
	tryPledge = "pledge"
	tryCode   = "code"
	// A place may pledge so often an hour, and name so many wrong codes: many stand behind one address of an employer.
	pledgesPerHour = 30
	codesPerHour   = 20
	hour           = int64(3600 * 1000)
)

// limitTx counts an attempt from the caller's address. Code: gift.too_often.
func (s *Service) limitTx(ctx context.Context, tx *db.Tx, kind string, most int64) error {
	origin := s.origin(ctx)
	n, err := countTries(ctx, tx, kind, origin, tx.NowMS()-hour)
	if err != nil {
		return err
	}
	if n >= most {
		return errs.New(errs.TooMany, "gift.too_often")
	}
	return insertTry(ctx, tx, try{ID: id.New(tx.Now()), Kind: kind, OriginIndex: origin, At: tx.NowMS()})
}

func (s *Service) origin(ctx context.Context) string {
	return s.Keys.Index("gift_tries.origin", web.ClientOf(ctx).Origin)
}

// public is a context in which the public acts: no permission, but named in the journal.
func public(ctx context.Context) context.Context {
	a := authz.System("public")
	a.Name, a.Origin = "公众", web.ClientOf(ctx).Origin
	return authz.With(ctx, a)
}

// PublicPledging is what somebody fills in on the public page.
type PublicPledging struct {
	DonorInput
	AmountFen int64 `json:"amount_fen" minimum:"1"`
}

// PublicPledged is what is answered: the number to write on the transfer.
type PublicPledged struct {
	No           string `json:"no"`
	AmountFen    int64  `json:"amount_fen"`
	PayeeAccount string `json:"payee_account"`
	Campaign     string `json:"campaign"`
}

// PledgePublic takes a pledge from anybody; it is no money. Codes: gift.amount, those of DonorInput, gift.not_running,
// gift.too_often. Campaigns inside employers are not found here.
func (s *Service) PledgePublic(ctx context.Context, code string, in PublicPledging) (out PublicPledged, err error) {
	ctx = public(ctx)
	f := in.check()
	if in.AmountFen <= 0 || in.AmountFen > maxPledge {
		f = append(f, errs.Field{Path: "amount_fen", Code: "gift.amount"})
	}
	if err := errs.InvalidFields(f); err != nil {
		return out, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := s.publicCampaign(ctx, tx, code)
		if err != nil {
			return err
		}
		if err := s.running(c, tx.Today(), actPledge); err != nil {
			return err
		}
		if err := s.limitTx(ctx, tx, tryPledge, pledgesPerHour); err != nil {
			return err
		}
		made, err := s.pledgeTx(ctx, tx, c, []pledging{{in: in.DonorInput, amount: in.AmountFen, origin: s.origin(ctx)}})
		if err != nil {
			return err
		}
		out = PublicPledged{No: made[0].No, AmountFen: in.AmountFen, PayeeAccount: c.PayeeAccount, Campaign: c.Name}
		return s.note(ctx, tx, "gift.pledge", "gift_pledge", made[0].ID, "网页认捐 "+yuan(in.AmountFen)+" 元，"+c.Name, "", nil, nil)
	})
	return out, err
}

func (s *Service) publicCampaign(ctx context.Context, tx *db.Tx, code string) (Campaign, error) {
	c, err := findCampaignByCode(ctx, tx, code)
	if err == nil && (c.Reach != ReachPublic || c.State == Draft || c.State == Cancelled) {
		return Campaign{}, errs.New(errs.NotFound, "not_found")
	}
	return c, err
}

// CancelPledge gives a pledge up that has brought nothing. Needs PermPledge at its organisation, or PermReceive; with a reason.
// Codes: gift.reason, flow.not_allowed, stale.
func (s *Service) CancelPledge(ctx context.Context, pledgeID string, in Step) (p Pledge, err error) {
	if strings.TrimSpace(in.Reason) == "" {
		return p, errs.InvalidField("reason", "gift.reason")
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		a, err := authz.Must(ctx)
		if err != nil {
			return err
		}
		if p, err = findPledge(ctx, tx, a, pledgeID); err != nil {
			return err
		}
		if !a.HasAt(PermPledge, p.OrgPath) && !a.Has(PermReceive) {
			return errs.New(errs.Forbidden, "forbidden", "permission", string(PermPledge))
		}
		if p.Version != in.Version {
			return stale(p.UpdatedBy, p.UpdatedAt)
		}
		if _, err := s.pledges.Next(p.State, actCancel); err != nil {
			return err
		}
		if err := movePledges(ctx, tx, []Pledge{p}, Pledged, Cancelled, "", in.Reason); err != nil {
			return err
		}
		p.State, p.Reason, p.Version = Cancelled, in.Reason, p.Version+1
		return s.note(ctx, tx, "gift.cancel_pledge", "gift_pledge", p.ID, "取消认捐 "+p.No, in.Reason, nil, nil)
	})
	return p, err
}

// letters are those that nobody mixes up on paper.
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// code makes a random code of n letters.
func code(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails: the runtime stops the program instead
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b)
}
