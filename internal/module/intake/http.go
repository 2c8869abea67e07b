package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/id"
	"yice/internal/kit/job"
	"yice/internal/kit/journal"
	"yice/internal/kit/web"
)

// maxUpload is the largest file that is taken.
const maxUpload = 100 << 20

// Routes are the room's addresses.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Raw(http.MethodPost, "/imports", PermImport, "intake.upload", "上传名册并校验", s.upload),
		web.Get("/imports", PermImport, "intake.list", "导入记录", s.list),
		web.Get("/imports/{id}", PermImport, "intake.get", "一次导入", s.get),
		web.Get("/imports/{id}/items", PermImport, "intake.items", "导入的各户", s.items),
		web.Post("/imports/{id}/check", PermImport, "intake.check", "重新校验", s.recheck),
		web.Post("/imports/{id}/apply", PermImport, "intake.apply", "导入", s.start),
		web.Raw(http.MethodGet, "/imports/{id}/errors", PermImport, "intake.errors", "下载错误清单", s.errors),
	}
}

// View is an import as the browser shows it.
type View struct {
	Import
	Notes    Notes         `json:"notes"`
	Failure  string        `json:"failure" doc:"sentence, when it failed"`
	Progress *job.Progress `json:"progress,omitempty"`
	Can      []string      `json:"can"`
}

func language(ctx context.Context) i18n.Language {
	if a := authz.From(ctx); a != nil {
		return i18n.Parse(a.Language)
	}
	return i18n.Chinese
}

func (s *Service) view(ctx context.Context, imp Import) View {
	v := View{Import: imp, Notes: imp.Notes.V, Can: []string{}}
	if imp.Notes.V.Columns == nil {
		v.Notes = Notes{Columns: []string{}, Unknown: []string{}, Skipped: []int{}}
	}
	if n := imp.Failure.V; n.Code != "" {
		v.Failure = s.sentence(language(ctx), n)
	}
	busy := imp.State == Checking || imp.State == Applying
	if busy && imp.JobID != "" {
		if j, err := s.cfg.Jobs.Get(ctx, imp.JobID); err == nil {
			v.Progress = &j.Progress.V
			if j.State == job.Dead {
				busy = false
			}
		}
	}
	switch {
	case busy:
	case imp.State == Checked && imp.Bad == 0 && imp.Households > 0:
		v.Can = append(v.Can, "check", "apply")
	case imp.State == Checked && imp.Added+imp.Changed+imp.Unchanged > 0:
		v.Can = append(v.Can, "check", "apply_good")
	default:
		v.Can = append(v.Can, "check")
	}
	if imp.Bad > 0 && !busy {
		v.Can = append(v.Can, "errors")
	}
	return v
}

// upload takes a file for the actor's organisation, or for the one named by org_id within reach, and has it checked.
func (s *Service) upload(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	part, err := filePart(r)
	if err != nil {
		return err
	}
	ref, err := s.cfg.Blobs.Put(ctx, part, maxUpload, []string{blob.XLSX, blob.CSV})
	if err != nil {
		return err
	}
	imp := Import{SHA256: ref.SHA256, FileName: shortFileName(part.FileName()), FileSize: ref.Size, MediaType: ref.MediaType}
	err = s.cfg.DB.Update(ctx, func(tx *db.Tx) error {
		next, err := s.receiveTx(ctx, tx, imp, r.URL.Query().Get("org_id"))
		if err == nil {
			imp = next
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(s.view(ctx, imp))
}

// filePart finds the field "file" of a form without holding the form in memory.
func filePart(r *http.Request) (*multipart.Part, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, errs.New(errs.Malformed, "request.malformed").Because(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errs.InvalidField("file", "field.required")
		}
		if err != nil {
			return nil, errs.New(errs.Malformed, "request.malformed").Because(err)
		}
		if part.FormName() == "file" {
			return part, nil
		}
	}
}

func shortFileName(s string) string {
	r := []rune(s)
	if len(r) > 100 {
		r = append(r[:80], r[len(r)-20:]...)
	}
	if len(r) == 0 {
		return "名册.xlsx"
	}
	return string(r)
}

// receiveTx makes or renews the row of an upload. A file that is being imported right now is shown as it is.
func (s *Service) receiveTx(ctx context.Context, tx *db.Tx, imp Import, orgID string) (Import, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return imp, err
	}
	if orgID == "" {
		orgID = a.OrgID
	}
	o, err := s.cfg.Orgs.OrgTx(ctx, tx, orgID)
	if err != nil {
		return imp, err
	}
	if err := authz.RequireAt(ctx, PermImport, o.Path); err != nil {
		return imp, err
	}
	imp.OrgID, imp.OrgPath, imp.OrgName, imp.AreaCode = o.ID, o.Path, o.Name, o.AreaCode
	for up := o; imp.AreaCode == "" && up.ParentID != ""; imp.AreaCode = up.AreaCode {
		if up, err = s.cfg.Orgs.OrgTx(ctx, tx, up.ParentID); err != nil {
			return imp, err
		}
	}
	old, err := findByFile(ctx, tx, imp.SHA256, imp.OrgID)
	switch {
	case errs.IsKind(err, errs.NotFound):
		imp.ID, imp.MadeAt, imp.State = id.New(tx.Now()), tx.NowMS(), Checking
		imp.MadeByID, imp.MadeBy = a.UserID, a.Name
		if err := insertImport(ctx, tx, imp); err != nil {
			return imp, err
		}
		return s.queueTx(ctx, tx, imp, jobCheck, Checking)
	case err != nil:
		return imp, err
	case old.State == Done || s.working(ctx, tx, old):
		return old, nil
	}
	old.FileName, old.MediaType = imp.FileName, imp.MediaType
	return s.queueTx(ctx, tx, old, jobCheck, Checking)
}

// working tells whether a worker has the import in hand.
func (s *Service) working(_ context.Context, tx *db.Tx, imp Import) bool {
	const patience = 10 * time.Minute // a job that died leaves the state behind
	return (imp.State == Checking || imp.State == Applying) && tx.NowMS()-imp.StartedAt < patience.Milliseconds()
}

// queueTx hands the import to a worker, in the name of the actor.
func (s *Service) queueTx(ctx context.Context, tx *db.Tx, imp Import, kind string, st State) (Import, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return imp, err
	}
	imp.State, imp.Failure, imp.EndedAt, imp.Done, imp.Total, imp.Applied = st, db.JSON[note]{}, 0, 0, 0, 0
	imp.MadeByID, imp.MadeBy, imp.StartedAt = a.UserID, a.Name, tx.NowMS()
	key := fmt.Sprintf("%s:%s:%d", kind, imp.ID, imp.Version+1)
	if imp.JobID, err = job.EnqueueTx(ctx, tx, kind, jobArgs{imp.ID}, job.Options{UniqueKey: key, OwnerID: a.UserID}); err != nil {
		return imp, err
	}
	if err := saveImport(ctx, tx, &imp); err != nil {
		return imp, err
	}
	return imp, journal.Record(ctx, tx, journal.Event{Action: kind, ObjectType: "import", ObjectID: imp.ID, Summary: "名册 " + imp.FileName, Reason: imp.Reason})
}

type listIn struct {
	web.Page
}

func (s *Service) list(ctx context.Context, in *listIn) (web.List[View], error) {
	out := web.List[View]{Items: []View{}}
	err := s.cfg.DB.View(ctx, func(tx *db.Tx) error {
		rows, next, err := findImports(ctx, tx, authz.From(ctx), db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort})
		out.Next = next
		for _, r := range rows {
			out.Items = append(out.Items, s.view(ctx, r))
		}
		out.Total, out.TotalCapped = int64(len(rows)), next != ""
		return err
	})
	return out, err
}

type oneIn struct {
	ID string `path:"id" maxLength:"26"`
}

func (s *Service) get(ctx context.Context, in *oneIn) (View, error) {
	var imp Import
	err := s.cfg.DB.View(ctx, func(tx *db.Tx) (err error) {
		imp, err = findImport(ctx, tx, authz.From(ctx), in.ID)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, imp), nil
}

type itemsIn struct {
	web.Page
	ID   string `path:"id" maxLength:"26"`
	Kind string `query:"kind" enum:"new,changed,unchanged,bad" doc:"empty for all"`
}

// Item is one household of a file, in words.
type Item struct {
	Row         int64     `json:"row"`
	Name        string    `json:"name"`
	Kind        Kind      `json:"kind"`
	Changes     string    `json:"changes"`
	Findings    []Finding `json:"findings"`
	HouseholdID string    `json:"household_id"`
}

// Finding is one thing that is wrong in a file.
type Finding struct {
	Row    int    `json:"row"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Warn   bool   `json:"warn"`
}

func (s *Service) items(ctx context.Context, in *itemsIn) (web.List[Item], error) {
	out := web.List[Item]{Items: []Item{}}
	lang := language(ctx)
	err := s.cfg.DB.View(ctx, func(tx *db.Tx) error {
		imp, err := findImport(ctx, tx, authz.From(ctx), in.ID)
		if err != nil {
			return err
		}
		rows, next, err := findItems(ctx, tx, in.ID, Kind(in.Kind), db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort})
		if err != nil {
			return err
		}
		for _, r := range rows {
			it := Item{Row: r.RowNo, Name: r.Name, Kind: r.Kind, Changes: r.words(), Findings: []Finding{}, HouseholdID: r.HouseholdID}
			for _, n := range r.Findings.V {
				it.Findings = append(it.Findings, Finding{Row: n.Row, Code: n.Code, Detail: s.sentence(lang, n), Warn: n.Warn})
			}
			out.Items = append(out.Items, it)
		}
		out.Next = next
		out.Total = map[Kind]int64{KindNew: imp.Added, KindChanged: imp.Changed, KindUnchanged: imp.Unchanged, KindBad: imp.Bad, "": imp.Households}[Kind(in.Kind)]
		return nil
	})
	return out, err
}

type againIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason,omitempty" maxLength:"200" doc:"answers all warnings of the file"`
	}
}

func (s *Service) recheck(ctx context.Context, in *againIn) (View, error) {
	return s.act(ctx, in.ID, in.Body.Version, func(tx *db.Tx, imp Import) (Import, error) {
		imp.Reason = in.Body.Reason
		return s.queueTx(ctx, tx, imp, jobCheck, Checking)
	})
}

type applyIn struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Version  int64 `json:"version"`
		OnlyGood bool  `json:"only_good"`
	}
}

func (s *Service) start(ctx context.Context, in *applyIn) (View, error) {
	return s.act(ctx, in.ID, in.Body.Version, func(tx *db.Tx, imp Import) (Import, error) {
		switch {
		case imp.State != Checked:
			return imp, errs.New(errs.Conflict, "import.not_checked")
		case imp.Bad > 0 && !in.Body.OnlyGood:
			return imp, errs.New(errs.Invalid, "import.has_errors", "bad", imp.Bad)
		case imp.Added+imp.Changed+imp.Unchanged == 0:
			return imp, errs.New(errs.Invalid, "import.nothing")
		}
		imp.OnlyGood = in.Body.OnlyGood
		return s.queueTx(ctx, tx, imp, jobApply, Applying)
	})
}

// act finds an import within reach, refuses an old version and work under way, and does something with it.
func (s *Service) act(ctx context.Context, importID string, version int64, do func(tx *db.Tx, imp Import) (Import, error)) (View, error) {
	var out Import
	err := s.cfg.DB.Update(ctx, func(tx *db.Tx) error {
		imp, err := findImport(ctx, tx, authz.From(ctx), importID)
		if err != nil {
			return err
		}
		if imp.Version != version {
			at := time.UnixMilli(max(imp.StartedAt, imp.MadeAt)).In(clock.Shanghai()).Format("2006-01-02 15:04")
			return errs.New(errs.Stale, "stale", "who", imp.MadeBy, "when", at)
		}
		if s.working(ctx, tx, imp) {
			return errs.New(errs.Conflict, "import.under_way")
		}
		out, err = do(tx, imp)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, out), nil
}

// errors sends the error sheet, with a mark of who took it when.
func (s *Service) errors(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := authz.Must(ctx)
	if err != nil {
		return err
	}
	var imp Import
	var bad []item
	err = s.cfg.DB.Update(ctx, func(tx *db.Tx) (err error) {
		if imp, err = findImport(ctx, tx, a, r.PathValue("id")); err != nil {
			return err
		}
		if bad, err = findBad(ctx, tx, imp.ID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "intake.errors", ObjectType: "import", ObjectID: imp.ID, Summary: "下载错误清单：" + imp.FileName})
	})
	if err != nil {
		return err
	}
	src, err := s.cfg.Blobs.Open(blob.Ref{SHA256: imp.SHA256, Size: imp.FileSize, MediaType: imp.MediaType})
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	at, ok := src.(io.ReaderAt)
	if !ok {
		return errs.New(errs.Internal, "internal")
	}
	t, err := tableOf(at, imp.FileSize)
	if err != nil {
		return err
	}
	mark := fmt.Sprintf("%s %s %s", a.OrgName, a.Name, s.cfg.DB.Now().In(clock.Shanghai()).Format("2006-01-02 15:04"))
	w.Header().Set("Content-Type", blob.XLSX)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape("错误清单-"+imp.FileName))
	return s.writeErrors(w, at, imp.FileSize, t, bad, language(ctx), mark)
}
