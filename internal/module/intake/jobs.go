package intake

import (
	"context"
	"io"

	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/job"
)

const (
	jobCheck = "intake.check"
	jobApply = "intake.apply"
)

type jobArgs struct {
	ImportID string `json:"import_id"`
}

// open loads an import for a worker, with the rights that its owner has now and with its file.
func (s *Service) open(ctx context.Context, importID string) (context.Context, Import, Window, io.ReaderAt, func(), error) {
	var imp Import
	var w Window
	err := s.cfg.DB.View(ctx, func(tx *db.Tx) (err error) {
		if imp, err = rawImport(ctx, tx, importID); err != nil {
			return err
		}
		a, err := s.cfg.Orgs.ActorTx(ctx, tx, imp.MadeByID)
		if err != nil {
			return err
		}
		// The window is where the case is entered, even when its officer belongs to an organisation above or below.
		a.OrgID, a.OrgPath, a.OrgName = imp.OrgID, imp.OrgPath, imp.OrgName
		ctx = authz.With(ctx, a)
		w = Window{OrgID: imp.OrgID, OrgPath: imp.OrgPath, OrgName: imp.OrgName, AreaCode: imp.AreaCode, Reason: "批量导入：" + imp.FileName}
		return authz.RequireAt(ctx, PermImport, imp.OrgPath)
	})
	if err != nil {
		return ctx, imp, w, nil, nil, err
	}
	file, err := s.cfg.Blobs.Open(blob.Ref{SHA256: imp.SHA256, Size: imp.FileSize, MediaType: imp.MediaType})
	if err != nil {
		return ctx, imp, w, nil, nil, err
	}
	at, ok := file.(io.ReaderAt)
	if !ok {
		return ctx, imp, w, nil, nil, errs.New(errs.Internal, "internal")
	}
	return ctx, imp, w, at, func() { _ = file.Close() }, nil
}

// tell gives a progress function for a worker: it keeps the lease and shows the browser how far the work is.
func tell(ctx context.Context, r *job.Run) func(Progress) error {
	return func(p Progress) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return r.Progress(ctx, job.Progress{Done: int64(p.Done), Total: int64(p.Total), Note: string(p.Stage)})
	}
}

// runCheck reads and checks an uploaded file and keeps what each household would become.
func (s *Service) runCheck(ctx context.Context, r *job.Run, args jobArgs) error {
	ctx, imp, w, src, done, err := s.open(ctx, args.ImportID)
	if err != nil {
		return err
	}
	defer done()
	if imp.State != Checking {
		return nil // done by an earlier attempt
	}
	err = s.checkImport(ctx, &imp, w, src, tell(ctx, r))
	return s.settle(ctx, imp, Checked, err)
}

func (s *Service) checkImport(ctx context.Context, imp *Import, w Window, src io.ReaderAt, progress func(Progress) error) error {
	f, err := s.read(ctx, *imp, src, progress)
	if err != nil {
		return err
	}
	if err := s.check(ctx, f, w, imp.Reason, progress); err != nil {
		return err
	}
	imp.count(f)
	imp.Notes.V = notesOf(f)
	imp.Done, imp.Total, imp.Applied = int64(len(f.groups)), int64(len(f.groups)), 0
	return s.keep(ctx, *imp, f)
}

func (s *Service) read(ctx context.Context, imp Import, src io.ReaderAt, progress func(Progress) error) (*file, error) {
	var stop error
	f, err := readFile(src, imp.FileSize, imp.AreaCode, func(rows int) {
		if stop == nil {
			stop = progress(Progress{Stage: "reading", Done: rows})
		}
	})
	if err == nil {
		err = stop
	}
	if err == nil {
		err = ctx.Err()
	}
	return f, err
}

// keep stores the households of a checked file for the browser.
func (s *Service) keep(ctx context.Context, imp Import, f *file) error {
	const most = 1000
	for from := 0; from < len(f.groups) || from == 0; from += most {
		to := min(from+most, len(f.groups))
		items := make([]item, 0, to-from)
		for i, g := range f.groups[from:to] {
			items = append(items, asItem(imp.ID, from+i, g, f.table))
		}
		err := s.cfg.DB.Update(ctx, func(tx *db.Tx) error {
			if from == 0 {
				if err := dropItems(ctx, tx, imp.ID); err != nil {
					return err
				}
			}
			return putItems(ctx, tx, imp.ID, items)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// settle writes how a piece of work ended. A file that cannot be read is the owner's matter and no reason to try again.
func (s *Service) settle(ctx context.Context, imp Import, good State, err error) error {
	imp.State = good
	if err != nil {
		e := errs.As(err)
		if e.Kind != errs.Invalid && e.Kind != errs.TooLarge && e.Kind != errs.Forbidden && e.Kind != errs.Conflict {
			return err
		}
		imp.State, imp.Failure.V = Failed, note{Code: e.Code, Params: e.Params}
	}
	return s.cfg.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := rawImport(ctx, tx, imp.ID)
		if err != nil {
			return err
		}
		next := imp
		next.Version, next.EndedAt = now.Version, tx.NowMS()
		return saveImport(ctx, tx, &next)
	})
}

// runApply writes a checked file. With OnlyGood unset it checks once more first and writes nothing when there is
// anything bad.
func (s *Service) runApply(ctx context.Context, r *job.Run, args jobArgs) error {
	ctx, imp, w, src, done, err := s.open(ctx, args.ImportID)
	if err != nil {
		return err
	}
	defer done()
	if imp.State != Applying {
		return nil
	}
	progress := tell(ctx, r)
	f, err := s.read(ctx, imp, src, progress)
	if err == nil && !imp.OnlyGood && imp.Applied == 0 {
		if err = s.check(ctx, f, w, imp.Reason, progress); err == nil {
			if imp.count(f); imp.Bad > 0 {
				if err := s.keep(ctx, imp, f); err != nil {
					return err
				}
				imp.Failure.V = note{Code: "import.has_errors", Params: map[string]any{"bad": imp.Bad}}
				return s.settle(ctx, imp, Checked, nil)
			}
		}
	}
	if err == nil {
		if imp.Applied == 0 {
			imp.restart(f)
		}
		err = s.apply(ctx, f, w, &imp, progress)
	}
	return s.settle(ctx, imp, Done, err)
}
