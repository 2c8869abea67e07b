package meeting

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/kit/money"
	"yice/internal/kit/print"
	"yice/internal/module/aid"
)

const minutesMax = 20 << 20

// freezeTx writes the minutes and gives their hash; they cannot change any more. Everything in them stands on the meeting's own
// rows, so they hold every motion whoever freezes them.
func (s *Service) freezeTx(ctx context.Context, tx *db.Tx, m Meeting) (string, error) {
	v, err := s.recordTx(ctx, tx, m)
	if err != nil {
		return "", err
	}
	pdf, err := minutes(v, authz.From(ctx).Name, tx.Now(), false)
	if err != nil {
		return "", err
	}
	ref, err := s.Files.Put(ctx, bytes.NewReader(pdf), minutesMax, []string{blob.PDF})
	return ref.SHA256, err
}

// recordTx is the meeting as its rows tell it, without asking what the actor may see.
func (s *Service) recordTx(ctx context.Context, tx *db.Tx, m Meeting) (v View, err error) {
	v.Meeting = m
	if v.Seats, err = findSeats(ctx, tx, m.ID); err != nil {
		return v, err
	}
	if v.Quorum, err = s.quorumTx(ctx, tx, v.Seats); err != nil {
		return v, err
	}
	if v.Motions, err = findMotions(ctx, tx, m.ID); err != nil {
		return v, err
	}
	voices, err := findAllVoices(ctx, tx, m.ID)
	if err != nil {
		return v, err
	}
	resolutions, err := findResolutions(ctx, tx, m.ID)
	if err != nil {
		return v, err
	}
	for i := range v.Motions {
		mo := &v.Motions[i]
		mo.Shown, mo.Voices, mo.Plan, mo.Changes = true, voices[mo.ID], mo.Detail.V.Plan, mo.Detail.V.Changes
		if r, ok := resolutions[mo.ID]; ok {
			mo.Resolution = &r
		}
	}
	return v, nil
}

// MinutesPDF gives the frozen minutes, or a draft while they are not frozen. Needs PermView. The frozen ones tell of every case,
// so they are for who sees all of them: the secretariat, the chair, auditors, and the seats until the meeting is 30 days past.
// Codes: meeting.minutes_closed.
func (s *Service) MinutesPDF(ctx context.Context, meetingID string) (pdf []byte, name string, err error) {
	defer errs.Wrap(&err, "meeting.MinutesPDF(%s)", meetingID)
	v, err := s.Get(ctx, meetingID)
	if err != nil {
		return nil, "", err
	}
	name = v.Meeting.Title + "纪要.pdf"
	if v.Meeting.MinutesSHA256 == "" {
		pdf, err = minutes(v, authz.From(ctx).Name, s.DB.Now(), true)
		return pdf, name, err
	}
	for _, mo := range v.Motions {
		if !mo.Shown && !s.seesAll(ctx, v) {
			return nil, "", errs.New(errs.Forbidden, "meeting.minutes_closed")
		}
	}
	if err := journal.Looked(ctx, s.DB, journal.Event{Action: "meeting.look", ObjectType: "meeting", ObjectID: meetingID, Summary: "查看" + v.Meeting.Title + "纪要"}); err != nil {
		return nil, "", err
	}
	f, err := s.Files.Open(blob.Ref{SHA256: v.Meeting.MinutesSHA256})
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = f.Close() }()
	pdf, err = io.ReadAll(f)
	return pdf, name, err
}

// seesAll tells whether the actor may read of every case of the meeting, ended ones included.
func (s *Service) seesAll(ctx context.Context, v View) bool {
	a := authz.From(ctx)
	if a.HasAt(aid.PermView) {
		return true
	}
	return seatOf(a, v.Seats) >= 0 && a.Has(PermVote) && v.Today <= lastLook(v.Meeting)
}

// minutes writes 联席会议纪要 (domain rules §0.4) as PDF; the same meeting and instant give the same bytes.
func minutes(v View, by string, at time.Time, draft bool) ([]byte, error) {
	title, meta := v.Meeting.Title+"纪要", print.Meta{PrintedBy: by, At: at.In(clock.Shanghai())}
	if draft {
		title, meta.Watermark = title+"（草稿）", "草稿"
	}
	meta.Title = title
	d := print.New(meta)
	d.Spell() // what was said cannot be changed any more, and the minutes must come into being
	d.Heading(1, title)
	here, away := attendance(v.Seats)
	d.Grid(2, print.Pair{Label: "纪要编号", Value: v.Meeting.Number}, print.Pair{Label: "时间", Value: v.Meeting.HeldOn + " " + v.Meeting.HeldAt},
		print.Pair{Label: "地点", Value: v.Meeting.Place}, print.Pair{Label: "主持人", Value: v.Meeting.ChairName},
		print.Pair{Label: "出席", Value: here, Wide: true}, print.Pair{Label: "缺席", Value: away, Wide: true})
	n := present(v.Seats)
	quorum := fmt.Sprintf("表决席位法定到会 %d 席，实到 %d 席", v.Quorum, n)
	if n >= v.Quorum {
		quorum += "，符合开会条件。"
	} else {
		quorum += "。"
	}
	d.Paragraph(quorum)
	for _, m := range v.Motions {
		writeMotion(d, v.Seats, m)
	}
	d.Sign(2, "主持人签字", "记录人签字")
	return d.Bytes()
}

func attendance(seats []Seat) (here, away string) {
	var in, out []string
	for _, s := range seats {
		who := s.OrgName
		if s.Name != "" {
			who += " " + s.Name
		}
		if !s.Voting {
			who += "（列席）"
		}
		if s.Present {
			in = append(in, who)
		} else {
			out = append(out, who)
		}
	}
	if len(out) == 0 {
		out = []string{"无"}
	}
	return strings.Join(in, "；"), strings.Join(out, "；")
}

func yuan(fen int64) string { return money.Fen(fen).Grouped() + " 元" }

func writeMotion(d *print.Doc, seats []Seat, m Motion) {
	kind := map[string]string{CaseMotion: "个案", RuleMotion: "规则", RatifyMotion: "追认"}[m.Kind]
	if !m.Shown {
		d.Heading(2, fmt.Sprintf("议题 %d（%s）", m.No, kind))
		d.Note("不在您的查看范围。")
		return
	}
	d.Heading(2, fmt.Sprintf("议题 %d（%s）：%s", m.No, kind, m.Title))
	if m.Text != "" {
		d.Paragraph(m.Text)
	}
	line := "提案：" + m.ProposerName
	if m.AmountFen > 0 {
		line += "；拟定金额 " + yuan(m.AmountFen)
	}
	d.Paragraph(line)
	if m.Detail.V.Story != nil {
		writeStory(d, *m.Detail.V.Story)
	}
	for _, p := range m.Plan {
		text := "拟定方案：" + p.Owner + "，" + p.Text
		if p.DueOn != "" {
			text += "，" + p.DueOn + " 前"
		}
		d.Paragraph(text)
	}
	for _, c := range m.Changes {
		was := c.Now
		if was == "" {
			was = "无"
		}
		d.Paragraph(fmt.Sprintf("%s：现行 %s，拟改为 %s，自 %s 起执行", c.Label.ZH, was, c.Value, c.FromOn))
	}
	writeVoices(d, seats, m)
	writeResolution(d, m.Resolution)
}

func writeStory(d *print.Doc, t aid.Story) {
	if t.Opinion != "" {
		d.Paragraph("初审意见：" + t.Opinion)
	}
	sums := []string{}
	add := func(label string, fen int64) {
		if fen != 0 {
			sums = append(sums, label+" "+yuan(fen))
		}
	}
	add("医疗总费用", t.CostFen)
	add("医保和医疗救助已付", t.StatutoryFen)
	add("商业保险、互助等已付", t.OtherFen)
	add("自付缺口", t.SelfFen)
	add("已享受其他救助", t.PriorFen)
	if len(sums) > 0 {
		d.Paragraph(strings.Join(sums, "；") + "。")
	}
}

func writeVoices(d *print.Doc, seats []Seat, m Motion) {
	var rows [][]string
	for _, s := range seats {
		v := voiceOf(m.Voices, m, s)
		if v.Opinion == "" && v.Vote == "" && !v.Recused && !s.Present {
			continue
		}
		vote := voteText(v.Vote)
		switch {
		case v.Recused:
			vote = "回避（" + v.RecusedWhy + "）"
		case !s.Voting:
			vote = "列席"
		}
		said := []string{}
		for _, text := range []string{v.Opinion, v.Dissent} {
			if text != "" {
				said = append(said, text)
			}
		}
		rows = append(rows, []string{s.OrgName, vote, strings.Join(said, "；不同意见：")})
	}
	if len(rows) > 0 {
		d.Table([]print.Column{{Title: "部门", Width: 3}, {Title: "表决", Width: 2}, {Title: "意见和不同意见", Width: 5}}, rows)
	}
}

func writeResolution(d *print.Doc, r *Resolution) {
	if r == nil {
		d.Paragraph("未决议。")
		return
	}
	text := "决议 " + r.Number + "：" + resultText(r.Result) + "。"
	if r.Text != "" {
		text += r.Text
	}
	d.Paragraph(text)
	if r.AmountFen > 0 {
		d.Paragraph("核定金额 " + yuan(r.AmountFen) + "（" + money.Fen(r.AmountFen).Capitals() + "）")
	}
	d.Paragraph(fmt.Sprintf("应表决 %d：同意 %d，有保留 %d，不同意 %d，弃权或未表决 %d；回避 %d，缺席 %d。", r.Voters, r.Yes, r.Reserved, r.No, r.Abstained, r.Recused, r.Absent))
}
