package oversight

import (
	"context"
	nethttp "net/http"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

type journalIn struct {
	web.Page
	FileNo     string `query:"file_no" maxLength:"30"`
	CaseID     string `query:"case_id" maxLength:"26"`
	Actor      string `query:"actor" maxLength:"40" doc:"the name of who acted"`
	Action     string `query:"action" maxLength:"60"`
	ObjectType string `query:"object_type" maxLength:"40"`
	ObjectID   string `query:"object_id" maxLength:"60"`
	From       string `query:"from" maxLength:"10"`
	To         string `query:"to" maxLength:"10"`
	Looks      bool   `query:"looks" doc:"who looked: reading of personal data only"`
}

func (in journalIn) search() Search {
	return Search{
		FileNo: in.FileNo, CaseID: in.CaseID, Actor: in.Actor, Action: in.Action, ObjectType: in.ObjectType, ObjectID: in.ObjectID, From: in.From,
		To: in.To, Looks: in.Looks, Page: db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort},
	}
}

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/oversight", web.SignedIn, "oversight.choices", "监督的选项", h.choices),
		web.Get("/oversight/journal", PermJournal, "oversight.journal", "日志查询", h.journal),
		web.Raw("GET", "/oversight/journal/export", PermExport, "oversight.export", "导出日志", h.export),
		web.Post("/oversight/verify", PermJournal, "oversight.verify", "核验日志链", h.verify),
		web.Get("/oversight/overdue", PermOverdue, "oversight.overdue", "超期事项", h.overdue),
		web.Get("/oversight/overdue/departments", PermOverdue, "oversight.departments", "各部门超期事项数", h.departments),
		web.Get("/oversight/exceptions", PermExcept, "oversight.exceptions", "例外清单", h.exceptions),
		web.Raw("GET", "/oversight/overdue/export", PermExport, "oversight.overdue_export", "导出超期事项", h.exportOverdue),
		web.Raw("GET", "/oversight/exceptions/export", PermExport, "oversight.exceptions_export", "导出例外清单", h.exportExceptions),
		web.Raw("GET", "/oversight/questions/export", PermExport, "oversight.questions_export", "导出监督提问", h.exportQuestions),
		web.Get("/oversight/exceptions/counts", PermExcept, "oversight.exception_counts", "各类例外的数量", h.counts),
		web.Get("/oversight/questions", PermSee, "oversight.questions", "监督提问", h.questions),
		web.Post("/oversight/questions", PermAsk, "oversight.ask", "向部门提问", h.ask),
		web.Post("/oversight/questions/{id}/answer", PermAnswer, "oversight.answer", "答复监督提问", h.answer),
		web.Post("/oversight/questions/{id}/judge", PermAsk, "oversight.judge", "办结或退回答复", h.judge),
	}
}

// OversightChoices tells what the actor may open here, and whom he may ask.
type OversightChoices struct {
	Can         []string      `json:"can" doc:"journal, content, export, overdue, exceptions, questions, ask"`
	Exceptions  []string      `json:"exceptions"`
	Departments []OfficeToAsk `json:"departments"`
}

// OfficeToAsk is a department that can be asked.
type OfficeToAsk struct {
	OrgID string `json:"org_id"`
	Code  string `json:"code"`
	Name  string `json:"name"`
}

func (h http) choices(ctx context.Context, _ *struct{}) (OversightChoices, error) {
	a := authz.From(ctx)
	out := OversightChoices{Can: []string{}, Exceptions: ExceptKinds(), Departments: []OfficeToAsk{}}
	for _, x := range []struct {
		word string
		perm authz.Permission
	}{{"journal", PermJournal}, {"content", PermContent}, {"export", PermExport}, {"overdue", PermOverdue}, {"exceptions", PermExcept}, {"questions", PermSee}, {"ask", PermAsk}} {
		if a.Has(x.perm) {
			out.Can = append(out.Can, x.word)
		}
	}
	if !a.Has(PermAsk) {
		return out, nil
	}
	err := h.s.db.View(ctx, func(tx *db.Tx) error {
		for _, d := range org.Departments() {
			o, err := h.s.orgs.DepartmentTx(ctx, tx, d.Code)
			if errs.IsKind(err, errs.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			out.Departments = append(out.Departments, OfficeToAsk{OrgID: o.ID, Code: d.Code, Name: o.Name})
		}
		return nil
	})
	return out, err
}

func (h http) journal(ctx context.Context, in *journalIn) (web.List[JournalLine], error) {
	l, err := h.s.Journal(ctx, in.search())
	return web.List[JournalLine]{Items: l.Rows, Next: l.Next, Total: l.Total, TotalCapped: l.Capped}, err
}

// ChainState is the answer of a verification.
type ChainState struct {
	journal.Verified
	At int64 `json:"at"`
}

func (h http) verify(ctx context.Context, _ *struct{}) (ChainState, error) {
	v, err := h.s.Verify(ctx)
	return ChainState{Verified: v, At: h.s.db.Now().UnixMilli()}, err
}

func (h http) overdue(ctx context.Context, in *struct {
	web.Page
	Department string `query:"department" maxLength:"30"`
},
) (web.List[LateTask], error) {
	rows, next, total, err := h.s.Overdue(ctx, in.Department, db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort})
	for i := range rows {
		rows[i].Label = rows[i].Kind
		if h.s.from.TaskWord != nil {
			rows[i].Label = h.s.from.TaskWord(rows[i].Kind).In(web.Language(ctx))
		}
	}
	return web.List[LateTask]{Items: rows, Next: next, Total: total}, err
}

// LateDepartments is the overdue work by department.
type LateDepartments struct {
	Items []LateCount `json:"items"`
}

func (h http) departments(ctx context.Context, _ *struct{}) (LateDepartments, error) {
	out, err := h.s.Departments(ctx)
	lang := web.Language(ctx)
	for i := range out {
		w := i18n.Word{ZH: "街道社区及其他", EN: "Streets, communities, others"}
		for _, d := range org.Departments() {
			if d.Code == out[i].Code {
				w = i18n.Word{ZH: d.ZH, EN: d.EN}
			}
		}
		out[i].Label = w.In(lang)
	}
	return LateDepartments{Items: out}, err
}

func (h http) exceptions(ctx context.Context, in *struct {
	web.Page
	Kind string `query:"kind" maxLength:"20" default:"urgent"`
},
) (web.List[Exception], error) {
	rows, next, total, capped, err := h.s.Exceptions(ctx, in.Kind, db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort})
	return web.List[Exception]{Items: rows, Next: next, Total: total, TotalCapped: capped}, err
}

// ExceptionCounts is how many exceptions there are by kind.
type ExceptionCounts struct {
	Counts map[string]int64 `json:"counts"`
}

func (h http) counts(ctx context.Context, _ *struct{}) (ExceptionCounts, error) {
	n, err := h.s.Counts(ctx)
	return ExceptionCounts{Counts: n}, err
}

func (h http) questions(ctx context.Context, in *struct {
	web.Page
	State []string `query:"state,explode" maxItems:"10"`
},
) (web.List[SupervisionQuestion], error) {
	rows, next, total, err := h.s.Questions(ctx, in.State, db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort})
	return web.List[SupervisionQuestion]{Items: rows, Next: next, Total: total}, err
}

func (h http) ask(ctx context.Context, in *struct{ Body SupervisionInput }) (SupervisionQuestion, error) {
	return h.s.Ask(ctx, in.Body)
}

func (h http) answer(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		Text    string `json:"text" maxLength:"2000"`
	}
},
) (SupervisionQuestion, error) {
	return h.s.Answer(ctx, in.ID, in.Body.Version, in.Body.Text)
}

func (h http) judge(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		Accept  bool   `json:"accept"`
		Reason  string `json:"reason,omitempty" maxLength:"1000"`
		DueOn   string `json:"due_on,omitempty" maxLength:"10"`
	}
},
) (SupervisionQuestion, error) {
	b := in.Body
	return h.s.Judge(ctx, in.ID, b.Version, b.Accept, b.Reason, b.DueOn)
}

// ExportMax is how many lines leave in one file.
const ExportMax = 50_000

func (h http) export(w nethttp.ResponseWriter, r *nethttp.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	in := Search{
		FileNo: q.Get("file_no"), CaseID: q.Get("case_id"), Actor: q.Get("actor"), Action: q.Get("action"), ObjectType: q.Get("object_type"),
		ObjectID: q.Get("object_id"), From: q.Get("from"), To: q.Get("to"), Looks: q.Get("looks") == "true", Page: db.Page{Limit: db.PageMax},
	}
	page, err := h.s.Journal(ctx, in)
	if err != nil {
		return err
	}
	err = journal.Looked(ctx, h.s.db, journal.Event{
		Action: "oversight.export", ObjectType: "list", Summary: "导出日志", Reason: q.Get("purpose"),
		After: map[string]any{"rows": page.Total, "capped": page.Capped, "from": in.From, "to": in.To, "action": in.Action},
	})
	if err != nil {
		return err
	}
	now := h.s.db.Now()
	layout := sheet.Layout{Title: "日志", Watermark: web.Watermark(ctx, now, "监督"), Columns: []sheet.Column{
		{Title: "序号", Kind: sheet.Int},
		{Title: "时间", Width: 20},
		{Title: "经办人"},
		{Title: "单位", Width: 24},
		{Title: "动作", Width: 22},
		{Title: "档案编号"},
		{Title: "内容", Width: 40},
		{Title: "理由", Width: 30},
		{Title: "来源"},
		{Title: "链值", Width: 30},
	}}
	return sheet.Serve(w, "日志-"+clock.Date(now)+".xlsx", layout, func(out *sheet.Writer) error { return h.s.exportRows(ctx, out, in, page) })
}

func (s *Service) exportRows(ctx context.Context, out *sheet.Writer, in Search, page Lines) (err error) {
	for n := 0; ; {
		for _, e := range page.Rows {
			fileNo := ""
			if e.Case != nil {
				fileNo = e.Case.FileNo
			}
			var seq any
			if e.Seq != nil {
				seq = *e.Seq
			}
			if err := out.Row(seq, stamp(e.At), e.ActorName, e.OrgName, e.Action, fileNo, e.Summary, e.Reason, e.Origin, e.Chain); err != nil {
				return err
			}
		}
		if n += len(page.Rows); page.Next == "" || n >= ExportMax {
			return nil
		}
		in.Page.Cursor = page.Next
		if page, err = s.Journal(ctx, in); err != nil {
			return err
		}
	}
}
