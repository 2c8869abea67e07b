package order

import (
	"yice/internal/core/flow"
	"yice/internal/kit/authz"
	"yice/internal/module/fund"
)

// Actions on an order.
const (
	actHold    flow.Action = "hold"
	actResume  flow.Action = "resume"
	actBatch   flow.Action = "batch"
	actUnbatch flow.Action = "unbatch"
	actPay     flow.Action = "pay"
	actFail    flow.Action = "fail"
	actRepay   flow.Action = "repay"
	actCancel  flow.Action = "cancel"
	actAccount flow.Action = "account"
	actNet     flow.Action = "net"
	actAskNet  flow.Action = "ask_netting"
	actNetted  flow.Action = "netted"
	actSettle  flow.Action = "settle"
)

// The states of a netting.
const (
	NettingAsked    flow.State = "asked"
	NettingAgreed   flow.State = "agreed"
	NettingDone     flow.State = "done"
	NettingDeclined flow.State = "declined"
	NettingDropped  flow.State = "dropped"
)

// Actions on a netting.
const (
	actAgree   flow.Action = "agree"
	actDecline flow.Action = "decline"
	actDropNet flow.Action = "drop"
	actBook    flow.Action = "book"
	actFall    flow.Action = "fall"
)

func line(from flow.State, a flow.Action, to flow.State, perm authz.Permission, gate string) flow.Transition {
	return flow.Transition{From: from, Action: a, To: to, Perm: perm, At: flow.Anyone, Gate: gate}
}

func reasoned(t flow.Transition) flow.Transition { t.NeedsReason = true; return t }

func auto(t flow.Transition) flow.Transition { t.Auto = true; return t }

// Orders is the state table of an order.
func Orders() *flow.Table {
	return &flow.Table{
		Name:    "payment_order",
		States:  []flow.State{OrderWaiting, OrderHeld, OrderBatched, OrderPaid, OrderFailed, OrderRepaid, OrderCancelled},
		Actions: []flow.Action{actHold, actResume, actAccount, actNet, actAskNet, actNetted, actSettle, actBatch, actUnbatch, actPay, actFail, actRepay, actCancel},
		StateText: map[flow.State]flow.Label{
			OrderWaiting: {ZH: "待付", EN: "Waiting"}, OrderHeld: {ZH: "暂缓", EN: "Held"}, OrderBatched: {ZH: "在批次中", EN: "In a batch"},
			OrderPaid: {ZH: "已付", EN: "Paid"}, OrderFailed: {ZH: "付款失败", EN: "Failed"}, OrderRepaid: {ZH: "已重付", EN: "Paid again"},
			OrderCancelled: {ZH: "已取消", EN: "Cancelled"},
		},
		ActionText: map[flow.Action]flow.Label{
			actHold: {ZH: "暂缓", EN: "Hold"}, actResume: {ZH: "恢复", EN: "Resume"}, actAccount: {ZH: "换收款账户", EN: "Change the account"}, actNet: {ZH: "与追回相抵", EN: "Net against a recovery"},
			actAskNet: {ZH: "与其他资金的追回相抵", EN: "Net against another fund's recovery"}, actNetted: {ZH: "相抵有变", EN: "A netting changed"},
			actSettle: {ZH: "全额相抵", EN: "Settled by netting"},
			actBatch:  {ZH: "编入批次", EN: "Put into a batch"}, actUnbatch: {ZH: "移出批次", EN: "Take out of the batch"}, actPay: {ZH: "付讫", EN: "Paid"},
			actFail: {ZH: "退回", EN: "Failed"}, actRepay: {ZH: "重付", EN: "Pay again"}, actCancel: {ZH: "取消", EN: "Cancel"},
		},
		Transitions: []flow.Transition{
			reasoned(line(OrderWaiting, actHold, OrderHeld, fund.PermMake, "")),
			line(OrderHeld, actResume, OrderWaiting, fund.PermMake, "谁暂缓谁恢复"),
			line(OrderWaiting, actAccount, OrderWaiting, fund.PermMake, "账户须属于收款人"),
			line(OrderHeld, actAccount, OrderHeld, fund.PermMake, "账户须属于收款人"),
			line(OrderWaiting, actNet, OrderWaiting, fund.PermMake, "同一户、同一资金有待追回的付款"),
			line(OrderWaiting, actAskNet, OrderWaiting, fund.PermMake, "同一户欠另一资金；由同一账户付款；定向资金须用途相符或有捐赠人书面同意；复核人员同意"),
			auto(line(OrderWaiting, actNetted, OrderWaiting, fund.PermMake, "不在批次中")),
			auto(line(OrderHeld, actNetted, OrderHeld, fund.PermMake, "不在批次中")),
			auto(line(OrderWaiting, actSettle, OrderPaid, fund.PermReview, "全额与其他资金的追回相抵；已到期、回访未逾期")),
			auto(line(OrderWaiting, actBatch, OrderBatched, fund.PermMake, "已到期、回访未逾期、账户有效、没有待复核的相抵")),
			auto(line(OrderBatched, actUnbatch, OrderWaiting, fund.PermMake, "批次为草稿")),
			auto(line(OrderBatched, actHold, OrderHeld, fund.PermMake, "批次尚未放款")),
			auto(line(OrderBatched, actPay, OrderPaid, fund.PermMake, "银行回盘成功")),
			auto(line(OrderBatched, actFail, OrderFailed, fund.PermMake, "银行回盘失败")),
			line(OrderFailed, actRepay, OrderRepaid, fund.PermMake, "编入新批次，原批次不改"),
			auto(line(OrderWaiting, actCancel, OrderCancelled, fund.PermMake, "")),
			auto(line(OrderHeld, actCancel, OrderCancelled, fund.PermMake, "")),
			auto(line(OrderBatched, actCancel, OrderCancelled, fund.PermMake, "批次尚未放款")),
			auto(line(OrderFailed, actCancel, OrderCancelled, fund.PermMake, "")),
		},
	}
}

// Nettings is the state table of a netting: across funds a second person agrees, and it is booked with the payment of the order.
func Nettings() *flow.Table {
	return &flow.Table{
		Name:    "fund_netting",
		States:  []flow.State{NettingAsked, NettingAgreed, NettingDone, NettingDeclined, NettingDropped},
		Actions: []flow.Action{actAgree, actDecline, actDropNet, actBook, actFall},
		StateText: map[flow.State]flow.Label{
			NettingAsked: {ZH: "待复核", EN: "Asked"}, NettingAgreed: {ZH: "已同意，付款时入账", EN: "Agreed, booked with the payment"}, NettingDone: {ZH: "已相抵", EN: "Netted"},
			NettingDeclined: {ZH: "未同意", EN: "Declined"}, NettingDropped: {ZH: "已撤销", EN: "Dropped"},
		},
		ActionText: map[flow.Action]flow.Label{
			actAgree: {ZH: "同意", EN: "Agree"}, actDecline: {ZH: "不同意", EN: "Decline"}, actDropNet: {ZH: "撤销", EN: "Drop"},
			actBook: {ZH: "入账", EN: "Book"}, actFall: {ZH: "随付款撤销", EN: "Fall with the payment"},
		},
		Transitions: []flow.Transition{
			line(NettingAsked, actAgree, NettingAgreed, fund.PermReview, "非申请人；付款单待付"),
			reasoned(line(NettingAsked, actDecline, NettingDeclined, fund.PermReview, "非申请人")),
			reasoned(line(NettingAsked, actDropNet, NettingDropped, fund.PermMake, "付款单不在批次中")),
			reasoned(line(NettingAgreed, actDropNet, NettingDropped, fund.PermMake, "付款单不在批次中")),
			auto(line(NettingAgreed, actBook, NettingDone, fund.PermMake, "付款单付讫，或全额相抵")),
			auto(line(NettingAsked, actFall, NettingDropped, fund.PermMake, "付款单取消")),
			auto(line(NettingAgreed, actFall, NettingDropped, fund.PermMake, "付款单取消")),
			auto(line(NettingDone, actFall, NettingDropped, fund.PermMake, "同一资金内相抵的付款单取消或须追回")),
		},
	}
}

// Can lists the actions of a state that the actor holds the permission for.
func Can(t *flow.Table, s flow.State, a *authz.Actor) []string {
	out := []string{}
	for _, tr := range t.From(s) {
		if !tr.Auto && a.Has(tr.Perm) {
			out = append(out, string(tr.Action))
		}
	}
	return out
}
