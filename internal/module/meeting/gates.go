package meeting

import (
	"fmt"

	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/module/aid"
)

// Gates before the meeting, in the order in which they are shown.
const (
	GateCheck     = "check"
	GateVisit     = "visit"
	GateNotice    = "notice"
	GateQuestions = "questions"
	GatePlan      = "plan"
	GateRecusal   = "recusal"
)

// Missing is one thing that a case lacks. Code says which within the gate; On is the day of the old visit, the expired report or
// the end of the notice, N the number of open questions.
type Missing struct {
	Gate string `json:"gate"`
	Code string `json:"code"`
	On   string `json:"on,omitempty"`
	N    int64  `json:"n,omitempty"`
}

// missing says why a case cannot be agreed to on a day; months is how long a visit counts.
func missing(c aid.Case, on string, months int) []Missing {
	out := []Missing{}
	add := func(bad bool, m Missing) {
		if bad {
			out = append(out, m)
		}
	}
	add(!c.Authorised, Missing{Gate: GateCheck, Code: "authorisation"})
	add(c.CheckExpiresOn < on, Missing{Gate: GateCheck, Code: "check", On: c.CheckExpiresOn})
	add(c.VisitOn == "" || clock.AddMonths(c.VisitOn, months) < on, Missing{Gate: GateVisit, Code: "visit", On: c.VisitOn})
	switch {
	case c.State == aid.Noticed:
		add(true, Missing{Gate: GateNotice, Code: "notice", On: c.NoticeTo})
	case c.State == aid.ObjectionReview || c.OpenObjections > 0:
		add(true, Missing{Gate: GateNotice, Code: "objection"})
	default:
		add(c.State != aid.Tabled && c.State != aid.Deferred, Missing{Gate: GateNotice, Code: "state"})
	}
	add(c.OpenQuestions > 0, Missing{Gate: GateQuestions, Code: "questions", N: c.OpenQuestions})
	add(c.OpinionOn == "", Missing{Gate: GatePlan, Code: "plan"})
	return out
}

// field is a missing thing as part of a refusal.
func (m Missing) field() errs.Field {
	switch m.Code {
	case "authorisation":
		return m.as("meeting.needs_authorisation")
	case "check":
		return m.as("meeting.needs_check")
	case "visit":
		return m.as("meeting.needs_visit")
	case "notice":
		return m.as("meeting.needs_notice")
	case "objection":
		return m.as("meeting.needs_objection")
	case "questions":
		return m.as("meeting.needs_answer")
	case "plan":
		return m.as("meeting.needs_opinion")
	case "recusal":
		return m.as("meeting.needs_recusal")
	}
	return m.as("meeting.not_tabled")
}

func (m Missing) as(code string) errs.Field {
	return errs.Field{Path: m.Gate, Code: code, Params: map[string]any{"on": m.On, "n": m.N}}
}

// Sentence is the missing thing in words, for the workbench.
func (m Missing) Sentence() i18n.Word {
	switch m.Code {
	case "authorisation":
		return i18n.Word{ZH: "核对授权书未签齐", EN: "an authorisation is missing"}
	case "check":
		if m.On == "" {
			return i18n.Word{ZH: "没有核对报告", EN: "no check report"}
		}
		return i18n.Word{ZH: "核对报告 " + m.On + " 到期", EN: "the check report ends on " + m.On}
	case "visit":
		if m.On == "" {
			return i18n.Word{ZH: "还没有入户", EN: "no home visit yet"}
		}
		return i18n.Word{ZH: "上次入户 " + m.On + "，已过期", EN: "the last visit was on " + m.On}
	case "notice":
		return i18n.Word{ZH: "公示至 " + m.On, EN: "on notice until " + m.On}
	case "objection":
		return i18n.Word{ZH: "公示异议未复核", EN: "an objection is open"}
	case "questions":
		return i18n.Word{ZH: fmt.Sprintf("质询 %d 条未答复", m.N), EN: fmt.Sprintf("%d questions are open", m.N)}
	case "plan":
		return i18n.Word{ZH: "没有初审意见和拟定金额", EN: "no first opinion"}
	case "recusal":
		return i18n.Word{ZH: "回避未登记", EN: "a recusal is missing"}
	}
	return i18n.Word{ZH: "没有走到待上会", EN: "not tabled"}
}

// GateCount is how many of the cases on the agenda pass a gate.
type GateCount struct {
	Code  string `json:"code"`
	Done  int    `json:"done"`
	Total int    `json:"total"`
}

// Readiness is how far a meeting is prepared. Cases that the reader may not see are counted in Cases only.
type Readiness struct {
	Cases   int         `json:"cases"`
	Ready   int         `json:"ready"`
	Rules   int         `json:"rules"`
	Urgents int         `json:"urgents"`
	Gates   []GateCount `json:"gates"`
}

func gates() []string {
	return []string{GateCheck, GateVisit, GateNotice, GateQuestions, GatePlan, GateRecusal}
}

// GateText is the words of a gate.
func GateText(code string) i18n.Word {
	return map[string]i18n.Word{
		GateCheck: {ZH: "授权与核对有效", EN: "Authorised and checked"}, GateVisit: {ZH: "入户未过期", EN: "Visit not too old"},
		GateNotice: {ZH: "公示期满", EN: "Notice over"}, GateQuestions: {ZH: "质询已答复", EN: "Questions answered"},
		GatePlan: {ZH: "方案与金额拟定", EN: "Plan and amount proposed"}, GateRecusal: {ZH: "回避关系登记", EN: "Recusals registered"},
	}[code]
}

func readiness(motions []Motion) Readiness {
	var r Readiness
	short := map[string]int{}
	seen := 0
	for _, m := range motions {
		switch m.Kind {
		case RuleMotion:
			r.Rules++
			continue
		case RatifyMotion:
			r.Urgents++
			continue
		}
		r.Cases++
		if !m.Shown {
			continue
		}
		seen++
		if len(m.Missing) == 0 {
			r.Ready++
		}
		counted := map[string]bool{}
		for _, x := range m.Missing {
			if !counted[x.Gate] {
				counted[x.Gate] = true
				short[x.Gate]++
			}
		}
	}
	for _, g := range gates() {
		r.Gates = append(r.Gates, GateCount{Code: g, Done: seen - short[g], Total: seen})
	}
	return r
}
