package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"yice/internal/kit/errs"
)

// File answers a raw route with a document made for this request, shown in the browser under its name.
func File(w http.ResponseWriter, name, mediaType string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	_, _ = w.Write(data) // a caller who is gone is no error
	return nil
}

// JSON answers a raw route with a document as the typed routes do.
func JSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}

// Upload reads the part "file" of a multipart body, of at most max bytes; the name is the sender's and may be anything. Codes:
// request.media_type, request.malformed, request.too_large, field.required.
func Upload(w http.ResponseWriter, r *http.Request, max int64) (name string, body []byte, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, max+1<<20)
	form, err := r.MultipartReader()
	if err != nil {
		return "", nil, errs.New(errs.Malformed, "request.media_type").Because(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, errs.InvalidField("file", "field.required")
		}
		if err != nil {
			return "", nil, errs.New(errs.Malformed, "request.malformed").Because(err)
		}
		if part.FormName() != "file" {
			continue
		}
		body, err := io.ReadAll(io.LimitReader(part, max+1))
		switch {
		case int64(len(body)) > max:
			return "", nil, errs.New(errs.TooLarge, "request.too_large")
		case err != nil:
			return "", nil, errs.New(errs.Malformed, "request.malformed").Because(err)
		}
		return part.FileName(), body, nil
	}
}
