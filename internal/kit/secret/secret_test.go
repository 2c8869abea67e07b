package secret

import (
	"bytes"
	"crypto/cipher"
	"crypto/hmac"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

var day = time.Date(2020, 5, 7, 1, 0, 0, 0, time.UTC)

func ring(t testing.TB, s Suite) *Keyring {
	t.Helper()
	k, err := New(s, day)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func hexBytes(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The examples of GB/T 32905-2016 annex A and GB/T 32907-2016 annex A.
func TestStandardVectors(t *testing.T) {
	sum := sm3.Sum([]byte("abc"))
	if got := hex.EncodeToString(sum[:]); got != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" {
		t.Errorf("SM3(abc) = %s", got)
	}
	sum = sm3.Sum([]byte(strings.Repeat("abcd", 16)))
	if got := hex.EncodeToString(sum[:]); got != "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" {
		t.Errorf("SM3(abcd×16) = %s", got)
	}
	k := hexBytes(t, "0123456789abcdeffedcba9876543210")
	b, err := sm4.NewCipher(k)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 16)
	b.Encrypt(out, k)
	if got := hex.EncodeToString(out); got != "681edf34d206965e86b3e94f536e4246" {
		t.Errorf("SM4 = %s", got)
	}
	copy(out, k)
	for range 1_000_000 {
		b.Encrypt(out, out)
	}
	if got := hex.EncodeToString(out); got != "595298c7c6fd271f0402f804c33d3f66" {
		t.Errorf("SM4 a million times = %s", got)
	}
}

// RFC 8998 annex A.1 (SM4-GCM), through the same constructor that the suite uses.
func TestSM4GCMVector(t *testing.T) {
	b, err := sm4.NewCipher(hexBytes(t, "0123456789ABCDEFFEDCBA9876543210"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := cipher.NewGCM(b)
	if err != nil {
		t.Fatal(err)
	}
	got := a.Seal(nil, hexBytes(t, "00001234567800000000ABCD"),
		hexBytes(t, "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDEEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"),
		hexBytes(t, "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
	want := hexBytes(t, "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"+
		"83DE3541E4C2B58177E065A9BF7B62EC")
	if !bytes.Equal(got, want) {
		t.Errorf("SM4-GCM = %X", got)
	}
}

// HMAC-SM3 against its definition, since the standard library's HMAC carries it.
func TestHMACSM3(t *testing.T) {
	key, msg := bytes.Repeat([]byte{0x5a}, 32), []byte("身份证号")
	m := hmac.New(sm3.New, key)
	m.Write(msg)
	in, out := make([]byte, 64), make([]byte, 64)
	for i := range in {
		var x byte
		if i < len(key) {
			x = key[i]
		}
		in[i], out[i] = x^0x36, x^0x5c
	}
	inner := sm3.Sum(append(in, msg...))
	want := sm3.Sum(append(out, inner[:]...))
	if !bytes.Equal(m.Sum(nil), want[:]) {
		t.Error("HMAC-SM3 differs from its definition")
	}
}

func TestSealOpen(t *testing.T) {
	for _, s := range []Suite{AES, SM} {
		k := ring(t, s)
		for _, plain := range []string{"230604198001010011", "𠮷", strings.Repeat("长", 5000), "\x00"} {
			a, b := k.Seal("people", "doc_no", "01A", plain), k.Seal("people", "doc_no", "01A", plain)
			if a == b {
				t.Errorf("%s: two seals of one value are alike", s)
			}
			if strings.Contains(a, plain) || !strings.HasPrefix(a, "1.") {
				t.Errorf("%s: sealed = %q", s, a)
			}
			if got, err := k.Open("people", "doc_no", "01A", a); err != nil || got != plain {
				t.Errorf("%s: open = %q, %v", s, got, err)
			}
		}
		if got := k.Seal("t", "c", "r", ""); got != "" {
			t.Errorf("empty sealed = %q", got)
		}
		if got, err := k.Open("t", "c", "r", ""); got != "" || err != nil {
			t.Errorf("empty opened = %q, %v", got, err)
		}
	}
}

func TestWrongPlaceIsRefused(t *testing.T) {
	for _, s := range []Suite{AES, SM} {
		k := ring(t, s)
		x := k.Seal("people", "phone", "01A", "13812345678")
		for _, p := range [][3]string{{"people", "phone", "01B"}, {"people", "doc_no", "01A"}, {"cards", "phone", "01A"}, {"peoplep", "hone", "01A"}, {"people", "phone0", "1A"}} {
			if got, err := k.Open(p[0], p[1], p[2], x); !errs.IsCode(err, "secret.unreadable") || got != "" {
				t.Errorf("%s %v: %q, %v", s, p, got, err)
			}
		}
		if _, err := ring(t, s).Open("people", "phone", "01A", x); !errs.IsCode(err, "secret.unreadable") {
			t.Errorf("another ring opened it: %v", err)
		}
	}
}

func TestTampering(t *testing.T) {
	for _, s := range []Suite{AES, SM} {
		k := ring(t, s)
		x := []byte(k.Seal("t", "c", "r", "13812345678"))
		for i := range x {
			y := bytes.Clone(x)
			y[i] ^= 1
			if got, err := k.Open("t", "c", "r", string(y)); err == nil {
				t.Fatalf("%s: byte %d changed, opened as %q", s, i, got)
			}
		}
		for n := 1; n < len(x); n++ {
			if _, err := k.Open("t", "c", "r", string(x[:n])); err == nil {
				t.Fatalf("%s: cut to %d bytes, opened", s, n)
			}
		}
		for _, y := range []string{"x", "1", "1.", ".", "01." + string(x[2:]), "+1." + string(x[2:]), "明文"} {
			if _, err := k.Open("t", "c", "r", y); err == nil {
				t.Errorf("%q opened", y)
			}
		}
	}
}

func TestIndex(t *testing.T) {
	for _, s := range []Suite{AES, SM} {
		k := ring(t, s)
		a := k.Index("doc_no", "230604198001010011")
		if a != k.Index("doc_no", "230604198001010011") || len(a) != 2+22 {
			t.Errorf("%s: index = %q", s, a)
		}
		if a == k.Index("doc_no", "230604198001010012") || a == k.Index("phone", "230604198001010011") || a == ring(t, s).Index("doc_no", "230604198001010011") {
			t.Errorf("%s: different values, columns or rings share an index", s)
		}
		if k.Index("doc_no", "") != "" {
			t.Error("empty has an index")
		}
	}
}

func TestRotation(t *testing.T) {
	k1 := ring(t, AES)
	old, oldIndex := k1.Seal("t", "c", "r", "旧"), k1.Index("c", "旧")
	k2, err := k1.Rotate(SM, day)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k2.Open("t", "c", "r", old); got != "旧" || err != nil {
		t.Errorf("old field: %q, %v", got, err)
	}
	fresh := k2.Seal("t", "c", "r", "新")
	if !strings.HasPrefix(fresh, "2.") || !k2.Stale(old) || k2.Stale(fresh) || k2.Stale("") {
		t.Errorf("fresh = %q", fresh)
	}
	if _, err := k1.Open("t", "c", "r", fresh); !errs.IsCode(err, "secret.key_missing") {
		t.Errorf("old ring, new field: %v", err)
	}
	if k2.Index("c", "旧") != oldIndex {
		t.Error("sealing rotation changed the indexes")
	}
	k3, err := k2.RotateIndex()
	if err != nil {
		t.Fatal(err)
	}
	if k3.Index("c", "旧") == oldIndex || !k3.StaleIndex(oldIndex) || k3.StaleIndex(k3.Index("c", "旧")) {
		t.Error("index rotation did not change the indexes")
	}
	if got := k3.Indexes("c", "旧"); len(got) != 2 || got[0] != k3.Index("c", "旧") || got[1] != oldIndex {
		t.Errorf("Indexes = %v", got)
	}
	if k1.Fingerprint() != k3.Fingerprint() || k1.Fingerprint() == ring(t, AES).Fingerprint() {
		t.Error("fingerprint does not recognise the ring")
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "keys.json")
	if _, err := Load(path); !errs.IsCode(err, "secret.file_missing") {
		t.Fatalf("missing: %v", err)
	}
	k, err := LoadOrCreate(path, SM, day)
	if err != nil {
		t.Fatal(err)
	}
	x := k.Seal("t", "c", "r", "值")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	again, err := LoadOrCreate(path, AES, day)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open("t", "c", "r", x); got != "值" || err != nil {
		t.Errorf("after loading: %q, %v", got, err)
	}
	two, err := again.Rotate(AES, day)
	if err != nil {
		t.Fatal(err)
	}
	if err := two.Save(path); err != nil {
		t.Fatal(err)
	}
	if got, err := Load(path); err != nil || !bytes.Equal(got.Marshal(), two.Marshal()) {
		t.Errorf("rotated file: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".keys-*")); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); !errs.IsCode(err, "secret.file_exposed") {
		t.Errorf("exposed: %v", err)
	}
	if err := k.Save(filepath.Join(path, "below-a-file")); !errs.IsCode(err, "secret.file_unwritable") {
		t.Errorf("unwritable: %v", err)
	}
}

func TestBadKeyFiles(t *testing.T) {
	good := string(ring(t, AES).Marshal())
	for name, s := range map[string]string{
		"text":      "keys",
		"empty":     "{}",
		"no keys":   `{"format":1,"sealing":1,"indexing":1}`,
		"format":    strings.Replace(good, `"format": 1`, `"format": 9`, 1),
		"suite":     strings.Replace(good, "aes-256-gcm", "rot13", 1),
		"in use":    strings.Replace(good, `"sealing": 1`, `"sealing": 2`, 1),
		"short":     `{"format":1,"sealing":1,"indexing":1,"keys":[{"version":1,"suite":"aes-256-gcm","material":"AAAA"}]}`,
		"no base64": `{"format":1,"sealing":1,"indexing":1,"keys":[{"version":1,"suite":"aes-256-gcm","material":"****"}]}`,
		"order":     strings.Replace(good, `"version": 1`, `"version": 0`, 1),
	} {
		if _, err := Parse([]byte(s)); !errs.IsCode(err, "secret.file_bad") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := New("rot13", day); !errs.IsCode(err, "secret.file_bad") {
		t.Errorf("suite: %v", err)
	}
}

func TestMessages(t *testing.T) {
	c, err := i18n.New(Messages())
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"secret.unreadable", "secret.key_missing", "secret.file_missing", "secret.file_exposed", "secret.file_bad", "secret.file_unwritable"} {
		if !c.Has(code) {
			t.Errorf("no sentence for %s", code)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	k, done := ring(t, SM), make(chan error, 8)
	for range 8 {
		go func() {
			var err error
			for range 200 {
				if _, e := k.Open("t", "c", "r", k.Seal("t", "c", "r", "值")); e != nil {
					err = e
				}
				k.Index("c", "值")
			}
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkField(b *testing.B) {
	for _, s := range []Suite{AES, SM} {
		k := ring(b, s)
		x := k.Seal("t", "c", "r", "230604198001010011")
		b.Run(string(s)+"/seal", func(b *testing.B) {
			for b.Loop() {
				k.Seal("t", "c", "r", "230604198001010011")
			}
		})
		b.Run(string(s)+"/open", func(b *testing.B) {
			for b.Loop() {
				if _, err := k.Open("t", "c", "r", x); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(string(s)+"/index", func(b *testing.B) {
			for b.Loop() {
				k.Index("c", "230604198001010011")
			}
		})
	}
}
