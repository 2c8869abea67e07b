package secret

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"yice/internal/kit/errs"
)

const fileFormat = 1

type file struct {
	Format   int       `json:"format"`
	Sealing  int       `json:"sealing"`
	Indexing int       `json:"indexing"`
	Keys     []fileKey `json:"keys"`
}

type fileKey struct {
	Version  int    `json:"version"`
	Suite    Suite  `json:"suite"`
	MadeAt   string `json:"made_at"`
	Material string `json:"material"`
}

// New makes a ring with one fresh key.
func New(suite Suite, now time.Time) (*Keyring, error) {
	k, err := newKey(1, suite, now)
	if err != nil {
		return nil, err
	}
	return build(1, 1, []key{k})
}

// Rotate gives a ring with one more key, under which new fields are sealed; old fields still open and indexes stay.
func (k *Keyring) Rotate(suite Suite, now time.Time) (*Keyring, error) {
	n, err := newKey(k.keys[len(k.keys)-1].version+1, suite, now)
	if err != nil {
		return nil, err
	}
	return build(n.version, k.indexing, append(append([]key{}, k.keys...), n))
}

// RotateIndex makes new indexes use the newest key; the caller then rewrites every index column (see StaleIndex).
func (k *Keyring) RotateIndex() (*Keyring, error) {
	return build(k.sealing, k.keys[len(k.keys)-1].version, k.keys)
}

// Parse reads a ring from its JSON form, for instance from an environment variable.
func Parse(data []byte) (*Keyring, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, bad("not JSON") // the cause would quote key material
	}
	if f.Format != fileFormat {
		return nil, bad("unknown format")
	}
	keys := make([]key, 0, len(f.Keys))
	for _, k := range f.Keys {
		m, err := base64.StdEncoding.DecodeString(k.Material)
		if err != nil {
			return nil, bad("material is not base64")
		}
		keys = append(keys, key{k.Version, k.Suite, k.MadeAt, m})
	}
	return build(f.Sealing, f.Indexing, keys)
}

// Marshal is the JSON form of the ring, with all key material in clear.
func (k *Keyring) Marshal() []byte {
	f := file{Format: fileFormat, Sealing: k.sealing, Indexing: k.indexing}
	for _, x := range k.keys {
		f.Keys = append(f.Keys, fileKey{x.version, x.suite, x.madeAt, base64.StdEncoding.EncodeToString(x.material)})
	}
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		panic(err) // plain strings and numbers always marshal
	}
	return append(b, '\n')
}

// Load reads a key file; one that others on the machine may read is refused.
func Load(path string) (*Keyring, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.New(errs.Internal, "secret.file_missing").Because(err)
	}
	if err != nil {
		return nil, bad("cannot be read").Because(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, errs.New(errs.Internal, "secret.file_exposed")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, bad("cannot be read").Because(err)
	}
	return Parse(data)
}

// LoadOrCreate reads the key file, or makes one when there is none. Only for a database that holds nothing yet: fresh
// keys never open old fields (compare Fingerprint).
func LoadOrCreate(path string, suite Suite, now time.Time) (*Keyring, error) {
	k, err := Load(path)
	if !errs.IsCode(err, "secret.file_missing") {
		return k, err
	}
	if k, err = New(suite, now); err != nil {
		return nil, err
	}
	return k, k.Save(path)
}

// Save writes the ring so that a crash leaves either the old or the new file, never half of one.
func (k *Keyring) Save(path string) (err error) {
	defer func() {
		if err != nil {
			err = errs.New(errs.Unavailable, "secret.file_unwritable").Because(err)
		}
	}()
	dir := filepath.Dir(path)
	if err = os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".keys-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(k.Marshal())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func newKey(version int, suite Suite, now time.Time) (key, error) {
	if !suite.valid() {
		return key{}, bad("unknown suite")
	}
	m := make([]byte, materialSize)
	_, _ = rand.Read(m)
	return key{version, suite, now.UTC().Format(time.RFC3339), m}, nil
}

func build(sealing, indexing int, keys []key) (*Keyring, error) {
	k := &Keyring{sealing: sealing, indexing: indexing, keys: keys}
	last := 0
	for _, x := range keys {
		switch {
		case x.version <= last:
			return nil, bad("versions do not ascend")
		case !x.suite.valid():
			return nil, bad("unknown suite")
		case len(x.material) != materialSize:
			return nil, bad("material has a wrong length")
		}
		last = x.version
		if _, err := x.suite.aead(x.material, "try"); err != nil {
			return nil, bad("key is refused").Because(err)
		}
	}
	if k.find(sealing) == nil || k.find(indexing) == nil {
		return nil, bad("the key in use is missing")
	}
	return k, nil
}

func bad(why string) *errs.Error { return errs.New(errs.Internal, "secret.file_bad", "why", why) }
