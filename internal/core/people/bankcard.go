package people

import (
	_ "embed"
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"yice/internal/kit/errs"
)

// CardKind is the kind of a bank card by its issuer number.
type CardKind string

// The kinds of §4.6; a card whose issuer number is not in the table has no kind.
const (
	CardDebit       CardKind = "DC"
	CardCredit      CardKind = "CC"
	CardQuasiCredit CardKind = "SCC"
	CardPrepaid     CardKind = "PC"
)

// BankCard is a card number and what the issuer table knows of it.
type BankCard struct {
	Number   string
	Bank     string
	BankCode string
	Kind     CardKind
}

// binTable: bank, kind, length and issuer prefixes, taken from the npm package bankcardinfo 2.0.6 (ISC licence).
//
//go:embed bins.csv
var binTable string

var cardShape = regexp.MustCompile(`^\d{16,19}$`)

type cardBin struct {
	bank, code string
	kind       CardKind
}

type binKey struct {
	length int
	prefix string
}

var bins = sync.OnceValue(func() map[binKey]cardBin {
	rows, err := csv.NewReader(strings.NewReader(binTable)).ReadAll()
	if err != nil {
		panic(err)
	}
	m := make(map[binKey]cardBin, 2000)
	for _, r := range rows[1:] {
		length, err := strconv.Atoi(r[3])
		if err != nil {
			panic(err)
		}
		for prefix := range strings.FieldsSeq(r[4]) {
			key := binKey{length, prefix}
			if _, taken := m[key]; !taken {
				m[key] = cardBin{bank: r[1], code: r[0], kind: CardKind(r[2])}
			}
		}
	}
	return m
})

// ParseBankCard checks a card number for payments to a person (§4.6): only a debit or social-security card is paid to.
// A failed Luhn sum only warns, because passbooks and old accounts have none; an unknown issuer passes without a bank.
func ParseBankCard(s string) (BankCard, []errs.Field) {
	number := NormalizeNumber(s)
	if !cardShape.MatchString(number) {
		return BankCard{}, block("CARD_FORMAT")
	}
	card := BankCard{Number: number}
	for n := 10; n >= 3; n-- {
		if b, ok := bins()[binKey{len(number), number[:n]}]; ok {
			card.Bank, card.BankCode, card.Kind = b.bank, b.code, b.kind
			break
		}
	}
	var out []errs.Field
	if card.Kind != "" && card.Kind != CardDebit {
		out = block("CARD_CREDIT")
	}
	if !luhn(number) {
		out = append(out, warn("CARD_LUHN")...)
	}
	return card, out
}

// CheckCardHolder compares the account name with the names that may receive the money (the beneficiary, a registered
// guardian).
func CheckCardHolder(holder string, allowed ...string) []errs.Field {
	h, _ := NormalizeName(holder)
	for _, a := range allowed {
		if n, _ := NormalizeName(a); n != "" && n == h {
			return nil
		}
	}
	return block("CARD_HOLDER_MISMATCH")
}

func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
