// Package blob keeps files by their content: a file's name is its SHA-256, so equal files are kept once, a stored file
// never changes, and damage is found by reading it again. What a file is gets decided by its bytes, never by its name
// or by what the sender said (domain rules §5.2, "file upload type and size check").
package blob

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"yice/internal/kit/errs"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

const (
	tempFolder = "tmp"
	chunk      = 64 << 10
	// A writer that still lives renews its file's time; older ones were left by a crash.
	abandoned = 24 * time.Hour
)

// Ref is what a table keeps about a stored file.
type Ref struct {
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"media_type"`
}

// Store is a folder of files: <first two digits>/<sha256>.
type Store struct {
	dir    string
	create func(dir string) (*os.File, error) // tests put a full disk here
}

// New opens or makes the folder and clears what a crash left half-written before now.
func New(dir string, now time.Time) (*Store, error) {
	temp := filepath.Join(dir, tempFolder)
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return nil, unwritable(err)
	}
	left, err := os.ReadDir(temp)
	if err != nil {
		return nil, unwritable(err)
	}
	for _, e := range left {
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(temp, e.Name()))
		}
	}
	return &Store{dir: dir, create: func(dir string) (*os.File, error) { return os.CreateTemp(dir, "put-*") }}, nil
}

// Put stores what r gives, at most limit bytes of one of the allowed media types. When it returns, the file survives a
// power cut. Putting a file again is harmless and repairs a damaged one.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64, allowed []string) (Ref, error) {
	f, err := s.create(filepath.Join(s.dir, tempFolder))
	if err != nil {
		return Ref{}, unwritable(err)
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	ref, err := receive(ctx, f, r, limit)
	if err != nil {
		return Ref{}, err
	}
	if ref.MediaType, err = check(f, ref.Size, allowed); err != nil {
		return Ref{}, err
	}
	if err := f.Sync(); err != nil {
		return Ref{}, unwritable(err)
	}
	if err := s.place(f.Name(), ref.SHA256); err != nil {
		return Ref{}, unwritable(err)
	}
	return ref, nil
}

// Open reads a stored file.
func (s *Store) Open(ref Ref) (io.ReadSeekCloser, error) { return s.open(ref.SHA256) }

// Verify reads a stored file and compares it with its name.
func (s *Store) Verify(ctx context.Context, sha string) error {
	f, err := s.open(sha)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	h, buf := sha256.New(), make([]byte, chunk)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			return errs.New(errs.Internal, "blob.damaged", "sha256", sha).Because(err)
		}
	}
	if hex.EncodeToString(h.Sum(nil)) != sha {
		return errs.New(errs.Internal, "blob.damaged", "sha256", sha)
	}
	return nil
}

// All names every stored file, for backup and checking.
func (s *Store) All(ctx context.Context, fn func(sha string, size int64) error) error {
	return filepath.WalkDir(s.dir, func(_ string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if d.IsDir() && d.Name() == tempFolder {
			return fs.SkipDir
		}
		if d.IsDir() || !isSHA(d.Name()) {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return fn(d.Name(), info.Size())
	})
}

func (s *Store) open(sha string) (*os.File, error) {
	if !isSHA(sha) {
		return nil, errs.New(errs.Internal, "blob.missing", "sha256", sha)
	}
	f, err := os.Open(s.path(sha))
	if err != nil {
		return nil, errs.New(errs.Internal, "blob.missing", "sha256", sha).Because(err)
	}
	return f, nil
}

func (s *Store) path(sha string) string { return filepath.Join(s.dir, sha[:2], sha) }

// place moves the temporary file to its name and makes the move durable, also that of a new folder.
func (s *Store) place(temp, sha string) error {
	target := s.path(sha)
	dir := filepath.Dir(target)
	if err := os.Mkdir(dir, 0o700); err == nil {
		err = syncDir(s.dir)
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Rename(temp, target); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// receive copies r into f while hashing and stops as soon as it is too much.
func receive(ctx context.Context, f *os.File, r io.Reader, limit int64) (Ref, error) {
	h, buf, size := sha256.New(), make([]byte, chunk), int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return Ref{}, err
		}
		n, err := r.Read(buf)
		if size += int64(n); size > limit {
			return Ref{}, errs.New(errs.TooLarge, "blob.too_large", "limit_mb", max(limit>>20, 1))
		}
		h.Write(buf[:n])
		if _, werr := f.Write(buf[:n]); n > 0 && werr != nil {
			return Ref{}, unwritable(werr)
		}
		if err == io.EOF {
			break
		}
		if known, ok := errors.AsType[*errs.Error](err); ok {
			return Ref{}, known
		}
		if err != nil {
			return Ref{}, errs.New(errs.Malformed, "blob.broken_off").Because(err)
		}
	}
	if size == 0 {
		return Ref{}, errs.New(errs.Invalid, "blob.empty")
	}
	return Ref{SHA256: hex.EncodeToString(h.Sum(nil)), Size: size}, nil
}

func check(f *os.File, size int64, allowed []string) (string, error) {
	got, err := Sniff(f, size)
	if err != nil {
		return "", unwritable(err)
	}
	if got == Text && slices.Contains(allowed, CSV) && !slices.Contains(allowed, Text) {
		got = CSV // a list of one column has no comma to be known by
	}
	if !slices.Contains(allowed, got) {
		return "", errs.New(errs.Invalid, "blob.type", "found", Label(got), "allowed", labels(allowed))
	}
	return got, nil
}

func labels(types []string) string {
	var out []string
	for _, t := range types {
		if l := Label(t); !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return strings.Join(out, "、")
}

func isSHA(s string) bool {
	if len(s) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func unwritable(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errs.New(errs.Unavailable, "blob.disk_full").Because(err)
	}
	return errs.New(errs.Unavailable, "blob.unwritable").Because(err)
}
