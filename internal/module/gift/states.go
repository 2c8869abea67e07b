package gift

import (
	"yice/internal/core/flow"
	"yice/internal/kit/authz"
)

// The states of a campaign, a pledge, a collection, a gift, a receipt, a request and a disclosure.
const (
	Draft     flow.State = "draft"
	Open      flow.State = "open"
	Closed    flow.State = "closed"
	Disclosed flow.State = "disclosed"
	Cancelled flow.State = "cancelled"

	Pledged  flow.State = "pledged"
	Counted  flow.State = "counted"
	Received flow.State = "received"
	Refunded flow.State = "refunded"
	Issued   flow.State = "issued"

	Asked     flow.State = "asked"
	Done      flow.State = "done"
	Declined  flow.State = "declined"
	Due       flow.State = "due"
	Published flow.State = "published"

	Handed   flow.State = "handed"
	Accepted flow.State = "accepted"
	Returned flow.State = "returned"
)

const (
	actEdit     flow.Action = "edit"
	actOpen     flow.Action = "open"
	actClose    flow.Action = "close"
	actReopen   flow.Action = "reopen"
	actDisclose flow.Action = "disclose"
	actCancel   flow.Action = "cancel"
	actList     flow.Action = "list"
	actPledge   flow.Action = "pledge"
	actReceive  flow.Action = "receive"
	actCount    flow.Action = "count"
	actConfirm  flow.Action = "confirm"
	actFree     flow.Action = "free"
	actAsk      flow.Action = "ask"
	actRefund   flow.Action = "refund"
	actAgree    flow.Action = "agree"
	actDecline  flow.Action = "decline"
	actReturn   flow.Action = "return"
)

func line(from flow.State, a flow.Action, to flow.State, perm authz.Permission, gate string) flow.Transition {
	return flow.Transition{From: from, Action: a, To: to, Perm: perm, At: flow.Anyone, Gate: gate}
}

func reasoned(t flow.Transition) flow.Transition { t.NeedsReason = true; return t }

func auto(t flow.Transition) flow.Transition { t.Auto = true; return t }

func actionText() map[flow.Action]flow.Label {
	return map[flow.Action]flow.Label{
		actEdit: {ZH: "修改", EN: "Edit"}, actOpen: {ZH: "启动", EN: "Open"}, actClose: {ZH: "结束募捐", EN: "Close"}, actReopen: {ZH: "重新启动", EN: "Open again"},
		actDisclose: {ZH: "登记公开", EN: "Record the disclosure"}, actCancel: {ZH: "撤销", EN: "Cancel"}, actList: {ZH: "导入认捐名单", EN: "Take a list of pledges"},
		actPledge: {ZH: "认捐", EN: "Pledge"}, actReceive: {ZH: "登记到账", EN: "Enter what came in"}, actCount: {ZH: "清点登记", EN: "Count"},
		actConfirm: {ZH: "第二人核实", EN: "Confirm as the second person"}, actFree: {ZH: "退回认捐", EN: "Back to pledged"}, actAsk: {ZH: "申请", EN: "Ask"},
		actRefund: {ZH: "退款", EN: "Refund"}, actAgree: {ZH: "同意", EN: "Agree"}, actDecline: {ZH: "不同意", EN: "Decline"}, actReturn: {ZH: "收回", EN: "Take back"},
	}
}

// Campaigns is the state table of a campaign.
func Campaigns() *flow.Table {
	return &flow.Table{
		Name: "gift_campaign", States: []flow.State{Draft, Open, Closed, Disclosed, Cancelled},
		Actions: []flow.Action{actEdit, actOpen, actList, actPledge, actReceive, actClose, actReopen, actDisclose, actCancel},
		StateText: map[flow.State]flow.Label{
			Draft: {ZH: "草稿", EN: "Draft"}, Open: {ZH: "募捐中", EN: "Open"}, Closed: {ZH: "已结束", EN: "Closed"}, Disclosed: {ZH: "已全面公开", EN: "Disclosed"},
			Cancelled: {ZH: "已撤销", EN: "Cancelled"},
		},
		ActionText: actionText(),
		Transitions: []flow.Transition{
			line(Draft, actEdit, Draft, PermCampaign, ""),
			line(Draft, actOpen, Open, PermCampaign, "资金与用途相符；向公众募捐须有慈善组织、公开募捐资格和备案"),
			reasoned(line(Draft, actCancel, Cancelled, PermCampaign, "")),
			line(Open, actList, Open, PermPledge, "在活动期间"),
			auto(line(Open, actPledge, Open, PermPledge, "公众页面，活动期间，限次")),
			line(Open, actReceive, Open, PermReceive, ""),
			line(Open, actDisclose, Open, PermCampaign, "进展公开"),
			line(Open, actClose, Closed, PermCampaign, "没有待核实的收款"),
			line(Closed, actReceive, Closed, PermReceive, "结束前认捐、结束后到账"),
			line(Closed, actDisclose, Closed, PermCampaign, "进展公开"),
			reasoned(line(Closed, actReopen, Open, PermCampaign, "")),
			auto(line(Closed, actDisclose, Disclosed, PermCampaign, "全面公开以后")),
			line(Disclosed, actDisclose, Disclosed, PermCampaign, "项目进展公开，直到善款用完"),
		},
	}
}

// Pledges is the state table of a pledge.
func Pledges() *flow.Table {
	return &flow.Table{
		Name: "gift_pledge", States: []flow.State{Pledged, Counted, Received, Cancelled}, Actions: []flow.Action{actCount, actReceive, actFree, actCancel},
		StateText: map[flow.State]flow.Label{
			Pledged: {ZH: "已认捐", EN: "Pledged"}, Counted: {ZH: "待核实", EN: "Counted"}, Received: {ZH: "已到账", EN: "Received"}, Cancelled: {ZH: "已取消", EN: "Cancelled"},
		},
		ActionText: actionText(),
		Transitions: []flow.Transition{
			auto(line(Pledged, actCount, Counted, PermReceive, "现金或实物，一人清点")),
			auto(line(Pledged, actReceive, Received, PermReceive, "银行到账")),
			auto(line(Counted, actReceive, Received, PermConfirm, "另一人核实金额一致")),
			auto(line(Counted, actFree, Pledged, PermReceive, "")),
			reasoned(line(Pledged, actCancel, Cancelled, PermPledge, "本单位名单，或资金经办")),
		},
	}
}

// Collections is the state table of what came in: cash and goods are entered by one person and confirmed by another.
func Collections() *flow.Table {
	return &flow.Table{
		Name: "gift_collection", States: []flow.State{Counted, Received, Cancelled}, Actions: []flow.Action{actConfirm, actCancel},
		StateText: map[flow.State]flow.Label{
			Counted: {ZH: "待第二人核实", EN: "Counted by one"}, Received: {ZH: "已入账", EN: "Received"}, Cancelled: {ZH: "已撤销", EN: "Cancelled"},
		},
		ActionText: actionText(),
		Transitions: []flow.Transition{
			line(Counted, actConfirm, Received, PermConfirm, "另一人点得的金额一致；入账一次，逐笔开票"),
			reasoned(line(Counted, actCancel, Cancelled, PermReceive, "")),
		},
	}
}

// Handouts is the state table of goods that a household got: signed for at once, or confirmed by a second person.
func Handouts() *flow.Table {
	return &flow.Table{
		Name: "gift_handout", States: []flow.State{Handed, Accepted, Returned}, Actions: []flow.Action{actConfirm, actReturn},
		StateText: map[flow.State]flow.Label{
			Handed: {ZH: "待核实", EN: "To be confirmed"}, Accepted: {ZH: "已签收", EN: "Accepted"}, Returned: {ZH: "已收回", EN: "Taken back"},
		},
		ActionText: actionText(),
		Transitions: []flow.Transition{
			reasoned(line(Handed, actConfirm, Accepted, PermConfirm, "非发放人；写明核实方式")),
			reasoned(line(Handed, actReturn, Returned, PermHandOut, "件数和价值退回物资库")),
			reasoned(line(Accepted, actReturn, Returned, PermConfirm, "件数和价值退回物资库")),
		},
	}
}

// Requests is the state table of a refund or a change of purpose.
func Requests() *flow.Table {
	return &flow.Table{
		Name: "gift_request", States: []flow.State{Asked, Done, Declined}, Actions: []flow.Action{actAgree, actDecline},
		StateText: map[flow.State]flow.Label{
			Asked: {ZH: "待审批", EN: "Asked"}, Done: {ZH: "已办", EN: "Done"}, Declined: {ZH: "未同意", EN: "Declined"},
		},
		ActionText: actionText(),
		Transitions: []flow.Transition{
			line(Asked, actAgree, Done, PermConfirm, "非申请人；款项尚未使用；改变用途须有捐赠人书面同意"),
			reasoned(line(Asked, actDecline, Declined, PermConfirm, "非申请人")),
		},
	}
}

// Gifts is the state table of a gift: it is never deleted, and its receipt is cancelled with it.
func Gifts() *flow.Table {
	return &flow.Table{
		Name: "gift", States: []flow.State{Received, Refunded}, Actions: []flow.Action{actAsk, actRefund},
		StateText:  map[flow.State]flow.Label{Received: {ZH: "已接收", EN: "Received"}, Refunded: {ZH: "已退款", EN: "Refunded"}},
		ActionText: actionText(),
		Transitions: []flow.Transition{
			reasoned(line(Received, actAsk, Received, PermReceive, "款项尚未使用")),
			auto(line(Received, actRefund, Refunded, PermConfirm, "票据同时作废")),
		},
	}
}

// can lists the actions of a state that the actor holds the permission for.
func can(t *flow.Table, s flow.State, a *authz.Actor) []string {
	out := []string{}
	for _, tr := range t.From(s) {
		if !tr.Auto && a.Has(tr.Perm) {
			out = append(out, string(tr.Action))
		}
	}
	return out
}
