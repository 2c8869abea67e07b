package visit

import (
	"context"
	"fmt"
	"io"
	"strings"

	"yice/internal/core/people"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/kit/print"
)

// Print makes the paper of a completed visit: 入户调查表, 回访记录表 or 退出跟踪记录表, with its photos and signatures. Needs to
// see the visit; journalled. Codes: visit.not_done, those of kit/print.
func (s *Service) Print(ctx context.Context, visitID string) (name string, data []byte, err error) {
	defer errs.Wrap(&err, "visit.Print(%s)", visitID)
	var d Detail
	files := map[string]blob.File{}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if d, err = s.detailTx(ctx, tx, visitID); err != nil {
			return err
		}
		if d.Visit.State != Done {
			return errs.New(errs.Conflict, "visit.not_done")
		}
		photos, signatures := d.Record.files()
		for _, id := range append(photos, signatures...) {
			if id == "" {
				continue
			}
			if files[id], err = blob.FileTx(ctx, tx, id); err != nil {
				return err
			}
		}
		return journal.Record(ctx, tx, journal.Event{Action: "visit.print", ObjectType: "visit", ObjectID: visitID, CaseID: d.Visit.CaseID, Summary: "打印" + title(d.Visit.Kind)})
	})
	if err != nil {
		return "", nil, err
	}
	doc := s.document(ctx, d, func(id string) []byte { return s.picture(files[id]) })
	data, err = doc.Bytes()
	return title(d.Visit.Kind) + "-" + d.Visit.FileNo + ".pdf", data, err
}

// picture reads a stored picture; one that is damaged leaves its place on the paper empty.
func (s *Service) picture(f blob.File) []byte {
	if f.ID == "" || s.files == nil {
		return nil
	}
	r, err := s.files.Open(f.Ref())
	if err != nil {
		return nil
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return b
}

func title(kind string) string {
	switch kind {
	case Revisit:
		return "回访记录表"
	case AfterExit:
		return "退出跟踪记录表"
	}
	return "入户调查表"
}

func (s *Service) document(ctx context.Context, d Detail, read func(id string) []byte) *print.Doc {
	v, r := d.Visit, d.Record
	doc := print.New(print.Meta{Title: title(v.Kind), Header: "一人一策帮扶平台", PrintedBy: byline(ctx), At: s.db.Now()})
	doc.Heading(1, title(v.Kind))
	doc.Grid(2, print.Pair{Label: "户", Value: v.Title}, print.Pair{Label: "档案号", Value: v.FileNo},
		print.Pair{Label: "入户时间", Value: moment(r.StartedAt) + " 至 " + moment(r.FinishedAt)[11:]}, print.Pair{Label: "地点", Value: r.Place},
		print.Pair{Label: "被访人", Value: r.Respondent}, print.Pair{Label: "与户主关系", Value: r.Relation},
		print.Pair{Label: "经办人员近亲属", Value: relativesText(r, d.Relatives), Wide: true})
	rows := [][]string{}
	for _, x := range v.Visitors {
		rows = append(rows, []string{x.Name, x.OrgName, x.Title})
	}
	doc.Table([]print.Column{{Title: "入户人", Width: 2}, {Title: "单位", Width: 4}, {Title: "职务或证号", Width: 2}}, rows)
	switch v.Kind {
	case Initial:
		dwelling(doc, r)
	case Revisit:
		changes(doc, r)
	}
	doc.Heading(2, "调查结论")
	doc.Paragraph(r.Conclusion)
	doc.Grid(1, print.Pair{Label: "建议", Value: strings.Join(nonEmpty(adviceWord(r.Advice), relapseWord(v.Relapse), r.AdviceReason), "；")})
	if v.Outcome != "" {
		doc.Grid(1, print.Pair{Label: "回访结论", Value: adviceWord(v.Outcome) + "。" + v.OutcomeReason + "（" + v.OutcomeBy + "，" + moment(v.OutcomeAt)[:10] + "）"})
	}
	signatures(doc, d, read)
	photos(doc, r, read)
	doc.Note("入户人只记录情况、提出建议，不作认定。本表含个人信息，只用于帮扶工作，不得外传。")
	return doc
}

func relativesText(r Record, list []Relative) string {
	if r.StaffRelative != "yes" {
		return "否"
	}
	out := []string{}
	for _, x := range list {
		out = append(out, x.StaffOrg+x.StaffPost+x.StaffName+"（"+x.Relation+"）")
	}
	return "是，已登记：" + strings.Join(out, "、")
}

func dwelling(doc *print.Doc, r Record) {
	area := r.Dwelling.Area
	if area != "" {
		area += " 平方米"
	}
	doc.Heading(2, "居住和生活")
	doc.Grid(3, print.Pair{Label: "住房类型", Value: people.Housings().Label(r.Dwelling.Type, "zh")}, print.Pair{Label: "面积", Value: area},
		print.Pair{Label: "状况", Value: conditionWord(r.Dwelling.Condition)}, print.Pair{Label: "住房说明", Value: r.Dwelling.Note, Wide: true},
		print.Pair{Label: "饮食", Value: r.Living.Food, Wide: true}, print.Pair{Label: "衣着", Value: r.Living.Clothing, Wide: true},
		print.Pair{Label: "陈设", Value: r.Living.Equipment, Wide: true}, print.Pair{Label: "其他", Value: r.Living.Note, Wide: true})
	if len(r.Incomes)+len(r.Costs) > 0 {
		rows := [][]string{}
		for _, side := range []struct {
			word string
			list []Statement
		}{{"收入", r.Incomes}, {"支出", r.Costs}} {
			for _, x := range side.list {
				rows = append(rows, []string{side.word, amountWord(x.Kind), money.Fen(x.YearFen).Grouped(), x.Note})
			}
		}
		doc.Table([]print.Column{{Title: "自述", Width: 1}, {Title: "项目", Width: 2}, {Title: "每年（元）", Width: 2, Align: print.Right}, {Title: "说明", Width: 3}}, rows)
	}
	if len(r.Property) > 0 {
		rows := [][]string{}
		for _, x := range r.Property {
			rows = append(rows, []string{propertyWord(x.Kind), fmt.Sprint(x.Count), x.Note})
		}
		doc.Table([]print.Column{{Title: "看到的财产", Width: 2}, {Title: "数量", Width: 1, Align: print.Right}, {Title: "说明", Width: 4}}, rows)
	}
}

func changes(doc *print.Doc, r Record) {
	doc.Heading(2, "与上次相比的变化")
	if r.Changes.Same {
		doc.Paragraph("没有变化。")
	}
	pairs := []print.Pair{}
	for _, x := range [][2]string{{"收入", r.Changes.Income}, {"健康", r.Changes.Health}, {"就学", r.Changes.Study}, {"就业", r.Changes.Work}} {
		if x[1] != "" {
			pairs = append(pairs, print.Pair{Label: x[0], Value: x[1]})
		}
	}
	doc.Grid(1, pairs...)
}

func signatures(doc *print.Doc, d Detail, read func(id string) []byte) {
	doc.Keep(130)
	doc.Heading(2, "签名")
	list := []print.Picture{}
	for _, x := range d.Visit.Visitors {
		p := print.Picture{Label: "入户人 " + x.Name}
		for _, sig := range d.Record.Signatures {
			if sig.StaffID == x.StaffID {
				p.Data = read(sig.FileID)
			}
		}
		list = append(list, p)
	}
	for _, m := range d.Record.Members {
		name := m.Name
		for _, p := range d.Members {
			if p.ID == m.PersonID {
				name = p.Name
			}
		}
		switch {
		case !m.Present:
		case m.Refused:
			list = append(list, print.Picture{Label: name + " 拒签，见证人 " + m.WitnessName, Data: read(m.WitnessFileID)})
		case m.FileID != "":
			list = append(list, print.Picture{Label: "家庭成员 " + name, Data: read(m.FileID)})
		}
	}
	doc.Pictures(3, 64, list...)
}

func photos(doc *print.Doc, r Record, read func(id string) []byte) {
	doc.Keep(220)
	doc.Heading(2, fmt.Sprintf("现场照片（%d 张）", len(r.Photos)))
	list := []print.Picture{}
	for _, p := range r.Photos {
		label := photoWord(p.Kind)
		if p.TakenAt > 0 {
			label += " " + moment(p.TakenAt)
		}
		list = append(list, print.Picture{Label: strings.TrimSpace(label + " " + p.Note), Data: read(p.FileID)})
	}
	doc.Pictures(2, 150, list...)
}

func nonEmpty(list ...string) []string {
	out := []string{}
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
