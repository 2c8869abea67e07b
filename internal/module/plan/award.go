package plan

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
	"yice/internal/module/order"
)

func itoa(i int) string { return strconv.Itoa(i) }

// Cap is what a household or person has received or been promised for a purpose this year over all funders, against the
// rule's cap, in fen.
type Cap struct {
	Purpose  string      `json:"purpose"`
	Unit     string      `json:"unit"`
	PersonID string      `json:"person_id"`
	Year     string      `json:"year"`
	CapFen   int64       `json:"cap_fen"`
	UsedFen  int64       `json:"used_fen"`
	Limited  bool        `json:"limited"`
	Funders  []FunderSum `json:"funders"`
}

// FunderSum is one funder's part of what was used.
type FunderSum struct {
	Funder    string `json:"funder"`
	AmountFen int64  `json:"amount_fen"`
}

// capKey names the parameter of a purpose's yearly cap, and whether the unit is the household.
func capKey(purpose string) (key string, household bool) {
	switch purpose {
	case "living":
		return "platform.living.cap_year", true
	case "medical":
		return "platform.medical.cap_year", false
	}
	return "platform.study.cap_year", false
}

func (s *Service) capsTx(ctx context.Context, tx *db.Tx, c aid.Case) ([]Cap, error) {
	out := []Cap{}
	persons, err := s.cases.PersonsTx(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	year := tx.Today()[:4]
	for _, purpose := range aid.CashNeeds() {
		if !c.Needs.Has(purpose) {
			continue
		}
		if _, household := capKey(purpose); household {
			x, err := s.capTx(ctx, tx, c, purpose, "", year)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
			continue
		}
		for _, p := range persons {
			x, err := s.capTx(ctx, tx, c, purpose, p.PersonID, year)
			if err != nil {
				return nil, err
			}
			if p.IsBeneficiary || x.UsedFen > 0 {
				out = append(out, x)
			}
		}
	}
	return out, nil
}

// capTx sums the counters of all funders for a year: orders paid or promised, and earlier benefits that count. The cap is
// that in force today.
func (s *Service) capTx(ctx context.Context, tx *db.Tx, c aid.Case, purpose, personID, year string) (Cap, error) {
	x := Cap{Purpose: purpose, Unit: "person", PersonID: personID, Year: year, Funders: []FunderSum{}}
	key, household := capKey(purpose)
	subject := personID
	if household {
		x.Unit, subject = "household", c.HouseholdID
	}
	params, err := s.policy.AtTx(ctx, tx, c.AreaCode, tx.Today())
	if err != nil {
		return x, err
	}
	limit, limited, err := params.Limit(key)
	if err != nil {
		return x, err
	}
	x.CapFen, x.Limited = int64(limit), limited
	sums, err := s.orders.CountersTx(ctx, tx, subject, purpose, x.Year)
	if err != nil {
		return x, err
	}
	for _, f := range sums {
		x.UsedFen += f.AmountFen
		x.Funders = append(x.Funders, FunderSum{Funder: f.Funder, AmountFen: f.AmountFen})
	}
	return x, nil
}

// part is one instalment of an award to be made: an amount in fen and its day.
type part struct {
	fen int64
	due string
}

// partsOf are the equal instalments of an amount between two days.
func partsOf(fen, instalments int64, from, to string) []part {
	var out []part
	for i, x := range split(fen, instalments) {
		out = append(out, part{x, spread(from, to, i, int(instalments))})
	}
	return out
}

// withinCapsTx refuses an award whose instalments of any year, with what all funders gave or promised for that year, pass the
// yearly cap. An instalment counts in the year in which it falls due.
func (s *Service) withinCapsTx(ctx context.Context, tx *db.Tx, c aid.Case, w Award, parts []part) error {
	sums := map[string]int64{}
	for _, p := range parts {
		sums[p.due[:4]] += p.fen
	}
	for _, year := range slices.Sorted(maps.Keys(sums)) {
		x, err := s.capTx(ctx, tx, c, w.Purpose, w.PersonID, year)
		if err != nil {
			return err
		}
		if x.Limited && x.UsedFen+sums[year] > x.CapFen {
			return errs.New(errs.Conflict, "CAP_YEAR", "year", year, "cap", yuan(x.CapFen), "used", yuan(x.UsedFen), "left", yuan(max(x.CapFen-x.UsedFen, 0)))
		}
	}
	return nil
}

// awardTx grants an amount within the caps and orders its payment in equal instalments between two days.
func (s *Service) awardTx(ctx context.Context, tx *db.Tx, c aid.Case, w Award, instalments int64, from, to, ownerOrg string) (Award, error) {
	_, household := capKey(w.Purpose)
	if household {
		w.PersonID = ""
	} else if w.PersonID == "" {
		return w, errs.InvalidField("person_id", "plan.person_required")
	}
	if err := s.withinCapTimeTx(ctx, tx, c, w); err != nil {
		return w, err
	}
	parts := partsOf(w.AmountFen, instalments, from, to)
	if err := s.withinCapsTx(ctx, tx, c, w, parts); err != nil {
		return w, err
	}
	if c.PayeePersonID == "" {
		return w, errs.New(errs.Conflict, "aid.payee_required")
	}
	w.ID, w.CaseID, w.HouseholdID, w.State = id.New(tx.Now()), c.ID, c.HouseholdID, "granted"
	w.DecidedBy, w.MadeAt, w.Period = authz.From(ctx).Name, tx.NowMS(), tx.Today()[:4]
	if err := tx.Insert(ctx, "awards", w); err != nil {
		return w, err
	}
	for i, p := range parts {
		o, err := s.orders.OrderTx(ctx, tx, order.Order{
			CaseID: c.ID, CaseNo: c.FileNo, HouseholdID: c.HouseholdID, PersonID: w.PersonID, PayeePersonID: c.PayeePersonID,
			BankAccountID: c.PayeeAccountID, AwardID: w.ID, Instalment: i + 1, Purpose: w.Purpose, Period: w.Period + "-" + w.ID[len(w.ID)-6:] + "-" + itoa(i+1),
			FundID: w.FundID, AmountFen: p.fen, DueOn: p.due, Department: c.LeadDepartment, Urgent: w.Urgent,
		})
		if err != nil {
			return w, err
		}
		row := Instalment{ID: id.New(tx.Now()), AwardID: w.ID, CaseID: c.ID, No: int64(i + 1), AmountFen: p.fen, DueOn: p.due, OrderID: o.ID, State: "waiting"}
		if err := tx.Insert(ctx, "award_instalments", row); err != nil {
			return w, err
		}
	}
	return w, journal.Record(ctx, tx, journal.Event{
		Action: "plan.award", ObjectType: "award", ObjectID: w.ID, CaseID: c.ID,
		Summary: "核定" + purposeText(w.Purpose) + " " + yuan(w.AmountFen) + " 元", After: w,
	})
}

// split divides fen into n parts that add up exactly; the first parts carry the odd fen.
func split(total, n int64) []int64 {
	n = max(n, 1)
	out := make([]int64, n)
	for i := range out {
		out[i] = total / n
		if int64(i) < total%n {
			out[i]++
		}
	}
	return out
}

func spread(from, to string, i, n int) string {
	a, err1 := clock.ParseDate(from)
	b, err2 := clock.ParseDate(to)
	if err1 != nil || err2 != nil || n <= 1 {
		return to
	}
	return clock.Date(a.Add(time.Duration(int64(b.Sub(a)) / int64(n-1) * int64(i))))
}

func purposeText(p string) string {
	switch p {
	case "living":
		return "生活救助"
	case "medical":
		return "医疗救助"
	}
	return "助学救助"
}

// Settled learns from the order room that an order was paid, failed or cancelled, inside its transaction.
func (s *Service) Settled(ctx context.Context, tx *db.Tx, o order.Order) error {
	paidOn := ""
	if o.State == order.OrderPaid {
		paidOn = tx.Today()
	}
	if o.ReplacesID != "" {
		if err := moveInstalment(ctx, tx, o.ReplacesID, o.ID); err != nil {
			return err
		}
	}
	return settleInstalment(ctx, tx, o.ID, string(o.State), paidOn)
}
