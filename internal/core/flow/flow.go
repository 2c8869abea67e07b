// Package flow holds state machines as tables: state × action → state, with the permission, where it must be held, the
// gate in words, the deadline that starts, and who is told. One table drives the service, the buttons that the UI
// shows, the documentation and the generated permission test.
package flow

import (
	"slices"
	"time"

	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
)

// State and Action are stable codes; their words stand in the table.
type (
	State  string
	Action string
)

// Party says to whom an action belongs.
type Party string

// The lead department of the case, the organisation that entered it, or anyone who holds the permission.
const (
	Lead   Party = "lead"
	Entry  Party = "entry"
	Anyone Party = "anyone"
)

// Deadline starts a task when the transition is made. Param names the policy parameter with the number of days.
type Deadline struct {
	Task    string
	Param   string
	Default int
	Working bool
	Owner   Party
}

// Transition is one line of a table.
type Transition struct {
	From        State
	Action      Action
	To          State
	Perm        authz.Permission
	At          Party
	NeedsReason bool
	Gate        string // in words, for people; the room enforces it
	Starts      []Deadline
	Ends        []string // tasks that this closes
	Auto        bool     // made by the system or another room, never a button
}

// Label is a word in both languages.
type Label struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Table is a whole machine.
type Table struct {
	Name        string
	States      []State
	Actions     []Action
	StateText   map[State]Label
	ActionText  map[Action]Label
	Transitions []Transition
}

// Next finds the transition, or Refuse.
func (t *Table) Next(from State, a Action) (Transition, error) {
	for _, tr := range t.Transitions {
		if tr.From == from && tr.Action == a {
			return tr, nil
		}
	}
	return Transition{}, t.Refuse(from, t.ActionText[a])
}

// Refuse is the word that an action is not possible in a state: errs.Conflict flow.not_allowed.
func (t *Table) Refuse(from State, action Label) error {
	return errs.New(errs.Conflict, "flow.not_allowed", "state", i18n.Word(t.StateText[from]), "action", i18n.Word(action), "by", i18n.Word{})
}

// By tells in a refusal of Refuse who moved the thing last, and when (unix milliseconds): whoever comes second when two act
// at once learns it so.
func By(err error, who string, at int64) error {
	e := errs.As(err)
	if e.Code != "flow.not_allowed" || who == "" {
		return err
	}
	when := time.UnixMilli(at).In(clock.Shanghai()).Format("2006-01-02 15:04")
	e.Params["by"] = i18n.Word{ZH: "。" + who + "已在" + when + "办理过", EN: "; " + who + " acted on it at " + when}
	return e
}

// From lists the transitions that leave a state.
func (t *Table) From(s State) []Transition {
	var out []Transition
	for _, tr := range t.Transitions {
		if tr.From == s {
			out = append(out, tr)
		}
	}
	return out
}

// Check finds what is wrong with a table: unknown states, double lines, states that cannot be reached or named.
func (t *Table) Check(start State) []string {
	var bad []string
	seen := map[[2]string]bool{}
	reach := map[State]bool{start: true}
	for range t.States {
		for _, tr := range t.Transitions {
			if reach[tr.From] {
				reach[tr.To] = true
			}
		}
	}
	for _, tr := range t.Transitions {
		k := [2]string{string(tr.From), string(tr.Action)}
		if seen[k] {
			bad = append(bad, "twice: "+k[0]+" "+k[1])
		}
		seen[k] = true
		if !slices.Contains(t.States, tr.From) || !slices.Contains(t.States, tr.To) || !slices.Contains(t.Actions, tr.Action) {
			bad = append(bad, "unknown state or action: "+k[0]+" "+k[1])
		}
		if tr.Perm == "" {
			bad = append(bad, "no permission: "+k[0]+" "+k[1])
		}
	}
	for _, s := range t.States {
		if !reach[s] {
			bad = append(bad, "cannot be reached: "+string(s))
		}
		if t.StateText[s].ZH == "" || t.StateText[s].EN == "" {
			bad = append(bad, "no words: "+string(s))
		}
	}
	for _, a := range t.Actions {
		if t.ActionText[a].ZH == "" || t.ActionText[a].EN == "" {
			bad = append(bad, "no words: "+string(a))
		}
	}
	return bad
}
