package aid

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"yice/internal/core/flow"
	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// Notice is a public notice. Content is masked when it is made and cannot say more (domain rules §5.4).
type Notice struct {
	ID          string                 `db:"id" json:"id"`
	CaseID      string                 `db:"case_id" json:"case_id"`
	Kind        string                 `db:"kind" json:"kind"`
	Content     db.JSON[NoticeContent] `db:"content" json:"content"`
	Place       string                 `db:"place" json:"place"`
	FromOn      string                 `db:"from_on" json:"from_on"`
	ToOn        string                 `db:"to_on" json:"to_on"`
	State       string                 `db:"state" json:"state"`
	Result      string                 `db:"result" json:"result"`
	PhotoFileID string                 `db:"photo_file_id" json:"photo_file_id"`
	MadeBy      string                 `db:"made_by" json:"made_by"`
	MadeAt      int64                  `db:"made_at" json:"made_at"`
}

// NoticeContent is all that a notice may show: masked name, unit or community, size, kinds of aid, amount, complaint phone.
type NoticeContent struct {
	Name      string   `json:"name"`
	Unit      string   `json:"unit"`
	Size      int      `json:"size"`
	Needs     []string `json:"needs"`
	AmountFen int64    `json:"amount_fen"`
	Period    string   `json:"period"`
	Phone     string   `json:"phone"`
}

// Kinds of notice.
const (
	NoticeAid  = "aid"
	NoticeExit = "exit"
)

// NoticeInput says where the notice hangs and where to complain.
type NoticeInput struct {
	Place string `json:"place" minLength:"1" maxLength:"100"`
	Unit  string `json:"unit" minLength:"1" maxLength:"60"`
	Phone string `json:"phone" minLength:"5" maxLength:"20"`
}

// PublishNotice puts the masked content up for the period of the parameter notice.days (civil affairs: notice.dibao.days, as
// calendar days). Needs PermNotice at the lead and a first opinion. Codes: aid.opinion_missing, aid.notice_reveals,
// aid.notice_number.
func (s *Service) PublishNotice(ctx context.Context, caseID string, version int64, in NoticeInput) (n Notice, err error) {
	defer errs.Wrap(&err, "aid.PublishNotice(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.CaseTx(ctx, tx, PermView, caseID)
		if err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		if c.State == FirstOpinion && c.OpinionOn == "" {
			return errs.New(errs.Conflict, "aid.opinion_missing")
		}
		d := flow.Deadline{Param: "notice.days", Default: 5, Working: true}
		if c.LeadDepartment == "civil" {
			d = flow.Deadline{Param: "notice.dibao.days", Default: 7}
		}
		if n, err = s.noticeTx(ctx, tx, c, NoticeAid, d, in); err != nil {
			return err
		}
		c.NoticeTo = n.ToOn
		return s.ActTx(ctx, tx, &c, PublishNotice, Act{Detail: n.Content, Summary: "公示至 " + n.ToOn})
	})
	return n, err
}

// longNumber tells whether a text holds what may be a number of a person, card or telephone: seven digits or more in a row,
// blanks and hyphens between them not counted.
func longNumber(text string) bool {
	n := 0
	for _, c := range text {
		switch {
		case unicode.IsDigit(c):
			n++
		case c == ' ' || c == '-':
		default:
			n = 0
		}
		if n >= 7 {
			return true
		}
	}
	return false
}

func (s *Service) noticeTx(ctx context.Context, tx *db.Tx, c Case, kind string, d flow.Deadline, in NoticeInput) (Notice, error) {
	members, err := s.people.MembersTx(ctx, tx, c.HouseholdID, tx.Today())
	if err != nil {
		return Notice{}, err
	}
	for path, text := range map[string]string{"place": in.Place, "unit": in.Unit} {
		if longNumber(text) {
			return Notice{}, errs.InvalidField(path, "aid.notice_number")
		}
		for _, m := range members {
			if m.Person.Name != "" && strings.Contains(text, m.Person.Name) {
				return Notice{}, errs.InvalidField(path, "aid.notice_reveals")
			}
		}
	}
	// Medical cases and minors are never named in full.
	name, minor := c.Title, false
	if len(members) > 0 {
		head := members[0]
		for _, m := range members {
			if m.Relation == "01" || m.Relation == "02" {
				head = m
			}
		}
		minor = people.IsMinor(head.Person.BirthOn, tx.Today())
		name = people.MaskNamePublic(head.Person.Name, minor)
	}
	to, err := s.DueTx(ctx, tx, c.AreaCode, d, tx.Today())
	if err != nil {
		return Notice{}, err
	}
	n := Notice{
		ID: id.New(tx.Now()), CaseID: c.ID, Kind: kind, Place: in.Place, FromOn: tx.Today(), ToOn: to, State: "open", MadeBy: authz.From(ctx).Name, MadeAt: tx.NowMS(),
		Content: db.JSON[NoticeContent]{V: NoticeContent{
			Name: name, Unit: in.Unit, Size: len(members), Needs: c.Needs, AmountFen: c.ProposedFen,
			Period: tx.Today() + " 至 " + to, Phone: in.Phone,
		}},
	}
	return n, tx.Insert(ctx, "aid_notices", n)
}

// PublicNotices lists what hangs today, for anyone, masked by construction.
func (s *Service) PublicNotices(ctx context.Context) (out []Notice, err error) {
	defer errs.Wrap(&err, "aid.PublicNotices")
	err = s.db.View(ctx, func(tx *db.Tx) error {
		out, err = findPublicNotices(ctx, tx, tx.Today())
		return err
	})
	for i := range out {
		out[i].CaseID, out[i].MadeBy, out[i].PhotoFileID = "", "", ""
	}
	return out, err
}

// Objection is what somebody says against a notice.
type Objection struct {
	ID         string `db:"id" json:"id"`
	CaseID     string `db:"case_id" json:"case_id"`
	NoticeID   string `db:"notice_id" json:"notice_id"`
	Text       string `db:"text" json:"text"`
	FromName   string `db:"from_name" json:"from_name"`
	Channel    string `db:"channel" json:"channel"`
	State      string `db:"state" json:"state"`
	DueOn      string `db:"due_on" json:"due_on"`
	Result     string `db:"result" json:"result"`
	ResolvedBy string `db:"resolved_by" json:"resolved_by"`
	ResolvedAt int64  `db:"resolved_at" json:"resolved_at"`
	MadeByID   string `db:"made_by_id" json:"-"`
	MadeBy     string `db:"made_by" json:"made_by"`
	MadeAt     int64  `db:"made_at" json:"made_at"`
}

// ObjectionInput records an objection; the objector may stay unnamed.
type ObjectionInput struct {
	Text     string `json:"text" minLength:"1" maxLength:"1000"`
	FromName string `json:"from_name,omitempty" maxLength:"60"`
	Channel  string `json:"channel" enum:"phone,visit,letter,online"`
}

// RecordObjection stops the way to the meeting until the objection is resolved. Needs PermObjection at the lead.
func (s *Service) RecordObjection(ctx context.Context, caseID string, in ObjectionInput) (o Objection, err error) {
	defer errs.Wrap(&err, "aid.RecordObjection(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := s.CaseTx(ctx, tx, PermView, caseID)
		if err != nil {
			return err
		}
		n, err := findOpenNotice(ctx, tx, c.ID, NoticeAid)
		if err != nil && !errs.IsKind(err, errs.NotFound) {
			return err
		}
		c.OpenObjections++
		if err := s.ActTx(ctx, tx, &c, Object, Act{Detail: in.Text, Summary: "收到公示异议"}); err != nil {
			return err
		}
		a := authz.From(ctx)
		o = Objection{
			ID: id.New(tx.Now()), CaseID: c.ID, NoticeID: n.ID, Text: in.Text, FromName: in.FromName, Channel: in.Channel, State: "open", DueOn: c.DueOn,
			MadeByID: a.UserID, MadeBy: a.Name, MadeAt: tx.NowMS(),
		}
		return tx.Insert(ctx, "aid_objections", o)
	})
	return o, err
}

// ResolveObjection dismisses or upholds. Needs PermReview at the lead, by another person than who recorded it. Codes:
// SELF_APPROVAL, aid.reason_required, stale.
func (s *Service) ResolveObjection(ctx context.Context, caseID string, version int64, upheld bool, result string) (c Case, err error) {
	defer errs.Wrap(&err, "aid.ResolveObjection(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		list, err := findObjections(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		a := authz.From(ctx)
		i := slices.IndexFunc(list, func(o Objection) bool { return o.State == "open" })
		if i >= 0 && list[i].MadeByID == a.UserID {
			return errs.New(errs.Conflict, "SELF_APPROVAL")
		}
		action := DismissObjection
		if upheld {
			action = UpholdObjection
			c.OpinionOn, c.OpinionBy, c.NoticeTo = "", "", ""
			if n, err := findOpenNotice(ctx, tx, c.ID, NoticeAid); err == nil {
				if err := closeNotice(ctx, tx, n.ID, "有异议"); err != nil {
					return err
				}
			} else if !errs.IsKind(err, errs.NotFound) {
				return err
			}
		}
		if c.OpenObjections > 0 {
			c.OpenObjections--
		}
		if err := s.ActTx(ctx, tx, &c, action, Act{Reason: result}); err != nil {
			return err
		}
		o := list[i]
		o.State, o.Result, o.ResolvedBy, o.ResolvedAt = "dismissed", result, a.Name, tx.NowMS()
		if upheld {
			o.State = "upheld"
		}
		return resolveObjection(ctx, tx, o)
	})
	return c, err
}

// CloseNotice states the result and puts the case on the way to the meeting. Needs PermNotice at the lead. Codes:
// NOTICE_SHORT before the last day is over, NOTICE_OBJECTION_OPEN.
func (s *Service) CloseNotice(ctx context.Context, caseID string, version int64) (c Case, err error) {
	defer errs.Wrap(&err, "aid.CloseNotice(%s)", caseID)
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if c, err = s.CaseTx(ctx, tx, PermView, caseID); err != nil {
			return err
		}
		if c.Version != version {
			return stale(c)
		}
		if c.State == Noticed {
			if c.NoticeTo >= tx.Today() {
				return errs.New(errs.Conflict, "NOTICE_SHORT", "to", c.NoticeTo)
			}
			if c.OpenObjections > 0 {
				return errs.New(errs.Conflict, "NOTICE_OBJECTION_OPEN")
			}
		}
		if err := s.ActTx(ctx, tx, &c, CloseNotice, Act{Summary: "公示期满，无异议"}); err != nil {
			return err
		}
		n, err := findOpenNotice(ctx, tx, c.ID, NoticeAid)
		if err != nil {
			return err
		}
		return closeNotice(ctx, tx, n.ID, "无异议")
	})
	return c, err
}
