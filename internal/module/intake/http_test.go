package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"yice/internal/kit/errs"
	"yice/internal/kit/sheet"
)

// send uploads a file as the browser does.
func (b *bundle) send(ctx context.Context, src *bytes.Reader, query string) (View, error) {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "2020年名册.xlsx")
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := io.Copy(part, src); err != nil {
		b.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v1/imports"+query, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	if err := b.upload(w, r); err != nil {
		return View{}, err
	}
	var v View
	return v, json.Unmarshal(w.Body.Bytes(), &v)
}

func (b *bundle) work() {
	b.t.Helper()
	if _, err := b.jobs.RunDue(context.Background()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) see(ctx context.Context, id string) View {
	b.t.Helper()
	v, err := b.get(ctx, &oneIn{ID: id})
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func TestBrowserWay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := b.As("sartu-union-officer")
	v, err := b.send(ctx, workbook(t, messy()), "")
	if err != nil || v.State != Checking || len(v.Can) != 0 || v.OrgName != "萨尔图区总工会" || v.AreaCode != "230602" {
		t.Fatalf("%+v %v", v, err)
	}
	b.work()
	v = b.see(ctx, v.ID)
	if v.State != Checked || v.Added != 2 || v.Bad != 6 || strings.Join(v.Can, " ") != "check apply_good errors" || !slices.Equal(v.Notes.Unknown, []string{"QQ"}) {
		t.Fatalf("checked: %+v", v)
	}
	var again againIn
	again.ID, again.Body.Version, again.Body.Reason = v.ID, v.Version, "旧档历史地区代码"
	if _, err := b.recheck(ctx, &again); err != nil {
		t.Fatal(err)
	}
	if _, err := b.recheck(ctx, &again); !errs.IsKind(err, errs.Stale) {
		t.Errorf("old version: %v", err)
	}
	b.work()
	v = b.see(ctx, v.ID)
	if v.Added != 4 || v.Bad != 4 {
		t.Fatalf("with a reason: %+v", v)
	}
	items, err := b.items(ctx, &itemsIn{ID: v.ID, Kind: "bad"})
	if err != nil || len(items.Items) != 4 || items.Total != 4 || items.Items[0].Findings[0].Detail != "身份证号码：证件号码校验位不对，请核对是否录错" {
		t.Errorf("items: %+v %v", items, err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	r.SetPathValue("id", v.ID)
	if err := b.errors(w, r); err != nil {
		t.Fatal(err)
	}
	rows := 0
	data := bytes.NewReader(w.Body.Bytes())
	if err := sheet.ReadRows(data, data.Size(), sheet.Options{}, func(int, []string) error { rows++; return nil }); err != nil || rows != 8 {
		t.Errorf("error sheet: %d rows %v", rows, err)
	}
	b.applyInBrowser(ctx, v)
}

func (b *bundle) applyInBrowser(ctx context.Context, v View) {
	b.t.Helper()
	var in applyIn
	in.ID, in.Body.Version = v.ID, v.Version
	if _, err := b.start(ctx, &in); !errs.IsCode(err, "import.has_errors") {
		b.t.Errorf("all in spite of errors: %v", err)
	}
	in.Body.OnlyGood = true
	if _, err := b.start(ctx, &in); err != nil {
		b.t.Fatal(err)
	}
	b.work()
	v = b.see(ctx, v.ID)
	if v.State != Done || v.Added != 4 || v.Bad != 4 || v.EndedAt == 0 {
		b.t.Errorf("applied: %+v", v)
	}
	if n := b.count("SELECT count(*) FROM aid_cases WHERE origin = 'import' AND entry_org_path LIKE '%sartu-union%'"); n != 4 {
		b.t.Errorf("%d drafts", n)
	}
	if n := b.count("SELECT count(*) FROM journal_entries WHERE action = 'people.household_create' AND actor_name = '冯区工'"); n != 4 {
		b.t.Errorf("%d entries in the officer's name", n)
	}
	list, err := b.list(ctx, &listIn{})
	if err != nil || len(list.Items) != 1 {
		b.t.Errorf("list: %+v %v", list, err)
	}
}

func TestImportsOfOthersAreInvisible(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v, err := b.send(b.As("sartu-union-officer"), workbook(t, messy()), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.get(b.As("civil-officer"), &oneIn{ID: v.ID}); !errs.IsKind(err, errs.NotFound) {
		t.Errorf("another department: %v", err)
	}
	if list, err := b.list(b.As("civil-officer"), &listIn{}); err != nil || len(list.Items) != 0 {
		t.Errorf("another department's list: %+v %v", list, err)
	}
	if _, err := b.get(b.As("union-officer"), &oneIn{ID: v.ID}); err != nil {
		t.Errorf("the union above: %v", err)
	}
	if _, err := b.send(b.As("civil-officer"), workbook(t, messy()), "?org_id="+b.OrgOf("sartu-union").ID); !errs.IsKind(err, errs.Forbidden) {
		t.Errorf("at somebody else's window: %v", err)
	}
}

func TestWrongFiles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := b.As("union-officer")
	if _, err := b.send(ctx, bytes.NewReader([]byte("%PDF-1.4 not a table")), ""); !errs.IsCode(err, "blob.type") {
		t.Errorf("a PDF: %v", err)
	}
	v, err := b.send(ctx, workbook(t, [][]any{{"没有", "表头"}, {1, 2}}), "")
	if err != nil {
		t.Fatal(err)
	}
	b.work()
	if v = b.see(ctx, v.ID); v.State != Failed || !strings.Contains(v.Failure, "表头") || strings.Join(v.Can, " ") != "check" {
		t.Errorf("no headings: %+v", v)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader("x"))
	if err := b.upload(httptest.NewRecorder(), r); !errs.IsKind(err, errs.Malformed) {
		t.Errorf("no form: %v", err)
	}
}
