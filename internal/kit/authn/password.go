package authn

import (
	"context"
	"crypto/rand"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"yice/internal/kit/errs"
)

const (
	minPassword   = 10
	maxPassword   = 128
	keepHashes    = 5
	hashesAtATime = 4
)

// hasher computes argon2id, a few at a time: each takes its memory, and sign-in must not be a way to exhaust it.
type hasher struct {
	params argon2id.Params
	turns  chan struct{}
}

func newHasher(memoryKiB uint32) *hasher {
	h := &hasher{
		params: argon2id.Params{Memory: memoryKiB, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		turns:  make(chan struct{}, hashesAtATime),
	}
	return h
}

func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errs.New(errs.Unavailable, "unavailable").Because(ctx.Err())
	}
}

func (h *hasher) leave() { <-h.turns }

func (h *hasher) make(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	return argon2id.CreateHash(password, &h.params)
}

// fits compares; an empty hash (no such user) costs the same time and never fits.
func (h *hasher) fits(ctx context.Context, password, hash string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	if hash == "" {
		_, err := argon2id.CreateHash(password, &h.params)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// Hash computes the stored form of a password. It takes tens of milliseconds, so call it outside a transaction.
func (s *Service) Hash(ctx context.Context, password string) (string, error) {
	return s.hash.make(ctx, password)
}

// CheckPassword tells what is wrong with a new password: password.too_short, password.too_long, password.classes,
// password.is_login on the given path. Whether it was used before only ChangePassword knows.
func CheckPassword(path, login, password string) error {
	bad := func(code string, params ...any) error { return errs.InvalidField(path, code, params...) }
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return bad("password.too_short", "min", minPassword)
	case len(password) > maxPassword:
		return bad("password.too_long", "max", maxPassword)
	}
	if classes(password) < 3 {
		return bad("password.classes")
	}
	if login != "" && strings.Contains(strings.ToLower(password), strings.ToLower(login)) {
		return bad("password.is_login")
	}
	return nil
}

func classes(p string) int {
	var lower, upper, digit, other int
	for _, r := range p {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

// OneTimePassword makes a password to be read out once: three groups without letters that look alike.
func OneTimePassword() string {
	const lower, upper, digit = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
	var b strings.Builder
	for _, set := range []string{upper, lower, digit, lower, "-", upper, digit, lower, lower, "-", upper, lower, digit, lower} {
		if set == "-" {
			b.WriteByte('-')
			continue
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(set))))
		if err != nil {
			panic(err)
		}
		b.WriteByte(set[n.Int64()])
	}
	return b.String()
}
