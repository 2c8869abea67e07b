package aid

import (
	"context"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

// TabledTx lists the cases that wait for a meeting, within the actor's view: tabled, deferred, and those still on notice.
func (s *Service) TabledTx(ctx context.Context, tx *db.Tx) ([]Case, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, err
	}
	return findTabled(ctx, tx, a)
}

// CasesTx reads those of the given cases that the actor sees, by id.
func (s *Service) CasesTx(ctx context.Context, tx *db.Tx, ids []string) (map[string]Case, error) {
	a, err := authz.Must(ctx)
	if err != nil || len(ids) == 0 {
		return map[string]Case{}, err
	}
	rows, err := findCases(ctx, tx, a, ids)
	out := make(map[string]Case, len(rows))
	for _, c := range rows {
		out[c.ID] = c
	}
	return out, err
}

// Story is a case as a meeting reads it: who, what it costs, what was paid, what is proposed. Money is fen of one year.
type Story struct {
	Place        string     `json:"place"`
	Members      int64      `json:"members"`
	Summary      string     `json:"summary"`
	IncomeFen    int64      `json:"income_fen"`
	CostFen      int64      `json:"cost_fen" doc:"medical bills in all"`
	StatutoryFen int64      `json:"statutory_fen" doc:"paid by insurance and medical assistance"`
	OtherFen     int64      `json:"other_fen" doc:"paid by commercial and mutual insurance and earlier aid"`
	SelfFen      int64      `json:"self_fen" doc:"what the household bears"`
	PriorFen     int64      `json:"prior_fen" doc:"earlier benefits of any scheme"`
	Opinion      string     `json:"opinion" doc:"the lead's first opinion"`
	OpinionBy    string     `json:"opinion_by"`
	Proposals    []Proposal `json:"proposals"`
	Questions    []Question `json:"questions"`
}

// StoryTx tells the case; the caller has found it within its scope and journals the look.
func (s *Service) StoryTx(ctx context.Context, tx *db.Tx, c Case) (t Story, err error) {
	t = Story{Place: org.AreaName(c.AreaCode) + c.Street, Proposals: []Proposal{}, Questions: []Question{}}
	if c.SummarySealed != "" {
		if t.Summary, err = s.keys.Open("aid_cases", "summary", c.ID, c.SummarySealed); err != nil {
			return t, err
		}
	}
	h, err := s.people.HouseholdTx(ctx, tx, c.HouseholdID)
	if err != nil {
		return t, err
	}
	t.Members = h.Size
	d, err := s.detailsOf(ctx, tx, c.ID)
	if err != nil {
		return t, err
	}
	for _, a := range d.Amounts {
		if a.Side == "income" {
			t.IncomeFen += a.YearFen
		}
	}
	for _, b := range d.Bills {
		t.CostFen += b.TotalFen
		t.StatutoryFen += b.BasicFen + b.SeriousFen + b.MedicalAidFen
		t.OtherFen += b.CommercialFen + b.MutualFen + b.EarlierFen
	}
	t.SelfFen = t.CostFen - t.StatutoryFen - t.OtherFen
	for _, p := range d.Priors {
		t.PriorFen += p.AmountFen
	}
	opinions, err := findOpinions(ctx, tx, c.ID)
	if err != nil {
		return t, err
	}
	for _, o := range opinions {
		if o.Stage == "first" {
			t.Opinion, t.OpinionBy, t.Proposals = o.Text, o.ByName, o.Proposals.V
		}
	}
	t.Questions, err = findQuestions(ctx, tx, c.ID)
	return t, err
}
