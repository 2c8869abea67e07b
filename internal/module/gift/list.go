package gift

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"yice/internal/core/flow"
	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/id"
	"yice/internal/kit/money"
	"yice/internal/kit/sheet"
)

const (
	maxListFile = 8 << 20
	maxListRows = 20_000
	// maxPledge is the largest pledge in fen.
	maxPledge = int64(100_000_000_00)
)

// List is a list of pledges as an employer's union sent it: checked first, applied afterwards. The same file of the same
// organisation for the same campaign is one list.
type List struct {
	ID         string             `db:"id" json:"id"`
	CampaignID string             `db:"campaign_id" json:"campaign_id"`
	OrgID      string             `db:"org_id" json:"org_id"`
	OrgPath    string             `db:"org_path" json:"-"`
	OrgName    string             `db:"org_name" json:"org_name"`
	FileName   string             `db:"file_name" json:"file_name"`
	FileSize   int64              `db:"file_size" json:"-"`
	MediaType  string             `db:"media_type" json:"-"`
	SHA256     string             `db:"sha256" json:"-"`
	Rows       int64              `db:"row_count" json:"rows"`
	Good       int64              `db:"good" json:"good"`
	Bad        int64              `db:"bad" json:"bad"`
	SumFen     int64              `db:"sum_fen" json:"sum_fen" doc:"of the good rows"`
	Findings   db.JSON[[]Finding] `db:"findings" json:"-"`
	State      flow.State         `db:"state" json:"state" enum:"checked,applied"`
	MadeAt     int64              `db:"made_at" json:"made_at"`
	MadeBy     string             `db:"made_by" json:"made_by"`
	Version    int64              `db:"version" json:"version"`
	UpdatedAt  int64              `db:"updated_at" json:"updated_at"`
	UpdatedBy  string             `db:"updated_by" json:"updated_by"`
}

// Finding is something wrong in a row: its number as the spreadsheet program shows it, the heading, and the code. A warning
// does not keep the row out.
type Finding struct {
	Row    int            `json:"row"`
	Column string         `json:"column"`
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
	Warn   bool           `json:"warn,omitempty"`
}

// The states of a list.
const (
	listChecked flow.State = "checked"
	listApplied flow.State = "applied"
)

// headings are the words that may stand above a column; the first one is used in answers.
func headings() map[string][]string {
	return map[string][]string{
		"name":      {"姓名", "捐赠人", "捐款人", "捐赠人姓名", "单位名称", "name"},
		"anonymous": {"匿名", "是否匿名", "anonymous"},
		"amount":    {"金额", "认捐金额", "捐款金额", "捐赠金额", "金额（元）", "金额(元)", "amount"},
		"unit":      {"部门", "单位", "所在部门", "部门（单位）", "部门/单位", "department"},
		"phone":     {"电话", "手机", "手机号", "联系电话", "phone"},
	}
}

// row is one good or bad line of the file.
type row struct {
	no       int
	in       DonorInput
	amount   int64
	cells    [5]string // as they stand in the file: name, anonymous, amount, department, phone
	findings []Finding
}

func (r row) bad() bool {
	return slices.ContainsFunc(r.findings, func(f Finding) bool { return !f.Warn })
}

// readList reads a list. Codes of the whole file: those of kit/sheet, gift.no_headings, gift.list_empty; of a row:
// gift.row_name, gift.row_amount, gift.row_large, gift.row_twice (a warning), NAME_FORMAT, PHONE_FORMAT, gift.row_anonymous.
func readList(r io.ReaderAt, size int64) ([]row, error) {
	var rows []row
	var columns map[string]int
	seen := map[string]int{}
	err := sheet.ReadRows(r, size, sheet.Options{MaxRows: maxListRows, MaxColumns: 60}, func(no int, cells []string) error {
		if columns == nil {
			columns = findColumns(cells)
			return nil
		}
		x := readRow(no, columns, cells)
		if x == nil {
			return nil
		}
		key := x.in.Name + "\x00" + x.in.Unit + "\x00" + x.in.Phone
		if first := seen[key]; first > 0 && x.in.Name != "" {
			x.findings = append(x.findings, Finding{Row: no, Column: "姓名", Code: "gift.row_twice", Params: map[string]any{"row": first}, Warn: true})
		} else {
			seen[key] = no
		}
		rows = append(rows, *x)
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case columns == nil:
		return nil, errs.New(errs.Invalid, "gift.no_headings")
	case len(rows) == 0:
		return nil, errs.New(errs.Invalid, "gift.list_empty")
	}
	return rows, nil
}

// findColumns is nil until a row holds the headings of name and amount; a title may stand above.
func findColumns(cells []string) map[string]int {
	at := map[string]int{}
	for i, c := range cells {
		word := strings.ToLower(strings.ReplaceAll(people.NormalizeText(c), " ", ""))
		for key, words := range headings() {
			if _, have := at[key]; !have && slices.ContainsFunc(words, func(w string) bool { return people.NormalizeText(w) == word }) {
				at[key] = i
			}
		}
	}
	if _, ok := at["name"]; !ok {
		return nil
	}
	if _, ok := at["amount"]; !ok {
		return nil
	}
	return at
}

func readRow(no int, columns map[string]int, cells []string) *row {
	cell := func(key string) string {
		if i, ok := columns[key]; ok && i < len(cells) {
			return people.NormalizeText(cells[i])
		}
		return ""
	}
	name, amount := cell("name"), cell("amount")
	if name == "" && amount == "" || slices.Contains([]string{"合计", "总计", "小计"}, strings.ReplaceAll(name, " ", "")) {
		return nil
	}
	x := &row{no: no, in: DonorInput{Kind: "person", Name: name, Unit: cell("unit"), Phone: cell("phone")}}
	x.cells = [5]string{name, cell("anonymous"), amount, x.in.Unit, x.in.Phone}
	note := func(column, code string) {
		x.findings = append(x.findings, Finding{Row: no, Column: column, Code: code})
	}
	switch cell("anonymous") {
	case "", "否", "不匿名", "n", "no":
	case "是", "匿名", "√", "y", "yes":
		x.in.Anonymous = true
	default:
		note("匿名", "gift.row_anonymous")
	}
	if slices.Contains([]string{"匿名", "爱心人士", "匿名人士"}, name) {
		x.in.Anonymous, x.in.Name = true, ""
	}
	for _, f := range x.in.check() {
		column := map[string]string{"name": "姓名", "phone": "电话", "unit": "部门"}[f.Path]
		x.findings = append(x.findings, Finding{Row: no, Column: column, Code: f.Code, Params: f.Params})
	}
	fen, err := money.Parse(amount)
	switch {
	case err != nil || fen <= 0:
		note("金额", "gift.row_amount")
	case int64(fen) > maxPledge:
		note("金额", "gift.row_large")
	}
	x.amount = int64(fen)
	return x
}

func (l *List) count(rows []row) {
	l.Rows, l.Good, l.Bad, l.SumFen, l.Findings.V = int64(len(rows)), 0, 0, 0, []Finding{}
	for _, r := range rows {
		l.Findings.V = append(l.Findings.V, r.findings...)
		if r.bad() {
			l.Bad++
			continue
		}
		l.Good++
		l.SumFen += r.amount
	}
}

// TakeList keeps a file and checks it; nothing is pledged yet. It belongs to the actor's organisation, or to orgID within reach.
// Needs PermPledge there. The same file again answers the first list. Codes: those of readList, kit/blob, gift.not_running.
func (s *Service) TakeList(ctx context.Context, campaignID, orgID, fileName string, body io.Reader) (l List, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return l, err
	}
	if err := authz.Require(ctx, PermPledge); err != nil {
		return l, err
	}
	ref, err := s.Blobs.Put(ctx, body, maxListFile, []string{blob.XLSX, blob.CSV})
	if err != nil {
		return l, err
	}
	rows, err := s.rowsOf(ref)
	if err != nil {
		return l, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := findCampaign(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		if err := s.running(c, tx.Today(), actList); err != nil {
			return err
		}
		if orgID == "" {
			orgID = a.OrgID
		}
		o, err := s.Orgs.OrgTx(ctx, tx, orgID)
		if err != nil {
			return err
		}
		if err := authz.RequireAt(ctx, PermPledge, o.Path); err != nil {
			return err
		}
		if l, err = findSameList(ctx, tx, c.ID, o.ID, ref.SHA256); err == nil || !errs.IsKind(err, errs.NotFound) {
			return err
		}
		l = List{
			ID: id.New(tx.Now()), CampaignID: c.ID, OrgID: o.ID, OrgPath: o.Path, OrgName: o.Name, FileName: clip(fileName, 100), FileSize: ref.Size,
			MediaType: ref.MediaType, SHA256: ref.SHA256, State: listChecked, MadeAt: tx.NowMS(), MadeBy: authz.From(ctx).Who(), Version: 1, UpdatedAt: tx.NowMS(), UpdatedBy: authz.From(ctx).Who(),
		}
		l.count(rows)
		if err := insertList(ctx, tx, l); err != nil {
			return err
		}
		return s.note(ctx, tx, "gift.take_list", "gift_list", l.ID, fmt.Sprintf("检查认捐名单 %s：%d 行，可导入 %d 行", l.FileName, l.Rows, l.Good), "", nil, nil)
	})
	return l, err
}

func (s *Service) rowsOf(ref blob.Ref) ([]row, error) {
	f, err := s.Blobs.Open(ref)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return readList(bytes.NewReader(data), int64(len(data)))
}

func (l List) ref() blob.Ref {
	return blob.Ref{SHA256: l.SHA256, Size: l.FileSize, MediaType: l.MediaType}
}

// Applying says how a checked list is applied; OnlyGood leaves bad rows out.
type Applying struct {
	Version  int64 `json:"version"`
	OnlyGood bool  `json:"only_good,omitempty"`
}

// ApplyList turns the good rows into pledges, once. Needs PermPledge at the list's organisation. Codes: gift.list_applied,
// gift.list_bad, gift.list_empty, gift.not_running, stale.
func (s *Service) ApplyList(ctx context.Context, listID string, in Applying) (l List, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return l, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { l, err = findList(ctx, tx, a, listID); return err })
	if err != nil {
		return l, err
	}
	rows, err := s.rowsOf(l.ref())
	if err != nil {
		return l, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if l, err = findList(ctx, tx, a, listID); err != nil {
			return err
		}
		return s.applyTx(ctx, tx, &l, in, rows)
	})
	return l, err
}

func (s *Service) applyTx(ctx context.Context, tx *db.Tx, l *List, in Applying, rows []row) error {
	if err := authz.RequireAt(ctx, PermPledge, l.OrgPath); err != nil {
		return err
	}
	c, err := findCampaign(ctx, tx, l.CampaignID)
	if err != nil {
		return err
	}
	if err := s.running(c, tx.Today(), actList); err != nil {
		return err
	}
	l.count(rows)
	switch {
	case l.State != listChecked:
		return errs.New(errs.Conflict, "gift.list_applied")
	case l.Version != in.Version:
		return stale(l.UpdatedBy, l.UpdatedAt)
	case l.Bad > 0 && !in.OnlyGood:
		return errs.New(errs.Invalid, "gift.list_bad", "bad", l.Bad)
	case l.Good == 0:
		return errs.New(errs.Invalid, "gift.list_empty")
	}
	var made []pledging
	for _, r := range rows {
		if !r.bad() {
			made = append(made, pledging{in: r.in, amount: r.amount, listID: l.ID, orgPath: l.OrgPath, rowNo: int64(r.no)})
		}
	}
	if _, err := s.pledgeTx(ctx, tx, c, made); err != nil {
		return err
	}
	l.State = listApplied
	if err := updateList(ctx, tx, l); err != nil {
		return err
	}
	return s.note(ctx, tx, "gift.apply_list", "gift_list", l.ID, fmt.Sprintf("导入认捐名单 %s：%d 人认捐 %s 元", l.FileName, l.Good, yuan(l.SumFen)), "", nil, nil)
}

// words are the findings of a row in one language.
func (s *Service) words(lang i18n.Language, list []Finding) (codes, text string) {
	var cs, ts []string
	for _, f := range list {
		cs = append(cs, f.Code)
		ts = append(ts, f.Column+"："+s.Text.Text(lang, f.Code, f.Params))
	}
	return strings.Join(cs, " "), strings.Join(ts, "；")
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
