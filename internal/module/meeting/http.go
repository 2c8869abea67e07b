package meeting

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/kit/db"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
)

// OneIn names a meeting or a motion. It is exported because huma fills no embedded struct that is not.
type OneIn struct {
	ID string `path:"id" maxLength:"40"`
}

type listIn struct {
	web.Page
	State []string `query:"state" maxItems:"10" doc:"repeated or with commas"`
	Year  string   `query:"year" pattern:"^(20[0-9]{2})?$"`
}

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := handlers{s}
	return []web.Route{
		web.Get("/meetings", PermView, "meeting.list", "联席会列表", h.list),
		web.Raw(http.MethodGet, "/meetings/export", PermView, "meeting.export", "导出联席会列表", h.export),
		web.Post("/meetings", PermPrepare, "meeting.prepare", "筹备联席会", h.prepare),
		web.Get("/meetings/{id}", PermView, "meeting.get", "联席会", func(ctx context.Context, in *OneIn) (View, error) { return s.Get(ctx, in.ID) }),
		web.Put("/meetings/{id}", PermPrepare, "meeting.change", "修改联席会", h.change),
		web.Get("/meetings/{id}/candidates", PermPrepare, "meeting.candidates", "可列入议程的事项", func(ctx context.Context, in *OneIn) (Candidates, error) { return s.Candidates(ctx, in.ID) }),
		web.Post("/meetings/{id}/agenda", PermPrepare, "meeting.agenda", "列入议程", h.agenda),
		web.Post("/meetings/{id}/attendance", PermPrepare, "meeting.attend", "登记到会", h.attend),
		web.Post("/meetings/{id}/open", PermPrepare, "meeting.open", "开会", h.move(Open)),
		web.Post("/meetings/{id}/close", PermPrepare, "meeting.close", "闭会", h.move(Close)),
		web.Post("/meetings/{id}/cancel", PermPrepare, "meeting.cancel", "取消会议", h.move(Cancel)),
		web.Post("/meetings/{id}/minute", PermPrepare, "meeting.minute", "纪要定稿", h.move(Minute)),
		web.Raw(http.MethodGet, "/meetings/{id}/minutes.pdf", PermView, "meeting.minutes", "会议纪要", h.minutes),
		web.Get("/motions/{id}", PermView, "meeting.sheet", "议题", func(ctx context.Context, in *OneIn) (Sheet, error) { return s.Sheet(ctx, in.ID) }),
		web.Delete("/motions/{id}", PermPrepare, "meeting.drop", "撤下议题", func(ctx context.Context, in *OneIn) (web.None, error) { return web.None{}, s.Drop(ctx, in.ID) }),
		web.Put("/motions/{id}/plan", PermView, "meeting.plan", "拟定方案", h.plan),
		web.Post("/motions/{id}/opinion", PermView, "meeting.say", "会前意见", h.say),
		web.Post("/motions/{id}/vote", PermView, "meeting.vote", "表决", h.vote),
		web.Post("/motions/{id}/votes", PermPrepare, "meeting.hands", "记录举手表决", h.hands),
		web.Post("/motions/{id}/recuse", PermView, "meeting.recuse", "回避", h.recuse),
		web.Post("/motions/{id}/decide", aid.PermDecide, "meeting.decide", "宣布决议", h.decide),
	}
}

type handlers struct{ s *Service }

func (h handlers) list(ctx context.Context, in *listIn) (web.List[Meeting], error) {
	rows, next, total, err := h.s.List(ctx, Filter{States: in.State, Year: in.Year, Page: in.Page.Page()})
	return web.ListOf(rows, next, total), err
}

func (h handlers) prepare(ctx context.Context, in *struct{ Body Input }) (Meeting, error) {
	return h.s.Prepare(ctx, in.Body)
}

func (h handlers) change(ctx context.Context, in *struct {
	OneIn
	Body ChangeInput
},
) (Meeting, error) {
	return h.s.Change(ctx, in.ID, in.Body)
}

func (h handlers) agenda(ctx context.Context, in *struct {
	OneIn
	Body AgendaInput
},
) (View, error) {
	return h.s.Agenda(ctx, in.ID, in.Body)
}

func (h handlers) attend(ctx context.Context, in *struct {
	OneIn
	Body struct {
		Seats []AttendInput `json:"seats" minItems:"1" maxItems:"40"`
	}
},
) (View, error) {
	return h.s.Attend(ctx, in.ID, in.Body.Seats)
}

func (h handlers) move(action flow.Action) func(context.Context, *OneIn) (Meeting, error) {
	return func(ctx context.Context, in *OneIn) (Meeting, error) { return h.s.Move(ctx, in.ID, action) }
}

func (h handlers) plan(ctx context.Context, in *struct {
	OneIn
	Body struct {
		Version int64      `json:"version"`
		Lines   []PlanLine `json:"lines" maxItems:"12"`
	}
},
) (web.None, error) {
	return web.None{}, h.s.SetPlan(ctx, in.ID, in.Body.Version, in.Body.Lines)
}

func (h handlers) say(ctx context.Context, in *struct {
	OneIn
	Body SayInput
},
) (web.None, error) {
	return web.None{}, h.s.Say(ctx, in.ID, in.Body)
}

func (h handlers) vote(ctx context.Context, in *struct {
	OneIn
	Body VoteInput
},
) (web.None, error) {
	return web.None{}, h.s.Vote(ctx, in.ID, in.Body)
}

func (h handlers) hands(ctx context.Context, in *struct {
	OneIn
	Body struct {
		Votes []VoteInput `json:"votes" minItems:"1" maxItems:"40"`
	}
},
) (web.None, error) {
	return web.None{}, h.s.Vote(ctx, in.ID, in.Body.Votes...)
}

func (h handlers) recuse(ctx context.Context, in *struct {
	OneIn
	Body RecuseInput
},
) (web.None, error) {
	return web.None{}, h.s.Recuse(ctx, in.ID, in.Body)
}

func (h handlers) decide(ctx context.Context, in *struct {
	OneIn
	Body DecideInput
},
) (Resolution, error) {
	return h.s.Decide(ctx, in.ID, in.Body)
}

func (h handlers) minutes(w http.ResponseWriter, r *http.Request) error {
	pdf, name, err := h.s.MinutesPDF(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	w.Header().Set("Content-Length", strconv.Itoa(len(pdf)))
	_, _ = w.Write(pdf) // a caller who is gone is no error
	return nil
}

// export writes the list as xlsx; meetings are few, so all of them go in one file.
func (h handlers) export(w http.ResponseWriter, r *http.Request) error {
	ctx, lang := r.Context(), web.Language(r.Context())
	f := Filter{Year: r.URL.Query().Get("year"), Page: db.Page{Limit: db.PageMax}}
	if states := r.URL.Query()["state"]; len(states) > 0 {
		f.States = strings.Split(strings.Join(states, ","), ",")
	}
	var rows []Meeting
	for {
		page, next, _, err := h.s.List(ctx, f)
		if err != nil {
			return err
		}
		rows = append(rows, page...)
		if f.Page.Cursor = next; next == "" {
			break
		}
	}
	if err := journal.Looked(ctx, h.s.DB, journal.Event{Action: "meeting.export", ObjectType: "list", Summary: "导出联席会列表", After: map[string]int{"rows": len(rows)}}); err != nil {
		return err
	}
	title := i18n.Word{ZH: "联席会", EN: "Joint meetings"}
	l := sheet.Layout{Title: title.In(lang), Watermark: web.Watermark(ctx, h.s.DB.Now(), title.In(lang))}
	for _, head := range []i18n.Word{{ZH: "编号", EN: "Number"}, {ZH: "会议", EN: "Meeting"}, {ZH: "日期", EN: "Day"}, {ZH: "地点", EN: "Place"}, {ZH: "主持人", EN: "Chair"}, {ZH: "状态", EN: "State"}} {
		l.Columns = append(l.Columns, sheet.Column{Title: head.In(lang), Kind: sheet.Text})
	}
	return sheet.Serve(w, fmt.Sprintf("%s.xlsx", title.In(lang)), l, func(out *sheet.Writer) error {
		for _, m := range rows {
			state := i18n.Word{ZH: m.StateText.ZH, EN: m.StateText.EN}
			if err := out.Row(m.Number, m.Title, m.HeldOn+" "+m.HeldAt, m.Place, m.ChairName, state.In(lang)); err != nil {
				return err
			}
		}
		return nil
	})
}
