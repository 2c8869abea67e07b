package plan

import (
	"context"

	"yice/internal/kit/web"
	"yice/internal/module/aid"
)

type caseIn struct {
	ID string `path:"id" maxLength:"26"`
}

// Routes are this room's addresses.
func Routes(s *Service) []web.Route {
	return []web.Route{
		web.Get("/cases/{id}/plan", PermView, "plan.sheet", "方案与救助", func(ctx context.Context, in *caseIn) (Sheet, error) { return s.Sheet(ctx, in.ID) }),
		web.Put("/cases/{id}/plan", PermEdit, "plan.save", "拟定方案", func(ctx context.Context, in *struct {
			ID   string `path:"id" maxLength:"26"`
			Body Input
		},
		) (Plan, error) {
			return s.Save(ctx, in.ID, in.Body)
		}),
		web.Post("/cases/{id}/plan/{plan_id}/approve", aid.PermApprovePlan, "plan.approve", "批准方案", func(ctx context.Context, in *struct {
			ID     string `path:"id" maxLength:"26"`
			PlanID string `path:"plan_id" maxLength:"26"`
			Body   struct {
				Version int64 `json:"version" minimum:"1"`
			}
		},
		) (Plan, error) {
			return s.Approve(ctx, in.ID, in.PlanID, in.Body.Version)
		}),
		web.Post("/cases/{id}/measures/{measure_id}/report", PermMeasure, "plan.report", "反馈措施结果", func(ctx context.Context, in *struct {
			ID        string `path:"id" maxLength:"26"`
			MeasureID string `path:"measure_id" maxLength:"26"`
			Body      ReportInput
		},
		) (Measure, error) {
			return s.Report(ctx, in.ID, in.MeasureID, in.Body)
		}),
		web.Post("/cases/{id}/urgent", PermUrgent, "plan.ask_urgent", "申请急难救助", func(ctx context.Context, in *struct {
			ID   string `path:"id" maxLength:"26"`
			Body UrgentInput
		},
		) (Urgent, error) {
			return s.AskUrgent(ctx, in.ID, in.Body)
		}),
		web.Post("/cases/{id}/urgent/{urgent_id}/sign", PermSign, "plan.sign_urgent", "急难救助第二签字", func(ctx context.Context, in *struct {
			ID       string `path:"id" maxLength:"26"`
			UrgentID string `path:"urgent_id" maxLength:"26"`
			Body     struct {
				Agree  bool   `json:"agree"`
				Reason string `json:"reason" minLength:"1" maxLength:"500"`
			}
		},
		) (Urgent, error) {
			return s.SignUrgent(ctx, in.ID, in.UrgentID, in.Body.Agree, in.Body.Reason)
		}),
	}
}
