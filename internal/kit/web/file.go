package web

import (
	"encoding/json"
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

// JSON answers a raw route with a document as the typed routes do.
func JSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}
