package visit

import (
	"slices"
	"strconv"
	"time"

	"yice/internal/core/people"
	"yice/internal/kit/errs"
)

// Record is the visit form (domain rules §2.6). A draft may lack anything; a complete one lacks nothing that Missing names.
// Places are in millionths of a degree, amounts in fen a year, instants in unix milliseconds.
type Record struct {
	Place         string      `json:"place,omitempty" maxLength:"200"`
	LatE6         *int64      `json:"lat_e6,omitempty" minimum:"-90000000" maximum:"90000000"`
	LngE6         *int64      `json:"lng_e6,omitempty" minimum:"-180000000" maximum:"180000000"`
	StartedAt     int64       `json:"started_at,omitempty" minimum:"0"`
	FinishedAt    int64       `json:"finished_at,omitempty" minimum:"0"`
	Respondent    string      `json:"respondent,omitempty" maxLength:"60"`
	Relation      string      `json:"relation,omitempty" maxLength:"30" doc:"of the respondent to the head of the household"`
	StaffRelative string      `json:"staff_relative,omitempty" enum:",yes,no" doc:"is a member a close relative of staff"`
	Members       []Presence  `json:"members,omitempty" maxItems:"30"`
	Dwelling      Dwelling    `json:"dwelling,omitzero"`
	Living        Living      `json:"living,omitzero"`
	Incomes       []Statement `json:"incomes,omitempty" maxItems:"40"`
	Costs         []Statement `json:"costs,omitempty" maxItems:"40"`
	Property      []Seen      `json:"property,omitempty" maxItems:"40"`
	Changes       Changes     `json:"changes,omitzero"`
	Photos        []Photo     `json:"photos,omitempty" maxItems:"40"`
	Signatures    []Signature `json:"signatures,omitempty" maxItems:"6"`
	Conclusion    string      `json:"conclusion,omitempty" maxLength:"2000"`
	Advice        string      `json:"advice,omitempty" maxLength:"20"`
	AdviceReason  string      `json:"advice_reason,omitempty" maxLength:"1000"`
	Relapse       string      `json:"relapse,omitempty" maxLength:"20"`
}

// Presence says whether a member was there, and how he signed: a picture of the signature, or a refusal with a witness.
// Children need not sign.
type Presence struct {
	PersonID      string `json:"person_id" minLength:"1" maxLength:"26"`
	Name          string `json:"name,omitempty" maxLength:"60"`
	Present       bool   `json:"present,omitempty"`
	FileID        string `json:"file_id,omitempty" maxLength:"26"`
	Refused       bool   `json:"refused,omitempty"`
	RefusedReason string `json:"refused_reason,omitempty" maxLength:"200"`
	WitnessName   string `json:"witness_name,omitempty" maxLength:"60"`
	WitnessFileID string `json:"witness_file_id,omitempty" maxLength:"26"`
}

// Dwelling is where they live. Type is a code of people.Housings, Area square metres as written.
type Dwelling struct {
	Type      string `json:"type,omitempty" maxLength:"4"`
	Area      string `json:"area,omitempty" maxLength:"12"`
	Condition string `json:"condition,omitempty" maxLength:"12"`
	Note      string `json:"note,omitempty" maxLength:"500"`
}

// Living is what was seen of daily life.
type Living struct {
	Food      string `json:"food,omitempty" maxLength:"300"`
	Clothing  string `json:"clothing,omitempty" maxLength:"300"`
	Equipment string `json:"equipment,omitempty" maxLength:"300"`
	Note      string `json:"note,omitempty" maxLength:"1000"`
}

// Statement is an income or a cost as the household tells it.
type Statement struct {
	PersonID string `json:"person_id,omitempty" maxLength:"26"`
	Kind     string `json:"kind" minLength:"1" maxLength:"30"`
	YearFen  int64  `json:"year_fen" minimum:"0" maximum:"100000000000"`
	Note     string `json:"note,omitempty" maxLength:"200"`
}

// Seen is property that was seen.
type Seen struct {
	Kind  string `json:"kind" minLength:"1" maxLength:"20"`
	Count int64  `json:"count,omitempty" minimum:"0" maximum:"10000"`
	Note  string `json:"note,omitempty" maxLength:"200"`
}

// Changes are what a revisit finds changed since the last visit, in words; empty is unchanged only when Same says so.
type Changes struct {
	Same   bool   `json:"same,omitempty"`
	Income string `json:"income,omitempty" maxLength:"500"`
	Health string `json:"health,omitempty" maxLength:"500"`
	Study  string `json:"study,omitempty" maxLength:"500"`
	Work   string `json:"work,omitempty" maxLength:"500"`
}

// Photo is a picture that was taken there.
type Photo struct {
	FileID  string `json:"file_id" minLength:"1" maxLength:"26"`
	Kind    string `json:"kind,omitempty" maxLength:"20"`
	Note    string `json:"note,omitempty" maxLength:"100"`
	TakenAt int64  `json:"taken_at,omitempty" minimum:"0"`
	LatE6   *int64 `json:"lat_e6,omitempty" minimum:"-90000000" maximum:"90000000"`
	LngE6   *int64 `json:"lng_e6,omitempty" minimum:"-180000000" maximum:"180000000"`
}

// Signature is a visitor's.
type Signature struct {
	StaffID string `json:"staff_id" minLength:"1" maxLength:"26"`
	FileID  string `json:"file_id" minLength:"1" maxLength:"26"`
}

// files lists the files of a record: photos, and signatures of everybody.
func (r Record) files() (photos, signatures []string) {
	for _, p := range r.Photos {
		photos = append(photos, p.FileID)
	}
	for _, s := range r.Signatures {
		signatures = append(signatures, s.FileID)
	}
	for _, m := range r.Members {
		signatures = append(signatures, m.FileID, m.WitnessFileID)
	}
	return photos, signatures
}

// facts is what a record is measured against.
type facts struct {
	kind      string
	visitors  []Visitor
	members   []people.Member
	relatives int
	today     string
	now       time.Time
}

// Missing lists everything that a record still lacks, with its place in the form. The first is what the main button names.
func missing(r Record, f facts) []errs.Field {
	var out []errs.Field
	need := func(ok bool, path, code string, params ...any) {
		if !ok {
			out = append(out, errs.Field{Path: path, Code: code, Params: errs.New(errs.Invalid, code, params...).Params})
		}
	}
	need(different(f.visitors) >= 2, "visitors", "VISIT_ONE_PERSON")
	need(r.Place != "", "place", "visit.place_missing")
	need(r.Respondent != "" && r.Relation != "", "respondent", "visit.respondent_missing")
	need(r.StaffRelative != "", "staff_relative", "visit.relative_unanswered")
	need(r.StaffRelative != "yes" || f.relatives > 0, "staff_relative", "RELATIVE_NOT_REGISTERED")
	missingPresence(r, f, need)
	switch f.kind {
	case Initial:
		need(people.Housings().Has(r.Dwelling.Type), "dwelling.type", "visit.dwelling_missing")
		need(slices.Contains(Conditions(), r.Dwelling.Condition), "dwelling.condition", "visit.condition_missing")
		need(r.Living.Food+r.Living.Clothing+r.Living.Equipment+r.Living.Note != "", "living", "visit.living_missing")
	case Revisit:
		need(r.Changes.Same || r.Changes.Income+r.Changes.Health+r.Changes.Study+r.Changes.Work != "", "changes", "visit.changes_missing")
	}
	need(len(r.Photos) > 0, "photos", "visit.photo_missing")
	for i, v := range f.visitors {
		signed := slices.ContainsFunc(r.Signatures, func(s Signature) bool { return s.StaffID == v.StaffID && s.FileID != "" })
		need(signed, at("signatures", i), "visit.visitor_unsigned", "name", v.Name)
	}
	need(r.Conclusion != "", "conclusion", "visit.conclusion_missing")
	need(slices.Contains(Advices(f.kind), r.Advice), "advice", "visit.advice_missing")
	need(f.kind != Revisit || r.Advice == "" || r.AdviceReason != "", "advice_reason", "visit.advice_reason_missing")
	need(f.kind != AfterExit || r.Advice != "relapse" || slices.Contains(Relapses(), r.Relapse), "relapse", "visit.relapse_missing")
	latest := f.now.Add(5 * time.Minute).UnixMilli() // a phone's clock may be a little ahead
	need(r.StartedAt > 0 && r.StartedAt <= r.FinishedAt && r.FinishedAt <= latest, "finished_at", "visit.time_wrong")
	return out
}

// missingPresence wants at least one member to have been there, and each adult of them to have signed, or a witness.
func missingPresence(r Record, f facts, need func(ok bool, path, code string, params ...any)) {
	there := 0
	for i, p := range r.Members {
		k := slices.IndexFunc(f.members, func(m people.Member) bool { return m.Person.ID == p.PersonID })
		need(k >= 0 || f.kind == AfterExit, at("members", i), "visit.member_unknown")
		if !p.Present {
			continue
		}
		there++
		if k >= 0 && people.IsMinor(f.members[k].Person.BirthOn, f.today) {
			continue
		}
		name := p.Name
		if k >= 0 {
			name = f.members[k].Person.Name
		}
		need(p.FileID != "" || p.Refused, at("members", i), "visit.member_unsigned", "name", name)
		need(!p.Refused || p.WitnessName != "" && p.WitnessFileID != "", at("members", i), "visit.witness_missing", "name", name)
	}
	need(there > 0, "members", "visit.nobody_present")
}

// checkCodes refuses words that no list has; a draft may be empty but not wrong.
func checkCodes(r Record, kind string) error {
	var out []errs.Field
	known := func(path, value string, list []string) {
		if value != "" && !slices.Contains(list, value) {
			out = append(out, errs.Field{Path: path, Code: "field.choice"})
		}
	}
	if r.Dwelling.Type != "" && !people.Housings().Has(r.Dwelling.Type) {
		out = append(out, errs.Field{Path: "dwelling.type", Code: "field.choice"})
	}
	known("dwelling.condition", r.Dwelling.Condition, Conditions())
	known("advice", r.Advice, Advices(kind))
	known("relapse", r.Relapse, Relapses())
	for i, s := range r.Property {
		known(at("property", i)+".kind", s.Kind, SeenKinds())
	}
	for i, p := range r.Photos {
		known(at("photos", i)+".kind", p.Kind, PhotoKinds())
	}
	return errs.InvalidFields(out)
}

func different(list []Visitor) int {
	seen := map[string]bool{}
	for _, v := range list {
		seen[v.StaffID] = true
	}
	return len(seen)
}

func at(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
