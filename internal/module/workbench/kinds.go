package workbench

import "yice/internal/kit/i18n"

type word struct{ zh, en string }

func (w word) of(l i18n.Language) string {
	if l == i18n.English {
		return w.en
	}
	return w.zh
}

// kind is how a kind of task is shown: in which group of the filter, what is to be done, with which verb; asked tells that
// somebody else waits for it.
type kind struct {
	group string
	title word
	verb  word
	asked bool
}

// kinds are the tasks of all rooms; one that is not listed is shown as "other".
func kinds() map[string]kind {
	const visit, meeting, other = "visit", "meeting", "other"
	do := func(zh, en string) word { return word{zh, en} }
	return map[string]kind{
		"other":            {other, do("待办事项", "Task"), do("去办理", "Open"), false},
		"overdue":          {other, do("超期督办", "Overdue below you"), do("去督办", "Look"), false},
		"accept":           {other, do("提交受理", "Complete the intake"), do("去受理", "Continue"), false},
		"papers":           {other, do("补正材料", "Missing papers"), do("去补正", "Enter papers"), false},
		"start_check":      {other, do("启动核对", "Start the check"), do("去核对", "Start"), false},
		"report":           {other, do("出具核对报告", "Check report"), do("去出报告", "Report"), false},
		"visit":            {visit, do("入户调查", "Home visit"), do("去入户", "Visit"), false},
		"revisit":          {visit, do("半年回访", "Half-year revisit"), do("去回访", "Revisit"), false},
		"follow_up":        {visit, do("退出后跟踪", "Follow-up after exit"), do("去跟踪", "Follow up"), false},
		"visit_planned":    {visit, do("约定的入户", "Appointed visit"), do("去入户", "Visit"), false},
		"revisit_reminder": {visit, do("预约回访", "Arrange the revisit"), do("去预约", "Arrange"), false},
		"revisit_outcome":  {visit, do("作出回访结论", "Decide after the revisit"), do("去定结论", "Decide"), false},
		"check_review":     {other, do("复核核对报告", "Review a check report"), do("去复核", "Review"), true},
		"opinion":          {meeting, do("初审意见", "First opinion"), do("去初审", "Give opinion"), false},
		"notice":           {meeting, do("发布公示", "Publish notice"), do("去公示", "Publish"), false},
		"notice_result":    {meeting, do("登记公示结果", "Result of the notice"), do("去登记", "Record"), false},
		"review_objection": {meeting, do("异议复核", "Re-check an objection"), do("去复核", "Re-check"), false},
		"decide":           {meeting, do("提交联席会", "Bring before the meeting"), do("去上会", "Prepare"), false},
		"plan":             {other, do("制定帮扶方案", "Write the plan"), do("去制定", "Write"), false},
		"refusal_letter":   {other, do("书面告知不予认定", "Written refusal"), do("去告知", "Write"), false},
		"confirm_end":      {other, do("确认退出", "Confirm the exit"), do("去确认", "Confirm"), true},
		"whole_process":    {other, do("全程办结", "Finish the whole process"), do("去查看", "Open"), false},
		"transfer":         {other, do("签收转办", "Accept a transfer"), do("去签收", "Answer"), true},
		"transfer_result":  {other, do("反馈转办结果", "Result of a transfer"), do("去反馈", "Report"), true},
		"meeting_opinion":  {meeting, do("会前意见", "Opinion before the meeting"), do("去填写", "Give"), false},
		"answer_question":  {meeting, do("答复质询", "Answer a question"), do("去答复", "Answer"), true},
		"approve_reopen":   {other, do("审批重新启用", "Approve a reopening"), do("去审批", "Decide"), true},
		"measure":          {other, do("落实帮扶措施", "Carry out a measure"), do("去落实", "Open"), false},
		"sign_urgent":      {other, do("急难救助签字", "Sign urgent aid"), do("去签字", "Sign"), true},
		"urgent_papers":    {other, do("急难救助补齐手续", "Papers after urgent aid"), do("去补齐", "Complete"), false},
		"ratify":           {meeting, do("急难救助追认", "Ratify urgent aid"), do("去追认", "Open"), false},
		"batch_review":     {other, do("复核发放批次", "Review a batch"), do("去复核", "Review"), true},
		"netting_decide":   {other, do("复核跨资金相抵", "Decide on a netting across funds"), do("去复核", "Review"), true},
		"batch_release":    {other, do("批次放款", "Release a batch"), do("去放款", "Release"), true},
		"batch_return":     {other, do("银行回盘", "Bank's return file"), do("去回盘", "Open"), false},
		"batch_reconcile":  {other, do("批次对账", "Reconcile a batch"), do("去对账", "Reconcile"), false},
		"payment_confirm":  {other, do("核实到账", "Confirm a receipt"), do("去核实", "Ask"), false},
		"batch_close":      {other, do("关闭批次", "Close a batch"), do("去关闭", "Close"), false},
		"gift_close":       {other, do("募捐活动到期", "A campaign ends"), do("去结束", "Close"), false},
		"gift_disclose":    {other, do("公开捐赠情况", "Disclose the gifts"), do("去公开", "Disclose"), false},
		"gift_confirm":     {other, do("核实收款", "Count a collection again"), do("去核实", "Count"), true},
		"gift_handout":     {other, do("核实物资已领取", "Confirm that goods arrived"), do("去核实", "Confirm"), true},
		"gift_decide":      {other, do("审批退款或改变用途", "Decide about a gift"), do("去审批", "Decide"), true},
		"service_session":  {visit, do("预约的服务", "Arranged service"), do("去服务", "Open"), false},
		"supervision":      {other, do("答复监督提问", "Answer an oversight question"), do("去答复", "Answer"), true},
		"repay":            {other, do("失败重发", "Pay failed lines again"), do("去重发", "Open"), false},
	}
}

// KindWord names a kind of task; one that is not listed is just a task.
func KindWord(code string) i18n.Word {
	k, ok := kinds()[code]
	if !ok {
		k = kinds()["other"]
	}
	return i18n.Word{ZH: k.title.zh, EN: k.title.en}
}
