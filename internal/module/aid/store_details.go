package aid

import (
	"context"

	"yice/internal/core/flow"
	"yice/internal/kit/db"
)

func flowAction(s string) flow.Action { return flow.Action(s) }

// Consent is a signed consent or authority on file.
type Consent struct {
	ID          string `db:"id" json:"id"`
	CaseID      string `db:"case_id" json:"-"`
	PersonID    string `db:"person_id" json:"person_id"`
	Purpose     string `db:"purpose" json:"purpose"`
	TextVersion string `db:"text_version" json:"text_version"`
	Channel     string `db:"channel" json:"channel"`
	GivenOn     string `db:"given_on" json:"given_on"`
	GivenBy     string `db:"given_by" json:"given_by"`
	FileID      string `db:"file_id" json:"file_id"`
	WithdrawnOn string `db:"withdrawn_on" json:"withdrawn_on"`
	MadeAt      int64  `db:"made_at" json:"made_at"`
}

// Amount is a yearly income or rigid expenditure in fen.
type Amount struct {
	ID          string `db:"id" json:"id"`
	CaseID      string `db:"case_id" json:"-"`
	PersonID    string `db:"person_id" json:"person_id"`
	Side        string `db:"side" json:"side"`
	Kind        string `db:"kind" json:"kind"`
	YearFen     int64  `db:"year_fen" json:"year_fen"`
	HasEvidence bool   `db:"has_evidence" json:"has_evidence"`
	Source      string `db:"source" json:"source"`
	Note        string `db:"note" json:"note"`
	MadeBy      string `db:"made_by" json:"made_by"`
	MadeAt      int64  `db:"made_at" json:"made_at"`
}

// Bill is one medical settlement in fen.
type Bill struct {
	ID              string `db:"id" json:"id"`
	CaseID          string `db:"case_id" json:"-"`
	PersonID        string `db:"person_id" json:"person_id"`
	Hospital        string `db:"hospital" json:"hospital"`
	DiagnosisSealed string `db:"diagnosis_sealed" json:"-"`
	Diagnosis       string `db:"-" json:"diagnosis"`
	Disease         string `db:"disease" json:"disease"`
	VisitKind       string `db:"visit_kind" json:"visit_kind"`
	FromOn          string `db:"from_on" json:"from_on"`
	ToOn            string `db:"to_on" json:"to_on"`
	InvoiceNo       string `db:"invoice_no" json:"invoice_no"`
	TotalFen        int64  `db:"total_fen" json:"total_fen"`
	BasicFen        int64  `db:"basic_fen" json:"basic_fen"`
	SeriousFen      int64  `db:"serious_fen" json:"serious_fen"`
	MedicalAidFen   int64  `db:"medical_aid_fen" json:"medical_aid_fen"`
	MutualFen       int64  `db:"mutual_fen" json:"mutual_fen"`
	CommercialFen   int64  `db:"commercial_fen" json:"commercial_fen"`
	EarlierFen      int64  `db:"earlier_fen" json:"earlier_fen"`
	SelfFen         int64  `db:"self_fen" json:"self_fen"`
	MadeBy          string `db:"made_by" json:"made_by"`
	MadeAt          int64  `db:"made_at" json:"made_at"`
}

// Flag is a reason that excludes unless waived.
type Flag struct {
	CaseID   string `db:"case_id" json:"-"`
	Kind     string `db:"kind" json:"kind"`
	Source   string `db:"source" json:"source"`
	Note     string `db:"note" json:"note"`
	WaivedBy string `db:"waived_by" json:"waived_by"`
	Waiver   string `db:"waiver" json:"waiver"`
	MadeBy   string `db:"made_by" json:"made_by"`
	MadeAt   int64  `db:"made_at" json:"made_at"`
}

// Prior is what any scheme already paid, in fen. Counts tells that it counts against the platform's caps.
type Prior struct {
	ID         string `db:"id" json:"id"`
	CaseID     string `db:"case_id" json:"-"`
	PersonID   string `db:"person_id" json:"person_id"`
	Department string `db:"department" json:"department"`
	Project    string `db:"project" json:"project"`
	Purpose    string `db:"purpose" json:"purpose"`
	Document   string `db:"document" json:"document"`
	Period     string `db:"period" json:"period"`
	AmountFen  int64  `db:"amount_fen" json:"amount_fen"`
	Counts     bool   `db:"counts" json:"counts"`
	MadeBy     string `db:"made_by" json:"made_by"`
	MadeAt     int64  `db:"made_at" json:"made_at"`
}

// Details is what hangs on an application.
type Details struct {
	Persons  []PersonRef `json:"persons"`
	Consents []Consent   `json:"consents"`
	Amounts  []Amount    `json:"amounts"`
	Bills    []Bill      `json:"bills"`
	Flags    []Flag      `json:"flags"`
	Priors   []Prior     `json:"priors"`
}

func (s *Service) detailsOf(ctx context.Context, tx *db.Tx, caseID string) (d Details, err error) {
	if d.Persons, err = findPersons(ctx, tx, caseID); err != nil {
		return d, err
	}
	if d.Consents, err = db.All[Consent](ctx, tx, `SELECT id, case_id, person_id, purpose, text_version, channel, given_on, given_by, file_id,
		withdrawn_on, made_at FROM aid_consents WHERE case_id = $1 ORDER BY id`, caseID); err != nil {
		return d, err
	}
	if d.Amounts, err = findAmounts(ctx, tx, caseID); err != nil {
		return d, err
	}
	if d.Bills, err = s.billsTx(ctx, tx, caseID); err != nil {
		return d, err
	}
	if d.Flags, err = db.All[Flag](ctx, tx, `SELECT case_id, kind, source, note, waived_by, waiver, made_by, made_at
		FROM aid_flags WHERE case_id = $1 ORDER BY kind`, caseID); err != nil {
		return d, err
	}
	d.Priors, err = PriorsTx(ctx, tx, caseID)
	return d, err
}

func findAmounts(ctx context.Context, tx *db.Tx, caseID string) ([]Amount, error) {
	return db.All[Amount](ctx, tx, `SELECT id, case_id, person_id, side, kind, year_fen, has_evidence, source, note, made_by, made_at
		FROM aid_amounts WHERE case_id = $1 ORDER BY side, id`, caseID)
}

func (s *Service) billsTx(ctx context.Context, tx *db.Tx, caseID string) ([]Bill, error) {
	bills, err := db.All[Bill](ctx, tx, `SELECT id, case_id, person_id, hospital, diagnosis_sealed, disease, visit_kind, from_on, to_on, invoice_no,
		total_fen, basic_fen, serious_fen, medical_aid_fen, mutual_fen, commercial_fen, earlier_fen, self_fen, made_by, made_at
		FROM aid_bills WHERE case_id = $1 ORDER BY from_on, id`, caseID)
	if err != nil {
		return nil, err
	}
	for i := range bills {
		if bills[i].DiagnosisSealed == "" {
			continue
		}
		if bills[i].Diagnosis, err = s.keys.Open("aid_bills", "diagnosis", bills[i].ID, bills[i].DiagnosisSealed); err != nil {
			return nil, err
		}
	}
	return bills, nil
}

// PriorsTx lists the earlier benefits of a case; the caller has found the case within its scope.
func PriorsTx(ctx context.Context, tx *db.Tx, caseID string) ([]Prior, error) {
	return db.All[Prior](ctx, tx, `SELECT id, case_id, person_id, department, project, purpose, document, period, amount_fen, counts, made_by, made_at
		FROM aid_priors WHERE case_id = $1 ORDER BY period, id`, caseID)
}

func clearDetails(ctx context.Context, tx *db.Tx, caseID string) error {
	for _, text := range []string{
		"DELETE FROM aid_persons WHERE case_id = $1",
		"DELETE FROM aid_consents WHERE case_id = $1",
		"DELETE FROM aid_amounts WHERE case_id = $1 AND source = 'declared'",
		"DELETE FROM aid_bills WHERE case_id = $1",
		"DELETE FROM aid_flags WHERE case_id = $1 AND source = 'declared'",
	} {
		if _, err := tx.Exec(ctx, text, caseID); err != nil {
			return err
		}
	}
	return nil
}
