package batch

import (
	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/module/fund"
)

// The states of a batch.
const (
	Draft      flow.State = "draft"
	Locked     flow.State = "locked"
	Reviewed   flow.State = "reviewed"
	Released   flow.State = "released"
	Returned   flow.State = "returned"
	Reconciled flow.State = "reconciled"
	Closed     flow.State = "closed"
	Cancelled  flow.State = "cancelled"
)

// How far the confirmation of receipt has come; empty before the batch is reconciled.
const (
	SampleOpen = "open"
	SampleDone = "done"
)

// Actions on a batch.
const (
	actEdit      flow.Action = "edit"
	actLock      flow.Action = "lock"
	actWithdraw  flow.Action = "withdraw"
	actSign      flow.Action = "sign"
	actReview    flow.Action = "review"
	actSendBack  flow.Action = "send_back"
	actRelease   flow.Action = "release"
	actReturn    flow.Action = "take_return"
	actReconcile flow.Action = "reconcile"
	actSample    flow.Action = "sample"
	actClose     flow.Action = "close"
	actRepay     flow.Action = "repay"
	actCancel    flow.Action = "cancel"
)

func line(from flow.State, a flow.Action, to flow.State, perm authz.Permission, gate string) flow.Transition {
	return flow.Transition{From: from, Action: a, To: to, Perm: perm, At: flow.Anyone, Gate: gate}
}

func reasoned(t flow.Transition) flow.Transition { t.NeedsReason = true; return t }

func auto(t flow.Transition) flow.Transition { t.Auto = true; return t }

// Batches is the state table of a payment batch (§6.2): three different people, and nothing changes once it was sent.
func Batches() *flow.Table {
	different := "经办、复核、放款须为不同人员"
	return &flow.Table{
		Name:    "payment_batch",
		States:  []flow.State{Draft, Locked, Reviewed, Released, Returned, Reconciled, Closed, Cancelled},
		Actions: []flow.Action{actEdit, actLock, actWithdraw, actSign, actReview, actSendBack, actRelease, actReturn, actRepay, actReconcile, actSample, actClose, actCancel},
		StateText: map[flow.State]flow.Label{
			Draft: {ZH: "草稿", EN: "Draft"}, Locked: {ZH: "待复核", EN: "Locked"}, Reviewed: {ZH: "待放款", EN: "Reviewed"},
			Released: {ZH: "已放款", EN: "Released"}, Returned: {ZH: "已回盘", EN: "Returned"}, Reconciled: {ZH: "已对账", EN: "Reconciled"},
			Closed: {ZH: "已关闭", EN: "Closed"}, Cancelled: {ZH: "已作废", EN: "Cancelled"},
		},
		ActionText: map[flow.Action]flow.Label{
			actEdit: {ZH: "编辑", EN: "Edit"}, actLock: {ZH: "锁定送审", EN: "Lock"}, actWithdraw: {ZH: "撤回", EN: "Withdraw"},
			actSign: {ZH: "复核（一审）", EN: "Review (first of several)"}, actReview: {ZH: "复核通过", EN: "Review"}, actSendBack: {ZH: "退回", EN: "Send back"},
			actRelease: {ZH: "放款", EN: "Release"}, actReturn: {ZH: "导入回盘", EN: "Take the return file"}, actRepay: {ZH: "失败重付", EN: "Pay failed ones again"},
			actReconcile: {ZH: "对账", EN: "Reconcile"}, actSample: {ZH: "抽样核实", EN: "Confirm a sample"}, actClose: {ZH: "关闭", EN: "Close"}, actCancel: {ZH: "作废", EN: "Cancel"},
		},
		Transitions: []flow.Transition{
			line(Draft, actEdit, Draft, fund.PermMake, ""),
			line(Draft, actLock, Locked, fund.PermMake, "每笔可付：未暂缓、回访未逾期、已到期；记下笔数、金额和校验码"),
			reasoned(line(Draft, actCancel, Cancelled, fund.PermMake, "")),
			reasoned(line(Locked, actWithdraw, Draft, fund.PermMake, "")),
			reasoned(line(Locked, actSendBack, Draft, fund.PermReview, "")),
			auto(line(Locked, actSign, Locked, fund.PermReview, "金额较大时须多人复核；"+different)),
			line(Locked, actReview, Reviewed, fund.PermReview, different),
			reasoned(line(Reviewed, actWithdraw, Draft, fund.PermMake, "")),
			reasoned(line(Reviewed, actSendBack, Draft, fund.PermRelease, "")),
			line(Reviewed, actRelease, Released, fund.PermRelease, different+"；每笔仍可付，校验码不变"),
			line(Released, actReturn, Returned, fund.PermReconcile, "同一文件只入一次"),
			line(Returned, actReturn, Returned, fund.PermReconcile, "同一文件只入一次"),
			line(Returned, actRepay, Returned, fund.PermMake, "编入新批次，原批次不改"),
			line(Reconciled, actRepay, Reconciled, fund.PermMake, "编入新批次，原批次不改"),
			line(Returned, actReconcile, Reconciled, fund.PermReconcile, "每笔有结果、无未匹配；笔数金额与银行流水、总账一致，差异逐笔有人署名说明；非放款人"),
			auto(line(Reconciled, actSample, Reconciled, fund.PermReconcile, "对账后随机抽样，由其他部门核实到账")),
			line(Reconciled, actClose, Closed, fund.PermReconcile, "抽样核实完成"),
		},
	}
}
