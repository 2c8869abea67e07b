package people

import (
	"context"
	"slices"
	"strings"

	"yice/internal/kit/db"
)

// tokenSize is how much of a token's digest is kept: a chance hit costs one row too many, never a wrong right.
const tokenSize = 14

// digest is the keyed form of a search token: the key's version and the first characters of its index.
func (s *Service) digest(token string) string {
	x := s.keys.Index("people_tokens", token)
	return x[:min(len(x), tokenSize)]
}

// tokens are the search rows of a person: name, pinyin and the last four characters of the document.
func (s *Service) tokens(r personRow, e *entry) []tokenRow {
	if e.tokens != nil && r.Name == e.in.Name {
		out := slices.Clone(e.tokens)
		for i := range out {
			out[i].PersonID = r.ID
		}
		return out
	}
	return digested(r.ID, tokenTexts(r, e), func(text string) []string { return []string{s.digest(text)} })
}

// oldTokens are the search rows that a person may have had, under whichever key they were made; the whole name was one until
// November 2026.
func (s *Service) oldTokens(r personRow) []tokenRow {
	texts := append(tokenTexts(r, nil), "n:"+string(han(r.Name)))
	return digested(r.ID, texts, func(text string) []string {
		all := s.keys.Indexes("people_tokens", text)
		for i, x := range all {
			all[i] = x[:min(len(x), tokenSize)]
		}
		return all
	})
}

func tokenTexts(r personRow, e *entry) []string {
	texts := NameTokens(r.Name)
	if r.Name != "" && len(texts) == 0 {
		texts = append(texts, "l:"+strings.ToLower(r.Name))
	}
	if tail := docTail(r, e); tail != "" {
		texts = append(texts, "d:"+tail)
	}
	return texts
}

func digested(personID string, texts []string, digests func(text string) []string) []tokenRow {
	out := make([]tokenRow, 0, len(texts))
	seen := make(map[string]bool, len(texts))
	for _, t := range texts {
		for _, d := range digests(t) {
			if !seen[d] {
				seen[d] = true
				out = append(out, tokenRow{Token: d, PersonID: personID})
			}
		}
	}
	return out
}

// docTail is the last four characters of the document: of the one entered, else of the masked form, which shows them.
func docTail(r personRow, e *entry) string {
	n := r.DocNo
	if e != nil && e.doc.Number != "" {
		n = e.doc.Number
	}
	if len(n) < 4 || strings.Contains(n[len(n)-4:], "*") {
		return ""
	}
	return n[len(n)-4:]
}

// SearchTx finds persons for the one search box: a name or part of it, pinyin or its initials, the last four characters
// or all of a document number, a phone. The newest come first. What the actor may see of them is the caller's business.
func (s *Service) SearchTx(ctx context.Context, tx *db.Tx, query string, limit int) ([]string, error) {
	q := ParseQuery(query)
	switch q.Kind {
	case QueryID:
		number := q.Value
		if id, findings := ParseImportedID(number, tx.Today()); !Blocking(findings) {
			number = id.Number
		}
		rows, err := findPersonsByDoc(ctx, tx, s.keys.Indexes("doc_no", number))
		return idsOf(rows), err
	case QueryPhone:
		return findByPhone(ctx, tx, s.keys.Indexes("phone", q.Value), limit)
	case QueryIDTail:
		return findByTokens(ctx, tx, [][]string{{s.digest("d:" + q.Value)}}, limit)
	case QueryName:
		groups := make([][]string, len(q.All))
		for i, t := range q.All {
			groups[i] = []string{s.digest(t)}
		}
		return findByTokens(ctx, tx, groups, limit)
	case QueryPinyin:
		group := []string{s.digest("l:" + strings.ToLower(NormalizeText(query)))}
		for _, t := range q.Any {
			group = append(group, s.digest(t))
		}
		return findByTokens(ctx, tx, [][]string{group}, limit)
	}
	return []string{}, nil
}

func idsOf(rows []*personRow) []string {
	out := []string{}
	seen := map[string]bool{}
	for _, r := range rows {
		if !seen[r.ID] {
			seen[r.ID] = true
			out = append(out, r.ID)
		}
	}
	return out
}
