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

	"yice/internal/core/flow"
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
// milliseconds. Hash is the SHA-256 of its text, which is kept once, TestsHash that of the worked tests it brought along, empty for none. An adopted version without a motion came with the program. Beside
// are drafts that it is to be adopted with; Otherwise the worked tests that come out otherwise than under the rules in force when it was
// checked.
type RuleVersion struct {
	ID           string                 `db:"id" json:"id"`
	Name         string                 `db:"name" json:"name"`
	Version      int64                  `db:"version" json:"version"`
	Hash         string                 `db:"hash" json:"hash"`
	TestsHash    string                 `db:"tests_hash" json:"tests_hash"`
	Status       flow.State             `db:"status" json:"status"`
	Document     string                 `db:"document" json:"document"`
	FromOn       string                 `db:"from_on" json:"from_on"`
	MotionID     string                 `db:"motion_id" json:"motion_id"`
	Note         string                 `db:"note" json:"note"`
	Beside       db.JSON[[]string]      `db:"beside" json:"-"`
	Otherwise    db.JSON[[]TestOutcome] `db:"otherwise" json:"-"`
	ProposedByID string                 `db:"proposed_by_id" json:"-"`
	ProposedBy   string                 `db:"proposed_by" json:"proposed_by"`
	ProposedAt   int64                  `db:"proposed_at" json:"proposed_at"`
	AdoptedBy    string                 `db:"adopted_by" json:"adopted_by"`
	AdoptedAt    int64                  `db:"adopted_at" json:"adopted_at"`
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
		aside, err = s.registerTx(ctx, tx)
		return err
	})
	return aside, err
}

func (s *Service) registerTx(ctx context.Context, tx *db.Tx) (aside []string, err error) {
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
	files, hashes, fresh := rules.Files(), map[string]string{}, []string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		switch hash := hashOf(files[name]); {
		case newest[name].Hash == hash:
		case met[name]:
			aside = append(aside, name)
		default:
			fresh, hashes[name] = append(fresh, name), hash
		}
	}
	if len(fresh) > 0 && len(met) > 0 {
		if err := s.fitTx(ctx, tx, have, files, fresh); err != nil {
			return append(aside, fresh...), nil
		}
	}
	for _, name := range fresh {
		v := RuleVersion{
			ID: id.New(tx.Now()), Name: name, Version: 1, Hash: hashes[name], Status: RuleAdopted, Document: "随程序提供", FromOn: firstDay,
			ProposedBy: "随程序提供", ProposedAt: tx.NowMS(), AdoptedBy: "随程序提供", AdoptedAt: tx.NowMS(),
		}
		if old, ok := newest[name]; ok {
			v.FromOn = max(tx.Today(), old.FromOn)
			if v.Version, err = findLastVersion(ctx, tx, name); err != nil {
				return aside, err
			}
			v.Version++
		}
		if err := keepRule(ctx, tx, v, files[name]); err != nil {
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
func (s *Service) fitTx(ctx context.Context, tx *db.Tx, have []RuleVersion, files map[string][]byte, fresh []string) error {
	var drafts []RuleVersion
	more := map[string][]byte{}
	for _, name := range fresh {
		drafts = append(drafts, RuleVersion{Name: name, Hash: hashOf(files[name]), FromOn: tx.Today()})
		more[hashOf(files[name])] = files[name]
	}
	return s.fitAllTx(ctx, tx, have, drafts, more)
}

// fitAllTx compiles the drafts and all sets that use them, on their first day and on every later one when another version begins. Texts
// that the book does not hold come in more. Codes: rule.wrong, policy.fact_unknown, policy.rules_lack, policy.rules_carry.
func (s *Service) fitAllTx(ctx context.Context, tx *db.Tx, have, drafts []RuleVersion, more map[string][]byte) error {
	all := byDay(have, drafts)
	var names []string
	first := drafts[0].FromOn
	for _, d := range drafts {
		names = append(names, d.Name)
		first = min(first, d.FromOn)
	}
	for _, on := range beginnings(all, first) {
		texts, err := textsTx(ctx, tx, setsOn(all, on), more)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(texts.files)) {
			if !slices.ContainsFunc(s.programs.setsOf(texts, name), func(x string) bool { return slices.Contains(names, x) }) {
				continue
			}
			if _, err := s.programs.get(texts, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// byDay joins versions in the order in which they come into force; of one day the drafts come last.
func byDay(have, drafts []RuleVersion) []RuleVersion {
	all := slices.Concat(have, drafts)
	slices.SortStableFunc(all, func(a, b RuleVersion) int { return strings.Compare(a.FromOn, b.FromOn) })
	return all
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

// texts are rule sets by name, with their hashes.
type texts struct {
	files  map[string][]byte
	hashes map[string]string
}

// programs are compiled ones, kept by the hashes of the texts that took part.
type programs struct {
	mu    sync.Mutex
	kept  map[string]*compiled
	heads map[string]rule.Head // by hash
}

func newPrograms() *programs {
	return &programs{kept: map[string]*compiled{}, heads: map[string]rule.Head{}}
}

// maxPrograms bounds the compiled programs that are kept in memory.
const maxPrograms = 100

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

// ProgramTx gives the compiled program of a rule set as it is in force on a day, with the hash of every text that took part. Drafts,
// texts by the name of their set, stand in for those in force; nothing of them is kept. Codes: policy.rules_missing, rule.wrong with a
// field for each problem.
func (s *Service) ProgramTx(ctx context.Context, tx *db.Tx, name, on string, drafts map[string][]byte) (*rule.Program, map[string]string, error) {
	sets, err := s.ruleSetsTx(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	hashes, more := setsOn(sets, on), map[string][]byte{}
	if len(drafts) == 0 && hashes[name] != "" {
		return s.ProgramOfTx(ctx, tx, name, hashes)
	}
	for set, text := range drafts {
		hashes[set] = hashOf(text)
		more[hashes[set]] = text
	}
	if hashes[name] == "" {
		return nil, nil, errs.New(errs.Conflict, "policy.rules_missing", "name", name, "on", on)
	}
	t, err := textsTx(ctx, tx, hashes, more)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.programs.get(t, name)
	if err != nil {
		return nil, nil, err
	}
	return c.Program, maps.Clone(c.hashes), nil
}

// compileTx gives the program of a set among the texts of these hashes. It reads the texts only where it has not compiled them before.
func (p *programs) compileTx(ctx context.Context, tx *db.Tx, name string, hashes map[string]string) (*compiled, error) {
	key := programKey(name, hashes)
	if c := p.find(key); c != nil {
		return c, nil
	}
	t, err := textsTx(ctx, tx, hashes, nil)
	if err != nil {
		return nil, err
	}
	c, err := p.get(t, name)
	if err == nil {
		p.keep(key, c)
	}
	return c, err
}

// get compiles a set among texts, or gives the program of the same texts that it has.
func (p *programs) get(t texts, name string) (*compiled, error) {
	part := map[string]string{}
	for _, set := range p.setsOf(t, name) {
		part[set] = t.hashes[set]
	}
	key := programKey(name, part)
	if c := p.find(key); c != nil {
		return c, nil
	}
	c, err := compile(t.files, name, part)
	if err == nil {
		p.keep(key, c)
	}
	return c, err
}

func (p *programs) find(key string) *compiled {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept[key]
}

func (p *programs) keep(key string, c *compiled) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.kept) >= maxPrograms {
		clear(p.kept)
	}
	p.kept[key] = c
}

// setsOf names the set and all that it uses.
func (p *programs) setsOf(t texts, name string) []string {
	return rule.Closure(name, func(set string) ([]string, bool) {
		text, ok := t.files[set]
		if !ok {
			return nil, false
		}
		return p.head(t.hashes[set], text).Uses, true
	})
}

func (p *programs) head(hash string, text []byte) rule.Head {
	p.mu.Lock()
	defer p.mu.Unlock()
	h, ok := p.heads[hash]
	if !ok {
		if len(p.heads) >= 10*maxPrograms {
			clear(p.heads)
		}
		h = rule.HeadOf(text)
		p.heads[hash] = h
	}
	return h
}

func compile(files map[string][]byte, name string, hashes map[string]string) (*compiled, error) {
	p, err := rule.Load(files, name)
	if err != nil {
		return nil, err
	}
	c := &compiled{Program: p, hashes: hashes}
	if name == Platform {
		c.engine, err = newEngine(p)
	}
	return c, err
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
func textsTx(ctx context.Context, tx *db.Tx, hashes map[string]string, more map[string][]byte) (texts, error) {
	kept, err := findTexts(ctx, tx, slices.Sorted(maps.Values(hashes)))
	if err != nil {
		return texts{}, err
	}
	out := texts{files: map[string][]byte{}, hashes: hashes}
	for name, hash := range hashes {
		text, ok := more[hash]
		if !ok {
			text = []byte(kept[hash])
		}
		if hashOf(text) != hash {
			return texts{}, errs.New(errs.Conflict, "policy.rules_damaged", "name", name)
		}
		out.files[name] = text
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
