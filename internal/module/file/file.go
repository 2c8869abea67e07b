// Package file takes files from browsers and gives them back, always within a case's scope: a photo, a signature, a signed
// paper. What a file is gets decided by its bytes (kit/blob). Every upload and every look is journalled.
package file

import (
	"context"
	_ "embed"
	"io"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Permissions of this room. Which file somebody may see is the case's business.
const (
	PermSend authz.Permission = "file.send"
	PermRead authz.Permission = "file.read"
)

// MaxSize is the largest file in bytes, MaxPicture the largest picture.
const (
	MaxSize    = 20 << 20
	MaxPicture = 12 << 20
)

// Grants gives both permissions to everybody who does business; the three administrators do none.
func Grants() []authz.Grant {
	var g []authz.Grant
	for _, role := range []string{
		"window_clerk", "employer_union", "street_officer", "department_officer", "department_leader", "check_officer", "secretariat",
		"meeting_member", "meeting_chair", "finance_maker", "finance_reviewer", "finance_releaser", "contact_cadre", "service_provider",
	} {
		g = append(g, authz.Grant{Role: role, Perm: PermSend, Reach: authz.All}, authz.Grant{Role: role, Perm: PermRead, Reach: authz.All})
	}
	return append(g, authz.Grant{Role: "auditor", Perm: PermRead, Reach: authz.All})
}

// Scope finds a case within the actor's reach or answers errs.NotFound; the casebook is behind it.
type Scope func(ctx context.Context, tx *db.Tx, caseID string) error

// Service is the room.
type Service struct {
	db    *db.DB
	store *blob.Store
	scope Scope
}

// New builds the room.
func New(d *db.DB, store *blob.Store, scope Scope) *Service {
	return &Service{db: d, store: store, scope: scope}
}

// Sent is a file as a browser sends it. CaseID may be empty: then the file waits, seen by its sender only, until a case
// takes it. Kind is a word such as photo, signature, authorisation.
type Sent struct {
	Name, Kind, CaseID string
	Body               io.Reader
}

var kindForm = regexp.MustCompile(`^[a-z_]{0,30}$`)

// Send stores a file. Needs PermSend, and the case within scope when one is named. The same file sent again is the same
// file. Codes: file.kind, those of kit/blob.
func (s *Service) Send(ctx context.Context, in Sent) (f blob.File, err error) {
	defer errs.Wrap(&err, "file.Send")
	if err := authz.Require(ctx, PermSend); err != nil {
		return f, err
	}
	if !kindForm.MatchString(in.Kind) {
		return f, errs.InvalidField("kind", "file.kind")
	}
	if in.CaseID != "" { // before the bytes come in
		if err := s.db.View(ctx, func(tx *db.Tx) error { return s.scope(ctx, tx, in.CaseID) }); err != nil {
			return f, err
		}
	}
	limit, allowed := int64(MaxSize), blob.Papers()
	if in.Kind == "photo" || in.Kind == "signature" {
		limit, allowed = MaxPicture, blob.Images()
	}
	ref, err := s.store.Put(ctx, in.Body, limit, allowed)
	if err != nil {
		return f, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if in.CaseID != "" {
			if err := s.scope(ctx, tx, in.CaseID); err != nil {
				return err
			}
		}
		if f, err = blob.RecordTx(ctx, tx, ref, cleanName(in.Name), in.Kind, in.CaseID); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{
			Action: "file.send", ObjectType: "file", ObjectID: f.ID, CaseID: in.CaseID, Summary: "上传文件",
			After: map[string]any{"sha256": f.SHA256, "size": f.Size, "media_type": f.MediaType, "kind": f.Kind},
		})
	})
	return f, err
}

// Open gives a file to read: one of a case within the actor's scope, or one that the actor sent and no case has taken. The
// look is journalled before the first byte. Needs PermRead. errs.NotFound when not visible.
func (s *Service) Open(ctx context.Context, id string) (f blob.File, r io.ReadSeekCloser, err error) {
	defer errs.Wrap(&err, "file.Open(%s)", id)
	a, err := authz.Must(ctx)
	if err != nil {
		return f, nil, err
	}
	if err := authz.Require(ctx, PermRead); err != nil {
		return f, nil, err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if f, err = blob.FileTx(ctx, tx, id); err != nil {
			return err
		}
		if f.CaseID != "" {
			err = s.scope(ctx, tx, f.CaseID)
		} else if f.OwnerID != a.UserID {
			err = errs.New(errs.NotFound, "not_found")
		}
		if err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "file.look", ObjectType: "file", ObjectID: f.ID, CaseID: f.CaseID, Summary: "查看文件"})
	})
	if err != nil {
		return f, nil, err
	}
	r, err = s.store.Open(f.Ref())
	return f, r, err
}

// OfCase lists the files of a case within scope. Needs PermRead.
func (s *Service) OfCase(ctx context.Context, caseID string) (out []blob.File, err error) {
	defer errs.Wrap(&err, "file.OfCase(%s)", caseID)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if err := s.scope(ctx, tx, caseID); err != nil {
			return err
		}
		out, err = blob.OfCaseTx(ctx, tx, caseID)
		return err
	})
	return out, err
}

// cleanName keeps the last part of a path, without control characters, at most 100 characters; the type is not in the name.
func cleanName(s string) string {
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`"<>:|?*;`, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	if n := []rune(s); len(n) > 100 {
		s = string(n[len(n)-100:])
	}
	if s == "" || s == "." || s == "/" {
		return "file"
	}
	return s
}
