package order

import (
	"context"
	"io"
	nethttp "net/http"

	"yice/internal/kit/web"
	"yice/internal/module/fund"
)

func nettingRoutes(h http) []web.Route {
	return []web.Route{
		web.Post("/funds/orders/{id}/nettings", fund.PermMake, "fund.ask_netting", "申请与其他资金的追回相抵", h.askNetting),
		web.Post("/funds/nettings/{id}/decide", fund.PermReview, "fund.decide_netting", "复核跨资金相抵", h.decideNetting),
		web.Post("/funds/nettings/{id}/drop", fund.PermMake, "fund.drop_netting", "撤销跨资金相抵", h.dropNetting),
		web.Raw("GET", "/funds/nettings/{id}/consent", fund.PermView, "fund.consent", "跨资金相抵的捐赠人同意书", h.consent),
	}
}

func (h http) askNetting(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body NetAsk
},
) (OrderPage, error) {
	o, err := h.s.AskNetting(ctx, in.ID, in.Body)
	return h.after(ctx, o, err)
}

func (h http) decideNetting(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body NetDecision
},
) (OrderPage, error) {
	n, err := h.s.DecideNetting(ctx, in.ID, in.Body)
	return h.after(ctx, Order{ID: n.OrderID}, err)
}

func (h http) dropNetting(ctx context.Context, in *orderActIn) (OrderPage, error) {
	n, err := h.s.DropNetting(ctx, in.ID, in.Body.Version, in.Body.Reason)
	return h.after(ctx, Order{ID: n.OrderID}, err)
}

// consent sends the donor's document, as whoever decides must read it.
func (h http) consent(w nethttp.ResponseWriter, r *nethttp.Request) error {
	f, body, err := h.s.Consent(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	return web.File(w, f.Name, f.MediaType, data)
}
