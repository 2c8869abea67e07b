package policy

import (
	"yice/internal/core/flow"
	"yice/internal/kit/authz"
)

// The states of a version of a rule set. An adopted one is scheduled, in force or replaced by the days alone.
const (
	RuleDraft     flow.State = "draft"
	RuleChecked   flow.State = "checked"
	RuleTabled    flow.State = "tabled"
	RuleAdopted   flow.State = "adopted"
	RuleRejected  flow.State = "rejected"
	RuleWithdrawn flow.State = "withdrawn"
)

const (
	actRevise   flow.Action = "revise"
	actCheck    flow.Action = "check"
	actWithdraw flow.Action = "withdraw"
	actTable    flow.Action = "table"
	actUntable  flow.Action = "untable"
	actAmend    flow.Action = "amend"
	actAdopt    flow.Action = "adopt"
	actReject   flow.Action = "reject"
)

// Who tables is the secretariat, who adopts the chair; the meeting's room holds these permissions.
const (
	permTable authz.Permission = "meeting.prepare"
	permAdopt authz.Permission = "meeting.decide"
)

// RuleStates is the state table of a version of a rule set. The automatic lines are made by the check and by the meeting.
func RuleStates() *flow.Table {
	line := func(from flow.State, a flow.Action, to flow.State, perm authz.Permission, auto bool, gate string) flow.Transition {
		return flow.Transition{From: from, Action: a, To: to, Perm: perm, At: flow.Anyone, Auto: auto, Gate: gate}
	}
	return &flow.Table{
		Name:    "rule_set",
		States:  []flow.State{RuleDraft, RuleChecked, RuleTabled, RuleAdopted, RuleRejected, RuleWithdrawn},
		Actions: []flow.Action{actRevise, actCheck, actWithdraw, actTable, actUntable, actAmend, actAdopt, actReject},
		StateText: map[flow.State]flow.Label{
			RuleDraft: {ZH: "草案", EN: "Draft"}, RuleChecked: {ZH: "已检查", EN: "Checked"}, RuleTabled: {ZH: "已列议题", EN: "Tabled"},
			RuleAdopted: {ZH: "已通过", EN: "Adopted"}, RuleRejected: {ZH: "未通过", EN: "Rejected"}, RuleWithdrawn: {ZH: "已撤回", EN: "Withdrawn"},
		},
		ActionText: map[flow.Action]flow.Label{
			actRevise: {ZH: "修改", EN: "Revise"}, actCheck: {ZH: "检查", EN: "Check"}, actWithdraw: {ZH: "撤回", EN: "Withdraw"}, actTable: {ZH: "列入议题", EN: "Table"},
			actUntable: {ZH: "撤下议题", EN: "Take off the agenda"}, actAmend: {ZH: "改定执行日期", EN: "Change the first day"}, actAdopt: {ZH: "通过", EN: "Adopt"},
			actReject: {ZH: "不予通过", EN: "Reject"},
		},
		Transitions: []flow.Transition{
			line(RuleDraft, actRevise, RuleDraft, PermPropose, false, "本人的草案"),
			line(RuleDraft, actCheck, RuleChecked, PermPropose, true, "本规则集和用到它的规则集都没有问题"),
			line(RuleDraft, actWithdraw, RuleWithdrawn, PermPropose, false, "本人的草案"),
			line(RuleChecked, actRevise, RuleDraft, PermPropose, false, "本人的草案"),
			line(RuleChecked, actWithdraw, RuleWithdrawn, PermPropose, false, "本人的草案"),
			line(RuleChecked, actTable, RuleTabled, permTable, true, "须一并通过的草案在同一议题"),
			line(RuleTabled, actUntable, RuleChecked, permTable, true, ""),
			line(RuleTabled, actAmend, RuleTabled, permAdopt, true, "只能改执行日期"),
			line(RuleTabled, actAdopt, RuleAdopted, permAdopt, true, "决议通过；再查一遍没有问题"),
			line(RuleTabled, actReject, RuleRejected, permAdopt, true, "决议不通过"),
		},
	}
}

// step moves a version by the table; the words of a refusal name its state.
func (s *Service) step(v *RuleVersion, a flow.Action) error {
	tr, err := s.ruleTable.Next(v.Status, a)
	if err == nil {
		v.Status = tr.To
	}
	return err
}
