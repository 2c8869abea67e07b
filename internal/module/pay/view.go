package pay

import (
	"context"
	"time"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/money"
	"yice/internal/kit/web"
	"yice/internal/module/batch"
	"yice/internal/module/fund"
)

// MissingLine is a payment that the bank confirmed and no statement shows.
type MissingLine struct {
	LineID      string `json:"line_id"`
	Seq         int64  `json:"seq"`
	Holder      string `json:"holder"`
	Last4       string `json:"last4"`
	AmountFen   int64  `json:"amount_fen"`
	SettledOn   string `json:"settled_on"`
	Note        string `json:"note"`
	ExplainedAt int64  `json:"explained_at"`
	ExplainedBy string `json:"explained_by"`
}

// Comparison is a batch beside the bank's statements, both ways, in fen.
type Comparison struct {
	BatchID     string        `json:"batch_id"`
	Version     int64         `json:"version" doc:"of the batch"`
	PaidLines   int64         `json:"paid_lines"`
	PaidFen     int64         `json:"paid_fen"`
	BankLines   int64         `json:"bank_lines" doc:"of them on a statement"`
	BankFen     int64         `json:"bank_fen"`
	Statements  []Statement   `json:"statements" doc:"that may show the batch"`
	Missing     []MissingLine `json:"missing"`
	MissingOpen int64         `json:"missing_open" doc:"not yet explained"`
	MissingFen  int64         `json:"missing_fen" doc:"explained"`
	Strange     []Row         `json:"strange" doc:"rows of these statements that fit no payment"`
	StrangeOpen int64         `json:"strange_open"`
	Sample      *SampleShown  `json:"sample,omitempty"`
	Can         []string      `json:"can"`

	batch      batch.Batch
	lines      []batch.Line
	explainers []string
}

// SampleShown is the draw of a batch with what became of it.
type SampleShown struct {
	Sample
	List []ConfirmationShown `json:"list"`
}

// ConfirmationShown is a confirmation as listed.
type ConfirmationShown struct {
	Confirmation
	StateText string   `json:"state_text"`
	BatchNo   string   `json:"batch_no"`
	Holder    string   `json:"holder"`
	AmountFen int64    `json:"amount_fen"`
	Can       []string `json:"can"`
}

// ConfirmationPage is what the asking officer needs, and no more of the household than that.
type ConfirmationPage struct {
	ConfirmationShown
	PurposeText string `json:"purpose_text"`
	Capitals    string `json:"capitals"`
	Bank        string `json:"bank"`
	Last4       string `json:"last4"`
	PaidOn      string `json:"paid_on"`
	Phone       string `json:"phone" doc:"masked"`
}

// Compare shows a batch beside the bank's statements. Needs fund.view.
func (s *Service) Compare(ctx context.Context, batchID string) (c Comparison, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return c, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err = s.compareTx(ctx, tx, batchID)
		return err
	})
	return c, err
}

func (s *Service) compareTx(ctx context.Context, tx *db.Tx, batchID string) (Comparison, error) {
	c := Comparison{BatchID: batchID, Statements: []Statement{}, Missing: []MissingLine{}, Strange: []Row{}}
	var err error
	if c.batch, err = s.Batches.BatchTx(ctx, tx, batchID); err != nil {
		return c, err
	}
	c.Version, c.PaidLines, c.PaidFen = c.batch.Version, c.batch.PaidLines, c.batch.PaidFen
	if c.lines, err = s.Batches.LinesOfTx(ctx, tx, batchID); err != nil {
		return c, err
	}
	if err := s.bankTx(ctx, tx, &c); err != nil {
		return c, err
	}
	if err := s.strangeTx(ctx, tx, &c); err != nil {
		return c, err
	}
	x, err := findSample(ctx, tx, batchID)
	switch {
	case err == nil:
		list, err := findConfirmations(ctx, tx, batchID)
		if err != nil {
			return c, err
		}
		shown, err := s.showTx(ctx, tx, list)
		if err != nil {
			return c, err
		}
		c.Sample = &SampleShown{Sample: x, List: shown}
	case !errs.IsKind(err, errs.NotFound):
		return c, err
	}
	c.Can = c.can(ctx)
	return c, nil
}

// bankTx finds which paid lines the statements show, and what was said of the others.
func (s *Service) bankTx(ctx context.Context, tx *db.Tx, c *Comparison) error {
	shown, err := findShown(ctx, tx, []string{c.BatchID})
	if err != nil {
		return err
	}
	whole, on := false, map[string]int64{}
	for _, r := range shown {
		switch r.Match {
		case matchTotal:
			whole = true
		case matchLine:
			on[r.LineID] = r.OutFen
		}
	}
	said, err := findMissing(ctx, tx, c.BatchID)
	if err != nil {
		return err
	}
	notes := map[string]Missing{}
	for _, m := range said {
		notes[m.LineID] = m
	}
	for _, l := range c.lines {
		fen, found := on[l.ID]
		switch {
		case l.State != "paid":
		case found || whole:
			c.BankLines++
			if !found {
				fen = l.AmountFen
			}
			c.BankFen += fen
		default:
			m := notes[l.ID]
			c.Missing = append(c.Missing, MissingLine{
				LineID: l.ID, Seq: l.Seq, Holder: l.Holder, Last4: l.Last4, AmountFen: l.AmountFen, SettledOn: l.SettledOn, Note: m.Note, ExplainedAt: m.ExplainedAt, ExplainedBy: m.ExplainedBy,
			})
			if m.ExplainedAt == 0 {
				c.MissingOpen++
			} else {
				c.MissingFen += l.AmountFen
				c.explainers = append(c.explainers, m.ExplainedByID)
			}
		}
	}
	return nil
}

// strangeTx reads the rows that fit nothing, of the statements that begin or end after the batch was released.
func (s *Service) strangeTx(ctx context.Context, tx *db.Tx, c *Comparison) error {
	if c.batch.ReleasedAt == 0 {
		return nil
	}
	since := clock.Date(time.UnixMilli(c.batch.ReleasedAt))
	var err error
	if c.Statements, err = findStatements(ctx, tx, c.batch.Payer, since); err != nil || len(c.Statements) == 0 {
		return err
	}
	ids := make([]string, len(c.Statements))
	for i, st := range c.Statements {
		ids[i] = st.ID
	}
	if c.Strange, err = findStrange(ctx, tx, ids); err != nil {
		return err
	}
	for _, r := range c.Strange {
		if r.ExplainedAt == 0 {
			c.StrangeOpen++
		} else {
			c.explainers = append(c.explainers, r.ExplainedByID)
		}
	}
	return nil
}

func (c Comparison) can(ctx context.Context) []string {
	out := []string{}
	a := authz.From(ctx)
	if !a.Has(fund.PermReconcile) || c.batch.State != batch.Returned {
		return out
	}
	out = append(out, "take_statement", "explain")
	if c.ready(ctx) == nil {
		out = append(out, "reconcile")
	}
	return out
}

func (s *Service) showTx(ctx context.Context, tx *db.Tx, list []Confirmation) ([]ConfirmationShown, error) {
	batches := map[string]batch.Batch{}
	lines := map[string]batch.Line{}
	out := make([]ConfirmationShown, len(list))
	for i, c := range list {
		if _, read := batches[c.BatchID]; !read {
			b, err := s.Batches.BatchTx(ctx, tx, c.BatchID)
			if err != nil {
				return nil, err
			}
			all, err := s.Batches.LinesOfTx(ctx, tx, c.BatchID)
			if err != nil {
				return nil, err
			}
			batches[c.BatchID] = b
			for _, l := range all {
				lines[l.ID] = l
			}
		}
		l := lines[c.LineID]
		out[i] = ConfirmationShown{
			Confirmation: c, StateText: i18n.Word(s.asks.StateText[c.State]).In(web.Language(ctx)), BatchNo: batches[c.BatchID].No, Holder: l.Holder, AmountFen: l.AmountFen,
			Can: s.can(ctx, c),
		}
	}
	return out, nil
}

func (s *Service) can(ctx context.Context, c Confirmation) []string {
	out := []string{}
	a := authz.From(ctx)
	for _, tr := range s.asks.From(c.State) {
		if tr.Perm == PermConfirm && a.HasAt(PermConfirm, c.OrgPath) || tr.Perm != PermConfirm && a.Has(tr.Perm) && c.AnsweredByID != authz.From(ctx).Hand() {
			out = append(out, string(tr.Action))
		}
	}
	return out
}

// List shows what the actor's department was asked to confirm; who sees the batches sees all. Needs PermConfirm or fund.view.
func (s *Service) List(ctx context.Context) (out []ConfirmationShown, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, err
	}
	if !a.Has(fund.PermView) {
		if err := authz.Require(ctx, PermConfirm); err != nil {
			return nil, err
		}
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		list, err := listConfirmations(ctx, tx, a, a.Has(fund.PermView))
		if err != nil {
			return err
		}
		out, err = s.showTx(ctx, tx, list)
		return err
	})
	return out, err
}

// One shows one confirmation within the actor's scope.
func (s *Service) One(ctx context.Context, confirmationID string) (p ConfirmationPage, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := s.seenTx(ctx, tx, confirmationID)
		if err != nil {
			return err
		}
		p, err = s.pageTx(ctx, tx, c)
		return err
	})
	return p, err
}

func (s *Service) pageTx(ctx context.Context, tx *db.Tx, c Confirmation) (ConfirmationPage, error) {
	shown, err := s.showTx(ctx, tx, []Confirmation{c})
	if err != nil {
		return ConfirmationPage{}, err
	}
	p := ConfirmationPage{ConfirmationShown: shown[0], Capitals: money.Fen(shown[0].AmountFen).Capitals()}
	o, err := s.Orders.OrderByIDTx(ctx, tx, c.OrderID)
	if err != nil {
		return p, err
	}
	p.PaidOn, p.PurposeText = o.PaidOn, fund.Said(ctx, fund.Purposes(), o.Purpose)
	lines, err := s.Batches.LinesOfTx(ctx, tx, c.BatchID)
	if err != nil {
		return p, err
	}
	for _, l := range lines {
		if l.ID == c.LineID {
			p.Bank, p.Last4 = l.Bank, l.Last4
		}
	}
	person, err := s.People.PersonTx(ctx, tx, c.PayeePersonID)
	p.Phone = person.Phone
	return p, err
}

// Flows are the state tables of this room.
func Flows() []*flow.Table { return []*flow.Table{Confirmations()} }
