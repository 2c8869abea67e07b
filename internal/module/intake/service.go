package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"yice/internal/core/people"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/internal/module/aid"
)

// Options of an import from the command line.
type Options struct {
	Apply    bool
	OnlyGood bool   // import the good households when there are bad ones
	Again    bool   // also a file that was imported before
	Reason   string // answers all warnings
	Progress func(Progress)
	Errors   func() (io.WriteCloser, error) // where the error sheet goes, when there is anything bad
}

// Report is what an import found and did.
type Report struct {
	Import
	Notes   Notes
	Changes []Line
	Bad     []Line
	// Before tells that the same file was imported earlier, and nothing was done now.
	Before bool
}

// Line is one household of the file in words.
type Line struct {
	Row   int
	Name  string
	Kind  Kind
	Texts []string
}

const reportLines = 20

// Console gives a context in which the command line acts at a window: everything that an import needs, everywhere.
func (s *Service) Console(ctx context.Context, windowCode string) (context.Context, Window, error) {
	var w Window
	a := authz.System("import", PermImport, people.PermSave, people.PermSensitive, aid.PermEnter, aid.PermView)
	a.Name = "批量导入"
	err := s.cfg.DB.View(ctx, func(tx *db.Tx) error {
		o, err := s.cfg.Orgs.ByCodeTx(ctx, tx, windowCode)
		if err != nil {
			return errs.New(errs.Invalid, "import.window_unknown", "code", windowCode)
		}
		w = Window{OrgID: o.ID, OrgPath: o.Path, OrgName: o.Name, AreaCode: o.AreaCode}
		a.OrgID, a.OrgName, a.OrgPath, a.Department = o.ID, o.Name, o.Path, o.Department
		for (w.AreaCode == "" || a.Department == "") && o.ParentID != "" {
			if o, err = s.cfg.Orgs.OrgTx(ctx, tx, o.ParentID); err != nil {
				return err
			}
			if w.AreaCode == "" {
				w.AreaCode = o.AreaCode
			}
			if a.Department == "" {
				a.Department = o.Department
			}
		}
		a.Area = w.AreaCode
		return nil
	})
	return authz.With(ctx, a), w, err
}

// ImportFile is an import from the command line: read, check, and with Apply write. Codes: those of kit/sheet,
// import.no_headings, import.has_errors (nothing was written), import.under_way.
func (s *Service) ImportFile(ctx context.Context, r io.ReaderAt, size int64, name string, w Window, o Options) (rep Report, err error) {
	defer errs.Wrap(&err, "intake.ImportFile")
	w.Reason = "批量导入：" + name
	tell := func(p Progress) error { o.Progress(p); return ctx.Err() }
	sum, err := sha(r, size)
	if err != nil {
		return rep, err
	}
	imp := Import{
		SHA256: sum, FileName: name, FileSize: size, OrgID: w.OrgID, OrgPath: w.OrgPath, OrgName: w.OrgName, AreaCode: w.AreaCode,
		OnlyGood: o.OnlyGood, Reason: o.Reason,
	}
	if o.Apply && !o.Again {
		if old, done, err := s.importedBefore(ctx, imp); err != nil || done {
			return Report{Import: old, Notes: old.Notes.V, Before: true}, err
		}
	}
	f, err := readFile(r, size, w.AreaCode, func(rows int) { o.Progress(Progress{Stage: "reading", Done: rows}) })
	if err != nil {
		return rep, err
	}
	if !o.Apply || !o.OnlyGood {
		if err := s.check(ctx, f, w, o.Reason, tell); err != nil {
			return rep, err
		}
		imp.count(f)
	}
	refused := o.Apply && !o.OnlyGood && imp.Bad > 0
	if o.Apply && !refused {
		if imp, err = s.begin(ctx, imp, f); err != nil {
			return rep, err
		}
		if err := s.apply(ctx, f, w, &imp, tell); err != nil {
			return rep, err
		}
		imp.count(f)
		if err := s.end(ctx, &imp); err != nil {
			return rep, err
		}
	}
	rep = s.report(imp, f)
	if err := s.errorSheet(r, size, f, o); err != nil {
		return rep, err
	}
	if refused {
		return rep, errs.New(errs.Invalid, "import.has_errors", "bad", imp.Bad)
	}
	return rep, nil
}

func sha(r io.ReaderAt, size int64) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(r, 0, size)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (s *Service) importedBefore(ctx context.Context, imp Import) (old Import, done bool, err error) {
	err = s.cfg.DB.View(ctx, func(tx *db.Tx) error {
		old, err = findByFile(ctx, tx, imp.SHA256, imp.OrgID)
		if errs.IsKind(err, errs.NotFound) {
			return nil
		}
		return err
	})
	return old, old.State == Done, err
}

// begin makes or takes up the row of an import. One that stopped half-way goes on after its last slice.
func (s *Service) begin(ctx context.Context, imp Import, f *file) (Import, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return imp, err
	}
	err = s.cfg.DB.Update(ctx, func(tx *db.Tx) error {
		old, err := findByFile(ctx, tx, imp.SHA256, imp.OrgID)
		fresh := errs.IsKind(err, errs.NotFound)
		if err != nil && !fresh {
			return err
		}
		if fresh {
			imp.ID, imp.MadeAt, imp.MadeByID, imp.MadeBy = id.New(tx.Now()), tx.NowMS(), a.UserID, a.Name
		} else {
			old.OnlyGood, old.Reason = imp.OnlyGood, imp.Reason
			imp = old
		}
		if imp.State != Applying {
			imp.restart(f)
		}
		imp.State, imp.Total, imp.EndedAt, imp.Failure = Applying, int64(len(f.groups)), 0, db.JSON[note]{}
		imp.Notes.V, imp.StartedAt = notesOf(f), tx.NowMS()
		imp.Rows, imp.Households = int64(f.rows), int64(len(f.groups))
		if err := journal.Record(ctx, tx, journal.Event{
			Action: "intake.apply", ObjectType: "import", ObjectID: imp.ID,
			Summary: fmt.Sprintf("导入名册 %s：%d 户", imp.FileName, len(f.groups)), Reason: imp.Reason,
		}); err != nil {
			return err
		}
		if fresh {
			return insertImport(ctx, tx, imp)
		}
		return saveImport(ctx, tx, &imp)
	})
	return imp, err
}

func (imp *Import) restart(f *file) {
	imp.Applied, imp.Done, imp.Total = 0, 0, int64(len(f.groups))
	imp.Added, imp.Changed, imp.Unchanged, imp.Bad = 0, 0, 0, 0
}

func (s *Service) end(ctx context.Context, imp *Import) error {
	return s.cfg.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := rawImport(ctx, tx, imp.ID)
		if err != nil {
			return err
		}
		now.State, now.EndedAt = Done, tx.NowMS()
		*imp = now
		return saveImport(ctx, tx, imp)
	})
}

// report puts the first changed and bad households into words.
func (s *Service) report(imp Import, f *file) Report {
	rep := Report{Import: imp, Notes: notesOf(f)}
	for _, g := range f.groups {
		l := Line{Row: g.rows[0], Name: shortName(g.head().in.Name), Kind: g.kind}
		switch {
		case g.kind == KindBad && len(rep.Bad) < reportLines:
			for _, n := range g.notes(f.table) {
				l.Texts = append(l.Texts, fmt.Sprintf("第 %d 行 %s %s", n.Row, n.Code, s.sentence(i18n.Chinese, n)))
			}
			rep.Bad = append(rep.Bad, l)
		case g.kind == KindChanged && len(rep.Changes) < reportLines:
			for _, c := range g.changes {
				l.Texts = append(l.Texts, changeWords(c))
			}
			rep.Changes = append(rep.Changes, l)
		}
	}
	return rep
}

func (s *Service) errorSheet(r io.ReaderAt, size int64, f *file, o Options) (err error) {
	var bad []item
	for i, g := range f.groups {
		if g.kind == KindBad {
			bad = append(bad, asItem("", i, g, f.table))
		}
	}
	if len(bad) == 0 || o.Errors == nil {
		return nil
	}
	out, err := o.Errors()
	if err != nil {
		return err
	}
	defer func() {
		if cerr := out.Close(); err == nil {
			err = cerr
		}
	}()
	return s.writeErrors(out, r, size, f.table, bad, i18n.Chinese, "")
}

// words tells the changes of an item, at most so many.
func (it item) words() string {
	var out []string
	for _, c := range it.Changes.V {
		out = append(out, changeWords(c))
	}
	return strings.Join(out, "；")
}
