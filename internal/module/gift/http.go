package gift

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	nethttp "net/http"
	"strings"

	"yice/internal/kit/errs"
	"yice/internal/kit/print"
	"yice/internal/kit/web"
)

type idIn struct {
	ID string `path:"id" maxLength:"26"`
}

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return append([]web.Route{
		web.Get("/gifts/campaigns", PermView, "gift.campaigns", "募捐活动列表", h.campaigns),
		web.Post("/gifts/campaigns", PermCampaign, "gift.create_campaign", "建立募捐活动", h.create),
		web.Get("/gifts/campaigns/{id}", PermView, "gift.campaign", "一项募捐活动", h.campaign),
		web.Put("/gifts/campaigns/{id}", PermCampaign, "gift.edit_campaign", "修改募捐活动", h.edit),
		web.Post("/gifts/campaigns/{id}/open", PermCampaign, "gift.open_campaign", "启动募捐活动", h.step(s.OpenCampaign)),
		web.Post("/gifts/campaigns/{id}/close", PermCampaign, "gift.close_campaign", "结束募捐活动", h.step(s.CloseCampaign)),
		web.Post("/gifts/campaigns/{id}/reopen", PermCampaign, "gift.reopen_campaign", "重新启动募捐活动", h.step(s.ReopenCampaign)),
		web.Post("/gifts/campaigns/{id}/cancel", PermCampaign, "gift.cancel_campaign", "撤销募捐活动", h.step(s.CancelCampaign)),
		web.Post("/gifts/campaigns/{id}/disclose", PermCampaign, "gift.disclose", "登记公开", h.disclose),
		web.Raw("GET", "/gifts/campaigns/{id}/code", PermView, "gift.code", "认捐页面二维码", h.code),
		web.Raw("POST", "/gifts/campaigns/{id}/lists", PermPledge, "gift.take_list", "导入认捐名单（检查）", h.takeList),
		web.Raw("GET", "/gifts/list-form", PermPledge, "gift.list_form", "认捐名单样表", h.listForm),
		web.Get("/gifts/lists/{id}", PermView, "gift.list", "一份认捐名单", h.list),
		web.Post("/gifts/lists/{id}/apply", PermPledge, "gift.apply_list", "认捐名单入库", h.apply),
		web.Raw("GET", "/gifts/lists/{id}/errors", PermPledge, "gift.list_errors", "认捐名单错误清单", h.listErrors),
		web.Get("/gifts/pledges", PermView, "gift.pledges", "认捐列表", h.pledges),
		web.Post("/gifts/pledges/{id}/cancel", PermView, "gift.cancel_pledge", "取消认捐", h.cancelPledge),
		web.Post("/gifts/collections", PermReceive, "gift.receive", "登记到账", h.receive),
		web.Post("/gifts/collections/{id}/confirm", PermConfirm, "gift.confirm", "第二人核实", h.confirm),
		web.Post("/gifts/collections/{id}/cancel", PermReceive, "gift.cancel_count", "撤销清点", h.cancelCollection),
		web.Get("/gifts/recipients", PermHandOut, "gift.recipient", "按档案编号查找领取户", h.recipient),
		web.Post("/gifts/collections/{id}/handouts", PermHandOut, "gift.hand_out", "发放捐赠物资", h.handOut),
		web.Post("/gifts/handouts/{id}/confirm", PermConfirm, "gift.confirm_handout", "核实物资已领取", h.handout(s.ConfirmHandout)),
		web.Post("/gifts/handouts/{id}/return", PermView, "gift.return_handout", "收回物资", h.handout(s.ReturnHandout)),
		web.Raw("GET", "/gifts/handouts/{id}/signature", PermTrace, "gift.signature", "领取人签名", h.signature),
		web.Get("/gifts", PermView, "gift.gifts", "捐赠列表", h.gifts),
		web.Raw("GET", "/gifts/export", PermTrace, "gift.export", "导出捐赠", h.export),
		web.Get("/gifts/{id}", PermView, "gift.get", "一笔捐赠", h.gift),
		web.Post("/gifts/{id}/reveal", PermReveal, "gift.reveal", "查看捐赠人", h.reveal).WithSecret(),
		web.Post("/gifts/{id}/requests", PermReceive, "gift.ask", "申请退款或改变用途", h.ask),
		web.Post("/gifts/requests/{id}/decide", PermConfirm, "gift.decide", "审批退款或改变用途", h.decide),
		web.Raw("GET", "/gifts/consents/{id}", PermView, "gift.consent", "改变用途的同意书", h.consent),
		web.Raw("GET", "/gifts/receipts/{id}", PermReveal, "gift.print", "捐赠票据 PDF", h.receipt),
		web.Get("/gifts/trace/{id}", PermTrace, "gift.trace", "付款追溯到捐赠", h.trace),
	}, publicRoutes(h)...)
}

func (h http) campaigns(ctx context.Context, in *struct {
	State string `query:"state" enum:"draft,open,closed,disclosed,cancelled"`
},
) (web.List[CampaignShown], error) {
	list, err := h.s.Campaigns(ctx, in.State)
	return web.List[CampaignShown]{Items: append([]CampaignShown{}, list...), Total: int64(len(list))}, err
}

func (h http) page(ctx context.Context, id string, err error) (CampaignPage, error) {
	if err != nil {
		return CampaignPage{}, err
	}
	return h.s.Campaign(ctx, id)
}

func (h http) create(ctx context.Context, in *struct{ Body NewCampaign }) (CampaignPage, error) {
	c, err := h.s.CreateCampaign(ctx, in.Body)
	return h.page(ctx, c.ID, err)
}

func (h http) campaign(ctx context.Context, in *idIn) (CampaignPage, error) {
	return h.s.Campaign(ctx, in.ID)
}

func (h http) edit(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		NewCampaign
		Version int64 `json:"version"`
	}
},
) (CampaignPage, error) {
	_, err := h.s.EditCampaign(ctx, in.ID, in.Body.Version, in.Body.NewCampaign)
	return h.page(ctx, in.ID, err)
}

type stepIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body Step
}

func (h http) step(do func(context.Context, string, Step) (Campaign, error)) func(context.Context, *stepIn) (CampaignPage, error) {
	return func(ctx context.Context, in *stepIn) (CampaignPage, error) {
		_, err := do(ctx, in.ID, in.Body)
		return h.page(ctx, in.ID, err)
	}
}

func (h http) disclose(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body Disclosing
},
) (CampaignPage, error) {
	_, err := h.s.Disclose(ctx, in.ID, in.Body)
	return h.page(ctx, in.ID, err)
}

func (h http) list(ctx context.Context, in *idIn) (ListPage, error) {
	return h.s.List(ctx, in.ID, web.Language(ctx))
}

func (h http) apply(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body Applying
},
) (ListPage, error) {
	if _, err := h.s.ApplyList(ctx, in.ID, in.Body); err != nil {
		return ListPage{}, err
	}
	return h.s.List(ctx, in.ID, web.Language(ctx))
}

func (h http) pledges(ctx context.Context, in *struct {
	web.Page
	CampaignID string `query:"campaign_id" maxLength:"26"`
	ListID     string `query:"list_id" maxLength:"26"`
	State      string `query:"state" enum:"pledged,counted,received,cancelled"`
},
) (web.List[PledgeShown], error) {
	list, cursor, total, err := h.s.FindPledges(ctx, PledgeFilter{CampaignID: in.CampaignID, ListID: in.ListID, State: in.State, Page: in.Page.Page()})
	return web.ListOf(append([]PledgeShown{}, list...), cursor, total), err
}

func (h http) cancelPledge(ctx context.Context, in *stepIn) (Pledge, error) {
	return h.s.CancelPledge(ctx, in.ID, in.Body)
}

func (h http) receive(ctx context.Context, in *struct{ Body Receiving }) (CollectionShown, error) {
	c, err := h.s.Receive(ctx, in.Body)
	if err != nil {
		return CollectionShown{}, err
	}
	return h.s.collectionOf(ctx, c)
}

func (h http) confirm(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body Confirming
},
) (CollectionShown, error) {
	c, err := h.s.Confirm(ctx, in.ID, in.Body)
	if err != nil {
		return CollectionShown{}, err
	}
	return h.s.collectionOf(ctx, c)
}

func (h http) cancelCollection(ctx context.Context, in *stepIn) (CollectionShown, error) {
	c, err := h.s.CancelCollection(ctx, in.ID, in.Body)
	if err != nil {
		return CollectionShown{}, err
	}
	return h.s.collectionOf(ctx, c)
}

func (h http) recipient(ctx context.Context, in *struct {
	CaseNo string `query:"case_no" maxLength:"40" required:"true"`
},
) (Recipient, error) {
	return h.s.Recipient(ctx, in.CaseNo)
}

func (h http) handOut(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body HandingOut
},
) (HandoutShown, error) {
	return h.s.HandOut(ctx, in.ID, in.Body)
}

func (h http) handout(do func(context.Context, string, Step) (HandoutShown, error)) func(context.Context, *stepIn) (HandoutShown, error) {
	return func(ctx context.Context, in *stepIn) (HandoutShown, error) { return do(ctx, in.ID, in.Body) }
}

func (h http) signature(w nethttp.ResponseWriter, r *nethttp.Request) error {
	f, body, err := h.s.Signature(r.Context(), r.PathValue("id"))
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

type giftsIn struct {
	web.Page
	CampaignID string `query:"campaign_id" maxLength:"26"`
	FundID     string `query:"fund_id" maxLength:"26"`
	State      string `query:"state" enum:"received,refunded"`
	Form       string `query:"form" enum:"money,goods"`
	Number     string `query:"number" maxLength:"20" doc:"of the receipt"`
}

func (in giftsIn) filter() GiftFilter {
	return GiftFilter{CampaignID: in.CampaignID, FundID: in.FundID, State: in.State, Form: in.Form, Number: strings.TrimSpace(in.Number), Page: in.Page.Page()}
}

func (h http) gifts(ctx context.Context, in *giftsIn) (web.List[GiftShown], error) {
	list, cursor, total, err := h.s.FindGifts(ctx, in.filter())
	return web.ListOf(append([]GiftShown{}, list...), cursor, total), err
}

func (h http) gift(ctx context.Context, in *idIn) (GiftPage, error) { return h.s.Gift(ctx, in.ID) }

func (h http) reveal(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Purpose string `json:"purpose" minLength:"1" maxLength:"200"`
	}
},
) (Revealed, error) {
	return h.s.Reveal(ctx, in.ID, strings.TrimSpace(in.Body.Purpose))
}

func (h http) ask(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body Asking
},
) (GiftPage, error) {
	if _, err := h.s.Ask(ctx, in.ID, in.Body); err != nil {
		return GiftPage{}, err
	}
	return h.s.Gift(ctx, in.ID)
}

func (h http) decide(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body Deciding
},
) (GiftPage, error) {
	r, err := h.s.Decide(ctx, in.ID, in.Body)
	if err != nil {
		return GiftPage{}, err
	}
	return h.s.Gift(ctx, r.GiftID)
}

func (h http) trace(ctx context.Context, in *idIn) (Traced, error) { return h.s.Trace(ctx, in.ID) }

// base is the address under which the request came in: what a QR code must lead to.
func base(r *nethttp.Request) string {
	if web.ClientOf(r.Context()).Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (h http) receipt(w nethttp.ResponseWriter, r *nethttp.Request) error {
	name, data, err := h.s.Print(r.Context(), r.PathValue("id"), base(r))
	if err != nil {
		return err
	}
	return web.File(w, name, "application/pdf", data)
}

// consent sends the document of a request, as whoever decides must read it.
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

// code draws the QR code of a campaign's public page.
func (h http) code(w nethttp.ResponseWriter, r *nethttp.Request) error {
	p, err := h.s.Campaign(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	data, err := print.QR(base(r)+"/public/give/"+p.Code, 480)
	if err != nil {
		return err
	}
	return web.File(w, "认捐-"+p.Code+".png", "image/png", data)
}

func (h http) takeList(w nethttp.ResponseWriter, r *nethttp.Request) error {
	r.Body = nethttp.MaxBytesReader(w, r.Body, maxListFile+1<<20)
	part, err := filePart(r)
	if err != nil {
		return err
	}
	l, err := h.s.TakeList(r.Context(), r.PathValue("id"), r.URL.Query().Get("org_id"), part.FileName(), limited{part})
	if err != nil {
		return err
	}
	p, err := h.s.List(r.Context(), l.ID, web.Language(r.Context()))
	if err != nil {
		return err
	}
	return web.JSON(w, p)
}

func filePart(r *nethttp.Request) (*multipart.Part, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, errs.New(errs.Malformed, "request.media_type").Because(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errs.InvalidField("file", "field.required")
		}
		if err != nil {
			return nil, errs.New(errs.Malformed, "request.malformed").Because(err)
		}
		if part.FormName() == "file" {
			return part, nil
		}
	}
}

// limited tells a body that is too large apart from one that broke off.
type limited struct{ r io.Reader }

func (l limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if _, tooLarge := errors.AsType[*nethttp.MaxBytesError](err); tooLarge {
		err = errs.New(errs.TooLarge, "blob.too_large", "limit_mb", maxListFile>>20)
	}
	return n, err
}
