package population

import (
	"math/rand/v2"
	"strconv"
	"time"

	"yice/internal/core/policy"
	"yice/internal/kit/clock"
	"yice/internal/kit/money"
)

// synthesis names the generator in the hash of a population; it changes whenever the same seed could give other households.
const synthesis = "daqing-1"

// synthetic makes one household of a city like Daqing: the same seed, number and day give the same one, however many there are.
// Incomes, sizes, illnesses and costs are invented within what the demo's cases and the published figures show.
func synthetic(seed uint64, number int, on time.Time) policy.Input {
	m := maker{r: rand.New(rand.NewPCG(seed, uint64(number))), on: on}
	m.in = policy.Input{CaseID: MadeUp(number), On: clock.Date(on)}
	place := pick(m.r, places())
	m.in.Area, m.in.Urban = place.area, m.chance(place.urban)
	m.people()
	m.incomes()
	m.illness()
	m.schooling()
	m.others()
	return m.in
}

// place is a county with its weight and how many of its applicants live under the urban standard, in percent.
type place struct {
	weight int
	area   string
	urban  int
}

func (p place) weighs() int { return p.weight }

func places() []place {
	return []place{
		{22, "230602", 97},
		{14, "230603", 95},
		{24, "230604", 95},
		{8, "230605", 90},
		{8, "230606", 55},
		{7, "230621", 35},
		{7, "230622", 35},
		{5, "230623", 30},
		{5, "230624", 35},
	}
}

// ailment is a disease with the yearly cost of its treatment in yuan and what others pay of it in percent.
type ailment struct {
	weight     int
	icd, kind  string
	low, high  int
	from, upTo int
}

func (a ailment) weighs() int { return a.weight }

func ailments() []ailment {
	return []ailment{
		{16, "N18.5", "oral_drug", 6_000, 24_000, 20, 60},
		{10, "N18.5", "outpatient", 40_000, 90_000, 70, 92},
		{18, "C34.9", "inpatient", 30_000, 220_000, 45, 75},
		{8, "C50.9", "inpatient", 25_000, 160_000, 50, 78},
		{5, "D61.9", "inpatient", 60_000, 400_000, 40, 65},
		{3, "D66", "special_drug", 60_000, 150_000, 50, 80},
		{14, "I63.9", "inpatient", 12_000, 80_000, 50, 80},
		{10, "E11.9", "outpatient", 3_000, 18_000, 30, 65},
		{5, "F20.9", "inpatient", 8_000, 40_000, 60, 85},
		{2, "G12.2", "special_drug", 60_000, 200_000, 25, 60},
		{4, "J44.9", "inpatient", 8_000, 45_000, 50, 78},
		{5, "M51.2", "inpatient", 15_000, 70_000, 45, 75},
	}
}

type weighed interface{ weighs() int }

func pick[T weighed](r *rand.Rand, list []T) T {
	all := 0
	for _, x := range list {
		all += x.weighs()
	}
	n := r.IntN(all)
	for _, x := range list {
		if n -= x.weighs(); n < 0 {
			return x
		}
	}
	return list[len(list)-1]
}

type maker struct {
	r    *rand.Rand
	on   time.Time
	in   policy.Input
	ages []int
}

func (m *maker) chance(percent int) bool { return m.r.IntN(100) < percent }

// between is a whole number of the range; the middle is likelier than the ends.
func (m *maker) between(low, high int) int {
	d := high - low + 1
	return low + (m.r.IntN(d)+m.r.IntN(d))/2
}

// skewed is a whole number of the range; low ones are much likelier.
func (m *maker) skewed(low, high int) int {
	d := high - low + 1
	return low + min(m.r.IntN(d), m.r.IntN(d), m.r.IntN(d))
}

func yuan(n int) money.Fen { return money.Fen(n) * 100 }

func (m *maker) add(age int) {
	birth := m.on.AddDate(-age, -m.r.IntN(12), -m.r.IntN(28))
	m.ages = append(m.ages, age)
	m.in.Members = append(m.in.Members, policy.Member{
		Ref: strconv.Itoa(len(m.in.Members) + 1), BirthOn: clock.Date(birth), Sex: strconv.Itoa(1 + m.r.IntN(2)), Able: age >= 16 && age < 65,
	})
}

func (m *maker) people() {
	head := m.between(26, 78)
	m.add(head)
	sizes := []int{1, 1, 2, 2, 2, 3, 3, 3, 4, 5}
	size := sizes[m.r.IntN(len(sizes))]
	for len(m.in.Members) < size {
		switch n := len(m.in.Members); {
		case n == 1 && m.chance(75):
			m.add(max(22, head-4+m.r.IntN(8)))
		case n >= 3 && head < 60 && m.chance(40):
			m.add(min(head+22+m.r.IntN(8), 92))
		default:
			m.add(max(1, head-24-m.r.IntN(10)))
		}
	}
}

func (m *maker) incomes() {
	for i, age := range m.ages {
		ref := m.in.Members[i].Ref
		got := func(kind string, low, high int) {
			m.in.Income = append(m.in.Income, policy.Income{Ref: ref, Kind: kind, AmountFen: yuan(m.skewed(low, high)), Proved: m.chance(90)})
		}
		switch {
		case age >= 60 && m.in.Urban:
			got("pension", 14_000, 42_000)
		case age >= 60:
			got("basic_pension", 1_300, 1_800)
			got("business", 2_000, 14_000)
		case age >= 20 && m.chance(62) && m.in.Urban:
			got("wage", 12_000, 66_000)
		case age >= 20 && m.chance(55):
			got("business", 4_000, 36_000)
		case age >= 20 && m.chance(40):
			m.in.Members[i].IdleMonths = m.between(1, 12)
		}
	}
	if m.chance(6) {
		m.in.Income = append(m.in.Income, policy.Income{Kind: "rent", AmountFen: yuan(m.between(3_000, 9_000)), Proved: true})
	}
}

func (m *maker) illness() {
	for i := range m.in.Members {
		member := &m.in.Members[i]
		if !m.chance([]int{46, 22, 10, 10, 12, 12}[min(i, 5)]) {
			continue
		}
		what := pick(m.r, ailments())
		member.Ill, member.Able, member.IdleMonths = true, member.Able && m.chance(25), 0
		total := yuan(m.skewed(what.low, what.high))
		funds := total * money.Fen(m.between(what.from, what.upTo)) / 100
		b := policy.Bill{Ref: member.Ref, Kind: what.kind, Disease: what.icd, TotalFen: total, FundsFen: funds, OutOfScopeFen: (total - funds) * money.Fen(m.r.IntN(50)) / 100}
		if m.chance(12) {
			b.CommercialFen = (total - funds) * money.Fen(m.between(5, 40)) / 100
		}
		if m.chance(20) {
			b.MutualFen = (total - funds - b.CommercialFen) * money.Fen(m.between(5, 25)) / 100
		}
		m.in.Bills = append(m.in.Bills, b)
		own := b.TotalFen - b.FundsFen - b.CommercialFen - b.MutualFen
		m.in.Rigid = append(m.in.Rigid, policy.Rigid{Ref: member.Ref, Kind: "medical", AmountFen: own, Proved: m.chance(92)})
	}
	if len(m.in.Bills) > 0 {
		m.in.Needs = append(m.in.Needs, "medical")
	}
}

func (m *maker) schooling() {
	for i, age := range m.ages {
		if age < 16 || age > 24 || i == 0 || !m.chance(60) {
			continue
		}
		member := &m.in.Members[i]
		member.Able, member.IdleMonths = false, 0
		cost := yuan(m.between(2_000, 16_000))
		m.in.Studies = append(m.in.Studies, policy.Study{Ref: member.Ref, CostFen: cost, Proved: m.chance(90)})
		m.in.Rigid = append(m.in.Rigid, policy.Rigid{Ref: member.Ref, Kind: "education", AmountFen: cost, Proved: true})
	}
	if len(m.in.Studies) > 0 {
		m.in.Needs = append(m.in.Needs, "study")
	}
}

func (m *maker) others() {
	if m.chance(70) || len(m.in.Needs) == 0 {
		m.in.Needs = append(m.in.Needs, "living")
	}
	if m.in.Urban && m.chance(14) {
		m.in.Rigid = append(m.in.Rigid, policy.Rigid{Kind: "rent", AmountFen: yuan(m.between(4_000, 14_000)), Proved: m.chance(80)})
	}
	if m.chance(7) {
		m.in.Members[0].Disabled, m.in.Members[0].Able = true, false
		m.in.Rigid = append(m.in.Rigid, policy.Rigid{Ref: m.in.Members[0].Ref, Kind: "care", AmountFen: yuan(m.between(2_000, 15_000)), Proved: true})
	}
	if m.chance(3) {
		m.in.AccidentLossFen = yuan(m.skewed(10_000, 120_000))
	}
	if m.chance(3) {
		f := policy.Flag{Code: policy.FlagCodes()[m.r.IntN(3)], Source: "check"}
		if m.chance(30) {
			f.Waived, f.Reason, f.WaivedBy = true, "治病必需", "1"
		}
		m.in.Flags = append(m.in.Flags, f)
	}
	if m.chance(8) {
		m.in.Counters = append(m.in.Counters, policy.Counter{Need: "living", PaidFen: yuan(m.between(500, 4_000))})
	}
	if len(m.in.Bills) > 0 && m.chance(8) {
		m.in.Counters = append(m.in.Counters, policy.Counter{Need: "medical", Ref: m.in.Bills[0].Ref, PaidFen: yuan(m.skewed(1_000, 30_000))})
	}
}
