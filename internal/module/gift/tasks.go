package gift

import (
	"cmp"
	"context"
	"strings"

	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// Kinds of this room's tasks.
const (
	TaskClose    = "gift_close"
	TaskDisclose = "gift_disclose"
	TaskConfirm  = "gift_confirm"
	TaskDecide   = "gift_decide"
	TaskHandout  = "gift_handout"
)

// The parameters of disclosure, in months (§6.1: a campaign of more than six months tells every three, and everything within
// three months after its end).
const (
	paramEvery = "gift.disclose_every.months"
	paramLong  = "gift.long.months"
	paramFull  = "gift.full_report.months"
)

// number reads a parameter; a book that was loaded before there was one gets what the law says.
func (s *Service) number(ctx context.Context, tx *db.Tx, key string, law int) (int, error) {
	p, err := s.Policy.AtTx(ctx, tx, authz.From(ctx).Area, tx.Today())
	if err != nil {
		return 0, err
	}
	n, err := p.Int(key)
	if errs.IsCode(err, "PARAM_MISSING") {
		return law, nil
	}
	return int(n), err
}

// runTx puts the end of a campaign and what it has to tell meanwhile on the organiser's desk.
func (s *Service) runTx(ctx context.Context, tx *db.Tx, c Campaign) error {
	if err := s.open(ctx, tx, TaskClose, "gift_campaign", c.ID, c.Name, c.ToOn, PermCampaign, "/gifts/"+c.ID); err != nil {
		return err
	}
	long, err := s.number(ctx, tx, paramLong, 6)
	if err != nil || !longer(c.FromOn, c.ToOn, long) {
		return err
	}
	every, err := s.number(ctx, tx, paramEvery, 3)
	if err != nil {
		return err
	}
	have, err := findDisclosures(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, d := range have {
		known[d.UpTo] = true
	}
	for n := every; ; n += every {
		due := clock.AddMonths(c.FromOn, n)
		if due > c.ToOn {
			return nil
		}
		if known[due] {
			continue
		}
		if err := s.dueTx(ctx, tx, c, "progress", due, due); err != nil {
			return err
		}
	}
}

// endTx puts the full report on the desk.
func (s *Service) endTx(ctx context.Context, tx *db.Tx, c Campaign) error {
	if err := s.Tasks.CloseTx(ctx, tx, "", c.ID, TaskClose); err != nil {
		return err
	}
	n, err := s.number(ctx, tx, paramFull, 3)
	if err != nil {
		return err
	}
	return s.dueTx(ctx, tx, c, "full", c.ClosedOn, clock.AddMonths(c.ClosedOn, n))
}

// dropFullTx takes the full report off the desk of a campaign that goes on.
func (s *Service) dropFullTx(ctx context.Context, tx *db.Tx, campaignID string) error {
	list, err := findDisclosures(ctx, tx, campaignID)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.Kind == "full" && d.State == Due {
			if err := s.Tasks.CloseTx(ctx, tx, "", d.ID, TaskDisclose); err != nil {
				return err
			}
		}
	}
	return dropDue(ctx, tx, campaignID, "full")
}

func (s *Service) dueTx(ctx context.Context, tx *db.Tx, c Campaign, kind, upTo, due string) error {
	d := Disclosure{ID: id.New(tx.Now()), CampaignID: c.ID, Kind: kind, UpTo: upTo, DueOn: due, State: Due}
	if err := insertDisclosure(ctx, tx, d); err != nil {
		return err
	}
	word := map[string]string{"progress": "进展公开", "full": "全面公开"}[kind]
	return s.open(ctx, tx, TaskDisclose, "gift_disclosure", d.ID, c.Name+" "+word, due, PermCampaign, "/gifts/"+c.ID)
}

func (s *Service) open(ctx context.Context, tx *db.Tx, kind, objectType, objectID, title, due string, perm authz.Permission, link string) error {
	return s.Tasks.OpenTx(ctx, tx, task.New{
		Kind: kind, ObjectType: objectType, ObjectID: objectID, Title: title, DueOn: due, OwnerPath: cmp.Or(authz.From(ctx).OrgPath, "/"), Perm: perm, Link: link,
	})
}

// soon is the day until which a second person confirms or decides.
func (s *Service) soon(ctx context.Context, tx *db.Tx) (string, error) {
	n, err := s.number(ctx, tx, "deadline.bank_return", 3)
	if err != nil {
		return "", err
	}
	return s.Calendar.DueOnTx(ctx, tx, tx.Today(), n, true)
}

// Disclosing records that a table was made public.
type Disclosing struct {
	Version int64  `json:"version"`
	ID      string `json:"id" maxLength:"26"`
	Place   string `json:"place" minLength:"1" maxLength:"100" doc:"where: 慈善中国, the city's site, the notice board"`
	Report  string `json:"report,omitempty" maxLength:"2000" doc:"what was done, shown on the public page; needed for progress. No names of who was helped"`
}

// Disclose records a disclosure with its report; after the full one a report of progress falls due again and again until the money is
// used. Needs PermCampaign. Codes: gift.disclosed_already, gift.required, stale, flow.not_allowed.
func (s *Service) Disclose(ctx context.Context, campaignID string, in Disclosing) (Campaign, error) {
	if strings.TrimSpace(in.Place) == "" {
		return Campaign{}, errs.InvalidField("place", "gift.required")
	}
	return s.onCampaign(ctx, campaignID, in.Version, actDisclose, func(tx *db.Tx, c *Campaign) error {
		list, err := findDisclosures(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		found, fullOpen := Disclosure{}, false
		for _, d := range list {
			if d.ID == in.ID {
				found = d
			} else if d.State == Due && d.Kind == "full" {
				fullOpen = true
			}
		}
		if found.ID == "" {
			return errs.InvalidField("id", "gift.disclosure_unknown")
		}
		if found.Report = strings.TrimSpace(in.Report); found.Report == "" && found.Kind == "progress" {
			return errs.InvalidField("report", "gift.required")
		}
		found.PublishedOn, found.PublishedBy, found.Place = tx.Today(), authz.From(ctx).Who(), strings.TrimSpace(in.Place)
		if err := publishDisclosure(ctx, tx, found); err != nil {
			return err
		}
		if err := s.Tasks.CloseTx(ctx, tx, "", found.ID, TaskDisclose); err != nil {
			return err
		}
		if c.State == Closed && !fullOpen {
			c.State = Disclosed
		}
		if err := s.againTx(ctx, tx, *c, list, found); err != nil {
			return err
		}
		return s.moved(ctx, tx, c, "gift.disclose", "公开（"+flowWord(found.Kind)+"）", found.Place)
	})
}

// againTx puts the next report of a campaign that is over on the desk, as long as its money is not all used: a project tells its
// progress every gift.disclose_every.months (Charity Law: a project of more than six months at least every three).
func (s *Service) againTx(ctx context.Context, tx *db.Tx, c Campaign, list []Disclosure, told Disclosure) error {
	if c.State == Open {
		return nil
	}
	for _, d := range list {
		if d.ID != told.ID && d.State == Due {
			return nil
		}
	}
	rest, err := s.restTx(ctx, tx, c)
	if err != nil || rest == 0 {
		return err
	}
	every, err := s.number(ctx, tx, paramEvery, 3)
	if err != nil {
		return err
	}
	due := clock.AddMonths(max(tx.Today(), told.DueOn), every)
	return s.dueTx(ctx, tx, c, "progress", due, due)
}

// restTx is what of a campaign's gifts of money is not paid yet, in fen.
func (s *Service) restTx(ctx context.Context, tx *db.Tx, c Campaign) (int64, error) {
	f, err := s.FollowTx(ctx, tx, c.FundID)
	if err != nil {
		return 0, err
	}
	rest := int64(0)
	for _, l := range f.Lots {
		if l.Campaign == c.ID {
			rest += l.Free + l.Held
		}
	}
	return rest, nil
}

func flowWord(kind string) string {
	if kind == "full" {
		return "全面"
	}
	return "进展"
}
