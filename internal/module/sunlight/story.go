package sunlight

import (
	"context"
	"slices"
	"strings"

	"yice/internal/kit/db"
	"yice/internal/module/gift"
)

// Story tells a donor what became of the gift, by the receipt's number and the follow code printed on it. Anybody may ask.
// Codes: gift.code_wrong, gift.too_often.
func (s *Service) Story(ctx context.Context, in gift.Coded) (t gift.Story, err error) {
	err = s.gifts.ByFollowCode(ctx, in, func(tx *db.Tx, h gift.Held) error {
		t, err = s.storyTx(ctx, tx, h)
		return err
	})
	return t, err
}

func (s *Service) storyTx(ctx context.Context, tx *db.Tx, h gift.Held) (t gift.Story, err error) {
	g := h.Gift
	t.Verified = h.Verified
	t.ReceivedOn, t.Form, t.SmallGroup, t.Purposes = g.ReceivedOn, g.Form, gift.MinGroup, append([]string{}, g.Purposes...)
	t.Funds, t.Groups, t.Flows, t.Goods = []string{}, []gift.StoryGroup{}, []gift.PublicFlow{}, []gift.StoryGoods{}
	amounts := map[Label]int64{}
	if g.Form == "money" {
		for _, fundID := range h.Funds {
			if err := s.storyOf(ctx, tx, g, fundID, &t, amounts); err != nil {
				return t, err
			}
		}
	} else if t.Goods, err = s.goodsTx(ctx, tx, g.CollectionID); err != nil {
		return t, err
	}
	t.Kinds, t.Areas, t.Periods = figures(ctx, amounts)
	return t, nil
}

func (s *Service) storyOf(ctx context.Context, tx *db.Tx, g gift.Gift, fundID string, t *gift.Story, amounts map[Label]int64) error {
	f, err := s.funds.FundTx(ctx, tx, fundID)
	if err != nil {
		return err
	}
	followed, told, err := s.toldTx(ctx, tx, fundID)
	if err != nil {
		return err
	}
	t.Funds = append(t.Funds, f.Name)
	t.ToldTo = max(t.ToldTo, told.To)
	mine := map[Label]int64{}
	for _, u := range followed.Of(g.ID) {
		label, ok := told.Of[u.Order]
		if !ok {
			continue
		}
		for _, p := range u.Parts {
			if followed.Lots[p.Lot].Gift == g.ID {
				mine[label] += p.Amount
			}
		}
	}
	kinds := map[string]int64{}
	for label, n := range mine {
		amounts[label] += n
		kinds[label.Kind] += n
		t.UsedFen += n
		t.Groups = append(t.Groups, gift.StoryGroup{Kind: kindText(ctx, label.Kind), Area: areaText(ctx, label.Area), Period: periodOf(label), Persons: told.Classes[label].Persons, AmountFen: n})
	}
	slices.SortFunc(t.Groups, func(a, b gift.StoryGroup) int {
		return strings.Compare(a.Period+"\x00"+a.Kind+"\x00"+a.Area, b.Period+"\x00"+b.Kind+"\x00"+b.Area)
	})
	for kind, n := range kinds {
		t.Flows = append(t.Flows, gift.PublicFlow{Campaign: t.Campaign, Fund: f.Name, Kind: kindText(ctx, kind), AmountFen: n})
	}
	slices.SortFunc(t.Flows, func(a, b gift.PublicFlow) int { return strings.Compare(a.Fund+a.Kind, b.Fund+b.Kind) })
	_, amount := followed.Left(g.ID)
	t.RestFen += amount
	for _, n := range mine {
		t.RestFen -= n
	}
	return nil
}

func (s *Service) goodsTx(ctx context.Context, tx *db.Tx, collectionID string) ([]gift.StoryGoods, error) {
	list, err := s.gifts.DeliveredTx(ctx, tx, collectionID, toldBefore(tx))
	for i := range list {
		if list[i].Households < gift.MinGroup {
			list[i].Households = 0
		}
	}
	return append([]gift.StoryGoods{}, list...), err
}
