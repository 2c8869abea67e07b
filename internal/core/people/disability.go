package people

import (
	"regexp"

	"yice/internal/kit/errs"
)

// DisabilityCert is what the number of a disability certificate says (§3.1): the citizen number, the type 1–7, the
// level 1–4, and after a loss how many times it was issued again.
type DisabilityCert struct {
	Number   string
	PersonID string
	Type     string
	Level    string
	Reissues int
}

var disabilityShape = regexp.MustCompile(`^\d{17}[\dX][1-7][1-4](B[1-9])?$`)

// ParseDisabilityCert checks and reads the 20 or 22 characters of a disability certificate (§3.1).
func ParseDisabilityCert(s, today string) (DisabilityCert, []errs.Field) {
	number := NormalizeNumber(s)
	if !disabilityShape.MatchString(number) {
		return DisabilityCert{}, block("DIS_CERT_FORMAT")
	}
	if _, findings := ParseCitizenID(number[:18], today); Blocking(findings) {
		return DisabilityCert{}, block("DIS_CERT_FORMAT")
	}
	cert := DisabilityCert{Number: number, PersonID: number[:18], Type: number[18:19], Level: number[19:20]}
	if len(number) == 22 {
		cert.Reissues = int(number[21] - '0')
	}
	return cert, nil
}

// CheckDisability compares a certificate with the person's own number and the separate fields; empty values pass.
func CheckDisability(cert DisabilityCert, personID, typ, level string) []errs.Field {
	var out []errs.Field
	if personID != "" && NormalizeNumber(personID) != cert.PersonID {
		out = append(out, block("DIS_CERT_ID_MISMATCH")...)
	}
	if typ != "" && typ != cert.Type {
		out = append(out, block("DIS_TYPE_MISMATCH")...)
	}
	if level != "" && level != cert.Level {
		out = append(out, block("DIS_LEVEL_MISMATCH")...)
	}
	return out
}

// CheckDisabilityExpiry warns when the certificate's last day has passed; an unknown day passes.
func CheckDisabilityExpiry(expiresOn, today string) []errs.Field {
	if expiresOn == "" || expiresOn >= today {
		return nil
	}
	return warn("DIS_EXPIRED", "expires_on", expiresOn)
}
