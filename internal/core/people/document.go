package people

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yice/internal/core/org"
	"yice/internal/kit/errs"
)

// DocumentType is the kind of a personal document (§4.2).
type DocumentType string

// The document types of §4.2.
const (
	DocCitizenID        DocumentType = "1"
	DocHKMacaoPermit    DocumentType = "2"
	DocTaiwanPermit     DocumentType = "3"
	DocForeignPermanent DocumentType = "4"
	DocPassport         DocumentType = "5"
	DocHKMacaoTravel    DocumentType = "6"
	DocTaiwanTravel     DocumentType = "7"
	DocHukouBook        DocumentType = "8"
	DocOther            DocumentType = "9"
)

// Document is what a personal document says. Parts that the number does not carry stay empty. Country is the letter or
// number code of ISO 3166 inside a foreigner's permanent-residence number.
type Document struct {
	Type     DocumentType
	Number   string
	BirthOn  string
	Sex      Sex
	AreaCode string
	Country  string
}

var (
	foreignNewShape   = regexp.MustCompile(`^9\d{5}(18|19|20)\d{9}[\dX]$`)
	foreignOldShape   = regexp.MustCompile(`^[A-Z]{3}\d{12}$`)
	passportShape     = regexp.MustCompile(`^[A-Z0-9]{5,17}$`)
	hkTravelShape     = regexp.MustCompile(`^[HM]\d{8}(\d{2})?$`)
	taiwanTravelShape = regexp.MustCompile(`^\d{8}$`)
)

// ParseDocument checks a personal document number by its type (§4.1, §4.2) and reads what it carries.
func ParseDocument(typ DocumentType, s, today string) (Document, []errs.Field) {
	number := NormalizeNumber(s)
	switch typ {
	case DocCitizenID:
		id, findings := ParseCitizenID(number, today)
		return id.document(typ), findings
	case DocHKMacaoPermit:
		return parseResidencePermit(typ, number, today, "810000", "820000")
	case DocTaiwanPermit:
		return parseResidencePermit(typ, number, today, "830000")
	case DocForeignPermanent:
		return parseForeignPermanent(number, today)
	case DocPassport:
		return plainDocument(typ, number, passportShape.MatchString(number))
	case DocHKMacaoTravel:
		return plainDocument(typ, number, hkTravelShape.MatchString(number))
	case DocTaiwanTravel:
		return plainDocument(typ, number, taiwanTravelShape.MatchString(number))
	case DocHukouBook, DocOther:
		n := utf8.RuneCountInString(number)
		return plainDocument(typ, number, n >= 1 && n <= 40)
	}
	return Document{}, block("DOC_TYPE")
}

func (id CitizenID) document(typ DocumentType) Document {
	if id.Number == "" {
		return Document{}
	}
	return Document{Type: typ, Number: id.Number, BirthOn: id.BirthOn, Sex: id.Sex, AreaCode: id.AreaCode}
}

func plainDocument(typ DocumentType, number string, ok bool) (Document, []errs.Field) {
	if !ok {
		return Document{}, block("DOC_FORMAT")
	}
	return Document{Type: typ, Number: number}, nil
}

// parseResidencePermit reads the residence permit for Hong Kong, Macao and Taiwan residents: the citizen layout with
// one of the fixed area codes.
func parseResidencePermit(typ DocumentType, number, today string, areas ...string) (Document, []errs.Field) {
	if !citizenShape.MatchString(number) {
		return Document{}, block("ID_FORMAT")
	}
	for _, area := range areas {
		if strings.HasPrefix(number, area) {
			id, findings := readID18(number, today)
			return id.document(typ), findings
		}
	}
	return Document{}, block("ID_FORMAT")
}

func parseForeignPermanent(number, today string) (Document, []errs.Field) {
	switch {
	case foreignNewShape.MatchString(number):
		id, findings := readID18(number, today)
		if findings != nil {
			return Document{}, findings
		}
		doc := id.document(DocForeignPermanent)
		doc.AreaCode, doc.Country = number[1:3], number[3:6]
		if !org.KnownArea(doc.AreaCode) {
			findings = warn("ID_REGION_UNKNOWN", "area", doc.AreaCode)
		}
		return doc, findings
	case foreignOldShape.MatchString(number):
		return parseForeignOld(number, today)
	}
	return Document{}, block("ID_FORMAT")
}

// parseForeignOld reads the 15-character number used until 2023. Its two-digit year is taken as the latest one that
// does not lie in the future.
func parseForeignOld(number, today string) (Document, []errs.Field) {
	birth, ok := birthDate("20"+number[7:13], today)
	if !ok {
		birth, ok = birthDate("19"+number[7:13], today)
	}
	if !ok {
		return Document{}, block("ID_DATE")
	}
	sum := 0
	for i := range 14 {
		sum += alphanumericValue(number[i]) * [3]int{7, 3, 1}[i%3]
	}
	if int(number[14]-'0') != sum%10 {
		return Document{}, block("ID_CHECK")
	}
	doc := Document{Type: DocForeignPermanent, Number: number, BirthOn: birth, AreaCode: number[3:7], Country: number[:3]}
	if !org.KnownArea(doc.AreaCode) {
		return doc, warn("ID_REGION_UNKNOWN", "area", doc.AreaCode)
	}
	return doc, nil
}

// alphanumericValue counts 0–9 as themselves and A–Z as 10–35.
func alphanumericValue(c byte) int {
	if c >= 'A' {
		return int(c-'A') + 10
	}
	return int(c - '0')
}
