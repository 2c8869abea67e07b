package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"yice/internal/app"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// bookOfBench tells the measurements what the filled book holds (bench/api/README.md).
type bookOfBench struct {
	Session map[string]string   `json:"session"`
	Clerk   map[string]string   `json:"clerk"`
	Cases   []benchCase         `json:"cases"`
	Filters []map[string]string `json:"filters"`
	Create  aid.Application     `json:"create"`
}

type benchCase struct {
	ID    string `json:"id"`
	DocNo string `json:"doc_no"`
}

const (
	fillChunk = 4000
	sampled   = 5000
)

// Fill makes a book with many one-person cases for measurements, through the bulk entrance that imports use, and writes
// bench.json beside it. The people were born before 1990, so that the measurements can invent others.
func Fill(ctx context.Context, cfg app.Config, rows int, progress func(done int)) (err error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	a, err := app.New(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	c, err := buildCity(ctx, a)
	if err != nil {
		return err
	}
	if _, err := a.Policy.Load(authz.With(ctx, authz.System("demo", policy.PermLoad)), policy.Daqing()); err != nil {
		return err
	}
	clerk, err := c.as(ctx, "wangfang")
	if err != nil {
		return err
	}
	defer a.DB.Bulk()()
	f := filler{app: a, areas: org.Counties("23"), step: max(1, rows/sampled)}
	for f.done < rows {
		if err := f.chunk(clerk, min(fillChunk, rows-f.done)); err != nil {
			return err
		}
		progress(f.done)
	}
	if _, err := journal.Seal(ctx, a.DB); err != nil {
		return err
	}
	return f.tell(cfg.Data)
}

type filler struct {
	app    *app.App
	areas  []org.Area
	done   int
	step   int
	sample []benchCase
}

// number gives the n-th person: a county, one of some ten thousand birthdays, one of 400 orders of the day.
func (f *filler) number(n int) (area, doc string) {
	area = f.areas[n%len(f.areas)].Code
	k := n / len(f.areas)
	birth := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, k%14000)
	return area, people.MakeCitizenID(area, birth.Format(time.DateOnly), 1+k/14000)
}

func (f *filler) chunk(ctx context.Context, n int) error {
	in := make([]people.HouseholdInput, n)
	docs := make([]string, n)
	for i := range in {
		area, doc := f.number(f.done + i)
		docs[i] = doc
		in[i] = people.HouseholdInput{AreaCode: area, Members: []people.MemberInput{{Relation: "01", PersonInput: people.PersonInput{Name: benchName(f.done + i), DocNo: doc}}}}
	}
	err := f.app.DB.Update(ctx, func(tx *db.Tx) error {
		plans, err := f.app.People.PlansTx(ctx, tx, in)
		if err != nil {
			return err
		}
		if err := f.app.People.ApplyTx(ctx, tx, plans); err != nil {
			return err
		}
		drafts := make([]aid.DraftInput, len(plans))
		for i, p := range plans {
			drafts[i] = aid.DraftInput{Household: p.Household(), PersonIDs: p.PersonIDs(), Needs: []string{"living"}, Cause: "3"}
		}
		made, err := f.app.Aid.DraftsTx(ctx, tx, drafts, aid.OriginImport)
		if err == nil && made != n {
			err = fmt.Errorf("%d of %d cases made", made, n)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, d := range docs {
		if (f.done+i)%f.step == 0 {
			c, err := f.app.Aid.FindByDoc(ctx, "", d)
			if err != nil {
				return err
			}
			f.sample = append(f.sample, benchCase{ID: c.ID, DocNo: d})
		}
	}
	f.done += n
	_, err = journal.Seal(ctx, f.app.DB)
	return err
}

func benchName(n int) string {
	s, g := []rune(surnames), []rune(male+female)
	return string(s[n%len(s)]) + string(g[n/len(s)%len(g)]) + string(g[n/7%len(g)])
}

func (f *filler) tell(data string) error {
	b := bookOfBench{Session: map[string]string{"login": "chenlixin", "password": Password}, Clerk: map[string]string{"login": "wangfang", "password": Password}, Cases: f.sample}
	for _, a := range f.areas {
		b.Filters = append(b.Filters, map[string]string{"area": a.Code, "state": string(aid.Draft)})
	}
	b.Create = aid.Application{
		Household: people.HouseholdInput{AreaCode: "230602", Members: []people.MemberInput{{Relation: "01", PersonInput: people.PersonInput{Name: "测试", DocNo: "{doc_no}"}}}},
		Needs:     []string{"living"}, Cause: "3", Summary: "测量用 {n}", Member: -1, Payee: -1, Beneficiaries: []int{0},
	}
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(data, "bench.json"), text, 0o600)
}
