// Package workbench is the first page of the day: my tasks by deadline, what others wait for from me, this half-year at a
// glance, how ready the next meeting is; and the jobs that I started. It owns no table: the app hands over how to ask.
package workbench

import (
	"context"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"

	"yice/internal/core/task"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/job"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Case is what a task's row tells of its case: whom it concerns, where, in which state.
type Case struct {
	Subject, Place, State string
}

// Tally is the number of households entered, recognised, ended and assisted; New is in this half-year.
type Tally struct {
	Entered, EnteredNew, Recognised, RecognisedNew, Ended, Assisting int64
}

// Pool is the money of the platform at an instant, in fen.
type Pool struct {
	BalanceFen   int64 `json:"balance_fen"`
	AvailableFen int64 `json:"available_fen"`
	CommittedFen int64 `json:"committed_fen"`
	AsOfAt       int64 `json:"as_of_at"`
}

// Revisits of a half-year: due so far, done in time, overdue now.
type Revisits struct {
	Due     int64 `json:"due"`
	OnTime  int64 `json:"on_time"`
	Overdue int64 `json:"overdue"`
}

// Check is one gate before the meeting: so many of the cases pass it.
type Check struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
}

// Missing is what keeps one case from being heard.
type Missing struct {
	CaseID  string `json:"case_id"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// Meeting is how ready the next meeting is.
type Meeting struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	StartsAt    int64     `json:"starts_at"`
	CasesReady  int64     `json:"cases_ready"`
	CasesTotal  int64     `json:"cases_total"`
	RuleMotions int64     `json:"rule_motions"`
	Checks      []Check   `json:"checks"`
	Missing     []Missing `json:"missing"`
}

// Sources is how the workbench asks the rooms below. A nil one is left out of the page; each answers for the actor in the
// context, nil for what he may not see.
type Sources struct {
	// Cases are those of the ids that the actor sees.
	Cases func(ctx context.Context, tx *db.Tx, ids []string) (map[string]Case, error)
	// Tally counts over the whole platform; since is the first day of the half-year.
	Tally    func(ctx context.Context, tx *db.Tx, since string) (Tally, error)
	SeeTally authz.Permission
	Pool     func(ctx context.Context, tx *db.Tx) (*Pool, error)
	Revisits func(ctx context.Context, tx *db.Tx, from, to string) (*Revisits, error)
	Meeting  func(ctx context.Context, tx *db.Tx, lang i18n.Language) (*Meeting, error)
	// Can lists actions of the page by the permission that they want.
	Can map[string]authz.Permission
}

// Service is the room.
type Service struct {
	db    *db.DB
	tasks *task.Service
	jobs  *job.Queue
	from  Sources

	mu     sync.Mutex // guards the kept tally
	tally  Tally
	since  string
	counts time.Time
}

// New builds the room.
func New(d *db.DB, tasks *task.Service, jobs *job.Queue, from Sources) *Service {
	return &Service{db: d, tasks: tasks, jobs: jobs, from: from}
}

// Target says where a row leads in the web app.
type Target struct {
	To string `json:"to" enum:"case,visit,check,meeting,intake,funds,services,policy,oversight"`
	ID string `json:"id"`
}

// Task is a row of my tasks.
type Task struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Group   string `json:"group" enum:"visit,meeting,other"`
	Title   string `json:"title"`
	Subject string `json:"subject"`
	Note    string `json:"note"`
	DueOn   string `json:"due_on"`
	State   string `json:"state"`
	Verb    string `json:"verb"`
	Target  Target `json:"target"`
}

// Waiting is a row of what others wait for from me.
type Waiting struct {
	ID      string `json:"id"`
	From    string `json:"from"`
	Text    string `json:"text"`
	SinceOn string `json:"since_on"`
	Verb    string `json:"verb"`
	Target  Target `json:"target"`
}

// Tasks and Waitings are a list with the number of all there are.
type Tasks struct {
	Items []Task `json:"items"`
	Total int64  `json:"total"`
}

// Waitings is what others wait for.
type Waitings struct {
	Items []Waiting `json:"items"`
	Total int64     `json:"total"`
}

// Glance is this half-year at a glance.
type Glance struct {
	Half          string    `json:"half"`
	Entered       int64     `json:"entered"`
	EnteredNew    int64     `json:"entered_new"`
	Recognised    int64     `json:"recognised"`
	RecognisedNew int64     `json:"recognised_new"`
	Ended         int64     `json:"ended"`
	Assisting     int64     `json:"assisting"`
	Pool          *Pool     `json:"pool,omitempty"`
	Revisits      *Revisits `json:"revisits,omitempty"`
}

// Bench is the page.
type Bench struct {
	Can     []string `json:"can"`
	Glance  *Glance  `json:"glance,omitempty"`
	Tasks   Tasks    `json:"tasks"`
	Waiting Waitings `json:"waiting"`
	Meeting *Meeting `json:"meeting,omitempty"`
}

const (
	maxTasks   = 100
	maxWaiting = 20
)

// Show is the actor's workbench in a language.
func (s *Service) Show(ctx context.Context, lang i18n.Language) (b Bench, err error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return b, err
	}
	board, err := s.tasks.Mine(ctx, "", maxTasks)
	if err != nil {
		return b, err
	}
	b = Bench{Can: []string{}, Tasks: Tasks{Items: []Task{}}, Waiting: Waitings{Items: []Waiting{}}}
	for action, perm := range s.from.Can {
		if a.Has(perm) {
			b.Can = append(b.Can, action)
		}
	}
	slices.Sort(b.Can)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if err := s.fill(ctx, tx, lang, board, &b); err != nil {
			return err
		}
		if b.Glance, err = s.glance(ctx, tx, a); err != nil {
			return err
		}
		if s.from.Meeting != nil {
			b.Meeting, err = s.from.Meeting(ctx, tx, lang)
		}
		return err
	})
	return b, err
}

// fill writes the rows of both lists. Tasks whose clock stands still cannot be done now and are left out.
func (s *Service) fill(ctx context.Context, tx *db.Tx, lang i18n.Language, board task.Board, b *Bench) error {
	var all []task.Task
	var ids []string
	for _, g := range board.Groups {
		if g.Code == task.Waiting {
			continue
		}
		b.Tasks.Total += g.Count
		for _, t := range g.Items {
			all = append(all, t)
			if t.CaseID != "" && !slices.Contains(ids, t.CaseID) {
				ids = append(ids, t.CaseID)
			}
		}
	}
	cases := map[string]Case{}
	if s.from.Cases != nil {
		var err error
		if cases, err = s.from.Cases(ctx, tx, ids); err != nil {
			return err
		}
	}
	words := kinds()
	for _, t := range all[:min(len(all), maxTasks)] {
		b.Tasks.Items = append(b.Tasks.Items, row(words, lang, t, cases[t.CaseID]))
	}
	asked := slices.DeleteFunc(slices.Clone(all), func(t task.Task) bool { return !words[t.Kind].asked })
	slices.SortStableFunc(asked, func(x, y task.Task) int { return int(x.OpenedAt/1000 - y.OpenedAt/1000) })
	b.Waiting.Total = int64(len(asked))
	for _, t := range asked[:min(len(asked), maxWaiting)] {
		r := row(words, lang, t, cases[t.CaseID])
		b.Waiting.Items = append(b.Waiting.Items, Waiting{
			ID: t.ID, From: t.OpenedByName, Text: strings.TrimSpace(r.Title + " " + r.Subject), SinceOn: clock.Date(time.UnixMilli(t.OpenedAt)), Verb: r.Verb, Target: r.Target,
		})
	}
	return nil
}

func row(words map[string]kind, lang i18n.Language, t task.Task, c Case) Task {
	k, known := words[t.Kind]
	if !known {
		k = words["other"]
	}
	r := Task{ID: t.ID, Kind: t.Kind, Group: k.group, Title: k.title.of(lang), Subject: c.Subject, Note: c.Place, DueOn: t.DueOn, State: c.State, Verb: k.verb.of(lang), Target: target(t)}
	if late, ok := words[t.ObjectType]; t.Kind == task.KindOverdue && ok {
		r.Title = word{"督办：", "Late: "}.of(lang) + late.title.of(lang)
	}
	if r.Subject == "" {
		r.Subject = t.Title
	}
	return r
}

// target reads the link of a task, "/casebook/01H…", as the place that the web app knows.
func target(t task.Task) Target {
	place, id, _ := strings.Cut(strings.Trim(t.Link, "/"), "/")
	to, ok := map[string]string{
		"casebook": "case", "visits": "visit", "checks": "check", "meetings": "meeting", "intake": "intake", "funds": "funds", "services": "services", "policy": "policy",
		"oversight": "oversight",
	}[place]
	switch {
	case ok:
		return Target{To: to, ID: id}
	case t.CaseID != "":
		return Target{To: "case", ID: t.CaseID}
	}
	return Target{To: "funds"}
}

// half is the half-year of a day: its name, its first and its last day.
func half(day string) (name, from, to string) {
	year, second := day[:4], day[5:7] > "06"
	if second {
		return year + "-H2", year + "-07-01", year + "-12-31"
	}
	return year + "-H1", year + "-01-01", year + "-06-30"
}

func (s *Service) glance(ctx context.Context, tx *db.Tx, a *authz.Actor) (*Glance, error) {
	if s.from.Tally == nil || !a.Has(s.from.SeeTally) {
		return nil, nil
	}
	name, from, to := half(tx.Today())
	n, err := s.counted(ctx, tx, from)
	if err != nil {
		return nil, err
	}
	g := &Glance{
		Half: name, Entered: n.Entered, EnteredNew: n.EnteredNew, Recognised: n.Recognised, RecognisedNew: n.RecognisedNew, Ended: n.Ended, Assisting: n.Assisting,
	}
	if s.from.Pool != nil {
		if g.Pool, err = s.from.Pool(ctx, tx); err != nil {
			return nil, err
		}
	}
	if s.from.Revisits != nil {
		g.Revisits, err = s.from.Revisits(ctx, tx, from, to)
	}
	return g, err
}

// tallyKept is how long the platform's figures are kept: they count over every case.
const tallyKept = 15 * time.Second

func (s *Service) counted(ctx context.Context, tx *db.Tx, since string) (Tally, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.since == since && time.Since(s.counts) < tallyKept {
		return s.tally, nil
	}
	n, err := s.from.Tally(ctx, tx, since)
	if err == nil {
		s.tally, s.since, s.counts = n, since, time.Now()
	}
	return n, err
}

// Tasks pages through one group of the actor's tasks. Code: workbench.group_unknown.
func (s *Service) Tasks(ctx context.Context, lang i18n.Language, group, kindCode string, p db.Page) (items []Task, next string, err error) {
	if !slices.Contains([]string{task.Overdue, task.Today, task.Week, task.Later, task.Waiting}, group) {
		return nil, "", errs.InvalidField("group", "workbench.group_unknown")
	}
	tasks, next, err := s.tasks.List(ctx, group, kindCode, p)
	if err != nil {
		return nil, "", err
	}
	items = []Task{}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		items = items[:0]
		var ids []string
		for _, t := range tasks {
			if t.CaseID != "" {
				ids = append(ids, t.CaseID)
			}
		}
		cases := map[string]Case{}
		if s.from.Cases != nil {
			if cases, err = s.from.Cases(ctx, tx, ids); err != nil {
				return err
			}
		}
		for _, t := range tasks {
			items = append(items, row(kinds(), lang, t, cases[t.CaseID]))
		}
		return nil
	})
	return items, next, err
}

// Job is a piece of long work that the actor started. Percent is -1 while it is not known; Error is a stable code.
type Job struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	State   job.State `json:"state" enum:"waiting,running,done,dead"`
	Done    int64     `json:"done"`
	Total   int64     `json:"total"`
	Note    string    `json:"note"`
	Percent int64     `json:"percent"`
	Result  string    `json:"result"`
	Error   string    `json:"error"`
	MadeAt  int64     `json:"made_at"`
	DoneAt  int64     `json:"done_at"`
}

func shown(j job.Job) Job {
	p := j.Progress.V
	out := Job{
		ID: j.ID, Kind: j.Kind, State: j.State, Done: p.Done, Total: p.Total, Note: p.Note, Percent: -1, Result: j.Result, Error: j.Error, MadeAt: j.MadeAt, DoneAt: j.DoneAt,
	}
	switch {
	case j.State == job.Done:
		out.Percent = 100
	case p.Total > 0:
		out.Percent = min(p.Done*100/p.Total, 99)
	}
	return out
}

// Jobs lists the actor's last long works.
func (s *Service) Jobs(ctx context.Context) ([]Job, error) {
	jobs, err := s.jobs.Mine(ctx)
	out := make([]Job, 0, len(jobs))
	for _, j := range jobs {
		out = append(out, shown(j))
	}
	return out, err
}

// Job reads one of the actor's long works; anybody else's is not_found.
func (s *Service) Job(ctx context.Context, id string) (Job, error) {
	j, err := s.jobs.Get(ctx, id)
	return shown(j), err
}
