package meeting

import (
	"fmt"
	"strings"
	"time"

	"yice/internal/core/flow"
	"yice/internal/kit/money"
	"yice/internal/kit/print"
)

func flowAction(s string) flow.Action { return flow.Action(s) }

// Minutes writes 联席会议纪要 (domain rules §0.4) as PDF; the same meeting and instant give the same bytes.
func Minutes(v View, by string, at time.Time, draft bool) ([]byte, error) {
	title := v.Meeting.Title + "纪要"
	if draft {
		title += "（草稿）"
	}
	d := print.New(print.Meta{Title: title, PrintedBy: by, At: at})
	d.Heading(1, title)
	var here, away []string
	for _, s := range v.Seats {
		who := s.OrgName
		if s.Name != "" {
			who += " " + s.Name
		}
		if s.Present {
			here = append(here, who)
		} else {
			away = append(away, who)
		}
	}
	if len(away) == 0 {
		away = []string{"无"}
	}
	d.Grid(2, print.Pair{Label: "会议编号", Value: v.Meeting.Number}, print.Pair{Label: "时间", Value: v.Meeting.HeldOn + " " + v.Meeting.HeldAt},
		print.Pair{Label: "地点", Value: v.Meeting.Place}, print.Pair{Label: "主持人", Value: v.Meeting.ChairName})
	d.Paragraph("出席：" + strings.Join(here, "；"))
	d.Paragraph("缺席：" + strings.Join(away, "；"))
	d.Paragraph(fmt.Sprintf("应到表决席位法定人数 %d，实到 %d，符合开会条件。", v.Quorum, present(v.Seats)))
	for _, m := range v.Motions {
		motionOf(d, v, m)
	}
	d.Sign(2, "主持人签字", "记录人签字")
	return d.Bytes()
}

func motionOf(d *print.Doc, v View, m Motion) {
	kind := map[string]string{CaseMotion: "个案", RuleMotion: "规则", RatifyMotion: "追认"}[m.Kind]
	d.Heading(2, fmt.Sprintf("议题 %d（%s）：%s", m.No, kind, m.Title))
	if m.Text != "" {
		d.Paragraph(m.Text)
	}
	line := "提案部门：" + m.ProposerName
	if m.AmountFen > 0 {
		line += "；拟定金额 " + money.Fen(m.AmountFen).Grouped() + " 元"
	}
	d.Paragraph(line)
	rows := [][]string{}
	for _, s := range v.Seats {
		for _, x := range m.Voices {
			if x.SeatID == s.ID {
				vote := voteText(x.Vote)
				if x.Recused {
					vote = "回避（" + x.RecusedWhy + "）"
				}
				rows = append(rows, []string{s.OrgName, vote, strings.TrimSpace(x.Opinion + " " + x.Dissent)})
			}
		}
	}
	if len(rows) > 0 {
		d.Table([]print.Column{{Title: "部门", Weight: 3}, {Title: "表决", Weight: 2}, {Title: "意见和不同意见", Weight: 5}}, rows)
	}
	if r := m.Resolution; r != nil {
		d.Paragraph(fmt.Sprintf("决议 %s：%s。%s", r.Number, resultText(r.Result), r.Text))
		if r.AmountFen > 0 {
			d.Paragraph("核定金额 " + money.Fen(r.AmountFen).Grouped() + " 元（" + money.Fen(r.AmountFen).Capitals() + "）")
		}
		d.Paragraph(fmt.Sprintf("同意 %d，有保留 %d，不同意 %d，弃权 %d，回避 %d，缺席 %d。", r.Yes, r.Reserved, r.No, r.Abstained, r.Recused, r.Absent))
	}
}

func voteText(v string) string {
	return map[string]string{Yes: "同意", Reserved: "同意，有保留", No: "不同意", Abstain: "弃权", "": "未表决"}[v]
}
