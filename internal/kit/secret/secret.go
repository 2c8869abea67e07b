// Package secret seals single database fields and makes keyed indexes to find them again. A sealed field opens only in
// the row, column and table it was written for; its key version travels with it, so that keys can be changed while old
// fields still open. The key material lives in a file (or a variable) apart from the database.
//
// Domain rules §5.2 (confidentiality at rest) and §5.3 (commercial cryptography: SM4 and SM3 as a choice).
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"strconv"
	"strings"
	"sync"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"yice/internal/kit/errs"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// Suite names a set of algorithms.
type Suite string

// The closed list of suites.
const (
	// AES seals with AES-256-GCM and indexes with HMAC-SHA-256.
	AES Suite = "aes-256-gcm"
	// SM seals with SM4-GCM and indexes with HMAC-SM3, for sites under commercial cryptography assessment.
	SM Suite = "sm4-gcm-hmac-sm3"
)

const (
	materialSize = 32
	indexSize    = 16
)

func (s Suite) valid() bool { return s == AES || s == SM }

func (s Suite) hash() func() hash.Hash {
	if s == SM {
		return sm3.New
	}
	return sha256.New
}

func (s Suite) aead(material []byte, info string) (cipher.AEAD, error) {
	size, block := 32, aes.NewCipher
	if s == SM {
		size, block = sm4.BlockSize, sm4.NewCipher
	}
	key, err := hkdf.Key(s.hash(), material, nil, info, size)
	if err != nil {
		return nil, err
	}
	b, err := block(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// Keyring holds all key versions; it never changes after it was made and may be used by several goroutines.
type Keyring struct {
	sealing  int
	indexing int
	keys     []key
	aeads    sync.Map // column → cipher.AEAD
	prfs     sync.Map // column → *sync.Pool of hash.Hash
}

type key struct {
	version  int
	suite    Suite
	madeAt   string
	material []byte
}

type column struct {
	version     int
	table, name string
}

// Seal encrypts a field for one row and one column. The empty text stays empty, so that "nothing recorded" can be seen
// without a key; everything else changes with every call.
func (k *Keyring) Seal(table, col, rowID, plaintext string) string {
	if plaintext == "" {
		return ""
	}
	a, err := k.aead(column{k.sealing, table, col})
	if err != nil {
		panic(err) // the ring was tried when it was made
	}
	buf := make([]byte, a.NonceSize(), a.NonceSize()+len(plaintext)+a.Overhead())
	_, _ = rand.Read(buf) // it never fails: the runtime stops the program instead
	buf = a.Seal(buf, buf, []byte(plaintext), place(table, col, rowID))
	return strconv.Itoa(k.sealing) + "." + base64.RawURLEncoding.EncodeToString(buf)
}

// Open decrypts a field. A changed text, or one moved from another row, column or table, is refused.
func (k *Keyring) Open(table, col, rowID, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	version, body, ok := split(sealed)
	if !ok {
		return "", unreadable(table, col)
	}
	if k.find(version) == nil {
		return "", errs.New(errs.Internal, "secret.key_missing", "version", version)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil {
		return "", unreadable(table, col)
	}
	a, err := k.aead(column{version, table, col})
	if err != nil {
		return "", err
	}
	if len(raw) < a.NonceSize() {
		return "", unreadable(table, col)
	}
	plain, err := a.Open(nil, raw[:a.NonceSize()], raw[a.NonceSize():], place(table, col, rowID))
	if err != nil {
		return "", unreadable(table, col)
	}
	return string(plain), nil
}

// Index is a keyed, truncated hash of a normalised value: equal values of one column get equal indexes, and nobody
// without the key can tell or guess the value. The empty value has the empty index.
func (k *Keyring) Index(col, normalized string) string {
	return k.indexWith(k.indexing, col, normalized)
}

// Indexes are the indexes under all key versions, newest first: what to look for while a column is being rewritten.
func (k *Keyring) Indexes(col, normalized string) []string {
	out := []string{k.Index(col, normalized)}
	for i := len(k.keys) - 1; i >= 0; i-- {
		if v := k.keys[i].version; v != k.indexing {
			out = append(out, k.indexWith(v, col, normalized))
		}
	}
	return out
}

// Stale tells whether a sealed field was written under an older key and should be sealed again.
func (k *Keyring) Stale(sealed string) bool {
	v, _, ok := split(sealed)
	return sealed != "" && (!ok || v != k.sealing)
}

// StaleIndex tells whether an index was made under an older key and should be made again.
func (k *Keyring) StaleIndex(index string) bool {
	v, _, ok := split(index)
	return index != "" && (!ok || v != k.indexing)
}

// Fingerprint recognises the ring without telling its keys: kept beside the data, it catches a wrong key file at start.
// It depends on the oldest key only and so outlives rotations.
func (k *Keyring) Fingerprint() string {
	return k.indexWith(k.keys[0].version, "\x00fingerprint", "yice")
}

func (k *Keyring) indexWith(version int, col, normalized string) string {
	if normalized == "" {
		return ""
	}
	id, key := column{version: version, name: col}, k.find(version)
	prf, ok := k.prfs.Load(id)
	if !ok {
		derived, err := hkdf.Key(key.suite.hash(), key.material, nil, "index\x00"+col, materialSize)
		if err != nil {
			panic(err) // only a length above 255 blocks fails
		}
		prf, _ = k.prfs.LoadOrStore(id, &sync.Pool{New: func() any { return hmac.New(key.suite.hash(), derived) }})
	}
	m := prf.(*sync.Pool).Get().(hash.Hash)
	defer prf.(*sync.Pool).Put(m)
	m.Reset()
	m.Write([]byte(normalized))
	return strconv.Itoa(version) + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:indexSize])
}

// aead derives one key per table and column, which also keeps the number of random nonces under one key small.
func (k *Keyring) aead(c column) (cipher.AEAD, error) {
	if a, ok := k.aeads.Load(c); ok {
		return a.(cipher.AEAD), nil
	}
	key := k.find(c.version)
	a, err := key.suite.aead(key.material, "seal\x00"+string(place(c.table, c.name, "")))
	if err != nil {
		return nil, err
	}
	got, _ := k.aeads.LoadOrStore(c, a)
	return got.(cipher.AEAD), nil
}

func (k *Keyring) find(version int) *key {
	for i := range k.keys {
		if k.keys[i].version == version {
			return &k.keys[i]
		}
	}
	return nil
}

// place is the associated data; lengths in front keep ("a","bc") and ("ab","c") apart.
func place(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	return b
}

func split(s string) (version int, body string, ok bool) {
	v, body, found := strings.Cut(s, ".")
	n, err := strconv.Atoi(v)
	return n, body, found && err == nil && strconv.Itoa(n) == v
}

func unreadable(table, col string) error {
	return errs.New(errs.Internal, "secret.unreadable", "field", table+"."+col)
}
