package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
)

const (
	keyHeader  = "Idempotency-Key"
	maxKeyBody = 4 << 20
)

// once makes unsafe requests with an Idempotency-Key happen once: the same key with the same input gets the first
// answer, with other input a refusal. The key is written inside the business transaction, the answer right after it.
func (s *Server) once(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get(keyHeader)
		a := authz.From(r.Context())
		if key == "" || a == nil || r.Method == http.MethodGet || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			next.ServeHTTP(w, r)
			return
		}
		if len(key) > 100 {
			s.writeError(w, r, errs.New(errs.Malformed, "request.key_bad"))
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxKeyBody+1))
		if err != nil || len(body) > maxKeyBody {
			s.writeError(w, r, errs.New(errs.TooLarge, "request.too_large"))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		input := []byte(r.Method + " " + r.URL.RequestURI() + "\n")
		secret := s.secret(r)
		if !secret {
			input = append(input, body...)
		}
		sum := sha256.Sum256(input)
		rk := requestKeyRow{ActorID: a.UserID, Key: key, InputHash: hex.EncodeToString(sum[:])}
		if s.replay(w, r, rk) {
			return
		}
		ctx, hook := db.WithHook(r.Context(), func(ctx context.Context, tx *db.Tx) error {
			rk.MadeAt = tx.NowMS()
			return insertKey(ctx, tx, rk)
		})
		buf := &bufferedWriter{header: http.Header{}}
		next.ServeHTTP(buf, r.WithContext(ctx))
		if !hook.Done() && buf.status == http.StatusConflict && s.replay(w, r, rk) {
			return
		}
		// What was done but could not be shown is told by the next request with the key.
		if hook.Done() && !secret && buf.status < http.StatusInternalServerError {
			if err := s.keep(context.WithoutCancel(ctx), rk, buf); err != nil {
				s.cfg.Log.Error("idempotency answer not kept", "err", err.Error())
			}
		}
		buf.flush(w)
	})
}

// keepKeys is how long a repetition is recognised.
const keepKeys = 7 * 24 * time.Hour

// PurgeKeys forgets the idempotency keys that nobody repeats any more.
func PurgeKeys(ctx context.Context, d *db.DB) error {
	return d.Update(ctx, func(tx *db.Tx) error { return deleteKeys(ctx, tx, tx.Now().Add(-keepKeys).UnixMilli()) })
}

// secret tells whether the route's input or answer holds a secret: then neither leaves a trace, and a repetition
// learns only that it was done.
func (s *Server) secret(r *http.Request) bool {
	_, pattern := s.mux.Handler(r)
	return s.secrets[pattern]
}

func (s *Server) keep(ctx context.Context, rk requestKeyRow, buf *bufferedWriter) error {
	return s.cfg.DB.Update(ctx, func(tx *db.Tx) error {
		return updateKey(ctx, tx, rk.ActorID, rk.Key, buf.status, buf.body.String())
	})
}

// replay answers from an earlier request with the same key and tells whether it did.
func (s *Server) replay(w http.ResponseWriter, r *http.Request, rk requestKeyRow) bool {
	var old requestKeyRow
	err := s.cfg.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		old, err = findKey(r.Context(), tx, rk.ActorID, rk.Key)
		return err
	})
	if errs.IsKind(err, errs.NotFound) {
		return false
	}
	switch {
	case err != nil:
		s.writeError(w, r, err)
	case old.InputHash != rk.InputHash:
		s.writeError(w, r, errs.New(errs.Conflict, "request.key_reused"))
	case old.Status == 0:
		s.writeError(w, r, errs.New(errs.Conflict, "request.already_done"))
	default:
		w.Header().Set("Content-Type", "application/json")
		if old.Status >= http.StatusBadRequest {
			w.Header().Set("Content-Type", "application/problem+json")
		}
		w.Header().Set("Idempotent-Replay", "true")
		w.WriteHeader(int(old.Status))
		_, _ = io.WriteString(w, old.Body)
	}
	return true
}

type bufferedWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *bufferedWriter) Header() http.Header { return b.header }

func (b *bufferedWriter) WriteHeader(code int) {
	if b.status == 0 {
		b.status = code
	}
}

func (b *bufferedWriter) Write(p []byte) (int, error) {
	if b.status == 0 {
		b.status = http.StatusOK
	}
	return b.body.Write(p)
}

func (b *bufferedWriter) flush(w http.ResponseWriter) {
	for k, v := range b.header {
		w.Header()[k] = v
	}
	if b.status == 0 {
		b.status = http.StatusOK
	}
	w.WriteHeader(b.status)
	_, err := w.Write(b.body.Bytes())
	if err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
		return
	}
}
