package sunlight

import (
	"context"

	"yice/internal/kit/web"
	"yice/internal/module/gift"
)

// fresh is for how many seconds caches may keep the public page.
const fresh = 300

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/public/sunlight", web.Public, "gift.sunlight", "阳光资金", h.page),
		web.Post("/public/receipts/follow", web.Public, "gift.follow", "查看捐赠去向", h.story).WithSecret(),
		web.Raw("GET", "/gifts/campaigns/{id}/disclosure", gift.PermView, "gift.disclosure", "捐赠公开表", h.disclosure),
	}
}

func (h http) page(ctx context.Context, _ *struct{}) (gift.Sunlight, error) {
	p, err := h.s.Page(ctx)
	if err == nil {
		web.Cacheable(ctx, fresh)
	}
	return p, err
}

func (h http) story(ctx context.Context, in *struct{ Body gift.Coded }) (gift.Story, error) {
	return h.s.Story(ctx, in.Body)
}
