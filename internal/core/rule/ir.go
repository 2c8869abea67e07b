package rule

import (
	"fmt"
	"strings"
)

// Program is a checked rule set with all that it uses, ready to be executed. It is immutable and safe for concurrent use.
// Executions: the row evaluator of this room (Runner), and core/column over many households.
type Program struct {
	Name    string
	Title   Words
	Sources []string
	// Sets name every rule set that took part, the used ones before those that use them.
	Sets     []string
	Entities []Entity
	Codes    []CodeList
	Params   []Param
	// Variables stand in the order of the files; each may be evaluated when all that it reads has been.
	Variables []Variable
	// Order lists the variables in an order of evaluation.
	Order []int

	sentence     []piece
	blocks       [][]int // variables that make rows, neighbours of one entity together
	chains       [][]int // for each entity the entities from it up to below the root
	depth, pools int     // of aggregates within aggregates, and the most pools that one variable takes from
}

// Layout says which facts the rule set reads and how they are kept: entities, inputs, their types, codes and defaults. What was filled in
// for one rule set fits every other of the same layout, whatever it computes.
func (p *Program) Layout() string {
	var b strings.Builder
	for _, e := range p.Entities {
		fmt.Fprintf(&b, "%q %q %d\n", e.Name, e.Plural, e.Parent)
		for _, in := range e.Inputs {
			fmt.Fprintf(&b, "\t%q %d %d %t", in.Name, in.Type, in.Default, in.HasDefault)
			if in.Codes >= 0 {
				fmt.Fprintf(&b, " %q", p.Codes[in.Codes].Codes)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Words are one text in both languages.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Entity is a kind of thing that rules speak about. Entities[0] is the root (the household); the others hang below their
// Parent, which stands before them. The instances of an entity are kept in the order of their parents.
type Entity struct {
	Name   string // "person"
	Plural string // "persons": the list of them in the formula of an ancestor
	Parent int    // index of the parent, -1 for the root
	Words  Words
	Inputs []Input
	// Vars and Exacts count the slots of variables stored as one integer and as an exact fraction.
	Vars, Exacts int
}

// Input is a fact about one instance; its place in Entity.Inputs is its slot.
type Input struct {
	Name  string
	Type  Type
	Codes int // index of the code list of a Code, else -1
	Words Words
	Unit  string
	// Default is the value of an input that was not given; without it (HasDefault false) a missing input is INPUT_MISSING.
	Default    int64
	HasDefault bool
}

// Param is a value that comes with the evaluation, by area; dates are resolved before. Its place in Program.Params is its slot.
type Param struct {
	Key   string
	Kind  Kind
	Codes int // index of the code list of KindCode and KindList, else -1
	Words Words
	Unit  string
	// Value is the text that holds where the table has none, for rule sets that carry their own figures; Document is the first source that
	// its set names for them.
	Value, Document string
	Set             string // the rule set that declares it
}

// CodeList is a closed list of codes; a value of Type Code is an index into Codes.
type CodeList struct {
	Name  string
	Codes []string
	Words []Words
}

// Type is how a value is kept.
type Type uint8

// The types. All but Ratio and Amount are one int64.
const (
	Flag   Type = iota + 1 // 0 or 1
	Count                  // a whole number
	Money                  // fen
	Date                   // days since 1970-01-01
	Code                   // index into a code list
	ICD                    // up to ten characters, packed by PackICD so that a prefix is a range
	Limit                  // fen, or NoLimit for expressly none
	Text                   // index into the texts of a case; for explanations only, never computed with
	Ratio                  // an exact number
	Amount                 // an exact amount: a fraction of fen
)

// Exact tells whether values of the type are fractions.
func (t Type) Exact() bool { return t == Ratio || t == Amount }

// NoLimit is the value of a limit that is expressly none.
const NoLimit int64 = -1 << 63

// Kind is how a parameter is written; the first ones are also types of values in formulas.
type Kind uint8

// The kinds: money "650", count "16", ratio "0.6" or "2/3", flag "true", date "2026-01-31", code "self_paid", limit "7000" or
// "none", list "a,b" of codes or "none", icd_list "N18,D66", tiers "0:0.9,10000:0.7" (each ratio for the part above its
// start), bands "0:1,10000:2" (one count for the whole amount), operator "<" or "<=".
const (
	KindMoney Kind = iota + 1
	KindCount
	KindRatio
	KindFlag
	KindDate
	KindCode
	KindLimit
	KindList
	KindICDList
	KindTiers
	KindBands
	KindOperator
)

// Variable is one formula. For a variable with a condition (When) Root is already Cond(When, formula, zero).
type Variable struct {
	Name   string
	Set    string // the rule set that computes it
	Step   string // its name in explanations
	Entity int
	Type   Type
	Codes  int // index of the code list of a Code, else -1
	// Slot is its place among the variables of its entity that are kept the same way: exact ones apart from the others.
	Slot  int
	Root  *Node
	Words Words
	Unit  string
	// Explain says that it makes a row; When, if not nil, on which condition.
	Explain bool
	When    *Node

	formula, condition string // as written
	told               telling
	code               code
	when               intFunc
	reads              probe
}

// Node is one operation. Args are evaluated in the scope of the node, those of an aggregate in the scope of its element
// except the last of Min and Max. A node of an integer type has integer arguments unless Op says otherwise; a node of an exact
// type takes integer arguments as whole numbers (fen for Money).
type Node struct {
	Op   Op
	Type Type
	Args []*Node
	// Num and Den are the value of a Const; Den is 1 for integer types.
	Num, Den int64
	// Ref says what Input, Var and the aggregates refer to.
	Ref Ref
	// Param is the slot of the parameter of Param, InForce, InList, PrefixList, Tier, Band and Below.
	Param int
	// Set are the codes of In, and pairs [from, to] of Prefix.
	Set   []int64
	Round Rounding
}

// Ref is a place seen from a formula. Scope 0 is the variable's own instance; scope n the element of the n-th aggregate around
// the node, the outermost being 1. Entity is the entity of that instance or one of its ancestors.
// For an aggregate, Scope and Entity name the instance whose descendants are gone through, Over is the entity of the
// descendants (any depth below Entity), and the element gets scope Elem.
type Ref struct {
	Scope, Entity, Slot int
	Over, Elem          int
}

// Rounding names how a fraction becomes a whole; all of them work on the magnitude.
type Rounding uint8

// The roundings. For Amount the unit is the fen (result Money) unless it says yuan; for Ratio the whole number (result Count).
const (
	Down Rounding = iota + 1
	HalfUp
	Up
	DownYuan
	HalfUpYuan
	UpYuan
)

// Op is the closed list of operations.
type Op uint8

// The operations. Every integer result that does not fit 64 bits is money.overflow; only the result counts, not what a sum or
// a product passes through. Exact types never overflow. And, Or, Cond and Pick evaluate only what they need, from the left.
const (
	OpConst Op = iota + 1
	OpInput    // Ref
	OpVar      // Ref; Type says in which store
	OpParam    // Param; KindMoney, Count, Ratio, Flag, Date, Code, Limit. PARAM_MISSING where the table has none
	OpInForce
	OpEmpty    // Param, a list: has it no entry
	OpPosition // Ref of an instance: its number among all of its entity in the case, from 1

	OpAdd // Args 2; Date+Count counts days
	OpSub // Args 2; Date-Date is Count
	OpMul // Args 2
	OpDiv // Args 2, always exact. rule.division_by_zero
	OpMod // Args 2 Counts, sign of the dividend. rule.division_by_zero
	OpNeg

	OpLt // Args 2; exact where one of them is
	OpLe
	OpGt
	OpGe
	OpEq
	OpNe
	OpBelow // Args 2, Param of KindOperator: Lt or Le

	OpAnd // Args 2
	OpOr  // Args 2
	OpNot
	OpCond // Args 3
	OpPick // Args[0] a Code c, result Args[1+c]; rule.code_range where there is none

	OpIn         // Args[0] among Set
	OpInList     // Args[0] a Code among the list parameter
	OpPrefix     // Args[0] an ICD within a pair of Set
	OpPrefixList // Args[0] an ICD below an entry of the list parameter

	OpLeast    // Args 2 and more
	OpGreatest // Args 2 and more
	OpCap      // Args value, limit, used: min(value, max(limit-used, 0)); the value where the limit is none
	OpLimited  // Args[0] a limit: is there one
	OpLeft     // Args limit, used: max(limit-used, 0); NoLimit where the limit is none
	OpTier     // Args[0] Money or Amount, Param tiers: exact sum of the parts; nothing below zero
	OpBand     // Args[0] Money, Param bands: the count of its band
	OpRound    // Args[0] exact or Money, Round
	OpExact    // Args[0] Money or Count as Amount or Ratio

	OpYears     // Args 2 dates: birthdays from the first up to the second; 29 February has it on 1 March of other years
	OpMonths    // Args 2 dates: whole months from the first to the second, negative backwards
	OpAddMonths // Args date, Count: same day, or the last of a shorter month
	OpYear      // Args[0] a date
	OpMonth     // Args[0] a date, 1 to 12

	// Aggregates over descendants. Args[0] is a condition or nil.
	OpCount // Args condition
	OpAny   // Args condition, question
	OpAll   // Args condition, question
	OpSum   // Args condition, value
	OpFirst // Args condition, value, value of an empty list (evaluated outside); any type
	OpMin   // Args condition, value, value of an empty list (evaluated outside)
	OpMax   // Args condition, value, value of an empty list (evaluated outside)

	// OpTake stands only at the root of a variable. The instances of a case take from pools in their order: Args[0], at most
	// what is left of each pool, rounded, never below zero; what was taken is gone from each pool for the later ones. Each
	// pool is an Args[1:], an Input or Var of type Money or Limit; it is counted apart for each instance of its Ref.Entity.
	OpTake
)
