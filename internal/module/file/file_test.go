package file

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/blob"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/web"
	"yice/internal/testkit"
)

func png(n int) []byte { return append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{7}, n)...) }

func clerk(name string, perms ...authz.Permission) *authz.Actor {
	a := &authz.Actor{UserID: "u-" + name, StaffID: "s-" + name, Name: name, Reaches: map[authz.Permission][]authz.Reach{}}
	for _, p := range perms {
		a.Reaches[p] = []authz.Reach{{Kind: authz.All}}
	}
	return a
}

// setup makes the room with one case, "c1", that only li sees.
func setup(t *testing.T) (*Service, *db.DB) {
	t.Helper()
	d := testkit.NewDB(t)
	store, err := blob.New(t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return New(d, store, func(ctx context.Context, _ *db.Tx, caseID string) error {
		if caseID == "c1" && authz.From(ctx).Name == "li" {
			return nil
		}
		return errs.New(errs.NotFound, "not_found")
	}), d
}

func TestScope(t *testing.T) {
	s, d := setup(t)
	li := authz.With(t.Context(), clerk("li", PermSend, PermRead))
	wang := authz.With(t.Context(), clerk("wang", PermSend, PermRead))
	send := func(ctx context.Context, caseID, kind string, b []byte) (blob.File, error) {
		return s.Send(ctx, Sent{Name: `C:\照片\客厅".png`, Kind: kind, CaseID: caseID, Body: bytes.NewReader(b)})
	}
	mine, err := send(wang, "", "photo", png(10))
	if err != nil || mine.Name != "客厅.png" || mine.MediaType != blob.PNG {
		t.Fatal(mine, err)
	}
	if again, err := send(wang, "", "photo", png(10)); err != nil || again.ID != mine.ID {
		t.Error("sent twice, kept twice", again, err)
	}
	if _, _, err := s.Open(li, mine.ID); !errs.IsKind(err, errs.NotFound) {
		t.Error("a file of nobody's case, seen by another:", err)
	}
	if _, err := send(wang, "c1", "photo", png(10)); !errs.IsKind(err, errs.NotFound) {
		t.Error("sent into a case out of scope:", err)
	}
	ofCase, err := send(li, "c1", "photo", png(11))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Open(wang, ofCase.ID); !errs.IsKind(err, errs.NotFound) {
		t.Error("out of scope:", err)
	}
	f, r, err := s.Open(li, ofCase.ID)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(r)
	_ = r.Close()
	if !bytes.Equal(b, png(11)) || f.ID != ofCase.ID {
		t.Error("other content")
	}
	claim := func(ctx context.Context, id string, media ...string) error {
		return d.Update(ctx, func(tx *db.Tx) error {
			_, err := blob.ClaimTx(ctx, tx, "c1", []string{"", id}, media...)
			return err
		})
	}
	if err := claim(li, mine.ID); !errs.IsCode(err, "blob.unknown_file") {
		t.Error("another's file taken:", err)
	}
	if err := claim(wang, mine.ID, blob.PDF); !errs.IsCode(err, "blob.type") {
		t.Error(err)
	}
	if err := claim(wang, mine.ID, blob.PNG); err != nil {
		t.Error(err)
	}
	if err := claim(li, mine.ID); err != nil {
		t.Error("claiming again:", err)
	}
	if files, err := s.OfCase(li, "c1"); err != nil || len(files) != 2 {
		t.Error(files, err)
	}
	if _, err := s.OfCase(wang, "c1"); !errs.IsKind(err, errs.NotFound) {
		t.Error(err)
	}
	_ = d.View(t.Context(), func(tx *db.Tx) error {
		looks, _, err := journal.Find(t.Context(), tx, journal.Filter{Action: "file.look"})
		if err != nil || len(looks) != 1 || looks[0].CaseID != "c1" {
			t.Error(looks, err)
		}
		return nil
	})
}

func TestRefusals(t *testing.T) {
	s, _ := setup(t)
	li := authz.With(t.Context(), clerk("li", PermSend, PermRead))
	for code, in := range map[string]Sent{
		"file.kind":      {Kind: "Photo!", Body: bytes.NewReader(png(1))},
		"blob.type":      {Kind: "signature", Body: strings.NewReader("%PDF-1.7 ...")},
		"blob.empty":     {Body: strings.NewReader("")},
		"blob.too_large": {Kind: "photo", Body: bytes.NewReader(png(MaxPicture))},
	} {
		if _, err := s.Send(li, in); !errs.IsCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := s.Send(authz.With(t.Context(), clerk("nobody")), Sent{Body: bytes.NewReader(png(1))}); !errs.IsKind(err, errs.Forbidden) {
		t.Error(err)
	}
	if _, _, err := s.Open(li, "01XX"); !errs.IsKind(err, errs.NotFound) {
		t.Error(err)
	}
	for in, want := range map[string]string{"../../etc/passwd": "passwd", "a\x00b\n.png": "ab.png", "": "file", "/": "file", "房屋 外观.jpg": "房屋 外观.jpg"} {
		if got := cleanName(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestOverTheWire(t *testing.T) {
	s, d := setup(t)
	cat, err := i18n.New(web.Messages(), blob.Messages(), Messages())
	if err != nil {
		t.Fatal(err)
	}
	server := web.New(web.Config{DB: d, Catalogue: cat, Log: slog.New(slog.DiscardHandler), Authenticate: func(*http.Request) (*authz.Actor, error) {
		return clerk("li", PermSend, PermRead), nil
	}}, Routes(s))
	call := func(method, path string, body io.Reader, contentType string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/api/v1"+path, body)
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		return w
	}
	form := func(field, name string, b []byte) (io.Reader, string) {
		var buf bytes.Buffer
		m := multipart.NewWriter(&buf)
		p, _ := m.CreateFormFile(field, name)
		_, _ = p.Write(b)
		_ = m.Close()
		return &buf, m.FormDataContentType()
	}
	body, ct := form("file", "a.png", png(5))
	w := call("POST", "/files?case_id=c1&kind=photo", body, ct)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"media_type":"image/png"`) {
		t.Fatal(w.Code, w.Body)
	}
	id := strings.SplitN(strings.SplitN(w.Body.String(), `"id":"`, 2)[1], `"`, 2)[0]
	w = call("GET", "/files/"+id, nil, "")
	if w.Code != 200 || w.Header().Get("Content-Type") != blob.PNG || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "inline") || w.Body.Len() != 13 {
		t.Error(w.Code, w.Header(), w.Body.Len())
	}
	if w = call("GET", "/files/"+id+"?download=1", nil, ""); !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Error(w.Header())
	}
	if w = call("GET", "/cases/c1/files", nil, ""); w.Code != 200 || !strings.Contains(w.Body.String(), id) {
		t.Error(w.Code, w.Body)
	}
	for what, want := range map[string]int{"other": 422, "file": 413, "json": 400} {
		size := 10
		if what == "file" {
			size = MaxSize + 2<<20
		}
		body, ct := form(what, "a.pdf", append([]byte("%PDF-1.7"), make([]byte, size)...))
		if what == "json" {
			ct = "application/json"
		}
		if w := call("POST", "/files", body, ct); w.Code != want {
			t.Errorf("%s: %d %s", what, w.Code, w.Body)
		}
	}
}
