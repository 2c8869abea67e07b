package check

import (
	"context"
	"fmt"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/kit/print"
)

// Print makes 家庭经济状况核对报告, the paper of an issued report. Needs PermView at the lead or the check centre; journalled.
// Codes: check.not_issued, those of kit/print.
func (s *Service) Print(ctx context.Context, requestID string) (name string, data []byte, err error) {
	defer errs.Wrap(&err, "check.Print(%s)", requestID)
	var d Detail
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if d, err = s.detailTx(ctx, tx, requestID); err != nil {
			return err
		}
		if d.Request.State != Issued {
			return errs.New(errs.Conflict, "check.not_issued")
		}
		return journal.Record(ctx, tx, journal.Event{Action: "check.print", ObjectType: "check", ObjectID: requestID, CaseID: d.Request.CaseID, Summary: "打印核对报告 " + d.Request.Number})
	})
	if err != nil {
		return "", nil, err
	}
	data, err = s.document(ctx, d).Bytes()
	return "家庭经济状况核对报告-" + d.Request.Number + ".pdf", data, err
}

func (s *Service) document(ctx context.Context, d Detail) *print.Doc {
	a, r := authz.From(ctx), d.Request
	doc := print.New(print.Meta{Title: "家庭经济状况核对报告", Header: r.CentreOrg, PrintedBy: a.Name + "（" + a.OrgName + "）", At: s.db.Now(), Watermark: "仅用于" + r.Purpose})
	doc.Heading(1, "家庭经济状况核对报告")
	doc.Line("编号 "+r.Number, print.Center)
	doc.Grid(2, print.Pair{Label: "户", Value: r.Title}, print.Pair{Label: "档案号", Value: r.FileNo}, print.Pair{Label: "委托单位", Value: r.RequestedOrg},
		print.Pair{Label: "委托日期", Value: day(r.RequestedAt)}, print.Pair{Label: "核对类别", Value: KindWord(r.Kind).ZH}, print.Pair{Label: "有效期", Value: r.IssuedOn + " 至 " + r.ExpiresOn},
		print.Pair{Label: "用途", Value: r.Purpose, Wide: true})
	names := map[string]string{}
	rows := [][]string{}
	for _, p := range d.People {
		names[p.ID] = p.Name
		rows = append(rows, []string{p.Name, p.Relation, p.DocNo})
	}
	doc.Heading(2, "一、核对对象")
	doc.Table([]print.Column{{Title: "姓名", Width: 2}, {Title: "与户主关系", Width: 2}, {Title: "证件号码", Width: 4}}, rows)
	doc.Heading(2, "二、各来源反馈")
	doc.Table([]print.Column{{Title: "来源", Width: 2}, {Title: "姓名", Width: 2}, {Title: "反馈日期", Width: 2}, {Title: "反馈情况", Width: 5}}, answerRows(d, names))
	doc.Heading(2, "三、申报与核对比对")
	doc.Table([]print.Column{
		{Title: "项目", Width: 3},
		{Title: "姓名", Width: 2},
		{Title: "申报", Width: 2, Align: print.Right},
		{Title: "核对", Width: 2, Align: print.Right},
		{Title: "限额", Width: 2, Align: print.Right},
		{Title: "超出", Width: 1, Align: print.Center},
		{Title: "说明", Width: 3},
	}, comparisonRows(d.Rows, names))
	doc.Note("金额单位：元；房产、机动车、经营主体以件计。没有限额的项目，核对多于申报即标出。")
	doc.Heading(2, "四、核对结论")
	doc.Paragraph(ConclusionWord(r.Conclusion).ZH + "。" + d.Summary)
	doc.Paragraph("本报告只反映核对情况，不作为不予救助的直接依据；申请人有异议的，可以提交证明材料，申请复核一次。")
	doc.Grid(2, print.Pair{Label: "核对人", Value: r.Checker}, print.Pair{Label: "复核人", Value: r.Reviewer})
	doc.Seal(r.CentreOrg, r.IssuedOn)
	doc.Note("本报告含个人信息，只用于上述用途，应当保密；每次查看和打印均有记录。")
	return doc
}

func day(ms int64) string { return clock.Date(time.UnixMilli(ms)) }

// answerRows says in words what each source answered; the single fields stay in the system.
func answerRows(d Detail, names map[string]string) [][]string {
	out := [][]string{}
	for _, code := range d.Request.Sources.V {
		src, _ := sourceOf(code)
		for _, a := range d.Answers {
			if a.Source != code {
				continue
			}
			text := "未查到记录"
			if a.Found > 0 {
				text = fmt.Sprintf("查到 %d 条记录", a.Found)
			}
			if a.Note != "" {
				text += "；" + a.Note
			}
			out = append(out, []string{src.ZH, names[a.PersonID], a.AnsweredOn, text})
		}
	}
	return out
}

func comparisonRows(rows []Row, names map[string]string) [][]string {
	out := [][]string{}
	for _, r := range rows {
		it, _ := itemOf(r.Item)
		declared, found, limit := money.Fen(r.DeclaredFen).Grouped(), money.Fen(r.FoundFen).Grouped(), "—"
		if it.Piece {
			declared, found = fmt.Sprint(r.DeclaredCount), fmt.Sprint(r.FoundCount)
		}
		if r.Limited {
			limit = money.Fen(r.LimitFen).Grouped()
			if it.Piece {
				limit = fmt.Sprint(r.LimitCount)
			}
		}
		name, over := "全户", ""
		if r.PersonID != "" {
			name = names[r.PersonID]
		}
		if r.Over {
			over = "是"
		}
		out = append(out, []string{it.ZH, name, declared, found, limit, over, r.Note})
	}
	return out
}
