package demo

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yice/internal/kit/clock"
	"yice/internal/kit/web"
	"yice/internal/module/batch"
	"yice/internal/module/order"
)

// fitting sends hostile input where nothing but the input stands in the way: to rows prepared in the state in which the act is
// possible, by whoever may do it. Every act ends with an input that is right and must be taken.
type fitting struct {
	*walk
	routes map[string]web.Route
	odd    bool // something odd was taken on this way, so that what comes after it may be refused
	tried  []string
}

type obj = map[string]any

// hit spoils the input in many ways at every target but the first, and then does the act there as it should be. A target is
// left when it has taken something. A single target that takes a spoilt input has done the act.
func (f *fitting) hit(route, login string, targets []string, body func(target string) any) obj {
	f.t.Helper()
	r, ok := f.routes[route]
	if !ok || len(targets) == 0 {
		f.t.Fatalf("no route %s, or nothing prepared for it", route)
	}
	f.tried = append(f.tried, route)
	at := len(targets) - 1
	for _, b := range f.spoilt(func() any { return tree(body(targets[at])) }) {
		rec := f.answer(r, call{login: login, method: r.Method, target: targets[at], body: b})
		if rec == nil || rec.Code >= 300 {
			continue
		}
		if len(targets) == 1 {
			f.odd = true
			return read(rec.Body.Bytes())
		}
		if at--; at == 0 {
			break
		}
	}
	var b strings.Builder
	encode(&b, tree(body(targets[0])))
	rec := f.answer(r, call{login: login, method: r.Method, target: targets[0], body: []byte(b.String())})
	if rec.Code >= 300 && !f.odd {
		f.t.Errorf("%s does not get through as %s %s\n  body %.300s\n  answer %d %.500s", route, login, targets[0], b.String(), rec.Code, rec.Body)
	}
	return read(rec.Body.Bytes())
}

func read(b []byte) obj {
	out := obj{}
	_ = json.Unmarshal(b, &out)
	return out
}

// spoilt are inputs with one place missing, null, or replaced by something bad. Those that might be taken, because a text may
// hold almost anything, come last.
func (f *fitting) spoilt(body func() any) [][]byte {
	var out, soft [][]byte
	write := func(v any, mild bool) {
		var b strings.Builder
		encode(&b, v)
		if mild {
			soft = append(soft, []byte(b.String()))
		} else {
			out = append(out, []byte(b.String()))
		}
	}
	whole := body()
	if m, ok := whole.(map[string]any); ok {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			less := maps.Clone(m)
			delete(less, k)
			write(less, true)
		}
	}
	for i := range min(spots(whole), 60) {
		for j := range *hostileDepth {
			spot, value := i, raw("null")
			if j > 0 {
				value = f.values[f.v.r.IntN(len(f.values))]
			}
			changed := replaceAt(body(), &spot, "", func(name string) raw {
				switch {
				case j%3 == 1 && (strings.HasSuffix(name, "_on") || name == "date"):
					value = raw(strconv.Quote(hostileDays()[f.v.r.IntN(len(hostileDays()))]))
				case j%3 == 1 && (strings.HasSuffix(name, "_fen") || name == "minutes" || name == "version"):
					value = raw(hostileNumbers()[f.v.r.IntN(len(hostileNumbers()))])
				}
				return value
			})
			write(changed, value == "null" || value[0] == '"' && len(value) < 2000)
		}
	}
	return append(out, soft...)
}

// get reads as somebody; the path may hold a query.
func (f *fitting) get(login, target string) obj {
	f.t.Helper()
	rec := f.send(call{login: login, method: http.MethodGet, target: target})
	if rec.Code != http.StatusOK {
		f.t.Fatalf("%s as %s: %d %s", target, login, rec.Code, rec.Body)
	}
	return read(rec.Body.Bytes())
}

// do is an act without hostile input, as it should be.
func (f *fitting) do(route, login, target string, body any) obj {
	f.t.Helper()
	var b strings.Builder
	encode(&b, tree(body))
	rec := f.send(call{login: login, method: f.routes[route].Method, target: target, body: []byte(b.String())})
	if rec.Code >= 300 && !f.odd {
		f.t.Errorf("%s as %s %s: %d %s", route, login, target, rec.Code, rec.Body)
	}
	return read(rec.Body.Bytes())
}

func (f *fitting) upload(login, caseID, kind string) (id string) {
	f.t.Helper()
	err := f.as(login, func(ctx context.Context) (err error) {
		id, err = f.story.send(ctx, caseID, kind, kind)
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func (f *fitting) as(login string, do func(context.Context) error) error {
	ctx, err := f.story.as(f.t.Context(), login)
	if err != nil {
		return err
	}
	return do(ctx)
}

func (f *fitting) today() string { return clock.Date(f.story.clock.Now()) }

func (f *fitting) version(table, id string) int64 {
	return f.number("SELECT version FROM "+table+" WHERE id = $1", id)
}

// pile is a few households of the union's desk at one stage.
func (s *story) pile(from string, n int, to stage) []*tale {
	out := make([]*tale, n)
	for i := range out {
		on := clock.AddDays(from, i)
		out[i] = &tale{story: s, desk: desks()[0], from: on, app: s.v.application("230602", hardships()[i%2], on)}
		out[i].intake()
		out[i].reach(to)
	}
	return out
}

// at are the addresses of an act on the households.
func at(list []*tale, act string) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = "/cases/" + t.c.ID + act
	}
	return out
}

// stock is what TestHostileInputInFittingStates works on.
type stock struct {
	drafts, accepted, papers, lapsed, checking, visiting, opinion, declined, noticed, over, objection, tabled, recognised, assisting, ending, ended []*tale
	failed                                                                                                                                          batch.Batch
}

func (k *stock) play(s *story) {
	s.openFunds()
	s.openCare()
	early := s.pile("2019-09-09", 12, atTabled)
	s.meet(firstMeeting, "2019H2", early, nil, nil)
	for _, t := range early[2:] {
		t.assist(firstMeeting)
	}
	b := &k.failed
	s.at("2020-01-06", "fuxue", "建批次", func(ctx context.Context) error {
		made, err := s.app.Batch.CreateBatch(ctx, batch.NewBatch{Title: "代发", PayOn: "2020-01-16", Pick: &order.Pick{}, Forced: "同一户多项救助"})
		if err == nil {
			*b, err = s.app.Batch.Lock(ctx, made.ID, made.Version)
		}
		return err
	})
	s.carry("2020-01-07", b, true)
	for _, t := range early[6:] {
		t.revisit("2020-06-03", "end", "end", "就业稳定，收入超过标准")
	}
	for _, t := range early[9:] {
		t.end("2020-07-06")
	}
	k.recognised, k.assisting, k.ending, k.ended = early[:2], early[2:6], early[6:9], early[9:]
	k.tabled = s.pile("2020-10-08", 4, atTabled)
	k.drafts = s.pile("2020-12-07", 3, atAccepted)
	k.accepted, k.papers, k.lapsed = s.pile("2020-12-04", 8, atAccepted), s.pile("2020-12-01", 4, atPapers), s.pile("2020-09-01", 4, atPapers)
	k.checking, k.visiting, k.opinion, k.declined = s.pile("2020-12-01", 3, atChecking), s.pile("2020-11-27", 4, atVisiting), s.pile("2020-11-24", 12, atOpinion), s.pile("2020-11-24", 1, atDeclined)
	k.noticed, k.over, k.objection = s.pile("2020-12-01", 4, atNoticed), s.pile("2020-10-20", 4, atNoticed), s.pile("2020-11-26", 4, atObjection)
}

// TestHostileInputInFittingStates sends wrong, missing and huge input to acts whose rows are in the right state, so that it
// reaches the handlers: no failure of ours comes of it, a refusal changes nothing, and the right input is taken afterwards.
func TestHostileInputInFittingStates(t *testing.T) {
	k := &stock{}
	f := &fitting{walk: newWalkOf(t, k.play), routes: map[string]web.Route{}}
	for _, r := range f.app.WebRoutes() {
		f.routes[r.ID] = r
	}
	for _, x := range []struct {
		name string
		way  func(*stock)
	}{
		{"intake", f.intake},
		{"check", f.check},
		{"visit", f.visit},
		{"opinion", f.opinion},
		{"notice", f.notice},
		{"plan", f.plan},
		{"money", f.money},
		{"end", f.end},
		{"care", f.care},
		{"office", f.office},
		{"settings", f.settings},
		{"meeting", f.meeting},
		{"edit", f.edit},
		{"imports", f.imports},
		{"rules", f.rules},
		{"pay", f.pay},
		{"lab", f.lab},
		{"gifts", f.gifts},
		{"sessions", f.sessions},
	} {
		f.odd = false
		t.Run(x.name, func(t *testing.T) {
			f.t = t
			x.way(k)
		})
	}
	f.t = t
	f.sound()
	for _, id := range f.tried {
		if f.passed[id] == 0 {
			t.Errorf("nothing got through %s", id)
		}
	}
	t.Logf("%d requests: %v", f.sent, f.codes)
}
