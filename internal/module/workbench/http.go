package workbench

import (
	"context"

	"yice/internal/kit/db"
	"yice/internal/kit/web"
)

type tasksIn struct {
	web.Page
	Group string `query:"group" enum:"overdue,today,week,later,waiting"`
	Kind  string `query:"kind" maxLength:"40"`
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Get("/workbench", web.SignedIn, "workbench.show", "My tasks, what others wait for, this half-year, the next meeting",
			func(ctx context.Context, _ *struct{}) (Bench, error) { return s.Show(ctx, web.Language(ctx)) }),
		web.Get("/tasks", web.SignedIn, "workbench.tasks", "One group of my tasks, by deadline",
			func(ctx context.Context, in *tasksIn) (web.List[Task], error) {
				items, next, err := s.Tasks(ctx, web.Language(ctx), in.Group, in.Kind, db.Page{Limit: in.Limit, Cursor: in.Cursor, Sort: in.Sort})
				return web.List[Task]{Items: items, Next: next, Total: int64(len(items)), TotalCapped: next != ""}, err
			}),
		web.Get("/jobs", web.SignedIn, "workbench.jobs", "Long work that I started, newest first",
			func(ctx context.Context, _ *struct{}) (web.List[Job], error) {
				jobs, err := s.Jobs(ctx)
				return web.List[Job]{Items: jobs, Total: int64(len(jobs))}, err
			}),
		web.Get("/jobs/{id}", web.SignedIn, "workbench.job", "Progress and result of long work",
			func(ctx context.Context, in *idIn) (Job, error) { return s.Job(ctx, in.ID) }),
	}
}
