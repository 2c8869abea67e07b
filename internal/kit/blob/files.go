package blob

import (
	"context"
	"slices"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
)

// File is what a table knows about a stored file: its name, whose it is and which case it belongs to. A file without a case
// is seen by nobody but who sent it, until a case takes it.
type File struct {
	ID        string `db:"id" json:"id"`
	SHA256    string `db:"sha256" json:"sha256"`
	Name      string `db:"name" json:"name"`
	MediaType string `db:"media_type" json:"media_type"`
	Size      int64  `db:"size" json:"size"`
	CaseID    string `db:"case_id" json:"case_id"`
	Kind      string `db:"kind" json:"kind"`
	OwnerID   string `db:"owner_id" json:"-"`
	MadeAt    int64  `db:"made_at" json:"made_at"`
}

// Ref is where the content lies.
func (f File) Ref() Ref { return Ref{SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType} }

// RecordTx writes down that the actor sent a stored file. The same content sent again by the same actor for the same case
// and kind is the same file, so a repeated upload makes no second one.
func RecordTx(ctx context.Context, tx *db.Tx, ref Ref, name, kind, caseID string) (File, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return File{}, err
	}
	f := File{
		ID: id.New(tx.Now()), SHA256: ref.SHA256, Name: name, MediaType: ref.MediaType, Size: ref.Size, CaseID: caseID, Kind: kind,
		OwnerID: a.UserID, MadeAt: tx.NowMS(),
	}
	old, err := findSame(ctx, tx, f)
	if err == nil {
		return old, nil
	}
	if !errs.IsKind(err, errs.NotFound) {
		return File{}, err
	}
	return f, tx.Insert(ctx, "files", f)
}

// FileTx reads the row of a file; errs.NotFound. The caller decides whether the actor may see it.
func FileTx(ctx context.Context, tx *db.Tx, id string) (File, error) { return findFile(ctx, tx, id) }

// OfCaseTx lists the files of a case. The caller has found the case within its scope.
func OfCaseTx(ctx context.Context, tx *db.Tx, caseID string) ([]File, error) {
	return findOfCase(ctx, tx, caseID)
}

// ClaimTx makes files part of a case: each must belong to it already, or to no case and have been sent by the actor. Media,
// when given, are the allowed types. Empty ids are passed over. Codes: blob.unknown_file, blob.type.
func ClaimTx(ctx context.Context, tx *db.Tx, caseID string, ids []string, media ...string) ([]File, error) {
	a, err := authz.Must(ctx)
	if err != nil {
		return nil, err
	}
	out := []File{}
	for _, one := range ids {
		if one == "" {
			continue
		}
		f, err := findFile(ctx, tx, one)
		if errs.IsKind(err, errs.NotFound) || err == nil && f.CaseID != caseID && (f.CaseID != "" || f.OwnerID != a.UserID) {
			return nil, errs.New(errs.Invalid, "blob.unknown_file")
		}
		if err != nil {
			return nil, err
		}
		if len(media) > 0 && !slices.Contains(media, f.MediaType) {
			return nil, errs.New(errs.Invalid, "blob.type", "found", Label(f.MediaType), "allowed", labels(media))
		}
		if f.CaseID == "" {
			f.CaseID = caseID
			if err := setCase(ctx, tx, f.ID, caseID); err != nil {
				return nil, err
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// Images are the picture types that a browser shows.
func Images() []string { return []string{JPEG, PNG, WebP} }

// Papers are the types in which papers come: pictures, PDF and OFD, and office files.
func Papers() []string { return []string{JPEG, PNG, WebP, HEIC, PDF, OFD, DOCX, XLSX, OLE} }
