// Package gift keeps donations: campaigns such as the charity day (慈善一日捐), pledges by list or from the public page, what
// really came in, the receipt that each donor gets, refunds, and what became of a gift. A pledge is no money. Money that
// came in is booked once, through the fund room, into the fund of the campaign; goods are booked in a commodity of their own,
// valued in fen, and are never part of the pool. What a gift paid for is not stored but computed from the fund's ledger,
// first in first out (follow.go).
//
// Amounts are fen, dates YYYY-MM-DD in China, instants unix milliseconds. Sources: domain rules §6.1 (fund rules, Charity Law
// in force 2024-09-05, donation receipts 财综〔2024〕1号) and §13 (资金来源).
package gift

import (
	_ "embed"
	"time"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
	"yice/internal/module/fund"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{
		"gift_collections_fund_id_evidence_no_key": "gift.evidence_taken", "gifts_pledge_id_key": "gift.received_already",
		"gift_requests_gift_id_key": "gift.request_open", "gift_lists_campaign_id_org_id_sha256_key": "gift.list_taken",
		"gift_receipts_gift_id_key": "gift.received_already",
	}
}

// The permissions of this room. An employer's union holds View and Pledge within its own subtree; Receive enters what came in,
// Confirm is the second person of every act on cash, goods, refunds and purposes; Reveal opens a donor's name; HandOut gives goods
// to households.
const (
	PermView     authz.Permission = "gift.view"
	PermCampaign authz.Permission = "gift.campaign"
	PermPledge   authz.Permission = "gift.pledge"
	PermReceive  authz.Permission = "gift.receive"
	PermConfirm  authz.Permission = "gift.confirm"
	PermReveal   authz.Permission = "gift.reveal"
	PermTrace    authz.Permission = "gift.trace"
	PermHandOut  authz.Permission = "gift.hand_out"
)

// Grants tells which role holds which permission of this room.
func Grants() []authz.Grant {
	var out []authz.Grant
	give := func(role string, reach authz.ReachKind, perms ...authz.Permission) {
		for _, p := range perms {
			out = append(out, authz.Grant{Role: role, Perm: p, Reach: reach})
		}
	}
	give(org.EmployerUnion, authz.Org, PermView, PermPledge, PermReveal)
	give(org.Secretariat, authz.All, PermView, PermCampaign, PermPledge, PermTrace, PermHandOut)
	give(org.FinanceMaker, authz.All, PermView, PermReceive, PermReveal, PermTrace)
	give(org.FinanceReviewer, authz.All, PermView, PermConfirm, PermReveal, PermTrace)
	give(org.FinanceReleaser, authz.All, PermView, PermTrace)
	give(org.Auditor, authz.All, PermView, PermTrace)
	return out
}

// Reaches of a campaign: inside employers only, or the public too, which wants a charity with the qualification (§6.1).
const (
	ReachEmployers = "employers"
	ReachPublic    = "public"
)

// Channels by which a gift comes in.
const (
	Bank  = "bank"
	Cash  = "cash"
	Goods = "goods"
)

// Campaign asks for gifts for one fund in a period. Purposes are those of its restricted fund; none means unrestricted.
type Campaign struct {
	ID            string     `db:"id" json:"id"`
	Code          string     `db:"code" json:"code"`
	Name          string     `db:"name" json:"name"`
	Aim           string     `db:"aim" json:"aim"`
	Purposes      fund.List  `db:"purposes" json:"purposes"`
	Reach         string     `db:"reach" json:"reach"`
	Organiser     string     `db:"organiser" json:"organiser"`
	Charity       string     `db:"charity" json:"charity"`
	CharityCode   string     `db:"charity_code" json:"charity_code"`
	CertificateNo string     `db:"certificate_no" json:"certificate_no"`
	FilingNo      string     `db:"filing_no" json:"filing_no"`
	FiledOn       string     `db:"filed_on" json:"filed_on"`
	FiledWith     string     `db:"filed_with" json:"filed_with"`
	TicketCode    string     `db:"ticket_code" json:"ticket_code"`
	FundID        string     `db:"fund_id" json:"fund_id"`
	FromOn        string     `db:"from_on" json:"from_on"`
	ToOn          string     `db:"to_on" json:"to_on"`
	PayeeAccount  string     `db:"payee_account" json:"payee_account"`
	Phone         string     `db:"phone" json:"phone"`
	State         flow.State `db:"state" json:"state"`
	ClosedOn      string     `db:"closed_on" json:"closed_on"`
	Reason        string     `db:"reason" json:"reason"`
	MadeAt        int64      `db:"made_at" json:"made_at"`
	MadeBy        string     `db:"made_by" json:"made_by"`
	Version       int64      `db:"version" json:"version"`
	UpdatedAt     int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy     string     `db:"updated_by" json:"updated_by"`
}

// donor is who gives; Name and Phone are sealed texts, Masked is what everybody sees.
type donor struct {
	ID         string `db:"id"`
	Kind       string `db:"kind"`
	Anonymous  bool   `db:"anonymous"`
	Name       string `db:"name"`
	Masked     string `db:"masked"`
	Phone      string `db:"phone"`
	PhoneIndex string `db:"phone_index"`
	CreditCode string `db:"credit_code"`
	Unit       string `db:"unit"`
	MadeAt     int64  `db:"made_at"`
}

// Pledge is the promise of a gift.
type Pledge struct {
	ID           string     `db:"id" json:"id"`
	No           string     `db:"no" json:"no"`
	CampaignID   string     `db:"campaign_id" json:"campaign_id"`
	ListID       string     `db:"list_id" json:"list_id"`
	RowNo        int64      `db:"row_no" json:"row_no"`
	OrgPath      string     `db:"org_path" json:"-"`
	DonorID      string     `db:"donor_id" json:"-"`
	AmountFen    int64      `db:"amount_fen" json:"amount_fen"`
	PledgedOn    string     `db:"pledged_on" json:"pledged_on"`
	OriginIndex  string     `db:"origin_index" json:"-"`
	State        flow.State `db:"state" json:"state"`
	CollectionID string     `db:"collection_id" json:"collection_id"`
	Reason       string     `db:"reason" json:"reason"`
	MadeAt       int64      `db:"made_at" json:"made_at"`
	MadeBy       string     `db:"made_by" json:"made_by"`
	Version      int64      `db:"version" json:"version"`
	UpdatedAt    int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy    string     `db:"updated_by" json:"updated_by"`
}

// Collection is what came in at once: a bank transfer, a box of cash that two people count, or a delivery of goods with evidence of their
// value, whose kinds are its lines (GoodsLine). EvidenceNo counts once a fund.
type Collection struct {
	ID          string     `db:"id" json:"id"`
	No          string     `db:"no" json:"no"`
	CampaignID  string     `db:"campaign_id" json:"campaign_id"`
	FundID      string     `db:"fund_id" json:"fund_id"`
	ListID      string     `db:"list_id" json:"list_id"`
	Channel     string     `db:"channel" json:"channel"`
	PledgeCount int64      `db:"pledge_count" json:"pledge_count"`
	AmountFen   int64      `db:"amount_fen" json:"amount_fen"`
	ReceivedOn  string     `db:"received_on" json:"received_on"`
	Payer       string     `db:"payer" json:"payer"`
	EvidenceNo  string     `db:"evidence_no" json:"evidence_no"`
	FileID      string     `db:"file_id" json:"file_id"`
	State       flow.State `db:"state" json:"state"`
	ReceiptID   string     `db:"receipt_id" json:"receipt_id" doc:"the fund's receipt that booked it"`
	TxID        string     `db:"tx_id" json:"tx_id"`
	MadeAt      int64      `db:"made_at" json:"made_at"`
	MadeBy      string     `db:"made_by" json:"made_by"`
	MadeByID    string     `db:"made_by_id" json:"-"`
	ConfirmedBy string     `db:"confirmed_by" json:"confirmed_by"`
	Reason      string     `db:"reason" json:"reason"`
	Version     int64      `db:"version" json:"version"`
	UpdatedAt   int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy   string     `db:"updated_by" json:"updated_by"`
}

// Gift is a donation that came in. Purposes are those that its donor named; none means for anything.
type Gift struct {
	ID           string     `db:"id" json:"id"`
	No           string     `db:"no" json:"no"`
	CampaignID   string     `db:"campaign_id" json:"campaign_id"`
	FundID       string     `db:"fund_id" json:"fund_id"`
	CollectionID string     `db:"collection_id" json:"collection_id"`
	PledgeID     string     `db:"pledge_id" json:"pledge_id"`
	OrgPath      string     `db:"org_path" json:"-"`
	DonorID      string     `db:"donor_id" json:"-"`
	Form         string     `db:"form" json:"form" enum:"money,goods"`
	AmountFen    int64      `db:"amount_fen" json:"amount_fen"`
	Purposes     fund.List  `db:"purposes" json:"purposes"`
	ReceivedOn   string     `db:"received_on" json:"received_on"`
	State        flow.State `db:"state" json:"state"`
	MadeAt       int64      `db:"made_at" json:"made_at"`
	Version      int64      `db:"version" json:"version"`
	UpdatedAt    int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy    string     `db:"updated_by" json:"updated_by"`
}

// Receipt is the public-welfare donation receipt of one gift. One is in force at a time: when lines of goods go back, another one takes the
// place of the cancelled one. CheckCode stands in the QR code and opens its verification;
// FollowCode, sealed here, is printed only and opens what became of the gift.
type Receipt struct {
	ID         string `db:"id" json:"id"`
	GiftID     string `db:"gift_id" json:"gift_id"`
	Year       string `db:"year" json:"-"`
	Seq        int64  `db:"seq" json:"-"`
	Number     string `db:"number" json:"number"`
	CheckCode  string `db:"check_code" json:"-"`
	FollowCode string `db:"follow_code" json:"-"`
	AmountFen  int64  `db:"amount_fen" json:"amount_fen"`
	Item       string `db:"item" json:"item"`

	Lines db.JSON[[]ReceiptLine] `db:"lines" json:"-"`

	State       flow.State `db:"state" json:"state"`
	IssuedOn    string     `db:"issued_on" json:"issued_on"`
	Payee       string     `db:"payee" json:"payee"`
	Reviewer    string     `db:"reviewer" json:"reviewer"`
	CancelledOn string     `db:"cancelled_on" json:"cancelled_on"`
	CancelledBy string     `db:"cancelled_by" json:"cancelled_by"`
	Reason      string     `db:"reason" json:"reason"`
}

// Request is a refund or a change of purpose that one person asks for and another decides.
type Request struct {
	ID         string `db:"id" json:"id"`
	GiftID     string `db:"gift_id" json:"gift_id"`
	Kind       string `db:"kind" json:"kind" enum:"refund,repurpose"`
	AmountFen  int64  `db:"amount_fen" json:"amount_fen"`
	ToFundID   string `db:"to_fund_id" json:"to_fund_id"`
	Reason     string `db:"reason" json:"reason"`
	DocumentNo string `db:"document_no" json:"document_no"`

	Lines db.JSON[[]int64] `db:"lines" json:"-"` // of goods that go back

	FileID    string     `db:"file_id" json:"file_id"`
	State     flow.State `db:"state" json:"state"`
	AskedAt   int64      `db:"asked_at" json:"asked_at"`
	AskedBy   string     `db:"asked_by" json:"asked_by"`
	AskedByID string     `db:"asked_by_id" json:"-"`
	DecidedAt int64      `db:"decided_at" json:"decided_at"`
	DecidedBy string     `db:"decided_by" json:"decided_by"`
	Note      string     `db:"note" json:"note"`
	TxID      string     `db:"tx_id" json:"tx_id"`
	Version   int64      `db:"version" json:"version"`
	UpdatedAt int64      `db:"updated_at" json:"updated_at"`
	UpdatedBy string     `db:"updated_by" json:"updated_by"`
}

// Disclosure is what a campaign has to make public by a day (§6.1): progress while it runs long, all of it after the end.
type Disclosure struct {
	ID          string     `db:"id" json:"id"`
	CampaignID  string     `db:"campaign_id" json:"campaign_id"`
	Kind        string     `db:"kind" json:"kind" enum:"progress,full"`
	UpTo        string     `db:"up_to" json:"up_to"`
	DueOn       string     `db:"due_on" json:"due_on"`
	State       flow.State `db:"state" json:"state"`
	PublishedOn string     `db:"published_on" json:"published_on"`
	PublishedBy string     `db:"published_by" json:"published_by"`
	Place       string     `db:"place" json:"place"`
	Report      string     `db:"report" json:"report" doc:"shown on the public page"`
}

func yuan(fen int64) string { return money.Fen(fen).Grouped() }

func stale(who string, at int64) error {
	when := time.UnixMilli(at).In(clock.Shanghai()).Format("2006-01-02 15:04")
	return errs.New(errs.Stale, "stale", "who", who, "when", when)
}

func isDay(s string) bool {
	_, err := clock.ParseDate(s)
	return err == nil
}
