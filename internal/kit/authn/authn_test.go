package authn_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yice/internal/kit/authn"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/testkit"
)

func signIn(w *testkit.City, login, password string) (string, error) {
	token, _, err := w.Authn.SignIn(context.Background(), login, password, authn.Client{Origin: "192.0.2.9", Agent: "test"})
	return token, err
}

func mustSignIn(t *testing.T, w *testkit.City, login string) string {
	t.Helper()
	token, err := signIn(w, login, testkit.Password)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func who(t *testing.T, w *testkit.City, token string) *authz.Actor {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/api/v1/me", nil)
	r.AddCookie(authn.Cookie(token, false))
	a, err := w.Authn.Authenticate(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSignInAndOut(t *testing.T) {
	w := testkit.World(t)
	token := mustSignIn(t, w, " Union-Officer ")
	a := who(t, w, token)
	if a == nil || a.Name != "赵经办" || a.Department != "union" || a.SessionID == "" || a.MustChangePassword {
		t.Fatalf("%+v", a)
	}
	for _, bad := range []string{"", "x", token[:42], strings.Repeat("a", 43), token + "x"} {
		if who(t, w, bad) != nil {
			t.Errorf("token %q opens", bad)
		}
	}
	if err := w.Authn.SignOut(authz.With(context.Background(), a)); err != nil {
		t.Fatal(err)
	}
	if who(t, w, token) != nil {
		t.Error("still in after signing out")
	}
}

func TestTokenIsNotStored(t *testing.T) {
	w := testkit.World(t)
	token := mustSignIn(t, w, "maker")
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		rows, err := w.Authn.SessionsTx(ctx, tx, w.Staff("maker").UserID)
		if len(rows) != 1 || strings.Contains(rows[0].TokenHash, token) || len(rows[0].TokenHash) != 64 {
			t.Errorf("%+v", rows)
		}
		return err
	})
}

func TestRefusalsLookAlike(t *testing.T) {
	w := testkit.World(t)
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		return w.Authn.DisableTx(ctx, tx, w.Staff("chair").UserID, true, "")
	})
	var first error
	for _, c := range [][2]string{
		{"maker", "wrong"},
		{"nobody", testkit.Password},
		{"chair", testkit.Password},
		{"maker", strings.Repeat("长", 200)},
		{"\x00' OR 1=1 --", "x"},
		{"maker", "a\x00b"},
	} {
		_, err := signIn(w, c[0], c[1])
		if !errs.IsCode(err, "session.refused") || !errs.IsKind(err, errs.Unauthenticated) {
			t.Fatalf("%q: %v", c[0], err)
		}
		if first == nil {
			first = err
		}
		if err.Error() != first.Error() {
			t.Errorf("%q is told %v, others %v", c[0], err, first)
		}
	}
}

func TestLockout(t *testing.T) {
	w := testkit.World(t)
	for range 4 {
		_, _ = signIn(w, "maker", "wrong")
	}
	mustSignIn(t, w, "maker") // success counts from the start again
	for range 5 {
		_, _ = signIn(w, "maker", "wrong")
	}
	if _, err := signIn(w, "maker", testkit.Password); !errs.IsCode(err, "session.refused") {
		t.Fatalf("not locked: %v", err)
	}
	w.Later(15*time.Minute + time.Second)
	mustSignIn(t, w, "maker")
	for range 5 {
		_, _ = signIn(w, "maker", "wrong")
	}
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		return w.Authn.UnlockTx(ctx, tx, w.Staff("maker").UserID, "本人来电")
	})
	mustSignIn(t, w, "maker")
}

// Many guesses at once count one by one: a right one after the fifth wrong one does not get in.
func TestParallelGuesses(t *testing.T) {
	w := testkit.World(t)
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() { _, _ = signIn(w, "maker", "wrong") })
	}
	wg.Wait()
	if _, err := signIn(w, "maker", testkit.Password); err == nil {
		t.Error("not locked after 40 guesses at once")
	}
}

func TestIdleAndAbsolute(t *testing.T) {
	w := testkit.World(t)
	token := mustSignIn(t, w, "maker")
	for range 12 * 60 / 29 {
		w.Later(29 * time.Minute)
		if who(t, w, token) == nil {
			t.Fatal("out in spite of activity")
		}
	}
	w.Later(29 * time.Minute)
	if who(t, w, token) != nil {
		t.Error("in after twelve hours")
	}
	token = mustSignIn(t, w, "maker")
	w.Later(30 * time.Minute)
	if who(t, w, token) != nil {
		t.Error("in after half an hour without activity")
	}
}

func TestBackgroundRequestsAreNoActivity(t *testing.T) {
	w := testkit.World(t)
	token := mustSignIn(t, w, "maker")
	for i := range 7 {
		w.Later(5 * time.Minute)
		r := httptest.NewRequest(http.MethodGet, "/api/v1/workbench", nil)
		r.AddCookie(authn.Cookie(token, false))
		r.Header.Set(authn.BackgroundHeader, "1")
		if a, err := w.Authn.Authenticate(r); err != nil || (a != nil) != (i < 5) {
			t.Fatalf("after %d minutes: %v %v", (i+1)*5, a != nil, err)
		}
	}
}

func TestThreeSessions(t *testing.T) {
	w := testkit.World(t)
	var tokens []string
	for range 4 {
		tokens = append(tokens, mustSignIn(t, w, "maker"))
		who(t, w, tokens[len(tokens)-1])
		w.Later(time.Second)
	}
	if who(t, w, tokens[0]) != nil {
		t.Error("the oldest of four goes on")
	}
	for _, tok := range tokens[1:] {
		if who(t, w, tok) == nil {
			t.Error("one of three ended")
		}
	}
}

func TestEndsAtOnce(t *testing.T) {
	w := testkit.World(t)
	id := w.Staff("maker").UserID
	hash, err := w.Authn.Hash(t.Context(), "Another-word-1")
	if err != nil {
		t.Fatal(err)
	}
	for i, end := range []func(ctx context.Context, tx *db.Tx) error{
		func(ctx context.Context, tx *db.Tx) error { return w.Authn.DisableTx(ctx, tx, id, true, "") },
		func(ctx context.Context, tx *db.Tx) error { return w.Authn.EndSessionsTx(ctx, tx, id, "") },
		func(ctx context.Context, tx *db.Tx) error { return w.Authn.ResetPasswordTx(ctx, tx, id, hash, "") },
	} {
		w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error { return w.Authn.DisableTx(ctx, tx, id, false, "") })
		token := mustSignIn(t, w, "maker")
		if who(t, w, token) == nil {
			t.Fatal("not in")
		}
		w.Do(w.System(), end)
		if who(t, w, token) != nil {
			t.Errorf("%d: still in", i)
		}
	}
	token, mustChange, err := w.Authn.SignIn(t.Context(), "maker", "Another-word-1", authn.Client{})
	if err != nil || !mustChange || !who(t, w, token).MustChangePassword {
		t.Errorf("a one-time password must be changed: %v", err)
	}
}

func TestPasswordRules(t *testing.T) {
	for p, code := range map[string]string{
		"Ab1-efgh9":                      "password.too_short",
		"abcdefghij":                     "password.classes",
		"abcdefghi1":                     "password.classes",
		"Abcdefghi1":                     "",
		"密码密码密码密码密码":                     "password.classes",
		"Maker-2020-x":                   "password.is_login",
		"Aa1" + strings.Repeat("x", 126): "password.too_long",
		"大庆-2020-Aid平台":                  "",
	} {
		err := authn.CheckPassword("new", "maker", p)
		if (code == "") != (err == nil) || code != "" && !errs.IsCode(err, code) {
			t.Errorf("%q: %v, want %q", p, err, code)
		}
	}
	for range 200 {
		if err := authn.CheckPassword("p", "", authn.OneTimePassword()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestChangePassword(t *testing.T) {
	w := testkit.World(t)
	other := mustSignIn(t, w, "maker")
	token := mustSignIn(t, w, "maker")
	ctx := authz.With(context.Background(), who(t, w, token))
	if err := w.Authn.ChangePassword(ctx, "wrong", "Brand-New-77"); !errs.IsCode(err, "password.old_wrong") {
		t.Fatal(err)
	}
	if err := w.Authn.ChangePassword(ctx, testkit.Password, testkit.Password); !errs.IsCode(err, "password.reused") {
		t.Fatal(err)
	}
	word := testkit.Password
	for _, next := range []string{"Word-number-1", "Word-number-2", "Word-number-3", "Word-number-4"} {
		if err := w.Authn.ChangePassword(ctx, word, next); err != nil {
			t.Fatal(err)
		}
		word = next
	}
	if err := w.Authn.ChangePassword(ctx, word, testkit.Password); !errs.IsCode(err, "password.reused") {
		t.Errorf("the fifth last may come back: %v", err)
	}
	if err := w.Authn.ChangePassword(ctx, word, "Word-number-5"); err != nil {
		t.Fatal(err)
	}
	if err := w.Authn.ChangePassword(ctx, "Word-number-5", testkit.Password); err != nil {
		t.Errorf("the sixth last may not come back: %v", err)
	}
	if who(t, w, other) != nil || who(t, w, token) == nil {
		t.Error("the other session should end, the own go on")
	}
	for range 5 {
		_ = w.Authn.ChangePassword(ctx, "wrong", "Brand-New-77")
	}
	if err := w.Authn.ChangePassword(ctx, testkit.Password, "Brand-New-77"); !errs.IsCode(err, "session.refused") {
		t.Errorf("guessing the old password is not stopped: %v", err)
	}
}

func TestMustChange(t *testing.T) {
	w := testkit.World(t)
	token := mustSignIn(t, w, "maker")
	w.Later(91 * 24 * time.Hour)
	token2 := mustSignIn(t, w, "maker")
	if who(t, w, token) != nil || !who(t, w, token2).MustChangePassword {
		t.Fatal("an old password must be changed")
	}
	if err := w.Authn.ChangePassword(authz.With(context.Background(), who(t, w, token2)), testkit.Password, "Brand-New-77"); err != nil {
		t.Fatal(err)
	}
	if who(t, w, token2).MustChangePassword {
		t.Error("changed, and still asked to")
	}
}

func TestAttemptsAreKept(t *testing.T) {
	w := testkit.World(t)
	mustSignIn(t, w, "maker")
	_, _ = signIn(w, "maker", "wrong")
	_, _ = signIn(w, "ghost", "wrong")
	w.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		rows, next, total, err := w.Authn.AttemptsTx(ctx, tx, authn.AttemptFilter{Page: db.Page{Limit: 2}})
		if total != 3 || len(rows) != 2 || next == "" || rows[0].Result != authn.ResultUnknown || rows[1].Result != authn.ResultPassword {
			t.Errorf("%v %q %d", rows, next, total)
		}
		return err
	})
}

func TestReadsNeedNoDatabase(t *testing.T) {
	w := testkit.World(t)
	token := mustSignIn(t, w, "maker")
	who(t, w, token)
	if err := w.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if who(t, w, token) == nil {
		t.Error("a fresh session asked the database")
	}
	w.Later(6 * time.Second)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(authn.Cookie(token, false))
	if _, err := w.Authn.Authenticate(r); err == nil {
		t.Error("an old answer served without the database")
	}
}
