package policy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"yice/internal/core/rule"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/id"
	"yice/internal/kit/journal"
	"yice/rules"
)

// Platform is the rule set by which households are assessed.
const Platform = "platform"

// firstDay is when the texts of a new book begin: before anything that a household's file holds.
const firstDay = "1949-10-01"

// RuleVersion is one version of a rule set. It holds from FromOn until a later version of the set begins; instants are unix
// milliseconds. Hash is the SHA-256 of its text, which is kept once. An adopted version without a motion came with the program.
type RuleVersion struct {
	ID           string `db:"id" json:"id"`
	Name         string `db:"name" json:"name"`
	Version      int64  `db:"version" json:"version"`
	Hash         string `db:"hash" json:"hash"`
	Status       Status `db:"status" json:"status"`
	Document     string `db:"document" json:"document"`
	FromOn       string `db:"from_on" json:"from_on"`
	MotionID     string `db:"motion_id" json:"motion_id"`
	Note         string `db:"note" json:"note"`
	ProposedByID string `db:"proposed_by_id" json:"-"`
	ProposedBy   string `db:"proposed_by" json:"proposed_by"`
	ProposedAt   int64  `db:"proposed_at" json:"proposed_at"`
	AdoptedBy    string `db:"adopted_by" json:"adopted_by"`
	AdoptedAt    int64  `db:"adopted_at" json:"adopted_at"`
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// setsOn are the hashes of the rule sets in force on a day, by name. The versions come in the order of from_on, adopted_at, id.
func setsOn(versions []RuleVersion, on string) map[string]string {
	out := map[string]string{}
	for _, v := range versions {
		if v.FromOn <= on {
			out[v.Name] = v.Hash
		}
	}
	return out
}

// Register keeps the rule sets that come with the program in the book, as adopted versions; the app calls it whenever it opens the
// book. In a new book they hold from the first day. Where a later program brings another text, that is a new version from
// today on; but once the meeting has adopted a version of a set, its word holds and the program's text is left aside, and so are all
// new texts that do not fit what the meeting adopted. It gives the names of the sets that were left aside.
func (s *Service) Register(ctx context.Context) (aside []string, err error) {
	ctx = authz.With(ctx, authz.System("随程序提供"))
	err = s.db.UpdateLocked(ctx, "policy.rules", func(tx *db.Tx) error {
		aside, err = registerTx(ctx, tx)
		return err
	})
	return aside, err
}

func registerTx(ctx context.Context, tx *db.Tx) (aside []string, err error) {
	have, err := findRulesAdopted(ctx, tx)
	if err != nil {
		return nil, err
	}
	newest, met := map[string]RuleVersion{}, map[string]bool{}
	for _, v := range have {
		newest[v.Name] = v
		if v.MotionID != "" {
			met[v.Name] = true
		}
	}
	texts, hashes, fresh := rules.Files(), map[string]string{}, []string{}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		switch hash := hashOf(texts[name]); {
		case newest[name].Hash == hash:
		case met[name]:
			aside = append(aside, name)
		default:
			fresh, hashes[name] = append(fresh, name), hash
		}
	}
	if len(fresh) > 0 && len(met) > 0 {
		if err := fitTx(ctx, tx, have, texts, fresh); err != nil {
			return append(aside, fresh...), nil
		}
	}
	for _, name := range fresh {
		v := RuleVersion{
			ID: id.New(tx.Now()), Name: name, Version: 1, Hash: hashes[name], Status: Adopted, Document: "随程序提供", FromOn: firstDay,
			ProposedBy: "随程序提供", ProposedAt: tx.NowMS(), AdoptedBy: "随程序提供", AdoptedAt: tx.NowMS(),
		}
		if old, ok := newest[name]; ok {
			v.FromOn = max(tx.Today(), old.FromOn)
			if v.Version, err = findLastVersion(ctx, tx, name); err != nil {
				return aside, err
			}
			v.Version++
		}
		if err := keepRule(ctx, tx, v, texts[name]); err != nil {
			return aside, err
		}
	}
	if len(fresh) == 0 {
		return aside, nil
	}
	if err := setStamp(ctx, tx, id.New(tx.Now())); err != nil {
		return aside, err
	}
	return aside, journal.Record(ctx, tx, journal.Event{
		Action: "policy.register", ObjectType: "rule_set", Summary: fmt.Sprintf("登记随程序提供的规则集%d套", len(fresh)), After: hashes,
	})
}

// fitTx tells whether the fresh texts of the program compile together with what else is in force today and later.
func fitTx(ctx context.Context, tx *db.Tx, have []RuleVersion, texts map[string][]byte, fresh []string) error {
	all := slices.Clone(have)
	for _, name := range fresh {
		all = append(all, RuleVersion{Name: name, Hash: hashOf(texts[name]), FromOn: tx.Today()})
	}
	more := map[string][]byte{}
	for _, name := range fresh {
		more[hashOf(texts[name])] = texts[name]
	}
	for _, on := range beginnings(have, tx.Today()) {
		if err := compileAllTx(ctx, tx, setsOn(all, on), more, nil); err != nil {
			return err
		}
	}
	return nil
}

// beginnings are the days from a day on when the sets in force change, the day itself first.
func beginnings(versions []RuleVersion, from string) []string {
	out := []string{from}
	for _, v := range versions {
		if v.FromOn > from && !slices.Contains(out, v.FromOn) {
			out = append(out, v.FromOn)
		}
	}
	slices.Sort(out)
	return out
}

// keepRule writes a version and, where the book has it not yet, its text.
func keepRule(ctx context.Context, tx *db.Tx, v RuleVersion, text []byte) error {
	if err := keepText(ctx, tx, v.Hash, string(text)); err != nil {
		return err
	}
	return insertRule(ctx, tx, v)
}

// compiled is a program with the hashes of the texts that took part, by the name of the set.
type compiled struct {
	*rule.Program
	hashes map[string]string
	engine *engine // of the set that assesses
}

// programs are compiled ones, kept by the hashes of their texts.
type programs struct {
	mu   sync.Mutex
	kept map[string]*compiled
}

// maxPrograms bounds the compiled programs that are kept in memory.
const maxPrograms = 64

// programTx gives the program of a rule set as it is in force on a day. Code: policy.rules_missing.
func (s *Service) programTx(ctx context.Context, tx *db.Tx, name, on string) (*compiled, error) {
	sets, err := s.ruleSetsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	hashes := setsOn(sets, on)
	if hashes[name] == "" {
		return nil, errs.New(errs.Conflict, "policy.rules_missing", "name", name, "on", on)
	}
	return s.programs.compileTx(ctx, tx, name, hashes)
}

// ProgramTx gives the compiled program of a rule set as it is in force on a day, with the hash of every text that took part. Texts,
// by the name of the set, stand in for those in force, as a draft would; nothing of them is kept. Codes: policy.rules_missing,
// rule.wrong with a field for each problem.
func (s *Service) ProgramTx(ctx context.Context, tx *db.Tx, name, on string, texts map[string][]byte) (*rule.Program, map[string]string, error) {
	if len(texts) == 0 {
		c, err := s.programTx(ctx, tx, name, on)
		if err != nil {
			return nil, nil, err
		}
		return c.Program, maps.Clone(c.hashes), nil
	}
	sets, err := s.ruleSetsTx(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	hashes, more := setsOn(sets, on), map[string][]byte{}
	for set, text := range texts {
		hashes[set] = hashOf(text)
		more[hashes[set]] = text
	}
	files, err := textsTx(ctx, tx, hashes, more)
	if err != nil {
		return nil, nil, err
	}
	p, err := rule.Load(files, name)
	if err != nil {
		return nil, nil, err
	}
	return p, partOf(p, hashes), nil
}

// partOf keeps of the hashes those of the sets that took part in a program.
func partOf(p *rule.Program, hashes map[string]string) map[string]string {
	out := map[string]string{}
	for _, name := range p.Sets {
		out[name] = hashes[name]
	}
	return out
}

// compileTx gives the program of a set among the texts of these hashes.
func (p *programs) compileTx(ctx context.Context, tx *db.Tx, name string, hashes map[string]string) (*compiled, error) {
	key := programKey(name, hashes)
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.kept[key]; ok {
		return c, nil
	}
	files, err := textsTx(ctx, tx, hashes, nil)
	if err != nil {
		return nil, err
	}
	c, err := compile(files, name, hashes)
	if err != nil {
		return nil, err
	}
	if len(p.kept) >= maxPrograms {
		clear(p.kept)
	}
	p.kept[key], p.kept[programKey(name, c.hashes)] = c, c
	return c, nil
}

func compile(files map[string][]byte, name string, hashes map[string]string) (*compiled, error) {
	p, err := rule.Load(files, name)
	if err != nil {
		return nil, err
	}
	c := &compiled{Program: p, hashes: partOf(p, hashes)}
	if name == Platform {
		c.engine, err = newEngine(p)
	}
	return c, err
}

// compileAllTx compiles every set of these hashes, or those that use one of the names. Texts that the book does not hold come in more.
func compileAllTx(ctx context.Context, tx *db.Tx, hashes map[string]string, more map[string][]byte, using []string) error {
	files, err := textsTx(ctx, tx, hashes, more)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(hashes)) {
		if using != nil && !slices.ContainsFunc(rule.SetsOf(files, name), func(x string) bool { return slices.Contains(using, x) }) {
			continue
		}
		if _, err := compile(files, name, hashes); err != nil {
			return err
		}
	}
	return nil
}

func programKey(name string, hashes map[string]string) string {
	var b strings.Builder
	b.WriteString(name)
	for _, set := range slices.Sorted(maps.Keys(hashes)) {
		b.WriteString(" " + set + "=" + hashes[set])
	}
	return b.String()
}

// textsTx reads the texts of the hashes, by the name of the set. Code: policy.rules_damaged where one is gone or is not what its
// hash says.
func textsTx(ctx context.Context, tx *db.Tx, hashes map[string]string, more map[string][]byte) (map[string][]byte, error) {
	kept, err := findTexts(ctx, tx, slices.Sorted(maps.Values(hashes)))
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for name, hash := range hashes {
		text, ok := more[hash]
		if !ok {
			text = []byte(kept[hash])
		}
		if hashOf(text) != hash {
			return nil, errs.New(errs.Conflict, "policy.rules_damaged", "name", name)
		}
		out[name] = text
	}
	return out, nil
}

// ruleSetsTx gives all adopted versions, in the order of from_on, adopted_at, id. They are kept in memory until another one is
// adopted.
func (s *Service) ruleSetsTx(ctx context.Context, tx *db.Tx) ([]RuleVersion, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refreshTx(ctx, tx); err != nil {
		return nil, err
	}
	return s.ruleSets, nil
}
