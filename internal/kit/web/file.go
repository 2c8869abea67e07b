package web

import (
	"mime"
	"net/http"
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
