package gift

import (
	"context"
	"testing"

	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/kit/errs"
)

// object is something real in one state, with every act that its table knows, tried by a version that nobody has: whoever may act is
// told that it is stale, or that the state does not allow it; whoever may not is refused before that.
type object struct {
	name  string
	table *flow.Table
	state flow.State
	acts  map[flow.Action]func(ctx context.Context) error
}

// objects are a campaign, a pledge, a count of cash, a request and a handout in each state that somebody can act on.
func (h *hall) objects() []object {
	h.t.Helper()
	none := Step{Version: -1, Reason: "试"}
	campaign := func(name string, c Campaign) object {
		return object{name, Campaigns(), c.State, map[flow.Action]func(ctx context.Context) error{
			actEdit:   func(ctx context.Context) error { _, err := h.s.EditCampaign(ctx, c.ID, -1, NewCampaign{}); return err },
			actOpen:   func(ctx context.Context) error { _, err := h.s.OpenCampaign(ctx, c.ID, none); return err },
			actClose:  func(ctx context.Context) error { _, err := h.s.CloseCampaign(ctx, c.ID, none); return err },
			actReopen: func(ctx context.Context) error { _, err := h.s.ReopenCampaign(ctx, c.ID, none); return err },
			actCancel: func(ctx context.Context) error { _, err := h.s.CancelCampaign(ctx, c.ID, none); return err },
			actDisclose: func(ctx context.Context) error {
				_, err := h.s.Disclose(ctx, c.ID, Disclosing{Version: -1, Place: "试"})
				return err
			},
		}}
	}
	draft, err := h.s.CreateCampaign(h.As("secretary"), NewCampaign{
		Code: "draft", Name: "草稿", Aim: "试", Reach: ReachEmployers, Organiser: "市总", FundID: h.pool.ID, FromOn: "2020-05-01", ToOn: "2020-05-31",
	})
	h.must(err)
	open := h.campaign(h.pool)
	goods, g := h.delivery()
	cash, err := h.s.Receive(h.As("maker"), Receiving{CampaignID: open.ID, Donor: &DonorInput{Name: "林立军"}, Channel: Cash, AmountFen: 5000, EvidenceNo: "现金1"})
	h.must(err)
	collection := func(name string, c Collection) object {
		return object{name, Collections(), c.State, map[flow.Action]func(ctx context.Context) error{
			actConfirm: func(ctx context.Context) error {
				_, err := h.s.Confirm(ctx, c.ID, Confirming{Version: -1, AmountFen: 1})
				return err
			},
			actCancel: func(ctx context.Context) error { _, err := h.s.CancelCollection(ctx, c.ID, none); return err },
		}}
	}
	handout := func(name string, x Handout) object {
		return object{name, Handouts(), x.State, map[flow.Action]func(ctx context.Context) error{
			actConfirm: func(ctx context.Context) error { _, err := h.s.ConfirmHandout(ctx, x.ID, none); return err },
			actReturn:  func(ctx context.Context) error { _, err := h.s.ReturnHandout(ctx, x.ID, none); return err },
		}}
	}
	waits, err := h.s.HandOut(h.As("secretary"), goods.ID, HandingOut{CaseNo: "DQ-1", Pieces: 1, Receiver: "本人"})
	h.must(err)
	done, err := h.s.HandOut(h.As("secretary"), goods.ID, HandingOut{CaseNo: "DQ-2", Pieces: 1, Receiver: "本人"})
	h.must(err)
	done, err = h.s.ConfirmHandout(h.As("reviewer"), done.ID, Step{Version: 1, Reason: "电话核实"})
	h.must(err)
	closed, err := h.s.CloseCampaign(h.As("secretary"), h.publicCampaign("over").ID, Step{Version: 2})
	h.must(err)
	money := h.give(open, 1, 3000)[0]
	r, err := h.s.Ask(h.As("maker"), money.ID, Asking{Kind: "refund", Reason: "捐赠人要求"})
	h.must(err)
	request := object{"request", Requests(), r.State, map[flow.Action]func(ctx context.Context) error{
		actAgree: func(ctx context.Context) error {
			_, err := h.s.Decide(ctx, r.ID, Deciding{Version: -1, Agree: true})
			return err
		},
		actDecline: func(ctx context.Context) error {
			_, err := h.s.Decide(ctx, r.ID, Deciding{Version: -1, Note: "试"})
			return err
		},
	}}
	gift := object{"gift of goods", Gifts(), g.State, map[flow.Action]func(ctx context.Context) error{
		actAsk: func(ctx context.Context) error {
			_, err := h.s.Ask(ctx, g.ID, Asking{Kind: "refund", Reason: "试"})
			return err
		},
	}}
	return []object{
		campaign("draft", draft), campaign("open", open), campaign("closed", closed), collection("counted", cash), collection("received", goods),
		handout("handed", waits.Handout), handout("accepted", done.Handout), request, gift,
	}
}

// TestRolesOnRealObjects tries every act of every table on real things by everybody: who holds the right that the table names gets as far
// as the thing's version or state, everybody else is refused without learning more.
func TestRolesOnRealObjects(t *testing.T) {
	t.Parallel()
	h := open(t)
	list := h.objects()
	tried, passed := 0, 0
	for _, who := range []string{
		"secretary", "maker", "reviewer", "releaser", "auditor", "employer-union", "union-clerk", "union-officer", "civil-leader", "street-officer", "check-officer", "chair", "provider",
		"system-admin", "security-admin", "audit-admin",
	} {
		for _, o := range list {
			for act, try := range o.acts {
				ctx := h.As(who)
				tr, err := o.table.Next(o.state, act)
				allowed := err == nil
				holds := false
				for _, x := range o.table.Transitions {
					holds = holds || x.Action == act && authz.From(ctx).Has(x.Perm) && (!allowed || x.Perm == tr.Perm)
				}
				err = try(ctx)
				tried++
				refused := errs.IsKind(err, errs.Forbidden) || errs.IsKind(err, errs.NotFound)
				switch {
				case err == nil:
					t.Errorf("%s: %s of a %s went through without its version", who, act, o.name)
				case !holds && !refused:
					t.Errorf("%s may not %s a %s and learns: %v", who, act, o.name, err)
				case holds && allowed && refused && !errs.IsCode(err, "SELF_APPROVAL"):
					t.Errorf("%s may %s a %s and is refused: %v", who, act, o.name, err)
				case holds && !allowed && !refused && !errs.IsCode(err, "flow.not_allowed") && !errs.IsKind(err, errs.Stale) && !errs.IsKind(err, errs.Invalid):
					t.Errorf("%s: %s of a %s is not of its state, but: %v", who, act, o.name, err)
				case holds && allowed:
					passed++
				}
			}
		}
	}
	if tried < 400 || passed < 10 {
		t.Errorf("%d tried, %d by those who may", tried, passed)
	}
}
