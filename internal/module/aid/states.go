package aid

import (
	"yice/internal/core/flow"
	"yice/internal/kit/authz"
)

// The states of a case; their words stand in Table.
const (
	Draft           flow.State = "draft"
	Accepted        flow.State = "accepted"
	AwaitingPapers  flow.State = "awaiting_papers"
	Withdrawn       flow.State = "withdrawn"
	Checking        flow.State = "checking"
	Visiting        flow.State = "visiting"
	FirstOpinion    flow.State = "first_opinion"
	Noticed         flow.State = "noticed"
	ObjectionReview flow.State = "objection_review"
	Tabled          flow.State = "tabled"
	Deferred        flow.State = "deferred"
	Recognised      flow.State = "recognised"
	Declined        flow.State = "declined"
	Assisting       flow.State = "assisting"
	RevisitDue      flow.State = "revisit_due"
	Ending          flow.State = "ending"
	Ended           flow.State = "ended"
	Archived        flow.State = "archived"
)

// The actions that change a state.
const (
	Submit           flow.Action = "submit"
	Withdraw         flow.Action = "withdraw"
	AskPapers        flow.Action = "ask_papers"
	PapersIn         flow.Action = "papers_in"
	Lapse            flow.Action = "lapse"
	StartCheck       flow.Action = "start_check"
	ReportIn         flow.Action = "report_in"
	VisitDone        flow.Action = "visit_done"
	Propose          flow.Action = "propose"
	ReturnBack       flow.Action = "return_back"
	Decline          flow.Action = "decline"
	PublishNotice    flow.Action = "publish_notice"
	Object           flow.Action = "object"
	DismissObjection flow.Action = "dismiss_objection"
	UpholdObjection  flow.Action = "uphold_objection"
	CloseNotice      flow.Action = "close_notice"
	Recognise        flow.Action = "recognise"
	DeclineAtMeeting flow.Action = "decline_at_meeting"
	Defer            flow.Action = "defer"
	Retable          flow.Action = "retable"
	NotifyDecline    flow.Action = "notify_decline"
	ApprovePlan      flow.Action = "approve_plan"
	FallDue          flow.Action = "fall_due"
	KeepAid          flow.Action = "keep_aid"
	IncreaseAid      flow.Action = "increase_aid"
	ReduceAid        flow.Action = "reduce_aid"
	ProposeEnd       flow.Action = "propose_end"
	ConfirmEnd       flow.Action = "confirm_end"
	CancelEnd        flow.Action = "cancel_end"
	Reopen           flow.Action = "reopen"
	Archive          flow.Action = "archive"
)

// Permissions of this room and of the rooms above it that move a case.
const (
	PermView          authz.Permission = "aid.view"
	PermSeeEnded      authz.Permission = "aid.see_ended"
	PermEnter         authz.Permission = "aid.enter"
	PermPapers        authz.Permission = "aid.papers"
	PermTransfer      authz.Permission = "aid.transfer"
	PermStartCheck    authz.Permission = "aid.start_check"
	PermReport        authz.Permission = "check.report"
	PermVisit         authz.Permission = "visit.complete"
	PermOpinion       authz.Permission = "aid.opinion"
	PermNotice        authz.Permission = "aid.notice"
	PermObjection     authz.Permission = "aid.record_objection"
	PermReview        authz.Permission = "aid.review_objection"
	PermDecide        authz.Permission = "meeting.decide"
	PermApprovePlan   authz.Permission = "plan.approve"
	PermRevisit       authz.Permission = "visit.revisit_outcome"
	PermProposeEnd    authz.Permission = "aid.propose_end"
	PermConfirmEnd    authz.Permission = "aid.confirm_end"
	PermReopenAsk     authz.Permission = "aid.ask_reopen"
	PermReopenApprove authz.Permission = "aid.approve_reopen"
	PermQuestion      authz.Permission = "aid.question"
	PermAnswer        authz.Permission = "aid.answer"
	PermInvite        authz.Permission = "aid.invite"
	PermExport        authz.Permission = "aid.export"
	// PermClock and PermArchive belong to no role: the daily job and the last follow-up lend them.
	PermClock   authz.Permission = "aid.clock"
	PermArchive authz.Permission = "aid.archive"
)

// Kinds of tasks that the table starts and ends.
const (
	TaskAccept        = "accept"
	TaskPapers        = "papers"
	TaskStartCheck    = "start_check"
	TaskReport        = "report"
	TaskVisit         = "visit"
	TaskOpinion       = "opinion"
	TaskNotice        = "notice"
	TaskNoticeResult  = "notice_result"
	TaskReview        = "review_objection"
	TaskDecide        = "decide"
	TaskPlan          = "plan"
	TaskRefusal       = "refusal_letter"
	TaskRevisit       = "revisit"
	TaskConfirmEnd    = "confirm_end"
	TaskWhole         = "whole_process"
	TaskTransfer      = "transfer"
	TaskTransferDone  = "transfer_result"
	TaskAnswer        = "answer_question"
	TaskFollowUp      = "follow_up"
	TaskApproveReopen = "approve_reopen"
)

func days(task, param string, def int, owner flow.Party) flow.Deadline {
	return flow.Deadline{Task: task, Param: param, Default: def, Working: true, Owner: owner}
}

// Table is the main job as data (sources: product rules of the platform; deadlines domain rules §6.5).
func Table() *flow.Table {
	t := &flow.Table{Name: "aid", States: stateOrder(), StateText: stateText(), ActionText: actionText()}
	t.Actions = actionOrder()
	L, E, A := flow.Lead, flow.Entry, flow.Anyone
	add := func(from flow.State, a flow.Action, to flow.State, perm authz.Permission, at flow.Party, opts ...func(*flow.Transition)) {
		tr := flow.Transition{From: from, Action: a, To: to, Perm: perm, At: at}
		for _, o := range opts {
			o(&tr)
		}
		t.Transitions = append(t.Transitions, tr)
	}
	entryLines(add, L, E)
	opinionLines(add, L)
	decisionLines(add, L, A)
	aidLines(add, L, A)
	return t
}

type adder func(from flow.State, a flow.Action, to flow.State, perm authz.Permission, at flow.Party, opts ...func(*flow.Transition))

func reason(t *flow.Transition) { t.NeedsReason = true }
func auto(t *flow.Transition)   { t.Auto = true }
func gate(s string) func(*flow.Transition) {
	return func(t *flow.Transition) { t.Gate = s }
}

func starts(d ...flow.Deadline) func(*flow.Transition) {
	return func(t *flow.Transition) { t.Starts = d }
}

func ends(tasks ...string) func(*flow.Transition) {
	return func(t *flow.Transition) { t.Ends = tasks }
}

func entryLines(add adder, L, E flow.Party) {
	add(Draft, Submit, Accepted, PermEnter, E, gate("按需求填齐必填项，身份校验通过；单位工会代办须有委托和同意书"),
		starts(days(TaskStartCheck, "deadline.check_start", 3, L), days(TaskWhole, "deadline.whole", 30, L)), ends(TaskAccept))
	add(Draft, Withdraw, Withdrawn, PermEnter, E, reason)
	add(Accepted, AskPapers, AwaitingPapers, PermPapers, L, gate("一次性列出全部缺件，只能一次；时限停止计算"), starts(days(TaskPapers, "deadline.papers", 20, E)))
	add(Accepted, StartCheck, Checking, PermStartCheck, L, gate("全体成年成员已签署授权书"), starts(days(TaskReport, "deadline.report", 10, L), days(TaskVisit, "deadline.visit", 10, L)), ends(TaskStartCheck))
	add(Accepted, Withdraw, Withdrawn, PermPapers, L, reason)
	add(AwaitingPapers, PapersIn, Accepted, PermPapers, E, gate("缺件全部补齐或注明免交理由"), ends(TaskPapers))
	add(AwaitingPapers, Withdraw, Withdrawn, PermPapers, E, reason)
	add(AwaitingPapers, Lapse, Withdrawn, PermPapers, L, reason, gate("补正期限已过"))
	add(Checking, ReportIn, Visiting, PermReport, L, auto, gate("核对报告已出；报告本身不构成拒绝"), ends(TaskReport))
	add(Visiting, VisitDone, FirstOpinion, PermVisit, E, auto, gate("两名入户人、至少一张照片、签字或拒签见证"), starts(days(TaskOpinion, "deadline.opinion", 5, L)), ends(TaskVisit))
}

func opinionLines(add adder, L flow.Party) {
	add(FirstOpinion, Propose, FirstOpinion, PermOpinion, L, gate("已登记前置政策；入户不超过6个月；核对未过期；已完成测算"), starts(days(TaskNotice, "deadline.notice_start", 3, L)), ends(TaskOpinion))
	add(FirstOpinion, ReturnBack, Accepted, PermOpinion, L, reason, starts(days(TaskStartCheck, "deadline.check_start", 3, L)), ends(TaskOpinion))
	add(FirstOpinion, Decline, Declined, PermOpinion, L, reason, starts(days(TaskRefusal, "deadline.refusal", 3, L)), ends(TaskOpinion))
	add(FirstOpinion, PublishNotice, Noticed, PermNotice, L, gate("初审意见为提请上会；公示内容已脱敏"), starts(flow.Deadline{Task: TaskNoticeResult, Param: "notice.days", Default: 5, Working: true, Owner: L}), ends(TaskNotice))
	add(Noticed, Object, ObjectionReview, PermObjection, L, starts(days(TaskReview, "deadline.review", 10, L)))
	add(Noticed, CloseNotice, Tabled, PermNotice, L, gate("公示期满且没有未处理的异议"), starts(days(TaskDecide, "deadline.decide", 10, L)), ends(TaskNoticeResult))
	add(ObjectionReview, DismissObjection, Noticed, PermReview, L, reason, gate("复核人不是异议登记人"), ends(TaskReview))
	add(ObjectionReview, UpholdObjection, FirstOpinion, PermReview, L, reason, gate("复核人不是异议登记人"), starts(days(TaskOpinion, "deadline.opinion", 5, L)), ends(TaskReview, TaskNoticeResult))
}

func decisionLines(add adder, L, A flow.Party) {
	for _, from := range []flow.State{Tabled, Deferred} {
		add(from, Recognise, Recognised, PermDecide, A, auto, gate("达到法定人数；质询已答复；提案部门回避表决"), starts(days(TaskPlan, "deadline.plan", 5, L)), ends(TaskDecide))
		add(from, DeclineAtMeeting, Declined, PermDecide, A, auto, reason, starts(days(TaskRefusal, "deadline.refusal", 3, L)), ends(TaskDecide))
	}
	add(Tabled, Defer, Deferred, PermDecide, A, auto, reason)
	add(Deferred, Retable, Tabled, PermNotice, L, reason)
	add(Declined, NotifyDecline, Declined, PermOpinion, L, reason, gate("书面理由已送达"), ends(TaskRefusal))
	add(Recognised, ApprovePlan, Assisting, PermApprovePlan, L, auto, gate("方案经批准，每项措施有责任部门和期限"),
		starts(flow.Deadline{Task: TaskRevisit, Param: "revisit.months", Default: 6, Owner: L}), ends(TaskPlan, TaskWhole))
}

func aidLines(add adder, L, A flow.Party) {
	add(Assisting, FallDue, RevisitDue, PermClock, A, auto, gate("距上次回访满6个月；逾期自动暂缓下一笔发放"))
	for _, from := range []flow.State{Assisting, RevisitDue} {
		for _, a := range []flow.Action{KeepAid, IncreaseAid, ReduceAid} {
			add(from, a, Assisting, PermRevisit, L, auto, gate("回访已完成，结论有依据"), starts(flow.Deadline{Task: TaskRevisit, Param: "revisit.months", Default: 6, Owner: L}), ends(TaskRevisit))
		}
		add(from, ProposeEnd, Ending, PermProposeEnd, L, reason, gate("退出须公示"), starts(days(TaskConfirmEnd, "exit.notice_days", 5, L)), ends(TaskRevisit))
	}
	add(Ending, ConfirmEnd, Ended, PermConfirmEnd, L, reason, gate("退出公示期满；确认人不是提议人"), ends(TaskConfirmEnd, TaskAnswer, TaskTransferDone))
	add(Ending, CancelEnd, Assisting, PermConfirmEnd, L, reason, starts(flow.Deadline{Task: TaskRevisit, Param: "revisit.months", Default: 6, Owner: L}), ends(TaskConfirmEnd))
	add(Ended, Reopen, Accepted, PermReopenApprove, L, reason, auto, gate("双人：申请人和批准人不同，写明理由"), starts(days(TaskStartCheck, "deadline.check_start", 3, L)), ends(TaskFollowUp, TaskApproveReopen))
	add(Ended, Archive, Archived, PermArchive, L, auto, gate("退出后第6个月跟踪完成"), ends(TaskFollowUp))
}

func stateOrder() []flow.State {
	return []flow.State{
		Draft, Accepted, AwaitingPapers, Withdrawn, Checking, Visiting, FirstOpinion, Noticed, ObjectionReview, Tabled, Deferred,
		Recognised, Declined, Assisting, RevisitDue, Ending, Ended, Archived,
	}
}

func stateText() map[flow.State]flow.Label {
	return map[flow.State]flow.Label{
		Draft: {ZH: "草稿", EN: "Draft"}, Accepted: {ZH: "已受理", EN: "Accepted"}, AwaitingPapers: {ZH: "待补正", EN: "Awaiting papers"},
		Withdrawn: {ZH: "已撤回", EN: "Withdrawn"}, Checking: {ZH: "核对中", EN: "Checking"}, Visiting: {ZH: "待入户", EN: "Awaiting visit"},
		FirstOpinion: {ZH: "初审", EN: "First opinion"}, Noticed: {ZH: "公示中", EN: "On notice"}, ObjectionReview: {ZH: "有异议复核", EN: "Objection review"},
		Tabled: {ZH: "待上会", EN: "Tabled"}, Deferred: {ZH: "缓议", EN: "Deferred"}, Recognised: {ZH: "已认定", EN: "Recognised"},
		Declined: {ZH: "不予认定", EN: "Declined"}, Assisting: {ZH: "帮扶中", EN: "Assisting"}, RevisitDue: {ZH: "待回访", EN: "Revisit due"},
		Ending: {ZH: "退出公示中", EN: "Exit on notice"}, Ended: {ZH: "已终止", EN: "Ended"}, Archived: {ZH: "已归档", EN: "Archived"},
	}
}

func actionOrder() []flow.Action {
	return []flow.Action{
		Submit, Withdraw, AskPapers, PapersIn, Lapse, StartCheck, ReportIn, VisitDone, Propose, ReturnBack, Decline, PublishNotice,
		Object, DismissObjection, UpholdObjection, CloseNotice, Recognise, DeclineAtMeeting, Defer, Retable, NotifyDecline, ApprovePlan, FallDue,
		KeepAid, IncreaseAid, ReduceAid, ProposeEnd, ConfirmEnd, CancelEnd, Reopen, Archive,
	}
}

func actionText() map[flow.Action]flow.Label {
	return map[flow.Action]flow.Label{
		Submit: {ZH: "提交受理", EN: "Submit"}, Withdraw: {ZH: "撤回申请", EN: "Withdraw"}, AskPapers: {ZH: "一次性告知补正", EN: "Ask for papers"},
		PapersIn: {ZH: "补正齐全", EN: "Papers complete"}, Lapse: {ZH: "逾期未补正", EN: "Lapsed"}, StartCheck: {ZH: "发起核对", EN: "Start check"},
		ReportIn: {ZH: "出具核对报告", EN: "Report in"}, VisitDone: {ZH: "完成入户", EN: "Visit done"}, Propose: {ZH: "提请上会", EN: "Propose"},
		ReturnBack: {ZH: "退回重办", EN: "Return"}, Decline: {ZH: "不予认定", EN: "Decline"}, PublishNotice: {ZH: "发布公示", EN: "Publish notice"},
		Object: {ZH: "登记异议", EN: "Record objection"}, DismissObjection: {ZH: "异议不成立", EN: "Dismiss objection"},
		UpholdObjection: {ZH: "异议成立", EN: "Uphold objection"}, CloseNotice: {ZH: "登记公示结果", EN: "Close notice"},
		Recognise: {ZH: "认定", EN: "Recognise"}, DeclineAtMeeting: {ZH: "会议不予认定", EN: "Decline at meeting"}, Defer: {ZH: "缓议", EN: "Defer"},
		Retable: {ZH: "再次提请上会", EN: "Table again"}, NotifyDecline: {ZH: "送达书面理由", EN: "Notify refusal"}, ApprovePlan: {ZH: "批准方案", EN: "Approve plan"},
		FallDue: {ZH: "到期待回访", EN: "Revisit falls due"}, KeepAid: {ZH: "维持", EN: "Keep"}, IncreaseAid: {ZH: "加大救助", EN: "Increase"},
		ReduceAid: {ZH: "调减", EN: "Reduce"}, ProposeEnd: {ZH: "提议终止", EN: "Propose end"}, ConfirmEnd: {ZH: "确认终止", EN: "Confirm end"},
		CancelEnd: {ZH: "撤销终止", EN: "Cancel end"}, Reopen: {ZH: "重新启用", EN: "Reopen"}, Archive: {ZH: "归档", EN: "Archive"},
	}
}

// IsOpen tells whether a household with a case in this state may not have another one.
func IsOpen(s flow.State) bool {
	switch s {
	case Withdrawn, Declined, Ended, Archived:
		return false
	}
	return true
}

// IsHidden tells whether cases in this state are shown to nobody but auditors and statistics.
func IsHidden(s flow.State) bool { return s == Ended || s == Archived }
