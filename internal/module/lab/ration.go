package lab

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"

	"yice/internal/core/policy"
	"yice/internal/kit/errs"
	"yice/internal/kit/money"
)

// The ways to share out a pool that is smaller than what the rules give.
const (
	ByNeed  = "need"    // in the order of the need score, each in full until the pool is empty
	ProRata = "prorata" // everybody the same share, parts of a fen by the largest remainder
	LevelUp = "level"   // who has least a person first, up to one common level
)

// claim is what the rules give a household, and what decides its turn.
type claim struct {
	want  int64 // fen
	score int64
	have  int64 // fen a year after rigid expenditure, without aid
	size  int64
}

// portion is what a household gets of a pool.
type portion struct {
	fen   int64
	extra int64 // fen that rounding gave: by the remainder, or of the next level
	turn  int64 // place in the order, from 1; 0 where there is none
	left  int64 // in the pool when its turn came
}

// rationed is a whole sharing out. Level is the common level in fen a person and year.
type rationed struct {
	portions []portion
	pool     int64
	claimed  int64
	given    int64
	level    int64
}

// ration shares a pool out: exactly all of it when the claims are larger, otherwise every claim in full; nobody gets more than
// the claim. Ties go by the place in the list. Codes: lab.method, money.overflow.
func ration(method string, claims []claim, pool int64) (out rationed, err error) {
	out = rationed{portions: make([]portion, len(claims)), pool: max(pool, 0)}
	var sum money.Fen
	for _, c := range claims {
		if sum, err = sum.Add(money.Fen(c.want)); err != nil {
			return out, err
		}
	}
	out.claimed = int64(sum)
	switch method {
	case ByNeed:
		out.byNeed(claims)
	case ProRata:
		out.proRata(claims)
	case LevelUp:
		err = out.levelUp(claims)
	default:
		err = errs.InvalidField("method", "lab.method")
	}
	for _, p := range out.portions {
		out.given += p.fen
	}
	return out, err
}

func (r *rationed) byNeed(claims []claim) {
	left := r.pool
	for turn, i := range order(claims, func(a, b claim) int { return cmp.Compare(b.score, a.score) }) {
		got := min(claims[i].want, left)
		r.portions[i] = portion{fen: got, turn: int64(turn) + 1, left: left}
		left -= got
	}
}

// order sorts places of the list; equal ones stay as they are.
func order(claims []claim, compare func(a, b claim) int) []int {
	at := make([]int, len(claims))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return compare(claims[a], claims[b]) })
	return at
}

func (r *rationed) proRata(claims []claim) {
	if r.pool >= r.claimed {
		for i, c := range claims {
			r.portions[i].fen = c.want
		}
		return
	}
	pool, all := big.NewInt(r.pool), big.NewInt(r.claimed)
	rests := make([]int64, len(claims))
	left := r.pool
	var n, q, m big.Int
	for i, c := range claims {
		q.QuoRem(n.Mul(n.SetInt64(c.want), pool), all, &m)
		r.portions[i].fen, rests[i] = q.Int64(), m.Int64()
		left -= q.Int64()
	}
	at := make([]int, len(claims))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	for _, i := range at[:left] { // fewer than there are remainders
		r.portions[i].fen++
		r.portions[i].extra = 1
	}
}

// levelUp raises those who have least a person to the highest common level that the pool pays for, then gives what is left, less
// than one fen a person, in the order of the list to those who stand at the level and may have more.
func (r *rationed) levelUp(claims []claim) error {
	low, high, err := levels(claims)
	if err != nil {
		return err
	}
	sum := func(level int64) (all int64) { // at most the sum of the claims
		for _, c := range claims {
			all += c.raised(level)
		}
		return all
	}
	for high-low > 1 { // at low the pool suffices
		if middle := low + (high-low)/2; sum(middle) <= r.pool {
			low = middle
		} else {
			high = middle
		}
	}
	if sum(high) <= r.pool {
		low = high
	}
	r.level = low
	left := r.pool - sum(low)
	for i, c := range claims {
		p := &r.portions[i]
		p.fen = c.raised(low)
		p.extra = min(c.raised(low+1)-p.fen, left)
		p.fen += p.extra
		left -= p.extra
	}
	return nil
}

// levels are a level at which nobody gets anything and one at which everybody gets all.
func levels(claims []claim) (low, high int64, err error) {
	low, high = 0, 0
	for _, c := range claims {
		full, err := money.Fen(c.have).Add(money.Fen(c.want))
		if err != nil || c.size <= 0 {
			return 0, 0, errs.New(errs.Invalid, "money.overflow")
		}
		low = min(low, c.have/c.size-1)
		high = max(high, int64(full)/c.size+1)
	}
	if high > 1<<53 || low < -1<<53 {
		return 0, 0, errs.New(errs.Invalid, "money.overflow")
	}
	return low, high, nil
}

// raised is what lifts a household to a level, up to its claim.
func (c claim) raised(level int64) int64 {
	return min(max(level*c.size-c.have, 0), c.want)
}

// explain is the row of one household's portion.
func (r *rationed) explain(method string, c claim, p portion) policy.Row {
	row := policy.Row{
		Step: "lab.ration." + method, Params: []policy.Version{}, Value: money.Fen(p.fen).String(), Unit: "yuan", Label: methodWords(method),
		Inputs: []policy.Item{yuanItem("按规则可给", "by the rules", c.want)},
	}
	switch method {
	case ByNeed:
		row.Formula = policy.Label{ZH: "按需求评分由高到低依次全额给付，取按规则可给与轮到时余额的较小者", EN: "in the order of the need score: the smaller of what the rules give and what is left at the turn"}
		row.Inputs = append(row.Inputs, countItem("需求评分", "need score", c.score, "points"), countItem("次序", "turn", p.turn, ""), yuanItem("轮到时余额", "left at the turn", p.left))
	case ProRata:
		row.Formula = policy.Label{ZH: "按规则可给 × 可用资金 ÷ 全部可给，舍去到分，余下的分按小数部分由大到小补", EN: "what the rules give × pool ÷ all that they give, rounded down to the fen; the fen that are left go by the largest remainder"}
		row.Inputs = append(row.Inputs, yuanItem("可用资金", "pool", r.pool), yuanItem("全部可给", "all claims", r.claimed), yuanItem("尾差补", "by remainder", p.extra))
	case LevelUp:
		row.Formula = policy.Label{ZH: "补到共同水平 × 人数 − 年净收入，不超过按规则可给，余下的分依次补", EN: "common level × persons − net income of the year, up to what the rules give; the fen that are left go in turn"}
		row.Inputs = append(row.Inputs, yuanItem("年净收入", "net income of the year", c.have), countItem("人数", "persons", c.size, "persons"), yuanItem("共同水平", "common level", r.level), yuanItem("尾差补", "by turn", p.extra))
	}
	return row
}

func methodWords(method string) policy.Label {
	switch method {
	case ByNeed:
		return policy.Label{ZH: "按需求次序分配", EN: "By need"}
	case ProRata:
		return policy.Label{ZH: "按比例分配", EN: "Pro rata"}
	}
	return policy.Label{ZH: "先补最困难的", EN: "Levelling up"}
}

func yuanItem(zh, en string, fen int64) policy.Item {
	return policy.Item{Label: policy.Label{ZH: zh, EN: en}, Value: money.Fen(fen).String(), Unit: "yuan"}
}

func countItem(zh, en string, n int64, unit string) policy.Item {
	return policy.Item{Label: policy.Label{ZH: zh, EN: en}, Value: strconv.FormatInt(n, 10), Unit: unit}
}
