package care

import (
	"context"
	nethttp "net/http"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

type listIn struct {
	web.Page
	Query      string   `query:"q" maxLength:"60"`
	CaseID     string   `query:"case_id" maxLength:"26"`
	Kind       string   `query:"kind" maxLength:"20"`
	ProviderID string   `query:"provider_id" maxLength:"26"`
	MeasureID  string   `query:"measure_id" maxLength:"26"`
	Area       string   `query:"area" maxLength:"12"`
	From       string   `query:"from" maxLength:"10"`
	To         string   `query:"to" maxLength:"10"`
	State      []string `query:"state,explode" maxItems:"10"`
}

func (in listIn) filter() Filter {
	return Filter{
		Query: in.Query, CaseID: in.CaseID, Kind: in.Kind, ProviderID: in.ProviderID, MeasureID: in.MeasureID, Area: in.Area, From: in.From,
		To: in.To, States: in.State, Page: db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort},
	}
}

type providersIn struct {
	web.Page
	Query  string `query:"q" maxLength:"60"`
	Kind   string `query:"kind" maxLength:"20"`
	Form   string `query:"form" maxLength:"20"`
	Active bool   `query:"active"`
}

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/services", PermView, "care.list", "服务记录", h.list),
		web.Get("/services/choices", PermView, "care.choices", "服务的选项", h.choices),
		web.Raw("GET", "/services/export", PermExport, "care.export", "导出服务记录", h.export),
		web.Get("/services/providers", PermView, "care.providers", "服务提供方", h.providers),
		web.Raw("GET", "/services/providers/export", PermExport, "care.providers_export", "导出服务提供方", h.exportProviders),
		web.Post("/services/providers", PermManage, "care.add_provider", "登记服务提供方", h.addProvider),
		web.Put("/services/providers/{id}", PermManage, "care.edit_provider", "修改服务提供方", h.editProvider),
		web.Get("/services/{id}", PermView, "care.get", "一次服务", h.get),
		web.Post("/services/{id}/complete", PermRecord, "care.complete", "登记服务结果", h.complete),
		web.Post("/services/{id}/move", PermPlan, "care.move", "改期", h.move),
		web.Post("/services/{id}/miss", PermRecord, "care.miss", "登记未赴约", h.close(Missed)),
		web.Post("/services/{id}/cancel", PermPlan, "care.cancel", "取消预约", h.close(Cancelled)),
		web.Post("/services/{id}/phone", PermContact, "care.phone", "说明用途后查看服务对象电话", h.phone),
		web.Get("/cases/{id}/services/persons", PermPlan, "care.persons", "一户里可以接受服务的人", h.persons),
		web.Post("/cases/{id}/services", PermView, "care.add", "预约或登记服务", h.add),
	}
}

func (h http) list(ctx context.Context, in *listIn) (web.List[SessionRow], error) {
	l, err := h.s.Find(ctx, in.filter())
	return web.List[SessionRow]{Items: l.Rows, Next: l.Next, Total: l.Total, TotalCapped: l.Capped}, err
}

// ServiceChoices are the codes of this room and what the actor may begin.
type ServiceChoices struct {
	Kinds    []string `json:"kinds"`
	States   []string `json:"states"`
	Outcomes []string `json:"outcomes"`
	Can      []string `json:"can" doc:"plan, record, manage, export"`
}

func (h http) choices(ctx context.Context, _ *struct{}) (ServiceChoices, error) {
	a := authz.From(ctx)
	out := ServiceChoices{Kinds: Kinds(), States: States(), Outcomes: Outcomes(), Can: []string{}}
	for _, x := range []struct {
		word string
		ok   bool
	}{{"plan", wide(a, PermPlan)}, {"record", wide(a, PermRecord)}, {"manage", wide(a, PermManage)}, {"export", a.Has(PermExport)}} {
		if x.ok {
			out.Can = append(out.Can, x.word)
		}
	}
	return out, nil
}

func (h http) providers(ctx context.Context, in *providersIn) (web.List[Provider], error) {
	rows, next, total, err := h.s.Providers(ctx, ProviderFilter{
		Query: in.Query, Kind: in.Kind, Form: in.Form, Active: in.Active,
		Page: db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort},
	})
	return web.List[Provider]{Items: rows, Next: next, Total: total}, err
}

func (h http) addProvider(ctx context.Context, in *struct{ Body ProviderInput }) (Provider, error) {
	return h.s.SaveProvider(ctx, "", 0, in.Body)
}

func (h http) editProvider(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		ProviderInput
		Version int64 `json:"version"`
	}
},
) (Provider, error) {
	return h.s.SaveProvider(ctx, in.ID, in.Body.Version, in.Body.ProviderInput)
}

func (h http) get(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"26"`
},
) (ShownSession, error) {
	return h.s.Get(ctx, in.ID)
}

// CasePersons are the persons of one case.
type CasePersons struct {
	Items []CasePerson `json:"items"`
}

func (h http) persons(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"26"`
},
) (CasePersons, error) {
	out, err := h.s.Persons(ctx, in.ID)
	return CasePersons{Items: out}, err
}

func (h http) add(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body SessionInput
},
) (ShownSession, error) {
	return h.s.Add(ctx, in.ID, in.Body)
}

func (h http) complete(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		SessionResult
		Version int64 `json:"version"`
	}
},
) (ShownSession, error) {
	return h.s.Complete(ctx, in.ID, in.Body.Version, in.Body.SessionResult)
}

func (h http) move(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		OnDate  string `json:"on_date" maxLength:"10"`
		Starts  string `json:"starts,omitempty" maxLength:"5"`
		Place   string `json:"place,omitempty" maxLength:"200"`
		Reason  string `json:"reason,omitempty" maxLength:"200"`
	}
},
) (ShownSession, error) {
	b := in.Body
	return h.s.Move(ctx, in.ID, b.Version, b.OnDate, b.Starts, b.Place, b.Reason)
}

type closeIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason" maxLength:"500"`
	}
}

func (h http) close(state string) func(context.Context, *closeIn) (ShownSession, error) {
	return func(ctx context.Context, in *closeIn) (ShownSession, error) {
		return h.s.Close(ctx, in.ID, in.Body.Version, state, in.Body.Reason)
	}
}

// ServicePhone is a revealed number.
type ServicePhone struct {
	Phone string `json:"phone"`
}

func (h http) phone(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Purpose string `json:"purpose" maxLength:"200"`
	}
},
) (ServicePhone, error) {
	phone, err := h.s.Phone(ctx, in.ID, in.Body.Purpose)
	return ServicePhone{Phone: phone}, err
}

// ExportMax is how many rows leave in one file.
const ExportMax = 50_000

func (h http) export(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	f := Filter{
		Query: q.Get("q"), CaseID: q.Get("case_id"), Kind: q.Get("kind"), ProviderID: q.Get("provider_id"), MeasureID: q.Get("measure_id"),
		Area: q.Get("area"), From: q.Get("from"), To: q.Get("to"), States: q["state"], Page: db.Page{Limit: db.PageMax, Sort: q.Get("sort")},
	}
	first, err := h.s.Find(ctx, f)
	if err != nil {
		return err
	}
	mark, err := h.s.exported(ctx, "服务记录")
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: "帮扶服务记录", Watermark: mark, Columns: []sheet.Column{
		{Title: "服务日期", Kind: sheet.Date},
		{Title: "服务类别"},
		{Title: "状态"},
		{Title: "服务对象"},
		{Title: "档案编号"},
		{Title: "区县"},
		{Title: "服务提供方", Width: 22},
		{Title: "时长（分钟）", Kind: sheet.Int},
		{Title: "地点", Width: 24},
		{Title: "效果"},
		{Title: "满意度", Kind: sheet.Int},
	}}
	return sheet.Serve(w, "帮扶服务记录-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return h.s.exportRows(ctx, out, f, first)
	})
}

func (h http) exportProviders(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	read := func(cursor string) ([]Provider, string, error) {
		rows, next, _, err := h.s.Providers(ctx, ProviderFilter{
			Query: q.Get("q"), Kind: q.Get("kind"), Form: q.Get("form"), Active: q.Get("active") == "true",
			Page: db.Page{Limit: db.PageMax, Cursor: cursor, Sort: q.Get("sort")},
		})
		return rows, next, err
	}
	first, next, err := read("")
	if err != nil {
		return err
	}
	mark, err := h.s.exported(ctx, "服务提供方")
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: "服务提供方", Watermark: mark, Columns: []sheet.Column{
		{Title: "名称", Width: 24},
		{Title: "服务类别"},
		{Title: "所属单位", Width: 24},
		{Title: "电话"},
		{Title: "已服务次数", Kind: sheet.Int},
		{Title: "说明", Width: 30},
	}}
	return sheet.Serve(w, "服务提供方-"+clock.Date(h.s.db.Now())+".xlsx", layout, func(out *sheet.Writer) error {
		return sheet.Pages(out, ExportMax, first, next, read, func(p Provider) []any {
			return []any{p.Name, kindWord(p.Kind), p.OrgName, p.Phone, p.Sessions, p.Note}
		})
	})
}

// exportRows writes page after page, each in a short look of its own.
func (s *Service) exportRows(ctx context.Context, out *sheet.Writer, f Filter, page List) (err error) {
	for n := 0; ; {
		for _, x := range page.Rows {
			if err := out.Row(x.OnDate, kindWord(x.Kind), stateWord(x.State), x.PersonName, x.FileNo, x.AreaName, x.ProviderName, x.Minutes, x.Place,
				outcomeWord(x.Outcome), x.Satisfaction); err != nil {
				return err
			}
		}
		if n += len(page.Rows); page.Next == "" || n >= ExportMax {
			return nil
		}
		f.Page.Cursor = page.Next
		if page, err = s.Find(ctx, f); err != nil {
			return err
		}
	}
}

// exported journals that a list leaves the system and words its watermark.
func (s *Service) exported(ctx context.Context, what string) (string, error) {
	mark := ""
	err := s.db.Update(ctx, func(tx *db.Tx) error {
		mark = web.Watermark(ctx, tx.Now(), what)
		return journal.Record(ctx, tx, journal.Event{Action: "care.export", ObjectType: "export", Summary: "导出" + what, Reason: what})
	})
	return mark, err
}
