package gift

import (
	"context"
	"strings"

	"yice/internal/core/calendar"
	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/id"
	"yice/internal/kit/job"
	"yice/internal/kit/journal"
	"yice/internal/kit/secret"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// Deps are the rooms below, and what the app hands over.
type Deps struct {
	DB       *db.DB
	Funds    *fund.Service
	Orders   *order.Service
	Orgs     *org.Service
	Policy   *policy.Service
	Calendar *calendar.Service
	Tasks    *task.Service
	Keys     *secret.Keyring
	Blobs    *blob.Store
	Text     *i18n.Catalogue

	Recipients Recipients
}

// Service is the room.
type Service struct {
	Deps
	campaigns, pledges, collections, gifts, requests, handouts *flow.Table

	positions *positions
}

// New builds the room.
func New(d Deps) *Service {
	return &Service{
		Deps: d, campaigns: Campaigns(), pledges: Pledges(), collections: Collections(), gifts: Gifts(), requests: Requests(), handouts: Handouts(),
		positions: &positions{of: map[string]*Followed{}},
	}
}

// Jobs registers the daily purge of attempts on the public pages.
func (s *Service) Jobs(q *job.Queue) {
	job.Register(q, "gift.purge_tries", job.Worker{}, func(ctx context.Context, _ *job.Run, _ struct{}) error {
		return s.DB.Update(ctx, func(tx *db.Tx) error { return deleteTries(ctx, tx, tx.NowMS()-24*3600*1000) })
	})
	q.Periodic("gift.purge_tries", job.Daily(3, 40))
}

// NewCampaign describes a campaign. Purposes none: unrestricted. What the filing wants is needed before a public one opens.
type NewCampaign struct {
	Code          string   `json:"code" minLength:"3" maxLength:"40" doc:"in the address of the public page: a-z, 0-9, -"`
	Name          string   `json:"name" minLength:"1" maxLength:"80"`
	Aim           string   `json:"aim" minLength:"1" maxLength:"500"`
	Purposes      []string `json:"purposes,omitempty" maxItems:"20"`
	Reach         string   `json:"reach" enum:"employers,public"`
	Organiser     string   `json:"organiser" minLength:"1" maxLength:"80"`
	Charity       string   `json:"charity,omitempty" maxLength:"80"`
	CharityCode   string   `json:"charity_code,omitempty" maxLength:"18"`
	CertificateNo string   `json:"certificate_no,omitempty" maxLength:"60"`
	FilingNo      string   `json:"filing_no,omitempty" maxLength:"60"`
	FiledOn       string   `json:"filed_on,omitempty" maxLength:"10"`
	FiledWith     string   `json:"filed_with,omitempty" maxLength:"80"`
	TicketCode    string   `json:"ticket_code,omitempty" maxLength:"20" doc:"code of the receipts' series"`
	FundID        string   `json:"fund_id" maxLength:"26"`
	FromOn        string   `json:"from_on" maxLength:"10"`
	ToOn          string   `json:"to_on" maxLength:"10"`
	PayeeAccount  string   `json:"payee_account,omitempty" maxLength:"200"`
	Phone         string   `json:"phone,omitempty" maxLength:"20"`
}

// CreateCampaign makes a draft; EditCampaign changes one. Need PermCampaign. Codes: gift.required, gift.date, gift.code_form,
// gift.code_taken, gift.fund_unknown, gift.fund_source, gift.fund_mismatch, USCC_FORMAT, PHONE_FORMAT, stale, flow.not_allowed.
func (s *Service) CreateCampaign(ctx context.Context, in NewCampaign) (c Campaign, err error) {
	if err := authz.Require(ctx, PermCampaign); err != nil {
		return c, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c = Campaign{ID: id.New(tx.Now()), State: Draft, MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who()}
		if err := s.fillTx(ctx, tx, &c, in); err != nil {
			return err
		}
		if err := insertCampaign(ctx, tx, c); err != nil {
			return err
		}
		return s.note(ctx, tx, "gift.create_campaign", "gift_campaign", c.ID, "建立募捐活动“"+c.Name+"”", "", nil, c)
	})
	return c, err
}

// EditCampaign changes a draft.
func (s *Service) EditCampaign(ctx context.Context, campaignID string, version int64, in NewCampaign) (Campaign, error) {
	return s.onCampaign(ctx, campaignID, version, actEdit, func(tx *db.Tx, c *Campaign) error {
		before := *c
		if err := s.fillTx(ctx, tx, c, in); err != nil {
			return err
		}
		if err := updateCampaign(ctx, tx, c); err != nil {
			return err
		}
		return s.note(ctx, tx, "gift.edit_campaign", "gift_campaign", c.ID, "修改募捐活动“"+c.Name+"”", "", before, *c)
	})
}

func (s *Service) fillTx(ctx context.Context, tx *db.Tx, c *Campaign, in NewCampaign) error {
	trim := strings.TrimSpace
	c.Code, c.Name, c.Aim, c.Purposes, c.Reach, c.Organiser = trim(in.Code), trim(in.Name), trim(in.Aim), in.Purposes, in.Reach, trim(in.Organiser)
	c.Charity, c.CharityCode, c.CertificateNo, c.FilingNo = trim(in.Charity), trim(in.CharityCode), trim(in.CertificateNo), trim(in.FilingNo)
	c.FiledOn, c.FiledWith, c.TicketCode, c.FundID, c.FromOn, c.ToOn, c.PayeeAccount, c.Phone = in.FiledOn, trim(in.FiledWith), trim(in.TicketCode), in.FundID, in.FromOn, in.ToOn, trim(in.PayeeAccount), trim(in.Phone)
	if err := checkCampaign(c); err != nil {
		return err
	}
	if other, err := findCampaignByCode(ctx, tx, c.Code); err == nil && other.ID != c.ID {
		return errs.InvalidField("code", "gift.code_taken")
	} else if err != nil && !errs.IsKind(err, errs.NotFound) {
		return err
	}
	_, err := s.fundOf(ctx, tx, c.FundID, c.Purposes)
	return err
}

func checkCampaign(c *Campaign) error {
	var f []errs.Field
	bad := func(path, code string) { f = append(f, errs.Field{Path: path, Code: code}) }
	for _, x := range [][2]string{{"name", c.Name}, {"aim", c.Aim}, {"organiser", c.Organiser}} {
		if x[1] == "" {
			bad(x[0], "gift.required")
		}
	}
	if len(c.Code) < 3 || strings.Trim(c.Code, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		bad("code", "gift.code_form")
	}
	if c.Reach != ReachEmployers && c.Reach != ReachPublic {
		bad("reach", "gift.required")
	}
	if !isDay(c.FromOn) {
		bad("from_on", "gift.date")
	}
	if !isDay(c.ToOn) || c.ToOn < c.FromOn {
		bad("to_on", "gift.date")
	}
	if c.FiledOn != "" && !isDay(c.FiledOn) {
		bad("filed_on", "gift.date")
	}
	if c.CharityCode != "" {
		code, findings := people.ParseUSCC(c.CharityCode)
		if c.CharityCode = code.Number; code.Number == "" && len(findings) > 0 {
			bad("charity_code", findings[0].Code)
		}
	}
	if c.Phone != "" {
		if _, findings := people.ParsePhone(c.Phone); len(findings) > 0 {
			bad("phone", findings[0].Code)
		}
	}
	return errs.InvalidFields(f)
}

// fundOf finds an open fund of donations whose restriction is what the donors are asked for.
func (s *Service) fundOf(ctx context.Context, tx *db.Tx, fundID string, purposes []string) (fund.Fund, error) {
	f, err := s.Funds.FundTx(ctx, tx, fundID)
	if errs.IsKind(err, errs.NotFound) {
		return f, errs.InvalidField("fund_id", "gift.fund_unknown")
	}
	switch {
	case err != nil:
		return f, err
	case f.State != "open":
		return f, errs.New(errs.Conflict, "fund.closed", "fund", f.Name)
	case f.Source != "donation" && f.Source != "donation_restricted":
		return f, errs.InvalidField("fund_id", "gift.fund_source", "fund", f.Name)
	case !f.Allows(purposes):
		return f, errs.InvalidField("fund_id", "gift.fund_mismatch", "fund", f.Name)
	}
	return f, nil
}

// Step is what is done to a campaign besides editing it.
type Step struct {
	Version int64  `json:"version"`
	Reason  string `json:"reason,omitempty" maxLength:"500"`
}

// OpenCampaign begins a campaign. Needs PermCampaign. Codes: gift.filing_missing (a public one without its charity,
// qualification and filing), gift.period_over, those of CreateCampaign.
func (s *Service) OpenCampaign(ctx context.Context, campaignID string, in Step) (Campaign, error) {
	return s.onCampaign(ctx, campaignID, in.Version, actOpen, func(tx *db.Tx, c *Campaign) error {
		if err := filed(c); err != nil {
			return err
		}
		if c.ToOn < tx.Today() {
			return errs.InvalidField("to_on", "gift.period_over")
		}
		if _, err := s.fundOf(ctx, tx, c.FundID, c.Purposes); err != nil {
			return err
		}
		c.State = Open
		if err := s.moved(ctx, tx, c, "gift.open_campaign", "启动", ""); err != nil {
			return err
		}
		return s.runTx(ctx, tx, *c)
	})
}

func filed(c *Campaign) error {
	if c.Reach != ReachPublic {
		return nil
	}
	var f []errs.Field
	for _, x := range [][2]string{
		{"charity", c.Charity},
		{"charity_code", c.CharityCode},
		{"certificate_no", c.CertificateNo},
		{"filing_no", c.FilingNo},
		{"filed_on", c.FiledOn},
		{"filed_with", c.FiledWith},
	} {
		if x[1] == "" {
			f = append(f, errs.Field{Path: x[0], Code: "gift.filing_missing"})
		}
	}
	return errs.InvalidFields(f)
}

// CloseCampaign ends a campaign; what was pledged may still come in. Needs PermCampaign. Code: gift.counted_open.
func (s *Service) CloseCampaign(ctx context.Context, campaignID string, in Step) (Campaign, error) {
	return s.onCampaign(ctx, campaignID, in.Version, actClose, func(tx *db.Tx, c *Campaign) error {
		n, err := countCounted(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			return errs.New(errs.Conflict, "gift.counted_open", "count", n)
		}
		c.State, c.ClosedOn = Closed, tx.Today()
		if err := s.moved(ctx, tx, c, "gift.close_campaign", "结束", in.Reason); err != nil {
			return err
		}
		return s.endTx(ctx, tx, *c)
	})
}

// ReopenCampaign lets a closed one go on. Needs PermCampaign and a reason.
func (s *Service) ReopenCampaign(ctx context.Context, campaignID string, in Step) (Campaign, error) {
	if strings.TrimSpace(in.Reason) == "" {
		return Campaign{}, errs.InvalidField("reason", "gift.reason")
	}
	return s.onCampaign(ctx, campaignID, in.Version, actReopen, func(tx *db.Tx, c *Campaign) error {
		c.State, c.ClosedOn = Open, ""
		if err := s.moved(ctx, tx, c, "gift.reopen_campaign", "重新启动", in.Reason); err != nil {
			return err
		}
		if err := s.dropFullTx(ctx, tx, c.ID); err != nil {
			return err
		}
		return s.runTx(ctx, tx, *c)
	})
}

// CancelCampaign gives a draft up. Needs PermCampaign and a reason.
func (s *Service) CancelCampaign(ctx context.Context, campaignID string, in Step) (Campaign, error) {
	if strings.TrimSpace(in.Reason) == "" {
		return Campaign{}, errs.InvalidField("reason", "gift.reason")
	}
	return s.onCampaign(ctx, campaignID, in.Version, actCancel, func(tx *db.Tx, c *Campaign) error {
		c.State, c.Reason = Cancelled, in.Reason
		return s.moved(ctx, tx, c, "gift.cancel_campaign", "撤销", in.Reason)
	})
}

func (s *Service) onCampaign(ctx context.Context, campaignID string, version int64, act flow.Action, do func(tx *db.Tx, c *Campaign) error) (c Campaign, err error) {
	if err := authz.Require(ctx, PermCampaign); err != nil {
		return c, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if c, err = findCampaign(ctx, tx, campaignID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c.UpdatedBy, c.UpdatedAt)
		}
		if _, err := s.campaigns.Next(c.State, act); err != nil {
			return flow.By(err, c.UpdatedBy, c.UpdatedAt)
		}
		return do(tx, &c)
	})
	return c, err
}

func (s *Service) moved(ctx context.Context, tx *db.Tx, c *Campaign, action, verb, reason string) error {
	if err := updateCampaign(ctx, tx, c); err != nil {
		return err
	}
	return s.note(ctx, tx, action, "gift_campaign", c.ID, verb+"募捐活动“"+c.Name+"”", reason, nil, c.State)
}

func (s *Service) note(ctx context.Context, tx *db.Tx, action, kind, objectID, summary, reason string, before, after any) error {
	return journal.Record(ctx, tx, journal.Event{Action: action, ObjectType: kind, ObjectID: objectID, Summary: summary, Reason: reason, Before: before, After: after})
}

// running refuses what belongs into a campaign's period.
func (s *Service) running(c Campaign, today string, act flow.Action) error {
	if _, err := s.campaigns.Next(c.State, act); err != nil {
		return flow.By(err, c.UpdatedBy, c.UpdatedAt)
	}
	if act != actReceive && (today < c.FromOn || today > c.ToOn) {
		return errs.New(errs.Conflict, "gift.not_running", "from", c.FromOn, "to", c.ToOn)
	}
	return nil
}

// longer tells whether a period has more than so many months.
func longer(from, to string, months int) bool { return clock.AddMonths(from, months) < to }
