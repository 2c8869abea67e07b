package file

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"time"

	"yice/internal/kit/blob"
	"yice/internal/kit/errs"
	"yice/internal/kit/web"
)

type caseIn struct {
	ID string `path:"id" maxLength:"26"`
}

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Raw("POST", "/files", PermSend, "file.send", "Send one file (multipart, part \"file\"; case_id and kind in the query)", s.send),
		web.Raw("GET", "/files/{id}", PermRead, "file.read", "Read a file; ?download=1 saves it", s.read),
		web.Get("/cases/{id}/files", PermRead, "file.list", "Files of a case", func(ctx context.Context, in *caseIn) (web.List[blob.File], error) {
			files, err := s.OfCase(ctx, in.ID)
			return web.List[blob.File]{Items: files, Total: int64(len(files))}, err
		}),
	}
}

func (s *Service) send(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, MaxSize+1<<20)
	mr, err := r.MultipartReader()
	if err != nil {
		return errs.New(errs.Malformed, "request.media_type").Because(err)
	}
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return errs.InvalidField("file", "field.required")
		}
		if err != nil {
			return errs.New(errs.Malformed, "request.malformed").Because(err)
		}
		if part.FormName() != "file" {
			continue
		}
		q := r.URL.Query()
		f, err := s.Send(r.Context(), Sent{Name: part.FileName(), Kind: q.Get("kind"), CaseID: q.Get("case_id"), Body: limited{part}})
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		return json.NewEncoder(w).Encode(f)
	}
}

// limited tells a body that is too large apart from one that broke off.
type limited struct{ r io.Reader }

func (l limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		err = errs.New(errs.TooLarge, "blob.too_large", "limit_mb", MaxSize>>20)
	}
	return n, err
}

// read sends a file so that no browser runs it: pictures and PDF are shown, all else is saved.
func (s *Service) read(w http.ResponseWriter, r *http.Request) error {
	f, body, err := s.Open(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	disposition := "attachment"
	if r.URL.Query().Get("download") == "" && slices.Contains(append(blob.Images(), blob.PDF), f.MediaType) {
		disposition = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	http.ServeContent(w, r, "", time.Time{}, body)
	return nil
}
