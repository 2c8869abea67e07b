// Package pay looks after a payment once the bank has answered: it compares batches with the bank's statements row by row, both
// ways, and has another department ask a random sample of the payees whether the money arrived. Nothing is ever adjusted here: what
// does not fit is explained by somebody with his name, or stays open and keeps the batch from being closed.
//
// Batches and lines are those of module/batch, orders those of module/order; the batch learns the outcome through ReconcileTx and
// SampleTx. Amounts are fen, dates YYYY-MM-DD in China, instants unix milliseconds. Source: domain rules §6.2, §6.1 (internal control).
package pay

import (
	_ "embed"

	"yice/internal/core/flow"
	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/module/fund"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{"pay_statements_payer_sha256_key": "pay.statement_taken", "pay_statement_rows_line_id_key": "pay.line_shown"}
}

// PermConfirm lets somebody answer the confirmations that his department was asked for. Statements and explanations need
// fund.reconcile, reading fund.view.
const PermConfirm authz.Permission = "pay.confirm"

// Grants tells which role holds which permission of this room.
func Grants() []authz.Grant {
	return []authz.Grant{
		{Role: org.DepartmentOfficer, Perm: PermConfirm, Reach: authz.Org},
		{Role: org.DepartmentLeader, Perm: PermConfirm, Reach: authz.Org},
	}
}

// TaskConfirm is the kind of the task to ask a payee.
const TaskConfirm = "payment_confirm"

// The states of a confirmation.
const (
	Asked     flow.State = "asked"
	Confirmed flow.State = "confirmed"
	Denied    flow.State = "denied"
	Unreached flow.State = "unreached"
	Explained flow.State = "explained"
)

const (
	actConfirm flow.Action = "confirm"
	actDeny    flow.Action = "deny"
	actUnreach flow.Action = "unreach"
	actExplain flow.Action = "explain"
)

// Confirmations is the state table of a confirmation of receipt.
func Confirmations() *flow.Table {
	step := func(from flow.State, a flow.Action, to flow.State, perm authz.Permission, reason bool, gate string) flow.Transition {
		return flow.Transition{From: from, Action: a, To: to, Perm: perm, At: flow.Anyone, NeedsReason: reason, Gate: gate}
	}
	other := "由申请部门以外的部门核实；不得由经手该批次的人核实"
	return &flow.Table{
		Name:    "payment_confirmation",
		States:  []flow.State{Asked, Confirmed, Denied, Unreached, Explained},
		Actions: []flow.Action{actConfirm, actDeny, actUnreach, actExplain},
		StateText: map[flow.State]flow.Label{
			Asked: {ZH: "待核实", EN: "To be asked"}, Confirmed: {ZH: "已确认收到", EN: "Received"}, Denied: {ZH: "未收到或不符", EN: "Not received"},
			Unreached: {ZH: "联系不上", EN: "Not reached"}, Explained: {ZH: "已说明", EN: "Explained"},
		},
		ActionText: map[flow.Action]flow.Label{
			actConfirm: {ZH: "确认收到", EN: "Received"}, actDeny: {ZH: "未收到或不符", EN: "Not received"}, actUnreach: {ZH: "联系不上", EN: "Not reached"},
			actExplain: {ZH: "说明处理", EN: "Explain"},
		},
		Transitions: []flow.Transition{
			step(Asked, actConfirm, Confirmed, PermConfirm, false, other),
			step(Asked, actDeny, Denied, PermConfirm, true, other),
			step(Asked, actUnreach, Unreached, PermConfirm, true, other),
			step(Unreached, actConfirm, Confirmed, PermConfirm, false, other),
			step(Unreached, actDeny, Denied, PermConfirm, true, other),
			step(Denied, actExplain, Explained, fund.PermReconcile, true, "查明原因并写明处理；不得由核实人说明"),
			step(Unreached, actExplain, Explained, fund.PermReconcile, true, "写明替代核实方式；不得由核实人说明"),
		},
	}
}

// settled tells whether nobody has to do anything more about a confirmation.
func settled(s flow.State) bool { return s == Confirmed || s == Explained }

// Methods are how a payee was asked.
func methods() []string { return []string{"phone", "visit", "window"} }
