package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yice/internal/app"
	"yice/internal/core/ledger"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/module/batch"
	"yice/internal/module/plan"
	"yice/internal/testkit"
)

// town is the demo's city with a short story: a few households at every stage of the main job, money, services and a meeting
// under way. Its requests go to the whole program without a network.
type town struct {
	t       *testing.T
	story   *story
	app     *app.App
	cfg     app.Config
	handler http.Handler
	log     *bytes.Buffer
	cookies map[string]string
}

func openTown(t *testing.T, play func(*story)) *town {
	t.Helper()
	return openTownAt(t, t.TempDir(), testkit.URL(t), play)
}

func openTownAt(t *testing.T, data, database string, play func(*story)) *town {
	t.Helper()
	now := clock.NewManual(time.Date(2019, 8, 1, 9, 0, 0, 0, clock.Shanghai()))
	log := &bytes.Buffer{}
	cfg := app.Config{Data: data, DatabaseURL: database, Listen: "127.0.0.1:0", Clock: now.Now, Log: slog.New(slog.NewTextHandler(log, nil)), PasswordAge: 10 * 365 * 24 * time.Hour}
	a, err := app.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	c, err := buildCity(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Policy.Load(authz.With(t.Context(), authz.System("demo", policy.PermLoad)), policy.Daqing()); err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, story: &story{city: c, clock: now, v: newInventor()}, app: a, cfg: cfg, handler: a.Handler(), log: log, cookies: map[string]string{}}
	play(w.story)
	w.play()
	return w
}

// play does the steps that the story has gathered.
func (w *town) play() {
	w.t.Helper()
	if err := w.story.play(w.t.Context(), func(string) {}); err != nil {
		w.t.Fatal(err)
	}
	w.story.steps = nil
	w.story.clock.Set(Today())
}

// everyStage plays a few households to every stage.
func everyStage(s *story) {
	s.openFunds()
	s.openCare()
	first := s.tabled("2019-09-09", 4)
	s.meet(firstMeeting, "2019H2", first, nil, nil)
	for _, t := range first {
		t.assist(firstMeeting)
		t.sessions("2020-01-06", "psychological", 2)
	}
	s.pay("2020-01-06", false)
	first[0].revisit("2020-06-03", "end", "end", "就业稳定，收入超过标准")
	first[0].end("2020-07-06")
	first[1].revisit("2020-12-02", "keep", "keep", "仍需按期服药，维持救助")
	for _, t := range first[2:] {
		t.raise = 100_000
		t.revisit("2020-12-02", "increase", "increase", "病情反复，药费增加")
	}
	for i, t := range first[2:] {
		t.again(fmt.Sprintf("2020-12-%02d", 7+i))
	}
	for range 3 {
		s.draftBatch("2020-12-10")
	}
	s.group("2020-12-04", 3, atAccepted)
	s.group("2020-12-03", 2, atPapers)
	s.group("2020-12-01", 2, atChecking)
	s.group("2020-11-27", 2, atVisiting)
	s.group("2020-11-24", 3, atOpinion)
	s.group("2020-11-30", 2, atNoticed)
	s.group("2020-11-26", 1, atObjection)
	s.group("2020-10-08", 6, atTabled)
	s.prepareNext()
}

// again gives more in instalments by a second version of the plan, and leaves a third version to be signed.
func (t *tale) again(on string) {
	measure := func(fen int64) plan.Input {
		return plan.Input{Goal: "渡过难关", Reason: "情况有变", Measures: []plan.MeasureInput{
			{Kind: plan.Cash, Need: t.app.Needs[0], Title: "生活救助", PersonID: t.c.PayeePersonID, OwnerOrgID: t.c.LeadOrgID, StartOn: on, DueOn: "2020-12-30", Expected: "到户", AmountFen: fen, FundID: t.funds[poolFund], Instalments: 6},
			{Kind: plan.Help, Need: t.app.Needs[0], Title: "上门照料", OwnerOrgID: t.orgs["women"].ID, StartOn: on, DueOn: "2021-03-01", Expected: "好转", Sessions: 3},
		}}
	}
	var p plan.Plan
	t.at(on, t.desk.officer, "调整方案", func(ctx context.Context) (err error) {
		p, err = t.city.app.Plan.Save(ctx, t.c.ID, measure(60_000))
		return err
	})
	t.at(on, t.desk.leader, "批准", func(ctx context.Context) error {
		_, err := t.city.app.Plan.Approve(ctx, t.c.ID, p.ID, p.Version)
		return err
	})
	t.at(on, t.desk.officer, "再次调整", func(ctx context.Context) error {
		_, err := t.city.app.Plan.Save(ctx, t.c.ID, measure(90_000))
		return err
	})
}

// draftBatch puts two waiting orders into a batch.
func (s *story) draftBatch(on string) {
	s.at(on, "fuxue", "建批次", func(ctx context.Context) error {
		var ids []string
		err := s.app.DB.View(ctx, func(tx *db.Tx) (err error) {
			ids, err = db.All[string](ctx, tx, "SELECT id FROM fund_orders WHERE state = 'waiting' ORDER BY id LIMIT 2")
			return err
		})
		if err != nil {
			return err
		}
		_, err = s.app.Batch.CreateBatch(ctx, batch.NewBatch{Title: "零星发放", PayOn: "2020-12-31", Orders: ids, Forced: "同一户多项救助"})
		return err
	})
}

// call is one request as it would come over the wire; target is the path under /api/v1 as written, escapes and all.
type call struct {
	login, method, target string
	header                http.Header
	body                  []byte
}

// send answers a call, or nil when the HTTP server itself would not let the address in.
func (w *town) send(c call) *httptest.ResponseRecorder {
	w.t.Helper()
	target := "/api/v1" + c.target
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil
	}
	r, err := http.NewRequestWithContext(w.t.Context(), c.method, "http://yice.test/", bytes.NewReader(c.body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.URL, r.RequestURI, r.RemoteAddr = u, target, "192.0.2.7:4711"
	r.Header.Set("Content-Type", "application/json")
	for k, v := range c.header {
		r.Header[k] = v
	}
	if c.login != "" {
		r.Header.Set("Cookie", w.cookie(c.login))
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}

func (w *town) cookie(login string) string {
	w.t.Helper()
	if c := w.cookies[login]; c != "" {
		return c
	}
	body, _ := json.Marshal(map[string]string{"login": login, "password": Password})
	rec := w.send(call{method: http.MethodPost, target: "/session", body: body})
	if rec.Code != http.StatusOK {
		w.t.Fatalf("%s cannot sign in: %d %s", login, rec.Code, rec.Body)
	}
	c, _, _ := strings.Cut(rec.Header().Get("Set-Cookie"), ";")
	w.cookies[login] = c
	return c
}

// holder is the first account whose roles hold the permission.
func (w *town) holders(perm authz.Permission) (fit, unfit []string) {
	w.t.Helper()
	for _, x := range Accounts() {
		ctx, err := w.story.as(w.t.Context(), x.Login)
		if errs.IsKind(err, errs.NotFound) && spare(x.Login) {
			continue // left
		}
		if err != nil {
			w.t.Fatal(x.Login, err)
		}
		if authz.From(ctx).Has(perm) {
			fit = append(fit, x.Login)
		} else {
			unfit = append(unfit, x.Login)
		}
	}
	return fit, unfit
}

// spare names the two whom wrong input to the settings may let go.
func spare(login string) bool { return login == "tuanwei" || login == "yujia" }

func (w *town) column(text string, args ...any) []string {
	w.t.Helper()
	var out []string
	err := w.app.DB.View(w.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All[string](w.t.Context(), tx, text, args...)
		return err
	})
	if err != nil {
		w.t.Fatalf("%s: %v", text, err)
	}
	return out
}

// sound is what must hold of every book: both chains verify, and what is counted beside the rows agrees with the rows.
func (w *town) sound() {
	w.t.Helper()
	sound(w.t, w.app)
}

func sound(t *testing.T, a *app.App) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	if _, err := journal.Seal(ctx, a.DB); err != nil {
		t.Error(err)
	}
	if _, err := ledger.Seal(ctx, a.DB); err != nil {
		t.Error(err)
	}
	if _, err := journal.Verify(ctx, a.DB); err != nil {
		t.Error(err)
	}
	if _, err := ledger.Verify(ctx, a.DB); err != nil {
		t.Error(err)
	}
	type count struct {
		Key string `db:"key"`
		N   int64  `db:"n"`
	}
	err := a.DB.View(ctx, func(tx *db.Tx) error {
		for _, col := range dayColumns(t) {
			days, err := db.All[string](ctx, tx, "SELECT DISTINCT "+col[1]+" FROM "+col[0]+" WHERE "+col[1]+" <> ''")
			if err != nil {
				return err
			}
			for _, day := range days {
				if _, err := clock.ParseDate(day); err != nil || day < "1900" || day > "2200" {
					t.Errorf("%s.%s holds %.60q, which is no day", col[0], col[1], day)
				}
			}
		}
		for _, pair := range [][2]string{
			{
				"SELECT area_code || '/' || state || '/' || lead_department || '/' || class AS key, CAST(sum(n) AS BIGINT) AS n FROM aid_counts GROUP BY area_code, state, lead_department, class HAVING sum(n) <> 0 ORDER BY 1",
				"SELECT area_code || '/' || state || '/' || lead_department || '/' || class AS key, count(*) AS n FROM aid_cases GROUP BY area_code, state, lead_department, class ORDER BY 1",
			},
			{
				"SELECT id AS key, open_questions AS n FROM aid_cases WHERE open_questions <> 0 ORDER BY 1",
				"SELECT case_id AS key, count(*) AS n FROM aid_questions WHERE answered_at = 0 GROUP BY case_id ORDER BY 1",
			},
			{
				"SELECT id AS key, lines AS n FROM fund_batches WHERE lines <> 0 ORDER BY 1",
				"SELECT batch_id AS key, count(*) AS n FROM fund_lines GROUP BY batch_id ORDER BY 1",
			},
			{
				"SELECT id AS key, cash_fen AS n FROM plans WHERE cash_fen <> 0 ORDER BY 1",
				"SELECT plan_id AS key, CAST(sum(amount_fen) AS BIGINT) AS n FROM plan_measures GROUP BY plan_id HAVING sum(amount_fen) <> 0 ORDER BY 1",
			},
		} {
			kept, err := db.All[count](ctx, tx, pair[0])
			if err != nil {
				return err
			}
			rows, err := db.All[count](ctx, tx, pair[1])
			if err != nil {
				return err
			}
			if !slices.Equal(kept, rows) {
				t.Errorf("counted beside the rows: %v\nthe rows: %v\n%s", kept, rows, pair[0])
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// dayColumns are the columns with days, as table and column.
func dayColumns(t *testing.T) (out [][2]string) {
	t.Helper()
	table, column := regexp.MustCompile(`CREATE TABLE (\w+)`), regexp.MustCompile(`^\s*(\w+_(?:on|to|from)) TEXT`)
	files, err := filepath.Glob("../../kit/db/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := ""
		for line := range strings.SplitSeq(string(text), "\n") {
			if m := table.FindStringSubmatch(line); m != nil {
				name = m[1]
			}
			if m := column.FindStringSubmatch(line); m != nil {
				out = append(out, [2]string{name, m[1]})
			}
		}
	}
	return out
}
