package gift

import (
	"context"
	"encoding/json"
	"io"
	nethttp "net/http"

	"yice/internal/kit/errs"
	"yice/internal/kit/web"
)

func publicRoutes(h http) []web.Route {
	return []web.Route{
		web.Get("/public/campaigns/{code}", web.Public, "gift.public_campaign", "公众认捐页面", h.publicCampaign),
		web.Post("/public/campaigns/{code}/pledges", web.Public, "gift.pledge", "公众认捐", h.pledge),
		web.Post("/public/pledges/state", web.Public, "gift.pledge_state", "查询认捐", h.pledgeState).WithSecret(),
		web.Raw("POST", "/public/pledges/receipt", web.Public, "gift.collect", "领取捐赠票据 PDF", h.collect).WithSecret(),
		web.Post("/public/receipts/verify", web.Public, "gift.verify", "查验捐赠票据", h.verify),
	}
}

func (h http) publicCampaign(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"40"`
},
) (PublicCampaign, error) {
	return h.s.PublicCampaign(ctx, in.Code)
}

func (h http) pledge(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"40"`
	Body PublicPledging
},
) (PublicPledged, error) {
	return h.s.PledgePublic(ctx, in.Code, in.Body)
}

func (h http) pledgeState(ctx context.Context, in *struct{ Body Collecting }) (Collected, error) {
	return h.s.PledgeState(ctx, in.Body)
}

// collect sends the receipt; the words come in the body, so that no address or log keeps them.
func (h http) collect(w nethttp.ResponseWriter, r *nethttp.Request) error {
	var in Collecting
	if err := json.NewDecoder(io.LimitReader(r.Body, 1000)).Decode(&in); err != nil {
		return errs.New(errs.Malformed, "request.malformed").Because(err)
	}
	name, data, err := h.s.CollectReceipt(r.Context(), in, base(r))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.File(w, name, "application/pdf", data)
}

func (h http) verify(ctx context.Context, in *struct{ Body Coded }) (Verified, error) {
	return h.s.Verify(ctx, in.Body)
}
