package blob

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

const limit = 1 << 20

func store(t *testing.T) *Store {
	t.Helper()
	s, err := New(filepath.Join(t.TempDir(), "files"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func png() []byte { return append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{7}, 200_000)...) }

func archive(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		if _, err := z.Create(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func temps(t *testing.T, s *Store) []os.DirEntry {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(s.dir, tempFolder))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

func TestPutOpenVerify(t *testing.T) {
	s, ctx := store(t), context.Background()
	data := png()
	ref, err := s.Put(ctx, iotest.OneByteReader(bytes.NewReader(data[:5000])), limit, []string{PNG})
	if err != nil || ref.Size != 5000 {
		t.Fatalf("slow reader: %+v, %v", ref, err)
	}
	if ref, err = s.Put(ctx, iotest.DataErrReader(bytes.NewReader(data)), limit, []string{JPEG, PNG}); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	if ref != (Ref{hex.EncodeToString(sum[:]), int64(len(data)), PNG}) {
		t.Fatalf("ref = %+v", ref)
	}
	again, err := s.Put(ctx, bytes.NewReader(data), int64(len(data)), []string{PNG})
	if err != nil || again != ref {
		t.Fatalf("again: %+v, %v", again, err)
	}
	f, err := s.Open(ref)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f)
	if err = errors.Join(err, f.Close()); err != nil || !bytes.Equal(got, data) {
		t.Fatalf("read back %d bytes, %v", len(got), err)
	}
	if err := s.Verify(ctx, ref.SHA256); err != nil {
		t.Error(err)
	}
	n := 0
	if err := s.All(ctx, func(string, int64) error { n++; return nil }); err != nil || n != 2 {
		t.Errorf("All: %d files, %v", n, err)
	}
	if left := temps(t, s); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestDamageIsFoundAndHealed(t *testing.T) {
	s, ctx := store(t), context.Background()
	ref, err := s.Put(ctx, bytes.NewReader(png()), limit, []string{PNG})
	if err != nil {
		t.Fatal(err)
	}
	bad := png()
	bad[100_000] ^= 1
	if err := os.WriteFile(s.path(ref.SHA256), bad, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(ctx, ref.SHA256); !errs.IsCode(err, "blob.damaged") {
		t.Errorf("damage: %v", err)
	}
	if _, err := s.Put(ctx, bytes.NewReader(png()), limit, []string{PNG}); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(ctx, ref.SHA256); err != nil {
		t.Errorf("not healed: %v", err)
	}
	for _, sha := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("0", 64)} {
		if _, err := s.Open(Ref{SHA256: sha}); !errs.IsCode(err, "blob.missing") {
			t.Errorf("%q: %v", sha, err)
		}
		if err := s.Verify(ctx, sha); !errs.IsCode(err, "blob.missing") {
			t.Errorf("%q: %v", sha, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	s := store(t)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		ctx   context.Context
		r     io.Reader
		limit int64
		code  string
		kind  errs.Kind
	}{
		"too large": {context.Background(), bytes.NewReader(png()), int64(len(png())) - 1, "blob.too_large", errs.TooLarge},
		"endless":   {context.Background(), zeros{}, 10_000_000, "blob.too_large", errs.TooLarge},
		"type":      {context.Background(), strings.NewReader("<html><script>"), limit, "blob.type", errs.Invalid},
		"renamed":   {context.Background(), strings.NewReader("MZ\x90\x00\x03"), limit, "blob.type", errs.Invalid},
		"empty":     {context.Background(), strings.NewReader(""), limit, "blob.empty", errs.Invalid},
		"broken":    {context.Background(), io.MultiReader(strings.NewReader("%PDF-"), iotest.ErrReader(io.ErrUnexpectedEOF)), limit, "blob.broken_off", errs.Malformed},
		"own error": {context.Background(), iotest.ErrReader(errs.New(errs.TooLarge, "request.too_large")), limit, "request.too_large", errs.TooLarge},
		"cancelled": {gone, bytes.NewReader(png()), limit, "internal", errs.Internal},
	} {
		_, err := s.Put(c.ctx, c.r, c.limit, []string{PNG, PDF})
		if e := errs.As(err); err == nil || e.Code != c.code || e.Kind != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left := temps(t, s); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
	if err := s.All(context.Background(), func(sha string, _ int64) error { return errors.New(sha) }); err != nil {
		t.Errorf("something was stored: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full on this system")
	}
	s := store(t)
	link := filepath.Join(s.dir, tempFolder, "full")
	if err := os.Symlink("/dev/full", link); err != nil {
		t.Fatal(err)
	}
	s.create = func(string) (*os.File, error) { return os.OpenFile(link, os.O_RDWR, 0) }
	_, err := s.Put(context.Background(), bytes.NewReader(png()), limit, []string{PNG})
	if !errs.IsCode(err, "blob.disk_full") || !errs.IsKind(err, errs.Unavailable) {
		t.Errorf("full disk: %v", err)
	}
	s.create = func(string) (*os.File, error) { return nil, os.ErrPermission }
	if _, err := s.Put(context.Background(), bytes.NewReader(png()), limit, []string{PNG}); !errs.IsCode(err, "blob.unwritable") {
		t.Errorf("no permission: %v", err)
	}
}

func TestCrashLeftoversAreCleared(t *testing.T) {
	s := store(t)
	now := time.Now()
	for name, age := range map[string]time.Duration{"put-old": 25 * time.Hour, "put-new": time.Hour} {
		p := filepath.Join(s.dir, tempFolder, name)
		if err := errors.Join(os.WriteFile(p, []byte("x"), 0o600), os.Chtimes(p, now.Add(-age), now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := New(s.dir, now); err != nil {
		t.Fatal(err)
	}
	if left := temps(t, s); len(left) != 1 || left[0].Name() != "put-new" {
		t.Errorf("left: %v", left)
	}
}

func TestSniff(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("姓名,证件号码\n王𠮷,1\n")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("字，", 3000)
	gbLong, err := simplifiedchinese.GB18030.NewEncoder().String("a" + long)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ data, want string }{
		{"\xff\xd8\xff\xe0JFIF", JPEG},
		{string(png()), PNG},
		{"GIF89a", GIF},
		{"RIFF\x00\x00\x00\x00WEBPVP8 ", WebP},
		{"RIFF\x00\x00\x00\x00WAVEfmt ", WAV},
		{"%PDF-1.7\n", PDF},
		{"x%PDF-1.7\n", Text},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", OLE},
		{"ID3\x04\x00", MP3},
		{"\xff\xfb\x90\x00\x00", MP3},
		{"\xff\xfe\x00\x00", Other},
		{"OggS\x00", OGG},
		{"\x00\x00\x00\x20ftypisom", MP4},
		{"\x00\x00\x00\x20ftypM4A ", M4A},
		{"\x00\x00\x00\x20ftypheic", HEIC},
		{string(archive(t, "[Content_Types].xml", "xl/workbook.xml")), XLSX},
		{string(archive(t, "word/document.xml")), DOCX},
		{string(archive(t, "OFD.xml")), OFD},
		{string(archive(t, "a.txt")), ZIP},
		{"PK\x03\x04 broken", Other},
		{"姓名,证件\n王,1", CSV},
		{"\xef\xbb\xbf姓名,证件\n", CSV},
		{gb, CSV},
		{"姓名\n王伟\n", Text},
		{long, Text},
		{"a" + long, Text},
		{gbLong, Text},
		{"  \n<svg onload=x>", Markup},
		{"<!doctype html>", Markup},
		{"a,b\x00", Other},
		{"\xff\xff\xff", Other},
		{"", Other},
		{"\xef\xbb\xbf", Other},
	} {
		got, err := Sniff(strings.NewReader(c.data), int64(len(c.data)))
		if err != nil || got != c.want {
			t.Errorf("%.20q = %s, %v; want %s", c.data, got, err, c.want)
		}
	}
}

func TestOneColumnListIsCSV(t *testing.T) {
	s := store(t)
	ref, err := s.Put(context.Background(), strings.NewReader("姓名\n王伟\n"), limit, []string{CSV, XLSX})
	if err != nil || ref.MediaType != CSV {
		t.Errorf("%+v, %v", ref, err)
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("a,b\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := Sniff(bytes.NewReader(b), int64(len(b))); err != nil || Label(got) == "" {
			t.Errorf("%q: %q, %v", b, got, err)
		}
	})
}

func TestMessages(t *testing.T) {
	c, err := i18n.New(Messages())
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"blob.too_large", "blob.type", "blob.empty", "blob.broken_off", "blob.disk_full", "blob.unwritable", "blob.missing", "blob.damaged"} {
		if !c.Has(code) {
			t.Errorf("no sentence for %s", code)
		}
	}
	if got := c.Text(i18n.Chinese, "blob.type", map[string]any{"found": Label(Markup), "allowed": labels([]string{JPEG, PNG, XLSX})}); got != "这种文件不能上传（识别为 HTML/XML），请改用 JPEG、PNG、XLSX。" {
		t.Error(got)
	}
}
