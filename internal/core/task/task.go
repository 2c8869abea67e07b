// Package task keeps who has to do what until when. A task belongs to an organisation (whoever holds its permission there may
// do it) or to one member of staff. Its clock stops while an applicant's papers are awaited; overdue ones go to whoever
// supervises the organisation.
package task

import (
	_ "embed"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
)

// PermSupervise is held by leaders: they see what is overdue below them.
const PermSupervise authz.Permission = "task.supervise"

// KindOverdue is the kind of the tasks that escalation opens for leaders; their object is the overdue task, their object
// type its kind.
const KindOverdue = "overdue"

//go:embed messages.json
var messages []byte

// Messages are this room's sentences.
func Messages() []byte { return messages }

// Grants says which role may do what here.
func Grants() []authz.Grant {
	return []authz.Grant{{Role: org.DepartmentLeader, Perm: PermSupervise, Reach: authz.Org}}
}

// New describes a task to open. DueOn is a day in China; OwnerPath the organisation's path, wanted also when OwnerStaffID
// names one person; Perm what one must hold there to do it; Link the page of the web app where it is done.
type New struct {
	Kind         string
	CaseID       string
	ObjectType   string
	ObjectID     string
	Title        string
	DueOn        string
	OwnerPath    string
	OwnerStaffID string
	Perm         authz.Permission
	Link         string
}

// Task is one thing to do. Instants are unix milliseconds, dates days in China; PausedDays are working days.
type Task struct {
	ID           string           `db:"id" json:"id"`
	Kind         string           `db:"kind" json:"kind"`
	CaseID       string           `db:"case_id" json:"case_id"`
	ObjectType   string           `db:"object_type" json:"object_type"`
	ObjectID     string           `db:"object_id" json:"object_id"`
	Title        string           `db:"title" json:"title"`
	DueOn        string           `db:"due_on" json:"due_on"`
	OwnerPath    string           `db:"owner_path" json:"-"`
	OwnerStaffID string           `db:"owner_staff_id" json:"owner_staff_id"`
	Perm         authz.Permission `db:"perm" json:"-"`
	Link         string           `db:"link" json:"link"`
	OpenedAt     int64            `db:"opened_at" json:"opened_at"`
	OpenedBy     string           `db:"opened_by" json:"-"`
	OpenedByName string           `db:"opened_by_name" json:"opened_by_name"`
	IsOpen       bool             `db:"is_open" json:"is_open"`
	ClosedAt     int64            `db:"closed_at" json:"closed_at"`
	ClosedBy     string           `db:"closed_by" json:"-"`
	PausedSince  string           `db:"paused_since" json:"paused_since"`
	PausedDays   int64            `db:"paused_days" json:"paused_days"`
	EscalatedOn  string           `db:"escalated_on" json:"escalated_on"`
}

// Groups of open tasks by deadline, in the order of their urgency. Week ends on Sunday; Waiting ones have their clock
// stopped.
const (
	Overdue = "overdue"
	Today   = "today"
	Week    = "week"
	Later   = "later"
	Waiting = "waiting"
)

func groups() []string { return []string{Overdue, Today, Week, Later, Waiting} }

// Group is the tasks of one deadline group: how many, and the first ones by deadline.
type Group struct {
	Code  string `json:"code"`
	Count int64  `json:"count"`
	Items []Task `json:"items"`
}

// KindCount is how many open tasks of a kind there are.
type KindCount struct {
	Kind  string `json:"kind"`
	Count int64  `json:"count"`
}

// Board is what the actor has to do.
type Board struct {
	Today  string      `json:"today"`
	Total  int64       `json:"total"`
	Groups []Group     `json:"groups"`
	Kinds  []KindCount `json:"kinds"`
}

// sunday is the last day of the week of a day.
func sunday(day string) string {
	t, err := clock.ParseDate(day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, (7-int(t.Weekday()))%7).Format(time.DateOnly)
}
