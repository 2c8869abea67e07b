package intake

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yice/internal/core/calendar"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/task"
	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/job"
	"yice/internal/kit/money"
	"yice/internal/kit/secret"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/aid"
	"yice/internal/testkit"
)

var update = flag.Bool("update", false, "write the golden files anew")

type bundle struct {
	*testkit.City
	*Service
	t    *testing.T
	aid  *aid.Service
	jobs *job.Queue
}

func setup(t *testing.T) *bundle {
	t.Helper()
	codes := aid.Constraints()
	maps.Copy(codes, people.Codes())
	maps.Copy(codes, Codes())
	w := testkit.WorldWith(t, codes, append(append(aid.Grants(), people.Grants()...), Grants()...)...)
	keys, err := secret.New(secret.AES, testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	text, err := i18n.New(web.Messages(), authn.Messages(), people.Messages(), aid.Messages(), money.Messages(), sheet.Messages(), blob.Messages(), Messages())
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{City: w, t: t}
	ppl := people.New(w.DB, keys, func(ctx context.Context, tx *db.Tx, ids []string) ([]people.HouseholdCase, error) {
		return b.aid.HouseholdCasesTx(ctx, tx, ids)
	})
	cal, err := calendar.NewService(w.DB)
	if err != nil {
		t.Fatal(err)
	}
	pol, err := policy.NewService(w.DB, keys)
	if err != nil {
		t.Fatal(err)
	}
	b.aid = aid.New(aid.Deps{DB: w.DB, Orgs: w.Org, People: ppl, Calendar: cal, Tasks: task.NewService(w.DB, cal), Policy: pol, Keys: keys})
	files, err := blob.New(t.TempDir(), testkit.Start())
	if err != nil {
		t.Fatal(err)
	}
	b.jobs = job.New(job.Config{DB: w.DB, Poll: 5 * time.Millisecond})
	b.Service = New(Config{DB: w.DB, Blobs: files, People: ppl, Orgs: w.Org, Aid: b.aid, Jobs: b.jobs, Text: text})
	return b
}

type sink struct{ bytes.Buffer }

func (*sink) Close() error { return nil }

// run imports from the console at the district union's window.
func (b *bundle) run(src *bytes.Reader, o Options) (Report, *sink, error) {
	b.t.Helper()
	ctx, w, err := b.Console(context.Background(), "sartu-union")
	if err != nil {
		b.t.Fatal(err)
	}
	bad := &sink{}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	o.Errors = func() (io.WriteCloser, error) { return bad, nil }
	rep, err := b.ImportFile(ctx, src, src.Size(), "名册.xlsx", w, o)
	return rep, bad, err
}

func (b *bundle) count(text string, args ...any) (n int64) {
	b.t.Helper()
	err := b.DB.View(context.Background(), func(tx *db.Tx) (err error) {
		n, err = db.One[int64](context.Background(), tx, text, args...)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

func summary(r Report) string {
	return fmt.Sprintf("%d行 %d户 新%d 变%d 同%d 错%d", r.Rows, r.Households, r.Added, r.Changed, r.Unchanged, r.Import.Bad)
}

// messy is a small register with everything that goes wrong in real ones.
func messy() [][]any {
	wide := strings.NewReplacer("0", "０", "1", "１", "2", "２", "3", "３", "4", "４", "5", "５", "6", "６", "7", "７", "8", "８", "9", "９")
	x := "34052419800101001X"
	return [][]any{
		{"merge:18:大庆市困难职工家庭登记表"},
		{"填报单位：萨尔图区总工会", nil, nil, nil, "填报日期：2020年5月"},
		{"序号", "户编号", "merge:8:家庭成员情况", nil, nil, nil, nil, nil, nil, nil, "merge:4:家庭情况", nil, nil, nil, "主要致困原因*", "开户银行", "银行卡号", "QQ"},
		{nil, nil, "姓 名*", "与职工关系", "身份证号码", "出生日期", "性别", "联系电话（手机）", "本人月平均收入(元)", "健康状况", "家庭住址", "家庭人口", "住房类型", "家庭年收入（元）"},
		{"1", "2", "3", "4", "5", "6"},
		{1, "A-1", "荆　建国 ", "本人", wide.Replace("230602198001010011"), serialDay(29221), "男", "138-1234-5678", "3,000", "良好", "东风街道3-4-501", 3, "自购房", 36000, "6.患重特大疾病", "工商银行", "6228 4899 0000 0000 002"},
		{nil, nil, "单雪梅\u200b", "配偶", "230602850615002", "1985年6月15日", "女", "无", 0, "血液病"},
		{nil, nil, "荆小明", "儿子", "230603201209010038", "2012.9.1", "男", "", "", "良好"},
		{2, "A-2", "张三", "本人", x[:17] + "x", "1980-01-01", "男", "13912345678", 1000, "良好", "西街", 1, "租房", "12,000元", "下岗失业"},
		{3, "A-3", "李四", "本人", "230602198001010012", "1980-01-01", "男", "13912345678", nil, "良好", "西街", 1, "租房", nil, "其他"},
		{4, "A-4", "王五", "本人", citizen("1970-03-03", 7), "1970-03-04", "女", "12345", "一千", "感冒", "南街", 2, "别墅", nil, "命不好"},
		{nil, nil, "王六", "堂叔", citizen("1999-01-01", 9), "不详", "男"},
		{5, "A-5", "赵七", "本人", 2.30602198001010e17, "1980-01-01", "男"},
		{6, "A-6", "孙八", "本人", citizen("1990-01-01", 11), "", "男"},
		{nil, nil, "孙小八", "子", "230603201209010038", "", "男"},
		{7, "A-7", "周九", "本人", people.MakeCitizenID("230699", "1960-05-05", 13), "", "男", nil, nil, nil, "北街", 1},
		{8, "A-8", "吴十", "本人", citizen("1988-08-08", 15), "", "男", nil, nil, "良好", "北街", 1},
		{nil, nil, nil, nil, nil},
		{"合计", nil, nil, nil, nil, nil, nil, nil, 4000},
		{"填表人：赵经办"},
	}
}

func TestGoldenMessyFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rep, bad, err := b.run(workbook(t, messy()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintln(&out, summary(rep))
	fmt.Fprintln(&out, "不认识的列：", rep.Notes.Unknown, " 跳过的行：", rep.Notes.Skipped)
	for _, l := range rep.Bad {
		fmt.Fprintf(&out, "%s\n  %s\n", l.Name, strings.Join(l.Texts, "\n  "))
	}
	fmt.Fprintln(&out, "错误清单")
	r := bytes.NewReader(bad.Bytes())
	err = sheet.ReadRows(r, r.Size(), sheet.Options{}, func(no int, cells []string) error {
		fmt.Fprintf(&out, "%d %s\n", no, strings.Join(cells, "|"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "messy.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	if n := b.count("SELECT count(*) FROM persons") + b.count("SELECT count(*) FROM imports"); n != 0 {
		t.Errorf("a dry run left %d rows", n)
	}
}

func TestAllOrGoodRows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, bad, err := b.run(workbook(t, messy()), Options{Apply: true})
	if !errs.IsCode(err, "import.has_errors") || b.count("SELECT count(*) FROM persons") != 0 || bad.Len() == 0 {
		t.Fatalf("all or nothing: %v", err)
	}
	rep, _, err := b.run(workbook(t, messy()), Options{Apply: true, OnlyGood: true, Reason: "旧档历史地区代码"})
	if err != nil || rep.State != Done || rep.Added != 4 || rep.Import.Bad != 4 {
		t.Fatalf("good rows: %s %v", summary(rep), err)
	}
	for text, want := range map[string]int64{
		"SELECT count(*) FROM households": 4, "SELECT count(*) FROM persons": 6, "SELECT count(*) FROM aid_cases WHERE state = 'draft' AND origin = 'import'": 4,
		"SELECT count(*) FROM aid_persons WHERE is_open": 6, "SELECT sum(n) FROM aid_counts": 4, "SELECT count(*) FROM aid_access": 8,
		"SELECT count(*) FROM import_items": 8, "SELECT count(*) FROM bank_accounts": 1, "SELECT count(*) FROM journal_entries WHERE action = 'aid.create'": 4,
	} {
		if n := b.count(text); n != want {
			t.Errorf("%s: %d, want %d", text, n, want)
		}
	}
	list, err := b.aid.Find(b.As("sartu-union-officer"), aid.Filter{})
	if err != nil || len(list.Rows) != 4 {
		t.Errorf("the window's officer sees %d of 4 drafts (%v)", len(list.Rows), err)
	}
	again, _, err := b.run(workbook(t, messy()), Options{Apply: true, OnlyGood: true})
	if err != nil || !again.Before {
		t.Errorf("the same file again: %s %v", summary(again), err)
	}
	again, _, err = b.run(workbook(t, messy()), Options{Apply: true, OnlyGood: true, Again: true, Reason: "旧档历史地区代码"})
	if err != nil || again.Unchanged != 4 || again.Added != 0 || b.count("SELECT count(*) FROM aid_cases") != 4 || b.count("SELECT sum(version) FROM households") != 4 {
		t.Errorf("once more: %s %v", summary(again), err)
	}
}

func TestDifference(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := [][]any{
		{"户编号", "姓名", "关系", "身份证号", "手机", "民族", "家庭住址"},
		{1, "荆建国", "本人", citizen("1980-01-01", 1), "13812345678", "汉", "东街1号"},
		{1, "单雪梅", "妻", citizen("1985-06-15", 2), nil, "满族"},
		{2, "张三", "本人", citizen("1970-01-01", 3)},
	}
	if _, _, err := b.run(workbook(t, rows), Options{Apply: true}); err != nil {
		t.Fatal(err)
	}
	rows[1][4], rows[1][6] = "13900001111", "东街2号"
	rows[2][5] = nil // an empty cell clears nothing
	rows = append(rows, []any{1, "荆小明", "子", citizen("2012-09-01", 5)}, []any{3, "李四", "本人", citizen("1960-01-01", 7)})
	rep, _, err := b.run(workbook(t, rows), Options{})
	if err != nil || rep.Added != 1 || rep.Import.Changed != 1 || rep.Unchanged != 1 {
		t.Fatalf("%s %v", summary(rep), err)
	}
	if got := strings.Join(rep.Changes[0].Texts, "；"); got != "荆建国：手机号码；新增成员荆小明；家庭：家庭住址" {
		t.Errorf("difference: %s", got)
	}
	if rep, _, err = b.run(workbook(t, rows), Options{Apply: true}); err != nil || rep.Import.Changed != 1 || b.count("SELECT count(*) FROM aid_cases") != 3 {
		t.Errorf("applied: %s %v", summary(rep), err)
	}
}

func TestTheErrorSheetCanBeImported(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, bad, err := b.run(workbook(t, messy()), Options{Apply: true, OnlyGood: true})
	if err != nil {
		t.Fatal(err)
	}
	rep, _, err := b.run(bytes.NewReader(bad.Bytes()), Options{})
	if err != nil || rep.Households != 6 || rep.Import.Bad != 6 {
		t.Errorf("%s %v", summary(rep), err)
	}
}

// An import that dies between two slices goes on where it stopped.
func TestStoppedHalfWay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := [][]any{{"姓名", "关系", "身份证号"}}
	for i := range 3*slice - 50 {
		rows = append(rows, []any{"张三", "本人", citizen(fmt.Sprintf("19%02d-01-01", i/250), i%250*2+1)})
	}
	src := workbook(t, rows)
	ctx, w, err := b.Console(context.Background(), "sartu-union")
	if err != nil {
		t.Fatal(err)
	}
	stop, cancel := context.WithCancel(ctx)
	_, err = b.ImportFile(stop, src, src.Size(), "名册.xlsx", w, Options{Apply: true, OnlyGood: true, Progress: func(p Progress) {
		if p.Stage == Applying {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || b.count("SELECT count(*) FROM households") != slice {
		t.Fatalf("stopped: %v with %d households", err, b.count("SELECT count(*) FROM households"))
	}
	rep, err := b.ImportFile(ctx, src, src.Size(), "名册.xlsx", w, Options{Apply: true, OnlyGood: true, Progress: func(Progress) {}})
	if err != nil || rep.Added != 3*slice-50 || b.count("SELECT count(*) FROM aid_cases") != 3*slice-50 {
		t.Errorf("went on: %s %v", summary(rep), err)
	}
}

func TestWindowUnknownAndRights(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, _, err := b.Console(context.Background(), "nowhere"); !errs.IsCode(err, "import.window_unknown") {
		t.Errorf("window: %v", err)
	}
	src := workbook(t, [][]any{{"姓名", "身份证号", "关系"}, {"张三", citizen("1970-01-01", 3), "本人"}})
	ctx := authz.With(context.Background(), &authz.Actor{UserID: "x"})
	_, err := b.ImportFile(ctx, src, src.Size(), "a.xlsx", Window{}, Options{Apply: true, Progress: func(Progress) {}})
	if !errs.IsKind(err, errs.Forbidden) {
		t.Errorf("no rights: %v", err)
	}
}
