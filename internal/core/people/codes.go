package people

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Entry is one value of a code list. Aliases are other words that imports bring for it, separated by "|".
type Entry struct {
	Code    string `json:"code"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
	Aliases string `json:"-"`
}

// List is an ordered code list that never changes; the zero List is empty.
type List struct {
	name    string
	entries []Entry
	byCode  map[string]int
	byLabel map[string]int
}

// Name is the list's own name, as the API and the translations use it.
func (l List) Name() string { return l.name }

// Entries lists the values in order.
func (l List) Entries() []Entry { return slices.Clone(l.entries) }

// Len is the number of values.
func (l List) Len() int { return len(l.entries) }

// Get finds a value by its code.
func (l List) Get(code string) (Entry, bool) {
	i, ok := l.byCode[code]
	if !ok {
		return Entry{}, false
	}
	return l.entries[i], true
}

// Has tells whether the code is in the list.
func (l List) Has(code string) bool {
	_, ok := l.byCode[code]
	return ok
}

// Label is the word for a code in a language ("en", otherwise Chinese); an unknown code is its own label.
func (l List) Label(code, lang string) string {
	e, ok := l.Get(code)
	switch {
	case !ok:
		return code
	case lang == "en":
		return e.En
	}
	return e.Zh
}

// ByLabel finds the value that a typed or imported word means: a label in either language, an alias, or the code
// itself. Spaces, width, brackets' style and case do not matter.
func (l List) ByLabel(label string) (Entry, bool) {
	key := labelKey(label)
	if i, ok := l.byLabel[key]; ok && key != "" {
		return l.entries[i], true
	}
	return Entry{}, false
}

var labelMarks = strings.NewReplacer("（", "(", "）", ")", "，", ",", "；", ";", " ", "")

func labelKey(s string) string {
	return labelMarks.Replace(strings.ToLower(NormalizeText(s)))
}

func newList(name string, entries []Entry) List {
	l := List{name: name, entries: entries, byCode: make(map[string]int, len(entries)), byLabel: make(map[string]int, 3*len(entries))}
	for i, e := range entries {
		l.byCode[e.Code] = i
	}
	// Labels go first and codes last, so that an alias never hides another value's label.
	for _, words := range []func(Entry) []string{
		func(e Entry) []string { return []string{e.Zh, e.En} },
		func(e Entry) []string { return strings.Split(e.Aliases, "|") },
		func(e Entry) []string { return []string{e.Code} },
	} {
		for i, e := range entries {
			for _, w := range words(e) {
				if _, taken := l.byLabel[labelKey(w)]; !taken {
					l.byLabel[labelKey(w)] = i
				}
			}
		}
	}
	return l
}

func list(name string, entries []Entry) func() List {
	return sync.OnceValue(func() List { return newList(name, entries) })
}

// numbered makes entries with the codes 1, 2, 3 … from "label|english|alias|alias" lines, in the order of the union
// form (§1.4, §13).
func numbered(lines ...string) []Entry {
	out := make([]Entry, len(lines))
	for i, line := range lines {
		parts := strings.SplitN(line, "|", 3)
		out[i] = Entry{Code: strconv.Itoa(i + 1), Zh: parts[0], En: parts[1]}
		if len(parts) == 3 {
			out[i].Aliases = parts[2]
		}
	}
	return out
}

// Lists gives all code lists, for the API that the forms read.
func Lists() []List {
	return []List{
		Sexes(), DocumentTypes(), Maritals(), HealthStates(), Occupations(), Politicals(), Ethnics(), Educations(),
		Relations(), HukouTypes(), Industries(), EmployerEconomies(), DisabilityTypes(), DisabilityLevels(),
		HardshipClasses(), Causes(), FormHealths(), WorkingStatuses(), ModelWorkers(), Housings(), AreaBands(),
		FormMaritals(), FormHukous(), FormPoliticals(), EmployerNatures(), ContractTerms(), FocusGroups(), AidProjects(),
		NeedKinds(), Insurances(), LowIncomeClasses(), ApplyReasons(), RigidExpenses(), DiseaseKinds(), TemporaryKinds(),
		SchoolStages(), HardToEmploys(), SelfCares(), AssetExemptions(), ExitReasons(), RevisitConclusions(),
		NoticeOutcomes(), PayFailures(), FundSources(),
	}
}

// ListByName finds a code list by its name.
func ListByName(name string) (List, bool) {
	for _, l := range Lists() {
		if l.name == name {
			return l, true
		}
	}
	return List{}, false
}
