package people

import (
	_ "embed"
	"strings"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/db"
)

//go:embed messages.json
var messages []byte

// Messages are the sentences of this room.
func Messages() []byte { return messages }

// The permissions of this room. Which household somebody may look at is decided by the casebook above.
const (
	// PermSave lets somebody enter and change households, together with the permission on the case.
	PermSave authz.Permission = "people.save"
	// PermCheck opens the live validation of one person.
	PermCheck authz.Permission = "people.check"
	// PermReveal lets somebody see a full number after stating a purpose.
	PermReveal authz.Permission = "people.reveal"
	// PermSensitive shows health, disability and income beside the other fields.
	PermSensitive authz.Permission = "people.sensitive"
)

// Grants tells which role holds which permission of this room.
func Grants() []authz.Grant {
	var out []authz.Grant
	give := func(p authz.Permission, reach authz.ReachKind, roles ...string) {
		for _, r := range roles {
			out = append(out, authz.Grant{Role: r, Perm: p, Reach: reach})
		}
	}
	entering := []string{org.WindowClerk, org.EmployerUnion, org.StreetOfficer, org.DepartmentOfficer, org.Secretariat}
	give(PermSave, authz.Org, entering...)
	give(PermCheck, authz.Org, entering...)
	give(PermReveal, authz.Org, append(entering[:len(entering):len(entering)], org.DepartmentLeader, org.CheckOfficer, org.ContactCadre,
		org.FinanceMaker, org.FinanceReviewer, org.FinanceReleaser, org.Auditor)...)
	give(PermSensitive, authz.Org, append(entering[:len(entering):len(entering)], org.DepartmentLeader, org.CheckOfficer, org.MeetingMember,
		org.MeetingChair, org.ContactCadre, org.Auditor)...)
	return out
}

// Codes maps the room's constraints to codes.
func Codes() map[string]string {
	return map[string]string{
		"persons_doc_index_doc_type_key":  "people.doc_taken",
		"household_members_person_id_key": "people.member_taken",
		"bank_accounts_person_id_key":     "people.account_taken",
		"household_members_dates_check":   "people.dates",
	}
}

// Person is a person as shown: numbers are masked; Medical, Disability and Income are nil unless the reader holds
// PermSensitive.
type Person struct {
	ID            string       `db:"id" json:"id"`
	Version       int64        `db:"version" json:"version"`
	Name          string       `db:"name" json:"name"`
	Sex           Sex          `db:"sex" json:"sex"`
	BirthOn       string       `db:"birth_on" json:"birth_on"`
	DocType       DocumentType `db:"doc_type" json:"doc_type"`
	DocNo         string       `db:"doc_masked" json:"doc_no" doc:"masked"`
	Phone         string       `db:"phone_masked" json:"phone" doc:"masked"`
	OtherPhone    string       `db:"phone2_masked" json:"other_phone" doc:"masked"`
	Ethnic        string       `db:"ethnic" json:"ethnic"`
	Marital       string       `db:"marital" json:"marital"`
	HukouType     string       `db:"hukou_type" json:"hukou_type"`
	HukouArea     string       `db:"hukou_area" json:"hukou_area"`
	Political     string       `db:"political" json:"political"`
	WorkStatus    string       `db:"work_status" json:"work_status"`
	EmployerOrgID string       `db:"employer_org_id" json:"employer_org_id"`
	EmployerName  string       `db:"employer_name" json:"employer_name"`
	UnionMember   bool         `db:"union_member" json:"union_member"`
	Insurance     string       `db:"insurance" json:"insurance"`
	Education     string       `db:"education" json:"education"`
	Form          Form         `db:"-" json:"form"`
	Medical       *Medical     `db:"-" json:"medical,omitempty"`
	Disability    *Disability  `db:"-" json:"disability,omitempty"`
	Income        *Income      `db:"-" json:"income,omitempty"`
	Account       *Account     `db:"-" json:"account,omitempty"`
	UpdatedAt     int64        `db:"updated_at" json:"updated_at"`
	UpdatedBy     string       `db:"updated_by" json:"updated_by"`
}

// Form is what the union form (§1.4) asks besides and no list is narrowed by.
type Form struct {
	ModelWorker      string `json:"model_worker,omitempty" maxLength:"4"`
	WorkStartOn      string `json:"work_start_on,omitempty" maxLength:"10"`
	Industry         string `json:"industry,omitempty" maxLength:"4"`
	EmployerNature   string `json:"employer_nature,omitempty" maxLength:"4"`
	EmployerUSCC     string `json:"employer_uscc,omitempty" maxLength:"18"`
	EnterpriseStatus string `json:"enterprise_status,omitempty" maxLength:"40"`
	SingleParent     string `json:"single_parent,omitempty" enum:"yes,no"`
	Identity         string `json:"identity,omitempty" maxLength:"40"`
	SchoolStage      string `json:"school_stage,omitempty" maxLength:"4"`
	School           string `json:"school,omitempty" maxLength:"100"`
	SchoolFromYear   string `json:"school_from_year,omitempty" maxLength:"4"`
	SchoolYears      string `json:"school_years,omitempty" maxLength:"2"`
	ContractOn       string `json:"contract_on,omitempty" maxLength:"10"`
	ContractTerm     string `json:"contract_term,omitempty" maxLength:"4"`
	Note             string `json:"note,omitempty" maxLength:"500"`
}

// Medical is a person's health; it is sealed as a whole.
type Medical struct {
	Health      string `json:"health,omitempty" maxLength:"4" doc:"union form's list"`
	DiseaseKind string `json:"disease_kind,omitempty" maxLength:"4"`
	Disease     string `json:"disease,omitempty" maxLength:"200" doc:"diagnosis in words"`
	SelfCare    string `json:"self_care,omitempty" maxLength:"4"`
}

// Disability is a disability certificate. CertNo is masked in answers; in input the empty one leaves it as it is.
type Disability struct {
	CertNo    string `json:"cert_no,omitempty" maxLength:"40"`
	Type      string `json:"type,omitempty" maxLength:"2"`
	Level     string `json:"level,omitempty" maxLength:"2"`
	ExpiresOn string `json:"expires_on,omitempty" maxLength:"10"`
}

// Income is what a person earns by own word: wages a month, and all else in a year.
type Income struct {
	MonthFen     int64 `json:"month_fen" minimum:"0" maximum:"100000000000"`
	OtherYearFen int64 `json:"other_year_fen" minimum:"0" maximum:"100000000000"`
}

// Account is the account a person is paid to, with the last four digits of its number only.
type Account struct {
	ID         string   `db:"id" json:"id"`
	PersonID   string   `db:"person_id" json:"person_id"`
	Last4      string   `db:"last4" json:"last4"`
	Bank       string   `db:"bank" json:"bank"`
	BankCode   string   `db:"bank_code" json:"bank_code"`
	Branch     string   `db:"branch" json:"branch"`
	Kind       CardKind `db:"kind" json:"kind"`
	Holder     string   `db:"holder" json:"holder"`
	IsGuardian bool     `db:"is_guardian" json:"is_guardian"`
	GuardianID string   `db:"guardian_id" json:"guardian_id"`
	FromOn     string   `db:"from_on" json:"from_on"`
	ToOn       string   `db:"to_on" json:"to_on"`
}

// Household is a household as shown; Address is masked to the street and community unless it was revealed.
type Household struct {
	ID            string   `db:"id" json:"id"`
	Version       int64    `db:"version" json:"version"`
	Name          string   `db:"name" json:"name" doc:"荆某户"`
	HeadID        string   `db:"head_id" json:"head_id"`
	Size          int64    `db:"size" json:"size"`
	AreaCode      string   `db:"area_code" json:"area_code"`
	Street        string   `db:"street" json:"street"`
	Community     string   `db:"community" json:"community"`
	HasAddress    bool     `db:"-" json:"has_address"`
	Postcode      string   `db:"postcode" json:"postcode"`
	Housing       string   `db:"housing" json:"housing"`
	FloorArea     string   `db:"floor_area" json:"floor_area" doc:"square metres, at most two decimals"`
	FloorBand     string   `db:"floor_band" json:"floor_band"`
	YearIncomeFen *int64   `db:"-" json:"year_income_fen,omitempty"`
	UpdatedAt     int64    `db:"updated_at" json:"updated_at"`
	UpdatedBy     string   `db:"updated_by" json:"updated_by"`
	Members       []Member `db:"-" json:"members"`
	Changes       []Change `db:"-" json:"changes,omitempty" doc:"what the last save changed"`
}

// Member is a person's membership in a household, dated [FromOn, ToOn); ToOn is empty while it lasts.
type Member struct {
	MembershipID string `json:"membership_id"`
	HouseholdID  string `json:"household_id"`
	Relation     string `json:"relation"`
	FromOn       string `json:"from_on"`
	ToOn         string `json:"to_on"`
	EndReason    string `json:"end_reason,omitempty"`
	Person       Person `json:"person"`
}

// ChangeKind says what happened to a household.
type ChangeKind string

// The kinds of change.
const (
	HouseholdCreated ChangeKind = "created"
	HouseholdChanged ChangeKind = "changed"
	MemberAdded      ChangeKind = "member_added"
	MemberRemoved    ChangeKind = "member_removed"
	MemberMoved      ChangeKind = "member_moved"
	MemberChanged    ChangeKind = "member_changed"
	RelationChanged  ChangeKind = "relation_changed"
	HeadChanged      ChangeKind = "head_changed"
	AccountChanged   ChangeKind = "account_changed"
)

// Change is one thing that a save changed; Fields names the inputs, never their values.
type Change struct {
	Kind     ChangeKind `json:"kind"`
	PersonID string     `json:"person_id,omitempty"`
	Name     string     `json:"name,omitempty"`
	Fields   []string   `json:"fields,omitempty"`
	Reason   string     `json:"reason,omitempty"`
}

// HouseholdInput creates a household (ID empty) or updates one. Listed members are saved; members not listed stay as
// they are; who leaves stands in Remove. Exactly one member is 本人 or 户主 and becomes the head.
type HouseholdInput struct {
	ID            string            `json:"id,omitempty" maxLength:"26"`
	Version       int64             `json:"version,omitempty"`
	AreaCode      string            `json:"area_code" maxLength:"12" doc:"county or street code"`
	Street        string            `json:"street,omitempty" maxLength:"60"`
	Community     string            `json:"community,omitempty" maxLength:"60"`
	Address       *string           `json:"address,omitempty" maxLength:"200" doc:"absent: unchanged"`
	Postcode      string            `json:"postcode,omitempty" maxLength:"12"`
	Housing       string            `json:"housing,omitempty" maxLength:"4"`
	FloorArea     string            `json:"floor_area,omitempty" maxLength:"12"`
	FloorBand     string            `json:"floor_band,omitempty" maxLength:"4"`
	YearIncomeFen *int64            `json:"year_income_fen,omitempty" minimum:"0" maximum:"100000000000" doc:"declared; must be the sum of the members'"`
	Size          int64             `json:"size,omitempty" minimum:"0" maximum:"100" doc:"declared number of members, 0 for not said"`
	Members       []MemberInput     `json:"members" maxItems:"30"`
	Remove        []Removal         `json:"remove,omitempty" maxItems:"30"`
	On            string            `json:"on,omitempty" maxLength:"10" doc:"day of the change, default today"`
	Reason        string            `json:"reason,omitempty" maxLength:"500"`
	Overrides     map[string]string `json:"overrides,omitempty" doc:"warning code → typed reason"`
	// Match makes an input without an ID that names the present head of a household an update of that household.
	Match bool `json:"-"`
	// Imported also takes 15-digit numbers of the first generation, and empty values leave what is stored: a file that
	// lacks a column clears nothing.
	Imported bool `json:"-"`
	// DefaultArea is the area of a new household whose file names none.
	DefaultArea string `json:"-"`

	read *reading
}

// MemberInput is one person of the household. On an update a PersonID stands for the person; the numbers, which the
// browser has masked only, may then be left out.
type MemberInput struct {
	PersonInput
	Relation string `json:"relation" maxLength:"4"`
	Move     string `json:"move,omitempty" maxLength:"500" doc:"reason to move the person here from a household without open case"`
}

// PersonInput is one person as entered. Absent pointers leave what is stored; empty texts clear it.
type PersonInput struct {
	PersonID      string        `json:"person_id,omitempty" maxLength:"26"`
	Name          string        `json:"name" maxLength:"60"`
	Sex           Sex           `json:"sex,omitempty" maxLength:"2"`
	BirthOn       string        `json:"birth_on,omitempty" maxLength:"10"`
	DocType       DocumentType  `json:"doc_type,omitempty" maxLength:"2" doc:"default 1, citizen ID"`
	DocNo         string        `json:"doc_no,omitempty" maxLength:"60"`
	Phone         *string       `json:"phone,omitempty" maxLength:"40"`
	OtherPhone    *string       `json:"other_phone,omitempty" maxLength:"40"`
	Ethnic        string        `json:"ethnic,omitempty" maxLength:"4"`
	Marital       string        `json:"marital,omitempty" maxLength:"4"`
	HukouType     string        `json:"hukou_type,omitempty" maxLength:"4"`
	HukouArea     string        `json:"hukou_area,omitempty" maxLength:"12"`
	Political     string        `json:"political,omitempty" maxLength:"4"`
	WorkStatus    string        `json:"work_status,omitempty" maxLength:"4"`
	EmployerOrgID string        `json:"employer_org_id,omitempty" maxLength:"26"`
	EmployerName  string        `json:"employer_name,omitempty" maxLength:"100"`
	UnionMember   *bool         `json:"union_member,omitempty"`
	Insurance     string        `json:"insurance,omitempty" maxLength:"4"`
	Education     string        `json:"education,omitempty" maxLength:"4"`
	Form          Form          `json:"form,omitempty"`
	Medical       *Medical      `json:"medical,omitempty"`
	Disability    *Disability   `json:"disability,omitempty"`
	Income        *Income       `json:"income,omitempty"`
	Account       *AccountInput `json:"account,omitempty"`
}

// AccountInput names the account a person is to be paid to; it replaces the one before.
type AccountInput struct {
	Number     string `json:"number" maxLength:"40"`
	Bank       string `json:"bank,omitempty" maxLength:"60"`
	Branch     string `json:"branch,omitempty" maxLength:"100"`
	Holder     string `json:"holder" maxLength:"60"`
	IsGuardian bool   `json:"is_guardian,omitempty"`
}

// Removal ends a membership.
type Removal struct {
	PersonID string `json:"person_id" maxLength:"26"`
	Reason   string `json:"reason" minLength:"1" maxLength:"500"`
}

// isHead tells whether a relation names the household's head.
func isHead(relation string) bool { return relation == "01" || relation == "02" }

// HouseholdName is how a household is shown in lists: the head's surname and 某户.
func HouseholdName(head string) string { return Surname(head) + "某户" }

// Surname is the family name of a Chinese name; of a minority name the part before the dot, of a Latin name its first
// letter.
func Surname(name string) string {
	if first, _, ok := strings.Cut(name, "·"); ok {
		return first
	}
	r := []rune(name)
	if len(r) == 0 {
		return ""
	}
	if len(r) > 2 && compoundSurname(r) != nil {
		return string(r[:2])
	}
	return string(r[:1])
}

type personRow struct {
	Person
	DocSealed        string        `db:"doc_sealed"`
	DocIndex         string        `db:"doc_index"`
	PhoneSealed      string        `db:"phone_sealed"`
	PhoneIndex       string        `db:"phone_index"`
	Phone2Sealed     string        `db:"phone2_sealed"`
	FormJSON         db.JSON[Form] `db:"form"`
	MedicalSealed    string        `db:"medical_sealed"`
	DisabilitySealed string        `db:"disability_sealed"`
	DisabilityMasked string        `db:"disability_masked"`
	DisabilityType   string        `db:"disability_type"`
	DisabilityLevel  string        `db:"disability_level"`
	DisabilityTo     string        `db:"disability_to"`
	MonthIncomeFen   int64         `db:"month_income_fen"`
	OtherIncomeFen   int64         `db:"other_income_fen"`
	MadeAt           int64         `db:"made_at"`
}

type householdRow struct {
	Household
	AddressSealed string `db:"address_sealed"`
	YearIncome    int64  `db:"year_income_fen"`
	MadeAt        int64  `db:"made_at"`
}

type memberRow struct {
	ID          string `db:"id"`
	HouseholdID string `db:"household_id"`
	PersonID    string `db:"person_id"`
	Relation    string `db:"relation"`
	FromOn      string `db:"from_on"`
	ToOn        string `db:"to_on"`
	Place       int64  `db:"place"`
	EndReason   string `db:"end_reason"`
	MadeAt      int64  `db:"made_at"`
	MadeBy      string `db:"made_by"`
}

type accountRow struct {
	Account
	NumberSealed string `db:"number_sealed"`
	NumberIndex  string `db:"number_index"`
	MadeAt       int64  `db:"made_at"`
	MadeBy       string `db:"made_by"`
}
