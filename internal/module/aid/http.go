package aid

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/core/policy"
	"yice/internal/kit/db"
	"yice/internal/kit/web"
)

type idIn struct {
	ID string `path:"id" maxLength:"26"`
}

type listIn struct {
	web.Page
	Query      string   `query:"q" maxLength:"60"`
	Area       string   `query:"area" maxLength:"12"`
	Street     string   `query:"street" maxLength:"60"`
	Department string   `query:"department" maxLength:"30"`
	Class      string   `query:"class" maxLength:"20"`
	Need       string   `query:"need" maxLength:"30"`
	Measure    string   `query:"measure" enum:"entered,recognised,ended,assisting" doc:"the list behind a statistical figure"`
	Half       string   `query:"half" pattern:"^[0-9]{4}-H[12]$" doc:"the half-year of the measure, 2020-H1"`
	State      []string `query:"state" maxItems:"20"`
	Urgent     bool     `query:"urgent"`
}

func (in listIn) filter() Filter {
	return Filter{
		Query: in.Query, Area: in.Area, Street: in.Street, Department: in.Department, Class: in.Class, Need: in.Need, Measure: in.Measure, Half: in.Half,
		States: in.State, Urgent: in.Urgent, Page: db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort},
	}
}

type createIn struct {
	Body struct {
		Application
		Submit bool `json:"submit,omitempty" doc:"accept at once when nothing is missing"`
	}
}

type editIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Application
		Version int64 `json:"version" minimum:"1"`
	}
}

// An act that moves a case or decides about it states the version that its author read, so that of two people one wins and
// the other learns who and when. What only adds a record (a paper, an objection, a question, an invitation) does not, nor an
// answer to a sheet or a question that can be given once.

type versionIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	}
}

type actIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Reason  string `json:"reason,omitempty" maxLength:"1000"`
	}
}

type findIn struct {
	Body struct {
		DocType string `json:"doc_type,omitempty" maxLength:"2"`
		DocNo   string `json:"doc_no" minLength:"1" maxLength:"60"`
	}
}

type http struct{ s *Service }

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	h := http{s}
	return []web.Route{
		web.Get("/cases", PermView, "aid.list", "台账列表", h.list),
		web.Raw("GET", "/cases/export", PermExport, "aid.export", "导出台账", h.export),
		web.Get("/codes", web.SignedIn, "aid.codes", "表单可选项：代码表、县区街道", h.codes),
		web.Get("/cases/flow", PermView, "aid.flow", "办理流程表", h.flow),
		web.Post("/cases", PermEnter, "aid.create", "登记申请", h.create).Sized(4 << 20),
		web.Post("/cases/find", PermView, "aid.find", "按证件号查台账", h.find),
		web.Get("/cases/{id}", PermView, "aid.get", "一户台账", h.get),
		web.Get("/cases/{id}/casebook", PermView, "aid.casebook", "一户台账全页", h.casebook),
		web.Put("/cases/{id}", PermEnter, "aid.edit", "修改申请", h.edit).Sized(4 << 20),
		web.Post("/cases/{id}/submit", PermEnter, "aid.submit", "提交受理", h.submit),
		web.Post("/cases/{id}/papers", PermPapers, "aid.add_paper", "收材料", h.addPaper),
		web.Post("/cases/{id}/ask-papers", PermPapers, "aid.ask_papers", "一次性告知补正", h.askPapers),
		web.Post("/cases/{id}/papers-in", PermPapers, "aid.papers_in", "补正齐全", h.papersIn),
		web.Post("/cases/{id}/transfers", PermTransfer, "aid.transfer", "转办", h.transfer),
		web.Post("/cases/{id}/transfers/{transfer_id}/answer", PermTransfer, "aid.answer_transfer", "签收或退回转办", h.answerTransfer),
		web.Post("/cases/{id}/priors", PermOpinion, "aid.priors", "登记前置政策", h.priors),
		web.Post("/cases/{id}/assess", PermOpinion, "aid.assess", "测算", h.assess),
		web.Post("/cases/{id}/propose", PermOpinion, "aid.propose", "初审提请上会", h.propose),
		web.Post("/cases/{id}/notice", PermNotice, "aid.publish_notice", "发布公示", h.publishNotice),
		web.Post("/cases/{id}/close-notice", PermNotice, "aid.close_notice", "登记公示结果", h.closeNotice),
		web.Post("/cases/{id}/objections", PermObjection, "aid.object", "登记异议", h.object),
		web.Post("/cases/{id}/resolve-objection", PermReview, "aid.resolve_objection", "异议复核结论", h.resolve),
		web.Post("/cases/{id}/questions", PermQuestion, "aid.ask", "提出质询", h.ask),
		web.Post("/cases/{id}/questions/{question_id}/answer", PermAnswer, "aid.answer", "答复质询", h.answer),
		web.Post("/cases/{id}/invite", PermInvite, "aid.invite", "邀请其他部门", h.invite),
		web.Post("/cases/{id}/waive-flag", PermReview, "aid.waive_flag", "豁免排除情形", h.waive),
		web.Post("/cases/{id}/propose-end", PermProposeEnd, "aid.propose_end", "提议终止", h.proposeEnd),
		web.Post("/cases/{id}/confirm-end", PermConfirmEnd, "aid.confirm_end", "确认终止", h.confirmEnd),
		web.Post("/cases/{id}/cancel-end", PermConfirmEnd, "aid.cancel_end", "撤销终止", h.cancelEnd),
		web.Post("/cases/{id}/withdraw", PermView, "aid.withdraw", "撤回申请", h.plain("withdraw")),
		web.Post("/cases/{id}/lapse", PermPapers, "aid.lapse", "逾期未补正", h.plain("lapse")),
		web.Post("/cases/{id}/return-back", PermOpinion, "aid.return_back", "退回重办", h.plain("return_back")),
		web.Post("/cases/{id}/decline", PermOpinion, "aid.decline", "不予认定", h.plain("decline")),
		web.Post("/cases/{id}/retable", PermNotice, "aid.retable", "再次提请上会", h.plain("retable")),
		web.Post("/cases/{id}/notify-decline", PermOpinion, "aid.notify_decline", "送达书面理由", h.plain("notify_decline")),
		web.Get("/reopenings", PermView, "aid.reopenings", "待定的重新启用", h.reopenings),
		web.Post("/reopenings", PermReopenAsk, "aid.ask_reopen", "申请重新启用", h.askReopen),
		web.Post("/reopenings/{id}/decide", PermReopenApprove, "aid.decide_reopen", "批准重新启用", h.decideReopen),
		web.Get("/public/notices", web.Public, "aid.public_notices", "公示栏", h.publicNotices),
	}
}

func (h http) list(ctx context.Context, in *listIn) (web.List[Row], error) {
	l, err := h.s.Find(ctx, in.filter())
	return web.List[Row]{Items: l.Rows, Next: l.Next, Total: l.Total, TotalCapped: l.Capped}, err
}

// FlowLine is one line of the state table, for the documentation and the help page.
type FlowLine struct {
	From   string     `json:"from"`
	Action string     `json:"action"`
	To     string     `json:"to"`
	Text   flow.Label `json:"text"`
	Perm   string     `json:"permission"`
	Gate   string     `json:"gate"`
}

// FlowOut is the whole table.
type FlowOut struct {
	States map[flow.State]flow.Label `json:"states"`
	Lines  []FlowLine                `json:"lines"`
}

func (h http) flow(context.Context, *struct{}) (FlowOut, error) {
	t := h.s.table
	out := FlowOut{States: t.StateText, Lines: []FlowLine{}}
	for _, tr := range t.Transitions {
		out.Lines = append(out.Lines, FlowLine{
			From: string(tr.From), Action: string(tr.Action), To: string(tr.To), Text: t.ActionText[tr.Action],
			Perm: string(tr.Perm), Gate: tr.Gate,
		})
	}
	return out, nil
}

func (h http) create(ctx context.Context, in *createIn) (Shown, error) {
	enter := h.s.Create
	if in.Body.Submit {
		enter = h.s.Enter
	}
	c, err := enter(ctx, in.Body.Application, OriginWindow)
	return h.s.ToShow(ctx, c, err)
}

func (h http) find(ctx context.Context, in *findIn) (Shown, error) {
	return h.s.FindByDoc(ctx, in.Body.DocType, in.Body.DocNo)
}

func (h http) get(ctx context.Context, in *idIn) (Shown, error) { return h.s.Get(ctx, in.ID) }
func (h http) casebook(ctx context.Context, in *idIn) (Casebook, error) {
	return h.s.Casebook(ctx, in.ID)
}

func (h http) edit(ctx context.Context, in *editIn) (Shown, error) {
	c, err := h.s.Edit(ctx, in.ID, in.Body.Version, in.Body.Application)
	return h.s.ToShow(ctx, c, err)
}

func (h http) submit(ctx context.Context, in *versionIn) (Shown, error) {
	c, err := h.s.Submit(ctx, in.ID, in.Body.Version)
	return h.s.ToShow(ctx, c, err)
}

func (h http) addPaper(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body PaperInput
},
) (Paper, error) {
	return h.s.AddPaper(ctx, in.ID, in.Body)
}

func (h http) askPapers(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64        `json:"version" minimum:"1"`
		Papers  []PaperInput `json:"papers" maxItems:"30"`
	}
},
) (Shown, error) {
	c, err := h.s.AskPapers(ctx, in.ID, in.Body.Version, in.Body.Papers)
	return h.s.ToShow(ctx, c, err)
}

func (h http) papersIn(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64             `json:"version" minimum:"1"`
		Waived  map[string]string `json:"waived,omitempty" doc:"paper id → reason"`
	}
},
) (Shown, error) {
	c, err := h.s.PapersIn(ctx, in.ID, in.Body.Version, in.Body.Waived)
	return h.s.ToShow(ctx, c, err)
}

func (h http) transfer(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body TransferInput
},
) (Transfer, error) {
	return h.s.Transfer(ctx, in.ID, in.Body)
}

func (h http) answerTransfer(ctx context.Context, in *struct {
	ID         string `path:"id" maxLength:"26"`
	TransferID string `path:"transfer_id" maxLength:"26"`
	Body       struct {
		Answer string `json:"answer" enum:"accept,return,done"`
		Text   string `json:"text,omitempty" maxLength:"1000"`
	}
},
) (Transfer, error) {
	return h.s.AnswerTransfer(ctx, in.ID, in.TransferID, in.Body.Answer, in.Body.Text)
}

func (h http) priors(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64        `json:"version" minimum:"1"`
		Priors  []PriorInput `json:"priors" maxItems:"100"`
	}
},
) (Shown, error) {
	c, err := h.s.RecordPriors(ctx, in.ID, in.Body.Version, in.Body.Priors)
	return h.s.ToShow(ctx, c, err)
}

func (h http) assess(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body AssessInput
},
) (policy.Result, error) {
	return h.s.Assess(ctx, in.ID, in.Body)
}

func (h http) propose(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		OpinionInput
		Version int64 `json:"version" minimum:"1"`
	}
},
) (Shown, error) {
	c, err := h.s.Propose(ctx, in.ID, in.Body.Version, in.Body.OpinionInput)
	return h.s.ToShow(ctx, c, err)
}

func (h http) publishNotice(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		NoticeInput
		Version int64 `json:"version" minimum:"1"`
	}
},
) (Notice, error) {
	return h.s.PublishNotice(ctx, in.ID, in.Body.Version, in.Body.NoticeInput)
}

func (h http) closeNotice(ctx context.Context, in *actIn) (Shown, error) {
	c, err := h.s.CloseNotice(ctx, in.ID, in.Body.Version)
	return h.s.ToShow(ctx, c, err)
}

func (h http) object(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body ObjectionInput
},
) (Objection, error) {
	return h.s.RecordObjection(ctx, in.ID, in.Body)
}

func (h http) resolve(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Upheld  bool   `json:"upheld"`
		Result  string `json:"result" maxLength:"1000"`
	}
},
) (Shown, error) {
	c, err := h.s.ResolveObjection(ctx, in.ID, in.Body.Version, in.Body.Upheld, in.Body.Result)
	return h.s.ToShow(ctx, c, err)
}

func (h http) ask(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"1000"`
	}
},
) (Question, error) {
	return h.s.Ask(ctx, in.ID, in.Body.Text)
}

func (h http) answer(ctx context.Context, in *struct {
	ID         string `path:"id" maxLength:"26"`
	QuestionID string `path:"question_id" maxLength:"26"`
	Body       struct {
		Text string `json:"text" minLength:"1" maxLength:"2000"`
	}
},
) (web.None, error) {
	return web.None{}, h.s.Answer(ctx, in.ID, in.QuestionID, in.Body.Text)
}

func (h http) invite(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body InviteInput
},
) (web.None, error) {
	return web.None{}, h.s.Invite(ctx, in.ID, in.Body)
}

func (h http) waive(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Kind    string `json:"kind" maxLength:"30"`
		Reason  string `json:"reason" minLength:"1" maxLength:"500"`
	}
},
) (web.None, error) {
	return web.None{}, h.s.WaiveFlag(ctx, in.ID, in.Body.Version, in.Body.Kind, in.Body.Reason)
}

func (h http) proposeEnd(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		NoticeInput
		Version    int64  `json:"version" minimum:"1"`
		ReasonCode string `json:"reason_code" maxLength:"30"`
		Reason     string `json:"reason" maxLength:"1000"`
	}
},
) (Shown, error) {
	c, err := h.s.ProposeEnd(ctx, in.ID, in.Body.Version, in.Body.ReasonCode, in.Body.Reason, in.Body.NoticeInput)
	return h.s.ToShow(ctx, c, err)
}

func (h http) confirmEnd(ctx context.Context, in *actIn) (web.None, error) {
	_, err := h.s.ConfirmEnd(ctx, in.ID, in.Body.Version, in.Body.Reason)
	return web.None{}, err
}

func (h http) cancelEnd(ctx context.Context, in *actIn) (Shown, error) {
	c, err := h.s.CancelEnd(ctx, in.ID, in.Body.Version, in.Body.Reason)
	return h.s.ToShow(ctx, c, err)
}

func (h http) plain(action string) func(context.Context, *actIn) (Shown, error) {
	return func(ctx context.Context, in *actIn) (Shown, error) {
		c, err := h.s.Do(ctx, in.ID, in.Body.Version, action, in.Body.Reason)
		return h.s.ToShow(ctx, c, err)
	}
}

func (h http) reopenings(ctx context.Context, _ *struct{}) (web.List[Reopening], error) {
	l, err := h.s.Reopenings(ctx)
	return web.List[Reopening]{Items: l, Total: int64(len(l))}, err
}

func (h http) askReopen(ctx context.Context, in *struct {
	Body struct {
		FileNo string `json:"file_no" minLength:"1" maxLength:"30"`
		Signal string `json:"signal" enum:"new_bill,job_loss,death,other"`
		Reason string `json:"reason" maxLength:"1000"`
	}
},
) (Reopening, error) {
	return h.s.AskReopen(ctx, in.Body.FileNo, in.Body.Signal, in.Body.Reason)
}

func (h http) decideReopen(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Approve bool   `json:"approve"`
		Reason  string `json:"reason" minLength:"1" maxLength:"1000"`
	}
},
) (Reopening, error) {
	return h.s.DecideReopen(ctx, in.ID, in.Body.Approve, in.Body.Reason)
}

func (h http) publicNotices(ctx context.Context, _ *struct{}) (web.List[Notice], error) {
	l, err := h.s.PublicNotices(ctx)
	return web.List[Notice]{Items: l, Total: int64(len(l))}, err
}
