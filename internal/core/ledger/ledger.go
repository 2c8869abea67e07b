// Package ledger keeps everything scarce by double entry: money in fen first, later seats, quotas, hours, pieces. Accounts
// form a tree and may have a floor and a ceiling; an entry is one debit and one credit of the same amount, so nothing can
// be out of balance; holds reserve first and settle or release later; a mistake is reversed, never changed.
//
// All amounts are whole units of the account's commodity, int64 (CNY: fen). Dates are YYYY-MM-DD in China, instants unix
// milliseconds. The functions work inside the caller's transaction and check no permission: the room that calls them has
// done that. Every act carries an idempotency key: the same key with the same input gives the first answer again, with
// other input errs.Conflict ledger.key_reused.
//
// No floor can be passed under any concurrency on either engine: the accounts of a call are locked in the order of their codes,
// so that transactions which touch the same accounts queue instead of blocking one another for ever; floors, ceilings and
// holds are compared in memory while the locks are held, and CHECKs stand behind that. What is booked is never changed or
// removed, which triggers enforce.
package ledger

import (
	_ "embed"

	"yice/internal/kit/db"
)

// CNY is the commodity of money, counted in fen.
const CNY = "CNY"

// MaxAmount is the largest amount of one posting.
const MaxAmount = int64(1e15)

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Codes maps constraint names to error codes.
func Codes() map[string]string {
	return map[string]string{
		"ledger_balances_floor_check": "ledger.floor_passed", "ledger_balances_ceiling_check": "ledger.floor_passed",
		"ledger_transactions_reverses_key": "ledger.already_reversed", "ledger_transactions_key_key": "ledger.key_reused",
		"ledger_frozen": "ledger.frozen",
	}
}

// Side is an account's normal side: a debit raises the balance of a Debit account (what we have) and lowers that of a
// Credit account (whose it is).
type Side string

// The two sides.
const (
	Debit  Side = "debit"
	Credit Side = "credit"
)

func (s Side) sign() int64 {
	if s == Debit {
		return 1
	}
	return -1
}

// Account is one account. Group accounts only sum up what is below them and take no postings. Floor and Ceiling bound the
// balance on the normal side, reserved amounts included; nil is no bound.
type Account struct {
	Code      string
	Parent    string
	Name      string
	Commodity string
	Side      Side
	Group     bool
	Floor     *int64
	Ceiling   *int64
}

// Bound makes a floor or a ceiling.
func Bound(n int64) *int64 { return &n }

// Posting debits one account and credits another of the same commodity; Amount is positive.
type Posting struct {
	Debit  string `json:"debit"`
	Credit string `json:"credit"`
	Amount int64  `json:"amount"`
}

// New describes an act. EffectiveOn is the day to which it belongs, today when empty.
type New struct {
	Key         string
	EffectiveOn string
	Memo        string
	Meta        map[string]string
	Postings    []Posting
}

// End settles or releases a hold. Postings narrow a settlement: the amounts that really moved, each at most what the hold
// reserved between the same two accounts; the rest is released. Empty settles all.
type End struct {
	Hold        string
	Key         string
	EffectiveOn string
	Memo        string
	Meta        map[string]string
	Postings    []Posting
}

// Undo reverses a transaction.
type Undo struct {
	ID          string
	Key         string
	EffectiveOn string
	Memo        string
	Meta        map[string]string
}

// The kinds of transactions; an entry's act is one of the first four.
const (
	kindPost    = "post"
	kindHold    = "hold"
	kindSettle  = "settle"
	kindRelease = "release"
	kindReverse = "reverse"
)

// The states of a hold.
const (
	holdOpen     = "open"
	holdSettled  = "settled"
	holdReleased = "released"
	holdExpired  = "expired"
)

// Transaction is one act as it stands in the book. Kind is post, hold, settle, release or reverse; a hold is known by the
// id of its transaction. Replayed tells that the key had been used before and this is the first answer.
type Transaction struct {
	ID          string                     `db:"id" json:"id"`
	Kind        string                     `db:"kind" json:"kind"`
	Key         string                     `db:"key" json:"key"`
	InputHash   string                     `db:"input_hash" json:"-"`
	HoldID      string                     `db:"hold_id" json:"hold_id"`
	Reverses    string                     `db:"reverses" json:"reverses"`
	ExpiresAt   int64                      `db:"expires_at" json:"expires_at"`
	EffectiveOn string                     `db:"effective_on" json:"effective_on"`
	BookedAt    int64                      `db:"booked_at" json:"booked_at"`
	BookedBy    string                     `db:"booked_by" json:"booked_by"`
	Memo        string                     `db:"memo" json:"memo"`
	Meta        db.JSON[map[string]string] `db:"meta" json:"meta"`
	Hash        string                     `db:"hash" json:"hash"`
	Entries     []Entry                    `json:"entries"`
	Replayed    bool                       `json:"-"`
}

// Entry is one debit and one credit. Seq numbers the entries of an account from 1; After is the account's balance on its
// normal side behind the entry.
type Entry struct {
	TxID        string `db:"tx_id" json:"-"`
	N           int64  `db:"n" json:"n"`
	Act         string `db:"act" json:"act"`
	Debit       string `db:"debit" json:"debit"`
	Credit      string `db:"credit" json:"credit"`
	Commodity   string `db:"commodity" json:"commodity"`
	Amount      int64  `db:"amount" json:"amount"`
	EffectiveOn string `db:"effective_on" json:"-"`
	BookedAt    int64  `db:"booked_at" json:"-"`
	DebitSeq    int64  `db:"debit_seq" json:"debit_seq"`
	DebitAfter  int64  `db:"debit_after" json:"debit_after"`
	CreditSeq   int64  `db:"credit_seq" json:"credit_seq"`
	CreditAfter int64  `db:"credit_after" json:"credit_after"`
}

// Balance is what an account holds now, on its normal side: Going is reserved to leave, Coming reserved to come.
type Balance struct {
	Account   string `db:"account" json:"account"`
	Commodity string `db:"commodity" json:"commodity"`
	Balance   int64  `db:"balance" json:"balance"`
	Going     int64  `db:"going" json:"going"`
	Coming    int64  `db:"coming" json:"coming"`
	Floor     *int64 `db:"floor" json:"floor"`
	Ceiling   *int64 `db:"ceiling" json:"ceiling"`
	Entries   int64  `db:"entries" json:"entries"`
	Sign      int64  `db:"sign" json:"-"`
}

// Available is what may still leave: the balance without what is reserved and without the floor.
func (b Balance) Available() int64 {
	if b.Floor != nil {
		return b.Balance - b.Going - *b.Floor
	}
	return b.Balance - b.Going
}

// At is a point in time: entries that belong to days up to EffectiveOn and were booked before the instant BookedBefore.
// Empty fields do not narrow.
type At struct {
	EffectiveOn  string
	BookedBefore int64
}

// Line is one entry seen from one account. Change is the booked change of the balance on the normal side (0 for a hold or
// a release), Reserved the change of what is reserved to leave (positive) or to come (negative).
type Line struct {
	Seq         int64                      `db:"seq" json:"seq"`
	TxID        string                     `db:"tx_id" json:"tx_id"`
	Act         string                     `db:"act" json:"act"`
	Other       string                     `db:"other" json:"other"`
	Amount      int64                      `db:"amount" json:"amount"`
	Raises      bool                       `db:"raises" json:"raises"`
	After       int64                      `db:"after" json:"after"`
	EffectiveOn string                     `db:"effective_on" json:"effective_on"`
	BookedAt    int64                      `db:"booked_at" json:"booked_at"`
	BookedBy    string                     `db:"booked_by" json:"booked_by"`
	Memo        string                     `db:"memo" json:"memo"`
	Meta        db.JSON[map[string]string] `db:"meta" json:"meta"`
}

// Trial is one line of a trial balance: what was booked on the two sides of an account.
type Trial struct {
	Account   string `db:"account" json:"account"`
	Name      string `db:"name" json:"name"`
	Commodity string `db:"commodity" json:"commodity"`
	Debit     int64  `db:"debit" json:"debit"`
	Credit    int64  `db:"credit" json:"credit"`
}
