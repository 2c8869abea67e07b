package app

import (
	"context"
	"io/fs"
	"maps"
	"slices"

	"yice/internal/core/calendar"
	"yice/internal/core/ledger"
	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/core/task"
	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/i18n"
	"yice/internal/kit/job"
	"yice/internal/kit/money"
	"yice/internal/kit/print"
	"yice/internal/kit/secret"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
	"yice/internal/module/account"
	"yice/internal/module/aid"
	"yice/internal/module/bank"
	"yice/internal/module/batch"
	"yice/internal/module/care"
	"yice/internal/module/check"
	"yice/internal/module/file"
	"yice/internal/module/fund"
	"yice/internal/module/gift"
	"yice/internal/module/intake"
	"yice/internal/module/lab"
	"yice/internal/module/meeting"
	"yice/internal/module/order"
	"yice/internal/module/oversight"
	"yice/internal/module/pay"
	"yice/internal/module/plan"
	"yice/internal/module/population"
	"yice/internal/module/report"
	"yice/internal/module/settings"
	"yice/internal/module/sunlight"
	"yice/internal/module/visit"
	"yice/internal/module/workbench"
	pages "yice/web"
)

// A new room costs a line in grants (or codes), one in messages, and its service and routes in assemble.

// grants joins the tables "which role holds which permission, how far".
func grants() []authz.Grant {
	return slices.Concat(
		people.Grants(),
		calendar.Grants(),
		task.Grants(),
		policy.Grants(),
		fund.Grants(),
		pay.Grants(),
		account.Grants(),
		gift.Grants(),
		aid.Grants(),
		settings.Grants(),
		file.Grants(),
		check.Grants(),
		intake.Grants(),
		plan.Grants(),
		meeting.Grants(),
		visit.Grants(),
		care.Grants(),
		report.Grants(),
		oversight.Grants(),
		lab.Grants(),
	)
}

// messages joins the sentences of all codes.
func messages() (*i18n.Catalogue, error) {
	return i18n.New(
		web.Messages(),
		authn.Messages(),
		job.Messages(),
		money.Messages(),
		blob.Messages(),
		secret.Messages(),
		sheet.Messages(),
		print.Messages(),
		org.Messages(),
		people.Messages(),
		calendar.Messages(),
		task.Messages(),
		policy.Messages(),
		rule.Messages(),
		workbench.Messages(),
		ledger.Messages(),
		fund.Messages(),
		order.Messages(),
		bank.Messages(),
		batch.Messages(),
		pay.Messages(),
		account.Messages(),
		gift.Messages(),
		aid.Messages(),
		sheet.Messages(),
		settings.Messages(),
		file.Messages(),
		check.Messages(),
		intake.Messages(),
		plan.Messages(),
		meeting.Messages(),
		visit.Messages(),
		care.Messages(),
		report.Messages(),
		oversight.Messages(),
		population.Messages(),
		lab.Messages(),
	)
}

// codes joins the maps from constraint to code.
func codes() map[string]string {
	all := map[string]string{"jobs_unique_key_key": "job.duplicate"}
	maps.Copy(all, authn.Codes())
	maps.Copy(all, org.Codes())
	maps.Copy(all, ledger.Codes())
	maps.Copy(all, fund.Codes())
	maps.Copy(all, order.Codes())
	maps.Copy(all, batch.Codes())
	maps.Copy(all, pay.Codes())
	maps.Copy(all, account.Codes())
	maps.Copy(all, gift.Codes())
	maps.Copy(all, aid.Constraints())
	maps.Copy(all, check.Codes())
	maps.Copy(all, meeting.Constraints())
	maps.Copy(all, visit.Codes())
	maps.Copy(all, care.Constraints())
	maps.Copy(all, oversight.Constraints())
	maps.Copy(all, people.Codes())
	maps.Copy(all, intake.Codes())
	return all
}

// sections is the navigation; "room." means any permission of the room.
func sections() []org.Section {
	return []org.Section{
		{Code: "workbench", Perms: []authz.Permission{web.SignedIn}},
		{Code: "intake", Perms: []authz.Permission{aid.PermEnter, "intake."}},
		{Code: "casebook", Perms: []authz.Permission{aid.PermView}},
		{Code: "visits", Perms: []authz.Permission{visit.PermView}},
		{Code: "checks", Perms: []authz.Permission{aid.PermReport}},
		{Code: "meetings", Perms: []authz.Permission{"meeting."}},
		{Code: "policy", Perms: []authz.Permission{"policy."}},
		{Code: "funds", Perms: []authz.Permission{"fund."}},
		{Code: "gifts", Perms: []authz.Permission{gift.PermView}},
		{Code: "services", Perms: []authz.Permission{"care."}},
		{Code: "oversight", Perms: []authz.Permission{"oversight."}},
		{Code: "reports", Perms: []authz.Permission{"report."}},
		{Code: "settings", Perms: []authz.Permission{"settings."}},
	}
}

// Rooms are the services of the house, for commands and tests.
type Rooms struct {
	Keys      *secret.Keyring
	Files     *blob.Store
	Jobs      *job.Queue
	Authn     *authn.Service
	Org       *org.Service
	People    *people.Service
	Calendar  *calendar.Service
	Task      *task.Service
	Policy    *policy.Service
	Fund      *fund.Service
	Order     *order.Service
	Batch     *batch.Service
	Pay       *pay.Service
	Account   *account.Service
	Gift      *gift.Service
	Sunlight  *sunlight.Service
	Aid       *aid.Service
	Settings  *settings.Service
	Workbench *workbench.Service
	File      *file.Service
	Check     *check.Service
	Intake    *intake.Service
	Plan      *plan.Service
	Visit     *visit.Service
	Meeting   *meeting.Service
	Care      *care.Service
	Report    *report.Service
	Oversight *oversight.Service
	Lab       *lab.Service
}

// assemble builds the rooms from the bottom up. It asks the database nothing: for the document all but cfg is nil.
func assemble(cfg Config, d *db.DB, keys *secret.Keyring, files *blob.Store) (*App, error) {
	catalogue, err := messages()
	if err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, DB: d, catalogue: catalogue}
	a.Keys, a.Files = keys, files
	a.Jobs = job.New(job.Config{DB: d, Log: cfg.Log})
	if err := a.buildCore(); err != nil {
		return nil, err
	}
	a.buildModules()
	a.web = web.New(web.Config{
		DB: d, Catalogue: catalogue, Authenticate: a.Authn.Authenticate, App: pageFiles(), Log: cfg.Log, Version: cfg.Version,
		BehindProxy: cfg.BehindProxy,
	}, a.routes())
	return a, nil
}

func (a *App) buildCore() (err error) {
	a.Org = org.New(a.DB, grants())
	a.Authn = authn.New(authn.Config{
		DB: a.DB, Log: a.cfg.Log, Actor: a.Org.ActorTx, Idle: a.cfg.Idle, Absolute: a.cfg.Absolute, PasswordAge: a.cfg.PasswordAge,
	})
	a.Org.OnChange(a.Authn.DropAfterTx)
	job.Register(a.Jobs, "authn.purge", job.Worker{}, func(ctx context.Context, _ *job.Run, _ struct{}) error { return a.Authn.Purge(ctx) })
	a.Jobs.Periodic("authn.purge", job.Daily(3, 20))
	job.Register(a.Jobs, "web.purge_keys", job.Worker{}, func(ctx context.Context, _ *job.Run, _ struct{}) error { return web.PurgeKeys(ctx, a.DB) })
	a.Jobs.Periodic("web.purge_keys", job.Daily(3, 30))

	a.People = people.New(a.DB, a.Keys, func(ctx context.Context, tx *db.Tx, households []string) ([]people.HouseholdCase, error) {
		return a.Aid.HouseholdCasesTx(ctx, tx, households)
	})
	if a.Calendar, err = calendar.NewService(a.DB); err != nil {
		return err
	}
	a.Task = task.NewService(a.DB, a.Calendar)
	a.Task.Jobs(a.Jobs)
	if a.Policy, err = policy.NewService(a.DB, a.Keys); err != nil {
		return err
	}
	a.Policy.Jobs(a.Jobs)
	a.Policy.LetSee(func(ctx context.Context, tx *db.Tx, caseID string) error {
		_, err := a.Aid.CaseTx(ctx, tx, aid.PermView, caseID)
		return err
	})
	a.Policy.LetName(places())
	return nil
}

func (a *App) buildModules() {
	a.Fund = fund.New(a.DB)
	a.Order = order.New(order.Deps{DB: a.DB, Funds: a.Fund, People: a.People, Policy: a.Policy, Tasks: a.Task, Blobs: a.Files})
	a.Batch = batch.New(batch.Deps{DB: a.DB, Funds: a.Fund, Orders: a.Order, People: a.People, Policy: a.Policy, Calendar: a.Calendar, Tasks: a.Task})
	a.Pay = pay.New(pay.Deps{DB: a.DB, Orders: a.Order, Batches: a.Batch, Orgs: a.Org, People: a.People, Policy: a.Policy, Calendar: a.Calendar, Tasks: a.Task})
	a.Account = account.New(a.DB, a.Fund, a.Batch)
	a.Aid = aid.New(aid.Deps{
		DB: a.DB, Orgs: a.Org, People: a.People, Calendar: a.Calendar, Tasks: a.Task, Policy: a.Policy, Keys: a.Keys, Orders: a.Order,
		Visited: func(ctx context.Context, tx *db.Tx, caseID, staffID string) (bool, error) {
			return a.Visit.VisitedTx(ctx, tx, caseID, staffID)
		},
	})
	a.Gift = gift.New(gift.Deps{
		DB: a.DB, Funds: a.Fund, Orders: a.Order, Orgs: a.Org, Policy: a.Policy, Calendar: a.Calendar, Tasks: a.Task, Keys: a.Keys, Blobs: a.Files, Text: a.catalogue,
		Recipients: a.recipient,
	})
	a.Gift.Jobs(a.Jobs)
	a.Sunlight = sunlight.New(a.DB, a.Gift, a.Fund, aid.AreasTx)
	a.File = file.New(a.DB, a.Files, func(ctx context.Context, tx *db.Tx, caseID string) error {
		_, err := a.Aid.CaseTx(ctx, tx, aid.PermView, caseID)
		return err
	})
	a.Check = check.New(check.Deps{DB: a.DB, Aid: a.Aid, Orgs: a.Org, People: a.People, Tasks: a.Task, Policy: a.Policy, Keys: a.Keys})
	a.Check.Jobs(a.Jobs)
	a.Intake = intake.New(intake.Config{DB: a.DB, Blobs: a.Files, People: a.People, Orgs: a.Org, Aid: a.Aid, Jobs: a.Jobs, Text: a.catalogue})
	a.Plan = plan.New(a.DB, a.Aid, a.Org, a.Policy, a.Task, a.Order)
	a.Order.OnSettled(a.Plan)
	a.Visit = visit.New(visit.Deps{
		DB: a.DB, Aid: a.Aid, Orgs: a.Org, People: a.People, Tasks: a.Task, Policy: a.Policy, Keys: a.Keys, Orders: a.Order, Files: a.Files,
	})
	a.Visit.Jobs(a.Jobs)
	a.Meeting = meeting.New(a.meetingDeps())
	a.Meeting.Jobs(a.Jobs)
	a.Care = care.New(care.Deps{DB: a.DB, Orgs: a.Org, People: a.People, Tasks: a.Task, Cases: a.Aid, Keys: a.Keys})
	a.Report = report.New(a.DB, a.reportSources())
	a.Lab = lab.New(a.DB, a.Policy, a.Aid)
	a.Oversight = oversight.New(a.DB, a.Org, a.Task, a.oversightSources())
	a.Workbench = workbench.New(a.DB, a.Task, a.Jobs, a.workbenchSources())
	for _, c := range pathColumns() {
		a.Org.OnMove(org.Repath(c.table, c.column))
	}
	a.Settings = settings.New(a.DB, a.Org, a.Authn)
}

type pathColumn struct{ table, column string }

// pathColumns are where rooms store organisation paths, which change when a subtree moves.
func pathColumns() []pathColumn {
	return []pathColumn{
		{"tasks", "owner_path"},
		{"aid_cases", "entry_org_path"},
		{"aid_cases", "lead_org_path"},
		{"aid_access", "org_path"},
		{"aid_transfers", "to_org_path"},
		{"check_requests", "centre_org_path"},
		{"plan_measures", "owner_path"},
		{"meeting_seats", "org_path"},
		{"care_providers", "org_path"},
		{"supervision_questions", "org_path"},
		{"imports", "org_path"},
		{"gift_lists", "org_path"},
		{"gift_pledges", "org_path"},
		{"gifts", "org_path"},
		{"pay_confirmations", "org_path"},
	}
}

// routes joins the addresses of all rooms.
// recipient is the household of a file number, for the goods that it gets: within the actor's reach of cases.
func (a *App) recipient(ctx context.Context, tx *db.Tx, caseNo string) (gift.Recipient, error) {
	c, err := a.Aid.CaseByNoTx(ctx, tx, aid.PermView, caseNo)
	if err != nil {
		return gift.Recipient{}, err
	}
	h, err := a.People.HouseholdTx(ctx, tx, c.HouseholdID)
	return gift.Recipient{CaseID: c.ID, CaseNo: c.FileNo, HouseholdID: c.HouseholdID, Household: h.Name}, err
}

func (a *App) routes() []web.Route {
	door := &org.Door{DB: a.DB, Authn: a.Authn, Nav: sections(), Version: a.cfg.Version}
	return slices.Concat(
		door.Routes(),
		people.Routes(a.People),
		calendar.Routes(a.Calendar),
		policy.Routes(a.Policy),
		workbench.Routes(a.Workbench),
		fund.Routes(a.Fund),
		order.Routes(a.Order),
		batch.Routes(a.Batch),
		pay.Routes(a.Pay),
		account.Routes(a.Account),
		gift.Routes(a.Gift),
		sunlight.Routes(a.Sunlight),
		aid.Routes(a.Aid),
		file.Routes(a.File),
		check.Routes(a.Check),
		intake.Routes(a.Intake),
		plan.Routes(a.Plan),
		visit.Routes(a.Visit),
		meeting.Routes(a.Meeting),
		care.Routes(a.Care),
		report.Routes(a.Report),
		oversight.Routes(a.Oversight),
		settings.Routes(a.Settings),
		lab.Routes(a.Lab),
	)
}

func pageFiles() fs.FS {
	files, _ := pages.Files()
	return files
}
