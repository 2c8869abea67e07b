// Package intake brings registers of households in from spreadsheets: the union's hardship-file form in any order of
// columns and with the usual mess. A file is read, checked by the same rules as the wizard, shown as a difference, and
// only then written, in slices, each household with a draft case.
//
// Sources: domain rules §1.4 (form), §5.5 (codes of the findings), §4.7 (normalisation on import).
package intake

import (
	_ "embed"

	"yice/internal/core/org"
	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/job"
	"yice/internal/module/aid"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// PermImport lets somebody bring a file in for an organisation within reach. Whoever holds it holds aid.PermEnter too, since the
// file becomes drafts of applications in that person's name.
const PermImport authz.Permission = "intake.import"

// Grants tells which role holds which permission of this room.
func Grants() []authz.Grant {
	return []authz.Grant{
		{Role: org.WindowClerk, Perm: PermImport, Reach: authz.Org},
		{Role: org.EmployerUnion, Perm: PermImport, Reach: authz.Org},
		{Role: org.DepartmentOfficer, Perm: PermImport, Reach: authz.Org},
	}
}

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{"imports_sha256_org_id_key": "import.under_way"}
}

// Kind says what the file means for one household.
type Kind string

// The kinds of item.
const (
	KindNew       Kind = "new"
	KindChanged   Kind = "changed"
	KindUnchanged Kind = "unchanged"
	KindBad       Kind = "bad"
)

// State says where an import stands.
type State string

// The states: a file is checked, then applied; both may fail and be tried again.
const (
	Checking State = "checking"
	Checked  State = "checked"
	Applying State = "applying"
	Done     State = "done"
	Failed   State = "failed"
)

// Import is one file for one window.
type Import struct {
	ID         string         `db:"id" json:"id"`
	Version    int64          `db:"version" json:"version"`
	SHA256     string         `db:"sha256" json:"sha256"`
	FileName   string         `db:"file_name" json:"file_name"`
	FileSize   int64          `db:"file_size" json:"file_size"`
	MediaType  string         `db:"media_type" json:"-"`
	OrgID      string         `db:"org_id" json:"org_id"`
	OrgPath    string         `db:"org_path" json:"-"`
	OrgName    string         `db:"org_name" json:"org_name"`
	AreaCode   string         `db:"area_code" json:"area_code"`
	State      State          `db:"state" json:"state"`
	OnlyGood   bool           `db:"only_good" json:"only_good" doc:"import the good households and leave the bad ones"`
	Reason     string         `db:"reason" json:"reason" doc:"typed reason that answers all warnings of the file"`
	Done       int64          `db:"done" json:"done"`
	Total      int64          `db:"total" json:"total"`
	Applied    int64          `db:"applied" json:"-"`
	Rows       int64          `db:"rows_read" json:"rows"`
	Households int64          `db:"households" json:"households"`
	Added      int64          `db:"added" json:"added"`
	Changed    int64          `db:"changed" json:"changed"`
	Unchanged  int64          `db:"unchanged" json:"unchanged"`
	Bad        int64          `db:"bad" json:"bad"`
	Notes      db.JSON[Notes] `db:"notes" json:"-"`
	Failure    db.JSON[note]  `db:"error" json:"-"`
	JobID      string         `db:"job_id" json:"job_id"`
	MadeByID   string         `db:"made_by_id" json:"-"`
	MadeBy     string         `db:"made_by" json:"made_by"`
	MadeAt     int64          `db:"made_at" json:"made_at"`
	StartedAt  int64          `db:"started_at" json:"started_at"`
	EndedAt    int64          `db:"ended_at" json:"ended_at"`
}

// Notes are remarks on the file as a whole.
type Notes struct {
	Wide    bool     `json:"wide" doc:"one row a household"`
	Columns []string `json:"columns" doc:"columns that were understood"`
	Unknown []string `json:"unknown" doc:"columns that nobody knows; they are left out"`
	Skipped []int    `json:"skipped" doc:"rows without a person"`
}

// item is one household of a file as kept for the browser.
type item struct {
	ImportID    string                   `db:"import_id"`
	Seq         int64                    `db:"seq"`
	RowNo       int64                    `db:"row_no"`
	Rows        db.JSON[[]int]           `db:"rows_json"`
	Name        string                   `db:"name"`
	Kind        Kind                     `db:"kind"`
	Changes     db.JSON[[]people.Change] `db:"changes"`
	Findings    db.JSON[[]note]          `db:"findings"`
	HouseholdID string                   `db:"household_id"`
}

// note is a finding with its place in the file.
type note struct {
	Row    int            `json:"row"`
	Column string         `json:"column"`
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
	Warn   bool           `json:"warn,omitempty"`
}

// Window is the organisation whose window the households are entered at.
type Window struct {
	OrgID, OrgPath, OrgName, AreaCode string
	// Reason goes into the journal of every household.
	Reason string
}

// Config is what the room works with.
type Config struct {
	DB     *db.DB
	Blobs  *blob.Store
	People *people.Service
	Orgs   *org.Service
	Aid    *aid.Service
	Jobs   *job.Queue
	Text   *i18n.Catalogue
}

// Service imports files.
type Service struct{ cfg Config }

// New makes the service and registers its jobs.
func New(cfg Config) *Service {
	s := &Service{cfg: cfg}
	if cfg.Jobs != nil {
		job.Register(cfg.Jobs, jobCheck, job.Worker{MaxTries: 4}, s.runCheck)
		job.Register(cfg.Jobs, jobApply, job.Worker{MaxTries: 4}, s.runApply)
	}
	return s
}

// Progress tells how far an import is: rows while reading, households afterwards.
type Progress struct {
	Stage State
	Done  int
	Total int
}

// counted adds up the kinds of the groups.
func (imp *Import) count(f *file) {
	imp.Added, imp.Changed, imp.Unchanged, imp.Bad = 0, 0, 0, 0
	for _, g := range f.groups {
		switch g.kind {
		case KindNew:
			imp.Added++
		case KindChanged:
			imp.Changed++
		case KindUnchanged:
			imp.Unchanged++
		case KindBad:
			imp.Bad++
		}
	}
	imp.Rows, imp.Households = int64(f.rows), int64(len(f.groups))
}

func notesOf(f *file) Notes {
	n := Notes{Wide: f.table.wide, Columns: []string{}, Unknown: f.table.unknown, Skipped: f.skipped}
	for _, c := range f.table.columns {
		n.Columns = append(n.Columns, c.title)
	}
	n.Skipped = n.Skipped[:min(len(n.Skipped), 100)]
	if n.Unknown == nil {
		n.Unknown = []string{}
	}
	if n.Skipped == nil {
		n.Skipped = []int{}
	}
	return n
}

// asField turns a refusal of a whole household into a finding.
func asField(err error) errs.Field {
	e := errs.As(err)
	return errs.Field{Code: e.Code, Params: e.Params}
}
